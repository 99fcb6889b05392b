#pragma once
#include <cstddef>

#include <deltalake/base/timestamp.hpp>
#include <deltalake/column/json_text.hpp>
#include <deltalake/column/variant_json.hpp>

namespace deltalake::inline v0::column {
namespace detail {

inline void append_variant(const array& from, std::int64_t row, bool as_text, std::string& to) {
  const std::string text = variant_text(from, row).value();
  if (as_text) return append_json_text(text, to);
  to += text;
}

// Spark's to_json leaves fields out that are NULL, so that the variant null can be null.
inline void append_fields(const array& from, std::int64_t row, const json_style& style, std::string& to) {
  to += '{';
  bool first = true;
  for (std::size_t i = 0; i < from.children.size(); ++i) {
    const array& child = from.children[i];
    const bool is_variant = child.type.id == type_id::variant;
    if ((!style.nulls || is_variant) && child.is_null(row)) continue;
    if (!first) to += ',';
    first = false;
    append_json_text(from.type.children[i].name, to);
    to += ':';
    if (is_variant)
      append_variant(child, row, false, to);
    else
      append_json(child, row, style, to);
  }
  to += '}';
}

inline void append_elements(const array& from, std::int64_t row, const json_style& style, std::string& to) {
  to += '[';
  for (std::int64_t i = from.offset(row); i < from.offset(row + 1); ++i) {
    if (i != from.offset(row)) to += ',';
    const array& child = from.children.front();
    if (from.type.id == type_id::list) {
      append_json(child, i, style, to);
      continue;
    }
    to += '[';
    for (std::size_t side = 0; side < child.children.size(); ++side) {
      if (side != 0) to += ',';
      append_json(child.children[side], i, style, to);
    }
    to += ']';
  }
  to += ']';
}

inline void append_time(const array& from, std::int64_t row, std::string& to) {
  const bool narrow = from.type.id == type_id::time32;
  append_time_of_day(narrow ? from.value<std::int32_t>(row) : from.value<std::int64_t>(row), from.type.unit, to);
}

inline void append_decimal_of(const array& from, std::int64_t row, std::string& to) {
  const auto width = static_cast<std::size_t>(width_of(from.type));
  append_decimal(from.values.data() + static_cast<std::size_t>(row) * width, width, from.type.scale, to);
}

}  // namespace detail

DELTALAKE_DECL void append_json(const array& from, std::int64_t row, const json_style& style, std::string& to) {
  if (from.is_null(row)) {
    to += "null";
    return;
  }
  switch (from.type.id) {
    case type_id::null: to += "null"; return;
    case type_id::boolean: to += from.bit(row) ? "true" : "false"; return;
    case type_id::int8: return append_number(std::int64_t{from.value<std::int8_t>(row)}, to);
    case type_id::int16: return append_number(std::int64_t{from.value<std::int16_t>(row)}, to);
    case type_id::int32: return append_number(std::int64_t{from.value<std::int32_t>(row)}, to);
    case type_id::int64: return append_number(std::int64_t{from.value<std::int64_t>(row)}, to);
    case type_id::uint8: return append_number(std::uint64_t{from.value<std::uint8_t>(row)}, to);
    case type_id::uint16: return append_number(std::uint64_t{from.value<std::uint16_t>(row)}, to);
    case type_id::uint32: return append_number(std::uint64_t{from.value<std::uint32_t>(row)}, to);
    case type_id::uint64: return append_number(std::uint64_t{from.value<std::uint64_t>(row)}, to);
    case type_id::float16: return append_float(float_of_half(from.value<std::uint16_t>(row)), to);
    case type_id::float32: return append_float(from.value<float>(row), to);
    case type_id::float64: return append_float(from.value<double>(row), to);
    case type_id::date32: to.append("\"").append(format_date(from.value<std::int32_t>(row))).append("\""); return;
    case type_id::time32:
    case type_id::time64: return detail::append_time(from, row, to);
    case type_id::timestamp: return append_timestamp(from.value<std::int64_t>(row), from.type.unit, from.type.utc, to);
    case type_id::decimal128:
    case type_id::decimal256:
      if (style.decimals_as_text) to += '"';
      detail::append_decimal_of(from, row, to);
      if (style.decimals_as_text) to += '"';
      return;
    case type_id::utf8:
    case type_id::utf8_view: return append_json_text(from.text(row), to);
    case type_id::binary:
    case type_id::binary_view:
    case type_id::fixed_size_binary: return append_base64(from.text(row), to);
    case type_id::list:
    case type_id::map: return detail::append_elements(from, row, style, to);
    case type_id::structure: return detail::append_fields(from, row, style, to);
    case type_id::variant: return detail::append_variant(from, row, style.variants_as_text, to);
    case type_id::dictionary: return append_json(*from.dictionary, from.value<std::int32_t>(row), style, to);
  }
}

}  // namespace deltalake::inline v0::column
