#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>

#include <deltalake/parquet/metadata.hpp>
#include <deltalake/parquet/page_index.hpp>
#include <deltalake/parquet/schema_tree.hpp>
#include <deltalake/schema/data_type.hpp>
#include <deltalake/schema/scalar.hpp>

// What the statistics of a row group or a page prove of its values. What is doubtful proves nothing.
namespace deltalake::inline v0::parquet {

/// True if the statistics say that every value of a leaf is null in this row group.
DELTALAKE_DECL bool all_null(const row_group& group, std::uint32_t leaf) noexcept;

/// How many values of a leaf are not null in this row group; nothing if that is not known. Where a group around the
/// leaf is null, so is the leaf.
DELTALAKE_DECL std::optional<std::int64_t> count_values(const row_group& group, const leaf_column& leaf) noexcept;

/// True if each value of a leaf is a value of a column of this type, the same one: the leaf has the type itself, or
/// that of integers or decimals in fewer bits or digits.
DELTALAKE_DECL bool stores(const leaf_column& leaf, const schema::data_type& type) noexcept;

/// A value that no value of a chunk lies beyond.
struct value_bound {
  schema::scalar value;
  bool exact = false;  ///< there is such a value in the chunk; else it may be a shortened text, or a rounded time
};

/// Between which values those of a chunk lie that are neither null nor NaN. Absent means not known.
struct value_bounds {
  std::optional<value_bound> lower, upper;
  bool may_hold_nan = false;  ///< statistics leave NaN out
};

/// The bounds of a leaf in a row group of `from`, as values of a column of type `type`: none if the leaf does not store
/// that type. Zeros of floats are widened: the lower one is -0.0, the upper one 0.0. Bounds are trusted if the format
/// orders them: `min_value` and `max_value` if the file names the order of the type, the deprecated `min` and `max` if
/// the type compares signed; none of INT96. Bounds that cannot be read, of which one is NaN, or that contradict each
/// other are none. parquet.thrift "Statistics", "ColumnOrder".
DELTALAKE_DECL value_bounds bounds_of(const file_metadata& from, std::size_t row_group, const leaf_column& leaf,
                                      const schema::data_type& type);

/// The same of the values of one page, by a column index that belongs to the leaf. They are trusted only if the file
/// names the order of the type, and never exact: they need not be values of the page. None of a page of nulls.
/// parquet.thrift "ColumnIndex".
DELTALAKE_DECL value_bounds bounds_of(const file_metadata& from, const column_index& index, std::size_t page,
                                      const leaf_column& leaf, const schema::data_type& type);

/// The same of the values that `known` tells of, whose `min_value` and `max_value` are in the order of the type.
DELTALAKE_DECL value_bounds bounds_of(const statistics& known, const leaf_column& leaf, const schema::data_type& type);

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/impl/statistics.ipp>
#endif
