#pragma once
#include <algorithm>

#include <deltalake/parquet/range_plan.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

// What is to be read of each column, in the order of the columns.
inline std::vector<column_range> ranges_of(const std::vector<column_position>& columns, const range_rules& rules) {
  std::vector<column_range> ranges;
  std::uint64_t expected = 0;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const column_position& one = columns[i];
    const std::uint64_t left = one.end > one.at ? one.end - one.at : 0, wanted = (std::min)(one.expected, left);
    if (wanted == 0 || one.there >= wanted) continue;
    ranges.push_back({i, one.at, one.at + wanted});
    expected += wanted;
  }
  if (ranges.empty()) return ranges;
  // What the budget has beyond the next batch makes windows longer, so that fewer of them are needed.
  const std::uint64_t spare = rules.budget > expected ? (rules.budget - expected) / ranges.size() : 0;
  std::uint64_t taken = 0;
  for (column_range& range : ranges) {
    const std::uint64_t least = range.end - range.begin;
    const std::uint64_t longer = least < rules.window ? (std::min)(rules.window - least, spare) : 0;
    range.end = (std::min)(range.end + longer, columns[range.column].end);
    // Of a batch that is larger than the budget, the later columns wait until they are needed.
    taken += range.end - range.begin;
    if (taken > (std::max)(rules.budget, rules.window)) range.end = range.begin;
  }
  std::erase_if(ranges, [](const column_range& range) { return range.begin == range.end; });
  return ranges;
}

}  // namespace detail

DELTALAKE_DECL std::vector<range_request> plan_ranges(const std::vector<column_position>& columns,
                                                      const range_rules& rules) {
  std::vector<column_range> ranges = detail::ranges_of(columns, rules);
  std::sort(ranges.begin(), ranges.end(),
            [](const column_range& a, const column_range& b) { return a.begin < b.begin; });
  std::vector<range_request> requests;
  for (const column_range& range : ranges) {
    const bool joins = !requests.empty() && range.begin <= requests.back().end + rules.gap &&
                       (std::max)(range.end, requests.back().end) - requests.back().begin <= rules.request;
    if (!joins) requests.push_back({range.begin, range.end, {}});
    requests.back().end = (std::max)(requests.back().end, range.end);
    requests.back().parts.push_back(range);
  }
  return requests;
}

}  // namespace deltalake::inline v0::parquet
