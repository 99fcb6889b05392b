#include <deltalake/action/file_stats_builder.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <deltalake/base/timestamp.hpp>
#include <deltalake/base/utf8.hpp>

namespace deltalake_file_stats_builder_test {

namespace file_stats_builder_test {
namespace {

namespace schema = deltalake::schema;
using deltalake::column_stats;
using deltalake::errc;
using deltalake::stats_bounds;
using deltalake::stats_column;
using deltalake::table_properties;
using schema::data_type;
using schema::field;
using schema::scalar;
using schema::struct_type;
using kind = data_type::kind;

data_type type_of(kind what) { return data_type(what); }

schema::column_mapping unmapped(struct_type fields) {
  return schema::column_mapping::make(std::move(fields), schema::column_mapping_mode::none).value();
}
std::vector<std::string> names_of(const std::vector<stats_column>& columns) {
  std::vector<std::string> made;
  for (const stats_column& column : columns) {
    std::string name;
    for (const std::string& part : column.path) name += (name.empty() ? "" : ".") + part;
    made.push_back(name);
  }
  return made;
}
const struct_type nested{
    field("id", type_of(kind::long_)),
    field("day", type_of(kind::date)),
    field("s", data_type(struct_type{field("a", type_of(kind::string)),
                                     field("in", data_type(struct_type{field("b", type_of(kind::double_))})),
                                     field("list", data_type(schema::array_type(type_of(kind::long_))))})),
    field("nothing", type_of(kind::void_)),
    field("flag", type_of(kind::boolean)),
    field("dotted.name", type_of(kind::integer)),
};
std::vector<std::string> chosen(const table_properties& properties, const std::vector<std::string>& partitions = {}) {
  return names_of(deltalake::stats_columns_of(unmapped(nested), partitions, properties).value());
}

// One column of a type, and what is written of it.
std::string written(const data_type& type, column_stats stats, std::int64_t prefix_length = 32) {
  const std::vector<stats_column> columns =
      deltalake::stats_columns_of(unmapped(struct_type{field("c", type)}), {}, table_properties()).value();
  return deltalake::write_file_stats(columns, 3, std::vector<column_stats>{std::move(stats)}, std::nullopt,
                                     prefix_length)
      .value();
}
column_stats between(scalar lower, scalar upper) {
  column_stats made;
  made.lower = std::move(lower);
  made.upper = std::move(upper);
  return made;
}
std::string wrapped(const std::string& lower, const std::string& upper) {
  const auto object = [](const std::string& value) { return value.empty() ? "{}" : "{\"c\":" + value + "}"; };
  return "{\"numRecords\":3,\"minValues\":" + object(lower) + ",\"maxValues\":" + object(upper) + ",\"nullCount\":{}}";
}

std::string random_text(std::mt19937_64& random) {
  constexpr char32_t points[] = {'a', '"', '\\', '\n', 1, 0x7E, 0x7F, 0x80, 0xE000, 0xFFFF, 0x10FFFF};
  std::string made;
  for (std::size_t left = random() % 12; left > 0; --left) {
    deltalake::append_utf8(random() % 3 == 0 ? 0x10FFFF : points[random() % std::size(points)], made);
  }
  return made;
}

// What a reader takes from the file: the member, or null.
const boost::json::value* member(const boost::json::value& parsed, const char* side) {
  return parsed.at(side).as_object().if_contains("c");
}

}  // namespace

TEST_CASE("file stats: the first leaves have them, structs opened, lists not, without partitions and void") {
  table_properties properties;
  CHECK(chosen(properties) == std::vector<std::string>{"id", "day", "s.a", "s.in.b", "s.list", "flag", "dotted.name"});
  CHECK(chosen(properties, {"day"}) ==
        std::vector<std::string>{"id", "s.a", "s.in.b", "s.list", "flag", "dotted.name"});
  properties.data_skipping_num_indexed_cols = 4;
  CHECK(chosen(properties, {"day"}) == std::vector<std::string>{"id", "s.a", "s.in.b", "s.list"});
  properties.data_skipping_num_indexed_cols = 0;
  CHECK(chosen(properties).empty());
  properties.data_skipping_num_indexed_cols = -1;
  CHECK(chosen(properties).size() == 7);
}

TEST_CASE("file stats: a list of columns goes before their number, and structs stand for all below") {
  table_properties properties;
  properties.data_skipping_num_indexed_cols = 1;
  properties.data_skipping_stats_columns = " S . In, `dotted.name` ,flag, gone";
  CHECK(chosen(properties) == std::vector<std::string>{"s.in.b", "flag", "dotted.name"});
  properties.data_skipping_stats_columns = "s";
  CHECK(chosen(properties) == std::vector<std::string>{"s.a", "s.in.b", "s.list"});
  properties.data_skipping_stats_columns = "";
  CHECK(chosen(properties).empty());
  for (const char* const wrong : {"a,", ",a", "a..b", "`a", "a b", "``", "a.`b`c"}) {
    properties.data_skipping_stats_columns = wrong;
    const auto made = deltalake::stats_columns_of(unmapped(nested), {}, properties);
    REQUIRE(made.has_error());
    CHECK(made.error().code == errc::invalid_value);
    CHECK(made.error().field == "configuration.delta.dataSkippingStatsColumns");
  }
  const schema::column_mapping odd = unmapped(struct_type{field("a`b", type_of(kind::long_))});
  properties.data_skipping_stats_columns = "`a``b`";
  CHECK(deltalake::stats_columns_of(odd, {}, properties).value().size() == 1);
}

TEST_CASE("file stats: names are the physical ones, nested as the schema is") {
  const auto named = [](std::string name, data_type type, std::int64_t id, const std::string& physical) {
    field made(std::move(name), std::move(type));
    made.metadata.set_integer(schema::metadata_key::column_mapping_id, id);
    made.metadata.set_string(schema::metadata_key::column_mapping_physical_name, physical);
    return made;
  };
  const struct_type fields{named("s",
                                 data_type(struct_type{named("a", type_of(kind::long_), 2, "p\"2"),
                                                       named("b", type_of(kind::boolean), 3, "p3")}),
                                 1, "p1"),
                           named("c", type_of(kind::string), 4, "p4")};
  const auto mapping = schema::column_mapping::make(fields, schema::column_mapping_mode::name).value();
  const auto columns = deltalake::stats_columns_of(mapping, {}, table_properties()).value();
  std::vector<column_stats> stats(3);
  stats[0] = between(scalar(1), scalar(2));
  stats[2] = between(scalar("x"), scalar("y"));
  for (std::size_t i = 0; i < 3; ++i) stats[i].null_count = static_cast<std::int64_t>(i);
  CHECK(deltalake::write_file_stats(columns, 9, stats, stats_bounds::tight).value() ==
        R"({"numRecords":9,"minValues":{"p1":{"p\"2":1},"p4":"x"},"maxValues":{"p1":{"p\"2":2},"p4":"y"},)"
        R"("nullCount":{"p1":{"p\"2":0,"p3":1},"p4":2},"tightBounds":true})");
  CHECK(deltalake::write_file_stats({}, 9, {}, stats_bounds::wide).value() ==
        R"({"numRecords":9,"tightBounds":false})");
}

