#include <deltalake/expression/prune.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <deltalake/expression/evaluate.hpp>
#include <deltalake/expression/sql_parse.hpp>
#include <tests/support/arrays.hpp>

namespace deltalake_prune_test {
namespace {

using deltalake::column::array;
using deltalake::column::batch;
using deltalake::column::type_id;
using deltalake::expression::bind_predicate;
using deltalake::expression::bound_expression;
using deltalake::expression::column_range;
using deltalake::expression::outcomes;
using deltalake::expression::parse_sql;
using deltalake::expression::possible_outcomes;
using deltalake::expression::truth;
namespace schema = deltalake::schema;
using kind = schema::data_type::kind;

const schema::struct_type& table() {
  static const schema::struct_type made{{"a", schema::data_type(kind::long_)},
                                        {"b", schema::data_type(kind::long_)},
                                        {"r", schema::data_type(kind::double_)},
                                        {"t", schema::data_type(kind::string)}};
  return made;
}

outcomes of(std::string_view sql, const std::vector<column_range>& ranges) {
  const auto condition = bind_predicate(parse_sql(sql).value(), table());
  INFO(sql);
  if (!condition) FAIL(condition.error().detail);
  return possible_outcomes(*condition, [&](const bound_expression& column) { return ranges[column.place.front()]; });
}

template <class Value>
column_range between(Value low, Value high, bool nulls = false) {
  column_range made;
  made.may_be_null = nulls;
  made.may_be_nan = false;
  made.lower = schema::scalar(low);
  made.upper = schema::scalar(high);
  return made;
}

constexpr outcomes yes{true, false, false}, no{false, true, false}, either{true, true, false};

}  // namespace

TEST_CASE("prune: bounds decide comparisons, and nulls make them unknown as well") {
  const std::vector<column_range> ranges{between(10, 20), between(15, 30, true), between(0.0, 1.0), between("b", "d")};
  CHECK(of("a > 9", ranges) == yes);
  CHECK(of("a > 10", ranges) == either);
  CHECK(of("a >= 10", ranges) == yes);
  CHECK(of("a > 20", ranges) == no);
  CHECK(of("a = 21", ranges) == no);
  CHECK(of("a <> 21", ranges) == yes);
  CHECK(of("a = 15", ranges) == either);
  CHECK(of("not a > 20", ranges) == yes);
  CHECK(of("a < b", ranges) == outcomes{true, true, true});
  CHECK(of("b > 40", ranges) == outcomes{false, true, true});
  CHECK(of("b > 40 or a > 20", ranges) == outcomes{false, true, true});
  CHECK(of("b > 40 and a > 20", ranges) == no);
  CHECK(of("a in (1, 2, 30)", ranges) == no);
  CHECK(of("a in (1, 12)", ranges) == either);
  CHECK(of("a in (1, null)", ranges) == outcomes{false, true, true});
  CHECK(of("a is null", ranges) == no);
  CHECK(of("b is null", ranges) == either);
  CHECK(of("a between 1 and 5", ranges) == no);
  CHECK(of("a > 20.5 and b < 3", ranges) == no);
  CHECK(of("t like 'e%'", ranges) == no);
  CHECK(of("t like 'c%'", ranges) == either);
  CHECK(of("t like 'a%'", ranges) == no);
  CHECK(of("t like '%a'", ranges) == either);
  CHECK(of("a + 1 > 100", ranges) == outcomes{true, true, true});  // nothing is known of sums
  CHECK(of("a <=> null", ranges) == no);
}

TEST_CASE("prune: what is not known is possible, NaN above all bounds too") {
  std::vector<column_range> ranges(4);
  CHECK(of("a > 9", ranges) == outcomes{true, true, true});
  ranges[2] = between(0.0, 1.0);
  CHECK(of("r > 2D", ranges) == no);
  ranges[2].may_be_nan = true;
  CHECK(of("r > 2D", ranges) == either);
  CHECK(of("r < -1D", ranges) == no);
  ranges[0].may_be_value = false;
  CHECK(of("a = 1", ranges) == outcomes{false, false, true});
  CHECK(of("a is not null", ranges) == no);
  CHECK(of("a <=> null", ranges) == yes);
}

namespace {

struct random_rows {
  batch rows;
  std::vector<column_range> ranges;
};

// A few rows, and the tightest ranges of them, or wider ones.
random_rows make_rows(std::mt19937& random) {
  const auto below = [&random](unsigned top) { return static_cast<int>(random() % top); };
  const int count = below(5);
  random_rows made;
  made.rows.num_rows = count;
  made.ranges.resize(4);
  const auto share_null = below(3);
  const auto is_null = [&] { return below(3) < share_null; };
  const auto note = [&](std::size_t column, const std::optional<schema::scalar>& value) {
    column_range& range = made.ranges[column];
    if (!value) {
      range.may_be_null = true;
      return;
    }
    range.may_be_value = true;
    const double* const real = value->get_if<double>();
    if (real != nullptr && std::isnan(*real)) {
      range.may_be_nan = true;
      return;
    }
    if (!range.lower || *value < *range.lower) range.lower = *value;
    if (!range.upper || *value > *range.upper) range.upper = *value;
  };
  for (column_range& range : made.ranges) range.may_be_null = range.may_be_value = range.may_be_nan = false;
  std::vector<std::optional<std::int64_t>> a, b;
  std::vector<std::optional<std::string>> t;
  std::vector<double> r;
  for (int row = 0; row < count; ++row) {
    a.push_back(is_null() ? std::nullopt : std::optional<std::int64_t>(below(6)));
    b.push_back(is_null() ? std::nullopt : std::optional<std::int64_t>(below(6)));
    t.push_back(is_null() ? std::nullopt
                          : std::optional<std::string>(std::string(1 + below(2), static_cast<char>('a' + below(3)))));
    r.push_back(below(6) == 0 ? std::nan("") : below(6) == 0 ? -0.0 : below(4) / 2.0);
    note(0, a.back() ? std::optional(schema::scalar(*a.back())) : std::nullopt);
    note(1, b.back() ? std::optional(schema::scalar(*b.back())) : std::nullopt);
    note(2, schema::scalar(r.back()));
    note(3, t.back() ? std::optional(schema::scalar(*t.back())) : std::nullopt);
  }
  array reals;
  reals.type = type_id::float64;
  reals.length = count;
  for (const double one : r) reals.values.push_back(one);
  made.rows.columns.push_back(deltalake_test::longs(a));
  made.rows.columns.push_back(deltalake_test::longs(b));
  made.rows.columns.push_back(std::move(reals));
  made.rows.columns.push_back(deltalake_test::texts_of(t));
  for (column_range& range : made.ranges) {
    if (below(4) == 0) range.lower.reset();
    if (below(4) == 0) range.upper.reset();
    if (below(4) == 0) range.may_be_null = range.may_be_value = true;
  }
  return made;
}

std::string make_condition(std::mt19937& random, int depth) {
  const auto below = [&random](unsigned top) { return static_cast<int>(random() % top); };
  const char* const signs[] = {" = ", " <> ", " < ", " <= ", " > ", " >= ", " <=> "};
  const std::string sign = signs[below(7)];
  const auto part = [&] { return make_condition(random, depth - 1); };
  if (depth > 0 && below(2) == 0) {
    switch (below(3)) {
      case 0: return "(not " + part() + ")";
      case 1: return "(" + part() + " and " + part() + ")";
      default: return "(" + part() + " or " + part() + ")";
    }
  }
  switch (below(8)) {
    case 0: return "a" + sign + "b";
    case 1: return "(a is null)";
    case 2: return "(t is not null)";
    case 3:
      return "a in (" + std::to_string(below(6)) + ", " + (below(3) == 0 ? "null" : std::to_string(below(6))) + ")";
    case 4: return "t like '" + std::string(1, static_cast<char>('a' + below(3))) + (below(2) == 0 ? "%'" : "_'");
    case 5: return "t" + sign + "'" + std::string(1, static_cast<char>('a' + below(3))) + "'";
    case 6: return "r" + sign + std::to_string(below(3)) + ".5D";
    default: return "a" + sign + std::to_string(below(7)) + (below(2) == 0 ? "" : ".5");
  }
}

}  // namespace

TEST_CASE("prune: whatever the rows and the condition, what is excluded does not happen") {
  std::mt19937 random(20261128);
  std::size_t skipped = 0, could_skip = 0, whole = 0;
  for (int i = 0; i < 20'000; ++i) {
    const random_rows made = make_rows(random);
    const std::string sql = make_condition(random, 3);
    CAPTURE(sql);
    const auto condition = bind_predicate(parse_sql(sql).value(), table());
    REQUIRE(condition.has_value());
    const auto ranges = [&](const bound_expression& column) { return made.ranges[column.place.front()]; };
    const outcomes possible = possible_outcomes(*condition, ranges);
    const auto truths = evaluate(*condition, made.rows);
    REQUIRE(truths.has_value());
    bool any = false;
    for (const truth one : *truths) {
      any = any || one == truth::yes;
      CHECK((one == truth::yes ? possible.yes : one == truth::no ? possible.no : possible.unknown));
    }
    could_skip += any ? 0 : 1;
    skipped += possible.yes ? 0 : 1;
    whole += possible.yes && !possible.no && !possible.unknown ? 1 : 0;
  }
  CHECK(skipped * 2 > could_skip);  // it proves something, and not too little
  CHECK(whole > 500);
}

}  // namespace deltalake_prune_test
