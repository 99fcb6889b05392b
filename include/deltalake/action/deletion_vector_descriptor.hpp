#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include <deltalake/base/config.hpp>

namespace deltalake::inline v0 {

/// Where the deletion vector of a data file lies: the rows of the file that are gone.
/// PROTOCOL.md "Deletion Vector Descriptor Schema".
struct deletion_vector_descriptor {
  char storage_type = 'u';             ///< 'u' file beside the table, 'i' inline, 'p' absolute path
  std::string path_or_inline;          ///< by storage type: prefix and z85 uuid, z85 bytes, or URI
  std::optional<std::int32_t> offset;  ///< of the vector in its file; absent for inline, else absent means 0
  std::int32_t size_in_bytes = 0;      ///< of the serialized vector, without its length and checksum
  std::int64_t cardinality = 0;        ///< rows that are gone

  /// The identity of the vector, by which actions reconcile: type, path and offset.
  std::string unique_id() const {
    std::string id(1, storage_type);
    id += path_or_inline;
    if (offset) id += '@' + std::to_string(*offset);
    return id;
  }
  friend bool operator==(const deletion_vector_descriptor&, const deletion_vector_descriptor&) = default;
};

}  // namespace deltalake::inline v0
