#pragma once
#include <bit>
#include <cstring>
#include <string>

#include <deltalake/column/variant_bytes.hpp>
#include <deltalake/column/variant_value.hpp>

namespace deltalake::inline v0::column {
namespace detail {

inline error cut_variant() { return error(errc::invalid_parquet, "a variant value that is cut short"); }

// The bytes that follow the header of a primitive value; those of text and binary begin with their size.
inline int variant_width(variant_kind kind) noexcept {
  switch (kind) {
    case variant_kind::null:
    case variant_kind::true_value:
    case variant_kind::false_value: return 0;
    case variant_kind::int8: return 1;
    case variant_kind::int16: return 2;
    case variant_kind::int32:
    case variant_kind::date:
    case variant_kind::float32: return 4;
    case variant_kind::decimal4: return 5;
    case variant_kind::int64:
    case variant_kind::float64:
    case variant_kind::timestamp:
    case variant_kind::timestamp_ntz:
    case variant_kind::time_ntz:
    case variant_kind::timestamp_nanos:
    case variant_kind::timestamp_ntz_nanos: return 8;
    case variant_kind::decimal8: return 9;
    case variant_kind::decimal16: return 17;
    case variant_kind::uuid: return 16;
    case variant_kind::binary:
    case variant_kind::string:
    case variant_kind::object:
    case variant_kind::array: return -1;
  }
  return -1;
}

inline bool is_variant_decimal(variant_kind kind) noexcept {
  return kind >= variant_kind::decimal4 && kind <= variant_kind::decimal16;
}

inline result<variant_value> read_variant_primitive(std::string_view from, unsigned type) {
  if (type > 20) return error(errc::unsupported_parquet, "a variant value of type " + std::to_string(type));
  variant_value made;
  made.kind = static_cast<variant_kind>(type);
  std::string_view rest = from.substr(1);
  std::size_t size = 0;
  if (made.kind == variant_kind::binary || made.kind == variant_kind::string) {
    if (rest.size() < 4) return cut_variant();
    size = read_little(rest, 4);
    rest.remove_prefix(4);
  } else {
    size = static_cast<std::size_t>(variant_width(made.kind));
  }
  if (rest.size() < size) return cut_variant();
  made.content = rest.substr(0, size);
  made.bytes = from.substr(0, from.size() - rest.size() + size);
  if (!is_variant_decimal(made.kind)) return made;
  made.scale = static_cast<std::uint8_t>(made.content.front());
  made.content.remove_prefix(1);
  if (made.scale > 38)
    return error(errc::invalid_parquet, "a variant's decimal of scale " + std::to_string(made.scale));
  return made;
}

inline result<variant_value> read_variant_container(std::string_view from, bool object, unsigned header) {
  variant_value made;
  made.kind = object ? variant_kind::object : variant_kind::array;
  made.offset_size = static_cast<std::uint8_t>((header & 3U) + 1);
  made.id_size = object ? static_cast<std::uint8_t>((header >> 2 & 3U) + 1) : std::uint8_t{0};
  const bool large = (header >> (object ? 4 : 2) & 1U) != 0;
  std::string_view rest = from.substr(1);
  const std::size_t count_size = large ? 4 : 1;
  if (rest.size() < count_size) return cut_variant();
  made.count = read_little(rest, count_size);
  rest.remove_prefix(count_size);
  const std::uint64_t ids = std::uint64_t{made.count} * made.id_size;
  const std::uint64_t offsets = (std::uint64_t{made.count} + 1) * made.offset_size;
  if (rest.size() < ids + offsets) return cut_variant();
  made.ids = rest.substr(0, ids);
  made.offsets = rest.substr(ids, offsets);
  rest.remove_prefix(ids + offsets);
  const std::size_t size = read_little(made.offsets.substr(offsets - made.offset_size), made.offset_size);
  if (rest.size() < size) return cut_variant();
  made.content = rest.substr(0, size);
  made.bytes = from.substr(0, from.size() - rest.size() + size);
  return made;
}

}  // namespace detail

DELTALAKE_DECL std::int64_t variant_value::integer() const noexcept {
  std::int64_t value = 0;
  const bool is_number = (kind >= variant_kind::int8 && kind <= variant_kind::int64) ||
                         (kind >= variant_kind::date && kind <= variant_kind::timestamp_ntz) ||
                         (kind >= variant_kind::time_ntz && kind <= variant_kind::timestamp_ntz_nanos);
  if (!is_number || content.empty() || content.size() > 8) return 0;
  if ((static_cast<unsigned char>(content.back()) & 0x80U) != 0) value = -1;
  std::memcpy(&value, content.data(), content.size());
  return value;
}

DELTALAKE_DECL double variant_value::floating() const noexcept {
  if (kind == variant_kind::float32 && content.size() == 4) {
    float value = 0;
    std::memcpy(&value, content.data(), 4);
    return value;
  }
  double value = 0;
  if (kind == variant_kind::float64 && content.size() == 8) std::memcpy(&value, content.data(), 8);
  return value;
}

DELTALAKE_DECL result<variant_value> read_variant(std::string_view from) {
  if (from.empty()) return detail::cut_variant();
  const auto first = static_cast<std::uint8_t>(from.front());
  const unsigned header = first >> 2;
  switch (first & 3U) {
    case 0: return detail::read_variant_primitive(from, header);
    case 1: {
      if (from.size() - 1 < header) return detail::cut_variant();
      variant_value made;
      made.kind = variant_kind::string;
      made.bytes = from.substr(0, header + 1);
      made.content = from.substr(1, header);
      return made;
    }
    case 2: return detail::read_variant_container(from, true, header);
    default: return detail::read_variant_container(from, false, header);
  }
}

DELTALAKE_DECL result<std::string_view> variant_elements::next_name() {
  const std::string_view id = parent_.ids.substr(std::size_t{next_} * parent_.id_size);
  const result<std::string_view> name = names_.name(detail::read_little(id, parent_.id_size));
  if (name && next_ != 0 && *name == before_) {
    return error(errc::invalid_parquet, "a variant object with two fields '" + std::string(*name) + "'");
  }
  if (name) before_ = *name;
  return name;
}

DELTALAKE_DECL result<variant_element> variant_elements::next() {
  variant_element made;
  if (parent_.is_object()) {
    const result<std::string_view> name = next_name();
    if (!name) return name.error();
    made.name = *name;
  }
  const std::string_view place = parent_.offsets.substr(std::size_t{next_} * parent_.offset_size);
  const std::uint32_t offset = detail::read_little(place, parent_.offset_size);
  if (offset > parent_.content.size()) return detail::cut_variant();
  const result<variant_value> value = read_variant(parent_.content.substr(offset));
  if (!value) return value.error();
  if (value->bytes.size() > room_) {
    return error(errc::invalid_parquet, "elements of a variant that overlap each other");
  }
  room_ -= value->bytes.size();
  made.value = *value;
  ++next_;
  return made;
}

}  // namespace deltalake::inline v0::column
