#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <deltalake/parquet/file_io.hpp>
#include <deltalake/storage/memory_store.hpp>
#include <tests/support/run_task.hpp>

namespace deltalake_test {

using parquet_file = std::shared_ptr<const deltalake::parquet::file>;

/// A store that holds `f.parquet`, which open_parquet opens.
inline deltalake::storage::memory_store parquet_store(const std::string& content) {
  const deltalake::storage::memory_store made;
  run(made.put(deltalake::path("f.parquet"), deltalake::bytes::copy_of(content),
               deltalake::storage::put_mode::overwrite()));
  return made;
}

inline parquet_file open_parquet(deltalake::storage::any_store store, deltalake::parquet::read_options options = {},
                                 std::optional<std::uint64_t> size = std::nullopt) {
  return run(deltalake::parquet::open_file(std::move(store), deltalake::path("f.parquet"), size, std::move(options)));
}
inline parquet_file open_parquet(const std::string& content) {
  return open_parquet(deltalake::storage::any_store(parquet_store(content)));
}

}  // namespace deltalake_test
