#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <deltalake/base/config.hpp>

namespace deltalake::inline v0::column::detail {

/// Reads an unsigned little-endian number of `width` (1 to 4) bytes, which must be there.
inline std::uint32_t read_little(std::string_view from, std::size_t width) noexcept {
  std::uint32_t value = 0;
  for (std::size_t i = width; i-- > 0;) value = value << 8 | static_cast<std::uint8_t>(from[i]);
  return value;
}

/// Appends the lowest `width` bytes of a number, little-endian.
inline void append_little(std::uint64_t value, std::size_t width, std::string& to) {
  for (std::size_t i = 0; i < width; ++i, value >>= 8) to += static_cast<char>(value & 255);
}

/// The fewest bytes, 1 to 4, that hold a number.
inline std::uint8_t bytes_for(std::uint64_t value) noexcept {
  return value < 0x100 ? 1 : value < 0x1'0000 ? 2 : value < 0x100'0000 ? 3 : 4;
}

}  // namespace deltalake::inline v0::column::detail
