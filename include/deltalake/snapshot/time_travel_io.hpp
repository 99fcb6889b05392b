#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include <deltalake/base/task.hpp>
#include <deltalake/log/history.hpp>
#include <deltalake/snapshot/load_io.hpp>

namespace deltalake::inline v0 {

/// The newest version at or before a time, in milliseconds since 1970-01-01T00:00:00Z. Commits are dated by their
/// in-commit timestamps where the table has them enabled, before that by their files' modification times, made to rise.
/// A time after the newest commit gives the newest version, as delta-rs does. `newest` is the newest snapshot.
/// PROTOCOL.md "In-Commit Timestamps". Throws timestamp_too_early. Cancellation: all kinds.
DELTALAKE_DECL task<std::int64_t> version_at(shared_snapshot newest, std::int64_t timestamp_ms);

/// When a version of the table was made, by the same rules, in milliseconds. Throws version_not_found.
DELTALAKE_DECL task<std::int64_t> version_timestamp(shared_snapshot newest, std::int64_t version);

/// The versions up to that of `newest` which are dated by their files, ascending; all others carry a timestamp of their
/// own in their commit. Cancellation: all kinds.
DELTALAKE_DECL task<std::vector<log::commit_time>> file_times(shared_snapshot newest);

}  // namespace deltalake::inline v0

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/snapshot/impl/time_travel_io.ipp>
#endif
