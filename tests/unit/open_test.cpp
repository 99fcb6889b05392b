#include <deltalake/open.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <exception>
#include <filesystem>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>

#include <deltalake/storage/memory_store.hpp>
#include <deltalake/storage/prefix_store.hpp>
#include <deltalake/storage/registry.hpp>
#include <tests/support/memory_log.hpp>
#include <tests/support/run_task.hpp>
#include <tests/support/snapshots.hpp>

namespace deltalake_open_test {
namespace {

using deltalake::errc;
using deltalake::open_options;
using deltalake::open_table;
using deltalake::path;
using deltalake::table;
using deltalake::task;
using deltalake::storage::any_store;
using deltalake::storage::memory_store;
using deltalake_test::add_line;
using deltalake_test::memory_log;
using deltalake_test::refusal;
using deltalake_test::run;

const std::string seed = "tests/data/delta-0.2.0";

memory_log three_commits() {
  memory_log log;
  log.commit(0, deltalake_test::start() + add_line("a"));
  log.commit(1, add_line("b"));
  log.commit(2, deltalake_test::remove_line("a"));
  return log;
}

}  // namespace

TEST_CASE("open: a location may be relative, absolute or a URI, with or without a slash at its end") {
  const std::string absolute = std::filesystem::absolute(seed).lexically_normal().string();
  for (const std::string& uri :
       {seed, "./" + seed, seed + "/", absolute, "file://" + absolute, "file:" + absolute, "tests/../" + seed}) {
    CAPTURE(uri);
    const table opened = run(open_table(uri));
    CHECK(opened.version() == 3);
    CHECK(opened.table_uri() == "file://" + absolute);
    CHECK(opened.get_file_uris().front().find(absolute) != std::string::npos);
  }
}

TEST_CASE("open: delta-rs' names open the same") {
  CHECK(run(deltalake::open_table_with_version(seed, 1)).version() == 1);
  CHECK(run(deltalake::open_table_with_ds(seed, "2999-01-01T00:00:00Z")).version() == 3);
  CHECK(refusal([] { run(deltalake::open_table_with_ds(seed, "1999-01-01T00:00:00Z")); }) == "timestamp_too_early");
  CHECK(refusal([] { run(deltalake::open_table_with_ds(seed, "tomorrow")); }) == "invalid_timestamp");
}

TEST_CASE("open: whether there is a table can be asked, and nothing is made by asking") {
  CHECK(run(deltalake::is_delta_table(seed)));
  CHECK_FALSE(run(deltalake::is_delta_table("tests/data")));
  CHECK_FALSE(run(deltalake::is_delta_table("tests/no/such/folder")));
  CHECK_FALSE(std::filesystem::exists("tests/no"));
  CHECK(refusal([] { run(deltalake::is_delta_table("gopher://x")); }) == "unknown_scheme");
}

TEST_CASE("open: a store of the caller's own is opened at its root, and kept by its type") {
  const memory_log log = three_commits();
  auto opened = run(open_table(log.store));
  static_assert(std::is_same_v<decltype(opened), deltalake::basic_table<memory_store>>);
  CHECK(opened.get_files() == std::vector<std::string>{"b"});
  CHECK(opened.store().size() == 3);
  CHECK(opened.table_uri() == "memory:///table");
  const table erased = run(open_table(any_store(log.store)));
  CHECK(erased.get_files() == opened.get_files());
}

TEST_CASE("open: schemes may be served by stores of one's own") {
  const memory_log log = three_commits();
  deltalake::storage::registry stores;
  stores.add("lake", [store = log.store](const deltalake::storage::uri&) -> deltalake::result<any_store> {
    return any_store(store);
  });
  const table opened = run(open_table("lake://any/where/", open_options().stores(stores)));
  CHECK(opened.version() == 2);
  CHECK(opened.table_uri() == "lake://any/where");
  CHECK(refusal([&] { run(open_table(seed, open_options().stores(stores))); }) == "unknown_scheme");
}

TEST_CASE("open: memory tables of one registry are found again") {
  const auto stores = deltalake::storage::registry::standard();
  const auto where = deltalake::storage::uri::parse("memory:///x/t", deltalake::storage::uri_context("/", "/")).value();
  const any_store store = stores.open(where).value();
  run(store.put(memory_log::place(0), deltalake::bytes::copy_of(deltalake_test::start()),
                deltalake::storage::put_mode::create()));
  CHECK(run(open_table("memory://x/t", open_options().stores(stores))).version() == 0);
  CHECK(refusal([] { run(open_table("memory://x/t")); }) == "not_a_table");
}

TEST_CASE("open: a wrong location is refused where the task is made or awaited, by a delta_error") {
  CHECK(refusal([] { run(open_table("")); }) == "invalid_uri");
  CHECK(refusal([] { run(open_table("gopher://x")); }) == "unknown_scheme");
  CHECK(refusal([] { run(open_table("tests/no/such/folder")); }) == "not_a_table");
}

TEST_CASE("table: an empty one tests false, and whatever it is asked throws not_loaded") {
  table none;
  CHECK_FALSE(static_cast<bool>(none));
  CHECK_FALSE(static_cast<bool>(none.snapshot()));
  CHECK(refusal([&] { static_cast<void>(none.version()); }) == "not_loaded");
  CHECK(refusal([&] { static_cast<void>(none.store()); }) == "not_loaded");
  CHECK(refusal([&] { static_cast<void>(none.get_files()); }) == "not_loaded");
  CHECK(refusal([&] { static_cast<void>(none.schema()); }) == "not_loaded");
  CHECK(refusal([&] { run(none.update()); }) == "not_loaded");
  CHECK(refusal([&] { run(none.history()); }) == "not_loaded");
  CHECK(refusal([&] { run(none.load_version(1)); }) == "not_loaded");
  CHECK(refusal([&] { run(none.get_latest_version()); }) == "not_loaded");
}

TEST_CASE("table: it moves between versions, and stays where it is if that fails") {
  const memory_log log = three_commits();
  table opened = run(open_table(any_store(log.store)));
  const auto newest = opened.snapshot();
  run(opened.load_version(0));
  CHECK(opened.get_files() == std::vector<std::string>{"a"});
  CHECK(newest.get_files() == std::vector<std::string>{"b"});
  CHECK(refusal([&] { run(opened.load_version(9)); }) == "version_not_found");
  CHECK(opened.version() == 0);
  run(opened.update_incremental(1));
  CHECK(opened.get_files() == std::vector<std::string>{"b", "a"});
  CHECK(refusal([&] { run(opened.update_incremental(0)); }) == "version_downgrade");
  CHECK(opened.version() == 1);
  CHECK(run(opened.get_latest_version()) == 2);
  run(opened.load_newest());
  CHECK(opened.version() == 2);
  log.commit(3, "oops");
  CHECK(refusal([&] { run(opened.update()); }) == "invalid_json");
  CHECK(opened.version() == 2);
  CHECK(opened.num_files() == 1);
}

TEST_CASE("table: history and actions are read on demand, newest first, and may outlive the table") {
  const memory_log log = three_commits();
  log.commit(3, R"({"commitInfo":{"operation":"WRITE","x":[1]}})");
  std::optional<task<std::vector<deltalake::commit_info>>> reading;
  {
    const table opened = run(open_table(any_store(log.store)));
    CHECK(run(opened.history(2)).size() == 2);
    CHECK(run(opened.history(0)).empty());
    CHECK(run(opened.actions(2)).size() == 1);
    CHECK(run(opened.actions(2)).front().get_if<deltalake::remove_file>()->path == "a");
    reading.emplace(opened.history());
  }
  const auto infos = run(std::move(*reading));
  REQUIRE(infos.size() == 4);
  CHECK(infos[0].version == 3);
  CHECK(infos[0].operation == "WRITE");
  CHECK(infos[0].value.at("x").at(0) == 1);
  CHECK_FALSE(infos[1].operation.has_value());
  CHECK(infos[1].value.is_null());
}

TEST_CASE("wait: it blocks until a task is done and gives what it gives") {
  CHECK(deltalake::wait(open_table(seed)).version() == 3);
  CHECK(refusal([] { deltalake::wait(open_table("tests/no/such/folder")); }) == "not_a_table");
  table opened = deltalake::wait(open_table(seed, open_options().version(0)));
  deltalake::wait(opened.update());
  CHECK(opened.version() == 3);
}

TEST_CASE("async_open_table: a callback gets the table, or an error and an empty table") {
  boost::asio::io_context context;
  int calls = 0;
  deltalake::async_open_table(context.get_executor(), seed, open_options(),
                              [&calls](std::exception_ptr failure, table opened) {
                                CHECK(failure == nullptr);
                                CHECK(opened.version() == 3);
                                ++calls;
                              });
  deltalake::async_open_table(context.get_executor(), "tests/no/such/folder", open_options(),
                              [&calls](std::exception_ptr failure, table opened) {
                                CHECK(failure != nullptr);
                                CHECK_FALSE(static_cast<bool>(opened));
                                ++calls;
                              });
  context.run();
  CHECK(calls == 2);
}

TEST_CASE("async_open_table: futures work from a pool of threads") {
  boost::asio::thread_pool pool(3);
  std::vector<std::future<table>> opening;
  for (int i = 0; i < 8; ++i) {
    opening.push_back(
        deltalake::async_open_table(pool.get_executor(), seed, open_options().version(i % 4), boost::asio::use_future));
  }
  for (int i = 0; i < 8; ++i) CHECK(opening[static_cast<std::size_t>(i)].get().version() == i % 4);
  pool.join();
}

TEST_CASE("snapshot: many threads may read one at once") {
  const table opened = run(open_table(seed));
  const auto snapshot = opened.snapshot();
  std::vector<std::thread> threads;
  std::atomic<int> good{0};
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&snapshot, &good] {
      for (int round = 0; round < 50; ++round) {
        if (snapshot.get_files().size() == 3 && snapshot.get_file_uris().size() == 3 &&
            run(snapshot.tombstones()).size() == 4)
          ++good;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(good == 200);
}

}  // namespace deltalake_open_test
