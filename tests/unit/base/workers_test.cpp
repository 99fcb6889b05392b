#include <deltalake/base/workers.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <numeric>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/system/system_error.hpp>

namespace deltalake_workers_test {
namespace {

namespace asio = boost::asio;
using deltalake::executor;
using deltalake::for_each_limited;
using deltalake::on_workers;
using deltalake::task;
using index_body = std::function<task<void>(std::size_t)>;

// Sees when it dies: a frame that is destroyed, not run to its end, must still release what it holds.
struct witness {
  explicit witness(std::atomic<int>& count) : alive(&count) { ++*alive; }
  witness(const witness& other) : alive(other.alive) { ++*alive; }
  witness& operator=(const witness&) = delete;
  ~witness() { --*alive; }
  std::atomic<int>* alive;
};

task<void> wait_for(std::chrono::milliseconds duration) {
  const executor here = co_await asio::this_coro::executor;
  asio::steady_timer timer(here, duration);
  co_await timer.async_wait(asio::use_awaitable);
}

// Runs `work` to its end on a context of one thread; rethrows what it throws.
void run(task<void> work) {
  asio::io_context context;
  std::exception_ptr failure;
  bool ended = false;
  asio::co_spawn(context, std::move(work), [&](std::exception_ptr e) {
    failure = e;
    ended = true;
  });
  context.run();
  REQUIRE(ended);
  if (failure) std::rethrow_exception(failure);
}

// Runs `work` on `context` until it awaits, emits `kind`, and says with what error it ended.
boost::system::error_code cancelled_with(asio::io_context& context, task<void> work, asio::cancellation_type kind) {
  asio::cancellation_signal signal;
  boost::system::error_code code;
  const auto ended = [&](std::exception_ptr e) {
    try {
      if (e) std::rethrow_exception(e);
    } catch (const boost::system::system_error& error) {
      code = error.code();
    }
  };
  asio::co_spawn(context, std::move(work), asio::bind_cancellation_slot(signal.slot(), ended));
  asio::steady_timer timer(context, std::chrono::milliseconds(20));
  timer.async_wait([&](boost::system::error_code) { signal.emit(kind); });
  context.run();
  return code;
}

task<void> collect(std::size_t count, std::size_t limit, std::set<std::size_t>& seen) {
  const executor here = co_await asio::this_coro::executor;
  std::mutex mutex;
  index_body body = [&](std::size_t index) -> task<void> {
    const std::lock_guard lock(mutex);
    CHECK(seen.insert(index).second);
    co_return;
  };
  auto all = for_each_limited(deltalake::workers_of(here), count, limit, std::move(body));
  co_await std::move(all);
}

task<void> fail_at(std::vector<std::size_t> bad, std::size_t count, std::size_t limit,
                   std::atomic<std::size_t>& started) {
  const executor here = co_await asio::this_coro::executor;
  index_body body = [&](std::size_t index) -> task<void> {
    ++started;
    co_await wait_for(std::chrono::milliseconds(index == bad.front() ? 5 : 1));
    if (std::find(bad.begin(), bad.end(), index) != bad.end())
      throw std::runtime_error("index " + std::to_string(index));
  };
  auto all = for_each_limited(deltalake::workers_of(here), count, limit, std::move(body));
  co_await std::move(all);
}

TEST_CASE("for_each_limited: every index runs exactly once, whatever the limit") {
  for (const std::size_t limit : {std::size_t{0}, std::size_t{1}, std::size_t{2}, std::size_t{7}, std::size_t{1000}}) {
    std::set<std::size_t> seen;
    run(collect(100, limit, seen));
    CHECK(seen.size() == 100);
    CHECK(*seen.rbegin() == 99);
  }
}

TEST_CASE("for_each_limited: a count of nothing calls nothing and ends") {
  std::set<std::size_t> seen;
  run(collect(0, 4, seen));
  CHECK(seen.empty());
}

task<void> count_running(std::size_t limit, int& most, std::vector<std::size_t>& order) {
  const executor here = co_await asio::this_coro::executor;
  std::mutex mutex;
  int running = 0;
  index_body body = [&](std::size_t index) -> task<void> {
    {
      const std::lock_guard lock(mutex);
      order.push_back(index);
      most = (std::max)(most, ++running);
    }
    co_await wait_for(std::chrono::milliseconds(1));
    const std::lock_guard lock(mutex);
    --running;
  };
  auto all = for_each_limited(deltalake::workers_of(here), 40, limit, std::move(body));
  co_await std::move(all);
}

TEST_CASE("for_each_limited: never more than the limit run at a time") {
  int most = 0;
  std::vector<std::size_t> order;
  run(count_running(3, most, order));
  CHECK(most == 3);
  CHECK(order.size() == 40);
}

TEST_CASE("for_each_limited: with a limit of one the indexes come in ascending order") {
  int most = 0;
  std::vector<std::size_t> order;
  run(count_running(1, most, order));
  std::vector<std::size_t> ascending(40);
  std::iota(ascending.begin(), ascending.end(), std::size_t{0});
  CHECK(most == 1);
  CHECK(order == ascending);
}

TEST_CASE("for_each_limited: of several failures the lowest index is the one reported") {
  for (int round = 0; round < 20; ++round) {
    std::atomic<std::size_t> started = 0;
    CHECK_THROWS_WITH_AS(run(fail_at({4, 5, 6, 9}, 1000, 8, started)), "index 4", std::runtime_error);
    CHECK(started < 100);
  }
}

TEST_CASE("for_each_limited: a body that throws before it awaits is a failure like any other") {
  asio::io_context context;
  index_body body = [](std::size_t index) -> task<void> {
    if (index == 2) throw std::out_of_range("two");
    return wait_for(std::chrono::milliseconds(0));
  };
  CHECK_THROWS_AS(run(for_each_limited(deltalake::workers_of(context.get_executor()), 5, 2, std::move(body))),
                  std::out_of_range);
}

TEST_CASE("for_each_limited: the body is destroyed before the caller resumes") {
  std::atomic<int> alive = 0;
  const auto outer = [](std::atomic<int>& count) -> task<void> {
    const executor here = co_await asio::this_coro::executor;
    index_body body = [kept = witness(count)](std::size_t) { return wait_for(std::chrono::milliseconds(0)); };
    auto all = for_each_limited(deltalake::workers_of(here), 8, 4, std::move(body));
    body = nullptr;
    co_await std::move(all);
    CHECK(count == 0);
  };
  for (int round = 0; round < 50; ++round) run(outer(alive));
  CHECK(alive == 0);
}

task<void> sleep_everywhere(std::atomic<int>& interrupted, asio::cancellation_type kind) {
  if (kind == asio::cancellation_type::terminal) {
    co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation());
  } else {
    co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
  }
  const executor here = co_await asio::this_coro::executor;
  index_body body = [&](std::size_t) -> task<void> {
    try {
      co_await wait_for(std::chrono::hours(1));
    } catch (const boost::system::system_error& error) {
      if (error.code() == asio::error::operation_aborted) ++interrupted;
      throw;
    }
  };
  auto all = for_each_limited(deltalake::workers_of(here), 100, 4, std::move(body));
  co_await std::move(all);
}

TEST_CASE("for_each_limited: a cancellation reaches every body that runs, and no further one is started") {
  for (const auto kind :
       {asio::cancellation_type::terminal, asio::cancellation_type::partial, asio::cancellation_type::total}) {
    asio::io_context context;
    std::atomic<int> interrupted = 0;
    CHECK(cancelled_with(context, sleep_everywhere(interrupted, kind), kind) == asio::error::operation_aborted);
    CHECK(interrupted == 4);
  }
}

TEST_CASE("for_each_limited: a cancellation that bodies swallow still ends in operation_aborted if indexes are left") {
  asio::io_context context;
  std::atomic<std::size_t> started = 0;
  index_body body = [&](std::size_t) -> task<void> {
    ++started;
    try {
      co_await wait_for(std::chrono::hours(1));
    } catch (const boost::system::system_error&) {
    }
  };
  auto work = for_each_limited(deltalake::workers_of(context.get_executor()), 50, 2, std::move(body));
  CHECK(cancelled_with(context, std::move(work), asio::cancellation_type::terminal) == asio::error::operation_aborted);
  CHECK(started == 2);
}

TEST_CASE("for_each_limited: emitting again after the end touches nothing") {
  asio::io_context context;
  asio::cancellation_signal signal;
  int ended = 0;
  index_body body = [](std::size_t) { return wait_for(std::chrono::milliseconds(0)); };
  auto work = for_each_limited(deltalake::workers_of(context.get_executor()), 5, 2, std::move(body));
  asio::co_spawn(context, std::move(work),
                 asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr) { ++ended; }));
  context.run();
  signal.emit(asio::cancellation_type::terminal);
  CHECK(ended == 1);
}

