// Dates and time stamps: the input as text, and its first bytes as a number of days and of microseconds.
#include <cstring>

#include <deltalake/base/timestamp.hpp>

#include "fuzz.hpp"

namespace deltalake_fuzz {

void try_input(std::string_view input) {
  using namespace deltalake;
  if (const auto days = parse_date(input)) {
    const auto again = parse_date(format_date(*days));
    require(again && *again == *days, "a date formats and parses back");
    require(input.size() != 10 || format_date(*days) == input, "a date of four digits a year has one text");
  }
  if (const auto stamp = parse_timestamp(input)) {
    require(stamp->micros >= 0 && stamp->micros < 1'000'000, "a fraction is less than a second");
    static_cast<void>(stamp->to_micros(3600));
  }
  if (const auto micros = parse_rfc3339(input)) {
    const auto again = parse_rfc3339(format_rfc3339_us(*micros));
    require(again && *again == *micros, "a time stamp formats and parses back");
  }
  std::int64_t number = 0;
  if (input.size() < sizeof number) return;
  std::memcpy(&number, input.data(), sizeof number);
  const auto again = parse_rfc3339(format_rfc3339_us(number));
  require(again && *again == number, "any number of microseconds has a text");
  static_cast<void>(format_rfc3339_ms(number));
  const civil_date date = civil_from_days(number);
  require(date.month >= 1 && date.month <= 12 && date.day >= 1 && date.day <= days_in_month(date.year, date.month),
          "a day is in the calendar");
  const auto days = static_cast<std::int32_t>(number >> 32);
  require(days_from_civil(civil_from_days(days)) == days, "a day converts and back");
  require(parse_date(format_date(days)).value() == days, "any day has a text");
}

}  // namespace deltalake_fuzz
