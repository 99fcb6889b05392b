#pragma once
#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include <deltalake/parquet/encoding/bits.hpp>
#include <deltalake/parquet/encoding/rle_encoder.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

// Adds the I-th of eight values of W bits to the word that is filled, and stores the word when it is full.
template <unsigned W, std::size_t I>
void rle_pack_one(std::uint64_t value, std::uint64_t& word, std::uint8_t*& at) noexcept {
  constexpr unsigned used = I * W % 64;
  word |= value << used;
  if constexpr (used + W >= 64) {
    std::memcpy(at, &word, 8);
    at += 8;
    if constexpr (used + W == 64) {
      word = 0;
    } else {
      word = value >> (64 - used);
    }
  }
}

// Packs groups of eight values of W bits each. Writes up to eight bytes past the last group.
template <unsigned W, class T>
void rle_pack_groups(const T* from, std::size_t groups, std::uint8_t* to) noexcept {
  for (; groups > 0; --groups, from += 8, to += W) {
    std::uint64_t word = 0;
    std::uint8_t* at = to;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (rle_pack_one<W, I>(from[I], word, at), ...);
    }(std::make_index_sequence<8>{});
    std::memcpy(at, &word, 8);
  }
}

template <class T>
using rle_packer = void (*)(const T* from, std::size_t groups, std::uint8_t* to) noexcept;

template <class T, std::size_t... I>
rle_packer<T> rle_packer_of(std::uint32_t width, std::index_sequence<I...>) noexcept {
  constexpr rle_packer<T> packers[] = {rle_pack_groups<I + 1, T>...};
  return packers[width - 1];
}

// What packs values of `width` bits, 1 ... 32, or of bytes 1 ... 8.
template <class T>
rle_packer<T> rle_packer_of(std::uint32_t width) noexcept {
  return rle_packer_of<T>(width, std::make_index_sequence<8 * sizeof(T)>{});
}

DELTALAKE_DECL void rle_pack(const std::uint32_t* from, std::size_t groups, std::uint32_t width,
                             std::uint8_t* to) noexcept {
  rle_packer_of<std::uint32_t>(width)(from, groups, to);
}

// How many of `count` values, of which there is one, are the first one.
inline std::size_t rle_run(const std::uint8_t* from, std::size_t count) noexcept {
  const std::uint64_t wanted = from[0] * std::uint64_t{0x0101'0101'0101'0101};
  std::size_t run = 0;
  for (; count - run >= 8; run += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, from + run, 8);
    if (word != wanted) return run + static_cast<std::size_t>(std::countr_zero(word ^ wanted)) / 8;
  }
  while (run < count && from[run] == from[0]) ++run;
  return run;
}
inline std::size_t rle_run(const std::uint32_t* from, std::size_t count) noexcept {
  std::size_t run = 1;
  while (run < count && from[run] == from[0]) ++run;
  return run;
}

// Writes runs of one body. Where a run may begin is every eight values behind the beginning or the last repeated run,
// because packed values come in eights: whether one does is looked at once for eight values.
template <class T>
class rle_writer {
 public:
  rle_writer(std::uint32_t width, std::uint8_t* to) noexcept
      : to_(to), pack_(rle_packer_of<T>(width)), width_(width), value_bytes_((width + 7) / 8) {}

  std::uint8_t* write(const T* from, std::size_t count) noexcept {
    // A repeated run and what it costs to begin a packed one behind it must be shorter than the same values packed.
    const std::size_t least = (std::max)(std::size_t{8}, (8 * (2 + value_bytes_) / width_ + 7) / 8 * 8);
    std::size_t packed = 0, at = 0;  // from `packed` to `at` values wait to be packed
    while (count - at >= 8) {
      const std::size_t run = rle_run(from + at, count - at);
      if (run < least && run < count - at) {
        at += (std::max)(std::size_t{8}, run / 8 * 8);
        continue;
      }
      put_packed(from + packed, (at - packed) / 8);
      put_repeated(from[at], run);
      packed = at += run;
    }
    put_packed(from + packed, (at - packed) / 8);
    put_last(from + at, count - at);
    return to_;
  }

