#pragma once
#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>

#include <deltalake/base/timestamp.hpp>
#include <deltalake/base/utf8.hpp>
#include <deltalake/column/value_parse.hpp>
#include <deltalake/schema/decimal.hpp>

namespace deltalake::inline v0::column {
namespace detail {

inline error refuse_text(std::string_view text, const data_type& type, std::string_view why = {}) {
  constexpr std::size_t shown = 60;
  std::string what = "'" + std::string(text.substr(0, shown)) + (text.size() > shown ? "...' " : "' ");
  what += "is no value of type " + to_string(type).substr(0, shown);
  if (!why.empty()) (what += ": ") += why;
  return error(errc::invalid_row, std::move(what));
}

// Whether `text` is `word`, which is in small letters, but for case.
inline bool says(std::string_view text, std::string_view word) noexcept {
  return text.size() == word.size() && std::equal(text.begin(), text.end(), word.begin(), [](char a, char b) {
           return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
         });
}

// What stands behind a '+'; a sign in front of another stays and is refused by from_chars.
inline std::string_view unsigned_part(std::string_view text) noexcept {
  return text.size() > 1 && text[0] == '+' && text[1] != '-' ? text.substr(1) : text;
}

template <class T>
std::optional<T> whole_number(std::string_view text) noexcept {
  T value{};
  const auto [stop, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || stop != text.data() + text.size()) return std::nullopt;
  return value;
}

template <class T>
std::optional<T> floating_number(std::string_view text) noexcept {
  const std::string_view number = unsigned_part(text);
  const bool negative = number.starts_with('-');
  const std::string_view size = negative ? number.substr(1) : number;
  if (says(size, "nan")) return std::numeric_limits<T>::quiet_NaN();
  if (says(size, "infinity") || says(size, "inf"))
    return negative ? -std::numeric_limits<T>::infinity() : std::numeric_limits<T>::infinity();
  // from_chars has words of its own.
  if (size.empty() || (size[0] != '.' && (size[0] < '0' || size[0] > '9'))) return std::nullopt;
  T value{};
  const auto [stop, problem] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (stop != number.data() + number.size()) return std::nullopt;
  // Too small or too large for the type: from_chars does not say which.
  if (problem == std::errc::result_out_of_range) return std::nullopt;
  return problem == std::errc() ? std::optional<T>(value) : std::nullopt;
}

// Rounds to the nearest half, ties to even; what is too large becomes infinite.
inline std::uint16_t half_of(float value) noexcept {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const auto sign = static_cast<std::uint16_t>(bits >> 16 & 0x8000);
  const float size = std::fabs(value);
  if (std::isnan(value)) return static_cast<std::uint16_t>(sign | 0x7E00);
  if (size >= 65520.0F) return static_cast<std::uint16_t>(sign | 0x7C00);
  if (size < std::ldexp(1.0F, -14))
    return static_cast<std::uint16_t>(sign | static_cast<std::uint16_t>(std::nearbyint(std::ldexp(size, 24))));
  const std::uint32_t rounded = (bits & 0x7FFF'FFFF) + 0x0FFF + (bits >> 13 & 1);
  return static_cast<std::uint16_t>(sign | ((rounded >> 13) - (112U << 10)));
}

template <class T>
result<void> append_whole(std::string_view text, array_builder& to) {
  const std::optional<T> value = whole_number<T>(unsigned_part(text));
  if (!value) return refuse_text(text, to.type());
  to.append(*value);
  return {};
}

template <class T>
result<void> append_floating(std::string_view text, array_builder& to) {
  const std::optional<T> value = floating_number<T>(text);
  if (!value) return refuse_text(text, to.type());
  to.append(*value);
  return {};
}

inline result<void> append_half(std::string_view text, array_builder& to) {
  const std::optional<float> value = floating_number<float>(text);
  if (!value) return refuse_text(text, to.type());
  to.append(half_of(*value));
  return {};
}

// The digits behind the point of a text's seconds, as nanoseconds; what comes after the ninth is not looked at.
inline std::int64_t nanos_in(std::string_view text) noexcept {
  const std::size_t point = text.find('.');
  std::int64_t nanos = 0;
  for (std::size_t i = 1; i <= 9; ++i) {
    const std::size_t at = point == std::string_view::npos ? text.size() : point + i;
    const bool digit = at < text.size() && text[at] >= '0' && text[at] <= '9';
    if (!digit) text = text.substr(0, (std::min)(at, text.size()));  // a zone may hold digits
    nanos = nanos * 10 + (digit ? text[at] - '0' : 0);
  }
  return nanos;
}

// Seconds and nanoseconds in a unit, if they are exactly so many.
inline std::optional<std::int64_t> in_unit(std::int64_t seconds, std::int64_t nanos, time_unit unit) noexcept {
  constexpr std::array<std::int64_t, 4> per_second{1, 1'000, 1'000'000, 1'000'000'000};
  const std::int64_t units = per_second[static_cast<std::size_t>(unit)];
  const std::int64_t nanos_a_unit = 1'000'000'000 / units;
  // Time stamps are as fine as Delta has them: what is beyond microseconds is cut.
  if (unit != time_unit::micro && nanos % nanos_a_unit != 0) return std::nullopt;
  std::int64_t made = 0;
  if (__builtin_mul_overflow(seconds, units, &made)) return std::nullopt;
  if (__builtin_add_overflow(made, nanos / nanos_a_unit, &made)) return std::nullopt;
  return made;
}

inline result<void> append_timestamp_text(std::string_view text, array_builder& to) {
  const result<timestamp_text> read = parse_timestamp(text);
  if (!read) return refuse_text(text, to.type(), read.error().detail);
  if (!to.type().utc && read->offset_seconds) return refuse_text(text, to.type(), "it names a zone");
  const std::int64_t seconds = read->local_seconds - read->offset_seconds.value_or(0);
  const std::optional<std::int64_t> value = in_unit(seconds, nanos_in(text), to.type().unit);
  if (!value) return refuse_text(text, to.type(), "it does not fit");
  to.append(*value);
  return {};
}

inline result<void> append_time_text(std::string_view text, array_builder& to) {
  // A time of day is what parse_timestamp takes behind a date.
  const bool shaped = text.size() >= 8 && text.size() <= 18 && text[2] == ':' &&
                      text.find_first_not_of("0123456789:.") == std::string_view::npos;
  const result<timestamp_text> read = parse_timestamp("1970-01-01T" + std::string(shaped ? text : std::string_view()));
  if (!shaped || !read) return refuse_text(text, to.type());
  const std::optional<std::int64_t> value = in_unit(read->local_seconds, nanos_in(text), to.type().unit);
  if (!value) return refuse_text(text, to.type(), "it does not fit");
  if (to.type().id == type_id::time32)
    to.append(static_cast<std::int32_t>(*value));  // at most 86,399,999
  else
    to.append(*value);
  return {};
}

// Of more digits than 128 bits hold: digits and a point, no exponent.
inline result<void> append_wide_decimal(std::string_view text, array_builder& to) {
  const data_type& type = to.type();
  const bool negative = text.starts_with('-');
  const std::string_view size = text.substr(negative || text.starts_with('+') ? 1 : 0);
  const std::size_t point = (std::min)(size.find('.'), size.size());
  std::string digits(size.substr(0, point));
  std::string fraction(size.substr((std::min)(point + 1, size.size())));
  while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
  const auto scale = static_cast<std::size_t>((std::max)(type.scale, 0));
  if (fraction.size() > scale || digits.size() + fraction.size() > 1'000) return refuse_text(text, type);
  digits += fraction.append(scale - fraction.size(), '0');
  digits.erase(0, (std::min)(digits.find_first_not_of('0'), digits.size()));
  const bool numeric = size.find_first_of("0123456789") != std::string_view::npos &&
                       digits.find_first_not_of("0123456789") == std::string::npos;
  if (!numeric || type.scale < 0 || digits.size() > static_cast<std::size_t>(type.precision))
    return refuse_text(text, type);
  std::array<std::uint32_t, 8> words{};
  for (const char digit : digits) {
    std::uint64_t carry = static_cast<std::uint64_t>(digit - '0');
    for (std::uint32_t& word : words) {
      carry += std::uint64_t{word} * 10;
      word = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
  }
  std::uint64_t carry = 1;
  for (std::size_t i = 0; i < words.size() && negative; ++i) {
    carry += static_cast<std::uint32_t>(~words[i]);
    words[i] = static_cast<std::uint32_t>(carry);
    carry >>= 32;
  }
  to.append(words);
  return {};
}

inline result<void> append_decimal_text(std::string_view text, array_builder& to) {
  const data_type& type = to.type();
  if (type.id == type_id::decimal256) return append_wide_decimal(text, to);
  const result<schema::decimal> number = schema::decimal::parse(text);
  if (!number) return refuse_text(text, type, number.error().detail);
  const result<schema::decimal> scaled = number->rescale(type.scale);
  if (!scaled || scaled->digits() > type.precision) return refuse_text(text, type, "it has too many digits");
  to.append(scaled->unscaled());
  return {};
}

inline result<void> append_utf8(std::string_view text, array_builder& to) {
  if (first_invalid_utf8(text) != std::string_view::npos) return error(errc::invalid_utf8);
  return to.append_text(text);
}

inline result<void> append_boolean_text(std::string_view text, array_builder& to) {
  const bool yes = says(text, "true");
  if (!yes && !says(text, "false")) return refuse_text(text, to.type());
  to.append_boolean(yes);
  return {};
}

inline result<void> append_date_text(std::string_view text, array_builder& to) {
  const result<std::int32_t> days = parse_date(text);
  if (!days) return refuse_text(text, to.type(), days.error().detail);
  to.append(*days);
  return {};
}

inline result<void> append_bytes_text(std::string_view text, array_builder& to) {
  const result<std::string> bytes = parse_base64(text);
  if (!bytes) return refuse_text(text, to.type(), bytes.error().detail);
  return to.append_text(*bytes);
}

inline int base64_digit(char c) noexcept {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

}  // namespace detail

DELTALAKE_DECL result<std::string> parse_base64(std::string_view text) {
  const error wrong(errc::invalid_row, "it is no base64");
  if (text.size() % 4 != 0) return wrong;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
  std::string made;
  made.reserve(text.size() / 4 * 3);
  for (std::size_t i = 0; i < text.size(); i += 4) {
    std::uint32_t word = 0;
    for (std::size_t k = 0; k < 4; ++k) {
      const bool padded = i + k >= text.size() - padding;
      const int digit = padded ? 0 : detail::base64_digit(text[i + k]);
      if (digit < 0) return wrong;
      word = word << 6 | static_cast<std::uint32_t>(digit);
    }
    for (int shift = 16; shift >= 0; shift -= 8) made += static_cast<char>(word >> shift & 0xFF);
  }
  // Bits that no byte has must be zero, or two texts would be the same bytes.
  for (std::size_t i = 0; i < padding; ++i) {
    if (made.back() != 0) return wrong;
    made.pop_back();
  }
  return made;
}

DELTALAKE_DECL result<void> append_parsed(std::string_view text, array_builder& to) {
  switch (to.type().id) {
    case type_id::boolean: return detail::append_boolean_text(text, to);
    case type_id::int8: return detail::append_whole<std::int8_t>(text, to);
    case type_id::int16: return detail::append_whole<std::int16_t>(text, to);
    case type_id::int32: return detail::append_whole<std::int32_t>(text, to);
    case type_id::int64: return detail::append_whole<std::int64_t>(text, to);
    case type_id::uint8: return detail::append_whole<std::uint8_t>(text, to);
    case type_id::uint16: return detail::append_whole<std::uint16_t>(text, to);
    case type_id::uint32: return detail::append_whole<std::uint32_t>(text, to);
    case type_id::uint64: return detail::append_whole<std::uint64_t>(text, to);
    case type_id::float16: return detail::append_half(text, to);
    case type_id::float32: return detail::append_floating<float>(text, to);
    case type_id::float64: return detail::append_floating<double>(text, to);
    case type_id::date32: return detail::append_date_text(text, to);
    case type_id::time32:
    case type_id::time64: return detail::append_time_text(text, to);
    case type_id::timestamp: return detail::append_timestamp_text(text, to);
    case type_id::decimal128:
    case type_id::decimal256: return detail::append_decimal_text(text, to);
    case type_id::utf8: return detail::append_utf8(text, to);
    case type_id::binary:
    case type_id::fixed_size_binary: return detail::append_bytes_text(text, to);
    case type_id::null:
    case type_id::list:
    case type_id::map:
    case type_id::structure:
    case type_id::utf8_view:
    case type_id::binary_view:
    case type_id::dictionary:
    case type_id::variant: return detail::refuse_text(text, to.type());
  }
  return detail::refuse_text(text, to.type());
}

}  // namespace deltalake::inline v0::column
