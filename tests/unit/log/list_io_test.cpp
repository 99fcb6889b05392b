#include <deltalake/log/list_io.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <set>
#include <string>
#include <vector>

#include <deltalake/base/error.hpp>
#include <deltalake/log/file_name.hpp>
#include <deltalake/storage/metered_store.hpp>
#include <deltalake/testing/faulty_store.hpp>
#include <tests/support/memory_log.hpp>
#include <tests/support/run_task.hpp>

namespace deltalake_list_io_test {
namespace {

using deltalake::errc;
using deltalake::log::checkpoint_file_name;
using deltalake::log::commit_file_name;
using deltalake::log::find_segment;
using deltalake::log::list_log;
using deltalake::storage::any_store;
using deltalake::storage::memory_store;
using deltalake::storage::operation_kind;
using deltalake::testing::fault;
using deltalake::testing::faulty_store;
using deltalake_test::memory_log;
using deltalake_test::run;

memory_log log_of(int commits, std::size_t page_size = 1000) {
  memory_log log("t", page_size);
  for (int version = 0; version < commits; ++version)
    log.commit(version, std::string(static_cast<std::size_t>(version), 'x'));
  return log;
}

std::string code_of(const any_store& store, std::optional<std::int64_t> version = std::nullopt) {
  try {
    return "version " + std::to_string(run(find_segment(store, version)).version);
  } catch (const deltalake::delta_error& thrown) {
    return std::string(name(thrown.reason()));
  }
}

// Where the log ends and begins, with a hint at a checkpoint, and how many listings that took.
std::string found_with_hint(const memory_log& log, std::int64_t hint, std::optional<std::int64_t> version = {},
                            const std::set<std::string>& rejected = {}) {
  const deltalake::storage::metered_store<memory_store> metered(log.store);
  const auto segment = run(find_segment(any_store(metered), version, rejected, hint));
  return std::to_string(segment.version) + '@' +
         (segment.checkpoint ? std::to_string(segment.checkpoint->version) : std::string("none")) + ' ' +
         std::to_string(metered.usage().count(operation_kind::list_from));
}

}  // namespace

TEST_CASE("list_io: a log is listed whole, whatever the size of a page") {
  for (const std::size_t page_size : {1, 2, 1000}) {
    const memory_log log = log_of(7, page_size);
    log.put("_last_checkpoint", "");
    log.put("00000000000000000003.checkpoint.parquet", "xx");
    const auto listing = run(list_log(any_store(log.store)));
    REQUIRE(listing.commits.size() == 7);
    CHECK(listing.commits[6].size_bytes == 6);
    REQUIRE(listing.checkpoints.size() == 1);
    CHECK(listing.checkpoints[0].version == 3);
    CHECK(listing.checkpoints[0].parts[0].size_bytes == 2);
    CHECK(run(list_log(any_store(log.store), 5)).commits.size() == 2);
    CHECK(run(list_log(any_store(log.store), 7)).commits.empty());
  }
}

TEST_CASE("list_io: a listing that comes in the wrong order is put right") {
  const memory_log log = log_of(5);
  faulty_store<memory_store> faulty(log.store);
  faulty.at(operation_kind::list_from, 0, fault::reversed());
  const auto segment = run(find_segment(any_store(faulty), std::nullopt));
  CHECK(segment.version == 4);
  CHECK(segment.files.front().version_final == 4);
  CHECK(segment.files.back().version_final == 0);
}

TEST_CASE("list_io: a commit that one listing missed is found by the next") {
  const memory_log log = log_of(5);
  faulty_store<memory_store> faulty(log.store);
  faulty.at(operation_kind::list_from, 0, fault::hidden(commit_file_name(2)));
  CHECK(code_of(any_store(faulty)) == "version 4");
  CHECK(faulty.count(operation_kind::list_from) == 2);
  CHECK(faulty.count(operation_kind::head) == 1);
}

TEST_CASE("list_io: a gap is believed when the commit is not there and a second listing agrees") {
  const memory_log log = log_of(5);
  log.remove(2);
  const deltalake::storage::metered_store<memory_store> metered(log.store);
  CHECK(code_of(any_store(metered)) == "version_gap");
  CHECK(metered.usage().count(operation_kind::list_from) == 2);
  CHECK(metered.usage().count(operation_kind::head) == 1);
  CHECK(code_of(any_store(log.store), 1) == "version 1");
}

TEST_CASE("list_io: a listing that never shows a commit is not asked for ever") {
  const memory_log log = log_of(5);
  faulty_store<memory_store> faulty(log.store);
  for (std::size_t i = 0; i < 100; ++i) faulty.at(operation_kind::list_from, i, fault::hidden(commit_file_name(2)));
  CHECK(code_of(any_store(faulty)) == "version_gap");
  CHECK(faulty.count() <= 10);
}

TEST_CASE("list_io: that a version's commits were cleaned away is believed as late as a gap") {
  const memory_log log = log_of(5);
  log.put(checkpoint_file_name(3), "");
  faulty_store<memory_store> once(log.store);
  once.at(operation_kind::list_from, 0, fault::hidden(commit_file_name(0)));
  CHECK(code_of(any_store(once), 1) == "version 1");
  CHECK(once.count(operation_kind::head) == 1);
  log.remove(0);
  const deltalake::storage::metered_store<memory_store> metered(log.store);
  CHECK(code_of(any_store(metered), 1) == "version_not_found");
  CHECK(metered.usage().count(operation_kind::list_from) == 2);
  CHECK(metered.usage().count(operation_kind::head) == 1);
  // A version that nobody wrote yet is no such thing.
  CHECK(code_of(any_store(metered), 9) == "version_not_found");
  CHECK(metered.usage().count(operation_kind::list_from) == 3);
}

TEST_CASE("list_io: no log is no table, and other errors come as they are") {
  CHECK(code_of(any_store(memory_store())) == "not_a_table");
  CHECK(code_of(any_store(log_of(2).store), 5) == "version_not_found");
  const memory_log log = log_of(1);
  faulty_store<memory_store> faulty(log.store);
  faulty.at(0, fault::before(errc::permission_denied));
  CHECK(code_of(any_store(faulty)) == "permission_denied");
}

TEST_CASE("list_io: files in the folder of sidecars are not files of the log") {
  const memory_log log = log_of(2);
  log.put("_sidecars/00000000000000000009.json", "");
  log.put("_sidecars/00000000000000000009.checkpoint.parquet", "");
  log.put("_staged_commits/00000000000000000002.json", "");
  const auto listing = run(list_log(any_store(log.store)));
  CHECK(listing.commits.size() == 2);
  CHECK(listing.checkpoint_files.empty());
}

TEST_CASE("list_io: a hint at a checkpoint saves listing what lies before it") {
  memory_log log = log_of(9);
  log.put(checkpoint_file_name(3), "");
  log.put(checkpoint_file_name(6), "");
  CHECK(found_with_hint(log, 6) == "8@6 1");
  CHECK(found_with_hint(log, 3) == "8@6 1");
  CHECK(found_with_hint(log, 6, 7) == "7@6 1");
  CHECK(found_with_hint(log, 6, 6) == "6@6 1");
  CHECK(found_with_hint(log, 3, 4) == "4@3 1");
}

TEST_CASE("list_io: a hint that does not do is as good as none") {
  memory_log log = log_of(9);
  log.put(checkpoint_file_name(3), "");
  log.put(checkpoint_file_name(6), "");
  CHECK(found_with_hint(log, 6, 4) == "4@3 1");
  CHECK(found_with_hint(log, 5, 5) == "5@3 2");
  CHECK(found_with_hint(log, 7) == "8@6 2");
  CHECK(found_with_hint(log, 1'000'000) == "8@6 2");
  CHECK(found_with_hint(log, -5) == "8@6 1");
  CHECK(found_with_hint(log, 0) == "8@6 1");
  CHECK(found_with_hint(log, 6, {}, {checkpoint_file_name(6)}) == "8@3 2");
  CHECK(found_with_hint(log, 6, {}, {checkpoint_file_name(6), checkpoint_file_name(3)}) == "8@none 2");
  log.remove(8);
  log.remove(7);
  log.remove(6);
  CHECK(found_with_hint(log, 6) == "6@6 1");
}

TEST_CASE("list_io: commits behind a checkpoint may be gone, and a commit after it may not") {
  memory_log log = log_of(6);
  log.put(checkpoint_file_name(3), "");
  for (const std::int64_t version : {0, 1, 2, 3}) log.remove(version);
  CHECK(code_of(any_store(log.store)) == "version 5");
  CHECK(code_of(any_store(log.store), 3) == "version 3");
  CHECK(code_of(any_store(log.store), 2) == "version_not_found");
  log.remove(4);
  CHECK(code_of(any_store(log.store)) == "version_gap");
  CHECK(code_of(any_store(log.store), 3) == "version 3");
}

TEST_CASE("list_io: a checkpoint that one listing missed is found by the next") {
  memory_log log = log_of(6);
  log.put(checkpoint_file_name(3), "");
  for (const std::int64_t version : {0, 1, 2}) log.remove(version);
  faulty_store<memory_store> faulty(log.store);
  faulty.at(operation_kind::list_from, 0, fault::hidden(checkpoint_file_name(3)));
  CHECK(code_of(any_store(faulty)) == "version 5");
  CHECK(faulty.count(operation_kind::list_from) == 2);
}

}  // namespace deltalake_list_io_test
