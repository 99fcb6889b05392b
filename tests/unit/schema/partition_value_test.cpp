#include <deltalake/schema/partition_value.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include <deltalake/schema/struct_type.hpp>

namespace partition_value_test {
namespace {

namespace dl = deltalake;
namespace schema = deltalake::schema;
using schema::data_type;
using schema::scalar;
using kind = schema::data_type::kind;

scalar read_value(std::string_view text, const data_type& type) {
  return schema::parse_partition_value(text, type).value();
}
scalar read_value(std::string_view text, kind type) { return read_value(text, data_type(type)); }
std::string written(const scalar& value, kind type) {
  return schema::format_partition_value(value, data_type(type)).value().value();
}
void check_refused(std::string_view text, const data_type& type) {
  CAPTURE(text);
  CAPTURE(type.to_string());
  const auto got = schema::parse_partition_value(text, type);
  REQUIRE_FALSE(got.has_value());
  CHECK(got.error().code == dl::errc::invalid_partition_value);
  CHECK(got.error().detail.size() < 400);
}
void check_refused(std::string_view text, kind type) { check_refused(text, data_type(type)); }

const data_type& money() {
  static const data_type type(schema::decimal_type(5, 2));
  return type;
}

TEST_CASE("partition_value: nothing and the empty string are NULL for every type") {
  for (int k = 0; k <= static_cast<int>(kind::variant); ++k) {
    const data_type type(static_cast<kind>(k));
    CHECK(schema::parse_partition_value(std::nullopt, type).value().is_null());
    CHECK(schema::parse_partition_value("", type).value().is_null());
    CHECK_FALSE(schema::format_partition_value(scalar(), type).value().has_value());
  }
  CHECK(read_value("null", kind::string) == scalar("null"));
  CHECK(read_value("__HIVE_DEFAULT_PARTITION__", kind::string) == scalar("__HIVE_DEFAULT_PARTITION__"));
  CHECK_FALSE(schema::format_partition_value(scalar(""), data_type(kind::string)).value().has_value());
  CHECK_FALSE(schema::format_partition_value(scalar(schema::binary("")), data_type(kind::binary)).value().has_value());
}

TEST_CASE("partition_value: numbers are decimal text in the range of their type") {
  CHECK(read_value("-128", kind::byte) == scalar(-128));
  CHECK(read_value("+7", kind::integer) == scalar(7));
  CHECK(read_value("007", kind::short_) == scalar(7));
  CHECK(read_value("9223372036854775807", kind::long_) == scalar(std::numeric_limits<std::int64_t>::max()));
  check_refused("128", kind::byte);
  check_refused("-32769", kind::short_);
  check_refused("2147483648", kind::integer);
  check_refused("9223372036854775808", kind::long_);
  for (const char* text : {" 1", "1 ", "1.0", "1e3", "0x1", "--1", "+-1", "++1", "+", "-", "abc", "\xd9\xa1"}) {
    check_refused(text, kind::integer);
  }
}

TEST_CASE("partition_value: floats know their three words and Java's exponents") {
  CHECK(read_value("1.0", kind::double_) == scalar(1.0));
  CHECK(read_value("1", kind::float_) == scalar(1.0F));
  CHECK(read_value("-1.0E10", kind::double_) == scalar(-1e10));
  CHECK(read_value("+.5e-3", kind::double_) == scalar(0.0005));
  CHECK(read_value("-0.0", kind::double_) == scalar(0.0));
  CHECK(read_value("NaN", kind::float_) == scalar(std::numeric_limits<float>::quiet_NaN()));
  CHECK(read_value("Infinity", kind::double_) == scalar(std::numeric_limits<double>::infinity()));
  CHECK(read_value("-Infinity", kind::double_) == scalar(-std::numeric_limits<double>::infinity()));
  CHECK(read_value("-inf", kind::float_) == scalar(-std::numeric_limits<float>::infinity()));
  CHECK(written(scalar(1.0F), kind::float_) == "1.0");
  CHECK(written(scalar(std::nan("")), kind::double_) == "NaN");
  for (const char* text :
       {"1,5", "0x1p3", "1e", "nan(5)", "infinit", "--1", "+-1", "-+1", "1.0f", " 1", "e5", ".", "1e999"}) {
    check_refused(text, kind::double_);
    check_refused(text, kind::float_);
  }
  check_refused("1e39", kind::float_);
}

TEST_CASE("partition_value: decimals come to the scale of their column exactly, or are refused") {
  CHECK(read_value("1", money()) == scalar(schema::decimal(100, 2)));
  CHECK(read_value("1.500", money()) == scalar(schema::decimal(150, 2)));
  CHECK(read_value("1.0E2", money()) == scalar(schema::decimal(10000, 2)));
  CHECK(read_value("-999.99", money()) == scalar(schema::decimal(-99999, 2)));
  CHECK(read_value("0.0", money()).get_if<schema::decimal>()->scale() == 2);
  for (const char* text : {"1.005", "1000", "1E3", "1E-3", "NaN", "1.2.3", "-", "1E999999999"})
    check_refused(text, money());
  CHECK(schema::format_partition_value(scalar(schema::decimal(1, 0)), money()).value() == "1.00");
  const data_type widest(schema::decimal_type(38, 0));
  const std::string nines(38, '9');
  CHECK(read_value(nines, widest).to_string() == nines);
  check_refused(nines + "9", widest);
}

TEST_CASE("partition_value: booleans are words in any case") {
  for (const char* text : {"true", "TRUE", "True", "tRuE"}) CHECK(read_value(text, kind::boolean) == scalar(true));
  for (const char* text : {"false", "FALSE"}) CHECK(read_value(text, kind::boolean) == scalar(false));
  for (const char* text : {"t", "1", "0", "yes", "true ", "truee"}) check_refused(text, kind::boolean);
  CHECK(written(scalar(true), kind::boolean) == "true");
}

TEST_CASE("partition_value: dates are days") {
  CHECK(read_value("2021-09-08", kind::date) == scalar(schema::date{18878}));
  CHECK(read_value("0001-01-01", kind::date) == scalar(schema::date{-719162}));
  CHECK(read_value("1582-10-10", kind::date).to_string() == "1582-10-10");
  for (const char* text : {"2021-02-29", "2021-9-8", "20210908", "2021-09-08 00:00:00", "today", "9999999999-01-01"}) {
    check_refused(text, kind::date);
  }
}

TEST_CASE("partition_value: both forms of a time stamp are one value") {
  const scalar expected(schema::timestamp{1'631'099'471'123'000});
  for (const char* text : {"2021-09-08 11:11:11.123", "2021-09-08 11:11:11.123000", "2021-09-08T11:11:11.123Z",
                           "2021-09-08T11:11:11.123000Z", "2021-09-08T13:11:11.123+02:00", "2021-09-08T11:11:11.123"}) {
    CAPTURE(text);
    CHECK(read_value(text, kind::timestamp) == expected);
  }
  CHECK(written(expected, kind::timestamp) == "2021-09-08T11:11:11.123000Z");
  CHECK(read_value("1970-01-02", kind::timestamp) == scalar(schema::timestamp{86'400'000'000}));
  CHECK(read_value("1969-12-31 23:59:59.5", kind::timestamp) == scalar(schema::timestamp{-500'000}));
  for (const char* text : {"2021-09-08 11:11", "2021-09-08 11:11:60", "2021-09-08 11:11:11 UTC", "1631099471",
                           "999999999-01-01 00:00:00"}) {
    check_refused(text, kind::timestamp);
  }
}

TEST_CASE("partition_value: text without a zone is read on the clock that the options name") {
  const data_type type(kind::timestamp);
  const auto options = schema::partition_options().partition_time_zone(-8 * 3600);
  CHECK(schema::parse_partition_value("1970-01-01 00:00:00", type, options).value() ==
        scalar(schema::timestamp{8 * 3'600'000'000}));
  CHECK(schema::parse_partition_value("1970-01-01T00:00:00Z", type, options).value() == scalar(schema::timestamp{0}));
  CHECK(schema::parse_partition_value("1970-01-01 00:00:00", data_type(kind::timestamp_ntz), options).value() ==
        scalar(schema::timestamp_ntz{0}));
  CHECK_FALSE(schema::parse_partition_value("+294247-01-10T04:00:54.775807", type, options).has_value());
}

TEST_CASE("partition_value: a time without zone has none in its text either") {
  CHECK(read_value("2013-07-05 17:01:00.123456", kind::timestamp_ntz) ==
        scalar(schema::timestamp_ntz{1'373'043'660'123'456}));
  CHECK(read_value("0001-01-01 00:00:00", kind::timestamp_ntz).to_string() == "0001-01-01T00:00:00.000000");
  check_refused("2013-07-05T17:01:00Z", kind::timestamp_ntz);
  check_refused("2013-07-05T17:01:00+01:00", kind::timestamp_ntz);
  CHECK(written(scalar(schema::timestamp_ntz{0}), kind::timestamp_ntz) == "1970-01-01 00:00:00");
  CHECK(written(scalar(schema::timestamp_ntz{-1}), kind::timestamp_ntz) == "1969-12-31 23:59:59.999999");
}

TEST_CASE("partition_value: bytes are the text itself, or one escape for each") {
  CHECK(read_value("bin", kind::binary) == scalar(schema::binary("bin")));
  CHECK(read_value("\x01\x02", kind::binary) == scalar(schema::binary("\x01\x02")));
  CHECK(read_value(R"(\u0001\u00fF)", kind::binary) == scalar(schema::binary("\x01\xff")));
  CHECK(read_value(R"(\u0000)", kind::binary) == scalar(schema::binary(std::string(1, '\0'))));
  for (const char* text : {R"(\u0100)", R"(\u00g1)", R"(\u001)", R"(x\u0001)", R"(\u00-1)", R"(\u0001x)"}) {
    CHECK(read_value(text, kind::binary) == scalar(schema::binary(text)));
  }
  CHECK(written(scalar(schema::binary("bin")), kind::binary) == "bin");
  CHECK(written(scalar(schema::binary("\xff"
                                      "A")),
                kind::binary) == R"(\u00FF\u0041)");
  CHECK(written(scalar(schema::binary(R"(\u0001)")), kind::binary) == R"(\u005C\u0075\u0030\u0030\u0030\u0031)");
}

TEST_CASE("partition_value: types without partition values take only NULL") {
  const data_type text(kind::string);
  for (const data_type& type :
       {data_type(), data_type(kind::variant), data_type::unknown("geometry"), data_type(schema::array_type(text)),
        data_type(schema::map_type(text, text)), data_type(schema::struct_type{schema::field("a", text)})}) {
    check_refused("x", type);
    CHECK(schema::parse_partition_value(std::nullopt, type).value().is_null());
    CHECK_FALSE(schema::format_partition_value(scalar("x"), type).has_value());
  }
  CHECK_FALSE(schema::format_partition_value(scalar(1), text).has_value());
  CHECK_FALSE(schema::format_partition_value(scalar(300), data_type(kind::byte)).has_value());
  CHECK_FALSE(schema::format_partition_value(scalar(schema::decimal(1, 3)), money()).has_value());
}

TEST_CASE("partition_value: an endless text is refused in a short message") {
  const std::string endless(5'000'000, '1');
  for (const kind k : {kind::integer, kind::boolean, kind::date, kind::timestamp, kind::timestamp_ntz})
    check_refused(endless, k);
  check_refused(endless, money());
  check_refused("x", data_type::unknown(endless));
}

/// Draws a value of a type.
class value_source {
 public:
  explicit value_source(std::uint64_t seed) : random_(seed) {}

  data_type type() {
    const auto what = static_cast<kind>(random_() % 13);
    if (what != kind::void_ && what != kind::variant) return pick(what);
    return pick(kind::decimal);
  }

  scalar value(const data_type& type) {
    const auto number = static_cast<std::int64_t>(random_()) >> (random_() % 64);
    switch (type.what()) {
      case kind::boolean: return scalar(number % 2 == 0);
      case kind::byte: return scalar(static_cast<std::int8_t>(number));
      case kind::short_: return scalar(static_cast<std::int16_t>(number));
      case kind::integer: return scalar(static_cast<std::int32_t>(number));
      case kind::long_: return scalar(number);
      case kind::float_: return scalar(floating<float, std::uint32_t>());
      case kind::double_: return scalar(floating<double, std::uint64_t>());
      case kind::string: return scalar(bytes());
      case kind::binary: return scalar(schema::binary(bytes()));
      case kind::date: return scalar(schema::date{static_cast<std::int32_t>(number)});
      case kind::timestamp: return scalar(schema::timestamp{number});
      case kind::timestamp_ntz: return scalar(schema::timestamp_ntz{number});
      default: break;
    }
    const auto limit = schema::powers_of_ten[type.as_decimal().precision];
    return scalar(
        schema::decimal((static_cast<schema::int128>(number) * 0x7fff'ffff'ffff) % limit, type.as_decimal().scale));
  }

 private:
  data_type pick(kind what) {
    if (what != kind::decimal) return data_type(what);
    const int precision = 1 + static_cast<int>(random_() % 38);
    return data_type(
        schema::decimal_type(precision, static_cast<int>(random_() % static_cast<unsigned>(precision + 1))));
  }
  template <class Floating, class Bits>
  Floating floating() {
    const auto bits = static_cast<Bits>(random_());
    Floating made;
    std::memcpy(&made, &bits, sizeof made);
    return random_() % 50 == 0 ? std::numeric_limits<Floating>::infinity() : made;
  }
  std::string bytes() {
    std::string made;
    if (random_() % 4 == 0) made = R"(\u0041\u0042)";
    // Never empty: the empty value is written as NULL.
    for (auto left = 1 + random_() % 12; left > 0; --left) made += static_cast<char>(random_());
    return made;
  }

  std::mt19937_64 random_;
};

TEST_CASE("partition_value: random values of every type are written and read back equal") {
  value_source source(17);
  for (int i = 0; i < 50'000; ++i) {
    const data_type type = source.type();
    const scalar value = source.value(type);
    const auto text = schema::format_partition_value(value, type).value();
    REQUIRE(text.has_value());
    const auto back = schema::parse_partition_value(*text, type);
    if (!back) FAIL(type.to_string() << ": " << back.error().to_string());
    if (*back != value) FAIL(type.to_string() << ": " << value.to_string() << " became " << back->to_string());
  }
}

}  // namespace
}  // namespace partition_value_test
