#pragma once
#include <string_view>

#include <deltalake/base/config.hpp>

namespace deltalake::inline v0::log {

/// The text by which the log's paths are compared: `file:/x`, `file:///x` and `/x` name one file, and writers mix them.
/// All other paths are compared as they stand. PROTOCOL.md "Add File and Remove File": a path is relative or an
/// absolute URI. The result is a part of `path`.
inline std::string_view path_key(std::string_view path) noexcept {
  if (path.substr(0, 6) != "file:/") return path;
  path.remove_prefix(5);
  while (path.size() > 1 && path[1] == '/') path.remove_prefix(1);
  return path;
}

}  // namespace deltalake::inline v0::log
