#pragma once
#include <algorithm>
#include <array>
#include <string>
#include <utility>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <deltalake/parquet/encoding/rle.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

/// A mask of `Width` ones in each of the lanes of `Lane` bits.
template <unsigned Width, unsigned Lane>
inline constexpr std::uint64_t rle_lanes = [] {
  std::uint64_t mask = 0;
  for (unsigned at = 0; at < 64; at += Lane) mask |= bits_mask(Width) << at;
  return mask;
}();

/// Doubles the number of lanes that hold values: the upper half of what each lane of 2 * Lane bits holds moves up to
/// its own lane. `Bits` is what a lane holds afterwards.
template <unsigned Bits, unsigned Lane>
std::uint64_t rle_halve(std::uint64_t word) noexcept {
  constexpr std::uint64_t low = rle_lanes<Bits, 2 * Lane>;
  return (word & low) | (word >> Bits & low) << Lane;
}

/// Eight values of up to eight bits, each moved to its byte. Only the lowest 8 * Width bits of `packed` are looked at.
template <unsigned Width>
std::uint64_t rle_to_bytes(std::uint64_t packed) noexcept {
  if constexpr (Width == 8) return packed;
  return rle_halve<Width, 8>(rle_halve<2 * Width, 16>(rle_halve<4 * Width, 32>(packed)));
}

/// Four values of up to sixteen bits, each moved to its sixteen bits.
template <unsigned Width>
std::uint64_t rle_to_shorts(std::uint64_t packed) noexcept {
  if constexpr (Width == 16) return packed;
  return rle_halve<Width, 16>(rle_halve<2 * Width, 32>(packed));
}

inline void rle_widen_bytes(std::uint64_t bytes, std::uint32_t* to) noexcept {
#if defined(__SSE2__)
  const __m128i zero = _mm_setzero_si128();
  const __m128i shorts = _mm_unpacklo_epi8(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(&bytes)), zero);
  _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm_unpacklo_epi16(shorts, zero));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(to + 4), _mm_unpackhi_epi16(shorts, zero));
#else
  for (unsigned i = 0; i < 8; ++i) to[i] = static_cast<std::uint8_t>(bytes >> (8 * i));
#endif
}

inline void rle_widen_shorts(std::uint64_t low, std::uint64_t high, std::uint32_t* to) noexcept {
#if defined(__SSE2__)
  const __m128i zero = _mm_setzero_si128();
  const __m128i first = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(&low));
  const __m128i second = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(&high));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm_unpacklo_epi16(first, zero));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(to + 4), _mm_unpacklo_epi16(second, zero));
#else
  for (unsigned i = 0; i < 4; ++i) {
    to[i] = static_cast<std::uint16_t>(low >> (16 * i));
    to[i + 4] = static_cast<std::uint16_t>(high >> (16 * i));
  }
#endif
}

template <unsigned Width, std::size_t... Index>
void rle_unpack_words(const std::uint8_t* from, std::uint32_t* to, std::index_sequence<Index...>) noexcept {
  constexpr std::uint64_t mask = bits_mask(Width);
  ((to[Index] = static_cast<std::uint32_t>(bits_load(from + Index * Width / 8) >> (Index * Width % 8) & mask)), ...);
}

template <unsigned Width>
void rle_unpack_u32(const std::uint8_t* from, std::uint32_t* to, std::size_t groups) noexcept {
  for (const std::uint32_t* const end = to + 8 * groups; to != end; to += 8, from += Width) {
    if constexpr (Width <= 8) {
      rle_widen_bytes(rle_to_bytes<Width>(bits_load(from)), to);
    } else if constexpr (Width <= 16) {
      rle_widen_shorts(rle_to_shorts<Width>(bits_load(from)),
                       rle_to_shorts<Width>(bits_load(from + Width / 2) >> (Width % 2 * 4)), to);
    } else {
      rle_unpack_words<Width>(from, to, std::make_index_sequence<8>());
    }
  }
}

template <unsigned Width>
void rle_unpack_u8(const std::uint8_t* from, std::uint8_t* to, std::size_t groups) noexcept {
  for (const std::uint8_t* const end = to + 8 * groups; to != end; to += 8, from += Width) {
    const std::uint64_t bytes = rle_to_bytes<Width>(bits_load(from));
    std::memcpy(to, &bytes, 8);
  }
}

template <class T>
using rle_unpacker = void (*)(const std::uint8_t*, T*, std::size_t) noexcept;

