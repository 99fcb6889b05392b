#include <deltalake/parquet/memory_budget.hpp>

#include <doctest/doctest.h>

#include <cstdint>

namespace deltalake_memory_budget_test {
namespace {

using deltalake::parquet::memory_budget;

TEST_CASE("memory_budget: gives what is there, and not more") {
  memory_budget budget(100);
  CHECK(budget.try_take(60));
  CHECK_FALSE(budget.try_take(41));
  CHECK(budget.try_take(40));
  CHECK_FALSE(budget.try_take(1));
  CHECK(budget.try_take(0));
  budget.give(30);
  CHECK(budget.used() == 70);
  CHECK(budget.try_take(30));
  CHECK(budget.peak() == 100);
}

TEST_CASE("memory_budget: what must go on is counted though it is not there") {
  memory_budget budget(100);
  budget.take(250);
  CHECK(budget.used() == 250);
  CHECK(budget.peak() == 250);
  CHECK_FALSE(budget.try_take(1));
  budget.give(200);
  CHECK(budget.try_take(50));
  CHECK_FALSE(budget.try_take(~std::uint64_t{0}));
}

}  // namespace
}  // namespace deltalake_memory_budget_test
