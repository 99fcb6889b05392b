#include <deltalake/base/timestamp.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <random>
#include <string>

namespace timestamp_test {
namespace {

namespace dl = deltalake;

constexpr std::int64_t int64_min = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t int64_max = std::numeric_limits<std::int64_t>::max();

std::int64_t read_time(std::string_view text) { return dl::parse_rfc3339(text).value(); }
bool refused(std::string_view text) {
  const auto got = dl::parse_rfc3339(text);
  return !got && got.error().code == dl::errc::invalid_timestamp;
}

TEST_CASE("timestamp: days are counted one by one over leap years and centuries") {
  // A naive walk, day by day, is the oracle: from 0000-01-01 forward and back.
  std::int64_t days = dl::days_from_civil(dl::civil_date(-401, 1, 1));
  for (std::int64_t year = -401; year <= 2805; ++year) {
    for (int month = 1; month <= 12; ++month) {
      for (int day = 1; day <= dl::days_in_month(year, month); ++day, ++days) {
        const dl::civil_date date(year, month, day);
        if (dl::days_from_civil(date) != days || dl::civil_from_days(days) != date)
          FAIL(year << " " << month << " " << day);
      }
    }
  }
  CHECK(dl::days_from_civil(dl::civil_date(1970, 1, 1)) == 0);
  CHECK(dl::days_from_civil(dl::civil_date(2000, 3, 1)) == 11017);
  CHECK(dl::days_from_civil(dl::civil_date(1, 1, 1)) == -719162);
  CHECK(dl::days_in_month(1900, 2) == 28);
  CHECK(dl::days_in_month(2000, 2) == 29);
  CHECK(dl::days_in_month(2000, 13) == 0);
}

TEST_CASE("timestamp: any number of days is some date, and back") {
  std::mt19937_64 random(20260101);
  for (int i = 0; i < 20000; ++i) {
    const auto days = static_cast<std::int32_t>(random());
    REQUIRE(dl::days_from_civil(dl::civil_from_days(days)) == days);
    REQUIRE(dl::parse_date(dl::format_date(days)).value() == days);
  }
  // The smallest and largest counts must not overflow on the way.
  CHECK(dl::civil_from_days(int64_min).year < 0);
  CHECK(dl::civil_from_days(int64_max).year > 0);
}

TEST_CASE("timestamp: dates are read and written, also outside four digits") {
  CHECK(dl::parse_date("1970-01-01").value() == 0);
  CHECK(dl::parse_date("1582-10-15").value() == -141427);
  CHECK(dl::parse_date("0001-01-01").value() == -719162);
  CHECK(dl::parse_date("0000-12-31").value() == -719163);
  CHECK(dl::format_date(-719163) == "0000-12-31");
  CHECK(dl::format_date(-719163 - 366) == "-0001-12-31");
  CHECK(dl::format_date(2932897) == "+10000-01-01");
  CHECK(dl::parse_date("+10000-01-01").value() == 2932897);
  CHECK(dl::parse_date("10000-01-01").value() == 2932897);
  CHECK(dl::format_date(std::numeric_limits<std::int32_t>::max()) == "+5881580-07-11");
  CHECK(dl::format_date(std::numeric_limits<std::int32_t>::min()) == "-5877641-06-23");
  CHECK_FALSE(dl::parse_date("+5881580-07-12").has_value());
  CHECK_FALSE(dl::parse_date("-5877641-06-22").has_value());
  for (const char* text : {"", "2020", "2020-1-1", "2020-13-01", "2020-00-01", "2020-01-00", "2020-01-32", "2021-02-29",
                           "2020-04-31", "20-01-01", "2020-01-01 ", " 2020-01-01", "2020/01/01", "2020-01-01T00:00:00Z",
                           "1234567890-01-01", "+-2020-01-01", "\xd9\xa2\xd9\xa0-01-01"}) {
    CAPTURE(text);
    const auto got = dl::parse_date(text);
    REQUIRE_FALSE(got.has_value());
    CHECK(got.error().code == dl::errc::invalid_timestamp);
  }
}

TEST_CASE("timestamp: every form of RFC 3339 and its neighbours is read") {
  CHECK(read_time("1970-01-01T00:00:00Z") == 0);
  CHECK(read_time("1970-01-01t00:00:01z") == 1'000'000);
  CHECK(read_time("1970-01-01 00:00:01") == 1'000'000);
  CHECK(read_time("1970-01-02") == 86'400'000'000);
  CHECK(read_time("2000-01-01T00:00:00.5Z") == 946'684'800'500'000);
  CHECK(read_time("2000-01-01T01:00:00.123456+01:00") == 946'684'800'123'456);
  CHECK(read_time("1999-12-31T18:30:00-05:30") == 946'684'800'000'000);
  CHECK(read_time("2000-01-01T00:00:00-00:00") == 946'684'800'000'000);
}

TEST_CASE("timestamp: fractions are cut to microseconds, before 1970 too") {
  CHECK(read_time("1970-01-01T00:00:00.1234567Z") == 123'456);
  CHECK(read_time("1970-01-01T00:00:00.123456999Z") == 123'456);
  CHECK(read_time("1970-01-01T00:00:00.000000001Z") == 0);
  CHECK(read_time("1969-12-31T23:59:59.5Z") == -500'000);
  CHECK(read_time("1969-12-31T23:59:59.999999Z") == -1);
  CHECK(read_time("1969-12-31T23:59:59.9999999Z") == -1);
  CHECK(read_time("1969-12-31T23:59:59.000000001Z") == -1'000'000);
}

TEST_CASE("timestamp: text that is no time is refused") {
  for (const char* text : {"",
                           "T",
                           "2020-01-01T",
                           "2020-01-01T00",
                           "2020-01-01T00:00",
                           "2020-01-01T00:00Z",
                           "2020-01-01T24:00:00Z",
                           "2020-01-01T00:60:00Z",
                           "2020-01-01T00:00:60Z",
                           "2020-01-01T00:00:00.Z",
                           "2020-01-01T00:00:00,5Z",
                           "2020-01-01T00:00:00.1234567890Z",
                           "2020-01-01T00:00:00+1",
                           "2020-01-01T00:00:00+01",
                           "2020-01-01T00:00:00+0100",
                           "2020-01-01T00:00:00+24:00",
                           "2020-01-01T00:00:00+01:60",
                           "2020-01-01T00:00:00ZZ",
                           "2020-01-01T00:00:00 Z",
                           "2020-01-01  00:00:00",
                           "2020-02-30T00:00:00Z",
                           "2020-01-01T00:00:00Z ",
                           "1577836800"}) {
    CAPTURE(text);
    CHECK(refused(text));
  }
  const std::string endless(1'000'000, '9');
  CHECK(refused(endless));
  CHECK(dl::parse_rfc3339(endless).error().detail.size() < 200);
  CHECK(refused(std::string("2020-01-01T00:00:00Z\0", 21)));
}

TEST_CASE("timestamp: the ends of 64 bits of microseconds are read, and one more is refused") {
  CHECK(dl::format_rfc3339_us(int64_max) == "+294247-01-10T04:00:54.775807Z");
  CHECK(dl::format_rfc3339_us(int64_min) == "-290308-12-21T19:59:05.224192Z");
  CHECK(read_time("+294247-01-10T04:00:54.775807Z") == int64_max);
  CHECK(read_time("-290308-12-21T19:59:05.224192Z") == int64_min);
  CHECK(refused("+294247-01-10T04:00:54.775808Z"));
  CHECK(refused("-290308-12-21T19:59:05.224191Z"));
  CHECK(refused("+294247-01-10T04:00:55Z"));
  CHECK(refused("-290308-12-21T19:59:04.999999Z"));
  CHECK(refused("+294247-01-10T04:00:54-00:01"));
  CHECK(refused("999999999-12-31T23:59:59Z"));
  CHECK(refused("-999999999-01-01T00:00:00Z"));
}

TEST_CASE("timestamp: writing and reading give the same time") {
  CHECK(dl::format_rfc3339_ms(0) == "1970-01-01T00:00:00.000Z");
  CHECK(dl::format_rfc3339_ms(-1) == "1969-12-31T23:59:59.999Z");
  CHECK(dl::format_rfc3339_us(-1) == "1969-12-31T23:59:59.999999Z");
  CHECK(dl::format_rfc3339_us(946'684'800'123'456) == "2000-01-01T00:00:00.123456Z");
  CHECK(dl::format_rfc3339_ms(int64_max).ends_with(".807Z"));
  CHECK(dl::format_rfc3339_ms(int64_min).ends_with(".192Z"));
  std::mt19937_64 random(7);
  for (int i = 0; i < 20000; ++i) {
    // Shifts spread the times over all magnitudes.
    const auto micros = static_cast<std::int64_t>(random()) >> (random() % 60);
    REQUIRE(read_time(dl::format_rfc3339_us(micros)) == micros);
    const std::int64_t ms = micros / 1000;
    REQUIRE(read_time(dl::format_rfc3339_ms(ms)) == ms * 1000);
  }
}

TEST_CASE("timestamp: a text's zone is told apart from its clock") {
  const auto zoned = dl::parse_timestamp("1970-01-01T02:00:00+02:00").value();
  CHECK(zoned.local_seconds == 7200);
  CHECK(zoned.offset_seconds == 7200);
  CHECK(zoned.to_micros(-3600).value() == 0);
  const auto bare = dl::parse_timestamp("1970-01-01 02:00:00").value();
  CHECK_FALSE(bare.offset_seconds.has_value());
  CHECK(bare.to_micros(7200).value() == 0);
}

}  // namespace
}  // namespace timestamp_test
