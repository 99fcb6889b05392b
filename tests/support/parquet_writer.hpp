#pragma once
#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <deltalake/base/crc32.hpp>
#include <deltalake/parquet/metadata.hpp>
#include <tests/support/thrift_writer.hpp>

// Makes Parquet files in memory, right ones and wrong ones. Nothing here is fast or small; values are given in their
// PLAIN form, byte arrays without their lengths.
namespace deltalake_test {

template <class T>
std::string little_endian(T value) {
  std::string made(sizeof(T), '\0');
  std::memcpy(made.data(), &value, sizeof(T));
  return made;
}

/// Runs of RLE where at least eight values are alike, else bit-packed groups of eight (Encodings.md "RLE").
inline std::string rle_hybrid(const std::vector<std::uint32_t>& values, unsigned width) {
  std::string made;
  for (std::size_t at = 0; at < values.size();) {
    std::size_t same = 1;
    while (at + same < values.size() && values[at + same] == values[at]) ++same;
    if (same >= 8 || width == 0) {
      made += thrift_varint(same << 1) + little_endian(values[at]).substr(0, (width + 7) / 8);
      at += same;
      continue;
    }
    made += thrift_varint(1 << 1 | 1);
    std::uint64_t bits = 0;
    unsigned used = 0;
    for (std::size_t i = at; i < at + 8; ++i) {
      bits |= std::uint64_t{i < values.size() ? values[i] : 0} << used;
      for (used += width; used >= 8; used -= 8, bits >>= 8) made += static_cast<char>(bits & 0xFF);
    }
    at += 8;
  }
  return made;
}

/// The deprecated BIT_PACKED: the most significant bit first, no runs.
inline std::string bit_packed(const std::vector<std::uint32_t>& values, unsigned width) {
  std::string made((values.size() * width + 7) / 8, '\0');
  std::size_t bit = 0;
  for (const std::uint32_t value : values) {
    for (unsigned i = width; i-- > 0; ++bit) {
      if ((value >> i & 1) != 0) made[bit / 8] = static_cast<char>(made[bit / 8] | (0x80 >> (bit % 8)));
    }
  }
  return made;
}

inline std::string plain_values(deltalake::parquet::physical_type type, const std::vector<std::string>& values) {
  std::string made;
  if (type == deltalake::parquet::physical_type::boolean) {
    made.resize((values.size() + 7) / 8);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (values[i] != std::string(1, '\0')) made[i / 8] = static_cast<char>(made[i / 8] | (1 << (i % 8)));
    }
    return made;
  }
  for (const std::string& value : values) {
    if (type == deltalake::parquet::physical_type::byte_array) {
      made += little_endian(static_cast<std::uint32_t>(value.size()));
    }
    made += value;
  }
  return made;
}

