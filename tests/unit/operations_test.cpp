#include <deltalake/open.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include <deltalake/testing/faulty_store.hpp>
#include <tests/support/memory_log.hpp>
#include <tests/support/run_task.hpp>
#include <tests/support/telling_store.hpp>

// What holds for each operation that asks a store, whatever it is for.
namespace deltalake_operations_test {
namespace {

using deltalake::load;
using deltalake::open_options;
using deltalake::table;
using deltalake::task;
using deltalake::storage::any_store;
using deltalake::storage::memory_store;
using deltalake::testing::fault;
using deltalake::testing::faulty_store;
using deltalake_test::add_line;
using deltalake_test::memory_log;
using deltalake_test::remove_line;
using deltalake_test::run;
using deltalake_test::telling_store;
using deltalake_test::threads_running;

const std::string location = "memory:///table";
const std::string checkpoint = "00000000000000000001.checkpoint.0f3c7a10-5b2d-4e6f-8a91-0c1d2e3f4a5b.json";

// An operation on a table that was opened at version 2, without its files, or on its location.
struct operation {
  std::string name;
  task<void> (*go)(table t, open_options options);
};

const std::vector<operation>& all_operations() {
  static const std::vector<operation> all{
      {"open_table", [](table, open_options o) -> task<void> { co_await deltalake::open_table(location, o); }},
      {"open_table on demand",
       [](table, open_options o) -> task<void> { co_await deltalake::open_table(location, o.files(load::on_demand)); }},
      {"open_table at a time",
       [](table, open_options o) -> task<void> {
         co_await deltalake::open_table(location, o.timestamp_ms(std::int64_t{1} << 60));
       }},
      {"is_delta_table", [](table, open_options o) -> task<void> { co_await deltalake::is_delta_table(location, o); }},
      {"update", [](table t, open_options) -> task<void> { co_await t.update(); }},
      {"update_incremental", [](table t, open_options) -> task<void> { co_await t.update_incremental(3); }},
      {"load_version", [](table t, open_options) -> task<void> { co_await t.load_version(1); }},
      {"load_with_datetime",
       [](table t, open_options) -> task<void> { co_await t.load_with_datetime(std::int64_t{1} << 60); }},
      {"load_newest", [](table t, open_options) -> task<void> { co_await t.load_newest(); }},
      {"load_files", [](table t, open_options) -> task<void> { co_await t.load_files(); }},
      {"get_latest_version", [](table t, open_options) -> task<void> { co_await t.get_latest_version(); }},
      {"history", [](table t, open_options) -> task<void> { co_await t.history(); }},
      {"actions", [](table t, open_options) -> task<void> { co_await t.actions(2); }},
      {"tombstones", [](table t, open_options) -> task<void> { co_await t.tombstones(); }},
      {"version_timestamp", [](table t, open_options) -> task<void> { co_await t.version_timestamp(2); }},
      {"version_timestamp of the first", [](table t, open_options) -> task<void> { co_await t.version_timestamp(0); }},
      {"stream_files",
       [](table t, open_options) -> task<void> {
         deltalake::file_stream files = t.stream_files();
         while (true) {
           const std::optional<deltalake::file_portion> some = co_await files.next();
           if (!some) break;
         }
       }},
  };
  return all;
}

// Four versions with a checkpoint, the last ones with in-commit timestamps.
memory_log four_versions() {
  const auto dated = [](std::int64_t when) {
    return R"({"commitInfo":{"inCommitTimestamp":)" + std::to_string(when) + "}}\n";
  };
  const std::string protocol =
      R"({"protocol":{"minReaderVersion":1,"minWriterVersion":7,"writerFeatures":["inCommitTimestamp"]}})"
      "\n";
  const std::string metadata =
      R"({"metaData":{"id":"0","format":{},"schemaString":"","partitionColumns":[],"configuration":{)"
      R"("delta.enableInCommitTimestamps":"true","delta.inCommitTimestampEnablementVersion":"2",)"
      R"("delta.inCommitTimestampEnablementTimestamp":"9000"}}})"
      "\n";
  memory_log log;
  log.commit(0, deltalake_test::start() + add_line("a"));
  log.commit(1, remove_line("a") + add_line("b"));
  log.put(checkpoint, deltalake_test::start() + remove_line("a") + add_line("b"));
  log.commit(2, dated(9'000) + protocol + metadata + add_line("c"));
  log.commit(3, dated(9'999) + remove_line("b"));
  for (const int version : {0, 1}) log.store.set_modified(memory_log::place(version), version);
  return log;
}

// Options under which the location is served by `store`.
open_options served_by(const any_store& store) {
  deltalake::storage::registry stores;
  stores.add("memory", [store](const deltalake::storage::uri&) { return deltalake::result<any_store>(store); });
  return open_options().stores(std::move(stores)).concurrency(1);
}
table opened_at_two(const open_options& options) {
  return run(deltalake::open_table(location, open_options(options).version(2).files(load::on_demand)));
}

}  // namespace

TEST_CASE("operations: whatever a store fails at, the error names the table") {
  const memory_log log = four_versions();
  for (const operation& one : all_operations()) {
    CAPTURE(one.name);
    std::size_t failures = 0;
    for (std::size_t i = 0;; ++i) {
      CAPTURE(i);
      faulty_store<memory_store> faulty(log.store);
      const open_options options = served_by(any_store(faulty));
      const table opened = opened_at_two(options);
      const std::size_t before = faulty.count();
      faulty.at(before + i, fault::before(deltalake::errc::storage_busy));
      try {
        run(one.go(opened, options));
      } catch (const deltalake::delta_error& thrown) {
        ++failures;
        CHECK(thrown.reason() == deltalake::errc::storage_busy);
        CHECK(thrown.where().table == location);
      }
      if (faulty.count() <= before + i) break;
    }
    CHECK(failures >= 1);
  }
}

TEST_CASE("operations: whatever is wrong with a log, the error names the table") {
  const memory_log log = four_versions();
  const open_options options = served_by(any_store(log.store));
  const table opened = opened_at_two(options);
  const auto failures = [&] {
    int count = 0;
    for (const operation& one : all_operations()) {
      CAPTURE(one.name);
      try {
        run(one.go(opened, options));
      } catch (const deltalake::delta_error& thrown) {
        ++count;
        CHECK(thrown.where().table == location);
      }
    }
    return count;
  };
  for (const std::int64_t version : {0, 1, 2, 3}) log.commit(version, "{broken");
  CHECK(failures() > 10);
  log.remove(checkpoint);
  for (const std::int64_t version : {0, 1, 2, 3}) log.remove(version);
  CHECK(failures() > 10);
}

namespace {

// Runs an operation on a context of its own, which is there as long as the threads are counted.
std::size_t threads_made_by(const operation& one, const table& opened, const open_options& options) {
  boost::asio::io_context context(1);
  const std::size_t before = threads_running();
  std::exception_ptr failure;
  boost::asio::co_spawn(context, one.go(opened, options), [&](std::exception_ptr thrown) { failure = thrown; });
  context.run();
  CHECK_FALSE(failure);
  return threads_running() - before;
}

}  // namespace

TEST_CASE("operations: the workers that the options name do everything; no others are made") {
  const memory_log log = four_versions();
  const auto places = std::make_shared<deltalake_test::places_seen>();
  boost::asio::thread_pool own(1);
  std::thread::id worker;
  boost::asio::post(own, [&worker] { worker = std::this_thread::get_id(); });
  open_options options = served_by(any_store(telling_store(log.store, deltalake_test::note_places(places))));
  options.workers(own.get_executor());
  const table opened = opened_at_two(options);
  for (const operation& one : all_operations()) {
    CAPTURE(one.name);
    places->threads.clear();
    CHECK(threads_made_by(one, opened, options) == 0);
    CHECK(places->threads == std::set<std::thread::id>{worker});
  }
  own.join();
}

TEST_CASE("operations: on local files no pool is made beside the workers that the options name") {
  boost::asio::thread_pool own(1);
  const any_store files{deltalake::storage::local_store("tests/data/in-commit-timestamps")};
  open_options options = served_by(files);
  options.workers(own.get_executor());
  const table opened = opened_at_two(options);
  for (const operation& one : all_operations()) {
    CAPTURE(one.name);
    CHECK(threads_made_by(one, opened, options) == 0);
  }
  own.join();
}

}  // namespace deltalake_operations_test
