#include <deltalake/column/variant_shredding.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/column/cast.hpp>
#include <deltalake/column/json_text.hpp>
#include <tests/support/variants.hpp>

namespace deltalake_variant_shredding_test {
namespace {

using deltalake::errc;
using deltalake::column::holds_variant;
using deltalake::column::time_unit;
using deltalake::column::unshred;
using deltalake::column::variant_names;
using namespace deltalake_test;
using json_texts = std::vector<std::optional<std::string>>;

std::vector<std::string> done(array stored) {
  REQUIRE(holds_variant(stored.type));
  const std::int64_t length = stored.length;
  auto made = unshred(std::move(stored));
  REQUIRE(made.has_value());
  CHECK(made->type == deltalake::column::variant_type());
  CHECK(made->length == length);
  return variant_texts(*made);
}
errc refusal(array stored) {
  const auto made = unshred(std::move(stored));
  REQUIRE_FALSE(made.has_value());
  return made.error().code;
}
// A group of an encoded and a typed value, in the order that Spark writes.
array both(variant_names& names, const json_texts& encoded, array typed) {
  return structure(
      columns(named_array{"value", variant_values(names, encoded)}, named_array{"typed_value", std::move(typed)}));
}
array whole(const variant_names& names, array group, std::optional<std::vector<bool>> valid = std::nullopt) {
  const auto rows = static_cast<std::size_t>(group.length);
  group.type.children.push_back({"metadata", type_id::binary, false});
  group.children.push_back(variant_metadata_of(names, rows));
  if (valid) set_validity(group, *valid);
  return group;
}
// Metadata of names alone.
variant_names knowing(const std::vector<std::string>& names) {
  variant_names made;
  for (const std::string& one : names) (void)made.number(one);
  return made;
}
using texts = std::vector<std::string>;

}  // namespace

TEST_CASE("variant_shredding: a variant that is not shredded, its parts in any order") {
  variant_names names;
  array values = variant_values(names, {R"({"a":1})", "null", "5"});
  array stored = structure(columns(named_array{"value", std::move(values)}), std::vector<bool>{true, true, false});
  CHECK(done(whole(names, std::move(stored), std::vector<bool>{true, true, false})) ==
        texts{R"({"a":1})", "null", "NULL"});
}

TEST_CASE("variant_shredding: a value that is missing where one has to be is the variant null") {
  variant_names names;
  array stored = structure(columns(named_array{"value", variant_values(names, {"1", null})}));
  CHECK(done(whole(names, std::move(stored))) == texts{"1", "null"});
  CHECK(done(whole(names, both(names, {null, "\"n/a\"", null}, longs({34, null, null})))) ==
        texts{"34", "\"n/a\"", "null"});
}

TEST_CASE("variant_shredding: a typed value alone") {
  const variant_names names;
  array stored = structure(columns(named_array{"typed_value", ints({34, null})}));
  CHECK(done(whole(names, std::move(stored))) == texts{"34", "null"});
}

TEST_CASE("variant_shredding: values of each type that may be shredded") {
  const auto one = [](array typed) {
    variant_names names;
    return done(whole(names, both(names, {null}, std::move(typed)))).front();
  };
  const auto timed = [&one](type_id kind, time_unit unit, bool utc, std::int64_t value) {
    data_type type(kind);
    type.unit = unit;
    type.utc = utc;
    return one(values_of<std::int64_t>(type, {value}));
  };
  const auto decimal = [&one](std::int32_t precision, std::int64_t value) {
    data_type type(type_id::decimal128);
    type.precision = precision;
    type.scale = 2;
    array made = values_of<std::int64_t>(type_id::int64, {value});
    made.values.push_back(value < 0 ? std::int64_t{-1} : std::int64_t{0});
    made.type = type;
    return one(std::move(made));
  };
  CHECK(one(flags({true})) == "true");
  CHECK(one(values_of<std::int8_t>(type_id::int8, {std::int8_t{-34}})) == "-34");
  CHECK(one(values_of<std::int16_t>(type_id::int16, {std::int16_t{-1234}})) == "-1234");
  CHECK(one(longs({-9'876'543'210})) == "-9876543210");
  CHECK(one(values_of<float>(type_id::float32, {10.11F})) == "10.11");
  CHECK(one(values_of<double>(type_id::float64, {-14.3})) == "-14.3");
  CHECK(one(values_of<std::int32_t>(type_id::date32, {19782})) == "\"2024-02-29\"");
  CHECK(decimal(9, -12345) == "-123.45");
  CHECK(decimal(18, 12'345'678'901'250) == "123456789012.5");
  CHECK(decimal(38, -1) == "-0.01");
  CHECK(timed(type_id::time64, time_unit::micro, false, 1) == "\"00:00:00.000001\"");
  CHECK(timed(type_id::timestamp, time_unit::micro, true, -1) == "\"1969-12-31T23:59:59.999999Z\"");
  CHECK(timed(type_id::timestamp, time_unit::micro, false, -1) == "\"1969-12-31T23:59:59.999999\"");
  CHECK(timed(type_id::timestamp, time_unit::nano, true, -1) == "\"1969-12-31T23:59:59.999999999Z\"");
  CHECK(timed(type_id::timestamp, time_unit::nano, false, 7) == "\"1970-01-01T00:00:00.000000007\"");
  CHECK(one(texts_of({"foo"})) == "\"foo\"");
  CHECK(one(texts_of({"foo"}, type_id::binary)) == "\"Zm9v\"");
  array uuid;
  uuid.type = type_id::fixed_size_binary;
  uuid.type.byte_width = 16;
  uuid.values.append("0123456789abcdef", 16);
  set_validity(uuid, {true});
  CHECK(one(std::move(uuid)) == "\"30313233-3435-3637-3839-616263646566\"");
}

TEST_CASE("variant_shredding: types that may not be shredded") {
  const auto one = [](array typed) {
    variant_names names;
    return refusal(whole(names, both(names, {null}, std::move(typed))));
  };
  array fixed;
  fixed.type = type_id::fixed_size_binary;
  fixed.type.byte_width = 4;
  fixed.values.append("abcd", 4);
  set_validity(fixed, {true});
  CHECK(one(std::move(fixed)) == errc::unsupported_parquet);
  CHECK(one(values_of<std::uint32_t>(type_id::uint32, {std::uint32_t{1}})) == errc::unsupported_parquet);
  CHECK(one(maps({text_map{}})) == errc::unsupported_parquet);
  data_type millis(type_id::timestamp);
  millis.unit = time_unit::milli;
  CHECK(one(values_of<std::int64_t>(millis, {std::int64_t{1}})) == errc::unsupported_parquet);
}

// The table of VariantShredding.md "Objects".
TEST_CASE("variant_shredding: objects with some, all or none of their fields shredded") {
  variant_names names = knowing({"event_type", "event_ts"});
  const json_texts rest{null,
                        R"({"email":"u@e.com"})",
                        R"({"error_msg":"m"})",
                        "\"no object\"",
                        R"({"click":"_"})",
                        null,
                        null,
                        null,
                        "null",
                        null};
  array type = both(names, json_texts{null, null, null, null, null, "null", null, null, null, null},
                    texts_of({"noop", "login", null, null, null, null, "noop", null, null, null}));
  array when = both(names, json_texts{null, null, null, null, null, null, "\"2024-10-24\"", null, null, null},
                    longs({1, 2, null, null, 5, 6, null, null, null, null}));
  array typed = structure(columns(named_array{"event_type", std::move(type)}, named_array{"event_ts", std::move(when)}),
                          std::vector<bool>{true, true, true, false, true, true, true, true, false, false});
  array stored = both(names, rest, std::move(typed));
  CHECK(done(whole(names, std::move(stored))) ==
        texts{R"({"event_ts":1,"event_type":"noop"})", R"({"email":"u@e.com","event_ts":2,"event_type":"login"})",
              R"({"error_msg":"m"})", "\"no object\"", R"({"click":"_","event_ts":5})",
              R"({"event_ts":6,"event_type":null})", R"({"event_ts":"2024-10-24","event_type":"noop"})", "{}", "null",
              "null"});
}

TEST_CASE("variant_shredding: a typed object is believed where its encoded part is none") {
  variant_names names = knowing({"a"});
  array typed = structure(columns(named_array{"a", both(names, {null, null}, ints({1, null}))}));
  CHECK(done(whole(names, both(names, {"34", "null"}, std::move(typed)))) == texts{R"({"a":1})", "{}"});
}

TEST_CASE("variant_shredding: arrays, of objects too") {
  variant_names names = knowing({"a"});
  array element = both(names, {null, "null", null, "[1]"}, texts_of({"comedy", null, "drama", null}));
  CHECK(done(whole(names, both(names, {null, null, "7"}, lists(std::move(element), {3, 1, null})))) ==
        texts{R"(["comedy",null,"drama"])", "[[1]]", "7"});
  array object = structure(columns(named_array{"a", both(names, {null, "true"}, ints({1, null}))}));
  array objects = both(names, {null, R"({"b":2})"}, std::move(object));
  CHECK(done(whole(names, both(names, {null}, lists(std::move(objects), {2})))) ==
        texts{R"([{"a":1},{"a":true,"b":2}])"});
  array missing = both(names, {null}, texts_of({null}));
  CHECK(done(whole(names, both(names, {null}, lists(std::move(missing), {1})))) == texts{"[null]"});
}

TEST_CASE("variant_shredding: parts that exclude each other are refused") {
  variant_names names = knowing({"a", "b"});
  CHECK(refusal(whole(names, both(names, {"1"}, ints({1})))) == errc::invalid_parquet);
  array list = lists(both(names, {null}, ints({1})), {1});
  CHECK(refusal(whole(names, both(names, {"[1]"}, std::move(list)))) == errc::invalid_parquet);
  array twice = structure(columns(named_array{"a", both(names, {null}, ints({null}))}));
  CHECK(refusal(whole(names, both(names, {R"({"a":1})"}, std::move(twice)))) == errc::invalid_parquet);
  array group = both(names, {null}, ints({null}));
  set_validity(group, {false});
  array optional = structure(columns(named_array{"a", std::move(group)}));
  CHECK(refusal(whole(names, both(names, {null}, std::move(optional)))) == errc::invalid_parquet);
}

TEST_CASE("variant_shredding: metadata that is missing or lacks a name") {
  variant_names names = knowing({"other"});
  const auto stored = [&names] {
    return both(names, {null}, structure(columns(named_array{"a", both(names, {null}, ints({1}))})));
  };
  CHECK(refusal(whole(names, stored())) == errc::invalid_parquet);
  array without = stored();
  without.type.children.push_back({"metadata", type_id::binary, true});
  without.children.push_back(texts_of({null}, type_id::binary));
  CHECK(refusal(std::move(without)) == errc::invalid_parquet);
}

TEST_CASE("variant_shredding: damaged values are refused where they are looked at") {
  const variant_names names;
  const auto stored = [](const std::string& value) {
    return structure(
        columns(named_array{"value", texts_of({value}, type_id::binary)}, named_array{"typed_value", ints({null})}));
  };
  CHECK(refusal(whole(names, stored(""))) == errc::invalid_parquet);
  CHECK(refusal(whole(names, stored("\x0c"))) == errc::invalid_parquet);
  CHECK(refusal(whole(names, stored("\x0c\x01\x02"))) == errc::invalid_parquet);
}

TEST_CASE("variant_shredding: structures that hold no variant") {
  const auto type_of = [](std::vector<named_array> children) { return structure(std::move(children)).type; };
  const auto bytes = [] { return texts_of({}, type_id::binary); };
  CHECK_FALSE(holds_variant(type_of(columns(named_array{"metadata", bytes()}))));
  CHECK_FALSE(holds_variant(type_of(columns(named_array{"value", bytes()}, named_array{"typed_value", ints({})}))));
  CHECK_FALSE(holds_variant(type_of(columns(named_array{"metadata", bytes()}, named_array{"value", texts_of({})}))));
  CHECK_FALSE(holds_variant(
      type_of(columns(named_array{"metadata", bytes()}, named_array{"value", bytes()}, named_array{"x", bytes()}))));
  CHECK_FALSE(holds_variant(type_id::binary));
  CHECK(refusal(ints({1})) == errc::invalid_argument);
}

TEST_CASE("variant_shredding: casting a structure to variant, also inside of others, and its JSON") {
  variant_names names;
  array stored = whole(names, both(names, {R"({"k":[1,"x"]})", null}, longs({null, 5})));
  data_type wanted(type_id::list);
  wanted.children.push_back({"element", deltalake::column::variant_type(), true});
  const auto made = deltalake::column::cast(lists(std::move(stored), {2}), wanted);
  REQUIRE(made.has_value());
  std::string text, embedded;
  deltalake::column::json_style style;
  deltalake::column::append_json(*made, 0, style, text);
  CHECK(text == R"(["{\"k\":[1,\"x\"]}","5"])");
  style.variants_as_text = false;
  deltalake::column::append_json(*made, 0, style, embedded);
  CHECK(embedded == R"([{"k":[1,"x"]},5])");
}

TEST_CASE("variant_shredding: parts that come as dictionaries") {
  variant_names names;
  array entries = variant_values(names, {"1", "\"x\""});
  array value = ints({1, 0, 1});
  value.type = deltalake::column::dictionary_of(type_id::binary);
  value.dictionary = std::make_shared<array>(std::move(entries));
  array coded = ints({0, 0, 0});
  coded.type = value.type;
  coded.dictionary = std::make_shared<array>(variant_metadata_of(names, 1));
  CHECK(done(structure(columns(named_array{"metadata", std::move(coded)}, named_array{"value", std::move(value)}))) ==
        texts{"\"x\"", "1", "\"x\""});
}

TEST_CASE("json_text: a damaged variant is no text") {
  array broken = structure(columns(named_array{"metadata", texts_of({"\x01"}, type_id::binary)},
                                   named_array{"value", texts_of({"x"}, type_id::binary)}));
  broken.type = deltalake::column::variant_type();
  std::string text;
  CHECK_THROWS_AS(deltalake::column::append_json(broken, 0, {}, text), deltalake::delta_error);
}

}  // namespace deltalake_variant_shredding_test
