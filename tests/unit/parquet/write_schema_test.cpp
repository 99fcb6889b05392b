#include <deltalake/parquet/write_schema.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/column/data_type.hpp>

namespace deltalake_write_schema_test {

using namespace deltalake;
using namespace deltalake::parquet;
using deltalake::column::time_unit;
using deltalake::column::type_id;

namespace {

column::data_type schema_decimal(std::int32_t precision, std::int32_t scale = 2) {
  column::data_type made(precision <= 38 ? type_id::decimal128 : type_id::decimal256);
  made.precision = precision;
  made.scale = scale;
  return made;
}

column::data_type schema_time(type_id id, time_unit unit, bool utc = false) {
  column::data_type made(id);
  made.unit = unit;
  made.utc = utc;
  return made;
}

column::data_type schema_group(type_id id, std::vector<column::field> children) {
  column::data_type made(id);
  made.children = std::move(children);
  return made;
}
column::data_type schema_list(column::data_type element, bool nullable = true) {
  return schema_group(type_id::list, {{"item", std::move(element), nullable}});
}
column::data_type schema_map(column::data_type key, column::data_type value) {
  column::data_type entries =
      schema_group(type_id::structure, {{"k", std::move(key), true}, {"v", std::move(value), true}});
  return schema_group(type_id::map, {{"e", std::move(entries), false}});
}

leaf_column only_leaf(column::data_type type, const write_options& options = {}) {
  const std::vector<column::field> fields{{"c", std::move(type), true}};
  result<write_schema> made = make_write_schema(fields, options);
  return std::move(made.value().tree.leaves.front());
}

// Code, field and detail of the error.
std::string schema_refusal(std::vector<column::field> fields, const write_options& options = {}) {
  const result<write_schema> made = make_write_schema(fields, options);
  if (made) return "taken";
  return std::string(name(made.error().code)) + " " + made.error().field;
}

}  // namespace

TEST_CASE("write schema: decimals take the smallest form that holds their digits") {
  CHECK(only_leaf(schema_decimal(9)).physical == physical_type::int32);
  CHECK(only_leaf(schema_decimal(10)).physical == physical_type::int64);
  CHECK(only_leaf(schema_decimal(18)).physical == physical_type::int64);
  // 10^p - 1 must be below 2^(8n - 1): by the table of LogicalTypes.md.
  const std::pair<std::int32_t, std::int32_t> lengths[] = {{19, 9},  {21, 9},  {22, 10}, {26, 11}, {28, 12},
                                                           {31, 13}, {33, 14}, {35, 15}, {38, 16}, {76, 32}};
  for (const auto& [precision, length] : lengths) {
    CAPTURE(precision);
    CHECK(only_leaf(schema_decimal(precision)).physical == physical_type::fixed_len_byte_array);
    CHECK(only_leaf(schema_decimal(precision)).type_length == length);
  }
}

TEST_CASE("write schema: times and time stamps keep their unit, and seconds become milliseconds") {
  const leaf_column micros = only_leaf(schema_time(type_id::timestamp, time_unit::micro, true));
  CHECK(micros.physical == physical_type::int64);
  CHECK(micros.logical.kind == logical_kind::timestamp);
  CHECK(micros.logical.utc);
  CHECK(micros.type == schema_time(type_id::timestamp, time_unit::micro, true));
  CHECK(only_leaf(schema_time(type_id::timestamp, time_unit::second)).type ==
        schema_time(type_id::timestamp, time_unit::milli));
  CHECK(only_leaf(schema_time(type_id::timestamp, time_unit::nano)).type ==
        schema_time(type_id::timestamp, time_unit::nano));
  CHECK(only_leaf(schema_time(type_id::time32, time_unit::second)).type ==
        schema_time(type_id::time32, time_unit::milli));
  CHECK(only_leaf(schema_time(type_id::time64, time_unit::nano)).type == schema_time(type_id::time64, time_unit::nano));
  const write_options int96 = write_options().timestamps(timestamp_form::int96);
  CHECK(only_leaf(schema_time(type_id::timestamp, time_unit::micro, true), int96).physical == physical_type::int96);
  CHECK(only_leaf(schema_time(type_id::timestamp, time_unit::micro), int96).physical == physical_type::int64);
}

TEST_CASE("write schema: the tree of each type reads as that type") {
  column::data_type fixed(type_id::fixed_size_binary);
  fixed.byte_width = 7;
  for (const type_id id :
       {type_id::null, type_id::boolean, type_id::int8, type_id::int16, type_id::int32, type_id::int64, type_id::uint8,
        type_id::uint16, type_id::uint32, type_id::uint64, type_id::float16, type_id::float32, type_id::float64,
        type_id::date32, type_id::binary, type_id::utf8}) {
    CAPTURE(static_cast<int>(id));
    CHECK(only_leaf(id).type == column::data_type(id));
  }
  CHECK(only_leaf(fixed).type == fixed);
  CHECK(only_leaf(type_id::utf8_view).type == column::data_type(type_id::utf8));
  CHECK(only_leaf(column::dictionary_of(type_id::int16)).type == column::data_type(type_id::int16));
}

TEST_CASE("write schema: lists have three levels, and keys of maps are required") {
  const std::vector<column::field> fields{{"l", schema_list(type_id::int32, false), true},
                                          {"m", schema_map(type_id::utf8, schema_list(type_id::utf8)), false}};
  const write_schema made = make_write_schema(fields).value();
  CHECK(dotted(made.tree.leaves[0].path) == "l.list.element");
  CHECK(made.tree.leaves[0].max_definition == 2);
  CHECK(dotted(made.tree.leaves[1].path) == "m.key_value.key");
  CHECK(made.tree.leaves[1].max_definition == 1);
  CHECK(dotted(made.tree.leaves[2].path) == "m.key_value.value.list.element");
  CHECK(made.tree.leaves[2].max_repetition == 2);
  CHECK(made.tree.fields[0].kind == node_kind::list);
  CHECK(made.tree.fields[1].kind == node_kind::map);
  CHECK(made.elements[1].logical.kind == logical_kind::list);
  CHECK(made.elements[2].repetition == repetition::repeated);
}

TEST_CASE("write schema: a variant is an annotated group of two required binaries") {
  const std::vector<column::field> fields{{"v", column::variant_type(), true}};
  const write_schema made = make_write_schema(fields).value();
  REQUIRE(made.elements.size() == 4);
  CHECK(made.elements[1].logical.kind == logical_kind::variant);
  CHECK(made.elements[2].name == "metadata");
  CHECK(made.elements[2].repetition == repetition::required);
  CHECK(made.elements[3].name == "value");
  CHECK(made.elements[3].type == physical_type::byte_array);
}

TEST_CASE("write schema: field ids, annotations and encodings are found by the path in the file") {
  write_options options;
  options.column({"l"}, column_options().field_id(1)).column({"l", "list", "element"}, column_options().field_id(2));
  options.column({"j"}, column_options().annotated(logical_kind::json).encoded(encoding::delta_byte_array));
  const std::vector<column::field> fields{{"l", schema_list(type_id::int32), true}, {"j", type_id::utf8, true}};
  const write_schema made = make_write_schema(fields, options).value();
  CHECK(made.tree.fields[0].field_id == 1);
  CHECK(made.tree.leaves[0].field_id == 2);
  CHECK(made.tree.leaves[1].logical.kind == logical_kind::json);
}

TEST_CASE("write schema: what no file can have is refused with the column's name") {
  CHECK(schema_refusal({{"a", type_id::int32, true}, {"a", type_id::utf8, true}}) == "invalid_argument ");
  CHECK(schema_refusal({{"s", schema_group(type_id::structure, {}), true}}) == "unsupported_parquet s");
  CHECK(schema_refusal({{"s", schema_group(type_id::structure, {{"x", type_id::null, false}}), true}}) ==
        "invalid_argument s.x");
  CHECK(schema_refusal({{"d", schema_decimal(0), true}}) == "invalid_argument d");
  CHECK(schema_refusal({{"d", schema_decimal(5, 6), true}}) == "invalid_argument d");
  CHECK(schema_refusal({{"f", type_id::fixed_size_binary, true}}) == "invalid_argument f");
  CHECK(schema_refusal({{"t", schema_time(type_id::time32, time_unit::nano), true}}) == "invalid_argument t");
  CHECK(schema_refusal({{"l", schema_group(type_id::list, {}), true}}) == "invalid_argument l");
  CHECK(schema_refusal({{"v", schema_group(type_id::variant, {{"x", type_id::int32, true}}), true}}) ==
        "invalid_argument v");
  column::data_type deep = type_id::int32;
  for (int i = 0; i < 100; ++i) deep = schema_list(std::move(deep));
  CHECK(schema_refusal({{"l", std::move(deep), true}}).starts_with("value_too_large l.list.element"));
  const auto with = [](std::string path, column_options wanted) {
    return write_options().column({std::move(path)}, std::move(wanted));
  };
  CHECK(schema_refusal({{"a", type_id::int32, true}}, with("b", column_options().field_id(1))) == "invalid_argument b");
  CHECK(schema_refusal({{"a", type_id::int32, true}}, with("a", column_options().annotated(logical_kind::json))) ==
        "invalid_argument a");
  CHECK(schema_refusal({{"a", type_id::int32, true}},
                       with("a", column_options().encoded(encoding::delta_byte_array))) == "invalid_argument a");
  CHECK(schema_refusal({{"a", type_id::boolean, true}}, with("a", column_options().bloom_filter())) ==
        "invalid_argument a");
  CHECK(schema_refusal({{"a", type_id::int32, true}}, write_options().sorted_by({{1, false, false}})) ==
        "invalid_argument ");
  CHECK(schema_refusal({{"a", type_id::int32, true}}, with("a", column_options().bloom_filter(1.5))) ==
        "invalid_argument a");
}

}  // namespace deltalake_write_schema_test
