#pragma once
#include <bit>
#include <cstdint>
#include <string_view>
#include <string>

#include <deltalake/base/result.hpp>
#include <deltalake/parquet/encoding/rle.hpp>
#include <deltalake/parquet/metadata.hpp>

namespace deltalake::inline v0::parquet {

/// Reads the definition or repetition levels of one data page. A view on the page's bytes.
class level_decoder {
 public:
  level_decoder() = default;
  /// Makes a reader of levels up to `max`. Errors: unsupported_parquet for encodings other than RLE and BIT_PACKED.
  static result<level_decoder> make(std::string_view from, std::uint8_t max, encoding how) {
    level_decoder made;
    made.max_ = max;
    const auto width = static_cast<std::uint32_t>(std::bit_width(static_cast<unsigned>(max)));
    if (how == encoding::rle) {
      result<rle_decoder> runs = rle_decoder::make(from, width);
      if (!runs) return runs.error();
      made.runs_ = *runs;
      return made;
    }
    if (how != encoding::bit_packed) {
      return error(errc::unsupported_parquet, "levels in encoding " + std::to_string(static_cast<int>(how)));
    }
    result<bit_packed_decoder> packed = bit_packed_decoder::make(from, width);
    if (!packed) return packed.error();
    made.packed_ = *packed;
    made.is_packed_ = true;
    return made;
  }

  /// Decodes `count` levels. Errors: invalid_parquet if there are fewer, or one is above the maximum.
  result<void> decode(std::uint8_t* to, std::size_t count) {
    const std::size_t got = is_packed_ ? packed_.decode_u8(to, count) : runs_.decode_u8(to, count);
    if (got < count) {
      return error(errc::invalid_parquet,
                   "the levels of a page end " + std::to_string(count - got) + " values before the page");
    }
    if (const std::uint8_t largest = largest_of(to, count); largest > max_) {
      return error(errc::invalid_parquet,
                   "level " + std::to_string(largest) + " where " + std::to_string(max_) + " is the highest");
    }
    return {};
  }

 private:
  rle_decoder runs_;
  bit_packed_decoder packed_;
  std::uint8_t max_ = 0;
  bool is_packed_ = false;
};

}  // namespace deltalake::inline v0::parquet
