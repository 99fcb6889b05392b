#pragma once
#include <utility>

#include <deltalake/column/json_text.hpp>
#include <deltalake/column/plain_text.hpp>
#include <deltalake/column/variant_json.hpp>

namespace deltalake::inline v0::column {
namespace detail {

inline void append_quoted_value(const array& from, std::int64_t row, const json_style& style, std::string& to) {
  const value_style plain = style.zone_as_offset ? value_style::rows : value_style::short_form;
  to += '"';
  append_plain(from, row, plain, to);
  to += '"';
}

inline void append_binary(std::string_view bytes, const json_style& style, std::string& to) {
  to += style.binary_in_object ? "{\"b64\":\"" : "\"";
  append_bare_base64(bytes, to);
  to += style.binary_in_object ? "\"}" : "\"";
}

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

}  // namespace detail

DELTALAKE_DECL void append_json(const array& from, std::int64_t row, const json_style& style, std::string& to) {
  if (from.is_null(row)) {
    to += "null";
    return;
  }
  switch (from.type.id) {
    case type_id::null: to += "null"; return;
    case type_id::boolean:
    case type_id::int8:
    case type_id::int16:
    case type_id::int32:
    case type_id::int64:
    case type_id::uint8:
    case type_id::uint16:
    case type_id::uint32:
    case type_id::uint64: return append_plain(from, row, value_style::rows, to);
    case type_id::float16: return append_float(float_of_half(from.value<std::uint16_t>(row)), to);
    case type_id::float32: return append_float(from.value<float>(row), to);
    case type_id::float64: return append_float(from.value<double>(row), to);
    case type_id::date32:
    case type_id::time32:
    case type_id::time64:
    case type_id::timestamp: return detail::append_quoted_value(from, row, style, to);
    case type_id::decimal128:
    case type_id::decimal256:
      if (style.decimals_as_text) return detail::append_quoted_value(from, row, style, to);
      return append_plain(from, row, value_style::rows, to);
    case type_id::utf8:
    case type_id::utf8_view: return append_json_text(from.text(row), to);
    case type_id::binary:
    case type_id::binary_view:
    case type_id::fixed_size_binary: return detail::append_binary(from.text(row), style, to);
    case type_id::list:
    case type_id::map: return detail::append_elements(from, row, style, to);
    case type_id::structure: return detail::append_fields(from, row, style, to);
    case type_id::variant: return detail::append_variant(from, row, style.variants_as_text, to);
    case type_id::dictionary: return append_json(*from.dictionary, from.value<std::int32_t>(row), style, to);
  }
}

DELTALAKE_DECL json_lines::json_lines(const std::vector<field>& fields, json_style style) : style_(style) {
  for (const field& one : fields) {
    std::string key(keys_.empty() ? "{" : ",");
    append_json_text(one.name, key);
    keys_.push_back(std::move(key += ':'));
  }
}

DELTALAKE_DECL void json_lines::append(const batch& rows, std::int64_t row, std::string& to) const {
  if (keys_.empty()) to += '{';
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    to += keys_[i];
    append_json(rows.columns[i], row, style_, to);
  }
  to += "}\n";
}

}  // namespace deltalake::inline v0::column
