#pragma once
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include <deltalake/parquet/bloom_filter_io.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

inline found_bloom_filter no_bloom_filter(error why, const file& from, std::size_t row_group, std::uint32_t leaf) {
  std::string field = "row_groups[" + std::to_string(row_group) + "].columns[" + std::to_string(leaf) + ']';
  found_bloom_filter made;
  made.note = std::move(why).in_field(std::move(field)).in_file(from.where.text());
  return made;
}

// How much is read at first: all of it where the footer tells how much that is.
inline std::uint64_t first_bloom_bytes(const column_chunk& chunk, const limits& bounds) noexcept {
  constexpr std::uint64_t guess = 4096;  // a header, and all of small filters
  const std::int32_t length = chunk.bloom_filter_length.value_or(0);
  const std::uint64_t most = std::uint64_t{bounds.bloom_filter_bytes} + bloom_filter_header::bytes_max;
  constexpr std::uint64_t least = 64;  // so that a header is there, whatever the footer tells
  return length > 0 ? (std::clamp)(static_cast<std::uint64_t>(length), least, most) : guess;
}

}  // namespace detail

DELTALAKE_DECL task<found_bloom_filter> read_bloom_filter(std::shared_ptr<const file> from, std::size_t row_group,
                                                          std::uint32_t leaf, read_options options) {
  const column_chunk& chunk = from->metadata.row_groups[row_group].columns[leaf];
  if (!chunk.bloom_filter_offset || chunk.encrypted || !chunk.file_path.empty()) co_return found_bloom_filter();
  const auto begin = static_cast<std::uint64_t>(*chunk.bloom_filter_offset);
  if (*chunk.bloom_filter_offset < 0 || begin >= from->size_bytes) {
    error outside(errc::invalid_parquet, "a Bloom filter at " + std::to_string(*chunk.bloom_filter_offset) +
                                             " in a file of " + std::to_string(from->size_bytes));
    co_return detail::no_bloom_filter(std::move(outside), *from, row_group, leaf);
  }
  const std::uint64_t left = from->size_bytes - begin;
  storage::any_store store = from->store;
  std::uint64_t size = (std::min)(left, detail::first_bloom_bytes(chunk, options.limits));
  bytes got = co_await store.get_range(from->where, begin, size);
  // The size that the footer tells may be wrong: what the header says counts.
  while (got.size() == size) {
    result<std::optional<bloom_filter_header>> header = parse_bloom_filter_header(got.view(), options.limits);
    if (!header) co_return detail::no_bloom_filter(header.error(), *from, row_group, leaf);
    const std::uint64_t whole = *header ? std::uint64_t{(*header)->header_bytes} + (*header)->num_bytes
                                        : std::uint64_t{bloom_filter_header::bytes_max};
    if (size >= (std::min)(left, whole)) break;
    size = (std::min)(left, whole);
    got = co_await store.get_range(from->where, begin, size);
  }
  result<bloom_filter> parsed = parse_bloom_filter(got.view(), options.limits);
  if (!parsed) co_return detail::no_bloom_filter(parsed.error(), *from, row_group, leaf);
  found_bloom_filter made;
  made.filter = std::move(*parsed);
  co_return made;
}

}  // namespace deltalake::inline v0::parquet
