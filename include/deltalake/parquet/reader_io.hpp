#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <deltalake/base/task.hpp>
#include <deltalake/column/array.hpp>
#include <deltalake/parquet/codec_registry.hpp>
#include <deltalake/parquet/limits.hpp>
#include <deltalake/parquet/metadata.hpp>
#include <deltalake/parquet/schema_tree.hpp>
#include <deltalake/storage/any_store.hpp>

namespace deltalake::inline v0::parquet {

/// How to read Parquet files.
struct read_options {
  read_options() {}
  codec_registry codecs = codec_registry::standard();
  parquet::limits limits;
  std::int64_t batch_rows = 65'536;                      ///< at most so many rows in a batch
  std::uint64_t batch_bytes = std::uint64_t{32} << 20;   ///< about so many bytes in a batch, by the row group's average
  std::uint64_t footer_guess = std::uint64_t{64} << 10;  ///< bytes read from the end at first
  std::uint64_t window_bytes = std::uint64_t{1} << 20;   ///< read of a column at a time, if its row group is large
  std::uint64_t whole_group_bytes = std::uint64_t{8} << 20;  ///< a row group up to this size is read at once
  std::uint64_t gap_bytes = std::uint64_t{64} << 10;         ///< so much that nobody needs is read to save a request
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

/// Reads the wanted leaves of one row group, batch by batch. Used by one coroutine at a time.
class row_group_reader {
 public:
  /// `wanted` has one entry a leaf of the file's schema; fields without a wanted leaf are not in the batches. No wanted
  /// leaf: batches without columns, whose rows are counted.
  DELTALAKE_DECL row_group_reader(std::shared_ptr<const file> from, std::size_t row_group, std::vector<bool> wanted,
                                  read_options options);
  DELTALAKE_DECL row_group_reader(row_group_reader&&) noexcept;
  DELTALAKE_DECL row_group_reader& operator=(row_group_reader&&) noexcept;
  DELTALAKE_DECL ~row_group_reader();

  /// The next rows; nothing after the last. The reader must outlive the task.
  /// Throws delta_error: invalid_parquet, unsupported_parquet, missing_codec, checksum_mismatch, value_too_large, and
  /// what the store throws; they name the file and the column. After what the store threw, and after cancellation, it
  /// may be called again and gives these rows; after anything else it fails again. Cancellation: all kinds.
  DELTALAKE_DECL task<std::optional<column::batch>> next();
  /// Takes a batch of this reader back, so that the next one lies in its memory: fresh memory costs more than decoding.
  DELTALAKE_DECL void recycle(column::batch used);

 private:
  struct state;
  std::unique_ptr<state> state_;
};

/// The leaves whose dotted path begins with one of `prefixes`: "add.path", "add" for all of add's.
DELTALAKE_DECL std::vector<bool> select_leaves(const schema_tree& schema, const std::vector<std::string>& prefixes);

/// True if the statistics say that every value of a leaf is null in this row group.
DELTALAKE_DECL bool all_null(const row_group& group, std::uint32_t leaf) noexcept;

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/impl/reader_io.ipp>
#endif
