#include <deltalake/snapshot/partition_filter.hpp>

#include <doctest/doctest.h>

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

}  // namespace deltalake_partition_filter_test
