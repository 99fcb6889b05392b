#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <deltalake/base/config.hpp>

namespace deltalake::inline v0 {

/// The table's identity, schema, partitioning and properties. PROTOCOL.md "Change Metadata".
struct metadata {
  std::string id;  ///< GUID of the table
  std::optional<std::string> name;
  std::optional<std::string> description;
  std::string format_provider = "parquet";  ///< encoding of the data files
  std::map<std::string, std::string> format_options;
  std::string schema_string;                         ///< the schema as JSON text; empty if the log has none
  std::vector<std::string> partition_columns;        ///< logical names, in order
  std::optional<std::int64_t> created_time;          ///< milliseconds since 1970-01-01T00:00:00Z
  std::map<std::string, std::string> configuration;  ///< table properties

  friend bool operator==(const metadata&, const metadata&) = default;
};

}  // namespace deltalake::inline v0
