#include <deltalake/scan/row_filter.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <deltalake/action/file_stats_builder.hpp>
#include <deltalake/expression/evaluate.hpp>
#include <deltalake/expression/sql_parse.hpp>
#include <deltalake/scan/change_feed_io.hpp>
#include <deltalake/scan/scan_io.hpp>
#include <tests/support/long_table.hpp>
#include <tests/support/rows_text.hpp>
#include <tests/support/run_task.hpp>
#include <tests/support/snapshots.hpp>

namespace deltalake_row_filter_test {
namespace {

using namespace deltalake_test;
namespace expression = deltalake::expression;
namespace schema = deltalake::schema;
using deltalake::scan_options;
using deltalake::table_scan;
using deltalake::parquet::physical_type;
using deltalake::scan::file_verdict;
using deltalake::scan::scan_plan;
using deltalake::storage::any_store;
using schema::data_type;
using schema::scalar;
using kind = schema::data_type::kind;
using strings = std::vector<std::string>;

deltalake::task<strings> collect(table_scan& scan) {
  strings rows;
  while (true) {
    const auto some = co_await scan.next();
    if (!some) co_return rows;
    CHECK(some->num_rows > 0);
    CHECK(some->columns.size() == scan.fields().size());
    for (std::string& row : rows_of(*some)) rows.push_back(std::move(row));
  }
}

strings rows_in(const deltalake::shared_snapshot& of, scan_options how) {
  table_scan scan(of, std::move(how));
  return run(collect(scan));
}

// A row of a table with a partition column: NULL where nothing is.
struct row {
  std::optional<std::int64_t> a;
  std::optional<double> d;
  std::optional<std::string> s;
};

// Appends a value in its PLAIN form.
void append(parquet_leaf& to, const std::optional<std::string>& value) {
  to.repetition.push_back(0);
  to.definition.push_back(value ? 1 : 0);
  if (value) to.values.push_back(*value);
}

// The bounds of the first column.
void set_bounds(parquet_chunk& chunk, const std::vector<row>& rows) {
  std::optional<std::int64_t> least, most;
  for (const row& one : rows) {
    if (!one.a) continue;
    least = std::min(least.value_or(*one.a), *one.a);
    most = std::max(most.value_or(*one.a), *one.a);
  }
  if (!least) return;
  chunk.bounds.min_value = little_endian(*least);
  chunk.bounds.max_value = little_endian(*most);
}

std::string file_of(const std::vector<row>& rows, std::size_t group_rows) {
  using deltalake::parquet::repetition;
  auto text = leaf_element("s", repetition::optional, physical_type::byte_array);
  text.logical.kind = deltalake::parquet::logical_kind::string;
  parquet_writer file({leaf_element("a", repetition::optional, physical_type::int64),
                       leaf_element("d", repetition::optional, physical_type::float64), text}, 3);
  for (std::size_t begin = 0; begin < rows.size(); begin += group_rows) {
    const std::size_t end = std::min(rows.size(), begin + group_rows);
    std::vector<parquet_leaf> leaves(3);
    leaves[0].physical = physical_type::int64;
    leaves[1].physical = physical_type::float64;
    leaves[2].physical = physical_type::byte_array;
    for (parquet_leaf& leaf : leaves) leaf.max_definition = 1;
    for (std::size_t i = begin; i < end; ++i) {
      const row& one = rows[i];
      append(leaves[0], one.a ? std::optional(little_endian(*one.a)) : std::nullopt);
      append(leaves[1], one.d ? std::optional(little_endian(*one.d)) : std::nullopt);
      append(leaves[2], one.s);
    }
    std::vector<parquet_chunk> chunks;
    for (const parquet_leaf& leaf : leaves) chunks.push_back(make_chunk(leaf, {}));
    set_bounds(chunks[0], std::vector<row>(rows.begin() + static_cast<std::ptrdiff_t>(begin),
                                           rows.begin() + static_cast<std::ptrdiff_t>(end)));
    file.add(static_cast<std::int64_t>(end - begin), std::move(chunks));
  }
  return file.finish();
}

// The statistics that a writer would put into the log.
template <class Value>
void count(deltalake::column_stats& to, const std::optional<Value>& value) {
  if (!value) {
    ++*to.null_count;
    return;
  }
  if constexpr (std::is_same_v<Value, double>) {
    if (std::isnan(*value)) {
      to.has_nan = true;
      return;
    }
  }
  const scalar one(*value);
  if (!to.lower || std::is_lt(one <=> *to.lower)) to.lower = one;
  if (!to.upper || std::is_gt(one <=> *to.upper)) to.upper = one;
}

std::string stats_of(const std::vector<row>& rows, std::optional<deltalake::stats_bounds> tight) {
  const auto column = [](const char* name, kind type) {
    deltalake::stats_column made;
    made.path = made.physical_path = {name};
    made.type = data_type(type);
    made.has_bounds = true;
    return made;
  };
  const std::vector<deltalake::stats_column> columns{column("a", kind::long_), column("d", kind::double_),
                                                     column("s", kind::string)};
  std::vector<deltalake::column_stats> known(3);
  for (deltalake::column_stats& one : known) one.null_count = 0;
  for (const row& one : rows) {
    count(known[0], one.a);
    count(known[1], one.d);
    count(known[2], one.s);
  }
  const auto count_of_rows = static_cast<std::int64_t>(rows.size());
  return deltalake::write_file_stats(columns, count_of_rows, known, tight, 4).value();
}

// A random table. Its files hold few different values, close to each other, so that bounds decide something.
class random_table {
 public:
  explicit random_table(std::uint64_t seed) : random_(seed) {
    const auto files = pick(6);
    std::string commit = protocol_line() + table_line(long_field("a") + "," + long_field("d", "double") + "," +
                                                          long_field("s", "string") + "," + long_field("p", "integer"),
                                                      "\"p\"");
    for (std::int64_t i = 0; i < files; ++i) commit += make_file("f" + std::to_string(i) + ".parquet");
    log_.commit(0, commit);
  }

