#pragma once
#include <algorithm>
#include <utility>

#include <deltalake/parquet/encoding/bits.hpp>
#include <deltalake/parquet/encoding/plain.hpp>
#include <deltalake/parquet/leaf_rows.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

DELTALAKE_DECL std::size_t physical_width(const leaf_column& leaf) noexcept {
  switch (leaf.physical) {
    case physical_type::int32:
    case physical_type::float32: return 4;
    case physical_type::int64:
    case physical_type::float64: return 8;
    case physical_type::int96: return 12;
    case physical_type::fixed_len_byte_array: return static_cast<std::size_t>(leaf.type_length);
    case physical_type::boolean:
    case physical_type::byte_array: return 0;
  }
  return 0;
}

DELTALAKE_DECL std::uint32_t levels_within(const row_bounds& bounds, const leaf_column& leaf,
                                           const leaf_values& out) noexcept {
  constexpr std::uint32_t most = 0xFFFF'FFFF;
  if (bounds.bytes == row_bounds::any_bytes) return most;
  const std::uint64_t used = decoded_bytes(leaf, out);
  if (used >= bounds.bytes) return 0;
  const std::uint64_t slots = (bounds.bytes - used) / slot_bytes(leaf);
  return static_cast<std::uint32_t>((std::min)((slots + 1) / 2, std::uint64_t{most}));
}

DELTALAKE_DECL std::size_t texts_within(const row_bounds& bounds, const leaf_column& leaf, const limits& most,
                                        const leaf_values& out) noexcept {
  const std::size_t row_bytes = (std::min)(std::size_t{most.row_bytes}, offset_bytes_max);
  if (bounds.bytes == row_bounds::any_bytes) return (std::max)(row_bytes, out.bytes.size());
  const std::uint64_t slots = slot_bytes(leaf) * static_cast<std::uint64_t>(out.levels);
  return (std::min)(static_cast<std::size_t>(bounds.bytes - slots), offset_bytes_max);
}

// Where value `number` of texts begins.
inline std::size_t leaf_text_begin(const leaf_values& of, std::int64_t number) noexcept {
  return of.offsets.empty() ? 0 : static_cast<std::size_t>(of.offsets.as<std::int32_t>()[number]);
}

inline std::uint64_t leaf_bytes_between(const leaf_column& leaf, const leaf_values& of, leaf_place begin,
                                        leaf_place end) noexcept {
  return slot_bytes(leaf) * static_cast<std::uint64_t>(end.levels - begin.levels) +
         (leaf_text_begin(of, end.values) - leaf_text_begin(of, begin.values));
}

DELTALAKE_DECL leaf_place leaf_pass_rows(const leaf_column& leaf, const leaf_values& of, leaf_place from,
                                         const row_bounds& bounds) noexcept {
  const std::uint8_t* const repetition = leaf.max_repetition == 0 ? nullptr : of.repetition_levels.data();
  const std::uint8_t* const definition = leaf.max_definition == 0 ? nullptr : of.definition_levels.data();
  leaf_place at = from;
  while (at.rows - from.rows < bounds.rows && at.levels < of.levels) {
    leaf_place next = at;
    ++next.rows;
    do {
      next.values += definition == nullptr || definition[next.levels] == leaf.max_definition ? 1 : 0;
      ++next.levels;
    } while (repetition != nullptr && next.levels < of.levels && repetition[next.levels] != 0);
    const bool may_be_last = bounds.bytes != row_bounds::any_bytes && at.rows != from.rows;
    if (may_be_last && leaf_bytes_between(leaf, of, from, next) > bounds.bytes) break;
    at = next;
  }
  return at;
}

DELTALAKE_DECL void leaf_copy(const leaf_column& leaf, const leaf_values& from, leaf_place begin, leaf_place end,
                              leaf_values& to) {
  const auto levels = static_cast<std::size_t>(end.levels - begin.levels);
  const auto count = static_cast<std::size_t>(end.values - begin.values);
  if (leaf.max_definition != 0) to.definition_levels.append(from.definition_levels.data() + begin.levels, levels);
  if (leaf.max_repetition != 0) to.repetition_levels.append(from.repetition_levels.data() + begin.levels, levels);
  to.rows += end.rows - begin.rows;
  to.levels += end.levels - begin.levels;
  to.form = from.form;
  to.words = from.words;
  if (count == 0) return;
  if (from.words != nullptr) {
    to.fixed.append(from.fixed.as<std::int32_t>() + begin.values, count * sizeof(std::int32_t));
  } else if (leaf.physical == physical_type::boolean) {
    append_bits(to.fixed, static_cast<std::size_t>(to.values), from.fixed.data(),
                static_cast<std::size_t>(begin.values), count);
  } else if (leaf.physical == physical_type::byte_array) {
    const std::size_t first = leaf_text_begin(from, begin.values), last = leaf_text_begin(from, end.values);
    if (to.offsets.empty()) to.offsets.push_back(std::int32_t{0});
    const auto moved = static_cast<std::int32_t>(to.bytes.size()) - static_cast<std::int32_t>(first);
    auto* const ends = reinterpret_cast<std::int32_t*>(to.offsets.extend(count * sizeof(std::int32_t)));
    const std::int32_t* const old_ends = from.offsets.as<std::int32_t>() + begin.values + 1;
    for (std::size_t i = 0; i < count; ++i) ends[i] = old_ends[i] + moved;
    to.bytes.append(from.bytes.data() + first, last - first);
  } else {
    const std::size_t width = physical_width(leaf);
    to.fixed.append(from.fixed.data() + static_cast<std::size_t>(begin.values) * width, count * width);
  }
  to.values += end.values - begin.values;
}

