#include "parquet_words.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <utility>

#include <deltalake/column/json_text.hpp>
#include <deltalake/parquet/convert.hpp>

namespace deltalake_tool {

namespace parquet = deltalake::parquet;
namespace column = deltalake::column;

const char* word(parquet::physical_type type) noexcept {
  switch (type) {
    case parquet::physical_type::boolean: return "BOOLEAN";
    case parquet::physical_type::int32: return "INT32";
    case parquet::physical_type::int64: return "INT64";
    case parquet::physical_type::int96: return "INT96";
    case parquet::physical_type::float32: return "FLOAT";
    case parquet::physical_type::float64: return "DOUBLE";
    case parquet::physical_type::byte_array: return "BYTE_ARRAY";
    case parquet::physical_type::fixed_len_byte_array: return "FIXED_LEN_BYTE_ARRAY";
  }
  return "UNKNOWN";
}

const char* word(parquet::encoding how) noexcept {
  switch (how) {
    case parquet::encoding::plain: return "PLAIN";
    case parquet::encoding::plain_dictionary: return "PLAIN_DICTIONARY";
    case parquet::encoding::rle: return "RLE";
    case parquet::encoding::bit_packed: return "BIT_PACKED";
    case parquet::encoding::delta_binary_packed: return "DELTA_BINARY_PACKED";
    case parquet::encoding::delta_length_byte_array: return "DELTA_LENGTH_BYTE_ARRAY";
    case parquet::encoding::delta_byte_array: return "DELTA_BYTE_ARRAY";
    case parquet::encoding::rle_dictionary: return "RLE_DICTIONARY";
    case parquet::encoding::byte_stream_split: return "BYTE_STREAM_SPLIT";
    case parquet::encoding::unknown: break;
  }
  return "UNKNOWN";
}

const char* word(parquet::compression codec) noexcept {
  switch (codec) {
    case parquet::compression::uncompressed: return "UNCOMPRESSED";
    case parquet::compression::snappy: return "SNAPPY";
    case parquet::compression::gzip: return "GZIP";
    case parquet::compression::lzo: return "LZO";
    case parquet::compression::brotli: return "BROTLI";
    case parquet::compression::lz4: return "LZ4";
    case parquet::compression::zstd: return "ZSTD";
    case parquet::compression::lz4_raw: return "LZ4_RAW";
    case parquet::compression::unknown: break;
  }
  return "UNKNOWN";
}

const char* word(parquet::repetition how) noexcept {
  switch (how) {
    case parquet::repetition::required: return "required";
    case parquet::repetition::optional: return "optional";
    case parquet::repetition::repeated: return "repeated";
  }
  return "unknown";
}

const char* word(parquet::page_type type) noexcept {
  switch (type) {
    case parquet::page_type::data_v1: return "DATA_PAGE";
    case parquet::page_type::index: return "INDEX_PAGE";
    case parquet::page_type::dictionary: return "DICTIONARY_PAGE";
    case parquet::page_type::data_v2: return "DATA_PAGE_V2";
    case parquet::page_type::unknown: break;
  }
  return "UNKNOWN";
}

std::string physical_text(const parquet::schema_element& element) {
  if (!element.type) return {};
  std::string text(word(*element.type));
  if (*element.type == parquet::physical_type::fixed_len_byte_array) {
    text.append("(").append(std::to_string(element.type_length)).append(")");
  }
  return text;
}

namespace {

const char* unit_of(column::time_unit unit) noexcept {
  switch (unit) {
    case column::time_unit::second: return "seconds";
    case column::time_unit::milli: return "millis";
    case column::time_unit::micro: return "micros";
    case column::time_unit::nano: return "nanos";
  }
  return "unknown";
}

std::string moment(const char* name, const parquet::logical_type& type) {
  return std::string(name) + "(" + unit_of(type.unit) + (type.utc ? ", utc)" : ", local)");
}

}  // namespace

std::string logical_text(const parquet::logical_type& type) {
  using kind = parquet::logical_kind;
  switch (type.kind) {
    case kind::none: return {};
    case kind::string: return "STRING";
    case kind::map: return "MAP";
    case kind::list: return "LIST";
    case kind::enumeration: return "ENUM";
    case kind::decimal: return "DECIMAL(" + std::to_string(type.precision) + ", " + std::to_string(type.scale) + ")";
    case kind::date: return "DATE";
    case kind::time: return moment("TIME", type);
    case kind::timestamp: return moment("TIMESTAMP", type);
    case kind::integer: return (type.is_signed ? "INT(" : "UINT(") + std::to_string(type.bit_width) + ")";
    case kind::unknown_null: return "NULL";
    case kind::json: return "JSON";
    case kind::bson: return "BSON";
    case kind::uuid: return "UUID";
    case kind::float16: return "FLOAT16";
    case kind::variant: return "VARIANT";
    case kind::geometry: return "GEOMETRY";
    case kind::geography: return "GEOGRAPHY";
    case kind::map_key_value: return "MAP_KEY_VALUE";
    case kind::interval: return "INTERVAL";
  }
  return {};
}

namespace {

// Bytes of a value in its PLAIN form; nothing if they differ from value to value.
std::optional<std::size_t> plain_width(const parquet::leaf_column& leaf) {
  switch (leaf.physical) {
    case parquet::physical_type::boolean: return 1;
    case parquet::physical_type::int32:
    case parquet::physical_type::float32: return 4;
    case parquet::physical_type::int64:
    case parquet::physical_type::float64: return 8;
    case parquet::physical_type::int96: return 12;
    case parquet::physical_type::fixed_len_byte_array: return static_cast<std::size_t>(leaf.type_length);
    case parquet::physical_type::byte_array: break;
  }
  return std::nullopt;
}

std::string hexadecimal(std::string_view bytes) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    text += digits[static_cast<unsigned char>(c) >> 4];
    text += digits[static_cast<unsigned char>(c) & 15];
  }
  return text;
}

