#pragma once
#include <cstdint>
#include <vector>

#include <deltalake/log/segment.hpp>

namespace deltalake::inline v0::log {

/// One piece of work of reading a log: whole files, one after another, or a part of one file.
struct read_piece {
  std::size_t files_begin = 0, files_end = 0;    ///< of segment::files
  std::uint64_t bytes_begin = 0, bytes_end = 0;  ///< of the one file; both 0: the whole of each file
  bool whole() const noexcept { return bytes_end == 0; }
};

/// Cuts a segment into pieces of about `piece_bytes`, newest first: small files are read together, large commits in
/// parts. Depends on nothing but the listing, so that the state comes out the same whatever threads do.
DELTALAKE_DECL std::vector<read_piece> plan_reads(const segment& files, std::uint64_t piece_bytes);

}  // namespace deltalake::inline v0::log

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/log/impl/read_plan.ipp>
#endif
