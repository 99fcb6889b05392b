#include <deltalake/log/history.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <vector>

namespace deltalake_history_test {
namespace {

using deltalake::errc;
using deltalake::log::commit_time;
using deltalake::log::log_file;
using deltalake::log::monotonic_times;
using deltalake::log::version_at;

std::vector<log_file> commits_at(const std::vector<std::int64_t>& times, std::int64_t first = 0) {
  std::vector<log_file> commits;
  for (const std::int64_t when : times) {
    commits.push_back({first, first, false, 1, when});
    ++first;
  }
  return commits;
}

std::vector<std::int64_t> made_to_rise(const std::vector<std::int64_t>& times) {
  std::vector<std::int64_t> made;
  for (const commit_time& commit : monotonic_times(commits_at(times))) made.push_back(commit.timestamp_ms);
  return made;
}

}  // namespace

TEST_CASE("history: times that rise stay, others follow the one before by a millisecond") {
  using list = std::vector<std::int64_t>;
  CHECK(made_to_rise({}) == list{});
  CHECK(made_to_rise({5}) == list{5});
  CHECK(made_to_rise({1, 2, 3}) == list{1, 2, 3});
  CHECK(made_to_rise({5, 5, 5}) == list{5, 6, 7});
  CHECK(made_to_rise({10, 3, 4, 12, 13}) == list{10, 11, 12, 13, 14});
  CHECK(made_to_rise({-5, -10, 0}) == list{-5, -4, 0});
}

TEST_CASE("history: a time gives the newest version at or before it") {
  const auto times = monotonic_times(commits_at({100, 200, 300}, 7));
  CHECK(version_at(times, 100).value() == 7);
  CHECK(version_at(times, 199).value() == 7);
  CHECK(version_at(times, 200).value() == 8);
  CHECK(version_at(times, 300).value() == 9);
  CHECK(version_at(times, (std::numeric_limits<std::int64_t>::max)()).value() == 9);
}

TEST_CASE("history: a time before the first commit is refused, with what there is") {
  const auto times = monotonic_times(commits_at({86'400'000}, 3));
  const auto early = version_at(times, 0);
  REQUIRE_FALSE(early.has_value());
  CHECK(early.error().code == errc::timestamp_too_early);
  CHECK(early.error().detail ==
        "1970-01-01T00:00:00.000Z was asked for, version 3 was made at 1970-01-02T00:00:00.000Z");
  const auto none = version_at({}, 0);
  REQUIRE_FALSE(none.has_value());
  CHECK(none.error().detail == "1970-01-01T00:00:00.000Z was asked for");
}

}  // namespace deltalake_history_test
