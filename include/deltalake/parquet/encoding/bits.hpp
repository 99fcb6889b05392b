#pragma once
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include <deltalake/base/config.hpp>
#include <deltalake/column/buffer.hpp>

// Bitmaps, levels and null slots: the kernels that the decoders of pages share. Bitmaps have their least significant
// bit first. What is read may be read up to 64 bytes past its end: the slack of pages and buffers. Unless it says so,
// nothing is written past the end.
namespace deltalake::inline v0::parquet {

// Pages hold little-endian values and are copied whole into arrays, whose byte order is the machine's.
static_assert(std::endian::native == std::endian::little, "the Parquet codec needs a little-endian machine");

/// Appends `count` bits, from bit `from_bit` of `from` on, to a bitmap that holds `bits` bits. The bits after the last
/// one in its byte become 0. Throws std::bad_alloc.
DELTALAKE_DECL void append_bits(column::buffer& bitmap, std::size_t bits, const std::uint8_t* from,
                                std::size_t from_bit, std::size_t count);
/// Appends `count` ones, or zeros, to a bitmap that holds `bits` bits. Throws std::bad_alloc.
DELTALAKE_DECL void append_ones(column::buffer& bitmap, std::size_t bits, std::size_t count);
DELTALAKE_DECL void append_zeros(column::buffer& bitmap, std::size_t bits, std::size_t count);

/// Returns how many of `count` bits, from bit `first` on, are set.
DELTALAKE_DECL std::size_t count_ones(const std::uint8_t* bitmap, std::size_t first, std::size_t count) noexcept;

/// Writes to bits `first` ... `first + count` of a bitmap which levels are `wanted`, and returns how many are. The bits
/// before stay, the bits after the last one in its byte become 0.
DELTALAKE_DECL std::size_t levels_equal_to_bits(const std::uint8_t* levels, std::size_t count, std::uint8_t wanted,
                                                std::uint8_t* bitmap, std::size_t first) noexcept;
/// As levels_equal_to_bits, for levels that are `wanted` or more.
DELTALAKE_DECL std::size_t levels_at_least_bits(const std::uint8_t* levels, std::size_t count, std::uint8_t wanted,
                                                std::uint8_t* bitmap, std::size_t first) noexcept;

/// Returns the largest of `count` levels or dictionary indexes, 0 for none: one look tells whether all are allowed.
DELTALAKE_DECL std::uint8_t largest_of(const std::uint8_t* levels, std::size_t count) noexcept;
DELTALAKE_DECL std::uint32_t largest_of(const std::uint32_t* indexes, std::size_t count) noexcept;

/// Moves dense values of `width` bytes to their slots, in place: slot i gets the next value if bit `first + i` of the
/// validity bitmap is set, and zeros if not. `values` must have room for `slots` values, of which the first
/// count_ones(validity, first, slots) are there.
DELTALAKE_DECL void spread_fixed(std::uint8_t* values, std::size_t width, const std::uint8_t* validity,
                                 std::size_t first, std::size_t slots) noexcept;
/// As spread_fixed, for values of one bit that begin at bit `values_first` of a bitmap.
DELTALAKE_DECL void spread_bits(std::uint8_t* values, std::size_t values_first, const std::uint8_t* validity,
                                std::size_t first, std::size_t slots) noexcept;
/// Moves the ends of dense values to their slots, in place: `offsets[0]` is where the first value begins, an end for
/// each value follows; then one for each of `slots` slots does. A null is empty.
DELTALAKE_DECL void spread_offsets(std::int32_t* offsets, const std::uint8_t* validity, std::size_t first,
                                   std::size_t slots) noexcept;

namespace detail {

inline std::uint64_t bits_load(const std::uint8_t* at) noexcept {
  std::uint64_t word = 0;
  std::memcpy(&word, at, 8);
  return word;
}

/// The lowest `count` bits, which may be 0 ... 64.
inline constexpr std::uint64_t bits_mask(std::size_t count) noexcept {
  return count >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
}

/// The 64 bits from bit `first` on. Reads nine bytes.
inline std::uint64_t bits_at(const std::uint8_t* from, std::size_t first) noexcept {
  const std::uint8_t* const at = from + first / 8;
  const unsigned shift = first % 8;
  return bits_load(at) >> shift | std::uint64_t{at[8]} << 1 << (63 - shift);
}

/// Writes `count` bits from bit `first` of `to` on and returns how many are set. `words(i)` gives the bits from the
/// i-th on; those after the last mean nothing.
template <class Words>
std::size_t bits_write(std::uint8_t* to, std::size_t first, std::size_t count, Words words) noexcept {
  if (count == 0) return 0;
  std::uint8_t* at = to + first / 8;
  std::size_t done = 0, ones = 0;
  if (const unsigned used = first % 8; used != 0) {
    done = count < 8 - used ? count : 8 - used;
    const std::uint64_t word = words(std::size_t{0}) & bits_mask(done);
    *at = static_cast<std::uint8_t>((*at & bits_mask(used)) | word << used);
    ones = static_cast<std::size_t>(std::popcount(word));
    ++at;
  }
  for (; count - done >= 64; done += 64, at += 8) {
    const std::uint64_t word = words(done);
    std::memcpy(at, &word, 8);
    ones += static_cast<std::size_t>(std::popcount(word));
  }
  if (done < count) {
    const std::uint64_t word = words(done) & bits_mask(count - done);
    std::memcpy(at, &word, (count - done + 7) / 8);
    ones += static_cast<std::size_t>(std::popcount(word));
  }
  return ones;
}

/// Copies `length` bytes, in blocks of 32 if they are few: up to 31 bytes more are read and written.
inline void overshooting_copy(std::uint8_t* to, const std::uint8_t* from, std::size_t length) noexcept {
  if (length > 256) {
    std::memcpy(to, from, length);
    return;
  }
  std::size_t done = 0;
  do {
    // Through a copy: what is read past the end may lie where it is written to.
    std::uint8_t block[32];
    std::memcpy(block, from + done, sizeof(block));
    std::memcpy(to + done, block, sizeof(block));
    done += sizeof(block);
  } while (done < length);
}

}  // namespace detail
}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/encoding/impl/bits.ipp>
#endif
