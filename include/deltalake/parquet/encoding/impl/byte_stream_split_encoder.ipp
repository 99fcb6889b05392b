#pragma once
#include <array>
#include <cstring>

#include <deltalake/parquet/encoding/bits.hpp>
#include <deltalake/parquet/encoding/byte_stream_split_encoder.hpp>
#include <deltalake/parquet/leaf_rows.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

// Turns eight words of eight bytes so that byte i of word j becomes byte j of word i.
inline void split_turn(std::array<std::uint64_t, 8>& words) noexcept {
  constexpr std::array<std::uint64_t, 3> masks = {0x00FF'00FF'00FF'00FF, 0x0000'FFFF'0000'FFFF, 0x0000'0000'FFFF'FFFF};
  for (std::size_t step = 0; step < 3; ++step) {
    const std::size_t apart = std::size_t{1} << step;
    const unsigned shift = 8U << step;
    for (std::size_t i = 0; i < 8; ++i) {
      if ((i & apart) != 0) continue;
      const std::uint64_t low = words[i], high = words[i + apart];
      words[i] = (low & masks[step]) | (high & masks[step]) << shift;
      words[i + apart] = (low >> shift & masks[step]) | (high & ~masks[step]);
    }
  }
}

// Splits as many values of 8 bytes as come in eights; returns how many.
inline std::size_t split_words(const std::uint8_t* from, std::size_t count, std::uint8_t* to) noexcept {
  std::size_t done = 0;
  for (; count - done >= 8; done += 8) {
    std::array<std::uint64_t, 8> words;
    std::memcpy(words.data(), from + done * 8, sizeof words);
    split_turn(words);
    for (std::size_t i = 0; i < 8; ++i) std::memcpy(to + i * count + done, &words[i], 8);
  }
  return done;
}

// The same of values of 4 bytes, that come in sixteens: value i lies beside value i + 8 in a word.
inline std::size_t split_halves(const std::uint8_t* from, std::size_t count, std::uint8_t* to) noexcept {
  std::size_t done = 0;
  for (; count - done >= 16; done += 16) {
    std::array<std::uint32_t, 16> values;
    std::memcpy(values.data(), from + done * 4, sizeof values);
    std::array<std::uint64_t, 8> words;
    for (std::size_t i = 0; i < 8; ++i) words[i] = values[i] | std::uint64_t{values[i + 8]} << 32;
    split_turn(words);
    for (std::size_t i = 0; i < 4; ++i) {
      std::memcpy(to + i * count + done, &words[i], 8);
      std::memcpy(to + i * count + done + 8, &words[i + 4], 8);
    }
  }
  return done;
}

}  // namespace detail

DELTALAKE_DECL void encode_byte_stream_split(const leaf_column& leaf, const leaf_values& values, std::int64_t first,
                                             std::int64_t count, column::buffer& to) {
  if (count == 0) return;
  const std::size_t width = detail::physical_width(leaf), number = static_cast<std::size_t>(count);
  const std::uint8_t* const from = values.fixed.data() + static_cast<std::size_t>(first) * width;
  std::uint8_t* const streams = to.extend(number * width);
  std::size_t done = 0;
  if (width == 8) done = detail::split_words(from, number, streams);
  if (width == 4) done = detail::split_halves(from, number, streams);
  for (std::size_t byte = 0; byte < width; ++byte) {
    std::uint8_t* const stream = streams + byte * number;
    for (std::size_t i = done; i < number; ++i) stream[i] = from[i * width + byte];
  }
}

}  // namespace deltalake::inline v0::parquet
