#pragma once
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

#include <deltalake/base/timestamp.hpp>
#include <deltalake/base/uuid.hpp>
#include <deltalake/column/value_text.hpp>
#include <deltalake/column/variant_json.hpp>

namespace deltalake::inline v0::column {
namespace detail {

inline void append_variant_decimal(const variant_value& value, std::string& to) {
  const std::size_t before = to.size();
  append_decimal(reinterpret_cast<const std::uint8_t*>(value.content.data()), value.content.size(), value.scale, to);
  if (value.scale == 0) return;
  to.resize(to.find_last_not_of('0') + 1);
  if (to.back() == '.') to.pop_back();
  if (to.compare(before, std::string::npos, "-0") == 0) to.erase(before, 1);
}

// The shortest text that gives the same float, which has fewer digits than that of the same double.
inline void append_short_float(float value, std::string& to) {
  if (!std::isfinite(value)) return append_float(value, to);
  std::array<char, 40> text;
  const std::to_chars_result end = std::to_chars(text.data(), text.data() + text.size(), value);
  const std::string_view made(text.data(), static_cast<std::size_t>(end.ptr - text.data()));
  to += made;
  if (made.find_first_of(".e") == std::string_view::npos) to += ".0";
}

inline void append_variant_uuid(std::string_view bytes, std::string& to) {
  uuid::byte_array content{};
  std::memcpy(content.data(), bytes.data(), content.size());
  to.append("\"").append(uuid(content).to_string()).append("\"");
}

inline void append_variant_scalar(const variant_value& value, std::string& to) {
  switch (value.kind) {
    case variant_kind::null: to += "null"; return;
    case variant_kind::true_value: to += "true"; return;
    case variant_kind::false_value: to += "false"; return;
    case variant_kind::int8:
    case variant_kind::int16:
    case variant_kind::int32:
    case variant_kind::int64: return append_number(value.integer(), to);
    case variant_kind::float64: return append_float(value.floating(), to);
    case variant_kind::float32: return append_short_float(static_cast<float>(value.floating()), to);
    case variant_kind::decimal4:
    case variant_kind::decimal8:
    case variant_kind::decimal16: return append_variant_decimal(value, to);
    case variant_kind::date:
      to.append("\"").append(format_date(static_cast<std::int32_t>(value.integer()))).append("\"");
      return;
    case variant_kind::timestamp: return append_timestamp(value.integer(), time_unit::micro, true, to);
    case variant_kind::timestamp_ntz: return append_timestamp(value.integer(), time_unit::micro, false, to);
    case variant_kind::timestamp_nanos: return append_timestamp(value.integer(), time_unit::nano, true, to);
    case variant_kind::timestamp_ntz_nanos: return append_timestamp(value.integer(), time_unit::nano, false, to);
    case variant_kind::time_ntz: return append_time_of_day(value.integer(), time_unit::micro, to);
    case variant_kind::binary: return append_base64(value.content, to);
    case variant_kind::string: return append_json_text(value.content, to);
    case variant_kind::uuid: return append_variant_uuid(value.content, to);
    case variant_kind::object:
    case variant_kind::array: return;
  }
}

inline result<void> append_variant_at(const variant_metadata& names, const variant_value& value, int depth,
                                      std::string& to) {
  if (!value.is_object() && !value.is_array()) {
    append_variant_scalar(value, to);
    return {};
  }
  if (depth >= variant_depth_max) {
    return error(errc::value_too_large,
                 "a variant nested deeper than " + std::to_string(variant_depth_max) + " (variant_depth_max)");
  }
  to += value.is_object() ? '{' : '[';
  bool first = true;
  for (variant_elements elements(value, names); !elements.at_end(); first = false) {
    const result<variant_element> one = elements.next();
    if (!one) return one.error();
    if (!first) to += ',';
    if (value.is_object()) {
      append_json_text(one->name, to);
      to += ':';
    }
    const result<void> done = append_variant_at(names, one->value, depth + 1, to);
    if (!done) return done;
  }
  to += value.is_object() ? '}' : ']';
  return {};
}

}  // namespace detail

DELTALAKE_DECL result<void> append_variant_json(const variant_metadata& names, const variant_value& value,
                                                std::string& to) {
  return detail::append_variant_at(names, value, 1, to);
}

DELTALAKE_DECL result<std::string> variant_text(std::string_view metadata, std::string_view value) {
  const result<variant_metadata> names = variant_metadata::read(metadata);
  if (!names) return names.error();
  const result<variant_value> root = read_variant(value);
  if (!root) return root.error();
  std::string made;
  const result<void> done = append_variant_json(*names, *root, made);
  if (!done) return done.error();
  return made;
}

DELTALAKE_DECL result<std::string> variant_text(const array& variants, std::int64_t row) {
  return variant_text(variants.children[0].text(row), variants.children[1].text(row));
}

}  // namespace deltalake::inline v0::column
