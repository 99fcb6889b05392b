#include <deltalake/snapshot/load_io.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <deltalake/json/boost_json.hpp>
#include <deltalake/snapshot/json_functions.hpp>
#include <deltalake/storage/metered_store.hpp>
#include <deltalake/testing/faulty_store.hpp>
#include <tests/support/memory_log.hpp>
#include <tests/support/run_task.hpp>

namespace deltalake_load_io_test {
namespace {

using deltalake::errc;
using deltalake::load;
using deltalake::open_options;
using deltalake::shared_snapshot;
using deltalake::storage::any_store;
using deltalake::storage::memory_store;
using deltalake::storage::operation_kind;
using deltalake::testing::fault;
using deltalake::testing::faulty_store;
using deltalake_test::add_line;
using deltalake_test::memory_log;
using deltalake_test::run;

shared_snapshot load_it(const any_store& store, open_options options = {}) {
  return run(deltalake::load_snapshot(store, "memory:///t", std::move(options),
                                      deltalake::make_json_functions<deltalake::json::boost_json>()));
}

template <class Attempt>
std::string refusal(Attempt attempt) {
  try {
    attempt();
  } catch (const deltalake::delta_error& thrown) {
    CHECK(thrown.where().table == "memory:///t");
    return std::string(name(thrown.reason()));
  }
  return "none";
}

memory_log two_commits() {
  memory_log log;
  log.commit(0, deltalake_test::start() + add_line("a"));
  log.commit(1, add_line("b"));
  return log;
}

}  // namespace

TEST_CASE("load: what is read is kept together with how it was read") {
  const memory_log log = two_commits();
  const shared_snapshot state = load_it(any_store(log.store), open_options().version(0).concurrency(3));
  CHECK(state->table_uri == "memory:///t");
  CHECK(state->log.version == 0);
  CHECK(state->log.files.num_files == 1);
  CHECK(state->options.concurrency() == 3);
  CHECK(state->schema.has_value());
  CHECK(state->newest_commit.etag == run(log.store.head(memory_log::place(0)))->etag);
}

TEST_CASE("load: files on demand are not there until they are asked for, and then at the same version") {
  const memory_log log = two_commits();
  const shared_snapshot bare = load_it(any_store(log.store), open_options().files(load::on_demand));
  CHECK_FALSE(bare->log.files_loaded);
  CHECK(refusal([&] { deltalake::list_files(bare); }) == "files_not_loaded");
  log.commit(2, add_line("c"));
  const shared_snapshot whole = run(deltalake::load_files(bare));
  CHECK(whole->log.version == 1);
  CHECK(whole->log.files.num_files == 2);
  CHECK_FALSE(bare->log.files_loaded);
  CHECK(run(deltalake::load_files(whole)) == whole);
}

TEST_CASE("load: without files the log's adds are not read as actions, so what is wrong with one is not found") {
  const memory_log log = two_commits();
  log.commit(2, R"({"add":{"path":1}})");
  CHECK(load_it(any_store(log.store), open_options().files(load::on_demand))->log.version == 2);
  CHECK(refusal([&] { load_it(any_store(log.store)); }) == "wrong_type");
}

TEST_CASE("load: a file that vanishes after the listing makes it list again; the log is believed then") {
  const memory_log log = two_commits();
  for (std::size_t times = 0; times <= 4; ++times) {
    CAPTURE(times);
    faulty_store<memory_store> faulty(log.store);
    for (std::size_t i = 0; i < times; ++i) faulty.at(operation_kind::get, i, fault::before(errc::not_found));
    CHECK(refusal([&] { load_it(any_store(faulty)); }) == (times < 4 ? "none" : "log_changed_while_reading"));
    CHECK(faulty.count(operation_kind::list_from) == (times < 4 ? times + 1 : 4));
  }
  faulty_store<memory_store> never(log.store);
  for (std::size_t i = 0; i < 50; ++i) never.at(operation_kind::get, i, fault::before(errc::not_found));
  CHECK(refusal([&] { load_it(any_store(never)); }) == "log_changed_while_reading");
  CHECK(never.count(operation_kind::list_from) == 4);
}

TEST_CASE("load: other failures of the store come as they are, at whichever operation") {
  const memory_log log = two_commits();
  faulty_store<memory_store> counting(log.store);
  load_it(any_store(counting));
  REQUIRE(counting.count() >= 3);
  for (std::size_t i = 0; i < counting.count(); ++i) {
    CAPTURE(i);
    faulty_store<memory_store> faulty(log.store);
    faulty.at(i, fault::before(errc::storage_busy));
    CHECK(refusal([&] { load_it(any_store(faulty)); }) == "storage_busy");
  }
}

TEST_CASE("load: properties count only with their feature, and errors of the schema name metaData") {
  memory_log log;
  const std::string mapped =
      R"({"metaData":{"id":"0","format":{},"schemaString":"{\"type\":\"struct\",\"fields\":[{\"name\":\"a\",)"
      R"(\"type\":\"long\",\"nullable\":true,\"metadata\":{}}]}","partitionColumns":[],)"
      R"("configuration":{"delta.columnMapping.mode":"name"}}})";
  log.commit(0, deltalake_test::protocol_line(1, 2) + mapped);
  CHECK(load_it(any_store(log.store))->mapping.mode() == deltalake::schema::column_mapping_mode::none);
  log.commit(0, deltalake_test::protocol_line(2, 5) + mapped);
  try {
    load_it(any_store(log.store));
    FAIL("column mapping without physical names was accepted");
  } catch (const deltalake::delta_error& thrown) {
    CHECK(thrown.where().code == errc::invalid_schema);
    CHECK(thrown.where().field == "metaData.schemaString.a");
    CHECK(thrown.where().version == 0);
  }
}

TEST_CASE("load: a log is there if there are commits or checkpoints") {
  CHECK_FALSE(run(deltalake::has_log(any_store(memory_store()))));
  memory_log log;
  log.put("_last_checkpoint", "");
  log.put("00000000000000000000.crc", "");
  CHECK_FALSE(run(deltalake::has_log(any_store(log.store))));
  log.put("00000000000000000003.checkpoint.parquet", "");
  CHECK(run(deltalake::has_log(any_store(log.store))));
  CHECK(run(deltalake::has_log(any_store(two_commits().store))));
}

}  // namespace deltalake_load_io_test
