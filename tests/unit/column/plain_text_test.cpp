#include <deltalake/column/plain_text.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <utility>

#include <tests/support/arrays.hpp>

namespace deltalake_plain_text_test {
namespace {

using deltalake::column::append_plain;
using deltalake::column::time_unit;
using deltalake::column::value_style;
using namespace deltalake_test;

template <class T>
std::string one(data_type type, T value, value_style style = value_style::rows) {
  std::string made("before ");
  append_plain(values_of<T>(std::move(type), {value}), 0, style, made);
  return made.substr(7);
}
std::string instant(time_unit unit, std::int64_t value, value_style style = value_style::rows, bool utc = true) {
  data_type type = type_id::timestamp;
  type.unit = unit;
  type.utc = utc;
  return one<std::int64_t>(type, value, style);
}

}  // namespace

TEST_CASE("plain_text: rows have six digits of a second, or nine, or none") {
  CHECK(instant(time_unit::milli, 1'500) == "1970-01-01T00:00:01.500000+00:00");
  CHECK(instant(time_unit::milli, 1'500, value_style::short_form) == "1970-01-01T00:00:01.500Z");
  CHECK(instant(time_unit::micro, 500'000) == "1970-01-01T00:00:00.500000+00:00");
  CHECK(instant(time_unit::micro, 500'000, value_style::rows, false) == "1970-01-01T00:00:00.500000");
  CHECK(instant(time_unit::nano, 500'000'000) == "1970-01-01T00:00:00.500000+00:00");
  CHECK(instant(time_unit::nano, 500'000'000, value_style::short_form) == "1970-01-01T00:00:00.500Z");
  CHECK(instant(time_unit::nano, 1) == "1970-01-01T00:00:00.000000001+00:00");
  CHECK(instant(time_unit::second, 1) == "1970-01-01T00:00:01+00:00");
  CHECK(instant(time_unit::micro, -62'135'596'800'000'000) == "0001-01-01T00:00:00+00:00");
}

TEST_CASE("plain_text: years beyond four digits have a sign") {
  CHECK(one<std::int32_t>(type_id::date32, 2'932'897) == "+10000-01-01");
  CHECK(one<std::int32_t>(type_id::date32, -719'529) == "-0001-12-31");
  CHECK(instant(time_unit::second, 253'402'300'800) == "+10000-01-01T00:00:00+00:00");
}

TEST_CASE("plain_text: values have no quotes around them") {
  CHECK(one<double>(type_id::float64, 1) == "1.0");
  CHECK(one<double>(type_id::float64, INFINITY) == "Infinity");
  data_type money = type_id::decimal128;
  money.precision = 20;
  money.scale = 2;
  array amounts;
  amounts.type = money;
  amounts.length = 1;
  const std::int64_t words[2] = {-5, -1};
  amounts.values.append(words, sizeof words);
  std::string made;
  append_plain(amounts, 0, value_style::rows, made);
  append_plain(texts_of({"a\"b"}), 0, value_style::rows, made);
  append_plain(texts_of({"a"}, type_id::binary), 0, value_style::rows, made);
  append_plain(flags({true}), 0, value_style::rows, made);
  CHECK(made == "-0.05a\"bYQ==true");
}

}  // namespace deltalake_plain_text_test
