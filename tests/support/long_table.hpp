#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/deletion_vector/inline_form.hpp>
#include <tests/support/memory_log.hpp>
#include <tests/support/parquet_writer.hpp>

// Small tables in memory whose data files can be read: all columns are longs.
namespace deltalake_test {

/// A Parquet file of one required column of longs, in row groups of `group_rows`.
inline std::string file_of_longs(const std::vector<std::int64_t>& values, std::size_t group_rows = 1000,
                                 const std::string& column = "a") {
  using deltalake::parquet::physical_type;
  using deltalake::parquet::repetition;
  parquet_writer file({leaf_element(column, repetition::required, physical_type::int64)}, 1);
  for (std::size_t begin = 0; begin < values.size(); begin += group_rows) {
    parquet_leaf leaf;
    leaf.physical = physical_type::int64;
    for (std::size_t i = begin; i < values.size() && i < begin + group_rows; ++i) {
      leaf.definition.push_back(0);
      leaf.repetition.push_back(0);
      leaf.values.push_back(little_endian(static_cast<std::uint64_t>(values[i])));
    }
    file.add(static_cast<std::int64_t>(leaf.values.size()), {make_chunk(leaf, {})});
  }
  return file.finish();
}

/// A field of the schema string.
inline std::string long_field(const std::string& name, const std::string& type = "long") {
  return R"({\"name\":\")" + name + R"(\",\"type\":\")" + type + R"(\",\"nullable\":true,\"metadata\":{}})";
}

/// A metaData line of these fields, partition columns ("\"p\",\"q\"") and properties.
inline std::string table_line(const std::string& fields, const std::string& partitions = {},
                              const std::string& properties = {}) {
  return R"({"metaData":{"id":"0","format":{"provider":"parquet","options":{}},"schemaString":"{\"type\":\"struct\",)"
         R"(\"fields\":[)" +
         fields + R"(]}","partitionColumns":[)" + partitions + R"(],"configuration":{)" + properties + "}}}\n";
}

/// A deletion vector that stands in the log itself, as a part of an add or a remove.
inline std::string vector_part(const std::vector<std::uint64_t>& rows) {
  deltalake::deletion_vector::roaring_bitmap bitmap;
  for (const std::uint64_t row : rows) bitmap.add(row);
  const auto made = deltalake::deletion_vector::make_inline(bitmap).value();
  return R"(,"deletionVector":{"storageType":"i","pathOrInlineDv":")" + made.path_or_inline + R"(","sizeInBytes":)" +
         std::to_string(made.size_in_bytes) + R"(,"cardinality":)" + std::to_string(made.cardinality) + "}";
}

/// Puts a file beside the log.
inline void put_file(const memory_log& to, const std::string& name, const std::string& content) {
  run(to.store.put(deltalake::path(name), deltalake::bytes::copy_of(content),
                   deltalake::storage::put_mode::overwrite()));
}


}  // namespace deltalake_test
