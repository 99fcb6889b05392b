#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include <deltalake/base/task.hpp>
#include <deltalake/parquet/bloom_filter.hpp>
#include <deltalake/parquet/file_io.hpp>

namespace deltalake::inline v0::parquet {

/// A leaf's filter, or none.
struct found_bloom_filter {
  std::optional<bloom_filter> filter;
  std::optional<error> note;  ///< why a filter that the footer names is not there: it is damaged, or not known
};

/// Reads the Bloom filter of a leaf in one row group: with one request where the footer tells its size, else with at
/// most two. A file without a filter gives none; so does one whose filter cannot be read, and `note` says why: a filter
/// is a hint, and reading goes on without.
/// Throws delta_error: what the store throws. Cancellation: all kinds.
DELTALAKE_DECL task<found_bloom_filter> read_bloom_filter(std::shared_ptr<const file> from, std::size_t row_group,
                                                          std::uint32_t leaf, read_options options);

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/impl/bloom_filter_io.ipp>
#endif
