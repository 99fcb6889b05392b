#include <deltalake/parquet/encoding/plain.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <deltalake/base/bytes.hpp>

namespace plain_test {
namespace {

namespace parquet = deltalake::parquet;
using deltalake::bytes;
using deltalake::errc;
using deltalake::column::buffer;
using texts = std::vector<std::string>;

std::string encode(const texts& values) {
  std::string to;
  for (const std::string& value : values) {
    for (unsigned i = 0; i < 4; ++i) to += static_cast<char>(value.size() >> (8 * i));
    to += value;
  }
  return to;
}
texts random_texts(std::mt19937_64& random, std::size_t count, std::size_t length_max) {
  texts made(count);
  for (std::string& value : made) {
    value.resize(random() % (length_max + 1));
    for (char& c : value) c = static_cast<char>(random());
  }
  return made;
}
texts texts_of(const buffer& offsets, const buffer& content) {
  texts made;
  const std::int32_t* const ends = offsets.as<std::int32_t>();
  for (std::size_t i = 0; i + 1 < offsets.size() / 4; ++i) {
    made.emplace_back(
        content.view().substr(static_cast<std::size_t>(ends[i]), static_cast<std::size_t>(ends[i + 1] - ends[i])));
  }
  return made;
}

}  // namespace

TEST_CASE("plain: texts come out as they were put in, in portions too") {
  std::mt19937_64 random(1);
  for (const std::size_t length_max : {0, 1, 20, 31, 32, 33, 76, 300, 5000}) {
    for (int round = 0; round < 8; ++round) {
      const texts values = random_texts(random, random() % 300, length_max);
      const bytes page = bytes::copy_of(encode(values));
      buffer offsets, content;
      std::string_view rest = page.view();
      for (std::size_t at = 0; at < values.size();) {
        const std::size_t part = (std::min)(values.size() - at, std::size_t{1} + random() % 100);
        const auto used = parquet::plain_byte_arrays(rest, part, offsets, content);
        REQUIRE(used.has_value());
        REQUIRE(parquet::plain_skip_byte_arrays(rest, part).value() == used->bytes);
        rest.remove_prefix(used->bytes);
        at += part;
      }
      REQUIRE(rest.empty());
      REQUIRE(texts_of(offsets, content) == values);
    }
  }
}

TEST_CASE("plain: no texts at all still begin at 0") {
  buffer offsets, content;
  CHECK(parquet::plain_byte_arrays({}, 0, offsets, content).value().bytes == 0);
  CHECK(offsets.size() == 4);
  CHECK(offsets.as<std::int32_t>()[0] == 0);
}

TEST_CASE("plain: texts that are cut off are refused, and nothing is appended") {
  std::mt19937_64 random(2);
  const texts values = random_texts(random, 20, 50);
  const std::string whole = encode(values);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const bytes page = bytes::copy_of(std::string_view(whole).substr(0, size));
    buffer offsets, content;
    offsets.push_back(std::int32_t{0});
    content.append("abc", 3);
    REQUIRE(parquet::plain_byte_arrays(page.view(), values.size(), offsets, content).error().code ==
            errc::invalid_parquet);
    REQUIRE(offsets.size() == 4);
    REQUIRE(content.view() == "abc");
    REQUIRE(parquet::plain_skip_byte_arrays(page.view(), values.size()).error().code == errc::invalid_parquet);
  }
}

TEST_CASE("plain: lengths and counts that lie are refused before memory is taken for them") {
  buffer offsets, content;
  const bytes huge = bytes::copy_of(std::string("\xFF\xFF\xFF\xFF\x01\x02", 6));
  CHECK(parquet::plain_byte_arrays(huge.view(), 1, offsets, content).has_error());
  const bytes three = bytes::copy_of("abc");
  for (const std::size_t count : {std::size_t{1}, std::size_t{0xFFFFFFFF}, ~std::size_t{0}}) {
    CHECK(parquet::plain_byte_arrays(three.view(), count, offsets, content).has_error());
    CHECK(parquet::plain_skip_byte_arrays(three.view(), count).has_error());
    for (const std::size_t width : {4, 8, 12}) {
      CHECK(parquet::plain_fixed(three.view(), count, width, content).has_error());
    }
    CHECK(parquet::plain_booleans(three.view(), 1, count + 23, content, 0).has_error() == (count + 23 > 23));
  }
  CHECK(parquet::plain_fixed(three.view(), 3, 0, content).has_error());
  CHECK(content.capacity() < 1000);
}

