#pragma once
#include <algorithm>
#include <array>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <deltalake/parquet/encoding/bits.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

inline std::uint8_t* bits_room(column::buffer& bitmap, std::size_t bits, std::size_t count) {
  bitmap.resize((bits + count + 7) / 8);
  return bitmap.data();
}

/// Which of 64 levels are `wanted`, or `wanted` and more.
template <bool OrMore>
std::uint64_t level_bits(const std::uint8_t* levels, std::uint8_t wanted) noexcept {
  std::uint64_t word = 0;
#if defined(__SSE2__)
  const __m128i all = _mm_set1_epi8(static_cast<char>(wanted));
  for (unsigned i = 0; i < 4; ++i) {
    const __m128i part = _mm_loadu_si128(reinterpret_cast<const __m128i*>(levels + 16 * i));
    const __m128i same = _mm_cmpeq_epi8(OrMore ? _mm_max_epu8(part, all) : part, OrMore ? part : all);
    word |= std::uint64_t{static_cast<std::uint32_t>(_mm_movemask_epi8(same))} << (16 * i);
  }
#else
  for (unsigned i = 0; i < 64; ++i) {
    word |= std::uint64_t{OrMore ? levels[i] >= wanted : levels[i] == wanted} << i;
  }
#endif
  return word;
}

template <bool OrMore>
std::size_t levels_to_bits(const std::uint8_t* levels, std::size_t count, std::uint8_t wanted, std::uint8_t* bitmap,
                           std::size_t first) noexcept {
  return bits_write(bitmap, first, count, [=](std::size_t i) { return level_bits<OrMore>(levels + i, wanted); });
}

/// Fills one slot: with the next dense value if the lowest bit of `word` is set, with zeros if not.
template <class Word, std::size_t Words>
void spread_slot(std::uint8_t*& to, const Word*& next, std::uint64_t word) noexcept {
  const std::size_t valid = word & 1;
  const Word keep = static_cast<Word>(0 - valid);
  for (std::size_t i = 0; i < Words; ++i, to += sizeof(Word)) {
    const Word value = next[i] & keep;
    std::memcpy(to, &value, sizeof(Word));
  }
  next += valid * Words;
}

/// Spreads `count` dense values over the slots whose bits are set in `word`. They are copied aside first, so that slots
/// may be written over them from the first on. No branch depends on a bit.
template <class Word, std::size_t Words>
void spread_block(std::uint8_t* to, const std::uint8_t* from, std::size_t count, std::uint64_t word,
                  std::size_t slots) noexcept {
  constexpr std::size_t width = sizeof(Word) * Words;
  Word dense[64 * Words + Words];  // the last one is read, but never kept, once all are spread
  std::memcpy(dense, from, count * width);
  std::memset(dense + count * Words, 0, width);
  const Word* next = dense;
  std::size_t left = slots;
  for (; left >= 4; left -= 4, word >>= 4) {
    spread_slot<Word, Words>(to, next, word);
    spread_slot<Word, Words>(to, next, word >> 1);
    spread_slot<Word, Words>(to, next, word >> 2);
    spread_slot<Word, Words>(to, next, word >> 3);
  }
  for (; left > 0; --left, word >>= 1) spread_slot<Word, Words>(to, next, word);
}

/// The same for any width, value by value from the last on.
inline void spread_wide_block(std::uint8_t* to, const std::uint8_t* from, std::size_t width, std::size_t count,
                              std::uint64_t word, std::size_t slots) noexcept {
  for (std::size_t slot = slots; slot-- > 0;) {
    if ((word >> slot & 1) != 0) {
      std::memmove(to + slot * width, from + --count * width, width);
    } else {
      std::memset(to + slot * width, 0, width);
    }
  }
}

