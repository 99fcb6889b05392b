#include <deltalake/schema/decimal.hpp>

#include <doctest/doctest.h>

#include <random>
#include <string>

namespace decimal_test {
namespace {

using deltalake::schema::decimal;
using deltalake::schema::int128;

decimal number(std::string_view text) { return decimal::parse(text).value(); }
std::string reprint(std::string_view text) { return number(text).to_string(); }

constexpr std::string_view nines = "99999999999999999999999999999999999999";

TEST_CASE("decimal: plain text is read and written with its scale") {
  for (const char* text : {"0", "0.00", "1", "-1", "12.50", "-0.05", "0.1", "100", "1234567890.0987654321"}) {
    CHECK(reprint(text) == text);
  }
  CHECK(reprint(nines) == nines);
  CHECK(reprint("-" + std::string(nines)) == "-" + std::string(nines));
  CHECK(reprint("." + std::string(nines)) == "0." + std::string(nines));
  CHECK(reprint("+7") == "7");
  CHECK(reprint("007") == "7");
  CHECK(reprint("5.") == "5");
  CHECK(reprint(".5") == "0.5");
  CHECK(reprint("-0") == "0");
  CHECK(number("-0.00") == number("0"));
  CHECK(number("12.50").scale() == 2);
  CHECK(number("12.50").unscaled() == 1250);
  CHECK(number("-12.50").unscaled() == -1250);
  CHECK(number("12.50").digits() == 4);
  CHECK(number("0").digits() == 1);
  CHECK(number(nines).digits() == 38);
}

TEST_CASE("decimal: exponents are read") {
  CHECK(reprint("1.0E10") == "10000000000");
  CHECK(reprint("1E2") == "100");
  CHECK(reprint("1e+2") == "100");
  CHECK(reprint("1.5E-3") == "0.0015");
  CHECK(reprint("1234E-2") == "12.34");
  CHECK(reprint("0E5") == "0");
  CHECK(reprint("0E-5") == "0.00000");
  CHECK(reprint("0E-99999999999999999999") == "0." + std::string(38, '0'));
  CHECK(number("1E37") == number("1" + std::string(37, '0')));
  CHECK(reprint("1E-38") == "0." + std::string(37, '0') + "1");
  CHECK(reprint("0." + std::string(1000, '0') + "1E1001") == "1");
  CHECK(reprint("1" + std::string(1000, '0') + "E-1000") == "1." + std::string(37, '0'));
}

TEST_CASE("decimal: zeros behind the last digit give way to 38 digits") {
  CHECK(number("1." + std::string(100, '0')) == number("1"));
  CHECK(reprint("1." + std::string(100, '0')) == "1." + std::string(37, '0'));
  CHECK(reprint(std::string(nines) + ".000") == nines);
  CHECK(number(std::string(500, '0') + "12") == number("12"));
}

TEST_CASE("decimal: what is no decimal or has too many digits is refused") {
  for (const std::string& text : {std::string(),
                                  std::string("."),
                                  std::string("-"),
                                  std::string("+-1"),
                                  std::string("1e"),
                                  std::string("1e+"),
                                  std::string("e5"),
                                  std::string("1.2.3"),
                                  std::string("0x10"),
                                  std::string(" 1"),
                                  std::string("1 "),
                                  std::string("NaN"),
                                  std::string("1,5"),
                                  std::string(nines) + "9",
                                  "1" + std::string(nines),
                                  std::string(nines) + ".1",
                                  std::string("1E38"),
                                  std::string("1E-39"),
                                  std::string("1E999999999999999999999"),
                                  std::string("1E-999999999999999999999"),
                                  std::string(1'000'000, '9'),
                                  std::string("1\0", 2)}) {
    CAPTURE(text.substr(0, 80));
    const auto got = decimal::parse(text);
    REQUIRE_FALSE(got.has_value());
    CHECK(got.error().code == deltalake::errc::invalid_value);
    CHECK(got.error().detail.size() < 200);
  }
  CHECK_FALSE(decimal::make(1, 39).has_value());
  CHECK_FALSE(decimal::make(1, -1).has_value());
  CHECK_FALSE(decimal::make(deltalake::schema::powers_of_ten[38], 0).has_value());
  CHECK_FALSE(decimal::make(-deltalake::schema::powers_of_ten[38], 0).has_value());
  CHECK_THROWS_AS(decimal(1, 39), deltalake::delta_error);
}

TEST_CASE("decimal: numbers compare across scales") {
  CHECK(number("1.0") == number("1.00"));
  CHECK(number("1.0") < number("1.01"));
  CHECK(number("-1.0") > number("-1.01"));
  CHECK(number("-0.5") < number("0.3"));
  CHECK(number("-0.5") < number("-0.49"));
  CHECK(number("0." + std::string(nines)) < number("1"));
  CHECK(number("0." + std::string(nines)) > number("0"));
  CHECK(number(nines) > number("0." + std::string(nines)));
  CHECK(number("-" + std::string(nines)) < number("-0." + std::string(nines)));
  CHECK(number("1E-38") > number("0"));
  CHECK(number("-1E-38") < number("0"));
}

TEST_CASE("decimal: rescaling is exact or refused") {
  CHECK(number("1.5").rescale(3).value().to_string() == "1.500");
  CHECK(number("1.500").rescale(1).value().to_string() == "1.5");
  CHECK(number("0").rescale(38).value().to_string() == "0." + std::string(38, '0'));
  CHECK_FALSE(number("1.5").rescale(0).has_value());
  CHECK_FALSE(number(nines).rescale(1).has_value());
  CHECK(number("9").rescale(37).has_value());
  CHECK_FALSE(number("9").rescale(38).has_value());
  CHECK_FALSE(number("9").rescale(-1).has_value());
  CHECK_FALSE(number("9").rescale(39).has_value());
}

TEST_CASE("decimal: random numbers survive text, and order as their difference says") {
  std::mt19937_64 random(38);
  const auto draw = [&random] {
    const int128 wide =
        (static_cast<int128>(static_cast<std::int64_t>(random())) << 62) + static_cast<std::int64_t>(random());
    return decimal(wide % deltalake::schema::powers_of_ten[1 + random() % 37], static_cast<int>(random() % 39));
  };
  for (int i = 0; i < 20000; ++i) {
    const decimal a = draw();
    const decimal back = number(a.to_string());
    REQUIRE(back.unscaled() == a.unscaled());
    REQUIRE(back.scale() == a.scale());
    // Small numbers on one scale are the oracle for the comparison.
    const auto left = static_cast<std::int64_t>(random() % 2001) - 1000;
    const auto right = static_cast<std::int64_t>(random() % 2001) - 1000;
    const decimal x = decimal(left, 3).rescale(3 + static_cast<int>(random() % 30)).value();
    const decimal y = decimal(right, 3).rescale(3 + static_cast<int>(random() % 30)).value();
    REQUIRE((x <=> y) == (left <=> right));
    REQUIRE((x == y) == (left == right));
  }
}

}  // namespace
}  // namespace decimal_test
