#include <deltalake/column/json_text.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <tests/support/arrays.hpp>

namespace deltalake_json_text_test {
namespace {

using deltalake::column::append_json;
using deltalake::column::append_json_text;
using deltalake::column::json_style;
using deltalake::column::time_unit;
using namespace deltalake_test;

std::string text(const array& from, std::int64_t row = 0, const json_style& style = {}) {
  std::string made = "before ";
  append_json(from, row, style, made);
  REQUIRE(made.starts_with("before "));
  return made.substr(7);
}
template <class T>
std::string one(data_type type, T value, const json_style& style = {}) {
  return text(values_of<T>(std::move(type), {value}), 0, style);
}
double number_of(const std::string& made) { return std::strtod(made.c_str(), nullptr); }
std::string quoted(std::string_view raw) {
  std::string made;
  append_json_text(raw, made);
  return made;
}

data_type times(type_id kind, time_unit unit, bool utc = false) {
  data_type made = kind;
  made.unit = unit;
  made.utc = utc;
  return made;
}
data_type decimals(std::int32_t precision, std::int32_t scale, type_id kind = type_id::decimal128) {
  data_type made = kind;
  made.precision = precision;
  made.scale = scale;
  return made;
}
json_style as_in_statistics() {
  json_style style;
  style.decimals_as_text = style.nulls = false;
  return style;
}

struct wide {
  std::array<std::uint8_t, 32> bytes{};
  // Little-endian, extended by its sign.
  static wide of(std::int64_t value) {
    wide made;
    for (std::size_t i = 0; i < 32; ++i) {
      made.bytes[i] = static_cast<std::uint8_t>(i < 8       ? static_cast<std::uint64_t>(value) >> (8 * i) & 255U
                                                : value < 0 ? 255U
                                                            : 0U);
    }
    return made;
  }
};
std::string decimal_text(std::int64_t unscaled, std::int32_t scale, const json_style& style = as_in_statistics()) {
  const wide value = wide::of(unscaled);
  array narrow;
  narrow.type = decimals(38, scale);
  narrow.length = 1;
  narrow.values.append(value.bytes.data(), 16);
  array broad;
  broad.type = decimals(76, scale, type_id::decimal256);
  broad.length = 1;
  broad.values.append(value.bytes.data(), 32);
  CHECK(text(narrow, 0, style) == text(broad, 0, style));
  return text(narrow, 0, style);
}

}  // namespace

TEST_CASE("json_text: integers of every width have all their digits") {
  CHECK(one<std::int8_t>(type_id::int8, -128) == "-128");
  CHECK(one<std::int16_t>(type_id::int16, -32768) == "-32768");
  CHECK(one<std::int32_t>(type_id::int32, 2147483647) == "2147483647");
  CHECK(one<std::int64_t>(type_id::int64, (std::numeric_limits<std::int64_t>::min)()) == "-9223372036854775808");
  CHECK(one<std::int64_t>(type_id::int64, 9'007'199'254'740'993) == "9007199254740993");
  CHECK(one<std::uint8_t>(type_id::uint8, 255) == "255");
  CHECK(one<std::uint16_t>(type_id::uint16, 65535) == "65535");
  CHECK(one<std::uint32_t>(type_id::uint32, 4294967295U) == "4294967295");
  CHECK(one<std::uint64_t>(type_id::uint64, 18446744073709551615U) == "18446744073709551615");
}

TEST_CASE("json_text: floating-point numbers come back as they were; what JSON lacks is text") {
  CHECK(one<double>(type_id::float64, 0.1) == "0.1");
  CHECK(one<double>(type_id::float64, -0.5) == "-0.5");
  CHECK(one<double>(type_id::float64, -0.0) == "-0.0");
  CHECK(one<double>(type_id::float64, 3) == "3.0");
  CHECK(one<double>(type_id::float64, 1e300) == "1e+300");
  for (const double value : {1.7976931348623157e308, 5e-324, 0.1 + 0.2, -123456789.123456789, 1.0 / 3}) {
    CHECK(number_of(one<double>(type_id::float64, value)) == value);
    const auto narrow = static_cast<float>(value);
    if (std::isfinite(narrow)) CHECK(static_cast<float>(number_of(one<float>(type_id::float32, narrow))) == narrow);
  }
  CHECK(one<float>(type_id::float32, 0.5F) == "0.5");
  CHECK(one<double>(type_id::float64, std::numeric_limits<double>::quiet_NaN()) == "\"NaN\"");
  CHECK(one<double>(type_id::float64, std::numeric_limits<double>::infinity()) == "\"Infinity\"");
  CHECK(one<double>(type_id::float64, -std::numeric_limits<double>::infinity()) == "\"-Infinity\"");
  CHECK(one<float>(type_id::float32, -std::numeric_limits<float>::infinity()) == "\"-Infinity\"");
}

TEST_CASE("json_text: half floats") {
  const auto half = [](std::uint16_t bits) { return one<std::uint16_t>(type_id::float16, bits); };
  CHECK(half(0x3C00) == "1.0");
  CHECK(half(0xC000) == "-2.0");
  CHECK(half(0x3800) == "0.5");
  CHECK(half(0x7BFF) == "65504.0");
  CHECK(half(0x0000) == "0.0");
  CHECK(half(0x8000) == "-0.0");
  CHECK(number_of(half(0x0001)) == std::ldexp(1.0, -24));
  CHECK(half(0x7C00) == "\"Infinity\"");
  CHECK(half(0xFC00) == "\"-Infinity\"");
  CHECK(half(0x7E00) == "\"NaN\"");
}

TEST_CASE("json_text: booleans and nulls") {
  const array made = flags({true, false, null});
  CHECK(text(made, 0) == "true");
  CHECK(text(made, 1) == "false");
  CHECK(text(made, 2) == "null");
  CHECK(text(longs({null, 5})) == "null");
  array nothing;
  nothing.type = type_id::null;
  nothing.length = 1;
  CHECK(text(nothing) == "null");
}

TEST_CASE("json_text: dates are ISO 8601") {
  const auto date = [](std::int32_t days) { return one<std::int32_t>(type_id::date32, days); };
  CHECK(date(0) == "\"1970-01-01\"");
  CHECK(date(-1) == "\"1969-12-31\"");
  CHECK(date(19782) == "\"2024-02-29\"");
  CHECK(date(-719162) == "\"0001-01-01\"");
  CHECK(date(2932896) == "\"9999-12-31\"");
}

TEST_CASE("json_text: timestamps have a Z if they are instants, and no fraction if it is zero") {
  const auto instant = [](time_unit unit, std::int64_t value, bool utc = true) {
    return one<std::int64_t>(times(type_id::timestamp, unit, utc), value);
  };
  CHECK(instant(time_unit::micro, 0) == "\"1970-01-01T00:00:00Z\"");
  CHECK(instant(time_unit::micro, 0, false) == "\"1970-01-01T00:00:00\"");
  CHECK(instant(time_unit::micro, 1) == "\"1970-01-01T00:00:00.000001Z\"");
  CHECK(instant(time_unit::micro, -1) == "\"1969-12-31T23:59:59.999999Z\"");
  CHECK(instant(time_unit::micro, -1'000'000) == "\"1969-12-31T23:59:59Z\"");
  CHECK(instant(time_unit::milli, 1'709'210'096'789) == "\"2024-02-29T12:34:56.789Z\"");
  CHECK(instant(time_unit::nano, 1'709'210'096'789'012'345) == "\"2024-02-29T12:34:56.789012345Z\"");
  CHECK(instant(time_unit::second, 1'709'210'096, false) == "\"2024-02-29T12:34:56\"");
}

TEST_CASE("json_text: timestamps at the ends of 64 bits are some text, and no crash") {
  for (const time_unit unit : {time_unit::second, time_unit::milli, time_unit::micro, time_unit::nano}) {
    for (const std::int64_t value :
         {(std::numeric_limits<std::int64_t>::min)(), (std::numeric_limits<std::int64_t>::max)()}) {
      const std::string made = one<std::int64_t>(times(type_id::timestamp, unit, true), value);
      CHECK(made.size() > 10);
      CHECK(made.ends_with("Z\""));
    }
  }
}

TEST_CASE("json_text: times of day") {
  CHECK(one<std::int32_t>(times(type_id::time32, time_unit::milli), 45'296'007) == "\"12:34:56.007\"");
  CHECK(one<std::int32_t>(times(type_id::time32, time_unit::second), 45'296) == "\"12:34:56\"");
  CHECK(one<std::int64_t>(times(type_id::time64, time_unit::micro), 45'296'000'007) == "\"12:34:56.000007\"");
  CHECK(one<std::int64_t>(times(type_id::time64, time_unit::nano), 1) == "\"00:00:00.000000001\"");
}

TEST_CASE("json_text: times of day at the ends of 64 bits are some text, and no crash") {
  for (const time_unit unit : {time_unit::micro, time_unit::nano}) {
    for (const std::int64_t value :
         {(std::numeric_limits<std::int64_t>::min)(), (std::numeric_limits<std::int64_t>::max)()}) {
      CHECK(one<std::int64_t>(times(type_id::time64, unit), value).size() > 10);
    }
  }
  CHECK(one<std::int32_t>(times(type_id::time32, time_unit::milli), (std::numeric_limits<std::int32_t>::min)()).size() >
        10);
}

TEST_CASE("json_text: decimals have their scale, as numbers or as text") {
  CHECK(decimal_text(0, 0) == "0");
  CHECK(decimal_text(0, 2) == "0.00");
  CHECK(decimal_text(-150, 2) == "-1.50");
  CHECK(decimal_text(5, 3) == "0.005");
  CHECK(decimal_text(-5, 3) == "-0.005");
  CHECK(decimal_text(123456, 0) == "123456");
  CHECK(decimal_text(1'000'000'000, 9) == "1.000000000");
  CHECK(decimal_text((std::numeric_limits<std::int64_t>::min)(), 5) == "-92233720368547.75808");
  CHECK(decimal_text(7, -3) == "7000");
  CHECK(decimal_text(0, -3) == "0");
  CHECK(decimal_text(-150, 2, json_style()) == "\"-1.50\"");
}

TEST_CASE("json_text: decimals of 38 and 76 digits") {
  array made;
  made.type = decimals(38, 1);
  made.length = 2;
  made.values.resize(32);
  for (std::size_t i = 0; i < 16; ++i) made.values.data()[i] = i == 15 ? 0x7F : 0xFF;
  for (std::size_t i = 16; i < 32; ++i) made.values.data()[i] = i == 31 ? 0x80 : 0x00;
  CHECK(text(made, 0, as_in_statistics()) == "17014118346046923173168730371588410572.7");
  CHECK(text(made, 1, as_in_statistics()) == "-17014118346046923173168730371588410572.8");
  made.type = decimals(76, 0, type_id::decimal256);
  for (std::size_t i = 0; i < 32; ++i) made.values.data()[i] = i == 31 ? 0x7F : 0xFF;
  made.length = 1;
  CHECK(text(made, 0, as_in_statistics()) ==
        "57896044618658097711785492504343953926634992332820282019728792003956564819967");
}

TEST_CASE("json_text: text is escaped as JSON asks, and UTF-8 is left alone") {
  CHECK(quoted("") == "\"\"");
  CHECK(quoted("a\"b\\c/") == R"("a\"b\\c/")");
  CHECK(quoted("\n\t\x01\x1F") == R"("\u000a\u0009\u0001\u001f")");
  CHECK(quoted(std::string_view("\0x", 2)) == R"("\u0000x")");
  CHECK(quoted("Änne \xF0\x9F\x90\x98\x7F") == "\"Änne \xF0\x9F\x90\x98\x7F\"");
  CHECK(text(texts_of({"a\nb", null, ""}), 0) == R"("a\u000ab")");
  CHECK(text(texts_of({"a\nb", null, ""}), 1) == "null");
  CHECK(text(texts_of({"a\nb", null, ""}), 2) == "\"\"");
}

TEST_CASE("json_text: binary is base64") {
  const auto coded = [](const std::string& raw) { return text(texts_of({raw}, type_id::binary)); };
  CHECK(coded("") == "\"\"");
  CHECK(coded("f") == "\"Zg==\"");
  CHECK(coded("fo") == "\"Zm8=\"");
  CHECK(coded("foo") == "\"Zm9v\"");
  CHECK(coded("foobar") == "\"Zm9vYmFy\"");
  CHECK(coded(std::string("\0\xFF\xFE", 3)) == "\"AP/+\"");
  array fixed;
  fixed.type = type_id::fixed_size_binary;
  fixed.type.byte_width = 3;
  fixed.length = 2;
  fixed.values.append("foobar", 6);
  CHECK(text(fixed, 1) == "\"YmFy\"");
}

TEST_CASE("json_text: structures with their nulls, or without") {
  const array made =
      structure(columns(named_array{"a", longs({1, null, null})}, named_array{"b \"", texts_of({"x", "y", null})},
                        named_array{"in", structure(columns(named_array{"c", flags({true, null, null})}),
                                                    std::vector<bool>{true, true, false})}),
                std::vector<bool>{true, true, true});
  CHECK(text(made, 0) == R"({"a":1,"b \"":"x","in":{"c":true}})");
  CHECK(text(made, 1) == R"({"a":null,"b \"":"y","in":{"c":null}})");
  CHECK(text(made, 2) == R"({"a":null,"b \"":null,"in":null})");
  CHECK(text(made, 0, as_in_statistics()) == R"({"a":1,"b \"":"x","in":{"c":true}})");
  CHECK(text(made, 1, as_in_statistics()) == R"({"b \"":"y","in":{}})");
  CHECK(text(made, 2, as_in_statistics()) == "{}");
  const array none = structure(columns(named_array{"a", longs({1})}), std::vector<bool>{false});
  CHECK(text(none) == "null");
}

TEST_CASE("json_text: lists and maps") {
  const array some = lists(longs({1, null, 3}), {2, 0, null, 1});
  CHECK(text(some, 0) == "[1,null]");
  CHECK(text(some, 1) == "[]");
  CHECK(text(some, 2) == "null");
  CHECK(text(some, 3) == "[3]");
  CHECK(text(some, 0, as_in_statistics()) == "[1,null]");
  const array nested = lists(lists(texts_of({"a", "b", "c"}), {1, 2}), {2});
  CHECK(text(nested) == R"([["a"],["b","c"]])");
  const array made = maps({text_map{{"k", "v"}, {"n", null}}, text_map{}, null});
  CHECK(text(made, 0) == R"([["k","v"],["n",null]])");
  CHECK(text(made, 1) == "[]");
  CHECK(text(made, 2) == "null");
}

TEST_CASE("json_text: rows have bytes in an object and instants with an offset") {
  const json_style rows = deltalake::column::row_style();
  CHECK(text(texts_of({"a"}, type_id::binary), 0, rows) == "{\"b64\":\"YQ==\"}");
  CHECK(one<std::int64_t>(times(type_id::timestamp, time_unit::micro, true), 1, rows) ==
        "\"1970-01-01T00:00:00.000001+00:00\"");
  CHECK(one<std::int64_t>(times(type_id::timestamp, time_unit::milli, false), 1, rows) ==
        "\"1970-01-01T00:00:00.001000\"");
  CHECK(decimal_text(-150, 2, rows) == "\"-1.50\"");
}

TEST_CASE("json_text: lines have a member a column, with names escaped") {
  const deltalake::column::batch rows =
      batch_of(columns(named_array{"a\"b", longs({1, null})}, named_array{"c", texts_of({"x\ny", ""})}));
  const deltalake::column::json_lines writer(rows.fields);
  std::string made;
  for (std::int64_t row = 0; row < 2; ++row) writer.append(rows, row, made);
  CHECK(made == "{\"a\\\"b\":1,\"c\":\"x\\u000ay\"}\n{\"a\\\"b\":null,\"c\":\"\"}\n");
  deltalake::column::batch none;
  none.num_rows = 1;
  made.clear();
  deltalake::column::json_lines(none.fields).append(none, 0, made);
  CHECK(made == "{}\n");
}

}  // namespace deltalake_json_text_test
