#pragma once
#include <cstdint>
#include <string>

#include <deltalake/action/add_file.hpp>

namespace deltalake::inline v0 {

/// A file with the rows that a commit changed. PROTOCOL.md "Add CDC File".
struct cdc_file {
  std::string path;  ///< as the log has it: a URI reference, percent-encoded once
  string_map partition_values;
  std::int64_t size = 0;     ///< bytes
  bool data_change = false;  ///< always false
  string_map tags;

  friend bool operator==(const cdc_file&, const cdc_file&) = default;
};

}  // namespace deltalake::inline v0
