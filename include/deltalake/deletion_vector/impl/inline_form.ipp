#pragma once
#include <utility>

#include <deltalake/base/base85.hpp>
#include <deltalake/deletion_vector/inline_form.hpp>

namespace deltalake::inline v0::deletion_vector {
namespace detail {

inline constexpr std::uint32_t portable_magic = 1681511377;
inline constexpr std::uint32_t native_magic = 1681511376;

inline std::uint32_t swapped(std::uint32_t value) noexcept {
  return value << 24 | (value & 0xFF00) << 8 | (value >> 8 & 0xFF00) | value >> 24;
}

// How many bitmaps, then each with its size; the n-th holds the rows n << 32 and above. The numbers around the bitmaps
// are in the writer's byte order, the bitmaps themselves always in little-endian order.
inline result<roaring_bitmap> parse_native(std::string_view content, bool big_endian) {
  std::uint32_t bitmaps = 0;
  if (!read_little(content, bitmaps)) return bad_vector("it ends before the number of its bitmaps");
  if (big_endian) bitmaps = swapped(bitmaps);
  // Each takes at least its size, cookie and number of containers.
  if (bitmaps > content.size() / 12) {
    return bad_vector(std::to_string(bitmaps) + " bitmaps in " + std::to_string(content.size()) + " bytes");
  }
  roaring_bitmap made;
  for (std::uint32_t i = 0; i < bitmaps; ++i) {
    std::uint32_t size = 0;
    if (!read_little(content, size)) return bad_vector("it ends before the size of a bitmap");
    if (big_endian) size = swapped(size);
    if (size > content.size()) return bad_vector("a bitmap of " + std::to_string(size) + " bytes is not all there");
    std::string_view one = content.substr(0, size);
    content.remove_prefix(size);
    if (result<void> read = made.read_32(one, i); !read) return read.error();
    if (!one.empty()) return bad_vector("a bitmap is " + std::to_string(one.size()) + " bytes shorter than it says");
  }
  if (!content.empty()) return bad_vector(std::to_string(content.size()) + " bytes too many");
  return made;
}

}  // namespace detail

DELTALAKE_DECL result<roaring_bitmap> parse_vector(std::string_view content) {
  std::uint32_t magic = 0;
  if (!detail::read_little(content, magic)) return detail::bad_vector("it ends before its magic number");
  if (magic == detail::portable_magic) return roaring_bitmap::parse_portable(content);
  if (magic == detail::native_magic) return detail::parse_native(content, false);
  if (magic == detail::swapped(detail::native_magic)) return detail::parse_native(content, true);
  return detail::bad_vector("magic number " + std::to_string(magic) + " is unknown");
}

DELTALAKE_DECL std::string format_vector(const roaring_bitmap& rows) {
  std::string text;
  detail::append_little(detail::portable_magic, text);
  rows.append_portable(text);
  return text;
}

DELTALAKE_DECL result<roaring_bitmap> check_cardinality(roaring_bitmap rows, const deletion_vector_descriptor& from) {
  const std::uint64_t count = rows.count();
  if (from.cardinality >= 0 && count == static_cast<std::uint64_t>(from.cardinality)) return rows;
  return detail::bad_vector("it holds " + std::to_string(count) + " rows, the log says " +
                            std::to_string(from.cardinality))
      .in_field("deletionVector.cardinality");
}

DELTALAKE_DECL result<roaring_bitmap> parse_inline(const deletion_vector_descriptor& from) {
  if (from.size_in_bytes < 0) return detail::bad_vector("a size below 0").in_field("deletionVector.sizeInBytes");
  const result<bytes> content = base85_decode(from.path_or_inline, static_cast<std::size_t>(from.size_in_bytes));
  if (!content) return detail::bad_vector(content.error().detail).in_field("deletionVector.pathOrInlineDv");
  result<roaring_bitmap> rows = parse_vector(content->view());
  if (!rows) return rows;
  return check_cardinality(std::move(*rows), from);
}

DELTALAKE_DECL result<deletion_vector_descriptor> make_inline(const roaring_bitmap& rows) {
  const std::string content = format_vector(rows);
  if (content.size() > 0x7FFF'FFFF) {
    return error(errc::value_too_large, "a deletion vector of " + std::to_string(content.size()) + " bytes");
  }
  deletion_vector_descriptor made;
  made.storage_type = 'i';
  made.path_or_inline = base85_encode(content);
  made.size_in_bytes = static_cast<std::int32_t>(content.size());
  made.cardinality = static_cast<std::int64_t>(rows.count());
  return made;
}

}  // namespace deltalake::inline v0::deletion_vector
