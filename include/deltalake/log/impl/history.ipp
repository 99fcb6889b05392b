#pragma once
#include <algorithm>

#include <deltalake/base/timestamp.hpp>
#include <deltalake/log/history.hpp>

namespace deltalake::inline v0::log {

DELTALAKE_DECL std::vector<commit_time> monotonic_times(std::span<const log_file> commits) {
  std::vector<commit_time> times;
  times.reserve(commits.size());
  for (const log_file& commit : commits) {
    std::int64_t when = commit.modified_ms;
    if (!times.empty() && when <= times.back().timestamp_ms) when = times.back().timestamp_ms + 1;
    times.push_back({commit.version_final, when});
  }
  return times;
}

DELTALAKE_DECL result<std::int64_t> version_at(std::span<const commit_time> times, std::int64_t timestamp_ms) {
  const auto after =
      std::upper_bound(times.begin(), times.end(), timestamp_ms,
                       [](std::int64_t wanted, const commit_time& t) { return wanted < t.timestamp_ms; });
  if (after != times.begin()) return std::prev(after)->version;
  std::string detail = format_rfc3339_ms(timestamp_ms) + " was asked for";
  if (!times.empty()) {
    detail += ", version " + std::to_string(times.front().version) + " was made at " +
              format_rfc3339_ms(times.front().timestamp_ms);
  }
  return error(errc::timestamp_too_early, std::move(detail));
}

}  // namespace deltalake::inline v0::log
