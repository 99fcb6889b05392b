// Follows a table while it serves something else, all on one thread: 04_follow_table [TABLE] [SECONDS]
// Each TCP connection gets the table's version. Ctrl-C ends it, or the time (1 second if none is given).
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <iostream>

#include <boost/asio.hpp>
#include <deltalake/deltalake.hpp>

namespace asio = boost::asio;
using asio::ip::tcp;

deltalake::task<void> follow(std::string uri, std::int64_t& version) {
  deltalake::table table = co_await deltalake::open_table(std::move(uri));
  asio::steady_timer pause(co_await asio::this_coro::executor);
  while (true) {
    if (version != table.version()) std::cout << "version " << table.version() << std::endl;
    version = table.version();
    pause.expires_after(std::chrono::milliseconds(200));
    co_await pause.async_wait(asio::use_awaitable);
    co_await table.update();  // if this is cancelled or fails, the table is as it was
  }
}

deltalake::task<void> serve(tcp::acceptor& acceptor, const std::int64_t& version) {
  while (true) {
    tcp::socket peer = co_await acceptor.async_accept(asio::use_awaitable);
    const std::string answer = "version " + std::to_string(version) + "\n";
    boost::system::error_code ignored;  // whoever has gone needs no answer
    co_await asio::async_write(peer, asio::buffer(answer), asio::redirect_error(asio::use_awaitable, ignored));
  }
}

int main(int count, char** arguments) try {
  asio::io_context context(1);
  asio::cancellation_signal stop;
  std::int64_t version = -1;
  std::exception_ptr failure;
  tcp::acceptor acceptor(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  std::cout << "listening on 127.0.0.1:" << acceptor.local_endpoint().port() << std::endl;
  asio::signal_set signals(context, SIGINT, SIGTERM);
  asio::steady_timer deadline(context, std::chrono::seconds(count > 2 ? std::atoi(arguments[2]) : 1));

  asio::co_spawn(context, serve(acceptor, version), asio::detached);
  const auto end = [&](std::exception_ptr why) {
    failure = why;
    context.stop();
  };
  asio::co_spawn(context, follow(count > 1 ? arguments[1] : "tests/data/delta-0.2.0", version),
                 asio::bind_cancellation_slot(stop.slot(), end));
  signals.async_wait([&](auto, int) { stop.emit(asio::cancellation_type::terminal); });
  deadline.async_wait([&](auto) { stop.emit(asio::cancellation_type::terminal); });
  context.run();
  std::rethrow_exception(failure);  // following never ends by itself
} catch (const boost::system::system_error& problem) {
  if (problem.code() == asio::error::operation_aborted) return 0;  // what the signal and the deadline lead to
  std::cerr << problem.what() << '\n';
  return 1;
}
