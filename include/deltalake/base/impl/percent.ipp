#pragma once
#include <deltalake/base/percent.hpp>

namespace deltalake::inline v0 {
namespace detail {

// The value of the two hexadecimal digits in front of `text`, or -1.
constexpr int percent_escape_value(std::string_view text) noexcept {
  if (text.size() < 2) return -1;
  const int high = hex_digit_value(text[0]);
  const int low = hex_digit_value(text[1]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

constexpr bool is_unreserved(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

}  // namespace detail

DELTALAKE_DECL std::string percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const int value = text[at] == '%' ? detail::percent_escape_value(text.substr(at + 1)) : -1;
    if (value < 0) {
      out += text[at];
    } else {
      out += static_cast<char>(static_cast<unsigned char>(value));
      at += 2;
    }
  }
  return out;
}

DELTALAKE_DECL std::string percent_encode(std::string_view text, std::string_view keep) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (detail::is_unreserved(c) || (c != '%' && keep.find(c) != std::string_view::npos)) {
      out += c;
      continue;
    }
    out += '%';
    out += digits[static_cast<unsigned char>(c) >> 4];
    out += digits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

}  // namespace deltalake::inline v0
