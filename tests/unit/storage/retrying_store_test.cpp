#include <deltalake/storage/retrying_store.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/storage/memory_store.hpp>
#include <deltalake/testing/faulty_store.hpp>
#include <tests/support/run_task.hpp>

namespace deltalake_retrying_store_test {
namespace {

using deltalake::bytes;
using deltalake::errc;
using deltalake::path;
using deltalake::task;
using deltalake::storage::memory_store;
using deltalake::storage::operation_kind;
using deltalake::storage::put_mode;
using deltalake::storage::put_outcome;
using deltalake::storage::retry_options;
using deltalake::storage::retrying_store;
using deltalake::testing::fault;
using deltalake::testing::faulty_store;
using deltalake_test::run;
using namespace std::chrono_literals;

// Time passes only in sleep, and at once.
class written_clock final : public deltalake::environment {
 public:
  std::int64_t now_ms() override { return now_ns / 1'000'000; }
  std::int64_t steady_ns() override { return now_ns; }
  std::uint64_t random() override { return drawn; }
  task<void> sleep(std::chrono::nanoseconds duration) override {
    pauses.push_back(duration);
    now_ns += duration.count();
    co_return;
  }
  std::int64_t now_ns = 0;
  std::uint64_t drawn = 0;
  std::vector<std::chrono::nanoseconds> pauses;
};

struct rig {
  std::shared_ptr<written_clock> clock = std::make_shared<written_clock>();
  memory_store memory;
  faulty_store<memory_store> faulty{memory, clock};
  retrying_store<faulty_store<memory_store>> store{faulty, retry_options().retries_max(4), clock};

