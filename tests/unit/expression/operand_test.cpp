#include <deltalake/expression/operand.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>

#include <tests/support/arrays.hpp>

namespace deltalake_operand_test {
namespace {

using deltalake::errc;
using deltalake::expression::bound_expression;
using deltalake::expression::domain;
using deltalake::expression::operand;
using deltalake::expression::operand_of;
using deltalake::expression::operation;
using deltalake::expression::to_real;
namespace schema = deltalake::schema;

bound_expression column_of(domain kind) {
  bound_expression made;
  made.what = operation::column;
  made.values = kind;
  made.place = {0};
  return made;
}

}  // namespace

TEST_CASE("operand: a decimal becomes the nearest double") {
  CHECK(to_real(1, 1) == 0.1);
  CHECK(to_real(-12345, 2) == -123.45);
  CHECK(to_real(schema::powers_of_ten[37], 38) == 0.1);
  CHECK(to_real(schema::int128{9'007'199'254'740'993}, 0) == 9007199254740992.0);
  CHECK(to_real(schema::int128{123456789012345678}, 20) == 0.00123456789012345678);
}

TEST_CASE("operand: days before or behind all times have no time") {
  operand day = operand_of(schema::scalar(schema::date{(std::numeric_limits<std::int32_t>::max)()}));
  const operand at = deltalake::expression::convert(day, domain::timestamp);
  CHECK(at.is_null(0));
}

TEST_CASE("operand: an array of another type than its column's is refused") {
  const auto got = operand_of(deltalake_test::longs({1}), column_of(domain::text));
  REQUIRE_FALSE(got.has_value());
  CHECK(got.error().code == errc::wrong_type);
  CHECK(operand_of(deltalake_test::texts_of({"a"}), column_of(domain::bytes)).has_value());
}

}  // namespace deltalake_operand_test
