#pragma once
#include <cstdint>
#include <initializer_list>
#include <vector>

#include <deltalake/base/config.hpp>

namespace deltalake::inline v0::parquet {

/// Rows of a row group, by their physical numbers from 0: those before `end`, from `begin` on.
struct row_range {
  std::int64_t begin = 0, end = 0;

  friend bool operator==(const row_range&, const row_range&) = default;
};

/// A set of rows of a row group, as ranges that ascend and neither overlap nor touch. A value.
class row_ranges {
 public:
  /// No row.
  row_ranges() = default;
  /// Ranges in any order, which may overlap.
  DELTALAKE_DECL row_ranges(std::initializer_list<row_range> ranges);
  /// The first `num_rows` rows: all of a row group.
  DELTALAKE_DECL static row_ranges all(std::int64_t num_rows);

  /// Adds the rows from `begin` to before `end`; none if that is not above `begin`. Cheap if no later rows are there.
  DELTALAKE_DECL void add(std::int64_t begin, std::int64_t end);

  bool empty() const noexcept { return ranges_.empty(); }
  /// How many rows there are.
  DELTALAKE_DECL std::int64_t count() const noexcept;
  DELTALAKE_DECL bool contains(std::int64_t row) const noexcept;
  /// True if a row from `begin` to before `end` is there.
  DELTALAKE_DECL bool overlaps(std::int64_t begin, std::int64_t end) const noexcept;
  /// The ranges, ascending, with gaps between them.
  const std::vector<row_range>& ranges() const noexcept { return ranges_; }

  /// The rows of both, of either, and those of the first `num_rows` rows that are not in `of`.
  friend row_ranges intersect(const row_ranges& a, const row_ranges& b) { return intersect_of(a, b); }
  friend row_ranges unite(const row_ranges& a, const row_ranges& b) { return unite_of(a, b); }
  friend row_ranges complement(const row_ranges& of, std::int64_t num_rows) { return complement_of(of, num_rows); }
  friend bool operator==(const row_ranges&, const row_ranges&) = default;

 private:
  DELTALAKE_DECL static row_ranges intersect_of(const row_ranges& a, const row_ranges& b);
  DELTALAKE_DECL static row_ranges unite_of(const row_ranges& a, const row_ranges& b);
  DELTALAKE_DECL static row_ranges complement_of(const row_ranges& of, std::int64_t num_rows);

  std::vector<row_range> ranges_;
};

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/impl/row_ranges.ipp>
#endif
