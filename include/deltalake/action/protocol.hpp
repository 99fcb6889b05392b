#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <deltalake/base/config.hpp>

namespace deltalake::inline v0 {

/// What a program must understand to read and to write the table. PROTOCOL.md "Protocol Evolution".
struct protocol {
  std::int32_t min_reader_version = 1;
  std::int32_t min_writer_version = 2;
  std::optional<std::vector<std::string>> reader_features;  ///< present if and only if the reader version is 3
  std::optional<std::vector<std::string>> writer_features;  ///< present if and only if the writer version is 7

  friend bool operator==(const protocol&, const protocol&) = default;
};

}  // namespace deltalake::inline v0
