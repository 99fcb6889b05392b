#pragma once
#include <cstdint>
#include <string_view>

#include <deltalake/base/config.hpp>

namespace deltalake::inline v0 {

/// Returns the CRC-32 of `content` (IEEE 802.3, as in zip files): the check sum of deletion vectors and Parquet pages.
/// A long content may come in pieces: pass the sum of the pieces before as `before`.
DELTALAKE_DECL std::uint32_t crc32(std::string_view content, std::uint32_t before = 0) noexcept;

}  // namespace deltalake::inline v0

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/base/impl/crc32.ipp>
#endif
