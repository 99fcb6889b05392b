#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

#include <deltalake/base/config.hpp>

namespace deltalake::inline v0::column {

/// An integer of 256 bits, two's complement, as decimals of up to 76 digits have it: what scaling them needs.
class wide_integer {
 public:
  static constexpr std::size_t width = 32;

  constexpr wide_integer() noexcept = default;
  DELTALAKE_DECL explicit wide_integer(std::int64_t value) noexcept;
  DELTALAKE_DECL explicit wide_integer(std::uint64_t value) noexcept;
  /// Reads `bytes` (8, 16 or 32) little-endian bytes with a sign.
  DELTALAKE_DECL static wide_integer read(const std::uint8_t* from, std::size_t bytes) noexcept;
  /// 10^`power`, of 0 to 76.
  DELTALAKE_DECL static wide_integer power_of_ten(int power) noexcept;

  bool negative() const noexcept { return (words_[3] >> 63) != 0; }
  DELTALAKE_DECL wide_integer negated() const noexcept;
  /// Multiplies by 10^`power` (0 to 76). False, and any value, if the product does not fit.
  [[nodiscard]] DELTALAKE_DECL bool scale_up(int power) noexcept;
  /// True if the number has at most `digits` (1 to 76) decimal digits.
  DELTALAKE_DECL bool has_digits_up_to(int digits) const noexcept;
  /// Writes the lowest `bytes` (at most 32) bytes, little-endian.
  DELTALAKE_DECL void write(std::uint8_t* to, std::size_t bytes) const noexcept;

  friend constexpr bool operator==(const wide_integer&, const wide_integer&) noexcept = default;
  /// By magnitude; neither may be negative.
  DELTALAKE_DECL static bool is_below(const wide_integer& a, const wide_integer& b) noexcept;

 private:
  std::array<std::uint64_t, 4> words_{};  // the lowest first
};

}  // namespace deltalake::inline v0::column

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/column/impl/wide_integer.ipp>
#endif
