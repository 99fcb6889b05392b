#pragma once
#include <utility>
#include <vector>

#include <deltalake/column/filter.hpp>

namespace deltalake::inline v0::column {
namespace detail {

inline std::int64_t rows_in(std::span<const row_stretch> stretches) noexcept {
  std::int64_t total = 0;
  for (const row_stretch& one : stretches) total += one.end - one.begin;
  return total;
}

// Copies bits; returns how many of them are set.
inline std::int64_t filter_bits(const buffer& from, std::span<const row_stretch> stretches, std::int64_t rows,
                                buffer& to) {
  to.resize(static_cast<std::size_t>((rows + 7) / 8));
  std::int64_t at = 0, ones = 0;
  std::uint8_t byte = 0;
  for (const row_stretch& stretch : stretches) {
    for (std::int64_t row = stretch.begin; row < stretch.end; ++row, ++at) {
      const unsigned bit = from.data()[row / 8] >> (row % 8) & 1U;
      byte = static_cast<std::uint8_t>(byte | bit << (at % 8));
      ones += bit;
      if (at % 8 != 7) continue;
      to.data()[at / 8] = byte;
      byte = 0;
    }
  }
  if (at % 8 != 0) to.data()[at / 8] = byte;
  return ones;
}

inline void filter_values(const buffer& from, std::span<const row_stretch> stretches, std::size_t width, buffer& to) {
  to.reserve(static_cast<std::size_t>(rows_in(stretches)) * width);
  for (const row_stretch& one : stretches) {
    to.append(from.data() + static_cast<std::size_t>(one.begin) * width,
              static_cast<std::size_t>(one.end - one.begin) * width);
  }
}

// Writes the offsets of the rows that stay, and returns which values they have.
inline std::vector<row_stretch> filter_offsets(const array& from, std::span<const row_stretch> stretches, buffer& to) {
  to.resize(static_cast<std::size_t>(rows_in(stretches) + 1) * sizeof(std::int32_t));
  std::int32_t* out = to.as<std::int32_t>();
  std::int32_t end = 0;
  *out++ = end;
  std::vector<row_stretch> below;
  for (const row_stretch& one : stretches) {
    if (one.begin == one.end) continue;
    const std::int32_t lowered = from.offset(one.begin) - end;
    for (std::int64_t row = one.begin; row < one.end; ++row) *out++ = from.offset(row + 1) - lowered;
    end = from.offset(one.end) - lowered;
    below.push_back({from.offset(one.begin), from.offset(one.end)});
  }
  return below;
}

}  // namespace detail

DELTALAKE_DECL array filter(const array& from, std::span<const row_stretch> stretches) {
  array made;
  made.type = from.type;
  made.length = detail::rows_in(stretches);
  if (from.type.id == type_id::null) {
    made.null_count = made.length;
    return made;
  }
  if (!from.validity.empty()) {
    made.null_count = made.length - detail::filter_bits(from.validity, stretches, made.length, made.validity);
    if (made.null_count == 0) made.validity.clear();
  }
  switch (from.type.id) {
    case type_id::boolean: detail::filter_bits(from.values, stretches, made.length, made.values); break;
    case type_id::binary:
    case type_id::utf8:
      detail::filter_values(from.values, detail::filter_offsets(from, stretches, made.offsets), 1, made.values);
      break;
    case type_id::list:
    case type_id::map: {
      const std::vector<row_stretch> below = detail::filter_offsets(from, stretches, made.offsets);
      for (const array& child : from.children) made.children.push_back(filter(child, below));
      break;
    }
    case type_id::structure:
    case type_id::variant:
      for (const array& child : from.children) made.children.push_back(filter(child, stretches));
      break;
    default:
      detail::filter_values(from.values, stretches, static_cast<std::size_t>(width_of(from.type)), made.values);
      made.viewed = from.viewed;
      made.dictionary = from.dictionary;
  }
  return made;
}

DELTALAKE_DECL batch filter(const batch& from, std::span<const row_stretch> stretches) {
  batch made;
  made.fields = from.fields;
  made.num_rows = detail::rows_in(stretches);
  for (const array& column : from.columns) made.columns.push_back(filter(column, stretches));
  return made;
}

DELTALAKE_DECL std::uint64_t bytes_of(const array& of) noexcept {
  std::uint64_t total = of.validity.capacity() + of.offsets.capacity() + of.values.capacity();
  for (const array& child : of.children) total += bytes_of(child);
  for (const std::shared_ptr<const buffer>& one : of.viewed) total += one->capacity();
  if (of.dictionary != nullptr) total += bytes_of(*of.dictionary);
  return total;
}

}  // namespace deltalake::inline v0::column
