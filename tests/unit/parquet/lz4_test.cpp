#include <deltalake/parquet/lz4.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <tests/support/decompression.hpp>

namespace deltalake_lz4_test {
namespace {

using deltalake::parquet::lz4_decompress;
using deltalake::parquet::lz4_raw_decompress;
using deltalake_test::decompress_guarded;
using deltalake_test::noise;

std::optional<std::string> raw(std::string_view from, std::size_t size) {
  return decompress_guarded(lz4_raw_decompress, from, size);
}
std::optional<std::string> framed(std::string_view from, std::size_t size) {
  return decompress_guarded(lz4_decompress, from, size);
}

// A block read byte by byte, as its description says it.
std::optional<std::string> slow_decompress(std::string_view from, std::size_t size) {
  std::size_t at = 0;
  std::string made;
  const auto extended = [&](std::size_t length) {
    for (unsigned byte = 255; byte == 255 && at < from.size(); length += byte) {
      byte = static_cast<unsigned char>(from[at++]);
      if (byte != 255) return std::optional(length + byte);
    }
    return std::optional<std::size_t>();
  };
  while (at < from.size()) {
    const unsigned token = static_cast<unsigned char>(from[at++]);
    std::optional<std::size_t> literals = token >> 4, length = (token & 15) + 4;
    if (literals == 15) literals = extended(15);
    if (!literals || *literals > from.size() - at || *literals > size - made.size()) return std::nullopt;
    made.append(from.substr(at, *literals));
    at += *literals;
    if (at == from.size()) return made.size() == size ? std::optional(made) : std::nullopt;
    if (from.size() - at < 2) return std::nullopt;
    const std::size_t offset = static_cast<unsigned char>(from[at]) | static_cast<unsigned char>(from[at + 1]) << 8;
    at += 2;
    if (length == 19) length = extended(19);
    if (!length || offset == 0 || offset > made.size() || *length > size - made.size()) return std::nullopt;
    for (std::size_t i = 0; i < *length; ++i) made += made[made.size() - offset];
  }
  return std::nullopt;
}

// Writes the sequences of a block, and keeps what they stand for.
struct writer {
  std::string block, plain;

