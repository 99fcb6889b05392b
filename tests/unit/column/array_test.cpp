#include <deltalake/column/array.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <tests/support/arrays.hpp>

namespace deltalake_column_array_test {
namespace {

using deltalake::column::batch;
using deltalake::column::is_text;
using deltalake::column::is_text_map;
using namespace deltalake_test;

// Of `count` values, those whose number is divisible by three are null.
std::vector<std::optional<std::int64_t>> thirds(std::int64_t count) {
  std::vector<std::optional<std::int64_t>> made;
  for (std::int64_t i = 0; i < count; ++i) made.push_back(i % 3 == 0 ? std::nullopt : std::optional(i));
  return made;
}

}  // namespace

TEST_CASE("array: an empty one has no rows, and its type is that of nothing") {
  const array none;
  CHECK(none.type == data_type(type_id::null));
  CHECK(none.length == 0);
  CHECK(none.children.empty());
}

TEST_CASE("array: without a bitmap nothing is null, but in an array of nulls everything is") {
  const array full = longs({1, 2, 3});
  REQUIRE(full.validity.empty());
  array nulls;
  nulls.length = nulls.null_count = 3;
  for (std::int64_t row = 0; row < 3; ++row) {
    CHECK(full.is_valid(row));
    CHECK_FALSE(full.is_null(row));
    CHECK(nulls.is_null(row));
    CHECK_FALSE(nulls.is_valid(row));
  }
}

TEST_CASE("array: bits of the bitmap are counted from the least significant, byte after byte") {
  for (const std::int64_t count : {1, 7, 8, 9, 64, 65}) {
    CAPTURE(count);
    const array made = longs(thirds(count));
    CHECK(made.null_count == (count + 2) / 3);
    for (std::int64_t row = 0; row < count; ++row) {
      CHECK(made.is_null(row) == (row % 3 == 0));
      if (made.is_valid(row)) CHECK(made.value<std::int64_t>(row) == row);
    }
  }
  array by_hand = longs({1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
  by_hand.validity.push_back(std::uint8_t{0b1000'0010});
  by_hand.validity.push_back(std::uint8_t{0b01});
  for (std::int64_t row = 0; row < 10; ++row) CHECK(by_hand.is_valid(row) == (row == 1 || row == 7 || row == 8));
}

TEST_CASE("array: fixed-width values are read at their width") {
  CHECK(values_of<std::int8_t>(type_id::int8, {1, -2}).value<std::int8_t>(1) == -2);
  CHECK(values_of<std::int16_t>(type_id::int16, {1, -300}).value<std::int16_t>(1) == -300);
  CHECK(ints({1, -70'000}).value<std::int32_t>(1) == -70'000);
  CHECK(values_of<double>(type_id::float64, {0.5, -1.5}).value<double>(1) == -1.5);
  const array bits = flags({true, false, null, true, false, false, false, false, true});
  CHECK(bits.bit(0));
  CHECK_FALSE(bits.bit(1));
  CHECK(bits.bit(3));
  CHECK_FALSE(bits.bit(7));
  CHECK(bits.bit(8));
}

TEST_CASE("array: texts lie between their offsets, bytes of a fixed width one behind the other") {
  const array words = texts_of({"one", "", null, std::string("a\0b", 3)});
  CHECK(words.text(0) == "one");
  CHECK(words.text(1).empty());
  CHECK(words.text(2).empty());
  CHECK(words.text(3) == std::string_view("a\0b", 3));
  CHECK(words.offset(0) == 0);
  CHECK(words.offset(words.length) == 6);
  array fixed;
  fixed.type = type_id::fixed_size_binary;
  fixed.type.byte_width = 2;
  fixed.length = 3;
  fixed.values.append("aabbcc", 6);
  CHECK(fixed.text(0) == "aa");
  CHECK(fixed.text(2) == "cc");
}

TEST_CASE("array: lists are ranges of their child") {
  const array made = lists(ints({1, 2, 3, 4}), {2, 0, null, 2});
  CHECK(made.offset(0) == 0);
  CHECK(made.offset(1) == 2);
  CHECK(made.offset(2) == 2);
  CHECK(made.offset(3) == 2);
  CHECK(made.offset(4) == 4);
  CHECK(made.is_null(2));
  CHECK(made.children.front().value<std::int32_t>(made.offset(3)) == 3);
}

TEST_CASE("array: what is text, and what is a map of texts") {
  CHECK(is_text(texts_of({"a"})));
  CHECK(is_text(texts_of({"a"}, type_id::binary)));
  CHECK_FALSE(is_text(longs({1})));
  CHECK_FALSE(is_text(lists(texts_of({"a"}), {1})));
  array fixed;
  fixed.type = type_id::fixed_size_binary;
  CHECK_FALSE(is_text(fixed));

  CHECK(is_text_map(maps({text_map{{"k", "v"}}})));
  CHECK(is_text_map(maps({})));
  CHECK_FALSE(is_text_map(texts_of({"a"})));
  CHECK_FALSE(is_text_map(lists(texts_of({"a"}), {1})));
  CHECK_FALSE(is_text_map(array()));
  array childless;
  childless.type = type_id::map;
  CHECK_FALSE(is_text_map(childless));
  array no_entries = maps({text_map{{"k", "v"}}});
  no_entries.children.front().children.pop_back();
  CHECK_FALSE(is_text_map(no_entries));
  array numbers = maps({text_map{{"k", "v"}}});
  numbers.children.front().children[1] = longs({1});
  CHECK_FALSE(is_text_map(numbers));
}

TEST_CASE("array: it moves with what it holds, and views stay") {
  array from = texts_of({"a long enough text to lie on the heap"});
  const std::string_view seen = from.text(0);
  const array to = std::move(from);
  CHECK(to.text(0).data() == seen.data());
  batch rows = batch_of(columns(named_array{"a", longs({1, 2})}, named_array{"b", texts_of({"x", null})}));
  const batch moved = std::move(rows);
  CHECK(moved.num_rows == 2);
  CHECK(moved.fields[1].name == "b");
  CHECK(moved.columns[1].is_null(1));
}

}  // namespace deltalake_column_array_test
