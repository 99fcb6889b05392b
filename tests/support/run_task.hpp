#pragma once
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <deltalake/base/task.hpp>

namespace deltalake_test {

/// Runs `work` to its end on an io_context of its own and returns what it returns, or throws what it throws.
template <class T>
T run(deltalake::task<T> work) {
  boost::asio::io_context context(1);
  std::exception_ptr failure;
  if constexpr (std::is_void_v<T>) {
    boost::asio::co_spawn(context, std::move(work), [&](std::exception_ptr thrown) { failure = thrown; });
    context.run();
    if (failure) std::rethrow_exception(failure);
  } else {
    std::optional<T> got;
    boost::asio::co_spawn(context, std::move(work), [&](std::exception_ptr thrown, T value) {
      failure = thrown;
      got.emplace(std::move(value));
    });
    context.run();
    if (failure) std::rethrow_exception(failure);
    return std::move(*got);
  }
}

}  // namespace deltalake_test
