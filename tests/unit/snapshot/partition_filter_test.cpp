#include <deltalake/snapshot/partition_filter.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace deltalake_partition_filter_test {
namespace {

using deltalake::matches;
using deltalake::partition_filter;
using deltalake::schema::scalar;
using comparison = partition_filter::comparison;

scalar number(std::int64_t value) { return scalar(value); }

std::string matching(comparison how, const std::vector<scalar>& wanted) {
  std::string text;
  for (const std::int64_t value : {1, 2, 3}) text += matches(how, number(value), wanted) ? std::to_string(value) : "";
  return text + (matches(how, scalar(), wanted) ? "N" : "");
}

}  // namespace

TEST_CASE("partition_filter: a filter is a column, a comparison and values") {
  const auto filter = partition_filter::not_in("day", {"1", "2"});
  CHECK(filter.column() == "day");
  CHECK(filter.how() == comparison::not_in);
  CHECK(filter.values() == partition_filter::texts{"1", "2"});
  CHECK(partition_filter::equal("a", "b").values() == partition_filter::texts{"b"});
  CHECK(partition_filter::greater_or_equal("a", "b").how() == comparison::greater_or_equal);
}

TEST_CASE("partition_filter: values compare as values of their type") {
  CHECK(matching(comparison::equal, {number(2)}) == "2");
  CHECK(matching(comparison::not_equal, {number(2)}) == "13N");
  CHECK(matching(comparison::less, {number(2)}) == "1");
  CHECK(matching(comparison::less_or_equal, {number(2)}) == "12");
  CHECK(matching(comparison::greater, {number(2)}) == "3");
  CHECK(matching(comparison::greater_or_equal, {number(2)}) == "23");
  CHECK(matching(comparison::in, {number(1), number(3)}) == "13");
  CHECK(matching(comparison::not_in, {number(1), number(3)}) == "2N");
}

TEST_CASE("partition_filter: NULL equals NULL and is in no order with anything") {
  CHECK(matching(comparison::equal, {scalar()}) == "N");
  CHECK(matching(comparison::not_equal, {scalar()}) == "123");
  CHECK(matching(comparison::less, {scalar()}) == "");
  CHECK(matching(comparison::less_or_equal, {scalar()}) == "");
  CHECK(matching(comparison::greater, {scalar()}) == "");
  CHECK(matching(comparison::greater_or_equal, {scalar()}) == "");
  CHECK(matching(comparison::in, {scalar(), number(1)}) == "1N");
  CHECK(matching(comparison::not_in, {scalar(), number(1)}) == "23");
}

TEST_CASE("partition_filter: no value is in an empty list") {
  CHECK(matching(comparison::in, {}) == "");
  CHECK(matching(comparison::not_in, {}) == "123N");
  CHECK(matching(comparison::less, {}) == "");
}

namespace {

using deltalake::may_match;
using deltalake::log::partition_range;

partition_range range_of(std::optional<std::int64_t> lower, std::optional<std::int64_t> upper, bool null = false,
                         bool value = true) {
  partition_range made;
  if (lower) made.lower = number(*lower);
  if (upper) made.upper = number(*upper);
  made.may_be_null = null;
  made.may_be_value = value;
  return made;
}

constexpr comparison comparisons[] = {
    comparison::equal,   comparison::not_equal,        comparison::less, comparison::less_or_equal,
    comparison::greater, comparison::greater_or_equal, comparison::in,   comparison::not_in};

}  // namespace

TEST_CASE("partition_filter: a range may match if one of its values does, and only then for a single value") {
  const std::vector<scalar> known{scalar(), number(1), number(2), number(3)};
  std::vector<std::vector<scalar>> wishes{{}};
  for (const scalar& one : known) {
    wishes.push_back({one});
    for (const scalar& other : known) wishes.push_back({one, other});
  }
  int refused = 0;
  for (const comparison how : comparisons) {
    for (const std::vector<scalar>& wanted : wishes) {
      for (int lower = 0; lower <= 4; ++lower) {
        for (int upper = 0; upper <= 4; ++upper) {
          for (const int kinds : {0, 1, 2, 3}) {
            if (lower != 0 && upper != 0 && lower > upper) continue;
            const partition_range range =
                range_of(lower == 0 ? std::nullopt : std::optional<std::int64_t>(lower),
                         upper == 0 ? std::nullopt : std::optional<std::int64_t>(upper), kinds & 1, kinds & 2);
            bool any = (kinds & 1) != 0 && matches(how, scalar(), wanted);
            for (int value = 0; value <= 5 && (kinds & 2) != 0; ++value) {
              const bool inside = (lower == 0 || value >= lower) && (upper == 0 || value <= upper);
              any = any || (inside && matches(how, number(value), wanted));
            }
            CAPTURE(static_cast<int>(how));
            CAPTURE(lower);
            CAPTURE(upper);
            CAPTURE(kinds);
            const bool may = may_match(how, range, wanted);
            if (any) CHECK(may);
            // Two unwanted numbers beside each other are a range of two numbers only for whoever knows integers.
            const bool exact = wanted.size() < 2 || (how != comparison::not_equal && how != comparison::not_in);
            if (exact) CHECK(may == any);
            refused += may ? 0 : 1;
          }
        }
      }
    }
  }
  CHECK(refused > 1000);
}

TEST_CASE("partition_filter: a range of which nothing is known may match whatever can match at all") {
  for (const comparison how : comparisons) {
    CHECK(may_match(how, partition_range(), {number(2)}));
    CHECK(may_match(how, range_of({}, {}), {number(2)}));
  }
}

TEST_CASE("partition_filter: bounds of another kind say nothing") {
  partition_range range = range_of({}, {});
  range.lower = scalar("a");
  range.upper = scalar("b");
  for (const comparison how : comparisons) CHECK(may_match(how, range, {number(2)}));
}

TEST_CASE("partition_filter: NaN is greater than all and equal to itself, in ranges too") {
  const scalar nan(std::numeric_limits<double>::quiet_NaN());
  partition_range range;
  range.may_be_null = false;
  range.lower = scalar(1.0);
  CHECK(may_match(comparison::equal, range, {nan}));
  CHECK(may_match(comparison::less, range, {nan}));
  CHECK(may_match(comparison::greater_or_equal, range, {nan}));
  CHECK(may_match(comparison::not_equal, range, {nan}));
  range.upper = scalar(2.0);
  CHECK_FALSE(may_match(comparison::equal, range, {nan}));
  CHECK(may_match(comparison::less, range, {nan}));
  CHECK_FALSE(may_match(comparison::greater_or_equal, range, {nan}));
  CHECK(may_match(comparison::equal, range, {scalar(1.5)}));
}

TEST_CASE("partition_filter: zeros of both signs are one number, in ranges too") {
  partition_range range;
  range.may_be_null = false;
  range.lower = range.upper = scalar(0.0);
  CHECK(may_match(comparison::equal, range, {scalar(-0.0)}));
  CHECK_FALSE(may_match(comparison::not_equal, range, {scalar(-0.0)}));
  CHECK_FALSE(may_match(comparison::less, range, {scalar(-0.0)}));
  CHECK(may_match(comparison::less_or_equal, range, {scalar(-0.0)}));
}

}  // namespace deltalake_partition_filter_test
