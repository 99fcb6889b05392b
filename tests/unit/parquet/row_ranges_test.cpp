#include <deltalake/parquet/row_ranges.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <random>
#include <vector>

namespace deltalake_row_ranges_test {
namespace {

using deltalake::parquet::row_range;
using deltalake::parquet::row_ranges;

constexpr std::int64_t rows_max = 40;

// The same set, row by row.
struct naive_rows {
  std::vector<bool> there = std::vector<bool>(rows_max);

  void add(std::int64_t begin, std::int64_t end) {
    for (std::int64_t row = begin; row < end; ++row) there[static_cast<std::size_t>(row)] = true;
  }
};

void check_same(const row_ranges& found, const naive_rows& expected) {
  std::int64_t count = 0;
  for (std::int64_t row = 0; row < rows_max; ++row) {
    const bool is_there = expected.there[static_cast<std::size_t>(row)];
    REQUIRE(found.contains(row) == is_there);
    count += is_there ? 1 : 0;
  }
  CHECK(found.count() == count);
  CHECK(found.empty() == (count == 0));
  CHECK_FALSE(found.contains(-1));
  CHECK_FALSE(found.contains(rows_max));
  for (std::size_t i = 0; i < found.ranges().size(); ++i) {
    REQUIRE(found.ranges()[i].begin < found.ranges()[i].end);
    if (i != 0) REQUIRE(found.ranges()[i - 1].end < found.ranges()[i].begin);
  }
}

struct both_forms {
  row_ranges ranges;
  naive_rows rows;
};

both_forms some_rows(std::mt19937& random) {
  both_forms made;
  for (unsigned left = random() % 6; left > 0; --left) {
    const auto begin = static_cast<std::int64_t>(random() % rows_max);
    const std::int64_t end = begin + static_cast<std::int64_t>(random() % static_cast<unsigned>(rows_max - begin + 1));
    made.ranges.add(begin, end);
    made.rows.add(begin, end);
  }
  return made;
}

template <class Combine>
naive_rows combine(const naive_rows& a, const naive_rows& b, Combine each) {
  naive_rows made;
  for (std::size_t i = 0; i < made.there.size(); ++i) made.there[i] = each(a.there[i], b.there[i]);
  return made;
}

TEST_CASE("row_ranges: what overlaps or touches becomes one range") {
  row_ranges made{{10, 20}, {0, 5}, {5, 8}};
  CHECK((made.ranges() == std::vector<row_range>{{0, 8}, {10, 20}}));
  made.add(8, 10);
  CHECK((made.ranges() == std::vector<row_range>{{0, 20}}));
  made.add(30, 30);
  made.add(40, 30);
  CHECK((made == row_ranges::all(20)));
  CHECK(row_ranges::all(0).empty());
  CHECK((row_ranges() == row_ranges{}));
}

TEST_CASE("row_ranges: random sets agree with a set of rows") {
  std::mt19937 random(11);
  for (int round = 0; round < 500; ++round) {
    const both_forms a = some_rows(random), b = some_rows(random);
    check_same(a.ranges, a.rows);
    check_same(intersect(a.ranges, b.ranges), combine(a.rows, b.rows, [](bool x, bool y) { return x && y; }));
    check_same(unite(a.ranges, b.ranges), combine(a.rows, b.rows, [](bool x, bool y) { return x || y; }));
    check_same(complement(a.ranges, rows_max), combine(a.rows, b.rows, [](bool x, bool) { return !x; }));
    CHECK((complement(complement(a.ranges, rows_max), rows_max) == a.ranges));
    CHECK(((a.ranges == b.ranges) == (a.rows.there == b.rows.there)));
    const auto begin = static_cast<std::int64_t>(random() % rows_max),
               end = static_cast<std::int64_t>(random() % rows_max);
    CHECK((a.ranges.overlaps(begin, end) == !intersect(a.ranges, row_ranges{{begin, end}}).empty()));
  }
}

TEST_CASE("row_ranges: a complement ends with the row group, also where the set does not") {
  CHECK((complement(row_ranges{{2, 4}, {8, 20}}, 6) == row_ranges{{0, 2}, {4, 6}}));
  CHECK(complement(row_ranges{{0, 20}}, 6).empty());
  CHECK(complement(row_ranges(), 0).empty());
}

}  // namespace
}  // namespace deltalake_row_ranges_test
