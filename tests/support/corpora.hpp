#pragma once
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace deltalake_test {

/// Calls `visit(path, content)` for each file of the test corpora beside the project whose name is wanted, and returns
/// how many there are: none where the corpora are not there. DELTALAKE_SHARED says where they lie.
template <class Wanted, class Visit>
std::size_t for_each_corpus_file(Wanted wanted, Visit visit) {
  const char* const given = std::getenv("DELTALAKE_SHARED");
  const std::filesystem::path folder = std::filesystem::path(given != nullptr ? given : "../shared") / "corpora";
  std::error_code absent;
  std::size_t count = 0;
  for (auto at = std::filesystem::recursive_directory_iterator(folder, absent);
       at != std::filesystem::recursive_directory_iterator(); at.increment(absent)) {
    if (absent) break;
    if (!at->is_regular_file() || !wanted(at->path().filename().string())) continue;
    std::ifstream file(at->path(), std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    visit(at->path().string(), content);
    ++count;
  }
  return count;
}

}  // namespace deltalake_test
