#pragma once
#include <cstdint>

#include <deltalake/base/config.hpp>

namespace deltalake::inline v0::parquet {

/// Bounds on what the bytes of a Parquet file may ask for. Whatever is above them is refused with value_too_large
/// before anything is allocated for it.
struct limits {
  limits() {}
  std::uint64_t footer_bytes = std::uint64_t{256} << 20;
  std::uint32_t schema_elements = 100'000;  ///< nodes of the schema
  std::uint32_t schema_depth = 64;          ///< nesting of the schema
  std::uint32_t row_groups = 1'000'000;
  std::uint32_t string_bytes = 64U << 20;       ///< one text or binary of the footer
  std::uint32_t page_header_bytes = 16U << 20;  ///< a page's header; its statistics may be long
  std::uint32_t page_bytes = 256U << 20;        ///< a page, compressed or not
  std::uint32_t dictionary_bytes = 256U << 20;  ///< a dictionary page, decompressed
  std::uint32_t batch_levels = 64U << 20;       ///< values of one column in one batch, with those in lists
  std::uint32_t row_bytes = 0x7FFF'FFFF;        ///< texts of one column in one row; offsets reach no further than this
  bool check_crc = true;                        ///< compare the checksums of pages that have one
  std::uint32_t page_index_bytes = 32U << 20;   ///< the page indexes of a row group's columns, together and each
  std::uint32_t chunk_pages = 1'000'000;        ///< pages of one column chunk that has an index
  std::uint32_t bloom_filter_bytes = 128U << 20;  ///< a Bloom filter; the format allows no larger ones
  std::uint32_t compression_ratio = 4096;         ///< decompressed to compressed bytes, of pages above a megabyte
};

}  // namespace deltalake::inline v0::parquet
