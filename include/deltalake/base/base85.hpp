#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include <deltalake/base/bytes.hpp>
#include <deltalake/base/result.hpp>
#include <deltalake/base/uuid.hpp>

namespace deltalake::inline v0 {

// Base 85 in the alphabet of ZeroMQ's RFC 32 (Z85), in which Delta writes inline deletion vectors and the uuids of
// deletion vector files: 4 bytes, most significant first, are 5 characters. PROTOCOL.md "Deletion Vector Format".

/// Encodes `content`. Z85 knows whole groups of 4 bytes only: a shorter last group is filled up with zero bytes, as
/// other Delta writers do; a reader takes the true length from elsewhere.
DELTALAKE_DECL std::string base85_encode(std::string_view content);
/// Encodes the 16 bytes of `id` as 20 characters.
DELTALAKE_DECL std::string base85_encode(const uuid& id);

/// Decodes `text` to all of its bytes, a multiple of 4. Errors: invalid_value, if the length is not a multiple of 5, a
/// character is not of the alphabet or a group is above 2^32 - 1.
DELTALAKE_DECL result<bytes> base85_decode(std::string_view text);
/// Decodes `text` to its first `size_bytes` bytes, dropping what fills up the last group.
/// Errors: invalid_value, also if `text` is not the encoding of as many bytes.
DELTALAKE_DECL result<bytes> base85_decode(std::string_view text, std::size_t size_bytes);
/// Decodes the 20 characters of a uuid. Errors: invalid_value.
DELTALAKE_DECL result<uuid> base85_decode_uuid(std::string_view text);

}  // namespace deltalake::inline v0

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/base/impl/base85.ipp>
#endif
