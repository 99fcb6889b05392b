#pragma once
#include <cmath>
#include <compare>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <deltalake/parquet/convert.hpp>
#include <deltalake/parquet/statistics.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

// How many bits an integer has; 0 if the type is none.
struct integer_width {
  int bits = 0;
  bool is_signed = true;
};
inline integer_width integer_width_of(column::type_id type) noexcept {
  switch (type) {
    case column::type_id::int8: return {8, true};
    case column::type_id::int16: return {16, true};
    case column::type_id::int32: return {32, true};
    case column::type_id::int64: return {64, true};
    case column::type_id::uint8: return {8, false};
    case column::type_id::uint16: return {16, false};
    case column::type_id::uint32: return {32, false};
    case column::type_id::uint64: return {64, false};
    default: return {};
  }
}

inline bool stores_integers(const leaf_column& leaf, int bits) noexcept {
  const integer_width width = integer_width_of(leaf.type.id);
  return width.bits != 0 && width.bits + (width.is_signed ? 0 : 1) <= bits;
}

inline bool stores_decimals(const leaf_column& leaf, const schema::decimal_type& type) noexcept {
  return leaf.type.id == column::type_id::decimal128 && leaf.type.scale <= type.scale &&
         leaf.type.precision - leaf.type.scale <= type.precision - type.scale;
}

// Which bounds of a chunk may be used; the views are of its statistics.
struct trusted_bounds {
  std::optional<std::string_view> lower, upper;
  std::optional<bool> lower_exact, upper_exact;
};

// Deprecated bounds were made by signed comparison, of byte arrays byte by byte.
inline bool compares_signed(const leaf_column& leaf) noexcept {
  switch (leaf.physical) {
    case physical_type::boolean:
    case physical_type::float32:
    case physical_type::float64: return true;
    case physical_type::int32:
    case physical_type::int64: return leaf.logical.kind != logical_kind::integer || leaf.logical.is_signed;
    case physical_type::int96:
    case physical_type::byte_array:
    case physical_type::fixed_len_byte_array: break;
  }
  return false;
}

inline bool has_type_defined_order(const file_metadata& from, const leaf_column& leaf) noexcept {
  return leaf.index < from.type_defined_order.size() && from.type_defined_order[leaf.index];
}

inline bool may_hold_nan(const schema::data_type& type) noexcept {
  return type.is(schema::data_type::kind::float_) || type.is(schema::data_type::kind::double_);
}

inline trusted_bounds trusted_bounds_of(const file_metadata& from, const leaf_column& leaf, const statistics& found) {
  trusted_bounds made;
  if (has_type_defined_order(from, leaf) && (found.min_value || found.max_value)) {
    made.lower = found.min_value;
    made.upper = found.max_value;
    made.lower_exact = found.is_min_value_exact;
    made.upper_exact = found.is_max_value_exact;
  } else if (compares_signed(leaf)) {
    made.lower = found.min;
    made.upper = found.max;
  }
  return made;
}

template <class T>
std::optional<T> plain_value(std::string_view text) noexcept {
  if (text.size() != sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, text.data(), sizeof(T));
  return value;
}

template <class Stored, class Meant>
std::optional<value_bound> integer_bound(std::string_view text) {
  const std::optional<Stored> value = plain_value<Stored>(text);
  if (!value || *value < (std::numeric_limits<Meant>::min)() || *value > (std::numeric_limits<Meant>::max)()) {
    return std::nullopt;
  }
  return value_bound{schema::scalar(static_cast<Meant>(*value)), true};
}

inline std::optional<value_bound> integer_bound(const leaf_column& leaf, std::string_view text) {
  switch (leaf.type.id) {
    case column::type_id::int8: return integer_bound<std::int32_t, std::int8_t>(text);
    case column::type_id::int16: return integer_bound<std::int32_t, std::int16_t>(text);
    case column::type_id::int32: return integer_bound<std::int32_t, std::int32_t>(text);
    case column::type_id::int64: return integer_bound<std::int64_t, std::int64_t>(text);
    case column::type_id::uint8: return integer_bound<std::uint32_t, std::uint8_t>(text);
    case column::type_id::uint16: return integer_bound<std::uint32_t, std::uint16_t>(text);
    case column::type_id::uint32: return integer_bound<std::uint32_t, std::uint32_t>(text);
    default: return std::nullopt;
  }
}

inline std::optional<value_bound> boolean_bound(std::string_view text) {
  if (text.size() != 1 || static_cast<unsigned char>(text[0]) > 1) return std::nullopt;
  return value_bound{schema::scalar(text[0] == 1), true};
}

