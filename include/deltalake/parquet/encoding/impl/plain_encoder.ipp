#pragma once
#include <cstring>

#include <deltalake/parquet/encoding/bits.hpp>
#include <deltalake/parquet/encoding/plain_encoder.hpp>
#include <deltalake/parquet/leaf_rows.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

inline void plain_texts(const leaf_values& values, std::int64_t first, std::int64_t count, column::buffer& to) {
  const std::int32_t* const offsets = values.offsets.as<std::int32_t>() + first;
  const auto texts = static_cast<std::size_t>(offsets[count] - offsets[0]);
  std::uint8_t* at = to.extend(texts + static_cast<std::size_t>(count) * 4);
  const std::uint8_t* const bytes = values.bytes.data();
  for (std::int64_t i = 0; i < count; ++i) {
    const auto length = static_cast<std::uint32_t>(offsets[i + 1] - offsets[i]);
    std::memcpy(at, &length, 4);
    at += 4;
    if (length != 0) overshooting_copy(at, bytes + offsets[i], length);  // into what the next text will be, or slack
    at += length;
  }
}

}  // namespace detail

DELTALAKE_DECL std::size_t plain_bytes(const leaf_column& leaf, const leaf_values& values, std::int64_t first,
                                       std::int64_t count) noexcept {
  if (count == 0) return 0;
  const auto number = static_cast<std::size_t>(count);
  if (leaf.physical == physical_type::boolean) return (number + 7) / 8;
  if (leaf.physical != physical_type::byte_array) return number * detail::physical_width(leaf);
  const std::int32_t* const offsets = values.offsets.as<std::int32_t>() + first;
  return number * 4 + static_cast<std::size_t>(offsets[count] - offsets[0]);
}

DELTALAKE_DECL void encode_plain(const leaf_column& leaf, const leaf_values& values, std::int64_t first,
                                 std::int64_t count, column::buffer& to) {
  if (count == 0) return;
  if (leaf.physical == physical_type::boolean) {
    append_bits(to, to.size() * 8, values.fixed.data(), static_cast<std::size_t>(first),
                static_cast<std::size_t>(count));
  } else if (leaf.physical == physical_type::byte_array) {
    detail::plain_texts(values, first, count, to);
  } else {
    const std::size_t width = detail::physical_width(leaf);
    to.append(values.fixed.data() + static_cast<std::size_t>(first) * width, static_cast<std::size_t>(count) * width);
  }
}

}  // namespace deltalake::inline v0::parquet
