// Reads columns of a Parquet file on one thread and says what it took: one JSON line a repetition.
// bench/parquet_read.py runs it beside Arrow C++ and arrow-rs.
//   bench_parquet_columns FILE REPS COLUMN...
// COLUMN is a leaf's dotted path. `hash` is the sum of the lengths of texts, of integers and of the bits of floats; it
// comes from a second reading, which is not timed.
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

template <class T>
std::uint64_t sum_of_words(const array& values, std::int64_t stride = 1) {
  std::uint64_t sum = 0;
  for (std::int64_t row = 0; row < values.length; ++row) {
    if (values.is_valid(row)) sum += static_cast<std::uint64_t>(values.value<T>(row * stride));
  }
  return sum;
}

std::uint64_t sum_of(const array& values) {
  using deltalake::column::type_id;
  std::uint64_t sum = 0;
  for (const array& child : values.children) sum += sum_of(child);
  switch (values.type.id) {
    case type_id::utf8:
    case type_id::binary: return static_cast<std::uint64_t>(values.offset(values.length) - values.offset(0));
    case type_id::int32:
    case type_id::date32: return sum_of_words<std::int32_t>(values);
    case type_id::int64:
    case type_id::timestamp: return sum_of_words<std::int64_t>(values);
    case type_id::float64: return sum_of_words<std::uint64_t>(values);
    case type_id::decimal128: return sum_of_words<std::uint64_t>(values, 2);
    case type_id::boolean:
      for (std::int64_t row = 0; row < values.length; ++row) sum += values.is_valid(row) && values.bit(row) ? 1 : 0;
      return sum;
    default: return sum;
  }
}

deltalake::task<bench::counted> read(std::filesystem::path file, std::vector<std::string> columns, bool hashed) {
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
    if (hashed) {
      for (const array& column : batch->rows.columns) all.hash += sum_of(column);
    }
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
      deltalake::wait(read(file, columns, false));
      one.stop();
      one.print(deltalake::wait(read(file, columns, true)));
    }
    return 0;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "%s\n", failure.what());
    return 1;
  }
}
