#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include <deltalake/base/config.hpp>
#include <deltalake/base/result.hpp>
#include <deltalake/column/buffer.hpp>

namespace deltalake::inline v0::parquet {

/// Returns the decompressed size that the raw Snappy data `from` claims, in bytes. It may be a lie of up to 4 GiB:
/// check it against limits before allocating. Errors: invalid_parquet.
DELTALAKE_DECL result<std::size_t> snappy_length(std::string_view from);

/// Decompresses raw Snappy data (no framing) to exactly `size` bytes at `to`, behind which 64 bytes more must be
/// writable: their content is lost. Nothing outside `from` is read; it must not overlap what is written. After an error
/// the bytes at `to` mean nothing.
/// Errors: invalid_parquet if `from` is damaged or holds more or less than `size` bytes.
/// Spec: Snappy's format_description.txt; Parquet's Compression.md, "SNAPPY".
DELTALAKE_DECL result<void> snappy_decompress(std::string_view from, char* to, std::size_t size);

/// Appends `from`, compressed as raw Snappy data (no framing), to `into`. The data depend on `from` alone. At most
/// 4 GiB - 1 bytes, which is what the format can tell: more is refused with value_too_large.
/// Spec: Snappy's format_description.txt.
DELTALAKE_DECL result<void> snappy_compress(std::string_view from, std::string& into);
DELTALAKE_DECL result<void> snappy_compress(std::string_view from, column::buffer& into);

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/impl/snappy.ipp>
#endif
