#pragma once
#include <optional>
#include <string_view>

#include <deltalake/base/result.hpp>
#include <deltalake/parquet/limits.hpp>
#include <deltalake/parquet/metadata.hpp>

namespace deltalake::inline v0::parquet {

/// Parses the header of the page that begins at the begin of `window`; what follows the header is not looked at.
/// Returns std::nullopt if `window` ends inside of the header: then the caller tries again with more of the file.
/// Index pages, and pages of types that the format added later, come with their sizes alone, to be skipped. Whether
/// the page holds as many values as it says is for its decoder to check.
/// Errors: invalid_parquet (negative sizes and counts, no header of the page's type); value_too_large for a header, a
/// page or a dictionary above its limit.
DELTALAKE_DECL result<std::optional<page_header>> parse_page_header(std::string_view window, const limits& bounds = {});

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/impl/page_header.ipp>
#endif
