#pragma once
#include <algorithm>
#include <string>
#include <utility>

#include <deltalake/log/segment.hpp>

namespace deltalake::inline v0::log {
namespace detail {

// The versions that the log can tell of at all.
inline std::optional<std::pair<std::int64_t, std::int64_t>> version_range(const log_listing& listing) {
  std::optional<std::pair<std::int64_t, std::int64_t>> range;
  const auto include = [&range](std::int64_t version) {
    if (!range) range.emplace(version, version);
    range->first = (std::min)(range->first, version);
    range->second = (std::max)(range->second, version);
  };
  for (const log_file& commit : listing.commits) include(commit.version_final);
  for (const checkpoint_set& checkpoint : listing.checkpoints) include(checkpoint.version);
  return range;
}

inline error no_such_version(std::pair<std::int64_t, std::int64_t> range, std::int64_t wanted) {
  error found(errc::version_not_found, "version " + std::to_string(wanted) + " was asked for, the log has " +
                                           std::to_string(range.first) + " to " + std::to_string(range.second));
  return found;
}

// The longest compaction that begins after `floor` and ends exactly at `version`.
inline const log_file* compaction_ending_at(const log_listing& listing, std::int64_t version, std::int64_t floor) {
  for (const log_file& file : listing.compactions) {
    if (file.version_final == version && file.version_first > floor) return &file;
  }
  return nullptr;
}

inline error missing_commit(const log_listing& listing, std::int64_t missing, std::int64_t target) {
  for (const checkpoint_file& checkpoint : listing.checkpoint_files) {
    if (checkpoint.name.version < missing || checkpoint.name.version > target) continue;
    error found(errc::checkpoint_required, "commit " + std::to_string(missing) + " is gone, and checkpoint " +
                                               std::to_string(checkpoint.name.version) +
                                               ", which stands in for it, is incomplete or damaged");
    return found.at_version(target).in_file(below_table(to_string(checkpoint.name)));
  }
  error found(errc::version_gap, "commit " + commit_file_name(missing) + " is missing");
  return found.at_version(missing).in_file(below_table(commit_file_name(missing)));
}

// The earliest version that can be read: where a checkpoint stands, or what begins with version 0 ends first.
inline std::optional<std::int64_t> earliest_version(const log_listing& listing, const std::set<std::string>& rejected) {
  if (!listing.commits.empty() && listing.commits.front().version_first == 0) return 0;
  std::optional<std::int64_t> earliest;
  const auto include = [&earliest](std::int64_t version) {
    earliest = (std::min)(earliest.value_or(version), version);
  };
  for (const log_file& file : listing.compactions) {
    if (file.version_first == 0) include(file.version_final);
  }
  for (const checkpoint_set& checkpoint : listing.checkpoints) {
    if (!rejected.contains(checkpoint.name())) include(checkpoint.version);
  }
  return earliest;
}

// A gap below everything that can be read is no damage: old commits are cleaned away behind a checkpoint.
inline error explain(error gap, const log_listing& listing, std::int64_t wanted,
                     const std::set<std::string>& rejected) {
  if (gap.code != errc::version_gap) return gap;
  const std::optional<std::int64_t> earliest = earliest_version(listing, rejected);
  if (!earliest || *earliest <= wanted) return gap;
  error found(errc::version_not_found, "version " + std::to_string(wanted) + " was asked for, but commit " +
                                           std::to_string(*gap.version) + " is gone; the earliest version to open is " +
                                           std::to_string(*earliest));
  return found.at_version(wanted).in_file(std::move(gap.file));
}

// The files after `checkpoint`, or after nothing, up to `version`.
inline result<segment> cover(const log_listing& listing, std::int64_t version, const checkpoint_set* checkpoint) {
  segment chosen;
  chosen.version = version;
  chosen.has_checksum = std::binary_search(listing.checksums.begin(), listing.checksums.end(), version);
  if (checkpoint != nullptr) chosen.checkpoint = *checkpoint;
  const std::int64_t floor = checkpoint != nullptr ? checkpoint->version : -1;
  std::int64_t wanted = version;
  auto at = std::upper_bound(listing.commits.begin(), listing.commits.end(), wanted,
                             [](std::int64_t v, const log_file& file) { return v < file.version_first; });
  while (wanted > floor) {
    while (at != listing.commits.begin() && std::prev(at)->version_first > wanted) --at;
    if (at != listing.commits.begin() && std::prev(at)->version_first == wanted) {
      chosen.files.push_back(*--at);
      --wanted;
    } else if (const log_file* stand_in = compaction_ending_at(listing, wanted, floor)) {
      chosen.files.push_back(*stand_in);
      wanted = stand_in->version_first - 1;
    } else {
      return missing_commit(listing, wanted, version);
    }
  }
  return chosen;
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
    case file_kind::uuid_checkpoint: checkpoint_files.push_back({parsed, size_bytes, modified_ms}); return true;
    case file_kind::crc: checksums.push_back(parsed.version); return true;
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
  std::sort(checksums.begin(), checksums.end());
  checkpoints = complete_checkpoints(checkpoint_files);
}

DELTALAKE_DECL result<segment> build_segment(const log_listing& listing, std::optional<std::int64_t> version,
                                             const std::set<std::string>& rejected) {
  const auto range = detail::version_range(listing);
  if (!range) {
    if (listing.empty()) return error(errc::not_a_table, "there is no _delta_log with commits or checkpoints");
    return error(errc::checkpoint_required, "the log holds parts of checkpoints, but no whole one and no commits");
  }
  const std::int64_t target = version.value_or(range->second);
  if (target < 0 || target > range->second) {
    const std::int64_t first = detail::earliest_version(listing, rejected).value_or(range->first);
    return detail::no_such_version({first, range->second}, target);
  }
  // An older checkpoint helps only where a compaction reaches across the newer one.
  std::optional<error> failure;
  for (auto checkpoint = listing.checkpoints.rbegin(); checkpoint != listing.checkpoints.rend(); ++checkpoint) {
    if (checkpoint->version > target || rejected.contains(checkpoint->name())) continue;
    result<segment> chosen = detail::cover(listing, target, &*checkpoint);
    if (chosen) return chosen;
    if (!failure) failure = chosen.error();
  }
  result<segment> chosen = detail::cover(listing, target, nullptr);
  if (chosen) return chosen;
  return detail::explain(failure ? std::move(*failure) : chosen.error(), listing, target, rejected);
}

}  // namespace deltalake::inline v0::log
