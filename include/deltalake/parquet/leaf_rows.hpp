#pragma once
#include <cstddef>
#include <cstdint>

#include <deltalake/parquet/leaf_values.hpp>
#include <deltalake/parquet/limits.hpp>
#include <deltalake/parquet/schema_tree.hpp>

namespace deltalake::inline v0::parquet {

/// How far a column is read: to where the first of these is reached.
struct row_bounds {
  static constexpr std::uint64_t any_bytes = ~std::uint64_t{0};
  std::int64_t rows = 0;            ///< so many rows, with those that are there
  std::uint64_t bytes = any_bytes;  ///< as decoded_bytes() counts them; one row may take more than that
};

/// Bytes that a value of a leaf takes in a batch, null or not, beside the bytes of texts: levels, offsets, the widest
/// form of a number. At least 1.
DELTALAKE_DECL std::uint64_t slot_bytes(const leaf_column& leaf) noexcept;

/// Bytes that values of a leaf take in a batch.
inline std::uint64_t decoded_bytes(const leaf_column& leaf, const leaf_values& values) noexcept {
  return slot_bytes(leaf) * static_cast<std::uint64_t>(values.levels) + values.bytes.size();
}

/// A place between two rows of a leaf: what lies before it.
struct leaf_place {
  std::int64_t rows = 0, levels = 0, values = 0;
};

/// Rows of a leaf that were decoded for a batch which turned out to be shorter: they wait for the next one. What is
/// copied for that is never more than what is handed out and decoded meanwhile, however short the batches are.
class carried_rows {
 public:
  /// What a batch may have of the rows that wait.
  struct share {
    std::int64_t rows = 0;
    std::uint64_t bytes = 0;
  };

  bool empty() const noexcept { return at_.levels == held_.levels; }
  /// Bytes of memory that it holds.
  std::uint64_t memory_bytes() const noexcept { return memory_of(held_); }
  /// Tells how many whole rows are within `bounds`. Nothing if they are so few that others had better be decoded to
  /// follow them: then give() them all.
  DELTALAKE_DECL share enough_for(const leaf_column& leaf, const row_bounds& bounds) const noexcept;
  /// Moves so many rows to `out`, which is empty. The last one may be a part of a row.
  DELTALAKE_DECL void give(const leaf_column& leaf, std::int64_t rows, leaf_values& out);
  void give_all(const leaf_column& leaf, leaf_values& out) { give(leaf, held_.rows - at_.rows, out); }
  /// Takes what lies behind the first `rows` rows of `from`. This must be empty.
  DELTALAKE_DECL void keep(const leaf_column& leaf, std::int64_t rows, leaf_values& from);

 private:
  leaf_values held_;
  leaf_place at_;  // what of `held_` was given
};

namespace detail {

/// How many more values may be decoded at once. Half of those whose slots would fit, so that there is room for texts.
DELTALAKE_DECL std::uint32_t levels_within(const row_bounds& bounds, const leaf_column& leaf,
                                           const leaf_values& out) noexcept;
/// What the texts of all values in `out` together may take.
DELTALAKE_DECL std::size_t texts_within(const row_bounds& bounds, const leaf_column& leaf, const limits& most,
                                        const leaf_values& out) noexcept;
/// Passes rows from `from` on: up to `bounds.rows` of them, and no more bytes than `bounds.bytes`, but at least one.
DELTALAKE_DECL leaf_place leaf_pass_rows(const leaf_column& leaf, const leaf_values& of, leaf_place from,
                                         const row_bounds& bounds) noexcept;
/// Appends what lies between two places. Throws std::bad_alloc.
DELTALAKE_DECL void leaf_copy(const leaf_column& leaf, const leaf_values& from, leaf_place begin, leaf_place end,
                              leaf_values& to);
/// Drops what lies behind a place.
DELTALAKE_DECL void leaf_cut(const leaf_column& leaf, leaf_values& values, leaf_place end);
/// Bytes of a fixed-width value as Parquet stores it; 0 for booleans and texts.
DELTALAKE_DECL std::size_t physical_width(const leaf_column& leaf) noexcept;

}  // namespace detail
}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/impl/leaf_rows.ipp>
#endif
