#pragma once
#include <limits>

#include <deltalake/base/timestamp.hpp>

namespace deltalake::inline v0 {

namespace detail {

inline constexpr std::int64_t seconds_per_day = 86'400;
/// Days from 0000-03-01 to 1970-01-01.
inline constexpr std::int64_t days_to_epoch = 719'468;

/// Division that rounds down, as times before 1970 need it.
constexpr std::int64_t floor_divide(std::int64_t value, std::int64_t by) noexcept {
  return value / by - (value % by < 0 ? 1 : 0);
}

/// Reads fixed pieces of a time stamp from the front of a text.
class timestamp_cursor {
 public:
  explicit timestamp_cursor(std::string_view text) noexcept : text_(text), rest_(text) {}

  bool at_end() const noexcept { return rest_.empty(); }
  bool take(char wanted) noexcept {
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }
  /// Takes between `least` and `most` digits and gives how many it took, or 0.
  int take_digits(int least, int most, std::int64_t& value) noexcept {
    int count = 0;
    value = 0;
    while (count < most && !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') {
      value = value * 10 + (rest_.front() - '0');
      rest_.remove_prefix(1);
      ++count;
    }
    return count < least ? 0 : count;
  }
  /// Takes two digits of a value of at most `most`.
  bool take_pair(std::int64_t most, std::int64_t& value) noexcept {
    return take_digits(2, 2, value) != 0 && value <= most;
  }
  error refuse(const char* why) const {
    constexpr std::size_t shown = 60;
    std::string what = "'";
    what += text_.substr(0, shown);
    if (text_.size() > shown) what += "...";
    return error(errc::invalid_timestamp, what + "' " + why);
  }

