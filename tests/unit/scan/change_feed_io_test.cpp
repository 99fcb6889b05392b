#include <deltalake/scan/change_feed_io.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include <tests/support/long_table.hpp>
#include <tests/support/rows_text.hpp>
#include <tests/support/run_task.hpp>
#include <tests/support/snapshots.hpp>

namespace deltalake_change_feed_io_test {
namespace {

using namespace deltalake_test;
using deltalake::scan_options;
using deltalake::storage::any_store;
using strings = std::vector<std::string>;

const std::string feed_on = R"("delta.enableChangeDataFeed":"true")";

std::string add_of(const std::string& path, const std::string& more = {}) {
  return R"({"add":{"path":")" + path +
         R"(","partitionValues":{},"size":0,"modificationTime":0,"dataChange":true)" + more + "}}\n";
}

// The change feed without times, which are those of the store.
strings changes(const memory_log& log, std::int64_t first, std::optional<std::int64_t> final = std::nullopt,
                scan_options how = {}) {
  deltalake::change_feed feed =
      run(deltalake::scan::read_changes(load_it(any_store(log.store)), first, final, std::move(how)));
  strings rows;
  while (auto some = run(feed.next())) {
    CHECK(some->fields == feed.fields());
    CHECK(some->columns.back().null_count == 0);
    some->columns.pop_back();
    for (std::string& row : rows_of(*some)) rows.push_back(std::move(row));
  }
  return rows;
}

memory_log table_with_feed() {
  memory_log log;
  put_file(log, "x.parquet", file_of_longs({1, 2, 3, 4}));
  put_file(log, "y.parquet", file_of_longs({5}));
  log.commit(0, protocol_line() + table_line(long_field("a"), "", feed_on) + add_of("x.parquet"));
  return log;
}

TEST_CASE("change feed: what comes was inserted, what goes was deleted, and what only moved is nothing") {
  memory_log log = table_with_feed();
  put_file(log, "z.parquet", file_of_longs({1, 2, 3, 4, 5}));
  log.commit(1, add_of("y.parquet"));
  log.commit(2, R"({"remove":{"path":"x.parquet","dataChange":false}})" "\n"
                R"({"remove":{"path":"y.parquet","dataChange":false}})" "\n"
                R"({"add":{"path":"z.parquet","partitionValues":{},"size":0,"modificationTime":0,)"
                R"("dataChange":false}})");
  log.commit(3, remove_line("z.parquet", vector_part({0, 1, 2, 3})));
  const strings first{R"(1,"insert",0)", R"(2,"insert",0)", R"(3,"insert",0)", R"(4,"insert",0)"};
  CHECK(changes(log, 0, 0) == first);
  CHECK(changes(log, 1) == strings{R"(5,"insert",1)", R"(5,"delete",3)"});
  CHECK(changes(log, 2, 2).empty());
  CHECK(changes(log, 0, 3, scan_options().limit(2)) == strings(first.begin(), first.begin() + 2));
}

TEST_CASE("change feed: of a file that is removed and added again the vectors' difference counts, either way") {
  memory_log log = table_with_feed();
  log.commit(1, remove_line("x.parquet") + add_of("x.parquet", vector_part({1, 3})));
  log.commit(2, remove_line("x.parquet", vector_part({1, 3})) + add_of("x.parquet", vector_part({0, 3})));
  log.commit(3, remove_line("x.parquet", vector_part({0, 3})) + add_of("x.parquet"));
  CHECK(changes(log, 1, 1) == strings{R"(2,"delete",1)", R"(4,"delete",1)"});
  CHECK(changes(log, 2, 2) == strings{R"(1,"delete",2)", R"(2,"insert",2)"});
  CHECK(changes(log, 3, 3) == strings{R"(1,"insert",3)", R"(4,"insert",3)"});
}

// A cdc file of two rows.
std::string cdc_file() {
  using deltalake::parquet::physical_type;
  using deltalake::parquet::repetition;
  deltalake::parquet::logical_type text;
  text.kind = deltalake::parquet::logical_kind::string;
  parquet_writer file({leaf_element("a", repetition::required, physical_type::int64),
                       leaf_element("_change_type", repetition::required, physical_type::byte_array, text)}, 2);
  parquet_leaf numbers, words;
  numbers.physical = physical_type::int64;
  words.physical = physical_type::byte_array;
  numbers.definition = numbers.repetition = words.definition = words.repetition = {0, 0};
  numbers.values = {little_endian(std::uint64_t{3}), little_endian(std::uint64_t{30})};
  words.values = {"update_preimage", "update_postimage"};
  file.add(2, {make_chunk(numbers, {}), make_chunk(words, {})});
  return file.finish();
}

TEST_CASE("change feed: cdc files tell all of their commit") {
  memory_log log = table_with_feed();
  put_file(log, "_change_data/c.parquet", cdc_file());
  log.commit(1, remove_line("x.parquet") + add_of("y.parquet") +
                    R"({"cdc":{"path":"_change_data/c.parquet","partitionValues":{},"size":0,"dataChange":false}})");
  CHECK(changes(log, 1) == strings{R"(3,"update_preimage",1)", R"(30,"update_postimage",1)"});
  CHECK(changes(log, 1, 1, scan_options().columns({})) == strings{R"("update_preimage",1)", R"("update_postimage",1)"});
}

TEST_CASE("change feed: ranges in which it was not enabled are refused, and the version is named") {
  memory_log log;
  log.commit(0, protocol_line() + table_line(long_field("a")));
  log.commit(1, table_line(long_field("a"), "", feed_on));
  log.commit(2, add_line("x"));
  log.commit(3, table_line(long_field("a")));
  log.commit(4, table_line(long_field("a"), "", feed_on));
  const auto refused = [&log](std::int64_t first, std::optional<std::int64_t> final) {
    return refusal([&] { changes(log, first, final); }, loaded_table);
  };
  CHECK(refused(0, 2) == "change_feed_not_enabled");
  CHECK(refused(1, 1) == "none");
  CHECK(refused(3, 4) == "change_feed_not_enabled");
  CHECK(refused(4, 4) == "none");
  CHECK(refused(2, 1) == "invalid_argument");
  CHECK(refused(-1, 1) == "invalid_argument");
  CHECK(refused(1, 5) == "version_not_found");
  put_file(log, "x", file_of_longs({1}));
  CHECK(refused(1, 2) == "none");
  CHECK(refused(1, 4) == "change_feed_not_enabled");
}

TEST_CASE("change feed: columns may be added on the way, but not dropped, renamed or narrowed") {
  const auto refused = [](const std::string& before, const std::string& after, const std::string& partition = {}) {
    memory_log log;
    log.commit(0, protocol_line() + table_line(before, partition, feed_on));
    log.commit(1, table_line(after, "", feed_on));
    return refusal([&] { changes(log, 0); }, loaded_table);
  };
  const std::string a = long_field("a"), b = long_field("b");
  CHECK(refused(a, a + "," + b) == "none");
  CHECK(refused(a + "," + b, a) == "incompatible_schema");
  CHECK(refused(a, b) == "incompatible_schema");
  CHECK(refused(long_field("a", "integer"), a) == "none");
  CHECK(refused(a, long_field("a", "integer")) == "incompatible_schema");
  CHECK(refused(a + "," + b, a + "," + b, "\"b\"") == "incompatible_schema");
}

TEST_CASE("change feed: a default one is empty") {
  deltalake::change_feed feed;
  CHECK(feed.fields().empty());
  CHECK_FALSE(run(feed.next()).has_value());
}

}  // namespace
}  // namespace deltalake_change_feed_io_test