template <std::size_t... Less>
constexpr std::array<rle_unpacker<std::uint32_t>, sizeof...(Less)> rle_u32_table(std::index_sequence<Less...>) {
  return {{&rle_unpack_u32<Less + 1>...}};
}
template <std::size_t... Less>
constexpr std::array<rle_unpacker<std::uint8_t>, sizeof...(Less)> rle_u8_table(std::index_sequence<Less...>) {
  return {{&rle_unpack_u8<Less + 1>...}};
}

/// Fills with one value, eight at a time: compilers do not vectorize std::fill at -O2.
inline void rle_fill(std::uint8_t* to, std::size_t count, std::uint32_t value) noexcept {
  std::memset(to, static_cast<int>(value & 0xFF), count);
}
inline void rle_fill(std::uint32_t* to, std::size_t count, std::uint32_t value) noexcept {
  const std::array<std::uint32_t, 8> block{value, value, value, value, value, value, value, value};
  std::size_t done = 0;
  for (; count - done >= block.size(); done += block.size()) std::memcpy(to + done, block.data(), sizeof(block));
  for (; done < count; ++done) to[done] = value;
}

/// The 64 bits from bit `first` on, the most significant bit first.
inline std::uint64_t rle_big_endian_at(const std::uint8_t* from, std::uint64_t first) noexcept {
  const std::uint8_t* const at = from + first / 8;
  std::uint64_t word = 0;
  for (unsigned i = 0; i < 8; ++i) word = word << 8 | at[i];
  return word << (first % 8);
}

inline error rle_too_wide(std::uint32_t bit_width) {
  return error(errc::invalid_parquet, "values of " + std::to_string(bit_width) + " bits; at most 32 are allowed");
}

DELTALAKE_DECL void rle_unpack(const std::uint8_t* from, std::uint32_t* to, std::size_t groups,
                               std::uint32_t width) noexcept {
  constexpr auto table = rle_u32_table(std::make_index_sequence<32>());
  if (width == 0) return rle_fill(to, 8 * groups, 0);
  table[width - 1](from, to, groups);
}
DELTALAKE_DECL void rle_unpack(const std::uint8_t* from, std::uint8_t* to, std::size_t groups,
                               std::uint32_t width) noexcept {
  constexpr auto table = rle_u8_table(std::make_index_sequence<8>());
  if (width == 0) return rle_fill(to, 8 * groups, 0);
  table[width - 1](from, to, groups);
}

}  // namespace detail

DELTALAKE_DECL result<rle_decoder> rle_decoder::make(std::string_view runs, std::uint32_t bit_width) {
  if (bit_width > 32) return detail::rle_too_wide(bit_width);
  rle_decoder made;
  made.width_ = bit_width;
  if (bit_width == 0) {
    made.left_ = ~std::uint64_t{0};  // one run of zeros without an end
  } else if (!runs.empty()) {
    made.at_ = reinterpret_cast<const std::uint8_t*>(runs.data());
    made.end_ = made.at_ + runs.size();
  }
  return made;
}

DELTALAKE_DECL bool rle_decoder::fail() noexcept {
  failed_ = true;
  at_ = end_;
  left_ = 0;
  phase_ = 0;
  return false;
}

// Moves to the next run that has values.
DELTALAKE_DECL bool rle_decoder::next_run() noexcept {
  if (phase_ != 0) at_ = end_;  // a final run that was cut inside a group
  phase_ = 0;
  while (at_ != end_) {
    std::uint64_t header = 0;
    if (!detail::rle_varint(at_, end_, header) || header >> 32 != 0) return fail();
    const std::uint64_t count = header >> 1, there = static_cast<std::uint64_t>(end_ - at_);
    packed_ = (header & 1) != 0;
    if (packed_) {
      left_ = (std::min)(count * 8, there * 8 / width_);
      if (left_ == 0) at_ = count == 0 ? at_ : end_;
    } else {
      const std::size_t bytes = (width_ + 7) / 8;
      if (there < bytes) return fail();
      value_ = static_cast<std::uint32_t>(detail::bits_load(at_) & detail::bits_mask(8 * bytes));
      at_ += bytes;
      left_ = count;
    }
    if (left_ != 0) return true;
  }
  return false;
}

// Moves `count` values on in a bit-packed run.
DELTALAKE_DECL void rle_decoder::pass(std::size_t count) noexcept {
  const std::size_t from_group = phase_ + count;
  at_ += from_group / 8 * width_;
  phase_ = static_cast<std::uint8_t>(from_group % 8);
}

