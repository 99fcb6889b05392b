#include <deltalake/column/cast.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/column/json_text.hpp>
#include <tests/support/arrays.hpp>

namespace deltalake_cast_test {
namespace {

using deltalake::errc;
using deltalake::column::can_cast;
using deltalake::column::cast;
using deltalake::column::time_unit;
using namespace deltalake_test;

std::string text(const array& from, std::int64_t row) {
  std::string made;
  deltalake::column::append_json(from, row, {}, made);
  return made;
}
std::string all(const array& from) {
  std::string made;
  for (std::int64_t row = 0; row < from.length; ++row) made += (row == 0 ? "" : " ") + text(from, row);
  return made;
}
array done(array from, const data_type& to) {
  INFO(to_string(from.type), " to ", to_string(to));
  REQUIRE(can_cast(from.type, to));
  const std::int64_t length = from.length, nulls = from.null_count;
  auto made = cast(std::move(from), to);
  REQUIRE(made.has_value());
  CHECK(made->type == to);
  CHECK(made->length == length);
  CHECK(made->null_count == nulls);
  return std::move(*made);
}
std::string cast_text(array from, const data_type& to) { return all(done(std::move(from), to)); }
errc refusal(array from, const data_type& to) {
  const auto made = cast(std::move(from), to);
  REQUIRE_FALSE(made.has_value());
  return made.error().code;
}

data_type decimals(std::int32_t precision, std::int32_t scale) {
  data_type made(precision > 38 ? type_id::decimal256 : type_id::decimal128);
  made.precision = precision;
  made.scale = scale;
  return made;
}
data_type times(type_id kind, time_unit unit, bool utc = false) {
  data_type made(kind);
  made.unit = unit;
  made.utc = utc;
  return made;
}
template <class T>
array numbers(type_id kind, std::vector<std::optional<T>> values) {
  return values_of<T>(kind, values);
}
array decimal_array(const data_type& type, const std::vector<std::optional<std::int64_t>>& unscaled) {
  array made = done(longs(unscaled), decimals(38, 0));
  made.type = type;
  return made;
}
template <class T>
constexpr T most = (std::numeric_limits<T>::max)();
template <class T>
constexpr T least = (std::numeric_limits<T>::min)();

}  // namespace

TEST_CASE("cast: byte, short, integer, long, each to every wider one, with nulls") {
  const auto bytes = [] { return numbers<std::int8_t>(type_id::int8, {-128, null, 127}); };
  for (const type_id to : {type_id::int8, type_id::int16, type_id::int32, type_id::int64}) {
    CHECK(cast_text(bytes(), to) == "-128 null 127");
  }
  for (const type_id to : {type_id::int32, type_id::int64}) {
    CHECK(cast_text(numbers<std::int16_t>(type_id::int16, {-32768, null, 32767}), to) == "-32768 null 32767");
  }
  CHECK(cast_text(ints({least<std::int32_t>, null}), type_id::int64) == "-2147483648 null");
  for (const type_id to : {type_id::int8, type_id::int16, type_id::int32}) {
    CHECK_FALSE(can_cast(type_id::int64, to));
    CHECK(refusal(longs({1}), to) == errc::unsupported_parquet);
  }
}

TEST_CASE("cast: unsigned integers as Spark reads them") {
  CHECK(cast_text(numbers<std::uint8_t>(type_id::uint8, {255}), type_id::int16) == "255");
  CHECK(cast_text(numbers<std::uint16_t>(type_id::uint16, {65535}), type_id::int32) == "65535");
  CHECK(cast_text(numbers<std::uint32_t>(type_id::uint32, {4294967295U}), type_id::int64) == "4294967295");
  CHECK(cast_text(numbers<std::uint64_t>(type_id::uint64, {most<std::uint64_t>}), decimals(20, 0)) ==
        "\"18446744073709551615\"");
  CHECK(cast_text(numbers<std::uint8_t>(type_id::uint8, {255}), type_id::uint64) == "255");
  CHECK_FALSE(can_cast(type_id::uint8, type_id::int8));
  CHECK_FALSE(can_cast(type_id::uint32, type_id::int32));
  CHECK_FALSE(can_cast(type_id::uint64, type_id::int64));
  CHECK_FALSE(can_cast(type_id::int8, type_id::uint16));
}

TEST_CASE("cast: INT32 without annotation may be a byte or a short, if its values are") {
  CHECK(cast_text(ints({-128, null, 127}), type_id::int8) == "-128 null 127");
  CHECK(cast_text(ints({-32768, 32767}), type_id::int16) == "-32768 32767");
  CHECK(refusal(ints({128}), type_id::int8) == errc::invalid_value);
  CHECK(refusal(ints({-32769}), type_id::int16) == errc::invalid_value);
  array with_garbage = ints({1, 5'000});
  set_validity(with_garbage, {true, false});
  CHECK(cast_text(std::move(with_garbage), type_id::int8) == "1 null");
}

TEST_CASE("cast: floats and integers to double") {
  CHECK(cast_text(numbers<float>(type_id::float32, {0.5F, null, 1.1F}), type_id::float64) ==
        "0.5 null 1.100000023841858");
  CHECK(cast_text(numbers<std::uint16_t>(type_id::float16, {std::uint16_t{0x3C00}}), type_id::float32) == "1.0");
  CHECK(cast_text(numbers<std::uint16_t>(type_id::float16, {std::uint16_t{0xC000}}), type_id::float64) == "-2.0");
  CHECK(cast_text(ints({most<std::int32_t>, -7}), type_id::float64) == "2147483647.0 -7.0");
  CHECK_FALSE(can_cast(type_id::int64, type_id::float64));
  CHECK_FALSE(can_cast(type_id::int32, type_id::float32));
  CHECK_FALSE(can_cast(type_id::float64, type_id::float32));
  CHECK_FALSE(can_cast(type_id::float32, type_id::int64));
}

TEST_CASE("cast: integers to decimals that have room for all of them") {
  CHECK(cast_text(ints({least<std::int32_t>, null, 7}), decimals(12, 2)) == "\"-2147483648.00\" null \"7.00\"");
  CHECK(cast_text(longs({least<std::int64_t>}), decimals(38, 18)) == "\"-9223372036854775808.000000000000000000\"");
  CHECK(cast_text(longs({most<std::int64_t>}), decimals(76, 50)) ==
        "\"9223372036854775807." + std::string(50, '0') + "\"");
  CHECK(cast_text(numbers<std::int8_t>(type_id::int8, {-5}), decimals(10, 0)) == "\"-5\"");
  CHECK_FALSE(can_cast(type_id::int32, decimals(10, 1)));
  CHECK_FALSE(can_cast(type_id::int64, decimals(18, 0)));
}

TEST_CASE("cast: decimals to more digits before and behind the point") {
  CHECK(cast_text(decimal_array(decimals(4, 2), {1234, null, -5}), decimals(6, 2)) == "\"12.34\" null \"-0.05\"");
  CHECK(cast_text(decimal_array(decimals(4, 2), {1234, null, -5}), decimals(20, 5)) ==
        "\"12.34000\" null \"-0.05000\"");
  CHECK(cast_text(decimal_array(decimals(4, 2), {-1234}), decimals(76, 74)) ==
        "\"-12.34" + std::string(72, '0') + "\"");
  CHECK(cast_text(decimal_array(decimals(38, 2), {-1234}), decimals(50, 2)) == "\"-12.34\"");
  CHECK_FALSE(can_cast(decimals(4, 2), decimals(5, 3 + 1)));
  CHECK_FALSE(can_cast(decimals(6, 2), decimals(6, 1)));
  CHECK_FALSE(can_cast(decimals(6, 2), decimals(5, 2)));
  CHECK_FALSE(can_cast(decimals(6, 2), type_id::int64));
}

TEST_CASE("cast: a decimal with more digits than its type says is refused where it would not fit") {
  CHECK(refusal(decimal_array(decimals(4, 2), {most<std::int64_t>}), decimals(18, 16)) == errc::invalid_value);
  CHECK(refusal(decimal_array(decimals(4, 2), {least<std::int64_t>}), decimals(18, 16)) == errc::invalid_value);
  array wide = done(longs({most<std::int64_t>}), decimals(76, 50));
  wide.type = decimals(40, 0);
  CHECK(refusal(std::move(wide), decimals(60, 20)) == errc::invalid_value);
}

TEST_CASE("cast: between decimals of 128 and 256 bits") {
  array wide = done(longs({-12345, 0, null}), decimals(40, 0));
  wide.type = data_type(type_id::decimal256);
  wide.type.precision = 10;
  CHECK(cast_text(std::move(wide), decimals(12, 2)) == "\"-12345.00\" \"0.00\" null");
}

TEST_CASE("cast: dates become timestamps without a zone") {
  const data_type ntz = times(type_id::timestamp, time_unit::micro);
  CHECK(cast_text(numbers<std::int32_t>(type_id::date32, {0, null, -1, 19782}), ntz) ==
        "\"1970-01-01T00:00:00\" null \"1969-12-31T00:00:00\" \"2024-02-29T00:00:00\"");
  CHECK(refusal(numbers<std::int32_t>(type_id::date32, {most<std::int32_t>}), ntz) == errc::invalid_value);
  CHECK(refusal(numbers<std::int32_t>(type_id::date32, {least<std::int32_t>}), ntz) == errc::invalid_value);
  CHECK_FALSE(can_cast(type_id::date32, times(type_id::timestamp, time_unit::micro, true)));
  CHECK_FALSE(can_cast(times(type_id::timestamp, time_unit::micro), type_id::date32));
}

TEST_CASE("cast: timestamps to finer units, or cut to micros") {
  const auto stamps = [](time_unit unit, std::vector<std::optional<std::int64_t>> values, bool utc = false) {
    return values_of<std::int64_t>(times(type_id::timestamp, unit, utc), values);
  };
  const data_type micros = times(type_id::timestamp, time_unit::micro, true);
  CHECK(cast_text(stamps(time_unit::milli, {-1, null, 5}), micros) ==
        "\"1969-12-31T23:59:59.999000Z\" null \"1970-01-01T00:00:00.005000Z\"");
  CHECK(cast_text(stamps(time_unit::nano, {-1, 1'999}), micros) ==
        "\"1969-12-31T23:59:59.999999Z\" \"1970-01-01T00:00:00.000001Z\"");
  CHECK(cast_text(stamps(time_unit::micro, {7}, true), times(type_id::timestamp, time_unit::micro)) ==
        "\"1970-01-01T00:00:00.000007\"");
  for (const std::int64_t edge : {most<std::int64_t>, least<std::int64_t>}) {
    CHECK(refusal(stamps(time_unit::milli, {edge}), micros) == errc::invalid_value);
    CHECK(done(stamps(time_unit::milli, {edge / 1000}), micros).value<std::int64_t>(0) == edge / 1000 * 1000);
    CHECK(done(stamps(time_unit::nano, {edge}), micros).length == 1);
  }
  CHECK_FALSE(can_cast(times(type_id::timestamp, time_unit::micro), times(type_id::timestamp, time_unit::milli)));
}

TEST_CASE("cast: times of day to finer units") {
  CHECK(cast_text(values_of<std::int32_t>(times(type_id::time32, time_unit::milli), {45'296'007, null}),
                  times(type_id::time64, time_unit::micro)) == "\"12:34:56.007000\" null");
  CHECK(cast_text(values_of<std::int32_t>(times(type_id::time32, time_unit::second), {45'296}),
                  times(type_id::time32, time_unit::milli)) == "\"12:34:56\"");
  CHECK(refusal(values_of<std::int32_t>(times(type_id::time32, time_unit::second), {most<std::int32_t>}),
                times(type_id::time32, time_unit::milli)) == errc::invalid_value);
  CHECK_FALSE(can_cast(times(type_id::time64, time_unit::nano), times(type_id::time64, time_unit::micro)));
  CHECK_FALSE(can_cast(times(type_id::time64, time_unit::micro), times(type_id::timestamp, time_unit::micro)));
}

TEST_CASE("cast: bytes are texts where no annotation says so, and back") {
  CHECK(cast_text(texts_of({"a", null, "bc"}, type_id::binary), type_id::utf8) == "\"a\" null \"bc\"");
  CHECK(cast_text(texts_of({"foo"}), type_id::binary) == "\"Zm9v\"");
  array fixed;
  fixed.type = type_id::fixed_size_binary;
  fixed.type.byte_width = 3;
  fixed.values.append("foobar", 6);
  set_validity(fixed, {true, true});
  CHECK(cast_text(std::move(fixed), type_id::binary) == "\"Zm9v\" \"YmFy\"");
  CHECK_FALSE(can_cast(type_id::utf8, type_id::int32));
  CHECK_FALSE(can_cast(type_id::int32, type_id::utf8));
}

TEST_CASE("cast: views to flat texts") {
  array views;
  views.type = type_id::utf8_view;
  auto page = std::make_shared<deltalake::column::buffer>();
  page->append("xxa text of more than twelve bytes", 34);
  deltalake::column::text_view long_one;
  long_one.size = 32;
  long_one.offset = 2;
  std::array<char, 16> short_one{};
  const std::int32_t size = 5;
  std::memcpy(short_one.data(), &size, 4);
  std::memcpy(short_one.data() + 4, "short", 5);
  views.values.push_back(long_one);
  views.values.append(short_one.data(), 16);
  views.values.append(short_one.data(), 16);
  views.viewed.push_back(page);
  set_validity(views, {true, true, false});
  CHECK(cast_text(std::move(views), type_id::utf8) == "\"a text of more than twelve bytes\" \"short\" null");
}

TEST_CASE("cast: dictionaries to the flat form, and on to a wider type") {
  const auto coded = [](array entries, const std::vector<std::optional<std::int32_t>>& indexes) {
    array made = ints(indexes);
    made.type = deltalake::column::dictionary_of(entries.type);
    made.dictionary = std::make_shared<array>(std::move(entries));
    return made;
  };
  CHECK(cast_text(coded(texts_of({"a", "bc"}), {1, null, 0, 1}), type_id::utf8) == "\"bc\" null \"a\" \"bc\"");
  CHECK(cast_text(coded(ints({7, 8}), {1, null, 0}), type_id::int64) == "8 null 7");
  CHECK_FALSE(can_cast(type_id::utf8, deltalake::column::dictionary_of(type_id::utf8)));
  const auto with_null = cast(coded(texts_of({"a", null}), {1, 0, null}), type_id::utf8);
  REQUIRE(with_null.has_value());
  CHECK(all(*with_null) == "null \"a\" null");
  CHECK(with_null->null_count == 2);
}

TEST_CASE("cast: nulls become nulls of any type") {
  array inner = lists(ints({}), {});
  array outer =
      structure(columns(named_array{"a", longs({})}, named_array{"l", std::move(inner)}, named_array{"m", maps({})}));
  for (const data_type& to :
       {data_type(type_id::int8), data_type(type_id::boolean), data_type(type_id::utf8), decimals(40, 2), outer.type,
        deltalake::column::dictionary_of(type_id::utf8), deltalake::column::variant_type(), data_type(type_id::null)}) {
    array nothing;
    nothing.length = nothing.null_count = 3;
    CHECK(cast_text(std::move(nothing), to) == "null null null");
  }
}

TEST_CASE("cast: lists, maps and structures by their parts; names are those wanted") {
  const auto nested = [] {
    return lists(structure(columns(named_array{"a", ints({1, null, 3})}, named_array{"b", texts_of({"x", "y", "z"})})),
                 {2, null, 1});
  };
  data_type wanted = nested().type;
  data_type& fields = wanted.children.front().type;
  fields.children[0] = {"renamed", type_id::int64, true};
  fields.children[1].name = "also";
  CHECK(cast_text(nested(), wanted) ==
        R"([{"renamed":1,"also":"x"},{"renamed":null,"also":"y"}] null [{"renamed":3,"also":"z"}])");
  fields.children.pop_back();
  CHECK(refusal(nested(), wanted) == errc::unsupported_parquet);
  const array map = maps({text_map{{"k", "v"}}});
  data_type same = map.type;
  same.children.front().type.children[1].type = type_id::binary;
  CHECK(cast_text(maps({text_map{{"k", "v"}}, null}), same) == R"([["k","dg=="]] null)");
}

TEST_CASE("cast: an error names the child") {
  data_type wanted(type_id::structure);
  wanted.children = {{"n", data_type(type_id::list), true}};
  wanted.children.front().type.children = {{"element", type_id::int8, true}};
  const auto made = cast(structure(columns(named_array{"x", lists(ints({1, 300}), {2})})), wanted);
  REQUIRE_FALSE(made.has_value());
  CHECK(made.error().code == errc::invalid_value);
  CHECK(made.error().field == "n.element");
}

}  // namespace deltalake_cast_test
