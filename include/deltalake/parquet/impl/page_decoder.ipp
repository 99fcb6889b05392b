#pragma once
#include <algorithm>
#include <cstring>
#include <string>

#include <deltalake/parquet/page_decoder.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

// Repetition levels are decoded ahead in runs of so many, to find where rows begin.
inline constexpr std::uint32_t pending_levels_max = 16'384;

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

inline error wrong_encoding(const leaf_column& leaf, encoding how) {
  return error(errc::unsupported_parquet, "encoding " + std::to_string(static_cast<int>(how)) + " of physical type " +
                                              std::to_string(static_cast<int>(leaf.physical)));
}

inline std::size_t physical_width(const leaf_column& leaf) noexcept {
  switch (leaf.physical) {
    case physical_type::int32:
    case physical_type::float32: return 4;
    case physical_type::int64:
    case physical_type::float64: return 8;
    case physical_type::int96: return 12;
    case physical_type::fixed_len_byte_array: return static_cast<std::size_t>(leaf.type_length);
    case physical_type::boolean:
    case physical_type::byte_array: return 0;
  }
  return 0;
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

DELTALAKE_DECL result<void> page_decoder::open(const leaf_column& leaf, const page_header& header, page_parts parts,
                                               const dictionary* words) {
  leaf_ = &leaf;
  left_ = undecoded_ = header.num_values;
  pending_.clear();
  pending_at_ = 0;
  const bool v2 = header.type == page_type::data_v2;
  if (leaf.max_repetition != 0) {
    result<level_decoder> made =
        level_decoder::make(parts.repetition, leaf.max_repetition, v2 ? encoding::rle : header.repetition_encoding);
    if (!made) return made.error();
    repetition_ = *made;
  }
  if (leaf.max_definition != 0) {
    result<level_decoder> made =
        level_decoder::make(parts.definition, leaf.max_definition, v2 ? encoding::rle : header.definition_encoding);
    if (!made) return made.error();
    definition_ = *made;
  }
  return open_values(header, parts.values, words);
}

DELTALAKE_DECL result<void> page_decoder::open_values(const page_header& header, std::string_view values,
                                                      const dictionary* words) {
  const physical_type physical = leaf_->physical;
  const bool bytes = physical == physical_type::byte_array;
  const bool fixed_bytes = physical == physical_type::fixed_len_byte_array;
  words_ = words;
  values_ = values;
  first_ = 0;
  switch (header.encoding) {
    case encoding::plain: how_ = how::plain; return {};
    case encoding::plain_dictionary:
    case encoding::rle_dictionary: return open_dictionary(values);
    case encoding::rle: {
      if (physical != physical_type::boolean) return detail::wrong_encoding(*leaf_, header.encoding);
      // The length in front is there in v2 pages too.
      if (values.size() >= 4) values.remove_prefix(4);
      how_ = how::rle_boolean;
      result<rle_decoder> runs = rle_decoder::make(values, 1);
      if (!runs) return runs.error();
      indexes_ = *runs;
      return {};
    }
    case encoding::delta_binary_packed:
      how_ = how::delta_binary;
      if (physical == physical_type::int32) return set(delta32_, delta_binary_decoder<std::int32_t>::make(values));
      if (physical == physical_type::int64) return set(delta64_, delta_binary_decoder<std::int64_t>::make(values));
      break;
    case encoding::delta_length_byte_array:
      if (!bytes) break;
      how_ = how::delta_length;
      return set(lengths_, delta_length_decoder::make(values));
    case encoding::delta_byte_array:
      if (!bytes && !fixed_bytes) break;
      how_ = how::delta_bytes;
      return set(fronts_, delta_byte_array_decoder::make(values));
    case encoding::byte_stream_split: {
      const std::size_t width = detail::physical_width(*leaf_);
      if (width == 0 || physical == physical_type::int96) break;
      how_ = how::split;
      return {};
    }
    case encoding::bit_packed:
    case encoding::unknown: break;
  }
  return detail::wrong_encoding(*leaf_, header.encoding);
}

DELTALAKE_DECL result<void> page_decoder::open_dictionary(std::string_view values) {
  if (words_ == nullptr) return error(errc::invalid_parquet, "a page of dictionary indexes without a dictionary");
  how_ = how::dictionary;
  if (values.empty()) {
    // A page without any value but null may leave even the width away.
    indexes_ = *rle_decoder::make({}, 0);
    return {};
  }
  const auto width = static_cast<std::uint8_t>(values.front());
  return set(indexes_, rle_decoder::make(values.substr(1), width));
}

// How many levels up to the row that is not wanted any more; `full` if that row's beginning was seen.
DELTALAKE_DECL std::uint32_t page_decoder::take_repetition(std::int64_t rows, leaf_values& out, bool& full) {
  const std::uint8_t* const levels = pending_.data() + pending_at_;
  const std::size_t there = pending_.size() - pending_at_;
  std::size_t count = 0;
  for (; count < there; ++count) {
    if (levels[count] != 0) continue;
    if (out.rows == rows) {
      full = true;
      break;
    }
    ++out.rows;
  }
  out.repetition_levels.append(levels, count);
  pending_at_ += count;
  return static_cast<std::uint32_t>(count);
}

DELTALAKE_DECL result<void> page_decoder::fill_pending() {
  if (pending_at_ < pending_.size()) return {};
  const std::uint32_t count = (std::min)(undecoded_, detail::pending_levels_max);
  pending_.resize(count);
  pending_at_ = 0;
  undecoded_ -= count;
  return repetition_.decode(pending_.data(), count);
}

DELTALAKE_DECL result<std::uint32_t> page_decoder::take_definition(std::uint32_t count, leaf_values& out) {
  if (leaf_->max_definition == 0) return count;
  std::uint8_t* const to = out.definition_levels.extend(count);
  if (auto done = definition_.decode(to, count); !done) return done.error();
  std::uint32_t values = 0;
  for (std::uint32_t i = 0; i < count; ++i) values += to[i] == leaf_->max_definition ? 1U : 0U;
  return values;
}

DELTALAKE_DECL result<void> page_decoder::read(std::int64_t rows, std::uint32_t levels_max, leaf_values& out) {
  bool full = false;
  while (left_ != 0 && !full) {
    std::uint32_t count = 0;
    if (leaf_->max_repetition == 0) {
      count = static_cast<std::uint32_t>((std::min)(std::int64_t{left_}, rows - out.rows));
      out.rows += count;
      full = out.rows == rows;
    } else {
      if (auto done = fill_pending(); !done) return done;
      if (out.levels == 0 && pending_.data()[pending_at_] != 0) {
        return error(errc::invalid_parquet, "a column that does not begin with a row");
      }
      count = take_repetition(rows, out, full);
    }
    if (out.levels + count > levels_max) {
      return error(errc::value_too_large, "more than " + std::to_string(levels_max) + " values in one batch of rows");
    }
    left_ -= count;
    out.levels += count;
    const result<std::uint32_t> values = take_definition(count, out);
    if (!values) return values.error();
    if (auto done = take_values(*values, out); !done) return done;
  }
  return {};
}

DELTALAKE_DECL result<void> page_decoder::take_values(std::uint32_t count, leaf_values& out) {
  if (count == 0) return {};
  const auto before = static_cast<std::size_t>(out.values);
  out.values += count;
  if (leaf_->physical == physical_type::byte_array && out.offsets.empty()) out.offsets.push_back(std::int32_t{0});
  switch (how_) {
    case how::plain: return take_plain(count, before, out);
    case how::dictionary: return take_words(count, out);
    case how::rle_boolean: return take_rle_booleans(count, before, out);
    case how::delta_binary: return take_delta(count, out);
    case how::delta_length: return lengths_.decode(count, out.offsets, out.bytes);
    case how::delta_bytes: return take_fronts(count, out);
    case how::split: return take_split(count, out);
  }
  return {};
}

DELTALAKE_DECL result<void> page_decoder::take_plain(std::uint32_t count, std::size_t before, leaf_values& out) {
  if (leaf_->physical == physical_type::byte_array) {
    const result<std::size_t> used = plain_byte_arrays(values_, count, out.offsets, out.bytes);
    if (!used) return used.error();
    values_.remove_prefix(*used);
    return {};
  }
  if (leaf_->physical == physical_type::boolean) {
    const std::size_t first = first_;
    first_ += count;
    return plain_booleans(values_, first, count, out.fixed, before);
  }
  const result<std::size_t> used = plain_fixed(values_, count, detail::physical_width(*leaf_), out.fixed);
  if (!used) return used.error();
  values_.remove_prefix(*used);
  return {};
}

DELTALAKE_DECL result<void> page_decoder::take_rle_booleans(std::uint32_t count, std::size_t before, leaf_values& out) {
  out.fixed.resize((before + count + 7) / 8);
  std::size_t ones = 0;
  if (indexes_.decode_bits(out.fixed.data(), before, count, ones) != count) {
    return error(errc::invalid_parquet, "fewer booleans than levels");
  }
  return {};
}

DELTALAKE_DECL result<void> page_decoder::take_words(std::uint32_t count, leaf_values& out) {
  constexpr std::uint32_t step = 8'192;  // indexes stay in the first cache
  for (std::uint32_t done = 0; done < count; done += step) {
    const std::uint32_t some = (std::min)(step, count - done);
    scratch_.resize(some * sizeof(std::uint32_t));
    auto* const indexes = scratch_.as<std::uint32_t>();
    if (indexes_.decode_u32(indexes, some) != some) {
      return error(errc::invalid_parquet, "fewer dictionary indexes than levels");
    }
    auto gathered = leaf_->physical == physical_type::byte_array
                        ? words_->gather_byte_arrays(indexes, some, out.offsets, out.bytes)
                        : words_->gather_fixed(indexes, some, out.fixed);
    if (!gathered) return gathered;
  }
  return {};
}

DELTALAKE_DECL result<void> page_decoder::take_split(std::uint32_t count, leaf_values& out) {
  const std::size_t width = detail::physical_width(*leaf_);
  const std::size_t first = first_;
  first_ += count;
  return byte_stream_split(values_, values_.size() / width, first, count, width, out.fixed);
}

DELTALAKE_DECL result<void> page_decoder::take_delta(std::uint32_t count, leaf_values& out) {
  return leaf_->physical == physical_type::int32 ? delta32_.decode(count, out.fixed)
                                                 : delta64_.decode(count, out.fixed);
}

DELTALAKE_DECL result<void> page_decoder::take_fronts(std::uint32_t count, leaf_values& out) {
  if (leaf_->physical == physical_type::byte_array) return fronts_.decode(count, out.offsets, out.bytes);
  return fronts_.decode_fixed(count, static_cast<std::size_t>(leaf_->type_length), out.fixed);
}

}  // namespace deltalake::inline v0::parquet
