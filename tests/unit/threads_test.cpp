#include <deltalake/snapshot/snapshot.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <exception>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <deltalake/open.hpp>
#include <tests/support/memory_log.hpp>

// For the thread sanitizer: what the library says of threads, done by many of them at once. Assertions are exceptions
// here, since doctest's own are slow under a lock.
namespace deltalake_threads_test {
namespace {

using deltalake::open_options;
using deltalake::open_table;
using deltalake::partition_filter;
using deltalake::snapshot;
using deltalake::table;
using deltalake::storage::any_store;
using deltalake_test::memory_log;

void require(bool holds, const char* what) {
  if (!holds) throw std::logic_error(what);
}

// Runs the functions side by side and rethrows what one of them throws.
void side_by_side(const std::vector<std::function<void()>>& functions) {
  std::vector<std::exception_ptr> failures(functions.size());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < functions.size(); ++i) {
    threads.emplace_back([&failures, &functions, i] {
      try {
        functions[i]();
      } catch (...) {
        failures[i] = std::current_exception();
      }
    });
  }
  for (std::thread& one : threads) one.join();
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
}

std::string line_of(int number) {
  return R"({"add":{"path":"p=)" + std::to_string(number % 3) + "/f%20" + std::to_string(number) +
         R"(","partitionValues":{"p":")" + std::to_string(number % 3) +
         R"("},"size":1,"modificationTime":0,"dataChange":true,"stats":"{\"numRecords\":1}"}})"
         "\n";
}
std::string commit_of(int version) {
  return R"({"commitInfo":{"operation":"WRITE","timestamp":1}})"
         "\n" +
         line_of(1002 + version) + R"({"remove":{"path":"p=)" + std::to_string(version % 3) + "/f%20" +
         std::to_string(version) +
         R"(","dataChange":true}})"
         "\n"
         R"({"txn":{"appId":"app","version":)" +
         std::to_string(version) + "}}\n";
}
memory_log small_log(int versions) {
  memory_log log;
  std::string first = deltalake_test::protocol_line() +
                      R"({"metaData":{"id":"m","format":{"provider":"parquet"},"schemaString":"{\"type\":\"struct\",)"
                      R"(\"fields\":[{\"name\":\"p\",\"type\":\"long\",\"nullable\":true,\"metadata\":{}}]}",)"
                      R"("partitionColumns":["p"]}})"
                      "\n";
  for (int i = 0; i < 60; ++i) first += line_of(i);
  log.commit(0, first);
  for (int version = 1; version < versions; ++version) log.commit(version, commit_of(version));
  return log;
}

// Every const member of a snapshot.
void use(const snapshot& s, std::int64_t version) {
  require(static_cast<bool>(s) && s.version() == version, "version");
  require(s.table_uri() == "memory:///table", "uri");
  require(s.protocol().min_reader_version == 1 && s.metadata().id == "m", "protocol and metadata");
  require(s.has_schema() && s.schema().size() == 1, "schema");
  require(s.transactions().size() == 1 && s.transaction_version("app") == version, "transactions");
  require(s.domains().empty() && s.files_loaded(), "domains");
  require(s.num_files() == 60 && s.size_bytes() == 60, "totals");
  require(s.get_files().size() == 60 && s.get_files()[0].find("/f 10") != std::string_view::npos, "files");
  require(s.get_file_uris().size() == 60, "uris");
  std::size_t count = 0;
  s.for_each_file([&](const deltalake::add_file& file) { count += file.stats ? 1 : 0; });
  require(count == 60, "every file");
  std::vector<partition_filter> filters;
  filters.push_back(partition_filter::equal("p", "1"));
  require(s.get_files_by_partitions(filters).size() == 20, "files of a partition");
  require(deltalake::wait(s.history(2)).size() == 2, "history");
  require(deltalake::wait(s.actions(version)).size() == 4, "actions");
  require(deltalake::wait(s.tombstones()).size() == static_cast<std::size_t>(version), "tombstones");
  require(deltalake::wait(s.version_timestamp(0)) > 0, "time");
  const snapshot copy = s;
  require(copy.shared() == s.shared(), "copy");
}

TEST_CASE("threads: one snapshot is used by many while another thread updates its own table") {
  const memory_log log = small_log(4);
  table owner = deltalake::wait(open_table(any_store(log.store)));
  const snapshot shared = owner.snapshot();
  std::vector<std::function<void()>> work(8, [&shared] {
    for (int round = 0; round < 3; ++round) use(shared, 3);
  });
  work.push_back([&owner, &log] {
    for (int version = 4; version < 24; ++version) {
      log.commit(version, commit_of(version));
      deltalake::wait(owner.update());
      require(owner.version() == version && owner.num_files() == 60, "update");
    }
    deltalake::wait(owner.load_version(2));
  });
  CHECK_NOTHROW(side_by_side(work));
  use(shared, 3);
  CHECK(owner.version() == 2);
}

TEST_CASE("threads: copies of one table are used and dropped by different threads") {
  const memory_log log = small_log(6);
  std::vector<std::function<void()>> work;
  {
    const table first = deltalake::wait(open_table(any_store(log.store), open_options().version(1)));
    for (int i = 0; i < 6; ++i) {
      work.push_back([mine = first]() {
        table own = mine;
        const snapshot before = own.snapshot();
        deltalake::wait(own.update());
        use(own.snapshot(), 5);
        use(before, 1);
        deltalake::wait(own.load_version(3));
        own = table();
      });
    }
  }
  CHECK_NOTHROW(side_by_side(work));
}

TEST_CASE("threads: one store is opened by many while it grows") {
  const memory_log log = small_log(2);
  std::vector<std::function<void()>> work(6, [&log] {
    for (int round = 0; round < 4; ++round) {
      table t = deltalake::wait(open_table(any_store(log.store), open_options().piece_bytes(4096)));
      require(t.num_files() == 60, "files");
      deltalake::wait(t.update());
      require(t.num_files() == 60, "files after an update");
    }
  });
  work.push_back([&log] {
    for (int version = 2; version < 40; ++version) log.commit(version, commit_of(version));
  });
  CHECK_NOTHROW(side_by_side(work));
}

TEST_CASE("threads: one folder is opened by many") {
  std::vector<std::function<void()>> work(6, [] {
    for (int round = 0; round < 4; ++round) {
      require(deltalake::wait(open_table("tests/data/delta-0.2.0")).num_files() == 3, "files");
      require(deltalake::wait(deltalake::is_delta_table("tests/data/delta-0.2.0")), "is a table");
    }
  });
  CHECK_NOTHROW(side_by_side(work));
}

}  // namespace
}  // namespace deltalake_threads_test
