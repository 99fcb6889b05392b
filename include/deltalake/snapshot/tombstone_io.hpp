#pragma once
#include <vector>

#include <deltalake/action/remove_file.hpp>
#include <deltalake/base/task.hpp>
#include <deltalake/snapshot/load_io.hpp>

namespace deltalake::inline v0 {

/// The tombstones of the snapshot's version: removes that no newer action of the log supersedes, newest first, expired
/// or not. They are not kept in memory: this reads the log again. PROTOCOL.md "Action Reconciliation".
/// Throws what is wrong with the log. Cancellation: all kinds.
DELTALAKE_DECL task<std::vector<remove_file>> read_tombstones(shared_snapshot state);

}  // namespace deltalake::inline v0

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/snapshot/impl/tombstone_io.ipp>
#endif
