#include <deltalake/schema/scalar.hpp>

#include <doctest/doctest.h>

#include <charconv>
#include <cstring>
#include <limits>
#include <random>
#include <string>

namespace scalar_test {
namespace {

namespace schema = deltalake::schema;
using schema::data_type;
using schema::scalar;
using kind = schema::data_type::kind;

TEST_CASE("scalar: each value knows its kind") {
  CHECK(scalar().is_null());
  CHECK(scalar(true).what() == scalar::kind::boolean);
  CHECK(scalar(1).what() == scalar::kind::integer);
  CHECK(scalar(std::int8_t{1}) == scalar(std::int64_t{1}));
  CHECK(scalar(1.0F).what() == scalar::kind::float_);
  CHECK(scalar(1.0).what() == scalar::kind::double_);
  CHECK(scalar(schema::decimal(1, 0)).what() == scalar::kind::decimal);
  CHECK(scalar("a").what() == scalar::kind::string);
  CHECK(scalar(std::string_view("a")) == scalar(std::string("a")));
  CHECK(scalar(schema::binary("a")).what() == scalar::kind::binary);
  CHECK(scalar(schema::date{1}).what() == scalar::kind::date);
  CHECK(scalar(schema::timestamp{1}).what() == scalar::kind::timestamp);
  CHECK(scalar(schema::timestamp_ntz{1}).what() == scalar::kind::timestamp_ntz);
  CHECK(schema::name(scalar::kind::timestamp_ntz) == "timestamp_ntz");
  REQUIRE(scalar("abc").get_if<std::string>() != nullptr);
  CHECK(*scalar(5).get_if<std::int64_t>() == 5);
  CHECK(scalar(5).get_if<std::string>() == nullptr);
}

TEST_CASE("scalar: values of one kind are totally ordered") {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  constexpr double infinity = std::numeric_limits<double>::infinity();
  CHECK(scalar(nan) == scalar(nan));
  CHECK(scalar(nan) == scalar(-nan));
  CHECK(scalar(nan) > scalar(infinity));
  CHECK(scalar(-infinity) < scalar(nan));
  CHECK(scalar(-0.0) == scalar(0.0));
  CHECK(scalar(-0.0F) == scalar(0.0F));
  CHECK(scalar(std::numeric_limits<float>::quiet_NaN()) > scalar(1e38F));
  CHECK(scalar(false) < scalar(true));
  CHECK(scalar(-1) < scalar(1));
  CHECK(scalar("a") < scalar("\xc3\xa4"));
  CHECK(scalar("a") < scalar("ab"));
  CHECK(scalar(schema::binary("\x7f")) < scalar(schema::binary("\x80")));
  CHECK(scalar(schema::date{-1}) < scalar(schema::date{0}));
  CHECK(scalar(schema::timestamp{-1}) < scalar(schema::timestamp{0}));
  CHECK(scalar(schema::decimal(10, 1)) == scalar(schema::decimal(100, 2)));
}

TEST_CASE("scalar: values of different kinds are neither equal nor ordered") {
  CHECK(scalar() == scalar());
  CHECK((scalar() <=> scalar(1)) == std::partial_ordering::unordered);
  CHECK(scalar(1) != scalar(1.0));
  CHECK((scalar(1) <=> scalar(1.0)) == std::partial_ordering::unordered);
  CHECK(scalar(schema::timestamp{1}) != scalar(schema::timestamp_ntz{1}));
  CHECK(scalar("a") != scalar(schema::binary("a")));
  CHECK(scalar(true) != scalar(1));
}

TEST_CASE("scalar: a value fits the types whose values it is") {
  CHECK(scalar().fits(data_type(kind::variant)));
  CHECK(scalar(127).fits(data_type(kind::byte)));
  CHECK_FALSE(scalar(128).fits(data_type(kind::byte)));
  CHECK(scalar(-32768).fits(data_type(kind::short_)));
  CHECK_FALSE(scalar(-32769).fits(data_type(kind::short_)));
  CHECK_FALSE(scalar(std::int64_t{1} << 31).fits(data_type(kind::integer)));
  CHECK(scalar(std::numeric_limits<std::int64_t>::min()).fits(data_type(kind::long_)));
  CHECK_FALSE(scalar(1).fits(data_type(kind::double_)));
  CHECK_FALSE(scalar(1.0).fits(data_type(kind::float_)));
  CHECK_FALSE(scalar("a").fits(data_type(kind::binary)));
  CHECK_FALSE(scalar("a").fits(data_type::unknown("x")));
  const data_type money(schema::decimal_type(5, 2));
  CHECK(scalar(schema::decimal(99999, 2)).fits(money));
  CHECK(scalar(schema::decimal(9999900, 4)).fits(money));
  CHECK_FALSE(scalar(schema::decimal(100000, 2)).fits(money));
  CHECK_FALSE(scalar(schema::decimal(1, 3)).fits(money));
}

TEST_CASE("scalar: people read plain text") {
  CHECK(scalar().to_string() == "NULL");
  CHECK(scalar(true).to_string() == "true");
  CHECK(scalar(-5).to_string() == "-5");
  CHECK(scalar("a b").to_string() == "a b");
  CHECK(scalar(schema::binary(std::string("\0\xff", 2))).to_string() == "0x00ff");
  CHECK(scalar(schema::decimal(-5, 2)).to_string() == "-0.05");
  CHECK(scalar(schema::date{0}).to_string() == "1970-01-01");
  CHECK(scalar(schema::timestamp{0}).to_string() == "1970-01-01T00:00:00.000000Z");
  CHECK(scalar(schema::timestamp_ntz{0}).to_string() == "1970-01-01T00:00:00.000000");
}

TEST_CASE("scalar: floats are written as Java does") {
  CHECK(schema::format_floating(1.0) == "1.0");
  CHECK(schema::format_floating(-0.0) == "-0.0");
  CHECK(schema::format_floating(0.0F) == "0.0");
  CHECK(schema::format_floating(123.456) == "123.456");
  CHECK(schema::format_floating(1e6) == "1000000.0");
  CHECK(schema::format_floating(9999999.0) == "9999999.0");
  CHECK(schema::format_floating(1e7) == "1.0E7");
  CHECK(schema::format_floating(1.5e10) == "1.5E10");
  CHECK(schema::format_floating(0.001) == "0.001");
  CHECK(schema::format_floating(0.0123) == "0.0123");
  CHECK(schema::format_floating(0.00099) == "9.9E-4");
  CHECK(schema::format_floating(0.1F) == "0.1");
  CHECK(schema::format_floating(1e-45F) == "1.0E-45");
  CHECK(schema::format_floating(1.7976931348623157e308) == "1.7976931348623157E308");
  CHECK(schema::format_floating(-std::numeric_limits<double>::infinity()) == "-Infinity");
  CHECK(schema::format_floating(std::numeric_limits<float>::quiet_NaN()) == "NaN");
}

template <class Floating, class Bits>
void floats_survive() {
  std::mt19937_64 random(754);
  for (int i = 0; i < 20000; ++i) {
    const auto bits = static_cast<Bits>(random());
    Floating value;
    std::memcpy(&value, &bits, sizeof value);
    if (!(value - value == 0)) continue;
    const std::string text = schema::format_floating(value);
    Floating back = 0;
    const auto [stop, problem] = std::from_chars(text.data(), text.data() + text.size(), back);
    REQUIRE(problem == std::errc());
    REQUIRE(stop == text.data() + text.size());
    REQUIRE(back == value);
  }
}

TEST_CASE("scalar: the text of a float reads back as the same float") {
  floats_survive<float, std::uint32_t>();
  floats_survive<double, std::uint64_t>();
}

}  // namespace
}  // namespace scalar_test
