#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <deltalake/parquet/leaf_rows.hpp>
#include <deltalake/parquet/leaf_values.hpp>
#include <deltalake/parquet/page_index.hpp>
#include <deltalake/parquet/schema_tree.hpp>
#include <deltalake/parquet/statistics.hpp>
#include <deltalake/schema/data_type.hpp>

namespace deltalake::inline v0::parquet {

/// Returns how many rows between two places have a null at or above a node of `definition_level` that is outside of
/// lists: how often a list, map or struct column is null, told by any leaf below it.
DELTALAKE_DECL std::int64_t count_null_rows(const leaf_column& leaf, const leaf_values& values, leaf_place begin,
                                            leaf_place end, std::uint8_t definition_level) noexcept;

/// Collects the statistics of a leaf: of a page, a chunk, a file. The bounds are in the order that parquet.thrift
/// "ColumnOrder" defines for the type; INT96 and types without an order have none. NaN is left out, zeros of floats
/// are widened to -0.0 and 0.0. `leaf` must outlive it. A value: copies are independent. Throws std::bad_alloc alone.
class statistics_builder {
 public:
  static constexpr std::size_t any_bytes = ~std::size_t{0};

  explicit statistics_builder(const leaf_column& leaf) : leaf_(&leaf) {}

  /// Adds what lies between two places of `values`.
  DELTALAKE_DECL void add(const leaf_values& values, leaf_place begin, leaf_place end);
  /// The two halves of `add`, for pages with a dictionary: bounds are those of the distinct values alone.
  DELTALAKE_DECL void add_bounds(const leaf_values& values, std::int64_t first, std::int64_t count);
  void add_counts(std::int64_t values, std::int64_t nulls) noexcept { values_ += values, nulls_ += nulls; }
  /// Adds what another builder of the same leaf has collected: pages to a chunk, chunks to a file. Their distinct
  /// values are not known together, so that `distinct_count` is lost unless one of the two is empty.
  DELTALAKE_DECL void merge(const statistics_builder& other);
  /// Sets the number of distinct values, for who knows it: a chunk whose pages all use the dictionary.
  void set_distinct_count(std::int64_t count) noexcept { distinct_ = count; }
  /// Forgets everything and keeps the memory.
  DELTALAKE_DECL void clear() noexcept;

  std::int64_t value_count() const noexcept { return values_; }  ///< that are not null
  std::int64_t null_count() const noexcept { return nulls_; }    ///< with what is null, or empty, around the leaf
  bool has_nan() const noexcept { return has_nan_; }
  /// True if there are bounds: a value was added that is no NaN, and the type has an order.
  bool has_bounds() const noexcept { return has_bounds_; }

  /// Returns the statistics in the form of the file's metadata. Bounds of byte arrays that are longer than
  /// `text_bytes_max` are shortened to it and marked as not exact: the lower one is cut, the upper one cut and its last
  /// character (or byte, of bytes that are not UTF-8) made larger; it is left out if there is no larger one. Decimals
  /// are never cut. parquet.thrift "Statistics".
  DELTALAKE_DECL statistics make(std::size_t text_bytes_max = 64) const;

  /// Returns the bounds as values of a column of type `type`, which the leaf must store, whole and exact; none if it
  /// does not. `may_hold_nan` says whether there is a NaN.
  DELTALAKE_DECL value_bounds bounds(const schema::data_type& type) const;

 private:
  DELTALAKE_DECL void widen(std::string_view lower, std::string_view upper);

  const leaf_column* leaf_;
  std::int64_t values_ = 0, nulls_ = 0;
  std::optional<std::int64_t> distinct_;
  std::string lower_, upper_;  // in their PLAIN form
  bool has_bounds_ = false, has_nan_ = false;
};

/// Compares two bounds of a leaf in their PLAIN form, as `statistics` and `column_index` hold them: negative, zero or
/// positive. Equal for types without an order, and for bytes that are no value of the type.
DELTALAKE_DECL int compare_bounds(const leaf_column& leaf, std::string_view a, std::string_view b) noexcept;

/// Finds in which order the pages of a chunk lie, for `column_index::order`. Both bounds must ascend, or both descend;
/// pages of nulls do not count. `leaf` must outlive it.
class boundary_order_finder {
 public:
  explicit boundary_order_finder(const leaf_column& leaf) : leaf_(&leaf) {}

  /// Takes the bounds of the next page that has values.
  DELTALAKE_DECL void add(std::string_view min_value, std::string_view max_value);
  /// The order of the pages so far; ascending if there is nothing to tell it by.
  boundary_order order() const noexcept {
    return ascending_    ? boundary_order::ascending
           : descending_ ? boundary_order::descending
                         : boundary_order::unordered;
  }

 private:
  const leaf_column* leaf_;
  std::string min_, max_;
  bool any_ = false, ascending_ = true, descending_ = true;
};

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/impl/statistics_builder.ipp>
#endif
