#include <deltalake/log/partition_predicate.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace deltalake_partition_predicate_test {

using deltalake::errc;
using deltalake::result;
using deltalake::string_map;
using deltalake::log::judged_partitions;
using deltalake::log::partition_predicate;
using deltalake::log::partition_range;

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

TEST_CASE("partition_predicate: none wants everything, and is none") {
  const partition_predicate none;
  CHECK_FALSE(static_cast<bool>(none));
  CHECK(none.may_want([](std::string_view, const deltalake::schema::data_type&) { return partition_range(); }));
}

TEST_CASE("partition_predicate: one that judges values alone may want any file") {
  const partition_predicate wanted([](const string_map& values) -> result<bool> { return !values.empty(); });
  CHECK(static_cast<bool>(wanted));
  CHECK_FALSE(wanted(string_map()).value());
  CHECK(wanted(string_map{{"x", "1"}}).value());
  CHECK(wanted.may_want([](std::string_view, const deltalake::schema::data_type&) { return partition_range(); }));
}

TEST_CASE("partition_predicate: one that judges ranges asks for those that it needs") {
  const partition_predicate wanted(
      [](const string_map&) -> result<bool> { return true; },
      [](const deltalake::log::partition_ranges& ranges) {
        return ranges("x", deltalake::schema::data_type(deltalake::schema::data_type::kind::long_)).may_be_null;
      });
  std::string asked;
  for (const bool null : {false, true}) {
    CHECK(wanted.may_want([&](std::string_view column, const deltalake::schema::data_type& type) {
      asked += std::string(column) + ' ' + type.to_string() + ' ';
      partition_range made;
      made.may_be_null = null;
      return made;
    }) == null);
  }
  CHECK(asked == "x long x long ");
}

}  // namespace deltalake_partition_predicate_test
