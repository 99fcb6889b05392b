#pragma once
#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <utility>

#include <deltalake/base/utf8.hpp>
#include <deltalake/column/arrow_format.hpp>
#include <deltalake/column/arrow_import.hpp>

namespace deltalake::inline v0::column {
namespace detail {

inline constexpr std::int64_t most_rows = (std::numeric_limits<std::int32_t>::max)();
inline constexpr std::int64_t most_fixed_bytes = most_rows * 32;  // of the widest type but fixed_size_binary

// A foreign array beside what is known of its type, after its shape was checked.
struct import_node {
  const ArrowArray* values = nullptr;
  arrow_format format;
  std::string place;
  std::vector<import_node> children;
  std::vector<import_node> dictionary;  // none or one
  bool check_utf8 = true;

  const std::uint8_t* bytes(std::int64_t number) const noexcept {
    return static_cast<const std::uint8_t*>(values->buffers[number]);
  }
  const std::uint8_t* validity() const noexcept {
    const bool has_none = format.layout == arrow_layout::nothing || format.layout == arrow_layout::run_end;
    return has_none ? nullptr : bytes(0);
  }
  bool is_valid(std::int64_t slot) const noexcept {
    const std::uint8_t* const bits = validity();
    return bits == nullptr || (bits[slot / 8] >> (slot % 8) & 1) != 0;
  }
};

inline std::int64_t buffer_count(arrow_layout layout) noexcept {
  switch (layout) {
    case arrow_layout::nothing:
    case arrow_layout::run_end: return 0;
    case arrow_layout::fixed_list:
    case arrow_layout::structure: return 1;
    case arrow_layout::bits:
    case arrow_layout::fixed:
    case arrow_layout::list32:
    case arrow_layout::list64: return 2;
    case arrow_layout::text32:
    case arrow_layout::text64:
    case arrow_layout::views:
    case arrow_layout::list_views32:
    case arrow_layout::list_views64: return 3;
  }
  return 0;
}

inline result<void> check_numbers(const import_node& node) {
  const ArrowArray& from = *node.values;
  constexpr std::int64_t most = (std::numeric_limits<std::int64_t>::max)();
  if (from.length < 0 || from.offset < 0 || from.offset > most - 1 - from.length) {
    return bad_arrow(node.place, "length " + std::to_string(from.length) + " at offset " + std::to_string(from.offset));
  }
  // Sixteen bytes are the widest entry of an offsets or views buffer.
  const std::int64_t width = (std::max)({node.format.width, node.format.list_size, std::int32_t{16}});
  if (from.offset + from.length > most / width - 1) return bad_arrow(node.place, "it is longer than memory can be");
  const std::int64_t wanted = buffer_count(node.format.layout);
  const bool may_be_more = node.format.layout == arrow_layout::views;
  // Producers of older versions of Arrow have a buffer for types that have none: it is not looked at.
  const bool fits = wanted == 0 || (may_be_more ? from.n_buffers >= wanted : from.n_buffers == wanted);
  if (!fits || from.n_buffers < 0 || (wanted != 0 && from.buffers == nullptr)) {
    return bad_arrow(node.place, std::to_string(from.n_buffers) + " buffers, not as many as its format needs");
  }
  if (wanted != 0 && from.buffers[0] == nullptr && from.null_count > 0) {
    return bad_arrow(node.place, "it has nulls, but no bitmap tells which");
  }
  return {};
}

inline std::int64_t run_end_at(const import_node& ends, std::int64_t run) noexcept {
  const std::int64_t slot = ends.values->offset + run;
  if (ends.format.width == 2) return number_at<std::int16_t>(ends.bytes(1), slot);
  if (ends.format.width == 4) return number_at<std::int32_t>(ends.bytes(1), slot);
  return number_at<std::int64_t>(ends.bytes(1), slot);
}

inline result<void> check_runs(const import_node& node) {
  const import_node& ends = node.children[0];
  const std::int64_t runs = ends.values->length;
  if (ends.format.layout != arrow_layout::fixed) return bad_arrow(node.place, "the ends of runs must be plain numbers");
  if (node.values->length == 0) return {};
  if (runs == 0 || ends.bytes(1) == nullptr) return bad_arrow(node.place, "there are rows, but no runs");
  if (node.children[1].values->length < runs) return bad_arrow(node.place, "there are more runs than values of them");
  std::int64_t last = 0;
  for (std::int64_t run = 0; run < runs; ++run) {
    const std::int64_t end = run_end_at(ends, run);
    if (end <= last) return bad_arrow(node.place, "the end of run " + std::to_string(run) + " is not beyond the last");
    last = end;
  }
  if (last >= node.values->offset + node.values->length) return {};
  return bad_arrow(node.place, "the runs end before the rows");
}

// The schema was read before: it is well formed, and not too deep.
inline result<import_node> make_node(const ArrowSchema& schema, const ArrowArray& values, std::string place,
                                     const import_options& options) {
  if (values.release == nullptr) return bad_arrow(place, "the array was released");
  import_node node;
  node.values = &values;
  node.format = read_arrow_format(schema.format).value();
  node.place = std::move(place);
  node.check_utf8 = options.check_utf8;
  const result<void> checked = check_numbers(node);
  if (checked.has_error()) return checked.error();
  const bool has_dictionary = schema.dictionary != nullptr;
  if (values.n_children != schema.n_children || has_dictionary != (values.dictionary != nullptr) ||
      (values.n_children > 0 && values.children == nullptr)) {
    return bad_arrow(node.place, "the array has not the children and the dictionary that its schema has");
  }
  for (std::int64_t i = 0; i < schema.n_children; ++i) {
    const ArrowSchema& child = *schema.children[i];
    if (values.children[i] == nullptr) return bad_arrow(node.place, "a child is missing");
    result<import_node> made = make_node(child, *values.children[i], below(node.place, child.name), options);
    if (made.has_error()) return made;
    node.children.push_back(*std::move(made));
  }
  if (has_dictionary) {
    result<import_node> made = make_node(*schema.dictionary, *values.dictionary, node.place, options);
    if (made.has_error()) return made;
    node.dictionary.push_back(*std::move(made));
  }
  if (node.format.layout != arrow_layout::run_end) return node;
  const result<void> run = check_runs(node);
  if (run.has_error()) return run.error();
  return node;
}

// Up to eight bits from a place; reads no byte that holds none of them.
inline unsigned bits_at(const std::uint8_t* from, std::int64_t place, std::int64_t count) noexcept {
  const auto shift = static_cast<unsigned>(place % 8);
  unsigned bits = from[place / 8] >> shift;
  if (count > 8 - static_cast<std::int64_t>(shift)) bits |= static_cast<unsigned>(from[place / 8 + 1]) << (8 - shift);
  return bits & ((1U << count) - 1);
}

/// Appends bits, or ones where there is nothing to copy from; returns how many of them are zeros.
inline std::int64_t append_bits(buffer& to, std::int64_t to_place, const std::uint8_t* from, std::int64_t place,
                                std::int64_t count) {
  const std::size_t before = to.size();
  to.resize(static_cast<std::size_t>((to_place + count + 7) / 8));
  if (to.size() > before) std::memset(to.data() + before, 0, to.size() - before);
  std::int64_t zeros = count;
  while (count > 0) {
    const std::int64_t now = (std::min)(8 - to_place % 8, count);
    const unsigned bits = from == nullptr ? (1U << now) - 1 : bits_at(from, place, now);
    std::uint8_t& byte = to.data()[to_place / 8];
    byte = static_cast<std::uint8_t>(byte | bits << (to_place % 8));
    zeros -= std::popcount(bits);
    to_place += now;
    place += now;
    count -= now;
  }
  return zeros;
}

inline void append_validity(const import_node& from, std::int64_t slot, std::int64_t count, array& to) {
  const std::uint8_t* const bits = from.validity();
  if (bits == nullptr && to.validity.empty()) return;
  if (to.validity.empty()) append_bits(to.validity, 0, nullptr, 0, to.length);
  to.null_count += append_bits(to.validity, to.length, bits, slot, count);
}

inline void set_null(array& to, std::int64_t row, std::int64_t rows) {
  if (to.validity.empty()) append_bits(to.validity, 0, nullptr, 0, rows);
  std::uint8_t& byte = to.validity.data()[row / 8];
  byte = static_cast<std::uint8_t>(byte & ~(1U << (row % 8)));
  ++to.null_count;
}

inline error too_large(const import_node& from, std::string_view what) {
  return error{errc::value_too_large, "more than 2^31 - 1 " + std::string(what) + " in one batch"}.in_field(from.place);
}

inline result<void> append_rows(const import_node& from, std::int64_t begin, std::int64_t count, array& to);

// Dates that are counted in milliseconds become days, narrow decimals wide ones.
inline result<void> append_converted(const import_node& from, std::int64_t slot, std::int64_t count, array& to) {
  const std::uint8_t* const values = from.bytes(1);
  for (std::int64_t end = slot + count; slot < end; ++slot) {
    const bool is_wide = from.format.width == 8;
    std::int64_t value = is_wide ? number_at<std::int64_t>(values, slot) : number_at<std::int32_t>(values, slot);
    if (from.format.milliseconds == 0) {
      to.values.push_back(value);
      to.values.push_back(value < 0 ? std::int64_t{-1} : std::int64_t{0});
      continue;
    }
    if (!from.is_valid(slot)) value = 0;
    const std::int64_t days = value / from.format.milliseconds;
    if (value % from.format.milliseconds != 0 || static_cast<std::int32_t>(days) != days) {
      return bad_arrow(from.place, std::to_string(value) + " ms are no date");
    }
    to.values.push_back(static_cast<std::int32_t>(days));
  }
  return {};
}

inline result<void> append_fixed(const import_node& from, std::int64_t slot, std::int64_t count, array& to) {
  const std::int64_t width = from.format.width;
  if (width == 0) return {};
  if (from.bytes(1) == nullptr) return bad_arrow(from.place, "there are values, but no buffer of them");
  if (count > (most_fixed_bytes - static_cast<std::int64_t>(to.values.size())) / width) {
    return too_large(from, "values or 64 GiB");
  }
  if (width != width_of(to.type) || from.format.milliseconds != 0) return append_converted(from, slot, count, to);
  to.values.append(from.bytes(1) + slot * width, static_cast<std::size_t>(count * width));
  return {};
}

inline std::int64_t index_at(const import_node& from, std::int64_t slot) noexcept {
  const std::uint8_t* const values = from.bytes(1);
  switch (from.format.type.id) {
    case type_id::int8: return number_at<std::int8_t>(values, slot);
    case type_id::uint8: return number_at<std::uint8_t>(values, slot);
    case type_id::int16: return number_at<std::int16_t>(values, slot);
    case type_id::uint16: return number_at<std::uint16_t>(values, slot);
    case type_id::int32: return number_at<std::int32_t>(values, slot);
    case type_id::uint32: return number_at<std::uint32_t>(values, slot);
    default: return number_at<std::int64_t>(values, slot);  // one of 64 bits without a sign is negative if too large
  }
}

inline result<void> append_indexes(const import_node& from, std::int64_t slot, std::int64_t count, array& to) {
  if (from.bytes(1) == nullptr) return bad_arrow(from.place, "there are rows, but no buffer of indexes");
  const array& values = *to.dictionary;
  for (std::int64_t i = 0; i < count; ++i) {
    const bool there = from.is_valid(slot + i);
    const std::int64_t index = there ? index_at(from, slot + i) : 0;
    if (there && (index < 0 || index >= values.length)) {
      return bad_arrow(from.place, "index " + std::to_string(index) + " in a dictionary of " +
                                       std::to_string(values.length) + " values");
    }
    to.values.push_back(static_cast<std::int32_t>(index));
    if (there && values.is_null(index)) set_null(to, to.length + i, to.length + count);
  }
  return {};
}

struct text_place {
  const std::uint8_t* begin = nullptr;
  std::int64_t size = -1;  // below zero: not what the format allows
};

template <class Offset>
text_place text_by_offsets(const import_node& from, std::int64_t slot) noexcept {
  const std::int64_t begin = number_at<Offset>(from.bytes(1), slot);
  const std::int64_t end = number_at<Offset>(from.bytes(1), slot + 1);
  if (begin < 0 || end < begin || (end > begin && from.bytes(2) == nullptr)) return {};
  return {begin == end ? nullptr : from.bytes(2) + begin, end - begin};
}

inline text_place text_by_view(const import_node& from, std::int64_t slot) noexcept {
  const std::uint8_t* const at = from.bytes(1) + slot * 16;
  const std::int64_t size = number_at<std::int32_t>(at, 0);
  if (size <= static_cast<std::int64_t>(text_view::inline_max)) return {at + 4, size};
  const std::int64_t viewed = number_at<std::int32_t>(at, 2), offset = number_at<std::int32_t>(at, 3);
  const std::int64_t viewed_count = from.values->n_buffers - 3;
  const std::uint8_t* const sizes = from.bytes(viewed_count + 2);
  if (viewed < 0 || viewed >= viewed_count || offset < 0 || sizes == nullptr) return {};
  const std::uint8_t* const bytes = from.bytes(viewed + 2);
  if (bytes == nullptr || offset > number_at<std::int64_t>(sizes, viewed) - size) return {};
  return {bytes + offset, size};
}

inline text_place text_at(const import_node& from, std::int64_t slot) noexcept {
  if (from.format.layout == arrow_layout::views) return text_by_view(from, slot);
  return from.format.layout == arrow_layout::text32 ? text_by_offsets<std::int32_t>(from, slot)
                                                    : text_by_offsets<std::int64_t>(from, slot);
}

inline bool is_bad_text(const import_node& from, const text_place& text) noexcept {
  if (!from.check_utf8 || from.format.type.id != type_id::utf8) return false;
  const std::string_view view(reinterpret_cast<const char*>(text.begin), static_cast<std::size_t>(text.size));
  return first_invalid_utf8(view) != std::string_view::npos;
}

// Neighbours are copied at once; what nulls have of bytes is left out.
inline result<void> append_texts(const import_node& from, std::int64_t slot, std::int64_t count, array& to) {
  if (from.bytes(1) == nullptr) return bad_arrow(from.place, "there are texts, but no buffer that tells where");
  text_place run{nullptr, 0};
  std::int64_t end = static_cast<std::int64_t>(to.values.size());
  for (std::int64_t i = 0; i < count; ++i) {
    const text_place text = from.is_valid(slot + i) ? text_at(from, slot + i) : text_place{nullptr, 0};
    if (text.size < 0) return bad_arrow(from.place, "row " + std::to_string(i) + " lies outside of its buffer");
    if (is_bad_text(from, text)) {
      return error{errc::invalid_utf8, "in row " + std::to_string(to.length + i)}.in_field(from.place);
    }
    if (text.size > most_rows - end) return too_large(from, "bytes of text");
    end += text.size;
    to.offsets.push_back(static_cast<std::int32_t>(end));
    if (text.size == 0) continue;
    if (run.size != 0 && run.begin + run.size == text.begin) {
      run.size += text.size;
      continue;
    }
    to.values.append(run.begin, static_cast<std::size_t>(run.size));
    run = text;
  }
  to.values.append(run.begin, static_cast<std::size_t>(run.size));
  return {};
}

struct row_range {
  std::int64_t begin = 0, size = -1;
};

template <class Offset>
row_range list_by_offsets(const import_node& from, std::int64_t slot) noexcept {
  const std::int64_t begin = number_at<Offset>(from.bytes(1), slot);
  const std::int64_t end = number_at<Offset>(from.bytes(1), slot + 1);
  return begin < 0 || end < begin ? row_range{} : row_range{begin, end - begin};
}

inline row_range list_at(const import_node& from, std::int64_t slot) noexcept {
  switch (from.format.layout) {
    case arrow_layout::list32: return list_by_offsets<std::int32_t>(from, slot);
    case arrow_layout::list64: return list_by_offsets<std::int64_t>(from, slot);
    case arrow_layout::list_views32:
      return {number_at<std::int32_t>(from.bytes(1), slot), number_at<std::int32_t>(from.bytes(2), slot)};
    case arrow_layout::list_views64:
      return {number_at<std::int64_t>(from.bytes(1), slot), number_at<std::int64_t>(from.bytes(2), slot)};
    default: return {slot * from.format.list_size, from.format.list_size};
  }
}

inline bool has_list_buffers(const import_node& from) noexcept {
  for (std::int64_t i = 1; i < buffer_count(from.format.layout); ++i) {
    if (from.bytes(i) == nullptr) return false;
  }
  return true;
}

inline result<void> append_lists(const import_node& from, std::int64_t slot, std::int64_t count, array& to) {
  if (!has_list_buffers(from)) return bad_arrow(from.place, "there are lists, but no buffer that tells where");
  const import_node& child = from.children[0];
  array& to_child = to.children[0];
  row_range run{0, 0};
  std::int64_t end = to_child.length;
  for (std::int64_t i = 0; i < count; ++i) {
    const row_range list = from.is_valid(slot + i) ? list_at(from, slot + i) : row_range{0, 0};
    if (list.size < 0 || list.begin < 0 || list.size > child.values->length - list.begin) {
      return bad_arrow(from.place, "row " + std::to_string(i) + " lies outside of the child");
    }
    if (list.size > most_rows - end) return too_large(from, "values of lists");
    end += list.size;
    to.offsets.push_back(static_cast<std::int32_t>(end));
    if (list.size == 0) continue;
    if (run.size != 0 && run.begin + run.size == list.begin) {
      run.size += list.size;
      continue;
    }
    result<void> done = append_rows(child, run.begin, run.size, to_child);
    if (done.has_error()) return done;
    run = list;
  }
  result<void> done = append_rows(child, run.begin, run.size, to_child);
  if (done.has_error() || to.type.id != type_id::map) return done;
  if (to_child.null_count == 0 && to_child.children[0].null_count == 0) return done;
  return bad_arrow(from.place, "a key or an entry of a map is null");
}

inline result<void> append_runs(const import_node& from, std::int64_t begin, std::int64_t count, array& to) {
  const import_node& ends = from.children[0];
  const std::int64_t first = from.values->offset + begin;
  std::int64_t run = 0;
  for (std::int64_t step = ends.values->length; step > 0;) {  // the first run that ends beyond `first`
    const std::int64_t half = step / 2;
    const bool is_before = run_end_at(ends, run + half) <= first;
    run += is_before ? half + 1 : 0;
    step = is_before ? step - half - 1 : half;
  }
  for (std::int64_t slot = first; slot < first + count; ++slot) {
    if (run_end_at(ends, run) <= slot) ++run;
    result<void> done = append_rows(from.children[1], run, 1, to);
    if (done.has_error()) return done;
  }
  return {};
}

inline result<void> append_struct(const import_node& from, std::int64_t slot, std::int64_t count, array& to) {
  for (std::size_t i = 0; i < from.children.size(); ++i) {
    result<void> done = append_rows(from.children[i], slot, count, to.children[i]);
    if (done.has_error()) return done;
  }
  return {};
}

inline result<void> append_content(const import_node& from, std::int64_t slot, std::int64_t count, array& to) {
  if (to.type.id == type_id::dictionary) return append_indexes(from, slot, count, to);
  switch (from.format.layout) {
    case arrow_layout::bits:
      if (from.bytes(1) == nullptr) return bad_arrow(from.place, "there are values, but no buffer of them");
      append_bits(to.values, to.length, from.bytes(1), slot, count);
      return {};
    case arrow_layout::fixed: return append_fixed(from, slot, count, to);
    case arrow_layout::text32:
    case arrow_layout::text64:
    case arrow_layout::views: return append_texts(from, slot, count, to);
    case arrow_layout::list32:
    case arrow_layout::list64:
    case arrow_layout::fixed_list:
    case arrow_layout::list_views32:
    case arrow_layout::list_views64: return append_lists(from, slot, count, to);
    case arrow_layout::structure: return append_struct(from, slot, count, to);
    case arrow_layout::nothing: to.null_count += count; return {};
    case arrow_layout::run_end: return {};  // append_rows has it
  }
  return {};
}

/// Appends rows of a foreign array, counted from its offset.
inline result<void> append_rows(const import_node& from, std::int64_t begin, std::int64_t count, array& to) {
  if (count == 0) return {};
  if (begin > from.values->length - count) return bad_arrow(from.place, "it is shorter than what it is part of");
  if (to.length > most_rows - count) return too_large(from, "values");
  if (from.format.layout == arrow_layout::run_end) return append_runs(from, begin, count, to);
  const std::int64_t slot = from.values->offset + begin;
  append_validity(from, slot, count, to);
  result<void> done = append_content(from, slot, count, to);
  to.length += count;
  return done;
}

/// Makes an empty array to append to. Dictionaries are read as a whole, here.
inline result<array> begin_array(const import_node& from, const data_type& type) {
  if (from.format.layout == arrow_layout::run_end) return begin_array(from.children[1], type);
  array made;
  made.type = type;
  made.values.reserve(1);  // so that empty texts point somewhere
  if (type.id == type_id::utf8 || type.id == type_id::binary || type.id == type_id::list || type.id == type_id::map) {
    made.offsets.push_back(std::int32_t{0});
  }
  if (type.id == type_id::dictionary) {
    result<array> values = begin_array(from.dictionary[0], type.children[0].type);
    if (values.has_error()) return values;
    const result<void> done = append_rows(from.dictionary[0], 0, from.dictionary[0].values->length, *values);
    if (done.has_error()) return done.error();
    made.dictionary = std::make_shared<const array>(*std::move(values));
    return made;
  }
  for (std::size_t i = 0; i < from.children.size(); ++i) {
    result<array> child = begin_array(from.children[i], type.children[i].type);
    if (child.has_error()) return child;
    made.children.push_back(*std::move(child));
  }
  return made;
}

inline result<array> import_values(const ArrowArray& values, const ArrowSchema& schema, const import_options& options) {
  result<field> described = read_schema(schema, options);
  if (described.has_error()) return described.error();
  const result<import_node> node = make_node(schema, values, described->name, options);
  if (node.has_error()) return node.error();
  result<array> made = begin_array(*node, described->type);
  if (made.has_error()) return made;
  const result<void> done = append_rows(*node, 0, values.length, *made);
  if (done.has_error()) return done.error();
  return made;
}

DELTALAKE_DECL result<batch> import_rows(ArrowArray* values, const ArrowSchema& schema, const import_options& options) {
  arrow_owner<ArrowArray> owned(values);
  result<array> made = import_values(*owned, schema, options);
  if (made.has_error()) return made.error();
  if (made->type.id != type_id::structure || made->null_count != 0) {
    return error{errc::invalid_argument, "a batch must be a struct array without nulls"};
  }
  batch rows;
  rows.num_rows = made->length;
  rows.fields = std::move(made->type.children);
  rows.columns = std::move(made->children);
  return rows;
}

}  // namespace detail

DELTALAKE_DECL result<array> import_array(ArrowArray* values, ArrowSchema* schema, const import_options& options) {
  detail::arrow_owner<ArrowArray> owned(values);
  detail::arrow_owner<ArrowSchema> described(schema);
  return detail::import_values(*owned, *described, options);
}

DELTALAKE_DECL result<batch> import_batch(ArrowArray* values, ArrowSchema* schema, const import_options& options) {
  detail::arrow_owner<ArrowSchema> described(schema);
  return detail::import_rows(values, *described, options);
}

}  // namespace deltalake::inline v0::column
