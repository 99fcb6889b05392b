#pragma once
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include <deltalake/base/config.hpp>

// What codecs of the LZ77 family share: little-endian loads, copies that overshoot into slack, comparisons.
namespace deltalake::inline v0::parquet::detail {

using match_byte = unsigned char;

/// Reads two bytes, the least significant first.
inline std::uint32_t match_load_16(const match_byte* at) noexcept {
  return std::uint32_t{at[0]} | std::uint32_t{at[1]} << 8;
}
/// Reads four bytes, the least significant first.
inline std::uint32_t match_load_32(const match_byte* at) noexcept {
  return match_load_16(at) | match_load_16(at + 2) << 16;
}
/// Reads eight bytes in the machine's order.
inline std::uint64_t match_load_native(const match_byte* at) noexcept {
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}

/// Copies 16 bytes. All of them are read before any is written.
inline void match_copy_16(match_byte* to, const match_byte* from) noexcept {
  std::uint64_t half[2];
  std::memcpy(half, from, 16);
  std::memcpy(to, half, 16);
}

/// Repeats the `offset` (1 to 15) bytes before `out` for `length` bytes, at least one. May write 15 bytes more, and
/// read as many past `out`. It stores one register again and again: loads of what has just been stored would stall.
inline void match_copy_near(match_byte* out, std::size_t offset, std::size_t length) noexcept {
  const match_byte* const from = out - offset;
  const match_byte* const end = out + length;
  if (offset >= 8) {
    std::uint64_t pattern[2];
    std::memcpy(pattern, from, 16);
    for (; out < end; out += offset) std::memcpy(out, pattern, 16);  // each store mends the end of the one before
    return;
  }
  if constexpr (std::endian::native != std::endian::little) {
    for (std::size_t i = 0; i < length; ++i) out[i] = from[i];
    return;
  }
  constexpr std::array<std::uint8_t, 8> strides = {8, 8, 8, 6, 8, 5, 6, 7};  // the longest multiple of the offset
  std::uint64_t pattern = match_load_native(from) & ~std::uint64_t{0} >> (64 - 8 * offset);
  pattern |= pattern << 8 * offset;
  if (offset < 4) pattern |= pattern << 16 * offset;
  if (offset < 2) pattern |= pattern << 32;
  for (const std::size_t stride = strides[offset]; out < end; out += stride) std::memcpy(out, &pattern, 8);
}

/// Copies `length` bytes from `offset` (at least 1) bytes before `out`, as if byte by byte. May write 31 bytes more.
inline void match_copy(match_byte* out, std::size_t offset, std::size_t length) noexcept {
  if (offset < 16) {
    if (length != 0) match_copy_near(out, offset, length);
    return;
  }
  for (const match_byte* const end = out + length; out < end; out += 32) {
    match_copy_16(out, out - offset);
    match_copy_16(out + 16, out + 16 - offset);
  }
}

/// Returns how many bytes from `a` on are those from `b` on; `b` is the later one and ends at `end`.
inline std::size_t match_equal_bytes(const match_byte* a, const match_byte* b, const match_byte* end) noexcept {
  const match_byte* const begin = b;
  for (; end - b >= 8; a += 8, b += 8) {
    const std::uint64_t difference = match_load_native(a) ^ match_load_native(b);
    if (difference == 0) continue;
    const int equal_bits =
        std::endian::native == std::endian::little ? std::countr_zero(difference) : std::countl_zero(difference);
    return static_cast<std::size_t>(b - begin) + static_cast<std::size_t>(equal_bits / 8);
  }
  while (b < end && *a == *b) ++a, ++b;
  return static_cast<std::size_t>(b - begin);
}

}  // namespace deltalake::inline v0::parquet::detail
