#pragma once
#include <cmath>
#include <cstddef>

#include <deltalake/column/plain_text.hpp>
#include <deltalake/column/variant_json.hpp>

namespace deltalake::inline v0::column {
namespace detail {

inline void append_bare_float(double value, std::string& to) {
  if (std::isfinite(value)) return append_float(value, to);
  to += std::isnan(value) ? "NaN" : value < 0 ? "-Infinity" : "Infinity";
}

inline void append_decimal_of(const array& from, std::int64_t row, std::string& to) {
  const auto width = static_cast<std::size_t>(width_of(from.type));
  append_decimal(from.values.data() + static_cast<std::size_t>(row) * width, width, from.type.scale, to);
}

}  // namespace detail

DELTALAKE_DECL void append_plain(const array& from, std::int64_t row, value_style style, std::string& to) {
  switch (from.type.id) {
    case type_id::boolean: to += from.bit(row) ? "true" : "false"; return;
    case type_id::int8: return append_number(std::int64_t{from.value<std::int8_t>(row)}, to);
    case type_id::int16: return append_number(std::int64_t{from.value<std::int16_t>(row)}, to);
    case type_id::int32: return append_number(std::int64_t{from.value<std::int32_t>(row)}, to);
    case type_id::int64: return append_number(std::int64_t{from.value<std::int64_t>(row)}, to);
    case type_id::uint8: return append_number(std::uint64_t{from.value<std::uint8_t>(row)}, to);
    case type_id::uint16: return append_number(std::uint64_t{from.value<std::uint16_t>(row)}, to);
    case type_id::uint32: return append_number(std::uint64_t{from.value<std::uint32_t>(row)}, to);
    case type_id::uint64: return append_number(std::uint64_t{from.value<std::uint64_t>(row)}, to);
    case type_id::float16: return detail::append_bare_float(float_of_half(from.value<std::uint16_t>(row)), to);
    case type_id::float32: return detail::append_bare_float(from.value<float>(row), to);
    case type_id::float64: return detail::append_bare_float(from.value<double>(row), to);
    case type_id::date32: return append_bare_date(from.value<std::int32_t>(row), to);
    case type_id::time32: return append_bare_time(from.value<std::int32_t>(row), from.type.unit, style, to);
    case type_id::time64: return append_bare_time(from.value<std::int64_t>(row), from.type.unit, style, to);
    case type_id::timestamp:
      return append_bare_timestamp(from.value<std::int64_t>(row), from.type.unit, from.type.utc, style, to);
    case type_id::decimal128:
    case type_id::decimal256: return detail::append_decimal_of(from, row, to);
    case type_id::utf8:
    case type_id::utf8_view: to += from.text(row); return;
    case type_id::binary:
    case type_id::binary_view:
    case type_id::fixed_size_binary: return append_bare_base64(from.text(row), to);
    case type_id::dictionary: return append_plain(*from.dictionary, from.value<std::int32_t>(row), style, to);
    case type_id::null:
    case type_id::list:
    case type_id::map:
    case type_id::structure: return;
    case type_id::variant: to += variant_text(from, row).value(); return;
  }
}

}  // namespace deltalake::inline v0::column
