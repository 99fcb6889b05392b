#include <deltalake/testing/store_conformance.hpp>

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <utility>

#include <deltalake/storage/any_store.hpp>
#include <deltalake/storage/local_store.hpp>
#include <deltalake/storage/memory_store.hpp>
#include <deltalake/storage/metered_store.hpp>
#include <deltalake/storage/prefix_store.hpp>
#include <deltalake/storage/retrying_store.hpp>
#include <deltalake/testing/faulty_store.hpp>
#include <tests/support/run_task.hpp>
#include <tests/support/temp_folder.hpp>

namespace deltalake_stores_test {
namespace {

using deltalake::path;
using deltalake::storage::any_store;
using deltalake::storage::local_store;
using deltalake::storage::memory_store;
using deltalake::storage::metered_store;
using deltalake::storage::prefix_store;
using deltalake::storage::retrying_store;
using deltalake::testing::check_store;
using deltalake_test::temp_folder;

template <class Store>
void conforms(Store store) {
  const auto report = deltalake_test::run(check_store(std::move(store)));
  CHECK_MESSAGE(report.passed(), report.to_string());
}

std::size_t files_below(const temp_folder& folder) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path())) {
    if (entry.is_regular_file()) ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("stores: memory_store keeps the contract, in pages of any size") {
  conforms(memory_store());
  conforms(memory_store(deltalake::system_environment(), "named", 1));
  conforms(memory_store(deltalake::system_environment(), "named", 7));
}

TEST_CASE("stores: local_store keeps the contract and leaves no file behind") {
  const temp_folder folder;
  conforms(local_store(folder.path()));
  conforms(local_store(folder / "not/yet/there"));
  conforms(local_store(folder / "pages", deltalake::system_environment(), 3));
  CHECK(files_below(folder) == 0);
}

TEST_CASE("stores: decorators keep the contract, on memory and on files") {
  const temp_folder folder;
  conforms(prefix_store(memory_store(), path("a/b c")));
  conforms(prefix_store(local_store(folder.path()), path("a/b c")));
  conforms(retrying_store(memory_store()));
  conforms(retrying_store(local_store(folder.path())));
  conforms(metered_store(memory_store()));
  conforms(metered_store(local_store(folder.path())));
  conforms(deltalake::testing::faulty_store(memory_store()));
  conforms(any_store(memory_store()));
  conforms(any_store(metered_store(retrying_store(prefix_store(any_store(local_store(folder.path())), path("deep"))))));
  CHECK(files_below(folder) == 0);
}

}  // namespace deltalake_stores_test
