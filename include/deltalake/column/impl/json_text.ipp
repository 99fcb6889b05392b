#pragma once
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

#include <deltalake/base/timestamp.hpp>
#include <deltalake/column/json_text.hpp>

namespace deltalake::inline v0::column {
namespace detail {

template <class T>
void append_number(T value, std::string& to) {
  std::array<char, 40> text;
  const std::to_chars_result end = std::to_chars(text.data(), text.data() + text.size(), value);
  to.append(text.data(), end.ptr);
}

// As a double, which says exactly what a float holds; always with a point or an exponent, so that -0.0 keeps its sign.
inline void append_float(double value, std::string& to) {
  if (!std::isfinite(value)) {
    to += std::isnan(value) ? "\"NaN\"" : value < 0 ? "\"-Infinity\"" : "\"Infinity\"";
    return;
  }
  const std::size_t before = to.size();
  append_number(value, to);
  if (to.find_first_of(".e", before) == std::string::npos) to += ".0";
}

inline float float_of_half(std::uint16_t half) noexcept {
  const int exponent = half >> 10 & 31;
  const int fraction = half & 1023;
  float value = 0;
  if (exponent == 31)
    value = fraction != 0 ? std::nanf("") : INFINITY;
  else if (exponent == 0)
    value = std::ldexp(static_cast<float>(fraction), -24);
  else
    value = std::ldexp(static_cast<float>(fraction + 1024), exponent - 25);
  return (half & 0x8000) != 0 ? -value : value;
}

// The decimal digits of a two's complement number of any width: divided by 10^9 again and again.
inline std::string digits_of(const std::uint8_t* from, std::size_t width, bool& negative) {
  std::array<std::uint32_t, 8> words{};
  std::memcpy(words.data(), from, width);
  const std::size_t count = width / 4;
  negative = (words[count - 1] >> 31) != 0;
  if (negative) {
    std::uint64_t carry = 1;
    for (std::size_t i = 0; i < count; ++i) {
      carry += static_cast<std::uint32_t>(~words[i]);
      words[i] = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
  }
  std::string digits;
  while (
      std::any_of(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(count), [](auto w) { return w != 0; })) {
    std::uint64_t rest = 0;
    for (std::size_t i = count; i-- > 0;) {
      rest = rest << 32 | words[i];
      words[i] = static_cast<std::uint32_t>(rest / 1'000'000'000);
      rest %= 1'000'000'000;
    }
    for (int i = 0; i < 9; ++i, rest /= 10) digits += static_cast<char>('0' + rest % 10);
  }
  while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
  if (digits.empty()) digits = "0";
  std::reverse(digits.begin(), digits.end());
  return digits;
}

inline void append_decimal(const array& from, std::int64_t row, std::string& to) {
  const auto width = static_cast<std::size_t>(width_of(from.type));
  bool negative = false;
  std::string digits = digits_of(from.values.data() + static_cast<std::size_t>(row) * width, width, negative);
  const auto scale = static_cast<std::size_t>((std::max)(from.type.scale, 0));
  if (from.type.scale < 0 && digits != "0") digits.append(static_cast<std::size_t>(-from.type.scale), '0');
  if (digits.size() <= scale) digits.insert(0, scale + 1 - digits.size(), '0');
  if (scale != 0) digits.insert(digits.size() - scale, 1, '.');
  if (negative) to += '-';
  to += digits;
}

inline std::int64_t units_per_second(time_unit unit) noexcept {
  constexpr std::array<std::int64_t, 4> units{1, 1'000, 1'000'000, 1'000'000'000};
  return units[static_cast<std::size_t>(unit)];
}

inline void append_padded(std::int64_t number, int width, std::string& to) {
  const std::string digits = std::to_string(number);
  to.append(static_cast<std::size_t>((std::max)(0, width - static_cast<int>(digits.size()))), '0').append(digits);
}

// hh:mm:ss and the digits of the unit.
inline void append_time_of_day(std::int64_t seconds, std::int64_t fraction, time_unit unit, std::string& to) {
  append_padded(seconds / 3600, 2, to);
  to += ':';
  append_padded(seconds / 60 % 60, 2, to);
  to += ':';
  append_padded(seconds % 60, 2, to);
  if (fraction == 0) return;
  to += '.';
  append_padded(fraction, static_cast<int>(unit) * 3, to);
  while (unit == time_unit::nano && to.ends_with("000")) to.resize(to.size() - 3);
}

// The fraction is left out if it is zero.
inline void append_timestamp(std::int64_t value, time_unit unit, bool utc, std::string& to) {
  const std::int64_t units = units_per_second(unit);
  std::int64_t seconds = value / units, fraction = value % units;
  if (fraction < 0) {
    fraction += units;
    --seconds;
  }
  std::int64_t days = seconds / 86'400, second = seconds % 86'400;
  if (second < 0) {
    second += 86'400;
    --days;
  }
  to += '"';
  const civil_date date = civil_from_days(days);
  if (date.year < 0) to += '-';
  append_padded(date.year < 0 ? -date.year : date.year, 4, to);
  to += '-';
  append_padded(date.month, 2, to);
  to += '-';
  append_padded(date.day, 2, to);
  to += 'T';
  append_time_of_day(second, fraction, unit, to);
  to += utc ? "Z\"" : "\"";
}

inline std::int64_t floored(std::int64_t value, std::int64_t by) noexcept {
  return value / by - (value % by < 0 ? 1 : 0);
}

inline void append_base64(std::string_view bytes, std::string& to) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  to += '"';
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t word = 0;
    const std::size_t count = (std::min)(bytes.size() - i, std::size_t{3});
    for (std::size_t k = 0; k < 3; ++k) word = word << 8 | (k < count ? static_cast<std::uint8_t>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k) to += k <= count ? letters[word >> (18 - 6 * k) & 63] : '=';
  }
  to += '"';
}

inline void append_fields(const array& from, std::int64_t row, const json_style& style, std::string& to) {
  to += '{';
  bool first = true;
  for (std::size_t i = 0; i < from.children.size(); ++i) {
    if (!style.nulls && from.children[i].is_null(row)) continue;
    if (!first) to += ',';
    first = false;
    append_json_text(from.type.children[i].name, to);
    to += ':';
    append_json(from.children[i], row, style, to);
  }
  to += '}';
}

inline void append_elements(const array& from, std::int64_t row, const json_style& style, std::string& to) {
  to += '[';
  for (std::int64_t i = from.offset(row); i < from.offset(row + 1); ++i) {
    if (i != from.offset(row)) to += ',';
    const array& child = from.children.front();
    if (from.type.id == type_id::list) {
      append_json(child, i, style, to);
      continue;
    }
    to += '[';
    for (std::size_t side = 0; side < child.children.size(); ++side) {
      if (side != 0) to += ',';
      append_json(child.children[side], i, style, to);
    }
    to += ']';
  }
  to += ']';
}

inline void append_time(const array& from, std::int64_t row, std::string& to) {
  const std::int64_t value =
      from.type.id == type_id::time32 ? from.value<std::int32_t>(row) : from.value<std::int64_t>(row);
  const std::int64_t units = units_per_second(from.type.unit);
  // value - floored * units would overflow near the smallest value.
  const std::int64_t rest = value % units;
  to += '"';
  append_time_of_day(floored(value, units), rest < 0 ? rest + units : rest, from.type.unit, to);
  to += '"';
}

}  // namespace detail

DELTALAKE_DECL void append_json_text(std::string_view text, std::string& to) {
  constexpr std::string_view hex = "0123456789abcdef";
  to += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      to += '\\';
      to += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      to += "\\u00";
      to += hex[static_cast<unsigned char>(c) >> 4];
      to += hex[static_cast<unsigned char>(c) & 15];
    } else {
      to += c;
    }
  }
  to += '"';
}

