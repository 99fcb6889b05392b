#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include <deltalake/log/file_columns.hpp>

namespace deltalake::inline v0::log {

/// Which rows of columns are live: one bit each.
class live_rows {
 public:
  live_rows() = default;
  /// None of `rows` rows.
  DELTALAKE_DECL explicit live_rows(std::size_t rows);
  /// All of `rows` rows.
  DELTALAKE_DECL static live_rows all(std::size_t rows);

  std::size_t size() const noexcept { return size_; }
  std::size_t count() const noexcept { return count_; }
  bool contains(std::size_t row) const noexcept { return (words_[row / 64] >> (row % 64) & 1U) != 0; }
  void insert(std::size_t row) noexcept {
    count_ += contains(row) ? 0 : 1;
    words_[row / 64] |= std::uint64_t{1} << (row % 64);
  }
  void erase(std::size_t row) noexcept {
    count_ -= contains(row) ? 1 : 0;
    words_[row / 64] &= ~(std::uint64_t{1} << (row % 64));
  }

 private:
  std::vector<std::uint64_t> words_;
  std::size_t size_ = 0, count_ = 0;
};

/// A part of the table's files: immutable columns shared with other versions, and which of their rows are live in this
/// one.
struct file_segment {
  std::shared_ptr<const file_columns> columns;
  std::shared_ptr<const live_rows> live;
};

/// The live files of one table version, newest first. Copies are cheap: they share columns and bitmaps.
struct file_state {
  std::vector<file_segment> segments;
  std::uint64_t seed = 0;  ///< of the path hashes
  std::size_t num_files = 0;
  std::int64_t size_bytes = 0;  ///< of all live files together

  /// Calls `visit(columns, row)` for each live file, in order.
  template <class Visit>
  void for_each(Visit visit) const {
    for (const file_segment& segment : segments) {
      const std::size_t rows = segment.columns->size();
      for (std::size_t row = 0; row < rows; ++row) {
        if (segment.live->contains(row)) visit(*segment.columns, row);
      }
    }
  }
};

/// The sum, or the most or least number there is: sizes in logs are whatever somebody wrote.
DELTALAKE_DECL std::int64_t saturated_sum(std::int64_t a, std::int64_t b) noexcept;

/// Adds a segment's live rows behind the others and to the totals. Columns that are mostly dead are copied without
/// their dead rows; a segment without live rows is left out.
DELTALAKE_DECL void append_segment(file_state& state, std::shared_ptr<const file_columns> columns, live_rows live);

/// Merges runs of small segments, so that following a table commit by commit does not pile them up.
DELTALAKE_DECL void merge_small_segments(file_state& state);

}  // namespace deltalake::inline v0::log

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/log/impl/file_state.ipp>
#endif
