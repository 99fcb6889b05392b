#include <deltalake/parquet/encoding/dictionary.hpp>

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <utility>
#include <vector>

namespace dictionary_test {
namespace {

using deltalake::errc;
using deltalake::column::buffer;
using deltalake::parquet::dictionary;
using deltalake::parquet::physical_type;
using texts = std::vector<std::string>;

buffer buffer_of(std::string_view text) {
  buffer made;
  made.append(text.data(), text.size());
  return made;
}
std::string encode(const texts& values) {
  std::string to;
  for (const std::string& value : values) {
    for (unsigned i = 0; i < 4; ++i) to += static_cast<char>(value.size() >> (8 * i));
    to += value;
  }
  return to;
}
std::string random_text(std::mt19937_64& random, std::size_t size) {
  std::string made(size, '\0');
  for (char& c : made) c = static_cast<char>(random());
  return made;
}
std::vector<std::uint32_t> random_indexes(std::mt19937_64& random, std::size_t count, std::size_t size) {
  std::vector<std::uint32_t> made(count);
  for (auto& index : made) index = static_cast<std::uint32_t>(random() % size);
  return made;
}
dictionary texts_dictionary(const texts& values) {
  return dictionary::make(physical_type::byte_array, 0, values.size(), buffer_of(encode(values))).value();
}

}  // namespace

TEST_CASE("dictionary: texts are gathered by their indexes") {
  std::mt19937_64 random(1);
  for (const std::size_t length_max : {0, 1, 19, 30, 31, 32, 33, 100, 700}) {
    texts values(1 + random() % 50);
    for (std::string& value : values) value = random_text(random, random() % (length_max + 1));
    const dictionary words = texts_dictionary(values);
    REQUIRE(words.size() == values.size());
    REQUIRE(words.width() == 0);
    for (std::size_t i = 0; i < values.size(); ++i) REQUIRE(words[i] == values[i]);
    buffer offsets, content;
    std::vector<std::uint32_t> all;
    for (int round = 0; round < 6; ++round) {
      const std::vector<std::uint32_t> indexes = random_indexes(random, random() % 200, values.size());
      REQUIRE(words.gather_byte_arrays(indexes.data(), indexes.size(), offsets, content).has_value());
      all.insert(all.end(), indexes.begin(), indexes.end());
    }
    std::string wanted;
    REQUIRE(offsets.size() == 4 * (all.size() + 1));
    for (std::size_t i = 0; i < all.size(); ++i) {
      wanted += values[all[i]];
      REQUIRE(offsets.as<std::int32_t>()[i + 1] == static_cast<std::int32_t>(wanted.size()));
    }
    REQUIRE(content.view() == wanted);
  }
}

TEST_CASE("dictionary: one long text does not make room for many") {
  texts values(10, "a");
  values.emplace_back(100000, 'x');
  const dictionary words = texts_dictionary(values);
  const std::vector<std::uint32_t> indexes(50000, 3);
  buffer offsets, content;
  REQUIRE(words.gather_byte_arrays(indexes.data(), indexes.size(), offsets, content).has_value());
  CHECK(content.size() == 50000);
  CHECK(content.capacity() < 200000);
}

TEST_CASE("dictionary: values of fixed width are gathered by their indexes") {
  std::mt19937_64 random(2);
  const std::pair<physical_type, std::int32_t> types[] = {{physical_type::int32, 0},
                                                          {physical_type::int64, 0},
                                                          {physical_type::int96, 0},
                                                          {physical_type::float32, 7},
                                                          {physical_type::float64, 7},
                                                          {physical_type::fixed_len_byte_array, 1},
                                                          {physical_type::fixed_len_byte_array, 2},
                                                          {physical_type::fixed_len_byte_array, 5},
                                                          {physical_type::fixed_len_byte_array, 16},
                                                          {physical_type::fixed_len_byte_array, 32},
                                                          {physical_type::fixed_len_byte_array, 40}};
  const std::size_t widths[] = {4, 8, 12, 4, 8, 1, 2, 5, 16, 32, 40};
  for (std::size_t t = 0; t < std::size(types); ++t) {
    const std::size_t width = widths[t], size = 1 + random() % 40;
    const std::string page = random_text(random, width * size + random() % 5);
    const dictionary made = dictionary::make(types[t].first, types[t].second, size, buffer_of(page)).value();
    REQUIRE(made.width() == width);
    REQUIRE(made[size - 1] == std::string_view(page).substr((size - 1) * width, width));
    const std::vector<std::uint32_t> indexes = random_indexes(random, 150, size);
    buffer values;
    REQUIRE(made.gather_fixed(indexes.data(), 70, values).has_value());
    REQUIRE(made.gather_fixed(indexes.data() + 70, 80, values).has_value());
    std::string wanted;
    for (const std::uint32_t index : indexes) wanted += page.substr(index * width, width);
    REQUIRE(values.view() == wanted);
    buffer offsets;
    REQUIRE(made.gather_byte_arrays(indexes.data(), 1, offsets, values).has_error());
  }
}

TEST_CASE("dictionary: an index past its end is refused, and nothing is appended") {
  const dictionary words = texts_dictionary({"a", "b", "c"});
  const dictionary numbers = dictionary::make(physical_type::int32, 0, 3, buffer_of("aaaabbbbcccc")).value();
  buffer offsets, content;
  for (std::size_t at = 0; at < 40; ++at) {
    for (const std::uint32_t wrong : {3U, 4U, 0x7FFFFFFFU, 0x80000000U, 0xFFFFFFFFU}) {
      std::vector<std::uint32_t> indexes(40, 2);
      indexes[at] = wrong;
      REQUIRE(words.gather_byte_arrays(indexes.data(), 40, offsets, content).error().code == errc::invalid_parquet);
      REQUIRE(numbers.gather_fixed(indexes.data(), 40, content).error().code == errc::invalid_parquet);
    }
  }
  CHECK(content.empty());
  CHECK(offsets.size() <= 4);
  const std::uint32_t index = 0;
  CHECK(words.gather_fixed(&index, 1, content).error().code == errc::invalid_parquet);
}

TEST_CASE("dictionary: one without values serves no index") {
  const std::uint32_t index = 0;
  const dictionary none, empty = texts_dictionary({});
  const dictionary numbers = dictionary::make(physical_type::int64, 0, 0, {}).value();
  buffer offsets, content;
  for (const dictionary* tried : {&none, &empty}) {
    CHECK(tried->gather_byte_arrays(&index, 1, offsets, content).has_error());
    CHECK(tried->gather_byte_arrays(nullptr, 0, offsets, content).has_value());
  }
  CHECK(numbers.gather_fixed(&index, 1, content).has_error());
  CHECK(numbers.gather_fixed(nullptr, 0, content).has_value());
  CHECK(offsets.size() == 4);
}

TEST_CASE("dictionary: a page that does not hold its values is refused") {
  CHECK(dictionary::make(physical_type::boolean, 0, 1, buffer_of("a")).error().code == errc::unsupported_parquet);
  const auto refused = [](physical_type type, std::int32_t length, std::size_t count, std::string_view page) {
    const auto made = dictionary::make(type, length, count, buffer_of(page));
    return made.has_error() && made.error().code == errc::invalid_parquet;
  };
  const std::string page = encode({"abc", "", "defghi"});
  for (std::size_t size = 0; size < page.size(); ++size) {
    CHECK(refused(physical_type::byte_array, 0, 3, std::string_view(page).substr(0, size)));
  }
  CHECK(refused(physical_type::byte_array, 0, 4, page));
  for (const std::size_t count : {std::size_t{1}, std::size_t{0xFFFFFFFF}, ~std::size_t{0}}) {
    CHECK(refused(physical_type::byte_array, 0, count, "abc"));
    CHECK(refused(physical_type::int32, 0, count, "abc"));
    CHECK(refused(physical_type::fixed_len_byte_array, 12, count, "abc"));
    CHECK(refused(physical_type::fixed_len_byte_array, 0, count, "abc"));
    CHECK(refused(physical_type::fixed_len_byte_array, -1, count, "abc"));
  }
}

TEST_CASE("dictionary: as many texts as fit into a bound") {
  std::mt19937_64 random(9);
  for (const std::size_t length_max : {1, 20, 31, 32, 200}) {
    texts values(1 + random() % 40);
    for (std::string& value : values) value = random_text(random, random() % (length_max + 1));
    const dictionary words = texts_dictionary(values);
    for (int round = 0; round < 100; ++round) {
      const std::vector<std::uint32_t> indexes = random_indexes(random, random() % 100, values.size());
      buffer offsets, content;
      std::string wanted;
      for (std::size_t at = 0; at < indexes.size();) {
        const std::size_t bound = wanted.size() + random() % (4 * length_max);
        std::size_t fitting = at;
        for (; fitting < indexes.size() && wanted.size() + values[indexes[fitting]].size() <= bound; ++fitting) {
          wanted += values[indexes[fitting]];
        }
        const auto taken = words.gather_byte_arrays(indexes.data() + at, indexes.size() - at, offsets, content, bound);
        REQUIRE(taken.value() == fitting - at);
        REQUIRE(content.view() == wanted);
        at = fitting;
        REQUIRE(offsets.size() == 4 * (at + 1));
        REQUIRE(offsets.as<std::int32_t>()[at] == static_cast<std::int32_t>(wanted.size()));
      }
    }
  }
}

TEST_CASE("dictionary: what does not fit takes no memory") {
  const dictionary words = texts_dictionary({std::string(1 << 20, 'x'), "a"});
  const std::vector<std::uint32_t> indexes(2048, 0);
  buffer offsets, content;
  CHECK(words.gather_byte_arrays(indexes.data(), 2048, offsets, content, 1000).value() == 0);
  CHECK(content.empty());
  CHECK(content.capacity() < 2000);
  CHECK(words.gather_byte_arrays(indexes.data(), 2048, offsets, content, 4 << 20).value() == 4);
  CHECK(content.capacity() < (5 << 20));
  content.reserve(0x7FFFFFFF);  // not touched: it takes no memory
  content.resize(0x7FFFFFFF - (2 << 20));
  CHECK(words.gather_byte_arrays(indexes.data(), 2048, offsets, content).value() == 2);  // as far as offsets reach
}

}  // namespace dictionary_test
