#pragma once
#include <string>
#include <string_view>

#include <deltalake/base/config.hpp>

namespace deltalake::inline v0 {

namespace detail {
// The value of a hexadecimal digit, or -1.
constexpr int hex_digit_value(char digit) noexcept {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}
}  // namespace detail

/// True if `text` holds a '%', so that decoding it could change it.
inline bool has_percent(std::string_view text) noexcept { return text.find('%') != std::string_view::npos; }

/// Undoes the percent-encoding of a URI, once: paths in the log are encoded over names that may hold escapes of their
/// own ("x=A%252FA" is the folder "x=A%2FA"). A '%' without two hexadecimal digits behind it stays as it is, since some
/// writers do not encode their paths. The result may hold any byte, NUL and '/' included.
/// PROTOCOL.md "Add File and Remove File": a path is a URI as RFC 2396 has it.
DELTALAKE_DECL std::string percent_decode(std::string_view text);

/// Percent-encodes every byte of `text` but the unreserved characters of RFC 3986 (letters, digits, "-._~") and those
/// in `keep`; '%' is always encoded, so that decoding gives `text` back. Digits are in upper case.
DELTALAKE_DECL std::string percent_encode(std::string_view text, std::string_view keep = {});

}  // namespace deltalake::inline v0

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/base/impl/percent.ipp>
#endif
