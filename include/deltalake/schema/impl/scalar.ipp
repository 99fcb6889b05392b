#pragma once
#include <charconv>
#include <cmath>
#include <limits>
#include <type_traits>

#include <deltalake/base/timestamp.hpp>
#include <deltalake/schema/scalar.hpp>

namespace deltalake::inline v0::schema {

namespace detail {

template <class Floating>
std::partial_ordering compare_floating(Floating a, Floating b) noexcept {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) <=> std::isnan(b);
  return a <=> b;
}

template <class Floating>
std::string format_java(Floating value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
  if (value == 0) return std::signbit(value) ? "-0.0" : "0.0";
  char buffer[64];
  const auto written = std::to_chars(buffer, buffer + sizeof buffer, std::fabs(value), std::chars_format::scientific);
  const std::string_view shortest(buffer, static_cast<std::size_t>(written.ptr - buffer));
  const std::size_t mark = shortest.find('e');
  int exponent = 0;
  const std::string_view power = shortest.substr(mark + (shortest[mark + 1] == '+' ? 2 : 1));
  std::from_chars(power.data(), power.data() + power.size(), exponent);
  std::string digits(1, shortest.front());
  if (mark > 2) digits += shortest.substr(2, mark - 2);

  std::string out = value < 0 ? "-" : "";
  const bool plain = exponent >= -3 && exponent < 7;
  if (plain && exponent < 0) {
    return out + "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
  }
  const std::size_t whole = plain ? static_cast<std::size_t>(exponent) + 1 : 1;
  if (digits.size() <= whole) digits.append(whole + 1 - digits.size(), '0');
  out.append(digits, 0, whole) += '.';
  out.append(digits, whole);
  return plain ? out : out + "E" + std::to_string(exponent);
}

/// The integers that a type holds; an empty range if it holds none.
inline std::pair<std::int64_t, std::int64_t> integer_range(data_type::kind type) noexcept {
  const auto whole = [](auto sample) {
    using limits = std::numeric_limits<decltype(sample)>;
    return std::pair<std::int64_t, std::int64_t>((limits::min)(), (limits::max)());
  };
  if (type == data_type::kind::byte) return whole(std::int8_t{});
  if (type == data_type::kind::short_) return whole(std::int16_t{});
  if (type == data_type::kind::integer) return whole(std::int32_t{});
  if (type == data_type::kind::long_) return whole(std::int64_t{});
  return {1, 0};
}

/// The kind of scalar that a column of some type holds; null if there is none.
inline scalar::kind scalar_kind_of(data_type::kind type) noexcept {
  switch (type) {
    case data_type::kind::boolean: return scalar::kind::boolean;
    case data_type::kind::byte:
    case data_type::kind::short_:
    case data_type::kind::integer:
    case data_type::kind::long_: return scalar::kind::integer;
    case data_type::kind::float_: return scalar::kind::float_;
    case data_type::kind::double_: return scalar::kind::double_;
    case data_type::kind::decimal: return scalar::kind::decimal;
    case data_type::kind::string: return scalar::kind::string;
    case data_type::kind::binary: return scalar::kind::binary;
    case data_type::kind::date: return scalar::kind::date;
    case data_type::kind::timestamp: return scalar::kind::timestamp;
    case data_type::kind::timestamp_ntz: return scalar::kind::timestamp_ntz;
    case data_type::kind::void_:
    case data_type::kind::variant:
    case data_type::kind::struct_:
    case data_type::kind::array:
    case data_type::kind::map:
    case data_type::kind::unknown: break;
  }
  return scalar::kind::null;
}

/// Text of a value for people: one overload for each alternative of scalar::variant_type.
struct scalar_text {
  std::string operator()(std::monostate) const { return "NULL"; }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(float value) const { return format_java(value); }
  std::string operator()(double value) const { return format_java(value); }
  std::string operator()(const decimal& value) const { return value.to_string(); }
  std::string operator()(const std::string& value) const { return value; }
  std::string operator()(const binary& value) const {
    static constexpr char digits[] = "0123456789abcdef";
    std::string out = "0x";
    for (const char c : value.bytes) {
      out += digits[static_cast<unsigned char>(c) >> 4];
      out += digits[static_cast<unsigned char>(c) & 15];
    }
    return out;
  }
  std::string operator()(date value) const { return format_date(value.days); }
  std::string operator()(timestamp value) const { return format_rfc3339_us(value.micros); }
  std::string operator()(timestamp_ntz value) const {
    std::string text = format_rfc3339_us(value.micros);
    text.pop_back();
    return text;
  }
};

}  // namespace detail

