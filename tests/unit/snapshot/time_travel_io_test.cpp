#include <deltalake/snapshot/time_travel_io.hpp>

#include <doctest/doctest.h>

#include <string>
#include <utility>

#include <deltalake/storage/metered_store.hpp>
#include <tests/support/memory_log.hpp>
#include <tests/support/run_task.hpp>
#include <tests/support/snapshots.hpp>

namespace deltalake_time_travel_io_test {
namespace {

using deltalake::errc;
using deltalake::open_options;
using deltalake::shared_snapshot;
using deltalake::storage::any_store;
using deltalake::storage::memory_store;
using deltalake::storage::metered_store;
using deltalake::storage::operation_kind;
using deltalake_test::load_it;
using deltalake_test::memory_log;
using deltalake_test::run;

std::string at(const shared_snapshot& state, std::int64_t when) {
  try {
    return std::to_string(run(deltalake::version_at(state, when)));
  } catch (const deltalake::delta_error& thrown) {
    CHECK(thrown.where().table == "memory:///t");
    return std::string(name(thrown.reason()));
  }
}

std::string dated(std::int64_t when) {
  return R"({"commitInfo":{"inCommitTimestamp":)" + std::to_string(when) + "}}\n";
}

std::string dated_start(const std::string& properties) {
  return R"({"protocol":{"minReaderVersion":1,"minWriterVersion":7,"writerFeatures":["inCommitTimestamp"]}})"
         R"({"metaData":{"id":"0","format":{},"schemaString":"","partitionColumns":[],"configuration":{)" +
         properties + "}}}\n";
}

const std::string enabled = R"("delta.enableInCommitTimestamps":"true")";

}  // namespace

TEST_CASE("time travel: commits after the snapshot do not count") {
  memory_log log;
  log.commit(0, deltalake_test::start());
  log.commit(1, "");
  log.commit(2, "");
  for (int version = 0; version < 3; ++version) log.store.set_modified(memory_log::place(version), version * 100);
  const shared_snapshot old = load_it(any_store(log.store), open_options().version(1));
  CHECK(at(old, 1000) == "1");
  CHECK(at(load_it(any_store(log.store)), 1000) == "2");
  CHECK(at(old, 99) == "0");
  CHECK(at(old, -1) == "timestamp_too_early");
}

TEST_CASE("time travel: in-commit timestamps are found with a few reads") {
  memory_log log;
  log.commit(0, dated(0) + dated_start(enabled));
  for (int version = 1; version < 200; ++version) log.commit(version, dated(version * 10));
  const metered_store<memory_store> metered(log.store);
  const shared_snapshot state = load_it(any_store(metered));
  for (const int version : {0, 1, 77, 198, 199}) {
    const std::uint64_t before = metered.usage().count(operation_kind::get);
    CHECK(at(state, version * 10) == std::to_string(version));
    CHECK(at(state, version * 10 + 9) == std::to_string(version));
    CHECK(metered.usage().count(operation_kind::get) - before <= 16);
  }
  CHECK(at(state, -1) == "timestamp_too_early");
  CHECK(run(deltalake::version_timestamp(state, 120)) == 1200);
}

TEST_CASE("time travel: the property without the feature leaves the time of files in charge") {
  memory_log log;
  log.commit(0, deltalake_test::protocol_line() +
                    R"({"metaData":{"id":"0","format":{},"partitionColumns":[],"configuration":{)" + enabled + "}}}");
  log.commit(1, dated(5));
  log.store.set_modified(memory_log::place(0), 100);
  log.store.set_modified(memory_log::place(1), 200);
  const shared_snapshot state = load_it(any_store(log.store));
  CHECK(at(state, 150) == "0");
  CHECK(run(deltalake::version_timestamp(state, 1)) == 200);
}

TEST_CASE("time travel: a commit without the timestamp that it should have is an error with its name") {
  memory_log log;
  log.commit(0, dated_start(enabled));
  const shared_snapshot state = load_it(any_store(log.store));
  CHECK(at(state, 0) == "missing_field");
  log.commit(0, R"({"commitInfo":{"inCommitTimestamp":"soon"}})" + dated_start(enabled));
  CHECK(at(load_it(any_store(log.store)), 0) == "missing_field");
}

TEST_CASE("time travel: a byte-order mark and a late line do not hide a timestamp") {
  memory_log log;
  log.commit(0, "\xEF\xBB\xBF" + dated_start(enabled) + dated(7));
  CHECK(run(deltalake::version_timestamp(load_it(any_store(log.store)), 0)) == 7);
}

TEST_CASE("time travel: versions without a commit have no time") {
  memory_log log;
  log.commit(0, deltalake_test::start());
  const shared_snapshot state = load_it(any_store(log.store));
  for (const std::int64_t version : {-1, 1}) {
    try {
      run(deltalake::version_timestamp(state, version));
      FAIL("a time was found");
    } catch (const deltalake::delta_error& thrown) {
      CHECK(thrown.reason() == errc::version_not_found);
    }
  }
}

}  // namespace deltalake_time_travel_io_test