TEST_CASE("file stats: structs beside each other and within each other are closed") {
  const auto leaf = [](const char* name) { return field(name, type_of(kind::long_)); };
  const struct_type fields{
      field("x", data_type(struct_type{field("y", data_type(struct_type{leaf("a"), leaf("b")})), leaf("y2")})),
      field("z", data_type(struct_type{field("y", data_type(struct_type{leaf("a")}))})), leaf("w")};
  const auto columns = deltalake::stats_columns_of(unmapped(fields), {}, table_properties()).value();
  std::vector<column_stats> stats(columns.size());
  for (column_stats& one : stats) one.null_count = 0;
  CHECK(deltalake::write_file_stats(columns, 1, stats).value() ==
        R"({"numRecords":1,"minValues":{},"maxValues":{},)"
        R"("nullCount":{"x":{"y":{"a":0,"b":0},"y2":0},"z":{"y":{"a":0}},"w":0}})");
}

TEST_CASE("file stats: values of each type have the text that Spark gives them") {
  CHECK(written(type_of(kind::long_),
                between(scalar(std::int64_t{-5}), scalar((std::numeric_limits<std::int64_t>::max)()))) ==
        wrapped("-5", "9223372036854775807"));
  CHECK(written(data_type(schema::decimal_type(10, 2)),
                between(scalar(schema::decimal(-5, 2)), scalar(schema::decimal(150, 2)))) == wrapped("-0.05", "1.50"));
  CHECK(written(type_of(kind::date), between(scalar(schema::date{-1}), scalar(schema::date{0}))) ==
        wrapped("\"1969-12-31\"", "\"1970-01-01\""));
  CHECK(written(type_of(kind::double_), between(scalar(-0.0), scalar(1e300))) == wrapped("-0.0", "1.0E300"));
  CHECK(written(type_of(kind::string), between(scalar("a\"\n"), scalar("\xC3\xA9"))) ==
        wrapped("\"a\\\"\\u000a\"", "\"\xC3\xA9\""));
  CHECK(written(type_of(kind::boolean), between(scalar(false), scalar(true))) == wrapped("", ""));
  CHECK(written(type_of(kind::binary), between(scalar(schema::binary("a")), scalar(schema::binary("b")))) ==
        wrapped("", ""));
  CHECK(written(type_of(kind::long_), between(scalar(), scalar())) == wrapped("", ""));
}

