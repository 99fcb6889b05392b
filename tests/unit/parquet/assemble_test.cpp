#include <deltalake/parquet/assemble.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/column/json_text.hpp>
#include <tests/support/parquet_rows.hpp>

namespace deltalake_assemble_test {
namespace {

namespace parquet = deltalake::parquet;
using deltalake::errc;
using deltalake::column::type_id;
using deltalake_test::parquet_leaf;
using deltalake_test::row_type;
using deltalake_test::row_value;
using kind = row_type::kind;
using parquet::repetition;

row_type leaf_type(std::string name, bool optional = false) {
  row_type made;
  made.name = std::move(name);
  made.optional = optional;
  return made;
}
row_type group_type(kind what, std::string name, bool optional, std::vector<row_type> children) {
  row_type made;
  made.what = what;
  made.name = std::move(name);
  made.optional = optional;
  made.children = std::move(children);
  return made;
}
parquet::schema_tree tree_of(const std::vector<row_type>& fields) {
  parquet::file_metadata metadata;
  metadata.schema.push_back(
      deltalake_test::group_element("schema", repetition::required, static_cast<int>(fields.size())));
  for (const row_type& field : fields) deltalake_test::add_elements(field, metadata.schema);
  auto made = parquet::make_schema_tree(metadata);
  REQUIRE(made.has_value());
  return std::move(*made);
}

// What reading the leaf would have given.
parquet::leaf_values values_of(const parquet_leaf& leaf) {
  parquet::leaf_values made;
  made.levels = static_cast<std::int64_t>(leaf.definition.size());
  made.rows = std::count(leaf.repetition.begin(), leaf.repetition.end(), 0U);
  made.values = static_cast<std::int64_t>(leaf.values.size());
  for (std::size_t i = 0; i < leaf.definition.size(); ++i) {
    if (leaf.max_definition != 0) made.definition_levels.push_back(static_cast<std::uint8_t>(leaf.definition[i]));
    if (leaf.max_repetition != 0) made.repetition_levels.push_back(static_cast<std::uint8_t>(leaf.repetition[i]));
  }
  if (leaf.physical != parquet::physical_type::byte_array) {
    const std::string plain = deltalake_test::plain_values(leaf.physical, leaf.values);
    made.fixed.append(plain.data(), plain.size());
    return made;
  }
  if (!leaf.values.empty()) made.offsets.push_back(std::int32_t{0});
  for (const std::string& value : leaf.values) {
    made.bytes.append(value.data(), value.size());
    made.offsets.push_back(static_cast<std::int32_t>(made.bytes.size()));
  }
  return made;
}

// An INT32 leaf by its levels, where a value is a level of the highest definition.
parquet_leaf leaf_of(std::uint8_t max_definition, std::uint8_t max_repetition, std::vector<std::uint32_t> definition,
                     std::vector<std::uint32_t> repetition = {}) {
  parquet_leaf made;
  made.max_definition = max_definition;
  made.max_repetition = max_repetition;
  for (const std::uint32_t level : definition) {
    if (level == max_definition)
      made.values.push_back(deltalake_test::little_endian(static_cast<std::int32_t>(made.values.size() + 1)));
  }
  repetition.resize(definition.size());
  made.repetition = std::move(repetition);
  made.definition = std::move(definition);
  return made;
}
deltalake::result<deltalake::column::array> assembled(const parquet::schema_tree& tree,
                                                      const std::vector<parquet_leaf>& leaves) {
  std::vector<parquet::leaf_values> values;
  for (const parquet_leaf& leaf : leaves) values.push_back(values_of(leaf));
  return parquet::assemble(tree.fields.front(), tree, values);
}
// The rows as JSON, or what was wrong.
std::string text_of(const parquet::schema_tree& tree, const std::vector<parquet_leaf>& leaves) {
  const auto made = assembled(tree, leaves);
  if (!made) return made.error().detail;
  std::string text;
  const deltalake::column::json_style style;
  for (std::int64_t row = 0; row < made->length; ++row) {
    if (row != 0) text += ' ';
    deltalake::column::append_json(*made, row, style, text);
  }
  return text;
}

TEST_CASE("assemble: rows of any type come back") {
  std::mt19937_64 random(11);
  for (int round = 0; round < 300; ++round) {
    CAPTURE(round);
    const row_type type = deltalake_test::random_type(random, 4, "f", true);
    const parquet::schema_tree tree = tree_of({type});
    std::vector<parquet_leaf> leaves;
    deltalake_test::add_leaves(type, leaves);
    REQUIRE(leaves.size() == tree.leaves.size());
    std::vector<row_value> rows(random() % 200);
    for (row_value& row : rows) {
      row = deltalake_test::random_value(random, type);
      deltalake_test::shred(type, &row, leaves);
    }
    for (std::size_t i = 0; i < leaves.size(); ++i) {
      CHECK(tree.leaves[i].max_definition == leaves[i].max_definition);
      CHECK(tree.leaves[i].max_repetition == leaves[i].max_repetition);
    }
    const auto made = assembled(tree, leaves);
    REQUIRE(made.has_value());
    CHECK(made->length == static_cast<std::int64_t>(rows.size()));
    const std::vector<bool> all(leaves.size(), true);
    for (std::size_t row = 0; row < rows.size(); ++row) {
      REQUIRE(deltalake_test::is_same(*made, static_cast<std::int64_t>(row), type, rows[row], all));
    }
  }
}

TEST_CASE("assemble: lists that are null, empty, or of nulls") {
  const auto tree = tree_of({group_type(kind::list, "l", true, {leaf_type("element", true)})});
  CHECK(text_of(tree, {leaf_of(3, 1, {3, 2, 0, 1, 2, 3}, {0, 1, 0, 0, 0, 0})}) == "[1,null] null [] [null] [2]");
}

TEST_CASE("assemble: structures that are null, or of nulls") {
  const auto tree = tree_of({group_type(kind::structure, "s", true, {leaf_type("a", true), leaf_type("b")})});
  CHECK(text_of(tree, {leaf_of(2, 0, {2, 1, 0}), leaf_of(1, 0, {1, 1, 0})}) ==
        R"({"a":1,"b":1} {"a":null,"b":2} null)");
}

TEST_CASE("assemble: leaves that contradict each other") {
  const auto pair = tree_of({group_type(kind::structure, "s", false, {leaf_type("a", true), leaf_type("b", true)})});
  CHECK(text_of(pair, {leaf_of(1, 0, {1, 1}), leaf_of(1, 0, {1})}) ==
        "the columns of group 's' do not have the same rows");
  const auto map = tree_of({group_type(kind::map, "m", false, {leaf_type("k"), leaf_type("v", true)})});
  CHECK(text_of(map, {leaf_of(1, 1, {1, 1}, {0, 1}), leaf_of(2, 1, {2, 2}, {0, 1})}) == "[[1,1],[2,2]]");
  CHECK(text_of(map, {leaf_of(1, 1, {1, 1}, {0, 1}), leaf_of(2, 1, {2}, {0})}) ==
        "the columns of group 'm' do not have the same rows");
  const auto list = tree_of({group_type(
      kind::list, "l", false, {group_type(kind::structure, "element", false, {leaf_type("a"), leaf_type("b")})})});
  CHECK(text_of(list, {leaf_of(1, 1, {1, 1}, {0, 1}), leaf_of(1, 1, {1, 1}, {0, 1})}) ==
        R"([{"a":1,"b":1},{"a":2,"b":2}])");
  CHECK(text_of(list, {leaf_of(1, 1, {1, 1}, {0, 1}), leaf_of(1, 1, {1}, {0})}) ==
        "the columns of group 'element' do not have the same rows");
}

TEST_CASE("assemble: values that are not as many as their levels say") {
  const auto tree = tree_of({leaf_type("a", true)});
  parquet_leaf leaf = leaf_of(1, 0, {1, 0, 1});
  leaf.values.pop_back();
  CHECK(text_of(tree, {leaf}) == "the columns of group 'a' do not have the same rows");
}

TEST_CASE("assemble: elements of a list that is null, or that did not begin") {
  const auto list = tree_of({group_type(kind::list, "l", true, {leaf_type("element")})});
  CHECK_FALSE(assembled(list, {leaf_of(2, 1, {0, 2}, {0, 1})}).has_value());  // null goes on
  CHECK_FALSE(assembled(list, {leaf_of(2, 1, {1, 2}, {0, 1})}).has_value());  // the empty list goes on
  CHECK_FALSE(assembled(list, {leaf_of(2, 1, {2, 2}, {1, 1})}).has_value());  // no list is there yet
  CHECK_FALSE(assembled(list, {leaf_of(2, 1, {2, 1}, {0, 1})}).has_value());  // a list goes on without an element
  const auto lists =
      tree_of({group_type(kind::list, "l", true, {group_type(kind::list, "element", true, {leaf_type("element")})})});
  CHECK(text_of(lists, {leaf_of(4, 2, {4, 4, 4, 2, 0}, {0, 2, 1, 0, 0})}) == "[[1,2],[3]] [null] null");
  CHECK_FALSE(assembled(lists, {leaf_of(4, 2, {4, 0, 4}, {0, 0, 2})}).has_value());
  CHECK_FALSE(assembled(lists, {leaf_of(4, 2, {4, 2, 4}, {0, 0, 2})}).has_value());
}

TEST_CASE("assemble: a leaf that is null whatever it holds") {
  row_type nothing = leaf_type("n", true);
  nothing.logical.kind = parquet::logical_kind::unknown_null;
  CHECK(text_of(tree_of({nothing}), {leaf_of(1, 0, {0, 0, 0})}) == "null null null");
  const auto made = assembled(tree_of({nothing}), {leaf_of(1, 0, {0, 1, 0})});
  REQUIRE(made.has_value());
  CHECK(made->length == 3);
  CHECK(made->null_count == 3);
}

TEST_CASE("assemble: decimals that are too long are refused in lists, too") {
  row_type element = leaf_type("element");
  element.physical = parquet::physical_type::byte_array;
  element.logical.kind = parquet::logical_kind::decimal;
  element.logical.precision = 3;
  const auto tree = tree_of({group_type(kind::list, "l", false, {element})});
  parquet_leaf leaf = leaf_of(1, 1, {1}, {0});
  leaf.physical = parquet::physical_type::byte_array;
  leaf.values = {std::string(17, '\1')};
  const auto made = assembled(tree, {leaf});
  REQUIRE_FALSE(made.has_value());
  CHECK(made.error().code == errc::invalid_parquet);
}

std::vector<bool> wanted_of(std::size_t leaves, std::initializer_list<std::size_t> wanted) {
  std::vector<bool> made(leaves);
  for (const std::size_t leaf : wanted) made[leaf] = true;
  return made;
}

// An optional variant of metadata, value and typed_value, an INT32.
parquet::schema_tree variant_tree() {
  row_type metadata = leaf_type("metadata"), value = leaf_type("value", true);
  metadata.physical = value.physical = parquet::physical_type::byte_array;
  parquet::file_metadata file;
  file.schema.push_back(deltalake_test::group_element("schema", repetition::required, 1));
  deltalake_test::add_elements(
      group_type(kind::structure, "v", true, {metadata, value, leaf_type("typed_value", true)}), file.schema);
  file.schema[1].logical.kind = parquet::logical_kind::variant;
  auto made = parquet::make_schema_tree(file);
  REQUIRE(made.has_value());
  return std::move(*made);
}

TEST_CASE("assemble: a variant is put together from what it is shredded into") {
  const parquet::schema_tree tree = variant_tree();
  std::vector<parquet_leaf> leaves(3);
  leaves[0].physical = leaves[1].physical = parquet::physical_type::byte_array;
  leaves[0].max_definition = 1;
  leaves[1].max_definition = leaves[2].max_definition = 2;
  for (parquet_leaf& leaf : leaves) leaf.repetition.resize(4);
  leaves[0].definition = {1, 0, 1, 1};
  leaves[0].values.assign(3, std::string("\x01\x00\x00", 3));
  leaves[1].definition = {1, 0, 2, 1};
  leaves[1].values = {"\x05x"};
  leaves[2].definition = {2, 0, 1, 1};
  leaves[2].values = {deltalake_test::little_endian(std::int32_t{-7})};
  CHECK(text_of(tree, leaves) == R"("-7" null "\"x\"" "null")");
  leaves[1].values = {"\x0d too short"};
  CHECK(assembled(tree, leaves).error().code == errc::invalid_parquet);
  parquet::schema_tree stored = tree;
  parquet::show_variants_as_stored(stored);
  leaves[1].values = {"\x05x"};
  CHECK(text_of(stored, leaves) ==
        R"({"metadata":"AQAA","value":null,"typed_value":-7} null )"
        R"({"metadata":"AQAA","value":"BXg=","typed_value":null} {"metadata":"AQAA","value":null,"typed_value":null})");
}

TEST_CASE("project: a part of a variant is a part of what it is stored as") {
  const parquet::schema_tree tree = variant_tree();
  const auto type_of = [&tree](std::vector<bool> wanted) {
    const auto kept = parquet::project(tree.fields.front(), wanted);
    REQUIRE(kept.has_value());
    return to_string(kept->type);
  };
  CHECK(type_of({true, true, true}) == "variant<metadata: binary not null, value: binary not null>");
  CHECK(type_of({true, true, false}) == "struct<metadata: binary not null, value: binary>");
  CHECK(type_of({false, false, true}) == "struct<typed_value: int32>");
}

TEST_CASE("project: groups without a wanted leaf are gone, and so are their types") {
  const auto tree = tree_of({group_type(
      kind::structure, "s", true,
      {leaf_type("a"), group_type(kind::structure, "t", true, {leaf_type("b"), leaf_type("c")}), leaf_type("d")})});
  std::vector<bool> wanted = wanted_of(4, {2});
  const auto kept = parquet::project(tree.fields.front(), wanted);
  REQUIRE(kept.has_value());
  CHECK(to_string(kept->type) == "struct<t: struct<c: int32 not null>>");
  REQUIRE(kept->children.size() == 1);
  CHECK(kept->children.front().children.front().leaf_begin == 2);
  CHECK(wanted == wanted_of(4, {2}));
  wanted = wanted_of(4, {});
  CHECK_FALSE(parquet::project(tree.fields.front(), wanted).has_value());
}

TEST_CASE("project: a type of which all is wanted stays as it is, whatever the file calls its parts") {
  row_type list = group_type(kind::list, "l", true, {leaf_type("item", true)});
  row_type map = group_type(kind::map, "m", true, {leaf_type("schluessel"), list});
  const auto tree = tree_of({map, list, group_type(kind::bare_list, "r", false, {leaf_type("array")})});
  std::vector<bool> wanted(tree.leaves.size(), true);
  for (const parquet::schema_node& field : tree.fields) {
    const auto kept = parquet::project(field, wanted);
    REQUIRE(kept.has_value());
    CHECK(to_string(kept->type) == to_string(field.type));
  }
}

TEST_CASE("project: a map keeps both of its sides") {
  const auto value = group_type(kind::structure, "v", true, {leaf_type("a"), leaf_type("b")});
  const auto tree = tree_of({leaf_type("x"), group_type(kind::map, "m", true, {leaf_type("k"), value})});
  std::vector<bool> wanted = wanted_of(4, {1});
  auto kept = parquet::project(tree.fields[1], wanted);
  REQUIRE(kept.has_value());
  CHECK(wanted == wanted_of(4, {1, 2, 3}));
  CHECK(to_string(kept->type) == to_string(tree.fields[1].type));
  wanted = wanted_of(4, {3});
  kept = parquet::project(tree.fields[1], wanted);
  REQUIRE(kept.has_value());
  CHECK(wanted == wanted_of(4, {1, 3}));
  CHECK(to_string(kept->type) ==
        "map<entries: struct<key: int32 not null, value: struct<b: int32 not null>> not null>");
}

}  // namespace
}  // namespace deltalake_assemble_test
