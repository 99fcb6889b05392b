#pragma once
#include <charconv>
#include <optional>
#include <string>

#include <deltalake/column/arrow_format.hpp>

namespace deltalake::inline v0::column {
namespace detail {

inline error unknown_format(std::string_view text, std::string_view why = "is no format of Arrow") {
  return error{errc::invalid_argument, "'" + std::string(text.substr(0, 64)) + "' " + std::string(why)};
}

/// Takes a whole number from the front of `text`.
inline std::optional<std::int32_t> take_number(std::string_view& text) noexcept {
  std::int32_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

inline arrow_format fixed_format(data_type type) {
  const std::int32_t width = width_of(type);
  return {std::move(type), arrow_layout::fixed, width, 0, 0};
}

inline result<arrow_format> read_primitive(std::string_view text) {
  switch (text[0]) {
    case 'n': return arrow_format{type_id::null, arrow_layout::nothing, 0, 0, 0};
    case 'b': return arrow_format{type_id::boolean, arrow_layout::bits, 0, 0, 0};
    case 'c': return fixed_format(type_id::int8);
    case 'C': return fixed_format(type_id::uint8);
    case 's': return fixed_format(type_id::int16);
    case 'S': return fixed_format(type_id::uint16);
    case 'i': return fixed_format(type_id::int32);
    case 'I': return fixed_format(type_id::uint32);
    case 'l': return fixed_format(type_id::int64);
    case 'L': return fixed_format(type_id::uint64);
    case 'e': return fixed_format(type_id::float16);
    case 'f': return fixed_format(type_id::float32);
    case 'g': return fixed_format(type_id::float64);
    case 'u': return arrow_format{type_id::utf8, arrow_layout::text32, 0, 0, 0};
    case 'U': return arrow_format{type_id::utf8, arrow_layout::text64, 0, 0, 0};
    case 'z': return arrow_format{type_id::binary, arrow_layout::text32, 0, 0, 0};
    case 'Z': return arrow_format{type_id::binary, arrow_layout::text64, 0, 0, 0};
    default: return unknown_format(text);
  }
}

inline std::optional<time_unit> unit_of(char letter) noexcept {
  const std::size_t place = std::string_view("smun").find(letter);
  if (place == std::string_view::npos) return std::nullopt;
  return static_cast<time_unit>(place);
}

inline result<arrow_format> read_time(std::string_view text) {
  if (text == "tdD") return fixed_format(type_id::date32);
  if (text == "tdm") return arrow_format{type_id::date32, arrow_layout::fixed, 8, 0, 86'400'000};
  if (text.size() < 3) return unknown_format(text);
  if (text[1] == 'D') return unknown_format(text, "is a duration, which neither Parquet nor Delta has");
  if (text[1] == 'i') return unknown_format(text, "is an interval, which Delta does not have");
  const std::optional<time_unit> unit = unit_of(text[2]);
  if (!unit) return unknown_format(text);
  data_type type;
  type.unit = *unit;
  if (text[1] == 's' && text.size() > 3 && text[3] == ':') {
    type.id = type_id::timestamp;
    type.utc = text.size() > 4;  // whatever the zone's name: the values count from the epoch in UTC
    return fixed_format(type);
  }
  if (text[1] != 't' || text.size() != 3) return unknown_format(text);
  type.id = *unit == time_unit::second || *unit == time_unit::milli ? type_id::time32 : type_id::time64;
  return fixed_format(type);
}

inline result<arrow_format> read_decimal(std::string_view text) {
  std::string_view rest = text.substr(2);
  const auto comma = [&rest] {
    if (rest.empty() || rest[0] != ',') return false;
    rest.remove_prefix(1);
    return true;
  };
  const std::optional<std::int32_t> precision = take_number(rest);
  if (!precision || !comma()) return unknown_format(text);
  const std::optional<std::int32_t> scale = take_number(rest);
  const std::optional<std::int32_t> bits = comma() ? take_number(rest) : 128;
  if (!scale || !bits || !rest.empty()) return unknown_format(text);
  if (*bits != 32 && *bits != 64 && *bits != 128 && *bits != 256) return unknown_format(text);
  constexpr std::int32_t digits[] = {9, 18, 38, 76};
  const std::int32_t most = digits[*bits == 32 ? 0 : *bits == 64 ? 1 : *bits == 128 ? 2 : 3];
  if (*precision < 1 || *precision > most) return unknown_format(text, "has a precision out of its range");
  data_type type(*bits == 256 ? type_id::decimal256 : type_id::decimal128);
  type.precision = *precision;
  type.scale = *scale;
  return arrow_format{std::move(type), arrow_layout::fixed, *bits / 8, 0, 0};
}

inline result<arrow_format> read_nested(std::string_view text) {
  if (text == "+l") return arrow_format{type_id::list, arrow_layout::list32, 0, 0, 0};
  if (text == "+L") return arrow_format{type_id::list, arrow_layout::list64, 0, 0, 0};
  if (text == "+vl") return arrow_format{type_id::list, arrow_layout::list_views32, 0, 0, 0};
  if (text == "+vL") return arrow_format{type_id::list, arrow_layout::list_views64, 0, 0, 0};
  if (text == "+m") return arrow_format{type_id::map, arrow_layout::list32, 0, 0, 0};
  if (text == "+s") return arrow_format{type_id::structure, arrow_layout::structure, 0, 0, 0};
  if (text == "+r") return arrow_format{type_id::null, arrow_layout::run_end, 0, 0, 0};
  if (text.starts_with("+ud:") || text.starts_with("+us:")) {
    return unknown_format(text, "is a union, which neither Parquet nor Delta has");
  }
  std::string_view rest = text.substr(text.size() < 3 ? text.size() : 3);
  const std::optional<std::int32_t> size = take_number(rest);
  if (!text.starts_with("+w:") || !size || *size < 0 || !rest.empty()) return unknown_format(text);
  return arrow_format{type_id::list, arrow_layout::fixed_list, 0, *size, 0};
}

}  // namespace detail

DELTALAKE_DECL result<arrow_format> read_arrow_format(std::string_view text) {
  if (text.size() == 1) return detail::read_primitive(text);
  if (text == "vu") return arrow_format{type_id::utf8, arrow_layout::views, 0, 0, 0};
  if (text == "vz") return arrow_format{type_id::binary, arrow_layout::views, 0, 0, 0};
  if (text.starts_with("+")) return detail::read_nested(text);
  if (text.starts_with("t")) return detail::read_time(text);
  if (text.starts_with("d:")) return detail::read_decimal(text);
  if (!text.starts_with("w:")) return detail::unknown_format(text);
  std::string_view rest = text.substr(2);
  data_type type(type_id::fixed_size_binary);
  const std::optional<std::int32_t> width = detail::take_number(rest);
  if (!width || *width < 0 || !rest.empty()) return detail::unknown_format(text);
  type.byte_width = *width;
  return detail::fixed_format(std::move(type));
}

}  // namespace deltalake::inline v0::column
