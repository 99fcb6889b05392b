#pragma once
#include <cstdint>
#include <string>

#include <deltalake/base/path.hpp>

namespace deltalake::inline v0::storage {

/// What a store tells of an object without reading it.
struct object_meta {
  object_meta() = default;
  object_meta(path where, std::uint64_t size, std::int64_t modified, std::string tag = {})
      : location(std::move(where)), size_bytes(size), modified_ms(modified), etag(std::move(tag)) {}

  path location;  ///< below the store's root
  std::uint64_t size_bytes = 0;
  std::int64_t modified_ms = 0;  ///< milliseconds since 1970-01-01T00:00:00Z
  std::string etag;              ///< changes when the object is replaced; empty if the store has none

  friend bool operator==(const object_meta&, const object_meta&) = default;
};

}  // namespace deltalake::inline v0::storage
