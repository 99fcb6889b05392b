#include <deltalake/snapshot/load_io.hpp>

#include <doctest/doctest.h>

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include <deltalake/json/boost_json.hpp>
#include <deltalake/snapshot/json_functions.hpp>
#include <deltalake/storage/metered_store.hpp>
#include <deltalake/testing/faulty_store.hpp>
#include <tests/support/memory_log.hpp>
#include <tests/support/run_task.hpp>
#include <tests/support/snapshots.hpp>
#include <tests/support/telling_store.hpp>

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
using deltalake_test::load_it;
using deltalake_test::memory_log;
using deltalake_test::places_seen;
using deltalake_test::run;
using deltalake_test::telling_store;
using deltalake_test::threads_running;

template <class Attempt>
std::string refusal(Attempt attempt) {
  return deltalake_test::refusal(std::move(attempt), deltalake_test::loaded_table);
}

deltalake::task<void> load_twice(any_store store, open_options options) {
  shared_snapshot bare =
      co_await deltalake::load_snapshot(std::move(store), "memory:///t", std::move(options),
                                        deltalake::make_json_functions<deltalake::json::boost_json>());
  const shared_snapshot whole = co_await deltalake::load_files(std::move(bare));
  CHECK(whole->log.files.num_files == 2);
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
    // Each reading asks for the hint first.
    for (std::size_t i = 0; i < times; ++i) faulty.at(operation_kind::get, 2 * i + 1, fault::before(errc::not_found));
    CHECK(refusal([&] { load_it(any_store(faulty), open_options().concurrency(1)); }) ==
          (times < 4 ? "none" : "log_changed_while_reading"));
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
    // The first operation asks for the hint, which is never a reason to fail.
    CHECK(refusal([&] { load_it(any_store(faulty)); }) == (i == 0 ? "none" : "storage_busy"));
  }
}

