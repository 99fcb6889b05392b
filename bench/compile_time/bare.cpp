// What a user would write without this library: a coroutine on Asio that parses one line of a log by Boost.JSON. Its
// compile time is the unit in which ratios.py measures ours.
#include <iostream>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>

boost::asio::awaitable<void> show(std::string line) {
  const boost::json::value action = boost::json::parse(line);
  std::cout << action.at("add").at("path").as_string() << '\n';
  co_return;
}

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  boost::asio::io_context context;
  boost::asio::co_spawn(context, show(argv[1]), boost::asio::detached);
  context.run();
}