task<void> many_short_runs(int rounds) {
  const executor here = co_await asio::this_coro::executor;
  for (int round = 0; round < rounds; ++round) {
    index_body body = [](std::size_t) -> task<void> { co_return; };
    auto all = for_each_limited(deltalake::workers_of(here), 3, 3, std::move(body));
    co_await std::move(all);
  }
}

TEST_CASE("for_each_limited: a caller on several threads may resume while the lanes are still being started") {
  asio::thread_pool pool(4);
  deltalake::mark_as_workers(pool.get_executor());
  std::atomic<int> failed = 0;
  for (int i = 0; i < 4; ++i) {
    asio::co_spawn(pool, many_short_runs(3000), [&](std::exception_ptr e) { failed += e ? 1 : 0; });
  }
  pool.join();
  CHECK(failed == 0);
}

// Two bodies that never await anything, each of which ends early once the other is there as well.
struct meeting {
  std::mutex mutex;
  std::condition_variable changed;
  int arrived = 0, met = 0;

  void meet() {
    std::unique_lock lock(mutex);
    ++arrived;
    changed.notify_all();
    if (changed.wait_for(lock, std::chrono::seconds(20), [this] { return arrived == 2; })) ++met;
  }
};

task<void> meet_in_lanes(std::shared_ptr<meeting> place) {
  const executor here = co_await asio::this_coro::executor;
  index_body body = [place](std::size_t) -> task<void> {
    place->meet();
    co_return;
  };
  co_await for_each_limited(here, 2, 2, std::move(body));
}

