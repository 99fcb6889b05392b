#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <memory>

#include <deltalake/base/task.hpp>

namespace deltalake::inline v0 {

/// The only door to the clock, to randomness and to sleep. Whoever owns the environment owns time: tests and
/// simulations pass their own. One object may be used by many threads at once.
class environment {
 public:
  virtual ~environment() = default;

  /// Wall-clock time in milliseconds since 1970-01-01T00:00:00Z.
  virtual std::int64_t now_ms() = 0;
  /// A clock that never goes back, in nanoseconds from an arbitrary start: for measuring, never for time stamps.
  virtual std::int64_t steady_ns() = 0;
  /// 64 random bits, fit for unique names; not for secrets.
  virtual std::uint64_t random() = 0;
  /// Suspends for at least `duration`. Cancellation: all kinds, throws operation_aborted.
  virtual task<void> sleep(std::chrono::nanoseconds duration) = 0;
};

/// Makes an environment on the machine's own clock, random device and Asio timers.
DELTALAKE_DECL std::shared_ptr<environment> system_environment();

/// How many threads the machine runs at once; at least 1.
DELTALAKE_DECL std::size_t hardware_threads() noexcept;

}  // namespace deltalake::inline v0

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/base/impl/environment.ipp>
#endif
