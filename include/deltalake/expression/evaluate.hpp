#pragma once
#include <cstdint>
#include <vector>

#include <deltalake/base/result.hpp>
#include <deltalake/column/array.hpp>
#include <deltalake/column/filter.hpp>
#include <deltalake/expression/bind.hpp>

namespace deltalake::inline v0::expression {

/// What a condition says of a row, in the logic of SQL: NULL is `unknown`.
enum class truth : std::uint8_t { no, yes, unknown };

/// Evaluates a bound condition on each row of a batch, whose columns are those of the schema it was bound to. Floats
/// compare as Spark compares them: NaN equals NaN and is greater than all others, -0.0 equals 0.0; texts and bytes by
/// unsigned bytes. What has no value is NULL, as in Spark without its ANSI mode: x / 0, sums of integers beyond 64 bits
/// or of decimals beyond 38 digits, casts that fail.
/// Errors: wrong_type if an array is not of its column's type; invalid_argument for a LIKE pattern that is none.
DELTALAKE_DECL result<std::vector<truth>> evaluate(const bound_expression& condition, const column::batch& rows);

/// The rows for which a condition is true, as stretches.
DELTALAKE_DECL std::vector<column::row_stretch> rows_that_hold(const std::vector<truth>& truths);

}  // namespace deltalake::inline v0::expression

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/expression/impl/evaluate.ipp>
#endif
