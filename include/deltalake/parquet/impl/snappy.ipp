#pragma once
#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>

#include <deltalake/parquet/match_copy.hpp>
#include <deltalake/parquet/snappy.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

// What a tag byte of a copy says: its length in bits 0 to 7, bits 8 to 10 of its offset in place, and in the upper half
// a mask for the two bytes that follow the tag. One look-up instead of a branch on the kind, which nobody can predict.
using snappy_tag_table = std::array<std::uint32_t, 256>;

inline constexpr snappy_tag_table snappy_copies = [] {
  snappy_tag_table table{};
  for (std::uint32_t tag = 0; tag < 256; ++tag) {
    if ((tag & 3) == 1) table[tag] = (4 + (tag >> 2 & 7)) | (tag >> 5) << 8 | 0xFFU << 16;
    if ((tag & 3) >= 2) table[tag] = (1 + (tag >> 2)) | 0xFFFFU << 16;
  }
  return table;
}();

// Where the decoder stands. Small, so that it travels in registers. Once something was wrong, `in` is null and `out` at
// the end of its room, which ends each loop.
struct snappy_cursor {
  const match_byte* in;
  match_byte* out;
};

struct snappy_failure {
  const char* problem = nullptr;
  const match_byte* at = nullptr;
};

// Where the decoder may go. A tag is begun below `in_safe` and `out_end` only. 80 bytes from there on are readable, and
// 64 bytes behind `out_end` are writable, so that a tag of up to 64 bytes needs no other check before its bytes are
// copied. Passed by value: what it holds must not be read again after each byte stored.
struct snappy_bounds {
  const match_byte* in_safe;
  const match_byte* in_end;
  const match_byte* out_begin;
  match_byte* out_end;
  snappy_failure* failure;

  snappy_cursor fail(const char* problem, const match_byte* at) const noexcept {
    *failure = {problem, at};
    return {nullptr, out_end};
  }
};

// A literal whose length, less one, takes one to four bytes of its own.
inline snappy_cursor snappy_long_literal(const match_byte* in, match_byte* out, snappy_bounds bounds) noexcept {
  const unsigned bytes = (*in >> 2) - 59U;
  const std::size_t last = match_load_32(in + 1) & 0xFFFFFFFFU >> (32 - 8 * bytes);
  in += 1 + bytes;
  if (in >= bounds.in_end || last >= static_cast<std::size_t>(bounds.in_end - in)) {
    return bounds.fail("a literal reaches past the end", in);
  }
  if (last >= static_cast<std::size_t>(bounds.out_end - out)) {
    return bounds.fail("more bytes than the size says", in);
  }
  std::memcpy(out, in, last + 1);
  return {in + last + 1, out + last + 1};
}

// A literal of more than 16 bytes.
inline snappy_cursor snappy_literal(const match_byte* in, match_byte* out, snappy_bounds bounds) noexcept {
  const std::size_t length = (*in >> 2) + 1U;
  if (length > 60) return snappy_long_literal(in, out, bounds);
  for (std::size_t done = 0; done < 64; done += 16) match_copy_16(out + done, in + 1 + done);
  return {in + 1 + length, out + length};
}

// Copies from 8 or 4 bytes before, and what follows of the kind, with a short literal before each: how columns of
// integers that change in their low bytes look. The last eight bytes stay in a register; through memory, each copy
// would wait until the stores of the one before have reached the cache. Takes at least the first copy, which the caller
// has checked; there are eight bytes before it.
inline snappy_cursor snappy_near_run(const match_byte* in, match_byte* out, std::size_t offset, std::size_t length,
                                     snappy_bounds bounds) noexcept {
  std::uint64_t recent = match_load_native(out - 8);
  for (;;) {
    const std::uint64_t pattern = offset == 8 ? recent : recent >> 32 | (recent >> 32) << 32;
    std::memcpy(out, &pattern, 8);
    for (std::size_t done = 8; done < length; done += 8) std::memcpy(out + done, &pattern, 8);
    out += length;
    recent = std::rotr(pattern, static_cast<int>(8 * (length & 7)));
    if (in >= bounds.in_safe || out >= bounds.out_end) return {in, out};
    std::size_t tag = *in;
    if ((tag & 3) == 0) {
      const std::size_t literal = (tag >> 2) + 1;
      if (literal >= 8) return {in, out};
      const std::uint64_t word = match_load_native(in + 1);
      std::memcpy(out, &word, 8);
      in += 1 + literal;
      out += literal;
      recent = recent >> 8 * literal | word << (64 - 8 * literal);
      if (in >= bounds.in_safe || out >= bounds.out_end) return {in, out};
      tag = *in;
    }
    if ((tag & 3) == 0 || (tag & 3) == 3) return {in, out};
    const std::uint32_t copy = snappy_copies[tag];
    offset = (match_load_16(in + 1) & copy >> 16) | (copy & 0x700);
    length = copy & 0xFF;
    if ((offset != 8 && offset != 4) || length < 4) return {in, out};
    if (length > static_cast<std::size_t>(bounds.out_end - out)) return {in, out};
    in += 1 + (tag & 3);
  }
}

