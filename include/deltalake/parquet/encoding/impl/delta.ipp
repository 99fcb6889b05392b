#pragma once
#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include <deltalake/parquet/encoding/delta.hpp>
#include <deltalake/parquet/encoding/plain.hpp>
#include <deltalake/parquet/encoding/rle.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

inline error delta_error_of(const char* what) { return error(errc::invalid_parquet, what); }

inline std::uint64_t delta_zigzag(std::uint64_t code) noexcept { return code >> 1 ^ (0 - (code & 1)); }

/// Values are worked on in portions of this size.
inline constexpr std::size_t delta_portion = 256;

DELTALAKE_DECL result<delta_stream> delta_stream::make(std::string_view body, std::uint32_t width_max) {
  delta_stream made;
  made.width_max_ = width_max;
  if (body.empty()) return made;
  made.begin_ = made.at_ = reinterpret_cast<const std::uint8_t*>(body.data());
  made.end_ = made.at_ + body.size();
  std::uint64_t block = 0, miniblocks = 0, count = 0, first = 0;
  if (!rle_varint(made.at_, made.end_, block) || !rle_varint(made.at_, made.end_, miniblocks) ||
      !rle_varint(made.at_, made.end_, count) || !rle_varint(made.at_, made.end_, first)) {
    return delta_error_of("a delta header that is cut off");
  }
  if (block == 0 || block % 128 != 0 || block > 0xFFFF'FFFFU || miniblocks == 0 || block % miniblocks != 0 ||
      block / miniblocks % 32 != 0) {
    return error(errc::invalid_parquet, "delta blocks of " + std::to_string(block) + " values in " +
                                            std::to_string(miniblocks) + " miniblocks");
  }
  if (count > 0xFFFF'FFFFU) return error(errc::invalid_parquet, std::to_string(count) + " delta values");
  made.miniblocks_ = static_cast<std::uint32_t>(miniblocks);
  made.values_per_miniblock_ = static_cast<std::uint32_t>(block / miniblocks);
  made.left_ = count;
  made.value_ = delta_zigzag(first);
  return made;
}

DELTALAKE_DECL const char* delta_stream::next_block() noexcept {
  std::uint64_t min_delta = 0;
  if (!rle_varint(at_, end_, min_delta) || static_cast<std::size_t>(end_ - at_) < miniblocks_) {
    return "a delta block that is cut off";
  }
  min_delta_ = delta_zigzag(min_delta);
  widths_ = at_;
  at_ += miniblocks_;
  miniblocks_left_ = miniblocks_;
  return nullptr;
}

// Widths of miniblocks behind the last value are never looked at: writers leave anything there. The last miniblock may
// be cut after the last value.
DELTALAKE_DECL const char* delta_stream::next_miniblock() noexcept {
  if (miniblocks_left_ == 0) {
    if (const char* const wrong = next_block(); wrong != nullptr) return wrong;
  }
  --miniblocks_left_;
  width_ = *widths_++;
  if (width_ > width_max_) return "deltas of more bits than their type has";
  const std::uint64_t there = static_cast<std::uint64_t>(end_ - at_);
  const std::uint64_t wanted = (std::min)(left_, std::uint64_t{values_per_miniblock_});
  if ((wanted * width_ + 7) / 8 > there) return "a delta miniblock that is cut off";
  deltas_ = at_;
  at_ += (std::min)(there, std::uint64_t{values_per_miniblock_} / 8 * width_);
  position_ = 0;
  miniblock_left_ = values_per_miniblock_;
  return nullptr;
}

DELTALAKE_DECL result<std::size_t> delta_stream::size() const {
  delta_stream walk = *this;
  if (walk.left_ > 0) --walk.left_;  // the first value is in the header
  while (walk.left_ > 0) {
    if (const char* const wrong = walk.next_miniblock(); wrong != nullptr) return delta_error_of(wrong);
    walk.left_ -= (std::min)(walk.left_, std::uint64_t{walk.values_per_miniblock_});
  }
  return static_cast<std::size_t>(walk.at_ - walk.begin_);
}

// Adds up the next `count` deltas of the miniblock, at most delta_portion - 8.
template <class T>
void delta_stream::unpack(T* to, std::size_t count) noexcept {
  T value = static_cast<T>(value_);
  const T least = static_cast<T>(min_delta_);
  if (width_ <= 32) {
    std::array<std::uint32_t, delta_portion> deltas;
    const std::size_t phase = position_ % 8;
    rle_unpack(deltas_ + position_ / 8 * width_, deltas.data(), (phase + count + 7) / 8, width_);
    for (std::size_t i = 0; i < count; ++i) to[i] = value += static_cast<T>(least + deltas[phase + i]);
  } else {
    const std::uint64_t mask = bits_mask(width_);
    std::uint64_t bit = position_ * width_;
    for (std::size_t i = 0; i < count; ++i, bit += width_) {
      to[i] = value += static_cast<T>(least + static_cast<T>(bits_at(deltas_, bit) & mask));
    }
  }
  value_ = value;
  position_ += count;
}

template <class T>
result<void> delta_stream::read_any(T* to, std::size_t count) {
  if (count > left_) {
    return error(errc::invalid_parquet,
                 std::to_string(count) + " delta values, where " + std::to_string(left_) + " are left");
  }
  if (count > 0 && first_) {
    *to++ = static_cast<T>(value_);
    first_ = false;
    --count;
    --left_;
  }
  while (count > 0) {
    if (miniblock_left_ == 0) {
      if (const char* const wrong = next_miniblock(); wrong != nullptr) return delta_error_of(wrong);
    }
    const std::size_t part = (std::min)({count, std::size_t{miniblock_left_}, delta_portion - 8});
    unpack(to, part);
    to += part;
    count -= part;
    left_ -= part;
    miniblock_left_ -= static_cast<std::uint32_t>(part);
  }
  return {};
}

DELTALAKE_DECL result<void> delta_stream::read(std::uint32_t* to, std::size_t count) { return read_any(to, count); }
DELTALAKE_DECL result<void> delta_stream::read(std::uint64_t* to, std::size_t count) { return read_any(to, count); }

/// The sum of lengths, or all ones if one is negative.
inline std::uint64_t delta_sum(const std::int32_t* lengths, std::size_t count) noexcept {
  std::uint64_t sum = 0;
  std::int32_t signs = 0;
  for (std::size_t i = 0; i < count; ++i) {
    sum += static_cast<std::uint32_t>(lengths[i]);
    signs |= lengths[i];
  }
  return signs < 0 ? ~std::uint64_t{0} : sum;
}

/// How many values of these lengths fit into `room` bytes, if not all do.
inline std::size_t delta_fitting(const std::int32_t* lengths, std::size_t room) noexcept {
  std::size_t count = 0;
  for (; static_cast<std::uint32_t>(lengths[count]) <= room; ++count) {
    room -= static_cast<std::uint32_t>(lengths[count]);
  }
  return count;
}

}  // namespace detail

