#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include <deltalake/base/config.hpp>

namespace deltalake::inline v0 {

/// Returns the offset of the first byte that is not part of well-formed UTF-8 (Unicode 15, table 3-7: no overlong
/// forms, no surrogates, nothing above U+10FFFF), or npos if all of `text` is well formed.
inline std::size_t first_invalid_utf8(std::string_view text) noexcept {
  const auto byte = [text](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto follows = [&byte](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
    return byte(i) >= low && byte(i) <= high;
  };
  for (std::size_t i = 0; i < text.size();) {
    const unsigned lead = byte(i);
    if (lead < 0x80) {
      i += 1;
    } else if (lead >= 0xC2 && lead <= 0xDF && follows(i + 1)) {
      i += 2;
    } else if ((lead & 0xF0) == 0xE0 && follows(i + 1, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF) &&
               follows(i + 2)) {
      i += 3;
    } else if (lead >= 0xF0 && lead <= 0xF4 && follows(i + 1, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF) &&
               follows(i + 2) && follows(i + 3)) {
      i += 4;
    } else {
      return i;
    }
  }
  return std::string_view::npos;
}

/// Returns where the character begins that holds byte `at` of `text`, which is well-formed UTF-8; `at` may be its end.
inline std::size_t utf8_character_begin(std::string_view text, std::size_t at) noexcept {
  while (at > 0 && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  return at;
}

/// Appends a code point, which is no surrogate and not above U+10FFFF.
inline void append_utf8(char32_t point, std::string& to) {
  const auto follow = [&to, point](unsigned shift) { to += static_cast<char>(0x80 | (point >> shift & 0x3F)); };
  if (point < 0x80) {
    to += static_cast<char>(point);
  } else if (point < 0x800) {
    to += static_cast<char>(0xC0 | point >> 6);
    follow(0);
  } else if (point < 0x10000) {
    to += static_cast<char>(0xE0 | point >> 12);
    follow(6);
    follow(0);
  } else {
    to += static_cast<char>(0xF0 | point >> 18);
    follow(12);
    follow(6);
    follow(0);
  }
}

}  // namespace deltalake::inline v0
