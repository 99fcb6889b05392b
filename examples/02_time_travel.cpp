// Looks at a table as it was: 02_time_travel [TABLE]
#include <iostream>

#include <deltalake/deltalake.hpp>

void print(const char* what, const deltalake::table& table) {
  std::cout << what << ": version " << table.version() << " with " << table.num_files() << " files\n";
}

deltalake::task<void> travel(std::string uri) {
  deltalake::table table = co_await deltalake::open_table(uri);
  print("newest", table);
  const deltalake::snapshot newest = table.snapshot();  // a value of its own: it stays as it is

  // An older version, by its number. Options are set one after another and handed over.
  deltalake::open_options options;
  options.version(newest.version() / 2).stats(deltalake::keep_stats::no);
  const deltalake::table older = co_await deltalake::open_table(uri, std::move(options));
  print("older", older);

  // The same by a time: the newest version that was there at that moment. Text works as well, "2026-01-31T12:00:00Z".
  const std::int64_t when = co_await newest.version_timestamp(older.version());
  co_await table.load_with_datetime(when);
  print("at the older version's time", table);

  // A loaded table moves forward by reading only the commits that are new to it.
  co_await table.load_version(0);
  print("the beginning", table);
  co_await table.update();
  print("back again", table);

  // What is not there says so, and a program can tell why.
  bool refused = false;
  try {
    co_await table.load_version(newest.version() + 1);
  } catch (const deltalake::delta_error& problem) {
    refused = problem.reason() == deltalake::errc::version_not_found;
  }
  std::cout << "the future: " << (refused ? "refused" : "there is one by now") << '\n';
}

int main(int count, char** arguments) {
  try {
    deltalake::wait(travel(count > 1 ? arguments[1] : "tests/data/delta-0.2.0"));
  } catch (const std::exception& problem) {
    std::cerr << problem.what() << '\n';
    return 1;
  }
}
