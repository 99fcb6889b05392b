#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <deltalake/base/result.hpp>
#include <deltalake/json/node.hpp>
#include <deltalake/log/checkpoint_set.hpp>
#include <deltalake/log/decoder.hpp>
#include <deltalake/log/fold.hpp>
#include <deltalake/log/last_checkpoint.hpp>
#include <deltalake/log/partition_predicate.hpp>
#include <deltalake/log/version_checksum.hpp>
#include <deltalake/schema/column_mapping.hpp>
#include <deltalake/schema/struct_type.hpp>
#include <deltalake/snapshot/file_list.hpp>
#include <deltalake/snapshot/open_options.hpp>
#include <deltalake/snapshot/partition_filter.hpp>
#include <deltalake/storage/any_store.hpp>
#include <deltalake/storage/object_meta.hpp>

namespace deltalake::inline v0 {

/// What the JSON policy does for reading a table, so that the rest is compiled once for all policies.
struct json_functions {
  log::decoder_factory (*make_decoders)(json::limits) = nullptr;
  result<schema::struct_type> (*parse_schema)(std::string_view) = nullptr;
  /// The in-commit timestamp of a commit, from its text; nothing if it has none.
  std::optional<std::int64_t> (*in_commit_timestamp)(std::string_view) = nullptr;
  result<log::last_checkpoint> (*parse_last_checkpoint)(std::string_view, json::limits) = nullptr;
  result<log::version_checksum> (*parse_version_checksum)(std::string_view, json::limits) = nullptr;
  /// Any JSON text as a tree.
  result<json::node> (*parse_node)(std::string_view, json::limits) = nullptr;
};

/// One version of a table: immutable and shared by all handles on it.
struct snapshot_state {
  std::string table_uri;
  storage::any_store store;  ///< rooted at the table's folder
  open_options options;
  json_functions json;
  log::log_state log;
  std::optional<schema::struct_type> schema;  ///< absent if the metadata has none
  schema::column_mapping mapping;
  std::vector<error> findings;     ///< what is wrong with the log, but did not keep the version from being read
  std::set<std::string> rejected;  ///< checkpoints that turned out to be damaged, by name
  std::shared_ptr<const log::checkpoint_set> checkpoint;  ///< on which the commits were folded; null if none was read
  storage::object_meta newest_commit;  ///< of the commit `log.version`: tells if the table was replaced
};

/// The path of a file as users see it: relative to the table and percent-decoded once. A path that is a URI or absolute
/// is given without the table's folder if it lies in it, else as a whole.
DELTALAKE_DECL std::string display_path(std::string_view log_path, std::string_view table_uri);
/// What a store of the table's location opens: the object below the table's folder. Errors: outside_table_root.
DELTALAKE_DECL result<path> object_path(std::string_view log_path, std::string_view table_uri);
/// The text under which any program can open the file. Errors: outside_table_root if `policy` forbids it.
DELTALAKE_DECL result<std::string> file_uri(const snapshot_state& state, std::string_view log_path, path_policy policy);

/// Which combinations of partition values meet all filters, for whoever sees files pass by. Its errors:
/// invalid_partition_value. Throws invalid_argument (not a partition column), invalid_partition_value.
DELTALAKE_DECL log::partition_predicate partition_predicate_of(std::shared_ptr<const snapshot_state> state,
                                                               const std::vector<partition_filter>& filters);

/// The paths of the live files, newest first. Throws files_not_loaded.
DELTALAKE_DECL file_list list_files(std::shared_ptr<const snapshot_state> state);
/// The paths of the files that meet all filters. Throws files_not_loaded, invalid_argument (not a partition
/// column, or a value that is none of its type), invalid_partition_value (in the log).
DELTALAKE_DECL file_list list_files(std::shared_ptr<const snapshot_state> state,
                                    const std::vector<partition_filter>& filters);

}  // namespace deltalake::inline v0

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/snapshot/impl/snapshot_state.ipp>
#endif
