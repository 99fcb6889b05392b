#pragma once
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include <deltalake/base/md5.hpp>

namespace deltalake::inline v0 {
namespace detail {

using md5_state = std::array<std::uint32_t, 4>;

// RFC 1321, 3.4: the integer parts of 2^32 times |sin(i)|, i from 1 in radians.
inline constexpr std::array<std::uint32_t, 64> md5_sines{
    0xD76AA478, 0xE8C7B756, 0x242070DB, 0xC1BDCEEE, 0xF57C0FAF, 0x4787C62A, 0xA8304613, 0xFD469501,
    0x698098D8, 0x8B44F7AF, 0xFFFF5BB1, 0x895CD7BE, 0x6B901122, 0xFD987193, 0xA679438E, 0x49B40821,
    0xF61E2562, 0xC040B340, 0x265E5A51, 0xE9B6C7AA, 0xD62F105D, 0x02441453, 0xD8A1E681, 0xE7D3FBC8,
    0x21E1CDE6, 0xC33707D6, 0xF4D50D87, 0x455A14ED, 0xA9E3E905, 0xFCEFA3F8, 0x676F02D9, 0x8D2A4C8A,
    0xFFFA3942, 0x8771F681, 0x6D9D6122, 0xFDE5380C, 0xA4BEEA44, 0x4BDECFA9, 0xF6BB4B60, 0xBEBFBC70,
    0x289B7EC6, 0xEAA127FA, 0xD4EF3085, 0x04881D05, 0xD9D4D039, 0xE6DB99E5, 0x1FA27CF8, 0xC4AC5665,
    0xF4292244, 0x432AFF97, 0xAB9423A7, 0xFC93A039, 0x655B59C3, 0x8F0CCC92, 0xFFEFF47D, 0x85845DD1,
    0x6FA87E4F, 0xFE2CE6E0, 0xA3014314, 0x4E0811A1, 0xF7537E82, 0xBD3AF235, 0x2AD7D2BB, 0xEB86D391};

// By how much each step of a round turns; the four come again and again.
inline constexpr std::array<std::array<int, 4>, 4> md5_turns{
    {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}}};

// The function of a round, and the word of the block that a step takes.
inline std::uint32_t md5_mix(std::size_t round, std::uint32_t b, std::uint32_t c, std::uint32_t d) noexcept {
  if (round == 0) return (b & c) | (~b & d);
  if (round == 1) return (b & d) | (c & ~d);
  return round == 2 ? b ^ c ^ d : c ^ (b | ~d);
}
inline std::size_t md5_word(std::size_t round, std::size_t step) noexcept {
  constexpr std::array<std::size_t, 4> stride{1, 5, 3, 7}, begin{0, 1, 5, 0};
  return (begin[round] + stride[round] * step) % 16;
}

// Takes 64 bytes in.
inline void md5_block(md5_state& state, const char* at) noexcept {
  std::array<std::uint32_t, 16> words{};
  for (std::size_t i = 0; i < 64; ++i) {
    words[i / 4] |= std::uint32_t{static_cast<unsigned char>(at[i])} << (i % 4 * 8);
  }
  auto [a, b, c, d] = state;
  for (std::size_t i = 0; i < 64; ++i) {
    const std::size_t round = i / 16;
    const std::uint32_t sum = a + md5_mix(round, b, c, d) + words[md5_word(round, i % 16)] + md5_sines[i];
    a = d;
    d = c;
    c = b;
    b += std::rotl(sum, md5_turns[round][i % 4]);
  }
  state = {state[0] + a, state[1] + b, state[2] + c, state[3] + d};
}

}  // namespace detail

DELTALAKE_DECL std::string md5_hex(std::string_view content) {
  constexpr char digits[] = "0123456789abcdef";
  detail::md5_state state{0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476};
  std::size_t at = 0;
  for (; content.size() - at >= 64; at += 64) detail::md5_block(state, content.data() + at);
  // The rest, a one bit, zeros, and the number of bits, least significant byte first.
  std::string rest(content.substr(at));
  rest += '\x80';
  rest.resize(rest.size() <= 56 ? 56 : 120, '\0');
  for (int i = 0; i < 8; ++i) rest += static_cast<char>(std::uint64_t{content.size()} * 8 >> (8 * i) & 0xFF);
  for (std::size_t block = 0; block < rest.size(); block += 64) detail::md5_block(state, rest.data() + block);
  std::string text;
  for (std::size_t i = 0; i < 16; ++i) {
    const std::uint32_t byte = state[i / 4] >> (i % 4 * 8) & 0xFF;
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

}  // namespace deltalake::inline v0
