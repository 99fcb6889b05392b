#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include <deltalake/column/buffer.hpp>
#include <deltalake/column/data_type.hpp>

namespace deltalake::inline v0::column {

/// A value of utf8_view and binary_view. Texts of up to 12 bytes stand where `prefix` begins.
struct text_view {
  static constexpr std::size_t inline_max = 12;

  std::int32_t size = 0;
  std::array<char, 4> prefix{};  ///< the first bytes
  std::int32_t buffer = 0;       ///< which of `viewed`
  std::int32_t offset = 0;       ///< in that buffer
};
static_assert(sizeof(text_view) == 16);

/// Values of one type, in the layout of Arrow's columnar format. Without a validity bitmap (empty buffer) no value is
/// null. Row numbers must be below `length`. Views live as long as the array.
struct array {
  data_type type;
  std::int64_t length = 0;
  std::int64_t null_count = 0;
  buffer validity;  ///< one bit a value, least significant first; empty if nothing is null
  buffer offsets;   ///< of binary, utf8, list, map: length + 1 int32, ascending from 0
  buffer values;    ///< fixed-width values, bits of booleans, the bytes of binary and utf8, views, indexes
  std::vector<array> children;
  /// Of utf8_view and binary_view: what long values lie in. Shared with whoever else views the same pages.
  std::vector<std::shared_ptr<const buffer>> viewed;
  std::shared_ptr<const array> dictionary;  ///< of dictionary: the values, one a distinct one; indexes are checked

  bool is_valid(std::int64_t row) const noexcept {
    if (type.id == type_id::null) return false;
    return validity.empty() || (validity.data()[row / 8] >> (row % 8) & 1) != 0;
  }
  bool is_null(std::int64_t row) const noexcept { return !is_valid(row); }
  /// A fixed-width value of the C++ type T, which must have the width of `type`.
  template <class T>
  T value(std::int64_t row) const noexcept {
    return values.as<T>()[row];
  }
  /// A value of a boolean array.
  bool bit(std::int64_t row) const noexcept { return (values.data()[row / 8] >> (row % 8) & 1) != 0; }
  /// Where the values of row `row` begin in the child, or its bytes in `values`; `offset(length)` is the end.
  std::int32_t offset(std::int64_t row) const noexcept { return offsets.as<std::int32_t>()[row]; }
  /// A value of binary, utf8, fixed_size_binary, or of their view and dictionary forms. The row must not be null.
  std::string_view text(std::int64_t row) const noexcept {
    const char* const begin = reinterpret_cast<const char*>(values.data());
    if (type.id == type_id::utf8 || type.id == type_id::binary) {
      return {begin + offset(row), static_cast<std::size_t>(offset(row + 1) - offset(row))};
    }
    if (type.id == type_id::fixed_size_binary) {
      return {begin + row * type.byte_width, static_cast<std::size_t>(type.byte_width)};
    }
    return type.id == type_id::dictionary ? dictionary->text(value<std::int32_t>(row)) : viewed_text(row);
  }

 private:
  std::string_view viewed_text(std::int64_t row) const noexcept {
    const text_view& view = values.as<text_view>()[row];
    const auto size = static_cast<std::size_t>(view.size);
    if (size <= text_view::inline_max) return {reinterpret_cast<const char*>(&view) + sizeof(view.size), size};
    return viewed[static_cast<std::size_t>(view.buffer)]->view().substr(static_cast<std::size_t>(view.offset), size);
  }
};

/// True for arrays whose values are texts or bytes of any length one after another, with offsets.
inline bool is_text(const array& one) noexcept {
  return one.type.id == type_id::utf8 || one.type.id == type_id::binary;
}

/// True for maps whose keys and values are texts or bytes.
inline bool is_text_map(const array& one) noexcept {
  if (one.type.id != type_id::map || one.children.empty()) return false;
  const std::vector<array>& sides = one.children.front().children;
  return sides.size() == 2 && is_text(sides[0]) && is_text(sides[1]);
}

/// Columns of equal length.
struct batch {
  std::vector<field> fields;
  std::vector<array> columns;  ///< one a field
  std::int64_t num_rows = 0;
};

}  // namespace deltalake::inline v0::column
