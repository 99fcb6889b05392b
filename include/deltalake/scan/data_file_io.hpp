#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <deltalake/action/deletion_vector_descriptor.hpp>
#include <deltalake/base/task.hpp>
#include <deltalake/column/array.hpp>
#include <deltalake/deletion_vector/roaring_bitmap.hpp>
#include <deltalake/parquet/file_io.hpp>
#include <deltalake/parquet/memory_budget.hpp>
#include <deltalake/scan/logical_schema.hpp>
#include <deltalake/scan/row_filter.hpp>
#include <deltalake/scan/transform.hpp>
#include <deltalake/snapshot/load_io.hpp>

namespace deltalake::inline v0::scan {

/// A data file to read, and which of its rows are wanted.
struct data_file {
  data_file() {}  // no aggregate: it is passed to coroutines

  std::string log_path;              ///< as the log has it
  std::optional<std::uint64_t> size_bytes;
  std::int64_t version = 0;          ///< what errors name
  file_values values;
  /// The rows of this vector are left out ...
  std::optional<deletion_vector_descriptor> without;
  /// ... and if this is set, only rows of this vector are given.
  std::optional<deletion_vector_descriptor> only;
  std::shared_ptr<const logical_schema> schema;  ///< what rows look like, with the columns that the filter needs
  std::shared_ptr<const row_filter> filter;      ///< if set, only rows that it lets through
};

/// How to read data files.
struct data_file_options {
  data_file_options() {}

  parquet::read_options reading;
  std::size_t row_groups_ahead = 0;  ///< that are read at a time, of one file; 0: as many as there are processors
  std::shared_ptr<parquet::memory_budget> budget;  ///< of what they take; null: one of the file's own
};

/// The file of an action, with the rows that its deletion vector leaves.
DELTALAKE_DECL data_file data_file_of(const add_file& from, std::int64_t version,
                                      std::shared_ptr<const logical_schema> schema);

/// Reads a deletion vector of a table. Throws what its file's location and its content are refused for.
DELTALAKE_DECL task<deletion_vector::roaring_bitmap> read_deletion_vector(shared_snapshot of,
                                                                          deletion_vector_descriptor from);

/// Reads the rows of one data file, batch by batch, in the order of the file. Used by one coroutine at a time.
class data_file_reader {
 public:
  DELTALAKE_DECL data_file_reader(shared_snapshot of, data_file from, data_file_options options);
  DELTALAKE_DECL data_file_reader(data_file_reader&&) noexcept;
  DELTALAKE_DECL data_file_reader& operator=(data_file_reader&&) noexcept;
  DELTALAKE_DECL ~data_file_reader();

  /// The next rows, at least one; nothing after the last. The reader must outlive the task.
  /// Throws delta_error, which names version, file and column: what reading Parquet files and deletion vectors throws,
  /// outside_table_root, invalid_deletion_vector if a vector has rows that the file has not. Cancellation: all kinds.
  DELTALAKE_DECL task<std::optional<column::batch>> next();
  /// How many rows there are to give but for the filter, by the footer and the vectors; reads no row. Throws as `next`.
  DELTALAKE_DECL task<std::int64_t> count_rows();

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace deltalake::inline v0::scan

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/scan/impl/data_file_io.ipp>
#endif
