#include <deltalake/expression/evaluate.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/column/delta_type.hpp>
#include <deltalake/expression/sql_parse.hpp>
#include <tests/support/arrays.hpp>

namespace deltalake_evaluate_test {
namespace {

using deltalake::column::array;
using deltalake::column::batch;
using deltalake::column::row_stretch;
using deltalake::column::type_id;
using deltalake::expression::bind_predicate;
using deltalake::expression::evaluate;
using deltalake::expression::parse_sql;
using deltalake::expression::truth;
using deltalake_test::flags;
using deltalake_test::ints;
using deltalake_test::longs;
using deltalake_test::null;
using deltalake_test::texts_of;
namespace schema = deltalake::schema;
using kind = schema::data_type::kind;

// Columns of a batch with the Delta types they have.
struct rows_of_table {
  std::vector<schema::field> fields;
  batch rows;

  rows_of_table& with(std::string name, schema::data_type type, array values) {
    rows.num_rows = values.length;
    rows.fields.push_back({name, values.type, true});
    rows.columns.push_back(std::move(values));
    fields.emplace_back(std::move(name), std::move(type));
    return *this;
  }
  rows_of_table& with(std::string name, kind type, array values) {
    return with(std::move(name), schema::data_type(type), std::move(values));
  }
  // One letter a row: y, n, or u for unknown.
  std::string operator()(std::string_view sql) const {
    INFO(sql);
    const auto condition = bind_predicate(parse_sql(sql).value(), schema::struct_type(fields));
    if (!condition) FAIL(condition.error().detail);
    const auto truths = evaluate(*condition, rows);
    if (!truths) FAIL(truths.error().detail);
    std::string letters;
    for (const truth one : *truths) letters += one == truth::yes ? 'y' : one == truth::no ? 'n' : 'u';
    return letters;
  }
};

array doubles(const std::vector<std::optional<double>>& values) {
  array made;
  made.type = type_id::float64;
  made.length = static_cast<std::int64_t>(values.size());
  std::vector<bool> valid;
  for (const auto& value : values) {
    made.values.push_back(value.value_or(0));
    valid.push_back(value.has_value());
  }
  deltalake_test::set_validity(made, valid);
  return made;
}

array of_type(deltalake::column::data_type type, array words) {
  words.type = std::move(type);
  return words;
}

array decimals(std::vector<std::int64_t> unscaled, int precision, int scale) {
  array made;
  made.type = type_id::decimal128;
  made.type.precision = precision;
  made.type.scale = scale;
  made.length = static_cast<std::int64_t>(unscaled.size());
  for (const std::int64_t one : unscaled) made.values.push_back(schema::int128{one});
  return made;
}

deltalake::column::data_type micros(bool utc) {
  deltalake::column::data_type made(type_id::timestamp);
  made.utc = utc;
  return made;
}

}  // namespace

TEST_CASE("evaluate: logic is that of SQL, with three values") {
  rows_of_table rows;
  rows.with("a", kind::boolean, flags({true, true, true, false, false, false, null, null, null}));
  rows.with("b", kind::boolean, flags({true, false, null, true, false, null, true, false, null}));
  CHECK(rows("a and b") == "ynunnnunu");
  CHECK(rows("a or b") == "yyyynuyuu");
  CHECK(rows("not a") == "nnnyyyuuu");
  CHECK(rows("a = b") == "ynunyuuuu");
  CHECK(rows("a <=> b") == "ynnnynnny");
  CHECK(rows("a is null") == "nnnnnnyyy");
  CHECK(rows("a is true") == "yyynnnnnn");
  CHECK(rows("a is not false") == "yyynnnyyy");
  CHECK(rows("(a = b) is null") == "nnynnyyyy");
  CHECK(rows("null") == "uuuuuuuuu");
  CHECK(rows("a or true") == "yyyyyyyyy");
}

TEST_CASE("evaluate: integers of every width, decimals and floats compare by value") {
  rows_of_table rows;
  rows.with("i", kind::integer, ints({1, 2, null, -3}));
  rows.with("l", kind::long_, longs({1, 9'007'199'254'740'993, 0, -3}));
  rows.with("d", schema::data_type(schema::decimal_type(10, 2)), decimals({100, 150, 0, -300}, 10, 2));
  rows.with("r", kind::double_, doubles({1.0, 1.5, null, std::nan("")}));
  CHECK(rows("i = l") == "ynuy");
  CHECK(rows("d = i") == "ynuy");
  CHECK(rows("d >= 1.5") == "nynn");
  CHECK(rows("d >= 1.501") == "nnnn");
  CHECK(rows("l = 9007199254740993") == "nynn");
  CHECK(rows("r > 1e300") == "nnuy");  // NaN is greater than all
  CHECK(rows("r = cast('NaN' as double)") == "nnuy");
  CHECK(rows("r = d") == "yyun");
  CHECK(rows("i in (1, 2.0)") == "yyun");
  CHECK(rows("i in (5, null)") == "uuuu");
  CHECK(rows("i not in (1, null)") == "nuuu");
  CHECK(rows("l in (1,2,3,4,5,6,7,8,9,10)") == "ynnn");
  CHECK(rows("i between -3 and 1") == "ynuy");
}

TEST_CASE("evaluate: -0.0 equals 0.0") {
  rows_of_table rows;
  rows.with("r", kind::double_, doubles({-0.0, 0.0}));
  CHECK(rows("r = 0.0D") == "yy");
  CHECK(rows("r < 0.0D") == "nn");
}

TEST_CASE("evaluate: texts in every form, by unsigned bytes") {
  rows_of_table rows;
  rows.with("t", kind::string, texts_of({"a", "\xC3\xA9", null, ""}));
  CHECK(rows("t > 'z'") == "nyun");
  CHECK(rows("t = ''") == "nnuy");
  CHECK(rows("t like '_'") == "yyun");
  CHECK(rows("t like 'a%'") == "ynun");
  CHECK(rows("t in ('a','b','c','d','e','f','g','h','i')") == "ynun");
  CHECK(rows("t in ('x','b','c','d','e','f','g','h','i', null)") == "uuuu");
  array words = ints({0, 1, null, 0});
  words.type = deltalake::column::dictionary_of(type_id::utf8);
  words.dictionary = std::make_shared<const array>(texts_of({"a", "b"}));
  rows.with("w", kind::string, std::move(words));
  CHECK(rows("w = 'a'") == "ynuy");
  CHECK(rows("w <> t") == "nyuy");
}

TEST_CASE("evaluate: days and times meet at midnight in UTC") {
  rows_of_table rows;
  rows.with("day", kind::date, of_type(type_id::date32, ints({0, 1, null})));
  rows.with("at", kind::timestamp, of_type(micros(true), longs({0, 86'399'999'999, 5})));
  CHECK(rows("day = at") == "ynu");
  CHECK(rows("day > at") == "nyu");
  CHECK(rows("at >= '1970-01-01 23:59:59.999999'") == "nyn");
  CHECK(rows("cast(at as date) = date '1970-01-01'") == "yyy");
  CHECK(rows("day in ('1970-01-02')") == "nyu");
}

TEST_CASE("evaluate: arithmetic that has no value gives NULL") {
  rows_of_table rows;
  rows.with("l", kind::long_,
            longs({10, std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()}));
  rows.with("z", kind::long_, longs({0, 1, -1}));
  rows.with("d", schema::data_type(schema::decimal_type(4, 2)), decimals({150, -150, 1}, 4, 2));
  CHECK(rows("l + 1 > 0") == "yun");
  CHECK(rows("l - z > 0") == "yyn");
  CHECK(rows("-l < 0") == "yyu");
  CHECK(rows("l / z > 1") == "uyy");
  CHECK(rows("l % z = 0") == "uyy");
  CHECK(rows("l * 2 = 20") == "yuu");
  CHECK(rows("d * 2 = 3") == "ynn");
  CHECK(rows("d + 0.005 > 1.5") == "ynn");
  CHECK(rows("-d = 1.5") == "nyn");
  CHECK(rows("l + null is null") == "yyy");
}

TEST_CASE("evaluate: casts cut, round and read as SQL does, and fail to NULL") {
  rows_of_table rows;
  rows.with("r", kind::double_, doubles({1.9, -1.9, 1e300}));
  rows.with("t", kind::string, texts_of({"12", "x", "1.5"}));
  CHECK(rows("cast(r as int) = 1") == "ynu");
  CHECK(rows("cast(r as decimal(3,0)) = 2") == "ynu");
  CHECK(rows("cast(t as int) >= 1") == "yuy");
  CHECK(rows("cast(t as double) = 1.5D") == "nuy");
  CHECK(rows("t::decimal(3,1) = 12") == "yun");
  CHECK(rows("cast(r as byte) is null") == "nny");
  CHECK(rows("cast(r as float) > 1") == "yny");
}

TEST_CASE("evaluate: a field of a struct that is NULL is NULL") {
  std::vector<deltalake_test::named_array> parts;
  parts.push_back({"x", longs({1, 2, null})});
  rows_of_table rows;
  rows.with("s", schema::data_type(schema::struct_type{{"x", schema::data_type(kind::long_)}}),
            deltalake_test::structure(std::move(parts), std::vector<bool>{true, false, true}));
  CHECK(rows("s.x > 0") == "yuu");
  CHECK(rows("s is null") == "nyn");
  CHECK(rows("s.x is null") == "nyy");
}

TEST_CASE("evaluate: rows that hold come as stretches") {
  const auto stretches =
      deltalake::expression::rows_that_hold({truth::yes, truth::yes, truth::no, truth::unknown, truth::yes, truth::no});
  CHECK(stretches == std::vector<row_stretch>{{0, 2}, {4, 5}});
  CHECK(deltalake::expression::rows_that_hold({}).empty());
}

}  // namespace deltalake_evaluate_test
