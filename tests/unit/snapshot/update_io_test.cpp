#include <deltalake/snapshot/update_io.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <deltalake/storage/metered_store.hpp>
#include <deltalake/testing/faulty_store.hpp>
#include <tests/support/memory_log.hpp>
#include <tests/support/run_task.hpp>
#include <tests/support/snapshots.hpp>

namespace deltalake_update_io_test {
namespace {

using deltalake::errc;
using deltalake::load;
using deltalake::open_options;
using deltalake::shared_snapshot;
using deltalake::update_snapshot;
using deltalake::storage::any_store;
using deltalake::storage::memory_store;
using deltalake::storage::metered_store;
using deltalake::storage::operation_kind;
using deltalake_test::add_line;
using deltalake_test::load_it;
using deltalake_test::memory_log;
using deltalake_test::remove_line;
using deltalake_test::run;

shared_snapshot update(const shared_snapshot& state, std::optional<std::int64_t> version_max = std::nullopt) {
  return run(update_snapshot(state, version_max));
}

std::string files_of(const shared_snapshot& state) {
  std::string text;
  for (const std::string_view file : deltalake::list_files(state)) text += std::string(file) + ' ';
  return text;
}

memory_log one_commit() {
  memory_log log;
  log.commit(0, deltalake_test::start() + add_line("a"));
  return log;
}

std::string refusal(const shared_snapshot& state, std::optional<std::int64_t> version_max = std::nullopt) {
  return deltalake_test::refusal([&] { update(state, version_max); }, deltalake_test::loaded_table);
}

}  // namespace

TEST_CASE("update: if nothing is new, the state itself is returned, for two requests") {
  const memory_log log = one_commit();
  const metered_store<memory_store> metered(log.store);
  const shared_snapshot state = load_it(any_store(metered));
  const auto before = metered.usage();
  CHECK(update(state) == state);
  CHECK(update(state, 0) == state);
  const auto after = metered.usage();
  CHECK(after.count(operation_kind::head) - before.count(operation_kind::head) == 2);
  CHECK(after.count(operation_kind::get) - before.count(operation_kind::get) == 1);
  CHECK(after.count(operation_kind::list_from) == before.count(operation_kind::list_from));
}

TEST_CASE("update: new commits are read, and only they; the older state stays as it is") {
  const memory_log log = one_commit();
  const metered_store<memory_store> metered(log.store);
  const shared_snapshot first = load_it(any_store(metered));
  log.commit(1, add_line("b"));
  log.commit(2, remove_line("a") + add_line("c"));
  const std::uint64_t read = metered.usage().bytes_read;
  const shared_snapshot second = update(first);
  CHECK(files_of(second) == "c b ");
  CHECK(second->log.version == 2);
  CHECK(files_of(first) == "a ");
  CHECK(metered.usage().bytes_read - read == add_line("b").size() + remove_line("a").size() + add_line("c").size());
  CHECK(metered.usage().count(operation_kind::list_from) == 1);
  CHECK(update(second) == second);
}

TEST_CASE("update: it goes no further than it should, and never back") {
  const memory_log log = one_commit();
  for (int version = 1; version <= 3; ++version) log.commit(version, add_line(std::to_string(version)));
  const shared_snapshot state = load_it(any_store(log.store), open_options().version(1));
  CHECK(update(state, 2)->log.version == 2);
  CHECK(update(state, 99)->log.version == 3);
  CHECK(refusal(state, 0) == "version_downgrade");
  CHECK(refusal(state, -1) == "version_downgrade");
}

TEST_CASE("update: a missing commit is the end of the log, unless a version behind it is asked for") {
  const memory_log log = one_commit();
  const metered_store<memory_store> metered(log.store);
  const shared_snapshot state = load_it(any_store(metered));
  log.commit(2, add_line("c"));
  const std::uint64_t listings = metered.usage().count(operation_kind::list_from);
  CHECK(update(state) == state);
  CHECK(update(state, 0) == state);
  CHECK(metered.usage().count(operation_kind::list_from) == listings);
  CHECK(refusal(state, 2) == "version_gap");
  CHECK(refusal(state, 99) == "version_gap");
  CHECK(refusal(state, 1) == "version_gap");
  log.commit(1, add_line("b"));
  log.commit(4, add_line("e"));
  CHECK(update(state)->log.version == 2);
  CHECK(update(state, 2)->log.version == 2);
  CHECK(refusal(state, 4) == "version_gap");
  log.remove(4);
  CHECK(update(state, 4)->log.version == 2);
  for (int version = 3; version <= 40; ++version) {
    if (version != 38) log.commit(version, add_line(std::to_string(version)));
  }
  CHECK(update(state)->log.version == 37);
  CHECK(refusal(state, 40) == "version_gap");
}

TEST_CASE("update: what stands in for a missing commit serves a version that is asked for") {
  const memory_log log = one_commit();
  const shared_snapshot state = load_it(any_store(log.store));
  log.put(deltalake::log::compacted_file_name(1, 2), add_line("c") + remove_line("a"));
  log.commit(3, add_line("d"));
  CHECK(update(state) == state);
  CHECK(files_of(update(state, 2)) == "c ");
  CHECK(files_of(update(state, 3)) == "d c ");
}

TEST_CASE("update: far behind, the log is listed and read in parallel, to the same end") {
  const memory_log log = one_commit();
  for (int version = 1; version <= 100; ++version) {
    log.commit(version,
               remove_line(version == 1 ? "a" : std::to_string(version - 1)) + add_line(std::to_string(version)));
  }
  const shared_snapshot state = load_it(any_store(log.store), open_options().version(0));
  CHECK(files_of(update(state)) == "100 ");
  for (const std::int64_t last : {31, 32, 33, 50}) {
    const shared_snapshot there = update(state, last);
    CHECK(there->log.version == last);
    CHECK(files_of(there) == std::to_string(last) + ' ');
  }
}

TEST_CASE("update: a table that was deleted and made again is read as a whole, also if it is shorter") {
  const memory_log log = one_commit();
  log.commit(1, add_line("b"));
  const shared_snapshot state = load_it(any_store(log.store));
  log.remove(1);
  log.commit(0, deltalake_test::protocol_line() + deltalake_test::metadata_line("another") + add_line("new"));
  const shared_snapshot shorter = update(state);
  CHECK(shorter->log.version == 0);
  CHECK(files_of(shorter) == "new ");
  CHECK(update(state, 99)->log.version == 0);
  log.commit(1, add_line("x"));
  log.commit(2, add_line("y"));
  CHECK(update(state, 1)->log.version == 1);
  CHECK(files_of(update(state)) == "y x new ");
  CHECK(files_of(update(shorter)) == "y x new ");
}

TEST_CASE("update: when the commit that was read is gone, the log is read as a whole") {
  const memory_log log = one_commit();
  log.commit(1, add_line("b"));
  const shared_snapshot state = load_it(any_store(log.store), open_options().version(0));
  log.remove(0);
  CHECK(refusal(state) == "version_gap");
  log.remove(1);
  CHECK(refusal(state) == "not_a_table");
}

TEST_CASE("update: another table identity in a new commit makes it read the log as a whole") {
  const memory_log log = one_commit();
  const metered_store<memory_store> metered(log.store);
  const shared_snapshot state = load_it(any_store(metered));
  log.commit(1, deltalake_test::metadata_line("other") + remove_line("a") + add_line("b"));
  const shared_snapshot next = update(state);
  CHECK(next->log.metadata.id == "other");
  CHECK(files_of(next) == "b ");
  CHECK(metered.usage().count(operation_kind::list_from) == 2);
}

TEST_CASE(
    "update: what is wrong with a new commit is told as it is when the log is opened, and the state is still good") {
  const memory_log log = one_commit();
  const shared_snapshot state = load_it(any_store(log.store));
  log.commit(1, add_line("b") + "{\"add\":oops}\n");
  try {
    update(state);
    FAIL("a broken commit was accepted");
  } catch (const deltalake::delta_error& thrown) {
    CHECK(thrown.where().code == errc::invalid_json);
    CHECK(thrown.where().version == 1);
    CHECK(thrown.where().file == "_delta_log/00000000000000000001.json");
    CHECK(thrown.where().line == 2);
  }
  log.commit(1, add_line("b") + add_line("b"));
  CHECK(refusal(state) == "duplicate_action");
  log.commit(1, deltalake_test::protocol_line(4, 7));
  CHECK(refusal(state) == "unsupported_protocol");
  log.commit(1, R"({"metaData":{"id":"0","format":{"provider":"csv"},"partitionColumns":[]}})");
  CHECK(refusal(state) == "unsupported_feature");
  CHECK(files_of(state) == "a ");
  log.commit(1, add_line("b"));
  CHECK(files_of(update(state)) == "b a ");
}

TEST_CASE("update: a table without its files stays without them") {
  const memory_log log = one_commit();
  const shared_snapshot state = load_it(any_store(log.store), open_options().files(load::on_demand));
  log.commit(1, R"({"txn":{"appId":"x","version":4}})" + add_line("b"));
  const shared_snapshot next = update(state);
  CHECK_FALSE(next->log.files_loaded);
  CHECK(next->log.transactions.at("x").version == 4);
  CHECK(files_of(run(deltalake::load_files(next))) == "b a ");
}

TEST_CASE("update: the schema is parsed again only if it changed") {
  const memory_log log = one_commit();
  const shared_snapshot state = load_it(any_store(log.store));
  log.commit(1, R"({"metaData":{"id":"0","format":{},"schemaString":"{\"type\":\"struct\",\"fields\":[{\"name\":\"n\",)"
                R"(\"type\":\"long\",\"nullable\":true,\"metadata\":{}}]}","partitionColumns":[]}})");
  const shared_snapshot next = update(state);
  CHECK(next->schema->size() == 1);
  CHECK(state->schema->size() == 0);
  log.commit(2, add_line("b"));
  CHECK(update(next)->schema->size() == 1);
}

