#include <deltalake/column/arrow_format.hpp>

#include <doctest/doctest.h>

#include <string>

namespace deltalake_column_arrow_format_test {

using namespace deltalake::column;

TEST_CASE("arrow format: parameters are read, and wide forms become those that arrays have") {
  CHECK(read_arrow_format("d:38,-2")->type.scale == -2);
  CHECK(read_arrow_format("d:9,2,32")->type.id == type_id::decimal128);
  CHECK(read_arrow_format("d:9,2,32")->width == 4);
  CHECK(read_arrow_format("d:76,0,256")->type.id == type_id::decimal256);
  CHECK(read_arrow_format("w:0")->type.byte_width == 0);
  CHECK(read_arrow_format("+w:7")->list_size == 7);
  CHECK(read_arrow_format("U")->type.id == type_id::utf8);
  CHECK(read_arrow_format("tdm")->milliseconds == 86'400'000);
  CHECK_FALSE(read_arrow_format("tsn:")->type.utc);
  CHECK(read_arrow_format("tsn:Europe/Berlin")->type.utc);
  CHECK(read_arrow_format("ttm")->type.id == type_id::time32);
  CHECK(read_arrow_format("ttn")->type.id == type_id::time64);
}

TEST_CASE("arrow format: what Arrow or Delta does not have is refused by name") {
  for (const char* bad : {"", "x", "d", "d:", "d:0,0", "d:39,0", "d:10", "d:10,2,", "d:10,2,100", "d:10,2,32", "d:1,2x",
                          "d:99999999999,1", "w:", "w:-1", "w:3x", "t", "td", "tdx", "tsx:", "ts", "tss", "ttx", "ttsx",
                          "tDs", "tiM", "+", "+w", "+w:", "+w:-1", "+x", "+ud:0,1", "+us:", "uu", "+ll", "nn"}) {
    CAPTURE(bad);
    const auto read = read_arrow_format(bad);
    REQUIRE(read.has_error());
    CHECK(read.error().code == deltalake::errc::invalid_argument);
    CHECK(read.error().detail.find(std::string("'") + bad + "'") == 0);
  }
}

}  // namespace deltalake_column_arrow_format_test
