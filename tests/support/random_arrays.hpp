#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/column/array.hpp>
#include <tests/support/arrays.hpp>

// Columns of any type with values of any kind, for tests of whatever takes all of them.
namespace deltalake_test {

namespace detail {

inline data_type random_leaf_type(std::mt19937_64& random) {
  using deltalake::column::time_unit;
  constexpr type_id kinds[] = {
      type_id::null,    type_id::boolean,   type_id::int8,       type_id::int16,       type_id::int32,
      type_id::int64,   type_id::uint8,     type_id::uint16,     type_id::uint32,      type_id::uint64,
      type_id::float16, type_id::float32,   type_id::float64,    type_id::date32,      type_id::time32,
      type_id::time64,  type_id::timestamp, type_id::decimal128, type_id::decimal256,  type_id::binary,
      type_id::utf8,    type_id::utf8,      type_id::utf8_view,  type_id::binary_view, type_id::fixed_size_binary};
  data_type made(kinds[random() % std::size(kinds)]);
  if (made.id == type_id::time32) made.unit = random() % 2 == 0 ? time_unit::second : time_unit::milli;
  if (made.id == type_id::time64) made.unit = random() % 2 == 0 ? time_unit::micro : time_unit::nano;
  if (made.id == type_id::timestamp) {
    made.unit = static_cast<time_unit>(random() % 4);
    made.utc = random() % 2 == 0;
  }
  if (made.id == type_id::decimal128) made.precision = 1 + static_cast<std::int32_t>(random() % 38);
  if (made.id == type_id::decimal256) made.precision = 39 + static_cast<std::int32_t>(random() % 38);
  if (made.precision != 0) made.scale = static_cast<std::int32_t>(random()) % 3 % made.precision;
  if (made.scale < 0) made.scale = 0;
  if (made.id == type_id::fixed_size_binary) made.byte_width = 1 + static_cast<std::int32_t>(random() % 20);
  return made;
}

inline std::string random_bytes(std::mt19937_64& random, bool is_text) {
  std::string made(random() % 8 == 0 ? random() % 200 : random() % 16, 'x');
  const bool varied = random() % 2 == 0;
  for (char& one : made) {
    if (varied) one = static_cast<char>(is_text ? 'a' + random() % 26 : random());
  }
  return made;
}

// A decimal of at most so many digits, in `width` little-endian bytes.
inline void put_decimal(std::mt19937_64& random, std::int32_t precision, std::size_t width,
                        deltalake::column::buffer& to) {
  const auto bits = static_cast<std::size_t>(precision * 3.3219 * static_cast<double>(random() % 5) / 4);
  const std::uint8_t sign = random() % 2 == 0 ? 0xFF : 0;
  for (std::size_t byte = 0; byte < width; ++byte) {
    const std::size_t there = bits <= byte * 8 ? 0 : bits - byte * 8;
    const unsigned mask = there >= 8 ? 0xFF : (1U << there) - 1;
    to.push_back(static_cast<std::uint8_t>((random() & mask) ^ sign));
  }
}

inline std::int64_t random_number(std::mt19937_64& random, const data_type& type) {
  using deltalake::column::time_unit;
  const auto small = static_cast<std::int64_t>(random() % 1000);
  switch (type.id) {
    case type_id::date32: return small * 37 - 20'000;
    case type_id::time32: return type.unit == time_unit::second ? small * 86 : small * 86'000;
    case type_id::time64: return type.unit == time_unit::micro ? small * 86'000'000 : small * 86'000'000'000;
    // No finer than milliseconds, and of years with four digits.
    case type_id::timestamp: {
      std::int64_t per_second = 1;
      for (int i = 0; i < static_cast<int>(type.unit); ++i) per_second *= 1000;
      return (small * 3'000'000 - 1'000'000'000) * per_second + (per_second / 1000) * (small % 7);
    }
    default: return random() % 2 == 0 ? small % 5 : static_cast<std::int64_t>(random());
  }
}

}  // namespace detail

/// A type that is nested at most `depth` deep.
inline data_type random_array_type(std::mt19937_64& random, int depth) {
  const auto pick = depth <= 0 ? 0 : random() % 10;
  if (pick < 4) return detail::random_leaf_type(random);
  if (pick == 4) return deltalake::column::variant_type();
  if (pick == 5) {
    data_type values = detail::random_leaf_type(random);
    return deltalake::column::dictionary_of(values.id == type_id::null ? data_type(type_id::utf8) : std::move(values));
  }
  const auto nullable = [&random](const data_type& type) { return type.id == type_id::null || random() % 3 != 0; };
  data_type made(pick < 8 ? type_id::structure : pick == 8 ? type_id::list : type_id::map);
  if (made.id == type_id::structure) {
    for (std::size_t i = 0, count = 1 + random() % 3; i < count; ++i) {
      data_type child = random_array_type(random, depth - 1);
      const bool may_be_null = nullable(child);
      made.children.push_back({std::string(1, static_cast<char>('a' + i)), std::move(child), may_be_null});
    }
    return made;
  }
  data_type element = random_array_type(random, depth - 1);
  const bool may_be_null = nullable(element);
  if (made.id == type_id::list) {
    made.children.push_back({"element", std::move(element), may_be_null});
    return made;
  }
  data_type entries(type_id::structure);
  data_type key = detail::random_leaf_type(random);
  entries.children.push_back({"key", key.id == type_id::null ? data_type(type_id::int64) : std::move(key), false});
  entries.children.push_back({"value", std::move(element), may_be_null});
  made.children.push_back({"entries", std::move(entries), false});
  return made;
}

/// Values of a type, of which about one in `null_every` is null if any may be; 0: none. Under a null list there may be
/// elements, and under a null struct values, which mean nothing.
inline array random_array(std::mt19937_64& random, const data_type& type, std::int64_t length, bool nullable,
                          std::uint64_t null_every = 4) {
  array made;
  made.type = type;
  std::vector<bool> valid(static_cast<std::size_t>(length), true);
  for (std::size_t i = 0; nullable && null_every != 0 && i < valid.size(); ++i) valid[i] = random() % null_every != 0;
  set_validity(made, valid);
  std::int32_t end = 0;
  const auto child = [&](const field& of, std::int64_t count) {
    return random_array(random, of.type, count, of.nullable, null_every);
  };
  switch (type.id) {
    case type_id::null:
      made.validity.clear();
      made.null_count = length;
      return made;
    case type_id::boolean:
      for (std::int64_t i = 0; i < (length + 7) / 8; ++i) made.values.push_back(static_cast<std::uint8_t>(random()));
      return made;
    case type_id::binary:
    case type_id::utf8:
      made.offsets.push_back(end);
      for (std::int64_t i = 0; i < length; ++i) {
        const std::string text = detail::random_bytes(random, type.id == type_id::utf8);
        made.values.append(text.data(), text.size());
        made.offsets.push_back(end += static_cast<std::int32_t>(text.size()));
      }
      return made;
    case type_id::binary_view:
    case type_id::utf8_view: {
      auto held = std::make_shared<deltalake::column::buffer>();
      for (std::int64_t i = 0; i < length; ++i) {
        const std::string text = detail::random_bytes(random, type.id == type_id::utf8_view);
        deltalake::column::text_view view;
        view.size = static_cast<std::int32_t>(text.size());
        if (text.size() <= deltalake::column::text_view::inline_max) {
          std::memcpy(reinterpret_cast<char*>(&view) + sizeof(view.size), text.data(), text.size());
        } else {
          std::memcpy(view.prefix.data(), text.data(), view.prefix.size());
          view.offset = static_cast<std::int32_t>(held->size());
          held->append(text.data(), text.size());
        }
        made.values.push_back(view);
      }
      made.viewed.push_back(std::move(held));
      return made;
    }
    case type_id::dictionary: {
      // A value that is null makes its rows null.
      made.dictionary =
          std::make_shared<array>(random_array(random, type.children.front().type, 5, nullable, null_every));
      for (std::int64_t i = 0; i < length; ++i) {
        const auto index = static_cast<std::int32_t>(random() % 5);
        made.values.push_back(index);
      }
      return made;
    }
    case type_id::list:
    case type_id::map:
      made.offsets.push_back(end);
      for (std::int64_t i = 0; i < length; ++i) made.offsets.push_back(end += static_cast<std::int32_t>(random() % 4));
      made.children.push_back(child(type.children.front(), end));
      return made;
    case type_id::variant: {  // numbers of one byte, by the specification of variants
      std::vector<std::optional<std::string>> metadata(static_cast<std::size_t>(length), std::string("\1\0\0", 3));
      std::vector<std::optional<std::string>> numbers;
      for (std::int64_t i = 0; i < length; ++i) numbers.push_back("\x0C" + std::string(1, static_cast<char>(random())));
      made.children.push_back(texts_of(metadata, type_id::binary));
      made.children.push_back(texts_of(numbers, type_id::binary));
      return made;
    }
    case type_id::structure:
      for (const field& one : type.children) made.children.push_back(child(one, length));
      return made;
    case type_id::decimal128:
    case type_id::decimal256:
      for (std::int64_t i = 0; i < length; ++i) {
        detail::put_decimal(random, type.precision, type.id == type_id::decimal128 ? 16 : 32, made.values);
      }
      return made;
    default: break;
  }
  const auto width = static_cast<std::size_t>(deltalake::column::width_of(type));
  for (std::int64_t i = 0; i < length; ++i) {
    const std::int64_t number = detail::random_number(random, type);
    std::uint8_t bytes[32] = {};
    std::memcpy(bytes, &number, sizeof(number));
    if (width > sizeof(number)) bytes[width - 1] = static_cast<std::uint8_t>(number);
    made.values.append(bytes, width);
  }
  return made;
}

}  // namespace deltalake_test
