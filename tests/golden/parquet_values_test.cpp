#include <deltalake/deltalake.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <tests/support/corpora.hpp>
#include <tests/support/parquet_file.hpp>
#include <tests/support/run_task.hpp>

// Values that other engines wrote, where they are not plain to read: shredded variants, and the calendars of Spark.
namespace deltalake_parquet_values_test {
namespace {

namespace parquet = deltalake::parquet;
using deltalake::errc;
using deltalake_test::parquet_file;
using deltalake_test::run;

deltalake::task<std::vector<std::string>> read_column(parquet_file file, std::string name) {
  std::vector<std::string> rows;
  const std::vector<std::string> prefixes{name};
  for (std::size_t group = 0; group < file->metadata.row_groups.size(); ++group) {
    parquet::read_options options;
    parquet::row_group_reader reader(file, group, parquet::select_leaves(file->schema, prefixes), std::move(options));
    while (true) {
      const std::optional<deltalake::column::batch> batch = co_await reader.next();
      if (!batch) break;
      const deltalake::column::json_style style;
      for (std::int64_t row = 0; row < batch->num_rows; ++row) {
        deltalake::column::append_json(batch->columns.front(), row, style, rows.emplace_back());
      }
    }
  }
  co_return rows;
}
std::vector<std::string> column_of(const std::string& content, const std::string& name,
                                   parquet::read_options options = {}) {
  return run(read_column(deltalake_test::open_parquet(
                             deltalake::storage::any_store(deltalake_test::parquet_store(content)), std::move(options)),
                         name));
}
std::string joined(const std::vector<std::string>& rows) {
  std::string text;
  for (const std::string& row : rows) text.append(text.empty() ? "" : " | ").append(row);
  return text;
}

// What DuckDB 2.0 and, where it cannot, the tables of VariantShredding.md make of each file; by its number.
const std::map<std::string, std::string>& expected_variants() {
  static const std::map<std::string, std::string> texts{
      {"001", R"("[\"comedy\",\"drama\"]")"},
      {"002", R"("[]")"},
      {"007", R"("-34")"},
      {"008", R"("1234")"},
      {"009", R"("-1234")"},
      {"010", R"("12345")"},
      {"011", R"("-12345")"},
      {"012", R"("9876543210")"},
      {"013", R"("-9876543210")"},
      {"014", R"("10.11")"},
      {"015", R"("-10.11")"},
      {"016", R"("14.3")"},
      {"017", R"("-14.3")"},
      {"018", R"("\"2024-11-07\"")"},
      {"020", R"("\"2024-11-07T12:33:54.123456Z\"")"},
      {"021", R"("\"1957-11-07T12:33:54.123456Z\"")"},
      {"022", R"("\"2024-11-07T12:33:54.123456\"")"},
      {"024", R"("12345.6789")"},
      {"025", R"("-12345.6789")"},
      {"027", R"("-123456789.987654321")"},
      {"030", R"("\"CgsMDQ==\"")"},
      {"031", R"("\"iceberg\"")"},
      {"032", R"("\"12:33:54.123456\"")"},
      {"035", R"("\"2024-11-07T12:33:54.123456789\"")"},
      {"041", R"("[\"comedy\",\"drama\"]")"},
      {"045", R"("[\"comedy\",\"drama\"]" | "34" | "{\"a\":null,\"d\":\"iceberg\"}" | "[\"action\",\"horror\"]")"},
      {"046", R"("{\"a\":null,\"b\":\"\"}")"},
      {"047", R"("null")"},
      {"048", R"("true")"},
      {"049", R"("false")"},
      {"052", R"("1234")"},
      {"053", R"("-1234")"},
      {"056", R"("9876543210")"},
      {"057", R"("-9876543210")"},
      {"059", R"("-10.11")"},
      {"060", R"("14.3")"},
      {"061", R"("-14.3")"},
      {"062", R"("\"2024-11-07\"")"},
      {"063", R"("\"1957-11-07\"")"},
      {"064", R"("\"2024-11-07T12:33:54.123456Z\"")"},
      {"065", R"("\"1957-11-07T12:33:54.123456Z\"")"},
      {"066", R"("\"2024-11-07T12:33:54.123456\"")"},
      {"067", R"("\"1957-11-07T12:33:54.123456\"")"},
      {"070", R"("123456789.987654321")"},
      {"071", R"("-123456789.987654321")"},
      {"072", R"("9876543210.123456789")"},
      {"073", R"("-9876543210.123456789")"},
      {"075", R"("\"iceberg\"")"},
      {"077", R"("\"2024-11-07T12:33:54.123456789Z\"")"},
      {"078", R"("\"1957-11-07T12:33:54.123456789Z\"")"},
      {"079", R"("\"2024-11-07T12:33:54.123456789\"")"},
      {"080", R"("\"1957-11-07T12:33:54.123456789\"")"},
      {"081", R"("\"f24f9b64-81fa-49d1-b74e-8c09a6e31c56\"")"},
      {"082", R"("{\"a\":null,\"d\":\"iceberg\"}")"},
      {"083", R"(null | "{\"c\":{\"b\":\"iceberg\"}}" | "{\"c\":8,\"d\":-0.0}" | )"
              R"("{\"c\":{\"a\":34,\"b\":\"\"},\"d\":0.0}")"},
      {"086", R"("[\"comedy\",null,\"drama\"]")"},
      {"087", R"("{\"a\":null,\"b\":9876543210}")"},
      {"089", R"("null")"},
      {"091", R"("false")"},
      {"092", R"("34")"},
      {"093", R"("-34")"},
      {"094", R"("1234")"},
      {"096", R"("12345")"},
      {"101", R"("-10.11")"},
      {"102", R"("14.3")"},
      {"104", R"("\"2024-11-07\"")"},
      {"108", R"("\"2024-11-07T12:33:54.123456\"")"},
      {"110", R"("12345.6789")"},
      {"111", R"("-12345.6789")"},
      {"114", R"("9876543210.123456789")"},
      {"115", R"("-9876543210.123456789")"},
      {"116", R"("\"CgsMDQ==\"")"},
      {"117", R"("\"iceberg\"")"},
      {"118", R"("\"12:33:54.123456\"")"},
      {"119", R"("\"2024-11-07T12:33:54.123456789Z\"")"},
      {"120", R"("\"1957-11-07T12:33:54.123456789Z\"")"},
      {"121", R"("\"2024-11-07T12:33:54.123456789\"")"},
      {"122", R"("\"1957-11-07T12:33:54.123456789\"")"},
      {"123", R"("\"f24f9b64-81fa-49d1-b74e-8c09a6e31c56\"")"},
      {"124", R"("{\"a\":null,\"d\":\"iceberg\"}")"},
      {"126", R"("[{\"a\":1,\"b\":\"comedy\"},{\"a\":2,\"b\":\"drama\"}]" | )"
              R"("[{\"a\":3,\"b\":\"action\",\"c\":\"str\"},{\"a\":4,\"b\":\"horror\",\"d\":\"2024-01-30\"}]")"},
      {"128", R"("{}")"},
      {"129", R"("null")"},
      {"130", R"("{}")"},
      {"131", R"("34")"},
      {"132", R"("{\"b\":\"iceberg\"}")"},
      {"133", R"("{\"a\":false}")"},
      {"134", R"("{\"a\":null,\"b\":\"iceberg\",\"d\":\"2024-01-30\"}")"},
  };
  return texts;
}

// What the files break: a field in both parts, a group that may be null, a type that may not be shredded.
const std::map<std::string, errc>& expected_refusals() {
  static const std::map<std::string, errc> codes{
      {"043", errc::invalid_parquet}, {"084", errc::invalid_parquet}, {"127", errc::unsupported_parquet}};
  return codes;
}

}  // namespace

TEST_CASE("parquet values: shredded variants are what others read in them") {
  const auto is_case = [](const std::string& name) { return name.starts_with("case-") && name.ends_with(".parquet"); };
  std::size_t read = 0, refused = 0;
  const std::size_t count =
      deltalake_test::for_each_corpus_file(is_case, [&](const std::string& path, const std::string& content) {
        CAPTURE(path);
        const std::string number = std::filesystem::path(path).filename().string().substr(5, 3);
        const auto refusal = expected_refusals().find(number);
        if (refusal != expected_refusals().end()) {
          ++refused;
          try {
            (void)column_of(content, "var");
            FAIL("it was read");
          } catch (const deltalake::delta_error& problem) {
            CHECK(problem.reason() == refusal->second);
          }
          return;
        }
        const auto expected = expected_variants().find(number);
        REQUIRE(expected != expected_variants().end());
        CHECK(joined(column_of(content, "var")) == expected->second);
        ++read;
      });
  if (count == 0) {
    MESSAGE("skipped: there are no corpora");
    return;
  }
  CHECK(read == expected_variants().size());
  CHECK(refused == expected_refusals().size());
}

TEST_CASE("parquet values: variants that Spark and others wrote, with and without annotation") {
  const std::string spark = "part-00000-d842ef30-e333-4f2f-91db-ca9586a241ff-c000.snappy.parquet";
  const std::string bare = "part-00000-9a9c570c-ee32-4322-ad2f-8c837a77d398-c000.snappy.parquet";
  std::map<std::string, std::string> found;
  const auto is_wanted = [&](const std::string& name) { return name == spark || name == bare; };
  deltalake_test::for_each_corpus_file(is_wanted, [&](const std::string& path, const std::string& content) {
    found.emplace(std::filesystem::path(path).filename().string(), content);
  });
  if (found.size() != 2) {
    MESSAGE("skipped: there are no corpora");
    return;
  }
  CHECK(joined(column_of(found[spark], "v")) ==
        R"("{\"a\":1,\"b\":[true,null,1.5,\"x\"],\"c\":{\"d\":\"2020-01-01\"}}" | "null" | null | )"
        R"("12345678901234567890")");
  CHECK(joined(column_of(found[spark], "s")) == R"({"w":[1,2]} | {"w":"str"} | null | {})");
  // Without the annotation it is the table that knows.
  CHECK(column_of(found[bare], "v").front() == R"({"value":"AgEAAAIMAA==","metadata":"AQEAA2tleQ=="})");
  CHECK(column_of(found[bare], "array_of_variants").size() == 1);
}

TEST_CASE("parquet values: dates and times that Spark wrote by the hybrid calendar, and the same ones by today's") {
  std::map<std::string, std::string> found;
  const std::string rebased = "part-00000-5a90e986-6058-476e-9c54-f9064c2a07f8-c000.snappy.parquet";
  const std::string plain = "part-00000-0605e8e1-19e8-41c4-866c-ffc26c2fae84-c000.snappy.parquet";
  const auto is_part = [&](const std::string& name) { return name == rebased || name == plain; };
  deltalake_test::for_each_corpus_file(is_part, [&](const std::string& path, const std::string& content) {
    found.emplace(std::filesystem::path(path).parent_path().filename().string(), content);
  });
  if (found.size() != 2) {
    MESSAGE("skipped: there are no corpora");
    return;
  }
  const std::string& legacy = found["prim_legacy_rebase"];
  const std::string& today = found["prim_int96"];
  for (const char* const column : {"c_date", "c_ts", "c_ntz", "c_dec38", "id"}) {
    CHECK(column_of(legacy, column) == column_of(today, column));
  }
  CHECK(joined(column_of(legacy, "c_date")) ==
        R"("1970-01-01" | "0001-01-01" | "9999-12-31" | null | "1582-10-04" | "1582-10-15" | "1969-12-31" | )"
        R"("1900-01-01" | "2024-02-29")");
  CHECK(joined(column_of(legacy, "c_ts")) ==
        R"("1970-01-01T00:00:00Z" | "0001-01-01T00:00:00Z" | "9999-12-31T23:59:59.999999Z" | null | )"
        R"("1582-10-04T23:59:59.999999Z" | "1582-10-15T00:00:00Z" | "1969-12-31T23:59:59.999999Z" | )"
        R"("1677-09-21T00:12:43.145224Z" | "2024-02-29T12:34:56.789012Z")");
  parquet::read_options as_written;
  as_written.calendar = parquet::calendar_reading::as_written;
  CHECK(column_of(legacy, "c_date", as_written)[1] == "\"0000-12-30\"");
  CHECK(column_of(legacy, "c_date", as_written)[4] == "\"1582-10-14\"");
}

}  // namespace deltalake_parquet_values_test
