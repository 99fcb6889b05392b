#include <deltalake/column/ddl.hpp>

#include <doctest/doctest.h>

#include <string>

namespace deltalake_ddl_test {
namespace {

using deltalake::column::field;
using deltalake::column::parse_ddl;

std::string types(std::string_view text) {
  const auto made = parse_ddl(text);
  if (!made) {
    CHECK(made.error().code == deltalake::errc::invalid_argument);
    return "refused: " + made.error().detail;
  }
  std::string shown;
  for (const field& one : *made)
    shown += one.name + " " + to_string(one.type) + (one.nullable ? "" : " not null") + "; ";
  return shown;
}
bool refused(std::string_view text) { return types(text).starts_with("refused: "); }

}  // namespace

TEST_CASE("ddl: all names of types") {
  CHECK(types("a BOOLEAN, b tinyint, c byte, d smallint, e short, f int, g integer, h bigint, i long") ==
        "a boolean; b int8; c int8; d int16; e int16; f int32; g int32; h int64; i int64; ");
  CHECK(types("a float, b real, c double, d string, e binary, f date, g varchar(10), h char ( 3 )") ==
        "a float32; b float32; c float64; d utf8; e binary; f date32; g utf8; h utf8; ");
  CHECK(types("a timestamp, b timestamp_ntz, c timestamp_ltz") ==
        "a timestamp(micro, utc); b timestamp(micro); c timestamp(micro, utc); ");
  CHECK(types("a decimal, b decimal(5), c DEC(38,18), d numeric( 3 , 3 )") ==
        "a decimal128(10, 0); b decimal128(5, 0); c decimal128(38, 18); d decimal128(3, 3); ");
}

TEST_CASE("ddl: nested types, names in backticks, NOT NULL and comments") {
  CHECK(types("a array<struct<x:int, `y z`: map<string,double> not null>>") ==
        "a list<element: struct<x: int32, y z: map<entries: struct<key: utf8 not null, value: float64> not null> not "
        "null>>; ");
  CHECK(types("  `a``b`  long  NOT NULL comment 'it''s, long' ,\n c: string COMMENT \"x\"") ==
        "a`b int64 not null; c utf8; ");
  CHECK(types("a struct<>") == "a struct; ");
  CHECK(types("not int, null string, comment long") == "not int32; null utf8; comment int64; ");
}

TEST_CASE("ddl: what is wrong is refused and says where") {
  for (const char* const wrong : {"",
                                  "a",
                                  "a,",
                                  "a int,",
                                  ",a int",
                                  "a int b int",
                                  "a no_such",
                                  "a array",
                                  "a array<",
                                  "a array<int",
                                  "a map<int>",
                                  "a decimal(0)",
                                  "a decimal(39,0)",
                                  "a decimal(3,4)",
                                  "a decimal(x)",
                                  "a decimal(3",
                                  "a int not",
                                  "`a int",
                                  "a int comment",
                                  "a int comment 'x",
                                  "a int, A string",
                                  "a struct<x int, X int>",
                                  "a varchar",
                                  "a int)",
                                  "a decimal(99999999999999)"}) {
    CAPTURE(wrong);
    CHECK(refused(wrong));
  }
  CHECK(types("a int, b strin") == "refused: there is no type 'strin' at character 15 of 'a int, b strin'");
  std::string deep("a ");
  for (int i = 0; i < 100'000; ++i) deep += "array<";
  CHECK(refused(deep));
}

}  // namespace deltalake_ddl_test