TEST_CASE("file stats: time stamps have milliseconds, rounded away from the values") {
  using schema::timestamp;
  CHECK(written(type_of(kind::timestamp), between(scalar(timestamp{1'500}), scalar(timestamp{1'500}))) ==
        wrapped("\"1970-01-01T00:00:00.001Z\"", "\"1970-01-01T00:00:00.002Z\""));
  CHECK(written(type_of(kind::timestamp), between(scalar(timestamp{-1}), scalar(timestamp{-1}))) ==
        wrapped("\"1969-12-31T23:59:59.999Z\"", "\"1970-01-01T00:00:00.000Z\""));
  CHECK(written(type_of(kind::timestamp_ntz),
                between(scalar(schema::timestamp_ntz{2'000}), scalar(schema::timestamp_ntz{2'000}))) ==
        wrapped("\"1970-01-01T00:00:00.002\"", "\"1970-01-01T00:00:00.002\""));
  constexpr auto least = (std::numeric_limits<std::int64_t>::min)(), most = (std::numeric_limits<std::int64_t>::max)();
  CHECK(written(type_of(kind::timestamp), between(scalar(timestamp{least}), scalar(timestamp{most}))) ==
        wrapped("", ""));
  CHECK(written(type_of(kind::date), between(scalar(schema::date{-719'163}), scalar(schema::date{2'932'897}))) ==
        wrapped("", ""));
  CHECK(written(type_of(kind::date), between(scalar(schema::date{-719'162}), scalar(schema::date{2'932'896}))) ==
        wrapped("\"0001-01-01\"", "\"9999-12-31\""));
}

TEST_CASE("file stats: floats that are no JSON numbers have no bounds, and NaN hides the upper one") {
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(written(type_of(kind::double_), between(scalar(-infinity), scalar(infinity))) == wrapped("", ""));
  column_stats with_nan = between(scalar(1.0), scalar(2.0));
  with_nan.has_nan = true;
  CHECK(written(type_of(kind::double_), with_nan) == wrapped("1.0", ""));
  // A float is above its shortest text, if that is read as a double.
  CHECK(written(type_of(kind::float_), between(scalar(0.1F), scalar(0.1F))) ==
        wrapped("0.10000000149011612", "0.10000000149011612"));
}

TEST_CASE("file stats: texts are cut as Spark cuts them") {
  CHECK(deltalake::cut_lower_text("abcdef", 3) == "abc");
  CHECK(deltalake::cut_lower_text("\xC3\xA9\xF0\x9F\x98\x80x", 2) == "\xC3\xA9\xF0\x9F\x98\x80");
  CHECK(deltalake::cut_upper_text("abc", 3) == "abc");
  CHECK(deltalake::cut_upper_text("abcd", 3) == "abc\x7F");
  CHECK(deltalake::cut_upper_text("abc\x7F", 3) == "abc\xF4\x8F\xBF\xBF");
  CHECK(deltalake::cut_upper_text("abc\xC3\xA9", 3) == "abc\xF4\x8F\xBF\xBF");
  CHECK(deltalake::cut_upper_text("a\xF4\x8F\xBF\xBFz", 1) == "a\xF4\x8F\xBF\xBF\x7F");
  CHECK(deltalake::cut_upper_text("a\xF4\x8F\xBF\xBF", 1) == "a\xF4\x8F\xBF\xBF");
  CHECK_FALSE(deltalake::cut_upper_text("a\xF4\x8F\xBF\xBF\xF4\x8F\xBF\xBF\xF4\x8F\xBF\xBF", 1));
  CHECK(deltalake::cut_upper_text("a", 0) == "\x7F");
  CHECK(deltalake::cut_upper_text("", 0) == "");
  CHECK(written(type_of(kind::string), between(scalar("a\xFF"), scalar("b\xC3"))) == wrapped("", ""));
}

TEST_CASE("file stats: what a reader parses contains the data") {
  std::mt19937_64 random(1);
  int with_upper = 0;
  for (int round = 0; round < 2000; ++round) {
    std::string a = random_text(random), b = random_text(random);
    if (b < a) std::swap(a, b);
    const auto length = static_cast<std::int64_t>(random() % 5);
    const auto texts = boost::json::parse(written(type_of(kind::string), between(scalar(a), scalar(b)), length));
    REQUIRE(std::string(member(texts, "minValues")->as_string()) <= a);
    if (const auto* upper = member(texts, "maxValues"); upper != nullptr) {
      ++with_upper;
      REQUIRE(std::string(upper->as_string()) >= b);
    }
    const auto low = static_cast<std::int64_t>(random()) >> (8 + random() % 50);
    const std::int64_t high = low + static_cast<std::int64_t>(random() >> (12 + random() % 50));
    const auto times = boost::json::parse(
        written(type_of(kind::timestamp), between(scalar(schema::timestamp{low}), scalar(schema::timestamp{high}))));
    if (const auto* lower = member(times, "minValues"); lower != nullptr) {
      REQUIRE(deltalake::parse_rfc3339(std::string(lower->as_string())).value() <= low);
    }
    if (const auto* upper = member(times, "maxValues"); upper != nullptr) {
      REQUIRE(deltalake::parse_rfc3339(std::string(upper->as_string())).value() >= high);
    }
    const float f = std::ldexp(static_cast<float>(random() % 2001) - 1000.0F, static_cast<int>(random() % 100) - 50);
    const std::string floats = written(type_of(kind::float_), between(scalar(f), scalar(f)));
    const std::string before = "\"minValues\":{\"c\":";  // Boost.JSON reads doubles almost exactly, strtod exactly
    REQUIRE(std::strtod(floats.c_str() + floats.find(before) + before.size(), nullptr) == static_cast<double>(f));
  }
  CHECK(with_upper > 1000);
}

TEST_CASE("file stats: what does not fit together is refused") {
  const auto columns =
      deltalake::stats_columns_of(unmapped(struct_type{field("c", type_of(kind::integer))}), {}, table_properties())
          .value();
  CHECK(deltalake::write_file_stats(columns, 1, {}).error().code == errc::invalid_argument);
  const std::vector<column_stats> wrong = {between(scalar("x"), scalar("y"))};
  const auto refused = deltalake::write_file_stats(columns, 1, wrong);
  CHECK(refused.error().code == errc::invalid_argument);
  CHECK(refused.error().field == "c");
  const std::vector<column_stats> wide = {between(scalar(1), scalar(std::int64_t{1} << 40))};
  CHECK(deltalake::write_file_stats(columns, 1, wide).error().code == errc::invalid_argument);
  CHECK(deltalake::write_file_stats(columns, 1, std::vector<column_stats>(1), std::nullopt, -1).error().code ==
        errc::invalid_argument);
}

}  // namespace file_stats_builder_test

}  // namespace deltalake_file_stats_builder_test
