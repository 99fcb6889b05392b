#include <deltalake/snapshot/snapshot.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <deltalake/open.hpp>
#include <tests/support/memory_log.hpp>
#include <tests/support/run_task.hpp>
#include <tests/support/snapshots.hpp>

namespace deltalake_snapshot_test {
namespace {

using deltalake::load;
using deltalake::open_options;
using deltalake::partition_filter;
using deltalake::table;
using deltalake::storage::any_store;
using deltalake_test::add_line;
using deltalake_test::copied_log;
using deltalake_test::memory_log;
using deltalake_test::refusal;
using deltalake_test::run;

using number = std::optional<std::int64_t>;

table open(const memory_log& log, open_options options = {}) {
  return run(deltalake::open_table(any_store(log.store), std::move(options)));
}
table open_data(const std::string& name, open_options options = {}) {
  return run(deltalake::open_table("tests/data/" + name, std::move(options)));
}

// The paths that for_each_file with filters visits.
std::vector<std::string> visited(const table& from, const std::vector<partition_filter>& filters) {
  std::vector<std::string> paths;
  from.for_each_file(filters, [&](const deltalake::add_file& file) {
    paths.push_back(deltalake::display_path(file.path, from.table_uri()));
  });
  return paths;
}

}  // namespace

TEST_CASE("snapshot: it tells from which checkpoint it was read") {
  CHECK(open_data("checkpoint-several").checkpoint_version() == number(4));
  CHECK(open_data("checkpoint-several", open_options().version(4)).checkpoint_version() == number(4));
  CHECK(open_data("checkpoint-several", open_options().version(3)).snapshot().checkpoint_version() == number(2));
  CHECK(open_data("checkpoint-several", open_options().files(load::on_demand)).checkpoint_version() == number(4));
  CHECK(open_data("many-commits").checkpoint_version() == number());
  CHECK(open_data("log-compaction").checkpoint_version() == number());
  CHECK(refusal([] { static_cast<void>(table().checkpoint_version()); }) == "not_loaded");
}

TEST_CASE("snapshot: a checkpoint that was passed over is not the one it was read from") {
  CHECK(open_data("checkpoint-damaged-newest").checkpoint_version() == number(1));
  CHECK(open_data("checkpoint-damaged").checkpoint_version() == number());
}

TEST_CASE("snapshot: an update stays on its checkpoint, whatever else is read takes its own") {
  const std::string in_json = "00000000000000000003.checkpoint.0f3c7a10-5b2d-4e6f-8a91-0c1d2e3f4a5b.json";
  memory_log log = copied_log("checkpoint-v2-inline");
  table opened = open(log, open_options().version(1));
  REQUIRE(opened.checkpoint_version() == number(1));
  log.commit(2, "");
  log.commit(3, "");
  log.put(in_json, deltalake_test::start() + add_line("x"));
  run(opened.update());
  CHECK(opened.version() == 3);
  CHECK(opened.checkpoint_version() == number(1));
  run(opened.load_newest());
  CHECK(opened.checkpoint_version() == number(3));
  run(opened.load_version(2));
  CHECK(opened.checkpoint_version() == number(1));
}

TEST_CASE("snapshot: what a version checksum tells was read from no checkpoint, until the files are") {
  memory_log log;
  log.put("00000000000000000001.checkpoint.0f3c7a10-5b2d-4e6f-8a91-0c1d2e3f4a5b.json",
          deltalake_test::start() + add_line("x"));
  log.put(
      "00000000000000000001.crc",
      R"({"tableSizeBytes":1,"numFiles":1,"numMetadata":1,"numProtocol":1,"setTransactions":[],"domainMetadata":[],)"
      R"("protocol":{"minReaderVersion":1,"minWriterVersion":2},"metadata":{"id":"0","format":{"provider":"parquet",)"
      R"("options":{}},"schemaString":"{\"type\":\"struct\",\"fields\":[]}","partitionColumns":[],)"
      R"("configuration":{}}})");
  table opened = open(log, open_options().files(load::on_demand));
  CHECK(opened.checkpoint_version() == number());
  run(opened.load_files());
  CHECK(opened.checkpoint_version() == number(1));
  CHECK(opened.findings().empty());
}

TEST_CASE("snapshot: files that meet filters are visited in the order in which they are listed") {
  const table opened = open_data("many-partitions");
  std::vector<std::vector<partition_filter>> all(6);
  all[1].push_back(partition_filter::equal("bucket", "4"));
  all[2].push_back(partition_filter::greater_or_equal("bucket", "0"));
  all[2].push_back(partition_filter::not_equal("name", "bob"));
  all[3].push_back(partition_filter::equal("name", ""));
  all[4].push_back(partition_filter::in("DAY", {"2024-02-29", "2024-02-28"}));
  all[5].push_back(partition_filter::equal("name", "nobody"));
  for (std::size_t i = 0; i < all.size(); ++i) {
    CAPTURE(i);
    CHECK(opened.get_files_by_partitions(all[i]) == visited(opened, all[i]));
    CHECK(visited(opened, all[i]).empty() == (i == 5));
  }
  CHECK(opened.get_files() == visited(opened, all[0]));
}

TEST_CASE("snapshot: visiting files refuses the filters that listing them refuses") {
  const table opened = open_data("many-partitions");
  const auto refused = [](const table& from, partition_filter filter) {
    std::vector<partition_filter> filters;
    filters.push_back(std::move(filter));
    return refusal([&] { visited(from, filters); });
  };
  CHECK(refused(opened, partition_filter::equal("no such column", "1")) == "invalid_argument");
  CHECK(refused(opened, partition_filter::equal("day", "soon")) == "invalid_argument");
  const table bare = open_data("many-partitions", open_options().files(load::on_demand));
  CHECK(refused(bare, partition_filter::equal("bucket", "4")) == "files_not_loaded");
}

}  // namespace deltalake_snapshot_test
