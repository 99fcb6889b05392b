#pragma once
#include <limits>

#include <deltalake/log/file_state.hpp>

namespace deltalake::inline v0::log {

DELTALAKE_DECL std::int64_t saturated_sum(std::int64_t a, std::int64_t b) noexcept {
  constexpr std::int64_t most = (std::numeric_limits<std::int64_t>::max)();
  constexpr std::int64_t least = (std::numeric_limits<std::int64_t>::min)();
  if (b > 0 && a > most - b) return most;
  if (b < 0 && a < least - b) return least;
  return a + b;
}

namespace detail {

inline std::int64_t saturated_difference(std::int64_t a, std::int64_t b) noexcept {
  constexpr std::int64_t least = (std::numeric_limits<std::int64_t>::min)();
  return saturated_sum(a, b == least ? (std::numeric_limits<std::int64_t>::max)() : -b);
}

inline file_segment whole_segment(const file_columns& rows) {
  std::shared_ptr<file_columns> columns = rows.exact_copy();
  auto live = std::make_shared<const live_rows>(live_rows::all(columns->size()));
  return {std::move(columns), std::move(live)};
}

// Followers of a table get a segment a refresh. Below this size a segment counts as small, and so many of them in front
// are merged into one: a refresh copies at most a few thousand rows, and a piece of a log, which has more, none.
inline constexpr std::size_t small_segment_rows = 512;
inline constexpr std::size_t small_segments_max = 16;

}  // namespace detail

DELTALAKE_DECL live_rows::live_rows(std::size_t rows) : words_((rows + 63) / 64), size_(rows) {}

DELTALAKE_DECL live_rows live_rows::all(std::size_t rows) {
  live_rows made(rows);
  for (std::size_t row = 0; row < rows; ++row) made.insert(row);
  return made;
}

DELTALAKE_DECL void append_segment(file_state& state, std::shared_ptr<const file_columns> columns, live_rows live) {
  if (live.count() == 0) return;
  state.num_files += live.count();
  for (std::size_t row = 0; row < columns->size(); ++row) {
    if (live.contains(row)) state.size_bytes = saturated_sum(state.size_bytes, columns->size_bytes(row));
  }
  if (live.count() * 2 >= columns->size()) {
    state.segments.push_back({std::move(columns), std::make_shared<const live_rows>(std::move(live))});
    return;
  }
  file_columns kept(columns->seed());
  packed_texts::cursor at;
  for (std::size_t row = 0; row < columns->size(); ++row) {
    if (live.contains(row)) kept.append(*columns, row, at);
  }
  state.segments.push_back(detail::whole_segment(kept));
}

DELTALAKE_DECL void merge_small_segments(file_state& state) {
  std::size_t small = 0;
  while (small < state.segments.size() && small < detail::small_segments_max &&
         state.segments[small].live->count() < detail::small_segment_rows) {
    ++small;
  }
  if (small < detail::small_segments_max) return;
  file_columns merged(state.seed);
  for (std::size_t i = 0; i < small; ++i) {
    const file_segment& segment = state.segments[i];
    packed_texts::cursor at;
    for (std::size_t row = 0; row < segment.columns->size(); ++row) {
      if (segment.live->contains(row)) merged.append(*segment.columns, row, at);
    }
  }
  state.segments.erase(state.segments.begin(), state.segments.begin() + static_cast<std::ptrdiff_t>(small) - 1);
  state.segments.front() = detail::whole_segment(merged);
}

}  // namespace deltalake::inline v0::log
