#include <deltalake/parquet/snappy.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <tests/support/decompression.hpp>

namespace deltalake_snappy_test {
namespace {

using deltalake::errc;
using deltalake::parquet::snappy_decompress;
using deltalake::parquet::snappy_length;
using deltalake_test::noise;

std::optional<std::string> decompress(std::string_view from, std::size_t size) {
  return deltalake_test::decompress_guarded(snappy_decompress, from, size);
}

// The format read byte by byte, as its description says it.
std::optional<std::string> slow_decompress(std::string_view from, std::size_t size) {
  std::size_t at = 0;
  std::uint64_t length = 0;
  const auto number = [&](std::size_t bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i) value |= std::uint64_t{static_cast<unsigned char>(from[at + i])} << 8 * i;
    at += bytes;
    return value;
  };
  for (unsigned shift = 0;; shift += 7) {
    if (at == from.size() || shift > 28) return std::nullopt;
    const std::uint64_t byte = number(1);
    length |= (byte & 0x7F) << shift;
    if (byte < 0x80) break;
  }
  if (length != size) return std::nullopt;
  std::string made;
  while (at < from.size()) {
    const std::uint64_t tag = number(1);
    const std::size_t of_copy = (tag & 3) == 3 ? 4 : tag & 3, of_literal = tag >= 240 ? (tag >> 2) - 59 : 0;
    const std::size_t extra = (tag & 3) != 0 ? of_copy : of_literal;
    if (from.size() - at < extra) return std::nullopt;
    const std::uint64_t operand = number(extra);
    const std::uint64_t count =
        (tag & 3) == 1 ? 4 + (tag >> 2 & 7) : (tag >= 240 && (tag & 3) == 0 ? operand : tag >> 2) + 1;
    if (count > size - made.size()) return std::nullopt;
    if ((tag & 3) == 0) {
      if (count > from.size() - at) return std::nullopt;
      made.append(from.substr(at, count));
      at += count;
      continue;
    }
    const std::uint64_t offset = (tag & 3) == 1 ? (tag >> 5) << 8 | operand : operand;
    if (offset == 0 || offset > made.size()) return std::nullopt;
    for (std::uint64_t i = 0; i < count; ++i) made += made[made.size() - offset];
  }
  if (made.size() != size) return std::nullopt;
  return made;
}

// Writes tags, and keeps what they stand for.
struct writer {
  std::string tags, plain;

  void number(std::uint64_t value, std::size_t bytes) {
    for (std::size_t i = 0; i < bytes; ++i) tags += static_cast<char>(value >> 8 * i);
  }
  // `form` is 0, or how many bytes tell the length.
  void literal(std::string_view text, std::size_t form = 0) {
    const std::size_t last = text.size() - 1;
    if (form == 0 && last >= 60) form = last < 256 ? 1 : last < 65536 ? 2 : 3;
    number(form == 0 ? last << 2 : (59 + form) << 2, 1);
    number(last, form);
    tags += text;
    plain += text;
  }
  // `form` is the kind of the tag: 1, 2 or 3.
  void copy(std::size_t offset, std::size_t length, std::size_t form) {
    if (form == 1) number(offset >> 8 << 5 | (length - 4) << 2 | 1, 1);
    if (form != 1) number((length - 1) << 2 | form, 1);
    number(form == 1 ? offset & 0xFF : offset, form == 3 ? 4 : form);
    for (std::size_t i = 0; i < length; ++i) plain += plain[plain.size() - offset];
  }
  std::string whole() const {
    std::string made;
    for (std::size_t left = plain.size();; left >>= 7) {
      made += static_cast<char>(left < 0x80 ? left : (left & 0x7F) | 0x80);
      if (left < 0x80) return made + tags;
    }
  }
};

// Random tags: any kind, any length, near and far offsets.
writer random_tags(std::mt19937_64& random, std::size_t count) {
  writer made;
  made.literal(noise(random, 1 + random() % 40));
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t kind = random() % 8, here = made.plain.size();
    if (kind == 0) made.literal(noise(random, 1 + random() % 8));
    if (kind == 1) made.literal(noise(random, 1 + random() % 300), random() % 2 == 0 ? 0 : 2 + random() % 3);
    if (kind >= 2 && kind <= 4) made.copy(1 + random() % std::min<std::size_t>(here, 20), 1 + random() % 64, 2);
    if (kind == 5) made.copy(1 + random() % std::min<std::size_t>(here, 2047), 4 + random() % 8, 1);
    if (kind == 6) made.copy(1 + random() % std::min<std::size_t>(here, 65535), 1 + random() % 64, 2);
    if (kind == 7) made.copy(1 + random() % here, 1 + random() % 64, 3);
  }
  return made;
}

