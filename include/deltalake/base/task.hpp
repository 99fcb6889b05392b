#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <deltalake/base/config.hpp>

namespace deltalake::inline v0 {

/// What every coroutine of this library returns. It is lazy: it runs when awaited, on the executor of whoever awaits
/// it.
/// Errors are thrown as `delta_error`; cancellation as boost::system::system_error with operation_aborted.
template <class T>
using task = boost::asio::awaitable<T>;

using executor = boost::asio::any_io_executor;

}  // namespace deltalake::inline v0
