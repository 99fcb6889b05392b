// Opens tables without writing a coroutine: 07_completion_tokens [TABLE]
#include <iostream>

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>
#include <deltalake/deltalake.hpp>

namespace asio = boost::asio;

// A callback: it runs on the context that was named, here on the thread that calls run().
void open_with_callback(const std::string& uri) {
  asio::io_context context;
  deltalake::async_open_table(context.get_executor(), uri, deltalake::open_options(),
                              [](std::exception_ptr failure, deltalake::table opened) {
                                if (failure) std::rethrow_exception(failure);  // out of run(), to whoever called it
                                std::cout << "callback: version " << opened.version() << '\n';
                              });
  context.run();
}

// A future: other threads do the work, and get() waits for it or throws what went wrong.
void open_with_future(const std::string& uri) {
  asio::thread_pool pool(2);
  std::future<deltalake::table> opening =
      deltalake::async_open_table(pool.get_executor(), uri, deltalake::open_options().version(0), asio::use_future);
  std::future<deltalake::table> failing =
      deltalake::async_open_table(pool.get_executor(), uri + "/nowhere", deltalake::open_options(), asio::use_future);
  const deltalake::table opened = opening.get();
  std::cout << "future: version " << opened.version() << ", " << opened.num_files() << " files\n";
  try {
    failing.get();
  } catch (const deltalake::delta_error& problem) {
    std::cout << "future: " << deltalake::name(problem.reason()) << '\n';
  }
}

int main(int count, char** arguments) {
  try {
    const std::string uri = count > 1 ? arguments[1] : "tests/data/delta-0.2.0";
    open_with_callback(uri);
    open_with_future(uri);
  } catch (const std::exception& problem) {
    std::cerr << problem.what() << '\n';
    return 1;
  }
}
