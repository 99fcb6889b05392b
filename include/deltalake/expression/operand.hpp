#pragma once
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <deltalake/base/result.hpp>
#include <deltalake/column/array.hpp>
#include <deltalake/expression/bind.hpp>
#include <deltalake/schema/decimal.hpp>
#include <deltalake/schema/scalar.hpp>

namespace deltalake::inline v0::expression {

/// The values of a part of an expression for the rows of a batch, in the form that its domain computes with.
struct operand {
  domain kind = domain::nothing;
  bool constant = false;            ///< one value for all rows, at index 0
  std::vector<std::uint8_t> nulls;  ///< 1: NULL; empty: no row is NULL
  std::vector<std::int64_t> words;  ///< of boolean (0, 1), integer, date (days), timestamp and timestamp_ntz (micros)
  std::vector<double> reals;
  std::vector<schema::int128> unscaled;  ///< of decimal
  int scale = 0;                         ///< of decimal
  const column::array* texts = nullptr;  ///< of text and bytes: a column, which must outlive this
  std::string text;                      ///< of text and bytes that are constant

  std::size_t at(std::size_t row) const noexcept { return constant ? 0 : row; }
  bool is_null(std::size_t row) const noexcept { return !nulls.empty() && nulls[at(row)] != 0; }
  /// Makes a row NULL; `rows` is how many there are.
  void set_null(std::size_t row, std::size_t rows) {
    if (nulls.empty()) nulls.assign(rows, 0);
    nulls[row] = 1;
  }
  std::string_view text_at(std::size_t row) const noexcept {
    return texts == nullptr ? std::string_view(text) : texts->text(static_cast<std::int64_t>(row));
  }
};

/// A literal as an operand.
DELTALAKE_DECL operand operand_of(const schema::scalar& value);

/// The values of a column: `from` is the array of the first name of its place, the rest of the place leads into
/// structs. A field of a struct that is NULL is NULL. Lifetime: texts are views of `from`.
/// Errors: wrong_type if the array is not of a type that Delta's type has.
DELTALAKE_DECL result<operand> operand_of(const column::array& from, const bound_expression& column);

/// Converts to the domain that a comparison wants. What cannot be converted is NULL; only domains that `bind` lets meet
/// do.
DELTALAKE_DECL operand convert(operand from, domain to);

/// Converts as SQL's CAST: numbers are cut towards zero and decimals rounded half up; what does not fit or cannot be
/// read is NULL, as in Spark without its ANSI mode.
DELTALAKE_DECL operand cast_to(operand from, const schema::data_type& to, std::size_t rows);

/// The order of a value of `a` and one of `b`, which are of domain `as`, not NULL, at these indexes. NaN equals NaN and
/// is greater than all other numbers; texts and bytes go by unsigned bytes.
DELTALAKE_DECL std::strong_ordering compare(domain as, const operand& a, std::size_t i, const operand& b,
                                            std::size_t j);

/// A decimal as the nearest double.
DELTALAKE_DECL double to_real(schema::int128 unscaled, int scale) noexcept;

}  // namespace deltalake::inline v0::expression

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/expression/impl/operand.ipp>
#endif
