#include <deltalake/snapshot/file_stream_io.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <deltalake/deltalake.hpp>
#include <deltalake/storage/metered_store.hpp>
#include <tests/support/checkpoint_rows.hpp>
#include <tests/support/memory_log.hpp>
#include <tests/support/run_task.hpp>

namespace deltalake_file_stream_test {
namespace {

using deltalake::file_portion;
using deltalake::file_stream;
using deltalake::load;
using deltalake::open_options;
using deltalake::partition_filter;
using deltalake::table;
using deltalake_test::checkpoint_row;
using deltalake_test::checkpoint_writer;
using deltalake_test::little_endian;
using deltalake_test::memory_log;
using deltalake_test::run;
namespace parquet = deltalake::parquet;
namespace schema = deltalake::schema;
namespace storage = deltalake::storage;

deltalake::task<std::vector<std::string>> all_of(file_stream files) {
  std::vector<std::string> paths;
  while (true) {
    const std::optional<file_portion> some = co_await files.next();
    if (!some) break;
    const std::size_t before = paths.size();
    some->for_each_path([&paths](std::string path) { paths.push_back(std::move(path)); });
    CHECK(paths.size() - before == some->size());
  }
  co_return paths;
}

std::vector<std::string> sorted(std::vector<std::string> texts) {
  std::sort(texts.begin(), texts.end());
  return texts;
}
std::vector<std::string> listed(const deltalake::file_list& files) {
  std::vector<std::string> texts;
  for (const std::string_view path : files) texts.emplace_back(path);
  return sorted(std::move(texts));
}

std::vector<std::string> tables_that_open() {
  std::vector<std::string> folders;
  for (const auto& entry : std::filesystem::directory_iterator("tests/data")) {
    if (!std::filesystem::exists(entry.path() / "_delta_log")) continue;
    try {
      run(deltalake::open_table(entry.path().string()));
      folders.push_back(entry.path().string());
    } catch (const deltalake::delta_error&) {
    }
  }
  return folders;
}

}  // namespace

TEST_CASE("file_stream: every table streams the files that it lists, each once") {
  const std::vector<std::string> folders = tables_that_open();
  CHECK(folders.size() > 40);
  for (const std::string& folder : folders) {
    CAPTURE(folder);
    const table opened = run(deltalake::open_table(folder));
    CHECK(sorted(run(all_of(opened.stream_files()))) == listed(opened.get_files()));
    const table lazy = run(deltalake::open_table(folder, open_options().files(load::on_demand)));
    CHECK(run(all_of(lazy.stream_files())) == run(all_of(opened.stream_files())));
  }
}

TEST_CASE("file_stream: filters on partitions let only their files pass") {
  const table opened = run(deltalake::open_table("tests/data/many-partitions"));
  const auto column = opened.metadata().partition_columns.front();
  const file_portion all = *run([](file_stream files) -> deltalake::task<std::optional<file_portion>> {
    std::optional<file_portion> some = co_await files.next();
    co_return some;
  }(opened.stream_files()));
  std::vector<std::string> values;
  all.for_each_file([&](const deltalake::add_file& file) {
    for (const auto& [name, value] : file.partition_values) {
      if (name == column && value) values.push_back(*value);
    }
  });
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  REQUIRE(values.size() > 2);
  std::size_t together = 0;
  for (const std::string& value : values) {
    std::vector<partition_filter> filters;
    filters.push_back(partition_filter::equal(column, value));
    const std::vector<std::string> got = sorted(run(all_of(opened.stream_files(filters))));
    CHECK(got == listed(opened.get_files_by_partitions(filters)));
    together += got.size();
  }
  CHECK(together > 0);
  CHECK(together <= opened.num_files());
}

TEST_CASE("file_stream: a filter on what is no partition column is refused") {
  const table opened = run(deltalake::open_table("tests/data/many-partitions"));
  std::vector<partition_filter> filters;
  filters.push_back(partition_filter::equal("no such column", "1"));
  try {
    run(all_of(opened.stream_files(filters)));
    FAIL("it streamed");
  } catch (const deltalake::delta_error& refused) {
    CHECK(refused.reason() == deltalake::errc::invalid_argument);
  }
}

TEST_CASE("file_stream: after its end there is nothing more") {
  const table opened = run(deltalake::open_table("tests/data/delta-0.2.0"));
  file_stream files = opened.stream_files();
  std::size_t count = 0;
  for (int call = 0; call < 10; ++call) {
    const std::optional<file_portion> some = run(files.next());
    if (some) count += some->size();
  }
  CHECK(count == 3);
}

namespace {

// A type of partition columns as a test writes it: in the schema, in Parquet, and its values.
struct partition_kind {
  std::string name;  // in the schema
  parquet::physical_type physical;
  parquet::logical_type logical;
  std::vector<std::string> texts;
};

parquet::logical_type annotated(parquet::logical_kind what) {
  parquet::logical_type made;
  made.kind = what;
  made.utc = true;
  made.precision = 5;
  made.scale = 2;
  return made;
}

std::vector<partition_kind> partition_kinds() {
  using parquet::logical_kind;
  using parquet::physical_type;
  return {
      {"integer", physical_type::int32, {}, {"-2", "-1", "0", "1", "+2", "3", "7"}},
      {"long", physical_type::int32, {}, {"-2", "-1", "0", "1", "2", "3", "7"}},
      {"string",
       physical_type::byte_array,
       annotated(logical_kind::string),
       {"a", "b", "\u00e4", "a long text 1", "a long text 2", "a long text", "Z"}},
      {"date",
       physical_type::int32,
       annotated(logical_kind::date),
       {"2024-02-27", "2024-02-28", "1969-12-31", "1582-10-14", "1582-10-15", "0100-03-01"}},
      {"double", physical_type::float64, {}, {"-0.0", "0.0", "1.5", "NaN", "-3", "Infinity", "1E10"}},
      {"float", physical_type::float32, {}, {"-0.0", "0.0", "1.1", "NaN", "-3"}},
      {"boolean", physical_type::boolean, {}, {"true", "false"}},
      {"timestamp",
       physical_type::int64,
       annotated(logical_kind::timestamp),
       {"2024-02-28 01:00:00", "2024-02-28 00:00:00", "2024-03-03T12:00:00Z", "1969-12-31 23:59:59.999999"}},
      {"decimal(5,2)", physical_type::int32, annotated(logical_kind::decimal), {"1.50", "1.5", "-0.05", "999.99", "2"}},
      {"binary", physical_type::byte_array, {}, {"a", "\\\\u0001", "b"}},
  };
}

// How a writer that is not this library parses a text; what it cannot tell, the zone, is `zone_hours`.
schema::scalar parsed_by_writer(const partition_kind& kind, const std::string& text, int zone_hours) {
  const schema::data_type type = schema::data_type::parse(kind.name).value();
  if (kind.name == "binary") return schema::scalar(schema::binary(text));
  schema::scalar value = schema::parse_partition_value(text, type).value();
  if (const auto* const time = value.get_if<schema::timestamp>(); time != nullptr && !text.ends_with("Z")) {
    value = schema::scalar(schema::timestamp{time->micros - zone_hours * 3'600'000'000LL});
  }
  if (const auto* const day = value.get_if<schema::date>(); day != nullptr && day->days < -141'427) {
    value = schema::scalar(schema::date{day->days + zone_hours / 2});  // another calendar
  }
  return value;
}

std::string plain(const partition_kind& kind, const schema::scalar& value) {
  if (const auto* const number = value.get_if<std::int64_t>()) {
    return little_endian(static_cast<std::int32_t>(*number));
  }
  if (const auto* const flag = value.get_if<bool>()) return std::string(1, *flag ? '\1' : '\0');
  if (const auto* const number = value.get_if<float>()) return little_endian(*number);
  if (const auto* const number = value.get_if<double>()) return little_endian(*number);
  if (const auto* const day = value.get_if<schema::date>()) return little_endian(day->days);
  if (const auto* const time = value.get_if<schema::timestamp>()) return little_endian(time->micros);
  if (const auto* const number = value.get_if<schema::decimal>()) {
    return little_endian(static_cast<std::int32_t>(number->rescale(2).value().unscaled()));
  }
  if (const auto* const bytes = value.get_if<schema::binary>()) return bytes->bytes;
  CHECK(kind.physical == parquet::physical_type::byte_array);
  return *value.get_if<std::string>();
}

bool is_nan(const schema::scalar& value) {
  return value == schema::scalar(std::numeric_limits<double>::quiet_NaN()) ||
         value == schema::scalar(std::numeric_limits<float>::quiet_NaN());
}

// A checkpoint of random files, its statistics written in any of the ways that writers have.
class random_table {
 public:
  explicit random_table(std::uint32_t seed) : random_(seed) {
    const std::vector<partition_kind> kinds = partition_kinds();
    kinds_.push_back(kinds[any(kinds.size())]);
    kinds_.push_back(kinds[any(kinds.size())]);
    zone_hours_ = static_cast<int>(any(29)) - 14;
    mapped_ = chance(3);
    write();
  }
  memory_log log;

  std::vector<partition_filter> filters() {
    std::vector<partition_filter> made;
    for (std::size_t i = 0; i <= any(2); ++i) {
      const std::size_t column = any(2);
      const auto value = [&] { return chance(6) ? std::string() : some(kinds_[column].texts); };
      switch (const std::string name = column == 0 ? "P" : "q"; any(8)) {
        case 0: made.push_back(partition_filter::equal(name, value())); break;
        case 1: made.push_back(partition_filter::not_equal(name, value())); break;
        case 2: made.push_back(partition_filter::less(name, value())); break;
        case 3: made.push_back(partition_filter::less_or_equal(name, value())); break;
        case 4: made.push_back(partition_filter::greater(name, value())); break;
        case 5: made.push_back(partition_filter::greater_or_equal(name, value())); break;
        case 6: made.push_back(partition_filter::in(name, {value(), value()})); break;
        default: made.push_back(partition_filter::not_in(name, {value(), value()})); break;
      }
    }
    return made;
  }

 private:
  std::size_t any(std::size_t count) { return random_() % count; }
  bool chance(unsigned one_in) { return random_() % one_in == 0; }
  const std::string& some(const std::vector<std::string>& texts) { return texts[any(texts.size())]; }
  std::string name(std::size_t column) const { return std::string(mapped_ ? "col-" : "") + (column == 0 ? "p" : "q"); }

  std::string metadata_line() const {
    std::string fields;
    for (const std::size_t column : {0, 1}) {
      fields += R"({\"name\":\")" + std::string(column == 0 ? "p" : "q") + R"(\",\"type\":\")" + kinds_[column].name +
                R"(\",\"nullable\":true,\"metadata\":{\"delta.columnMapping.id\":)" + std::to_string(column + 1) +
                R"(,\"delta.columnMapping.physicalName\":\")" + name(column) + R"(\"}},)";
    }
    fields.pop_back();
    return R"({"metaData":{"id":"1","format":{"provider":"parquet"},"schemaString":)"
           R"("{\"type\":\"struct\",\"fields\":[)" +
           fields + R"(]}","partitionColumns":["p","q"],"configuration":{"delta.columnMapping.mode":")" +
           (mapped_ ? "name" : "none") + "\"}}}\n";
  }

  // The value of a column for a file: its text, and what a writer makes of it.
  void add_value(std::size_t column, const std::string& text, bool null, checkpoint_row& to,
                 std::vector<std::optional<schema::scalar>>& values) {
    const partition_kind& kind = kinds_[column];
    const bool empty = null && chance(2);
    if (!null || empty) {
      to.values.emplace_back(name(column), empty ? std::string() : text);
    } else if (chance(2)) {
      to.values.emplace_back(name(column), std::nullopt);
    }
    std::optional<schema::scalar> value;
    if (!null) value = parsed_by_writer(kind, text, zone_hours_);
    // Some writers take the empty text for a text.
    if (empty && kind.name == "string" && chance(2)) value = schema::scalar("");
    if (unparsed_ && chance(4)) value.reset();
    to.parsed->push_back(value ? std::optional<std::string>(plain(kind, *value)) : std::nullopt);
    if (value) values.push_back(std::move(value));
  }

  parquet::statistics bounds_of(const partition_kind& kind, const std::vector<std::optional<schema::scalar>>& values) {
    parquet::statistics made;
    if (values.empty() || style_ == 0) return made;
    std::optional<schema::scalar> low, high;
    for (const std::optional<schema::scalar>& value : values) {
      if (is_nan(*value) && !nan_counts_) continue;
      if (!low || std::is_lt(*value <=> *low)) low = value;
      if (!high || std::is_gt(*value <=> *high)) high = value;
    }
    if (!low) return made;
    std::string least = plain(kind, *low), most = plain(kind, *high);
    if (style_ == 1) {  // deprecated; of text and bytes in a wrong order
      const bool bytes = kind.physical == parquet::physical_type::byte_array;
      made.min = bytes ? most : least;
      made.max = bytes ? least : most;
      return made;
    }
    if (style_ == 2 && kind.name == "string") {
      least = least.substr(0, 1);
      if (most.size() > 3) most = most.substr(0, 3) + "\xFF";
      made.is_min_value_exact = made.is_max_value_exact = false;
    }
    made.min_value = least;
    made.max_value = most;
    return made;
  }

  void write() {
    unparsed_ = chance(5);
    nan_counts_ = chance(2);
    style_ = any(6);
    deltalake_test::parquet_style how;
    how.null_count = !chance(6);
    checkpoint_writer writer(
        {{name(0), kinds_[0].physical, kinds_[0].logical}, {name(1), kinds_[1].physical, kinds_[1].logical}});
    if (!chance(6)) writer.type_defined_order();
    std::string removes;
    for (int group = 0; group < 6; ++group) {
      std::vector<checkpoint_row> rows;
      std::vector<std::optional<schema::scalar>> values[2];
      // Files of one partition mostly stand together.
      const std::string texts[2] = {some(kinds_[0].texts), some(kinds_[1].texts)};
      const bool nulls[2] = {chance(4), chance(4)};
      for (std::size_t i = 0; i <= any(4); ++i) {
        checkpoint_row row;
        row.path = "f" + std::to_string(group) + '-' + std::to_string(i);
        row.removed = chance(6);
        if (!row.removed) {
          row.parsed.emplace();
          for (const std::size_t column : {0, 1}) {
            const bool other = chance(4);
            add_value(column, other ? some(kinds_[column].texts) : texts[column], other ? chance(4) : nulls[column],
                      row, values[column]);
          }
          if (unparsed_ && values[0].empty() && values[1].empty()) row.parsed.reset();
          if (chance(8)) removes += deltalake_test::remove_line(row.path);
        }
        rows.push_back(std::move(row));
      }
      writer.add(rows, {bounds_of(kinds_[0], values[0]), bounds_of(kinds_[1], values[1])}, how);
    }
    const std::string content = writer.finish();
    log.put("_sidecars/files.parquet", content);
    log.put("00000000000000000001.checkpoint.3a0d65cd-4056-49b8-937b-95f9e3ee90e5.json",
            deltalake_test::protocol_line(2, 5) + metadata_line() +
                deltalake_test::sidecar_line("files.parquet", static_cast<std::int64_t>(content.size())));
    log.commit(2, removes);
  }

  std::mt19937 random_;
  std::vector<partition_kind> kinds_;
  int zone_hours_ = 0;
  bool mapped_ = false, unparsed_ = false, nan_counts_ = false;
  std::size_t style_ = 0;
};

// The paths, and how often the store was asked for a range.
template <class Table>
std::vector<std::string> streamed(const Table& from, const storage::metered_store<storage::memory_store>& metered,
                                  const std::vector<partition_filter>& filters, std::uint64_t& ranges) {
  const std::uint64_t before = metered.usage().count(storage::operation_kind::get_range);
  std::vector<std::string> paths = sorted(run(all_of(from.stream_files(filters))));
  ranges += metered.usage().count(storage::operation_kind::get_range) - before;
  return paths;
}

}  // namespace

TEST_CASE("file_stream: whatever statistics say, a filter lets the same files pass as without them") {
  std::uint64_t all = 0, filtered = 0;
  std::size_t files = 0, passed = 0;
  for (std::uint32_t seed = 0; seed < 150; ++seed) {
    CAPTURE(seed);
    random_table made(seed);
    const storage::metered_store<storage::memory_store> metered(made.log.store);
    const auto opened = run(deltalake::open_table(metered));
    files += opened.num_files();
    CHECK(streamed(opened, metered, {}, all) == listed(opened.get_files()));
    for (int i = 0; i < 5; ++i) {
      CAPTURE(i);
      const std::vector<partition_filter> filters = made.filters();
      const std::vector<std::string> got = streamed(opened, metered, filters, filtered);
      CHECK(got == listed(opened.get_files_by_partitions(filters)));
      passed += got.size();
    }
  }
  CHECK(files > 1000);
  CHECK(passed > files);
  // Some is read for each stream; of the row groups a good part is not.
  CHECK(filtered < all * 5 * 4 / 5);
}

TEST_CASE("file_stream: a sidecar that is gone, and no way around it, is told by its name") {
  const memory_log log;
  log.put("00000000000000000003.checkpoint.00000000-0000-4000-8000-000000000000.json",
          deltalake_test::start() + deltalake_test::sidecar_line("gone.parquet", 2000));
  log.commit(3, "");
  const table opened = run(deltalake::open_table(storage::any_store(log.store), open_options().files(load::on_demand)));
  try {
    run(all_of(opened.stream_files()));
    FAIL("streamed");
  } catch (const deltalake::delta_error& failure) {
    CHECK(failure.reason() == deltalake::errc::checkpoint_required);
    CHECK(failure.where().file == "_delta_log/_sidecars/gone.parquet");
    CHECK(failure.where().version == 3);
  }
}

TEST_CASE("file_stream: row groups without a file of the partition are not read, even if they are damaged") {
  checkpoint_writer writer({{"p", parquet::physical_type::int32, {}}});
  writer.type_defined_order();
  for (std::int32_t group = 0; group < 10; ++group) {
    std::vector<checkpoint_row> rows(3);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      rows[i].path = 'f' + std::to_string(group) + std::to_string(i);
      rows[i].values = {{"p", std::to_string(group)}};
      rows[i].parsed = {{little_endian(group)}};
    }
    parquet::statistics bounds;
    bounds.min_value = bounds.max_value = little_endian(group);
    // Pages that are cut short are damage.
    deltalake_test::parquet_style how;
    if (group != 4 && group != 7) how.before_data = std::string(40, '\xFF');
    writer.add(rows, {bounds}, how);
  }
  const std::string content = writer.finish();
  memory_log log;
  log.put("_sidecars/files.parquet", content);
  log.put("00000000000000000001.checkpoint.3a0d65cd-4056-49b8-937b-95f9e3ee90e5.json",
          deltalake_test::protocol_line() +
              R"({"metaData":{"id":"1","format":{"provider":"parquet"},"schemaString":"{\"type\":\"struct\",)"
              R"(\"fields\":[{\"name\":\"p\",\"type\":\"integer\",\"nullable\":true,\"metadata\":{}}]}",)"
              R"("partitionColumns":["p"],"configuration":{}}})"
              "\n" +
              deltalake_test::sidecar_line("files.parquet", static_cast<std::int64_t>(content.size())));
  const storage::metered_store<storage::memory_store> metered(log.store);
  const auto opened = run(deltalake::open_table(metered, open_options().files(load::on_demand)));
  std::uint64_t one = 0, two = 0, none = 0;
  const auto names = [](const std::vector<std::string>& paths) {
    std::string text;
    for (const std::string& path : paths) text += path + ' ';
    return text;
  };
  CHECK(names(streamed(opened, metered, {partition_filter::equal("p", "4")}, one)) == "f40 f41 f42 ");
  CHECK(names(streamed(opened, metered, {partition_filter::in("p", {"7", "4"})}, two)) == "f40 f41 f42 f70 f71 f72 ");
  CHECK(names(streamed(opened, metered, {partition_filter::greater("p", "9")}, none)).empty());
  CHECK(names(streamed(opened, metered, {partition_filter::equal("p", "")}, none)).empty());
  CHECK(one == none / 2 + 1);
  CHECK(two == none / 2 + 2);
  CHECK_THROWS_AS(streamed(opened, metered, {partition_filter::less("p", "4")}, none), deltalake::delta_error);
}

TEST_CASE("file_stream: of a real writer's checkpoint the row groups are read that may hold wanted files") {
  const storage::metered_store<storage::memory_store> metered(
      deltalake_test::copied_log("checkpoint-parsed-partitions").store);
  const auto opened = run(deltalake::open_table(metered, open_options().files(load::on_demand)));
  const auto ranges = [&](std::vector<partition_filter> filters) {
    std::uint64_t count = 0;
    streamed(opened, metered, filters, count);
    return count;
  };
  // The third of six row groups has no parsed values, and may hold anything.
  const std::uint64_t all = ranges({});
  CHECK(ranges({partition_filter::greater("day", "2024-02-28")}) == all - 5);
  CHECK(ranges({partition_filter::equal("day", "2024-02-28")}) == all - 3);
  CHECK(ranges({partition_filter::equal("n", "3")}) == all - 4);
  CHECK(ranges({partition_filter::equal("n", "")}) == all);
  CHECK(ranges({partition_filter::equal("n", ""), partition_filter::equal("day", "2024-02-26")}) == all - 3);
  CHECK(ranges({partition_filter::equal("day", "")}) == all - 5);
}

}  // namespace deltalake_file_stream_test