  void extension(std::size_t length) {
    for (; length >= 255; length -= 255) block += '\xFF';
    block += static_cast<char>(length);
  }
  // Literals alone end a block; `length` is 0 for them.
  void sequence(std::string_view literals, std::size_t offset = 0, std::size_t length = 0) {
    const std::size_t high = std::min<std::size_t>(literals.size(), 15);
    const std::size_t low = length == 0 ? 0 : std::min<std::size_t>(length - 4, 15);
    block += static_cast<char>(high << 4 | low);
    if (high == 15) extension(literals.size() - 15);
    block += literals;
    plain += literals;
    if (length == 0) return;
    block += static_cast<char>(offset);
    block += static_cast<char>(offset >> 8);
    if (low == 15) extension(length - 19);
    for (std::size_t i = 0; i < length; ++i) plain += plain[plain.size() - offset];
  }
};

// Random sequences; copies may reach back into `history`.
writer random_block(std::mt19937_64& random, std::size_t count, const std::string& history = {}) {
  writer made;
  made.plain = history;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t literals = (made.plain.empty() ? 1 : 0) + (random() % 9 == 0 ? random() % 600 : random() % 20);
    const std::size_t reach = std::min<std::size_t>(made.plain.size() + literals, random() % 2 == 0 ? 20 : 65535);
    const std::size_t length = 4 + (random() % 9 == 0 ? random() % 600 : random() % 20);
    made.sequence(noise(random, literals), 1 + random() % reach, length);
  }
  made.sequence(noise(random, random() % 30));
  made.plain.erase(0, history.size());
  return made;
}

std::string number(std::uint64_t value, std::size_t bytes) {
  std::string made;
  for (std::size_t i = 0; i < bytes; ++i) made += static_cast<char>(value >> 8 * i);
  return made;
}
std::string big_endian(std::uint64_t value) {
  std::string made = number(value, 4);
  std::reverse(made.begin(), made.end());
  return made;
}

struct frame_options {
  bool linked = false, block_checksums = false, content_size = false, content_checksum = false;
};

std::string frame_header(frame_options options) {
  const int flags = 0x40 | (options.linked ? 0 : 0x20) | (options.block_checksums ? 0x10 : 0) |
                    (options.content_size ? 8 : 0) | (options.content_checksum ? 4 : 0);
  std::string made = number(0x184D2204, 4) + static_cast<char>(flags) + '\x40';
  if (options.content_size) made += number(77, 8);
  return made + '?';
}
std::string frame_block(const std::string& content, bool stored, frame_options options) {
  return number(content.size() | (stored ? 0x80000000 : 0), 4) + content + (options.block_checksums ? "sum?" : "");
}
std::string frame_end(frame_options options) { return number(0, 4) + (options.content_checksum ? "sum?" : ""); }

// A frame of `count` blocks, some of them stored.
std::string random_frame(std::mt19937_64& random, std::size_t count, frame_options options, std::string& plain) {
  std::string made = frame_header(options), here;
  for (std::size_t i = 0; i < count; ++i) {
    const writer block = random_block(random, 1 + random() % 20, options.linked ? here : "");
    const bool stored = random() % 4 == 0;
    made += frame_block(stored ? block.plain : block.block, stored, options);
    here += block.plain;
  }
  plain += here;
  return made + frame_end(options);
}

void check_same(std::string_view from, std::size_t size) {
  deltalake_test::check_same(lz4_raw_decompress, slow_decompress, from, size);
}

TEST_CASE("lz4: blocks written by hand") {
  using namespace std::string_view_literals;
  CHECK(raw("\0"sv, 0) == "");
  CHECK(raw("\x50hello"sv, 5) == "hello");
  CHECK(raw("\x44"
            "abcd"
            "\x04\0\0"sv,
            12) == "abcdabcdabcd");
  CHECK(raw("\x1F"
            "x"
            "\x01\0\x05\x10y"sv,
            26) == std::string(25, 'x') + "y");
  CHECK(raw("\xF0\x05"
            "12345678901234567890"sv,
            20) == "12345678901234567890");
}

TEST_CASE("lz4: what is wrong is named") {
  using namespace std::string_view_literals;
  std::vector<char> to(400);
  const auto problem = [&](std::string_view from, std::size_t size) {
    return lz4_raw_decompress(from, to.data(), size).error().detail;
  };
  CHECK(problem("\x50hell"sv, 5) == "LZ4 data of 5 bytes for 5 is damaged: literals reach past the end");
  CHECK(problem(""sv, 0).find("does not end with literals") != std::string::npos);
  CHECK(problem("\x50hello"sv, 4).find("more bytes than there is room for") != std::string::npos);
  CHECK(problem("\x50hello"sv, 6).find("fewer bytes than expected") != std::string::npos);
  CHECK(problem("\x10x\0\0\0"sv, 5).find("a copy from offset 0") != std::string::npos);
  CHECK(problem("\x10x\x02\0\0"sv, 5).find("a copy reaches before the beginning") != std::string::npos);
  CHECK(problem("\x10x\x01"sv, 5).find("an offset reaches past the end") != std::string::npos);
  CHECK(problem("\x1Fx\x01\0\xFF\xFF"sv, 300).find("a length reaches past the end") != std::string::npos);
  CHECK(problem("\xF0\xFF\xFF"sv, 300).find("a length reaches past the end") != std::string::npos);
  CHECK(problem("\x10x\x01\0"sv, 5).find("does not end with literals") != std::string::npos);
}

TEST_CASE("lz4: copies of many lengths from every near offset") {
  std::mt19937_64 random(1);
  for (std::size_t offset = 1; offset <= 70; ++offset) {
    for (std::size_t length = 4; length <= 300; length += 1 + length / 20) {
      writer made;
      made.sequence(noise(random, offset + random() % 9), offset, length);
      made.sequence(noise(random, random() % 60));
      REQUIRE((raw(made.block, made.plain.size()) == made.plain));
    }
  }
}

TEST_CASE("lz4: random sequences give what they stand for") {
  std::mt19937_64 random(2);
  for (int round = 0; round < 300; ++round) {
    const writer made = random_block(random, 1 + random() % 100);
    REQUIRE((slow_decompress(made.block, made.plain.size()) == made.plain));
    REQUIRE((raw(made.block, made.plain.size()) == made.plain));
    REQUIRE((framed(made.block, made.plain.size()) == made.plain));
  }
}

TEST_CASE("lz4: a block cut off anywhere, or of another size, is refused or read as the format says") {
  std::mt19937_64 random(3);
  for (int round = 0; round < 10; ++round) {
    const writer made = random_block(random, 12);
    for (std::size_t size = 0; size < made.block.size(); ++size) {
      check_same(std::string_view(made.block).substr(0, size), made.plain.size());
    }
    const std::size_t size = made.plain.size();
    for (std::size_t other = size < 70 ? 0 : size - 70; other < size + 70; ++other) check_same(made.block, other);
    check_same(made.block + '\0', size);
  }
}

TEST_CASE("lz4: any changed byte is read as the format says, or refused") {
  std::mt19937_64 random(4);
  for (int round = 0; round < 10; ++round) {
    const writer made = random_block(random, 8);
    std::string changed = made.block;
    for (char& byte : changed) {
      const char before = byte;
      for (int bit = 0; bit < 8; ++bit) {
        byte = static_cast<char>(before ^ 1 << bit);
        check_same(changed, made.plain.size());
        framed(changed, made.plain.size());
      }
      byte = before;
    }
  }
}

TEST_CASE("lz4: Hadoop's framing, with one block or several under a length") {
  using namespace std::string_view_literals;
  CHECK(framed("\0\0\0\x05\0\0\0\x06\x50hello"sv, 5) == "hello");
  CHECK(framed("\0\0\0\x05\0\0\0\x06\x50hello\0\0\0\x02\0\0\0\x03\x20!!"sv, 7) == "hello!!");
  CHECK(framed("\0\0\0\x07\0\0\0\x06\x50hello\0\0\0\x03\x20!!"sv, 7) == "hello!!");
  CHECK(framed("\0\0\0\0"sv, 0) == "");
  CHECK(framed("\0\0\0\x05\0\0\0\x06\x50hello\0\0\0\0"sv, 5) == "hello");
  CHECK(framed("\0\0\0\x06\0\0\0\x06\x50hello"sv, 6) == std::nullopt);
  CHECK(framed("\0\0\0\x04\0\0\0\x06\x50hello"sv, 5) == std::nullopt);
  CHECK(framed("\0\0\0\x05\0\0\0\x07\x50hello"sv, 5) == std::nullopt);
  CHECK(framed("\0\0\0\x05\0\0\0\x06\x50hello\0"sv, 5) == std::nullopt);

  std::mt19937_64 random(5);
  for (int round = 0; round < 100; ++round) {
    std::string whole, plain;
    for (std::size_t outer = 1 + random() % 3; outer > 0; --outer) {
      std::string blocks, here;
      for (std::size_t inner = 1 + random() % 3; inner > 0; --inner) {
        const writer block = random_block(random, 1 + random() % 20);
        blocks += big_endian(block.block.size()) + block.block;
        here += block.plain;
      }
      whole += big_endian(here.size()) + blocks;
      plain += here;
    }
    REQUIRE((framed(whole, plain.size()) == plain));
  }
}

TEST_CASE("lz4: frames of independent, linked and stored blocks") {
  std::mt19937_64 random(6);
  for (unsigned round = 0; round < 160; ++round) {
    const frame_options options{(round & 1) != 0, (round & 2) != 0, (round & 4) != 0, (round & 8) != 0};
    std::string plain, whole = random_frame(random, random() % 4, options, plain);
    if (round % 3 == 0) whole += number(0x184D2A57, 4) + number(5, 4) + "skips";
    if (round % 3 == 0) whole += random_frame(random, random() % 4, options, plain);
    REQUIRE((framed(whole, plain.size()) == plain));
    REQUIRE(framed(whole, plain.size() + 1) == std::nullopt);
    if (!plain.empty()) REQUIRE(framed(whole, plain.size() - 1) == std::nullopt);
  }
}

TEST_CASE("lz4: frames that are cut off or changed touch nothing outside") {
  std::mt19937_64 random(7);
  for (unsigned round = 0; round < 16; ++round) {
    const frame_options options{(round & 1) != 0, (round & 2) != 0, (round & 4) != 0, (round & 8) != 0};
    std::string plain, whole = random_frame(random, 2, options, plain);
    for (std::size_t size = 0; size < whole.size(); size += 1 + size / 30) {
      REQUIRE(framed(std::string_view(whole).substr(0, size), plain.size()) == std::nullopt);
    }
    for (char& byte : whole) {
      const char before = byte;
      byte = static_cast<char>(before ^ 1 << random() % 8);
      framed(whole, plain.size());
      byte = before;
    }
  }
}

TEST_CASE("lz4: frames that need what is not there are refused, and each framing's reason is given") {
  using namespace std::string_view_literals;
  std::vector<char> to(200);
  const auto problem = [&](std::string_view from) { return lz4_decompress(from, to.data(), 5).error().detail; };
  CHECK(problem("\x04\x22\x4D\x18\x61\x40\0\0\0\0\0\0\0\0"sv).find("a frame that needs a dictionary") !=
        std::string::npos);
  CHECK(problem("\x04\x22\x4D\x18\xA0\x40?\0\0\0\0"sv).find("a frame of unknown kind") != std::string::npos);
  CHECK(problem("\x04\x22\x4D\x18\x60\x30?\0\0\0\0"sv).find("a frame of unknown kind") != std::string::npos);
  CHECK(problem("\x04\x22\x4D\x18\x60\x40?\x01\0\x01\x80"sv).find("longer than its frame allows") != std::string::npos);
  CHECK(problem("nothing"sv) ==
        "LZ4 data of 7 bytes for 5 is damaged: as frames, no frame's magic number; as Hadoop's blocks, a block is "
        "longer than what is expected; as one block, more bytes than there is room for");
}

}  // namespace
// Checks the rules for the end of a block, without which other decoders may fail: the last five bytes are literals, and
// the last match begins twelve bytes before the end or earlier.
void check_end(std::string_view block, std::size_t size) {
  const auto extended = [&](std::size_t& at, std::size_t length) {
    for (unsigned byte = 255; byte == 255; length += byte) byte = static_cast<unsigned char>(block[at++]);
    return length;
  };
  std::size_t made = 0, match_begin = 0, literals = 0;
  for (std::size_t at = 0; at < block.size();) {
    const unsigned token = static_cast<unsigned char>(block[at++]);
    literals = token >> 4 == 15 ? extended(at, 15) : token >> 4;
    made += literals;
    at += literals;
    if (at == block.size()) break;
    at += 2;
    match_begin = made;
    made += (token & 15) == 15 ? extended(at, 19) : (token & 15) + 4;
  }
  REQUIRE(made == size);
  if (match_begin == 0) return;
  REQUIRE(literals >= 5);
  REQUIRE(match_begin + 12 <= size);
}

