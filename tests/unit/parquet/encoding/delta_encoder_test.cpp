#include <deltalake/parquet/encoding/delta_encoder.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <random>
#include <string>
#include <vector>

#include <deltalake/parquet/encoding/delta.hpp>
#include <tests/support/leaf_samples.hpp>

namespace deltalake_delta_encoder_test {

namespace delta_encoder_test {
namespace {

namespace parquet = deltalake::parquet;
using deltalake::column::buffer;
using deltalake_test::value_at;
using parquet::leaf_column;
using parquet::leaf_values;
using parquet::physical_type;

template <class T>
void check_numbers(const std::vector<T>& values) {
  buffer to;
  parquet::encode_delta_binary(values.data(), values.size(), to);
  auto decoder = parquet::delta_binary_decoder<T>::make(to.view()).value();
  REQUIRE(decoder.left() == values.size());
  std::vector<T> decoded(values.size());
  REQUIRE(decoder.decode(values.size(), decoded.data()).has_value());
  REQUIRE(decoded == values);
  const auto stream = parquet::detail::delta_stream::make(to.view(), 8 * sizeof(T)).value();
  REQUIRE(stream.size().value() == to.size());
}

template <class T>
std::vector<T> random_numbers(std::mt19937_64& random, std::size_t count, unsigned bits) {
  std::vector<T> made(count);
  for (T& value : made) value = static_cast<T>(bits == 0 ? 0 : random() >> (64 - bits));
  return made;
}

template <class Decoder>
leaf_values decode_texts(const buffer& body, std::size_t count) {
  leaf_values made;
  Decoder decoder = Decoder::make(body.view()).value();
  REQUIRE(decoder.left() == count);
  REQUIRE(decoder.decode(count, made.offsets, made.bytes).value() == count);
  return made;
}

// Many texts begin as the one before does.
std::vector<std::string> related_texts(std::mt19937_64& random, std::size_t count, std::size_t length_max) {
  std::vector<std::string> made(count);
  for (std::size_t i = 0; i < count; ++i) {
    if (i != 0) made[i] = made[i - 1].substr(0, random() % (made[i - 1].size() + 1));
    while (made[i].size() < length_max && random() % 8 != 0) made[i] += static_cast<char>('a' + random() % 3);
  }
  return made;
}

}  // namespace

TEST_CASE("delta encoder: numbers of any count and any bits come out as they were put in") {
  std::mt19937_64 random(1);
  for (unsigned bits = 0; bits <= 64; ++bits) {
    for (const std::size_t count : {0, 1, 2, 32, 33, 128, 129, 130, 1000}) {
      check_numbers(random_numbers<std::int64_t>(random, count, bits));
      if (bits <= 32) check_numbers(random_numbers<std::int32_t>(random, count, bits));
    }
  }
}

TEST_CASE("delta encoder: differences wrap around") {
  constexpr auto least = (std::numeric_limits<std::int64_t>::min)(), most = (std::numeric_limits<std::int64_t>::max)();
  check_numbers<std::int64_t>({least, most, least, 0, most, -1, least, least, most, most});
  constexpr auto least_32 = (std::numeric_limits<std::int32_t>::min)();
  constexpr auto most_32 = (std::numeric_limits<std::int32_t>::max)();
  check_numbers<std::int32_t>({least_32, most_32, least_32, 0, most_32, -1, least_32, least_32, most_32, most_32});
}

TEST_CASE("delta encoder: bytes are those of the format's examples") {
  // Encodings.md: 1 ... 5 have one difference, which takes no bits; 7, 5, 3, 1, 2, 3, 4, 5 have them 0 and 3 above -2.
  buffer to;
  parquet::encode_delta_binary(std::vector<std::int32_t>{1, 2, 3, 4, 5}.data(), 5, to);
  CHECK(to.view() == std::string_view("\x80\x01\x04\x05\x02\x02\0\0\0\0", 10));
  to.clear();
  parquet::encode_delta_binary(std::vector<std::int32_t>{7, 5, 3, 1, 2, 3, 4, 5}.data(), 8, to);
  CHECK(to.view() == std::string_view("\x80\x01\x04\x08\x0E\x03\x02\0\0\0\xC0\x3F\0\0\0\0\0\0", 18));
  // "Hello", "World", "Foobar", "ABCDEF": the lengths 5, 5, 6, 6, then all bytes.
  const leaf_column leaf = deltalake_test::leaf_of(physical_type::byte_array);
  to.clear();
  parquet::encode_delta_length(leaf, deltalake_test::text_values({"Hello", "World", "Foobar", "ABCDEF"}), 0, 4, to);
  CHECK(to.view().ends_with("HelloWorldFoobarABCDEF"));
  // "axis", "axle", "babble", "babyhood": prefixes 0, 2, 0, 3.
  to.clear();
  parquet::encode_delta_byte_array(leaf, deltalake_test::text_values({"axis", "axle", "babble", "babyhood"}), 0, 4, to);
  CHECK(to.view().ends_with("axislebabbleyhood"));
  auto prefixes = parquet::delta_binary_decoder<std::int32_t>::make(to.view()).value();
  std::int32_t decoded[4];
  REQUIRE(prefixes.decode(4, decoded).has_value());
  CHECK(std::vector<std::int32_t>(decoded, decoded + 4) == std::vector<std::int32_t>{0, 2, 0, 3});
}

TEST_CASE("delta encoder: texts come out as they were put in, from any place") {
  std::mt19937_64 random(2);
  const leaf_column leaf = deltalake_test::leaf_of(physical_type::byte_array);
  for (int round = 0; round < 60; ++round) {
    const std::size_t total = random() % 700, first = total == 0 ? 0 : random() % total, count = total - first;
    const leaf_values values = deltalake_test::text_values(related_texts(random, total, 1 + random() % 60));
    buffer lengths, prefixes;
    parquet::encode_delta_length(leaf, values, static_cast<std::int64_t>(first), static_cast<std::int64_t>(count),
                                 lengths);
    parquet::encode_delta_byte_array(leaf, values, static_cast<std::int64_t>(first), static_cast<std::int64_t>(count),
                                     prefixes);
    const leaf_values one = decode_texts<parquet::delta_length_decoder>(lengths, count);
    const leaf_values two = decode_texts<parquet::delta_byte_array_decoder>(prefixes, count);
    for (std::size_t i = 0; i < count; ++i) {
      REQUIRE(value_at(leaf, one, i) == value_at(leaf, values, first + i));
      REQUIRE(value_at(leaf, two, i) == value_at(leaf, values, first + i));
    }
  }
}

TEST_CASE("delta encoder: values of fixed width are texts without lengths") {
  std::mt19937_64 random(3);
  for (const std::int32_t width : {1, 7, 16, 40}) {
    const leaf_column leaf = deltalake_test::leaf_of(physical_type::fixed_len_byte_array, width);
    const leaf_values values = deltalake_test::random_values(random, leaf, 500, 3);
    buffer to, decoded;
    parquet::encode_delta_byte_array(leaf, values, 100, 400, to);
    auto decoder = parquet::delta_byte_array_decoder::make(to.view()).value();
    REQUIRE(decoder.decode_fixed(400, static_cast<std::size_t>(width), decoded).has_value());
    CHECK(decoded.view() == values.fixed.view().substr(static_cast<std::size_t>(width) * 100));
  }
}

}  // namespace delta_encoder_test

}  // namespace deltalake_delta_encoder_test
