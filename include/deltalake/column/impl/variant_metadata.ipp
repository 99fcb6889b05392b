#pragma once
#include <string>

#include <deltalake/column/variant_bytes.hpp>
#include <deltalake/column/variant_metadata.hpp>

namespace deltalake::inline v0::column {
namespace detail {

inline error cut_metadata() { return error(errc::invalid_parquet, "a variant's metadata that is cut short"); }

}  // namespace detail

DELTALAKE_DECL result<variant_metadata> variant_metadata::read(std::string_view bytes) {
  if (bytes.empty()) return error(errc::invalid_parquet, "a variant's metadata without a header");
  const auto header = static_cast<std::uint8_t>(bytes.front());
  if ((header & 15U) != 1) {
    return error(errc::unsupported_parquet, "a variant's metadata of version " + std::to_string(header & 15U));
  }
  variant_metadata made;
  made.sorted_ = (header & 16U) != 0;
  made.offset_size_ = static_cast<std::uint8_t>((header >> 6) + 1);
  bytes.remove_prefix(1);
  if (bytes.size() < made.offset_size_) return detail::cut_metadata();
  made.size_ = detail::read_little(bytes, made.offset_size_);
  bytes.remove_prefix(made.offset_size_);
  const std::uint64_t offsets = (std::uint64_t{made.size_} + 1) * made.offset_size_;
  if (bytes.size() < offsets) return detail::cut_metadata();
  made.offsets_ = bytes.substr(0, offsets);
  made.names_ = bytes.substr(offsets);
  return made;
}

DELTALAKE_DECL result<std::string_view> variant_metadata::name(std::uint32_t id) const {
  if (id >= size_) {
    return error(errc::invalid_parquet, "field " + std::to_string(id) + " of a variant whose metadata has " +
                                            std::to_string(size_) + " names");
  }
  const std::size_t at = std::size_t{id} * offset_size_;
  const std::uint32_t begin = detail::read_little(offsets_.substr(at), offset_size_);
  const std::uint32_t end = detail::read_little(offsets_.substr(at + offset_size_), offset_size_);
  if (begin > end || end > names_.size()) {
    return error(errc::invalid_parquet, "a variant's metadata whose names lie outside of it");
  }
  return names_.substr(begin, end - begin);
}

DELTALAKE_DECL result<std::optional<std::uint32_t>> variant_metadata::find(std::string_view wanted) const {
  for (std::uint32_t id = 0; id < size_; ++id) {
    const result<std::string_view> one = name(id);
    if (!one) return one.error();
    if (*one == wanted) return std::optional<std::uint32_t>(id);
  }
  return std::optional<std::uint32_t>();
}

}  // namespace deltalake::inline v0::column
