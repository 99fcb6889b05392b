#pragma once
#include <bit>
#include <cstddef>
#include <cstdint>

#include <deltalake/column/buffer.hpp>

// The hybrid of run-length and bit-packed runs (Encodings.md "RLE"): what repeats at least eight times becomes a run,
// the rest is packed in groups of eight. Each call makes a whole body. All throw std::bad_alloc.
namespace deltalake::inline v0::parquet {

/// What stands before the runs.
enum class rle_front : std::uint8_t {
  nothing,    ///< of levels of v2 pages
  length,     ///< four bytes, how many follow: of levels of v1 pages, and of booleans
  bit_width,  ///< one byte: of dictionary indexes
};

/// Returns how many bits the levels up to `max_level` take.
inline std::uint32_t level_bit_width(std::uint8_t max_level) noexcept {
  return static_cast<std::uint32_t>(std::bit_width(unsigned{max_level}));
}
/// Returns how many bits the indexes of a dictionary take: at least 1, because with 0 some readers fail.
inline std::uint32_t index_bit_width(std::uint64_t entries) noexcept {
  return entries < 3 ? 1 : static_cast<std::uint32_t>(std::bit_width(entries - 1));
}

/// Appends levels, none of which is above `max_level`, which is not 0.
DELTALAKE_DECL void encode_levels(const std::uint8_t* levels, std::size_t count, std::uint8_t max_level,
                                  rle_front front, column::buffer& to);

/// Appends numbers that fit in `bit_width` bits, 1 ... 32.
DELTALAKE_DECL void encode_indexes(const std::uint32_t* indexes, std::size_t count, std::uint32_t bit_width,
                                   rle_front front, column::buffer& to);

/// Appends the booleans that are bits `first` ... `first + count` of a bitmap, which must be followed by 64 readable
/// bytes.
DELTALAKE_DECL void encode_booleans(const std::uint8_t* bitmap, std::size_t first, std::size_t count, rle_front front,
                                    column::buffer& to);

namespace detail {

/// Packs groups of eight values of `width` bits, 1 ... 32. Writes up to eight bytes past the last group.
DELTALAKE_DECL void rle_pack(const std::uint32_t* from, std::size_t groups, std::uint32_t width,
                             std::uint8_t* to) noexcept;

/// Writes an unsigned LEB128 number, up to ten bytes, and returns where it ends.
inline std::uint8_t* rle_put_varint(std::uint8_t* at, std::uint64_t value) noexcept {
  for (; value >= 0x80; value >>= 7) *at++ = static_cast<std::uint8_t>(value | 0x80);
  *at++ = static_cast<std::uint8_t>(value);
  return at;
}

}  // namespace detail
}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/encoding/impl/rle_encoder.ipp>
#endif
