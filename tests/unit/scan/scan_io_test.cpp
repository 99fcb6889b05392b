#include <deltalake/scan/scan_io.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/post.hpp>

#include <deltalake/storage/metered_store.hpp>
#include <deltalake/testing/faulty_store.hpp>
#include <tests/support/long_table.hpp>
#include <tests/support/rows_text.hpp>
#include <tests/support/run_task.hpp>
#include <tests/support/snapshots.hpp>
#include <tests/support/suspending_store.hpp>

namespace deltalake_scan_io_test {
namespace {

using namespace deltalake_test;
using deltalake::scan_options;
using deltalake::table_scan;
using deltalake::scan::row_tracking;
using deltalake::storage::any_store;
using deltalake::storage::memory_store;
using deltalake::storage::operation_kind;
using deltalake::testing::fault;
using deltalake::testing::faulty_store;
using strings = std::vector<std::string>;

std::vector<std::int64_t> numbers(std::int64_t first, std::size_t count) {
  std::vector<std::int64_t> made(count);
  std::iota(made.begin(), made.end(), first);
  return made;
}

deltalake::task<void> collect(table_scan& scan, strings& rows, bool& at_end) {
  while (!at_end) {
    const auto some = co_await scan.next();
    at_end = !some;
    if (!some) co_return;
    CHECK(some->num_rows > 0);
    for (std::string& row : rows_of(*some)) rows.push_back(std::move(row));
  }
}

strings rows_in(const any_store& store, scan_options how = {}, deltalake::open_options options = {}) {
  table_scan scan(load_it(store, std::move(options)), std::move(how));
  strings rows;
  bool at_end = false;
  run(collect(scan, rows, at_end));
  return rows;
}

std::string add_of(const std::string& path, const std::string& partition = {}, const std::string& more = {}) {
  return R"({"add":{"path":")" + path + R"(","partitionValues":{)" + partition +
         R"(},"size":0,"modificationTime":0,"dataChange":true)" + more + "}}\n";
}

// Three files, partitioned, of which the second one has a deletion vector; each with two row groups.
memory_log three_files() {
  memory_log log;
  put_file(log, "x.parquet", file_of_longs(numbers(0, 5), 3));
  put_file(log, "y.parquet", file_of_longs(numbers(10, 5), 3));
  put_file(log, "z z.parquet", file_of_longs(numbers(20, 5), 3));
  log.commit(0, protocol_line() + table_line(long_field("a") + "," + long_field("p", "string"), "\"p\"") +
                    add_of("x.parquet", R"("p":"one")") +
                    add_of("y.parquet", R"("p":null)", vector_part({0, 1, 2, 4})) +
                    add_of("z%20z.parquet", R"("p":"two")", vector_part({1})));
  return log;
}

const strings all_rows{R"(0,"one")", R"(1,"one")", R"(2,"one")", R"(3,"one")", R"(4,"one")", "13,null",
                       R"(20,"two")", R"(22,"two")", R"(23,"two")", R"(24,"two")"};

TEST_CASE("scan: rows come in the order of the files, without those that deletion vectors take out") {
  const any_store store(three_files().store);
  CHECK(rows_in(store) == all_rows);
  for (const std::size_t ahead : {1, 2, 16}) {
    CHECK(rows_in(store, scan_options().files_ahead(ahead).batch_rows(2)) == all_rows);
    CHECK(rows_in(store, scan_options().files_ahead(ahead).memory_bytes(0).batch_bytes(1)) == all_rows);
  }
  CHECK(rows_in(store, {}, deltalake::open_options().files(deltalake::load::on_demand)) == all_rows);
}

TEST_CASE("scan: columns, limits and filters narrow what is read") {
  const any_store store(three_files().store);
  CHECK(rows_in(store, scan_options().columns({"P", "a"}).limit(2)) == strings{R"("one",0)", R"("one",1)"});
  CHECK(rows_in(store, scan_options().limit(6)) == strings(all_rows.begin(), all_rows.begin() + 6));
  CHECK(rows_in(store, scan_options().limit(0)).empty());
  CHECK(rows_in(store, scan_options().columns({"p"})).size() == 10);
  CHECK(rows_in(store, scan_options().columns({})) == strings(10, ""));
  CHECK(rows_in(store, scan_options().columns({}).batch_rows(3).limit(4)) == strings(4, ""));
  CHECK(rows_in(store, scan_options().filters({deltalake::partition_filter::equal("p", "two")}).limit(1)) ==
        strings{R"(20,"two")"});
  deltalake::storage::metered_store<memory_store> metered(three_files().store);
  const auto state = load_it(any_store(metered));
  const std::uint64_t before = metered.usage().count(operation_kind::get_range);
  table_scan few(state, scan_options().limit(1));
  CHECK(run(few.next())->num_rows == 1);
  CHECK_FALSE(run(few.next()).has_value());
  CHECK(metered.usage().count(operation_kind::get_range) - before <= 2);  // a footer and a row group
}

TEST_CASE("scan: what cannot be read is refused before anything is") {
  const auto state = load_it(any_store(three_files().store));
  CHECK(refusal([&] { table_scan(state, scan_options().columns({"b"})); }, loaded_table) == "invalid_argument");
  CHECK(refusal([&] { table_scan(state, scan_options().columns({"a", "A"})); }, loaded_table) == "invalid_argument");
  CHECK(refusal([&] { table_scan(state, scan_options().tracking(row_tracking::yes)); }, loaded_table) ==
        "invalid_argument");
  CHECK(refusal([&] {
          table_scan(state, scan_options().filters({deltalake::partition_filter::equal("a", "1")}));
        }) == "invalid_argument");
  CHECK(refusal([] { table_scan(nullptr); }) == "not_loaded");
  table_scan empty;
  CHECK(empty.fields().empty());
  CHECK_FALSE(run(empty.next()).has_value());
}

TEST_CASE("scan: a file that fails is named where its rows would have come, after those before it") {
  memory_log log = three_files();
  run(log.store.remove(deltalake::path("y.parquet")));
  for (const std::size_t ahead : {1, 8}) {
    table_scan scan(load_it(any_store(log.store)), scan_options().files_ahead(ahead));
    strings rows;
    bool at_end = false;
    for (int again = 0; again < 2; ++again) {
      try {
        run(collect(scan, rows, at_end));
        FAIL("read");
      } catch (const deltalake::delta_error& thrown) {
        CHECK(thrown.reason() == deltalake::errc::not_found);
        CHECK(thrown.where().table == loaded_table);
        CHECK(thrown.where().version == 0);
        CHECK(thrown.where().file == "y.parquet");
      }
    }
    CHECK(rows == strings(all_rows.begin(), all_rows.begin() + 5));
  }
}

TEST_CASE("scan: a deletion vector with rows that the file has not is refused") {
  memory_log log = three_files();
  put_file(log, "y.parquet", file_of_longs(numbers(10, 4)));
  CHECK(refusal([&] { rows_in(any_store(log.store)); }, loaded_table) == "invalid_deletion_vector");
}

TEST_CASE("scan: failures of the store come at whichever operation, and leave nothing hanging") {
  const memory_log log = three_files();
  faulty_store<memory_store> counting(log.store);
  const std::size_t to_open = [&] {
    load_it(any_store(counting));
    return counting.count();
  }();
  rows_in(any_store(counting));
  const std::size_t to_scan = counting.count() - 2 * to_open;
  REQUIRE(to_scan >= 6);
  for (std::size_t i = 0; i < to_scan; ++i) {
    CAPTURE(i);
    faulty_store<memory_store> faulty(log.store);
    faulty.at(to_open + i, fault::before(deltalake::errc::storage_busy));
    CHECK(refusal([&] { rows_in(any_store(faulty)); }, loaded_table) == "storage_busy");
  }
}

TEST_CASE("scan: it goes on where it was cancelled, whenever that is") {
  const memory_log log = three_files();
  for (int at = 0;; ++at) {
    CAPTURE(at);
    auto where = std::make_shared<suspensions>();
    const auto state = load_it(any_store(suspending_store(log.store, where)));
    boost::asio::io_context context(1);
    boost::asio::cancellation_signal stop;
    where->special = where->count + at;
    where->at = [&] { boost::asio::post(context, [&] { stop.emit(boost::asio::cancellation_type::all); }); };
    where->there = std::chrono::hours(1);
    table_scan scan(state, scan_options().batch_rows(2));
    strings rows;
    bool cancelled = false;
    for (bool at_end = false; !at_end;) {
      context.restart();
      auto handler = [&](std::exception_ptr thrown) {
        if (!thrown) return;
        cancelled = true;
        CHECK_THROWS_WITH(std::rethrow_exception(thrown), doctest::Contains("canceled"));
      };
      boost::asio::co_spawn(context, collect(scan, rows, at_end),
                            boost::asio::bind_cancellation_slot(stop.slot(), handler));
      context.run();
    }
    CHECK(rows == all_rows);
    if (!cancelled) {
      CHECK(at >= 6);
      break;
    }
    REQUIRE(at < 1'000);
  }
}

TEST_CASE("scan: row ids count on from the file's first, over rows that are gone") {
  memory_log log;
  put_file(log, "x.parquet", file_of_longs(numbers(0, 5), 2));
  log.commit(0, protocol_line() + table_line(long_field("a"), "", R"("delta.enableRowTracking":"true")") +
                    add_of("x.parquet", "", R"(,"baseRowId":7,"defaultRowCommitVersion":3)" + vector_part({0, 3})));
  const scan_options tracked = scan_options().tracking(row_tracking::yes);
  CHECK(rows_in(any_store(log.store), tracked) == strings{"1,8,3", "2,9,3", "4,11,3"});
  table_scan scan(load_it(any_store(log.store)), tracked);
  CHECK(scan.fields().at(1).name == "_metadata.row_id");
}

TEST_CASE("scan: files outside of the table are read only where the options allow it") {
  memory_log log("shared");
  put_file(log, "elsewhere.parquet", file_of_longs({1, 2}));
  log.commit(0, protocol_line() + table_line(long_field("a")) + add_of("memory:///other/elsewhere.parquet"));
  CHECK(refusal([&] { rows_in(any_store(log.store)); }, loaded_table) == "outside_table_root");
  const memory_store other = log.store;
  deltalake::storage::registry known;
  std::string asked;
  known.add("memory", [&](const deltalake::storage::uri& where) -> deltalake::result<any_store> {
    asked = where.path;
    return any_store(other);
  });
  const auto options = deltalake::open_options().paths(deltalake::path_policy::any).stores(known);
  CHECK(rows_in(any_store(log.store), {}, options) == strings{"1", "2"});
  CHECK(asked == "/other");
}

TEST_CASE("count: rows are told by the log where it tells, else by the footers") {
  memory_log log = three_files();
  const auto counted = [&log] { return run(deltalake::scan::count_rows(load_it(any_store(log.store)))); };
  CHECK(counted() == 10);
  const std::string told = R"(,"stats":"{\"numRecords\":)";
  log.commit(1, add_of("not-there.parquet", R"("p":"x")", told + R"(100}")" + vector_part({1, 2})));
  CHECK(counted() == 108);
  // Statistics that contradict the vector, or are none, are not believed.
  log.commit(2, add_of("x.parquet", R"("p":"one")", told + R"(1}")" + vector_part({1, 2})));
  CHECK(counted() == 106);
  log.commit(3, add_of("x.parquet", R"("p":"one")", R"(,"stats":"{")"));
  CHECK(counted() == 108);
}

}  // namespace
}  // namespace deltalake_scan_io_test
