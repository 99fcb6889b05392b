#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <deltalake/parquet/leaf_rows.hpp>
#include <deltalake/parquet/leaf_values.hpp>
#include <deltalake/parquet/schema_tree.hpp>

namespace deltalake::inline v0::parquet {

/// A view on values as bytes: byte arrays, or values of one width that lie one after another. It is followed by as many
/// readable bytes as the buffers that it is of.
struct leaf_texts {
  const std::uint8_t* bytes = nullptr;
  const std::int32_t* offsets = nullptr;  ///< of byte arrays, one more than values; null: all have `width` bytes
  std::size_t width = 0;

  std::size_t begin(std::size_t number) const noexcept {
    return offsets == nullptr ? number * width : static_cast<std::size_t>(offsets[number]);
  }
  std::size_t length(std::size_t number) const noexcept { return begin(number + 1) - begin(number); }
  std::string_view operator[](std::size_t number) const noexcept {
    return {reinterpret_cast<const char*>(bytes) + begin(number), length(number)};
  }
};

/// Views the values of a leaf, which are no booleans, from value `first` on; if they are byte arrays, at least one.
inline leaf_texts texts_of(const leaf_column& leaf, const leaf_values& values, std::int64_t first) noexcept {
  if (leaf.physical == physical_type::byte_array) {
    return {values.bytes.data(), values.offsets.as<std::int32_t>() + first, 0};
  }
  const std::size_t width = detail::physical_width(leaf);
  return {values.fixed.data() + static_cast<std::size_t>(first) * width, nullptr, width};
}

}  // namespace deltalake::inline v0::parquet
