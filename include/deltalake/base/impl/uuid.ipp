#pragma once
#include <deltalake/base/percent.hpp>
#include <deltalake/base/uuid.hpp>

namespace deltalake::inline v0 {
namespace detail {

constexpr bool is_uuid_hyphen(std::size_t at) noexcept { return at == 8 || at == 13 || at == 18 || at == 23; }

}  // namespace detail

DELTALAKE_DECL result<uuid> uuid::parse(std::string_view text) {
  if (text.size() != 36) {
    return error(errc::invalid_value, "a uuid has 36 characters, not " + std::to_string(text.size()));
  }
  byte_array content{};
  std::size_t digits = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (detail::is_uuid_hyphen(at)) {
      if (text[at] != '-') return error(errc::invalid_value, "a uuid needs '-' at position " + std::to_string(at));
      continue;
    }
    const int value = detail::hex_digit_value(text[at]);
    if (value < 0) {
      return error(errc::invalid_value, "a uuid needs a hexadecimal digit at position " + std::to_string(at));
    }
    content[digits / 2] = static_cast<std::uint8_t>(content[digits / 2] * 16 + value);
    ++digits;
  }
  return uuid(content);
}

DELTALAKE_DECL uuid uuid::random(std::uint64_t high, std::uint64_t low) noexcept {
  byte_array content{};
  for (std::size_t i = 0; i < 8; ++i) {
    content[i] = static_cast<std::uint8_t>(high >> (56 - 8 * i));
    content[8 + i] = static_cast<std::uint8_t>(low >> (56 - 8 * i));
  }
  content[6] = static_cast<std::uint8_t>((content[6] & 0x0F) | 0x40);  // RFC 4122 section 4.4: version 4,
  content[8] = static_cast<std::uint8_t>((content[8] & 0x3F) | 0x80);  // variant 10
  return uuid(content);
}

DELTALAKE_DECL std::string uuid::to_string() const {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  text.reserve(36);
  for (const std::uint8_t byte : content_) {
    if (detail::is_uuid_hyphen(text.size())) text += '-';
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

}  // namespace deltalake::inline v0
