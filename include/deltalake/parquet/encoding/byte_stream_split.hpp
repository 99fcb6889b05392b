#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <deltalake/base/result.hpp>
#include <deltalake/column/buffer.hpp>

namespace deltalake::inline v0::parquet {

/// Appends `count` values, from value `first` on, of a page of `total` values of `width` bytes whose bytes lie in
/// `width` streams of `total` bytes each: first the first byte of all values, then the second ... (Encodings.md "Byte
/// Stream Split"). The body must be followed by 64 readable bytes.
/// Errors: invalid_parquet, if the body is shorter than the streams, or the page has fewer values.
DELTALAKE_DECL result<void> byte_stream_split(std::string_view body, std::size_t total, std::size_t first,
                                              std::size_t count, std::size_t width, column::buffer& values);

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/encoding/impl/byte_stream_split.ipp>
#endif
