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
  // Most numbers have 64 bits.
  if (std::all_of(words.begin() + 2, words.end(), [](auto w) { return w == 0; }))
    return std::to_string(std::uint64_t{words[1]} << 32 | words[0]);
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
  std::reverse(digits.begin(), digits.end());
  return digits;
}

// A text of bounded length that is put together before it is appended at once.
class short_text {
 public:
  void put(char c) noexcept { text_[size_++] = c; }
  // The number must not be negative.
  void put_padded(std::int64_t number, int width) noexcept {
    std::array<char, 20> digits;
    int count = 0;
    for (; number != 0; number /= 10) digits[static_cast<std::size_t>(count++)] = static_cast<char>('0' + number % 10);
    for (int i = count; i < width; ++i) put('0');
    while (count > 0) put(digits[static_cast<std::size_t>(--count)]);
  }
  void put_pair(std::int64_t number) noexcept {
    put(static_cast<char>('0' + number / 10));
    put(static_cast<char>('0' + number % 10));
  }
  void append_to(std::string& to) const { to.append(text_.data(), size_); }

 private:
  std::array<char, 112> text_;
  std::size_t size_ = 0;
};

// The digits of a fraction, and a point before them.
inline void put_fraction(short_text& to, std::int64_t fraction, time_unit unit, value_style style) noexcept {
  if (fraction == 0) return;
  int digits = static_cast<int>(unit) * 3;
  if (unit == time_unit::nano) {
    const int least = style == value_style::rows ? 6 : 3;
    for (; digits > least && fraction % 1'000 == 0; digits -= 3) fraction /= 1'000;
  }
  if (style == value_style::rows && unit == time_unit::milli) {
    fraction *= 1'000;
    digits = 6;
  }
  to.put('.');
  to.put_padded(fraction, digits);
}

// hh:mm:ss, and the fraction if it is not zero.
inline void put_time_of_day(short_text& to, std::int64_t seconds, std::int64_t fraction, time_unit unit,
                            value_style style) noexcept {
  const bool negative = seconds < 0;  // of no clock, but of a file
  if (negative) to.put('-');
  const std::int64_t hours = seconds / 3600;
  to.put_padded(negative ? -hours : hours, 2);
  to.put(':');
  to.put_pair(std::abs(seconds / 60 % 60));
  to.put(':');
  to.put_pair(std::abs(seconds % 60));
  put_fraction(to, fraction, unit, style);
}

inline void put_date(short_text& to, std::int64_t days) noexcept {
  const civil_date date = civil_from_days(days);
  if (date.year < 0) to.put('-');
  if (date.year > 9999) to.put('+');
  to.put_padded(date.year < 0 ? -date.year : date.year, 4);
  to.put('-');
  to.put_pair(date.month);
  to.put('-');
  to.put_pair(date.day);
}

// value - floored * by would overflow near the smallest value.
inline std::int64_t rest_of(std::int64_t value, std::int64_t by) noexcept {
  return value % by < 0 ? value % by + by : value % by;
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

DELTALAKE_DECL void append_bare_date(std::int32_t days, std::string& to) {
  detail::short_text text;
  detail::put_date(text, days);
  text.append_to(to);
}

DELTALAKE_DECL void append_bare_timestamp(std::int64_t value, time_unit unit, bool utc, value_style style,
                                          std::string& to) {
  const std::int64_t units = units_per_second(unit);
  const std::int64_t seconds = floored(value, units);
  detail::short_text text;
  detail::put_date(text, floored(seconds, 86'400));
  text.put('T');
  detail::put_time_of_day(text, detail::rest_of(seconds, 86'400), detail::rest_of(value, units), unit, style);
  text.append_to(to);
  if (utc) to += style == value_style::rows ? "+00:00" : "Z";
}

DELTALAKE_DECL void append_bare_time(std::int64_t value, time_unit unit, value_style style, std::string& to) {
  const std::int64_t units = units_per_second(unit);
  detail::short_text text;
  detail::put_time_of_day(text, floored(value, units), detail::rest_of(value, units), unit, style);
  text.append_to(to);
}

DELTALAKE_DECL void append_bare_base64(std::string_view bytes, std::string& to) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t word = 0;
    const std::size_t count = (std::min)(bytes.size() - i, std::size_t{3});
    for (std::size_t k = 0; k < 3; ++k) word = word << 8 | (k < count ? static_cast<std::uint8_t>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k) to += k <= count ? letters[word >> (18 - 6 * k) & 63] : '=';
  }
}

DELTALAKE_DECL void append_timestamp(std::int64_t value, time_unit unit, bool utc, std::string& to) {
  to += '"';
  append_bare_timestamp(value, unit, utc, value_style::short_form, to);
  to += '"';
}

DELTALAKE_DECL void append_time_of_day(std::int64_t value, time_unit unit, std::string& to) {
  to += '"';
  append_bare_time(value, unit, value_style::short_form, to);
  to += '"';
}

DELTALAKE_DECL void append_base64(std::string_view bytes, std::string& to) {
  to += '"';
  append_bare_base64(bytes, to);
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
