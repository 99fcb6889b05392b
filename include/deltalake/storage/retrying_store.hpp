#pragma once
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include <deltalake/base/environment.hpp>
#include <deltalake/base/error.hpp>
#include <deltalake/storage/any_store.hpp>
#include <deltalake/storage/store.hpp>

namespace deltalake::inline v0::storage {

/// How long and how often a retrying_store tries. A pause is drawn between half of a bound and all of it; the bound
/// starts at `pause_first` and doubles up to `pause_max`.
class retry_options {
 public:
  retry_options() {}

  /// How often an operation is tried again; zero turns retrying off. By default 10 times.
  retry_options& retries_max(std::size_t count) & {
    retries_max_ = count;
    return *this;
  }
  retry_options&& retries_max(std::size_t count) && { return std::move(retries_max(count)); }
  /// By default 100 ms.
  retry_options& pause_first(std::chrono::nanoseconds time) & {
    pause_first_ = time;
    return *this;
  }
  retry_options&& pause_first(std::chrono::nanoseconds time) && { return std::move(pause_first(time)); }
  /// By default 15 s.
  retry_options& pause_max(std::chrono::nanoseconds time) & {
    pause_max_ = time;
    return *this;
  }
  retry_options&& pause_max(std::chrono::nanoseconds time) && { return std::move(pause_max(time)); }
  /// No retry begins later than this after the operation did; by default 3 min.
  retry_options& budget(std::chrono::nanoseconds time) & {
    budget_ = time;
    return *this;
  }
  retry_options&& budget(std::chrono::nanoseconds time) && { return std::move(budget(time)); }

  std::size_t retries_max() const noexcept { return retries_max_; }
  std::chrono::nanoseconds pause_first() const noexcept { return pause_first_; }
  std::chrono::nanoseconds pause_max() const noexcept { return pause_max_; }
  std::chrono::nanoseconds budget() const noexcept { return budget_; }

 private:
  std::size_t retries_max_ = 10;
  std::chrono::nanoseconds pause_first_ = std::chrono::milliseconds(100);
  std::chrono::nanoseconds pause_max_ = std::chrono::seconds(15);
  std::chrono::nanoseconds budget_ = std::chrono::minutes(3);
};

namespace detail {
// The retries of one operation.
class retry_schedule {
 public:
  retry_schedule(const retry_options& options, environment& clock)
      : options_(options), clock_(clock), bound_(options.pause_first()), started_ns_(clock.steady_ns()) {}

  // How long to wait before the next try, or nothing if there shall be none.
  std::optional<std::chrono::nanoseconds> next() {
    if (retries_ == options_.retries_max()) return std::nullopt;
    ++retries_;
    const std::int64_t bound = (std::max)(std::int64_t{1}, (std::min)(bound_, options_.pause_max()).count());
    const std::int64_t half = bound / 2;
    const std::uint64_t choices = static_cast<std::uint64_t>(bound - half) + 1;
    const std::chrono::nanoseconds pause(half + static_cast<std::int64_t>(clock_.random() % choices));
    bound_ = std::chrono::nanoseconds(bound > INT64_MAX / 2 ? bound : bound * 2);
    const std::chrono::nanoseconds spent(clock_.steady_ns() - started_ns_);
    if (pause > options_.budget() - spent) return std::nullopt;
    return pause;
  }

 private:
  const retry_options& options_;
  environment& clock_;
  std::chrono::nanoseconds bound_;
  std::int64_t started_ns_;
  std::size_t retries_ = 0;
};
}  // namespace detail

/// Tries again, after growing pauses, what failed with condition::retryable and can be repeated: reads, remove, and put
/// with overwrite (there also after `unknown`: the bytes are the same). A put with create or if_match is sent exactly
/// once, and its outcome and errors are passed on: sent twice it would take its own success for another's.
/// Cancellation: between tries at once, else as the store inside. Tasks keep a copy of the store they use.
template <class Store>
class retrying_store {
  static_assert(store<Store>);

 public:
  explicit retrying_store(Store inner, retry_options options = {},
                          std::shared_ptr<environment> clock = system_environment())
      : inner_(std::move(inner)), options_(std::move(options)), clock_(std::move(clock)) {}

  const Store& inner() const noexcept { return inner_; }

  task<bytes> get(path where) const {
    return repeat<bytes>(*this, [where = std::move(where)](Store& inner) { return inner.get(where); });
  }
  task<bytes> get_range(path where, std::uint64_t offset, std::uint64_t length) const {
    return repeat<bytes>(*this, [where = std::move(where), offset, length](Store& inner) {
      return inner.get_range(where, offset, length);
    });
  }
  task<std::optional<object_meta>> head(path where) const {
    return repeat<std::optional<object_meta>>(*this,
                                              [where = std::move(where)](Store& inner) { return inner.head(where); });
  }
  task<list_page> list_from(path folder, std::string from) const {
    return repeat<list_page>(*this, [folder = std::move(folder), from = std::move(from)](Store& inner) {
      return inner.list_from(folder, from);
    });
  }
  task<put_outcome> put(path where, bytes content, put_mode mode) const {
    return put_of(*this, std::move(where), std::move(content), std::move(mode));
  }
  task<void> remove(path where) const { return remove_of(*this, std::move(where)); }
  std::string uri(const path& where) const { return inner_.uri(where); }

 private:
  template <class T, class Call>
  static task<T> repeat(retrying_store self, Call call) {
    detail::retry_schedule schedule(self.options_, *self.clock_);
    for (;;) {
      std::optional<std::chrono::nanoseconds> pause;
      try {
        T got = co_await call(self.inner_);
        if constexpr (std::is_same_v<T, put_outcome>) {
          if (got == put_outcome::unknown) pause = schedule.next();
        }
        if (!pause) co_return got;
      } catch (const delta_error& failure) {
        if (failure.code() == condition::retryable) pause = schedule.next();
        if (!pause) throw;
      }
      co_await self.clock_->sleep(*pause);
    }
  }
  static task<put_outcome> put_of(retrying_store self, path where, bytes content, put_mode mode) {
    if (mode.conditional()) co_return co_await self.inner_.put(std::move(where), std::move(content), std::move(mode));
    auto call = [where, content, mode](Store& inner) { return inner.put(where, content, mode); };
    co_return co_await repeat<put_outcome>(self, std::move(call));
  }
  static task<bool> remove_once(Store& inner, path where) {
    co_await inner.remove(std::move(where));
    co_return true;
  }
  static task<void> remove_of(retrying_store self, path where) {
    auto call = [where](Store& inner) { return remove_once(inner, where); };
    co_await repeat<bool>(self, std::move(call));
  }

  Store inner_;
  retry_options options_;
  std::shared_ptr<environment> clock_;
};

}  // namespace deltalake::inline v0::storage
