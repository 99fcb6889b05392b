#pragma once
#include <bit>
#include <cstring>

#include <deltalake/column/wide_integer.hpp>

namespace deltalake::inline v0::column {

static_assert(std::endian::native == std::endian::little, "arrays are little-endian");

DELTALAKE_DECL wide_integer::wide_integer(std::int64_t value) noexcept {
  words_.fill(value < 0 ? ~std::uint64_t{0} : 0);
  words_[0] = static_cast<std::uint64_t>(value);
}

DELTALAKE_DECL wide_integer::wide_integer(std::uint64_t value) noexcept { words_[0] = value; }

DELTALAKE_DECL wide_integer wide_integer::read(const std::uint8_t* from, std::size_t bytes) noexcept {
  wide_integer made((from[bytes - 1] & 0x80U) != 0 ? std::int64_t{-1} : std::int64_t{0});
  std::memcpy(made.words_.data(), from, bytes);
  return made;
}

DELTALAKE_DECL wide_integer wide_integer::power_of_ten(int power) noexcept {
  wide_integer made(std::int64_t{1});
  (void)made.scale_up(power);  // 10^76 is below 2^255
  return made;
}

DELTALAKE_DECL wide_integer wide_integer::negated() const noexcept {
  wide_integer made;
  bool carry = true;
  for (std::size_t i = 0; i < words_.size(); ++i) {
    made.words_[i] = ~words_[i] + (carry ? 1 : 0);
    carry = carry && made.words_[i] == 0;
  }
  return made;
}

DELTALAKE_DECL bool wide_integer::scale_up(int power) noexcept {
  __extension__ typedef unsigned __int128 product;
  const bool below_zero = negative();
  wide_integer magnitude = below_zero ? negated() : *this;
  for (; power > 0; --power) {
    std::uint64_t carry = 0;
    for (std::uint64_t& word : magnitude.words_) {
      const product wide = static_cast<product>(word) * 10 + carry;
      word = static_cast<std::uint64_t>(wide);
      carry = static_cast<std::uint64_t>(wide >> 64);
    }
    if (carry != 0 || magnitude.negative()) return false;
  }
  *this = below_zero ? magnitude.negated() : magnitude;
  return true;
}

DELTALAKE_DECL bool wide_integer::is_below(const wide_integer& a, const wide_integer& b) noexcept {
  for (std::size_t i = a.words_.size(); i-- > 0;) {
    if (a.words_[i] != b.words_[i]) return a.words_[i] < b.words_[i];
  }
  return false;
}

DELTALAKE_DECL bool wide_integer::has_digits_up_to(int digits) const noexcept {
  return is_below(negative() ? negated() : *this, power_of_ten(digits));
}

DELTALAKE_DECL void wide_integer::write(std::uint8_t* to, std::size_t bytes) const noexcept {
  std::memcpy(to, words_.data(), bytes);
}

}  // namespace deltalake::inline v0::column
