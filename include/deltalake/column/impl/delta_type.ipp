#pragma once
#include <cstring>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include <deltalake/column/cast.hpp>
#include <deltalake/column/delta_type.hpp>
#include <deltalake/schema/struct_type.hpp>

namespace deltalake::inline v0::column {
namespace detail {

inline result<data_type> list_type_of(const schema::array_type& delta) {
  result<data_type> element = type_of(delta.element);
  if (!element) return std::move(element.error()).in_field("element");
  data_type made(type_id::list);
  made.children.push_back({"element", std::move(*element), delta.contains_null});
  return made;
}

inline result<data_type> map_type_of(const schema::map_type& delta) {
  result<data_type> key = type_of(delta.key);
  if (!key) return std::move(key.error()).in_field("key");
  result<data_type> value = type_of(delta.value);
  if (!value) return std::move(value.error()).in_field("value");
  data_type entries(type_id::structure);
  entries.children.push_back({"key", std::move(*key), false});
  entries.children.push_back({"value", std::move(*value), delta.value_contains_null});
  data_type made(type_id::map);
  made.children.push_back({"entries", std::move(entries), false});
  return made;
}

inline result<data_type> structure_type_of(const schema::struct_type& delta) {
  data_type made(type_id::structure);
  for (const schema::field& one : delta) {
    result<field> child = field_of(one);
    if (!child) return child.error();
    made.children.push_back(std::move(*child));
  }
  return made;
}

inline data_type timestamp_type(bool utc) {
  data_type made(type_id::timestamp);
  made.unit = time_unit::micro;
  made.utc = utc;
  return made;
}

inline data_type decimal_type_of(const schema::decimal_type& delta) {
  data_type made(type_id::decimal128);
  made.precision = delta.precision;
  made.scale = delta.scale;
  return made;
}

template <class T>
void repeat(T value, std::int64_t length, buffer& to) {
  to.resize(static_cast<std::size_t>(length) * sizeof(T));
  for (std::int64_t i = 0; i < length; ++i) to.as<T>()[i] = value;
}

inline void repeat_bit(bool value, std::int64_t length, buffer& to) {
  to.resize(static_cast<std::size_t>((length + 7) / 8));
  if (!to.empty()) std::memset(to.data(), value ? 0xFF : 0, to.size());
}

inline bool repeat_text(std::string_view text, std::int64_t length, array& to) {
  if (!text.empty() && length > 0x7FFF'FFFF / static_cast<std::int64_t>(text.size())) return false;
  const auto size = static_cast<std::int32_t>(text.size());
  to.offsets.resize(static_cast<std::size_t>(length + 1) * sizeof(std::int32_t));
  to.values.reserve(static_cast<std::size_t>(length) * text.size());
  for (std::int64_t i = 0; i < length; ++i) {
    to.offsets.as<std::int32_t>()[i] = static_cast<std::int32_t>(i) * size;
    to.values.append(text.data(), text.size());
  }
  to.offsets.as<std::int32_t>()[length] = static_cast<std::int32_t>(length) * size;
  return true;
}

inline void repeat_integer(std::int64_t value, std::int64_t length, array& to) {
  switch (width_of(to.type)) {
    case 1: return repeat(static_cast<std::int8_t>(value), length, to.values);
    case 2: return repeat(static_cast<std::int16_t>(value), length, to.values);
    case 4: return repeat(static_cast<std::int32_t>(value), length, to.values);
    default: return repeat(value, length, to.values);
  }
}

// Fills the values of an array; false if they are too much.
struct value_repeater {
  array& to;
  std::int64_t length;

  bool operator()(std::monostate) const { return true; }
  bool operator()(bool value) const { return repeat_bit(value, length, to.values), true; }
  bool operator()(std::int64_t value) const { return repeat_integer(value, length, to), true; }
  bool operator()(float value) const { return repeat(value, length, to.values), true; }
  bool operator()(double value) const { return repeat(value, length, to.values), true; }
  bool operator()(const schema::decimal& value) const { return repeat(value.unscaled(), length, to.values), true; }
  bool operator()(const std::string& value) const { return repeat_text(value, length, to); }
  bool operator()(const schema::binary& value) const { return repeat_text(value.bytes, length, to); }
  bool operator()(schema::date value) const { return repeat(value.days, length, to.values), true; }
  bool operator()(schema::timestamp value) const { return repeat(value.micros, length, to.values), true; }
  bool operator()(schema::timestamp_ntz value) const { return repeat(value.micros, length, to.values), true; }
};

}  // namespace detail

DELTALAKE_DECL result<data_type> type_of(const schema::data_type& delta) {
  using kind = schema::data_type::kind;
  switch (delta.what()) {
    case kind::string: return data_type(type_id::utf8);
    case kind::long_: return data_type(type_id::int64);
    case kind::integer: return data_type(type_id::int32);
    case kind::short_: return data_type(type_id::int16);
    case kind::byte: return data_type(type_id::int8);
    case kind::float_: return data_type(type_id::float32);
    case kind::double_: return data_type(type_id::float64);
    case kind::boolean: return data_type(type_id::boolean);
    case kind::binary: return data_type(type_id::binary);
    case kind::date: return data_type(type_id::date32);
    case kind::timestamp: return detail::timestamp_type(true);
    case kind::timestamp_ntz: return detail::timestamp_type(false);
    case kind::void_: return data_type(type_id::null);
    case kind::variant: return variant_type();
    case kind::decimal: return detail::decimal_type_of(delta.as_decimal());
    case kind::struct_: return detail::structure_type_of(delta.as_struct());
    case kind::array: return detail::list_type_of(delta.as_array());
    case kind::map: return detail::map_type_of(delta.as_map());
    case kind::unknown: break;
  }
  return error(errc::unsupported_feature, "columns of type '" + delta.as_unknown() + "'");
}

DELTALAKE_DECL result<field> field_of(const schema::field& delta) {
  result<data_type> type = type_of(delta.type);
  if (type) return field{delta.name, std::move(*type), delta.nullable};
  error found = type.error();
  found.field = found.field.empty() ? delta.name : delta.name + "." + found.field;
  return found;
}

DELTALAKE_DECL result<array> constant(const schema::scalar& value, const data_type& type, std::int64_t length) {
  if (value.is_null()) return nulls_of(type, length);
  array made;
  made.type = type;
  made.length = length;
  if (std::visit(detail::value_repeater{made, length}, value.variant())) return made;
  return error(errc::value_too_large, std::to_string(length) + " times a text of " +
                                          std::to_string(bytes_of(value)) + " bytes");
}

DELTALAKE_DECL std::uint64_t bytes_of(const schema::scalar& value) noexcept {
  if (const auto* const text = value.get_if<std::string>()) return text->size() + sizeof(std::int32_t);
  if (const auto* const some = value.get_if<schema::binary>()) return some->bytes.size() + sizeof(std::int32_t);
  return sizeof(schema::int128);
}

}  // namespace deltalake::inline v0::column
