#include <deltalake/column/variant_builder.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <string_view>

#include <deltalake/column/variant_json.hpp>
#include <deltalake/json/boost_json.hpp>
#include <deltalake/schema/decimal.hpp>

namespace deltalake_variant_builder_test {
namespace {

using deltalake::errc;
using deltalake::column::encoded_variant;
using deltalake::column::parse_variant;
using deltalake::column::variant_builder;
using deltalake::column::variant_kind;
using deltalake::column::variant_names;
using deltalake::column::variant_text;
using deltalake::json::boost_json;
using deltalake::schema::int128;
using namespace std::string_literals;

encoded_variant encoded(std::string_view json) {
  auto made = parse_variant<boost_json>(json);
  INFO(json);
  REQUIRE(made.has_value());
  return *made;
}
std::string again(std::string_view json) {
  const encoded_variant made = encoded(json);
  return variant_text(made.metadata, made.value).value();
}
std::string value_of(std::string_view json) { return encoded(json).value; }

}  // namespace

TEST_CASE("variant_builder: JSON comes back, with fields sorted by name") {
  for (const char* const text : {"null",
                                 "true",
                                 "false",
                                 "0",
                                 "-1",
                                 "127",
                                 "-128",
                                 "128",
                                 "32767",
                                 "32768",
                                 "-2147483648",
                                 "2147483648",
                                 "9223372036854775807",
                                 "-9223372036854775808",
                                 "1.5",
                                 "-0.05",
                                 "12345678901234567890",
                                 "1e+300",
                                 "\"\"",
                                 R"("text \"quoted\" é")",
                                 "[]",
                                 "{}",
                                 "[1,[2,[3,[]]],{\"a\":{}}]",
                                 R"({"a":1,"b":[true,null,1.5,"x"],"c":{"d":"e"}})",
                                 "99999999999999999999999999999999999999",
                                 "-0.00000000000000000000000000000000000001"}) {
    CHECK(again(text) == text);
  }
  CHECK(again(R"({"b":1,"a":2,"aa":3})") == R"({"a":2,"aa":3,"b":1})");
  CHECK(again(R"([1.50, 2.00, -0.00])") == "[1.5,2,0]");
  CHECK(again("100000000000000000000000000000000000000") == "1e+38");  // 39 digits: a double
  CHECK(again("1e2") == "100.0");
}

// What Spark 4.1 wrote for the same text.
TEST_CASE("variant_builder: the bytes are those that Spark writes") {
  const encoded_variant made = encoded(R"({"a":1,"b":[true,null,1.5,"x"],"c":{"d":"2020-01-01"}})");
  CHECK(made.value ==
        "\x02\x03\x00\x01\x02\x00\x02\x13\x23\x0c\x01\x03\x04\x00\x01\x02\x08\x0a\x04\x00\x20\x01\x0f\x00\x00\x00\x05x"
        "\x02\x01\x03\x00\x0b\x29"
        "2020-01-01"s);
  // Names are marked as sorted, which Spark does not do.
  CHECK(made.metadata == "\x11\x04\x00\x01\x02\x03\x04"s + "abcd");
  CHECK(encoded("\"str\"").value == "\x0dstr");
  CHECK(encoded("null").metadata == "\x01\x00\x00"s);
}

TEST_CASE("variant_builder: numbers take the smallest kind that holds them") {
  CHECK(value_of("127") == "\x0c\x7f");
  CHECK(value_of("128") == "\x10\x80\x00"s);
  CHECK(value_of("-32769") == "\x14\xff\x7f\xff\xff");
  CHECK(value_of("2147483648") == "\x18\x00\x00\x00\x80\x00\x00\x00\x00"s);
  CHECK(value_of("0.1").substr(0, 2) == "\x20\x01");                    // decimal4
  CHECK(value_of("1234567890.1").substr(0, 2) == "\x24\x01");           // decimal8
  CHECK(value_of("1234567890123456789.1").substr(0, 2) == "\x28\x01");  // decimal16
  CHECK(value_of("1e1").substr(0, 1) == "\x1c");                        // double
}

