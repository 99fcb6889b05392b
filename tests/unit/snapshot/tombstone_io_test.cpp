#include <deltalake/snapshot/tombstone_io.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/testing/faulty_store.hpp>
#include <tests/support/memory_log.hpp>
#include <tests/support/run_task.hpp>
#include <tests/support/snapshots.hpp>

namespace deltalake_tombstone_io_test {
namespace {

using deltalake::errc;
using deltalake::open_options;
using deltalake::shared_snapshot;
using deltalake::storage::any_store;
using deltalake::storage::memory_store;
using deltalake::storage::operation_kind;
using deltalake::testing::fault;
using deltalake::testing::faulty_store;
using deltalake_test::add_line;
using deltalake_test::copied_log;
using deltalake_test::load_it;
using deltalake_test::memory_log;
using deltalake_test::remove_line;
using deltalake_test::run;
using deltalake_test::start;

std::string text_of(const shared_snapshot& state) {
  std::string text;
  for (const deltalake::remove_file& gone : run(deltalake::read_tombstones(state))) {
    text += gone.path + (gone.deletion_vector ? ":" + gone.deletion_vector->path_or_inline : "") + ' ';
  }
  return text;
}
std::string tombstones(const memory_log& log, open_options options = {}) {
  return text_of(load_it(any_store(log.store), std::move(options)));
}

template <class Attempt>
std::string refusal(Attempt attempt) {
  return deltalake_test::refusal(std::move(attempt), deltalake_test::loaded_table);
}

std::string vector(const std::string& text) {
  return R"(,"deletionVector":{"storageType":"i","pathOrInlineDv":")" + text + R"(","sizeInBytes":1,"cardinality":1})";
}

const std::string in_json = "00000000000000000001.checkpoint.0f3c7a10-5b2d-4e6f-8a91-0c1d2e3f4a5b.json";

}  // namespace

TEST_CASE("tombstones: removes that nothing newer supersedes, newest first") {
  memory_log log;
  log.commit(0, start() + add_line("a") + add_line("b") + add_line("c"));
  log.commit(1, remove_line("a") + remove_line("b"));
  log.commit(2, add_line("b") + remove_line("c"));
  log.commit(3, remove_line("a") + remove_line("never"));
  CHECK(tombstones(log) == "a never c ");
  CHECK(tombstones(log, open_options().version(1)) == "a b ");
  CHECK(tombstones(log, open_options().version(0)).empty());
}

TEST_CASE("tombstones: within a commit an add outlives a remove of the same file, but not of another vector") {
  memory_log log;
  log.commit(0, start() + add_line("a", vector("one")) + add_line("b"));
  log.commit(1, add_line("a", vector("two")) + remove_line("a", vector("one")) + add_line("b") + remove_line("b"));
  CHECK(tombstones(log) == "a:one ");
}

TEST_CASE("tombstones: those of a checkpoint come behind those of newer commits, without what these supersede") {
  memory_log log;
  log.put(in_json, start() + remove_line("a") + add_line("x") + remove_line("b") + remove_line("c", vector("one")) +
                       remove_line("d"));
  log.commit(2, remove_line("x") + add_line("b"));
  log.commit(3, add_line("c", vector("two")) + remove_line("d"));
  CHECK(tombstones(log) == "d x a c:one ");
  CHECK(tombstones(log, open_options().version(2)) == "x a c:one d ");
  CHECK(tombstones(log, open_options().version(1)) == "a b c:one d ");
}

TEST_CASE("tombstones: an absolute path is one file, with or without the scheme file:") {
  memory_log log;
  log.put(in_json, start() + remove_line("/lake/t/a") + remove_line("file:/lake/t/b") + remove_line("/lake/t/c"));
  log.commit(2, add_line("file:///lake/t/a") + add_line("/lake/t/b"));
  CHECK(tombstones(log) == "/lake/t/c ");
}

TEST_CASE("tombstones: every kind of checkpoint keeps them") {
  for (const char* const table : {"checkpoint-v2-inline", "checkpoint-v2-json-inline", "checkpoint-v2-classic-name"}) {
    CAPTURE(table);
    CHECK(tombstones(copied_log(table), open_options().version(1)) ==
          (std::string(table) == "checkpoint-v2-classic-name" ? "a.parquet " : "old.parquet "));
  }
  CHECK(tombstones(copied_log("checkpoint-multi-part")) == "b.parquet old.parquet ");
  CHECK(tombstones(copied_log("checkpoint-v2-parquet")) == "b.parquet old.parquet ");
  CHECK(tombstones(copied_log("checkpoint-v2-json")) == "a.parquet old.parquet ");
}

TEST_CASE("tombstones: they are told whatever the table was opened for, and without statistics") {
  const memory_log log = copied_log("checkpoint-tombstones");
  const std::string expected = "never-there.parquet c.parquet b.parquet ";
  CHECK(tombstones(log) == expected);
  CHECK(tombstones(log, open_options().files(deltalake::load::on_demand)) == expected);
  CHECK(tombstones(log, open_options().stats(deltalake::keep_stats::no)) == expected);
  CHECK(tombstones(log, open_options().concurrency(1)) == expected);
}

TEST_CASE("tombstones: damaged checkpoints are passed over") {
  CHECK(tombstones(copied_log("checkpoint-damaged")) == "a.parquet ");
  CHECK(tombstones(copied_log("checkpoint-damaged-newest")) == "a.parquet old.parquet ");
  CHECK(tombstones(copied_log("checkpoint-sidecar-missing")) == "a.parquet ");
}

TEST_CASE("tombstones: nothing that a damaged checkpoint said before it broke off is kept") {
  memory_log log;
  log.commit(0, start() + add_line("a") + add_line("b"));
  log.commit(1, remove_line("a"));
  log.put(in_json, start() + remove_line("a") + remove_line("made-up") + "{\"add\":oops}\n");
  CHECK(tombstones(log) == "a ");
}

TEST_CASE("tombstones: a log that no longer tells them is an error") {
  memory_log log;
  log.commit(0, start() + add_line("a"));
  log.commit(1, remove_line("a"));
  log.put(in_json, start() + remove_line("a"));
  const shared_snapshot state = load_it(any_store(log.store));
  log.put(in_json, "{broken");
  CHECK(text_of(state) == "a ");
  log.remove(0);
  CHECK(refusal([&] { text_of(state); }) == "checkpoint_required");
  log.remove(in_json);
  CHECK(refusal([&] { text_of(state); }) == "version_gap");
  log.commit(0, start());
  log.commit(1, "{broken");
  CHECK(refusal([&] { text_of(state); }) == "invalid_json");
}

TEST_CASE("tombstones: the store's failures come as they are") {
  const memory_log log = copied_log("checkpoint-several");
  const shared_snapshot good = load_it(any_store(log.store));
  faulty_store<memory_store> counting(log.store);
  auto through = std::make_shared<deltalake::snapshot_state>(*good);
  through->store = any_store(counting);
  text_of(through);
  const std::size_t operations = counting.count();
  REQUIRE(operations >= 4);
  for (std::size_t i = 0; i < operations; ++i) {
    CAPTURE(i);
    faulty_store<memory_store> faulty(log.store);
    faulty.at(i, fault::before(errc::storage_busy));
    auto state = std::make_shared<deltalake::snapshot_state>(*good);
    state->store = any_store(faulty);
    CHECK(refusal([&] { text_of(state); }) == "storage_busy");
  }
}

}  // namespace deltalake_tombstone_io_test