std::string uuid_text(std::string_view bytes) {
  std::string text = hexadecimal(bytes);
  for (const std::size_t at : {std::size_t{20}, std::size_t{16}, std::size_t{12}, std::size_t{8}}) text.insert(at, "-");
  return text;
}

}  // namespace

std::optional<bound_text> bound_of(const parquet::leaf_column& leaf, std::string_view plain) {
  const std::optional<std::size_t> width = plain_width(leaf);
  if (width && *width != plain.size()) return std::nullopt;
  using column::type_id;
  const type_id type = leaf.type.id;
  if (type == type_id::utf8) return bound_text{std::string(plain), false};
  if (type == type_id::binary || type == type_id::fixed_size_binary || type == type_id::null) {
    const bool uuid = leaf.logical.kind == parquet::logical_kind::uuid && plain.size() == 16;
    return bound_text{uuid ? uuid_text(plain) : hexadecimal(plain), false};
  }
  parquet::leaf_values one;
  one.rows = one.levels = one.values = 1;
  if (width) {
    one.fixed.append(plain.data(), plain.size());
  } else {
    one.offsets.push_back(std::int32_t{0});
    one.offsets.push_back(static_cast<std::int32_t>(plain.size()));
    one.bytes.append(plain.data(), plain.size());
  }
  const deltalake::result<column::array> value = parquet::convert(leaf, one);
  if (!value) return std::nullopt;
  bound_text made;
  column::append_json(*value, 0, column::json_style(), made.text);
  made.literal = !made.text.starts_with('"');
  if (!made.literal) made.text = made.text.substr(1, made.text.size() - 2);
  return made;
}

chunk_bounds bounds_of(const std::optional<parquet::statistics>& statistics, bool type_defined_order) {
  chunk_bounds made;
  if (!statistics) return made;
  const auto point = [](const std::optional<std::string>& text) { return text ? &*text : nullptr; };
  made.min = point(statistics->min_value);
  made.max = point(statistics->max_value);
  made.min_exact = statistics->is_min_value_exact;
  made.max_exact = statistics->is_max_value_exact;
  if (!type_defined_order) made.order = "undefined";
  if (made.min != nullptr || made.max != nullptr) return made;
  made.min = point(statistics->min);
  made.max = point(statistics->max);
  made.order = "deprecated";
  return made;
}

bool has_dictionary(const parquet::column_chunk& chunk) {
  if (chunk.dictionary_page_offset.value_or(0) > 0) return true;
  return std::any_of(chunk.encodings.begin(), chunk.encodings.end(), [](parquet::encoding how) {
    return how == parquet::encoding::plain_dictionary || how == parquet::encoding::rle_dictionary;
  });
}

std::optional<std::string> ratio_of(const parquet::column_chunk& chunk) {
  if (chunk.total_compressed_size <= 0) return std::nullopt;
  char text[32];
  std::snprintf(text, sizeof text, "%.2f",
                static_cast<double>(chunk.total_uncompressed_size) / static_cast<double>(chunk.total_compressed_size));
  return text;
}

namespace {

class schema_walk {
 public:
  explicit schema_walk(const parquet::file& from) : from_(from) {
    const std::int32_t fields = from.metadata.schema.empty() ? 0 : from.metadata.schema.front().num_children;
    for (std::int32_t i = 0; i < fields; ++i) {
      const std::size_t row = rows.size();
      add(0, 0, 0);
      if (row < rows.size() && static_cast<std::size_t>(i) < from.schema.fields.size()) {
        rows[row].arrow_type = to_string(from.schema.fields[static_cast<std::size_t>(i)].type);
      }
    }
  }
  std::vector<schema_row> rows;

 private:
  void add(std::size_t depth, int definition, int repetition) {
    if (next_ >= from_.metadata.schema.size()) return;
    const parquet::schema_element& element = from_.metadata.schema[next_++];
    schema_row row;
    row.element = &element;
    row.repetition = element.repetition.value_or(parquet::repetition::required);
    row.depth = depth;
    row.max_definition = definition + (row.repetition == parquet::repetition::required ? 0 : 1);
    row.max_repetition = repetition + (row.repetition == parquet::repetition::repeated ? 1 : 0);
    if (element.type && leaf_ < from_.schema.leaves.size()) {
      row.leaf = &from_.schema.leaves[leaf_++];
      row.arrow_type = to_string(row.leaf->type);
    }
    rows.push_back(row);
    if (element.type) return;
    for (std::int32_t i = 0; i < element.num_children; ++i) add(depth + 1, row.max_definition, row.max_repetition);
  }

  const parquet::file& from_;
  std::size_t next_ = 1, leaf_ = 0;
};

}  // namespace

std::vector<schema_row> schema_rows_of(const parquet::file& from) { return std::move(schema_walk(from).rows); }

std::string dotted(const parquet::leaf_column& leaf) {
  std::string text;
  for (const std::string& name : leaf.path) text.append(text.empty() ? "" : ".").append(name);
  return text;
}

bool has_type_order(const parquet::file& from, std::size_t leaf) {
  return leaf < from.metadata.type_defined_order.size() && from.metadata.type_defined_order[leaf];
}

}  // namespace deltalake_tool
