#pragma once
#include <cstring>
#include <memory>
#include <utility>

#include <deltalake/column/value_text.hpp>
#include <deltalake/parquet/calendar_rebase.hpp>
#include <deltalake/parquet/convert.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

// A number of another width, value by value in place: narrower ones move to the front.
template <class From, class To>
void narrow(column::buffer& values, std::int64_t count) {
  static_assert(sizeof(To) < sizeof(From));
  std::uint8_t* const data = values.data();
  for (std::int64_t i = 0; i < count; ++i) {
    From wide;
    std::memcpy(&wide, data + i * static_cast<std::int64_t>(sizeof(From)), sizeof(From));
    const auto small = static_cast<To>(wide);
    std::memcpy(data + i * static_cast<std::int64_t>(sizeof(To)), &small, sizeof(To));
  }
  values.resize(static_cast<std::size_t>(count) * sizeof(To));
}

// Two's complement integers made wider: little-endian words, the sign in all the upper ones.
template <class From>
column::buffer widen(const column::buffer& values, std::int64_t count, std::size_t width) {
  column::buffer wide;
  wide.resize(static_cast<std::size_t>(count) * width);
  std::uint8_t* to = wide.data();
  for (std::int64_t i = 0; i < count; ++i, to += width) {
    From value;
    std::memcpy(&value, values.data() + i * static_cast<std::int64_t>(sizeof(From)), sizeof(From));
    std::memset(to, value < 0 ? 0xFF : 0, width);
    std::memcpy(to, &value, sizeof(From));
  }
  return wide;
}

// A big-endian two's complement number of `size` bytes as a little-endian one of `width`; false if it does not fit.
inline bool reverse_decimal(const std::uint8_t* from, std::size_t size, std::uint8_t* to, std::size_t width) noexcept {
  const std::uint8_t sign = size != 0 && (from[0] & 0x80U) != 0 ? 0xFF : 0;
  std::memset(to, sign, width);
  for (; size > width; --size, ++from) {
    if (*from != sign) return false;
  }
  for (std::size_t i = 0; i < size; ++i) to[i] = from[size - 1 - i];
  return size == 0 || (to[width - 1] & 0x80U) == (sign & 0x80U);
}

inline error decimal_too_long(const leaf_column& leaf) {
  return error(errc::invalid_parquet,
               "a decimal that needs more bytes than precision " + std::to_string(leaf.type.precision) + " has");
}

inline result<column::buffer> decimals_of(const leaf_column& leaf, const leaf_values& from, std::size_t width) {
  const auto count = static_cast<std::size_t>(from.values);
  if (leaf.physical == physical_type::int32) return widen<std::int32_t>(from.fixed, from.values, width);
  if (leaf.physical == physical_type::int64) return widen<std::int64_t>(from.fixed, from.values, width);
  column::buffer made;
  made.resize(count * width);
  const bool fixed = leaf.physical == physical_type::fixed_len_byte_array;
  for (std::size_t i = 0; i < count; ++i) {
    const auto length = static_cast<std::size_t>(leaf.type_length);
    const auto begin = fixed ? i * length : static_cast<std::size_t>(from.offsets.as<std::int32_t>()[i]);
    const auto end = fixed ? begin + length : static_cast<std::size_t>(from.offsets.as<std::int32_t>()[i + 1]);
    const std::uint8_t* const data = (fixed ? from.fixed : from.bytes).data();
    if (!reverse_decimal(data + begin, end - begin, made.data() + i * width, width)) return decimal_too_long(leaf);
  }
  return made;
}

// INT96: nanoseconds of the day and the Julian day, as Impala and Spark write time stamps.
inline column::buffer micros_of_int96(const column::buffer& values, std::int64_t count) {
  constexpr std::uint32_t julian_day_of_epoch = 2'440'588;
  constexpr std::uint64_t micros_per_day = 86'400'000'000;
  column::buffer made;
  made.resize(static_cast<std::size_t>(count) * 8);
  for (std::int64_t i = 0; i < count; ++i) {
    std::int64_t nanos;
    std::uint32_t day;
    std::memcpy(&nanos, values.data() + i * 12, 8);
    std::memcpy(&day, values.data() + i * 12 + 8, 4);
    // Floored, so that the time of day stays right before 1970 as well. Nonsense wraps where Spark's arithmetic does:
    // days at 32 bits, microseconds at 64.
    const auto days = static_cast<std::int64_t>(static_cast<std::int32_t>(day - julian_day_of_epoch));
    const std::uint64_t when =
        static_cast<std::uint64_t>(days) * micros_per_day + static_cast<std::uint64_t>(column::floored(nanos, 1000));
    std::memcpy(made.data() + i * 8, &when, 8);
  }
  return made;
}

inline void narrow_integers(const leaf_column& leaf, leaf_values& from) {
  const int width = column::width_of(leaf.type);
  if (leaf.physical == physical_type::int32 && width == 1) narrow<std::uint32_t, std::uint8_t>(from.fixed, from.values);
  if (leaf.physical == physical_type::int32 && width == 2)
    narrow<std::uint32_t, std::uint16_t>(from.fixed, from.values);
}

inline result<column::array> flat_array(const leaf_column& leaf, leaf_values& from) {
  column::array made;
  made.type = leaf.type;
  made.length = from.values;
  switch (leaf.type.id) {
    case column::type_id::null: made.null_count = made.length; return made;
    case column::type_id::decimal128:
    case column::type_id::decimal256: {
      result<column::buffer> values =
          detail::decimals_of(leaf, from, leaf.type.id == column::type_id::decimal128 ? 16 : 32);
      if (!values) return values.error();
      made.values = std::move(*values);
      return made;
    }
    case column::type_id::timestamp:
      if (leaf.physical == physical_type::int96) {
        made.values = detail::micros_of_int96(from.fixed, from.values);
        if (leaf.hybrid_calendar) rebase_values(leaf.type, leaf.zone_offset_seconds, made.values, from.values);
        return made;
      }
      break;
    case column::type_id::binary:
    case column::type_id::utf8:
      made.offsets = std::move(from.offsets);
      if (made.offsets.empty()) made.offsets.push_back(std::int32_t{0});
      made.values = std::move(from.bytes);
      return made;
    default: break;
  }
  if (leaf.hybrid_calendar) rebase_values(leaf.type, leaf.zone_offset_seconds, from.fixed, from.values);
  detail::narrow_integers(leaf, from);
  made.values = std::move(from.fixed);
  return made;
}

// Values that no dictionary of the file has, each of which stands for itself.
inline column::array own_dictionary(column::array flat) {
  column::array made;
  made.type = column::dictionary_of(flat.type);
  made.length = flat.length;
  made.values.resize(static_cast<std::size_t>(flat.length) * sizeof(std::int32_t));
  auto* const indexes = made.values.as<std::int32_t>();
  for (std::int64_t i = 0; i < flat.length; ++i) indexes[i] = static_cast<std::int32_t>(i);
  made.dictionary = std::make_shared<const column::array>(std::move(flat));
  return made;
}

}  // namespace detail

DELTALAKE_DECL result<column::array> convert(const leaf_column& leaf, leaf_values& from) {
  if (from.words == nullptr) {
    result<column::array> flat = detail::flat_array(leaf, from);
    if (!flat || from.form == value_form::flat) return flat;
    return detail::own_dictionary(std::move(*flat));
  }
  column::array made;
  made.type = column::dictionary_of(leaf.type);
  made.length = from.values;
  made.values = std::move(from.fixed);
  made.dictionary = from.words;
  return made;
}

}  // namespace deltalake::inline v0::parquet
