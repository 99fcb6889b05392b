#pragma once
#include <string_view>

#include <deltalake/base/result.hpp>
#include <deltalake/parquet/metadata.hpp>
#include <deltalake/parquet/schema_tree.hpp>

namespace deltalake::inline v0::parquet {

/// The three parts of a data page, decompressed. At least 64 bytes behind each are readable.
struct page_parts {
  std::string_view repetition, definition, values;
};

/// Cuts the decompressed body of a v1 data page into its parts: the lengths of the levels stand in front of them.
/// Errors: invalid_parquet if they are longer than the page.
DELTALAKE_DECL result<page_parts> split_page_v1(const leaf_column& leaf, const page_header& header,
                                                std::string_view body);

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/impl/page_parts.ipp>
#endif