  rig() { run(memory.put(path("a"), bytes::copy_of("text"), put_mode::overwrite())); }
  void fail_first(std::size_t count, fault what) {
    for (std::size_t i = 0; i < count; ++i) faulty.at(i, what);
  }
};

errc thrown_by(const std::function<void()>& work) {
  try {
    work();
  } catch (const deltalake::delta_error& thrown) {
    return thrown.reason();
  }
  return errc::invalid_argument;
}

}  // namespace

TEST_CASE("retrying_store: every read, remove and overwriting put is tried again") {
  const std::vector<std::function<void(rig&)>> operations{
      [](rig& r) { CHECK(run(r.store.get(path("a"))).view() == "text"); },
      [](rig& r) { CHECK(run(r.store.get_range(path("a"), 1, 1)).view() == "e"); },
      [](rig& r) { CHECK(run(r.store.head(path("a")))); },
      [](rig& r) { CHECK(run(r.store.list_from(path(), "")).objects.size() == 1); },
      [](rig& r) {
        run(r.store.remove(path("a")));
        CHECK(r.memory.size() == 0);
      },
      [](rig& r) { CHECK(run(r.store.put(path("a"), bytes(), put_mode::overwrite())) == put_outcome::created); },
  };
  for (const auto& operation : operations) {
    rig r;
    r.fail_first(2, fault::before(errc::storage_busy));
    operation(r);
    CHECK(r.faulty.count() == 3);
    CHECK(r.clock->pauses.size() == 2);
  }
}

TEST_CASE("retrying_store: an overwrite whose reply was lost is sent again") {
  rig r;
  r.fail_first(2, fault::lost_reply());
  CHECK(run(r.store.put(path("a"), bytes::copy_of("new"), put_mode::overwrite())) == put_outcome::created);
  CHECK(r.faulty.count() == 3);
  rig lost;
  lost.fail_first(9, fault::lost_reply());
  CHECK(run(lost.store.put(path("a"), bytes::copy_of("new"), put_mode::overwrite())) == put_outcome::unknown);
  CHECK(lost.faulty.count() == 5);
}

TEST_CASE("retrying_store: a conditional put is sent exactly once") {
  for (const put_mode& mode : {put_mode::create(), put_mode::if_match("1")}) {
    rig unknown;
    unknown.fail_first(1, fault::lost_reply());
    CHECK(run(unknown.store.put(path("b"), bytes(), mode)) == put_outcome::unknown);
    CHECK(unknown.faulty.count() == 1);
    rig failing;
    failing.fail_first(1, fault::before(errc::storage_busy));
    CHECK(thrown_by([&] { run(failing.store.put(path("b"), bytes(), mode)); }) == errc::storage_busy);
    CHECK(failing.faulty.count() == 1);
    CHECK(failing.clock->pauses.empty());
  }
  rig r;
  CHECK(run(r.store.put(path("a"), bytes(), put_mode::create())) == put_outcome::already_exists);
}

TEST_CASE("retrying_store: what is not retryable is thrown at once") {
  rig r;
  CHECK(thrown_by([&] { run(r.store.get(path("absent"))); }) == errc::not_found);
  r.faulty.at(1, fault::before(errc::permission_denied));
  CHECK(thrown_by([&] { run(r.store.get(path("a"))); }) == errc::permission_denied);
  CHECK(r.faulty.count() == 2);
}

TEST_CASE("retrying_store: it gives up after so many retries and throws the last error") {
  rig r;
  r.fail_first(4, fault::before(errc::storage_busy));
  r.faulty.at(4, fault::before(errc::storage_io));
  CHECK(thrown_by([&] { run(r.store.get(path("a"))); }) == errc::storage_io);
  CHECK(r.faulty.count() == 5);
}

TEST_CASE("retrying_store: pauses double from half of the first up to the longest, and jitter adds up to as much") {
  for (const std::uint64_t drawn : {std::uint64_t{0}, UINT64_MAX}) {
    auto clock = std::make_shared<written_clock>();
    faulty_store<memory_store> faulty{memory_store(), clock};
    for (std::size_t i = 0; i < 5; ++i) faulty.at(i, fault::before());
    clock->drawn = drawn;
    const retrying_store store(faulty, retry_options().pause_first(100ns).pause_max(500ns), clock);
    run(store.list_from(path(), ""));
    REQUIRE(clock->pauses.size() == 5);
    const std::vector<std::int64_t> bounds{100, 200, 400, 500, 500};
    for (std::size_t i = 0; i < 5; ++i) {
      CHECK(clock->pauses[i].count() >= bounds[i] / 2);
      CHECK(clock->pauses[i].count() <= bounds[i]);
      if (drawn == 0) CHECK(clock->pauses[i].count() == bounds[i] / 2);
    }
  }
}

TEST_CASE("retrying_store: the budget ends the retries") {
  auto clock = std::make_shared<written_clock>();
  faulty_store<memory_store> faulty{memory_store(), clock};
  for (std::size_t i = 0; i < 100; ++i) faulty.at(i, fault::before());
  const auto options = retry_options().retries_max(100).pause_first(10s).pause_max(10s).budget(23s);
  const retrying_store store(faulty, options, clock);
  CHECK(thrown_by([&] { run(store.list_from(path(), "")); }) == errc::storage_io);
  CHECK(faulty.count() == 5);
  CHECK(clock->now_ns == std::chrono::nanoseconds(20s).count());
}

TEST_CASE("retrying_store: absurd options neither overflow nor hang") {
  auto clock = std::make_shared<written_clock>();
  clock->drawn = UINT64_MAX;
  faulty_store<memory_store> faulty{memory_store(), clock};
  for (std::size_t i = 0; i < 3; ++i) faulty.at(i, fault::before());
  const auto longest = std::chrono::nanoseconds::max();
  const retrying_store store(faulty, retry_options().pause_first(longest).pause_max(longest), clock);
  CHECK(thrown_by([&] { run(store.list_from(path(), "")); }) == errc::storage_io);
  const auto negative = retry_options().pause_first(-5ns).pause_max(-7ns).retries_max(2);
  const retrying_store hasty(faulty, negative, clock);
  run(hasty.list_from(path(), ""));
}

}  // namespace deltalake_retrying_store_test
