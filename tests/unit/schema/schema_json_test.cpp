#include <deltalake/schema/schema_json.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <string>
#include <vector>

#include <deltalake/json/boost_json.hpp>
#include <deltalake/schema/column_mapping.hpp>
#include <deltalake/schema/partition_value.hpp>

namespace schema_json_test {
namespace {

namespace dl = deltalake;
namespace json = deltalake::json;
namespace schema = deltalake::schema;
using schema::data_type;
using schema::field;
using schema::nulls;
using schema::struct_type;
using kind = schema::data_type::kind;

dl::result<struct_type> parse(std::string_view text) { return schema::parse_schema<json::boost_json>(text); }

/// A schema of one column "a" of the type given as JSON.
std::string column_of(std::string_view type) {
  return R"({"type":"struct","fields":[{"name":"a","type":)" + std::string(type) +
         R"(,"nullable":true,"metadata":{}}]})";
}

dl::error refused(std::string_view text) {
  const auto got = parse(text);
  REQUIRE_FALSE(got.has_value());
  return got.error();
}

TEST_CASE("schema_json: a schema as Spark writes it is read") {
  const struct_type columns = parse(R"j({"type":"struct","fields":[
      {"name":"id","type":"long","nullable":false,"metadata":{}},
      {"name":"price","type":"decimal(10,2)","nullable":true,
       "metadata":{"comment":"in \"euro\"","n":1.50,"o":{"x":[1,null]}}},
      {"name":"tags","type":{"type":"array","elementType":"string","containsNull":false},"nullable":true,"metadata":{}},
      {"name":"props","type":{"type":"map","keyType":"string","valueType":{"type":"struct","fields":[
          {"name":"v","type":"variant","nullable":true,"metadata":{}}]},"valueContainsNull":true},
       "nullable":true,"metadata":{}}]})j")
                                  .value();
  REQUIRE(columns.size() == 4);
  CHECK(columns[0] == field("id", data_type(kind::long_), nulls::refused));
  CHECK(columns[1].type == data_type(schema::decimal_type(10, 2)));
  CHECK(columns[1].comment() == "in \"euro\"");
  CHECK(*columns[1].metadata.find("n") == "1.50");
  CHECK(*columns[1].metadata.find("o") == R"({"x":[1,null]})");
  CHECK_FALSE(columns[2].type.as_array().contains_null);
  CHECK(columns[3].type.as_map().value.as_struct()[0].type.is(kind::variant));
}

TEST_CASE("schema_json: keys come in any order, unknown ones are ignored, optional ones may be absent") {
  const struct_type usual = parse(column_of("\"long\"")).value();
  CHECK(parse(R"({"fields":[{"x":{"name":"b"},"metadata":{},"nullable":true,"type":"long","name":"a"}],
                  "later":1,"type":"struct"})")
            .value() == usual);
  CHECK(parse(R"({"fields":[{"type":"long","name":"a"}],"type":"struct"})").value() == usual);
  CHECK(parse(R"({"fields":[{"type":"long","name":"a","nullable":null,"metadata":null}],"type":"struct"})").value() ==
        usual);
  CHECK(parse(R"({"fields":[{"type":"byte","type":"long","name":"b","name":"a"}],"type":"struct"})").value() == usual);
  CHECK(parse(R"({"type":"struct","fields":[]})").value() == struct_type());
  CHECK(parse(column_of(R"({"type":"array","elementType":"long"})")).value()[0].type.as_array().contains_null);
  CHECK(parse(column_of(R"({"type":"map","keyType":"long","valueType":"long"})"))
            .value()[0]
            .type.as_map()
            .value_contains_null);
}

TEST_CASE("schema_json: types nobody knows are kept and written back") {
  for (const char* type : {R"j("geometry(OGC:CRS84)")j", R"("timestamp_nanos")", R"("string collate UNICODE")",
                           R"({"type":"udt","class":"a.b","sqlType":{"type":"array","elementType":"double"}})"}) {
    CAPTURE(type);
    const struct_type columns = parse(column_of(type)).value();
    CHECK(columns[0].type.is(kind::unknown));
    CHECK(schema::to_json(columns) == column_of(type));
    CHECK(parse(schema::to_json(columns)).value() == columns);
  }
}

