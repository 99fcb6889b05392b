#pragma once
#include <functional>
#include <optional>

#include <deltalake/expression/bind.hpp>
#include <deltalake/schema/scalar.hpp>

namespace deltalake::inline v0::expression {

/// What is known of a column's values in a set of rows: a file, a row group, a page. What is not known is possible.
struct column_range {
  bool may_be_null = true;
  bool may_be_value = true;                    ///< false: nothing but NULL
  std::optional<schema::scalar> lower, upper;  ///< no value, NaN apart, lies beyond; of the column's type
  bool may_be_nan = true;                      ///< of floats: NaN is greater than `upper`
};

/// Tells what is known of a column.
using range_lookup = std::function<column_range(const bound_expression& column)>;

/// What a condition may be for some rows, as far as is known.
struct outcomes {
  bool yes = true, no = true, unknown = true;

  friend bool operator==(const outcomes&, const outcomes&) = default;
};

/// Tells what a bound condition may be for rows whose columns lie within ranges: `yes` is false only if it is true for
/// none of them, so that they can be skipped; and where only `yes` is true, all of them are wanted and need no filter.
DELTALAKE_DECL outcomes possible_outcomes(const bound_expression& condition, const range_lookup& ranges);

}  // namespace deltalake::inline v0::expression

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/expression/impl/prune.ipp>
#endif
