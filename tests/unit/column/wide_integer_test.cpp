#include <deltalake/column/wide_integer.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <limits>
#include <string>

#include <deltalake/column/value_text.hpp>

namespace deltalake_wide_integer_test {
namespace {

using deltalake::column::wide_integer;

std::string text(const wide_integer& value) {
  std::array<std::uint8_t, wide_integer::width> bytes{};
  value.write(bytes.data(), bytes.size());
  std::string made;
  deltalake::column::append_decimal(bytes.data(), bytes.size(), 0, made);
  return made;
}

}  // namespace

TEST_CASE("wide_integer: powers of ten have their digits, up to 76") {
  for (int power = 0; power <= 76; ++power) {
    const wide_integer one = wide_integer::power_of_ten(power);
    CHECK(text(one) == "1" + std::string(static_cast<std::size_t>(power), '0'));
    CHECK(text(one.negated()) == "-1" + std::string(static_cast<std::size_t>(power), '0'));
    if (power > 0) CHECK_FALSE(one.has_digits_up_to(power));
    if (power > 0) CHECK_FALSE(one.negated().has_digits_up_to(power));
    if (power < 76) CHECK(one.has_digits_up_to(power + 1));
  }
}

TEST_CASE("wide_integer: scaling up keeps the sign, and tells what does not fit") {
  wide_integer value(std::int64_t{-12345});
  CHECK(value.scale_up(40));
  CHECK(text(value) == "-12345" + std::string(40, '0'));
  CHECK_FALSE(value.scale_up(40));
  wide_integer most = wide_integer::power_of_ten(76);
  CHECK(most.scale_up(0));
  CHECK_FALSE(most.scale_up(1));
  std::array<std::uint8_t, 32> least{};
  least[31] = 0x80;
  wide_integer smallest = wide_integer::read(least.data(), 32);
  CHECK(smallest.negative());
  CHECK_FALSE(smallest.has_digits_up_to(76));
  CHECK(smallest.scale_up(0));
  CHECK(text(smallest) == "-57896044618658097711785492504343953926634992332820282019728792003956564819968");
  CHECK_FALSE(smallest.scale_up(1));
}

TEST_CASE("wide_integer: numbers of every width are read with their sign") {
  const auto read = [](std::int64_t value, std::size_t bytes) {
    std::array<std::uint8_t, 32> raw{};
    wide_integer(value).write(raw.data(), raw.size());
    return wide_integer::read(raw.data(), bytes);
  };
  for (const std::int64_t value : {std::int64_t{0}, std::int64_t{-1}, (std::numeric_limits<std::int64_t>::min)(),
                                   (std::numeric_limits<std::int64_t>::max)()}) {
    for (const std::size_t bytes : {8U, 16U, 32U}) CHECK(text(read(value, bytes)) == std::to_string(value));
  }
  CHECK(text(wide_integer((std::numeric_limits<std::uint64_t>::max)())) == "18446744073709551615");
}

}  // namespace deltalake_wide_integer_test
