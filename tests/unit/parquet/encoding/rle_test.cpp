#include <deltalake/parquet/encoding/rle.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <deltalake/base/bytes.hpp>

namespace rle_test {
namespace {

using deltalake::bytes;
using deltalake::errc;
using deltalake::parquet::bit_packed_decoder;
using deltalake::parquet::rle_decoder;
using values = std::vector<std::uint32_t>;

void put_varint(std::string& to, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) to += static_cast<char>(value | 0x80);
  to += static_cast<char>(value);
}
void put_repeated(std::string& to, std::uint64_t count, std::uint32_t value, std::uint32_t width) {
  put_varint(to, count << 1);
  for (std::uint32_t i = 0; i < (width + 7) / 8; ++i) to += static_cast<char>(value >> (8 * i));
}
/// Packs values with their least, or most, significant bits first.
std::string pack(const values& from, std::uint32_t width, bool most_first = false) {
  std::string to((from.size() * width + 7) / 8, '\0');
  std::size_t at = 0;
  for (const std::uint32_t value : from) {
    for (std::uint32_t i = 0; i < width; ++i, ++at) {
      const std::uint32_t bit = value >> (most_first ? width - 1 - i : i) & 1;
      to[at / 8] = static_cast<char>(to[at / 8] | static_cast<int>(bit << (most_first ? 7 - at % 8 : at % 8)));
    }
  }
  return to;
}
void put_packed(std::string& to, values from, std::uint32_t width) {
  put_varint(to, (from.size() + 7) / 8 << 1 | 1);
  from.resize((from.size() + 7) / 8 * 8);
  to += pack(from, width);
}

std::uint32_t mask_of(std::uint32_t width) { return width == 0 ? 0 : 0xFFFFFFFFU >> (32 - width); }

/// Random runs of both kinds; all but the last bit-packed run are of whole groups.
std::string encode(std::mt19937_64& random, std::uint32_t width, std::size_t runs, values& all) {
  std::string to;
  for (std::size_t run = 0; run < runs; ++run) {
    const std::size_t count = random() % 3 == 0 ? random() % 300 : random() % 20;
    if (random() % 2 == 0) {
      const auto value = static_cast<std::uint32_t>(random()) & mask_of(width);
      put_repeated(to, count, value, width);
      all.insert(all.end(), count, value);
    } else {
      values part(run + 1 == runs ? count : count / 8 * 8);
      for (auto& value : part) value = static_cast<std::uint32_t>(random()) & mask_of(width);
      put_packed(to, part, width);
      all.insert(all.end(), part.begin(), part.end());
    }
  }
  return to;
}

rle_decoder reader_of(const bytes& runs, std::uint32_t width) { return rle_decoder::make(runs.view(), width).value(); }

/// Decodes in portions of up to `portion` values, into memory of exactly their number.
values decode_u32(rle_decoder reader, std::size_t count, std::size_t portion) {
  values all;
  while (all.size() < count) {
    values part((std::min)(portion, count - all.size()));
    const std::size_t done = reader.decode_u32(part.data(), part.size());
    all.insert(all.end(), part.begin(), part.begin() + static_cast<std::ptrdiff_t>(done));
    if (done < part.size()) break;
  }
  return all;
}

}  // namespace

TEST_CASE("rle: what was encoded is decoded, for all widths and portions") {
  std::mt19937_64 random(1);
  for (std::uint32_t width = 0; width <= 32; ++width) {
    for (int round = 0; round < 12; ++round) {
      values all;
      const bytes runs = bytes::copy_of(encode(random, width, 1 + random() % 12, all));
      for (const std::size_t portion : {1, 3, 8, 13, 64, 100000}) {
        REQUIRE(decode_u32(reader_of(runs, width), all.size(), portion) == all);
      }
      if (width > 8) continue;
      std::vector<std::uint8_t> levels(all.size());
      rle_decoder reader = reader_of(runs, width);
      std::size_t done = 0;
      while (done < all.size()) {
        const std::size_t part = (std::min)(all.size() - done, std::size_t{1} + random() % 50);
        REQUIRE(reader.decode_u8(levels.data() + done, part) == part);
        done += part;
      }
      REQUIRE(std::equal(all.begin(), all.end(), levels.begin()));
    }
  }
}

