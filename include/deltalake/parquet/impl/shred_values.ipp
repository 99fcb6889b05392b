#pragma once
// Values of arrays in their physical form: one half of shred.hpp.
#include <bit>
#include <cstring>
#include <limits>
#include <string>
#include <utility>

#include <deltalake/parquet/encoding/bits.hpp>
#include <deltalake/parquet/leaf_rows.hpp>
#include <deltalake/parquet/shred.hpp>

namespace deltalake::inline v0::parquet::detail {

// Appends runs of an array's values, none of them null, to a leaf.
class value_shredder {
 public:
  value_shredder(const leaf_column& leaf, const column::array& from, leaf_values& to)
      : leaf_(leaf), from_(from), to_(to) {}

  result<void> append(std::int64_t first, std::int64_t count) {
    using column::type_id;
    if (count == 0) return {};
    result<void> done;
    switch (from_.type.id) {
      case type_id::boolean:
        append_bits(to_.fixed, static_cast<std::size_t>(to_.values), from_.values.data(),
                    static_cast<std::size_t>(first), static_cast<std::size_t>(count));
        break;
      case type_id::int8: widen<std::int8_t>(first, count); break;
      case type_id::int16: widen<std::int16_t>(first, count); break;
      case type_id::uint8: widen<std::uint8_t>(first, count); break;
      case type_id::uint16: widen<std::uint16_t>(first, count); break;
      case type_id::decimal128:
      case type_id::decimal256: done = append_decimals(first, count); break;
      case type_id::time32:
        done = from_.type.unit == column::time_unit::second ? append_seconds<std::int32_t>(first, count)
                                                            : copy(first, count);
        break;
      case type_id::timestamp: done = append_timestamps(first, count); break;
      case type_id::binary:
      case type_id::utf8: done = append_texts(first, count); break;
      case type_id::binary_view:
      case type_id::utf8_view: done = append_views(first, count); break;
      default: done = copy(first, count);
    }
    to_.values += count;
    return done;
  }

 private:
  result<void> copy(std::int64_t first, std::int64_t count) {
    const auto width = static_cast<std::size_t>(column::width_of(from_.type));
    to_.fixed.append(from_.values.data() + static_cast<std::size_t>(first) * width,
                     static_cast<std::size_t>(count) * width);
    return {};
  }
  template <class T>
  void widen(std::int64_t first, std::int64_t count) {
    const T* const values = from_.values.as<T>() + first;
    auto* const to = reinterpret_cast<std::int32_t*>(to_.fixed.extend(static_cast<std::size_t>(count) * 4));
    for (std::int64_t i = 0; i < count; ++i) to[i] = values[i];
  }
  template <class T>
  result<void> append_seconds(std::int64_t first, std::int64_t count) {
    constexpr T most = (std::numeric_limits<T>::max)() / 1000;
    const T* const values = from_.values.as<T>() + first;
    for (std::int64_t i = 0; i < count; ++i) {
      if (values[i] > most || values[i] < -most) {
        return error(errc::invalid_argument,
                     "a time of " + std::to_string(values[i]) + " seconds, too many to count in milliseconds");
      }
      to_.fixed.push_back(static_cast<T>(values[i] * 1000));
    }
    return {};
  }

  result<void> append_timestamps(std::int64_t first, std::int64_t count) {
    if (leaf_.physical == physical_type::int96) return append_int96(first, count);
    if (from_.type.unit == column::time_unit::second) return append_seconds<std::int64_t>(first, count);
    return copy(first, count);
  }
  result<void> append_int96(std::int64_t first, std::int64_t count) {
    constexpr std::int64_t julian_day_of_epoch = 2'440'588;
    std::int64_t per_second = 1;
    for (auto unit = static_cast<int>(from_.type.unit); unit > 0; --unit) per_second *= 1000;
    const std::int64_t per_day = 86'400 * per_second, nanos = 1'000'000'000 / per_second;
    for (std::int64_t i = first; i < first + count; ++i) {
      const std::int64_t when = from_.value<std::int64_t>(i);
      const std::int64_t days = when / per_day - (when % per_day < 0 ? 1 : 0);
      const std::int64_t julian = days + julian_day_of_epoch;
      if (julian != static_cast<std::int32_t>(julian)) {
        return error(errc::invalid_argument, "a time stamp beyond the days that INT96 can count");
      }
      to_.fixed.push_back((when - days * per_day) * nanos);
      to_.fixed.push_back(static_cast<std::int32_t>(julian));
    }
    return {};
  }

  result<void> append_decimals(std::int64_t first, std::int64_t count) {
    const auto width = static_cast<std::size_t>(column::width_of(from_.type));
    const bool is_fixed = leaf_.physical == physical_type::fixed_len_byte_array;
    const std::size_t stored = physical_width(leaf_);
    const std::uint8_t* at = from_.values.data() + static_cast<std::size_t>(first) * width;
    std::uint8_t* to = to_.fixed.extend(static_cast<std::size_t>(count) * stored);
    for (std::int64_t i = 0; i < count; ++i, at += width, to += stored) {
      const std::uint8_t sign = (at[stored - 1] & 0x80U) != 0 ? 0xFF : 0;
      for (std::size_t byte = stored; byte < width; ++byte) {
        if (at[byte] != sign) {
          return error(errc::invalid_argument, "a decimal of more digits than " + std::to_string(leaf_.type.precision));
        }
      }
      if (!is_fixed) std::memcpy(to, at, stored);
      for (std::size_t byte = 0; is_fixed && byte < stored; ++byte) to[byte] = at[stored - 1 - byte];
    }
    return {};
  }

  // Makes room for so many bytes of texts.
  result<void> reserve_bytes(std::size_t size) {
    if (size > offset_bytes_max - to_.bytes.size()) {
      return error(errc::value_too_large, "more than 2^31 - 1 bytes of text at once");
    }
    if (to_.offsets.empty()) to_.offsets.push_back(std::int32_t{0});
    return {};
  }
  result<void> append_texts(std::int64_t first, std::int64_t count) {
    const std::int32_t begin = from_.offset(first);
    const auto size = static_cast<std::size_t>(from_.offset(first + count) - begin);
    if (result<void> room = reserve_bytes(size); !room) return room;
    const auto moved = static_cast<std::int32_t>(to_.bytes.size()) - begin;
    const std::int32_t* const ends = from_.offsets.as<std::int32_t>() + first + 1;
    auto* const to = reinterpret_cast<std::int32_t*>(to_.offsets.extend(static_cast<std::size_t>(count) * 4));
    for (std::int64_t i = 0; i < count; ++i) to[i] = ends[i] + moved;
    to_.bytes.append(from_.values.data() + begin, size);
    return {};
  }
  result<void> append_views(std::int64_t first, std::int64_t count) {
    for (std::int64_t i = first; i < first + count; ++i) {
      const std::string_view text = from_.text(i);
      if (result<void> room = reserve_bytes(text.size()); !room) return room;
      to_.bytes.append(text.data(), text.size());
      to_.offsets.push_back(static_cast<std::int32_t>(to_.bytes.size()));
    }
    return {};
  }

  const leaf_column& leaf_;
  const column::array& from_;
  leaf_values& to_;
};

}  // namespace deltalake::inline v0::parquet::detail
