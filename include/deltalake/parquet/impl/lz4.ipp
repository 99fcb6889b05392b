#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string>

#include <deltalake/parquet/lz4.hpp>
#include <deltalake/parquet/match_copy.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

// The end of what a block gave, or what was wrong with it.
struct lz4_outcome {
  match_byte* out = nullptr;
  const char* problem = nullptr;
};

// Adds the bytes that extend `length`, up to the first that is not 255; 64 bits hold more than any input can ask for.
// Returns false if the input ends before.
inline bool lz4_extend(const match_byte*& in, const match_byte* end, std::uint64_t& length) noexcept {
  while (in < end) {
    const unsigned byte = *in++;
    length += byte;
    if (byte != 255) return true;
  }
  return false;
}

// Copies the literals of a sequence whose token is behind `in`, however long. Returns what was wrong, or null.
inline const char* lz4_literals(const match_byte*& in, const match_byte* end, std::uint64_t length, match_byte*& out,
                                const match_byte* out_end) noexcept {
  if (length == 15 && !lz4_extend(in, end, length)) return "a length reaches past the end";
  if (length > static_cast<std::uint64_t>(end - in)) return "literals reach past the end";
  if (length > static_cast<std::uint64_t>(out_end - out)) return "more bytes than there is room for";
  const auto count = static_cast<std::size_t>(length);
  if (count <= 64 && end - in >= 64) {
    for (std::size_t done = 0; done < 64; done += 16) match_copy_16(out + done, in + done);
  } else if (count != 0) {
    std::memcpy(out, in, count);
  }
  in += count;
  out += count;
  return nullptr;
}

// Decompresses a block to `out`, at most up to `out_end`, behind which 64 bytes may be written. Its copies reach back
// to `out_begin` at most.
inline lz4_outcome lz4_block(const match_byte* in, const match_byte* end, const match_byte* out_begin, match_byte* out,
                             const match_byte* out_end) noexcept {
  while (in < end) {
    const unsigned token = *in++;
    const std::size_t literals = token >> 4;
    if (literals < 15 && end - in > 32 && out < out_end) [[likely]] {
      match_copy_16(out, in);
      in += literals;
      out += literals;
    } else {
      const char* const problem = lz4_literals(in, end, literals, out, out_end);
      if (problem != nullptr) return {nullptr, problem};
      if (in == end) return {out, nullptr};
      if (end - in < 2) return {nullptr, "an offset reaches past the end"};
    }
    const std::size_t offset = match_load_16(in);
    in += 2;
    if (offset == 0) return {nullptr, "a copy from offset 0"};
    if (offset > static_cast<std::size_t>(out - out_begin)) return {nullptr, "a copy reaches before the beginning"};
    std::uint64_t length = (token & 15) + 4;
    if (length == 19 && !lz4_extend(in, end, length)) return {nullptr, "a length reaches past the end"};
    // `out` may be up to 14 bytes past its end here.
    if (out > out_end || length > static_cast<std::uint64_t>(out_end - out)) {
      return {nullptr, "more bytes than there is room for"};
    }
    if (offset >= 16 && length <= 32) [[likely]] {
      match_copy_16(out, out - offset);
      match_copy_16(out + 16, out + 16 - offset);
    } else {
      match_copy(out, offset, static_cast<std::size_t>(length));
    }
    out += length;
  }
  return {nullptr, "it does not end with literals"};
}

inline error lz4_error(const std::string& problem, std::string_view from, std::size_t size) {
  return error(errc::invalid_parquet, "LZ4 data of " + std::to_string(from.size()) + " bytes for " +
                                          std::to_string(size) + " is damaged: " + problem);
}

// The input and output of framed data.
struct lz4_stream {
  const match_byte* in;
  const match_byte* end;
  match_byte* out;
  match_byte* out_begin;
  match_byte* out_end;

  std::size_t left() const noexcept { return static_cast<std::size_t>(end - in); }
  std::size_t room() const noexcept { return static_cast<std::size_t>(out_end - out); }
  // The caller has seen that four bytes are left.
  std::uint32_t take_32() noexcept {
    in += 4;
    return match_load_32(in - 4);
  }
  std::uint32_t take_big_endian_32() noexcept {
    const std::uint32_t word = take_32();
    return word >> 24 | (word >> 8 & 0xFF00) | (word & 0xFF00) << 8 | word << 24;
  }
};

inline lz4_stream lz4_stream_of(std::string_view from, char* to, std::size_t size) noexcept {
  const auto* const in = reinterpret_cast<const match_byte*>(from.data());
  auto* const out = reinterpret_cast<match_byte*>(to);
  return {in, in + from.size(), out, out, out + size};
}

