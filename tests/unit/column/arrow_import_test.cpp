#include <deltalake/column/arrow_import.hpp>

#include <doctest/doctest.h>

#include <cstring>
#include <limits>
#include <string>
#include <utility>

#include <deltalake/column/arrow_export.hpp>
#include <tests/support/arrow_values.hpp>

namespace deltalake_column_arrow_import_test {
namespace {

using namespace deltalake::column;
using namespace deltalake_test;
using deltalake::errc;
using deltalake::result;

// An array as a producer hands it over, to be changed before it is read. Checks that everything is released once.
struct handed_over {
  explicit handed_over(array from, std::string name = "c") {
    REQUIRE(export_schema(field{std::move(name), from.type, true}, &schema).has_value());
    export_array(std::move(from), &values);
    released.watch(schema);
    released.watch(values);
  }
  result<array> take(const import_options& options = {}) {
    result<array> made = import_array(&values, &schema, options);
    CHECK(released.count() == 2);
    CHECK(is_released(schema));
    CHECK(is_released(values));
    return made;
  }

  release_counter released;
  ArrowSchema schema;
  ArrowArray values;
};

void check_refused(handed_over& from, errc code, std::string_view words) {
  const result<array> made = from.take();
  REQUIRE(made.has_error());
  CHECK(made.error().code == code);
  CHECK_MESSAGE(made.error().detail.find(words) != std::string::npos, made.error().detail);
}

void check_refused(array from, errc code, std::string_view words) {
  handed_over values(std::move(from));
  check_refused(values, code, words);
}

// The rows `begin` to `end` of an array, as an import of a slice gives them.
std::vector<std::string> slice(const std::vector<std::string>& rows, std::size_t begin, std::size_t end) {
  return {rows.begin() + static_cast<std::ptrdiff_t>(begin), rows.begin() + static_cast<std::ptrdiff_t>(end)};
}

std::int64_t nulls_in(const std::vector<std::string>& rows) {
  std::int64_t count = 0;
  for (const std::string& row : rows) count += row == "null" ? 1 : 0;
  return count;
}

}  // namespace

TEST_CASE("arrow import: random nested arrays come back as they went out, whole and in slices") {
  random_arrays random(20261128);
  for (int round = 0; round < 300; ++round) {
    CAPTURE(round);
    array made = random.any(random.below(40), 3);
    const std::vector<std::string> rows = rows_of(made);
    const data_type type = made.type;
    const std::size_t begin = random.below(rows.size() + 1);
    const std::size_t end = begin + random.below(rows.size() - begin + 1);
    handed_over values(std::move(made));
    if (round % 2 == 0) {
      const result<array> back = values.take();
      REQUIRE_MESSAGE(back.has_value(), back.error().to_string());
      CHECK(back->type == type);
      CHECK(rows_of(*back) == rows);
      continue;
    }
    values.values.offset = static_cast<std::int64_t>(begin);
    values.values.length = static_cast<std::int64_t>(end - begin);
    values.values.null_count = type.id == type_id::null ? values.values.length : -1;
    const result<array> back = values.take();
    REQUIRE_MESSAGE(back.has_value(), back.error().to_string());
    const std::vector<std::string> wanted = slice(rows, begin, end);
    CHECK(rows_of(*back) == wanted);
    CHECK(back->null_count == nulls_in(wanted));
  }
}

TEST_CASE("arrow import: bits are moved to their places, whatever byte a slice begins in") {
  std::vector<std::optional<bool>> bits;
  for (int i = 0; i < 70; ++i) bits.push_back(i % 5 == 0 ? std::optional<bool>() : std::optional<bool>(i % 3 == 0));
  const std::vector<std::string> rows = rows_of(flags(bits));
  for (std::int64_t begin = 0; begin < 20; ++begin) {
    for (const std::int64_t length : {0, 1, 7, 8, 9, 40, 50}) {
      handed_over values(flags(bits));
      values.values.offset = begin;
      values.values.length = length;
      const result<array> back = values.take();
      REQUIRE(back.has_value());
      CHECK(rows_of(*back) == slice(rows, static_cast<std::size_t>(begin), static_cast<std::size_t>(begin + length)));
    }
  }
}

TEST_CASE("arrow import: a dictionary entry that is null makes its rows null") {
  handed_over values(dictionary(texts_of({"a", null}), {0, 1, null, 1, 0}));
  const result<array> back = values.take();
  REQUIRE(back.has_value());
  CHECK(rows_of(*back) == std::vector<std::string>{"\"a\"", "null", "null", "null", "\"a\""});
  CHECK(back->null_count == 3);
}

TEST_CASE("arrow import: null texts and lists lose what lies behind them") {
  array texts = texts_of({"aa", "bb", "cc"});
  set_validity(texts, {true, false, true});
  const result<array> back = handed_over(std::move(texts)).take();
  REQUIRE(back.has_value());
  CHECK(back->values.view() == "aacc");
  array list = lists(longs({1, 2, 3}), {1, 1, 1});
  set_validity(list, {false, true, false});
  const result<array> shorter = handed_over(std::move(list)).take();
  REQUIRE(shorter.has_value());
  CHECK(shorter->children[0].length == 1);
  CHECK(shorter->children[0].value<std::int64_t>(0) == 2);
}

TEST_CASE("arrow import: no rows need no buffers") {
  for (const type_id kind : {type_id::int64, type_id::utf8, type_id::boolean, type_id::utf8_view}) {
    array empty;
    empty.type = kind;
    handed_over values(std::move(empty));
    for (std::int64_t i = 0; i < values.values.n_buffers; ++i) values.values.buffers[i] = nullptr;
    const result<array> back = values.take();
    REQUIRE(back.has_value());
    CHECK(back->length == 0);
  }
}

TEST_CASE("arrow import: an array that contradicts itself is refused with its place, and released") {
  const auto damaged = [](array from, auto damage, std::string_view words) {
    handed_over values(std::move(from));
    damage(values.values);
    check_refused(values, errc::invalid_argument, words);
  };
  const auto numbers = [] { return longs({1, null, 3}); };
  constexpr std::int64_t most = (std::numeric_limits<std::int64_t>::max)();
  damaged(numbers(), [](ArrowArray& one) { one.length = -1; }, "length -1");
  damaged(numbers(), [](ArrowArray& one) { one.offset = -1; }, "offset -1");
  damaged(numbers(), [](ArrowArray& one) { one.offset = most; }, "offset");
  damaged(numbers(), [](ArrowArray& one) { one.length = most / 4; }, "longer than memory");
  damaged(numbers(), [](ArrowArray& one) { one.n_buffers = 1; }, "1 buffers");
  damaged(numbers(), [](ArrowArray& one) { one.buffers = nullptr; }, "buffers");
  damaged(numbers(), [](ArrowArray& one) { one.buffers[0] = nullptr; }, "no bitmap");
  damaged(numbers(), [](ArrowArray& one) { one.buffers[1] = nullptr; }, "no buffer");
  damaged(numbers(), [](ArrowArray& one) { one.n_children = 1; }, "children");
  damaged(texts_of({"a"}), [](ArrowArray& one) { one.buffers[1] = nullptr; }, "no buffer");
  damaged(texts_of({"a"}), [](ArrowArray& one) { one.buffers[2] = nullptr; }, "outside of its buffer");
  damaged(lists(longs({1}), {1}), [](ArrowArray& one) { one.buffers[1] = nullptr; }, "no buffer");
  damaged(lists(longs({1}), {1}), [](ArrowArray& one) { one.children[0]->length = 0; }, "outside of the child");
  damaged(structure(columns(named_array{"x", longs({1})})), [](ArrowArray& one) { one.length = 2; }, "shorter");
  damaged(dictionary(texts_of({"a"}), {0}), [](ArrowArray& one) { one.dictionary = nullptr; }, "dictionary");
  damaged(dictionary(texts_of({"a"}), {0}), [](ArrowArray& one) { one.dictionary->length = 0; }, "index 0");
}

TEST_CASE("arrow import: offsets, indexes, views and keys that lead nowhere are refused") {
  array texts = texts_of({"a", "b"}, type_id::binary);  // no text: what row 0 reads beyond its end is anything
  texts.offsets.as<std::int32_t>()[1] = 5;
  check_refused(std::move(texts), errc::invalid_argument, "row 1 lies outside");
  array list = lists(longs({1, 2}), {1, 1});
  list.offsets.as<std::int32_t>()[0] = -1;
  check_refused(std::move(list), errc::invalid_argument, "row 0 lies outside");
  check_refused(dictionary(texts_of({"a"}), {0, 1}), errc::invalid_argument, "index 1 in a dictionary of 1");
  check_refused(dictionary(texts_of({"a"}), {-1}), errc::invalid_argument, "index -1");
  for (const text_view view : {text_view{-1, {}, 0, 0}, text_view{20, {}, 1, 0}, text_view{20, {}, -1, 0},
                               text_view{20, {}, 0, 1}, text_view{20, {}, 0, -1}}) {
    array made;
    made.type = type_id::binary_view;
    made.length = 1;
    made.values.push_back(view);
    buffer bytes;
    bytes.append("01234567890123456789", 20);
    made.viewed.push_back(std::make_shared<const buffer>(std::move(bytes)));
    check_refused(std::move(made), errc::invalid_argument, "row 0 lies outside");
  }
  array map = maps({text_map{{"k", "v"}}});
  set_validity(map.children[0].children[0], {false});
  check_refused(std::move(map), errc::invalid_argument, "is null");
}

TEST_CASE("arrow import: errors name the field, however deep it lies") {
  array inner = structure(columns(named_array{"leaf", texts_of({"a"})}));
  inner.children[0].offsets.as<std::int32_t>()[0] = 3;
  handed_over values(structure(columns(named_array{"middle", std::move(inner)})), "top");
  const result<array> made = values.take();
  REQUIRE(made.has_error());
  CHECK(made.error().field == "top.middle.leaf");
}

TEST_CASE("arrow import: text is checked where it is not null, unless the producer is believed") {
  const std::string bad = "\xFF";
  check_refused(texts_of({"fine", bad}), errc::invalid_utf8, "row 1");
  array hidden = texts_of({"fine", bad});
  set_validity(hidden, {true, false});
  CHECK(handed_over(std::move(hidden)).take().has_value());
  CHECK(handed_over(texts_of({bad}, type_id::binary)).take().has_value());
  import_options believing;
  believing.check_utf8 = false;
  CHECK(handed_over(texts_of({bad})).take(believing).has_value());
}

TEST_CASE("arrow import: more than 2^31 - 1 rows or values of lists are too large") {
  array nulls;
  handed_over values(std::move(nulls));
  values.values.length = std::int64_t{1} << 31;
  check_refused(values, errc::value_too_large, "2^31 - 1 values");
  array empty;
  empty.length = empty.null_count = std::int64_t{1} << 30;
  array list = lists(std::move(empty), {1 << 30});
  handed_over views(std::move(list));
  views.schema.format = "+vl";
  const std::int32_t offsets[] = {0, 0}, sizes[] = {1 << 30, 1 << 30};
  const void* buffers[] = {nullptr, offsets, sizes};
  views.values.n_buffers = 3;
  views.values.buffers = buffers;
  views.values.length = 2;
  check_refused(views, errc::value_too_large, "values of lists");
}

TEST_CASE("arrow import: runs must ascend and reach the last row") {
  const auto with_runs = [](std::int64_t length, const std::vector<std::optional<std::int32_t>>& ends) {
    array runs = structure(columns(named_array{"run_ends", ints(ends)}, named_array{"values", longs({7, null})}));
    handed_over values(std::move(runs));
    values.schema.format = "+r";
    values.values.length = length;
    return values.take();
  };
  const result<array> good = with_runs(5, {2, 5});
  REQUIRE(good.has_value());
  CHECK(good->type == data_type(type_id::int64));
  CHECK(rows_of(*good) == std::vector<std::string>{"7", "7", "null", "null", "null"});
  for (const auto& ends : {std::vector<std::optional<std::int32_t>>{2, 2}, {0, 5}, {-1, 5}, {2, 4}}) {
    const result<array> bad = with_runs(5, ends);
    REQUIRE(bad.has_error());
    CHECK(bad.error().code == errc::invalid_argument);
  }
}

TEST_CASE("arrow import: what was released is refused, and the other part is released all the same") {
  handed_over values(longs({1}));
  values.values.release(&values.values);
  check_refused(values, errc::invalid_argument, "the array was released");
  handed_over described(longs({1}));
  described.schema.release(&described.schema);
  check_refused(described, errc::invalid_argument, "the schema was released");
}

TEST_CASE("arrow import: a batch is a struct without nulls, and a slice of it a slice of each column") {
  ArrowSchema schema;
  ArrowArray values;
  const auto rows = [] {
    return batch_of(columns(named_array{"a", longs({1, 2, 3, 4})}, named_array{"b", texts_of({"w", "x", null, "z"})}));
  };
  REQUIRE(export_batch(rows(), &schema, &values).has_value());
  values.offset = 1;
  values.length = 2;
  const result<batch> back = import_batch(&values, &schema);
  REQUIRE(back.has_value());
  CHECK(back->num_rows == 2);
  CHECK(back->fields == rows().fields);
  CHECK(rows_of(back->columns[0]) == std::vector<std::string>{"2", "3"});
  CHECK(rows_of(back->columns[1]) == std::vector<std::string>{"\"x\"", "null"});

  handed_over with_null(structure(columns(named_array{"a", longs({1, 2})}), std::vector<bool>{true, false}));
  CHECK(import_batch(&with_null.values, &with_null.schema).has_error());
  CHECK(with_null.released.count() == 2);
  handed_over flat(longs({1}));
  CHECK(import_batch(&flat.values, &flat.schema).has_error());
  CHECK(flat.released.count() == 2);
}

}  // namespace deltalake_column_arrow_import_test
