#include <deltalake/parquet/range_plan.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace deltalake_range_plan_test {
namespace {

using deltalake::parquet::column_position;
using deltalake::parquet::column_range;
using deltalake::parquet::plan_ranges;
using deltalake::parquet::range_request;
using deltalake::parquet::range_rules;

std::uint64_t bytes_of(const std::vector<range_request>& requests) {
  std::uint64_t sum = 0;
  for (const range_request& request : requests) {
    for (const column_range& part : request.parts) sum += part.end - part.begin;
  }
  return sum;
}

}  // namespace

TEST_CASE("plan_ranges: columns that lie near each other come with one request, others with their own") {
  const std::vector<column_position> columns{{0, 0, 100, 100}, {110, 0, 200, 90}, {5000, 0, 5100, 100}};
  const std::vector<range_request> requests = plan_ranges(columns, {0, 10'000, 20, 10'000});
  REQUIRE(requests.size() == 2);
  CHECK(requests[0].begin == 0);
  CHECK(requests[0].end == 200);
  CHECK(requests[0].parts.size() == 2);
  CHECK(requests[1].begin == 5000);
  CHECK(plan_ranges(columns, {0, 10'000, 5, 10'000}).size() == 3);
  CHECK(plan_ranges(columns, {0, 10'000, 20, 150}).size() == 3);
}

TEST_CASE("plan_ranges: a column that has enough is not read, and one at its end neither") {
  CHECK(plan_ranges({{50, 40, 100, 40}, {200, 0, 200, 10}, {300, 0, 400, 0}}, {100, 1000, 0, 1000}).empty());
  const std::vector<range_request> requests = plan_ranges({{50, 39, 100, 40}}, {0, 1000, 0, 1000});
  REQUIRE(requests.size() == 1);
  CHECK(requests[0].begin == 50);
  CHECK(requests[0].end == 90);
}

TEST_CASE("plan_ranges: windows are longer than the next batch needs where the budget has room") {
  const std::vector<column_position> columns{{0, 0, 10'000, 10}, {20'000, 0, 20'050, 10}};
  CHECK(bytes_of(plan_ranges(columns, {1000, 1'000'000, 0, 1000})) == 1000 + 50);
  CHECK(bytes_of(plan_ranges(columns, {1000, 220, 0, 1000})) == 110 + 50);
}

TEST_CASE("plan_ranges: the budget holds, and every part is bytes of its column that are needed next") {
  std::mt19937_64 random(3);
  for (int i = 0; i < 2000; ++i) {
    std::vector<column_position> columns;
    std::uint64_t at = 0;
    for (std::uint64_t n = random() % 8; n > 0; --n) {
      at += random() % 100;
      const std::uint64_t size = random() % 1000;
      columns.push_back({at + random() % (size + 1), random() % 300, at + size, random() % 600});
      at += size;
    }
    const range_rules rules{random() % 500, random() % 2000, random() % 100, random() % 3000};
    const std::vector<range_request> requests = plan_ranges(columns, rules);
    CHECK(bytes_of(requests) <= (std::max)(rules.budget, rules.window));
    for (const range_request& request : requests) {
      for (const column_range& part : request.parts) {
        CHECK(part.begin == columns[part.column].at);
        CHECK(part.begin < part.end);
        CHECK(part.end <= columns[part.column].end);
        CHECK(request.begin <= part.begin);
        CHECK(part.end <= request.end);
      }
      CHECK((request.parts.size() == 1 || request.end - request.begin <= rules.request));
    }
  }
}

}  // namespace deltalake_range_plan_test
