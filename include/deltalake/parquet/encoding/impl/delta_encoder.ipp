#pragma once
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <type_traits>

#include <deltalake/parquet/encoding/delta_encoder.hpp>
#include <deltalake/parquet/encoding/rle_encoder.hpp>
#include <deltalake/parquet/leaf_texts.hpp>
#include <deltalake/parquet/match_copy.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

inline constexpr std::size_t delta_block = 128, delta_miniblocks = 4, delta_miniblock = delta_block / delta_miniblocks;
// A block's least difference, the widths, and its differences in 64 bits each; and what kernels write too much.
inline constexpr std::size_t delta_block_bytes_max = 10 + delta_miniblocks + delta_block * 8 + 64;

inline std::uint64_t delta_zigzag_of(std::int64_t value) noexcept {
  return static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63);
}

// Packs a miniblock of differences of more than 32 bits.
inline void delta_pack_wide(const std::uint64_t* from, std::uint32_t width, std::uint8_t* to) noexcept {
  std::uint64_t word = 0;
  std::uint32_t used = 0;
  for (std::size_t i = 0; i < delta_miniblock; ++i) {
    word |= from[i] << used;
    used += width;
    if (used < 64) continue;
    std::memcpy(to, &word, 8);
    to += 8;
    used -= 64;
    word = used == 0 ? 0 : from[i] >> (width - used);
  }
  std::memcpy(to, &word, 8);
}

inline void delta_pack(const std::uint64_t* from, std::uint32_t width, std::uint8_t* to) noexcept {
  if (width > 32) return delta_pack_wide(from, width, to);
  std::array<std::uint32_t, delta_miniblock> narrow;
  for (std::size_t i = 0; i < delta_miniblock; ++i) narrow[i] = static_cast<std::uint32_t>(from[i]);
  rle_pack(narrow.data(), delta_miniblock / 8, width, to);
}

// Writes the block of `count` differences, 1 ... delta_block, from the value `from[-1]` on.
template <class T>
std::uint8_t* delta_put_block(const T* from, std::size_t count, std::uint8_t* to) noexcept {
  using word = std::make_unsigned_t<T>;
  std::array<T, delta_block> deltas;
  const T* const before = from - 1;
  T least = static_cast<T>(static_cast<word>(from[0]) - static_cast<word>(before[0]));
  for (std::size_t i = 0; i < count; ++i) {
    deltas[i] = static_cast<T>(static_cast<word>(from[i]) - static_cast<word>(before[i]));
    least = (std::min)(least, deltas[i]);
  }
  to = rle_put_varint(to, delta_zigzag_of(least));
  std::uint8_t* const widths = to;
  std::memset(widths, 0, delta_miniblocks);
  to += delta_miniblocks;
  for (std::size_t begin = 0; begin < count; begin += delta_miniblock) {
    const std::size_t end = (std::min)(count, begin + delta_miniblock);
    std::array<std::uint64_t, delta_miniblock> beyond{};
    std::uint64_t all = 0;
    for (std::size_t i = begin; i < end; ++i) {
      all |= beyond[i - begin] = static_cast<word>(static_cast<word>(deltas[i]) - static_cast<word>(least));
    }
    const auto width = static_cast<std::uint32_t>(std::bit_width(all));
    widths[begin / delta_miniblock] = static_cast<std::uint8_t>(width);
    if (width != 0) delta_pack(beyond.data(), width, to);
    to += delta_miniblock / 8 * width;
  }
  return to;
}

template <class T>
void delta_encode(const T* values, std::size_t count, column::buffer& to) {
  std::array<std::uint8_t, 40> front;
  std::uint8_t* end = rle_put_varint(front.data(), delta_block);
  end = rle_put_varint(end, delta_miniblocks);
  end = rle_put_varint(end, count);
  end = rle_put_varint(end, delta_zigzag_of(count == 0 ? 0 : values[0]));
  to.append(front.data(), static_cast<std::size_t>(end - front.data()));
  for (std::size_t at = 1; at < count; at += delta_block) {
    const std::size_t begin = to.size();
    std::uint8_t* const block = to.extend(delta_block_bytes_max);
    end = delta_put_block(values + at, (std::min)(delta_block, count - at), block);
    to.resize(begin + static_cast<std::size_t>(end - block));
  }
}

// How many bytes two values have in common at their beginnings.
inline std::size_t delta_prefix(const leaf_texts& texts, std::size_t number) noexcept {
  const std::size_t most = (std::min)(texts.length(number - 1), texts.length(number));
  if (most == 0) return 0;
  const std::uint8_t* const value = texts.bytes + texts.begin(number);
  return match_equal_bytes(texts.bytes + texts.begin(number - 1), value, value + most);
}

}  // namespace detail

DELTALAKE_DECL void encode_delta_binary(const std::int32_t* values, std::size_t count, column::buffer& to) {
  detail::delta_encode(values, count, to);
}
DELTALAKE_DECL void encode_delta_binary(const std::int64_t* values, std::size_t count, column::buffer& to) {
  detail::delta_encode(values, count, to);
}
DELTALAKE_DECL void encode_delta_binary(const leaf_column& leaf, const leaf_values& values, std::int64_t first,
                                        std::int64_t count, column::buffer& to) {
  const auto number = static_cast<std::size_t>(count);
  if (leaf.physical == physical_type::int32) {
    detail::delta_encode(values.fixed.as<std::int32_t>() + first, number, to);
  } else {
    detail::delta_encode(values.fixed.as<std::int64_t>() + first, number, to);
  }
}

DELTALAKE_DECL void encode_delta_length(const leaf_column& leaf, const leaf_values& values, std::int64_t first,
                                        std::int64_t count, column::buffer& to) {
  const leaf_texts texts = texts_of(leaf, values, first);
  const auto number = static_cast<std::size_t>(count);
  column::buffer lengths;
  lengths.resize(number * sizeof(std::int32_t));
  for (std::size_t i = 0; i < number; ++i) lengths.as<std::int32_t>()[i] = static_cast<std::int32_t>(texts.length(i));
  detail::delta_encode(lengths.as<std::int32_t>(), number, to);
  if (number != 0) to.append(texts.bytes + texts.begin(0), texts.begin(number) - texts.begin(0));
}

DELTALAKE_DECL void encode_delta_byte_array(const leaf_column& leaf, const leaf_values& values, std::int64_t first,
                                            std::int64_t count, column::buffer& to) {
  const leaf_texts texts = texts_of(leaf, values, first);
  const auto number = static_cast<std::size_t>(count);
  column::buffer lengths;  // of the prefixes, then of what follows them
  lengths.resize(2 * number * sizeof(std::int32_t));
  std::int32_t* const prefixes = lengths.as<std::int32_t>();
  std::int32_t* const suffixes = prefixes + number;
  std::size_t size = 0;
  for (std::size_t i = 0; i < number; ++i) {
    prefixes[i] = i == 0 ? 0 : static_cast<std::int32_t>(detail::delta_prefix(texts, i));
    suffixes[i] = static_cast<std::int32_t>(texts.length(i)) - prefixes[i];
    size += static_cast<std::size_t>(suffixes[i]);
  }
  detail::delta_encode(prefixes, number, to);
  detail::delta_encode(suffixes, number, to);
  to.reserve(to.size() + size);
  for (std::size_t i = 0; i < number; ++i) {
    const auto length = static_cast<std::size_t>(suffixes[i]);
    to.append(texts.bytes + texts.begin(i) + prefixes[i], length);
  }
}

}  // namespace deltalake::inline v0::parquet
