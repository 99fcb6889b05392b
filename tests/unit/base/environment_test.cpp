#include <deltalake/base/environment.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <exception>
#include <set>
#include <thread>
#include <vector>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/system_error.hpp>

namespace deltalake_environment_test {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

TEST_CASE("environment: the system's clock tells milliseconds since 1970") {
  const auto environment = deltalake::system_environment();
  const std::int64_t now = environment->now_ms();
  CHECK(now > 1'700'000'000'000);   // later than November 2023
  CHECK(now < 32'503'680'000'000);  // earlier than the year 3000: seconds or microseconds would not be
}

TEST_CASE("environment: the steady clock never goes back and counts nanoseconds") {
  const auto environment = deltalake::system_environment();
  std::int64_t last = environment->steady_ns();
  for (int i = 0; i < 1000; ++i) {
    const std::int64_t next = environment->steady_ns();
    CHECK(next >= last);
    last = next;
  }
  const std::int64_t before = environment->steady_ns();
  std::this_thread::sleep_for(5ms);
  CHECK(environment->steady_ns() - before >= 5'000'000);
}

TEST_CASE("environment: random numbers do not repeat, not between environments either") {
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 4; ++i) {
    const auto environment = deltalake::system_environment();
    for (int k = 0; k < 1000; ++k) CHECK(seen.insert(environment->random()).second);
  }
}

TEST_CASE("environment: several threads may draw at once") {
  const auto environment = deltalake::system_environment();
  std::vector<std::vector<std::uint64_t>> drawn(4);
  std::vector<std::thread> threads;
  for (auto& mine : drawn) {
    threads.emplace_back([&mine, &environment] {
      for (int i = 0; i < 1000; ++i) mine.push_back(environment->random() + (environment->now_ms() < 0 ? 1 : 0));
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<std::uint64_t> seen;
  for (const auto& mine : drawn) seen.insert(mine.begin(), mine.end());
  CHECK(seen.size() == 4000);
}

TEST_CASE("environment: sleep lasts at least as long as asked") {
  for (const std::chrono::nanoseconds duration :
       {std::chrono::nanoseconds(0), std::chrono::nanoseconds(1), std::chrono::nanoseconds(10ms)}) {
    asio::io_context context;
    const auto environment = deltalake::system_environment();
    const std::int64_t before = environment->steady_ns();
    bool ended = false;
    asio::co_spawn(context, environment->sleep(duration), [&](std::exception_ptr failure) { ended = !failure; });
    context.run();
    CHECK(ended);
    CHECK(environment->steady_ns() - before >= duration.count());
  }
}

TEST_CASE("environment: a sleep is cancelled with operation_aborted") {
  asio::io_context context;
  asio::cancellation_signal signal;
  const auto environment = deltalake::system_environment();
  boost::system::error_code code;
  const auto ended = [&code](std::exception_ptr failure) {
    try {
      if (failure) std::rethrow_exception(failure);
    } catch (const boost::system::system_error& error) {
      code = error.code();
    }
  };
  asio::co_spawn(context, environment->sleep(1h), asio::bind_cancellation_slot(signal.slot(), ended));
  asio::steady_timer timer(context, 5ms);
  timer.async_wait([&signal](boost::system::error_code) { signal.emit(asio::cancellation_type::terminal); });
  context.run();
  CHECK(code == asio::error::operation_aborted);
}

TEST_CASE("environment: the machine runs at least one thread") { CHECK(deltalake::hardware_threads() >= 1); }

}  // namespace
}  // namespace deltalake_environment_test
