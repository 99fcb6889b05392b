#pragma once
#include <memory>
#include <optional>
#include <vector>

#include <deltalake/base/task.hpp>
#include <deltalake/column/array.hpp>
#include <deltalake/scan/logical_schema.hpp>
#include <deltalake/scan/plan.hpp>
#include <deltalake/scan/scan_options.hpp>
#include <deltalake/snapshot/load_io.hpp>

namespace deltalake::inline v0::scan {

/// The rows of one version of a table: `while (auto rows = co_await scan.next()) ...`. Files come in the order of
/// `get_files`, rows in the order of their file, without those that deletion vectors take out. Memory is bounded by the
/// options, however large the table. Used by one coroutine at a time.
class table_scan {
 public:
  /// Scans nothing.
  table_scan() = default;
  /// Throws delta_error: not_loaded, invalid_schema if the table has none, invalid_argument (a column that is not
  /// there, or twice; a filter on no partition column; a condition that cannot be read, or does not fit the schema; row
  /// tracking of a table that has none), unsupported_feature (a column of a type that this library does not know).
  DELTALAKE_DECL explicit table_scan(shared_snapshot of, options how = options());

  /// The columns that batches have.
  const std::vector<column::field>& fields() const noexcept { return fields_; }
  /// The next rows, at least one; nothing after the last. The object must outlive the task. A table that was opened
  /// without its files reads them first.
  /// Throws delta_error, which names table, version, file and column: invalid_parquet, unsupported_parquet,
  /// missing_codec, checksum_mismatch, value_too_large, invalid_deletion_vector, invalid_partition_value,
  /// outside_table_root, and what the store throws: not_found for a data file that is gone. Cancellation: all kinds.
  DELTALAKE_DECL task<std::optional<column::batch>> next();

 private:
  struct state;
  std::vector<column::field> fields_;
  std::shared_ptr<state> state_;
};

/// How many rows a scan gives: from the files' statistics and deletion vectors where the log tells, else from the
/// files' footers; of files in which some rows may meet the condition and others not, by reading its columns. Columns
/// and row tracking of the options do not matter. Throws as table_scan.
DELTALAKE_DECL task<std::int64_t> count_rows(shared_snapshot of, options how = options());

/// Plans a scan by the log alone. Throws delta_error as table_scan's constructor, and files_not_loaded,
/// invalid_partition_value for partition values that the filters cannot read.
DELTALAKE_DECL scan_plan plan_scan(shared_snapshot of, const options& how);

}  // namespace deltalake::inline v0::scan

namespace deltalake::inline v0 {

using table_scan = scan::table_scan;

}  // namespace deltalake::inline v0

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/scan/impl/scan_io.ipp>
#endif