 private:
  static constexpr std::size_t groups_max = 63;  // so that a packed run's header is one byte, as elsewhere
  static constexpr std::size_t run_max = std::size_t{1} << 30;

  void put_packed(const T* from, std::size_t groups) noexcept {
    while (groups > 0) {
      const std::size_t part = (std::min)(groups, groups_max);
      *to_++ = static_cast<std::uint8_t>(part << 1 | 1);
      pack_(from, part, to_);
      to_ += part * width_;
      from += part * 8;
      groups -= part;
    }
  }
  void put_repeated(std::uint32_t value, std::size_t count) noexcept {
    while (count > 0) {
      const std::size_t part = (std::min)(count, run_max);
      to_ = rle_put_varint(to_, part << 1);
      std::memcpy(to_, &value, 4);  // little-endian; what is too much is written over
      to_ += value_bytes_;
      count -= part;
    }
  }
  // Less than eight values: the rest of a group would be padding.
  void put_last(const T* from, std::size_t count) noexcept {
    if (count == 0) return;
    if (rle_run(from, count) == count) {
      put_repeated(from[0], count);
      return;
    }
    T group[8] = {};
    std::memcpy(group, from, count * sizeof(T));
    put_packed(group, 1);
  }

  std::uint8_t* to_;
  rle_packer<T> pack_;
  std::uint32_t width_;
  std::size_t value_bytes_;
};

template <class T>
void rle_encode(const T* from, std::size_t count, std::uint32_t width, rle_front front, column::buffer& to) {
  const std::size_t begin = to.size();
  // Eight values take no more than themselves and a header, however their runs lie. Kernels overshoot into the slack.
  to.resize(begin + 16 + (count / 8 + 1) * (std::size_t{width} + 1));
  const std::size_t before = front == rle_front::length ? 4 : front == rle_front::bit_width ? 1 : 0;
  std::uint8_t* const runs = to.data() + begin + before;
  const std::uint8_t* const end = rle_writer<T>(width, runs).write(from, count);
  const auto length = static_cast<std::uint32_t>(end - runs);
  if (front == rle_front::length) std::memcpy(runs - 4, &length, 4);
  if (front == rle_front::bit_width) runs[-1] = static_cast<std::uint8_t>(width);
  to.resize(begin + before + length);
}

}  // namespace detail

DELTALAKE_DECL void encode_levels(const std::uint8_t* levels, std::size_t count, std::uint8_t max_level,
                                  rle_front front, column::buffer& to) {
  detail::rle_encode(levels, count, level_bit_width(max_level), front, to);
}

DELTALAKE_DECL void encode_indexes(const std::uint32_t* indexes, std::size_t count, std::uint32_t bit_width,
                                   rle_front front, column::buffer& to) {
  detail::rle_encode(indexes, count, bit_width, front, to);
}

DELTALAKE_DECL void encode_booleans(const std::uint8_t* bitmap, std::size_t first, std::size_t count, rle_front front,
                                    column::buffer& to) {
  column::buffer bytes;  // one a boolean
  bytes.resize((count + 7) / 8 * 8);
  for (std::size_t i = 0; i < count; i += 8) {
    const std::uint64_t eight = detail::bits_at(bitmap, first + i) & 0xFF;
    const std::uint64_t apart = (eight * 0x0101'0101'0101'0101) & 0x8040'2010'0804'0201;  // bit i in byte i
    const std::uint64_t ones = ((apart + 0x00406070787C7E7F) >> 7) & 0x0101'0101'0101'0101;
    std::memcpy(bytes.data() + i, &ones, 8);
  }
  detail::rle_encode(bytes.data(), count, 1, front, to);
}

}  // namespace deltalake::inline v0::parquet
