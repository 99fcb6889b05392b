#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include <deltalake/base/config.hpp>

namespace deltalake::inline v0::parquet {

/// Where the reading of a column chunk stands.
struct column_position {
  std::uint64_t at = 0;        ///< of the next byte that is needed, in the file
  std::uint64_t there = 0;     ///< so many bytes from it on are in memory
  std::uint64_t end = 0;       ///< of the chunk
  std::uint64_t expected = 0;  ///< bytes that the next batch is likely to need
};

/// Bytes of the file, and whose they are.
struct column_range {
  std::size_t column = 0;
  std::uint64_t begin = 0, end = 0;
};

/// Bytes that are read with one request, for one or more columns that lie near each other.
struct range_request {
  std::uint64_t begin = 0, end = 0;
  std::vector<column_range> parts;
};

/// How much is read ahead.
struct range_rules {
  std::uint64_t window = 0;   ///< bytes of a column read at a time, at least
  std::uint64_t budget = 0;   ///< bytes of all columns together
  std::uint64_t gap = 0;      ///< so much that nobody needs is read to save a request
  std::uint64_t request = 0;  ///< bytes of one request with several columns, at most
};

/// Plans the reads before a batch: for each column that is likely to run dry, the bytes from where it stands, together
/// within the budget. A column that gets none, or too few, asks for its own later. Columns near each other share a
/// request; all requests may run at once.
DELTALAKE_DECL std::vector<range_request> plan_ranges(const std::vector<column_position>& columns,
                                                      const range_rules& rules);

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/impl/range_plan.ipp>
#endif
