#include <deltalake/parquet/encoding/rle_encoder.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include <deltalake/parquet/encoding/rle.hpp>

namespace deltalake_rle_encoder_test {

namespace rle_encoder_test {
namespace {

namespace parquet = deltalake::parquet;
using deltalake::column::buffer;
using parquet::rle_front;

template <class T>
std::vector<T> random_runs(std::mt19937_64& random, std::size_t count, std::uint32_t width, std::size_t run_max) {
  const std::uint32_t mask = width == 32 ? 0xFFFF'FFFF : (1U << width) - 1;
  std::vector<T> made;
  while (made.size() < count) {
    const auto value = static_cast<T>(random() % 8 == 0 ? mask : random() & mask);
    made.insert(made.end(), (std::min)(count - made.size(), std::size_t{1} + random() % run_max), value);
  }
  return made;
}

std::vector<std::uint32_t> decode(std::string_view runs, std::uint32_t width, std::size_t count) {
  buffer slack;  // behind the body there must be bytes
  slack.append(runs.data(), runs.size());
  parquet::rle_decoder decoder = parquet::rle_decoder::make(slack.view(), width).value();
  std::vector<std::uint32_t> made(count);
  REQUIRE(decoder.decode_u32(made.data(), count) == count);
  // What is left is the padding of one group.
  std::uint32_t padding[9];
  REQUIRE(decoder.decode_u32(padding, 9) < 8);
  REQUIRE_FALSE(decoder.failed());
  return made;
}

// What is behind the front, which is checked.
std::string_view runs_of(const buffer& body, rle_front front, std::uint32_t width) {
  const std::string_view all = body.view();
  if (front == rle_front::nothing) return all;
  if (front == rle_front::bit_width) {
    REQUIRE(all.at(0) == static_cast<char>(width));
    return all.substr(1);
  }
  std::uint32_t length = 0;
  REQUIRE(all.size() >= 4);
  std::memcpy(&length, all.data(), 4);
  REQUIRE(length == all.size() - 4);
  return all.substr(4);
}

constexpr rle_front fronts[] = {rle_front::nothing, rle_front::length, rle_front::bit_width};

}  // namespace

TEST_CASE("rle encoder: indexes of each bit width come out as they were put in") {
  std::mt19937_64 random(1);
  for (std::uint32_t width = 1; width <= 32; ++width) {
    for (const std::size_t run_max : {1, 4, 9, 40, 700}) {
      for (const std::size_t count : {std::size_t{0}, std::size_t{1}, std::size_t{7}, std::size_t{8}, std::size_t{9},
                                      std::size_t{504}, std::size_t{505}, std::size_t(random() % 3000)}) {
        const auto values = random_runs<std::uint32_t>(random, count, width, run_max);
        const rle_front front = fronts[random() % 3];
        buffer to;
        parquet::encode_indexes(values.data(), count, width, front, to);
        REQUIRE(decode(runs_of(to, front, width), width, count) == values);
        // Never more than all values packed, with a byte for eight of them.
        REQUIRE(to.size() <= 4 + (count + 7) / 8 * (width + 1));
      }
    }
  }
}

TEST_CASE("rle encoder: levels of each maximum come out as they were put in") {
  std::mt19937_64 random(2);
  for (const int max_level : {1, 2, 3, 4, 7, 8, 100, 255}) {
    const std::uint32_t width = parquet::level_bit_width(static_cast<std::uint8_t>(max_level));
    for (const std::size_t run_max : {1, 30, 5000}) {
      const std::size_t count = random() % 10000;
      auto levels = random_runs<std::uint8_t>(random, count, width, run_max);
      for (std::uint8_t& level : levels) level = (std::min)(level, static_cast<std::uint8_t>(max_level));
      buffer to;
      to.append("x", 1);
      parquet::encode_levels(levels.data(), count, static_cast<std::uint8_t>(max_level), rle_front::length, to);
      REQUIRE(to.view()[0] == 'x');
      std::uint32_t length = 0;
      std::memcpy(&length, to.data() + 1, 4);
      REQUIRE(length == to.size() - 5);
      const auto decoded = decode(to.view().substr(5), width, count);
      REQUIRE(std::equal(levels.begin(), levels.end(), decoded.begin(), decoded.end()));
    }
  }
}

TEST_CASE("rle encoder: booleans come out as they were put in, from any bit on") {
  std::mt19937_64 random(3);
  for (int round = 0; round < 100; ++round) {
    const std::size_t total = 1 + random() % 2000, first = random() % total, count = random() % (total - first + 1);
    const auto values = random_runs<std::uint8_t>(random, total, 1, round % 2 == 0 ? 2 : 100);
    buffer bitmap;
    bitmap.resize((total + 7) / 8 + 64);
    std::memset(bitmap.data(), 0, bitmap.size());
    for (std::size_t i = 0; i < total; ++i) bitmap.data()[i / 8] |= static_cast<std::uint8_t>(values[i] << i % 8);
    buffer to;
    parquet::encode_booleans(bitmap.data(), first, count, rle_front::nothing, to);
    const auto decoded = decode(to.view(), 1, count);
    REQUIRE(std::equal(decoded.begin(), decoded.end(), values.begin() + static_cast<std::ptrdiff_t>(first)));
  }
}

TEST_CASE("rle encoder: bytes are those of the format's description") {
  // Encodings.md: the numbers 0 to 7 in three bits.
  const std::vector<std::uint32_t> numbers = {0, 1, 2, 3, 4, 5, 6, 7};
  buffer to;
  parquet::encode_indexes(numbers.data(), 8, 3, rle_front::nothing, to);
  CHECK(to.view() == "\x03\x88\xC6\xFA");
  // A thousand times a value of ten bits: 1000 << 1 is 0xD0 0x0F.
  const std::vector<std::uint32_t> equal(1000, 700);
  to.clear();
  parquet::encode_indexes(equal.data(), 1000, 10, rle_front::bit_width, to);
  CHECK(to.view() == "\x0A\xD0\x0F\xBC\x02");
}

TEST_CASE("rle encoder: runs take few bytes, and few values that differ do not end them early") {
  const std::vector<std::uint8_t> ones(1'000'000, 1);
  buffer to;
  parquet::encode_levels(ones.data(), ones.size(), 1, rle_front::nothing, to);
  CHECK(to.size() == 4);
  std::vector<std::uint32_t> runs;
  for (std::uint32_t value = 0; value < 100; ++value) runs.insert(runs.end(), 64, value);
  to.clear();
  parquet::encode_indexes(runs.data(), runs.size(), 7, rle_front::nothing, to);
  CHECK(to.size() == 300);  // two bytes of header and one of value each
}

TEST_CASE("rle encoder: a dictionary of one entry has indexes of one bit") {
  CHECK(parquet::index_bit_width(0) == 1);
  CHECK(parquet::index_bit_width(1) == 1);
  CHECK(parquet::index_bit_width(2) == 1);
  CHECK(parquet::index_bit_width(3) == 2);
  CHECK(parquet::index_bit_width(4) == 2);
  CHECK(parquet::index_bit_width(5) == 3);
  CHECK(parquet::index_bit_width(65536) == 16);
  CHECK(parquet::index_bit_width(65537) == 17);
  CHECK(parquet::level_bit_width(1) == 1);
  CHECK(parquet::level_bit_width(2) == 2);
  CHECK(parquet::level_bit_width(255) == 8);
}

}  // namespace rle_encoder_test

}  // namespace deltalake_rle_encoder_test