TEST_CASE("update: a commit that vanishes while it is read makes it read the log as a whole") {
  const memory_log log = one_commit();
  for (int version = 1; version <= 40; ++version) log.commit(version, add_line(std::to_string(version)));
  deltalake::testing::faulty_store<memory_store> faulty(log.store);
  const shared_snapshot state = load_it(any_store(faulty), open_options().version(0));
  const std::size_t read = faulty.count(operation_kind::get);
  faulty.at(operation_kind::get, read + 35, deltalake::testing::fault::before(errc::not_found));
  CHECK(update(state)->log.version == 40);
  CHECK(faulty.count(operation_kind::list_from) == 3);
}

TEST_CASE("update: a failure of the store at any operation is thrown, and the next attempt succeeds") {
  const memory_log log = one_commit();
  deltalake::testing::faulty_store<memory_store> counting(log.store);
  const shared_snapshot start = load_it(any_store(counting));
  const std::size_t first = counting.count();
  log.commit(1, add_line("b"));
  CHECK(files_of(update(start)) == "b a ");
  const std::size_t last = counting.count();
  for (std::size_t i = first; i < last; ++i) {
    CAPTURE(i);
    deltalake::testing::faulty_store<memory_store> faulty(log.store);
    faulty.at(i, deltalake::testing::fault::before(errc::storage_io));
    const shared_snapshot state = load_it(any_store(faulty), open_options().version(0));
    CHECK(refusal(state) == "storage_io");
    CHECK(files_of(update(state)) == "b a ");
  }
}

}  // namespace deltalake_update_io_test