// Hadoop's framing: a decompressed length, then blocks with their compressed lengths until it is reached; and so on.
// Returns what was wrong, or null.
inline const char* lz4_hadoop(lz4_stream stream) noexcept {
  while (stream.left() != 0) {
    if (stream.left() < 4) return "a length is cut off";
    const std::uint32_t whole = stream.take_big_endian_32();
    if (whole > stream.room()) return "a block is longer than what is expected";
    const match_byte* const whole_end = stream.out + whole;
    while (stream.out < whole_end) {
      if (stream.left() < 4) return "a length is cut off";
      const std::uint32_t packed = stream.take_big_endian_32();
      if (packed > stream.left()) return "a block reaches past the end";
      const lz4_outcome block = lz4_block(stream.in, stream.in + packed, stream.out, stream.out, whole_end);
      if (block.problem != nullptr) return block.problem;
      stream.in += packed;
      stream.out = block.out;
    }
  }
  return stream.room() == 0 ? nullptr : "fewer bytes than expected";
}

inline constexpr std::uint32_t lz4_frame_magic = 0x184D2204;

// What stands before the blocks of a frame.
struct lz4_frame_header {
  bool linked = false;  ///< copies may reach into the blocks before
  bool block_checksums = false, content_checksum = false;
  std::size_t block_bytes_max = 0;
};

// Reads a frame's header, whose magic number has been taken. Returns what was wrong, or null.
inline const char* lz4_take_frame_header(lz4_stream& stream, lz4_frame_header& header) noexcept {
  if (stream.left() < 3) return "a frame's header is cut off";
  const unsigned flags = stream.in[0], sizes = stream.in[1];
  if (flags >> 6 != 1 || (flags & 2) != 0 || (sizes & 0x8F) != 0 || sizes < 0x40) return "a frame of unknown kind";
  if ((flags & 1) != 0) return "a frame that needs a dictionary";
  const std::size_t bytes = 3 + ((flags & 8) != 0 ? 8U : 0U);  // the last is a checksum of the others
  if (stream.left() < bytes) return "a frame's header is cut off";
  stream.in += bytes;
  header = {(flags & 0x20) == 0, (flags & 0x10) != 0, (flags & 4) != 0, std::size_t{1} << (8 + 2 * (sizes >> 4))};
  return nullptr;
}

// Reads the blocks of a frame and what ends it. Returns what was wrong, or null.
inline const char* lz4_take_frame(lz4_stream& stream) noexcept {
  lz4_frame_header header;
  if (const char* const problem = lz4_take_frame_header(stream, header)) return problem;
  const match_byte* const begin = stream.out;
  while (stream.left() >= 4) {
    const std::uint32_t word = stream.take_32();
    if (word == 0) {
      if (!header.content_checksum) return nullptr;
      if (stream.left() < 4) return "a frame's checksum is cut off";
      stream.in += 4;
      return nullptr;
    }
    const std::size_t bytes = word & 0x7FFFFFFF, checksum = header.block_checksums ? 4 : 0;
    if (bytes > header.block_bytes_max) return "a block is longer than its frame allows";
    if (bytes + checksum > stream.left()) return "a block reaches past the end";
    if (bytes != word) {
      if (bytes > stream.room()) return "more bytes than there is room for";
      std::memcpy(stream.out, stream.in, bytes);
      stream.out += bytes;
    } else {
      const match_byte* const history = header.linked ? begin : stream.out;
      const match_byte* const out_end = stream.out + (std::min)(stream.room(), header.block_bytes_max);
      const lz4_outcome block = lz4_block(stream.in, stream.in + bytes, history, stream.out, out_end);
      if (block.problem != nullptr) return block.problem;
      stream.out = block.out;
    }
    stream.in += bytes + checksum;
  }
  return "a frame has no end";
}

// One frame after another, with skippable ones between them. Returns what was wrong, or null.
inline const char* lz4_frames(lz4_stream stream) noexcept {
  while (stream.left() != 0) {
    if (stream.left() < 4) return "a frame's magic number is cut off";
    const std::uint32_t magic = stream.take_32();
    if (magic == lz4_frame_magic) {
      if (const char* const problem = lz4_take_frame(stream)) return problem;
      continue;
    }
    if (magic >> 4 != 0x184D2A5) return "no frame's magic number";
    const std::uint32_t bytes = stream.left() < 4 ? 0xFFFFFFFFU : stream.take_32();
    if (bytes > stream.left()) return "a skippable frame reaches past the end";
    stream.in += bytes;
  }
  return stream.room() == 0 ? nullptr : "fewer bytes than expected";
}

inline const char* lz4_bare(lz4_stream stream) noexcept {
  const lz4_outcome block = lz4_block(stream.in, stream.end, stream.out_begin, stream.out, stream.out_end);
  if (block.problem != nullptr) return block.problem;
  return block.out == stream.out_end ? nullptr : "fewer bytes than expected";
}

// Where the four bytes at a place of the input were seen last, by their hash.
struct lz4_positions {
  static constexpr unsigned bits = 14;
  std::array<std::uint32_t, 1U << bits> last{};

  std::uint32_t& at(std::uint32_t four_bytes) noexcept { return last[four_bytes * 0x9E3779B1U >> (32 - bits)]; }
};

