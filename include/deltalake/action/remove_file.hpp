#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include <deltalake/action/add_file.hpp>

namespace deltalake::inline v0 {

/// A data file leaves the table; the action stays in the log as a tombstone until it expires.
/// PROTOCOL.md "Add File and Remove File".
struct remove_file {
  std::string path;                                ///< as the log has it: a URI reference, percent-encoded once
  bool data_change = true;                         ///< false: the rows stay in the table, in other files
  std::optional<std::int64_t> deletion_timestamp;  ///< milliseconds since 1970-01-01T00:00:00Z; absent means 0
  std::optional<bool> extended_file_metadata;      ///< true: partition values, size and tags are given
  string_map partition_values;
  std::optional<std::int64_t> size;  ///< bytes
  std::optional<std::string> stats;
  string_map tags;
  std::optional<deletion_vector_descriptor> deletion_vector;
  std::optional<std::int64_t> base_row_id;
  std::optional<std::int64_t> default_row_commit_version;

  friend bool operator==(const remove_file&, const remove_file&) = default;
};

}  // namespace deltalake::inline v0
