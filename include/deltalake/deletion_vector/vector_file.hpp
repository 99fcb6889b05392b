#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include <deltalake/action/deletion_vector_descriptor.hpp>
#include <deltalake/base/result.hpp>
#include <deltalake/base/uuid.hpp>

// Files of deletion vectors: a version byte, then for each vector its size, its bytes and their CRC-32, both numbers
// big-endian. PROTOCOL.md "Deletion Vector File Storage Format".
namespace deltalake::inline v0::deletion_vector {

/// The one version of these files there is; their first byte.
inline constexpr char vector_file_version = 1;

/// The file of a descriptor as paths stand in the log, percent-encoded: relative to the table for storage type 'u', an
/// absolute URI for 'p'. Errors: invalid_deletion_vector (an unknown storage type, one without a file, a malformed
/// uuid).
DELTALAKE_DECL result<std::string> vector_file_path(const deletion_vector_descriptor& from);

/// The name of a new file: "deletion_vector_<uuid>.bin", below `prefix` if that is not empty.
DELTALAKE_DECL std::string vector_file_name(const uuid& id, std::string_view prefix = {});
/// The `pathOrInlineDv` of that file for storage type 'u'.
DELTALAKE_DECL std::string relative_form(const uuid& id, std::string_view prefix = {});

/// The vector that stands at the front of `content`, which begins with its size: its bytes, checked.
/// Errors: invalid_deletion_vector (cut short, or another size than `size_in_bytes`), checksum_mismatch.
DELTALAKE_DECL result<std::string_view> vector_in(std::string_view content, std::int32_t size_in_bytes);

/// Appends a serialized vector with its size and checksum; an empty file gets its version before. Returns the offset
/// for its descriptor. Errors: value_too_large above 2^31 - 1 bytes.
DELTALAKE_DECL result<std::int32_t> append_vector(std::string_view serialized, std::string& file);

}  // namespace deltalake::inline v0::deletion_vector

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/deletion_vector/impl/vector_file.ipp>
#endif
