#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include <deltalake/column/data_type.hpp>

// The texts of single values, as JSON has them: what `append_json` and the JSON text of variants share.
namespace deltalake::inline v0::column {

/// How instants and fractions of a second are written.
enum class value_style : std::uint8_t {
  short_form,  ///< instants end in Z; fractions have the digits of their unit, of nanoseconds as many threes as needed
  rows,        ///< instants end in +00:00; fractions have six digits, or nine if they need them
};

/// Appends all digits of an integer, or the shortest text that gives the same double.
DELTALAKE_DECL void append_number(std::int64_t value, std::string& to);
DELTALAKE_DECL void append_number(std::uint64_t value, std::string& to);
/// Appends a number that says exactly what a double holds, always with a point or an exponent, so that -0.0 keeps its
/// sign. What JSON has no number for is text: "NaN", "Infinity", "-Infinity".
DELTALAKE_DECL void append_float(double value, std::string& to);
/// What the two bytes of an IEEE 754 binary16 stand for.
DELTALAKE_DECL float float_of_half(std::uint16_t half) noexcept;
/// Appends the digits of a little-endian two's complement number of `width` bytes (a multiple of 4, at most 32), with a
/// point before the last `scale` ones, without quotes.
DELTALAKE_DECL void append_decimal(const std::uint8_t* from, std::size_t width, std::int32_t scale, std::string& to);
/// Appends `"yyyy-MM-ddTHH:mm:ss.f"`, with a Z if it is an instant, and no fraction if it is zero.
DELTALAKE_DECL void append_timestamp(std::int64_t value, time_unit unit, bool utc, std::string& to);
/// Appends `"HH:mm:ss.f"`, and no fraction if it is zero.
DELTALAKE_DECL void append_time_of_day(std::int64_t value, time_unit unit, std::string& to);
/// Appends bytes as base64 in quotes (RFC 4648, with padding).
DELTALAKE_DECL void append_base64(std::string_view bytes, std::string& to);
/// The same without quotes, in a style.
DELTALAKE_DECL void append_bare_timestamp(std::int64_t value, time_unit unit, bool utc, value_style style,
                                          std::string& to);
DELTALAKE_DECL void append_bare_time(std::int64_t value, time_unit unit, value_style style, std::string& to);
DELTALAKE_DECL void append_bare_base64(std::string_view bytes, std::string& to);
/// Appends `yyyy-MM-dd` as format_date gives it.
DELTALAKE_DECL void append_bare_date(std::int32_t days, std::string& to);
/// Appends text as a JSON string. Bytes that are not UTF-8 are written as they are.
DELTALAKE_DECL void append_json_text(std::string_view text, std::string& to);

/// 1 to 10^9.
constexpr std::int64_t units_per_second(time_unit unit) noexcept {
  return unit == time_unit::second  ? 1
         : unit == time_unit::milli ? 1'000
         : unit == time_unit::micro ? 1'000'000
                                    : 1'000'000'000;
}
/// `value` / `by`, towards minus infinity; `by` is positive.
constexpr std::int64_t floored(std::int64_t value, std::int64_t by) noexcept {
  return value / by - (value % by < 0 ? 1 : 0);
}

}  // namespace deltalake::inline v0::column

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/column/impl/value_text.ipp>
#endif