TEST_CASE("variant_builder: sizes above one byte") {
  std::string many = "[", fields = "{", deep = "[";
  for (int i = 0; i < 300; ++i) {
    many += (i == 0 ? "" : ",") + std::to_string(i);
    fields += (i == 0 ? "\"f" : ",\"f") + std::to_string(1'000 + i) + "\":" + std::to_string(i);
  }
  many += "]";
  fields += "}";
  for (int i = 0; i < 5; ++i) deep += (i == 0 ? "\"" : ",\"") + std::string(20'000'000 / 4, 'x') + "\"";
  deep += "]";
  CHECK(again(many) == many);
  CHECK(again(fields) == fields);
  CHECK(again(deep) == deep);
  for (const std::size_t size : {63U, 64U, 255U, 256U, 65'535U, 65'536U}) {
    const std::string text = "[\"" + std::string(size, 'x') + "\",1]";
    CHECK(again(text) == text);
  }
}

TEST_CASE("variant_builder: every kind of value by itself") {
  variant_names names;
  variant_builder builder(names);
  const int128 unscaled = -15;
  builder.begin_array();
  builder.number(variant_kind::int16, -2);
  builder.number(variant_kind::date, 19782);
  builder.number(variant_kind::timestamp, -1);
  builder.number(variant_kind::timestamp_ntz, 0);
  builder.number(variant_kind::timestamp_nanos, 1);
  builder.number(variant_kind::timestamp_ntz_nanos, -1);
  builder.number(variant_kind::time_ntz, 45'296'000'007);
  builder.float32(10.11F);
  builder.float64(10.11);
  builder.float64(std::numeric_limits<double>::infinity());
  builder.float32(-0.0F);
  builder.decimal(reinterpret_cast<const std::uint8_t*>(&unscaled), 5, 1);
  builder.decimal(reinterpret_cast<const std::uint8_t*>(&unscaled), 12, 3);
  builder.decimal(reinterpret_cast<const std::uint8_t*>(&unscaled), 38, 38);
  builder.binary("foo");
  builder.uuid("\xf2\x4f\x9b\x64\x81\xfa\x49\xd1\xb7\x4e\x8c\x09\xa6\xe3\x1c\x56");
  builder.boolean(true);
  builder.end_array();
  const auto value = builder.take();
  REQUIRE(value.has_value());
  CHECK(variant_text(names.encode().value(), *value).value() ==
        R"([-2,"2024-02-29","1969-12-31T23:59:59.999999Z","1970-01-01T00:00:00",)"
        R"("1970-01-01T00:00:00.000000001Z","1969-12-31T23:59:59.999999999","12:34:56.000007",10.11,10.11,"Infinity",)"
        R"(-0.0,-1.5,-0.015,-0.00000000000000000000000000000000000015,"Zm9v","f24f9b64-81fa-49d1-b74e-8c09a6e31c56",)"
        "true]");
}

TEST_CASE("variant_builder: what goes wrong is told at the end, and the next value starts afresh") {
  variant_names names;
  variant_builder builder(names);
  const auto refused = [&builder] {
    const auto made = builder.take();
    REQUIRE_FALSE(made.has_value());
    return made.error().code;
  };
  CHECK(refused() == errc::invalid_argument);
  builder.null();
  builder.null();
  CHECK(refused() == errc::invalid_argument);
  builder.begin_object();
  CHECK(refused() == errc::invalid_argument);
  builder.begin_object();
  builder.null();
  builder.end_object();
  CHECK(refused() == errc::invalid_argument);
  builder.begin_object();
  builder.key("a");
  builder.end_object();
  CHECK(refused() == errc::invalid_argument);
  builder.begin_array();
  builder.end_object();
  CHECK(refused() == errc::invalid_argument);
  builder.key("a");
  CHECK(refused() == errc::invalid_argument);
  builder.end_array();
  CHECK(refused() == errc::invalid_argument);
  builder.uuid("short");
  CHECK(refused() == errc::invalid_value);
  const int128 large = 1'000'000'000;
  builder.decimal(reinterpret_cast<const std::uint8_t*>(&large), 9, 0);
  CHECK(refused() == errc::invalid_value);
  builder.decimal(reinterpret_cast<const std::uint8_t*>(&large), 18, 39);
  CHECK(refused() == errc::invalid_value);
  builder.boolean(false);
  CHECK(builder.take().value() == "\x08");
  const auto twice = parse_variant<boost_json>(R"({"a":1,"a":2})");
  REQUIRE_FALSE(twice.has_value());
  CHECK(twice.error().code == errc::invalid_value);
  CHECK(parse_variant<boost_json>("{").error().code == errc::invalid_json);
}

TEST_CASE("variant_builder: names of given metadata are closed") {
  variant_names names = variant_names::of(encoded(R"({"b":1,"a":2})").metadata).value();
  variant_builder builder(names);
  builder.begin_object();
  builder.key("a");
  builder.null();
  builder.key("b");
  builder.null();
  builder.end_object();
  CHECK(builder.take().value() == "\x02\x02\x01\x00\x00\x01\x02\x00\x00"s);
  builder.begin_object();
  builder.key("c");
  builder.null();
  builder.end_object();
  const auto made = builder.take();
  REQUIRE_FALSE(made.has_value());
  CHECK(made.error().code == errc::invalid_parquet);
}

// Values of random shape: what is written is read as it was.
std::string random_json(std::mt19937_64& random, int depth) {
  const auto kind = random() % (depth > 0 ? 9 : 7);
  switch (kind) {
    case 0: return "null";
    case 1: return random() % 2 == 0 ? "true" : "false";
    case 2: return std::to_string(static_cast<std::int64_t>(random()) >> (random() % 64));
    case 3:
      return std::to_string(static_cast<std::int64_t>(random()) >> (random() % 64)) + "." +
             std::to_string(random() % 99'999) + "1";
    case 4:
    case 5: return "\"" + std::string(random() % 90, static_cast<char>('a' + random() % 26)) + "\"";
    case 6: return std::to_string(1 + random() % 9) + ".5e+" + std::to_string(100 + random() % 200);
    default: break;
  }
  std::string made = kind == 7 ? "[" : "{";
  for (std::uint64_t i = 0, count = random() % 6; i < count; ++i) {
    if (i != 0) made += ',';
    if (kind == 8) made += "\"k" + std::to_string(i) + std::string(random() % 3, 'x') + "\":";
    made += random_json(random, depth - 1);
  }
  return made + (kind == 7 ? "]" : "}");
}

TEST_CASE("variant_builder: random values come back") {
  std::mt19937_64 random(20'261'128);
  for (int i = 0; i < 2'000; ++i) {
    const std::string text = random_json(random, 4);
    CHECK(again(text) == text);
  }
}

}  // namespace deltalake_variant_builder_test
