#include <deltalake/parquet/encoding/dictionary_encoder.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/parquet/encoding/dictionary.hpp>
#include <tests/support/leaf_samples.hpp>

namespace deltalake_dictionary_encoder_test {

namespace dictionary_encoder_test {
namespace {

namespace parquet = deltalake::parquet;
using deltalake::column::buffer;
using deltalake_test::value_at;
using parquet::dictionary_encoder;
using parquet::leaf_column;
using parquet::leaf_values;
using parquet::physical_type;

parquet::dictionary read_page(const leaf_column& leaf, const dictionary_encoder& from) {
  buffer page;
  page.append(from.page().data(), from.page().size());
  return parquet::dictionary::make(leaf.physical, leaf.type_length, from.entries(), std::move(page)).value();
}

}  // namespace

TEST_CASE("dictionary encoder: indexes lead back to the values, which stand in the order of their appearance") {
  std::mt19937_64 random(1);
  for (const leaf_column& leaf : deltalake_test::all_leaves()) {
    if (!dictionary_encoder::can_encode(leaf)) continue;
    for (const std::size_t distinct : {1, 2, 100, 5000}) {
      const std::size_t count = 8000;
      const leaf_values values = deltalake_test::random_values(random, leaf, count, distinct, 40);
      dictionary_encoder encoder(leaf);
      buffer indexes;
      for (std::size_t at = 0; at < count;) {
        const auto part = static_cast<std::int64_t>((std::min)(count - at, std::size_t{1} + random() % 3000));
        REQUIRE(encoder.enter(values, static_cast<std::int64_t>(at), part, indexes) == part);
        at += static_cast<std::size_t>(part);
      }
      std::map<std::string, std::uint32_t> expected;
      const parquet::dictionary read = read_page(leaf, encoder);
      for (std::size_t i = 0; i < count; ++i) {
        const std::string value = value_at(leaf, values, i);
        const auto index = expected.emplace(value, static_cast<std::uint32_t>(expected.size())).first->second;
        REQUIRE(indexes.as<std::uint32_t>()[i] == index);
        REQUIRE(read[index] == value);
      }
      REQUIRE(encoder.entries() == expected.size());
      REQUIRE(encoder.entered() == count);
      leaf_values taken;
      encoder.values(taken);
      REQUIRE(taken.values == static_cast<std::int64_t>(expected.size()));
      for (std::size_t i = 0; i < expected.size(); ++i) REQUIRE(value_at(leaf, taken, i) == read[i]);
    }
  }
}

TEST_CASE("dictionary encoder: floats are told apart by their bits") {
  const leaf_column leaf = deltalake_test::leaf_of(physical_type::float64);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const leaf_values values = deltalake_test::fixed_values<double>({0.0, -0.0, nan, 0.0, -nan, nan});
  dictionary_encoder encoder(leaf);
  buffer indexes;
  REQUIRE(encoder.enter(values, 0, 6, indexes) == 6);
  const std::vector<std::uint32_t> expected = {0, 1, 2, 0, 3, 2};
  CHECK(std::vector<std::uint32_t>(indexes.as<std::uint32_t>(), indexes.as<std::uint32_t>() + 6) == expected);
}

TEST_CASE("dictionary encoder: it stops before the value that is beyond its bounds, and knows the others still") {
  const leaf_column numbers = deltalake_test::leaf_of(physical_type::int64);
  std::vector<std::int64_t> content(1000);
  for (std::size_t i = 0; i < content.size(); ++i) content[i] = static_cast<std::int64_t>(i % 300);
  const leaf_values values = deltalake_test::fixed_values(content);
  dictionary_encoder by_bytes(numbers, {100 * 8 + 7, 1000});
  buffer indexes;
  CHECK(by_bytes.enter(values, 0, 1000, indexes) == 100);
  CHECK(indexes.size() == 400);
  CHECK(by_bytes.page().size() == 800);
  CHECK(by_bytes.enter(values, 300, 100, indexes) == 100);  // they are known
  CHECK(by_bytes.enter(values, 400, 1, indexes) == 0);
  CHECK(by_bytes.entered() == 200);
  CHECK(by_bytes.plain_bytes() == 1600);
  dictionary_encoder by_entries(numbers, {1 << 20, 7});
  CHECK(by_entries.enter(values, 0, 1000, indexes) == 7);
  CHECK(by_entries.bit_width() == 3);
  const leaf_column texts = deltalake_test::leaf_of(physical_type::byte_array);
  dictionary_encoder of_texts(texts, {20, 1000});
  CHECK(of_texts.enter(deltalake_test::text_values({"", "12345", "", "1234567", "x"}), 0, 5, indexes) == 3);
  CHECK(of_texts.page() == std::string_view("\0\0\0\0\5\0\0\0"
                                            "12345",
                                            13));
}

TEST_CASE("dictionary encoder: it pays where values repeat") {
  std::mt19937_64 random(2);
  for (const leaf_column& leaf :
       {deltalake_test::leaf_of(physical_type::int64), deltalake_test::leaf_of(physical_type::byte_array)}) {
    buffer indexes;
    dictionary_encoder few(leaf), all(leaf);
    CHECK_FALSE(few.pays());
    few.enter(deltalake_test::random_values(random, leaf, 5000, 100), 0, 5000, indexes);
    all.enter(deltalake_test::random_values(random, leaf, 5000, 1'000'000), 0, 5000, indexes);
    CHECK(few.pays());
    CHECK_FALSE(all.pays());
  }
}

TEST_CASE("dictionary encoder: once emptied it begins anew") {
  std::mt19937_64 random(3);
  const leaf_column leaf = deltalake_test::leaf_of(physical_type::byte_array);
  dictionary_encoder encoder(leaf);
  buffer indexes;
  encoder.enter(deltalake_test::random_values(random, leaf, 5000, 5000), 0, 5000, indexes);
  encoder.clear();
  CHECK(encoder.entries() == 0);
  CHECK(encoder.page().empty());
  CHECK(encoder.plain_bytes() == 0);
  indexes.clear();
  REQUIRE(encoder.enter(deltalake_test::text_values({"b", "a", "b"}), 0, 3, indexes) == 3);
  CHECK(encoder.page() == std::string_view("\1\0\0\0b\1\0\0\0a", 10));
  CHECK(indexes.as<std::uint32_t>()[2] == 0);
}

}  // namespace dictionary_encoder_test

}  // namespace deltalake_dictionary_encoder_test
