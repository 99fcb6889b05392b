#pragma once
#include <mutex>
#include <random>
#include <thread>

#include <boost/asio/steady_timer.hpp>

#include <deltalake/base/environment.hpp>

namespace deltalake::inline v0 {
namespace detail {

class system_environment_type final : public environment {
 public:
  system_environment_type() {
    std::random_device device;
    engine_.seed((std::uint64_t{device()} << 32) ^ device());
  }
  std::int64_t now_ms() override {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
  }
  std::int64_t steady_ns() override {
    using namespace std::chrono;
    return duration_cast<nanoseconds>(steady_clock::now().time_since_epoch()).count();
  }
  std::uint64_t random() override {
    const std::lock_guard lock(mutex_);
    return engine_();
  }
  task<void> sleep(std::chrono::nanoseconds duration) override {
    const auto where = co_await boost::asio::this_coro::executor;
    boost::asio::steady_timer timer(where, std::chrono::ceil<boost::asio::steady_timer::duration>(duration));
    co_await timer.async_wait(boost::asio::use_awaitable);
  }

 private:
  std::mutex mutex_;
  std::mt19937_64 engine_;
};

}  // namespace detail

DELTALAKE_DECL std::shared_ptr<environment> system_environment() {
  return std::make_shared<detail::system_environment_type>();
}

DELTALAKE_DECL std::size_t hardware_threads() noexcept {
  const unsigned count = std::thread::hardware_concurrency();
  return count == 0 ? 1 : count;
}

}  // namespace deltalake::inline v0
