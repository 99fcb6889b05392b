#pragma once
#include <cstdint>

#include <deltalake/column/buffer.hpp>
#include <deltalake/column/data_type.hpp>
#include <deltalake/parquet/metadata.hpp>
#include <deltalake/parquet/schema_tree.hpp>

// Spark before 3.0, and later ones that were told to, counted the days before 1582-10-15 by the Julian calendar: the
// number that they wrote for 1500-03-01 means 1500-03-10 to everybody else. The footer tells; Spark reads by it, and so
// does this library. No other reader is known to.
namespace deltalake::inline v0::parquet {

/// The first day, since 1970-01-01, that both calendars number alike: 1582-10-15.
inline constexpr std::int32_t gregorian_begin = -141'427;

/// The day whose date in the proleptic Gregorian calendar is the date that `days` has in the hybrid one: Julian before
/// 1582-10-15. Dates that only the Julian calendar has, such as 1000-02-29, become the day after. Equal to Spark's
/// rebaseJulianToGregorianDays for all days.
DELTALAKE_DECL std::int32_t rebase_days(std::int32_t days) noexcept;

/// The same for a time in some unit since 1970-01-01T00:00:00, of which a day has `units_per_day`. The date is that of
/// a clock which is `ahead` units ahead of UTC. Times that leave the range of int64 wrap.
DELTALAKE_DECL std::int64_t rebase_time(std::int64_t time, std::int64_t units_per_day, std::int64_t ahead) noexcept;

/// By which calendar the writer of a file counted.
struct written_calendar {
  bool hybrid_dates = false;  ///< of dates, and of timestamps that are INT64
  bool hybrid_int96 = false;
  std::int32_t zone_offset_seconds = 0;  ///< what the writer's clock was ahead of UTC

  friend bool operator==(const written_calendar&, const written_calendar&) = default;
};

/// Reads the footer as Spark does. The keys `org.apache.spark.legacyDateTime` and `org.apache.spark.legacyINT96`, or an
/// `org.apache.spark.version` before 3.0 and 3.1, tell the hybrid calendar. Of `org.apache.spark.timeZone` the zones of
/// a fixed offset count ("UTC", "+01:00", "GMT-3"); in others, whose offsets before 1900 no rule gives, the calendar's
/// date is taken to be that of UTC, and the difference between their standard and their local mean time is left alone.
DELTALAKE_DECL written_calendar calendar_of(const file_metadata& metadata);

/// Marks the leaves that were written by the hybrid calendar, so that `convert` rebases their values: dates and
/// instants. Times without a zone Spark never wrote that way.
DELTALAKE_DECL void mark_calendar(const written_calendar& written, schema_tree& schema) noexcept;

/// Rebases `count` values of a date32 or timestamp type in place.
DELTALAKE_DECL void rebase_values(const column::data_type& type, std::int32_t zone_offset_seconds,
                                  column::buffer& values, std::int64_t count) noexcept;

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/impl/calendar_rebase.ipp>
#endif