/// Snappy without any match: literals alone.
inline std::string snappy_literals(std::string_view text) {
  std::string made = thrift_varint(text.size());
  while (!text.empty()) {
    const std::size_t length = (std::min)(text.size(), std::size_t{60'000});
    made += static_cast<char>(61 << 2);
    made += little_endian(static_cast<std::uint16_t>(length - 1));
    made += text.substr(0, length);
    text.remove_prefix(length);
  }
  return made;
}

/// A page, to be written as it is, right or wrong.
struct parquet_page {
  deltalake::parquet::page_type type = deltalake::parquet::page_type::data_v1;
  deltalake::parquet::encoding encoding = deltalake::parquet::encoding::plain;
  deltalake::parquet::encoding level_encoding = deltalake::parquet::encoding::rle;
  std::uint32_t num_values = 0, num_nulls = 0, num_rows = 0;
  std::string repetition, definition;  ///< with their lengths in pages of version 1
  std::string values;
  bool is_compressed = true;                        ///< what pages of version 2 say of themselves
  std::optional<std::uint32_t> crc_change;          ///< there is a checksum; 0: the right one
  std::optional<std::uint32_t> uncompressed_bytes;  ///< what the header says instead of the truth

  std::string body(deltalake::parquet::compression codec) const {
    const bool v2 = type == deltalake::parquet::page_type::data_v2;
    const std::string levels = repetition + definition;
    if (codec == deltalake::parquet::compression::uncompressed || (v2 && !is_compressed)) return levels + values;
    return v2 ? levels + snappy_literals(values) : snappy_literals(levels + values);
  }
  std::string bytes(deltalake::parquet::compression codec = deltalake::parquet::compression::uncompressed) const {
    const std::string stored = body(codec);
    const std::size_t size = repetition.size() + definition.size() + values.size();
    thrift_struct header;
    header.int32(1, static_cast<int>(type));
    header.int32(2, uncompressed_bytes.value_or(static_cast<std::uint32_t>(size)));
    header.int32(3, static_cast<std::int64_t>(stored.size()));
    if (crc_change) header.int32(4, static_cast<std::int32_t>(deltalake::crc32(stored) ^ *crc_change));
    const int how = static_cast<int>(encoding), levels = static_cast<int>(level_encoding);
    switch (type) {
      case deltalake::parquet::page_type::data_v1:
        header.structure(5, thrift_struct().int32(1, num_values).int32(2, how).int32(3, levels).int32(4, levels));
        break;
      case deltalake::parquet::page_type::dictionary:
        header.structure(7, thrift_struct().int32(1, num_values).int32(2, how));
        break;
      case deltalake::parquet::page_type::data_v2: {
        thrift_struct fields;
        fields.int32(1, num_values).int32(2, num_nulls).int32(3, num_rows).int32(4, how);
        fields.int32(5, static_cast<std::int64_t>(definition.size()));
        fields.int32(6, static_cast<std::int64_t>(repetition.size()));
        header.structure(8, fields.boolean(7, is_compressed));
        break;
      }
      case deltalake::parquet::page_type::index:
      case deltalake::parquet::page_type::unknown: break;
    }
    return header.bytes() + stored;
  }
};

/// What a leaf holds for some rows: levels for every value, also where they are 0 for all, and what is not null.
struct parquet_leaf {
  deltalake::parquet::physical_type physical = deltalake::parquet::physical_type::int32;
  std::uint8_t max_definition = 0, max_repetition = 0;
  std::vector<std::uint32_t> definition, repetition;
  std::vector<std::string> values;
};

enum class dictionary_use { none, all, first_half };

/// How a leaf is written.
struct parquet_style {
  int version = 1;               ///< of the data pages
  std::size_t page_values = 50;  ///< with nulls; pages of version 2 end with a row
  dictionary_use dictionary = dictionary_use::none;
  deltalake::parquet::compression codec = deltalake::parquet::compression::uncompressed;
  bool crc = false;
  bool bit_packed_levels = false;  ///< in pages of version 1
  bool old_dictionary_name = false;
  bool null_count = true;
  std::string before_data;  ///< put before each data page
};

/// The pages of a chunk, and what the footer says of it.
struct parquet_chunk {
  deltalake::parquet::physical_type physical = deltalake::parquet::physical_type::int32;
  deltalake::parquet::compression codec = deltalake::parquet::compression::uncompressed;
  std::string pages;
  std::size_t dictionary_bytes = 0;  ///< of `pages`, at its begin; 0 if there is no dictionary
  std::int64_t num_values = 0;
  std::optional<std::int64_t> null_count;
  deltalake::parquet::statistics bounds;  ///< of which all but the counts is written
  bool offset_of_dictionary = true;  ///< else the data pages' offset is that of the dictionary, as old writers have it
  bool offset_zero = false;          ///< and the dictionary's is there, but 0
  bool encrypted = false;
  std::string file_path;
};

namespace detail {

inline std::string levels_of(const std::vector<std::uint32_t>& levels, std::uint8_t max, const parquet_style& style) {
  if (max == 0) return {};
  const auto width = static_cast<unsigned>(std::bit_width(unsigned{max}));
  if (style.version == 1 && style.bit_packed_levels) return bit_packed(levels, width);
  const std::string runs = rle_hybrid(levels, width);
  return style.version == 1 ? little_endian(static_cast<std::uint32_t>(runs.size())) + runs : runs;
}

inline std::size_t end_of_page(const parquet_leaf& leaf, const parquet_style& style, std::size_t begin) {
  std::size_t end = (std::min)(begin + style.page_values, leaf.definition.size());
  while (style.version == 2 && end < leaf.definition.size() && leaf.repetition[end] != 0) ++end;
  return end;
}

}  // namespace detail

/// Writes a leaf's pages.
inline parquet_chunk make_chunk(const parquet_leaf& leaf, const parquet_style& style) {
  using deltalake::parquet::encoding;
  using deltalake::parquet::page_type;
  parquet_chunk made;
  made.physical = leaf.physical;
  made.codec = style.codec;
  made.num_values = static_cast<std::int64_t>(leaf.definition.size());
  if (style.null_count) made.null_count = made.num_values - static_cast<std::int64_t>(leaf.values.size());

  std::vector<std::string> words;
  std::map<std::string, std::uint32_t> index_of;
  const bool no_words = leaf.physical == deltalake::parquet::physical_type::boolean;
  const dictionary_use use = no_words ? dictionary_use::none : style.dictionary;
  const std::size_t in_words = use == dictionary_use::none  ? 0
                               : use == dictionary_use::all ? leaf.values.size()
                                                            : (leaf.values.size() + 1) / 2;
  for (std::size_t i = 0; i < in_words; ++i) {
    if (index_of.emplace(leaf.values[i], words.size()).second) words.push_back(leaf.values[i]);
  }
  const encoding indexes = style.old_dictionary_name ? encoding::plain_dictionary : encoding::rle_dictionary;
  if (use != dictionary_use::none) {
    parquet_page page;
    page.type = page_type::dictionary;
    page.encoding = style.old_dictionary_name ? encoding::plain_dictionary : encoding::plain;
    page.num_values = static_cast<std::uint32_t>(words.size());
    page.values = plain_values(leaf.physical, words);
    if (style.crc) page.crc_change = 0;
    made.pages = page.bytes(style.codec);
    made.dictionary_bytes = made.pages.size();
  }
  std::size_t value = 0;
  for (std::size_t begin = 0; begin < leaf.definition.size();) {
    const std::size_t end = detail::end_of_page(leaf, style, begin);
    const auto cut = [&](const std::vector<std::uint32_t>& levels) {
      return std::vector<std::uint32_t>(levels.begin() + static_cast<std::ptrdiff_t>(begin),
                                        levels.begin() + static_cast<std::ptrdiff_t>(end));
    };
    const std::vector<std::uint32_t> definition = cut(leaf.definition), repetition = cut(leaf.repetition);
    const auto values =
        static_cast<std::size_t>(std::count(definition.begin(), definition.end(), std::uint32_t{leaf.max_definition}));
    const std::vector<std::string> dense(leaf.values.begin() + static_cast<std::ptrdiff_t>(value),
                                         leaf.values.begin() + static_cast<std::ptrdiff_t>(value + values));
    parquet_page page;
    page.type = style.version == 2 ? page_type::data_v2 : page_type::data_v1;
    page.num_values = static_cast<std::uint32_t>(end - begin);
    page.num_nulls = static_cast<std::uint32_t>(end - begin - values);
    page.num_rows = static_cast<std::uint32_t>(std::count(repetition.begin(), repetition.end(), 0U));
    if (style.bit_packed_levels) page.level_encoding = encoding::bit_packed;
    page.repetition = detail::levels_of(repetition, leaf.max_repetition, style);
    page.definition = detail::levels_of(definition, leaf.max_definition, style);
    if (use != dictionary_use::none && value + values <= in_words) {
      page.encoding = indexes;
      std::vector<std::uint32_t> numbers;
      for (const std::string& one : dense) numbers.push_back(index_of.at(one));
      const auto width = static_cast<unsigned>(std::bit_width(words.empty() ? 0 : words.size() - 1));
      if (!dense.empty()) page.values = static_cast<char>(width) + rle_hybrid(numbers, width);
    } else {
      page.values = plain_values(leaf.physical, dense);
    }
    if (style.crc) page.crc_change = 0;
    made.pages += style.before_data + page.bytes(style.codec);
    value += values;
    begin = end;
  }
  return made;
}

inline deltalake::parquet::schema_element group_element(
    std::string name, deltalake::parquet::repetition repetition, int children,
    deltalake::parquet::logical_kind kind = deltalake::parquet::logical_kind::none) {
  deltalake::parquet::schema_element made;
  made.name = std::move(name);
  made.repetition = repetition;
  made.num_children = children;
  made.logical.kind = kind;
  return made;
}
inline deltalake::parquet::schema_element leaf_element(std::string name, deltalake::parquet::repetition repetition,
                                                       deltalake::parquet::physical_type type,
                                                       deltalake::parquet::logical_type logical = {},
                                                       std::int32_t type_length = 0) {
  deltalake::parquet::schema_element made;
  made.name = std::move(name);
  made.repetition = repetition;
  made.type = type;
  made.type_length = type_length;
  made.logical = logical;
  return made;
}

/// Puts chunks together to a file.
class parquet_writer {
 public:
  /// `schema` is all elements below the root, depth first; `fields` of them are its children.
  parquet_writer(std::vector<deltalake::parquet::schema_element> schema, int fields)
      : schema_(std::move(schema)), fields_(fields) {}

  /// Writes a row group.
  parquet_writer& add(std::int64_t num_rows, const std::vector<parquet_chunk>& chunks) {
    thrift_list columns(12);
    for (const parquet_chunk& chunk : chunks) columns.add(column(chunk).bytes());
    groups_.add(thrift_struct().list(1, columns).int64(2, 1).int64(3, num_rows).bytes());
    num_rows_ += num_rows;
    return *this;
  }
  /// From now on the footer says that all leaves are in the order of their types.
  parquet_writer& type_defined_order() {
    ordered_ = true;
    return *this;
  }
  /// Adds to the footer's key-value metadata.
  parquet_writer& key_value(std::string_view key, std::string_view value) {
    key_values_.add(thrift_struct().text(1, key).text(2, value).bytes());
    has_key_values_ = true;
    return *this;
  }
  /// The whole file.
  std::string finish() const {
    thrift_list elements(12);
    elements.add(thrift_struct().text(4, "schema").int32(5, fields_).bytes());
    for (const deltalake::parquet::schema_element& one : schema_) elements.add(element(one).bytes());
    thrift_struct footer;
    footer.int32(1, 2).list(2, elements).int64(3, num_rows_).list(4, groups_);
    if (has_key_values_) footer.list(5, key_values_);
    footer.text(6, "a test version 1.0");
    if (ordered_) {
      thrift_list orders(12);
      for (const deltalake::parquet::schema_element& one : schema_) {
        if (one.type) orders.add(thrift_struct().structure(1, {}).bytes());
      }
      footer.list(7, orders);
    }
    const std::string metadata = footer.bytes();
    return content_ + metadata + little_endian(static_cast<std::uint32_t>(metadata.size())) + "PAR1";
  }

 private:
  static thrift_struct element(const deltalake::parquet::schema_element& from) {
    thrift_struct made;
    if (from.type) made.int32(1, static_cast<int>(*from.type));
    if (from.type_length != 0) made.int32(2, from.type_length);
    made.int32(3, static_cast<int>(from.repetition.value_or(deltalake::parquet::repetition::required)));
    made.text(4, from.name);
    if (!from.type) made.int32(5, from.num_children);
    if (from.logical.kind != deltalake::parquet::logical_kind::none) made.structure(10, logical(from.logical));
    return made;
  }
  static thrift_struct logical(const deltalake::parquet::logical_type& from) {
    using deltalake::parquet::logical_kind;
    static const std::map<logical_kind, int> ids{
        {logical_kind::string, 1},    {logical_kind::map, 2},      {logical_kind::list, 3},
        {logical_kind::decimal, 5},   {logical_kind::date, 6},     {logical_kind::time, 7},
        {logical_kind::timestamp, 8}, {logical_kind::integer, 10}, {logical_kind::unknown_null, 11},
        {logical_kind::float16, 15},  {logical_kind::variant, 16}};
    thrift_struct fields;
    if (from.kind == logical_kind::decimal) fields.int32(1, from.scale).int32(2, from.precision);
    if (from.kind == logical_kind::integer) fields.int8(1, from.bit_width).boolean(2, from.is_signed);
    if (from.kind == logical_kind::time || from.kind == logical_kind::timestamp) {
      fields.boolean(1, from.utc).structure(2, thrift_struct().structure(static_cast<int>(from.unit), {}));
    }
    return thrift_struct().structure(ids.at(from.kind), fields);
  }
  static std::optional<thrift_struct> statistics(const parquet_chunk& chunk) {
    const deltalake::parquet::statistics& from = chunk.bounds;
    const bool any = from.min || from.max || from.min_value || from.max_value;
    if (!any && !chunk.null_count) return std::nullopt;
    thrift_struct made;
    if (from.max) made.text(1, *from.max);
    if (from.min) made.text(2, *from.min);
    if (chunk.null_count) made.int64(3, *chunk.null_count);
    if (from.max_value) made.text(5, *from.max_value);
    if (from.min_value) made.text(6, *from.min_value);
    if (from.is_max_value_exact) made.boolean(7, *from.is_max_value_exact);
    if (from.is_min_value_exact) made.boolean(8, *from.is_min_value_exact);
    return made;
  }
  thrift_struct column(const parquet_chunk& chunk) {
    const auto begin = static_cast<std::int64_t>(content_.size());
    content_ += chunk.pages;
    const auto size = static_cast<std::int64_t>(chunk.pages.size());
    const bool has_words = chunk.dictionary_bytes != 0;
    thrift_struct made;
    made.int32(1, static_cast<int>(chunk.physical)).list(2, thrift_list(5).add(thrift_zigzag(0)));
    made.list(3, thrift_list(8).add(thrift_text("c"))).int32(4, static_cast<int>(chunk.codec));
    made.int64(5, chunk.num_values).int64(6, size).int64(7, size);
    made.int64(9, begin + static_cast<std::int64_t>(chunk.offset_of_dictionary ? chunk.dictionary_bytes : 0));
    if (has_words && chunk.offset_of_dictionary) made.int64(11, begin);
    if (chunk.offset_zero) made.int64(11, 0);
    if (const std::optional<thrift_struct> found = statistics(chunk)) made.structure(12, *found);
    thrift_struct whole;
    if (!chunk.file_path.empty()) whole.text(1, chunk.file_path);
    whole.int64(2, 0).structure(3, made);
    if (chunk.encrypted) whole.structure(8, {});
    return whole;
  }

  std::vector<deltalake::parquet::schema_element> schema_;
  int fields_;
  std::string content_ = "PAR1";
  thrift_list groups_ = thrift_list(12);
  std::int64_t num_rows_ = 0;
  thrift_list key_values_{12};
  bool has_key_values_ = false;
  bool ordered_ = false;
};

}  // namespace deltalake_test
