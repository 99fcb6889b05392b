#pragma once
#include <algorithm>

#include <deltalake/base/bytes.hpp>
#include <deltalake/log/packed_texts.hpp>
#include <deltalake/parquet/snappy.hpp>

namespace deltalake::inline v0::log {
namespace detail {

// A block is closed once it has so many bytes: what Snappy looks back at most.
inline constexpr std::size_t packed_block_bytes = 1 << 16;

}  // namespace detail

DELTALAKE_DECL std::string_view packed_texts::text(std::size_t row, cursor& at) const {
  const auto found = std::upper_bound(blocks_.begin(), blocks_.end(), row,
                                      [](std::size_t wanted, const block& one) { return wanted < one.end_row; });
  const bool first = found == blocks_.begin();
  const std::size_t first_row = first ? 0 : std::prev(found)->end_row;
  const std::size_t begin = row == first_row ? 0 : ends_[row - 1], length = ends_[row] - begin;
  if (found == blocks_.end()) return std::string_view(open_).substr(begin, length);
  const auto number = static_cast<std::size_t>(found - blocks_.begin());
  if (at.of_ != this || at.block_ != number) {
    const std::size_t packed_begin = first ? 0 : std::prev(found)->packed_end;
    const std::string_view packed(packed_.data() + packed_begin, found->packed_end - packed_begin);
    at.of_ = nullptr;
    at.texts_.resize(found->text_bytes + bytes::slack);
    parquet::snappy_decompress(packed, at.texts_.data(), found->text_bytes).value();
    at.of_ = this;
    at.block_ = number;
  }
  return std::string_view(at.texts_).substr(begin, length);
}

DELTALAKE_DECL void packed_texts::append(std::string_view text) {
  if (packing_ && open_.size() + text.size() > detail::packed_block_bytes) pack_open_block();
  open_ += text;
  ends_.push_back(static_cast<std::uint32_t>(open_.size()));
}

DELTALAKE_DECL void packed_texts::pack_open_block() {
  if (open_.empty()) return;
  parquet::snappy_compress(open_, packed_).value();
  blocks_.push_back(
      {static_cast<std::uint32_t>(ends_.size()), static_cast<std::uint32_t>(open_.size()), packed_.size()});
  open_.clear();
}

DELTALAKE_DECL void packed_texts::reserve(std::size_t rows, std::size_t text_bytes) {
  ends_.reserve(rows);
  // Statistics compress to a quarter and less; room that stays untouched costs no memory.
  if (packing_) packed_.reserve(text_bytes / 3);
  open_.reserve(packing_ ? (std::min)(text_bytes, detail::packed_block_bytes) : text_bytes);
}

DELTALAKE_DECL void packed_texts::clear() {
  ends_.clear();
  blocks_.clear();
  packed_.clear();
  open_.clear();
}

}  // namespace deltalake::inline v0::log
