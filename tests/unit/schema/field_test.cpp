#include <deltalake/schema/field.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace field_test {
namespace {

namespace schema = deltalake::schema;
using schema::field_metadata;

TEST_CASE("field: metadata keeps its order and the last of several values") {
  const field_metadata about({{"b", "1"}, {"a", "2"}, {"b", "3"}, {"c", "4"}, {"b", "5"}});
  REQUIRE(about.size() == 3);
  CHECK(about.begin()->first == "b");
  CHECK(*about.find("b") == "5");
  CHECK(*about.find("a") == "2");
  CHECK(about.find("z") == nullptr);
  CHECK(about == field_metadata({{"c", "4"}, {"b", "5"}, {"a", "2"}}));
  CHECK(about != field_metadata({{"c", "4"}, {"b", "6"}, {"a", "2"}}));
  CHECK(about != field_metadata({{"c", "4"}, {"b", "5"}}));
}

TEST_CASE("field: metadata with a hundred thousand twins of a key does not take forever") {
  std::vector<field_metadata::entry> many;
  for (int i = 0; i < 100'000; ++i) many.emplace_back("key" + std::to_string(i % 50'000), std::to_string(i));
  const field_metadata about(std::move(many));
  CHECK(about.size() == 50'000);
  CHECK(*about.find("key0") == "50000");
}

TEST_CASE("field: typed access gives only what has the type") {
  const field_metadata about(
      {{"n", "42"}, {"s", R"("x")"}, {"t", "true"}, {"o", "{}"}, {"d", "1.5"}, {"big", "9223372036854775808"}});
  CHECK(about.integer("n") == 42);
  CHECK_FALSE(about.integer("s").has_value());
  CHECK_FALSE(about.integer("d").has_value());
  CHECK_FALSE(about.integer("big").has_value());
  CHECK_FALSE(about.integer("none").has_value());
  CHECK(about.string("s") == "x");
  CHECK_FALSE(about.string("n").has_value());
  CHECK(about.boolean("t") == true);
  CHECK_FALSE(about.boolean("n").has_value());
}

TEST_CASE("field: strings in metadata are unescaped") {
  field_metadata about;
  about.set_json("a", R"("\"\\\/\b\f\n\r\t\u0041\u00e4\u20ac\ud83d\ude08")");
  CHECK(about.string("a") == "\"\\/\b\f\n\r\tA\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x88");
  for (const char* text : {R"("\ud83d")", R"("\ude08")", R"("\ud83dx")", R"("\ud83d\u0041")", R"("\u12")",
                           R"("\u-123")", R"("\x")", R"("\)", R"("a"b")", "\"", ""}) {
    CAPTURE(text);
    about.set_json("a", text);
    CHECK_FALSE(about.string("a").has_value());
  }
  const std::string hard("quote\" back\\slash \n\x01 \xc3\xa4", 24);
  about.set_string("a", hard);
  CHECK(about.string("a") == hard);
}

TEST_CASE("field: metadata can be changed") {
  schema::field one("a", schema::data_type(schema::data_type::kind::long_));
  CHECK(one.nullable);
  CHECK_FALSE(one.comment().has_value());
  one.metadata.set_string(schema::metadata_key::comment, "what it is");
  one.metadata.set_integer(schema::metadata_key::column_mapping_id, 7);
  one.metadata.set_string(schema::metadata_key::column_mapping_physical_name, "col-1");
  CHECK(one.comment() == "what it is");
  CHECK(one.column_id() == 7);
  CHECK(one.physical_name() == "col-1");
  one.metadata.set_integer(schema::metadata_key::column_mapping_id, 8);
  CHECK(one.column_id() == 8);
  CHECK(one.metadata.size() == 3);
  one.metadata.erase("comment");
  CHECK_FALSE(one.comment().has_value());
  CHECK(one != schema::field("a", one.type));
}

}  // namespace
}  // namespace field_test
