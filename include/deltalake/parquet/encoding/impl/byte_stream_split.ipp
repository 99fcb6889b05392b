#pragma once
#include <algorithm>
#include <string>
#include <utility>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <deltalake/parquet/encoding/byte_stream_split.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

/// Joins streams byte by byte, in blocks that stay in the cache.
inline void join_streams(const std::uint8_t* from, std::size_t total, std::size_t count, std::size_t width,
                         std::uint8_t* to) noexcept {
  constexpr std::size_t block = 512;
  for (std::size_t begin = 0; begin < count; begin += block) {
    const std::size_t end = (std::min)(begin + block, count);
    for (std::size_t stream = 0; stream < width; ++stream) {
      const std::uint8_t* const bytes = from + stream * total;
      for (std::size_t i = begin; i < end; ++i) to[i * width + stream] = bytes[i];
    }
  }
}

#if defined(__SSE2__)
/// Interleaves the first half of the vectors with the second. Unrolled: at -O2 compilers leave loops as they are.
template <std::size_t Width, std::size_t... Pair>
void interleave_streams(__m128i* lanes, std::index_sequence<Pair...>) noexcept {
  const __m128i joined[] = {(Pair % 2 == 0 ? _mm_unpacklo_epi8(lanes[Pair / 2], lanes[Pair / 2 + Width / 2])
                                           : _mm_unpackhi_epi8(lanes[Pair / 2], lanes[Pair / 2 + Width / 2]))...};
  ((lanes[Pair] = joined[Pair]), ...);
}

/// Joins 16 values: after log2(Width) rounds their bytes stand side by side.
template <std::size_t Width, std::size_t... Stream>
void join_16(const std::uint8_t* from, std::size_t total, std::uint8_t* to,
             std::index_sequence<Stream...> streams) noexcept {
  __m128i lanes[] = {_mm_loadu_si128(reinterpret_cast<const __m128i*>(from + Stream * total))...};
  interleave_streams<Width>(lanes, streams);
  if constexpr (Width >= 4) interleave_streams<Width>(lanes, streams);
  if constexpr (Width >= 8) interleave_streams<Width>(lanes, streams);
  if constexpr (Width >= 16) interleave_streams<Width>(lanes, streams);
  (_mm_storeu_si128(reinterpret_cast<__m128i*>(to + 16 * Stream), lanes[Stream]), ...);
}
#endif

/// Joins whole blocks of 16 values and returns how many values those are.
template <std::size_t Width>
std::size_t join_stream_blocks([[maybe_unused]] const std::uint8_t* from, [[maybe_unused]] std::size_t total,
                               [[maybe_unused]] std::size_t count, [[maybe_unused]] std::uint8_t* to) noexcept {
  std::size_t done = 0;
#if defined(__SSE2__)
  for (; count - done >= 16; done += 16) {
    join_16<Width>(from + done, total, to + done * Width, std::make_index_sequence<Width>());
  }
#endif
  return done;
}

}  // namespace detail

DELTALAKE_DECL result<void> byte_stream_split(std::string_view body, std::size_t total, std::size_t first,
                                              std::size_t count, std::size_t width, column::buffer& values) {
  if (width == 0 || total > body.size() / width || first > total || count > total - first) {
    return error(errc::invalid_parquet, "values " + std::to_string(first) + " to " + std::to_string(first + count) +
                                            " of " + std::to_string(total) + " values of " + std::to_string(width) +
                                            " bytes, in streams of " + std::to_string(body.size()) + " bytes");
  }
  const std::uint8_t* const from = reinterpret_cast<const std::uint8_t*>(body.data()) + first;
  std::uint8_t* const to = values.extend(count * width);
  std::size_t done = 0;
  switch (width) {
    case 2: done = detail::join_stream_blocks<2>(from, total, count, to); break;
    case 4: done = detail::join_stream_blocks<4>(from, total, count, to); break;
    case 8: done = detail::join_stream_blocks<8>(from, total, count, to); break;
    case 16: done = detail::join_stream_blocks<16>(from, total, count, to); break;
    default: break;
  }
  detail::join_streams(from + done, total, count - done, width, to + done * width);
  return {};
}

}  // namespace deltalake::inline v0::parquet
