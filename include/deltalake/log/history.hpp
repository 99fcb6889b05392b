#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <deltalake/base/result.hpp>
#include <deltalake/log/segment.hpp>

namespace deltalake::inline v0::log {

/// When a version was made.
struct commit_time {
  std::int64_t version = 0;
  std::int64_t timestamp_ms = 0;  ///< since 1970-01-01T00:00:00Z
};

/// The times of commits by their files' modification times, ascending by version. Clocks differ and files are copied,
/// so a time that is not later than the one before becomes that plus one millisecond: then time rises with the version.
DELTALAKE_DECL std::vector<commit_time> monotonic_times(std::span<const log_file> commits);

/// The newest version whose time is at or before `timestamp_ms`. Errors: timestamp_too_early, which names the first
/// time there is. Precondition: times ascend with versions.
DELTALAKE_DECL result<std::int64_t> version_at(std::span<const commit_time> times, std::int64_t timestamp_ms);

}  // namespace deltalake::inline v0::log

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/log/impl/history.ipp>
#endif