inline constexpr std::size_t lz4_bytes_max = 0x7E000000;
// The format's rules for the end of a block: its last bytes are literals, and no match begins shortly before them.
inline constexpr std::size_t lz4_last_literals = 5, lz4_last_match = 12;

// Writes the bytes that extend a length of 15 or, of matches, 19.
inline match_byte* lz4_put_extension(match_byte* out, std::size_t beyond) noexcept {
  for (; beyond >= 255; beyond -= 255) *out++ = 255;
  *out++ = static_cast<match_byte>(beyond);
  return out;
}

// Writes the token and the literals of a sequence, whose match is `length` bytes; 4 if there is none.
inline match_byte* lz4_put_literals(match_byte* out, const match_byte* from, std::size_t count,
                                    std::size_t length) noexcept {
  const std::size_t match = (std::min)(length - 4, std::size_t{15});
  *out++ = static_cast<match_byte>((std::min)(count, std::size_t{15}) << 4 | match);
  if (count >= 15) out = lz4_put_extension(out, count - 15);
  if (count != 0) std::memcpy(out, from, count);
  return out + count;
}

// The next place from `at` on, up to `last`, whose four bytes were met not too long ago. Where nothing repeats, the
// steps grow.
struct lz4_match {
  const match_byte* at;
  const match_byte* earlier;  // null: there is none
};
inline lz4_match lz4_find(const match_byte* begin, const match_byte* at, const match_byte* last,
                          lz4_positions& positions) noexcept {
  for (std::size_t misses = 64; at <= last; at += misses++ / 64) {
    const std::uint32_t word = match_load_32(at);
    std::uint32_t& seen = positions.at(word);
    const match_byte* const earlier = begin + seen;
    seen = static_cast<std::uint32_t>(at - begin);
    if (at - earlier <= 0xFFFF && match_load_32(earlier) == word) return {at, earlier};
  }
  return {at, nullptr};
}

// Writes a block and returns its end. `out` has room for what cannot be compressed.
inline match_byte* lz4_put_block(const match_byte* begin, std::size_t size, match_byte* out) noexcept {
  const match_byte* const end = begin + size;
  const match_byte* done = begin;  // up to here everything is written
  if (size > lz4_last_match) {
    lz4_positions positions;
    const match_byte* const last = end - lz4_last_match;
    const match_byte* const match_end = end - lz4_last_literals;
    for (const match_byte* at = begin + 1; at <= last;) {
      lz4_match found = lz4_find(begin, at, last, positions);
      if (found.earlier == nullptr) break;
      while (found.at > done && found.earlier > begin && found.at[-1] == found.earlier[-1]) --found.at, --found.earlier;
      const std::size_t length = 4 + match_equal_bytes(found.earlier + 4, found.at + 4, match_end);
      out = lz4_put_literals(out, done, static_cast<std::size_t>(found.at - done), length);
      const auto offset = static_cast<std::size_t>(found.at - found.earlier);
      *out++ = static_cast<match_byte>(offset);
      *out++ = static_cast<match_byte>(offset >> 8);
      if (length >= 19) out = lz4_put_extension(out, length - 19);
      done = at = found.at + length;
      if (at <= last) positions.at(match_load_32(at - 2)) = static_cast<std::uint32_t>(at - 2 - begin);
    }
  }
  return lz4_put_literals(out, done, static_cast<std::size_t>(end - done), 4);
}

}  // namespace detail

DELTALAKE_DECL result<void> lz4_raw_decompress(std::string_view from, char* to, std::size_t size) {
  const char* const problem = detail::lz4_bare(detail::lz4_stream_of(from, to, size));
  if (problem != nullptr) return detail::lz4_error(problem, from, size);
  return {};
}

DELTALAKE_DECL result<void> lz4_decompress(std::string_view from, char* to, std::size_t size) {
  const detail::lz4_stream stream = detail::lz4_stream_of(from, to, size);
  const char* const as_frames = detail::lz4_frames(stream);
  if (as_frames == nullptr) return {};
  const char* const as_hadoop = detail::lz4_hadoop(stream);
  if (as_hadoop == nullptr) return {};
  const char* const as_block = detail::lz4_bare(stream);
  if (as_block == nullptr) return {};
  return detail::lz4_error(
      std::string("as frames, ") + as_frames + "; as Hadoop's blocks, " + as_hadoop + "; as one block, " + as_block,
      from, size);
}

DELTALAKE_DECL result<void> lz4_raw_compress(std::string_view from, column::buffer& into) {
  if (from.size() > detail::lz4_bytes_max) {
    return error(errc::value_too_large, "LZ4 data of " + std::to_string(from.size()) + " bytes");
  }
  const std::size_t begin = into.size();
  into.resize(begin + from.size() + from.size() / 255 + 16);
  const auto* const bytes = reinterpret_cast<const detail::match_byte*>(from.data());
  const detail::match_byte* const end = detail::lz4_put_block(bytes, from.size(), into.data() + begin);
  into.resize(static_cast<std::size_t>(end - into.data()));
  return {};
}

}  // namespace deltalake::inline v0::parquet
