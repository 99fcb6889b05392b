#pragma once
#include <algorithm>
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

}  // namespace deltalake::inline v0::parquet
