#include <deltalake/parquet/schema_tree.hpp>

#include <doctest/doctest.h>

#include <initializer_list>
#include <utility>

namespace deltalake_schema_tree_test {
namespace {

namespace parquet = deltalake::parquet;
using deltalake::errc;
using deltalake::column::time_unit;
using deltalake::column::type_id;
using parquet::logical_kind;
using parquet::node_kind;
using parquet::physical_type;
using parquet::repetition;
using parquet::schema_element;
using parquet::schema_node;

constexpr repetition required = repetition::required, optional = repetition::optional, repeated = repetition::repeated;

schema_element group(std::string name, repetition how_often, int children, logical_kind kind = logical_kind::none) {
  schema_element made;
  made.name = std::move(name);
  made.repetition = how_often;
  made.num_children = children;
  made.logical.kind = kind;
  return made;
}
schema_element leaf(std::string name, repetition how_often, physical_type type = physical_type::int32,
                    parquet::logical_type logical = {}) {
  schema_element made = group(std::move(name), how_often, 0);
  made.type = type;
  made.logical = logical;
  return made;
}
parquet::logical_type annotated(logical_kind kind) {
  parquet::logical_type made;
  made.kind = kind;
  return made;
}

// A file whose root has `fields` fields.
parquet::file_metadata file(int fields, std::vector<schema_element> elements) {
  parquet::file_metadata made;
  made.schema.push_back(group("root", required, fields));
  for (schema_element& element : elements) made.schema.push_back(std::move(element));
  return made;
}
parquet::schema_tree tree_of(int fields, std::vector<schema_element> elements) {
  return parquet::make_schema_tree(file(fields, std::move(elements))).value();
}
errc code_of(int fields, std::vector<schema_element> elements, const parquet::limits& bounds = {}) {
  const auto made = parquet::make_schema_tree(file(fields, std::move(elements)), bounds);
  REQUIRE_FALSE(made.has_value());
  return made.error().code;
}
// Definition level, repetition level, that of the slot, that of the elements.
void has_levels(const schema_node& node, std::initializer_list<int> expected) {
  CAPTURE(node.name);
  CHECK(std::vector<int>(expected) == std::vector<int>{node.definition_level, node.repetition_level,
                                                       node.slot_definition_level, node.element_definition_level});
}
void has_leaf_levels(const parquet::leaf_column& leaf, int definition, int repeats, int slot) {
  CAPTURE(leaf.path.back());
  CHECK(leaf.max_definition == definition);
  CHECK(leaf.max_repetition == repeats);
  CHECK(leaf.slot_definition_level == slot);
}
std::string type_of(const schema_node& node) { return to_string(node.type); }

TEST_CASE("schema_tree: flat columns") {
  schema_element first = leaf("a", required, physical_type::int64);
  first.field_id = 7;
  const parquet::schema_tree tree = tree_of(2, {first, leaf("b", optional, physical_type::float64)});
  REQUIRE(tree.fields.size() == 2);
  REQUIRE(tree.leaves.size() == 2);
  has_levels(tree.fields[0], {0, 0, 0, 0});
  has_levels(tree.fields[1], {1, 0, 0, 0});
  CHECK_FALSE(tree.fields[0].nullable);
  CHECK(tree.fields[1].nullable);
  CHECK(tree.fields[0].kind == node_kind::leaf);
  CHECK(tree.fields[0].field_id == 7);
  CHECK(tree.leaves[0].field_id == 7);
  CHECK(tree.fields[1].leaf_begin == 1);
  CHECK(tree.fields[1].leaf_end == 2);
  CHECK(tree.leaves[1].index == 1);
  CHECK(tree.leaves[1].physical == physical_type::float64);
  CHECK(tree.leaves[1].path == std::vector<std::string>{"b"});
  has_leaf_levels(tree.leaves[0], 0, 0, 0);
  has_leaf_levels(tree.leaves[1], 1, 0, 0);
}

TEST_CASE("schema_tree: structs add a level where they may be null") {
  const parquet::schema_tree tree = tree_of(1, {group("s", optional, 2), leaf("a", required), group("t", required, 1),
                                                leaf("b", optional, physical_type::boolean)});
  const schema_node& s = tree.fields.at(0);
  CHECK(s.kind == node_kind::structure);
  has_levels(s, {1, 0, 0, 0});
  REQUIRE(s.children.size() == 2);
  has_levels(s.children[0], {1, 0, 0, 0});
  CHECK_FALSE(s.children[0].nullable);
  has_levels(s.children[1], {1, 0, 0, 0});
  has_levels(s.children[1].children.at(0), {2, 0, 0, 0});
  CHECK(s.leaf_begin == 0);
  CHECK(s.leaf_end == 2);
  CHECK(type_of(s) == "struct<a: int32 not null, t: struct<b: boolean> not null>");
  CHECK(tree.leaves.at(1).path == std::vector<std::string>{"s", "t", "b"});
}

TEST_CASE("schema_tree: lists of three levels, with and without nulls") {
  const auto list = [](repetition outer, repetition inner) {
    return tree_of(1, {group("l", outer, 1, logical_kind::list), group("list", repeated, 1), leaf("element", inner)});
  };
  const parquet::schema_tree both = list(optional, optional);
  CHECK(both.fields[0].kind == node_kind::list);
  CHECK(both.fields[0].nullable);
  has_levels(both.fields[0], {1, 0, 0, 2});
  has_levels(both.fields[0].children.at(0), {3, 1, 2, 0});
  has_leaf_levels(both.leaves[0], 3, 1, 2);
  CHECK(type_of(both.fields[0]) == "list<element: int32>");
  CHECK(both.leaves[0].path == std::vector<std::string>{"l", "list", "element"});
  const parquet::schema_tree outer = list(optional, required);
  has_levels(outer.fields[0], {1, 0, 0, 2});
  has_levels(outer.fields[0].children.at(0), {2, 1, 2, 0});
  CHECK(type_of(outer.fields[0]) == "list<element: int32 not null>");
  const parquet::schema_tree inner = list(required, optional);
  has_levels(inner.fields[0], {0, 0, 0, 1});
  has_levels(inner.fields[0].children.at(0), {2, 1, 1, 0});
  const parquet::schema_tree none = list(required, required);
  CHECK_FALSE(none.fields[0].nullable);
  has_levels(none.fields[0], {0, 0, 0, 1});
  has_levels(none.fields[0].children.at(0), {1, 1, 1, 0});
}

TEST_CASE("schema_tree: a struct in a list in a struct") {
  const parquet::schema_tree tree =
      tree_of(1, {group("s", optional, 2), group("l", optional, 1, logical_kind::list), group("bag", repeated, 1),
                  group("item", optional, 2), leaf("a", required), leaf("b", optional), leaf("c", optional)});
  const schema_node& s = tree.fields.at(0);
  has_levels(s, {1, 0, 0, 0});
  const schema_node& l = s.children.at(0);
  CHECK(l.kind == node_kind::list);
  has_levels(l, {2, 0, 0, 3});
  const schema_node& item = l.children.at(0);
  CHECK(item.kind == node_kind::structure);
  has_levels(item, {4, 1, 3, 0});
  has_levels(item.children.at(0), {4, 1, 3, 0});
  has_levels(item.children.at(1), {5, 1, 3, 0});
  has_levels(s.children.at(1), {2, 0, 0, 0});
  CHECK(l.leaf_begin == 0);
  CHECK(l.leaf_end == 2);
  CHECK(s.leaf_end == 3);
  has_leaf_levels(tree.leaves[1], 5, 1, 3);
  has_leaf_levels(tree.leaves[2], 2, 0, 0);
}

TEST_CASE("schema_tree: a map of lists") {
  const parquet::schema_tree tree = tree_of(
      1, {group("m", optional, 1, logical_kind::map), group("key_value", repeated, 2),
          leaf("key", required, physical_type::byte_array, annotated(logical_kind::string)),
          group("value", optional, 1, logical_kind::list), group("list", repeated, 1), leaf("element", optional)});
  const schema_node& m = tree.fields.at(0);
  CHECK(m.kind == node_kind::map);
  has_levels(m, {1, 0, 0, 2});
  REQUIRE(m.children.size() == 2);
  has_levels(m.children[0], {2, 1, 2, 0});
  has_levels(m.children[1], {3, 1, 2, 4});
  has_levels(m.children[1].children.at(0), {5, 2, 4, 0});
  has_leaf_levels(tree.leaves.at(0), 2, 1, 2);
  has_leaf_levels(tree.leaves.at(1), 5, 2, 4);
  CHECK(type_of(m) == "map<entries: struct<key: utf8 not null, value: list<element: int32>> not null>");
  CHECK(tree.leaves[1].path == std::vector<std::string>{"m", "key_value", "value", "list", "element"});
}

TEST_CASE("schema_tree: maps whatever their parts are called") {
  for (const logical_kind kind : {logical_kind::map, logical_kind::map_key_value}) {
    const parquet::schema_tree tree =
        tree_of(1, {group("m", required, 1, kind), group("entries", repeated, 2, logical_kind::map_key_value),
                    leaf("first", optional), leaf("second", required)});
    CHECK(tree.fields.at(0).kind == node_kind::map);
    has_levels(tree.fields[0], {0, 0, 0, 1});
    has_levels(tree.fields[0].children.at(0), {2, 1, 1, 0});  // a key that may be null, as some writers have it
    has_levels(tree.fields[0].children.at(1), {1, 1, 1, 0});
    CHECK(type_of(tree.fields[0]) == "map<entries: struct<key: int32, value: int32 not null> not null>");
  }
}

TEST_CASE("schema_tree: a map without values is a list of its keys") {
  const parquet::schema_tree tree =
      tree_of(1, {group("m", optional, 1, logical_kind::map), group("key_value", repeated, 1), leaf("key", required)});
  CHECK(tree.fields.at(0).kind == node_kind::list);
  has_levels(tree.fields[0], {1, 0, 0, 2});
  has_levels(tree.fields[0].children.at(0), {2, 1, 2, 0});
  CHECK(type_of(tree.fields[0]) == "list<element: int32 not null>");
}

TEST_CASE("schema_tree: repeated fields without annotation are lists without nulls") {
  const parquet::schema_tree tree =
      tree_of(2, {leaf("n", repeated), group("g", repeated, 2), leaf("a", optional), leaf("b", repeated)});
  const schema_node& n = tree.fields.at(0);
  CHECK(n.kind == node_kind::list);
  CHECK(n.name == "n");
  CHECK_FALSE(n.nullable);
  has_levels(n, {0, 0, 0, 1});
  has_levels(n.children.at(0), {1, 1, 1, 0});
  CHECK(n.children[0].kind == node_kind::leaf);
  const schema_node& g = tree.fields.at(1);
  has_levels(g, {0, 0, 0, 1});
  const schema_node& element = g.children.at(0);
  CHECK(element.kind == node_kind::structure);
  has_levels(element, {1, 1, 1, 0});
  has_levels(element.children.at(0), {2, 1, 1, 0});
  has_levels(element.children.at(1), {1, 1, 1, 2});
  has_levels(element.children.at(1).children.at(0), {2, 2, 2, 0});
  CHECK(type_of(g) == "list<element: struct<a: int32, b: list<element: int32 not null> not null> not null>");
  CHECK(tree.leaves.at(2).path == std::vector<std::string>{"g", "b"});
}

TEST_CASE("schema_tree: the old forms of lists") {
  const auto type = [](std::vector<schema_element> inside) {
    inside.insert(inside.begin(), group("my_list", optional, 1, logical_kind::list));
    const parquet::schema_tree tree = tree_of(1, std::move(inside));
    has_levels(tree.fields.at(0), {1, 0, 0, 2});
    return type_of(tree.fields[0]);
  };
  // 1. The repeated field is no group.
  CHECK(type({leaf("element", repeated)}) == "list<element: int32 not null>");
  // 2. A group of several fields.
  CHECK(type({group("element", repeated, 2), leaf("a", required), leaf("b", optional)}) ==
        "list<element: struct<a: int32 not null, b: int32> not null>");
  // 3. A group of one field that repeats: here a list of two levels in one of two levels, and a struct.
  CHECK(type({group("array", repeated, 1, logical_kind::list), leaf("array", repeated)}) ==
        "list<element: list<element: int32 not null> not null>");
  CHECK(type({group("element", repeated, 1), leaf("items", repeated)}) ==
        "list<element: struct<items: list<element: int32 not null> not null> not null>");
  CHECK(type({group("bag", repeated, 1, logical_kind::map), group("map", repeated, 2), leaf("k", required),
              leaf("v", optional)}) ==
        "list<element: map<entries: struct<key: int32 not null, value: int32> not null> not null>");
  // 4. Names that old writers used for groups that are elements.
  CHECK(type({group("array", repeated, 1), leaf("a", optional)}) == "list<element: struct<a: int32> not null>");
  CHECK(type({group("my_list_tuple", repeated, 1), leaf("a", required)}) ==
        "list<element: struct<a: int32 not null> not null>");
  CHECK(type({group("other_tuple", repeated, 1), leaf("a", required)}) == "list<element: int32 not null>");
  // 5. Three levels, by whatever names.
  CHECK(type({group("element", repeated, 1), leaf("str", optional)}) == "list<element: int32>");
  CHECK(type({group("bag", repeated, 1), group("array_element", optional, 1), leaf("a", required)}) ==
        "list<element: struct<a: int32 not null>>");
}

TEST_CASE("schema_tree: a list of lists of three levels") {
  const parquet::schema_tree tree = tree_of(
      1, {group("l", optional, 1, logical_kind::list), group("list", repeated, 1),
          group("element", required, 1, logical_kind::list), group("list", repeated, 1), leaf("element", optional)});
  const schema_node& outer = tree.fields.at(0);
  has_levels(outer, {1, 0, 0, 2});
  has_levels(outer.children.at(0), {2, 1, 2, 3});
  has_levels(outer.children[0].children.at(0), {4, 2, 3, 0});
  has_leaf_levels(tree.leaves.at(0), 4, 2, 3);
  CHECK(type_of(outer) == "list<element: list<element: int32> not null>");
}

TEST_CASE("schema_tree: groups whose annotation does not fit are structs") {
  const auto kind = [](std::vector<schema_element> elements) {
    return tree_of(1, std::move(elements)).fields.at(0).kind;
  };
  CHECK(kind({group("l", optional, 1, logical_kind::list), leaf("a", required)}) == node_kind::structure);
  CHECK(kind({group("l", optional, 2, logical_kind::list), leaf("a", repeated), leaf("b", repeated)}) ==
        node_kind::structure);
  CHECK(kind({group("m", optional, 1, logical_kind::map), group("kv", optional, 2), leaf("a", required),
              leaf("b", required)}) == node_kind::structure);
  CHECK(kind({group("s", optional, 1, logical_kind::string), leaf("a", required)}) == node_kind::structure);
  CHECK(kind({group("v", optional, 2, logical_kind::variant), leaf("metadata", required, physical_type::byte_array),
              leaf("value", required, physical_type::byte_array)}) == node_kind::structure);
  CHECK(kind({leaf("a", optional, physical_type::int32, annotated(logical_kind::list))}) == node_kind::leaf);
}

// Arrow's type of a column, and whether its annotation counts.
std::pair<std::string, bool> leaf_type(physical_type physical, parquet::logical_type logical, int length = 0) {
  schema_element element = leaf("a", required, physical, logical);
  element.type_length = length;
  const parquet::schema_tree tree = tree_of(1, {element});
  CHECK(tree.fields[0].type == tree.leaves[0].type);
  CHECK(tree.leaves[0].type_length == length);
  return {to_string(tree.leaves[0].type), tree.leaves[0].logical.kind != logical_kind::none};
}

TEST_CASE("schema_tree: types without annotation") {
  const auto type = [](physical_type physical, int length = 0) { return leaf_type(physical, {}, length).first; };
  CHECK(type(physical_type::boolean) == "boolean");
  CHECK(type(physical_type::int32) == "int32");
  CHECK(type(physical_type::int64) == "int64");
  CHECK(type(physical_type::int96) == "timestamp(micro, utc)");
  CHECK(type(physical_type::float32) == "float32");
  CHECK(type(physical_type::float64) == "float64");
  CHECK(type(physical_type::byte_array) == "binary");
  CHECK(type(physical_type::fixed_len_byte_array, 5) == "fixed_size_binary(5)");
}

TEST_CASE("schema_tree: integers") {
  const auto integer = [](physical_type physical, int bits, bool is_signed) {
    parquet::logical_type logical = annotated(logical_kind::integer);
    logical.bit_width = static_cast<std::uint8_t>(bits);
    logical.is_signed = is_signed;
    return leaf_type(physical, logical);
  };
  for (const int bits : {8, 16, 32}) {
    CHECK(integer(physical_type::int32, bits, true) == std::pair("int" + std::to_string(bits), true));
    CHECK(integer(physical_type::int32, bits, false) == std::pair("uint" + std::to_string(bits), true));
    CHECK(integer(physical_type::int64, bits, false) == std::pair(std::string("int64"), false));
  }
  CHECK(integer(physical_type::int64, 64, true).first == "int64");
  CHECK(integer(physical_type::int64, 64, false).first == "uint64");
  CHECK(integer(physical_type::int32, 64, false) == std::pair(std::string("int32"), false));
  CHECK(integer(physical_type::int32, 7, false) == std::pair(std::string("int32"), false));
  CHECK(integer(physical_type::byte_array, 8, false) == std::pair(std::string("binary"), false));
}

TEST_CASE("schema_tree: dates and times") {
  const auto temporal = [](physical_type physical, logical_kind kind, time_unit unit, bool utc = false) {
    parquet::logical_type logical = annotated(kind);
    logical.unit = unit;
    logical.utc = utc;
    return leaf_type(physical, logical).first;
  };
  const logical_kind time = logical_kind::time, timestamp = logical_kind::timestamp, date = logical_kind::date;
  CHECK(temporal(physical_type::int32, date, time_unit::micro) == "date32");
  CHECK(temporal(physical_type::int64, date, time_unit::micro) == "int64");
  CHECK(temporal(physical_type::int32, time, time_unit::milli) == "time32(milli)");
  CHECK(temporal(physical_type::int64, time, time_unit::micro, true) == "time64(micro)");
  CHECK(temporal(physical_type::int64, time, time_unit::nano) == "time64(nano)");
  CHECK(temporal(physical_type::int64, time, time_unit::milli) == "int64");
  CHECK(temporal(physical_type::int32, time, time_unit::micro) == "int32");
  CHECK(temporal(physical_type::int64, timestamp, time_unit::milli, true) == "timestamp(milli, utc)");
  CHECK(temporal(physical_type::int64, timestamp, time_unit::micro) == "timestamp(micro)");
  CHECK(temporal(physical_type::int64, timestamp, time_unit::nano, true) == "timestamp(nano, utc)");
  CHECK(temporal(physical_type::int32, timestamp, time_unit::milli) == "int32");
}

TEST_CASE("schema_tree: decimals") {
  const auto decimal = [](int precision, int scale) {
    parquet::logical_type logical = annotated(logical_kind::decimal);
    logical.precision = precision;
    logical.scale = scale;
    return logical;
  };
  CHECK(leaf_type(physical_type::int32, decimal(9, 2)).first == "decimal128(9, 2)");
  CHECK(leaf_type(physical_type::int64, decimal(18, 18)).first == "decimal128(18, 18)");
  CHECK(leaf_type(physical_type::fixed_len_byte_array, decimal(38, 10), 16).first == "decimal128(38, 10)");
  CHECK(leaf_type(physical_type::fixed_len_byte_array, decimal(39, 10), 17).first == "decimal256(39, 10)");
  CHECK(leaf_type(physical_type::byte_array, decimal(76, 0)).first == "decimal256(76, 0)");
  CHECK(leaf_type(physical_type::float64, decimal(9, 2)) == std::pair(std::string("float64"), false));
  CHECK(code_of(1, {leaf("a", required, physical_type::byte_array, decimal(77, 0))}) == errc::unsupported_parquet);
  CHECK(code_of(1, {leaf("a", required, physical_type::int32, decimal(0, 0))}) == errc::invalid_parquet);
  CHECK(code_of(1, {leaf("a", required, physical_type::int32, decimal(5, 6))}) == errc::invalid_parquet);
  CHECK(code_of(1, {leaf("a", required, physical_type::int32, decimal(5, -1))}) == errc::invalid_parquet);
}

TEST_CASE("schema_tree: texts, bytes and what is always null") {
  const auto type = [](physical_type physical, logical_kind kind, int length = 0) {
    return leaf_type(physical, annotated(kind), length).first;
  };
  for (const logical_kind kind : {logical_kind::string, logical_kind::enumeration, logical_kind::json}) {
    CHECK(type(physical_type::byte_array, kind) == "utf8");
    CHECK(type(physical_type::fixed_len_byte_array, kind, 3) == "fixed_size_binary(3)");
  }
  for (const logical_kind kind : {logical_kind::bson, logical_kind::geometry, logical_kind::geography}) {
    CHECK(type(physical_type::byte_array, kind) == "binary");
  }
  CHECK(type(physical_type::fixed_len_byte_array, logical_kind::uuid, 16) == "fixed_size_binary(16)");
  CHECK(type(physical_type::fixed_len_byte_array, logical_kind::interval, 12) == "fixed_size_binary(12)");
  CHECK(type(physical_type::fixed_len_byte_array, logical_kind::float16, 2) == "float16");
  CHECK(type(physical_type::fixed_len_byte_array, logical_kind::float16, 4) == "fixed_size_binary(4)");
  CHECK(type(physical_type::int32, logical_kind::unknown_null) == "null");
  CHECK(type(physical_type::byte_array, logical_kind::unknown_null) == "null");
  CHECK(type(physical_type::boolean, logical_kind::string) == "boolean");
}

TEST_CASE("schema_tree: a leaf is found by its whole path, if it is the only one of that path") {
  const parquet::schema_tree tree =
      tree_of(4, {group("add", optional, 2), leaf("path", optional), leaf("size", optional), leaf("path", optional),
                  leaf("twice", optional), leaf("twice", optional)});
  const auto place_of = [&tree](std::initializer_list<std::string_view> path) {
    const parquet::leaf_column* const found = parquet::find_leaf(tree, path);
    return found == nullptr ? -1 : static_cast<int>(found->index);
  };
  CHECK(place_of({"add", "path"}) == 0);
  CHECK(place_of({"add", "size"}) == 1);
  CHECK(place_of({"path"}) == 2);
  for (const auto& path :
       {std::initializer_list<std::string_view>{"add"}, {"twice"}, {"add", "path", "x"}, {}, {"Path"}}) {
    CHECK(place_of(path) == -1);
  }
}

TEST_CASE("schema_tree: a file without columns") {
  const parquet::schema_tree tree = tree_of(0, {});
  CHECK(tree.fields.empty());
  CHECK(tree.leaves.empty());
}

TEST_CASE("schema_tree: what is no tree is refused") {
  CHECK(parquet::make_schema_tree(parquet::file_metadata()).error().code == errc::invalid_parquet);
  CHECK(code_of(2, {leaf("a", required)}) == errc::invalid_parquet);
  CHECK(code_of(1, {leaf("a", required), leaf("b", required)}) == errc::invalid_parquet);
  CHECK(code_of(1, {group("g", required, 2), leaf("a", required)}) == errc::invalid_parquet);
  CHECK(code_of(1, {group("l", required, 1, logical_kind::list)}) == errc::invalid_parquet);
  CHECK(code_of(1, {group("l", required, 1, logical_kind::list), group("list", repeated, 1)}) == errc::invalid_parquet);
  CHECK(code_of(1, {group("m", required, 1, logical_kind::map), group("kv", repeated, 2), leaf("k", required)}) ==
        errc::invalid_parquet);
  CHECK(code_of(1, {group("g", required, 0)}) == errc::unsupported_parquet);
  CHECK(code_of(1, {group("l", required, 1, logical_kind::list), group("list", repeated, 0)}) ==
        errc::unsupported_parquet);
}

TEST_CASE("schema_tree: an error names the column") {
  parquet::logical_type none = annotated(logical_kind::decimal);
  const auto made =
      parquet::make_schema_tree(file(1, {group("s", optional, 1), leaf("d", required, physical_type::int32, none)}));
  REQUIRE_FALSE(made.has_value());
  CHECK(made.error().field == "s.d");
}

TEST_CASE("schema_tree: levels have eight bits") {
  const auto nested = [](int depth) {
    std::vector<schema_element> elements;
    for (int i = 1; i < depth; ++i) elements.push_back(group("g", optional, 1));
    elements.push_back(leaf("a", optional));
    return elements;
  };
  parquet::limits bounds;
  CHECK(code_of(1, nested(65)) == errc::value_too_large);
  CHECK(parquet::make_schema_tree(file(1, nested(64))).has_value());
  bounds.schema_depth = 1000;
  const auto most = parquet::make_schema_tree(file(1, nested(255)), bounds);
  REQUIRE(most.has_value());
  CHECK(most->leaves.at(0).max_definition == 255);
  CHECK(code_of(1, nested(256), bounds) == errc::unsupported_parquet);
}

TEST_CASE("schema_tree: lists in lists without a level between them are bounded too") {
  std::vector<schema_element> elements;
  for (int i = 1; i < 100'000; ++i)
    elements.push_back(group("array", i == 1 ? optional : repeated, 1, logical_kind::list));
  elements.push_back(leaf("array", repeated));
  CHECK(code_of(1, std::move(elements)) == errc::value_too_large);
}

TEST_CASE("schema_tree: a small schema does not make a huge tree") {
  // Each of 60 nested structs would repeat the types of 90,000 columns, each column a long path.
  const auto wide = [](std::size_t name_bytes, int columns) {
    std::vector<schema_element> elements;
    for (int i = 0; i < 60; ++i)
      elements.push_back(group(std::string(name_bytes, 'g'), optional, i == 59 ? columns : 1));
    for (int i = 0; i < columns; ++i) elements.push_back(leaf("a", optional));
    return elements;
  };
  CHECK(code_of(1, wide(1, 90'000)) == errc::value_too_large);
  CHECK(code_of(1, wide(1'000'000, 1000)) == errc::value_too_large);
  CHECK(parquet::make_schema_tree(file(1, wide(10, 1000))).has_value());
}

TEST_CASE("schema_tree: groups annotated as variants, shredded or not, in any order and depth") {
  const auto bytes = [](const char* name) { return leaf(name, optional, physical_type::byte_array); };
  const auto variant = [](int children) { return group("v", optional, children, logical_kind::variant); };
  const parquet::schema_tree plain = tree_of(1, {variant(2), bytes("value"), bytes("metadata")});
  CHECK(plain.fields[0].type == deltalake::column::variant_type());
  CHECK(plain.fields[0].kind == node_kind::structure);
  CHECK(plain.fields[0].children.size() == 2);
  CHECK(plain.leaves.size() == 2);
  parquet::schema_tree shredded = tree_of(
      1, {group("s", optional, 1), variant(3), bytes("metadata"), bytes("value"), leaf("typed_value", optional)});
  CHECK(type_of(shredded.fields[0]) == "struct<v: variant<metadata: binary not null, value: binary not null>>");
  parquet::show_variants_as_stored(shredded);
  CHECK(type_of(shredded.fields[0]) == "struct<v: struct<metadata: binary, value: binary, typed_value: int32>>");
}

TEST_CASE("schema_tree: a variant inside of a list and a map, as values and as it is stored") {
  const auto add_variant = [](std::vector<schema_element>& to, const char* name) {
    to.push_back(group(name, optional, 2, logical_kind::variant));
    to.push_back(leaf("metadata", required, physical_type::byte_array));
    to.push_back(leaf("value", required, physical_type::byte_array));
  };
  std::vector<schema_element> elements{group("l", optional, 1, logical_kind::list), group("list", repeated, 1)};
  add_variant(elements, "element");
  elements.push_back(group("m", optional, 1, logical_kind::map));
  elements.push_back(group("key_value", repeated, 2));
  elements.push_back(leaf("key", required));
  add_variant(elements, "value");
  parquet::schema_tree tree = tree_of(2, elements);
  const std::string variant = "variant<metadata: binary not null, value: binary not null>";
  CHECK(type_of(tree.fields[0]) == "list<element: " + variant + ">");
  CHECK(type_of(tree.fields[1]) == "map<entries: struct<key: int32 not null, value: " + variant + "> not null>");
  parquet::show_variants_as_stored(tree);
  const std::string stored = "struct<metadata: binary not null, value: binary not null>";
  CHECK(type_of(tree.fields[0]) == "list<element: " + stored + ">");
  CHECK(type_of(tree.fields[1]) == "map<entries: struct<key: int32 not null, value: " + stored + "> not null>");
}

TEST_CASE("schema_tree: a variant's annotation on what holds none is ignored") {
  const auto type = [](std::vector<schema_element> elements) {
    return tree_of(1, std::move(elements)).fields[0].type.id;
  };
  CHECK(type({group("v", optional, 1, logical_kind::variant), leaf("metadata", required, physical_type::byte_array)}) ==
        type_id::structure);
  CHECK(type({group("v", optional, 2, logical_kind::variant), leaf("metadata", required, physical_type::byte_array),
              leaf("value", required)}) == type_id::structure);
  CHECK(type({leaf("v", optional, physical_type::byte_array, annotated(logical_kind::variant))}) == type_id::binary);
}

}  // namespace
}  // namespace deltalake_schema_tree_test
