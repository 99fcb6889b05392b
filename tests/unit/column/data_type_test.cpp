#include <deltalake/column/data_type.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace deltalake_column_data_type_test {
namespace {

using deltalake::column::data_type;
using deltalake::column::field;
using deltalake::column::time_unit;
using deltalake::column::type_id;

data_type with_unit(type_id kind, time_unit unit, bool utc = false) {
  data_type made = kind;
  made.unit = unit;
  made.utc = utc;
  return made;
}

}  // namespace

TEST_CASE("column data_type: widths are those of Arrow's layout") {
  const std::vector<std::pair<type_id, int>> widths{
      {type_id::null, 0},    {type_id::boolean, 0}, {type_id::int8, 1},        {type_id::int16, 2},
      {type_id::int32, 4},   {type_id::int64, 8},   {type_id::uint8, 1},       {type_id::uint16, 2},
      {type_id::uint32, 4},  {type_id::uint64, 8},  {type_id::float16, 2},     {type_id::float32, 4},
      {type_id::float64, 8}, {type_id::date32, 4},  {type_id::time32, 4},      {type_id::time64, 8},
      {type_id::binary, 0},  {type_id::utf8, 0},    {type_id::decimal128, 16}, {type_id::decimal256, 32},
      {type_id::list, 0},    {type_id::map, 0},     {type_id::structure, 0},   {type_id::timestamp, 8},
  };
  for (const auto& [kind, width] : widths) {
    CAPTURE(to_string(data_type(kind)));
    CHECK(width_of(kind) == width);
  }
  data_type fixed = type_id::fixed_size_binary;
  fixed.byte_width = 12;
  CHECK(width_of(fixed) == 12);
}

TEST_CASE("column data_type: types have a readable form") {
  CHECK(to_string(data_type()) == "null");
  CHECK(to_string(data_type(type_id::int32)) == "int32");
  CHECK(to_string(with_unit(type_id::timestamp, time_unit::micro, true)) == "timestamp(micro, utc)");
  CHECK(to_string(with_unit(type_id::timestamp, time_unit::nano)) == "timestamp(nano)");
  CHECK(to_string(with_unit(type_id::time32, time_unit::second)) == "time32(second)");
  CHECK(to_string(with_unit(type_id::time64, time_unit::nano)) == "time64(nano)");
  data_type decimal = type_id::decimal128;
  decimal.precision = 10;
  decimal.scale = -2;
  CHECK(to_string(decimal) == "decimal128(10, -2)");
  data_type fixed = type_id::fixed_size_binary;
  fixed.byte_width = 16;
  CHECK(to_string(fixed) == "fixed_size_binary(16)");
  data_type list = type_id::list;
  list.children.push_back({"element", type_id::utf8, true});
  CHECK(to_string(list) == "list<element: utf8>");
  data_type both = type_id::structure;
  both.children.push_back({"a", type_id::int64, false});
  both.children.push_back({"b", list, true});
  CHECK(to_string(both) == "struct<a: int64 not null, b: list<element: utf8>>");
}

TEST_CASE("column data_type: types are equal with all that belongs to them") {
  data_type list = type_id::list;
  list.children.push_back({"element", type_id::utf8, true});
  data_type other = list;
  CHECK(list == other);
  other.children[0].nullable = false;
  CHECK_FALSE(list == other);
  other = list;
  other.children[0].name = "item";
  CHECK_FALSE(list == other);
  CHECK_FALSE(with_unit(type_id::timestamp, time_unit::micro, true) == with_unit(type_id::timestamp, time_unit::micro));
  CHECK(field{"a", type_id::int8, true} == field{"a", type_id::int8, true});
}

}  // namespace deltalake_column_data_type_test
