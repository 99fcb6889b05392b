#pragma once
#include <array>
#include <cstddef>

#include <deltalake/base/crc32.hpp>

namespace deltalake::inline v0 {
namespace detail {

// Table k says what a byte followed by k zero bytes adds to the sum: eight bytes are eight independent look-ups.
using crc32_table_set = std::array<std::array<std::uint32_t, 256>, 8>;

inline constexpr crc32_table_set crc32_tables = [] {
  crc32_table_set tables{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t sum = byte;
    for (int bit = 0; bit < 8; ++bit) sum = (sum >> 1) ^ ((sum & 1) != 0 ? 0xEDB88320u : 0u);
    tables[0][byte] = sum;
  }
  for (std::size_t k = 1; k < tables.size(); ++k) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const std::uint32_t sum = tables[k - 1][byte];
      tables[k][byte] = (sum >> 8) ^ tables[0][sum & 0xFF];
    }
  }
  return tables;
}();

// Reads four bytes, least significant first, on a machine of either byte order.
inline std::uint32_t crc32_load(const char* at) noexcept {
  const auto byte = [at](std::size_t i) { return std::uint32_t{static_cast<unsigned char>(at[i])}; };
  return byte(0) | byte(1) << 8 | byte(2) << 16 | byte(3) << 24;
}

}  // namespace detail

DELTALAKE_DECL std::uint32_t crc32(std::string_view content, std::uint32_t before) noexcept {
  const detail::crc32_table_set& tables = detail::crc32_tables;
  std::uint32_t sum = ~before;
  const char* at = content.data();
  std::size_t left = content.size();
  for (; left >= 8; at += 8, left -= 8) {
    const std::uint32_t low = sum ^ detail::crc32_load(at);
    const std::uint32_t high = detail::crc32_load(at + 4);
    sum = tables[7][low & 0xFF] ^ tables[6][low >> 8 & 0xFF] ^ tables[5][low >> 16 & 0xFF] ^ tables[4][low >> 24] ^
          tables[3][high & 0xFF] ^ tables[2][high >> 8 & 0xFF] ^ tables[1][high >> 16 & 0xFF] ^ tables[0][high >> 24];
  }
  for (; left > 0; ++at, --left) sum = (sum >> 8) ^ tables[0][(sum ^ static_cast<unsigned char>(*at)) & 0xFF];
  return ~sum;
}

}  // namespace deltalake::inline v0
