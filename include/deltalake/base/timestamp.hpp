#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <deltalake/base/result.hpp>

namespace deltalake::inline v0 {

/// A day of the proleptic Gregorian calendar: today's leap rule, applied to all years. Year 0 precedes year 1.
struct civil_date {
  civil_date() = default;
  civil_date(std::int64_t y, int m, int d) : year(y), month(m), day(d) {}

  std::int64_t year = 1970;
  int month = 1;  ///< 1 to 12
  int day = 1;    ///< 1 to 31

  friend bool operator==(const civil_date&, const civil_date&) = default;
};

/// How many days `month` of `year` has; 0 if there is no such month.
DELTALAKE_DECL int days_in_month(std::int64_t year, int month) noexcept;
/// Days from 1970-01-01 to `when`, which must be a valid date with a year of at most twelve digits.
DELTALAKE_DECL std::int64_t days_from_civil(civil_date when) noexcept;
/// The date that lies `days` after 1970-01-01. The inverse of days_from_civil.
DELTALAKE_DECL civil_date civil_from_days(std::int64_t days) noexcept;

/// Reads `yyyy-MM-dd` as days since 1970-01-01. Years have four to nine digits and may carry a sign.
/// Errors: invalid_timestamp, also if the day does not fit.
DELTALAKE_DECL result<std::int32_t> parse_date(std::string_view text);
/// Writes `yyyy-MM-dd`. Years above 9999 get a '+', years below 0 a '-', as ISO 8601 has it.
DELTALAKE_DECL std::string format_date(std::int32_t days);

/// What a time stamp's text says, with its zone apart.
struct timestamp_text {
  std::int64_t local_seconds = 0;              ///< since 1970-01-01T00:00:00 on the clock that was read
  std::int32_t micros = 0;                     ///< 0 to 999,999, to be added
  std::optional<std::int32_t> offset_seconds;  ///< what that clock is ahead of UTC; nothing if the text does not say

  /// Microseconds since 1970-01-01T00:00:00Z, on a clock `otherwise_seconds` ahead of UTC if the text names none.
  /// Errors: invalid_timestamp if the time does not fit.
  DELTALAKE_DECL result<std::int64_t> to_micros(std::int32_t otherwise_seconds = 0) const;
};

/// Reads `yyyy-MM-ddTHH:mm:ss[.f][Z|+hh:mm|-hh:mm]`, a space allowed for the T, or a date alone, which is its midnight.
/// Fractions have one to nine digits; those after the sixth are cut. Leap seconds are refused.
/// Errors: invalid_timestamp.
DELTALAKE_DECL result<timestamp_text> parse_timestamp(std::string_view text);

/// Reads a time as parse_timestamp does, as microseconds since 1970-01-01T00:00:00Z. Text without a zone is UTC.
/// Errors: invalid_timestamp.
DELTALAKE_DECL result<std::int64_t> parse_rfc3339(std::string_view text);

/// Writes milliseconds since 1970-01-01T00:00:00Z as `yyyy-MM-ddTHH:mm:ss.fffZ`.
DELTALAKE_DECL std::string format_rfc3339_ms(std::int64_t ms);
/// Writes microseconds since 1970-01-01T00:00:00Z as `yyyy-MM-ddTHH:mm:ss.ffffffZ`.
DELTALAKE_DECL std::string format_rfc3339_us(std::int64_t micros);

}  // namespace deltalake::inline v0

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/base/impl/timestamp.ipp>
#endif
