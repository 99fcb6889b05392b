// Reads columns of a Parquet file on one thread and says what it took: one JSON line a repetition.
// bench/parquet_columns.py runs it beside Arrow C++ and arrow-rs.
//   bench_parquet_columns FILE REPS COLUMN...
// COLUMN is a leaf's dotted path. `hash` is the sum of the lengths of texts and of the integers.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/deltalake.hpp>

#include "measure.hpp"

namespace {

using deltalake::column::array;

std::uint64_t sum_of(const array& values) {
  std::uint64_t sum = 0;
  for (const array& child : values.children) sum += sum_of(child);
  if (deltalake::column::is_text(values)) {
    sum += static_cast<std::uint64_t>(values.offset(values.length) - values.offset(0));
  }
  if (values.type.id == deltalake::column::type_id::int64) {
    for (std::int64_t row = 0; row < values.length; ++row) {
      if (values.is_valid(row)) sum += static_cast<std::uint64_t>(values.value<std::int64_t>(row));
    }
  }
  return sum;
}

deltalake::task<bench::counted> read(std::filesystem::path file, std::vector<std::string> columns) {
  deltalake::storage::any_store store(deltalake::storage::local_store(file.parent_path().string()));
  const deltalake::path where(file.filename().string());
  deltalake::parquet::read_options how;
  const auto opened = co_await deltalake::parquet::open_file(store, where, std::nullopt, how);
  bench::counted all;
  deltalake::parquet::batch_reader_options options;
  options.reading = how;
  options.ahead = 1;
  options.leaves = deltalake::parquet::select_leaves(opened->schema, columns);
  deltalake::parquet::batch_reader reader(opened, std::move(options));
  while (true) {
    std::optional<deltalake::parquet::read_batch> batch = co_await reader.next();
    if (!batch) break;
    all.count += static_cast<std::uint64_t>(batch->rows.num_rows);
    for (const array& column : batch->rows.columns) all.hash += sum_of(column);
    reader.recycle(std::move(batch->rows));
  }
  co_return all;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "usage: %s FILE REPS COLUMN...\n", argv[0]);
    return 2;
  }
  try {
    const std::filesystem::path file = argv[1];
    const std::vector<std::string> columns(argv + 3, argv + argc);
    const long start_kib = bench::status_kib("VmRSS");
    for (int rep = 0; rep < std::atoi(argv[2]); ++rep) {
      bench::repetition one(start_kib);
      const bench::counted found = deltalake::wait(read(file, columns));
      one.stop();
      one.print(found);
    }
    return 0;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "%s\n", failure.what());
    return 1;
  }
}
