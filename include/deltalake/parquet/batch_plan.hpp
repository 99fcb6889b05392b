#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include <deltalake/parquet/leaf_rows.hpp>
#include <deltalake/parquet/limits.hpp>
#include <deltalake/parquet/metadata.hpp>
#include <deltalake/parquet/schema_tree.hpp>

namespace deltalake::inline v0::parquet {

/// Decides how the rows of a batch are bounded when its columns are read one after another. Columns whose rows differ
/// in size come first, the larger the later; each may take its part of the bytes that are left, so that those who take
/// less leave more to the others. Where one stops early, the batch gets shorter, and whatever is read after it stops
/// there too. Columns whose rows all have the same size come last and need no bound in bytes: theirs are set aside.
class batch_plan {
 public:
  /// `bytes` and `rows_max` bound a batch; at least one row always comes.
  batch_plan(std::uint64_t bytes, std::int64_t rows_max, std::uint32_t levels_max) noexcept
      : bytes_(bytes), rows_max_(rows_max), levels_max_(levels_max) {}

  /// Adds a column of a row group of `num_rows` rows, by the number of columns added before.
  DELTALAKE_DECL void add(const leaf_column& leaf, const column_chunk& chunk, std::int64_t num_rows);

  /// Begins a batch of at most `rows_left` rows.
  DELTALAKE_DECL void begin(std::int64_t rows_left);
  /// True if all columns of the batch are read.
  bool done() const noexcept { return at_ == order_.size(); }
  /// The column that is to be read next, and how far.
  std::size_t column() const noexcept { return order_[at_]; }
  DELTALAKE_DECL row_bounds bounds() const noexcept;
  /// Tells that this column has `rows` whole rows, and what they take; the next one follows.
  DELTALAKE_DECL void filled(std::int64_t rows, std::uint64_t bytes) noexcept;
  /// Rows that all columns have that were read; of a batch that is done: its rows.
  std::int64_t rows() const noexcept { return rows_; }

 private:
  struct column_cost {
    std::uint64_t slot = 0;              ///< bytes of a value beside its text
    std::uint64_t last = 0, before = 0;  ///< bytes a row in the last two batches, or what they may be
    bool varies = false;

    // One batch with a huge value says nothing of the next.
    std::uint64_t expected() const noexcept { return last < before ? last : before; }
  };

  std::uint64_t bytes_;
  std::int64_t rows_max_;
  std::uint32_t levels_max_;
  std::vector<column_cost> columns_;
  std::vector<std::size_t> order_;  // those that vary first
  std::size_t varying_ = 0;         // so many of them
  std::uint64_t fixed_ = 0;         // bytes a row of the others
  std::size_t at_ = 0;
  std::int64_t rows_ = 0;
  std::uint64_t left_ = 0;  // for the columns that vary and come
};

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/impl/batch_plan.ipp>
#endif
