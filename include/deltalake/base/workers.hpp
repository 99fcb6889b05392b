#pragma once
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

#include <deltalake/base/task.hpp>

namespace deltalake::inline v0 {

/// Returns the executor on which blocking and CPU-bound work of coroutines on `where` runs: a pool of threads that
/// belongs to `where`'s execution context, made on first use and joined when the context is destroyed. If `where`
/// belongs to such a pool already, as a strand of it does, the pool's own executor is returned; if it belongs to a
/// context that was marked, `where` itself.
DELTALAKE_DECL executor workers_of(const executor& where);

/// True if code on `where` may block: `where` belongs to a pool of `workers_of`, or to a context that was marked.
DELTALAKE_DECL bool may_block(const executor& where);

/// Declares that code on `where`'s execution context may block: then no further pool is made for it.
DELTALAKE_DECL void mark_as_workers(const executor& where);

namespace detail {
/// Runs `function` on `workers` and resumes where it was awaited; not interrupted by cancellation. Not a template, so
/// that starting a coroutine is compiled once for all functions.
DELTALAKE_DECL task<void> run_on(executor workers, std::function<void()> function);
}  // namespace detail

// g++ warns of the closures of functions that stand in an included file, as those of the compiled form do.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wsubobject-linkage"
#endif

/// Runs `function()` where blocking is allowed and resumes where it was awaited: inline if that may block already.
/// The function is not interrupted by cancellation.
template <class F>
task<std::invoke_result_t<F&>> on_workers(F function) {
  using returned = std::invoke_result_t<F&>;
  const executor here = co_await boost::asio::this_coro::executor;
  if (may_block(here)) co_return function();
  // The frame stays until the function has ended: whatever runs it owns whoever awaits it.
  if constexpr (std::is_void_v<returned>) {
    std::function<void()> call = std::ref(function);
    auto called = detail::run_on(workers_of(here), std::move(call));
    co_await std::move(called);
  } else {
    std::optional<returned> result;
    std::function<void()> call = [&function, &result] { result.emplace(function()); };
    auto called = detail::run_on(workers_of(here), std::move(call));
    co_await std::move(called);
    co_return std::move(*result);
  }
}

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

/// Awaits `body(0)`, ..., `body(count - 1)`, at most `limit` of them at a time (at least one), each on a strand of
/// `workers`. Indexes are started in ascending order. `body` is called from several threads at once and must outlive
/// nothing: it is kept, and destroyed before the caller resumes.
/// Errors: after a failure no further index is started; the exception of the lowest failed index is rethrown, which is
/// the same whatever the threads do. Cancellation: all kinds that the caller lets through (see Asio's
/// reset_cancellation_state), passed on to every body that runs; it ends in operation_aborted unless every index was
/// started.
DELTALAKE_DECL task<void> for_each_limited(executor workers, std::size_t count, std::size_t limit,
                                           std::function<task<void>(std::size_t)> body);

}  // namespace deltalake::inline v0

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/base/impl/workers.ipp>
#endif
