#pragma once
#include <deltalake/base/result.hpp>
#include <deltalake/column/array.hpp>
#include <deltalake/parquet/leaf_values.hpp>
#include <deltalake/parquet/schema_tree.hpp>

namespace deltalake::inline v0::parquet {

/// Moves the values of a leaf, none of them null, into an array of the leaf's type, without a validity bitmap.
/// What Parquet stores otherwise than Arrow is converted: small integers, decimals of every form, days of the hybrid
/// calendar, INT96 timestamps (nanoseconds are cut to microseconds; beyond the years that these reach, -290308 to
/// 294247, they wrap as Spark's do).
/// Errors: invalid_parquet if a decimal is longer than its precision allows.
DELTALAKE_DECL result<column::array> convert(const leaf_column& leaf, leaf_values& from);

/// The form that the array of a leaf can have: a dictionary is nothing for booleans, nor for what lies in lists, as
/// batches could not end where a page has another form than those before.
inline value_form possible_form(const leaf_column& leaf, value_form wanted) noexcept {
  const bool no_words = leaf.physical == physical_type::boolean || leaf.type.id == column::type_id::null;
  return no_words || leaf.max_repetition != 0 ? value_form::flat : wanted;
}

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/impl/convert.ipp>
#endif