TEST_CASE("plain: as many texts as fit into a bound") {
  std::mt19937_64 random(7);
  for (int round = 0; round < 300; ++round) {
    const texts values = random_texts(random, random() % 60, random() % 50);
    const bytes page = bytes::copy_of(encode(values));
    std::string_view rest = page.view();
    buffer offsets, content;
    for (std::size_t at = 0; at < values.size();) {
      const std::size_t part = (std::min)(values.size() - at, std::size_t{1} + random() % 30);
      const std::size_t bound = content.size() + random() % 200;
      std::size_t fitting = 0, size = content.size();
      while (fitting < part && size + values[at + fitting].size() <= bound) size += values[at + fitting++].size();
      const auto taken = parquet::plain_byte_arrays(rest, part, offsets, content, bound);
      REQUIRE(taken.has_value());
      REQUIRE(taken->count == fitting);
      REQUIRE(content.size() == size);
      rest.remove_prefix(taken->bytes);
      at += fitting;
      REQUIRE(texts_of(offsets, content) == texts(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(at)));
    }
    REQUIRE(rest.empty());
  }
}

TEST_CASE("plain: bytes that an offset cannot reach are too many") {
  const bytes page = bytes::copy_of(encode({"abcdef"}));
  buffer offsets, content;
  offsets.push_back(std::int32_t{0});
  content.reserve(0x7FFFFFFF);  // not touched: it takes no memory
  content.resize(0x7FFFFFFF - 5);
  const auto full = parquet::plain_byte_arrays(page.view(), 1, offsets, content);
  CHECK(full.value().count == 0);
  CHECK(full.value().bytes == 0);
  CHECK(content.size() == 0x7FFFFFFF - 5);
  content.resize(0x7FFFFFFF - 6);
  CHECK(parquet::plain_byte_arrays(page.view(), 1, offsets, content).value().count == 1);
  CHECK(content.size() == 0x7FFFFFFF);
}

TEST_CASE("plain: values of fixed width are copied") {
  std::mt19937_64 random(3);
  for (const std::size_t width : {1, 2, 4, 8, 12, 16, 33}) {
    std::string text(width * 50 + width / 2, '\0');
    for (char& c : text) c = static_cast<char>(random());
    const bytes page = bytes::copy_of(text);
    buffer values;
    CHECK(parquet::plain_fixed(page.view(), 20, width, values).value() == 20 * width);
    CHECK(parquet::plain_fixed(page.view().substr(20 * width), 30, width, values).value() == 30 * width);
    CHECK(values.view() == page.view().substr(0, 50 * width));
    CHECK(parquet::plain_fixed(page.view(), 51, width, values).error().code == errc::invalid_parquet);
  }
}

TEST_CASE("plain: booleans are bits, in portions of any size") {
  std::mt19937_64 random(4);
  for (int round = 0; round < 50; ++round) {
    std::string text(1 + random() % 60, '\0');
    for (char& c : text) c = static_cast<char>(random());
    const bytes page = bytes::copy_of(text);
    buffer bitmap;
    const std::size_t count = 8 * text.size();
    for (std::size_t at = 0; at < count;) {
      const std::size_t part = (std::min)(count - at, std::size_t{1} + random() % 90);
      REQUIRE(parquet::plain_booleans(page.view(), at, part, bitmap, at).has_value());
      at += part;
    }
    REQUIRE(bitmap.view() == page.view());
    REQUIRE(parquet::plain_booleans(page.view(), count, 1, bitmap, count).error().code == errc::invalid_parquet);
    REQUIRE(parquet::plain_booleans(page.view(), count + 1, 0, bitmap, count).has_error());
  }
}

TEST_CASE("plain: any bytes are read within their bounds") {
  std::mt19937_64 random(5);
  for (int round = 0; round < 20000; ++round) {
    std::string text = encode(random_texts(random, random() % 20, 40));
    text.resize(random() % (text.size() + 1));
    for (int flips = static_cast<int>(random() % 4); flips > 0 && !text.empty(); --flips) {
      text[random() % text.size()] = static_cast<char>(random() % 3 == 0 ? 0xFF : random());
    }
    const bytes page = bytes::copy_of(text);
    buffer offsets, content;
    const std::size_t count = random() % 25;
    const auto used = parquet::plain_byte_arrays(page.view(), count, offsets, content);
    const auto skipped = parquet::plain_skip_byte_arrays(page.view(), count);
    REQUIRE(used.has_value() == skipped.has_value());
    if (!used) continue;
    REQUIRE(used->bytes == *skipped);
    REQUIRE(encode(texts_of(offsets, content)) == text.substr(0, used->bytes));
  }
}

}  // namespace plain_test
