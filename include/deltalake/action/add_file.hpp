#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/action/deletion_vector_descriptor.hpp>

namespace deltalake::inline v0 {

/// A map of the log whose values may be null, in the order of the log: partition values by physical column name, tags.
using string_map = std::vector<std::pair<std::string, std::optional<std::string>>>;

/// A data file becomes part of the table. PROTOCOL.md "Add File and Remove File".
struct add_file {
  std::string path;                    ///< as the log has it: a URI reference, percent-encoded once
  string_map partition_values;         ///< null or empty text is NULL
  std::int64_t size = 0;               ///< bytes
  std::int64_t modification_time = 0;  ///< milliseconds since 1970-01-01T00:00:00Z
  bool data_change = true;             ///< false: the rows were in the table before
  std::optional<std::string> stats;    ///< statistics as JSON text
  string_map tags;
  std::optional<deletion_vector_descriptor> deletion_vector;
  std::optional<std::int64_t> base_row_id;
  std::optional<std::int64_t> default_row_commit_version;
  std::optional<std::string> clustering_provider;

  friend bool operator==(const add_file&, const add_file&) = default;
};

}  // namespace deltalake::inline v0
