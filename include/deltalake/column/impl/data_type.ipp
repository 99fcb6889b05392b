#pragma once
#include <array>
#include <string_view>

#include <deltalake/column/data_type.hpp>

namespace deltalake::inline v0::column {
namespace detail {

struct type_row {
  std::string_view name;
  std::int32_t width;
};

// In the order of the enumerators.
inline constexpr std::array<type_row, 29> type_rows{{
    {"null", 0},        {"boolean", 0},
    {"int8", 1},        {"int16", 2},
    {"int32", 4},       {"int64", 8},
    {"uint8", 1},       {"uint16", 2},
    {"uint32", 4},      {"uint64", 8},
    {"float16", 2},     {"float32", 4},
    {"float64", 8},     {"date32", 4},
    {"time32", 4},      {"time64", 8},
    {"timestamp", 8},   {"decimal128", 16},
    {"decimal256", 32}, {"binary", 0},
    {"utf8", 0},        {"fixed_size_binary", 0},
    {"list", 0},        {"map", 0},
    {"struct", 0},      {"utf8_view", 16},
    {"binary_view", 16}, {"dictionary", 4},
    {"variant", 0},
}};

inline const type_row& row_of(type_id id) noexcept { return type_rows[static_cast<std::size_t>(id)]; }

inline std::string_view name_of(time_unit unit) noexcept {
  constexpr std::array<std::string_view, 4> names{"second", "milli", "micro", "nano"};
  return names[static_cast<std::size_t>(unit)];
}

}  // namespace detail

DELTALAKE_DECL std::int32_t width_of(const data_type& type) noexcept {
  return type.id == type_id::fixed_size_binary ? type.byte_width : detail::row_of(type.id).width;
}

DELTALAKE_DECL std::string to_string(const data_type& type) {
  std::string text(detail::row_of(type.id).name);
  if (type.id == type_id::time32 || type.id == type_id::time64 || type.id == type_id::timestamp) {
    text.append("(").append(detail::name_of(type.unit)).append(type.utc ? ", utc)" : ")");
  } else if (type.id == type_id::decimal128 || type.id == type_id::decimal256) {
    text.append("(").append(std::to_string(type.precision)).append(", ").append(std::to_string(type.scale)).append(")");
  } else if (type.id == type_id::fixed_size_binary) {
    text.append("(").append(std::to_string(type.byte_width)).append(")");
  }
  if (type.children.empty()) return text;
  text += '<';
  for (std::size_t i = 0; i < type.children.size(); ++i) {
    if (i != 0) text += ", ";
    text.append(type.children[i].name).append(": ").append(to_string(type.children[i].type));
    if (!type.children[i].nullable) text += " not null";
  }
  return text + '>';
}

}  // namespace deltalake::inline v0::column