TEST_CASE("for_each_limited: bodies that never wait run beside each other, also if a worker started them") {
  auto place = std::make_shared<meeting>();
  asio::thread_pool pool(2);
  asio::co_spawn(pool, meet_in_lanes(place), asio::detached);
  pool.join();
  CHECK(place->met == 2);
}

TEST_CASE("for_each_limited: it works on a strand and on a context with several threads") {
  asio::io_context context;
  std::atomic<int> failed = 0;
  for (int i = 0; i < 3; ++i) {
    asio::co_spawn(asio::make_strand(context), many_short_runs(300),
                   [&](std::exception_ptr e) { failed += e ? 1 : 0; });
  }
  std::thread second([&] { context.run(); });
  context.run();
  second.join();
  CHECK(failed == 0);
}

TEST_CASE("for_each_limited: a context that is destroyed while bodies wait releases every frame") {
  std::atomic<int> alive = 0;
  const auto outer = [](std::atomic<int>& count) -> task<void> {
    const witness mine(count);
    const executor here = co_await asio::this_coro::executor;
    index_body body = [kept = witness(count), &count](std::size_t) -> task<void> {
      const witness frame(count);
      co_await wait_for(std::chrono::hours(1));
    };
    auto all = for_each_limited(deltalake::workers_of(here), 8, 4, std::move(body));
    co_await std::move(all);
  };
  {
    asio::io_context context;
    asio::co_spawn(context, outer(alive), asio::detached);
    for (int waits = 0; waits < 500 && alive <= 4; ++waits) context.run_for(std::chrono::milliseconds(20));
    CHECK(alive > 4);
  }
  CHECK(alive == 0);
}

TEST_CASE(
    "for_each_limited: a context that is destroyed while bodies wait on the context itself releases every frame") {
  std::atomic<int> alive = 0;
  const auto outer = [](std::atomic<int>& count) -> task<void> {
    const witness mine(count);
    const executor here = co_await asio::this_coro::executor;
    index_body body = [here, &count](std::size_t) -> task<void> {
      const witness frame(count);
      auto away = wait_for(std::chrono::hours(1));
      co_await asio::co_spawn(here, std::move(away), asio::use_awaitable);
    };
    auto all = for_each_limited(deltalake::workers_of(here), 8, 4, std::move(body));
    co_await std::move(all);
  };
  {
    asio::io_context context;
    asio::co_spawn(context, outer(alive), asio::detached);
    context.run_for(std::chrono::milliseconds(20));
    CHECK(alive > 4);
  }
  CHECK(alive == 0);
}

TEST_CASE("for_each_limited: a context that is destroyed before it runs at all releases every frame") {
  std::atomic<int> alive = 0;
  {
    asio::io_context context;
    index_body body = [kept = witness(alive)](std::size_t) -> task<void> { co_return; };
    auto work = for_each_limited(deltalake::workers_of(context.get_executor()), 8, 4, std::move(body));
    asio::co_spawn(context, std::move(work), asio::detached);
  }
  CHECK(alive == 0);
}

task<void> compare_threads(bool same) {
  const std::thread::id before = std::this_thread::get_id();
  auto where = on_workers([] { return std::this_thread::get_id(); });
  const std::thread::id inside = co_await std::move(where);
  CHECK((inside == before) == same);
  CHECK(std::this_thread::get_id() == before);
}

