#pragma once
#include <algorithm>
#include <utility>

#include <deltalake/deletion_vector/deletion_vector_io.hpp>
#include <deltalake/deletion_vector/inline_form.hpp>
#include <deltalake/deletion_vector/vector_file.hpp>

namespace deltalake::inline v0::deletion_vector {
namespace detail {

// A vector that begins up to here is read together with the file's version, which stands in its first byte.
inline constexpr std::uint64_t read_from_start = 64 << 10;

inline result<roaring_bitmap> vector_of(const bytes& version, std::string_view content,
                                        const deletion_vector_descriptor& from) {
  if (version.empty()) return wrong_vector("the file is empty");
  if (version.view().front() != vector_file_version) {
    const int found = static_cast<unsigned char>(version.view().front());
    return wrong_vector("the file has version " + std::to_string(found) + ", only 1 is known");
  }
  const result<std::string_view> vector = vector_in(content, from.size_in_bytes);
  if (!vector) return vector.error();
  result<roaring_bitmap> rows = parse_vector(*vector);
  if (!rows) return rows;
  return check_cardinality(std::move(*rows), from);
}

}  // namespace detail

DELTALAKE_DECL task<roaring_bitmap> read_vector(storage::any_store store, path where, deletion_vector_descriptor from) {
  if (from.storage_type == 'i') co_return parse_inline(from).value();
  const std::int32_t offset = from.offset.value_or(0);
  if (offset < 0 || from.size_in_bytes < 0) {
    error found = detail::wrong_vector("an offset or a size below 0");
    throw_error(std::move(found.in_field("deletionVector").in_file(where.text())));
  }
  const auto begin = static_cast<std::uint64_t>(offset);
  const std::uint64_t first = begin <= detail::read_from_start ? 0 : begin;
  const std::uint64_t end =
      begin + detail::size_bytes + static_cast<std::uint64_t>(from.size_in_bytes) + detail::checksum_bytes;
  bytes content = co_await store.get_range(where, first, end - first);
  bytes version = content;
  if (first != 0) version = co_await store.get_range(where, 0, 1);
  const std::size_t skipped = (std::min)(static_cast<std::size_t>(begin - first), content.size());
  result<roaring_bitmap> rows = detail::vector_of(version, content.view().substr(skipped), from);
  if (!rows) throw_error(std::move(rows.error().in_file(where.text())));
  co_return std::move(*rows);
}

}  // namespace deltalake::inline v0::deletion_vector
