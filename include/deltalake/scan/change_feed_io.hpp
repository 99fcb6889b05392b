#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include <deltalake/base/task.hpp>
#include <deltalake/column/array.hpp>
#include <deltalake/scan/scan_options.hpp>
#include <deltalake/snapshot/load_io.hpp>

namespace deltalake::inline v0::scan {

/// The columns that the rows of a change feed have beside the table's.
inline constexpr std::string_view change_type_name = "_change_type";  ///< insert, delete, update_preimage, ...
inline constexpr std::string_view commit_version_name = "_commit_version";
inline constexpr std::string_view commit_timestamp_name = "_commit_timestamp";

/// The rows that some versions of a table changed, oldest version first: those of the cdc files that the versions have,
/// else what follows from the files that came and went. Rows have the schema of the last version.
/// Used by one coroutine at a time.
class change_feed {
 public:
  /// Without changes; what a failed `read_changes` leaves.
  change_feed() = default;

  /// The columns that batches have: those of the table, then change_type_name, commit_version_name and
  /// commit_timestamp_name.
  const std::vector<column::field>& fields() const noexcept { return fields_; }
  /// The next rows, at least one; nothing after the last. The object must outlive the task.
  /// Throws delta_error, as table_scan::next does, and change_feed_not_enabled, incompatible_schema, version_not_found
  /// (a commit that was cleaned away), missing_field, and what is wrong with a commit. Cancellation: all kinds.
  DELTALAKE_DECL task<std::optional<column::batch>> next();

 private:
  struct state;
  friend task<change_feed> read_changes(shared_snapshot newest, std::int64_t version_first,
                                        std::optional<std::int64_t> version_final, options how);
  static task<bool> open(std::shared_ptr<state> feed);

  std::vector<column::field> fields_;
  std::shared_ptr<state> state_;
};

/// Opens the feed of versions `version_first` to `version_final`, both included; to that of `newest` if it is not
/// given. Of the options, filters look at partition columns; row tracking and
/// conditions are not to be had.
/// Throws delta_error: invalid_argument (no such versions, no such column), version_not_found, change_feed_not_enabled
/// (the first version does not keep a feed), incompatible_schema. Cancellation: all kinds.
DELTALAKE_DECL task<change_feed> read_changes(shared_snapshot newest, std::int64_t version_first,
                                              std::optional<std::int64_t> version_final, options how);

}  // namespace deltalake::inline v0::scan

namespace deltalake::inline v0 {

using scan::change_feed;

}  // namespace deltalake::inline v0

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/scan/impl/change_feed_io.ipp>
#endif