DELTALAKE_DECL result<delta_length_decoder> delta_length_decoder::make(std::string_view body) {
  const result<detail::delta_stream> stream = detail::delta_stream::make(body, 32);
  if (!stream) return stream.error();
  const result<std::size_t> size = stream->size();
  if (!size) return size.error();
  const auto lengths = delta_binary_decoder<std::int32_t>::make(body);
  if (!lengths) return lengths.error();
  delta_length_decoder made;
  made.lengths_ = *lengths;
  made.bytes_ = body.substr(*size);
  return made;
}

// Decodes at most delta_portion lengths; their sum is then known to be there.
DELTALAKE_DECL result<void> delta_length_decoder::next_lengths(std::size_t count, std::int32_t* lengths) {
  if (result<void> read = lengths_.decode(count, lengths); !read) return read;
  const std::uint64_t sum = detail::delta_sum(lengths, count);
  if (sum <= bytes_.size()) return {};
  return error(errc::invalid_parquet,
               std::to_string(count) + " texts, longer than the " + std::to_string(bytes_.size()) + " bytes left");
}

DELTALAKE_DECL result<std::size_t> delta_length_decoder::decode(std::size_t count, column::buffer& offsets,
                                                                column::buffer& bytes, std::size_t size_max) {
  detail::size_guard guard(offsets, bytes);
  std::array<std::int32_t, detail::delta_portion> lengths;
  const char* const begin = bytes_.data();
  std::size_t size = bytes.size(), taken = 0;
  detail::extend_offsets(offsets, 0);
  while (taken < count) {
    const std::size_t part = (std::min)(count - taken, lengths.size());
    const auto before = lengths_;
    if (result<void> read = next_lengths(part, lengths.data()); !read) return read.error();
    const auto sum = static_cast<std::size_t>(detail::delta_sum(lengths.data(), part));
    const std::size_t fit = sum <= size_max - size ? part : detail::delta_fitting(lengths.data(), size_max - size);
    std::int32_t* const end = detail::extend_offsets(offsets, fit);
    const std::size_t portion_begin = size;
    for (std::size_t i = 0; i < fit; ++i) {
      size += static_cast<std::uint32_t>(lengths[i]);
      end[i] = static_cast<std::int32_t>(size);
    }
    bytes_.remove_prefix(size - portion_begin);
    taken += fit;
    if (fit == part) continue;
    lengths_ = before;
    if (result<void> passed = lengths_.skip(fit); !passed) return passed.error();
    break;
  }
  bytes.append(begin, static_cast<std::size_t>(bytes_.data() - begin));
  guard.keep();
  return taken;
}

