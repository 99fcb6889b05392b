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
void append_number(T value, std::string& to) {
  std::array<char, 40> text;
  const std::to_chars_result end = std::to_chars(text.data(), text.data() + text.size(), value);
  to.append(text.data(), end.ptr);
}

// As a double, which says exactly what a float holds; always with a point or an exponent, so that -0.0 keeps its sign.
inline void append_float(double value, std::string& to) {
  if (!std::isfinite(value)) {
    to += std::isnan(value) ? "NaN" : value < 0 ? "-Infinity" : "Infinity";
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
  // Most numbers have 64 bits.
  if (std::all_of(words.begin() + 2, words.begin() + static_cast<std::ptrdiff_t>(count), [](auto w) { return w == 0; }))
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

inline void append_decimal(const array& from, std::int64_t row, std::string& to) {
  const auto width = static_cast<std::size_t>(width_of(from.type));
  bool negative = false;
  std::string digits = digits_of(from.values.data() + static_cast<std::size_t>(row) * width, width, negative);
  const auto scale = static_cast<std::size_t>((std::max)(from.type.scale, 0));
  if (from.type.scale < 0 && digits != "0") digits.append(static_cast<std::size_t>(-from.type.scale), '0');
  if (digits.size() <= scale) digits.insert(0, scale + 1 - digits.size(), '0');
  if (negative) to += '-';
  to.append(digits, 0, digits.size() - scale);
  if (scale == 0) return;
  to += '.';
  to.append(digits, digits.size() - scale);
}

inline std::int64_t units_per_second(time_unit unit) noexcept {
  constexpr std::array<std::int64_t, 4> units{1, 1'000, 1'000'000, 1'000'000'000};
  return units[static_cast<std::size_t>(unit)];
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
  to.put_padded(date.year < 0 ? -date.year : date.year, 4);
  to.put('-');
  to.put_pair(date.month);
  to.put('-');
  to.put_pair(date.day);
}

inline std::int64_t floored(std::int64_t value, std::int64_t by) noexcept {
  return value / by - (value % by < 0 ? 1 : 0);
}
// value - floored * by would overflow near the smallest value.
inline std::int64_t rest_of(std::int64_t value, std::int64_t by) noexcept {
  return value % by < 0 ? value % by + by : value % by;
}

inline void append_timestamp(const array& from, std::int64_t row, value_style style, std::string& to) {
  const std::int64_t value = from.value<std::int64_t>(row);
  const std::int64_t units = units_per_second(from.type.unit);
  const std::int64_t seconds = floored(value, units);
  short_text text;
  put_date(text, floored(seconds, 86'400));
  text.put('T');
  put_time_of_day(text, rest_of(seconds, 86'400), rest_of(value, units), from.type.unit, style);
  text.append_to(to);
  if (from.type.utc) to += style == value_style::rows ? "+00:00" : "Z";
}

inline void append_time(const array& from, std::int64_t row, value_style style, std::string& to) {
  const std::int64_t value =
      from.type.id == type_id::time32 ? from.value<std::int32_t>(row) : from.value<std::int64_t>(row);
  const std::int64_t units = units_per_second(from.type.unit);
  short_text text;
  put_time_of_day(text, floored(value, units), rest_of(value, units), from.type.unit, style);
  text.append_to(to);
}

inline void append_date(std::int32_t days, std::string& to) {
  constexpr std::int32_t year_10000 = 2'932'897;
  if (days >= year_10000) {
    to += format_date(days);
    return;
  }
  short_text text;
  put_date(text, days);
  text.append_to(to);
}

}  // namespace detail

DELTALAKE_DECL void append_base64(std::string_view bytes, std::string& to) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t word = 0;
    const std::size_t count = (std::min)(bytes.size() - i, std::size_t{3});
    for (std::size_t k = 0; k < 3; ++k) word = word << 8 | (k < count ? static_cast<std::uint8_t>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k) to += k <= count ? letters[word >> (18 - 6 * k) & 63] : '=';
  }
}

DELTALAKE_DECL void append_value(const array& from, std::int64_t row, value_style style, std::string& to) {
  switch (from.type.id) {
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
    case type_id::date32: return detail::append_date(from.value<std::int32_t>(row), to);
    case type_id::time32:
    case type_id::time64: return detail::append_time(from, row, style, to);
    case type_id::timestamp: return detail::append_timestamp(from, row, style, to);
    case type_id::decimal128:
    case type_id::decimal256: return detail::append_decimal(from, row, to);
    case type_id::utf8:
    case type_id::utf8_view: to += from.text(row); return;
    case type_id::binary:
    case type_id::binary_view:
    case type_id::fixed_size_binary: return append_base64(from.text(row), to);
    case type_id::dictionary: return append_value(*from.dictionary, from.value<std::int32_t>(row), style, to);
    case type_id::null:
    case type_id::list:
    case type_id::map:
    case type_id::structure:
    case type_id::variant: return;
  }
}

}  // namespace deltalake::inline v0::column
