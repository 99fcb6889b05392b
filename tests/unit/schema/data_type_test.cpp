#include <deltalake/schema/data_type.hpp>

#include <doctest/doctest.h>

#include <string>

#include <deltalake/schema/struct_type.hpp>

namespace data_type_test {
namespace {

namespace schema = deltalake::schema;
using schema::data_type;
using kind = schema::data_type::kind;

TEST_CASE("data_type: every primitive name is read and written") {
  for (const char* text : {"string", "long", "integer", "short", "byte", "float", "double", "boolean", "binary", "date",
                           "timestamp", "timestamp_ntz", "void", "variant", "decimal(1,0)", "decimal(38,38)"}) {
    CAPTURE(text);
    const data_type type = data_type::parse(text).value();
    CHECK_FALSE(type.is(kind::unknown));
    CHECK(type.is_primitive());
    CHECK(type.depth() == 1);
    CHECK(type.to_string() == text);
    CHECK(type == data_type::parse(text).value());
  }
  CHECK(data_type::parse("null").value() == data_type());
  CHECK(data_type::parse("decimal").value() == data_type(schema::decimal_type(10, 0)));
  CHECK(data_type::parse("decimal( 10 , 2 )").value() == data_type(schema::decimal_type(10, 2)));
}

TEST_CASE("data_type: a decimal outside its limits is refused") {
  for (const char* text :
       {"decimal(0,0)", "decimal(39,0)", "decimal(10,11)", "decimal(10,-1)", "decimal(10)", "decimal()", "decimal(10,2",
        "decimal(10,2))", "decimal(99999999999999999999,2)", "decimal(a,b)", "decimal("}) {
    CAPTURE(text);
    const auto got = data_type::parse(text);
    REQUIRE_FALSE(got.has_value());
    CHECK(got.error().code == deltalake::errc::invalid_schema);
  }
  CHECK_THROWS_AS(schema::decimal_type(39, 0), deltalake::delta_error);
  CHECK_THROWS_AS(schema::decimal_type(256 + 10, 0), deltalake::delta_error);
  CHECK_THROWS_AS(schema::decimal_type(5, 6), deltalake::delta_error);
}

TEST_CASE("data_type: a type nobody knows is kept by its text") {
  for (const char* text :
       {"geometry(OGC:CRS84)", "string collate UTF8_LCASE", "timestamp_nanos", "int", "LONG", "interval day"}) {
    CAPTURE(text);
    const data_type type = data_type::parse(text).value();
    CHECK(type.is(kind::unknown));
    CHECK(type.as_unknown() == text);
    CHECK(type == data_type::unknown(text));
  }
  CHECK(data_type::unknown("a") != data_type::unknown("b"));
  CHECK_FALSE(data_type::parse("").has_value());
  CHECK_FALSE(data_type::parse("{}").has_value());
}

TEST_CASE("data_type: nested types are values that compare by their parts") {
  const data_type text(kind::string);
  const data_type number(kind::long_);
  const data_type list(schema::array_type(text, schema::nulls::refused));
  CHECK(list == data_type(schema::array_type(data_type(kind::string), schema::nulls::refused)));
  CHECK(list != data_type(schema::array_type(text)));
  CHECK(list != data_type(schema::array_type(number, schema::nulls::refused)));
  CHECK(list.depth() == 2);
  CHECK(list.as_array().element == text);

  const data_type pairs(schema::map_type(text, list));
  CHECK(pairs != data_type(schema::map_type(text, list, schema::nulls::refused)));
  CHECK(pairs != data_type(schema::map_type(number, list)));
  CHECK(pairs.depth() == 3);

  const data_type record(schema::struct_type{schema::field("a", pairs)});
  CHECK(record == data_type(schema::struct_type{schema::field("a", pairs)}));
  CHECK(record != data_type(schema::struct_type{schema::field("a", pairs, schema::nulls::refused)}));
  CHECK(record != data_type(schema::struct_type{schema::field("b", pairs)}));
  CHECK(record.depth() == 4);
  CHECK_FALSE(record.is_primitive());
  CHECK(record.to_string() == "struct");
  const data_type copy = record;
  CHECK(copy == record);
  CHECK(&copy.as_struct() == &record.as_struct());
}

TEST_CASE("data_type: a kind that needs parts cannot be made without them") {
  for (const kind k : {kind::decimal, kind::struct_, kind::array, kind::map, kind::unknown}) {
    CHECK_THROWS_AS(data_type{k}, deltalake::delta_error);
  }
}

TEST_CASE("data_type: nesting ends at the limit, whatever it is made of") {
  data_type type(kind::string);
  for (int depth = 2; depth <= schema::depth_max; ++depth) {
    if (depth % 3 == 0)
      type = data_type(schema::array_type(type));
    else if (depth % 3 == 1)
      type = data_type(schema::map_type(data_type(kind::string), type));
    else
      type = data_type(schema::struct_type{schema::field("f", type)});
  }
  CHECK(type.depth() == schema::depth_max);
  CHECK_THROWS_AS(data_type(schema::array_type(type)), deltalake::delta_error);
  CHECK_THROWS_AS(data_type(schema::map_type(type, type)), deltalake::delta_error);
  CHECK_THROWS_AS(data_type(schema::struct_type{schema::field("f", type)}), deltalake::delta_error);
  try {
    data_type(schema::array_type{type});
  } catch (const deltalake::delta_error& problem) {
    CHECK(problem.reason() == deltalake::errc::invalid_schema);
  }
}

}  // namespace
}  // namespace data_type_test
