#include <deltalake/log/partition_predicate.hpp>

#include <doctest/doctest.h>

namespace deltalake_partition_predicate_test {

using deltalake::errc;
using deltalake::result;
using deltalake::string_map;
using deltalake::log::judged_partitions;

TEST_CASE("judged_partitions: each combination of values is judged once") {
  int asked = 0;
  judged_partitions judged([&asked](const string_map& values) -> result<bool> {
    ++asked;
    return !values.empty();
  });
  const string_map none, some{{"x", "1"}};
  for (int round = 0; round < 3; ++round) {
    CHECK_FALSE(judged.is_wanted(none));
    CHECK(judged.is_wanted(some));
  }
  CHECK(asked == 2);
}

TEST_CASE("judged_partitions: what the predicate cannot judge is thrown") {
  judged_partitions judged([](const string_map&) -> result<bool> { return deltalake::error(errc::invalid_value); });
  const string_map values;
  CHECK_THROWS_AS(judged.is_wanted(values), deltalake::delta_error);
}

}  // namespace deltalake_partition_predicate_test
