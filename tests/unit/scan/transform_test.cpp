#include <deltalake/scan/transform.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include <deltalake/schema/struct_type.hpp>
#include <tests/support/arrays.hpp>
#include <tests/support/parquet_writer.hpp>
#include <tests/support/rows_text.hpp>

namespace deltalake_transform_test {
namespace {

using namespace deltalake_test;
using deltalake::column::row_stretch;
using deltalake::parquet::logical_kind;
using deltalake::parquet::physical_type;
using deltalake::parquet::repetition;
using deltalake::parquet::schema_element;
using deltalake::scan::file_values;
using deltalake::scan::logical_schema;
using deltalake::scan::transform;
using deltalake::schema::column_mapping;
using deltalake::schema::column_mapping_mode;
using deltalake::schema::struct_type;
using kind = deltalake::schema::data_type::kind;
using strings = std::vector<std::string>;

deltalake::schema::field column(std::string name, deltalake::schema::data_type type) {
  return deltalake::schema::field(std::move(name), std::move(type));
}
deltalake::schema::field column(std::string name, kind type) {
  return column(std::move(name), deltalake::schema::data_type(type));
}
deltalake::schema::field mapped(deltalake::schema::field field, std::string physical, std::int64_t id) {
  field.metadata.set_string(deltalake::schema::metadata_key::column_mapping_physical_name, physical);
  field.metadata.set_integer(deltalake::schema::metadata_key::column_mapping_id, id);
  return field;
}

logical_schema schema_of(struct_type columns, strings partitions = {},
                         column_mapping_mode mode = column_mapping_mode::none) {
  logical_schema made(column_mapping::make(std::move(columns), mode).value(), std::move(partitions));
  made.add_all().value();
  return made;
}

schema_element leaf(std::string name, physical_type type, logical_kind means = logical_kind::none) {
  deltalake::parquet::logical_type logical;
  logical.kind = means;
  return leaf_element(std::move(name), repetition::optional, type, logical);
}
schema_element with_id(schema_element from, std::int32_t id) {
  from.field_id = id;
  return from;
}

deltalake::parquet::schema_tree tree(int fields, std::vector<schema_element> elements) {
  deltalake::parquet::file_metadata file;
  schema_element root;
  root.name = "schema";
  root.num_children = fields;
  file.schema.push_back(root);
  file.schema.insert(file.schema.end(), elements.begin(), elements.end());
  return deltalake::parquet::make_schema_tree(file).value();
}

strings apply(const transform& by, deltalake::column::batch rows) {
  const row_stretch all{0, rows.num_rows};
  return rows_of(by.apply(std::move(rows), std::span<const row_stretch>(&all, 1), 0).value());
}

deltalake::error failure(const logical_schema& to, const deltalake::parquet::schema_tree& from,
                         const file_values& values = {}) {
  const auto made = transform::make(to, from, values);
  REQUIRE_FALSE(made.has_value());
  return made.error();
}

TEST_CASE("transform: columns come in the table's order, dropped ones are not read, added ones are NULL") {
  const auto file = tree(3, {leaf("dropped", physical_type::int64), leaf("b", physical_type::int32),
                             leaf("a", physical_type::int64)});
  const auto to = schema_of({column("a", kind::long_), column("new", kind::string), column("b", kind::integer)});
  const transform made = transform::make(to, file, {}).value();
  CHECK(made.leaves() == std::vector<bool>{false, true, true});
  CHECK(apply(made, batch_of(columns(named_array{"b", ints({1, null})}, named_array{"a", longs({10, 20})}))) ==
        strings{"10,null,1", "20,null,null"});
}

TEST_CASE("transform: names match whatever their case, and one that matches twice is refused") {
  const auto to = schema_of({column("Some", kind::long_)});
  const transform made = transform::make(to, tree(1, {leaf("sOME", physical_type::int64)}), {}).value();
  CHECK(apply(made, batch_of(columns(named_array{"sOME", longs({3})}))) == strings{"3"});
  const auto twice = tree(2, {leaf("Some", physical_type::int64), leaf("some", physical_type::int64)});
  CHECK(failure(to, twice).code == deltalake::errc::unsupported_parquet);
  CHECK(failure(to, twice).field == "Some");
}

TEST_CASE("transform: partition values and constants fill their columns, whatever the file has") {
  const auto file = tree(2, {leaf("a", physical_type::int64), leaf("p", physical_type::int64)});
  auto to = schema_of({column("P", kind::integer), column("a", kind::long_)}, {"p"});
  to.add(deltalake::scan::column_source::constant, {"_change_type", type_id::utf8, false}, {});
  file_values values;
  values.partition_values = {{"P", "7"}};
  values.constants.emplace_back("insert");
  const transform made = transform::make(to, file, values).value();
  CHECK(made.leaves() == std::vector<bool>{true, false});
  CHECK(apply(made, batch_of(columns(named_array{"a", longs({1, 2})}))) ==
        strings{R"(7,1,"insert")", R"(7,2,"insert")"});
  values.partition_values = {{"P", "seven"}};
  CHECK(failure(to, file, values).code == deltalake::errc::invalid_partition_value);
  CHECK(failure(to, file, values).field == "partitionValues.P");
  values.partition_values.clear();
  CHECK(apply(transform::make(to, file, values).value(), batch_of(columns(named_array{"a", longs({1})}))) ==
        strings{R"(null,1,"insert")"});
}

TEST_CASE("transform: columns are found by physical name, or by id alone") {
  const struct_type columns_of{mapped(column("renamed", kind::long_), "col-1", 1),
                               mapped(column("other", kind::long_), "col-2", 2)};
  // The ids are exchanged: they count in mode id, and only there.
  const auto file = tree(2, {with_id(leaf("col-1", physical_type::int64), 2),
                             with_id(leaf("col-2", physical_type::int64), 1)});
  const auto rows = [] {
    return batch_of(columns(named_array{"col-1", longs({1})}, named_array{"col-2", longs({2})}));
  };
  const auto by_name = schema_of(columns_of, {}, column_mapping_mode::name);
  CHECK(apply(transform::make(by_name, file, {}).value(), rows()) == strings{"1,2"});
  const auto by_id = schema_of(columns_of, {}, column_mapping_mode::id);
  CHECK(apply(transform::make(by_id, file, {}).value(), rows()) == strings{"2,1"});
  const auto without_ids = tree(1, {leaf("col-1", physical_type::int64)});
  CHECK(failure(by_id, without_ids).code == deltalake::errc::unsupported_parquet);
  // Physical names that differ by their case alone are not given the same column twice.
  const auto alike = schema_of({mapped(column("a", kind::long_), "x", 1), mapped(column("b", kind::long_), "y", 2)},
                               {}, column_mapping_mode::name);
  CHECK(transform::make(alike, tree(1, {leaf("x", physical_type::int64)}), {}).has_value());
}

TEST_CASE("transform: what structures, lists and maps hold follows the table's schema too") {
  const struct_type inner{column("new", kind::string), column("x", kind::long_)};
  const auto to = schema_of({column("l", deltalake::schema::data_type(deltalake::schema::array_type(
                                             deltalake::schema::data_type(inner))))});
  const auto file = tree(1, {group_element("l", repetition::optional, 1, logical_kind::list),
                             group_element("list", repetition::repeated, 1),
                             group_element("element", repetition::optional, 2), leaf("gone", physical_type::int32),
                             leaf("X", physical_type::int32)});
  const transform made = transform::make(to, file, {}).value();
  CHECK(made.leaves() == std::vector<bool>{false, true});
  auto elements = structure(columns(named_array{"X", ints({1, null, 3})}), std::vector<bool>{true, true, false});
  CHECK(apply(made, batch_of(columns(named_array{"l", lists(std::move(elements), {2, null, 1})}))) ==
        strings{R"([{"new":null,"x":1},{"new":null,"x":null}])", "null", "[null]"});
}

TEST_CASE("transform: a structure without any wanted field in the file keeps its own nulls") {
  const struct_type inner{column("new", kind::string)};
  const auto to = schema_of({column("s", deltalake::schema::data_type(inner))});
  const auto file = tree(1, {group_element("s", repetition::optional, 2), leaf("gone", physical_type::int32),
                             leaf("other", physical_type::int32)});
  const transform made = transform::make(to, file, {}).value();
  CHECK(made.leaves() == std::vector<bool>{true, false});
  auto rows = structure(columns(named_array{"gone", ints({1, 2})}), std::vector<bool>{true, false});
  CHECK(apply(made, batch_of(columns(named_array{"s", std::move(rows)}))) == strings{R"({"new":null})", "null"});
}

TEST_CASE("transform: values widen to the table's type, and what does not is refused by its name") {
  const auto file = tree(1, {leaf("a", physical_type::int32)});
  const transform made = transform::make(schema_of({column("a", kind::double_)}), file, {}).value();
  CHECK(apply(made, batch_of(columns(named_array{"a", ints({3})}))) == strings{"3.0"});
  const struct_type inner{column("x", kind::string)};
  const auto nested = tree(1, {group_element("s", repetition::optional, 1), leaf("x", physical_type::int64)});
  const auto refused = failure(schema_of({column("s", deltalake::schema::data_type(inner))}), nested);
  CHECK(refused.code == deltalake::errc::unsupported_parquet);
  CHECK(refused.field == "s.x");
  CHECK(refused.detail == "the file has int64, the table utf8");
}

TEST_CASE("transform: void columns are NULL, also where the file has one of that name") {
  const auto file = tree(1, {leaf("v", physical_type::int32)});
  const transform made = transform::make(schema_of({column("v", kind::void_)}), file, {}).value();
  CHECK(made.leaves() == std::vector<bool>{false});
  deltalake::column::batch rows;
  rows.num_rows = 2;
  CHECK(apply(made, std::move(rows)) == strings{"null", "null"});
}

TEST_CASE("transform: row ids follow from the row's place, unless the file holds them") {
  auto to = schema_of({column("a", kind::long_)});
  const deltalake::schema::field stored("_row-id-col", deltalake::schema::data_type(kind::long_));
  to.add(deltalake::scan::column_source::row_id, {"id", type_id::int64, true}, stored);
  to.add(deltalake::scan::column_source::row_commit_version, {"version", type_id::int64, true}, {});
  file_values values;
  values.base_row_id = 100;
  values.default_row_commit_version = 4;
  const std::vector<row_stretch> kept{{0, 1}, {2, 4}};
  const transform plain = transform::make(to, tree(1, {leaf("a", physical_type::int64)}), values).value();
  auto rows = batch_of(columns(named_array{"a", longs({1, 2, 3, 4})}));
  CHECK(rows_of(plain.apply(std::move(rows), kept, 10).value()) == strings{"1,110,4", "3,112,4", "4,113,4"});
  const auto file = tree(2, {leaf("a", physical_type::int64), leaf("_row-id-col", physical_type::int64)});
  const transform own = transform::make(to, file, values).value();
  rows = batch_of(columns(named_array{"a", longs({1, 2, 3, 4})},
                          named_array{"_row-id-col", longs({null, 8, 7, null})}));
  CHECK(rows_of(own.apply(std::move(rows), kept, 10).value()) == strings{"1,110,4", "3,7,4", "4,113,4"});
  const transform unknown = transform::make(to, file, {}).value();
  rows = batch_of(columns(named_array{"a", longs({1})}, named_array{"_row-id-col", longs({null})}));
  CHECK(apply(unknown, std::move(rows)) == strings{"1,null,null"});
}

}  // namespace
}  // namespace deltalake_transform_test
