#include <deltalake/parquet/encoding/bits.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <deltalake/base/bytes.hpp>

namespace bits_test {
namespace {

namespace parquet = deltalake::parquet;
using deltalake::column::buffer;

bool bit(const std::uint8_t* bitmap, std::size_t at) { return (bitmap[at / 8] >> (at % 8) & 1) != 0; }

/// Random bytes with exactly 64 readable ones behind them.
deltalake::bytes random_bytes(std::mt19937_64& random, std::size_t size) {
  deltalake::bytes made = deltalake::bytes::uninitialized(size);
  for (std::size_t i = 0; i < size; ++i) made.mutable_data()[i] = static_cast<char>(random());
  return made;
}
const std::uint8_t* raw(const deltalake::bytes& from) { return reinterpret_cast<const std::uint8_t*>(from.data()); }

/// Bits of which about `percent` in a hundred are set.
std::vector<bool> random_bits(std::mt19937_64& random, std::size_t count, unsigned percent) {
  std::vector<bool> made(count);
  for (std::size_t i = 0; i < count; ++i) made[i] = random() % 100 < percent;
  return made;
}
deltalake::bytes packed(const std::vector<bool>& bits, std::size_t first) {
  std::string text((first + bits.size() + 7) / 8, '\x55');
  for (std::size_t i = 0; i < bits.size(); ++i) {
    const std::size_t at = first + i;
    const unsigned mask = 1U << (at % 8);
    const unsigned byte = static_cast<unsigned char>(text[at / 8]);
    text[at / 8] = static_cast<char>(bits[i] ? byte | mask : byte & ~mask);
  }
  return deltalake::bytes::copy_of(text);
}

const std::size_t sizes[] = {0, 1, 2, 7, 8, 9, 31, 63, 64, 65, 127, 128, 129, 200, 1000};

}  // namespace

TEST_CASE("bits: appended bits come out where they were put, at any offset") {
  std::mt19937_64 random(1);
  for (const std::size_t size : sizes) {
    for (int round = 0; round < 30; ++round) {
      const std::size_t before = random() % 70, from_bit = random() % 70;
      const deltalake::bytes source = random_bytes(random, (from_bit + size + 7) / 8);
      const deltalake::bytes start = random_bytes(random, (before + 7) / 8);
      buffer bitmap;
      parquet::append_bits(bitmap, 0, raw(start), 0, before);
      parquet::append_bits(bitmap, before, raw(source), from_bit, size);
      REQUIRE(bitmap.size() == (before + size + 7) / 8);
      std::size_t ones = 0;
      for (std::size_t i = 0; i < before; ++i) REQUIRE(bit(bitmap.data(), i) == bit(raw(start), i));
      for (std::size_t i = 0; i < size; ++i) {
        REQUIRE(bit(bitmap.data(), before + i) == bit(raw(source), from_bit + i));
        ones += bit(raw(source), from_bit + i) ? 1 : 0;
      }
      for (std::size_t i = before + size; i < bitmap.size() * 8; ++i) REQUIRE(!bit(bitmap.data(), i));
      REQUIRE(parquet::count_ones(bitmap.data(), before, size) == ones);
    }
  }
}

TEST_CASE("bits: ones and zeros are appended in turn") {
  buffer bitmap;
  std::vector<bool> wanted;
  std::mt19937_64 random(2);
  for (int round = 0; round < 200; ++round) {
    const std::size_t count = random() % 150;
    const bool ones = random() % 2 == 0;
    if (ones) {
      parquet::append_ones(bitmap, wanted.size(), count);
    } else {
      parquet::append_zeros(bitmap, wanted.size(), count);
    }
    wanted.insert(wanted.end(), count, ones);
  }
  for (std::size_t i = 0; i < wanted.size(); ++i) REQUIRE(bit(bitmap.data(), i) == wanted[i]);
}

TEST_CASE("bits: levels become bits and are counted, and the bytes behind stay") {
  std::mt19937_64 random(3);
  for (const std::size_t size : sizes) {
    for (int round = 0; round < 30; ++round) {
      const std::size_t first = random() % 70;
      const auto wanted = static_cast<std::uint8_t>(round % 5 == 0 ? 200 : random() % 5);
      deltalake::bytes levels = deltalake::bytes::uninitialized(size);
      for (std::size_t i = 0; i < size; ++i) levels.mutable_data()[i] = static_cast<char>(wanted - 2 + random() % 4);
      for (const bool or_more : {false, true}) {
        std::vector<std::uint8_t> bitmap((first + size + 7) / 8 + 1, 0xA5);
        const std::size_t counted =
            or_more ? parquet::levels_at_least_bits(raw(levels), size, wanted, bitmap.data(), first)
                    : parquet::levels_equal_to_bits(raw(levels), size, wanted, bitmap.data(), first);
        std::size_t ones = 0;
        for (std::size_t i = 0; i < first; ++i) REQUIRE(bit(bitmap.data(), i) == ((0xA5 >> (i % 8) & 1) != 0));
        for (std::size_t i = 0; i < size; ++i) {
          const bool set = or_more ? raw(levels)[i] >= wanted : raw(levels)[i] == wanted;
          REQUIRE(bit(bitmap.data(), first + i) == set);
          ones += set ? 1 : 0;
        }
        REQUIRE(counted == ones);
        REQUIRE(bitmap.back() == 0xA5);
      }
    }
  }
}

TEST_CASE("bits: the largest is found wherever it stands") {
  std::mt19937_64 random(4);
  CHECK(parquet::largest_of(static_cast<const std::uint8_t*>(nullptr), 0) == 0);
  CHECK(parquet::largest_of(static_cast<const std::uint32_t*>(nullptr), 0) == 0);
  for (const std::size_t size : sizes) {
    if (size == 0) continue;
    for (const std::uint32_t low : {0U, 5U, 0x7FFFFFF0U, 0xFFFFFF00U}) {
      std::vector<std::uint32_t> indexes(size);
      std::vector<std::uint8_t> levels(size);
      for (auto& index : indexes) index = low + static_cast<std::uint32_t>(random() % 200);
      for (auto& level : levels) level = static_cast<std::uint8_t>(random());
      CHECK(parquet::largest_of(indexes.data(), size) == *std::max_element(indexes.begin(), indexes.end()));
      CHECK(parquet::largest_of(levels.data(), size) == *std::max_element(levels.begin(), levels.end()));
    }
  }
}

TEST_CASE("bits: dense values are spread to their slots, and nulls are zeros") {
  std::mt19937_64 random(5);
  for (const std::size_t width : {1, 2, 3, 4, 5, 8, 12, 16, 20, 32, 33}) {
    for (const std::size_t slots : sizes) {
      for (const unsigned percent : {0, 3, 50, 90, 99, 100}) {
        const std::size_t first = random() % 70;
        const std::vector<bool> valid = random_bits(random, slots, percent);
        const deltalake::bytes validity = packed(valid, first);
        const std::size_t dense = static_cast<std::size_t>(std::count(valid.begin(), valid.end(), true));
        std::string wanted;
        std::vector<std::uint8_t> values(slots * width);
        for (std::size_t i = 0; i < dense * width; ++i) values[i] = static_cast<std::uint8_t>(random());
        for (std::size_t slot = 0, next = 0; slot < slots; ++slot) {
          const char* const at = reinterpret_cast<const char*>(values.data()) + (valid[slot] ? next++ : 0) * width;
          wanted += valid[slot] ? std::string(at, width) : std::string(width, '\0');
        }
        parquet::spread_fixed(values.data(), width, raw(validity), first, slots);
        REQUIRE(std::string(values.begin(), values.end()) == wanted);
      }
    }
  }
}

TEST_CASE("bits: dense bits are spread to their slots, and the bits around them stay") {
  std::mt19937_64 random(6);
  for (const std::size_t slots : sizes) {
    for (int round = 0; round < 40; ++round) {
      const std::size_t first = random() % 70, before = random() % 70, behind = random() % 70;
      const std::vector<bool> valid = random_bits(random, slots, static_cast<unsigned>(random() % 101));
      const deltalake::bytes validity = packed(valid, first);
      std::vector<bool> wanted = random_bits(random, before + slots + behind, 50);
      const deltalake::bytes start = packed(wanted, 0);
      buffer values;
      parquet::append_bits(values, 0, raw(start), 0, wanted.size());
      const std::vector<bool> dense(wanted.begin() + static_cast<std::ptrdiff_t>(before), wanted.end());
      for (std::size_t slot = 0, next = 0; slot < slots; ++slot) wanted[before + slot] = valid[slot] && dense[next++];
      parquet::spread_bits(values.data(), before, raw(validity), first, slots);
      for (std::size_t i = 0; i < wanted.size(); ++i) REQUIRE(bit(values.data(), i) == wanted[i]);
    }
  }
}

TEST_CASE("bits: ends of dense texts are spread to their slots, and nulls are empty") {
  std::mt19937_64 random(7);
  for (const std::size_t slots : sizes) {
    for (const unsigned percent : {0, 3, 50, 90, 100}) {
      const std::size_t first = random() % 70;
      const std::vector<bool> valid = random_bits(random, slots, percent);
      const deltalake::bytes validity = packed(valid, first);
      std::vector<std::int32_t> offsets{40}, wanted{40};
      for (const bool is_valid : valid) {
        const auto length = static_cast<std::int32_t>(random() % 9);
        wanted.push_back(wanted.back() + (is_valid ? length : 0));
        if (is_valid) offsets.push_back(wanted.back());
      }
      offsets.resize(wanted.size(), -1);
      parquet::spread_offsets(offsets.data(), raw(validity), first, slots);
      REQUIRE(offsets == wanted);
    }
  }
}

TEST_CASE("bits: a copy that overshoots copies all there is") {
  std::mt19937_64 random(8);
  for (std::size_t length = 0; length < 600; ++length) {
    const deltalake::bytes from = random_bytes(random, length);
    buffer to;
    to.resize(length);
    parquet::detail::overshooting_copy(to.data(), raw(from), length);
    REQUIRE(to.view() == from.view());
  }
}

}  // namespace bits_test