// What a column of 64-bit or 32-bit integers with changing low bytes gives.
writer counting_tags(std::mt19937_64& random, std::size_t width, std::size_t count) {
  writer made;
  made.literal(noise(random, width));
  for (std::size_t i = 0; i < count; ++i) {
    if (random() % 5 != 0) made.literal(noise(random, 1 + random() % 9));
    made.copy(made.plain.size() < 8 || random() % 9 != 0 ? width : 4 + random() % 2 * 4, 1 + random() % 20, 2);
  }
  return made;
}

void check_same(std::string_view from, std::size_t size) {
  deltalake_test::check_same(snappy_decompress, slow_decompress, from, size);
}

TEST_CASE("snappy: vectors written by hand") {
  using namespace std::string_view_literals;
  CHECK(decompress("\0"sv, 0) == "");
  CHECK(decompress("\x05\x10hello"sv, 5) == "hello");
  CHECK(decompress("\x05\xF0\x04hello"sv, 5) == "hello");
  CHECK(decompress("\x05\xF4\x04\0hello"sv, 5) == "hello");
  CHECK(decompress("\x05\xF8\x04\0\0hello"sv, 5) == "hello");
  CHECK(decompress("\x05\xFC\x04\0\0\0hello"sv, 5) == "hello");
  CHECK(decompress("\x0C\x0C"
                   "abcd"
                   "\x11\x04"sv,
                   12) == "abcdabcdabcd");
  CHECK(decompress("\x0C\x0C"
                   "abcd"
                   "\x1E\x04\0"sv,
                   12) == "abcdabcdabcd");
  CHECK(decompress("\x0C\x0C"
                   "abcd"
                   "\x1F\x04\0\0\0"sv,
                   12) == "abcdabcdabcd");
  CHECK(decompress("\x41\0x\xFE\x01\0"sv, 65) == std::string(65, 'x'));
}

TEST_CASE("snappy: the length is a number of at most 32 bits") {
  using namespace std::string_view_literals;
  CHECK(snappy_length("\0"sv).value() == 0);
  CHECK(snappy_length("\x40"sv).value() == 64);
  CHECK(snappy_length("\xFE\xFF\x7F"sv).value() == 2097150);
  CHECK(snappy_length("\xFF\xFF\xFF\xFF\x0F"sv).value() == 0xFFFFFFFF);
  for (const std::string_view bad : {""sv, "\x80"sv, "\xFF\xFF\xFF\xFF"sv, "\xFF\xFF\xFF\xFF\x10"sv,
                                     "\xFF\xFF\xFF\xFF\x8F\x01"sv, "\x80\x80\x80\x80\x80"sv}) {
    REQUIRE(snappy_length(bad).has_error());
    CHECK(snappy_length(bad).error().code == errc::invalid_parquet);
    CHECK(decompress(bad, 0) == std::nullopt);
  }
}

TEST_CASE("snappy: what is wrong is named") {
  using namespace std::string_view_literals;
  std::vector<char> to(200);
  const auto problem = [&](std::string_view from, std::size_t size) {
    return snappy_decompress(from, to.data(), size).error().detail;
  };
  CHECK(problem("\x05\x10hello"sv, 6) == "Snappy data says that it holds 5 bytes; expected 6");
  CHECK(problem("\x05\x10hell"sv, 5) == "Snappy data is damaged: a tag reaches past the end, near byte 6 of 6");
  CHECK(problem("\x08\0x\x01\0"sv, 8) == "Snappy data is damaged: a copy from offset 0, near byte 5 of 5");
  CHECK(problem("\x08\0x\x0D\x02"sv, 8).find("a copy reaches before the beginning") != std::string::npos);
  CHECK(problem("\x04\x10hello"sv, 4).find("more bytes than the size says") != std::string::npos);
  CHECK(problem("\x06\x10hello"sv, 6).find("fewer bytes than the size says") != std::string::npos);
  CHECK(problem("\x05\x10hello\0x"sv, 5).find("tags behind the last byte") != std::string::npos);
  CHECK(problem("\x05\xFC\xFF\xFF\xFF\xFFhello"sv, 5).find("a literal reaches past the end") != std::string::npos);
}

TEST_CASE("snappy: copies of every length from every near offset") {
  std::mt19937_64 random(1);
  for (std::size_t offset = 1; offset <= 70; ++offset) {
    for (std::size_t length = 1; length <= 64; ++length) {
      writer made;
      made.literal(noise(random, offset + random() % 9));
      made.copy(offset, length, 2 + random() % 2);
      made.literal("end");
      REQUIRE((decompress(made.whole(), made.plain.size()) == made.plain));
    }
  }
}

TEST_CASE("snappy: literals of every length in every form") {
  std::mt19937_64 random(2);
  for (std::size_t length = 1; length <= 400; ++length) {
    for (std::size_t form = length <= 60 ? 0 : length <= 256 ? 1 : 2; form <= 4; ++form) {
      writer made;
      made.literal(noise(random, length), form);
      made.literal(noise(random, 1 + random() % 100));
      REQUIRE((decompress(made.whole(), made.plain.size()) == made.plain));
    }
  }
}