inline void spread_any_block(std::uint8_t* to, const std::uint8_t* from, std::size_t width, std::size_t count,
                             std::uint64_t word, std::size_t slots) noexcept {
  switch (width) {
    case 1: return spread_block<std::uint8_t, 1>(to, from, count, word, slots);
    case 2: return spread_block<std::uint16_t, 1>(to, from, count, word, slots);
    case 4: return spread_block<std::uint32_t, 1>(to, from, count, word, slots);
    case 8: return spread_block<std::uint64_t, 1>(to, from, count, word, slots);
    case 12: return spread_block<std::uint32_t, 3>(to, from, count, word, slots);
    case 16: return spread_block<std::uint64_t, 2>(to, from, count, word, slots);
    case 32: return spread_block<std::uint64_t, 4>(to, from, count, word, slots);
    default: return spread_wide_block(to, from, width, count, word, slots);
  }
}

/// Visits the slots in blocks of 64 from the last on: visit(first slot, slots, their validity, dense values before
/// them, dense values in them). Ends where all slots left are valid: their values are in place.
template <class Visit>
void spread_blocks(const std::uint8_t* validity, std::size_t first, std::size_t slots, Visit visit) noexcept {
  std::size_t dense = count_ones(validity, first, slots);
  for (std::size_t end = slots; end != dense;) {
    const std::size_t begin = (end - 1) / 64 * 64;
    const std::uint64_t word = bits_at(validity, first + begin) & bits_mask(end - begin);
    const std::size_t count = static_cast<std::size_t>(std::popcount(word));
    dense -= count;
    visit(begin, end - begin, word, dense, count);
    end = begin;
  }
}

/// The `count` lowest bits of `dense`, moved to where `word` has its ones.
inline std::uint64_t spread_word(std::uint64_t dense, std::uint64_t word) noexcept {
  std::uint64_t made = 0;
  for (; word != 0; word &= word - 1, dense >>= 1) made |= (word & (0 - word)) & (0 - (dense & 1));
  return made;
}

/// Overwrites `count` bits from bit `first` on; the bits around them stay.
inline void bits_overwrite(std::uint8_t* to, std::size_t first, std::size_t count, std::uint64_t word) noexcept {
  const std::size_t last = first + count;
  const std::uint64_t kept = last % 8 == 0 ? 0 : to[last / 8] & ~bits_mask(last % 8);
  bits_write(to, first, count, [word](std::size_t done) { return word >> done; });
  if (last % 8 != 0) to[last / 8] = static_cast<std::uint8_t>(to[last / 8] | kept);
}

}  // namespace detail

DELTALAKE_DECL void append_bits(column::buffer& bitmap, std::size_t bits, const std::uint8_t* from,
                                std::size_t from_bit, std::size_t count) {
  std::uint8_t* const to = detail::bits_room(bitmap, bits, count);
  detail::bits_write(to, bits, count, [=](std::size_t i) { return detail::bits_at(from, from_bit + i); });
}
DELTALAKE_DECL void append_ones(column::buffer& bitmap, std::size_t bits, std::size_t count) {
  detail::bits_write(detail::bits_room(bitmap, bits, count), bits, count,
                     [](std::size_t) { return ~std::uint64_t{0}; });
}
DELTALAKE_DECL void append_zeros(column::buffer& bitmap, std::size_t bits, std::size_t count) {
  detail::bits_write(detail::bits_room(bitmap, bits, count), bits, count, [](std::size_t) { return std::uint64_t{0}; });
}

DELTALAKE_DECL std::size_t count_ones(const std::uint8_t* bitmap, std::size_t first, std::size_t count) noexcept {
  std::size_t ones = 0, done = 0;
  for (; count - done >= 64; done += 64) {
    ones += static_cast<std::size_t>(std::popcount(detail::bits_at(bitmap, first + done)));
  }
  if (done == count) return ones;
  const std::uint64_t rest = detail::bits_at(bitmap, first + done) & detail::bits_mask(count - done);
  return ones + static_cast<std::size_t>(std::popcount(rest));
}

DELTALAKE_DECL std::size_t levels_equal_to_bits(const std::uint8_t* levels, std::size_t count, std::uint8_t wanted,
                                                std::uint8_t* bitmap, std::size_t first) noexcept {
  return detail::levels_to_bits<false>(levels, count, wanted, bitmap, first);
}
DELTALAKE_DECL std::size_t levels_at_least_bits(const std::uint8_t* levels, std::size_t count, std::uint8_t wanted,
                                                std::uint8_t* bitmap, std::size_t first) noexcept {
  return detail::levels_to_bits<true>(levels, count, wanted, bitmap, first);
}

