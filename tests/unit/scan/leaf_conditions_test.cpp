#include <deltalake/scan/leaf_conditions.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include <deltalake/expression/sql_parse.hpp>
#include <deltalake/schema/field.hpp>
#include <deltalake/schema/struct_type.hpp>
#include <tests/support/parquet_writer.hpp>

namespace deltalake_leaf_conditions_test {
namespace {

using namespace deltalake_test;
namespace expression = deltalake::expression;
namespace schema = deltalake::schema;
using deltalake::parquet::comparison;
using deltalake::parquet::leaf_condition;
using deltalake::parquet::physical_type;
using deltalake::parquet::repetition;
using schema::data_type;
using schema::scalar;
using kind = schema::data_type::kind;

// A file of the leaves s.x (0), A (1), d (2), f (3), m (4, decimal), b and B (5, 6).
deltalake::parquet::schema_tree file_schema() {
  deltalake::parquet::file_metadata file;
  const auto group = [](const std::string& name, std::int32_t children) {
    deltalake::parquet::schema_element made;
    made.name = name;
    made.num_children = children;
    return made;
  };
  auto structure = group("s", 1);
  structure.repetition = repetition::optional;
  const auto leaf = [](const std::string& name, physical_type type) {
    return leaf_element(name, repetition::optional, type);
  };
  auto decimal = leaf("m", physical_type::int64);
  decimal.logical.kind = deltalake::parquet::logical_kind::decimal;
  decimal.logical.precision = 10;
  decimal.logical.scale = 2;
  file.schema = {group("root", 7), structure, leaf("x", physical_type::int64), leaf("A", physical_type::int64),
                 leaf("d", physical_type::float64), leaf("f", physical_type::float32), decimal,
                 leaf("b", physical_type::int64), leaf("B", physical_type::int64)};
  return deltalake::parquet::make_schema_tree(file).value();
}

std::vector<leaf_condition> conditions_of(const std::string& sql) {
  const schema::field x("x", data_type(kind::long_));
  const schema::struct_type fields{{"a", data_type(kind::long_)},
                                   {"s", data_type(schema::struct_type{x})},
                                   {"d", data_type(kind::double_)},
                                   {"f", data_type(kind::float_)},
                                   {"m", data_type(schema::decimal_type(10, 2))},
                                   {"p", data_type(kind::long_)},
                                   {"b", data_type(kind::long_)},
                                   {"gone", data_type(kind::long_)}};
  const auto columns = schema::column_mapping::make(fields, schema::column_mapping_mode::none).value();
  const auto bound = expression::bind_predicate(expression::parse_sql(sql).value(), fields).value();
  return deltalake::scan::leaf_conditions_of(bound, columns, {"p"}, file_schema());
}

TEST_CASE("leaf_conditions: conjuncts that compare a column with literals become conditions on its leaf") {
  const auto found = conditions_of("a > 1 AND (5 >= s.x AND a IN (1, 2)) AND d IS NULL");
  REQUIRE(found.size() == 4);
  CHECK(found[0].leaf == 1);
  CHECK(found[0].what == comparison::greater);
  CHECK(found[0].values == std::vector<scalar>{scalar(1)});
  CHECK(found[0].type == data_type(kind::long_));
  CHECK(found[1].leaf == 0);
  CHECK(found[1].what == comparison::less_equal);
  CHECK(found[2].what == comparison::in);
  CHECK(found[2].values == std::vector<scalar>{scalar(1), scalar(2)});
  CHECK(found[3].leaf == 2);
  CHECK(found[3].what == comparison::is_null);
  CHECK(found[3].values.empty());
}

TEST_CASE("leaf_conditions: what a row need not meet, or the file does not tell, is passed over") {
  for (const char* sql : {"a = 1 OR d = 1", "NOT (a = 1)", "a + 1 = 2", "a = s.x", "a <=> 1", "1 IN (a, 2)", "p = 1",
                          "gone = 1", "b = 1", "s IS NULL", "TRUE", "1 = 1", "CAST(a AS double) > 1",
                          "a IN (1, s.x)"}) {
    CAPTURE(sql);
    CHECK(conditions_of(sql).empty());
  }
}

TEST_CASE("leaf_conditions: literals become values of the column's kind, if that is exact") {
  const auto value_in = [](const std::string& sql) { return conditions_of(sql).at(0).values.at(0); };
  CHECK(value_in("d > 1.5") == scalar(1.5));
  CHECK(value_in("d > 1") == scalar(1.0));
  CHECK(value_in("f > 0.5") == scalar(0.5F));
  CHECK(value_in("m = 3") == scalar(schema::decimal(3, 0)));
  // Between two floats, between two integers: of another kind they have no order, and prove nothing.
  CHECK(value_in("f > 0.1").what() != scalar::kind::float_);
  CHECK(value_in("f > 1e300").what() != scalar::kind::float_);
  CHECK(value_in("a > 1.5").what() != scalar::kind::integer);
}

}  // namespace
}  // namespace deltalake_leaf_conditions_test
