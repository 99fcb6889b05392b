#include <deltalake/deltalake.hpp>

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <tests/support/run_task.hpp>
#include <tests/support/temp_folder.hpp>

namespace deltalake_seed_test {
namespace {

using deltalake::open_options;
using deltalake::open_table;
using deltalake::task;
using deltalake_test::run;
using deltalake_test::temp_folder;

const std::vector<std::string> seed_files{
    "part-00000-cb6b150b-30b8-4662-ad28-ff32ddab96d2-c000.snappy.parquet",
    "part-00000-7c2deba3-1994-4fb8-bc07-d46c948aa415-c000.snappy.parquet",
    "part-00001-c373a5bd-85f0-4758-815e-7eb62007a15c-c000.snappy.parquet",
};

task<void> opens_to_the_seed(std::string uri) {
  auto table = co_await open_table(uri);
  CHECK(table.version() == 3);
  CHECK(table.get_files() == seed_files);
  CHECK(seed_files == table.get_files());
}

task<void> updates_to_the_seed(std::string uri) {
  auto table = co_await open_table(uri, open_options().version(0));
  CHECK(table.version() == 0);
  CHECK(table.num_files() == 2);
  co_await table.update();
  CHECK(table.version() == 3);
  CHECK(table.get_files() == seed_files);
}

task<void> updates_step_by_step(std::string uri) {
  auto table = co_await open_table(uri, open_options().version(0));
  for (std::int64_t version = 1; version <= 3; ++version) {
    co_await table.update_incremental(version);
    CHECK(table.version() == version);
  }
  CHECK(table.get_files() == seed_files);
}

// Every way to the newest version; `uri` has a checkpoint of it.
void holds_for(const std::string& uri) {
  CAPTURE(uri);
  run(opens_to_the_seed(uri));
  run(updates_to_the_seed(uri));
  run(updates_step_by_step(uri));
  const temp_folder folder;
  const std::string copy = folder / "table";
  std::filesystem::copy(uri, copy, std::filesystem::copy_options::recursive);
  for (const char* const name :
       {"/_delta_log/_last_checkpoint", "/_delta_log/00000000000000000003.checkpoint.parquet"}) {
    CAPTURE(name);
    std::filesystem::permissions(copy + "/_delta_log", std::filesystem::perms::owner_all);
    REQUIRE(std::filesystem::remove(copy + name));
    run(opens_to_the_seed(copy));
    run(updates_to_the_seed(copy));
  }
}

task<void> the_seed() {
  auto table = co_await open_table("./tests/data/delta-0.2.0");
  CHECK(table.get_files() ==
        std::vector<std::string>{"part-00000-cb6b150b-30b8-4662-ad28-ff32ddab96d2-c000.snappy.parquet",
                                 "part-00000-7c2deba3-1994-4fb8-bc07-d46c948aa415-c000.snappy.parquet",
                                 "part-00001-c373a5bd-85f0-4758-815e-7eb62007a15c-c000.snappy.parquet"});
}

}  // namespace

TEST_CASE("seed: the table opens and lists its three files in this order") { run(the_seed()); }

TEST_CASE("seed: the same with and without the checkpoint, at once and by updates") {
  holds_for("./tests/data/delta-0.2.0");
}

TEST_CASE("seed: the same for the table that Delta Lake 0.2.0 wrote") {
  const char* const given = std::getenv("DELTALAKE_SHARED");
  const std::string shared = given != nullptr ? given : "../shared";
  const std::string table = shared + "/corpora/delta-rs/delta-0.2.0";
  if (!std::filesystem::is_directory(table)) {
    MESSAGE("skipped: there is no " << table << "; DELTALAKE_SHARED names the folder of the corpora");
    return;
  }
  holds_for(table);
}

}  // namespace deltalake_seed_test
