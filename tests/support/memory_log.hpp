#pragma once
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include <deltalake/log/file_name.hpp>
#include <deltalake/storage/memory_store.hpp>
#include <tests/support/run_task.hpp>

namespace deltalake_test {

/// The log of a table in memory, which a test writes file by file.
class memory_log {
 public:
  explicit memory_log(std::string name = "table", std::size_t page_size = 1000)
      : store(deltalake::system_environment(), std::move(name), page_size) {}

  deltalake::storage::memory_store store;

  static deltalake::path place(const std::string& name) { return deltalake::path("_delta_log/" + name); }
  static deltalake::path place(std::int64_t version) { return place(deltalake::log::commit_file_name(version)); }

  void put(const std::string& name, std::string_view text) const {
    run(store.put(place(name), deltalake::bytes::copy_of(text), deltalake::storage::put_mode::overwrite()));
  }
  void commit(std::int64_t version, std::string_view text) const {
    put(deltalake::log::commit_file_name(version), text);
  }
  void remove(std::int64_t version) const { run(store.remove(place(version))); }
  void remove(const std::string& name) const { run(store.remove(place(name))); }
  std::string get(const std::string& name) const { return std::string(run(store.get(place(name))).view()); }
};

/// A copy of the log of a table of tests/data.
inline memory_log copied_log(const std::string& table) {
  memory_log made(table);
  const std::filesystem::path log = "tests/data/" + table + "/_delta_log";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(log)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    made.put(std::filesystem::relative(entry.path(), log).generic_string(), content);
  }
  return made;
}

/// Lines of a commit, each with its end.
inline std::string protocol_line(int reader = 1, int writer = 2) {
  return R"({"protocol":{"minReaderVersion":)" + std::to_string(reader) + R"(,"minWriterVersion":)" +
         std::to_string(writer) + "}}\n";
}
inline std::string metadata_line(const std::string& id = "0") {
  return R"({"metaData":{"id":")" + id +
         R"(","format":{"provider":"parquet","options":{}},"schemaString":"{\"type\":\"struct\",\"fields\":[]}",)"
         R"("partitionColumns":[],"configuration":{}}})"
         "\n";
}
inline std::string add_line(const std::string& path, const std::string& more = {}) {
  return R"({"add":{"path":")" + path + R"(","partitionValues":{},"size":1,"modificationTime":0,"dataChange":true)" +
         more + "}}\n";
}
inline std::string remove_line(const std::string& path, const std::string& more = {}) {
  return R"({"remove":{"path":")" + path + R"(","dataChange":true)" + more + "}}\n";
}
/// The line of a checkpoint in JSON that names a sidecar.
inline std::string sidecar_line(const std::string& path, std::int64_t size) {
  return R"({"sidecar":{"path":")" + path + R"(","sizeInBytes":)" + std::to_string(size) +
         R"(,"modificationTime":0}})"
         "\n";
}
/// The first commit of a table without files.
inline std::string start() { return protocol_line() + metadata_line(); }

}  // namespace deltalake_test
