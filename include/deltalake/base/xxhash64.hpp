#pragma once
#include <cstdint>
#include <string_view>

#include <deltalake/base/config.hpp>

namespace deltalake::inline v0 {

/// Returns the XXH64 hash of `content`: that of Parquet's Bloom filters, with seed 0. The same on every machine, but
/// not safe against who chooses the content.
DELTALAKE_DECL std::uint64_t xxhash64(std::string_view content, std::uint64_t seed = 0) noexcept;

}  // namespace deltalake::inline v0

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/base/impl/xxhash64.ipp>
#endif
