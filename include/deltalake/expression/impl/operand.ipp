#pragma once
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <utility>

#include <deltalake/expression/operand.hpp>
#include <deltalake/schema/partition_value.hpp>

namespace deltalake::inline v0::expression {
namespace detail {

inline constexpr std::int64_t micros_a_day = 86'400'000'000;

template <class T>
void widen_words(const column::array& from, std::vector<std::int64_t>& to) {
  const T* const values = from.values.as<T>();
  to.assign(values, values + from.length);
}
template <class T>
void widen_reals(const column::array& from, std::vector<double>& to) {
  const T* const values = from.values.as<T>();
  to.assign(values, values + from.length);
}

inline void take_decimals(const column::array& from, operand& to) {
  to.scale = from.type.scale;
  to.unscaled.resize(static_cast<std::size_t>(from.length));
  if (from.length != 0)
    std::memcpy(to.unscaled.data(), from.values.data(), to.unscaled.size() * sizeof(schema::int128));
}

inline void take_flags(const column::array& from, std::vector<std::int64_t>& to) {
  to.resize(static_cast<std::size_t>(from.length));
  for (std::int64_t row = 0; row < from.length; ++row) to[static_cast<std::size_t>(row)] = from.bit(row) ? 1 : 0;
}

inline void add_nulls(const column::array& from, operand& to) {
  if (from.type.id != column::type_id::null && from.validity.empty()) return;
  for (std::int64_t row = 0; row < from.length; ++row) {
    if (from.is_null(row)) to.set_null(static_cast<std::size_t>(row), static_cast<std::size_t>(from.length));
  }
}

// False if the array's type is none that values of the domain come in.
inline bool take_values(const column::array& from, operand& to) {
  using column::type_id;
  switch (from.type.id) {
    case type_id::boolean: take_flags(from, to.words); return to.kind == domain::boolean;
    case type_id::int8: widen_words<std::int8_t>(from, to.words); return to.kind == domain::integer;
    case type_id::int16: widen_words<std::int16_t>(from, to.words); return to.kind == domain::integer;
    case type_id::int32: widen_words<std::int32_t>(from, to.words); return to.kind == domain::integer;
    case type_id::int64: widen_words<std::int64_t>(from, to.words); return to.kind == domain::integer;
    case type_id::float32: widen_reals<float>(from, to.reals); return to.kind == domain::real;
    case type_id::float64: widen_reals<double>(from, to.reals); return to.kind == domain::real;
    case type_id::date32: widen_words<std::int32_t>(from, to.words); return to.kind == domain::date;
    case type_id::timestamp:
      widen_words<std::int64_t>(from, to.words);
      return from.type.unit == column::time_unit::micro &&
             (to.kind == domain::timestamp || to.kind == domain::timestamp_ntz);
    case type_id::decimal128: take_decimals(from, to); return to.kind == domain::decimal;
    case type_id::utf8:
    case type_id::utf8_view:
    case type_id::binary:
    case type_id::binary_view:
    case type_id::fixed_size_binary: to.texts = &from; return to.kind == domain::text || to.kind == domain::bytes;
    case type_id::dictionary: {
      const column::array* const words = from.dictionary.get();
      to.texts = &from;
      return words != nullptr && (column::is_text(*words) || words->type.id == type_id::fixed_size_binary) &&
             (to.kind == domain::text || to.kind == domain::bytes);
    }
    case type_id::null: return true;
    case type_id::uint8:
    case type_id::uint16:
    case type_id::uint32:
    case type_id::uint64:
    case type_id::float16:
    case type_id::time32:
    case type_id::time64:
    case type_id::decimal256:
    case type_id::list:
    case type_id::map:
    case type_id::structure:
    case type_id::variant: return to.kind == domain::other;
  }
  return false;
}

// Which rows are NULL, by the column itself or by a struct around it.
inline result<const column::array*> descend(const column::array& from, const bound_expression& column, operand& to) {
  const column::array* at = &from;
  for (std::size_t depth = 1; depth < column.place.size(); ++depth) {
    add_nulls(*at, to);
    if (at->type.id == column::type_id::null) return at;
    if (at->type.id != column::type_id::structure || column.place[depth] >= at->children.size()) {
      return error(errc::wrong_type, "a " + column::to_string(at->type) + " where a struct is needed");
    }
    at = &at->children[column.place[depth]];
  }
  add_nulls(*at, to);
  return at;
}

inline void days_to_micros(operand& of) {
  constexpr std::int64_t most = (std::numeric_limits<std::int64_t>::max)() / micros_a_day;
  for (std::size_t i = 0; i < of.words.size(); ++i) {
    if (of.words[i] > most || of.words[i] < -most)
      of.set_null(i, of.words.size());
    else
      of.words[i] *= micros_a_day;
  }
}

inline void words_to_decimals(operand& of) {
  of.unscaled.assign(of.words.begin(), of.words.end());
  of.words.clear();
  of.scale = 0;
}

inline void to_reals(operand& of) {
  if (of.kind == domain::integer) {
    of.reals.assign(of.words.begin(), of.words.end());
    of.words.clear();
    return;
  }
  of.reals.resize(of.unscaled.size());
  for (std::size_t i = 0; i < of.unscaled.size(); ++i) of.reals[i] = to_real(of.unscaled[i], of.scale);
  of.unscaled.clear();
}

// The integer part of a double, if a 64-bit integer can hold it.
inline std::optional<std::int64_t> whole_of(double value) noexcept {
  const double cut = std::trunc(value);
  if (!(cut >= -9223372036854775808.0 && cut < 9223372036854775808.0)) return std::nullopt;
  return static_cast<std::int64_t>(cut);
}

// One value of an operand as a scalar; NULL stays NULL.
inline schema::scalar value_at(const operand& from, std::size_t row) {
  if (from.kind == domain::nothing || from.is_null(row)) return schema::scalar();
  const std::size_t at = from.at(row);
  switch (from.kind) {
    case domain::boolean: return schema::scalar(from.words[at] != 0);
    case domain::integer: return schema::scalar(from.words[at]);
    case domain::real: return schema::scalar(from.reals[at]);
    case domain::decimal: {
      result<schema::decimal> made = schema::decimal::make(from.unscaled[at], from.scale);
      return made ? schema::scalar(*made) : schema::scalar();
    }
    case domain::text: return schema::scalar(from.text_at(row));
    case domain::bytes: return schema::scalar(schema::binary(std::string(from.text_at(row))));
    case domain::date: return schema::scalar(schema::date{static_cast<std::int32_t>(from.words[at])});
    case domain::timestamp: return schema::scalar(schema::timestamp{from.words[at]});
    case domain::timestamp_ntz: return schema::scalar(schema::timestamp_ntz{from.words[at]});
    case domain::nothing:
    case domain::other: break;
  }
  return schema::scalar();
}

inline std::optional<schema::decimal> round_to(const schema::decimal& from, int scale) {
  schema::int128 unscaled = from.unscaled();
  if (from.scale() > scale) {
    const schema::int128 by = schema::powers_of_ten[static_cast<std::size_t>(from.scale() - scale)];
    const schema::int128 rest = unscaled % by;
    unscaled /= by;
    if ((rest < 0 ? -rest : rest) >= by - (rest < 0 ? -rest : rest)) unscaled += rest < 0 ? -1 : 1;
    result<schema::decimal> made = schema::decimal::make(unscaled, scale);
    if (made) return *made;
    return std::nullopt;
  }
  result<schema::decimal> made = from.rescale(scale);
  if (made) return *made;
  return std::nullopt;
}

inline schema::scalar cast_to_integer(const schema::scalar& from) {
  using kind = schema::scalar::kind;
  switch (from.what()) {
    case kind::boolean: return schema::scalar(*from.get_if<bool>() ? 1 : 0);
    case kind::double_: {
      const std::optional<std::int64_t> whole = whole_of(*from.get_if<double>());
      return whole ? schema::scalar(*whole) : schema::scalar();
    }
    case kind::decimal: {
      const schema::decimal& number = *from.get_if<schema::decimal>();
      const schema::int128 whole = number.unscaled() / schema::powers_of_ten[static_cast<std::size_t>(number.scale())];
      if (whole > (std::numeric_limits<std::int64_t>::max)() || whole < (std::numeric_limits<std::int64_t>::min)()) {
        return schema::scalar();
      }
      return schema::scalar(static_cast<std::int64_t>(whole));
    }
    case kind::string: {
      const result<schema::decimal> number = schema::decimal::parse(*from.get_if<std::string>());
      return number ? cast_to_integer(schema::scalar(*number)) : schema::scalar();
    }
    default: return from;
  }
}

inline schema::scalar cast_to_real(const schema::scalar& from) {
  if (const auto* const flag = from.get_if<bool>()) return schema::scalar(*flag ? 1.0 : 0.0);
  if (const auto* const whole = from.get_if<std::int64_t>()) return schema::scalar(static_cast<double>(*whole));
  if (const auto* const number = from.get_if<schema::decimal>()) {
    return schema::scalar(to_real(number->unscaled(), number->scale()));
  }
  return from;
}

inline schema::scalar cast_to_decimal(const schema::scalar& from, const schema::decimal_type& digits) {
  std::optional<schema::decimal> number;
  if (const auto* const flag = from.get_if<bool>()) number = schema::decimal(*flag ? 1 : 0, 0);
  if (const auto* const whole = from.get_if<std::int64_t>()) number = schema::decimal(*whole, 0);
  if (const auto* const exact = from.get_if<schema::decimal>()) number = *exact;
  std::string text;
  if (const auto* const real = from.get_if<double>()) text = schema::format_floating(*real);
  if (const auto* const given = from.get_if<std::string>()) text = *given;
  if (!text.empty()) {
    const result<schema::decimal> parsed = schema::decimal::parse(text);
    if (parsed) number = *parsed;
  }
  if (number) number = round_to(*number, digits.scale);
  if (!number || number->digits() > digits.precision) return schema::scalar();
  return schema::scalar(*number);
}

inline schema::scalar cast_to_flag(const schema::scalar& from) {
  if (const auto* const whole = from.get_if<std::int64_t>()) return schema::scalar(*whole != 0);
  if (const auto* const real = from.get_if<double>()) return schema::scalar(*real != 0);
  if (const auto* const exact = from.get_if<schema::decimal>()) return schema::scalar(exact->unscaled() != 0);
  return from;
}

inline std::int64_t floored_days(std::int64_t micros) noexcept {
  return micros / micros_a_day - (micros % micros_a_day < 0 ? 1 : 0);
}

inline schema::scalar cast_to_time(const schema::scalar& from, domain to) {
  std::int64_t micros = 0;
  if (const auto* const day = from.get_if<schema::date>()) {
    if (to == domain::date) return from;
    micros = std::int64_t{day->days} * micros_a_day;
    if (micros / micros_a_day != day->days) return schema::scalar();
  } else if (const auto* const instant = from.get_if<schema::timestamp>()) {
    micros = instant->micros;
  } else if (const auto* const local = from.get_if<schema::timestamp_ntz>()) {
    micros = local->micros;
  } else {
    return schema::scalar();
  }
  if (to == domain::timestamp) return schema::scalar(schema::timestamp{micros});
  if (to == domain::timestamp_ntz) return schema::scalar(schema::timestamp_ntz{micros});
  return schema::scalar(schema::date{static_cast<std::int32_t>(floored_days(micros))});
}

inline schema::scalar cast_one(const schema::scalar& from, const schema::data_type& to, domain kind) {
  if (from.is_null()) return from;
  schema::scalar made;
  switch (kind) {
    case domain::integer: made = cast_to_integer(from); break;
    case domain::decimal: return cast_to_decimal(from, to.as_decimal());
    case domain::real:
    case domain::boolean:
    case domain::date:
    case domain::timestamp:
    case domain::timestamp_ntz:
      if (from.what() == schema::scalar::kind::string) {
        result<schema::scalar> parsed = schema::parse_partition_value(*from.get_if<std::string>(), to);
        made = parsed ? std::move(*parsed) : schema::scalar();
        if (kind == domain::real && made.what() == schema::scalar::kind::float_) {
          made = schema::scalar(static_cast<double>(*made.get_if<float>()));
        }
        return made;
      }
      if (kind == domain::real) return cast_to_real(from);
      return kind == domain::boolean ? cast_to_flag(from) : cast_to_time(from, kind);
    case domain::text:
    case domain::bytes:
    case domain::nothing:
    case domain::other: return from;
  }
  return made.fits(to) ? made : schema::scalar();
}

// Puts a scalar of the operand's kind, or NULL, at a row.
inline void put_value(operand& to, std::size_t row, std::size_t rows, const schema::scalar& value) {
  if (value.is_null()) return to.set_null(row, rows);
  operand one = operand_of(value);
  if (!one.words.empty()) to.words[row] = one.words[0];
  if (!one.reals.empty()) to.reals[row] = one.reals[0];
  if (!one.unscaled.empty()) to.unscaled[row] = one.unscaled[0];
}

inline std::strong_ordering compare_reals(double a, double b) noexcept {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) <=> std::isnan(b);
  if (a < b) return std::strong_ordering::less;
  return a > b ? std::strong_ordering::greater : std::strong_ordering::equal;
}

inline std::strong_ordering compare_decimals(const operand& a, std::size_t i, const operand& b, std::size_t j) {
  if (a.scale == b.scale) {
    return a.unscaled[i] < b.unscaled[j]   ? std::strong_ordering::less
           : a.unscaled[i] > b.unscaled[j] ? std::strong_ordering::greater
                                           : std::strong_ordering::equal;
  }
  const result<schema::decimal> left = schema::decimal::make(a.unscaled[i], a.scale);
  const result<schema::decimal> right = schema::decimal::make(b.unscaled[j], b.scale);
  if (!left || !right) return std::strong_ordering::equal;
  const std::weak_ordering order = *left <=> *right;
  return std::is_lt(order)   ? std::strong_ordering::less
         : std::is_gt(order) ? std::strong_ordering::greater
                             : std::strong_ordering::equal;
}

}  // namespace detail