TEST_CASE("snappy: random tags give what they stand for") {
  std::mt19937_64 random(3);
  for (int round = 0; round < 300; ++round) {
    const writer made = random_tags(random, 1 + random() % 200);
    REQUIRE((slow_decompress(made.whole(), made.plain.size()) == made.plain));
    REQUIRE((decompress(made.whole(), made.plain.size()) == made.plain));
  }
}

TEST_CASE("snappy: runs of copies from 4 and 8 bytes before") {
  std::mt19937_64 random(4);
  for (int round = 0; round < 400; ++round) {
    const writer made = counting_tags(random, round % 2 == 0 ? 8 : 4, 1 + random() % 120);
    REQUIRE((decompress(made.whole(), made.plain.size()) == made.plain));
  }
}

TEST_CASE("snappy: data cut off anywhere is refused") {
  std::mt19937_64 random(5);
  for (int round = 0; round < 8; ++round) {
    const writer made = round % 2 == 0 ? random_tags(random, 30) : counting_tags(random, 8, 60);
    const std::string whole = made.whole();
    for (std::size_t size = 0; size < whole.size(); ++size) {
      REQUIRE(decompress(std::string_view(whole).substr(0, size), made.plain.size()) == std::nullopt);
    }
    CHECK(decompress(whole + '\0', made.plain.size()) == std::nullopt);
    CHECK(decompress(whole, made.plain.size() + 1) == std::nullopt);
  }
}

TEST_CASE("snappy: any changed byte is read as the format says, or refused") {
  std::mt19937_64 random(6);
  for (int round = 0; round < 8; ++round) {
    const writer made = round % 2 == 0 ? random_tags(random, 12) : counting_tags(random, 8, 40);
    std::string changed = made.whole();
    for (char& byte : changed) {
      const char before = byte;
      for (int bit = 0; bit < 8; ++bit) {
        byte = static_cast<char>(before ^ 1 << bit);
        check_same(changed, made.plain.size());
      }
      byte = static_cast<char>(random());
      check_same(changed, made.plain.size());
      byte = before;
    }
  }
}

TEST_CASE("snappy: any size is read as the format says, or refused") {
  std::mt19937_64 random(7);
  for (int round = 0; round < 20; ++round) {
    const writer made = round % 2 == 0 ? random_tags(random, 20) : counting_tags(random, 8, 40);
    writer other = made;
    for (std::size_t size = made.plain.size() < 70 ? 0 : made.plain.size() - 70; size < made.plain.size() + 70;
         ++size) {
      other.plain.resize(size);
      check_same(other.whole(), size);
    }
  }
}

}  // namespace
TEST_CASE("snappy_compress: what it makes is Snappy, read by the format's own words and by our reader") {
  std::mt19937_64 random(11);
  for (int i = 0; i < 1500; ++i) {
    const std::string text = deltalake_test::compressible(random);
    std::string made = "before";
    deltalake::parquet::snappy_compress(text, made).value();
    REQUIRE(made.starts_with("before"));
    made.erase(0, 6);
    REQUIRE(snappy_length(made).value() == text.size());
    REQUIRE(decompress(made, text.size()) == text);
    if (text.size() < 20'000) REQUIRE(slow_decompress(made, text.size()) == text);
  }
}

TEST_CASE("snappy_compress: what repeats becomes small, and noise hardly grows") {
  std::string made;
  deltalake::parquet::snappy_compress(std::string(1'000'000, 'a'), made).value();
  CHECK(made.size() < 60'000);
  std::mt19937_64 random(12);
  std::string noise;
  for (int i = 0; i < 200'000; ++i) noise += static_cast<char>(random());
  made.clear();
  deltalake::parquet::snappy_compress(noise, made).value();
  CHECK(made.size() < noise.size() + 100);
}

TEST_CASE("snappy_compress: what is made is the same in a string and behind what a buffer holds") {
  std::mt19937_64 random(13);
  for (int i = 0; i < 100; ++i) {
    const std::string text = deltalake_test::compressible(random);
    std::string made;
    deltalake::parquet::snappy_compress(text, made).value();
    deltalake::column::buffer to;
    to.append("before", 6);
    deltalake::parquet::snappy_compress(text, to).value();
    REQUIRE((to.view() == "before" + made));
  }
}

TEST_CASE("snappy_compress: more than the format can tell is refused unread") {
  const char one = 0;
  deltalake::column::buffer to;
  const auto refused = deltalake::parquet::snappy_compress({&one, std::size_t{1} << 32}, to);
  CHECK(refused.error().code == deltalake::errc::value_too_large);
  CHECK(to.empty());
}

}  // namespace deltalake_snappy_test
