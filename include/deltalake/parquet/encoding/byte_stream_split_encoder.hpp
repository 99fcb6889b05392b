#pragma once
#include <cstddef>
#include <cstdint>

#include <deltalake/column/buffer.hpp>
#include <deltalake/parquet/leaf_values.hpp>
#include <deltalake/parquet/schema_tree.hpp>

namespace deltalake::inline v0::parquet {

/// Appends values `first` ... `first + count` of a leaf of INT32, INT64, FLOAT, DOUBLE or FIXED_LEN_BYTE_ARRAY, which
/// must be there, as a page's body: first the first byte of all values, then the second ... Throws std::bad_alloc.
/// Spec: Encodings.md "Byte Stream Split".
DELTALAKE_DECL void encode_byte_stream_split(const leaf_column& leaf, const leaf_values& values, std::int64_t first,
                                             std::int64_t count, column::buffer& to);

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/encoding/impl/byte_stream_split_encoder.ipp>
#endif
