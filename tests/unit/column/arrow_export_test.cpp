#include <deltalake/column/arrow_export.hpp>

#include <doctest/doctest.h>

#include <cstring>
#include <string>
#include <utility>

#include <tests/support/arrow_values.hpp>

namespace deltalake_column_arrow_export_test {
namespace {

using namespace deltalake::column;
using namespace deltalake_test;
using deltalake::errc;

std::string format_of(data_type type) {
  ArrowSchema schema;
  REQUIRE(export_schema(field{"x", std::move(type), true}, &schema).has_value());
  const std::string format = schema.format;
  schema.release(&schema);
  CHECK(is_released(schema));
  return format;
}

data_type with_unit(type_id kind, time_unit unit, bool utc = false) {
  data_type made(kind);
  made.unit = unit;
  made.utc = utc;
  return made;
}

data_type decimal(type_id kind, std::int32_t precision, std::int32_t scale) {
  data_type made(kind);
  made.precision = precision;
  made.scale = scale;
  return made;
}

}  // namespace

TEST_CASE("arrow export: types have the formats of the specification") {
  const std::pair<type_id, const char*> plain[] = {
      {type_id::null, "n"},      {type_id::boolean, "b"},    {type_id::int8, "c"},         {type_id::int16, "s"},
      {type_id::int32, "i"},     {type_id::int64, "l"},      {type_id::uint8, "C"},        {type_id::uint16, "S"},
      {type_id::uint32, "I"},    {type_id::uint64, "L"},     {type_id::float16, "e"},      {type_id::float32, "f"},
      {type_id::float64, "g"},   {type_id::date32, "tdD"},   {type_id::binary, "z"},       {type_id::utf8, "u"},
      {type_id::utf8_view, "vu"}, {type_id::binary_view, "vz"}, {type_id::structure, "+s"},
  };
  for (const auto& [id, format] : plain) CHECK(format_of(id) == format);
  CHECK(format_of(with_unit(type_id::time32, time_unit::second)) == "tts");
  CHECK(format_of(with_unit(type_id::time32, time_unit::milli)) == "ttm");
  CHECK(format_of(with_unit(type_id::time64, time_unit::micro)) == "ttu");
  CHECK(format_of(with_unit(type_id::time64, time_unit::nano)) == "ttn");
  CHECK(format_of(with_unit(type_id::timestamp, time_unit::micro)) == "tsu:");
  CHECK(format_of(with_unit(type_id::timestamp, time_unit::nano, true)) == "tsn:UTC");
  CHECK(format_of(decimal(type_id::decimal128, 10, 2)) == "d:10,2");
  CHECK(format_of(decimal(type_id::decimal256, 50, -3)) == "d:50,-3,256");
  data_type fixed(type_id::fixed_size_binary);
  fixed.byte_width = 16;
  CHECK(format_of(fixed) == "w:16");
}

TEST_CASE("arrow export: names, nullability, dictionaries and the name of the variant extension are told") {
  field whole{"whole", type_id::structure, false};
  whole.type.children = {{"d", dictionary_of(type_id::utf8), true}, {"v", variant_type(), true}};
  ArrowSchema schema;
  REQUIRE(export_schema(whole, &schema).has_value());
  CHECK(std::string(schema.name) == "whole");
  CHECK(schema.flags == 0);
  CHECK(schema.metadata == nullptr);
  REQUIRE(schema.n_children == 2);
  const ArrowSchema& encoded = *schema.children[0];
  CHECK(encoded.flags == arrow_flag_nullable);
  CHECK(std::string(encoded.format) == "i");
  REQUIRE(encoded.dictionary != nullptr);
  CHECK(std::string(encoded.dictionary->format) == "u");
  const ArrowSchema& variant = *schema.children[1];
  CHECK(std::string(variant.format) == "+s");
  CHECK(std::string(variant.children[1]->name) == "value");
  REQUIRE(variant.metadata != nullptr);
  std::int32_t pairs = 0;
  std::memcpy(&pairs, variant.metadata, sizeof(pairs));
  CHECK(pairs == 2);
  CHECK(std::string(variant.metadata + 8, 20) == "ARROW:extension:name");
  CHECK(std::string(variant.metadata + 32, 21) == "arrow.parquet.variant");
  schema.release(&schema);
}

TEST_CASE("arrow export: entries and keys of maps are not nullable, whatever the field says") {
  const array map = maps({text_map{{"k", "v"}}});
  REQUIRE(map.type.children[0].nullable);
  ArrowSchema schema;
  REQUIRE(export_schema(field{"m", map.type, true}, &schema).has_value());
  CHECK(std::string(schema.format) == "+m");
  CHECK(schema.children[0]->flags == 0);
  CHECK(schema.children[0]->children[0]->flags == 0);
  CHECK(schema.children[0]->children[1]->flags == arrow_flag_nullable);
  schema.release(&schema);
}

TEST_CASE("arrow export: a name with a NUL byte and a list without its child are refused, and nothing is left") {
  ArrowSchema schema;
  const std::vector<field> named{{"fine", type_id::int32, true}, {std::string("a\0b", 3), type_id::int32, true}};
  const auto refused = export_schema(named, &schema);
  REQUIRE(refused.has_error());
  CHECK(refused.error().code == errc::invalid_argument);
  CHECK(is_released(schema));
  const auto childless = export_schema(field{"l", type_id::list, true}, &schema);
  REQUIRE(childless.has_error());
  CHECK(childless.error().field == "l");
  CHECK(is_released(schema));
}

TEST_CASE("arrow export: no value is copied, and all memory comes back once with the last release") {
  array whole = structure(columns(named_array{"a", longs({1, null, 3})}, named_array{"b", texts_of({"x", "y", null})}));
  const void* const numbers = whole.children[0].values.data();
  int returned = 0;
  ArrowArray values;
  export_array(std::move(whole), &values, [&](array back) {
    ++returned;
    CHECK(back.children[0].values.data() == numbers);
  });
  CHECK(values.length == 3);
  REQUIRE(values.n_children == 2);
  CHECK(values.children[0]->buffers[1] == numbers);
  CHECK(values.children[0]->null_count == 1);
  CHECK(values.children[1]->n_buffers == 3);

  ArrowArray moved = *values.children[1];
  values.children[1]->release = nullptr;
  values.release(&values);
  CHECK(is_released(values));
  CHECK(returned == 0);
  CHECK(std::memcmp(moved.buffers[2], "xy", 2) == 0);
  moved.release(&moved);
  CHECK(is_released(moved));
  CHECK(returned == 1);
}

TEST_CASE("arrow export: a dictionary may outlive its indexes") {
  ArrowArray values;
  export_array(dictionary(texts_of({"one", "two"}), {1, null, 0}), &values);
  REQUIRE(values.dictionary != nullptr);
  CHECK(values.n_buffers == 2);
  ArrowArray moved = *values.dictionary;
  values.dictionary->release = nullptr;
  values.release(&values);
  CHECK(moved.length == 2);
  CHECK(std::memcmp(moved.buffers[2], "onetwo", 6) == 0);
  moved.release(&moved);
}

TEST_CASE("arrow export: views come with the buffers they point into and the sizes of those") {
  array made;
  made.type = type_id::binary_view;
  made.length = 1;
  made.values.push_back(text_view{20, {'0', '1', '2', '3'}, 1, 0});
  for (const char* text : {"unused", "01234567890123456789"}) {
    buffer bytes;
    bytes.append(text, std::strlen(text));
    made.viewed.push_back(std::make_shared<const buffer>(std::move(bytes)));
  }
  ArrowArray values;
  export_array(std::move(made), &values);
  REQUIRE(values.n_buffers == 5);
  const auto* const sizes = static_cast<const std::int64_t*>(values.buffers[4]);
  CHECK(sizes[0] == 6);
  CHECK(sizes[1] == 20);
  CHECK(std::memcmp(values.buffers[3], "0123", 4) == 0);
  values.release(&values);
}

TEST_CASE("arrow export: without rows the buffers are there, and the first offset is zero") {
  array empty;
  empty.type = type_id::utf8;
  ArrowArray values;
  export_array(std::move(empty), &values);
  REQUIRE(values.n_buffers == 3);
  CHECK(values.buffers[0] == nullptr);
  std::int32_t first = -1;
  std::memcpy(&first, values.buffers[1], sizeof(first));
  CHECK(first == 0);
  CHECK(values.buffers[2] != nullptr);
  values.release(&values);
}

TEST_CASE("arrow export: a batch is a struct that is never null, and comes back whole") {
  batch rows = batch_of(columns(named_array{"a", longs({1, null})}, named_array{"b", longs({3, 4})}));
  std::int64_t returned = 0;
  ArrowSchema schema;
  ArrowArray values;
  const auto done = export_batch(std::move(rows), &schema, &values, [&](batch back) { returned = back.num_rows; });
  REQUIRE(done.has_value());
  CHECK(std::string(schema.format) == "+s");
  CHECK(schema.flags == 0);
  CHECK(values.length == 2);
  CHECK(values.null_count == 0);
  REQUIRE(values.n_buffers == 1);
  CHECK(values.buffers[0] == nullptr);
  schema.release(&schema);
  CHECK(returned == 0);
  values.release(&values);
  CHECK(returned == 2);
}

}  // namespace deltalake_column_arrow_export_test