// A copy of bytes that partly are its own result, or may be.
inline snappy_cursor snappy_near_copy(const match_byte* in, match_byte* out, std::size_t offset, std::size_t length,
                                      snappy_bounds bounds) noexcept {
  if (offset == 0) return bounds.fail("a copy from offset 0", in);
  if (length > static_cast<std::size_t>(bounds.out_end - out)) {
    return bounds.fail("more bytes than the size says", in);
  }
  if constexpr (std::endian::native == std::endian::little) {
    const bool eight = out - bounds.out_begin >= 8;
    if ((offset == 8 || offset == 4) && length >= 4 && eight) return snappy_near_run(in, out, offset, length, bounds);
  }
  match_copy_near(out, offset, length);
  return {in, out + length};
}

// The loop over the tags, until one of the bounds is reached. It may overshoot them: the caller looks.
inline snappy_cursor snappy_run(const match_byte* in, match_byte* out, snappy_bounds bounds) noexcept {
  while (in < bounds.in_safe && out < bounds.out_end) {
    const std::size_t tag = *in;
    if ((tag & 3) == 0) {
      const std::size_t length = (tag >> 2) + 1;
      match_copy_16(out, in + 1);
      if (length <= 16) [[likely]] {
        in += 1 + length;
        out += length;
        continue;
      }
      const snappy_cursor next = snappy_literal(in, out, bounds);
      in = next.in;
      out = next.out;
      continue;
    }
    const std::uint32_t copy = snappy_copies[tag];
    const std::size_t length = copy & 0xFF;
    std::size_t offset = (match_load_16(in + 1) & copy >> 16) | (copy & 0x700);
    if ((tag & 3) == 3) [[unlikely]] {
      offset = match_load_32(in + 1);
      in += 1;
    }
    in += 1 + (tag & 3);
    if (offset > static_cast<std::size_t>(out - bounds.out_begin)) [[unlikely]] {
      return bounds.fail("a copy reaches before the beginning", in);
    }
    if (offset < 16) [[unlikely]] {
      const snappy_cursor next = snappy_near_copy(in, out, offset, length, bounds);
      in = next.in;
      out = next.out;
      continue;
    }
    const match_byte* const from = out - offset;
    match_copy_16(out, from);
    if (length > 16) {
      match_copy_16(out + 16, from + 16);
      if (length > 32) [[unlikely]] {
        match_copy_16(out + 32, from + 32);
        match_copy_16(out + 48, from + 48);
      }
    }
    out += length;
  }
  return {in, out};
}

inline error snappy_error(const char* problem, std::size_t offset, std::string_view from) {
  return error(errc::invalid_parquet, "Snappy data is damaged: " + std::string(problem) + ", near byte " +
                                          std::to_string((std::min)(offset, from.size())) + " of " +
                                          std::to_string(from.size()));
}

// The decompressed size, and how many bytes tell it.
struct snappy_preamble {
  std::uint64_t length = 0;
  std::size_t bytes = 0;  ///< 0: it is damaged
};

inline snappy_preamble read_snappy_preamble(std::string_view from) noexcept {
  snappy_preamble read;
  for (std::size_t i = 0; i < 5 && i < from.size(); ++i) {
    const std::uint64_t byte = static_cast<match_byte>(from[i]);
    read.length |= (byte & 0x7F) << 7 * i;
    if (byte >= 0x80) continue;
    if (read.length <= 0xFFFFFFFFU) read.bytes = i + 1;
    return read;
  }
  return read;
}

// Compression works on pieces of this size, so that all offsets and positions fit in 16 bits.
inline constexpr std::size_t snappy_piece = 1 << 16;
// No match begins in the last bytes of a piece: whole words are read there without looking at the end.
inline constexpr std::size_t snappy_piece_margin = 16;

// Where the bytes of a piece that are met by their hash were seen last.
struct snappy_positions {
  static constexpr unsigned bits = 14;
  std::array<std::uint16_t, 1U << bits> last{};