TEST_CASE("load: the workers that the options name do everything; no others are made") {
  const memory_log log = two_commits();
  const auto places = std::make_shared<places_seen>();
  boost::asio::thread_pool own(1);
  std::thread::id worker;
  boost::asio::post(own, [&worker] { worker = std::this_thread::get_id(); });
  open_options options;
  options.workers(own.get_executor()).files(load::on_demand).timestamp_ms(std::int64_t{1} << 60);
  const any_store store{telling_store(log.store, deltalake_test::note_places(places))};
  const std::size_t threads = threads_running();
  boost::asio::io_context context(1);
  std::exception_ptr failure;
  boost::asio::co_spawn(context, load_twice(store, std::move(options)),
                        [&failure](std::exception_ptr thrown) { failure = thrown; });
  context.run();
  CHECK_FALSE(failure);
  CHECK(threads_running() == threads);
  own.join();
  CHECK(places->threads == std::set<std::thread::id>{worker});
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

namespace {

// Where the error of a failed load is: "invalid_parquet _delta_log/...".
std::string place_of_refusal(const any_store& store, open_options options = {}) {
  try {
    load_it(store, std::move(options));
  } catch (const deltalake::delta_error& thrown) {
    return std::string(name(thrown.reason())) + ' ' + thrown.where().file;
  }
  return "none";
}
std::string place_of_refusal(const memory_log& log, open_options options = {}) {
  return place_of_refusal(any_store(log.store), std::move(options));
}

// Does something before each reading of the log, which begins with the hint.
telling_store hooked_store(const memory_store& inner, std::function<void()> before_reading) {
  return telling_store(inner, [before_reading](operation_kind kind, const deltalake::path& where) {
    if (kind == operation_kind::get && where.name() == "_last_checkpoint") before_reading();
  });
}

std::string findings_of(const shared_snapshot& state) {
  std::string text;
  for (const deltalake::error& found : state->findings) {
    CHECK(found.table == "memory:///t");
    text += std::string(name(found.code)) + ' ' + found.file + '\n';
  }
  return text;
}

const std::string first_checkpoint = "00000000000000000001.checkpoint.parquet";
const std::string third_checkpoint = "00000000000000000003.checkpoint.parquet";
const std::string third_in_json = "00000000000000000003.checkpoint.1f3c7a10-5b2d-4e6f-8a91-0c1d2e3f4a5b.json";

}  // namespace

TEST_CASE("load: a damaged checkpoint is passed over for the commits, and told") {
  const memory_log log = deltalake_test::copied_log("checkpoint-damaged");
  const shared_snapshot state = load_it(any_store(log.store));
  CHECK(state->log.version == 2);
  CHECK(state->log.files.num_files == 2);
  CHECK(findings_of(state) == "invalid_parquet _delta_log/" + first_checkpoint + '\n');
  CHECK(place_of_refusal(log, open_options().check(deltalake::checking::strict)) ==
        "invalid_parquet _delta_log/" + first_checkpoint);
  log.remove(first_checkpoint);
  CHECK(load_it(any_store(log.store), open_options().check(deltalake::checking::strict))->findings.empty());
}

TEST_CASE("load: damaged checkpoints are passed over for another one of the version, then for an older one") {
  memory_log log = deltalake_test::copied_log("checkpoint-damaged-newest");
  const shared_snapshot state = load_it(any_store(log.store));
  CHECK(state->log.version == 4);
  CHECK(state->log.files.num_files == 3);
  CHECK(findings_of(state) ==
        "invalid_parquet _delta_log/" + third_checkpoint + "\nnot_found _delta_log/_sidecars/nowhere.parquet\n");
  // A good one of the same version is enough.
  log.put(third_in_json, deltalake_test::start() + add_line("b.parquet") + add_line("of-this-one"));
  const shared_snapshot other = load_it(any_store(log.store));
  CHECK(other->log.files.num_files == 3);
  CHECK(findings_of(other) == "invalid_parquet _delta_log/" + third_checkpoint + '\n');
  CHECK(load_it(any_store(log.store), open_options().version(2))->findings.empty());
}

TEST_CASE("load: if no way is left the damage of the newest checkpoint is told") {
  memory_log log = deltalake_test::copied_log("checkpoint-damaged-newest");
  log.put(first_checkpoint, "no Parquet at all");
  CHECK(place_of_refusal(log) == "invalid_parquet _delta_log/" + third_checkpoint);
  CHECK(place_of_refusal(log, open_options().version(2)) == "invalid_parquet _delta_log/" + first_checkpoint);
}

TEST_CASE("load: a damaged checkpoint that is newer than all commits is not replaced by an older version") {
  memory_log log = two_commits();
  log.put("00000000000000000005.checkpoint.parquet", "no Parquet at all");
  CHECK(place_of_refusal(log) == "invalid_parquet _delta_log/00000000000000000005.checkpoint.parquet");
  CHECK(load_it(any_store(log.store), open_options().version(1))->log.version == 1);
}

TEST_CASE("load: what a table needs is told before what is wrong with its checkpoint") {
  memory_log log = deltalake_test::copied_log("cleaned-log");
  CHECK(place_of_refusal(log).starts_with("invalid_parquet"));
  log.commit(4, deltalake_test::protocol_line(9, 9));
  CHECK(place_of_refusal(log).starts_with("unsupported_protocol"));
}

TEST_CASE("load: failures of the store are no damage: no other way is tried") {
  for (const char* const table : {"checkpoint-several", "checkpoint-v2-classic-name"}) {
    const memory_log log = deltalake_test::copied_log(table);
    const auto lean = [] { return open_options().concurrency(1); };
    faulty_store<memory_store> counting(log.store);
    const shared_snapshot good = load_it(any_store(counting), lean());
    const std::size_t ranges = counting.count(operation_kind::get_range);
    REQUIRE(ranges >= 2);
    for (std::size_t i = 0; i < ranges; ++i) {
      for (const errc code : {errc::storage_busy, errc::storage_io, errc::permission_denied}) {
        CAPTURE(i);
        faulty_store<memory_store> faulty(log.store);
        faulty.at(operation_kind::get_range, i, fault::before(code));
        CHECK(refusal([&] { load_it(any_store(faulty), lean()); }) == name(code));
      }
      // One that is gone when it is read is passed over, as a damaged one.
      faulty_store<memory_store> faulty(log.store);
      faulty.at(operation_kind::get_range, i, fault::before(errc::not_found));
      const shared_snapshot state = load_it(any_store(faulty), lean());
      CHECK(state->log.version == good->log.version);
      CHECK(state->log.files.num_files == good->log.files.num_files);
      CHECK(state->log.files.size_bytes == good->log.files.size_bytes);
    }
  }
}

TEST_CASE("load: damage in a checkpoint's files is found when they are asked for, and passed over then") {
  const memory_log log = deltalake_test::copied_log("checkpoint-sidecar-missing");
  const shared_snapshot bare = load_it(any_store(log.store), open_options().files(load::on_demand));
  CHECK(bare->findings.empty());
  const shared_snapshot whole = run(deltalake::load_files(bare));
  CHECK(whole->log.files.num_files == 1);
  CHECK(findings_of(whole) == "not_found _delta_log/_sidecars/gone.parquet\n");
}

TEST_CASE("load: a sidecar that is gone, and no way around it, is told; the log is listed once more for it") {
  memory_log log("table");
  const std::string gone = "_delta_log/_sidecars/gone.parquet";
  log.put(third_in_json, deltalake_test::start() + deltalake_test::sidecar_line("gone.parquet", 2000));
  log.commit(4, add_line("a"));
  const faulty_store<memory_store> counting(log.store);
  try {
    load_it(any_store(counting));
    FAIL("it was loaded");
  } catch (const deltalake::delta_error& thrown) {
    CHECK(thrown.reason() == errc::checkpoint_required);
    CHECK(thrown.where().file == gone);
    CHECK(thrown.where().version == 4);
    CHECK(thrown.where().table == "memory:///t");
  }
  CHECK(counting.count(operation_kind::list_from) == 6);  // two readings, each looks for another way and a protocol
  CHECK(place_of_refusal(log, open_options().check(deltalake::checking::strict)) == "not_found " + gone);
  CHECK(load_it(any_store(log.store), open_options().files(load::on_demand))->log.version == 4);
}

TEST_CASE("load: a sidecar that is gone because the log changed is no damage") {
  // Before a reading begins, somebody replaces the checkpoint; each names a sidecar that is gone already.
  const auto outcome = [](int times) {
    memory_log log("table");
    int made = 0;
    const auto replace = [&] {
      log.put(third_in_json,
              deltalake_test::start() +
                  (made < times ? deltalake_test::sidecar_line("gone-" + std::to_string(made) + ".parquet", 2000)
                                : add_line("a")));
      ++made;
    };
    log.commit(3, add_line("a"));
    return place_of_refusal(any_store(hooked_store(log.store, replace)));
  };
  CHECK(outcome(0) == "none");
  CHECK(outcome(1) == "none");
  CHECK(outcome(3) == "none");
  CHECK(outcome(4) == "log_changed_while_reading _delta_log/_sidecars/gone-3.parquet");
}

TEST_CASE("load: behind a checkpoint no commit is read") {
  const memory_log log = deltalake_test::copied_log("checkpoint-several");
  const deltalake::storage::metered_store<memory_store> metered(log.store);
  for (std::int64_t version = 0; version <= 4; ++version) log.commit(version, "{broken");
  const shared_snapshot state = load_it(any_store(metered));
  CHECK(state->log.version == 5);
  CHECK(state->log.files.num_files == 3);
  CHECK(load_it(any_store(log.store), open_options().version(4))->log.files.num_files == 3);
  CHECK(refusal([&] { load_it(any_store(log.store), open_options().version(3)); }) == "invalid_json");
}

TEST_CASE("load: which failures are damage") {
  using deltalake::detail::is_damage;
  for (const errc code :
       {errc::invalid_parquet, errc::unsupported_parquet, errc::missing_codec, errc::checksum_mismatch,
        errc::value_too_large, errc::not_found, errc::invalid_json, errc::wrong_type, errc::missing_field,
        errc::invalid_value, errc::invalid_path, errc::duplicate_action}) {
    CAPTURE(name(code));
    CHECK(is_damage(code));
  }
  for (const errc code : {errc::storage_io, errc::storage_busy, errc::permission_denied}) {
    CAPTURE(name(code));
    CHECK_FALSE(is_damage(code));
  }
}

}  // namespace deltalake_load_io_test