  deltalake::shared_snapshot load() const { return load_it(any_store(log_.store)); }

  std::string condition(int depth = 3) {
    const std::string column = columns_[static_cast<std::size_t>(pick(4))];
    switch (pick(depth == 0 ? 5 : 8)) {
      case 0: return column + (pick(2) == 0 ? " IS NULL" : " IS NOT NULL");
      case 1: return column + (pick(2) == 0 ? "" : " NOT") + " IN (" + literal(column) + ", " + literal(column) + ")";
      case 2: return column + " BETWEEN " + literal(column) + " AND " + literal(column);
      case 3: return literal(column) + " " + signs_[static_cast<std::size_t>(pick(7))] + " " + column;
      case 4: return column == "s" ? "s LIKE '" + std::string(1, letter()) + "%'" : "a + 1 > " + literal("a");
      case 5: return "NOT (" + condition(depth - 1) + ")";
      case 6: return "(" + condition(depth - 1) + ") OR (" + condition(depth - 1) + ")";
      default: return "(" + condition(depth - 1) + ") AND (" + condition(depth - 1) + ")";
    }
  }

 private:
  std::int64_t pick(std::int64_t below) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(below));
  }
  char letter() { return static_cast<char>('a' + pick(6)); }
  std::string literal(const std::string& column) {
    if (column == "s") return "'" + std::string(static_cast<std::size_t>(pick(7)), letter()) + "'";
    if (column == "p") return std::to_string(pick(4));
    const std::string whole = std::to_string(pick(30));
    return pick(3) == 0 ? whole + ".5" : whole;
  }
  std::string make_file(const std::string& path) {
    const std::int64_t base = pick(25), nulls = pick(3);
    const char first = letter();
    std::vector<row> rows(static_cast<std::size_t>(pick(12)));
    const auto is_null = [&] { return nulls == 2 || (nulls == 1 && pick(3) == 0); };
    for (row& one : rows) {
      if (!is_null()) one.a = base + pick(5);
      if (!is_null()) one.d = static_cast<double>(base + pick(5)) + (pick(2) == 0 ? 0.5 : 0);
      if (one.d && pick(20) == 0) one.d = std::numeric_limits<double>::quiet_NaN();
      if (!is_null()) one.s = std::string(static_cast<std::size_t>(pick(7)), static_cast<char>(first + pick(2)));
    }
    put_file(log_, path, file_of(rows, static_cast<std::size_t>(1 + pick(6))));
    std::string more;
    std::optional<deltalake::stats_bounds> tight;
    if (!rows.empty() && pick(3) == 0) {
      more = vector_part({static_cast<std::uint64_t>(pick(static_cast<std::int64_t>(rows.size())))});
      tight = deltalake::stats_bounds::wide;
    }
    if (pick(5) != 0 || tight) {
      std::string stats;
      deltalake::json::append_quoted(stats, stats_of(rows, tight));
      more += ",\"stats\":" + stats;
    }
    const std::string value = pick(4) == 0 ? "null" : "\"" + std::to_string(pick(4)) + "\"";
    return R"({"add":{"path":")" + path + R"(","partitionValues":{"p":)" + value +
           R"(},"size":0,"modificationTime":0,"dataChange":true)" + more + "}}\n";
  }