DELTALAKE_DECL result<void> delta_length_decoder::skip(std::size_t count) {
  std::array<std::int32_t, detail::delta_portion> lengths;
  while (count > 0) {
    const std::size_t part = (std::min)(count, lengths.size());
    if (result<void> read = next_lengths(part, lengths.data()); !read) return read;
    bytes_.remove_prefix(static_cast<std::size_t>(detail::delta_sum(lengths.data(), part)));
    count -= part;
  }
  return {};
}

DELTALAKE_DECL result<delta_byte_array_decoder> delta_byte_array_decoder::make(std::string_view body) {
  const result<detail::delta_stream> stream = detail::delta_stream::make(body, 32);
  if (!stream) return stream.error();
  const result<std::size_t> size = stream->size();
  if (!size) return size.error();
  const auto prefixes = delta_binary_decoder<std::int32_t>::make(body);
  if (!prefixes) return prefixes.error();
  const auto suffixes = delta_length_decoder::make(body.substr(*size));
  if (!suffixes) return suffixes.error();
  if (prefixes->left() != suffixes->left()) {
    return error(errc::invalid_parquet,
                 std::to_string(prefixes->left()) + " prefixes and " + std::to_string(suffixes->left()) + " suffixes");
  }
  delta_byte_array_decoder made;
  made.prefixes_ = *prefixes;
  made.suffixes_ = *suffixes;
  return made;
}

DELTALAKE_DECL result<void> delta_byte_array_decoder::next_portion(std::size_t count, portion& into) {
  into.count = count;
  if (result<void> read = prefixes_.decode(count, into.prefixes); !read) return read;
  return suffixes_.next_lengths(count, into.suffixes);
}

// As next_portion, but no more values than fit into `room` bytes; `previous` is the length of the one before. A prefix
// that is too long for that is among them: whoever puts the values together says so.
DELTALAKE_DECL result<void> delta_byte_array_decoder::next_within(std::size_t count, std::size_t room,
                                                                  std::size_t previous, portion& into) {
  const auto prefixes = prefixes_;
  const auto lengths = suffixes_.lengths_;
  if (result<void> next = next_portion(count, into); !next) return next;
  const std::uint64_t shared = detail::delta_sum(into.prefixes, count);
  if (shared <= room && detail::delta_sum(into.suffixes, count) <= room - shared) return {};
  std::size_t fit = 0;
  for (; fit < count; ++fit) {
    const std::size_t prefix = static_cast<std::uint32_t>(into.prefixes[fit]);
    const std::size_t length = prefix + static_cast<std::uint32_t>(into.suffixes[fit]);
    if (prefix > previous) return {};
    if (length > room) break;
    room -= length;
    previous = length;
  }
  prefixes_ = prefixes;
  suffixes_.lengths_ = lengths;
  return next_portion(fit, into);
}

// Appends one value to `bytes`, whose size is kept in `where` until all are there. False if its prefix is too long.
DELTALAKE_DECL bool delta_byte_array_decoder::join_one(std::size_t prefix, std::size_t suffix, column::buffer& bytes,
                                                       progress& where) {
  const std::size_t end = where.size + prefix + suffix;
  if (prefix > where.previous_length) return false;
  if (end > bytes.capacity()) {
    bytes.resize(where.size);
    bytes.reserve(end);
  }
  std::uint8_t* const to = bytes.data() + where.size;
  detail::overshooting_copy(to, where.in_last ? last_.data() : bytes.data() + where.previous, prefix);
  detail::overshooting_copy(to + prefix, reinterpret_cast<const std::uint8_t*>(suffixes_.bytes_.data()), suffix);
  suffixes_.bytes_.remove_prefix(suffix);
  where = {end, where.size, prefix + suffix, false};
  return true;
}

