#pragma once
#include <cstdint>
#include <optional>

#include <deltalake/base/task.hpp>
#include <deltalake/snapshot/load_io.hpp>

namespace deltalake::inline v0 {

/// Brings a snapshot forward to the newest version, or to `version_max` if that comes first. Reads only the commits
/// that are new and shares the rest with `state`, which stays as it is. If the table was deleted and made again, the
/// new one is read as a whole; then the version may be lower. Returns `state` itself if nothing is new.
/// A commit that is not there is the end of the log, unless `version_max` lies beyond it: then the log is listed, and
/// read as a whole if it goes on behind the gap.
/// Throws version_downgrade if `version_max` lies below the loaded version, and what `load_snapshot` throws.
/// Cancellation: all kinds.
DELTALAKE_DECL task<shared_snapshot> update_snapshot(shared_snapshot state, std::optional<std::int64_t> version_max);

}  // namespace deltalake::inline v0

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/snapshot/impl/update_io.ipp>
#endif
