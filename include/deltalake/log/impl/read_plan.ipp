#pragma once
#include <algorithm>

#include <deltalake/log/read_plan.hpp>

namespace deltalake::inline v0::log {

DELTALAKE_DECL std::vector<read_piece> plan_reads(const segment& files, std::uint64_t piece_bytes) {
  constexpr std::size_t files_max = 256;
  std::vector<read_piece> pieces;
  std::uint64_t together = 0;
  for (std::size_t i = 0; i < files.files.size(); ++i) {
    const log_file& file = files.files[i];
    if (!file.compacted && file.size_bytes > 2 * piece_bytes) {
      // Equal parts, so that none is left with a few bytes.
      const std::uint64_t parts = (file.size_bytes + piece_bytes - 1) / piece_bytes;
      for (std::uint64_t part = 0; part < parts; ++part) {
        const std::uint64_t step = file.size_bytes / parts;
        pieces.push_back({i, i + 1, part * step, part + 1 == parts ? file.size_bytes : (part + 1) * step});
      }
      together = 0;
      continue;
    }
    const bool extends = !pieces.empty() && pieces.back().whole() && pieces.back().files_end == i &&
                         together + file.size_bytes <= piece_bytes && i - pieces.back().files_begin < files_max;
    if (!extends) {
      pieces.push_back({i, i, 0, 0});
      together = 0;
    }
    pieces.back().files_end = i + 1;
    together += file.size_bytes;
  }
  return pieces;
}

}  // namespace deltalake::inline v0::log
