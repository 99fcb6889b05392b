#include <deltalake/parquet/batch_plan.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace deltalake_batch_plan_test {
namespace {

namespace parquet = deltalake::parquet;
using parquet::batch_plan;
using parquet::physical_type;

constexpr std::uint32_t many_levels = 1'000'000;

void add(batch_plan& to, physical_type type, std::int64_t stored_bytes, std::int64_t num_rows = 1'000) {
  parquet::leaf_column leaf;
  leaf.physical = type;
  parquet::column_chunk chunk;
  chunk.total_uncompressed_size = stored_bytes;
  to.add(leaf, chunk, num_rows);
}
std::vector<std::size_t> order_of(batch_plan& plan) {
  std::vector<std::size_t> made;
  for (plan.begin(1); !plan.done(); plan.filled(1, 1)) made.push_back(plan.column());
  return made;
}

TEST_CASE("batch_plan: numbers alone fill the batch without bounds in bytes") {
  batch_plan plan(1'200, 1'000, many_levels);
  add(plan, physical_type::int32, 0);
  add(plan, physical_type::int64, 1'000'000);
  plan.begin(5'000);
  CHECK(plan.rows() == 100);
  CHECK(plan.bounds().bytes == parquet::row_bounds::any_bytes);
  plan.begin(70);
  CHECK(plan.rows() == 70);
  batch_plan few(1'200, 30, many_levels), none(5, 30, many_levels), levels(1'200, 1'000, 20);
  for (batch_plan* const one : {&few, &none, &levels}) {
    add(*one, physical_type::int32, 0);
    add(*one, physical_type::int64, 0);
    one->begin(5'000);
  }
  CHECK(few.rows() == 30);
  CHECK(none.rows() == 1);
  CHECK(levels.rows() == 20);
}

TEST_CASE("batch_plan: texts come first, the smaller before the larger, and numbers last") {
  batch_plan plan(100'000, 1'000, many_levels);
  add(plan, physical_type::int32, 4'000);
  add(plan, physical_type::byte_array, 50'000);
  add(plan, physical_type::int64, 8'000);
  add(plan, physical_type::byte_array, 10'000);
  CHECK(order_of(plan) == std::vector<std::size_t>{3, 1, 0, 2});
}

TEST_CASE("batch_plan: who takes less leaves more to the others") {
  batch_plan plan(10'000, 100, many_levels);
  add(plan, physical_type::int32, 4'000);
  add(plan, physical_type::byte_array, 1'000);
  add(plan, physical_type::byte_array, 2'000);
  add(plan, physical_type::byte_array, 3'000);
  plan.begin(1'000);
  CHECK(plan.rows() == 100);
  CHECK(plan.bounds().rows == 100);
  CHECK(plan.bounds().bytes == 9'600 / 3);
  plan.filled(100, 600);
  CHECK(plan.bounds().bytes == 9'000 / 2);
  plan.filled(80, 4'000);  // it ended early: so does what follows
  CHECK(plan.bounds().rows == 80);
  CHECK(plan.bounds().bytes == 5'000);
  plan.filled(50, 6'000);
  CHECK(plan.bounds().rows == 50);
  CHECK(plan.bounds().bytes == parquet::row_bounds::any_bytes);
  plan.filled(50, 0);
  CHECK(plan.done());
  CHECK(plan.rows() == 50);
}

TEST_CASE("batch_plan: what is left over never becomes less than nothing") {
  batch_plan plan(100, 100, many_levels);
  for (int i = 0; i < 3; ++i) add(plan, physical_type::byte_array, 0);
  plan.begin(1'000);
  plan.filled(1, 1'000'000);
  CHECK(plan.bounds().bytes == 0);
  CHECK(plan.bounds().rows == 1);
}

TEST_CASE("batch_plan: rows follow what rows took, but for a single huge one") {
  batch_plan plan(100'000, 1'000, many_levels);
  add(plan, physical_type::byte_array, 0);
  const auto batch = [&](std::int64_t rows, std::uint64_t bytes) {
    plan.begin(1'000'000);
    const std::int64_t asked = plan.rows();
    plan.filled(rows, bytes);
    return asked;
  };
  CHECK(batch(1'000, 10'000) == 1'000);
  CHECK(batch(500, 100'000) == 1'000);  // 200 bytes a row, but only once
  CHECK(batch(500, 100'000) == 1'000);
  CHECK(batch(490, 99'000) == 495);
  CHECK(batch(1, 5'000'000) == 495);
  CHECK(batch(490, 99'000) == 490);
  CHECK(batch(400, 4'000) == 490);
  CHECK(batch(400, 4'000) == 1'000);
}

TEST_CASE("batch_plan: columns that change places are read in their new order") {
  batch_plan plan(100'000, 1'000, many_levels);
  add(plan, physical_type::byte_array, 10);
  add(plan, physical_type::byte_array, 1'000);
  for (int i = 0; i < 2; ++i) {
    plan.begin(1'000);
    while (!plan.done()) plan.filled(10, plan.column() == 0 ? 5'000 : 50);
  }
  CHECK(order_of(plan) == std::vector<std::size_t>{1, 0});
}

TEST_CASE("batch_plan: offsets and the limit of values bound columns as well") {
  batch_plan plan(~std::uint64_t{0}, 1'000, many_levels);
  add(plan, physical_type::byte_array, 0);
  plan.begin(1'000);
  CHECK(plan.bounds().bytes == 4 * many_levels);
  batch_plan large(~std::uint64_t{0}, 1'000, 0xFFFF'FFFF);
  add(large, physical_type::byte_array, 0);
  large.begin(1'000);
  CHECK(large.bounds().bytes == 0x7FFF'FFFF);
}

TEST_CASE("batch_plan: sizes that lie do not overflow") {
  constexpr std::int64_t huge = std::int64_t{1} << 62;
  batch_plan plan(~std::uint64_t{0}, huge, 0xFFFF'FFFF);
  for (int i = 0; i < 20; ++i) add(plan, physical_type::byte_array, huge, 1);
  for (int i = 0; i < 20; ++i) add(plan, physical_type::int64, huge, huge);
  plan.begin(huge);
  CHECK(plan.rows() > 1);
  CHECK(plan.rows() <= 0xFFFF'FFFF);
  batch_plan small(1'000, 0, many_levels);  // no rows at all are not asked for
  add(small, physical_type::byte_array, huge, 0);
  small.begin(huge);
  CHECK(small.rows() == 1);
}

}  // namespace
}  // namespace deltalake_batch_plan_test
