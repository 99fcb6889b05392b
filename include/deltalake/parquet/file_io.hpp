#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <deltalake/base/error.hpp>
#include <deltalake/base/task.hpp>
#include <deltalake/parquet/codec_registry.hpp>
#include <deltalake/parquet/leaf_values.hpp>
#include <deltalake/parquet/limits.hpp>
#include <deltalake/parquet/metadata.hpp>
#include <deltalake/parquet/schema_tree.hpp>
#include <deltalake/parquet/spare_memory.hpp>
#include <deltalake/storage/any_store.hpp>

namespace deltalake::inline v0::parquet {

/// How variants come: as values, or as the structures that files have for them, `typed_value` and all.
enum class variant_form : bool { values, stored };

/// Which calendar dates and times before 1582-10-15 are taken to be counted by.
enum class calendar_reading : bool {
  as_spark,    ///< by that which the footer names: see calendar_of
  as_written,  ///< by today's always, as other readers than Spark do
};

/// How to read Parquet files.
struct read_options {
  read_options() {}
  codec_registry codecs = codec_registry::standard();
  parquet::limits limits;
  std::int64_t batch_rows = 65'536;  ///< at most so many rows in a batch
  /// At most so many decoded bytes in a batch, or one row. What fits into the processor's cache is read fastest.
  std::uint64_t batch_bytes = std::uint64_t{4} << 20;
  std::uint64_t footer_guess = std::uint64_t{64} << 10;  ///< bytes read from the end at first
  std::uint64_t window_bytes = std::uint64_t{1} << 20;   ///< read of a column at a time, if its row group is large
  std::uint64_t ahead_bytes = std::uint64_t{8} << 20;    ///< of a row group's columns, read before they are needed
  std::size_t requests = 8;                              ///< of one row group at a time
  std::uint64_t gap_bytes = std::uint64_t{64} << 10;     ///< so much that nobody needs is read to save a request
  variant_form variants = variant_form::values;          ///< looked at when the file is opened, as the next one
  calendar_reading calendar = calendar_reading::as_spark;
  /// The forms of arrays, by leaf of the file, where they can have them; flat beyond the end. Dictionaries are those of
  /// the file; a batch ends before a page without one, whose values are a dictionary of their own then.
  std::vector<value_form> forms;
  /// Where a row group's reader finds the memory of one that has ended, of the same file or one with the same columns,
  /// and leaves its own; nowhere if null.
  std::shared_ptr<spare_memory> memory;
};

/// An open Parquet file: where it lies and what its footer says. Immutable.
struct file {
  storage::any_store store;
  path where;
  std::uint64_t size_bytes = 0;
  file_metadata metadata;
  schema_tree schema;
};

/// Reads the footer. `size_bytes` is asked of the store if it is not given.
/// Throws delta_error: invalid_parquet, unsupported_parquet, value_too_large, and what the store throws; they name the
/// file. Cancellation: all kinds.
DELTALAKE_DECL task<std::shared_ptr<const file>> open_file(storage::any_store store, path where,
                                                           std::optional<std::uint64_t> size_bytes,
                                                           read_options options);

namespace detail {

/// Throws what was found in a file.
[[noreturn]] DELTALAKE_DECL void throw_in_file(error found, const path& where);

}  // namespace detail
}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/impl/file_io.ipp>
#endif