DELTALAKE_DECL void leaf_cut(const leaf_column& leaf, leaf_values& values, leaf_place end) {
  const auto levels = static_cast<std::size_t>(end.levels), count = static_cast<std::size_t>(end.values);
  if (leaf.max_definition != 0) values.definition_levels.resize(levels);
  if (leaf.max_repetition != 0) values.repetition_levels.resize(levels);
  if (values.words != nullptr) {
    values.fixed.resize(count * sizeof(std::int32_t));
  } else if (leaf.physical == physical_type::boolean) {
    values.fixed.resize((count + 7) / 8);
  } else if (leaf.physical != physical_type::byte_array) {
    values.fixed.resize(count * physical_width(leaf));
  } else if (!values.offsets.empty()) {
    values.bytes.resize(leaf_text_begin(values, end.values));
    values.offsets.resize((count + 1) * sizeof(std::int32_t));
  }
  values.rows = end.rows;
  values.levels = end.levels;
  values.values = end.values;
}

}  // namespace detail

DELTALAKE_DECL std::uint64_t slot_bytes(const leaf_column& leaf) noexcept {
  const std::uint64_t levels = (leaf.max_definition != 0 ? 1U : 0U) + (leaf.max_repetition != 0 ? 1U : 0U);
  const std::uint64_t list_offsets = std::uint64_t{leaf.max_repetition} * sizeof(std::int32_t);
  const auto width = static_cast<std::uint64_t>(column::width_of(leaf.type));
  const std::uint64_t stored = detail::physical_width(leaf);
  // A text that becomes a number takes both forms for a while.
  const std::uint64_t value = leaf.physical == physical_type::byte_array
                                  ? sizeof(std::int32_t) + width
                                  : (std::max)({width, stored, std::uint64_t{1}});
  return levels + list_offsets + value;
}

DELTALAKE_DECL carried_rows::share carried_rows::enough_for(const leaf_column& leaf,
                                                            const row_bounds& bounds) const noexcept {
  const std::int64_t whole = held_.rows - at_.rows - (held_.row_open ? 1 : 0);
  if (whole <= 0) return {};
  const leaf_place end = detail::leaf_pass_rows(leaf, held_, at_, {(std::min)(bounds.rows, whole), bounds.bytes});
  const share made{end.rows - at_.rows, detail::leaf_bytes_between(leaf, held_, at_, end)};
  const bool few = made.rows == whole && made.rows < bounds.rows / 2 && made.bytes < bounds.bytes / 2;
  return few ? share{} : made;
}

DELTALAKE_DECL void carried_rows::give(const leaf_column& leaf, std::int64_t rows, leaf_values& out) {
  const leaf_place end = detail::leaf_pass_rows(leaf, held_, at_, {rows});
  detail::leaf_copy(leaf, held_, at_, end, out);
  at_ = end;
  if (!empty()) return;
  out.row_open = held_.row_open;
  held_.clear();
  at_ = {};
}

DELTALAKE_DECL void carried_rows::keep(const leaf_column& leaf, std::int64_t rows, leaf_values& from) {
  const leaf_place all{from.rows, from.levels, from.values};
  const leaf_place end = detail::leaf_pass_rows(leaf, from, {}, {rows});
  const bool row_open = std::exchange(from.row_open, false);
  if (detail::leaf_bytes_between(leaf, from, end, all) <= detail::leaf_bytes_between(leaf, from, {}, end)) {
    detail::leaf_copy(leaf, from, end, all, held_);
    detail::leaf_cut(leaf, from, end);
  } else {
    std::swap(held_, from);  // the longer part stays where it is
    at_ = end;
    detail::leaf_copy(leaf, held_, {}, end, from);
  }
  held_.row_open = row_open;
}

}  // namespace deltalake::inline v0::parquet
