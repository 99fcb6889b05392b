#pragma once
#include <algorithm>
#include <string>

#include <deltalake/parquet/encoding/plain.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

inline error plain_cut_off(std::size_t count, std::size_t size) {
  return error(errc::invalid_parquet,
               std::to_string(count) + " more plain values in " + std::to_string(size) + " bytes");
}

inline std::uint32_t plain_length(const std::uint8_t* at) noexcept {
  std::uint32_t length = 0;
  std::memcpy(&length, at, sizeof(length));
  return length;
}

}  // namespace detail

DELTALAKE_DECL result<std::size_t> plain_fixed(std::string_view from, std::size_t count, std::size_t width,
                                               column::buffer& values) {
  if (width == 0 || count > from.size() / width) return detail::plain_cut_off(count, from.size());
  values.append(from.data(), count * width);
  return count * width;
}

DELTALAKE_DECL result<void> plain_booleans(std::string_view from, std::size_t first, std::size_t count,
                                           column::buffer& bitmap, std::size_t bits) {
  const std::size_t there = from.size() * 8;
  if (first > there || count > there - first) return detail::plain_cut_off(count, from.size());
  append_bits(bitmap, bits, reinterpret_cast<const std::uint8_t*>(from.data()), first, count);
  return {};
}

DELTALAKE_DECL result<plain_taken> plain_byte_arrays(std::string_view from, std::size_t count, column::buffer& offsets,
                                                     column::buffer& bytes, std::size_t size_max) {
  constexpr std::size_t length_bytes = sizeof(std::uint32_t);
  if (count > from.size() / length_bytes) return detail::plain_cut_off(count, from.size());
  detail::size_guard guard(offsets, bytes);
  std::int32_t* end = detail::extend_offsets(offsets, count);
  // A page may be far longer than this batch of its values: what it could hold at most is reserved only if that is
  // little. The check for room costs nothing beside the one for the page's end, and is that for the bound as well.
  std::size_t size = bytes.size();
  bytes.reserve(size + (std::min)({from.size() - count * length_bytes, 32 * count, size_max - size}));
  const std::uint8_t* at = reinterpret_cast<const std::uint8_t*>(from.data());
  const std::uint8_t* const page_end = at + from.size();
  std::uint8_t* to = bytes.data();
  std::size_t room = (std::min)(bytes.capacity(), size_max);
  std::size_t left = count;
  for (; left > 0; --left) {
    // Less than four bytes may be left: the slack makes this a number, and no number is short enough then.
    const std::size_t length = detail::plain_length(at);
    if (length + length_bytes > static_cast<std::size_t>(page_end - at)) {
      return detail::plain_cut_off(left, static_cast<std::size_t>(page_end - at));
    }
    if (length > room - size) {
      if (length > size_max - size) break;
      bytes.resize(size);
      bytes.reserve(size + length);
      to = bytes.data();
      room = (std::min)(bytes.capacity(), size_max);
    }
    at += length_bytes;
    detail::overshooting_copy(to + size, at, length);
    at += length;
    size += length;
    *end++ = static_cast<std::int32_t>(size);
  }
  bytes.resize(size);
  offsets.resize(offsets.size() - left * sizeof(std::int32_t));
  guard.keep();
  return plain_taken{count - left, from.size() - static_cast<std::size_t>(page_end - at)};
}

DELTALAKE_DECL result<std::size_t> plain_skip_byte_arrays(std::string_view from, std::size_t count) {
  constexpr std::size_t length_bytes = sizeof(std::uint32_t);
  const std::uint8_t* at = reinterpret_cast<const std::uint8_t*>(from.data());
  std::size_t there = from.size();
  if (count > there / length_bytes) return detail::plain_cut_off(count, there);
  for (std::size_t left = count; left > 0; --left) {
    const std::size_t whole = detail::plain_length(at) + length_bytes;
    if (whole > there) return detail::plain_cut_off(left, there);
    at += whole;
    there -= whole;
  }
  return from.size() - there;
}

}  // namespace deltalake::inline v0::parquet
