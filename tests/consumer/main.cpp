// What every consumer compiles: opens the table it is given and prints its version and files.
#include <cstdio>

#include <deltalake/deltalake.hpp>

int main(int count, char** arguments) {
  if (count != 2) return std::puts("usage: consumer TABLE"), 2;
  try {
    const deltalake::table opened = deltalake::wait(deltalake::open_table(std::string(arguments[1])));
    std::printf("version %lld\n", static_cast<long long>(opened.version()));
    for (const auto file : opened.get_files()) std::printf("%s\n", std::string(file).c_str());
  } catch (const std::exception& problem) {
    std::printf("%s\n", problem.what());
    return 1;
  }
}
