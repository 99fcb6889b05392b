#include <deltalake/schema/column_mapping.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace column_mapping_test {
namespace {

namespace schema = deltalake::schema;
using schema::column_mapping;
using schema::column_mapping_mode;
using schema::data_type;
using schema::field;
using schema::struct_type;
using kind = schema::data_type::kind;
using names = std::vector<std::string>;

field mapped_field(std::string name, std::int64_t id, std::string physical, data_type type = data_type(kind::string)) {
  field made(std::move(name), std::move(type));
  made.metadata.set_integer(schema::metadata_key::column_mapping_id, id);
  made.metadata.set_string(schema::metadata_key::column_mapping_physical_name, physical);
  return made;
}

struct_type nested_schema() {
  const data_type inner(struct_type{mapped_field("X", 5, "col-5"), mapped_field("y", 6, "col-6")});
  return struct_type{
      mapped_field("Id", 1, "col-1"),
      mapped_field("list", 2, "col-2", data_type(schema::array_type(inner, schema::nulls::refused))),
      mapped_field(
          "pairs", 3, "col-3",
          data_type(schema::map_type(data_type(kind::string), data_type(struct_type{mapped_field("v", 7, "col-7")})))),
      mapped_field("rec", 4, "col-4", data_type(struct_type{mapped_field("a.b", 8, "col-8")})),
  };
}

TEST_CASE("column_mapping: the mode is read from the property, whatever its case") {
  CHECK(schema::parse_column_mapping_mode("none").value() == column_mapping_mode::none);
  CHECK(schema::parse_column_mapping_mode("name").value() == column_mapping_mode::name);
  CHECK(schema::parse_column_mapping_mode("ID").value() == column_mapping_mode::id);
  for (const column_mapping_mode mode :
       {column_mapping_mode::none, column_mapping_mode::name, column_mapping_mode::id}) {
    CHECK(schema::parse_column_mapping_mode(schema::name(mode)).value() == mode);
  }
  const auto got = schema::parse_column_mapping_mode("names");
  REQUIRE_FALSE(got.has_value());
  CHECK(got.error().code == deltalake::errc::invalid_value);
  CHECK(got.error().field == "configuration.delta.columnMapping.mode");
}

TEST_CASE("column_mapping: with mode none, or without a mode, names are the same on both sides") {
  const struct_type plain{field("a", data_type(kind::long_))};
  const column_mapping mapping = column_mapping::make(plain, column_mapping_mode::none).value();
  CHECK(mapping.physical() == plain);
  CHECK(mapping.to_physical(names{"A"}).value() == names{"a"});
  CHECK_FALSE(mapping.find_id(1).has_value());
  // Metadata that a table kept from earlier does not count.
  const column_mapping kept = column_mapping::make(nested_schema(), column_mapping_mode::none).value();
  CHECK(kept.to_physical(names{"Id"}).value() == names{"Id"});
  CHECK(column_mapping().physical().empty());
}

TEST_CASE("column_mapping: names are translated at every depth, there and back") {
  for (const column_mapping_mode mode : {column_mapping_mode::name, column_mapping_mode::id}) {
    const column_mapping mapping = column_mapping::make(nested_schema(), mode).value();
    CHECK(mapping.mode() == mode);
    CHECK(mapping.logical() == nested_schema());
    CHECK(mapping.physical()[0].name == "col-1");
    CHECK_FALSE(mapping.physical()[1].type.as_array().contains_null);
    const auto both_ways = [&mapping](const names& logical, const names& physical) {
      CHECK(mapping.to_physical(logical).value() == physical);
      CHECK(mapping.to_logical(physical).value() == logical);
    };
    both_ways({}, {});
    both_ways({"Id"}, {"col-1"});
    both_ways({"list", "element", "X"}, {"col-2", "element", "col-5"});
    both_ways({"pairs", "key"}, {"col-3", "key"});
    both_ways({"pairs", "value", "v"}, {"col-3", "value", "col-7"});
    both_ways({"rec", "a.b"}, {"col-4", "col-8"});
    CHECK(mapping.to_physical(names{"ID"}).value() == names{"col-1"});
    CHECK(mapping.to_physical(names{"LIST", "element", "x"}).value() == names{"col-2", "element", "col-5"});
  }
}

TEST_CASE("column_mapping: a path that leads nowhere is an error, not a crash") {
  const column_mapping mapping = column_mapping::make(nested_schema(), column_mapping_mode::name).value();
  for (const names& path :
       {names{"nope"}, names{"Id", "x"}, names{"list", "X"}, names{"list", "key"}, names{"pairs", "element"},
        names{"list", "element", "z"}, names{"rec", "a", "b"}, names{""}}) {
    CHECK_FALSE(mapping.to_physical(path).has_value());
  }
  CHECK_FALSE(mapping.to_logical(names{"COL-1"}).has_value());
  CHECK_FALSE(mapping.to_logical(names{"Id"}).has_value());
  CHECK(mapping.to_logical(names{"Id"}).error().code == deltalake::errc::invalid_argument);
}

TEST_CASE("column_mapping: a column is found by its id") {
  const column_mapping mapping = column_mapping::make(nested_schema(), column_mapping_mode::id).value();
  CHECK(mapping.find_id(1).value() == names{"Id"});
  CHECK(mapping.find_id(6).value() == names{"list", "element", "y"});
  CHECK(mapping.find_id(7).value() == names{"pairs", "value", "v"});
  CHECK(mapping.find_id(8).value() == names{"rec", "a.b"});
  CHECK_FALSE(mapping.find_id(9).has_value());
}

TEST_CASE("column_mapping: what the mode needs and the schema lacks is named") {
  const auto check = [](struct_type columns, const char* where) {
    CAPTURE(where);
    const auto got = column_mapping::make(std::move(columns), column_mapping_mode::name);
    REQUIRE_FALSE(got.has_value());
    CHECK(got.error().code == deltalake::errc::invalid_schema);
    CHECK(got.error().field == where);
  };
  check({field("a", data_type(kind::long_))}, "schemaString.a");
  field no_id = mapped_field("a", 1, "col-1");
  no_id.metadata.erase(schema::metadata_key::column_mapping_id);
  check({no_id}, "schemaString.a");
  field wrong_id = mapped_field("a", 1, "col-1");
  wrong_id.metadata.set_string(schema::metadata_key::column_mapping_id, "1");
  check({wrong_id}, "schemaString.a");
  check({mapped_field("a", 1, "")}, "schemaString.a");
  const data_type lacking(struct_type{field("x", data_type(kind::long_))});
  check({mapped_field("a", 1, "col-1", data_type(schema::array_type(lacking)))}, "schemaString.a.element.x");
  check({mapped_field("a", 1, "col-1", data_type(schema::map_type(data_type(kind::string), lacking)))},
        "schemaString.a.value.x");
  check({mapped_field("a", 1, "col-1"), mapped_field("b", 1, "col-2")}, "schemaString");
  check({mapped_field("a", 1, "col-1"), mapped_field("b", 2, "col-1")}, "schemaString");
}

}  // namespace
}  // namespace column_mapping_test
