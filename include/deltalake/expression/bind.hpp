#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <deltalake/base/result.hpp>
#include <deltalake/expression/expression.hpp>
#include <deltalake/schema/scalar.hpp>
#include <deltalake/schema/struct_type.hpp>

namespace deltalake::inline v0::expression {

/// What values are compared and computed as.
enum class domain : std::uint8_t {
  nothing,  ///< NULL alone
  boolean,
  integer,  ///< byte to long
  real,     ///< float and double, as double
  decimal,
  text,
  bytes,
  date,
  timestamp,
  timestamp_ntz,
  other,  ///< lists, maps, structs, variants: they may be NULL or not, and are not compared
};

/// An expression whose names and types are known.
struct bound_expression {
  operation what = operation::literal;
  domain values = domain::nothing;    ///< what it gives
  domain compared = domain::nothing;  ///< of comparisons and IN: what the parts are converted to
  schema::scalar literal;             ///< of a literal, in a kind of `values`
  std::vector<std::size_t> place;     ///< of a column: its number, then those of the fields within it
  schema::data_type type;             ///< of a column or a cast
  std::vector<bound_expression> parts;
};

/// Looks names and types up in a schema: names first as they are written, then ignoring case, as Spark does. Where both
/// sides of a comparison differ, they are compared as Spark compares them: integers with decimals exactly, with floats
/// as doubles, dates with timestamps as the first instant of the day (UTC), and a text literal as a value of the other
/// side's type.
/// Errors: invalid_argument: a name that is not there (with names that are like it) or means several fields, types
/// that are not compared or computed with, a text that is no value of the other side's type. `error.field` is the
/// column's.
DELTALAKE_DECL result<bound_expression> bind(const expression& from, const schema::struct_type& schema);

/// The same for a condition. Errors: also invalid_argument if it gives anything but true, false and NULL.
DELTALAKE_DECL result<bound_expression> bind_predicate(const expression& from, const schema::struct_type& schema);

/// What values of a type are compared as.
DELTALAKE_DECL domain domain_of(const schema::data_type& type) noexcept;
DELTALAKE_DECL domain domain_of(const schema::scalar& value) noexcept;
DELTALAKE_DECL std::string_view name(domain of) noexcept;

}  // namespace deltalake::inline v0::expression

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/expression/impl/bind.ipp>
#endif
