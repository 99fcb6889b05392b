#include <deltalake/scan/logical_schema.hpp>

#include <doctest/doctest.h>

#include <deltalake/schema/struct_type.hpp>

namespace deltalake_logical_schema_test {
namespace {

using deltalake::scan::logical_schema;
using deltalake::schema::column_mapping;
using deltalake::schema::column_mapping_mode;
using kind = deltalake::schema::data_type::kind;

deltalake::schema::field column(std::string name, deltalake::schema::data_type type) {
  return deltalake::schema::field(std::move(name), std::move(type));
}
deltalake::schema::field column(std::string name, kind type) {
  return column(std::move(name), deltalake::schema::data_type(type));
}

TEST_CASE("logical schema: columns are asked for by name, in any order and case") {
  logical_schema made(column_mapping::make({column("A", kind::long_), column("b", kind::long_)},
                                           column_mapping_mode::none).value(), {"B"});
  CHECK(made.add("B").has_value());
  CHECK(made.add("a").has_value());
  CHECK(made.fields().at(0).name == "b");
  CHECK(made.columns().at(0).source == deltalake::scan::column_source::partition);
  CHECK(made.fields().at(1).name == "A");
  CHECK(made.add("c").error().code == deltalake::errc::invalid_argument);
  CHECK(made.add("b").error().code == deltalake::errc::invalid_argument);
}

TEST_CASE("logical schema: types that nobody knows are refused only where they are asked for") {
  logical_schema made(column_mapping::make({column("a", kind::long_),
                                            column("i", deltalake::schema::data_type::unknown("interval day"))},
                                           column_mapping_mode::none).value(), {});
  CHECK(made.add("a").has_value());
  CHECK(made.add("i").error().code == deltalake::errc::unsupported_feature);
  CHECK(made.add("i").error().field == "i");
}

}  // namespace
}  // namespace deltalake_logical_schema_test