  std::uint16_t& at(std::uint32_t four_bytes) noexcept { return last[four_bytes * 0x9E3779B1U >> (32 - bits)]; }
};

inline match_byte* snappy_put_literal(match_byte* out, const match_byte* from, std::size_t length) noexcept {
  const std::size_t last = length - 1;
  if (last < 60) {
    *out++ = static_cast<match_byte>(last << 2);
  } else if (last < 256) {
    *out++ = 60 << 2;
    *out++ = static_cast<match_byte>(last);
  } else {
    *out++ = 61 << 2;
    *out++ = static_cast<match_byte>(last);
    *out++ = static_cast<match_byte>(last >> 8);
  }
  std::memcpy(out, from, length);
  return out + length;
}

// A literal in front of a match: 16 bytes are readable there, whatever its length.
inline match_byte* snappy_put_literal_before(match_byte* out, const match_byte* from, std::size_t length) noexcept {
  if (length > 16) return snappy_put_literal(out, from, length);
  *out++ = static_cast<match_byte>((length - 1) << 2);
  match_copy_16(out, from);
  return out + length;
}

inline match_byte* snappy_put_long_copy(match_byte* out, std::size_t offset, std::size_t length) noexcept {
  out[0] = static_cast<match_byte>((length - 1) << 2 | 2);
  out[1] = static_cast<match_byte>(offset);
  out[2] = static_cast<match_byte>(offset >> 8);
  return out + 3;
}

// Copies of at most 64 bytes each; none of less than four, which would have no short form.
inline match_byte* snappy_put_copy(match_byte* out, std::size_t offset, std::size_t length) noexcept {
  for (; length >= 68; length -= 64) out = snappy_put_long_copy(out, offset, 64);
  if (length > 64) {
    out = snappy_put_long_copy(out, offset, 60);
    length -= 60;
  }
  if (length >= 12 || offset >= 2048) return snappy_put_long_copy(out, offset, length);
  out[0] = static_cast<match_byte>(offset >> 8 << 5 | (length - 4) << 2 | 1);
  out[1] = static_cast<match_byte>(offset);
  return out + 2;
}

// The next place from `at` on, up to `last`, whose four bytes were met before. Where nothing repeats, the steps grow.
struct snappy_match {
  const match_byte* at;
  const match_byte* earlier;  // null: there is none
};
inline snappy_match snappy_find(const match_byte* piece, const match_byte* at, const match_byte* last,
                                snappy_positions& positions) noexcept {
  for (std::size_t misses = 32; at <= last; at += misses++ / 32) {
    const std::uint32_t word = match_load_32(at);
    std::uint16_t& seen = positions.at(word);
    const match_byte* const earlier = piece + seen;
    seen = static_cast<std::uint16_t>(at - piece);
    if (match_load_32(earlier) == word) return {at, earlier};
  }
  return {at, nullptr};
}

inline match_byte* snappy_put_piece(const match_byte* piece, std::size_t size, match_byte* out) noexcept {
  const match_byte* const end = piece + size;
  const match_byte* done = piece;  // up to here everything is written
  if (size > snappy_piece_margin) {
    snappy_positions positions;
    const match_byte* const last = end - snappy_piece_margin;
    for (const match_byte* at = piece + 1; at <= last;) {
      snappy_match found = snappy_find(piece, at, last, positions);
      if (found.earlier == nullptr) break;
      out = snappy_put_literal_before(out, done, static_cast<std::size_t>(found.at - done));
      while (true) {
        const std::size_t length = 4 + match_equal_bytes(found.earlier + 4, found.at + 4, end);
        out = snappy_put_copy(out, static_cast<std::size_t>(found.at - found.earlier), length);
        done = found.at = found.at + length;
        if (done > last) break;
        positions.at(match_load_32(done - 1)) = static_cast<std::uint16_t>(done - 1 - piece);
        const std::uint32_t word = match_load_32(done);
        std::uint16_t& seen = positions.at(word);
        found.earlier = piece + seen;
        seen = static_cast<std::uint16_t>(done - piece);
        if (match_load_32(found.earlier) != word) break;
      }
      at = done + 1;
    }
  }
  return done < end ? snappy_put_literal(out, done, static_cast<std::size_t>(end - done)) : out;
}

inline constexpr std::size_t snappy_bytes_max = 0xFFFFFFFFU;

inline error snappy_too_large(std::string_view from) {
  return error(errc::value_too_large, "Snappy data of " + std::to_string(from.size()) + " bytes");
}

