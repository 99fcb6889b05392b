#include <deltalake/log/list_io.hpp>

#include <doctest/doctest.h>

#include <string>

#include <deltalake/base/error.hpp>
#include <deltalake/log/file_name.hpp>
#include <deltalake/storage/metered_store.hpp>
#include <deltalake/testing/faulty_store.hpp>
#include <tests/support/memory_log.hpp>
#include <tests/support/run_task.hpp>

namespace deltalake_list_io_test {
namespace {

using deltalake::errc;
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

}  // namespace

TEST_CASE("list_io: a log is listed whole, whatever the size of a page") {
  for (const std::size_t page_size : {1, 2, 1000}) {
    const memory_log log = log_of(7, page_size);
    log.put("_last_checkpoint", "");
    log.put("00000000000000000003.checkpoint.parquet", "");
    const auto listing = run(list_log(any_store(log.store)));
    REQUIRE(listing.commits.size() == 7);
    CHECK(listing.commits[6].size_bytes == 6);
    CHECK(listing.checkpoints == std::vector<std::int64_t>{3});
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

TEST_CASE("list_io: no log is no table, and other errors come as they are") {
  CHECK(code_of(any_store(memory_store())) == "not_a_table");
  CHECK(code_of(any_store(log_of(2).store), 5) == "version_not_found");
  const memory_log log = log_of(1);
  faulty_store<memory_store> faulty(log.store);
  faulty.at(0, fault::before(errc::permission_denied));
  CHECK(code_of(any_store(faulty)) == "permission_denied");
}

}  // namespace deltalake_list_io_test
