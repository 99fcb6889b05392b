#pragma once
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>

#include <deltalake/parquet/encoding/rle.hpp>
#include <deltalake/parquet/page_parts.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

inline result<std::string_view> take_v1_levels(std::string_view& body, std::uint8_t max, encoding how,
                                               std::uint32_t num_values) {
  if (max == 0) return std::string_view();
  std::uint64_t size = 0;
  if (how == encoding::bit_packed) {
    size = bit_packed_decoder::size_of(num_values, static_cast<std::uint32_t>(std::bit_width(unsigned{max})));
  } else {
    if (body.size() < 4) return error(errc::invalid_parquet, "a page too short for its levels");
    std::uint32_t length;
    std::memcpy(&length, body.data(), 4);
    body.remove_prefix(4);
    size = length;
  }
  if (size > body.size()) {
    return error(errc::invalid_parquet, std::to_string(size) + " bytes of levels in a page with " +
                                            std::to_string(body.size()) + " bytes left");
  }
  const std::string_view levels = body.substr(0, size);
  body.remove_prefix(size);
  return levels;
}

}  // namespace detail

DELTALAKE_DECL result<page_parts> split_page_v1(const leaf_column& leaf, const page_header& header,
                                                std::string_view body) {
  page_parts parts;
  const result<std::string_view> repetition =
      detail::take_v1_levels(body, leaf.max_repetition, header.repetition_encoding, header.num_values);
  if (!repetition) return repetition.error();
  const result<std::string_view> definition =
      detail::take_v1_levels(body, leaf.max_definition, header.definition_encoding, header.num_values);
  if (!definition) return definition.error();
  parts.repetition = *repetition;
  parts.definition = *definition;
  parts.values = body;
  return parts;
}

}  // namespace deltalake::inline v0::parquet