DELTALAKE_DECL void append_json(const array& from, std::int64_t row, const json_style& style, std::string& to) {
  if (from.is_null(row)) {
    to += "null";
    return;
  }
  switch (from.type.id) {
    case type_id::null: to += "null"; return;
    case type_id::boolean: to += from.bit(row) ? "true" : "false"; return;
    case type_id::int8: return detail::append_number(int{from.value<std::int8_t>(row)}, to);
    case type_id::int16: return detail::append_number(from.value<std::int16_t>(row), to);
    case type_id::int32: return detail::append_number(from.value<std::int32_t>(row), to);
    case type_id::int64: return detail::append_number(from.value<std::int64_t>(row), to);
    case type_id::uint8: return detail::append_number(unsigned{from.value<std::uint8_t>(row)}, to);
    case type_id::uint16: return detail::append_number(from.value<std::uint16_t>(row), to);
    case type_id::uint32: return detail::append_number(from.value<std::uint32_t>(row), to);
    case type_id::uint64: return detail::append_number(from.value<std::uint64_t>(row), to);
    case type_id::float16: return detail::append_float(detail::float_of_half(from.value<std::uint16_t>(row)), to);
    case type_id::float32: return detail::append_float(from.value<float>(row), to);
    case type_id::float64: return detail::append_float(from.value<double>(row), to);
    case type_id::date32: to.append("\"").append(format_date(from.value<std::int32_t>(row))).append("\""); return;
    case type_id::time32:
    case type_id::time64: return detail::append_time(from, row, to);
    case type_id::timestamp:
      return detail::append_timestamp(from.value<std::int64_t>(row), from.type.unit, from.type.utc, to);
    case type_id::decimal128:
    case type_id::decimal256:
      if (style.decimals_as_text) to += '"';
      detail::append_decimal(from, row, to);
      if (style.decimals_as_text) to += '"';
      return;
    case type_id::utf8:
    case type_id::utf8_view: return append_json_text(from.text(row), to);
    case type_id::binary:
    case type_id::binary_view:
    case type_id::fixed_size_binary: return detail::append_base64(from.text(row), to);
    case type_id::list:
    case type_id::map: return detail::append_elements(from, row, style, to);
    case type_id::structure:
    case type_id::variant: return detail::append_fields(from, row, style, to);
    case type_id::dictionary: return append_json(*from.dictionary, from.value<std::int32_t>(row), style, to);
  }
}

}  // namespace deltalake::inline v0::column
