#pragma once
#include <utility>

#include <deltalake/base/base85.hpp>
#include <deltalake/base/crc32.hpp>
#include <deltalake/base/percent.hpp>
#include <deltalake/deletion_vector/vector_file.hpp>

namespace deltalake::inline v0::deletion_vector {
namespace detail {

inline constexpr std::size_t uuid_characters = 20;  // of a uuid in base 85
inline constexpr std::size_t size_bytes = 4, checksum_bytes = 4;

inline std::uint32_t big_endian(std::string_view four) noexcept {
  std::uint32_t value = 0;
  for (const char c : four.substr(0, 4)) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

inline void append_big(std::uint32_t value, std::string& to) {
  for (int shift = 24; shift >= 0; shift -= 8) to += static_cast<char>(value >> shift);
}

inline error wrong_vector(std::string what) { return error(errc::invalid_deletion_vector, std::move(what)); }

}  // namespace detail

DELTALAKE_DECL result<std::string> vector_file_path(const deletion_vector_descriptor& from) {
  const std::string& text = from.path_or_inline;
  if (from.storage_type == 'p') {
    if (!text.empty()) return text;
    return detail::wrong_vector("an empty path").in_field("deletionVector.pathOrInlineDv");
  }
  if (from.storage_type != 'u') {
    return detail::wrong_vector("storage type '" + std::string(1, from.storage_type) + "' names no file")
        .in_field("deletionVector.storageType");
  }
  const std::size_t prefix = text.size() < detail::uuid_characters ? 0 : text.size() - detail::uuid_characters;
  const result<uuid> id = base85_decode_uuid(std::string_view(text).substr(prefix));
  if (!id) return detail::wrong_vector(id.error().detail).in_field("deletionVector.pathOrInlineDv");
  return percent_encode(vector_file_name(*id, std::string_view(text).substr(0, prefix)), "/");
}

DELTALAKE_DECL std::string vector_file_name(const uuid& id, std::string_view prefix) {
  std::string made(prefix);
  if (!made.empty()) made += '/';
  return made + "deletion_vector_" + id.to_string() + ".bin";
}

DELTALAKE_DECL std::string relative_form(const uuid& id, std::string_view prefix) {
  return std::string(prefix) + base85_encode(id);
}

DELTALAKE_DECL result<std::string_view> vector_in(std::string_view content, std::int32_t size_in_bytes) {
  const auto wanted = static_cast<std::uint32_t>(size_in_bytes);
  if (size_in_bytes < 0) return detail::wrong_vector("a size below 0").in_field("deletionVector.sizeInBytes");
  if (content.size() < detail::size_bytes) return detail::wrong_vector("the file ends before the vector's size");
  const std::uint32_t stored = detail::big_endian(content);
  if (stored != wanted) {
    return detail::wrong_vector("its file says " + std::to_string(stored) + " bytes, the log says " +
                                std::to_string(wanted))
        .in_field("deletionVector.sizeInBytes");
  }
  content.remove_prefix(detail::size_bytes);
  if (content.size() < std::size_t{wanted} + detail::checksum_bytes) {
    return detail::wrong_vector("the file ends within a vector of " + std::to_string(wanted) + " bytes");
  }
  const std::string_view vector = content.substr(0, wanted);
  if (crc32(vector) == detail::big_endian(content.substr(wanted))) return vector;
  return error(errc::checksum_mismatch, "of a deletion vector of " + std::to_string(wanted) + " bytes");
}

DELTALAKE_DECL result<std::int32_t> append_vector(std::string_view serialized, std::string& file) {
  const std::size_t end = file.size() + 1 + detail::size_bytes + serialized.size() + detail::checksum_bytes;
  if (end > 0x7FFF'FFFF) return error(errc::value_too_large, "a file of " + std::to_string(end) + " bytes");
  if (file.empty()) file += vector_file_version;
  const auto offset = static_cast<std::int32_t>(file.size());
  detail::append_big(static_cast<std::uint32_t>(serialized.size()), file);
  file += serialized;
  detail::append_big(crc32(serialized), file);
  return offset;
}

}  // namespace deltalake::inline v0::deletion_vector
