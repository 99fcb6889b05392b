#pragma once
#include <algorithm>
#include <cstring>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>

#include <deltalake/column/cast.hpp>
#include <deltalake/column/value_text.hpp>
#include <deltalake/column/variant_shredding.hpp>
#include <deltalake/column/wide_integer.hpp>

namespace deltalake::inline v0::column {
namespace detail {

// How arrays of one type become arrays of another.
enum class cast_way : std::uint8_t {
  none,
  keep,        // the values stay as they are
  nulls,       // there are none
  numbers,     // to another number or float, value by value
  to_decimal,  // of integers
  decimals,    // to another scale or width
  times,       // multiplied or divided
  texts,       // to the flat form
  flatten,     // a dictionary of anything else
  parts,       // the children are cast
  unshred,     // a structure that holds a variant
};

inline bool is_integer(type_id id) noexcept { return id >= type_id::int8 && id <= type_id::uint64; }
inline bool is_signed_integer(type_id id) noexcept { return id >= type_id::int8 && id <= type_id::int64; }
inline bool is_float(type_id id) noexcept { return id >= type_id::float16 && id <= type_id::float64; }
inline bool is_decimal(type_id id) noexcept { return id == type_id::decimal128 || id == type_id::decimal256; }
inline bool is_flat_text(type_id id) noexcept { return id == type_id::utf8 || id == type_id::binary; }
inline bool is_any_text(type_id id) noexcept {
  return is_flat_text(id) || id == type_id::utf8_view || id == type_id::binary_view;
}

// The decimal digits of the largest value.
inline int digits_of_integer(type_id id) noexcept {
  switch (id) {
    case type_id::int8:
    case type_id::uint8: return 3;
    case type_id::int16:
    case type_id::uint16: return 5;
    case type_id::int32:
    case type_id::uint32: return 10;
    case type_id::int64: return 19;
    default: return 20;
  }
}

inline cast_way way_of_integer(const data_type& from, const data_type& to) noexcept {
  const std::int32_t narrow = width_of(from), wide = width_of(to);
  if (is_integer(to.id)) {
    if (from.id == type_id::int32 && (to.id == type_id::int8 || to.id == type_id::int16)) return cast_way::numbers;
    const bool keeps_sign = is_signed_integer(to.id) || !is_signed_integer(from.id);
    return keeps_sign && wide > narrow ? cast_way::numbers : cast_way::none;
  }
  if (to.id == type_id::float64) return narrow <= 4 ? cast_way::numbers : cast_way::none;
  if (!is_decimal(to.id)) return cast_way::none;
  return to.precision - to.scale >= digits_of_integer(from.id) ? cast_way::to_decimal : cast_way::none;
}

inline cast_way way_of_time(const data_type& from, const data_type& to) noexcept {
  const bool stamps = to.id == type_id::timestamp;
  if (from.id == type_id::date32) return stamps && !to.utc ? cast_way::times : cast_way::none;
  const bool is_time = from.id == type_id::time32 || from.id == type_id::time64;
  const bool becomes_time = to.id == type_id::time32 || to.id == type_id::time64;
  if (is_time ? !becomes_time : !stamps) return cast_way::none;
  if (from.id == to.id && from.unit == to.unit) return cast_way::keep;
  const bool cut = stamps && to.unit == time_unit::micro;
  return to.unit >= from.unit || cut ? cast_way::times : cast_way::none;
}

inline cast_way way_of_decimal(const data_type& from, const data_type& to) noexcept {
  const std::int32_t more_behind = to.scale - from.scale;
  if (!is_decimal(to.id) || more_behind < 0 || to.precision - from.precision < more_behind) return cast_way::none;
  return more_behind == 0 && from.id == to.id ? cast_way::keep : cast_way::decimals;
}

inline cast_way way_of_text(const data_type& from, const data_type& to) noexcept {
  if (!is_flat_text(to.id)) return from.id == to.id ? cast_way::keep : cast_way::none;
  return is_flat_text(from.id) ? cast_way::keep : cast_way::texts;
}

inline cast_way way_of_parts(const data_type& from, const data_type& to) noexcept {
  if (from.children.size() != to.children.size()) return cast_way::none;
  for (std::size_t i = 0; i < from.children.size(); ++i) {
    if (!can_cast(from.children[i].type, to.children[i].type)) return cast_way::none;
  }
  return cast_way::parts;
}

inline cast_way way_of_dictionary(const data_type& from, const data_type& to) noexcept {
  if (from == to) return cast_way::keep;
  if (from.children.size() != 1) return cast_way::none;
  const data_type& values = from.children.front().type;
  if (is_any_text(values.id) && is_flat_text(to.id)) return cast_way::texts;
  return width_of(values) > 0 && can_cast(values, to) ? cast_way::flatten : cast_way::none;
}

inline cast_way way_of(const data_type& from, const data_type& to) noexcept {
  if (from.id == type_id::null) return cast_way::nulls;
  if (from.id == type_id::dictionary) return way_of_dictionary(from, to);
  if (from.id == type_id::structure && to.id == type_id::variant) {
    return holds_variant(from) ? cast_way::unshred : cast_way::none;
  }
  if (from.id == type_id::variant) {
    if (to.id == type_id::variant) return cast_way::keep;
    const bool same = to.id == type_id::structure && holds_variant(to) && to.children[0].name == "metadata";
    return same && to.children.size() == 2 && way_of_parts(from, to) == cast_way::parts ? cast_way::keep
                                                                                        : cast_way::none;
  }
  if (is_integer(from.id) && from.id != to.id) return way_of_integer(from, to);
  if (is_decimal(from.id)) return way_of_decimal(from, to);
  if (is_any_text(from.id)) return way_of_text(from, to);
  switch (from.id) {
    case type_id::float16:
    case type_id::float32:
      if (from.id != to.id) return is_float(to.id) && to.id > from.id ? cast_way::numbers : cast_way::none;
      return cast_way::keep;
    case type_id::date32:
      if (to.id == type_id::date32) return cast_way::keep;
      return way_of_time(from, to);
    case type_id::time32:
    case type_id::time64:
    case type_id::timestamp: return way_of_time(from, to);
    case type_id::fixed_size_binary:
      if (to.id == type_id::binary) return cast_way::texts;
      return from == to ? cast_way::keep : cast_way::none;
    case type_id::list:
    case type_id::map:
    case type_id::structure: return from.id == to.id ? way_of_parts(from, to) : cast_way::none;
    default: return from.id == to.id ? cast_way::keep : cast_way::none;
  }
}

inline error does_not_fit(const std::string& value, const data_type& to) {
  return error(errc::invalid_value, value + " does not fit into " + to_string(to));
}

// Everything of `from` but its values, to which a type and other values are added.
inline array without_values(array& from, const data_type& to) {
  array made;
  made.type = to;
  made.length = from.length;
  made.null_count = from.null_count;
  made.validity = std::move(from.validity);
  return made;
}

// A view of the values of a fixed-width array; null rows hold anything.
template <class T>
T value_at(const array& from, std::int64_t row) noexcept {
  T value;
  std::memcpy(&value, from.values.data() + row * static_cast<std::int64_t>(sizeof(T)), sizeof(T));
  return value;
}

template <class From, class To>
result<array> cast_numbers(array& from, const data_type& to) {
  constexpr bool narrows = std::is_integral_v<To> && sizeof(To) < sizeof(From);
  column::buffer values;
  values.resize(static_cast<std::size_t>(from.length) * sizeof(To));
  To* const out = values.as<To>();
  const From* const in = from.values.as<From>();
  for (std::int64_t row = 0; row < from.length; ++row) {
    out[row] = static_cast<To>(in[row]);
    if constexpr (narrows) {
      if (static_cast<From>(out[row]) != in[row] && from.is_valid(row)) {
        return does_not_fit(std::to_string(in[row]), to);
      }
    }
  }
  array made = without_values(from, to);
  made.values = std::move(values);
  return made;
}

template <class From>
result<array> cast_numbers_of(array& from, const data_type& to) {
  switch (to.id) {
    case type_id::int8: return cast_numbers<From, std::int8_t>(from, to);
    case type_id::int16: return cast_numbers<From, std::int16_t>(from, to);
    case type_id::int32: return cast_numbers<From, std::int32_t>(from, to);
    case type_id::int64: return cast_numbers<From, std::int64_t>(from, to);
    case type_id::uint16: return cast_numbers<From, std::uint16_t>(from, to);
    case type_id::uint32: return cast_numbers<From, std::uint32_t>(from, to);
    case type_id::uint64: return cast_numbers<From, std::uint64_t>(from, to);
    default: return cast_numbers<From, double>(from, to);
  }
}

template <class To>
array cast_floats(array& from, const data_type& to) {
  column::buffer values;
  values.resize(static_cast<std::size_t>(from.length) * sizeof(To));
  To* const out = values.as<To>();
  for (std::int64_t row = 0; row < from.length; ++row) {
    const float value =
        from.type.id == type_id::float16 ? float_of_half(from.value<std::uint16_t>(row)) : from.value<float>(row);
    out[row] = static_cast<To>(value);
  }
  array made = without_values(from, to);
  made.values = std::move(values);
  return made;
}

inline result<array> cast_number(array& from, const data_type& to) {
  switch (from.type.id) {
    case type_id::int8: return cast_numbers_of<std::int8_t>(from, to);
    case type_id::int16: return cast_numbers_of<std::int16_t>(from, to);
    case type_id::int32: return cast_numbers_of<std::int32_t>(from, to);
    case type_id::int64: return cast_numbers_of<std::int64_t>(from, to);
    case type_id::uint8: return cast_numbers_of<std::uint8_t>(from, to);
    case type_id::uint16: return cast_numbers_of<std::uint16_t>(from, to);
    case type_id::uint32: return cast_numbers_of<std::uint32_t>(from, to);
    case type_id::uint64: return cast_numbers_of<std::uint64_t>(from, to);
    default: break;
  }
  return to.id == type_id::float32 ? cast_floats<float>(from, to) : cast_floats<double>(from, to);
}

inline wide_integer wide_value(const array& from, std::int64_t row) noexcept {
  switch (from.type.id) {
    case type_id::int8: return wide_integer(std::int64_t{from.value<std::int8_t>(row)});
    case type_id::int16: return wide_integer(std::int64_t{from.value<std::int16_t>(row)});
    case type_id::int32: return wide_integer(std::int64_t{from.value<std::int32_t>(row)});
    case type_id::int64: return wide_integer(from.value<std::int64_t>(row));
    case type_id::uint8: return wide_integer(std::uint64_t{from.value<std::uint8_t>(row)});
    case type_id::uint16: return wide_integer(std::uint64_t{from.value<std::uint16_t>(row)});
    case type_id::uint32: return wide_integer(std::uint64_t{from.value<std::uint32_t>(row)});
    case type_id::uint64: return wide_integer(from.value<std::uint64_t>(row));
    default: break;
  }
  const auto width = static_cast<std::size_t>(width_of(from.type));
  return wide_integer::read(from.values.data() + static_cast<std::size_t>(row) * width, width);
}

// Integers and decimals to a decimal of another scale or width.
inline result<array> cast_to_decimal(array& from, const data_type& to) {
  const auto width = static_cast<std::size_t>(width_of(to));
  const int power = to.scale - (is_decimal(from.type.id) ? from.type.scale : 0);
  // What has no more digits than these can be multiplied without a look at the product.
  const wide_integer limit = wide_integer::power_of_ten((std::max)(to.precision - power, 0));
  column::buffer values;
  values.resize(static_cast<std::size_t>(from.length) * width);
  for (std::int64_t row = 0; row < from.length; ++row) {
    wide_integer value;
    if (from.is_valid(row)) value = wide_value(from, row);
    if (!wide_integer::is_below(value.negative() ? value.negated() : value, limit) || !value.scale_up(power)) {
      return does_not_fit("a number of more digits", to);
    }
    value.write(values.data() + static_cast<std::size_t>(row) * width, width);
  }
  array made = without_values(from, to);
  made.values = std::move(values);
  return made;
}

// How many units a day, of date32, or a second has.
inline std::int64_t units_of(const data_type& type) noexcept { return units_per_second(type.unit); }

inline std::int64_t time_at(const array& from, std::int64_t row) noexcept {
  const bool narrow = from.type.id == type_id::date32 || from.type.id == type_id::time32;
  return narrow ? from.value<std::int32_t>(row) : from.value<std::int64_t>(row);
}

// Dates, times of day and timestamps to another unit.
inline result<array> cast_times(array& from, const data_type& to) {
  const bool date = from.type.id == type_id::date32;
  const std::int64_t now = date ? 1 : units_of(from.type);
  const std::int64_t then = date ? units_of(to) * 86'400 : units_of(to);
  const std::int64_t times = then >= now ? then / now : 1, by = then >= now ? 1 : now / then;
  const bool narrow = to.id == type_id::time32;
  const std::int64_t most =
      narrow ? (std::numeric_limits<std::int32_t>::max)() : (std::numeric_limits<std::int64_t>::max)();
  const std::int64_t least =
      narrow ? (std::numeric_limits<std::int32_t>::min)() : (std::numeric_limits<std::int64_t>::min)();
  column::buffer values;
  values.resize(static_cast<std::size_t>(from.length) * (narrow ? 4 : 8));
  for (std::int64_t row = 0; row < from.length; ++row) {
    std::int64_t value = from.is_valid(row) ? time_at(from, row) : 0;
    if (value > most / times || value < least / times) {
      return does_not_fit(std::to_string(value) + " of " + to_string(from.type), to);
    }
    value = floored(value * times, by);
    if (narrow)
      values.as<std::int32_t>()[row] = static_cast<std::int32_t>(value);
    else
      values.as<std::int64_t>()[row] = value;
  }
  array made = without_values(from, to);
  made.values = std::move(values);
  return made;
}

// Which rows are not null where those of a dictionary may be too.
inline void drop_null_entries(const array& from, array& made) {
  const array& entries = *from.dictionary;
  if (entries.null_count == 0 && entries.type.id != type_id::null) return;
  column::buffer valid;
  valid.resize(static_cast<std::size_t>((from.length + 7) / 8));
  std::memset(valid.data(), 0, valid.size());
  made.null_count = 0;
  for (std::int64_t row = 0; row < from.length; ++row) {
    const bool there = made.is_valid(row) && entries.is_valid(from.value<std::int32_t>(row));
    made.null_count += there ? 0 : 1;
    if (there) valid.data()[row / 8] = static_cast<std::uint8_t>(valid.data()[row / 8] | 1U << (row % 8));
  }
  made.validity = std::move(valid);
}

// Bytes one after another, whatever form they had.
inline result<array> flat_texts(array& from, const data_type& to) {
  array made = without_values(from, to);
  if (from.type.id == type_id::dictionary) drop_null_entries(from, made);
  made.offsets.resize(static_cast<std::size_t>(from.length + 1) * 4);
  std::int32_t* const offsets = made.offsets.as<std::int32_t>();
  std::size_t end = 0;
  for (std::int64_t row = 0; row < from.length; ++row) {
    offsets[row] = static_cast<std::int32_t>(end);
    if (made.is_valid(row)) end += from.text(row).size();
    if (end > std::size_t{(std::numeric_limits<std::int32_t>::max)()}) {
      return error(errc::value_too_large, "more than 2^31 bytes of texts in one array");
    }
  }
  offsets[from.length] = static_cast<std::int32_t>(end);
  made.values.resize(end);
  for (std::int64_t row = 0; row < from.length; ++row) {
    if (made.is_null(row)) continue;
    const std::string_view text = from.text(row);
    if (!text.empty()) std::memcpy(made.values.data() + offsets[row], text.data(), text.size());
  }
  return made;
}

// A dictionary of fixed-width values: each value in its row.
inline array flat_dictionary(array& from) {
  const array& entries = *from.dictionary;
  array made = without_values(from, entries.type);
  drop_null_entries(from, made);
  const auto width = static_cast<std::size_t>(width_of(entries.type));
  made.values.resize(static_cast<std::size_t>(from.length) * width);
  for (std::int64_t row = 0; row < from.length; ++row) {
    std::uint8_t* const at = made.values.data() + static_cast<std::size_t>(row) * width;
    if (made.is_null(row)) {
      std::memset(at, 0, width);
      continue;
    }
    std::memcpy(at, entries.values.data() + static_cast<std::size_t>(from.value<std::int32_t>(row)) * width, width);
  }
  return made;
}

inline result<array> cast_parts(array& from, const data_type& to) {
  for (std::size_t i = 0; i < from.children.size(); ++i) {
    result<array> part = cast(std::move(from.children[i]), to.children[i].type);
    if (!part) {
      error where = part.error();
      const std::string& name = to.children[i].name;
      where.field = where.field.empty() ? name : name + "." + where.field;
      return where;
    }
    from.children[i] = std::move(*part);
  }
  from.type = to;
  return std::move(from);
}

}  // namespace detail

DELTALAKE_DECL bool can_cast(const data_type& from, const data_type& to) noexcept {
  return detail::way_of(from, to) != detail::cast_way::none;
}

DELTALAKE_DECL result<array> cast(array&& from, const data_type& to) {
  using detail::cast_way;
  if (from.type == to) return std::move(from);
  switch (detail::way_of(from.type, to)) {
    case cast_way::none: break;
    case cast_way::keep: from.type = to; return std::move(from);
    case cast_way::nulls: return nulls_of(to, from.length);
    case cast_way::numbers: return detail::cast_number(from, to);
    case cast_way::to_decimal:
    case cast_way::decimals: return detail::cast_to_decimal(from, to);
    case cast_way::times: return detail::cast_times(from, to);
    case cast_way::texts: return detail::flat_texts(from, to);
    case cast_way::flatten: return cast(detail::flat_dictionary(from), to);
    case cast_way::parts: return detail::cast_parts(from, to);
    case cast_way::unshred: return unshred(std::move(from));
  }
  return error(errc::unsupported_parquet,
               "a column of type " + to_string(from.type) + " cannot be read as " + to_string(to));
}

DELTALAKE_DECL array nulls_of(const data_type& type, std::int64_t length) {
  array made;
  made.type = type;
  made.length = made.null_count = length;
  if (type.id == type_id::null) return made;
  const auto fill = [](column::buffer& one, std::size_t size) {
    one.resize(size);
    if (size != 0) std::memset(one.data(), 0, size);
  };
  const auto rows = static_cast<std::size_t>(length);
  fill(made.validity, (rows + 7) / 8);
  const bool offsets = detail::is_flat_text(type.id) || type.id == type_id::list || type.id == type_id::map;
  if (offsets) fill(made.offsets, (rows + 1) * 4);
  fill(made.values, type.id == type_id::boolean ? (rows + 7) / 8 : rows * static_cast<std::size_t>(width_of(type)));
  if (type.id == type_id::dictionary) {
    made.dictionary = std::make_shared<array>(nulls_of(type.children.front().type, 1));
    return made;
  }
  for (const field& child : type.children) made.children.push_back(nulls_of(child.type, offsets ? 0 : length));
  return made;
}

}  // namespace deltalake::inline v0::column