TEST_CASE("schema_json: an error names the field and what is wrong with it") {
  const auto check = [](std::string_view text, std::string_view where) {
    CAPTURE(text);
    const dl::error got = refused(text);
    CHECK(got.code == dl::errc::invalid_schema);
    CHECK(got.field == where);
    CHECK_FALSE(got.detail.empty());
  };
  check(R"("struct")", "schemaString");
  check(R"("long")", "schemaString");
  check("17", "schemaString");
  check("[]", "schemaString");
  check("{}", "schemaString");
  check(R"({"type":"struct"})", "schemaString");
  check(R"({"type":"struct","fields":{}})", "schemaString");
  check(R"({"type":"array","elementType":"long"})", "schemaString");
  check(R"({"type":"struct","fields":[1]})", "schemaString");
  check(R"({"type":"struct","fields":[{"type":"long"}]})", "schemaString");
  check(R"({"type":"struct","fields":[{"name":7,"type":"long"}]})", "schemaString");
  check(R"({"type":"struct","fields":[{"name":"a"}]})", "schemaString.a");
  check(R"({"type":"struct","fields":[{"name":"a","type":"long","nullable":"yes"}]})", "schemaString.a");
  check(R"({"type":"struct","fields":[{"name":"a","type":"long","metadata":[]}]})", "schemaString.a");
  check(R"({"type":"struct","fields":[{"name":"a","type":"long"},{"name":"A","type":"long"}]})", "schemaString.A");
  check(column_of("7"), "schemaString.a");
  check(column_of("\"\""), "schemaString.a");
  check(column_of("\"decimal(39,1)\""), "schemaString.a");
  check(column_of("{}"), "schemaString.a");
  check(column_of(R"({"type":5})"), "schemaString.a");
  check(column_of(R"({"type":"array"})"), "schemaString.a.element");
  check(column_of(R"({"type":"array","elementType":"long","containsNull":1})"), "schemaString.a");
  check(column_of(R"({"type":"map","valueType":"long"})"), "schemaString.a.key");
  check(column_of(R"({"type":"map","keyType":"long"})"), "schemaString.a.value");
  check(
      column_of(R"j({"type":"array","elementType":{"type":"struct","fields":[{"name":"b","type":"decimal(1,2)"}]}})j"),
      "schemaString.a.element.b");
  check(column_of(R"({"type":"map","keyType":"long","valueType":{"type":"struct","fields":[
            {"name":"x","type":"long"},{"name":"X","type":"long"}]}})"),
        "schemaString.a.value.X");
}

TEST_CASE("schema_json: text that is no JSON is refused by its field") {
  for (const char* text : {"", "{", "{\"type\":", "nul", "\xff"}) {
    const dl::error got = refused(text);
    CHECK(got.field == "schemaString");
    CHECK((got.code == dl::errc::invalid_json || got.code == dl::errc::invalid_utf8));
  }
}

/// Structs or arrays nested `depth` deep around a string.
std::string nested_text(int depth, bool structs) {
  const std::string open =
      structs ? R"({"type":"struct","fields":[{"name":"f","type":)" : R"({"type":"array","elementType":)";
  std::string text;
  for (int i = 0; i < depth; ++i) text += open;
  text += "\"string\"";
  for (int i = 0; i < depth; ++i) text += structs ? "}]}" : "}";
  return text;
}

TEST_CASE("schema_json: sixty structs within each other, and as many as the limit allows") {
  for (const int depth : {1, 11, 60, schema::depth_max - 1}) {
    CAPTURE(depth);
    const struct_type columns = parse(nested_text(depth, true)).value();
    CHECK(columns.depth() == depth);
    CHECK(columns.leaf_count() == 1);
    CHECK(parse(schema::to_json(columns)).value() == columns);
  }
  const struct_type lists = parse(column_of(nested_text(schema::depth_max - 2, false))).value();
  CHECK(lists.depth() == schema::depth_max - 1);
}

