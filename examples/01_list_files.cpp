// Lists the files of a Delta table: 01_list_files [TABLE]
#include <iostream>

#include <deltalake/deltalake.hpp>

deltalake::task<void> show(std::string uri) {
  const deltalake::table table = co_await deltalake::open_table(std::move(uri));
  std::cout << "version " << table.version() << ": " << table.num_files() << " files\n";
  for (const std::string_view file : table.get_files()) std::cout << file << '\n';
}

int main(int count, char** arguments) {
  try {
    deltalake::wait(show(count > 1 ? arguments[1] : "tests/data/delta-0.2.0"));
  } catch (const std::exception& problem) {
    std::cerr << problem.what() << '\n';  // says what is wrong, where, and what to do about it
    return 1;
  }
}