// A zero of either sign stands for both.
template <class Floating>
std::optional<value_bound> floating_bound(std::string_view text, bool upper) {
  const std::optional<Floating> value = plain_value<Floating>(text);
  if (!value || std::isnan(*value)) return std::nullopt;
  const Floating zero = upper ? Floating{0} : -Floating{0};
  return value_bound{schema::scalar(*value == 0 ? zero : *value), true};
}

inline std::optional<value_bound> decimal_bound(const leaf_column& leaf, std::string_view text) {
  schema::int128 unscaled = 0;
  if (leaf.physical == physical_type::int32 || leaf.physical == physical_type::int64) {
    const std::optional<std::int32_t> narrow = plain_value<std::int32_t>(text);
    const std::optional<std::int64_t> wide = plain_value<std::int64_t>(text);
    if (!(leaf.physical == physical_type::int32 ? narrow.has_value() : wide.has_value())) return std::nullopt;
    unscaled = narrow ? *narrow : *wide;
  } else {
    const bool fixed = leaf.physical == physical_type::fixed_len_byte_array;
    if (text.empty() || (fixed && text.size() != static_cast<std::size_t>(leaf.type_length))) return std::nullopt;
    std::uint8_t bytes[16];
    if (!reverse_decimal(reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), bytes, sizeof bytes)) {
      return std::nullopt;
    }
    std::memcpy(&unscaled, bytes, sizeof bytes);
  }
  const result<schema::decimal> made = schema::decimal::make(unscaled, leaf.type.scale);
  if (!made || made->digits() > leaf.type.precision) return std::nullopt;
  return value_bound{schema::scalar(*made), true};
}

// In microseconds; what is finer is rounded away from the values.
inline std::optional<value_bound> time_bound(const leaf_column& leaf, std::string_view text, bool zoned, bool upper) {
  const std::optional<std::int64_t> value = plain_value<std::int64_t>(text);
  if (!value) return std::nullopt;
  std::int64_t micros = *value;
  bool exact = true;
  if (leaf.type.unit == column::time_unit::milli) {
    constexpr std::int64_t most = (std::numeric_limits<std::int64_t>::max)() / 1000;
    if (*value > most || *value < -most) return std::nullopt;
    micros = *value * 1000;
  } else if (leaf.type.unit == column::time_unit::nano) {
    const std::int64_t rest = *value % 1000;
    micros = *value / 1000 + (upper ? (rest > 0 ? 1 : 0) : (rest < 0 ? -1 : 0));
    exact = rest == 0;
  } else if (leaf.type.unit != column::time_unit::micro) {
    return std::nullopt;
  }
  return value_bound{zoned ? schema::scalar(schema::timestamp{micros}) : schema::scalar(schema::timestamp_ntz{micros}),
                     exact};
}

// A bound in its PLAIN form as a value of `type`, which the leaf stores; nothing if it cannot be one.
inline std::optional<value_bound> read_bound(const leaf_column& leaf, const schema::data_type& type,
                                             std::string_view text, bool upper) {
  using kind = schema::data_type::kind;
  switch (type.what()) {
    case kind::boolean: return boolean_bound(text);
    case kind::byte:
    case kind::short_:
    case kind::integer:
    case kind::long_: return integer_bound(leaf, text);
    case kind::float_: return floating_bound<float>(text, upper);
    case kind::double_: return floating_bound<double>(text, upper);
    case kind::decimal: return decimal_bound(leaf, text);
    case kind::date: {
      const std::optional<std::int32_t> days = plain_value<std::int32_t>(text);
      if (!days) return std::nullopt;
      return value_bound{schema::scalar(schema::date{*days}), true};
    }
    case kind::timestamp: return time_bound(leaf, text, true, upper);
    case kind::timestamp_ntz: return time_bound(leaf, text, false, upper);
    case kind::string: return value_bound{schema::scalar(text), false};
    case kind::binary: return value_bound{schema::scalar(schema::binary(std::string(text))), false};
    default: return std::nullopt;
  }
}

// Reads one side into `into`; false if there is a bound that makes no sense.
inline bool take_bound(const leaf_column& leaf, const schema::data_type& type, std::optional<std::string_view> text,
                       std::optional<bool> exact, bool upper, std::optional<value_bound>& into) {
  if (!text) return true;
  into = read_bound(leaf, type, *text, upper);
  if (!into) return false;
  const bool is_text = type.is(schema::data_type::kind::string) || type.is(schema::data_type::kind::binary);
  // Nobody knows what the first bytes of a decimal say of it.
  const bool has_bytes =
      leaf.physical == physical_type::byte_array || leaf.physical == physical_type::fixed_len_byte_array;
  if (has_bytes && !is_text && !exact.value_or(true)) return false;
  into->exact = is_text ? exact.value_or(false) : into->exact && exact.value_or(true);
  return true;
}