DELTALAKE_DECL scalar::scalar(const scalar&) = default;
DELTALAKE_DECL scalar::scalar(scalar&&) noexcept = default;
DELTALAKE_DECL scalar& scalar::operator=(const scalar&) = default;
DELTALAKE_DECL scalar& scalar::operator=(scalar&&) noexcept = default;
DELTALAKE_DECL scalar::~scalar() = default;

DELTALAKE_DECL scalar::scalar(schema::decimal value) noexcept : value_(value) {}
DELTALAKE_DECL scalar::scalar(std::string value) noexcept : value_(std::move(value)) {}
DELTALAKE_DECL scalar::scalar(std::string_view value) : value_(std::string(value)) {}
DELTALAKE_DECL scalar::scalar(const char* value) : value_(std::string(value)) {}
DELTALAKE_DECL scalar::scalar(schema::binary value) noexcept : value_(std::move(value)) {}
DELTALAKE_DECL scalar::scalar(schema::date value) noexcept : value_(value) {}
DELTALAKE_DECL scalar::scalar(schema::timestamp value) noexcept : value_(value) {}
DELTALAKE_DECL scalar::scalar(schema::timestamp_ntz value) noexcept : value_(value) {}

DELTALAKE_DECL std::string_view name(scalar::kind what) noexcept {
  switch (what) {
    case scalar::kind::null: return "null";
    case scalar::kind::boolean: return "boolean";
    case scalar::kind::integer: return "integer";
    case scalar::kind::float_: return "float";
    case scalar::kind::double_: return "double";
    case scalar::kind::decimal: return "decimal";
    case scalar::kind::string: return "string";
    case scalar::kind::binary: return "binary";
    case scalar::kind::date: return "date";
    case scalar::kind::timestamp: return "timestamp";
    case scalar::kind::timestamp_ntz: return "timestamp_ntz";
  }
  return "unknown";
}

DELTALAKE_DECL std::string format_floating(float value) { return detail::format_java(value); }
DELTALAKE_DECL std::string format_floating(double value) { return detail::format_java(value); }

DELTALAKE_DECL bool scalar::fits(const data_type& type) const {
  if (is_null()) return true;
  if (detail::scalar_kind_of(type.what()) != what()) return false;
  if (const std::int64_t* const number = get_if<std::int64_t>()) {
    const auto [least, most] = detail::integer_range(type.what());
    return *number >= least && *number <= most;
  }
  if (const schema::decimal* const number = get_if<schema::decimal>()) {
    const result<schema::decimal> scaled = number->rescale(type.as_decimal().scale);
    return scaled && scaled->digits() <= type.as_decimal().precision;
  }
  return true;
}

DELTALAKE_DECL std::string scalar::to_string() const { return std::visit(detail::scalar_text(), value_); }

DELTALAKE_DECL std::partial_ordering scalar::compare(const scalar& other) const noexcept {
  if (what() != other.what()) return std::partial_ordering::unordered;
  const auto with_twin = [&other](const auto& mine) -> std::partial_ordering {
    using type = std::remove_cvref_t<decltype(mine)>;
    const type& theirs = *std::get_if<type>(&other.value_);
    if constexpr (std::is_floating_point_v<type>) {
      return detail::compare_floating(mine, theirs);
    } else {
      return mine <=> theirs;
    }
  };
  return std::visit(with_twin, value_);
}

}  // namespace deltalake::inline v0::schema
