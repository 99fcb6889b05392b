#pragma once
#include <cstddef>
#include <string_view>

#include <deltalake/base/config.hpp>
#include <deltalake/base/result.hpp>
#include <deltalake/column/buffer.hpp>

namespace deltalake::inline v0::parquet {

/// Decompresses one LZ4 block (Parquet's LZ4_RAW) to exactly `size` bytes at `to`, behind which 64 bytes more must be
/// writable: their content is lost. Nothing outside `from` is read; it must not overlap what is written. After an error
/// the bytes at `to` mean nothing.
/// Errors: invalid_parquet if `from` is damaged or holds more or less than `size` bytes.
/// Spec: lz4_Block_format.md; Parquet's Compression.md, "LZ4_RAW".
DELTALAKE_DECL result<void> lz4_raw_decompress(std::string_view from, char* to, std::size_t size);

/// Decompresses Parquet's deprecated LZ4, on the terms of lz4_raw_decompress. Its writers never agreed on a framing: it
/// may be LZ4 frames, blocks with their lengths before them as Hadoop writes them, or a bare block; the first of these
/// that fits is taken. The checksums of frames are not verified; frames that need a dictionary are refused.
/// Errors: invalid_parquet, which says what each framing failed by.
/// Spec: lz4_Frame_format.md; Parquet's Compression.md, "LZ4".
DELTALAKE_DECL result<void> lz4_decompress(std::string_view from, char* to, std::size_t size);

/// Appends `from`, compressed as one LZ4 block (Parquet's LZ4_RAW), to `into`. The data depend on `from` alone. At most
/// 2,113,929,216 bytes, which is what other decoders take: more is refused with value_too_large.
/// Spec: lz4_Block_format.md.
DELTALAKE_DECL result<void> lz4_raw_compress(std::string_view from, column::buffer& into);

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/impl/lz4.ipp>
#endif
