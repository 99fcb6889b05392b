#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include <deltalake/base/task.hpp>
#include <deltalake/parquet/file_io.hpp>
#include <deltalake/parquet/page_index.hpp>

namespace deltalake::inline v0::parquet {

/// How much of a leaf's page index is wanted: its offsets, to find pages; bounds as well, to choose among them.
enum class page_index_part : std::uint8_t { none, offsets, all };

/// Reads the page indexes of one row group, with few requests: they lie near each other. `wanted` has one entry a leaf
/// of the file's schema. An index that the file does not have is not there; nor is one that is damaged, above
/// `limits::page_index_bytes` together with those before it, or at odds with the other one of its leaf, but `notes`
/// says so: an index is a hint, and reading goes on without.
/// Throws delta_error: what the store throws. Cancellation: all kinds.
DELTALAKE_DECL task<row_group_page_index> read_page_index(std::shared_ptr<const file> from, std::size_t row_group,
                                                          std::vector<page_index_part> wanted, read_options options);

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/impl/page_index_io.ipp>
#endif