DELTALAKE_DECL std::strong_ordering compare(domain as, const operand& a, std::size_t i, const operand& b,
                                            std::size_t j) {
  switch (as) {
    case domain::real: return detail::compare_reals(a.reals[i], b.reals[j]);
    case domain::decimal: return detail::compare_decimals(a, i, b, j);
    case domain::text:
    case domain::bytes: return a.text_at(i) <=> b.text_at(j);
    case domain::boolean:
    case domain::integer:
    case domain::date:
    case domain::timestamp:
    case domain::timestamp_ntz:
    case domain::nothing:
    case domain::other: break;
  }
  return a.words[i] <=> b.words[j];
}

DELTALAKE_DECL double to_real(schema::int128 unscaled, int scale) noexcept {
  constexpr schema::int128 exact = schema::int128{1} << 53;
  if (unscaled < exact && unscaled > -exact && scale <= 22) {
    double power = 1;
    for (int i = 0; i < scale; ++i) power *= 10;  // exact up to 10^22
    return static_cast<double>(static_cast<std::int64_t>(unscaled)) / power;
  }
  const result<schema::decimal> number = schema::decimal::make(unscaled, scale);
  const std::string text = number ? number->to_string() : std::string("nan");
  double value = std::numeric_limits<double>::quiet_NaN();
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

DELTALAKE_DECL operand operand_of(const schema::scalar& value) {
  operand made;
  made.constant = true;
  made.kind = domain_of(value);
  if (value.is_null()) made.nulls.assign(1, 1);
  if (const auto* const flag = value.get_if<bool>()) made.words.push_back(*flag ? 1 : 0);
  if (const auto* const whole = value.get_if<std::int64_t>()) made.words.push_back(*whole);
  if (const auto* const real = value.get_if<double>()) made.reals.push_back(*real);
  if (const auto* const single = value.get_if<float>()) made.reals.push_back(static_cast<double>(*single));
  if (const auto* const day = value.get_if<schema::date>()) made.words.push_back(day->days);
  if (const auto* const instant = value.get_if<schema::timestamp>()) made.words.push_back(instant->micros);
  if (const auto* const local = value.get_if<schema::timestamp_ntz>()) made.words.push_back(local->micros);
  if (const auto* const text = value.get_if<std::string>()) made.text = *text;
  if (const auto* const bytes = value.get_if<schema::binary>()) made.text = bytes->bytes;
  if (const auto* const number = value.get_if<schema::decimal>()) {
    made.unscaled.push_back(number->unscaled());
    made.scale = number->scale();
  }
  return made;
}

DELTALAKE_DECL result<operand> operand_of(const column::array& from, const bound_expression& column) {
  operand made;
  made.kind = column.values;
  const result<const column::array*> at = detail::descend(from, column, made);
  if (!at) return at.error();
  if (detail::take_values(**at, made)) {
    // Of nothing but nulls there are no values, but places for them.
    if ((*at)->type.id == column::type_id::null) made.kind = domain::nothing;
    return made;
  }
  return error(errc::wrong_type,
               "an array of " + column::to_string((*at)->type) + " for a column of " + column.type.to_string());
}

DELTALAKE_DECL operand convert(operand from, domain to) {
  if (from.kind == to || from.kind == domain::nothing) return from;
  if (from.kind == domain::date && (to == domain::timestamp || to == domain::timestamp_ntz)) {
    detail::days_to_micros(from);
  } else if (to == domain::decimal && from.kind == domain::integer) {
    detail::words_to_decimals(from);
  } else if (to == domain::real && (from.kind == domain::integer || from.kind == domain::decimal)) {
    detail::to_reals(from);
  }
  from.kind = to;
  return from;
}

DELTALAKE_DECL operand cast_to(operand from, const schema::data_type& to, std::size_t rows) {
  const domain kind = domain_of(to);
  if (from.kind == domain::nothing || ((kind == domain::text || kind == domain::bytes) && from.kind == kind))
    return from;
  const std::size_t count = from.constant ? 1 : rows;
  operand made;
  made.kind = kind;
  made.constant = from.constant;
  if (kind == domain::real)
    made.reals.resize(count);
  else if (kind == domain::decimal)
    made.unscaled.resize(count);
  else
    made.words.resize(count);
  if (kind == domain::decimal) made.scale = to.as_decimal().scale;
  const bool narrow = to.is(schema::data_type::kind::float_);
  for (std::size_t row = 0; row < count; ++row) {
    detail::put_value(made, row, count, detail::cast_one(detail::value_at(from, row), to, kind));
    if (narrow) made.reals[row] = static_cast<double>(static_cast<float>(made.reals[row]));
  }
  return made;
}

}  // namespace deltalake::inline v0::expression
