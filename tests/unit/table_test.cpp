#include <deltalake/table.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/open.hpp>
#include <deltalake/storage/memory_store.hpp>
#include <deltalake/storage/registry.hpp>
#include <tests/support/memory_log.hpp>
#include <tests/support/run_task.hpp>

// g++ 12 destroys some temporaries of a co_await expression twice. Callers write such expressions: here every public
// coroutine is called with temporaries of everything it takes, of texts long enough to lie on the heap.
namespace deltalake_table_test {
namespace {

using deltalake::errc;
using deltalake::is_delta_table;
using deltalake::keep_stats;
using deltalake::load;
using deltalake::open_options;
using deltalake::open_table;
using deltalake::partition_filter;
using deltalake::table;
using deltalake::task;
using deltalake_test::memory_log;
using deltalake_test::run;

const char* const seed = "tests/data/delta-0.2.0";
std::string seed_text() { return std::string("tests/data/../data/../data/../data/") + "delta-0.2.0"; }

// The code that opening, or whatever it is, throws.
template <class T>
task<errc> code_of(task<T> work) {
  errc code{};
  try {
    co_await std::move(work);
  } catch (const deltalake::delta_error& failure) {
    code = failure.reason();
  }
  co_return code;
}

std::string dated_line(std::int64_t number) {
  return R"({"commitInfo":{"timestamp":)" + std::to_string(number) +
         R"(,"operation":"WRITE"}})"
         "\n";
}
std::string partitioned_metadata() {
  return R"({"metaData":{"id":"p","format":{"provider":"parquet"},"schemaString":"{\"type\":\"struct\",\"fields\":[{)"
         R"(\"name\":\"p\",\"type\":\"integer\",\"nullable\":true,\"metadata\":{}}]}","partitionColumns":["p"]}})"
         "\n";
}
std::string partitioned_add(const std::string& path, int p) {
  return R"({"add":{"path":")" + path + R"(","partitionValues":{"p":")" + std::to_string(p) +
         R"("},"size":10,"modificationTime":0,"dataChange":true,"stats":"{}"}})"
         "\n";
}
// Three versions: two files, one more with a transaction and a domain, one of the first removed.
memory_log three_versions() {
  memory_log log;
  log.commit(0, dated_line(0) + deltalake_test::protocol_line() + partitioned_metadata() +
                    partitioned_add("p=1/first-data-file-of-the-table.parquet", 1) + partitioned_add("p=2/b", 2));
  log.commit(1, dated_line(1) + partitioned_add("p=2/c", 2) +
                    R"({"txn":{"appId":"an-application-of-some-length","version":5}})"
                    "\n"
                    R"({"domainMetadata":{"domain":"a-domain-of-some-length","configuration":"{}","removed":false}})"
                    "\n");
  log.commit(2, dated_line(2) + deltalake_test::remove_line("p=1/first-data-file-of-the-table.parquet"));
  for (std::int64_t version = 0; version < 3; ++version) {
    log.store.set_modified(memory_log::place(version), 1'700'000'000'000 + version * 60'000);
  }
  return log;
}

deltalake::result<deltalake::storage::any_store> empty_store(const deltalake::storage::uri&) {
  return deltalake::storage::any_store(deltalake::storage::memory_store());
}

task<void> opens_by_temporaries() {
  auto by_literal = co_await open_table("tests/data/delta-0.2.0");
  CHECK(by_literal.version() == 3);
  auto by_text = co_await open_table(std::string("tests/data/../data/../data/") + "delta-0.2.0");
  CHECK(by_text.version() == 3);
  auto with_options = co_await open_table(std::string(seed), open_options().version(0).stats(keep_stats::no));
  CHECK(with_options.version() == 0);
  auto by_store = co_await open_table(deltalake::storage::local_store(std::string(seed)), open_options().version(1));
  CHECK(by_store.version() == 1);
  auto by_any = co_await open_table(deltalake::storage::any_store(deltalake::storage::local_store(std::string(seed))));
  CHECK(by_any.version() == 3);
  auto dated = co_await open_table(seed_text(), open_options().datestring("2199-12-31T23:59:59.999999+00:00"));
  CHECK(dated.version() == 3);
  auto on_demand = co_await open_table(seed_text(), open_options().files(load::on_demand));
  CHECK_FALSE(on_demand.snapshot().files_loaded());
  auto with_everything = co_await open_table(seed_text(), open_options()
                                                              .version(2)
                                                              .newest()
                                                              .environment(deltalake::system_environment())
                                                              .concurrency(2)
                                                              .piece_bytes(4096)
                                                              .json_limits(deltalake::json::limits())
                                                              .paths(deltalake::path_policy::any)
                                                              .stores(deltalake::storage::registry::standard()));
  CHECK(with_everything.version() == 3);
  const errc not_there = co_await code_of(
      open_table(std::string("scheme-of-some-length://a-bucket/of-some-length"),
                 open_options().stores(deltalake::storage::registry().add("scheme-of-some-length", &empty_store))));
  CHECK(not_there == errc::not_a_table);
}

task<void> opens_by_other_names() {
  auto by_version = co_await deltalake::open_table_with_version(seed_text(), 2);
  CHECK(by_version.version() == 2);
  auto by_date = co_await deltalake::open_table_with_ds(seed_text(), std::string("2199-12-31T23:59:59.999999+00:00"));
  CHECK(by_date.version() == 3);
  const bool there = co_await is_delta_table(seed_text());
  CHECK(there);
  const bool not_there =
      co_await is_delta_table(std::string("tests/data/./no-such-table-anywhere"), open_options().version(7));
  CHECK_FALSE(not_there);
}

task<void> chains_temporaries() {
  const auto history = co_await (co_await open_table(seed_text())).history(2);
  CHECK(history.size() == 2);
  const std::int64_t latest =
      co_await (co_await open_table(seed_text(), open_options().version(0))).get_latest_version();
  CHECK(latest == 3);
  co_await (co_await open_table(seed_text(), open_options().version(0))).update();
  CHECK((co_await open_table(seed_text(), open_options().version(1))).version() == 1);
  std::size_t count = 0;
  for (const auto& info : co_await (co_await open_table(seed_text())).history()) count += info.operation ? 1 : 0;
  CHECK(count == 4);
  std::vector<table> opened;
  opened.push_back(co_await open_table(seed_text(), open_options().version(0)));
  opened.emplace_back(co_await open_table(seed_text(), open_options().version(2)));
  CHECK(opened[0].version() + opened[1].version() == 2);
}

task<void> moves_in_time(memory_log log) {
  auto t = co_await open_table(log.store, open_options().version(0));
  CHECK(t.num_files() == 2);
  co_await t.update_incremental(1);
  CHECK(t.version() == 1);
  co_await t.update();
  CHECK(t.version() == 2);
  CHECK(t.get_files() == std::vector<std::string>{"p=2/c", "p=2/b"});
  co_await t.load_version(0);
  CHECK(t.version() == 0);
  co_await t.load_with_datetime(std::string("2023-11-14T22:14:20.000000000+00:00"));
  CHECK(t.version() == 1);
  co_await t.load_with_datetime(1'700'000'000'000);
  CHECK(t.version() == 0);
  co_await t.load_newest();
  CHECK(t.version() == 2);
  const std::int64_t made = co_await t.version_timestamp(1);
  CHECK(made == 1'700'000'060'000);
  const std::int64_t latest = co_await t.get_latest_version();
  CHECK(latest == 2);
}

task<void> reads_more(memory_log log) {
  auto t = co_await open_table(log.store, open_options().files(load::on_demand));
  CHECK(t.transaction_version("an-application-of-some-length") == 5);
  CHECK(t.domains().size() == 1);
  co_await t.load_files();
  CHECK(t.num_files() == 2);
  const auto actions = co_await t.actions(0);
  CHECK(actions.size() == 5);
  const auto tombstones = co_await t.tombstones();
  REQUIRE(tombstones.size() == 1);
  CHECK(tombstones[0].path == "p=1/first-data-file-of-the-table.parquet");
  const auto all = co_await t.history();
  CHECK(all.size() == 3);
  const auto one = co_await t.snapshot().history(1);
  REQUIRE(one.size() == 1);
  CHECK(one[0].version == 2);
  const auto filtered = t.get_files_by_partitions({partition_filter::equal("p", "2")});
  CHECK(filtered.size() == 2);
}

task<void> keeps_what_it_had(memory_log log) {
  auto t = co_await open_table(log.store, open_options().version(1));
  const deltalake::snapshot before(t.snapshot().shared());
  log.commit(2, "{\"add\":{}}\n");
  const errc broken = co_await code_of(t.update());
  CHECK(broken == errc::missing_field);
  const errc absent = co_await code_of(t.load_version(7));
  CHECK(absent == errc::version_not_found);
  const errc lower = co_await code_of(t.update_incremental(0));
  CHECK(lower == errc::version_downgrade);
  const errc early = co_await code_of(t.load_with_datetime(5));
  CHECK(early == errc::timestamp_too_early);
  CHECK(t.version() == 1);
  CHECK(t.snapshot().shared() == before.shared());
  CHECK(t.get_files() == before.get_files());
}

// The tasks of a snapshot keep what they need; the table they came from is gone when they run.
task<void> outlives_its_table(memory_log log) {
  std::vector<task<std::vector<deltalake::commit_info>>> histories;
  {
    auto t = co_await open_table(deltalake::storage::any_store(log.store));
    histories.push_back(t.history(std::nullopt));
    histories.push_back(t.snapshot().history(1));
  }
  const auto all = co_await std::move(histories[0]);
  CHECK(all.size() == 3);
  const auto one = co_await std::move(histories[1]);
  CHECK(one.size() == 1);
}

TEST_CASE("table: opening takes temporaries of everything") {
  run(opens_by_temporaries());
  run(opens_by_other_names());
}

TEST_CASE("table: coroutines may be called on tables that are temporaries themselves") { run(chains_temporaries()); }

TEST_CASE("table: it goes to any version and time") { run(moves_in_time(three_versions())); }

TEST_CASE("table: files, actions, tombstones and history") { run(reads_more(three_versions())); }

TEST_CASE("table: what fails leaves the table as it was") { run(keeps_what_it_had(three_versions())); }

TEST_CASE("table: tasks of a snapshot outlive the table") { run(outlives_its_table(three_versions())); }

TEST_CASE("table: the blocking form takes temporaries as well") {
  CHECK(deltalake::wait(open_table("tests/data/delta-0.2.0", open_options().version(2))).version() == 2);
  CHECK(deltalake::wait(is_delta_table(seed_text())));
  table t = deltalake::wait(open_table(seed_text(), open_options().version(0)));
  deltalake::wait(t.update());
  CHECK(t.version() == 3);
  CHECK_THROWS_AS(deltalake::wait(t.load_version(9)), deltalake::delta_error);
  CHECK_THROWS_AS(deltalake::wait(open_table("tests/data")), deltalake::delta_error);
}

TEST_CASE("table: an empty one tests false and throws not_loaded") {
  table empty;
  CHECK_FALSE(static_cast<bool>(empty));
  const auto refused = [](auto use) {
    try {
      use();
    } catch (const deltalake::delta_error& failure) {
      return failure.reason() == errc::not_loaded;
    }
    return false;
  };
  CHECK(refused([&] { return empty.version(); }));
  CHECK(refused([&] { return &empty.store(); }));
  CHECK(refused([&] { return empty.get_files(); }));
  CHECK(refused([&] { return &empty.schema(); }));
  CHECK(refused([&] { deltalake::wait(empty.update()); }));
  CHECK(refused([&] { deltalake::wait(empty.load_version(1)); }));
  CHECK(refused([&] { deltalake::wait(empty.load_files()); }));
  CHECK(refused([&] { deltalake::wait(empty.history()); }));
}

}  // namespace
}  // namespace deltalake_table_test
