#pragma once
#include <algorithm>

#include <deltalake/schema/decimal.hpp>

namespace deltalake::inline v0::schema {

namespace detail {

inline int count_decimal_digits(int128 value) noexcept {
  if (value < 0) value = -value;
  int count = 1;
  while (count < decimal::digits_max && value >= powers_of_ten[static_cast<std::size_t>(count)]) ++count;
  return count;
}

/// A decimal's text taken apart: number * 10^exponent, the number ending in no zero that came behind others.
class decimal_reader {
 public:
  explicit decimal_reader(std::string_view text) noexcept : text_(text), rest_(text) {}

  result<decimal> read() {
    negative_ = rest_.starts_with('-');
    if (negative_ || rest_.starts_with('+')) rest_.remove_prefix(1);
    if (!take_digits(false)) return too_long();
    if (rest_.starts_with('.')) {
      rest_.remove_prefix(1);
      if (!take_digits(true)) return too_long();
    }
    if (!any_digit_ || !take_exponent() || !rest_.empty()) return refuse("is no decimal number");
    return put_together();
  }

 private:
  error refuse(const char* why) const {
    return error(errc::invalid_value, "'" + std::string(text_.substr(0, 60)) + "' " + why);
  }
  error too_long() const { return refuse("has more than 38 digits"); }

  bool take_digits(bool behind_point) noexcept {
    for (; !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; rest_.remove_prefix(1)) {
      any_digit_ = true;
      if (behind_point) ++behind_point_;
      // Zeros are counted, not multiplied in, until another digit follows: "1E38" and "100.000" may have any number.
      ++zeros_;
      if (rest_.front() == '0') continue;
      if (number_ == 0) zeros_ = 1;
      if (digits_ + zeros_ > decimal::digits_max) return false;
      number_ = number_ * powers_of_ten[static_cast<std::size_t>(zeros_)] + (rest_.front() - '0');
      digits_ += zeros_;
      zeros_ = 0;
    }
    return true;
  }

  bool take_exponent() noexcept {
    if (rest_.empty() || (rest_.front() != 'e' && rest_.front() != 'E')) return true;
    rest_.remove_prefix(1);
    const bool below = rest_.starts_with('-');
    if (below || rest_.starts_with('+')) rest_.remove_prefix(1);
    bool any = false;
    for (; !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; rest_.remove_prefix(1)) {
      any = true;
      constexpr std::int64_t far = 1'000'000'000'000'000;
      exponent_ = (std::min)(exponent_ * 10 + (rest_.front() - '0'), far);
    }
    if (below) exponent_ = -exponent_;
    return any;
  }

  result<decimal> put_together() const {
    constexpr std::int64_t most = decimal::digits_max;
    const std::int64_t written = behind_point_ - exponent_;
    std::int64_t scale = std::clamp(written, std::int64_t{0}, most);
    if (number_ == 0) return decimal::make(0, static_cast<int>(scale));
    const std::int64_t power = zeros_ - written;
    // Zeros behind the last digit are given up where 38 digits cannot hold them.
    scale = (std::min)(scale, most - digits_ - power);
    if (scale < 0 || scale + power < 0) return too_long();
    const int128 value = number_ * powers_of_ten[static_cast<std::size_t>(scale + power)];
    return decimal::make(negative_ ? -value : value, static_cast<int>(scale));
  }

  std::string_view text_;
  std::string_view rest_;
  int128 number_ = 0;
  std::int64_t digits_ = 0;
  std::int64_t zeros_ = 0;
  std::int64_t behind_point_ = 0;
  std::int64_t exponent_ = 0;
  bool negative_ = false;
  bool any_digit_ = false;
};

}  // namespace detail

DELTALAKE_DECL result<decimal> decimal::make(int128 unscaled, int scale) {
  if (scale < 0 || scale > digits_max) {
    return error(errc::invalid_value, "the scale " + std::to_string(scale) + " of a decimal is not within 0 to 38");
  }
  const int128 limit = powers_of_ten[digits_max];
  if (unscaled >= limit || unscaled <= -limit) return error(errc::invalid_value, "a decimal has more than 38 digits");
  decimal made;
  made.low_ = static_cast<std::uint64_t>(unscaled);
  made.high_ = static_cast<std::int64_t>(unscaled >> 64);
  made.scale_ = static_cast<std::uint8_t>(scale);
  return made;
}

DELTALAKE_DECL result<decimal> decimal::parse(std::string_view text) { return detail::decimal_reader(text).read(); }

DELTALAKE_DECL int decimal::digits() const noexcept { return detail::count_decimal_digits(unscaled()); }

DELTALAKE_DECL result<decimal> decimal::rescale(int scale) const {
  if (scale < 0 || scale > digits_max) return make(0, scale);
  const int128 value = unscaled();
  if (scale <= scale_) {
    const int128 divisor = powers_of_ten[static_cast<std::size_t>(scale_ - scale)];
    if (value % divisor == 0) return make(value / divisor, scale);
  } else if (value == 0 || digits() + scale - scale_ <= digits_max) {
    return make(value == 0 ? value : value * powers_of_ten[static_cast<std::size_t>(scale - scale_)], scale);
  }
  return error(errc::invalid_value, to_string() + " cannot be written exactly with " + std::to_string(scale) +
                                        " digits behind the point and 38 in all");
}

DELTALAKE_DECL std::string decimal::to_string() const {
  int128 value = unscaled();
  const bool negative = value < 0;
  if (negative) value = -value;
  std::string reversed;
  for (int i = 0; value != 0 || i <= scale_; ++i, value /= 10) {
    if (i == scale_ && scale_ != 0) reversed += '.';
    reversed += static_cast<char>('0' + static_cast<int>(value % 10));
  }
  if (negative) reversed += '-';
  return std::string(reversed.rbegin(), reversed.rend());
}

DELTALAKE_DECL std::weak_ordering decimal::compare(const decimal& other) const noexcept {
  const int128 mine = unscaled();
  const int128 theirs = other.unscaled();
  if (scale_ == other.scale_) return mine <=> theirs;
  const int128 my_one = powers_of_ten[scale_];
  const int128 their_one = powers_of_ten[other.scale_];
  // Whole parts first: bringing 38 digits to a scale of 38 would need 76.
  const int128 my_whole = mine / my_one;
  const int128 their_whole = theirs / their_one;
  if (my_whole != their_whole) return my_whole <=> their_whole;
  const int common = (std::max)(scale_, other.scale_);
  const int128 my_rest = mine % my_one * powers_of_ten[static_cast<std::size_t>(common - scale_)];
  const int128 their_rest = theirs % their_one * powers_of_ten[static_cast<std::size_t>(common - other.scale_)];
  return my_rest <=> their_rest;
}

}  // namespace deltalake::inline v0::schema
