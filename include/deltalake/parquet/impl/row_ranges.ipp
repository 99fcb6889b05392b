#pragma once
#include <algorithm>

#include <deltalake/parquet/row_ranges.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

// The first range that ends behind a row.
inline std::vector<row_range>::const_iterator first_behind(const std::vector<row_range>& ranges, std::int64_t row) {
  return std::upper_bound(ranges.begin(), ranges.end(), row,
                          [](std::int64_t at, const row_range& range) { return at < range.end; });
}

}  // namespace detail

DELTALAKE_DECL row_ranges::row_ranges(std::initializer_list<row_range> ranges) {
  for (const row_range& range : ranges) add(range.begin, range.end);
}

DELTALAKE_DECL row_ranges row_ranges::all(std::int64_t num_rows) {
  row_ranges made;
  made.add(0, num_rows);
  return made;
}

DELTALAKE_DECL void row_ranges::add(std::int64_t begin, std::int64_t end) {
  if (begin >= end) return;
  if (ranges_.empty() || ranges_.back().end < begin) {
    ranges_.push_back({begin, end});
    return;
  }
  // Those that it overlaps or touches become one with it.
  const auto first = std::lower_bound(ranges_.begin(), ranges_.end(), begin,
                                      [](const row_range& range, std::int64_t at) { return range.end < at; });
  auto last = first;
  for (; last != ranges_.end() && last->begin <= end; ++last) {
    begin = (std::min)(begin, last->begin);
    end = (std::max)(end, last->end);
  }
  if (first == last) {
    ranges_.insert(first, {begin, end});
    return;
  }
  *first = {begin, end};
  ranges_.erase(first + 1, last);
}

DELTALAKE_DECL std::int64_t row_ranges::count() const noexcept {
  std::int64_t rows = 0;
  for (const row_range& range : ranges_) rows += range.end - range.begin;
  return rows;
}

DELTALAKE_DECL bool row_ranges::contains(std::int64_t row) const noexcept {
  const auto at = detail::first_behind(ranges_, row);
  return at != ranges_.end() && at->begin <= row;
}

DELTALAKE_DECL bool row_ranges::overlaps(std::int64_t begin, std::int64_t end) const noexcept {
  const auto at = detail::first_behind(ranges_, begin);
  return begin < end && at != ranges_.end() && at->begin < end;
}

DELTALAKE_DECL row_ranges row_ranges::intersect_of(const row_ranges& a, const row_ranges& b) {
  row_ranges made;
  auto left = a.ranges_.begin(), right = b.ranges_.begin();
  while (left != a.ranges_.end() && right != b.ranges_.end()) {
    made.add((std::max)(left->begin, right->begin), (std::min)(left->end, right->end));
    if (left->end < right->end) {
      ++left;
    } else {
      ++right;
    }
  }
  return made;
}

DELTALAKE_DECL row_ranges row_ranges::unite_of(const row_ranges& a, const row_ranges& b) {
  row_ranges made;
  auto left = a.ranges_.begin(), right = b.ranges_.begin();
  while (left != a.ranges_.end() || right != b.ranges_.end()) {
    const bool takes_left = right == b.ranges_.end() || (left != a.ranges_.end() && left->begin < right->begin);
    const row_range& next = takes_left ? *left++ : *right++;
    made.add(next.begin, next.end);
  }
  return made;
}

DELTALAKE_DECL row_ranges row_ranges::complement_of(const row_ranges& of, std::int64_t num_rows) {
  row_ranges made;
  std::int64_t begin = 0;
  for (const row_range& range : of.ranges_) {
    made.add(begin, (std::min)(range.begin, num_rows));
    begin = (std::max)(begin, range.end);
  }
  made.add(begin, num_rows);
  return made;
}

}  // namespace deltalake::inline v0::parquet
