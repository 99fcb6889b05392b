#pragma once
#include <array>
#include <cstdint>
#include <utility>

#include <deltalake/base/base85.hpp>

namespace deltalake::inline v0 {
namespace detail {

inline constexpr char base85_alphabet[] =
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";
inline constexpr std::uint8_t base85_no_digit = 85;

inline constexpr std::array<std::uint8_t, 256> base85_values = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(base85_no_digit);
  for (std::uint8_t i = 0; i < 85; ++i) values[static_cast<unsigned char>(base85_alphabet[i])] = i;
  return values;
}();

inline void append_base85_group(std::string& out, std::uint32_t group) {
  char digits[5];
  for (std::size_t i = 5; i-- > 0; group /= 85) digits[i] = base85_alphabet[group % 85];
  out.append(digits, sizeof digits);
}

// Decodes the whole groups of `text` into `out`, which has room for them.
inline result<void> decode_base85_groups(std::string_view text, char* out) {
  for (std::size_t begin = 0; begin < text.size(); begin += 5, out += 4) {
    std::uint64_t group = 0;
    for (std::size_t at = begin; at < begin + 5; ++at) {
      const std::uint8_t value = base85_values[static_cast<unsigned char>(text[at])];
      if (value == base85_no_digit) {
        return error(errc::invalid_value, "not a base 85 character at position " + std::to_string(at));
      }
      group = group * 85 + value;
    }
    if (group > 0xFFFFFFFF) {
      return error(errc::invalid_value, "base 85 group above 32 bits at position " + std::to_string(begin));
    }
    for (std::size_t i = 0; i < 4; ++i) out[i] = static_cast<char>(static_cast<std::uint8_t>(group >> (24 - 8 * i)));
  }
  return {};
}

}  // namespace detail

DELTALAKE_DECL std::string base85_encode(std::string_view content) {
  std::string text;
  text.reserve(content.size() / 4 * 5 + 5);
  for (std::size_t begin = 0; begin < content.size(); begin += 4) {
    std::uint32_t group = 0;
    for (std::size_t at = begin; at < begin + 4; ++at) {
      group = group << 8 | (at < content.size() ? static_cast<std::uint8_t>(content[at]) : std::uint32_t{0});
    }
    detail::append_base85_group(text, group);
  }
  return text;
}

DELTALAKE_DECL std::string base85_encode(const uuid& id) {
  return base85_encode(std::string_view(reinterpret_cast<const char*>(id.content().data()), id.content().size()));
}

DELTALAKE_DECL result<bytes> base85_decode(std::string_view text) {
  if (text.size() % 5 != 0) {
    return error(errc::invalid_value,
                 "base 85 text has groups of 5 characters, but " + std::to_string(text.size()) + " characters");
  }
  bytes content = bytes::uninitialized(text.size() / 5 * 4);
  const result<void> done = detail::decode_base85_groups(text, content.mutable_data());
  if (!done) return done.error();
  return content;
}

DELTALAKE_DECL result<bytes> base85_decode(std::string_view text, std::size_t size_bytes) {
  result<bytes> whole = base85_decode(text);
  if (!whole) return whole;
  if (size_bytes > whole->size() || whole->size() - size_bytes >= 4) {
    return error(errc::invalid_value, "base 85 text of " + std::to_string(whole->size()) + " bytes cannot hold " +
                                          std::to_string(size_bytes));
  }
  return whole->slice(0, size_bytes);
}

DELTALAKE_DECL result<uuid> base85_decode_uuid(std::string_view text) {
  if (text.size() != 20) {
    return error(errc::invalid_value, "a base 85 uuid has 20 characters, not " + std::to_string(text.size()));
  }
  uuid::byte_array content{};
  const result<void> done = detail::decode_base85_groups(text, reinterpret_cast<char*>(content.data()));
  if (!done) return done.error();
  return uuid(content);
}

}  // namespace deltalake::inline v0
