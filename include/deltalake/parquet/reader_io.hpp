#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <deltalake/base/task.hpp>
#include <deltalake/column/array.hpp>
#include <deltalake/parquet/file_io.hpp>
#include <deltalake/parquet/metadata.hpp>
#include <deltalake/parquet/page_index.hpp>
#include <deltalake/parquet/row_ranges.hpp>
#include <deltalake/parquet/schema_tree.hpp>

namespace deltalake::inline v0::parquet {

/// Reads the wanted leaves of one row group, batch by batch. Used by one coroutine at a time.
class row_group_reader {
 public:
  /// `wanted` has one entry a leaf of the file's schema; fields without a wanted leaf are not in the batches. No wanted
  /// leaf: one batch without columns, of all rows, however many there are. Throws delta_error: invalid_parquet if a
  /// wanted column does not lie in the file, or no column is wanted and the footer contradicts itself about the number
  /// of rows; unsupported_parquet.
  DELTALAKE_DECL row_group_reader(std::shared_ptr<const file> from, std::size_t row_group, std::vector<bool> wanted,
                                  read_options options);
  DELTALAKE_DECL row_group_reader(row_group_reader&&) noexcept;
  DELTALAKE_DECL row_group_reader& operator=(row_group_reader&&) noexcept;
  DELTALAKE_DECL ~row_group_reader();

  /// Reads these rows of the row group alone, as if it had no others. To be called before the first next(). `pages` are
  /// the offset indexes of the leaves, by leaf of the file, as far as they are known: with them, pages without wanted
  /// rows are not even asked of the store.
  DELTALAKE_DECL void select(row_ranges rows, const std::vector<offset_index>& pages = {});

  /// The next rows; nothing after the last. How many depends on what they hold: not more than `batch_rows`, nor than
  /// `batch_bytes` hold, but at least one. The reader must outlive the task.
  /// Throws delta_error: invalid_parquet, unsupported_parquet, missing_codec, checksum_mismatch, value_too_large, and
  /// what the store throws; they name the file and the column. After what the store threw, and after cancellation, it
  /// may be called again and gives these rows; after anything else it fails again. Cancellation: all kinds.
  DELTALAKE_DECL task<std::optional<column::batch>> next();
  /// Takes a batch of this reader back, so that the next one lies in its memory: fresh memory costs more than decoding.
  DELTALAKE_DECL void recycle(column::batch used);
  /// Bytes of memory that the reader holds, without the batches that it handed out.
  DELTALAKE_DECL std::uint64_t memory_bytes() const noexcept;

 private:
  struct state;
  std::unique_ptr<state> state_;
};

/// The leaves whose dotted path begins with one of `prefixes`: "add.path", "add" for all of add's.
DELTALAKE_DECL std::vector<bool> select_leaves(const schema_tree& schema, const std::vector<std::string>& prefixes);

namespace detail {

/// Takes the memory of the leaves of an array, in their order.
DELTALAKE_DECL void take_apart(column::array& from, std::vector<leaf_values>& to);

}  // namespace detail
}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/impl/reader_io.ipp>
#endif
