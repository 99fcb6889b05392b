#pragma once
#include <cstddef>
#include <cstdint>

#include <deltalake/column/buffer.hpp>
#include <deltalake/parquet/leaf_values.hpp>
#include <deltalake/parquet/schema_tree.hpp>

namespace deltalake::inline v0::parquet {

/// Appends values `first` ... `first + count` of a leaf, which must be there, in PLAIN: fixed ones as they are, byte
/// arrays each with its length in front. Booleans begin in a byte of their own, so a page of them is one call; the bits
/// behind the last one are 0. Throws std::bad_alloc. Spec: Encodings.md "Plain".
DELTALAKE_DECL void encode_plain(const leaf_column& leaf, const leaf_values& values, std::int64_t first,
                                 std::int64_t count, column::buffer& to);

/// Returns how many bytes encode_plain appends.
DELTALAKE_DECL std::size_t plain_bytes(const leaf_column& leaf, const leaf_values& values, std::int64_t first,
                                       std::int64_t count) noexcept;

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/encoding/impl/plain_encoder.ipp>
#endif
