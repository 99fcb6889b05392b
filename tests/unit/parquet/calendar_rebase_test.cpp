#include <deltalake/parquet/calendar_rebase.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/base/timestamp.hpp>

namespace deltalake_calendar_rebase_test {
namespace {

namespace parquet = deltalake::parquet;
using deltalake::civil_date;
using deltalake::days_from_civil;
using deltalake::column::time_unit;
using deltalake::column::type_id;
using parquet::calendar_of;
using parquet::rebase_days;
using parquet::rebase_time;

constexpr std::int64_t day = 86'400'000'000;
constexpr std::int64_t hour = 3'600'000'000;

parquet::file_metadata written(std::vector<std::pair<std::string, std::string>> keys) {
  parquet::file_metadata made;
  made.key_value_metadata = std::move(keys);
  return made;
}
std::int32_t zone_of(const std::string& zone) {
  return calendar_of(written({{"org.apache.spark.version", "2.4.8"}, {"org.apache.spark.timeZone", zone}}))
      .zone_offset_seconds;
}

}  // namespace

TEST_CASE("calendar_rebase: from 1582-10-15 on nothing moves; the day before is 1582-10-04") {
  const std::int64_t first = days_from_civil(civil_date(1582, 10, 15));
  REQUIRE(first == parquet::gregorian_begin);
  for (const std::int32_t days : {parquet::gregorian_begin, 0, 19'782, (std::numeric_limits<std::int32_t>::max)()}) {
    CHECK(rebase_days(days) == days);
  }
  CHECK(rebase_days(parquet::gregorian_begin - 1) == days_from_civil(civil_date(1582, 10, 4)));
}

// By Spark's own table, which begins with year 1: from each day on, the Julian number is so much too high.
TEST_CASE("calendar_rebase: every day of the common era is as in Spark's table") {
  constexpr std::array<std::int32_t, 14> switches{-719'164, -682'945, -646'420, -609'895, -536'845, -500'320, -463'795,
                                                  -390'745, -354'220, -317'695, -244'645, -208'120, -171'595, -141'427};
  constexpr std::array<std::int32_t, 14> moves{2, 1, 0, -1, -2, -3, -4, -5, -6, -7, -8, -9, -10, 0};
  std::size_t now = 0;
  std::size_t wrong = 0;
  for (std::int32_t days = switches.front(); days < -141'000; ++days) {
    if (now + 1 < switches.size() && days >= switches[now + 1]) ++now;
    wrong += rebase_days(days) == days + moves[now] ? 0 : 1;
  }
  CHECK(wrong == 0);
}

// Counted one by one: four years of 1,461 days, the leap day before March.
TEST_CASE("calendar_rebase: the days before the common era follow the Julian rule") {
  civil_date date(1, 1, 1);
  std::size_t wrong = 0;
  for (std::int32_t days = -719'164; days > -719'164 - 800'000; --days) {
    std::int64_t expected = 0;
    const bool missing = date.month == 2 && date.day == 29 && deltalake::days_in_month(date.year, 2) == 28;
    expected = missing ? days_from_civil(civil_date(date.year, 3, 1)) : days_from_civil(date);
    wrong += rebase_days(days) == expected ? 0 : 1;
    if (--date.day != 0) continue;
    if (--date.month == 0) {
      date.month = 12;
      --date.year;
    }
    const bool leap = date.year % 4 == 0;
    date.day = date.month == 2 ? (leap ? 29 : 28) : deltalake::days_in_month(2023, date.month);
  }
  CHECK(wrong == 0);
}

TEST_CASE("calendar_rebase: days at the ends of the range are no crash") {
  CHECK(rebase_days((std::numeric_limits<std::int32_t>::min)()) > (std::numeric_limits<std::int32_t>::min)());
  for (const std::int64_t units : {std::int64_t{86'400}, std::int64_t{86'400'000}, day, day * 1'000}) {
    for (const std::int64_t time :
         {(std::numeric_limits<std::int64_t>::min)(), (std::numeric_limits<std::int64_t>::max)()}) {
      for (const std::int64_t ahead : {-units / 2, std::int64_t{0}, units / 2}) {
        const std::int64_t moved = rebase_time(time, units, ahead);
        const bool reaches_back = units <= day;  // nanoseconds begin in 1677
        CHECK((time < 0 && reaches_back ? moved > time : moved == time));
      }
    }
  }
}

TEST_CASE("calendar_rebase: times keep their time of day, before 1970 too") {
  const std::int64_t last = parquet::gregorian_begin * day;
  CHECK(rebase_time(last, day, 0) == last);
  CHECK(rebase_time(last - 1, day, 0) == days_from_civil(civil_date(1582, 10, 5)) * day - 1);
  CHECK(rebase_time(-719'164 * day + 1, day, 0) == days_from_civil(civil_date(1, 1, 1)) * day + 1);
  CHECK(rebase_time(0, day, 0) == 0);
  CHECK(rebase_time(-1, day, 0) == -1);
}

TEST_CASE("calendar_rebase: the date is that of the writer's clock") {
  const std::int64_t last = parquet::gregorian_begin * day;
  // 1582-10-14T23:30Z was 1582-10-15T00:30 on a clock one hour ahead, and 1582-10-04T23:30 in London.
  CHECK(rebase_time(last - hour / 2, day, hour) == last - hour / 2);
  CHECK(rebase_time(last - hour / 2, day, 0) == last - hour / 2 - 10 * day);
  CHECK(rebase_time(last + hour / 2, day, -hour) == last + hour / 2 - 10 * day);
}

TEST_CASE("calendar_rebase: the footer tells which calendar, as Spark reads it") {
  const auto hybrid = [](std::vector<std::pair<std::string, std::string>> keys) {
    const parquet::written_calendar made = calendar_of(written(std::move(keys)));
    return std::pair(made.hybrid_dates, made.hybrid_int96);
  };
  CHECK(hybrid({}) == std::pair(false, false));
  CHECK(hybrid({{"org.apache.spark.legacyDateTime", ""}}) == std::pair(false, false));
  CHECK(hybrid({{"org.apache.spark.version", "2.4.8"}}) == std::pair(true, true));
  CHECK(hybrid({{"org.apache.spark.version", "3.0.1"}}) == std::pair(false, true));
  CHECK(hybrid({{"org.apache.spark.version", "3.1.0"}}) == std::pair(false, false));
  CHECK(hybrid({{"org.apache.spark.version", "10.0.0"}}) == std::pair(false, false));
  CHECK(hybrid({{"org.apache.spark.version", "unknown"}}) == std::pair(false, false));
  CHECK(hybrid({{"org.apache.spark.version", "4.1.4"}, {"org.apache.spark.legacyDateTime", ""}}) ==
        std::pair(true, false));
  CHECK(hybrid({{"org.apache.spark.legacyINT96", ""}, {"org.apache.spark.version", "4.1.4"}}) ==
        std::pair(false, true));
}

TEST_CASE("calendar_rebase: zones of a fixed offset count, others are taken as UTC") {
  CHECK(zone_of("UTC") == 0);
  CHECK(zone_of("+01:00") == 3'600);
  CHECK(zone_of("-08:30") == -30'600);
  CHECK(zone_of("GMT-3") == -10'800);
  CHECK(zone_of("UTC+05:30") == 19'800);
  for (const char* const other :
       {"", "Z", "America/Los_Angeles", "Etc/GMT+3", "+99:00", "+01:75", "+1:2:3", "+-1:00"}) {
    CHECK(zone_of(other) == 0);
  }
}

TEST_CASE("calendar_rebase: dates and instants are marked, times without a zone are not") {
  parquet::schema_tree schema;
  const auto add = [&schema](parquet::physical_type physical, deltalake::column::data_type type) {
    parquet::leaf_column leaf;
    leaf.physical = physical;
    leaf.type = std::move(type);
    schema.leaves.push_back(std::move(leaf));
  };
  deltalake::column::data_type instant(type_id::timestamp), local(type_id::timestamp);
  instant.utc = true;
  add(parquet::physical_type::int32, type_id::date32);
  add(parquet::physical_type::int64, instant);
  add(parquet::physical_type::int96, instant);
  add(parquet::physical_type::int64, local);
  add(parquet::physical_type::int64, type_id::int64);
  const auto marked = [&schema](bool dates, bool int96) {
    parquet::written_calendar by;
    by.hybrid_dates = dates;
    by.hybrid_int96 = int96;
    by.zone_offset_seconds = 60;
    parquet::mark_calendar(by, schema);
    std::string text;
    for (const parquet::leaf_column& leaf : schema.leaves) {
      text += leaf.hybrid_calendar ? 'x' : '-';
      CHECK(leaf.zone_offset_seconds == (leaf.hybrid_calendar ? 60 : 0));
    }
    return text;
  };
  CHECK(marked(false, false) == "-----");
  CHECK(marked(true, false) == "xx---");
  CHECK(marked(false, true) == "--x--");
  CHECK(marked(true, true) == "xxx--");
}

}  // namespace deltalake_calendar_rebase_test
