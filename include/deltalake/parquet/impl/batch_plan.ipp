#pragma once
#include <algorithm>

#include <deltalake/parquet/batch_plan.hpp>
#include <deltalake/parquet/encoding/plain.hpp>

namespace deltalake::inline v0::parquet {

DELTALAKE_DECL void batch_plan::add(const leaf_column& leaf, const column_chunk& chunk, std::int64_t num_rows) {
  column_cost made;
  made.slot = slot_bytes(leaf);
  made.varies = leaf.physical == physical_type::byte_array || leaf.max_repetition != 0;
  const auto stored = static_cast<std::uint64_t>((std::max)(chunk.total_uncompressed_size, std::int64_t{0}));
  const auto rows = static_cast<std::uint64_t>((std::max)(num_rows, std::int64_t{1}));
  made.last = made.before = made.varies ? made.slot + stored / rows : made.slot;
  const auto behind = order_.begin() + static_cast<std::ptrdiff_t>(varying_);
  order_.insert(made.varies ? behind : order_.end(), columns_.size());
  varying_ += made.varies ? 1 : 0;
  if (!made.varies) fixed_ += made.slot;
  columns_.push_back(made);
}

DELTALAKE_DECL void batch_plan::begin(std::int64_t rows_left) {
  constexpr std::uint64_t row_max = std::uint64_t{1} << 40;  // so that no sum overflows
  std::uint64_t row = (std::max)(fixed_, std::uint64_t{1});
  for (std::size_t i = 0; i < varying_; ++i) row += (std::min)(columns_[order_[i]].expected(), row_max);
  const std::uint64_t fitting = (std::min)(bytes_ / row, std::uint64_t{levels_max_});
  rows_ = (std::min)({static_cast<std::int64_t>(fitting), rows_max_, rows_left});
  rows_ = (std::max)(rows_, std::int64_t{1});
  const std::uint64_t aside = fixed_ * static_cast<std::uint64_t>(rows_);
  left_ = bytes_ - (std::min)(bytes_, aside);
  at_ = 0;
  std::stable_sort(order_.begin(), order_.begin() + static_cast<std::ptrdiff_t>(varying_),
                   [this](std::size_t a, std::size_t b) { return columns_[a].expected() < columns_[b].expected(); });
}

DELTALAKE_DECL row_bounds batch_plan::bounds() const noexcept {
  if (at_ >= varying_) return {rows_};
  const std::uint64_t values = columns_[order_[at_]].slot * levels_max_;
  const std::uint64_t part = left_ / (varying_ - at_);
  return {rows_, (std::min)({part, values, std::uint64_t{offset_bytes_max}})};
}

DELTALAKE_DECL void batch_plan::filled(std::int64_t rows, std::uint64_t bytes) noexcept {
  rows_ = (std::min)(rows_, rows);
  if (at_ < varying_) {
    left_ -= (std::min)(left_, bytes);
    column_cost& column = columns_[order_[at_]];
    column.before = column.last;
    column.last = bytes / static_cast<std::uint64_t>((std::max)(rows, std::int64_t{1})) + 1;
  }
  ++at_;
}

}  // namespace deltalake::inline v0::parquet
