#include <deltalake/log/partition_tuples.hpp>

#include <doctest/doctest.h>

using deltalake::string_map;
using deltalake::log::partition_tuples;

TEST_CASE("partition_tuples: equal values get one number, different ones different numbers") {
  partition_tuples tuples(1);
  const string_map eu{{"region", "eu"}}, none{{"region", std::nullopt}}, empty{{"region", ""}}, other{{"zone", "eu"}};
  CHECK(tuples.enter(eu) == 0);
  CHECK(tuples.enter(none) == 1);
  CHECK(tuples.enter(empty) == 2);
  CHECK(tuples.enter(other) == 3);
  CHECK(tuples.enter({}) == 4);
  CHECK(tuples.enter(eu) == 0);
  CHECK(tuples.enter(none) == 1);
  CHECK(tuples.size() == 5);
  CHECK(tuples[0] == eu);
  CHECK(tuples[1] == none);
}

TEST_CASE("partition_tuples: entering all of another table gives the numbers here") {
  partition_tuples here(7), there(7);
  here.enter({{"a", "1"}});
  there.enter({{"a", "2"}});
  there.enter({{"a", "1"}});
  CHECK(here.enter_all(there) == std::vector<std::uint32_t>{1, 0});
  CHECK(here.size() == 2);
  there.clear();
  CHECK(there.size() == 0);
  CHECK(there.enter({{"a", "9"}}) == 0);
}
