#pragma once
#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include <deltalake/base/task.hpp>
#include <deltalake/log/segment.hpp>
#include <deltalake/storage/any_store.hpp>

namespace deltalake::inline v0::log {

/// Where a file of the log lies, below the table's folder.
DELTALAKE_DECL path log_path(std::string_view name);

/// Lists the log, from version `first` on. Cancellation: all kinds.
DELTALAKE_DECL task<log_listing> list_log(storage::any_store store, std::int64_t first = 0);

/// Lists the log and chooses the files for `version`, or for the newest. A listing is no snapshot: that a commit is
/// gone is believed only when it is not there and a fresh listing misses it again.
/// Checkpoints named in `rejected` are not used. With a `hint`, the version of a checkpoint, the log is listed from
/// there, and only as a whole if that does not do. Throws what `build_segment` returns. Cancellation: all kinds.
DELTALAKE_DECL task<segment> find_segment(storage::any_store store, std::optional<std::int64_t> version,
                                          std::set<std::string> rejected, std::optional<std::int64_t> hint);
DELTALAKE_DECL task<segment> find_segment(storage::any_store store, std::optional<std::int64_t> version);

}  // namespace deltalake::inline v0::log

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/log/impl/list_io.ipp>
#endif
