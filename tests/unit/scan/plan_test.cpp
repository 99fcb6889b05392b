#include <deltalake/scan/plan.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/expression/sql_parse.hpp>
#include <deltalake/json/boost_json.hpp>
#include <deltalake/schema/struct_type.hpp>

namespace deltalake_plan_test {
namespace {

namespace expression = deltalake::expression;
namespace log = deltalake::log;
namespace schema = deltalake::schema;
using deltalake::scan::file_selection;
using deltalake::scan::file_verdict;
using schema::data_type;
using kind = schema::data_type::kind;
using verdicts = std::vector<file_verdict>;

deltalake::result<deltalake::json::node> parse_node(std::string_view text, deltalake::json::limits bounds) {
  return deltalake::json::parse_node<deltalake::json::boost_json>(text, bounds);
}

// Some files of a table of a: long, p: string, which is its partition column.
struct table {
  schema::column_mapping columns;
  std::vector<std::string> partition_columns{"p"};
  log::file_state files;

  table() {
    const schema::struct_type fields{{"a", data_type(kind::long_)}, {"p", data_type(kind::string)}};
    columns = schema::column_mapping::make(fields, schema::column_mapping_mode::none).value();
  }

  void add(std::vector<std::pair<std::string, std::string>> partitions_and_stats) {
    log::file_columns made(0);
    for (auto& [partition, stats] : partitions_and_stats) {
      deltalake::add_file file;
      file.path = "f" + std::to_string(made.size());
      file.partition_values = {{"p", partition}};
      file.size = 10;
      if (!stats.empty()) file.stats = stats;
      made.append(file, 0, log::keep_stats::yes);
    }
    log::append_segment(files, made.exact_copy(), log::live_rows::all(made.size()));
  }

  verdicts select(const std::string& sql, log::partition_predicate filters = {}) const {
    deltalake::scan::logged_files of;
    of.files = &files;
    of.columns = &columns;
    of.partition_columns = &partition_columns;
    of.parse_node = &parse_node;
    std::optional<expression::bound_expression> condition;
    if (!sql.empty()) {
      condition = expression::bind_predicate(expression::parse_sql(sql).value(), columns.logical()).value();
    }
    file_selection selection(of, std::move(filters), std::move(condition));
    verdicts made;
    while (selection.next()) {
      made.push_back(selection.verdict());
      CHECK(selection.file().path == selection.log_path());
      CHECK(selection.size_bytes() == 10);
    }
    CHECK_FALSE(selection.next());
    return made;
  }
};

std::string stats(int least, int most, int nulls = 0) {
  return R"({"numRecords":5,"minValues":{"a":)" + std::to_string(least) + R"(},"maxValues":{"a":)" +
         std::to_string(most) + R"(},"nullCount":{"a":)" + std::to_string(nulls) + "}}";
}

TEST_CASE("plan: each live file of all segments gets a verdict, in their order") {
  table of;
  of.add({{"x", stats(1, 5)}, {"y", stats(6, 9)}});
  of.add({{"x", ""}, {"y", "{"}, {"z", stats(1, 5, 1)}});
  const auto read = file_verdict::read, whole = file_verdict::read_whole;
  const auto by_partition = file_verdict::skip_by_partition, by_stats = file_verdict::skip_by_statistics;
  CHECK(of.select("") == verdicts(5, whole));
  CHECK(of.select("a < 6") == verdicts{whole, by_stats, read, read, read});
  CHECK(of.select("a > 5") == verdicts{by_stats, whole, read, read, by_stats});
  CHECK(of.select("p = 'x'") == verdicts{whole, by_partition, whole, by_partition, by_partition});
  CHECK(of.select("p = 'x' AND a > 4") == verdicts{read, by_partition, read, by_partition, by_partition});
  CHECK(of.select("p = 'x' OR a > 5") == verdicts{whole, whole, whole, read, by_stats});
  CHECK(of.select("a IS NULL") == verdicts{by_stats, by_stats, read, read, read});
}

TEST_CASE("plan: filters on partitions come first, and their errors are thrown") {
  table of;
  of.add({{"x", stats(1, 5)}, {"y", stats(1, 5)}});
  const auto only_y = [](const deltalake::string_map& values) -> deltalake::result<bool> {
    return values.at(0).second == "y";
  };
  const auto by_partition = file_verdict::skip_by_partition;
  CHECK(of.select("", only_y) == verdicts{by_partition, file_verdict::read_whole});
  CHECK(of.select("a > 1", only_y) == verdicts{by_partition, file_verdict::read});
  const auto fails = [](const deltalake::string_map&) -> deltalake::result<bool> {
    return deltalake::error(deltalake::errc::invalid_partition_value);
  };
  CHECK_THROWS_AS(of.select("a > 1", fails), deltalake::delta_error);
}

TEST_CASE("plan: totals are of the files that are read, and do not overflow") {
  deltalake::scan::scan_plan plan;
  plan.files = {{"a", 10, file_verdict::read}, {"b", 20, file_verdict::skip_by_statistics},
                {"c", 40, file_verdict::read_whole}, {"d", 80, file_verdict::skip_by_partition}};
  CHECK(plan.bytes_to_read() == 50);
  CHECK(plan.bytes_of_all() == 150);
  CHECK(plan.count(file_verdict::read) == 1);
  plan.files.push_back({"e", std::numeric_limits<std::int64_t>::max(), file_verdict::read});
  CHECK(plan.bytes_to_read() == std::numeric_limits<std::int64_t>::max());
  CHECK(name(file_verdict::skip_by_partition) == "skipped by partition");
}

}  // namespace
}  // namespace deltalake_plan_test