TEST_CASE("schema_json: deeper types are refused, and no depth overruns the stack") {
  CHECK(refused(nested_text(schema::depth_max, true)).code == dl::errc::invalid_schema);
  CHECK(refused(column_of(nested_text(schema::depth_max - 1, false))).code == dl::errc::invalid_schema);
  for (const int depth : {1000, 100'000}) {
    for (const bool structs : {true, false}) parse(nested_text(depth, structs)).error();
  }
  for (const char* open : {"[", "{\"type\":", "{\"fields\":["}) {
    std::string text;
    for (int i = 0; i < 100'000; ++i) text += open;
    const dl::error got = refused(text);
    CHECK((got.code == dl::errc::json_too_deep || got.code == dl::errc::invalid_json));
  }
  std::string metadata = R"({"type":"struct","fields":[{"name":"a","type":"long","metadata":{"x":)";
  metadata += std::string(100'000, '[') + std::string(100'000, ']') + "}}]}";
  CHECK(refused(metadata).code == dl::errc::json_too_deep);
}

TEST_CASE("schema_json: a tree made by hand is read, and a mangled schema never crashes") {
  CHECK(schema::decode_type(json::node(json::node::kind::string, "long")).value() == data_type(kind::long_));
  CHECK(schema::decode_type(json::node(json::node::kind::number, "1")).error().field == "type");
  const std::string good = schema::to_json(parse(nested_text(5, true)).value()) + column_of("\"decimal(5,2)\"");
  std::mt19937_64 random(11);
  for (int i = 0; i < 5000; ++i) {
    std::string bad = good.substr(0, random() % good.size());
    for (int edits = 0; edits < 3 && !bad.empty(); ++edits) bad[random() % bad.size()] = "{}[]\",:a0\\"[random() % 10];
    const auto got = parse(bad);
    if (got) CHECK(parse(schema::to_json(*got)).value() == *got);
  }
}

/// Draws schemas of every type, nested within each other.
class schema_source {
 public:
  explicit schema_source(std::uint64_t seed) : random_(seed) {}

  struct_type columns(int depth) {
    std::vector<field> fields;
    const std::size_t count = random_() % 6;
    for (std::size_t i = 0; i < count; ++i) {
      // The number makes the names unique whatever the case.
      fields.emplace_back(text() + std::to_string(i), type(depth), flag() ? nulls::allowed : nulls::refused,
                          metadata());
    }
    return struct_type(std::move(fields));
  }

  data_type type(int depth) {
    const auto what = static_cast<kind>(random_() % (depth > 0 ? 19 : 15));
    switch (what) {
      case kind::decimal: {
        const int precision = 1 + static_cast<int>(random_() % 38);
        return data_type(
            schema::decimal_type(precision, static_cast<int>(random_() % static_cast<unsigned>(precision + 1))));
      }
      case kind::struct_: return data_type(columns(depth - 1));
      case kind::array: return data_type(schema::array_type(type(depth - 1), flag() ? nulls::allowed : nulls::refused));
      case kind::map: {
        data_type key = type(depth - 1);
        return data_type(schema::map_type(std::move(key), type(depth - 1), flag() ? nulls::allowed : nulls::refused));
      }
      case kind::unknown: return data_type::unknown("x" + text());
      default: return data_type(what);
    }
  }

 private:
  bool flag() { return random_() % 2 == 0; }
  std::string text() {
    static const std::vector<std::string> pieces = {
        "a", "B", "\"", "\\", ".", "`", " ", "\n", "\x01", "\xc3\x84", "\xf0\x9f\x98\x88", "/", "{"};
    std::string made;
    for (auto left = random_() % 5; left > 0; --left) made += pieces[random_() % pieces.size()];
    return made;
  }
  schema::field_metadata metadata() {
    schema::field_metadata made;
    for (auto left = random_() % 4; left > 0; --left) {
      if (flag())
        made.set_string(text(), text());
      else if (flag())
        made.set_integer(text(), static_cast<std::int64_t>(random_()));
      else
        made.set_json(text(), R"({"b":[1.50,true,null,"x"],"a":{}})");
    }
    return made;
  }

  std::mt19937_64 random_;
};

TEST_CASE("schema_json: random schemas of every type are written and read back equal") {
  std::map<kind, int> seen;
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    const struct_type columns = schema_source(seed).columns(5);
    const std::string text = schema::to_json(columns);
    const auto back = parse(text);
    if (!back) FAIL("seed " << seed << ": " << back.error().to_string());
    if (!(*back == columns)) FAIL("seed " << seed << ": " << text);
    REQUIRE(schema::to_json(*back) == text);
    REQUIRE(back->depth() == columns.depth());
    REQUIRE(back->leaf_count() == columns.leaf_count());
    for (const field& one : columns) ++seen[one.type.what()];
  }
  CHECK(seen.size() == 19);
}

/// Counts what the tables of a folder hold, and checks every schema and partition value in their JSON commits.
struct corpus_reader {
  int schemas = 0, mapped = 0, values = 0, zoneless = 0;
  std::vector<std::string> refusals;
  schema::column_mapping columns;  ///< of the table being read: the last metaData

  void read_metadata(const json::node& metadata, const std::string& where) {
    const json::node* const text = metadata.find("schemaString");
    if (!text || !text->is(json::node::kind::string)) return;
    ++schemas;
    const auto got = parse(text->text());
    if (!got) return refusals.push_back(where + ": " + got.error().to_string());
    const auto back = parse(schema::to_json(*got));
    if (!back || !(*back == *got)) refusals.push_back(where + ": not the same when written and read again");
    const json::node* const configuration = metadata.find("configuration");
    const json::node* const mode = configuration ? configuration->find("delta.columnMapping.mode") : nullptr;
    auto chosen = schema::column_mapping_mode::none;
    if (mode) chosen = schema::parse_column_mapping_mode(mode->text()).value();
    const auto mapping = schema::column_mapping::make(*got, chosen);
    if (!mapping) return refusals.push_back(where + ": " + mapping.error().to_string());
    mapped += chosen != schema::column_mapping_mode::none;
    columns = *mapping;
  }

  void read_values(const json::node& action, const std::string& where) {
    const json::node* const partition = action.find("partitionValues");
    if (!partition) return;
    for (const auto& [name, value] : partition->members()) {
      const field* const column = columns.physical().find(name);
      if (!column) continue;
      ++values;
      std::optional<std::string_view> text;
      if (value.is(json::node::kind::string)) text = value.text();
      const auto got = schema::parse_partition_value(text, column->type);
      if (!got) {
        refusals.push_back(where + ": " + got.error().to_string());
        continue;
      }
      const auto written = schema::format_partition_value(*got, column->type).value();
      std::optional<std::string_view> again;
      if (written) again = *written;
      if (schema::parse_partition_value(again, column->type).value() != *got) refusals.push_back(where + ": " + name);
    }
  }

  void read_commit(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::vector<json::node> lines;
    for (std::string line; std::getline(in, line);) {
      auto node = json::parse_node<json::boost_json>(line);
      if (node && node->is(json::node::kind::object)) lines.push_back(std::move(*node));
    }
    for (const json::node& line : lines) {
      if (const json::node* const metadata = line.find("metaData")) read_metadata(*metadata, file.string());
    }
    for (const json::node& line : lines) {
      for (const char* action : {"add", "remove"}) {
        if (const json::node* const found = line.find(action)) read_values(*found, file.string());
      }
    }
  }
};

TEST_CASE("schema_json: the schemas and partition values of real tables are read") {
  const char* const folder = std::getenv("DELTALAKE_CORPORA");
  if (!folder) {
    MESSAGE("DELTALAKE_CORPORA names no folder of tables: skipped");
    return;
  }
  std::map<std::filesystem::path, std::vector<std::filesystem::path>> logs;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const std::filesystem::path& file = entry.path();
    if (entry.is_regular_file() && file.extension() == ".json" && file.parent_path().filename() == "_delta_log") {
      logs[file.parent_path()].push_back(file);
    }
  }
  corpus_reader reader;
  for (auto& [log, files] : logs) {
    reader.columns = {};
    std::sort(files.begin(), files.end());
    for (const auto& file : files) reader.read_commit(file);
  }
  for (const std::string& refusal : reader.refusals) MESSAGE(refusal);
  MESSAGE(logs.size() << " tables, " << reader.schemas << " schemas, " << reader.mapped
                      << " of them with column mapping, " << reader.values << " partition values, "
                      << reader.refusals.size() << " refused");
  CHECK(reader.schemas > 0);
  CHECK(reader.refusals.empty());
}

}  // namespace
}  // namespace schema_json_test