template <class T>
void rle_decoder::unpack(T* to, std::size_t count) noexcept {
  std::array<T, 8> group;
  if (phase_ != 0) {
    const std::size_t part = (std::min)(count, std::size_t{8} - phase_);
    detail::rle_unpack(at_, group.data(), 1, width_);
    std::copy_n(group.data() + phase_, part, to);
    pass(part);
    to += part;
    count -= part;
  }
  if (count >= 8) {
    detail::rle_unpack(at_, to, count / 8, width_);
    pass(count / 8 * 8);
    to += count / 8 * 8;
    count %= 8;
  }
  if (count != 0) {
    detail::rle_unpack(at_, group.data(), 1, width_);
    std::copy_n(group.data(), count, to);
    pass(count);
  }
}

template <class T>
std::size_t rle_decoder::decode(T* to, std::size_t count) noexcept {
  std::size_t done = 0;
  while (done < count) {
    if (left_ == 0 && !next_run()) break;
    const std::size_t part = static_cast<std::size_t>((std::min)(left_, std::uint64_t{count - done}));
    if (packed_) {
      unpack(to + done, part);
    } else {
      detail::rle_fill(to + done, part, value_);
    }
    left_ -= part;
    done += part;
  }
  return done;
}

DELTALAKE_DECL std::size_t rle_decoder::decode_u8(std::uint8_t* to, std::size_t count) noexcept {
  return width_ > 8 ? 0 : decode(to, count);
}
DELTALAKE_DECL std::size_t rle_decoder::decode_u32(std::uint32_t* to, std::size_t count) noexcept {
  return decode(to, count);
}

DELTALAKE_DECL std::size_t rle_decoder::decode_bits(std::uint8_t* bitmap, std::size_t first, std::size_t count,
                                                    std::size_t& ones) noexcept {
  std::size_t done = 0;
  while (done < count && width_ <= 1) {
    if (left_ == 0 && !next_run()) break;
    const std::size_t part = static_cast<std::size_t>((std::min)(left_, std::uint64_t{count - done}));
    if (packed_) {
      const auto words = [this](std::size_t i) { return detail::bits_at(at_, phase_ + i); };
      ones += detail::bits_write(bitmap, first + done, part, words);
      pass(part);
    } else if (value_ > 1) {
      fail();
      break;
    } else {
      const std::uint64_t word = 0 - std::uint64_t{value_};
      ones += detail::bits_write(bitmap, first + done, part, [word](std::size_t) { return word; });
    }
    left_ -= part;
    done += part;
  }
  return done;
}

DELTALAKE_DECL std::size_t rle_decoder::skip(std::size_t count) noexcept {
  std::size_t done = 0;
  while (done < count) {
    if (left_ == 0 && !next_run()) break;
    const std::size_t part = static_cast<std::size_t>((std::min)(left_, std::uint64_t{count - done}));
    if (packed_) pass(part);
    left_ -= part;
    done += part;
  }
  return done;
}

DELTALAKE_DECL result<bit_packed_decoder> bit_packed_decoder::make(std::string_view packed, std::uint32_t bit_width) {
  if (bit_width > 32) return detail::rle_too_wide(bit_width);
  bit_packed_decoder made;
  made.begin_ = reinterpret_cast<const std::uint8_t*>(packed.data());
  made.width_ = bit_width;
  made.left_ = bit_width == 0 ? ~std::uint64_t{0} : packed.size() * std::uint64_t{8} / bit_width;
  return made;
}

template <class T>
std::size_t bit_packed_decoder::decode(T* to, std::size_t count) noexcept {
  const std::size_t done = static_cast<std::size_t>((std::min)(left_, std::uint64_t{count}));
  left_ -= done;
  if (width_ == 0) {
    detail::rle_fill(to, done, 0);
    return done;
  }
  for (std::size_t i = 0; i < done; ++i, bit_ += width_) {
    to[i] = static_cast<T>(detail::rle_big_endian_at(begin_, bit_) >> (64 - width_));
  }
  return done;
}

DELTALAKE_DECL std::size_t bit_packed_decoder::decode_u8(std::uint8_t* to, std::size_t count) noexcept {
  return width_ > 8 ? 0 : decode(to, count);
}
DELTALAKE_DECL std::size_t bit_packed_decoder::decode_u32(std::uint32_t* to, std::size_t count) noexcept {
  return decode(to, count);
}
DELTALAKE_DECL std::size_t bit_packed_decoder::skip(std::size_t count) noexcept {
  const std::size_t done = static_cast<std::size_t>((std::min)(left_, std::uint64_t{count}));
  left_ -= done;
  bit_ += done * std::uint64_t{width_};
  return done;
}

}  // namespace deltalake::inline v0::parquet
