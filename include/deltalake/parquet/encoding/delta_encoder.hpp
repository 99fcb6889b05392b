#pragma once
#include <cstddef>
#include <cstdint>

#include <deltalake/column/buffer.hpp>
#include <deltalake/parquet/leaf_values.hpp>
#include <deltalake/parquet/schema_tree.hpp>

// The delta encodings (Encodings.md "Delta Encoding" and the two that follow it). Each call appends the whole body of
// a page; the values must be there. All throw std::bad_alloc.
namespace deltalake::inline v0::parquet {

/// Appends numbers in DELTA_BINARY_PACKED: blocks of 128 in four miniblocks. Differences wrap around.
DELTALAKE_DECL void encode_delta_binary(const std::int32_t* values, std::size_t count, column::buffer& to);
DELTALAKE_DECL void encode_delta_binary(const std::int64_t* values, std::size_t count, column::buffer& to);
/// Appends values `first` ... `first + count` of a leaf of INT32 or INT64 in DELTA_BINARY_PACKED.
DELTALAKE_DECL void encode_delta_binary(const leaf_column& leaf, const leaf_values& values, std::int64_t first,
                                        std::int64_t count, column::buffer& to);

/// Appends values of a leaf of BYTE_ARRAY in DELTA_LENGTH_BYTE_ARRAY: all lengths, then all bytes.
DELTALAKE_DECL void encode_delta_length(const leaf_column& leaf, const leaf_values& values, std::int64_t first,
                                        std::int64_t count, column::buffer& to);

/// Appends values of a leaf of BYTE_ARRAY or FIXED_LEN_BYTE_ARRAY in DELTA_BYTE_ARRAY: of each the length that it has
/// in common with the one before, and the rest.
DELTALAKE_DECL void encode_delta_byte_array(const leaf_column& leaf, const leaf_values& values, std::int64_t first,
                                            std::int64_t count, column::buffer& to);

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/encoding/impl/delta_encoder.ipp>
#endif