TEST_CASE("on_workers: the function runs on another thread and the caller resumes on its own") {
  run(compare_threads(false));
}

TEST_CASE("on_workers: on a context that may block the function runs at once") {
  asio::io_context context;
  CHECK_FALSE(deltalake::may_block(context.get_executor()));
  deltalake::mark_as_workers(context.get_executor());
  deltalake::mark_as_workers(context.get_executor());
  CHECK(deltalake::may_block(context.get_executor()));
  CHECK(deltalake::workers_of(context.get_executor()) == executor(context.get_executor()));
  std::exception_ptr failure;
  asio::co_spawn(context, compare_threads(true), [&](std::exception_ptr e) { failure = e; });
  context.run();
  CHECK_FALSE(failure);
}

TEST_CASE("workers_of: one pool a context, whose own workers are all of it") {
  asio::io_context context;
  const executor workers = deltalake::workers_of(context.get_executor());
  CHECK(deltalake::workers_of(context.get_executor()) == workers);
  CHECK(deltalake::workers_of(asio::make_strand(context)) == workers);
  CHECK(deltalake::may_block(workers));
  CHECK(deltalake::workers_of(workers) == workers);
  CHECK(deltalake::workers_of(asio::make_strand(workers)) == workers);
}

TEST_CASE("on_workers: results, nothing and exceptions come back") {
  const auto work = []() -> task<void> {
    auto text = on_workers([] { return std::string(100, 'x'); });
    const std::string got = co_await std::move(text);
    CHECK(got == std::string(100, 'x'));
    int calls = 0;
    auto nothing = on_workers([&calls] { ++calls; });
    co_await std::move(nothing);
    CHECK(calls == 1);
    auto thrown = on_workers([]() -> int { throw std::runtime_error("from a worker"); });
    co_await std::move(thrown);
  };
  CHECK_THROWS_WITH_AS(run(work()), "from a worker", std::runtime_error);
}

TEST_CASE("on_workers: a cancellation neither interrupts the function nor outlives it") {
  for (int round = 0; round < 50; ++round) {
    asio::io_context context;
    asio::cancellation_signal signal;
    std::atomic<bool> started = false;
    std::atomic<bool> finished = false;
    int ended = 0;
    auto work = on_workers([&] {
      started = true;
      std::this_thread::sleep_for(std::chrono::milliseconds(round % 3));
      finished = true;
    });
    asio::co_spawn(context, std::move(work),
                   asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr) { ++ended; }));
    while (!started) context.poll();
    signal.emit(asio::cancellation_type::terminal);
    context.run();
    CHECK(finished);
    CHECK(ended == 1);
  }
}

TEST_CASE("on_workers: a context that is destroyed waits for what runs and drops what has not begun") {
  std::atomic<int> alive = 0;
  std::atomic<int> begun = 0;
  std::atomic<int> ended = 0;
  const auto work = [](std::atomic<int>& count, std::atomic<int>& first, std::atomic<int>& last) -> task<void> {
    const witness mine(count);
    auto call = on_workers([kept = witness(count), &first, &last] {
      ++first;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
      ++last;
    });
    co_await std::move(call);
    auto later = wait_for(std::chrono::hours(1));
    co_await std::move(later);
  };
  {
    asio::io_context context;
    for (int i = 0; i < 64; ++i) asio::co_spawn(context, work(alive, begun, ended), asio::detached);
    context.run_for(std::chrono::milliseconds(12));
    CHECK(alive > 0);
  }
  CHECK(alive == 0);
  CHECK(begun == ended);
}

TEST_CASE("on_workers: frames with timers of the context are released while its services still live") {
  std::atomic<int> alive = 0;
  const auto work = [](std::atomic<int>& count) -> task<void> {
    const witness mine(count);
    const executor here = co_await asio::this_coro::executor;
    auto first = on_workers([] {});  // the pool is older than the timers
    co_await std::move(first);
    asio::steady_timer timer(here, std::chrono::hours(1));
    auto second = on_workers([] { std::this_thread::sleep_for(std::chrono::milliseconds(2)); });
    co_await std::move(second);
    co_await timer.async_wait(asio::use_awaitable);
  };
  {
    asio::io_context context;
    for (int i = 0; i < 64; ++i) asio::co_spawn(context, work(alive), asio::detached);
    context.run_for(std::chrono::milliseconds(8));
  }
  CHECK(alive == 0);
}

}  // namespace
}  // namespace deltalake_workers_test
