#pragma once
#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include <deltalake/base/result.hpp>

namespace deltalake::inline v0 {

/// A universally unique identifier: 16 bytes, most significant first (RFC 4122).
class uuid {
 public:
  using byte_array = std::array<std::uint8_t, 16>;

  /// Makes the nil identifier: all zero.
  constexpr uuid() noexcept = default;
  constexpr explicit uuid(const byte_array& content) noexcept : content_(content) {}

  /// Reads the canonical text, `01234567-89ab-cdef-0123-456789abcdef`; hexadecimal digits of either case.
  /// Errors: invalid_value.
  DELTALAKE_DECL static result<uuid> parse(std::string_view text);
  /// Makes a version 4 identifier from 128 random bits; six of them give way to the version and the variant.
  DELTALAKE_DECL static uuid random(std::uint64_t high, std::uint64_t low) noexcept;

  constexpr const byte_array& content() const noexcept { return content_; }
  /// Returns the canonical text, 36 characters in lower case.
  DELTALAKE_DECL std::string to_string() const;

  friend constexpr bool operator==(const uuid&, const uuid&) noexcept = default;
  friend constexpr std::strong_ordering operator<=>(const uuid&, const uuid&) noexcept = default;

 private:
  byte_array content_{};
};

}  // namespace deltalake::inline v0

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/base/impl/uuid.ipp>
#endif