// What trusted bounds say as values of `type`: none of both if one cannot be read, or they contradict each other.
inline value_bounds bounds_from(const leaf_column& leaf, const schema::data_type& type, const trusted_bounds& trusted) {
  value_bounds made;
  made.may_hold_nan = may_hold_nan(type);
  if (leaf.hybrid_calendar) return made;  // they are days of another calendar than the values that are read
  const bool good = take_bound(leaf, type, trusted.lower, trusted.lower_exact, false, made.lower) &&
                    take_bound(leaf, type, trusted.upper, trusted.upper_exact, true, made.upper) &&
                    !(made.lower && made.upper && std::is_gt(made.lower->value <=> made.upper->value));
  if (!good) {
    made.lower.reset();
    made.upper.reset();
  }
  return made;
}

}  // namespace detail

DELTALAKE_DECL bool all_null(const row_group& group, std::uint32_t leaf) noexcept {
  const column_chunk& chunk = group.columns[leaf];
  return chunk.statistics && chunk.statistics->null_count && *chunk.statistics->null_count == chunk.num_values;
}

DELTALAKE_DECL std::optional<std::int64_t> count_values(const row_group& group, const leaf_column& leaf) noexcept {
  const column_chunk& chunk = group.columns[leaf.index];
  if (leaf.max_repetition == 0 && chunk.num_values != group.num_rows) return std::nullopt;
  if (leaf.max_definition == 0) return chunk.num_values;
  if (!chunk.statistics || !chunk.statistics->null_count) return std::nullopt;
  const std::int64_t nulls = *chunk.statistics->null_count;
  if (nulls < 0 || nulls > chunk.num_values) return std::nullopt;
  return chunk.num_values - nulls;
}

DELTALAKE_DECL bool stores(const leaf_column& leaf, const schema::data_type& type) noexcept {
  using kind = schema::data_type::kind;
  const column::type_id found = leaf.type.id;
  // Old writers leave text without its annotation.
  const bool plain_bytes = found == column::type_id::binary && leaf.logical.kind == logical_kind::none;
  switch (type.what()) {
    case kind::boolean: return found == column::type_id::boolean;
    case kind::byte: return detail::stores_integers(leaf, 8);
    case kind::short_: return detail::stores_integers(leaf, 16);
    case kind::integer: return detail::stores_integers(leaf, 32);
    case kind::long_: return detail::stores_integers(leaf, 64);
    case kind::float_: return found == column::type_id::float32;
    case kind::double_: return found == column::type_id::float64;
    case kind::decimal: return detail::stores_decimals(leaf, type.as_decimal());
    case kind::string: return found == column::type_id::utf8 || plain_bytes;
    case kind::binary: return plain_bytes;
    case kind::date: return found == column::type_id::date32;
    case kind::timestamp:
      return found == column::type_id::timestamp && (leaf.type.utc || leaf.physical == physical_type::int96);
    case kind::timestamp_ntz:
      return found == column::type_id::timestamp && (!leaf.type.utc || leaf.physical == physical_type::int96);
    default: return false;
  }
}

DELTALAKE_DECL value_bounds bounds_of(const file_metadata& from, std::size_t row_group, const leaf_column& leaf,
                                      const schema::data_type& type) {
  const std::optional<statistics>& found = from.row_groups[row_group].columns[leaf.index].statistics;
  detail::trusted_bounds trusted;
  if (found && leaf.physical != physical_type::int96 && stores(leaf, type)) {
    trusted = detail::trusted_bounds_of(from, leaf, *found);
  }
  return detail::bounds_from(leaf, type, trusted);
}

DELTALAKE_DECL value_bounds bounds_of(const file_metadata& from, const column_index& index, std::size_t page,
                                      const leaf_column& leaf, const schema::data_type& type) {
  detail::trusted_bounds trusted;
  if (!index.null_pages[page] && leaf.physical != physical_type::int96 && stores(leaf, type) &&
      detail::has_type_defined_order(from, leaf)) {
    trusted.lower = index.min_values[page];
    trusted.upper = index.max_values[page];
  }
  value_bounds made = detail::bounds_from(leaf, type, trusted);
  if (made.lower) made.lower->exact = false;
  if (made.upper) made.upper->exact = false;
  return made;
}

DELTALAKE_DECL value_bounds bounds_of(const statistics& known, const leaf_column& leaf, const schema::data_type& type) {
  detail::trusted_bounds trusted;
  if (leaf.physical != physical_type::int96 && stores(leaf, type)) {
    trusted.lower = known.min_value;
    trusted.upper = known.max_value;
    trusted.lower_exact = known.is_min_value_exact;
    trusted.upper_exact = known.is_max_value_exact;
  }
  return detail::bounds_from(leaf, type, trusted);
}

}  // namespace deltalake::inline v0::parquet
