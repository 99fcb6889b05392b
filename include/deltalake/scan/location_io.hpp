#pragma once
#include <string_view>

#include <deltalake/base/result.hpp>
#include <deltalake/snapshot/snapshot_state.hpp>
#include <deltalake/storage/any_store.hpp>

namespace deltalake::inline v0::scan {

/// A file and the store that holds it.
struct location {
  storage::any_store store;
  path where;
};

/// Where a path of the log lies: in the table's store, or, if the path policy of the snapshot lets files lie anywhere,
/// in a store that its registry opens with its storage options. It does no I/O.
/// Errors: outside_table_root, invalid_path, invalid_uri, unknown_scheme.
DELTALAKE_DECL result<location> locate(const snapshot_state& of, std::string_view log_path);

}  // namespace deltalake::inline v0::scan

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/scan/impl/location_io.ipp>
#endif
