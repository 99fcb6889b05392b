#pragma once
#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>

#include <deltalake/base/timestamp.hpp>
#include <deltalake/column/value_text.hpp>
#include <deltalake/parquet/calendar_rebase.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

// The date of a day in the Julian calendar, whose year 0 precedes year 1: four years have 1,461 days. Years begin in
// March, so that the leap day is their last.
inline civil_date julian_from_days(std::int64_t days) noexcept {
  const std::int64_t since = days + 719'470;  // 0000-03-01 in the Julian calendar
  const std::int64_t cycle = column::floored(since, 1'461);
  const std::int64_t in_cycle = since - cycle * 1'461;
  const std::int64_t year_in_cycle = (std::min)(in_cycle / 365, std::int64_t{3});
  const std::int64_t in_year = in_cycle - year_in_cycle * 365;
  const std::int64_t month = (5 * in_year + 2) / 153;  // from March
  const auto day = static_cast<int>(in_year - (153 * month + 2) / 5 + 1);
  const std::int64_t year = cycle * 4 + year_in_cycle + (month >= 10 ? 1 : 0);
  return civil_date(year, static_cast<int>(month >= 10 ? month - 9 : month + 3), day);
}

// Any number of days, of which an int32 holds a part: times of far-off years have more.
inline std::int64_t rebase_any_days(std::int64_t days) noexcept {
  if (days >= gregorian_begin) return days;
  civil_date date = julian_from_days(days);
  const int behind = date.day - 1;
  date.day = 1;
  return days_from_civil(date) + behind;
}

inline const std::string* find_key(const file_metadata& metadata, std::string_view wanted) noexcept {
  for (const auto& [key, value] : metadata.key_value_metadata) {
    if (key == wanted) return &value;
  }
  return nullptr;
}

// The number at the beginning of `text`, which is taken off; 0 if there is none.
inline int take_number(std::string_view& text) noexcept {
  int number = 0;
  const std::from_chars_result end = std::from_chars(text.data(), text.data() + text.size(), number);
  text.remove_prefix(static_cast<std::size_t>(end.ptr - text.data()));
  return number;
}

// True for "2.4.8", false for "3.1.0" and for what is no version.
inline bool is_before(std::string_view version, int major, int minor) noexcept {
  if (version.empty() || version.front() < '0' || version.front() > '9') return false;
  const int first = take_number(version);
  if (version.starts_with('.')) version.remove_prefix(1);
  const int second = take_number(version);
  return first < major || (first == major && second < minor);
}

// The offset of zones such as "UTC", "Z", "+01:00", "GMT-3" and "UTC+05:30"; 0 for others.
inline std::int32_t offset_of_zone(std::string_view zone) noexcept {
  for (const std::string_view prefix : {"Etc/", "UTC", "GMT", "UT"}) {
    if (!zone.starts_with(prefix)) continue;
    // "Etc/GMT+3" is three hours behind: none of the forms that Spark writes, and left alone.
    if (prefix == "Etc/") return 0;
    zone.remove_prefix(prefix.size());
    break;
  }
  if (zone.empty() || (zone.front() != '+' && zone.front() != '-')) return 0;
  const int sign = zone.front() == '-' ? -1 : 1;
  zone.remove_prefix(1);
  const int hours = take_number(zone);
  if (zone.starts_with(':')) zone.remove_prefix(1);
  const int minutes = take_number(zone);
  if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59 || !zone.empty()) return 0;
  return sign * (hours * 3600 + minutes * 60);
}

}  // namespace detail

DELTALAKE_DECL std::int32_t rebase_days(std::int32_t days) noexcept {
  return static_cast<std::int32_t>(detail::rebase_any_days(days));
}

DELTALAKE_DECL std::int64_t rebase_time(std::int64_t time, std::int64_t units_per_day, std::int64_t ahead) noexcept {
  const std::int64_t day = column::floored(time, units_per_day);
  const std::int64_t rest = time % units_per_day + (time % units_per_day < 0 ? units_per_day : 0);
  const std::int64_t local_day = day + column::floored(rest + ahead, units_per_day);
  const std::int64_t moved = detail::rebase_any_days(local_day) - local_day;
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(time) +
                                   static_cast<std::uint64_t>(moved) * static_cast<std::uint64_t>(units_per_day));
}

DELTALAKE_DECL written_calendar calendar_of(const file_metadata& metadata) {
  written_calendar made;
  // Without a version no Spark wrote the file, or one that did not say so: its current default is to rebase nothing.
  const std::string* const version = detail::find_key(metadata, "org.apache.spark.version");
  if (version == nullptr) return made;
  made.hybrid_dates =
      detail::is_before(*version, 3, 0) || detail::find_key(metadata, "org.apache.spark.legacyDateTime") != nullptr;
  made.hybrid_int96 =
      detail::is_before(*version, 3, 1) || detail::find_key(metadata, "org.apache.spark.legacyINT96") != nullptr;
  const std::string* const zone = detail::find_key(metadata, "org.apache.spark.timeZone");
  if (zone != nullptr && (made.hybrid_dates || made.hybrid_int96)) {
    made.zone_offset_seconds = detail::offset_of_zone(*zone);
  }
  return made;
}

DELTALAKE_DECL void mark_calendar(const written_calendar& written, schema_tree& schema) noexcept {
  for (leaf_column& leaf : schema.leaves) {
    const bool instant = leaf.type.id == column::type_id::timestamp && leaf.type.utc;
    const bool is_int96 = leaf.physical == physical_type::int96;
    const bool dated = leaf.type.id == column::type_id::date32 || (instant && !is_int96);
    leaf.hybrid_calendar = (dated && written.hybrid_dates) || (instant && is_int96 && written.hybrid_int96);
    leaf.zone_offset_seconds = leaf.hybrid_calendar ? written.zone_offset_seconds : 0;
  }
}

DELTALAKE_DECL void rebase_values(const column::data_type& type, std::int32_t zone_offset_seconds,
                                  column::buffer& values, std::int64_t count) noexcept {
  if (type.id == column::type_id::date32) {
    std::int32_t* const days = values.as<std::int32_t>();
    for (std::int64_t i = 0; i < count; ++i) days[i] = rebase_days(days[i]);
    return;
  }
  const std::int64_t units = column::units_per_second(type.unit);
  std::int64_t* const times = values.as<std::int64_t>();
  for (std::int64_t i = 0; i < count; ++i) {
    times[i] = rebase_time(times[i], units * 86'400, units * zone_offset_seconds);
  }
}

}  // namespace deltalake::inline v0::parquet