// What snappy_put may write: a piece that does not compress grows by three bytes, one that barely does by one in six.
inline std::size_t snappy_room(std::string_view from) noexcept { return 32 + from.size() + from.size() / 6; }

// Writes `from`, compressed, and returns how many bytes it wrote.
inline std::size_t snappy_put(std::string_view from, match_byte* to) noexcept {
  match_byte* out = to;
  std::size_t length = from.size();
  for (; length >= 0x80; length >>= 7) *out++ = static_cast<match_byte>(length | 0x80);
  *out++ = static_cast<match_byte>(length);
  const auto* const bytes = reinterpret_cast<const match_byte*>(from.data());
  for (std::size_t done = 0; done < from.size(); done += snappy_piece) {
    out = snappy_put_piece(bytes + done, (std::min)(from.size() - done, snappy_piece), out);
  }
  return static_cast<std::size_t>(out - to);
}

}  // namespace detail

DELTALAKE_DECL result<std::size_t> snappy_length(std::string_view from) {
  const detail::snappy_preamble preamble = detail::read_snappy_preamble(from);
  if (preamble.bytes == 0) return detail::snappy_error("its length is none of 32 bits", 0, from);
  return static_cast<std::size_t>(preamble.length);
}

DELTALAKE_DECL result<void> snappy_decompress(std::string_view from, char* to, std::size_t size) {
  const detail::snappy_preamble preamble = detail::read_snappy_preamble(from);
  if (preamble.bytes == 0) return detail::snappy_error("its length is none of 32 bits", 0, from);
  if (preamble.length != size) {
    return error(errc::invalid_parquet, "Snappy data says that it holds " + std::to_string(preamble.length) +
                                            " bytes; expected " + std::to_string(size));
  }
  constexpr std::size_t margin = 80;
  const auto* const begin = reinterpret_cast<const detail::match_byte*>(from.data());
  const auto* const end = begin + from.size();
  auto* const out = reinterpret_cast<detail::match_byte*>(to);
  detail::snappy_failure failure;
  detail::snappy_bounds bounds{end, end, out, out + size, &failure};
  detail::snappy_cursor at{begin + preamble.bytes, out};
  if (end - at.in > static_cast<std::ptrdiff_t>(margin)) {
    bounds.in_safe = end - margin;
    at = detail::snappy_run(at.in, at.out, bounds);
  }
  if (at.in == nullptr) {
    return detail::snappy_error(failure.problem, static_cast<std::size_t>(failure.at - begin), from);
  }
  // The last tags are read from a copy with zeros behind them, so that the loop needs no bounds of its own for them.
  const std::size_t left = static_cast<std::size_t>(end - at.in), offset = from.size() - left;
  if (left > margin) return detail::snappy_error("more bytes than the size says", offset, from);
  std::array<detail::match_byte, 2 * margin> tail{};
  if (left != 0) std::memcpy(tail.data(), at.in, left);
  bounds.in_safe = bounds.in_end = tail.data() + left;
  at = detail::snappy_run(tail.data(), at.out, bounds);
  if (at.in != nullptr) {
    failure.at = at.in;
    if (at.out > bounds.out_end) failure.problem = "more bytes than the size says";
    if (at.in < bounds.in_end) failure.problem = "tags behind the last byte";
    if (at.out < bounds.out_end) failure.problem = "fewer bytes than the size says";
    if (at.in > bounds.in_end) failure.problem = "a tag reaches past the end";
  }
  if (failure.problem == nullptr) return {};
  return detail::snappy_error(failure.problem, offset + static_cast<std::size_t>(failure.at - tail.data()), from);
}

DELTALAKE_DECL result<void> snappy_compress(std::string_view from, std::string& into) {
  if (from.size() > detail::snappy_bytes_max) return detail::snappy_too_large(from);
  const std::size_t begin = into.size();
  into.resize(begin + detail::snappy_room(from));
  into.resize(begin + detail::snappy_put(from, reinterpret_cast<detail::match_byte*>(into.data()) + begin));
  return {};
}

DELTALAKE_DECL result<void> snappy_compress(std::string_view from, column::buffer& into) {
  if (from.size() > detail::snappy_bytes_max) return detail::snappy_too_large(from);
  const std::size_t begin = into.size();
  into.resize(begin + detail::snappy_room(from));
  into.resize(begin + detail::snappy_put(from, into.data() + begin));
  return {};
}

}  // namespace deltalake::inline v0::parquet
