#pragma once
#include <algorithm>
#include <tuple>
#include <utility>

#include <deltalake/log/checkpoint_set.hpp>

namespace deltalake::inline v0::log {
namespace detail {

// A classic checkpoint is read in one piece without looking for sidecars first; JSON is the slowest.
inline int checkpoint_rank(const file_name& name) noexcept {
  if (name.kind == file_kind::classic_checkpoint) return 3;
  if (name.kind == file_kind::multi_part_checkpoint) return 2;
  return name.format == checkpoint_format::json ? 0 : 1;
}

inline bool checkpoint_before(const checkpoint_file& a, const checkpoint_file& b) {
  const auto key = [](const checkpoint_file& file) {
    return std::make_tuple(file.name.version, checkpoint_rank(file.name), file.name.parts, file.name.part);
  };
  return key(a) != key(b) ? key(a) < key(b) : to_string(a.name) < to_string(b.name);
}

}  // namespace detail

DELTALAKE_DECL std::vector<checkpoint_set> complete_checkpoints(std::vector<checkpoint_file> files) {
  std::sort(files.begin(), files.end(), detail::checkpoint_before);
  // A listing may show a file twice: two of one part are no substitute for another one.
  const auto same_name = [](const checkpoint_file& a, const checkpoint_file& b) { return a.name == b.name; };
  files.erase(std::unique(files.begin(), files.end(), same_name), files.end());
  std::vector<checkpoint_set> sets;
  for (std::size_t i = 0; i < files.size();) {
    const file_name& first = files[i].name;
    std::size_t end = i + 1;
    if (first.kind == file_kind::multi_part_checkpoint) {
      // Parts of one set follow each other; the number of parts is only a claim of the name.
      while (end < files.size() && files[end].name.version == first.version && files[end].name.kind == first.kind &&
             files[end].name.parts == first.parts) {
        ++end;
      }
    }
    const bool complete =
        first.kind != file_kind::multi_part_checkpoint || (static_cast<std::int64_t>(end - i) == first.parts &&
                                                           first.part == 1 && files[end - 1].name.part == first.parts);
    if (complete) {
      checkpoint_set set{first.version, {}};
      set.parts.assign(files.begin() + static_cast<std::ptrdiff_t>(i),
                       files.begin() + static_cast<std::ptrdiff_t>(end));
      sets.push_back(std::move(set));
    }
    i = end;
  }
  return sets;
}

}  // namespace deltalake::inline v0::log