TEST_CASE("rle: skipped values are passed over") {
  std::mt19937_64 random(2);
  for (std::uint32_t width = 0; width <= 32; ++width) {
    for (int round = 0; round < 10; ++round) {
      values all;
      const bytes runs = bytes::copy_of(encode(random, width, 8, all));
      rle_decoder reader = reader_of(runs, width);
      for (std::size_t at = 0; at < all.size();) {
        const std::size_t part = (std::min)(all.size() - at, std::size_t{1} + random() % 40);
        if (random() % 2 == 0) {
          REQUIRE(reader.skip(part) == part);
        } else {
          values some(part);
          REQUIRE(reader.decode_u32(some.data(), part) == part);
          REQUIRE(std::equal(some.begin(), some.end(), all.begin() + static_cast<std::ptrdiff_t>(at)));
        }
        at += part;
      }
    }
  }
}

TEST_CASE("rle: runs of width 1 become bits, at any offset") {
  std::mt19937_64 random(3);
  for (int round = 0; round < 300; ++round) {
    const std::uint32_t width = round % 10 == 0 ? 0 : 1;
    values all;
    const bytes runs = bytes::copy_of(encode(random, width, 6, all));
    rle_decoder reader = reader_of(runs, width);
    const std::size_t first = random() % 30;
    std::vector<std::uint8_t> bitmap((first + all.size() + 7) / 8 + 1, 0xFF);
    std::size_t ones = 0;
    for (std::size_t at = 0; at < all.size();) {
      const std::size_t part = (std::min)(all.size() - at, std::size_t{1} + random() % 200);
      REQUIRE(reader.decode_bits(bitmap.data(), first + at, part, ones) == part);
      at += part;
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
      REQUIRE((bitmap[(first + i) / 8] >> ((first + i) % 8) & 1) == all[i]);
    }
    REQUIRE(ones == static_cast<std::size_t>(std::count(all.begin(), all.end(), 1U)));
    REQUIRE(bitmap.back() == 0xFF);
  }
}

TEST_CASE("rle: a final bit-packed run may end after its last value") {
  std::mt19937_64 random(4);
  for (std::uint32_t width = 1; width <= 32; ++width) {
    values all(21);
    for (auto& value : all) value = static_cast<std::uint32_t>(random()) & mask_of(width);
    std::string whole;
    put_packed(whole, all, width);
    const std::string cut = whole.substr(0, 1 + (all.size() * width + 7) / 8);
    const bytes runs = bytes::copy_of(cut);
    REQUIRE(decode_u32(reader_of(runs, width), all.size(), 100) == all);
    REQUIRE(decode_u32(reader_of(runs, width), all.size(), 2) == all);
    const bytes shorter = bytes::copy_of(cut.substr(0, cut.size() - 1));
    const values found = decode_u32(reader_of(shorter, width), 1000, 7);
    REQUIRE(found.size() < all.size());
    REQUIRE(std::equal(found.begin(), found.end(), all.begin()));
  }
}

TEST_CASE("rle: width 0 needs no bytes") {
  rle_decoder reader = rle_decoder::make({}, 0).value();
  values found(1000, 7);
  CHECK(reader.decode_u32(found.data(), found.size()) == found.size());
  CHECK(found == values(1000, 0));
  std::vector<std::uint8_t> levels(100, 7);
  CHECK(reader.decode_u8(levels.data(), levels.size()) == levels.size());
  CHECK(levels == std::vector<std::uint8_t>(100, 0));
  CHECK(reader.skip(0xFFFFFFFF) == 0xFFFFFFFF);
  CHECK(!reader.failed());
}

TEST_CASE("rle: a reader without runs has no values") {
  rle_decoder none, empty = rle_decoder::make({}, 3).value();
  std::uint32_t value = 0;
  CHECK(none.decode_u32(&value, 1) == 0);
  CHECK(empty.decode_u32(&value, 1) == 0);
  CHECK(!empty.failed());
}

TEST_CASE("rle: widths above 32 are refused") {
  CHECK(rle_decoder::make("abc", 33).error().code == errc::invalid_parquet);
  CHECK(bit_packed_decoder::make("abc", 255).error().code == errc::invalid_parquet);
}

