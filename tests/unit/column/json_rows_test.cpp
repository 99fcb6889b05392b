#include <deltalake/column/json_rows.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#if defined(DELTALAKE_TEST_SIMDJSON)
#include <deltalake/json/simdjson.hpp>
#endif

#include <deltalake/column/ddl.hpp>
#include <deltalake/column/json_text.hpp>
#include <tests/support/random_batch.hpp>

namespace deltalake_json_rows_test {
namespace {

using deltalake::errc;
using deltalake::error;
using deltalake::column::batch;
using deltalake::column::field;
using deltalake::column::json_lines;
using deltalake::column::json_rows;
using deltalake::column::parse_ddl;
using deltalake::column::text_limits;
using deltalake_test::random_batches;

struct reading {
  std::string rows;
  std::string types;
  std::size_t batches = 0;
  std::optional<error> failure;
};

template <class Rows>
void take_batches(Rows& from, reading& into) {
  while (!into.failure) {
    auto got = from.next();
    if (!got) into.failure = got.error();
    if (!got || !*got) return;
    ++into.batches;
    const json_lines writer((*got)->fields);
    for (std::int64_t row = 0; row < (*got)->num_rows; ++row) writer.append(**got, row, into.rows);
  }
}

template <class Rows>
reading read(Rows from, std::string_view text, std::size_t chunk = std::string_view::npos) {
  reading made;
  do {
    const std::string_view piece = text.substr(0, chunk);
    text.remove_prefix(piece.size());
    from.feed(piece, text.empty());
    take_batches(from, made);
  } while (!text.empty() && !made.failure);
  if (from.fields() == nullptr) return made;
  for (const field& one : *from.fields()) made.types += one.name + " " + to_string(one.type) + ", ";
  return made;
}
reading read_as(const char* ddl, std::string_view text) { return read(json_rows(parse_ddl(ddl).value()), text); }
std::string rows_of(const char* ddl, std::string_view text) {
  const reading made = read_as(ddl, text);
  REQUIRE_MESSAGE(!made.failure, made.failure->to_string());
  return made.rows;
}
text_limits small_sample() {
  text_limits made;
  made.sample_bytes = 16;
  return made;
}
void is_refused(const reading& made, errc reason, std::int64_t line, const std::string& in_field = {},
                const std::string& says = {}) {
  REQUIRE(made.failure);
  CAPTURE(made.failure->to_string());
  CHECK(made.failure->code == reason);
  CHECK(made.failure->line == line);
  if (!in_field.empty()) CHECK(made.failure->field == in_field);
  CHECK(made.failure->detail.find(says) != std::string::npos);
}

}  // namespace

TEST_CASE("json_rows: numbers are exact") {
  CHECK(rows_of("a long, b decimal(38,2), c double, d string",
                R"({"a":9007199254740993,"b":123456789012345678901234567890123456.78,"c":1e3,"d":1.10})") ==
        "{\"a\":9007199254740993,\"b\":\"123456789012345678901234567890123456.78\",\"c\":1000.0,\"d\":\"1.10\"}\n");
  CHECK(rows_of("a double, b double, c float", R"({"a":"NaN","b":"-Infinity","c":7})") ==
        "{\"a\":\"NaN\",\"b\":\"-Infinity\",\"c\":7.0}\n");
}

TEST_CASE("json_rows: members come in any order, are missing, unknown, or there more than once") {
  CHECK(rows_of("a long, b string", "{\"b\":\"x\",\"a\":1}{\"z\":[{\"a\":5}]}\n{\"a\":1,\n\"a\":3}\n") ==
        "{\"a\":1,\"b\":\"x\"}\n{\"a\":null,\"b\":null}\n{\"a\":3,\"b\":null}\n");
  CHECK(rows_of("a struct<x: array<int>, y: string>", R"({"a":{"x":[1,2],"y":"q"},"a":{"x":[3],"x":[4,5]}})") ==
        "{\"a\":{\"x\":[4,5],\"y\":null}}\n");
}

TEST_CASE("json_rows: maps are objects or arrays of pairs") {
  CHECK(rows_of("a map<int, array<string>>",
                R"({"a":{"1":["x"],"2":null}} {"a":[[3,[]],[4,["y","z"]]]} {"a":{}} {"a":null})") ==
        "{\"a\":[[1,[\"x\"]],[2,null]]}\n{\"a\":[[3,[]],[4,[\"y\",\"z\"]]]}\n{\"a\":[]}\n{\"a\":null}\n");
  CHECK(rows_of("a map<struct<k: int>, map<string, struct<v: int>>>", R"({"a":[[{"k":1},{"x":{"v":2}}]]})") ==
        "{\"a\":[[{\"k\":1},[[\"x\",{\"v\":2}]]]]}\n");
  is_refused(read_as("a map<int, int>", R"({"a":[[1,2,3]]})"), errc::invalid_row, 1, "a.value", "pairs [key, value]");
  is_refused(read_as("a map<int, int>", R"({"a":[[1]]})"), errc::invalid_row, 1, "a.value", "a key and a value");
  is_refused(read_as("a map<int, int>", R"({"a":[1]})"), errc::invalid_row, 1, "a");
  is_refused(read_as("a map<int, int>", R"({"a":{"x":1}})"), errc::invalid_row, 1, "a.value", "'x' is no value");
  is_refused(read_as("a map<int, int>", R"({"a":[[null,1]]})"), errc::invalid_row, 1, "a.key");
}

TEST_CASE("json_rows: bytes are an object with b64, or base64") {
  CHECK(rows_of("a binary", R"({"a":{"b64":"YQ=="}} {"a":"Yg=="} {"a":{"b64":"","b64":"Yw=="}} {"a":null})") ==
        "{\"a\":{\"b64\":\"YQ==\"}}\n{\"a\":{\"b64\":\"Yg==\"}}\n{\"a\":{\"b64\":\"Yw==\"}}\n{\"a\":null}\n");
  for (const char* const wrong :
       {R"({"a":{}})", R"({"a":{"b65":"YQ=="}})", R"({"a":{"b64":1}})", R"({"a":{"b64":null}})",
        R"({"a":{"b64":["YQ=="]}})", R"({"a":{"b64":{"b64":"YQ=="}}})", R"({"a":["YQ=="]})"})
    is_refused(read_as("a binary", wrong), errc::invalid_row, 1, "a");
}

TEST_CASE("json_rows: what is wrong is refused with its line and field") {
  is_refused(read_as("a long", "{\"a\":1}\n{\"a\":1.5}\n"), errc::invalid_row, 2, "a",
             "'1.5' is no value of type int64");
  is_refused(read_as("a struct<b: array<tinyint>>", "\n{\"a\":{\"b\":[1,\n128]}}"), errc::invalid_row, 2,
             "a.b.element");
  is_refused(read_as("a long", "{\"a\":{}}"), errc::invalid_row, 1, "a", "expected int64, found an object");
  is_refused(read_as("a long", "{\"a\":[]}"), errc::invalid_row, 1, "a", "found an array");
  is_refused(read_as("a struct<b:int>", "{\"a\":1}"), errc::invalid_row, 1, "a", "found a number");
  is_refused(read_as("a date", "{\"a\":true}"), errc::invalid_row, 1, "a", "found a truth value");
  is_refused(read_as("a date", "{\"a\":\"2024-13-01\"}"), errc::invalid_row, 1, "a");
  is_refused(read_as("a long not null", "{\"a\":1}\n{}\n"), errc::invalid_row, 2, "a");
  is_refused(read_as("a long not null", "{\"a\":1}\n\n{\"a\":null}\n"), errc::invalid_row, 3, "a");
  is_refused(read_as("s struct<a: long not null>", "{\"s\":{}}\n"), errc::invalid_row, 1, "s.a");
  is_refused(read_as("a long", "{\"a\":1}\n5\n"), errc::invalid_row, 2, "", "expected an object, found a number");
  is_refused(read_as("a long", "[{\"a\":1}]"), errc::invalid_row, 1, "", "expected an object, found an array");
  is_refused(read_as("a long", "{\"a\":1}\n{\"a\":"), errc::invalid_json, 2);
  is_refused(read_as("a long", "{\"a\":1}\n{\"a\":1,}\n"), errc::invalid_json, 2);
  is_refused(read_as("a string", "{\"a\":\"\xFF\"}\n"), errc::invalid_utf8, 1);
}

TEST_CASE("json_rows: what is nested too deep or too long is refused") {
  std::string deep("{\"a\":");
  for (int i = 0; i < 100'000; ++i) deep += '[';
  is_refused(read_as("a string", deep), errc::json_too_deep, 1);
  is_refused(read_as("b string", deep), errc::json_too_deep, 1);
  is_refused(read(json_rows(), deep), errc::json_too_deep, 1);
  text_limits bounds;
  bounds.row_bytes = 1'000;
  for (const bool with_schema : {false, true}) {
    json_rows rows(with_schema ? std::optional(parse_ddl("a string").value()) : std::nullopt, bounds);
    rows.feed("{\"a\":\"", false);
    reading made;
    std::size_t fed = 0;
    while (!made.failure && fed < 3'000'000) {
      rows.feed(std::string(1'000, 'x'), false);
      fed += 1'000;
      take_batches(rows, made);
    }
    is_refused(made, errc::value_too_large, 1);
    CHECK(fed <= (with_schema ? 4'000U : 1'100'000U));
  }
  bounds.columns = 3;
  is_refused(read(json_rows(bounds), R"({"a":{"b":1,"c":2},"d":1})"), errc::value_too_large, 1);
}

TEST_CASE("json_rows: columns are found in the order in which they come") {
  CHECK(read(json_rows(), R"({"b":1,"a":{"x":[1,2.5],"y":null}}
{"a":{"z":true,"x":[]},"c":"2024-01-01","b":2,"d":[]}
{"c":"2024-01-02T03:04:05","e":{"b64":"YQ=="},"f":"NaN","g":12345678901234567890,"h":"x"}
{"f":1.5,"h":1})")
            .types ==
        "b int64, a struct<x: list<element: float64>, y: utf8, z: boolean>, c timestamp(micro), "
        "d list<element: utf8>, e binary, f float64, g utf8, h utf8, ");
  CHECK(read(json_rows(), "").types.empty());
  CHECK(read(json_rows(), "{}").rows == "{}\n");
  is_refused(read(json_rows(), "{\"a\":{\"x\":1}}\n{\"a\":{\"x\":[]}}"), errc::invalid_row, 2, "a.x", "give a schema");
  is_refused(read(json_rows(), "{\"a\":[1]}\n{\"a\":[{}]}"), errc::invalid_row, 2, "a.element");
  is_refused(read(json_rows(), "[]"), errc::invalid_row, 1);
}

TEST_CASE("json_rows: what the sample did not show is refused, not lost") {
  const std::string first("{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n");
  is_refused(read(json_rows(small_sample()), first + "{\"a\":4,\"b\":1}\n", 5), errc::invalid_row, 4, "", "'b'");
  is_refused(read(json_rows(small_sample()), first + "{\"a\":\"x\"}\n", 5), errc::invalid_row, 4, "a");
  CHECK(read(json_rows(small_sample()), first + "{\"a\":4}\n", 1).rows == first + "{\"a\":4}\n");
  // A first row that is longer than the sample.
  const std::string row("{\"a\":\"" + std::string(100, 'x') + "\"}\n");
  CHECK(read(json_rows(small_sample()), row + row, 7).rows == row + row);
}

TEST_CASE("json_rows: batches are bounded by rows and by bytes") {
  text_limits bounds;
  bounds.batch_rows = 3;
  std::string text;
  for (int i = 0; i < 7; ++i) text += "{\"a\":" + std::to_string(i) + "}\n";
  for (const std::size_t chunk : {std::size_t{1}, std::size_t{20}, text.size()}) {
    const reading made = read(json_rows(parse_ddl("a long").value(), bounds), text, chunk);
    CHECK(made.batches == 3);
    CHECK(made.rows == text);
  }
  bounds.batch_rows = 1'000;
  bounds.batch_bytes = 60;
  CHECK(read(json_rows(parse_ddl("a long").value(), bounds), text).batches == 3);
  // Rows that are short as text and wide as columns.
  std::string wide;
  for (int i = 0; i < 1'000; ++i) wide += (i == 0 ? "c" : ", c") + std::to_string(i) + " long";
  bounds.batch_bytes = 80'000;
  std::string objects;
  for (int i = 0; i < 30; ++i) objects += "{}";
  CHECK(read(json_rows(parse_ddl(wide).value(), bounds), objects).batches == 3);
}

namespace {

template <class Json>
void round_trips(std::uint32_t seed) {
  random_batches random(seed);
  for (int round = 0; round < 60; ++round) {
    std::vector<field> fields;
    const std::uint32_t count = 1 + random.below(5);
    for (std::uint32_t i = 0; i < count; ++i) fields.push_back(field{"c" + std::to_string(i), random.type(3), true});
    const batch rows = random.batch(fields, random.below(30));
    const json_lines writer(fields);
    std::string text;
    for (std::int64_t row = 0; row < rows.num_rows; ++row) writer.append(rows, row, text);
    CAPTURE(text);
    text_limits bounds;
    bounds.batch_rows = 1 + random.below(10);
    const reading made = read(deltalake::column::basic_json_rows<Json>(fields, bounds), text, 1 + random.below(2'000));
    REQUIRE_MESSAGE(!made.failure, made.failure->to_string());
    CHECK(made.rows == text);
  }
}

}  // namespace

TEST_CASE("json_rows: rows of all types come back as they were, however the text is cut") {
  round_trips<deltalake::json::boost_json>(4712);
#if defined(DELTALAKE_TEST_SIMDJSON)
  round_trips<deltalake::json::simdjson>(4713);
#endif
}

TEST_CASE("json_rows: any text is rows or an error, the same however it is cut") {
  random_batches random(99);
  const char* const pieces[] = {"{", "}",    "[",    "]",  "\"a\"", "\"b64\"", ":",  ",",
                                "1", "null", "true", "\n", "\"x\"", "{\"a\":", "}\n"};
  for (int round = 0; round < 3'000; ++round) {
    std::string text;
    for (std::uint32_t left = random.below(12); left > 0; --left) text += pieces[random.below(15)];
    CAPTURE(text);
    for (const char* const ddl :
         {"a long", "a binary", "a array<struct<a: map<string, int>>>", "a map<string, array<long>>"}) {
      const reading whole = read_as(ddl, text);
      const reading cut = read(json_rows(parse_ddl(ddl).value()), text, 1 + random.below(5));
      CHECK(whole.failure.has_value() == cut.failure.has_value());
      if (!whole.failure) CHECK(whole.rows == cut.rows);
    }
    const reading guessed = read(json_rows(), text);
    if (!guessed.failure) CHECK(guessed.types.empty() == (guessed.rows.find(':') == std::string::npos));
  }
}

}  // namespace deltalake_json_rows_test
