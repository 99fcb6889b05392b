#pragma once
#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include <deltalake/base/result.hpp>

namespace deltalake::inline v0::schema {

/// An integer of 128 bits, two's complement.
__extension__ typedef __int128 int128;

/// The powers of ten from 10^0 to 10^38: all that 128 bits with a sign can hold.
inline constexpr std::array<int128, 39> powers_of_ten = [] {
  std::array<int128, 39> powers{1};
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();

/// A decimal number of at most 38 digits: unscaled / 10^scale. Two compare as the numbers they are, whatever their
/// scales: 1.0 == 1.00.
class decimal {
 public:
  static constexpr int digits_max = 38;

  /// Zero, with scale 0.
  constexpr decimal() noexcept = default;
  /// Throws delta_error(invalid_value) if the number has more than 38 digits or the scale is not within 0 to 38.
  decimal(int128 unscaled, int scale) : decimal(make(unscaled, scale).value()) {}

  /// Errors: invalid_value, as the constructor.
  DELTALAKE_DECL static result<decimal> make(int128 unscaled, int scale);
  /// Reads "12.50" (scale 2) and forms with an exponent, "1.0E10" (scale 0). Keeps the zeros behind the point as long
  /// as 38 digits allow. Errors: invalid_value.
  DELTALAKE_DECL static result<decimal> parse(std::string_view text);

  int128 unscaled() const noexcept {
    // Put together without a sign: shifting a negative number left was undefined for long.
    __extension__ typedef unsigned __int128 bits;
    return static_cast<int128>(static_cast<bits>(static_cast<std::uint64_t>(high_)) << 64 | low_);
  }
  int scale() const noexcept { return scale_; }
  /// Digits of the unscaled number: 1 for zero.
  DELTALAKE_DECL int digits() const noexcept;

  /// The same number with another scale. Errors: invalid_value if digits other than zero or more than 38 would result.
  DELTALAKE_DECL result<decimal> rescale(int scale) const;
  /// Plain text with exactly `scale()` digits behind the point: "-0.05".
  DELTALAKE_DECL std::string to_string() const;

  friend std::weak_ordering operator<=>(const decimal& a, const decimal& b) noexcept { return a.compare(b); }
  friend bool operator==(const decimal& a, const decimal& b) noexcept { return std::is_eq(a.compare(b)); }

 private:
  DELTALAKE_DECL std::weak_ordering compare(const decimal& other) const noexcept;

  // Two words: an int128 would align everything that holds a decimal to 16 bytes.
  std::uint64_t low_ = 0;
  std::int64_t high_ = 0;
  std::uint8_t scale_ = 0;
};

}  // namespace deltalake::inline v0::schema

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/schema/impl/decimal.ipp>
#endif