 private:
  std::string_view text_;
  std::string_view rest_;
};

inline result<std::int64_t> take_date(timestamp_cursor& from) {
  const bool before = from.take('-');
  if (!before) from.take('+');
  std::int64_t year = 0, month = 0, day = 0;
  const bool whole = from.take_digits(4, 9, year) != 0 && from.take('-') && from.take_pair(12, month) &&
                     from.take('-') && from.take_pair(31, day);
  if (!whole) return from.refuse("does not begin with a date yyyy-MM-dd");
  if (before) year = -year;
  if (day < 1 || day > days_in_month(year, static_cast<int>(month))) return from.refuse("names no day of the calendar");
  return days_from_civil(civil_date(year, static_cast<int>(month), static_cast<int>(day)));
}

inline bool take_fraction(timestamp_cursor& from, std::int32_t& micros) noexcept {
  std::int64_t value = 0;
  int digits = from.take_digits(1, 9, value);
  if (digits == 0) return false;
  for (; digits < 6; ++digits) value *= 10;
  for (; digits > 6; --digits) value /= 10;
  micros = static_cast<std::int32_t>(value);
  return true;
}

inline bool take_offset(timestamp_cursor& from, std::optional<std::int32_t>& seconds) noexcept {
  if (from.take('Z') || from.take('z')) {
    seconds = 0;
    return true;
  }
  const bool behind = from.take('-');
  if (!behind && !from.take('+')) return false;
  std::int64_t hours = 0, minutes = 0;
  if (!from.take_pair(23, hours) || !from.take(':') || !from.take_pair(59, minutes)) return false;
  const auto size = static_cast<std::int32_t>(hours * 3600 + minutes * 60);
  seconds = behind ? -size : size;
  return true;
}

inline void append_padded(std::string& out, std::uint64_t value, std::size_t width) {
  const std::string digits = std::to_string(value);
  if (digits.size() < width) out.append(width - digits.size(), '0');
  out += digits;
}

inline void append_date(std::string& out, std::int64_t days) {
  const civil_date date = civil_from_days(days);
  if (date.year < 0) out += '-';
  if (date.year > 9999) out += '+';
  append_padded(out, static_cast<std::uint64_t>(date.year < 0 ? -date.year : date.year), 4);
  out += '-';
  append_padded(out, static_cast<std::uint64_t>(date.month), 2);
  out += '-';
  append_padded(out, static_cast<std::uint64_t>(date.day), 2);
}

/// Writes `time`, which counts `per_second` to the second, with that many digits behind the point.
inline std::string format_rfc3339(std::int64_t time, std::int64_t per_second, std::size_t digits) {
  const std::int64_t seconds = floor_divide(time, per_second);
  // time - seconds * per_second would overflow near the smallest time.
  const std::int64_t rest = time % per_second;
  const std::int64_t fraction = rest < 0 ? rest + per_second : rest;
  const std::int64_t days = floor_divide(seconds, seconds_per_day);
  const std::int64_t of_day = seconds - days * seconds_per_day;
  std::string out;
  append_date(out, days);
  out += 'T';
  append_padded(out, static_cast<std::uint64_t>(of_day / 3600), 2);
  out += ':';
  append_padded(out, static_cast<std::uint64_t>(of_day / 60 % 60), 2);
  out += ':';
  append_padded(out, static_cast<std::uint64_t>(of_day % 60), 2);
  out += '.';
  append_padded(out, static_cast<std::uint64_t>(fraction), digits);
  out += 'Z';
  return out;
}

}  // namespace detail

DELTALAKE_DECL int days_in_month(std::int64_t year, int month) noexcept {
  if (month < 1 || month > 12) return 0;
  if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

DELTALAKE_DECL std::int64_t days_from_civil(civil_date when) noexcept {
  // Years counted from 1 March end with the leap day, and their months repeat 31, 30, 31, 30, 31: 153 days for five.
  const std::int64_t year = when.month > 2 ? when.year : when.year - 1;
  const std::int64_t month = (when.month + 9) % 12;
  const std::int64_t leap_days =
      detail::floor_divide(year, 4) - detail::floor_divide(year, 100) + detail::floor_divide(year, 400);
  return year * 365 + leap_days + (153 * month + 2) / 5 + when.day - 1 - detail::days_to_epoch;
}

DELTALAKE_DECL civil_date civil_from_days(std::int64_t days) noexcept {
  constexpr std::int64_t days_per_400_years = 146'097;
  const std::int64_t period = detail::floor_divide(days, days_per_400_years);
  // Remainders are added, not the numbers themselves, so nothing overflows for any number of days.
  std::int64_t rest = days % days_per_400_years;
  rest += (rest < 0 ? days_per_400_years : 0) + detail::days_to_epoch % days_per_400_years;
  const std::int64_t carry = rest / days_per_400_years;
  rest -= carry * days_per_400_years;
  // The last century of four, and the last year of four, are one day longer than the division allows for.
  const std::int64_t century = rest / 36'524 > 3 ? 3 : rest / 36'524;
  rest -= century * 36'524;
  const std::int64_t fourth = rest / 1'461;
  rest -= fourth * 1'461;
  const std::int64_t single = rest / 365 > 3 ? 3 : rest / 365;
  rest -= single * 365;
  const std::int64_t month = (5 * rest + 2) / 153;
  const std::int64_t periods = period + carry + detail::days_to_epoch / days_per_400_years;
  const std::int64_t year = periods * 400 + century * 100 + fourth * 4 + single;
  return civil_date(month < 10 ? year : year + 1, static_cast<int>(month < 10 ? month + 3 : month - 9),
                    static_cast<int>(rest - (153 * month + 2) / 5 + 1));
}

DELTALAKE_DECL result<std::int32_t> parse_date(std::string_view text) {
  detail::timestamp_cursor from(text);
  const result<std::int64_t> days = detail::take_date(from);
  if (!days) return days.error();
  if (!from.at_end()) return from.refuse("has more than a date");
  if (*days < std::numeric_limits<std::int32_t>::min() || *days > std::numeric_limits<std::int32_t>::max()) {
    return from.refuse("lies outside the dates that 32 bits of days can hold");
  }
  return static_cast<std::int32_t>(*days);
}

DELTALAKE_DECL std::string format_date(std::int32_t days) {
  std::string out;
  detail::append_date(out, days);
  return out;
}

DELTALAKE_DECL result<std::int64_t> timestamp_text::to_micros(std::int32_t otherwise_seconds) const {
  constexpr std::int64_t second = 1'000'000;
  constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  const std::int64_t utc = local_seconds - offset_seconds.value_or(otherwise_seconds);
  const error outside(errc::invalid_timestamp, "the time lies outside what 64 bits of microseconds can hold");
  if (utc > most / second || utc < least / second - 1) return outside;
  if (utc >= 0) {
    if (utc * second > most - micros) return outside;
    return utc * second + micros;
  }
  // Taken from the next second backwards, else the smallest time would overflow on the way.
  const std::int64_t next = (utc + 1) * second;
  const std::int64_t back = second - micros;
  if (next < least + back) return outside;
  return next - back;
}

DELTALAKE_DECL result<timestamp_text> parse_timestamp(std::string_view text) {
  detail::timestamp_cursor from(text);
  const result<std::int64_t> days = detail::take_date(from);
  if (!days) return days.error();
  timestamp_text made;
  made.local_seconds = *days * detail::seconds_per_day;
  if (from.at_end()) return made;
  if (!from.take('T') && !from.take(' ') && !from.take('t'))
    return from.refuse("has neither 'T' nor ' ' behind the date");
  std::int64_t hours = 0, minutes = 0, seconds = 0;
  const bool whole = from.take_pair(23, hours) && from.take(':') && from.take_pair(59, minutes) && from.take(':') &&
                     from.take_pair(59, seconds);
  if (!whole) return from.refuse("has no time HH:mm:ss behind the date");
  made.local_seconds += hours * 3600 + minutes * 60 + seconds;
  if (from.take('.') && !detail::take_fraction(from, made.micros)) {
    return from.refuse("has a '.' without a fraction");
  }
  if (from.at_end()) return made;
  if (!detail::take_offset(from, made.offset_seconds) || !from.at_end()) {
    return from.refuse("ends with neither 'Z' nor an offset +hh:mm");
  }
  return made;
}

DELTALAKE_DECL result<std::int64_t> parse_rfc3339(std::string_view text) {
  const result<timestamp_text> read = parse_timestamp(text);
  if (!read) return read.error();
  return read->to_micros();
}

DELTALAKE_DECL std::string format_rfc3339_ms(std::int64_t ms) { return detail::format_rfc3339(ms, 1'000, 3); }

DELTALAKE_DECL std::string format_rfc3339_us(std::int64_t micros) {
  return detail::format_rfc3339(micros, 1'000'000, 6);
}

}  // namespace deltalake::inline v0
