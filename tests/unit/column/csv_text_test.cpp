#include <deltalake/column/csv_text.hpp>

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include <tests/support/arrays.hpp>

namespace deltalake_csv_text_test {
namespace {

using deltalake::column::batch;
using deltalake::column::csv_format;
using deltalake::column::csv_lines;
using namespace deltalake_test;

std::string written(const batch& rows, csv_format format = {}) {
  const csv_lines writer(std::move(format));
  std::string made;
  writer.append_header(rows.fields, made);
  for (std::int64_t row = 0; row < rows.num_rows; ++row) writer.append(rows, row, made);
  return made;
}
std::string text_field(const std::string& text, csv_format format = {}) {
  format.header = false;
  const std::string made = written(batch_of(columns(named_array{"a", texts_of({text})})), std::move(format));
  REQUIRE(made.ends_with('\n'));
  return made.substr(0, made.size() - 1);
}

}  // namespace

TEST_CASE("csv_text: a field is quoted only where it must be") {
  CHECK(text_field("plain") == "plain");
  CHECK(text_field(" space ") == " space ");
  CHECK(text_field("a,b") == "\"a,b\"");
  CHECK(text_field("a;b") == "a;b");
  CHECK(text_field("say \"x\"") == "\"say \"\"x\"\"\"");
  CHECK(text_field("two\nlines") == "\"two\nlines\"");
  CHECK(text_field("cr\r") == "\"cr\r\"");
  CHECK(text_field("\"") == "\"\"\"\"");
  csv_format semicolons;
  semicolons.delimiter = ';';
  CHECK(text_field("a;b", semicolons) == "\"a;b\"");
  CHECK(text_field("a,b", semicolons) == "a,b");
}

TEST_CASE("csv_text: NULL and the empty text differ, whatever NULL is written as") {
  const batch rows =
      batch_of(columns(named_array{"a", texts_of({"", null, "NULL"})}, named_array{"b", longs({1, null, 3})}));
  CHECK(written(rows) == "a,b\n\"\",1\n,\nNULL,3\n");
  csv_format words;
  words.null_text = "NULL";
  CHECK(written(rows, words) == "a,b\n\"\",1\nNULL,NULL\n\"NULL\",3\n");
}

TEST_CASE("csv_text: names are quoted as values are") {
  CHECK(written(batch_of(columns(named_array{"a,b", longs({})}, named_array{"c", longs({})}))) == "\"a,b\",c\n");
  csv_format bare;
  bare.header = false;
  CHECK(written(batch_of(columns(named_array{"a", longs({7})})), bare) == "7\n");
}

TEST_CASE("csv_text: nested values are JSON, bytes are base64, instants name UTC") {
  array inner = structure(columns(named_array{"x", longs({1})}, named_array{"y", texts_of({"q\"q"})}));
  data_type instants = type_id::timestamp;
  instants.utc = true;
  const batch rows = batch_of(columns(named_array{"s", std::move(inner)}, named_array{"l", lists(longs({1, 2}), {2})},
                                      named_array{"b", texts_of({std::string("\x00\x01", 2)}, type_id::binary)},
                                      named_array{"t", values_of<std::int64_t>(instants, {1})}));
  CHECK(written(rows) ==
        "s,l,b,t\n\"{\"\"x\"\":1,\"\"y\"\":\"\"q\\\"\"q\"\"}\",\"[1,2]\",AAE=,"
        "1970-01-01T00:00:00.000001+00:00\n");
}

TEST_CASE("csv_text: formats that could not be read back are refused") {
  for (const char wrong : {'"', '\n', '\r', '\0', '\x7F', '\xE9'}) {
    csv_format format;
    format.delimiter = wrong;
    const auto checked = format.check();
    REQUIRE(!checked);
    CHECK(checked.error().code == deltalake::errc::invalid_argument);
  }
  csv_format format;
  format.null_text = "a,b";
  CHECK_FALSE(format.check().has_value());
  format.delimiter = ';';
  CHECK(format.check().has_value());
}

}  // namespace deltalake_csv_text_test
