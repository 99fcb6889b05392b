#include <deltalake/parquet/statistics_builder.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include <deltalake/base/utf8.hpp>
#include <tests/support/leaf_samples.hpp>

namespace deltalake_statistics_builder_test {

namespace statistics_builder_test {
namespace {

namespace parquet = deltalake::parquet;
namespace schema = deltalake::schema;
using deltalake::column::type_id;
using parquet::leaf_column;
using parquet::leaf_place;
using parquet::leaf_values;
using parquet::logical_kind;
using parquet::physical_type;
using parquet::statistics_builder;
using kind = schema::data_type::kind;

leaf_column leaf_with(physical_type physical, logical_kind logical, type_id type, std::int32_t length = 0) {
  leaf_column made = deltalake_test::leaf_of(physical, length);
  made.logical.kind = logical;
  made.type = type;
  return made;
}
leaf_column text_leaf() { return leaf_with(physical_type::byte_array, logical_kind::string, type_id::utf8); }
leaf_column decimal_leaf(physical_type physical, std::int32_t length = 0) {
  leaf_column made = leaf_with(physical, logical_kind::decimal, type_id::decimal128, length);
  made.type.precision = made.logical.precision = 20;
  made.type.scale = made.logical.scale = 2;
  if (physical == physical_type::int32) made.type.precision = 9;
  return made;
}

statistics_builder built(const leaf_column& leaf, const leaf_values& values) {
  statistics_builder made(leaf);
  made.add(values, {}, {values.rows, values.levels, values.values});
  return made;
}
template <class T>
std::string bytes_of(T value) {
  return std::string(reinterpret_cast<const char*>(&value), sizeof value);
}
parquet::statistics of_texts(const leaf_column& leaf, const std::vector<std::string>& texts, std::size_t most) {
  return built(leaf, deltalake_test::text_values(texts)).make(most);
}
// A big-endian number in `length` bytes.
std::string big_endian(std::int64_t value, std::size_t length) {
  std::string made(length, value < 0 ? '\xFF' : '\0');
  for (std::size_t i = 0; i < length && i < 8; ++i) made[length - 1 - i] = static_cast<char>(value >> (8 * i));
  return made;
}
std::string random_utf8(std::mt19937_64& random, std::size_t characters) {
  constexpr char32_t points[] = {'a', 'b', 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF};
  std::string made;
  for (std::size_t i = 0; i < characters; ++i) deltalake::append_utf8(points[random() % std::size(points)], made);
  return made;
}

}  // namespace

TEST_CASE("statistics builder: bounds are values in the order of the type") {
  const leaf_column ints = leaf_with(physical_type::int32, logical_kind::none, type_id::int32);
  leaf_column naturals = leaf_with(physical_type::int32, logical_kind::integer, type_id::uint32);
  naturals.logical.is_signed = false;
  const leaf_values values = deltalake_test::fixed_values<std::int32_t>({5, -7, 3});
  CHECK(built(ints, values).make().min_value == bytes_of<std::int32_t>(-7));
  CHECK(built(ints, values).make().max_value == bytes_of<std::int32_t>(5));
  CHECK(built(naturals, values).make().min_value == bytes_of<std::int32_t>(3));
  CHECK(built(naturals, values).make().max_value == bytes_of<std::int32_t>(-7));
  CHECK(built(ints, values).make().is_min_value_exact == true);
  CHECK(built(ints, values).make().null_count == 0);
  const leaf_column booleans = leaf_with(physical_type::boolean, logical_kind::none, type_id::boolean);
  const auto mixed = built(booleans, deltalake_test::boolean_values({true, false})).make();
  CHECK(mixed.min_value == std::string(1, '\0'));
  CHECK(mixed.max_value == "\1");
  CHECK(built(booleans, deltalake_test::boolean_values({true, true})).make().min_value == "\1");
  CHECK(built(booleans, deltalake_test::boolean_values({false})).make().max_value == std::string(1, '\0'));
}

TEST_CASE("statistics builder: NaN is no bound, and zeros are widened") {
  const leaf_column leaf = leaf_with(physical_type::float64, logical_kind::none, type_id::float64);
  const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
  const auto some = built(leaf, deltalake_test::fixed_values<double>({nan, 0.0, nan, -0.0}));
  CHECK(some.has_nan());
  CHECK(some.make().min_value == bytes_of(-0.0));
  CHECK(some.make().max_value == bytes_of(0.0));
  CHECK(some.bounds(schema::data_type(kind::double_)).may_hold_nan);
  const auto none = built(leaf, deltalake_test::fixed_values<double>({nan, -nan}));
  CHECK_FALSE(none.has_bounds());
  CHECK_FALSE(none.make().min_value);
  CHECK_FALSE(none.make().is_min_value_exact);
  CHECK(none.make().null_count == 0);
  const auto wide = built(leaf, deltalake_test::fixed_values<double>({infinity, infinity}));
  CHECK_FALSE(wide.has_nan());
  CHECK(wide.make().min_value == bytes_of(infinity));
  CHECK_FALSE(wide.bounds(schema::data_type(kind::double_)).may_hold_nan);
}

TEST_CASE("statistics builder: halves compare as numbers") {
  const leaf_column leaf = leaf_with(physical_type::fixed_len_byte_array, logical_kind::float16, type_id::float16, 2);
  // -2, NaN, 1, -0
  const auto made = built(leaf, deltalake_test::fixed_values<std::uint16_t>({0xC000, 0x7E00, 0x3C00, 0x8000})).make();
  CHECK(made.min_value == bytes_of<std::uint16_t>(0xC000));
  CHECK(made.max_value == bytes_of<std::uint16_t>(0x3C00));
  const auto zero = built(leaf, deltalake_test::fixed_values<std::uint16_t>({0x0000})).make();
  CHECK(zero.min_value == bytes_of<std::uint16_t>(0x8000));
  CHECK(zero.max_value == bytes_of<std::uint16_t>(0x0000));
}

TEST_CASE("statistics builder: decimals of every physical form compare as numbers") {
  std::mt19937_64 random(1);
  for (int round = 0; round < 200; ++round) {
    std::vector<std::int64_t> numbers(1 + random() % 20);
    for (auto& number : numbers) {
      number = static_cast<std::int64_t>(random()) >> (34 + random() % 30);
    }
    const auto [least, most] = std::minmax_element(numbers.begin(), numbers.end());
    std::vector<std::int32_t> narrow(numbers.begin(), numbers.end());
    std::string sixteen;
    std::vector<std::string> shortest;
    for (const std::int64_t number : numbers) {
      sixteen += big_endian(number, 16);
      std::string text = big_endian(number, 8);
      while (text.size() > 1 && random() % 4 != 0 &&
             ((text[0] == 0 && text[1] >= 0) || (text[0] == '\xFF' && text[1] < 0))) {
        text.erase(0, 1);
      }
      shortest.push_back(text);
    }
    leaf_values fixed;
    fixed.fixed.append(sixteen.data(), sixteen.size());
    fixed.rows = fixed.levels = fixed.values = static_cast<std::int64_t>(numbers.size());
    const schema::data_type type(schema::decimal_type(20, 2));
    const auto check = [&](const leaf_column& leaf, const leaf_values& values) {
      const parquet::value_bounds bounds = built(leaf, values).bounds(type);
      REQUIRE(bounds.lower);
      REQUIRE(bounds.upper);
      REQUIRE(bounds.lower->value == schema::scalar(schema::decimal(*least, 2)));
      REQUIRE(bounds.upper->value == schema::scalar(schema::decimal(*most, 2)));
      REQUIRE(bounds.lower->exact);
    };
    check(decimal_leaf(physical_type::int32), deltalake_test::fixed_values(narrow));
    check(decimal_leaf(physical_type::int64), deltalake_test::fixed_values(numbers));
    check(decimal_leaf(physical_type::fixed_len_byte_array, 16), fixed);
    check(decimal_leaf(physical_type::byte_array), deltalake_test::text_values(shortest));
  }
}

TEST_CASE("statistics builder: INT96 and types without an order have no bounds, but counts") {
  std::mt19937_64 random(2);
  const leaf_column old = leaf_with(physical_type::int96, logical_kind::none, type_id::timestamp);
  const leaf_column interval =
      leaf_with(physical_type::fixed_len_byte_array, logical_kind::interval, type_id::fixed_size_binary, 12);
  for (const leaf_column& leaf : {old, interval}) {
    const auto made = built(leaf, deltalake_test::random_values(random, leaf, 10, 10)).make();
    CHECK_FALSE(made.min_value);
    CHECK_FALSE(made.max_value);
    CHECK(made.null_count == 0);
  }
}

TEST_CASE("statistics builder: texts are compared by unsigned bytes, whatever their lengths") {
  std::mt19937_64 random(3);
  const leaf_column leaf = leaf_with(physical_type::byte_array, logical_kind::none, type_id::binary);
  for (int round = 0; round < 500; ++round) {
    std::vector<std::string> texts(1 + random() % 12);
    for (std::string& text : texts) {
      text.resize(random() % 14);
      for (char& c : text) c = "\0\x01\x7F\x80\xFF"[random() % 5];
      if (random() % 2 == 0) text.insert(0, "12345678");
    }
    const auto [least, most] = std::minmax_element(texts.begin(), texts.end());
    const auto made = of_texts(leaf, texts, statistics_builder::any_bytes);
    REQUIRE(made.min_value == *least);
    REQUIRE(made.max_value == *most);
  }
}

TEST_CASE("statistics builder: bounds that are cut are whole characters, within the limit, and still bounds") {
  std::mt19937_64 random(4);
  const leaf_column leaf = text_leaf();
  int dropped = 0, kept = 0;
  for (int round = 0; round < 3000; ++round) {
    const std::string text = random_utf8(random, random() % 8);
    const std::size_t most = random() % 10;
    const auto made = of_texts(leaf, {text}, most);
    REQUIRE(made.min_value);
    REQUIRE(made.min_value->size() <= most);
    REQUIRE(*made.min_value <= text);
    REQUIRE(deltalake::first_invalid_utf8(*made.min_value) == std::string_view::npos);
    REQUIRE(*made.is_min_value_exact == (*made.min_value == text));
    dropped += made.max_value ? 0 : 1;
    if (!made.max_value) {
      REQUIRE_FALSE(made.is_max_value_exact);
      continue;
    }
    ++kept;
    REQUIRE(made.max_value->size() <= most);
    REQUIRE(*made.max_value >= text);
    REQUIRE(deltalake::first_invalid_utf8(*made.max_value) == std::string_view::npos);
    REQUIRE(*made.is_max_value_exact == (*made.max_value == text));
  }
  CHECK(dropped > 100);
  CHECK(kept > 100);
}

TEST_CASE("statistics builder: cutting, by example") {
  const leaf_column text = text_leaf();
  const leaf_column binary = leaf_with(physical_type::byte_array, logical_kind::none, type_id::binary);
  CHECK(of_texts(text, {"abcdef"}, 3).min_value == "abc");
  CHECK(of_texts(text, {"abcdef"}, 3).max_value == "abd");
  CHECK(of_texts(text, {"abc"}, 3).max_value == "abc");
  CHECK(of_texts(text, {"a\x7F\x7F\x7F"}, 3).max_value == "a\xC2\x80");
  CHECK(of_texts(text, {"a\x7F\x7F\x7F"}, 2).max_value == "b");                 // U+0080 would be too long
  CHECK(of_texts(text, {"a\xED\x9F\xBFxyz"}, 4).max_value == "a\xEE\x80\x80");  // no surrogate
  CHECK_FALSE(of_texts(text, {"\xF4\x8F\xBF\xBF\xF4\x8F\xBF\xBF"}, 5).max_value);
  CHECK(of_texts(binary, {"a\xFF\xFF\xFF"}, 3).max_value == "b");
  CHECK_FALSE(of_texts(binary, {"\xFF\xFF\xFF\xFF"}, 3).max_value);
  CHECK(of_texts(binary, {"\xFF\xFF\xFF\xFF"}, 3).min_value == "\xFF\xFF\xFF");
  // A column of texts that holds bytes that are none is cut as bytes.
  CHECK(of_texts(text, {"a\xFF\xFF\xFF"}, 2).max_value == "b");
  const leaf_column decimal = decimal_leaf(physical_type::byte_array);
  CHECK(of_texts(decimal, {"\x01\x02\x03\x04"}, 2).max_value == "\x01\x02\x03\x04");
}

TEST_CASE("statistics builder: pages merge to a chunk as if they were one") {
  std::mt19937_64 random(5);
  std::vector<leaf_column> leaves = deltalake_test::all_leaves();
  leaves.push_back(decimal_leaf(physical_type::byte_array));
  leaves.push_back(decimal_leaf(physical_type::fixed_len_byte_array, 9));
  for (const leaf_column& leaf : leaves) {
    for (int round = 0; round < 20; ++round) {
      const auto count = static_cast<std::int64_t>(1 + random() % 50);
      const leaf_values values = deltalake_test::random_values(random, leaf, static_cast<std::size_t>(count), 30);
      const auto cut = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(count + 1));
      statistics_builder whole(leaf), left(leaf), right(leaf);
      whole.add(values, {0, 0, 0}, {count, count, count});
      left.add(values, {0, 0, 0}, {cut, cut, cut});
      right.add(values, {cut, cut, cut}, {count, count, count});
      left.merge(right);
      REQUIRE(left.make().min_value == whole.make().min_value);
      REQUIRE(left.make().max_value == whole.make().max_value);
      REQUIRE(left.value_count() == count);
      REQUIRE(left.has_nan() == whole.has_nan());
      // No value lies beyond the bounds.
      for (std::int64_t i = 0; i < count && whole.has_bounds(); ++i) {
        const std::string value = deltalake_test::value_at(leaf, values, static_cast<std::size_t>(i));
        REQUIRE(parquet::compare_bounds(leaf, *whole.make().min_value, value) <= 0);
        REQUIRE(parquet::compare_bounds(leaf, *whole.make().max_value, value) >= 0);
      }
      whole.clear();
      REQUIRE_FALSE(whole.make().min_value);
      REQUIRE(whole.null_count() == 0);
    }
  }
}

TEST_CASE("statistics builder: nulls are counted, also of the columns around the leaf") {
  leaf_column leaf = text_leaf();
  leaf.max_definition = 3;
  leaf.max_repetition = 1;
  // Rows: null list, empty list, [null, "a"], ["b"]: the list is there from level 1 on, an element from level 2.
  leaf_values values = deltalake_test::text_values({"a", "b"});
  for (const std::uint8_t level : {0, 1, 2, 3, 3}) values.definition_levels.push_back(level);
  for (const std::uint8_t level : {0, 0, 0, 1, 0}) values.repetition_levels.push_back(level);
  values.rows = 4;
  values.levels = 5;
  const statistics_builder made = built(leaf, values);
  CHECK(made.null_count() == 3);
  CHECK(made.value_count() == 2);
  CHECK(parquet::count_null_rows(leaf, values, {}, {4, 5, 2}, 1) == 1);
  CHECK(parquet::count_null_rows(leaf, values, {1, 1, 0}, {4, 5, 2}, 1) == 0);
  CHECK(parquet::count_null_rows(text_leaf(), values, {}, {4, 5, 2}, 0) == 0);
}

TEST_CASE("statistics builder: distinct values are told only where they are known") {
  const leaf_column leaf = text_leaf();
  statistics_builder one = built(leaf, deltalake_test::text_values({"a", "b"})), none(leaf);
  CHECK_FALSE(one.make().distinct_count);
  one.set_distinct_count(2);
  CHECK(one.make().distinct_count == 2);
  none.merge(one);
  CHECK(none.make().distinct_count == 2);
  none.merge(one);
  CHECK_FALSE(none.make().distinct_count);
}

TEST_CASE("statistics builder: bounds come out as values of the column's type") {
  const leaf_column days = leaf_with(physical_type::int32, logical_kind::date, type_id::date32);
  const auto made =
      built(days, deltalake_test::fixed_values<std::int32_t>({-1, 20000})).bounds(schema::data_type(kind::date));
  CHECK(made.lower->value == schema::scalar(schema::date{-1}));
  CHECK(made.upper->value == schema::scalar(schema::date{20000}));
  leaf_column times = leaf_with(physical_type::int64, logical_kind::timestamp, type_id::timestamp);
  times.type.utc = true;
  const auto instants = built(times, deltalake_test::fixed_values<std::int64_t>({-5, 7}));
  CHECK(instants.bounds(schema::data_type(kind::timestamp)).upper->value == schema::scalar(schema::timestamp{7}));
  CHECK_FALSE(instants.bounds(schema::data_type(kind::string)).upper);
  const std::string text(200, 'x');
  const auto whole = built(text_leaf(), deltalake_test::text_values({text})).bounds(schema::data_type(kind::string));
  CHECK(whole.lower->value == schema::scalar(text));
  CHECK(whole.lower->exact);
}

TEST_CASE("boundary order: both bounds must go the same way") {
  using order = parquet::boundary_order;
  const leaf_column leaf = leaf_with(physical_type::int32, logical_kind::none, type_id::int32);
  const auto found = [&](const std::vector<std::pair<std::int32_t, std::int32_t>>& pages) {
    parquet::boundary_order_finder finder(leaf);
    for (const auto& [least, most] : pages) finder.add(bytes_of(least), bytes_of(most));
    return finder.order();
  };
  CHECK(found({}) == order::ascending);
  CHECK(found({{1, 2}, {1, 2}}) == order::ascending);
  CHECK(found({{-1, 2}, {1, 2}, {1, 5}}) == order::ascending);
  CHECK(found({{5, 9}, {5, 8}, {-4, 8}}) == order::descending);
  CHECK(found({{1, 9}, {2, 8}}) == order::unordered);
  CHECK(found({{1, 2}, {3, 4}, {2, 3}}) == order::unordered);
}

}  // namespace statistics_builder_test

}  // namespace deltalake_statistics_builder_test