TEST_CASE("rle: malformed runs are told from runs that end") {
  const auto fails = [](std::string_view text, std::uint32_t width) {
    const bytes runs = bytes::copy_of(text);
    rle_decoder reader = reader_of(runs, width);
    values found(64);
    const std::size_t done = reader.decode_u32(found.data(), found.size());
    return done < found.size() && reader.failed() && reader.decode_u32(found.data(), 1) == 0;
  };
  CHECK(fails("\x80", 3));                      // a header cut off
  CHECK(fails("\xFF\xFF\xFF\xFF\xFF\x7F", 3));  // a header of more than 32 bits
  CHECK(fails("\xFF\xFF\xFF\xFF\x1F", 3));
  CHECK(fails(std::string(20, '\x80') + "1", 3));
  CHECK(fails("\x10", 3));                           // no value to repeat
  CHECK(fails(std::string("\x10\x01", 2), 9));       // half a value
  CHECK(!fails("\x03", 3));                          // an empty final run is an end
  CHECK(!fails(std::string("\x00\x01\x01", 3), 3));  // empty runs are passed over

  const bytes two = bytes::copy_of("\x10\x02");
  rle_decoder reader = reader_of(two, 1);
  std::uint8_t bitmap[8] = {};
  std::size_t ones = 0;
  CHECK(reader.decode_bits(bitmap, 0, 8, ones) == 0);
  CHECK(reader.failed());
}

TEST_CASE("rle: billions of values in a few bytes are passed over at once") {
  std::string text;
  put_repeated(text, 0x7FFFFFFF, 5, 3);
  const bytes runs = bytes::copy_of(text);
  rle_decoder reader = reader_of(runs, 3);
  CHECK(reader.skip(0xFFFFFFFF) == 0x7FFFFFFF);
  CHECK(!reader.failed());
  const bytes groups = bytes::copy_of("\xFF\xFF\xFF\xFF\x0F");
  rle_decoder packed = reader_of(groups, 3);
  CHECK(packed.skip(0xFFFFFFFF) == 0);
}

TEST_CASE("rle: any bytes are read within their bounds") {
  std::mt19937_64 random(5);
  for (int round = 0; round < 20000; ++round) {
    values all;
    const auto width = static_cast<std::uint32_t>(random() % 33);
    std::string text = encode(random, width, 4, all);
    text.resize(random() % (text.size() + 1));
    for (int flips = static_cast<int>(random() % 4); flips > 0 && !text.empty(); --flips) {
      text[random() % text.size()] = static_cast<char>(random());
    }
    const bytes runs = bytes::copy_of(text);
    const values whole = decode_u32(reader_of(runs, width), 2000, 2000);
    REQUIRE(decode_u32(reader_of(runs, width), 2000, 1 + random() % 30) == whole);
    rle_decoder reader = reader_of(runs, width);
    if (width != 0) REQUIRE(reader.skip(2000) == whole.size());
  }
}

TEST_CASE("bit_packed: what was encoded is decoded, the most significant bit first") {
  std::mt19937_64 random(6);
  for (std::uint32_t width = 0; width <= 32; ++width) {
    values all(1 + random() % 200);
    for (auto& value : all) value = static_cast<std::uint32_t>(random()) & mask_of(width);
    const bytes packed = bytes::copy_of(pack(all, width, true));
    REQUIRE(packed.size() == bit_packed_decoder::size_of(static_cast<std::uint32_t>(all.size()), width));
    bit_packed_decoder reader = bit_packed_decoder::make(packed.view(), width).value();
    for (std::size_t at = 0; at < all.size();) {
      const std::size_t part = (std::min)(all.size() - at, std::size_t{1} + random() % 20);
      values some(part);
      if (random() % 3 == 0) {
        REQUIRE(reader.skip(part) == part);
      } else {
        REQUIRE(reader.decode_u32(some.data(), part) == part);
        REQUIRE(std::equal(some.begin(), some.end(), all.begin() + static_cast<std::ptrdiff_t>(at)));
      }
      at += part;
    }
    if (width > 8) continue;
    reader = bit_packed_decoder::make(packed.view(), width).value();
    std::vector<std::uint8_t> levels(all.size());
    REQUIRE(reader.decode_u8(levels.data(), levels.size()) == levels.size());
    REQUIRE(std::equal(all.begin(), all.end(), levels.begin()));
  }
  bit_packed_decoder reader = bit_packed_decoder::make("ab", 3).value();
  CHECK(reader.skip(100) == 5);
}

TEST_CASE("bit_packed: the format's own example") {
  const bytes packed = bytes::copy_of("\x05\x39\x77");  // 0 ... 7 in three bits each
  bit_packed_decoder reader = bit_packed_decoder::make(packed.view(), 3).value();
  values found(8);
  CHECK(reader.decode_u32(found.data(), 8) == 8);
  CHECK(found == values{0, 1, 2, 3, 4, 5, 6, 7});
  const bytes runs = bytes::copy_of("\x03\x88\xC6\xFA");
  CHECK(decode_u32(reader_of(runs, 3), 8, 8) == found);
}

}  // namespace rle_test
