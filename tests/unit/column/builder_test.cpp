#include <deltalake/column/builder.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <vector>

#include <deltalake/column/json_text.hpp>
#include <tests/support/arrays.hpp>
#include <tests/support/random_batch.hpp>

namespace deltalake_builder_test {
namespace {

using deltalake::column::array_builder;
using deltalake::column::batch;
using deltalake::column::batch_builder;
using namespace deltalake_test;

std::string text(const array& from) {
  std::string made;
  for (std::int64_t row = 0; row < from.length; ++row) {
    if (row != 0) made += ' ';
    deltalake::column::append_json(from, row, deltalake::column::row_style(), made);
  }
  return made;
}
data_type list_of(data_type element) {
  data_type made = type_id::list;
  made.children.push_back(field{"element", std::move(element), true});
  return made;
}

}  // namespace

TEST_CASE("builder: nulls come wherever they come, also in whole bytes and before all values") {
  for (const std::int64_t first_null : {0, 1, 7, 8, 9, 20}) {
    array_builder made(type_id::int64);
    for (std::int64_t row = 0; row < 20; ++row) {
      if (row == first_null || (row > first_null && row % 3 == 0))
        made.append_null();
      else
        made.append(row);
    }
    const array got = made.finish();
    CHECK(got.length == 20);
    CHECK(got.validity.empty() == (first_null == 20));
    std::int64_t nulls = 0;
    for (std::int64_t row = 0; row < 20; ++row) {
      CHECK(got.is_null(row) == (row == first_null || (row > first_null && row % 3 == 0)));
      if (got.is_null(row))
        ++nulls;
      else
        CHECK(got.value<std::int64_t>(row) == row);
    }
    CHECK(got.null_count == nulls);
  }
}

TEST_CASE("builder: nested values are made from the inside") {
  data_type pair = type_id::structure;
  pair.children = {field{"x", type_id::int32, true}, field{"y", type_id::utf8, true}};
  array_builder made(list_of(pair));
  made.child(0).child(0).append<std::int32_t>(1);
  REQUIRE(made.child(0).child(1).append_text("a").has_value());
  made.child(0).append_struct();
  made.child(0).child(0).append<std::int32_t>(2);
  made.child(0).append_struct();  // y is missing
  REQUIRE(made.append_list().has_value());
  made.append_null();
  REQUIRE(made.append_list().has_value());
  made.child(0).append_null();
  REQUIRE(made.append_list().has_value());
  CHECK(text(made.finish()) == R"([{"x":1,"y":"a"},{"x":2,"y":null}] null [] [null])");
  CHECK(text(made.finish()).empty());
}

TEST_CASE("builder: integers fit or are refused, and the array stays as it was") {
  array_builder bytes(type_id::int8);
  CHECK(bytes.append_integer(-128).has_value());
  CHECK(bytes.append_integer(128).error().code == deltalake::errc::invalid_row);
  CHECK(bytes.length() == 1);
  array_builder naturals(type_id::uint64);
  CHECK(naturals.append_integer((std::numeric_limits<std::int64_t>::max)()).has_value());
  CHECK_FALSE(naturals.append_integer(-1).has_value());
  array_builder shorts(type_id::uint16);
  CHECK(shorts.append_integer(65535).has_value());
  CHECK_FALSE(shorts.append_integer(65536).has_value());
  array_builder words(type_id::utf8);
  CHECK(words.append_integer(1).error().code == deltalake::errc::invalid_argument);
}

TEST_CASE("builder: types that cannot be built are refused") {
  for (const type_id wrong :
       {type_id::utf8_view, type_id::binary_view, type_id::dictionary, type_id::list, type_id::map, type_id::variant})
    CHECK_THROWS_AS(array_builder{data_type(wrong)}, deltalake::delta_error);
  data_type three = type_id::fixed_size_binary;
  three.byte_width = 3;
  array_builder made(three);
  CHECK_FALSE(made.append_text("ab").has_value());
  CHECK(made.append_text("abc").has_value());
  CHECK(made.finish().text(0) == "abc");
}

TEST_CASE("builder: dropping what came later gives what there was before, whatever it was") {
  random_batches random(20261128);
  for (int round = 0; round < 200; ++round) {
    const data_type type = random.type(3);
    CAPTURE(to_string(type));
    array_builder once(type), again(type);
    random_batches values(static_cast<std::uint32_t>(round)), same(static_cast<std::uint32_t>(round));
    const int rows = static_cast<int>(random.below(20));
    for (int row = 0; row < rows; ++row) {
      values.append(once, true);
      same.append(again, true);
    }
    for (int row = 0; row < 9; ++row) random.append(again, true);
    if (again.child_count() != 0 && type.id != type_id::structure)
      random.append(again.child(0), false);  // taken by nobody
    again.truncate(rows);
    values.append(once, true);
    same.append(again, true);
    CHECK(text(once.finish()) == text(again.finish()));
  }
}

TEST_CASE("builder: a row gets NULL where no column was given a value, and can be dropped") {
  batch_builder made({field{"a", type_id::int64, true}, field{"b", type_id::utf8, true}});
  made.column(0).append<std::int64_t>(1);
  made.end_row();
  REQUIRE(made.column(1).append_text("x").has_value());
  made.drop_row();
  REQUIRE(made.column(1).append_text("y").has_value());
  made.end_row();
  made.column(0).append<std::int64_t>(3);  // never ended
  const batch got = made.finish();
  CHECK(got.num_rows == 2);
  CHECK(text(got.columns[0]) == "1 null");
  CHECK(text(got.columns[1]) == "null \"y\"");
  CHECK(made.finish().num_rows == 0);
}

}  // namespace deltalake_builder_test
