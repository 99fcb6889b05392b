#include <deltalake/scan/file_ranges.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include <deltalake/base/timestamp.hpp>
#include <deltalake/expression/sql_parse.hpp>
#include <deltalake/json/boost_json.hpp>
#include <deltalake/scan/transform.hpp>
#include <deltalake/schema/struct_type.hpp>

namespace deltalake_file_ranges_test {

namespace expression = deltalake::expression;
namespace schema = deltalake::schema;
using deltalake::json::boost_json;
using deltalake::scan::bound_side;
using deltalake::scan::file_ranges;
using deltalake::scan::parse_stats_bound;
using schema::data_type;
using schema::scalar;
using kind = schema::data_type::kind;

namespace {

deltalake::json::node parse(std::string_view text) { return deltalake::json::parse_node<boost_json>(text).value(); }

std::optional<scalar> bound(std::string_view text, const data_type& type, bound_side side) {
  return parse_stats_bound(parse(text), schema::field("x", type), side);
}

// A table's files as the log tells of them.
struct table {
  schema::column_mapping columns;
  std::vector<std::string> partition_columns;
  deltalake::string_map values;

  expression::column_range range_of(std::string_view column, std::string_view stats) const {
    const deltalake::json::node tree = parse(stats);
    const auto bound = expression::bind(expression::parse_sql(column).value(), columns.logical()).value();
    return file_ranges(columns, partition_columns, values, &tree)(bound);
  }
  expression::outcomes outcomes_of(std::string_view condition, std::string_view stats) const {
    const deltalake::json::node tree = parse(stats);
    const auto bound = expression::bind_predicate(expression::parse_sql(condition).value(), columns.logical()).value();
    return expression::possible_outcomes(bound, file_ranges(columns, partition_columns, values, &tree));
  }
};

table plain(schema::struct_type fields) {
  table made;
  made.columns = schema::column_mapping::make(std::move(fields), schema::column_mapping_mode::none).value();
  return made;
}

scalar micros(std::string_view text) { return scalar(schema::timestamp{deltalake::parse_rfc3339(text).value()}); }

}  // namespace

TEST_CASE("file_ranges: bounds and null counts are those of the statistics") {
  const table of = plain({{"a", data_type(kind::long_)}, {"s", data_type(kind::string)}});
  const std::string_view stats =
      R"({"numRecords":4,"minValues":{"a":9007199254740993,"s":"b"},"maxValues":{"a":9223372036854775807,"s":"d"},)"
      R"("nullCount":{"a":0,"s":2}})";
  const auto a = of.range_of("a", stats);
  CHECK(a.lower == scalar(9007199254740993));
  CHECK(a.upper == scalar(std::numeric_limits<std::int64_t>::max()));
  CHECK_FALSE(a.may_be_null);
  CHECK(a.may_be_value);
  CHECK_FALSE(a.may_be_nan);
  const auto s = of.range_of("s", stats);
  CHECK(s.lower == scalar("b"));
  CHECK(s.upper == scalar("d"));
  CHECK(s.may_be_null);
  CHECK(s.may_be_value);
  CHECK_FALSE(of.outcomes_of("a < 9007199254740993", stats).yes);
  CHECK(of.outcomes_of("a >= 9007199254740993", stats) == expression::outcomes{true, false, false});
  CHECK_FALSE(of.outcomes_of("s > 'd' AND a > 0", stats).yes);
}

TEST_CASE("file_ranges: a column of nothing but NULLs has no bounds") {
  const table of = plain({{"a", data_type(kind::long_)}});
  const auto a =
      of.range_of("a", R"({"numRecords":3,"minValues":{"a":0},"maxValues":{"a":0},"nullCount":{"a":3}})");
  CHECK_FALSE(a.may_be_value);
  CHECK(a.may_be_null);
  CHECK_FALSE(a.lower);
  CHECK_FALSE(a.upper);
}

TEST_CASE("file_ranges: wide bounds still bound, and null counts prove all or nothing") {
  const table of = plain({{"a", data_type(kind::long_)}});
  const auto with = [&of](std::string_view nulls) {
    return of.range_of("a", R"({"numRecords":3,"tightBounds":false,"minValues":{"a":1},"maxValues":{"a":5},)"
                            R"("nullCount":{"a":)" + std::string(nulls) + "}}");
  };
  CHECK(with("0").lower == scalar(1));
  CHECK(with("0").upper == scalar(5));
  CHECK_FALSE(with("0").may_be_null);
  CHECK_FALSE(with("3").may_be_value);
  CHECK(with("1").may_be_null);
  CHECK(with("1").may_be_value);
  CHECK(with("2").may_be_value);
}

TEST_CASE("file_ranges: statistics that are missing, malformed or against sense prove nothing") {
  const table of = plain({{"a", data_type(kind::integer)}});
  for (const char* stats : {"{}", "[]", "null", "1", R"({"minValues":1,"maxValues":[],"nullCount":"x"})",
                            R"({"numRecords":1,"minValues":{"b":1},"nullCount":{"b":0}})",
                            R"({"numRecords":-1,"nullCount":{"a":-1}})", R"({"numRecords":1,"nullCount":{"a":2}})",
                            R"({"numRecords":1.5,"nullCount":{"a":1.5}})", R"({"nullCount":{"a":{"b":0}}})",
                            R"({"minValues":{"a":null},"maxValues":{"a":null}})",
                            R"({"minValues":{"a":"1"},"maxValues":{"a":true}})",
                            R"({"minValues":{"a":1.5},"maxValues":{"a":2147483648}})",
                            R"({"minValues":{"a":7},"maxValues":{"a":6}})"}) {
    CAPTURE(stats);
    const auto a = of.range_of("a", stats);
    CHECK(a.may_be_null);
    CHECK(a.may_be_value);
    CHECK_FALSE(a.lower);
    CHECK_FALSE(a.upper);
  }
}

TEST_CASE("file_ranges: statistics of fields in structs go by physical names at every depth") {
  schema::field inner("b", data_type(kind::integer));
  inner.metadata.set_integer(schema::metadata_key::column_mapping_id, 2);
  inner.metadata.set_string(schema::metadata_key::column_mapping_physical_name, "col-2");
  schema::field outer("a", data_type(schema::struct_type{inner}));
  outer.metadata.set_integer(schema::metadata_key::column_mapping_id, 1);
  outer.metadata.set_string(schema::metadata_key::column_mapping_physical_name, "col-1");
  table of;
  of.columns = schema::column_mapping::make(schema::struct_type{outer}, schema::column_mapping_mode::name).value();
  const auto found = of.range_of("a.b", R"({"numRecords":3,"minValues":{"col-1":{"col-2":4}},)"
                                        R"("maxValues":{"col-1":{"col-2":9}},"nullCount":{"col-1":{"col-2":0}}})");
  CHECK(found.lower == scalar(4));
  CHECK(found.upper == scalar(9));
  CHECK_FALSE(found.may_be_null);
  const auto logical = of.range_of("a.b", R"({"numRecords":3,"minValues":{"a":{"b":4}},"nullCount":{"a":{"b":0}}})");
  CHECK_FALSE(logical.lower);
  CHECK(logical.may_be_null);
  // Of the struct itself nothing is told.
  CHECK(of.range_of("a", R"({"numRecords":3,"nullCount":{"col-1":{"col-2":0}}})").may_be_null);
}

TEST_CASE("file_ranges: a partition column is its one value, whatever the statistics say") {
  table of = plain({{"P", data_type(kind::integer)}, {"f", data_type(kind::double_)}, {"a", data_type(kind::long_)}});
  of.partition_columns = {"p", "f"};
  of.values = {{"P", "7"}, {"f", "NaN"}};
  const std::string_view stats = R"({"numRecords":3,"minValues":{"P":1},"maxValues":{"P":2},"nullCount":{"P":3}})";
  const auto p = of.range_of("p", stats);
  CHECK(p.lower == scalar(7));
  CHECK(p.upper == scalar(7));
  CHECK_FALSE(p.may_be_null);
  CHECK(of.outcomes_of("p = 7", stats) == expression::outcomes{true, false, false});
  CHECK(of.outcomes_of("p IN (1, 2)", stats) == expression::outcomes{false, true, false});
  CHECK(of.outcomes_of("f > 1e308", stats) == expression::outcomes{true, false, false});
  of.values = {{"P", std::nullopt}};
  CHECK_FALSE(of.range_of("p", stats).may_be_value);
  CHECK(of.outcomes_of("p IS NULL", stats) == expression::outcomes{true, false, false});
  // What cannot be read is for the reader to refuse.
  of.values = {{"P", "seven"}};
  CHECK(of.outcomes_of("p = 8", stats).yes);
}

TEST_CASE("file_ranges: floats may be NaN, which no bound excludes") {
  const table of = plain({{"x", data_type(kind::double_)}});
  const std::string_view stats = R"({"numRecords":3,"minValues":{"x":1.5},"maxValues":{"x":2.5},"nullCount":{"x":0}})";
  CHECK(of.range_of("x", stats).may_be_nan);
  CHECK(of.outcomes_of("x > 3", stats).yes);
  CHECK_FALSE(of.outcomes_of("x < 1.5", stats).yes);
  CHECK_FALSE(of.range_of("x", R"({"numRecords":3,"nullCount":{"x":3}})").may_be_nan);
  // As Spark writes what JSON has no number for.
  CHECK_FALSE(of.range_of("x", R"({"minValues":{"x":"-Infinity"},"maxValues":{"x":"NaN"}})").upper);
}

TEST_CASE("file_ranges: bounds of a column that was widened from float admit the float") {
  schema::field x("x", data_type(kind::double_));
  x.metadata.set_json(schema::metadata_key::type_changes, R"([{"toType":"double","fromType":"float"}])");
  const table of = plain(schema::struct_type{x});
  for (const float value : {1.1F, -1.1F, 0.1F, 16777216.0F, 1e-40F, 3e38F, 0.0F}) {
    CAPTURE(value);
    const std::string text = schema::format_floating(value);
    const auto found = of.range_of("x", R"({"minValues":{"x":)" + text + R"(},"maxValues":{"x":)" + text + "}}");
    REQUIRE(found.lower);
    REQUIRE(found.upper);
    CHECK(*found.lower->get_if<double>() <= static_cast<double>(value));
    CHECK(*found.upper->get_if<double>() >= static_cast<double>(value));
    // Values that were written as doubles since are admitted as well.
    CHECK(*found.lower->get_if<double>() <= std::stod(text));
    CHECK(*found.upper->get_if<double>() >= std::stod(text));
  }
  const table since = plain({{"x", data_type(kind::double_)}});
  CHECK(since.range_of("x", R"({"minValues":{"x":1.1}})").lower == scalar(1.1));
}

TEST_CASE("file_ranges: integers of columns that are decimals or doubles now are read exactly") {
  CHECK(bound("-12", data_type(schema::decimal_type(20, 5)), bound_side::lower) == scalar(schema::decimal(-12, 0)));
  CHECK(bound("2147483647", data_type(kind::double_), bound_side::upper) == scalar(2147483647.0));
  CHECK(bound("127", data_type(kind::long_), bound_side::upper) == scalar(127));
}

TEST_CASE("file_ranges: decimals are exact as far as a double would be") {
  const data_type type(schema::decimal_type(38, 2));
  CHECK(bound("0.10", type, bound_side::upper) == scalar(schema::decimal(1, 1)));
  CHECK(bound("9999999999999.99", type, bound_side::upper) == scalar(schema::decimal(999999999999999, 2)));
  // 12345678901234567.89 as the double nearest to it.
  const scalar exact(schema::decimal::parse("12345678901234567.89").value());
  CHECK(std::is_lt(*bound("12345678901234568.0", type, bound_side::lower) <=> exact));
  CHECK(std::is_gt(*bound("12345678901234568.0", type, bound_side::upper) <=> exact));
  CHECK(std::is_lt(*bound("-12345678901234567.0", type, bound_side::lower) <=>
                   scalar(schema::decimal::parse("-12345678901234567.89").value())));
  const std::string most(38, '9');
  CHECK_FALSE(bound(most, type, bound_side::upper));
  CHECK(bound(most, type, bound_side::lower));
  CHECK_FALSE(bound("1e99", type, bound_side::upper));
}

TEST_CASE("file_ranges: an upper bound of 32 bytes admits all texts that begin so") {
  const data_type type(kind::string);
  const std::string cut(32, 'z'), whole(31, 'z');
  CHECK(bound('"' + whole + '"', type, bound_side::upper) == scalar(whole));
  CHECK(bound('"' + cut + '"', type, bound_side::lower) == scalar(cut));
  const auto upper = bound('"' + cut + '"', type, bound_side::upper);
  REQUIRE(upper);
  CHECK(std::is_gt(*upper <=> scalar(cut + "\xF4\x8F\xBF\xBF and more")));
  CHECK(std::is_lt(*upper <=> scalar(std::string(31, 'z') + "|")));
  // What stands for bytes that were no UTF-8 may stand above or below them.
  CHECK_FALSE(bound("\"\xEF\xBF\xBD\"", type, bound_side::lower));
}

TEST_CASE("file_ranges: time stamps were cut or rounded to milliseconds") {
  const data_type zoned(kind::timestamp), local(kind::timestamp_ntz);
  CHECK(bound(R"("2026-01-02T03:04:05.678+01:00")", zoned, bound_side::lower) == micros("2026-01-02T02:04:05.677Z"));
  CHECK(bound(R"("2026-01-02T03:04:05.678Z")", zoned, bound_side::upper) == micros("2026-01-02T03:04:05.679Z"));
  CHECK(bound(R"("2026-01-02T03:04:05.678")", local, bound_side::upper) ==
        scalar(schema::timestamp_ntz{deltalake::parse_rfc3339("2026-01-02T03:04:05.679Z").value()}));
  // Los Angeles was 7:52:58 behind; the text says 7:52.
  const scalar instant = micros("1883-01-01T07:52:58Z");
  CHECK(std::is_lteq(*bound(R"("1883-01-01T00:00:00.000-07:52")", zoned, bound_side::lower) <=> instant));
  CHECK(std::is_gteq(*bound(R"("1883-01-01T00:00:00.000-07:52")", zoned, bound_side::upper) <=> instant));
  // Which instant a time without a zone is, nobody says.
  CHECK_FALSE(bound(R"("2026-01-02T03:04:05.678")", zoned, bound_side::lower));
  CHECK_FALSE(bound(R"("2026-01-02T03:04:05.678Z")", local, bound_side::lower));
  CHECK_FALSE(bound(R"("yesterday")", zoned, bound_side::lower));
  CHECK_FALSE(bound("1767225600", zoned, bound_side::lower));
  // A column of dates that became one of times.
  CHECK(bound(R"("2026-01-02")", local, bound_side::lower) ==
        scalar(schema::timestamp_ntz{deltalake::parse_rfc3339("2026-01-01T23:59:59.999Z").value()}));
}

TEST_CASE("file_ranges: dates and booleans are read, bytes and texts of other types are not") {
  CHECK(bound(R"("1970-01-11")", data_type(kind::date), bound_side::upper) == scalar(schema::date{10}));
  CHECK_FALSE(bound(R"("")", data_type(kind::date), bound_side::upper));
  CHECK_FALSE(bound(R"("1970-13-11")", data_type(kind::date), bound_side::upper));
  CHECK(bound("false", data_type(kind::boolean), bound_side::upper) == scalar(false));
  CHECK_FALSE(bound(R"("abc")", data_type(kind::binary), bound_side::upper));
  CHECK_FALSE(bound("1", data_type(kind::string), bound_side::upper));
  CHECK_FALSE(bound(R"("1")", data_type(schema::decimal_type(5, 0)), bound_side::upper));
  CHECK_FALSE(bound("1e999", data_type(kind::double_), bound_side::upper));
}

}  // namespace deltalake_file_ranges_test
