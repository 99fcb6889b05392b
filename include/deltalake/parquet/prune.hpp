#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <deltalake/parquet/bloom_filter.hpp>
#include <deltalake/parquet/metadata.hpp>
#include <deltalake/parquet/page_index.hpp>
#include <deltalake/parquet/row_ranges.hpp>
#include <deltalake/parquet/schema_tree.hpp>
#include <deltalake/schema/data_type.hpp>
#include <deltalake/schema/scalar.hpp>

// Which rows of a file cannot meet some conditions, by what the file says of its values without showing them. What is
// doubtful may meet them.
namespace deltalake::inline v0::parquet {

enum class comparison : std::uint8_t {
  less,
  less_equal,
  equal,
  not_equal,
  greater_equal,
  greater,
  in,  ///< equal to one of the values
  is_null,
  is_not_null
};

/// A condition on one leaf. Values compare as `schema::scalar` does: NaN is greater than all others and equal to
/// itself, -0.0 equals 0.0, texts go by their bytes. A comparison with NULL, of either side, is met by no row, as in
/// SQL. Of a leaf in a list or map, a row meets a condition if one of its values does.
struct leaf_condition {
  std::uint32_t leaf = 0;
  comparison what = comparison::is_not_null;
  schema::data_type type;              ///< of the column, as values are compared: the leaf may store a narrower one
  std::vector<schema::scalar> values;  ///< one to compare with; any number for `in`; none for the others
};

/// False if the statistics of a row group prove that no row of it meets the condition. Nulls in lists prove nothing.
DELTALAKE_DECL bool may_match(const file_metadata& from, std::size_t row_group, const leaf_column& leaf,
                              const leaf_condition& condition);

/// False if the leaf's filter proves that no value of it meets the condition, which is then `equal` or `in`.
DELTALAKE_DECL bool may_match(const bloom_filter& filter, const leaf_column& leaf, const leaf_condition& condition);

/// True if the row group has a filter of the leaf, and it may prove something about the condition: worth to be read.
DELTALAKE_DECL bool may_be_filtered(const file_metadata& from, std::size_t row_group, const leaf_column& leaf,
                                    const leaf_condition& condition);

/// The rows of a row group for which its statistics and the bounds of its pages do not prove that they miss one of the
/// conditions: all must be met. `index` is what is known of the pages; of a leaf that it does not have, the statistics
/// of the row group decide alone. No condition: all rows.
DELTALAKE_DECL row_ranges rows_that_may_match(const file_metadata& from, std::size_t row_group,
                                              const schema_tree& schema, std::span<const leaf_condition> conditions,
                                              const row_group_page_index& index = {});

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/impl/prune.ipp>
#endif
