#pragma once
#include <functional>
#include <type_traits>
#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include <deltalake/base/task.hpp>

namespace deltalake::inline v0 {

/// Returns the executor on which blocking and CPU-bound work of coroutines on `where` runs: a pool of threads that
/// belongs to `where`'s execution context, made on first use and joined when the context is destroyed. If `where`
/// belongs to such a pool already, it is returned itself.
DELTALAKE_DECL executor workers_of(const executor& where);

/// True if code on `where` may block: `where` belongs to a pool of `workers_of`, or to a context that was marked.
DELTALAKE_DECL bool may_block(const executor& where);

/// Declares that code on `where`'s execution context may block: then no further pool is made for it.
DELTALAKE_DECL void mark_as_workers(const executor& where);

namespace detail {
template <class F>
task<std::invoke_result_t<F&>> call(F function) {
  co_return function();
}
}  // namespace detail

/// Runs `function()` where blocking is allowed and resumes where it was awaited: inline if that may block already.
/// The function is not interrupted by cancellation.
template <class F>
task<std::invoke_result_t<F&>> on_workers(F function) {
  const executor here = co_await boost::asio::this_coro::executor;
  if (may_block(here)) co_return function();
  const executor workers = workers_of(here);
  auto call = detail::call(std::move(function));
  // Without a slot: co_spawn would emit on whatever worker is free, beside the function or after the end of this frame.
  auto token = boost::asio::bind_cancellation_slot(boost::asio::cancellation_slot(), boost::asio::use_awaitable);
  co_return co_await boost::asio::co_spawn(workers, std::move(call), std::move(token));
}

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
