#pragma once
#include <algorithm>
#include <string>

#include <deltalake/log/file_name.hpp>
#include <deltalake/log/segment.hpp>

namespace deltalake::inline v0::log {
namespace detail {

inline error no_such_version(const log_listing& listing, std::int64_t wanted) {
  error found(errc::version_not_found, "version " + std::to_string(wanted) + " was asked for, the log has " +
                                           std::to_string(listing.commits.front().version_first) + " to " +
                                           std::to_string(listing.commits.back().version_final));
  return found;
}

// The longest compaction that begins at or below `version` and ends exactly there.
inline const log_file* compaction_ending_at(const log_listing& listing, std::int64_t version) {
  for (const log_file& file : listing.compactions) {
    if (file.version_final == version) return &file;
  }
  return nullptr;
}

inline error missing_commit(const log_listing& listing, std::int64_t missing, std::int64_t target) {
  for (const std::int64_t checkpoint : listing.checkpoints) {
    if (checkpoint < missing || checkpoint > target) continue;
    error found(errc::checkpoint_required, "commit " + std::to_string(missing) + " is gone, checkpoint " +
                                               std::to_string(checkpoint) + " stands in for it");
    return found.at_version(target);
  }
  error found(errc::version_gap, "commit " + commit_file_name(missing) + " is missing");
  return found.at_version(missing).in_file(below_table(commit_file_name(missing)));
}

}  // namespace detail

DELTALAKE_DECL bool log_listing::add(std::string_view name, std::uint64_t size_bytes, std::int64_t modified_ms) {
  const file_name parsed = parse_file_name(name);
  switch (parsed.kind) {
    case file_kind::commit:
      commits.push_back({parsed.version, parsed.version, false, size_bytes, modified_ms});
      return true;
    case file_kind::compacted:
      compactions.push_back({parsed.version, parsed.version_end, true, size_bytes, modified_ms});
      return true;
    case file_kind::classic_checkpoint:
    case file_kind::multi_part_checkpoint:
    case file_kind::uuid_checkpoint: checkpoints.push_back(parsed.version); return true;
    case file_kind::crc:
    case file_kind::last_checkpoint:
    case file_kind::staged_commit:
    case file_kind::other: return false;
  }
  return false;
}

DELTALAKE_DECL void log_listing::sort() {
  std::sort(commits.begin(), commits.end(),
            [](const log_file& a, const log_file& b) { return a.version_first < b.version_first; });
  std::sort(compactions.begin(), compactions.end(), [](const log_file& a, const log_file& b) {
    return a.version_first != b.version_first ? a.version_first < b.version_first : a.version_final > b.version_final;
  });
  std::sort(checkpoints.begin(), checkpoints.end());
}

DELTALAKE_DECL result<segment> build_segment(const log_listing& listing, std::optional<std::int64_t> version) {
  if (listing.commits.empty()) {
    if (listing.checkpoints.empty())
      return error(errc::not_a_table, "there is no _delta_log with commits or checkpoints");
    return error(errc::checkpoint_required, "the log holds checkpoints but no commits");
  }
  segment chosen;
  chosen.version = version.value_or(listing.commits.back().version_first);
  if (chosen.version < 0 || chosen.version > listing.commits.back().version_first) {
    return detail::no_such_version(listing, chosen.version);
  }
  std::int64_t wanted = chosen.version;
  auto at = std::upper_bound(listing.commits.begin(), listing.commits.end(), wanted,
                             [](std::int64_t v, const log_file& file) { return v < file.version_first; });
  while (wanted >= 0) {
    while (at != listing.commits.begin() && std::prev(at)->version_first > wanted) --at;
    if (at != listing.commits.begin() && std::prev(at)->version_first == wanted) {
      chosen.files.push_back(*--at);
      --wanted;
    } else if (const log_file* stand_in = detail::compaction_ending_at(listing, wanted)) {
      chosen.files.push_back(*stand_in);
      wanted = stand_in->version_first - 1;
    } else {
      return detail::missing_commit(listing, wanted, chosen.version);
    }
  }
  return chosen;
}

}  // namespace deltalake::inline v0::log