  std::mt19937_64 random_;
  memory_log log_;
  strings columns_{"a", "d", "s", "p"};
  strings signs_{"=", "<>", "<", "<=", ">", ">=", "<=>"};
};

deltalake::task<strings> filter_all(deltalake::shared_snapshot of, std::string condition) {
  const auto bound = expression::bind_predicate(expression::parse_sql(condition).value(), *of->schema).value();
  table_scan scan(of);
  strings rows;
  while (true) {
    const auto some = co_await scan.next();
    if (!some) co_return rows;
    const std::vector<expression::truth> truths = expression::evaluate(bound, *some).value();
    const strings all = rows_of(*some);
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (truths[i] == expression::truth::yes) rows.push_back(all[i]);
    }
  }
}

// Two files of five rows in two row groups each, of which one has statistics.
memory_log two_files() {
  memory_log log;
  put_file(log, "x.parquet", file_of_longs({1, 2, 3, 4, 5}, 3));
  put_file(log, "y.parquet", file_of_longs({11, 12, 13, 14, 15}, 3));
  const auto add = [](const std::string& path, const std::string& partition, const std::string& stats) {
    return R"({"add":{"path":")" + path + R"(","partitionValues":{"p":")" + partition +
           R"("},"size":100,"modificationTime":0,"dataChange":true)" + stats + "}}\n";
  };
  log.commit(0, protocol_line() + table_line(long_field("a") + "," + long_field("p", "string"), "\"p\"") +
                    add("x.parquet", "one", "") +
                    add("y.parquet", "two", R"(,"stats":"{\"numRecords\":5,\"minValues\":{\"a\":11},)"
                                            R"(\"maxValues\":{\"a\":15},\"nullCount\":{\"a\":0}}")"));
  return log;
}

scan_options where(const std::string& sql) { return scan_options().where(sql); }

TEST_CASE("row_filter: a condition gives the rows for which it is true, in the columns that are asked for") {
  const auto of = load_it(any_store(two_files().store));
  CHECK(rows_in(of, where("a % 2 = 0 AND a < 14")) == strings{R"(2,"one")", R"(4,"one")", R"(12,"two")"});
  CHECK(rows_in(of, where("a >= 14").columns({"p"})) == strings{R"("two")", R"("two")"});
  CHECK(rows_in(of, where("P = 'one' AND a > 3").columns({"A"})) == strings{"4", "5"});
  CHECK(rows_in(of, where("a = 3 OR a = 12").columns({})) == strings{"", ""});
  CHECK(rows_in(of, where("a > 1").limit(2)) == strings{R"(2,"one")", R"(3,"one")"});
  CHECK(rows_in(of, where("a > 100")).empty());
  CHECK(rows_in(of, where("NULL")).empty());
  CHECK(rows_in(of, where("TRUE").columns({"a"})).size() == 10);
  CHECK(rows_in(of, scan_options().where(expression::col("a") == 5)) == strings{R"(5,"one")"});
  CHECK(rows_in(of, where("a = 1").where(expression::col("a") == 5)) == strings{R"(5,"one")"});
  CHECK(rows_in(of, where("a > 2").filters({deltalake::partition_filter::equal("p", "one")}).columns({"a"})) ==
        strings{"3", "4", "5"});
}

TEST_CASE("row_filter: a condition that does not fit is refused before anything is read") {
  const auto of = load_it(any_store(two_files().store));
  for (const char* sql : {"", "a >", "b = 1", "a = 'x'", "a + 1", "p < 5"}) {
    CAPTURE(sql);
    CHECK(refusal([&] { table_scan(of, where(sql)); }, loaded_table) == "invalid_argument");
    CHECK(refusal([&] { deltalake::scan::plan_scan(of, where(sql)); }, loaded_table) == "invalid_argument");
    CHECK(refusal([&] { run(deltalake::scan::count_rows(of, where(sql))); }, loaded_table) == "invalid_argument");
  }
  CHECK(refusal([&] { run(deltalake::scan::read_changes(of, 0, 0, where("a = 1"))); }, loaded_table) ==
        "invalid_argument");
}

TEST_CASE("row_filter: files that partition values and statistics exclude are not opened") {
  memory_log log = two_files();
  run(log.store.remove(deltalake::path("x.parquet")));
  CHECK(rows_in(load_it(any_store(log.store)), where("p = 'two' AND a > 14")) == strings{R"(15,"two")"});
  log = two_files();
  run(log.store.remove(deltalake::path("y.parquet")));
  const auto of = load_it(any_store(log.store));
  CHECK(rows_in(of, where("a < 3")) == strings{R"(1,"one")", R"(2,"one")"});
  CHECK(refusal([&] { rows_in(of, where("a < 12")); }, loaded_table) == "not_found");
  // Of a file of which all rows are wanted, the statistics tell how many they are.
  CHECK(run(deltalake::scan::count_rows(of, where("a > 4"))) == 6);
}

TEST_CASE("row_filter: a plan tells which files are read and why others are not") {
  const auto of = load_it(any_store(two_files().store));
  const auto verdicts = [&of](const std::string& sql) {
    const scan_plan plan = deltalake::scan::plan_scan(of, where(sql));
    REQUIRE(plan.files.size() == 2);
    CHECK(plan.files[0].path == "x.parquet");
    CHECK(plan.bytes_of_all() == 200);
    std::int64_t read = 0;
    for (const auto& one : plan.files) read += is_read(one.verdict) ? one.size_bytes : 0;
    CHECK(plan.bytes_to_read() == read);
    return strings{std::string(name(plan.files[0].verdict)), std::string(name(plan.files[1].verdict))};
  };
  CHECK(verdicts("a > 12") == strings{"read", "read"});
  CHECK(verdicts("a > 10") == strings{"read", "read whole"});
  CHECK(verdicts("a > 15") == strings{"read", "skipped by statistics"});
  CHECK(verdicts("p = 'two'") == strings{"skipped by partition", "read whole"});
  CHECK(verdicts("p = 'one' OR a = 11") == strings{"read whole", "read"});
  const scan_plan all = deltalake::scan::plan_scan(of, scan_options());
  CHECK(all.count(file_verdict::read_whole) == 2);
  CHECK(refusal([] { deltalake::scan::plan_scan(nullptr, scan_options()); }) == "not_loaded");
  const auto unread = load_it(any_store(two_files().store),
                              deltalake::open_options().files(deltalake::load::on_demand));
  CHECK(refusal([&] { deltalake::scan::plan_scan(unread, scan_options()); }, loaded_table) == "files_not_loaded");
}

TEST_CASE("row_filter: any condition gives the rows that filtering all of them gives") {
  std::size_t given = 0, skipped = 0, whole = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    random_table made(seed);
    const auto of = made.load();
    for (int i = 0; i < 6; ++i) {
      const std::string sql = made.condition();
      CAPTURE(seed);
      CAPTURE(sql);
      const strings expected = run(filter_all(of, sql));
      CHECK(rows_in(of, where(sql).batch_rows(4)) == expected);
      CHECK(run(deltalake::scan::count_rows(of, where(sql))) == static_cast<std::int64_t>(expected.size()));
      const scan_plan plan = deltalake::scan::plan_scan(of, where(sql));
      given += expected.size();
      skipped += plan.count(file_verdict::skip_by_statistics);
      whole += plan.count(file_verdict::read_whole);
    }
  }
  // The tables are worth the name.
  CHECK(given > 500);
  CHECK(skipped > 100);
  CHECK(whole > 50);
}

}  // namespace
}  // namespace deltalake_row_filter_test
