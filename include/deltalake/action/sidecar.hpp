#pragma once
#include <cstdint>
#include <string>

#include <deltalake/action/add_file.hpp>

namespace deltalake::inline v0 {

/// A file with a part of a checkpoint's file actions. PROTOCOL.md "Sidecar File Information".
struct sidecar {
  std::string path;  ///< file name below _delta_log/_sidecars, or a URI; percent-encoded
  std::int64_t size_in_bytes = 0;
  std::int64_t modification_time = 0;  ///< milliseconds since 1970-01-01T00:00:00Z
  string_map tags;

  friend bool operator==(const sidecar&, const sidecar&) = default;
};

}  // namespace deltalake::inline v0
