#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include <deltalake/base/task.hpp>
#include <deltalake/column/array.hpp>
#include <deltalake/parquet/metadata.hpp>
#include <deltalake/parquet/statistics_builder.hpp>
#include <deltalake/parquet/write_options.hpp>
#include <deltalake/parquet/write_schema.hpp>
#include <deltalake/storage/upload.hpp>

namespace deltalake::inline v0::parquet {

/// What is known of a file that was written.
struct written_file {
  std::shared_ptr<const write_schema> schema;
  file_metadata metadata;
  std::uint64_t size_bytes = 0;
  storage::put_outcome outcome = storage::put_outcome::unknown;  ///< what became of the object
  std::vector<statistics_builder> values;  ///< by leaf: of all its values in the file, unshortened
  /// By leaf: in how many rows the outermost list or map around it is null, or else the leaf itself.
  std::vector<std::int64_t> null_rows;
};

/// Writes a Parquet file, batch by batch. Used by one coroutine at a time. What it writes depends on the rows and the
/// options alone, not on threads, nor on how rows come in batches, but for row groups that end for their bytes: those
/// may end where batches end.
///
/// Memory: the encoded pages of one row group, and of each column less than a page and a dictionary; the batch is the
/// caller's. `write` returns when its rows are taken in, and what is full is written: a slow store slows it down.
/// Errors are final: after one the file can only be given up. A writer that is destroyed before `finish` leaves no
/// object.
class file_writer {
 public:
  /// Makes a writer of rows of `columns`. `to` is where the bytes go: storage::begin_upload of a store, or
  /// storage::memory_upload. Throws delta_error: as make_write_schema.
  DELTALAKE_DECL file_writer(std::vector<column::field> columns, std::unique_ptr<storage::upload> to,
                             write_options options);
  DELTALAKE_DECL file_writer(file_writer&&) noexcept;
  DELTALAKE_DECL file_writer& operator=(file_writer&&) noexcept;
  DELTALAKE_DECL ~file_writer();

  DELTALAKE_DECL const write_schema& schema() const noexcept;

  /// Writes the rows of a batch whose columns are those of the file, by position; their names are not looked at. The
  /// batch and the writer must outlive the task. Encodes on the workers of the caller's executor.
  /// Throws delta_error: invalid_argument (other columns, a null in a required one, arrays that contradict themselves),
  /// value_too_large, missing_codec, and what the store throws; errors of values name the column. Cancellation: all
  /// kinds, between row groups; then the file can only be given up.
  DELTALAKE_DECL task<void> write(const column::batch& rows);

  /// Writes what is left and the footer, and makes the object appear. Throws delta_error: as write.
  DELTALAKE_DECL task<written_file> finish();
  /// Gives the file up: no object appears. Throws nothing.
  DELTALAKE_DECL task<void> abort();

  /// How many rows were taken in, and how many bytes went to the store by now.
  DELTALAKE_DECL std::int64_t rows() const noexcept;
  DELTALAKE_DECL std::uint64_t bytes_written() const noexcept;

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/impl/writer_io.ipp>
#endif