DELTALAKE_DECL std::uint8_t largest_of(const std::uint8_t* levels, std::size_t count) noexcept {
  const std::uint8_t* const end = levels + count;
  std::uint8_t largest = 0;
#if defined(__SSE2__)
  __m128i most = _mm_setzero_si128();
  for (; end - levels >= 16; levels += 16) {
    most = _mm_max_epu8(most, _mm_loadu_si128(reinterpret_cast<const __m128i*>(levels)));
  }
  std::array<std::uint8_t, 16> lanes;
  _mm_storeu_si128(reinterpret_cast<__m128i*>(lanes.data()), most);
  for (const std::uint8_t lane : lanes) largest = (std::max)(largest, lane);
#endif
  for (; levels != end; ++levels) largest = (std::max)(largest, *levels);
  return largest;
}

DELTALAKE_DECL std::uint32_t largest_of(const std::uint32_t* indexes, std::size_t count) noexcept {
  const std::uint32_t* const end = indexes + count;
  std::uint32_t largest = 0;
#if defined(__SSE2__)
  // SSE2 compares signed numbers alone: with their highest bit turned, unsigned ones are in the same order.
  constexpr std::uint32_t high = 0x80000000U;
  const __m128i turn = _mm_set1_epi32(static_cast<int>(high));
  __m128i most = turn;
  for (; end - indexes >= 4; indexes += 4) {
    const __m128i part = _mm_xor_si128(turn, _mm_loadu_si128(reinterpret_cast<const __m128i*>(indexes)));
    const __m128i more = _mm_cmpgt_epi32(part, most);
    most = _mm_or_si128(_mm_and_si128(more, part), _mm_andnot_si128(more, most));
  }
  std::array<std::uint32_t, 4> lanes;
  _mm_storeu_si128(reinterpret_cast<__m128i*>(lanes.data()), most);
  for (const std::uint32_t lane : lanes) largest = (std::max)(largest, lane ^ high);
#endif
  for (; indexes != end; ++indexes) largest = (std::max)(largest, *indexes);
  return largest;
}

DELTALAKE_DECL void spread_fixed(std::uint8_t* values, std::size_t width, const std::uint8_t* validity,
                                 std::size_t first, std::size_t slots) noexcept {
  const auto visit = [=](std::size_t begin, std::size_t block, std::uint64_t word, std::size_t from,
                         std::size_t count) {
    std::uint8_t* const to = values + begin * width;
    if (count == block) {
      std::memmove(to, values + from * width, count * width);
    } else if (count == 0) {
      std::memset(to, 0, block * width);
    } else {
      detail::spread_any_block(to, values + from * width, width, count, word, block);
    }
  };
  detail::spread_blocks(validity, first, slots, visit);
}

DELTALAKE_DECL void spread_bits(std::uint8_t* values, std::size_t values_first, const std::uint8_t* validity,
                                std::size_t first, std::size_t slots) noexcept {
  const auto visit = [=](std::size_t begin, std::size_t block, std::uint64_t word, std::size_t from, std::size_t) {
    const std::uint64_t dense = detail::bits_at(values, values_first + from);
    detail::bits_overwrite(values, values_first + begin, block, detail::spread_word(dense, word));
  };
  detail::spread_blocks(validity, first, slots, visit);
}

DELTALAKE_DECL void spread_offsets(std::int32_t* offsets, const std::uint8_t* validity, std::size_t first,
                                   std::size_t slots) noexcept {
  const auto visit = [=](std::size_t begin, std::size_t block, std::uint64_t word, std::size_t from,
                         std::size_t count) {
    const std::int32_t* end = offsets + from + count;
    std::int32_t* const to = offsets + begin + 1;
    word <<= 64 - block;
    for (std::size_t slot = block; slot-- > 0; word <<= 1) {
      to[slot] = *end;
      end -= word >> 63;
    }
  };
  detail::spread_blocks(validity, first, slots, visit);
}

}  // namespace deltalake::inline v0::parquet