TEST_CASE("lz4_raw_compress: what it makes is a block, read by the format's own words and by our reader") {
  std::mt19937_64 random(21);
  for (int i = 0; i < 400; ++i) {
    const std::string text = deltalake_test::compressible(random);
    deltalake::column::buffer to;
    to.append("before", 6);
    REQUIRE(deltalake::parquet::lz4_raw_compress(text, to).has_value());
    REQUIRE(to.view().starts_with("before"));
    const std::string_view made = to.view().substr(6);
    REQUIRE((raw(made, text.size()) == text));
    if (text.size() < 20'000) REQUIRE((slow_decompress(made, text.size()) == text));
    check_end(made, text.size());
  }
}

TEST_CASE("lz4_raw_compress: what repeats becomes small, and noise hardly grows") {
  std::mt19937_64 random(22);
  deltalake::column::buffer to;
  REQUIRE(deltalake::parquet::lz4_raw_compress(std::string(1'000'000, 'a'), to).has_value());
  CHECK(to.size() < 4'000);
  to.clear();
  const std::string incompressible = noise(random, 200'000);
  REQUIRE(deltalake::parquet::lz4_raw_compress(incompressible, to).has_value());
  CHECK(to.size() <= 200'000 + 200'000 / 255 + 16);
  // Too far back is not found again, near enough is.
  to.clear();
  const std::string far = incompressible.substr(0, 70'000), near = incompressible.substr(0, 60'000);
  REQUIRE(deltalake::parquet::lz4_raw_compress(far + far, to).has_value());
  CHECK((raw(to.view(), 140'000) == far + far));
  to.clear();
  REQUIRE(deltalake::parquet::lz4_raw_compress(near + near, to).has_value());
  CHECK((raw(to.view(), 120'000) == near + near));
  CHECK(to.size() < 62'000);
}

TEST_CASE("lz4_raw_compress: more than other decoders take is refused unread") {
  const char one = 0;
  deltalake::column::buffer to;
  const auto refused = deltalake::parquet::lz4_raw_compress({&one, 0x7E00'0001}, to);
  CHECK(refused.error().code == deltalake::errc::value_too_large);
  CHECK(to.empty());
}

}  // namespace deltalake_lz4_test
