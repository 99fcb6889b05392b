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

// Where the content ends within a group of 4 bytes, most writers fill the group up. Some in Rust write a shorter group
// instead: a '#' for each byte that is missing, and what the others are as a number. A whole group never begins with
// '#', since it would be above 2^32.
inline result<std::string> decode_text(std::string_view text, std::size_t size) {
  constexpr std::size_t group = 5;
  std::size_t missing = 0;
  const std::size_t last = text.size() < group ? 0 : text.size() - group;
  while (last + missing < text.size() && missing < 3 && text[last + missing] == '#') ++missing;
  if (missing == 0) {
    const result<bytes> whole = base85_decode(text, size);
    if (!whole) return whole.error();
    return std::string(whole->view());
  }
  const std::string digits = std::string(missing, '0').append(text.substr(last + missing));
  const result<bytes> head = base85_decode(text.substr(0, last)), tail = base85_decode(digits);
  if (!head) return head.error();
  if (!tail) return tail.error();
  const std::string_view end = tail->view();
  if (end.substr(0, missing) != std::string(missing, '\0') || head->size() + 4 - missing != size) {
    return error(errc::invalid_value, "base 85 text of another size than " + std::to_string(size) + " bytes");
  }
  return std::string(head->view()).append(end.substr(missing));
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
  const result<std::string> content =
      detail::decode_text(from.path_or_inline, static_cast<std::size_t>(from.size_in_bytes));
  if (!content) return detail::bad_vector(content.error().detail).in_field("deletionVector.pathOrInlineDv");
  result<roaring_bitmap> rows = parse_vector(*content);
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