// Appends values to `bytes` and their ends to `offsets`, as many as fit into `size_max` bytes; without `offsets` all
// must be `width` long. `bytes` and `offsets` are for the caller to mend if this fails.
DELTALAKE_DECL result<std::size_t> delta_byte_array_decoder::join(std::size_t count, std::size_t size_max,
                                                                  column::buffer& bytes, column::buffer* offsets,
                                                                  std::size_t width) {
  portion next;
  std::array<std::int32_t, portion::most> ends;
  progress where{bytes.size(), 0, last_.size(), true};
  bytes.reserve(bytes.size());  // copies overshoot, even of nothing: there must be slack
  last_.reserve(last_.size());
  std::size_t taken = 0;
  while (taken < count) {
    const std::size_t part = (std::min)(count - taken, portion::most);
    result<void> read = next_within(part, size_max - where.size, where.previous_length, next);
    if (!read) return read.error();
    std::int32_t* const end = offsets == nullptr ? ends.data() : detail::extend_offsets(*offsets, next.count);
    for (std::size_t i = 0; i < next.count; ++i) {
      const std::size_t prefix = static_cast<std::uint32_t>(next.prefixes[i]);  // a negative one becomes too long
      if (!join_one(prefix, static_cast<std::uint32_t>(next.suffixes[i]), bytes, where)) {
        return detail::delta_error_of("a prefix longer than the value before");
      }
      if (offsets == nullptr && where.previous_length != width) {
        return detail::delta_error_of("a value of another width than its type");
      }
      end[i] = static_cast<std::int32_t>(where.size);
    }
    taken += next.count;
    if (next.count < part) break;
  }
  bytes.resize(where.size);
  if (!where.in_last) {
    last_.clear();
    last_.append(bytes.data() + where.previous, where.previous_length);
  }
  return taken;
}

DELTALAKE_DECL result<std::size_t> delta_byte_array_decoder::decode(std::size_t count, column::buffer& offsets,
                                                                    column::buffer& bytes, std::size_t size_max) {
  detail::size_guard guard(offsets, bytes);
  detail::extend_offsets(offsets, 0);
  result<std::size_t> joined = join(count, size_max, bytes, &offsets, 0);
  if (joined) guard.keep();
  return joined;
}

DELTALAKE_DECL result<void> delta_byte_array_decoder::decode_fixed(std::size_t count, std::size_t width,
                                                                   column::buffer& values) {
  column::buffer none;
  detail::size_guard guard(none, values);
  const bool fits = width == 0 || count <= (offset_bytes_max - values.size()) / width;
  if (values.size() > offset_bytes_max || !fits) {
    return error(errc::value_too_large, std::to_string(count) + " more values of " + std::to_string(width) +
                                            " bytes behind " + std::to_string(values.size()));
  }
  const result<std::size_t> joined = join(count, offset_bytes_max, values, nullptr, width);
  if (!joined) return joined.error();
  // What does not fit is longer than it should be.
  if (*joined < count) return detail::delta_error_of("a value of another width than its type");
  guard.keep();
  return {};
}

// Only the last value is ever put together: what is passed over may be far longer than the page.
DELTALAKE_DECL result<void> delta_byte_array_decoder::skip(std::size_t count) {
  portion next;
  while (count > 0) {
    const std::size_t part = (std::min)(count, portion::most);
    if (result<void> read = next_portion(part, next); !read) return read;
    for (std::size_t i = 0; i < part; ++i) {
      const std::size_t prefix = static_cast<std::uint32_t>(next.prefixes[i]);
      const std::size_t suffix = static_cast<std::uint32_t>(next.suffixes[i]);
      if (prefix > last_.size()) return detail::delta_error_of("a prefix longer than the value before");
      last_.resize(prefix);
      last_.append(suffixes_.bytes_.data(), suffix);
      suffixes_.bytes_.remove_prefix(suffix);
    }
    count -= part;
  }
  return {};
}

}  // namespace deltalake::inline v0::parquet
