#include <deltalake/parquet/shred.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/parquet/write_schema.hpp>
#include <tests/support/arrays.hpp>

namespace deltalake_shred_test {

using namespace deltalake;
using namespace deltalake::parquet;
using namespace deltalake_test;
using deltalake::column::time_unit;

namespace {

struct shredded_rows {
  result<void> done;
  std::vector<leaf_values> leaves;
};

shredded_rows shred_part(const array& from, bool nullable, std::int64_t first, std::int64_t count,
                         const write_options& options = {}) {
  const std::vector<field> fields{{"c", from.type, nullable}};
  const write_schema schema = make_write_schema(fields, options).value();
  shredded_rows made;
  made.leaves.resize(schema.tree.leaves.size());
  made.done = check_array(fields[0], from);
  if (made.done) made.done = shred(schema.tree.fields[0], schema.tree, from, first, count, made.leaves);
  return made;
}
shredded_rows shred_all(const array& from, bool nullable = true, const write_options& options = {}) {
  return shred_part(from, nullable, 0, from.length, options);
}

std::string level_digits(const column::buffer& levels) {
  std::string made;
  for (std::size_t i = 0; i < levels.size(); ++i) made += static_cast<char>('0' + levels.data()[i]);
  return made;
}
template <class T>
std::vector<T> shredded_values(const leaf_values& leaf) {
  return {leaf.fixed.as<T>(), leaf.fixed.as<T>() + leaf.values};
}
// Code and field.
std::string shred_refusal(const result<void>& done) {
  return done ? "taken" : std::string(name(done.error().code)) + " " + done.error().field;
}

data_type type_in_unit(type_id id, time_unit unit, bool utc = false) {
  data_type made(id);
  made.unit = unit;
  made.utc = utc;
  return made;
}
data_type shred_decimal(std::int32_t precision) {
  data_type made(type_id::decimal128);
  made.precision = precision;
  return made;
}
array shred_decimals(std::int32_t precision, const std::vector<std::int64_t>& values) {
  array made;
  made.type = shred_decimal(precision);
  made.length = static_cast<std::int64_t>(values.size());
  for (const std::int64_t value : values) {
    made.values.push_back(value);
    made.values.push_back(value < 0 ? std::int64_t{-1} : std::int64_t{0});
  }
  return made;
}

}  // namespace

TEST_CASE("shred: nulls are levels, and values stand one after another") {
  const shredded_rows made = shred_all(longs({7, null, 9}));
  REQUIRE(made.done.has_value());
  CHECK(level_digits(made.leaves[0].definition_levels) == "101");
  CHECK(made.leaves[0].repetition_levels.empty());
  CHECK(shredded_values<std::int64_t>(made.leaves[0]) == std::vector<std::int64_t>{7, 9});
  CHECK(made.leaves[0].rows == 3);
  CHECK(made.leaves[0].levels == 3);
  CHECK(shred_all(longs({7, 9}), false).leaves[0].definition_levels.empty());
}

TEST_CASE("shred: the levels of lists are those of the Dremel paper") {
  // [[1, null], null, [], [3]] and, in a struct around it, one null.
  const array from = structure(columns(named_array{"l", lists(longs({1, null, 3}), {2, null, 0, 1, null})}),
                               std::vector<bool>{true, true, true, true, false});
  const shredded_rows made = shred_all(from);
  REQUIRE(made.done.has_value());
  CHECK(level_digits(made.leaves[0].definition_levels) == "431240");
  CHECK(level_digits(made.leaves[0].repetition_levels) == "010000");
  CHECK(made.leaves[0].rows == 5);
  CHECK(shredded_values<std::int64_t>(made.leaves[0]) == std::vector<std::int64_t>{1, 3});
}

TEST_CASE("shred: lists in lists repeat at two levels") {
  const array from = lists(lists(ints({1, 2, 3, 4}), {2, 1, 0, 1}), {3, 1});
  const shredded_rows made = shred_all(from);
  REQUIRE(made.done.has_value());
  CHECK(level_digits(made.leaves[0].repetition_levels) == "02110");
  CHECK(level_digits(made.leaves[0].definition_levels) == "55535");
}

TEST_CASE("shred: both sides of a map have the same levels") {
  const array from = maps({text_map{{"a", "1"}, {"b", std::nullopt}}, std::nullopt, text_map{}});
  const shredded_rows made = shred_all(from);
  REQUIRE(made.done.has_value());
  CHECK(level_digits(made.leaves[0].definition_levels) == "2201");
  CHECK(level_digits(made.leaves[1].definition_levels) == "3201");
  CHECK(level_digits(made.leaves[0].repetition_levels) == "0100");
  CHECK(made.leaves[0].bytes.view() == "ab");
  CHECK(made.leaves[1].bytes.view() == "1");
}

TEST_CASE("shred: rows may be taken in parts") {
  const array from = lists(texts_of({"a", "bc", null, "d", "e"}), {2, 0, 2, null, 1});
  const shredded_rows whole = shred_all(from);
  shredded_rows parts = shred_part(from, true, 0, 0);
  const std::vector<field> fields{{"c", from.type, true}};
  const write_schema schema = make_write_schema(fields).value();
  for (std::int64_t row = 0; row < 5; ++row) {
    REQUIRE(shred(schema.tree.fields[0], schema.tree, from, row, 1, parts.leaves).has_value());
  }
  CHECK(parts.leaves[0].rows == 5);
  CHECK(parts.leaves[0].definition_levels.view() == whole.leaves[0].definition_levels.view());
  CHECK(parts.leaves[0].repetition_levels.view() == whole.leaves[0].repetition_levels.view());
  CHECK(parts.leaves[0].bytes.view() == whole.leaves[0].bytes.view());
  CHECK(parts.leaves[0].offsets.view() == whole.leaves[0].offsets.view());
}

TEST_CASE("shred: a null where a column is required is refused by its name") {
  CHECK(shred_refusal(shred_all(longs({1, null}), false).done) == "invalid_argument c");
  array inside = structure(columns(named_array{"x", texts_of({"a", null})}));
  inside.type.children[0].nullable = false;
  CHECK(shred_refusal(shred_all(inside).done) == "invalid_argument c.x");
  // Below a null struct there is nothing, whatever the child's array holds.
  inside = structure(columns(named_array{"x", texts_of({"a", null})}), std::vector<bool>{true, false});
  inside.type.children[0].nullable = false;
  CHECK(shred_refusal(shred_all(inside).done) == "taken");
  array keys = maps({text_map{{"a", "1"}, {"b", "2"}}});
  set_validity(keys.children[0].children[0], {true, false});
  CHECK(shred_refusal(shred_all(keys).done) == "invalid_argument c.key_value.key");
  array entries = maps({text_map{{"a", "1"}, {"b", "2"}}});
  set_validity(entries.children[0], {true, false});
  CHECK(shred_refusal(shred_all(entries).done) == "invalid_argument c.key_value.key");
}

TEST_CASE("shred: indexes into a dictionary become its values, and null values nulls") {
  array from;
  from.type = column::dictionary_of(type_id::utf8);
  for (const std::int32_t index : {2, 0, 1, 0}) from.values.push_back(index);
  from.dictionary = std::make_shared<array>(texts_of({"x", null, "zz"}));
  set_validity(from, {true, true, true, false});
  const shredded_rows made = shred_all(from);
  REQUIRE(made.done.has_value());
  CHECK(made.leaves[0].bytes.view() == "zzx");
  CHECK(level_digits(made.leaves[0].definition_levels) == "1100");
  CHECK(shred_refusal(shred_all(from, false).done) == "invalid_argument c");
  from.values.as<std::int32_t>()[1] = 3;
  CHECK(shred_refusal(shred_all(from).done) == "invalid_argument c");
  from.values.as<std::int32_t>()[1] = -1;
  CHECK(shred_refusal(shred_all(from).done) == "invalid_argument c");
}

TEST_CASE("shred: small integers are widened by their sign") {
  const shredded_rows made = shred_all(values_of<std::int8_t>(type_id::int8, {std::int8_t{-1}, std::int8_t{100}}));
  CHECK(shredded_values<std::int32_t>(made.leaves[0]) == std::vector<std::int32_t>{-1, 100});
  const shredded_rows other = shred_all(values_of<std::uint16_t>(type_id::uint16, {std::uint16_t{65'535}}));
  CHECK(shredded_values<std::int32_t>(other.leaves[0]) == std::vector<std::int32_t>{65'535});
}

TEST_CASE("shred: decimals are stored in the form of their precision, and refused if they do not fit") {
  CHECK(shredded_values<std::int32_t>(shred_all(shred_decimals(9, {-5, 999'999'999})).leaves[0]) ==
        std::vector<std::int32_t>{-5, 999'999'999});
  CHECK(shredded_values<std::int64_t>(shred_all(shred_decimals(18, {-5})).leaves[0]) == std::vector<std::int64_t>{-5});
  CHECK(shred_all(shred_decimals(20, {-2, 258})).leaves[0].fixed.view() ==
        std::string(8, '\xFF') + '\xFE' + std::string(7, '\0') + "\x01\x02");
  CHECK(shred_refusal(shred_all(shred_decimals(9, {std::int64_t{1} << 31})).done) == "invalid_argument c");
  CHECK(shred_refusal(shred_all(shred_decimals(9, {-(std::int64_t{1} << 31) - 1})).done) == "invalid_argument c");
}

TEST_CASE("shred: INT96 counts nanoseconds of the Julian day, before 1970 too") {
  const auto days_and_nanos = [](std::int64_t micros) {
    const array from = values_of<std::int64_t>(type_in_unit(type_id::timestamp, time_unit::micro, true), {micros});
    const shredded_rows made = shred_all(from, false, write_options().timestamps(timestamp_form::int96));
    std::int64_t nanos = 0;
    std::int32_t day = 0;
    std::memcpy(&nanos, made.leaves[0].fixed.data(), 8);
    std::memcpy(&day, made.leaves[0].fixed.data() + 8, 4);
    return std::pair(day, nanos);
  };
  CHECK(days_and_nanos(0) == std::pair<std::int32_t, std::int64_t>(2'440'588, 0));
  CHECK(days_and_nanos(-1) == std::pair<std::int32_t, std::int64_t>(2'440'587, 86'399'999'999'000));
  CHECK(days_and_nanos(86'400'000'001) == std::pair<std::int32_t, std::int64_t>(2'440'589, 1000));
  const array far = values_of<std::int64_t>(type_in_unit(type_id::timestamp, time_unit::second, true),
                                            {(std::numeric_limits<std::int64_t>::max)()});
  CHECK(shred_refusal(shred_all(far, false, write_options().timestamps(timestamp_form::int96)).done) ==
        "invalid_argument c");
}

TEST_CASE("shred: seconds become milliseconds, unless they overflow") {
  const data_type seconds = type_in_unit(type_id::timestamp, time_unit::second);
  CHECK(shredded_values<std::int64_t>(shred_all(values_of<std::int64_t>(seconds, {-3})).leaves[0]) ==
        std::vector<std::int64_t>{-3000});
  const array most = values_of<std::int64_t>(seconds, {(std::numeric_limits<std::int64_t>::max)() / 1000 + 1});
  CHECK(shred_refusal(shred_all(most).done) == "invalid_argument c");
}

TEST_CASE("check_array: arrays that contradict themselves are refused before they are read") {
  const auto check = [](const array& from) { return shred_refusal(check_array({"c", from.type, true}, from)); };
  array texts = texts_of({"ab", "c"});
  texts.offsets.as<std::int32_t>()[1] = 4;
  CHECK(check(texts) == "invalid_argument c");
  texts.offsets.as<std::int32_t>()[1] = -1;
  CHECK(check(texts) == "invalid_argument c");
  texts = texts_of({"ab", "c"});
  texts.offsets.as<std::int32_t>()[2] = 9;
  CHECK(check(texts) == "invalid_argument c");
  texts = texts_of({"ab", "c"});
  texts.length = 3;
  CHECK(check(texts) == "invalid_argument c");
  array numbers = longs({1, 2});
  numbers.length = 3;
  CHECK(check(numbers) == "invalid_argument c");
  numbers = longs({1, null, 2});
  numbers.validity.clear();
  CHECK(check(numbers) == "taken");
  array listed = lists(longs({1, 2}), {2});
  listed.offsets.as<std::int32_t>()[1] = 3;
  CHECK(check(listed) == "invalid_argument c");
  array both = structure(columns(named_array{"x", longs({1, 2})}, named_array{"y", longs({1})}));
  CHECK(check(both) == "invalid_argument c.y");
  CHECK(shred_refusal(check_array({"c", type_id::int32, true}, longs({1}))) == "invalid_argument c");
  array views;
  views.type = type_id::utf8_view;
  views.length = 1;
  column::text_view view;
  view.size = 20;
  views.values.push_back(view);
  CHECK(check(views) == "invalid_argument c");
  auto held = std::make_shared<column::buffer>();
  held->append(std::string(20, 'x').data(), 20);
  views.viewed.push_back(held);
  CHECK(check(views) == "taken");
  views.values.as<column::text_view>()->offset = 1;
  CHECK(check(views) == "invalid_argument c");
  views.values.as<column::text_view>()->size = -1;
  CHECK(check(views) == "invalid_argument c");
  array indexes;
  indexes.type = column::dictionary_of(type_id::utf8);
  indexes.length = 1;
  indexes.values.push_back(std::int32_t{0});
  CHECK(check(indexes) == "invalid_argument c");
}

}  // namespace deltalake_shred_test
