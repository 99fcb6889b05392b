#include <deltalake/snapshot/file_stream_io.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/deltalake.hpp>
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
using deltalake_test::run;

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

}  // namespace deltalake_file_stream_test
