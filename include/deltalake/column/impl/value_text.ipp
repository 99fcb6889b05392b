#pragma once
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

#include <deltalake/base/timestamp.hpp>
#include <deltalake/column/value_text.hpp>

namespace deltalake::inline v0::column {
namespace detail {

template <class T>
void append_shortest(T value, std::string& to) {
  std::array<char, 40> text;
  const std::to_chars_result end = std::to_chars(text.data(), text.data() + text.size(), value);
  to.append(text.data(), end.ptr);
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

inline void append_padded(std::int64_t number, int width, std::string& to) {
  const std::string digits = std::to_string(number);
  to.append(static_cast<std::size_t>((std::max)(0, width - static_cast<int>(digits.size()))), '0').append(digits);
}

// hh:mm:ss and the digits of the unit.
inline void append_clock(std::int64_t seconds, std::int64_t fraction, time_unit unit, std::string& to) {
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

}  // namespace detail

DELTALAKE_DECL void append_number(std::int64_t value, std::string& to) { detail::append_shortest(value, to); }
DELTALAKE_DECL void append_number(std::uint64_t value, std::string& to) { detail::append_shortest(value, to); }

DELTALAKE_DECL void append_float(double value, std::string& to) {
  if (!std::isfinite(value)) {
    to += std::isnan(value) ? "\"NaN\"" : value < 0 ? "\"-Infinity\"" : "\"Infinity\"";
    return;
  }
  const std::size_t before = to.size();
  detail::append_shortest(value, to);
  if (to.find_first_of(".e", before) == std::string::npos) to += ".0";
}

DELTALAKE_DECL float float_of_half(std::uint16_t half) noexcept {
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

DELTALAKE_DECL void append_decimal(const std::uint8_t* from, std::size_t width, std::int32_t scale, std::string& to) {
  bool negative = false;
  std::string digits = detail::digits_of(from, width, negative);
  const auto behind = static_cast<std::size_t>((std::max)(scale, 0));
  if (scale < 0 && digits != "0") digits.append(static_cast<std::size_t>(-scale), '0');
  if (digits.size() <= behind) digits.insert(0, behind + 1 - digits.size(), '0');
  if (behind != 0) digits.insert(digits.size() - behind, 1, '.');
  if (negative) to += '-';
  to += digits;
}

DELTALAKE_DECL void append_timestamp(std::int64_t value, time_unit unit, bool utc, std::string& to) {
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
  if (date.year > 9999) to += '+';
  detail::append_padded(date.year < 0 ? -date.year : date.year, 4, to);
  to += '-';
  detail::append_padded(date.month, 2, to);
  to += '-';
  detail::append_padded(date.day, 2, to);
  to += 'T';
  detail::append_clock(second, fraction, unit, to);
  to += utc ? "Z\"" : "\"";
}

DELTALAKE_DECL void append_time_of_day(std::int64_t value, time_unit unit, std::string& to) {
  const std::int64_t units = units_per_second(unit);
  // value - floored * units would overflow near the smallest value.
  const std::int64_t rest = value % units;
  to += '"';
  detail::append_clock(floored(value, units), rest < 0 ? rest + units : rest, unit, to);
  to += '"';
}

DELTALAKE_DECL void append_base64(std::string_view bytes, std::string& to) {
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

DELTALAKE_DECL void append_json_text(std::string_view text, std::string& to) {
  constexpr std::string_view hex = "0123456789abcdef";
  to += '"';
  std::size_t plain = 0;  // where the characters begin that need nothing and are not appended yet
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool control = static_cast<unsigned char>(c) < 0x20;
    if (c != '"' && c != '\\' && !control) continue;
    to.append(text, plain, i - plain);
    plain = i + 1;
    if (control) {
      to += "\\u00";
      to += hex[static_cast<unsigned char>(c) >> 4];
      to += hex[static_cast<unsigned char>(c) & 15];
    } else {
      to += '\\';
      to += c;
    }
  }
  to.append(text, plain);
  to += '"';
}

}  // namespace deltalake::inline v0::column
