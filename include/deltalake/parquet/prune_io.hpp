#pragma once
#include <cstddef>
#include <memory>
#include <vector>

#include <deltalake/base/task.hpp>
#include <deltalake/parquet/file_io.hpp>
#include <deltalake/parquet/page_index_io.hpp>
#include <deltalake/parquet/prune.hpp>

namespace deltalake::inline v0::parquet {

/// The rows of a row group that may meet some conditions.
struct pruned_row_group {
  row_ranges rows;
  row_group_page_index index;  ///< what was read of the pages, empty if `rows` could be told without
  std::vector<error> notes;    ///< why a Bloom filter that the footer names could not be used; those of the index are
                               ///< its own
};

/// Finds the rows of a row group that may meet all of `conditions`, from the cheapest proof to the dearest: by the
/// footer, without reading anything; by the bounds of the pages, if the file has them, with few requests; by Bloom
/// filters, if rows are left. `wanted` has one entry a leaf of the file's schema, or none at all: of leaves that are
/// true the offsets of the pages are read as well, if an index is read.
/// Throws delta_error: what the store throws; damaged indexes and filters are noted and prove nothing. Cancellation:
/// all kinds.
DELTALAKE_DECL task<pruned_row_group> prune_row_group(std::shared_ptr<const file> from, std::size_t row_group,
                                                      std::vector<leaf_condition> conditions, std::vector<bool> wanted,
                                                      read_options options);

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/impl/prune_io.ipp>
#endif
