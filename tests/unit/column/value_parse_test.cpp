#include <deltalake/column/value_parse.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <utility>

#include <deltalake/column/ddl.hpp>
#include <deltalake/column/plain_text.hpp>
#include <tests/support/arrays.hpp>
#include <tests/support/random_batch.hpp>

namespace deltalake_value_parse_test {
namespace {

using deltalake::column::append_parsed;
using deltalake::column::append_plain;
using deltalake::column::array_builder;
using deltalake::column::decimal_type;
using deltalake::column::parse_base64;
using deltalake::column::time_unit;
using deltalake::column::timestamp_type;
using deltalake::column::value_style;
using namespace deltalake_test;

// The text of what was read, or "-" if it was refused.
std::string read(const std::string& text, data_type type) {
  array_builder made(std::move(type));
  const auto done = append_parsed(text, made);
  if (!done) {
    CHECK(made.length() == 0);
    CHECK(done.error().code == deltalake::errc::invalid_row);
    return "-";
  }
  std::string back;
  append_plain(made.finish(), 0, value_style::rows, back);
  return back;
}
data_type times(type_id kind, time_unit unit) {
  data_type made = kind;
  made.unit = unit;
  return made;
}

}  // namespace

TEST_CASE("value_parse: numbers") {
  CHECK(read("42", type_id::int64) == "42");
  CHECK(read("+42", type_id::int64) == "42");
  CHECK(read("-9223372036854775808", type_id::int64) == "-9223372036854775808");
  CHECK(read("18446744073709551615", type_id::uint64) == "18446744073709551615");
  for (const char* const wrong : {"", " 1", "1 ", "+-1", "1.0", "1e3", "0x1", "9223372036854775808", "one"})
    CHECK(read(wrong, type_id::int64) == "-");
  CHECK(read("128", type_id::int8) == "-");
  CHECK(read("-1", type_id::uint8) == "-");
  CHECK(read("1.5", type_id::float64) == "1.5");
  CHECK(read(".5", type_id::float64) == "0.5");
  CHECK(read("1e3", type_id::float64) == "1000.0");
  CHECK(read("-0.0", type_id::float64) == "-0.0");
  CHECK(read("nan", type_id::float64) == "NaN");
  CHECK(read("-Infinity", type_id::float32) == "-Infinity");
  for (const char* const wrong : {"", "-", "1,5", "nan(5)", "0x1p3", "1e", "1e999", "infinit"})
    CHECK(read(wrong, type_id::float64) == "-");
  CHECK(read("1e39", type_id::float32) == "-");
}

TEST_CASE("value_parse: halves are rounded to the nearest") {
  CHECK(read("1", type_id::float16) == "1.0");
  CHECK(read("65504", type_id::float16) == "65504.0");
  CHECK(read("65520", type_id::float16) == "Infinity");
  CHECK(read("2049", type_id::float16) == "2048.0");
  CHECK(read("2051", type_id::float16) == "2052.0");
  CHECK(read("-0.00006103515625", type_id::float16) == "-6.103515625e-05");
  CHECK(read("5.960464477539063e-08", type_id::float16) == "5.960464477539063e-08");
  CHECK(read("NaN", type_id::float16) == "NaN");
  // Each finite half comes back from its text.
  for (std::uint32_t bits = 0; bits < 0x7C00; bits += 7) {
    array one = values_of<std::uint16_t>(type_id::float16, {static_cast<std::uint16_t>(bits)});
    std::string text;
    append_plain(one, 0, value_style::rows, text);
    CHECK(read(text, type_id::float16) == text);
  }
}

TEST_CASE("value_parse: truth values, dates and times") {
  CHECK(read("TRUE", type_id::boolean) == "true");
  CHECK(read("false", type_id::boolean) == "false");
  CHECK(read("1", type_id::boolean) == "-");
  CHECK(read("2024-02-29", type_id::date32) == "2024-02-29");
  CHECK(read("2023-02-29", type_id::date32) == "-");
  CHECK(read("12:34:56", times(type_id::time64, time_unit::micro)) == "12:34:56");
  CHECK(read("12:34:56.5", times(type_id::time32, time_unit::milli)) == "12:34:56.500000");
  CHECK(read("12:34:56.000000001", times(type_id::time64, time_unit::nano)) == "12:34:56.000000001");
  CHECK(read("12:34:56.0001", times(type_id::time32, time_unit::milli)) == "-");
  for (const char* const wrong : {"", "24:00:00", "12:34", "12:34:56Z", "12-34:56", "12:34:56.", "12:34:56.1234567890"})
    CHECK(read(wrong, times(type_id::time64, time_unit::micro)) == "-");
}

TEST_CASE("value_parse: time stamps have the zone that their type has") {
  CHECK(read("2024-02-29T12:00:00+02:00", timestamp_type(true)) == "2024-02-29T10:00:00+00:00");
  CHECK(read("2024-02-29 12:00:00.5", timestamp_type(true)) == "2024-02-29T12:00:00.500000+00:00");
  CHECK(read("2024-02-29", timestamp_type(false)) == "2024-02-29T00:00:00");
  CHECK(read("2024-02-29T12:00:00Z", timestamp_type(false)) == "-");
  CHECK(read("1969-12-31T23:59:59.999999Z", timestamp_type(true)) == "1969-12-31T23:59:59.999999+00:00");
  CHECK(read("300000-01-01T00:00:00Z", timestamp_type(true)) == "-");
  data_type nanos = timestamp_type(true);
  nanos.unit = time_unit::nano;
  CHECK(read("2024-02-29T12:00:00.123456789+01:00", nanos) == "2024-02-29T11:00:00.123456789+00:00");
  CHECK(read("2024-02-29T12:00:00.1+01:30", nanos) == "2024-02-29T10:30:00.100000+00:00");
  CHECK(read("2300-01-01T00:00:00Z", nanos) == "-");
}

TEST_CASE("value_parse: decimals fit exactly or are refused") {
  CHECK(read("1.5", decimal_type(10, 2).value()) == "1.50");
  CHECK(read("-1.50", decimal_type(10, 2).value()) == "-1.50");
  CHECK(read("1E2", decimal_type(10, 2).value()) == "100.00");
  CHECK(read("1.505", decimal_type(10, 2).value()) == "-");
  CHECK(read("100", decimal_type(4, 2).value()) == "-");
  CHECK(read("99999999999999999999999999999999999999", decimal_type(38, 0).value()) ==
        "99999999999999999999999999999999999999");
  data_type wide = type_id::decimal256;
  wide.precision = 76;
  wide.scale = 3;
  const std::string many(73, '9');
  CHECK(read(many + ".123", wide) == many + ".123");
  CHECK(read("-" + many + ".999", wide) == "-" + many + ".999");
  CHECK(read("-0", wide) == "0.000");
  CHECK(read(".5", wide) == "0.500");
  CHECK(read("1.50000000", wide) == "1.500");
  for (const std::string& wrong : {std::string("1.2345"), "9" + many, std::string("1.2.3"), std::string("."),
                                   std::string("-"), std::string("1e2"), std::string()})
    CHECK(read(wrong, wide) == "-");
}

TEST_CASE("value_parse: text must be UTF-8, bytes are base64 that has but one spelling") {
  CHECK(read("", type_id::utf8).empty());
  array_builder words(type_id::utf8);
  CHECK(append_parsed("\xFF", words).error().code == deltalake::errc::invalid_utf8);
  CHECK(parse_base64("").value().empty());
  CHECK(parse_base64("YQ==").value() == "a");
  CHECK(parse_base64("AAE/").value() == std::string("\x00\x01\x3F", 3));
  for (const char* const wrong : {"YQ", "YR==", "YWF=", "Y===", "====", "Y Q=", "YQ==YQ==", "YQ-_"})
    CHECK_FALSE(parse_base64(wrong).has_value());
  data_type list = type_id::list;
  list.children.push_back(field{"element", type_id::utf8, true});
  CHECK(read("[]", list) == "-");
}

TEST_CASE("value_parse: what is written is read as the same value") {
  random_batches random(7);
  for (int round = 0; round < 2'000; ++round) {
    const data_type type = random.flat_type();
    CAPTURE(to_string(type));
    array_builder made(type);
    random.append(made, false);
    std::string text;
    append_plain(made.finish(), 0, value_style::rows, text);
    CHECK(read(text, type) == text);
  }
}

}  // namespace deltalake_value_parse_test
