#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/base/config.hpp>
#include <deltalake/column/data_type.hpp>

// What a Parquet file's footer says. Names and numbers are those of the format's parquet.thrift.
namespace deltalake::inline v0::parquet {

enum class physical_type : std::uint8_t {
  boolean,
  int32,
  int64,
  int96,
  float32,
  float64,
  byte_array,
  fixed_len_byte_array
};

enum class encoding : std::uint8_t {
  plain = 0,
  plain_dictionary = 2,
  rle = 3,
  bit_packed = 4,
  delta_binary_packed = 5,
  delta_length_byte_array = 6,
  delta_byte_array = 7,
  rle_dictionary = 8,
  byte_stream_split = 9,
  unknown = 255,
};

enum class compression : std::uint8_t {
  uncompressed = 0,
  snappy = 1,
  gzip = 2,
  lzo = 3,
  brotli = 4,
  lz4 = 5,  ///< deprecated, framed as Hadoop does, or a frame, or raw
  zstd = 6,
  lz4_raw = 7,
  unknown = 255,
};

enum class repetition : std::uint8_t { required, optional, repeated };

/// What the values of a column mean. The old ConvertedType is translated into this.
enum class logical_kind : std::uint8_t {
  none,
  string,
  map,
  list,
  enumeration,
  decimal,
  date,
  time,
  timestamp,
  integer,
  unknown_null,
  json,
  bson,
  uuid,
  float16,
  variant,
  geometry,
  geography,
  map_key_value,
  interval,
};
struct logical_type {
  logical_kind kind = logical_kind::none;
  std::int32_t precision = 0, scale = 0;  ///< of decimal
  column::time_unit unit = column::time_unit::micro;
  bool utc = false;            ///< of time and timestamp: isAdjustedToUTC
  std::uint8_t bit_width = 0;  ///< of integer: 8, 16, 32, 64
  bool is_signed = true;       ///< of integer

  friend bool operator==(const logical_type&, const logical_type&) = default;
};

struct schema_element {
  std::string name;
  std::optional<physical_type> type;              ///< absent for groups
  std::int32_t type_length = 0;                   ///< of fixed_len_byte_array
  std::optional<parquet::repetition> repetition;  ///< absent for the root
  std::int32_t num_children = 0;
  std::optional<std::int32_t> field_id;
  logical_type logical;
};

/// Bounds of a column's values in their PLAIN form. Absent means not known.
struct statistics {
  std::optional<std::string> min, max;              ///< deprecated: signed comparison whatever the type
  std::optional<std::string> min_value, max_value;  ///< in the order that the file's column orders name
  std::optional<std::int64_t> null_count, distinct_count;
  std::optional<bool> is_min_value_exact, is_max_value_exact;
};

enum class page_type : std::uint8_t { data_v1 = 0, index = 1, dictionary = 2, data_v2 = 3, unknown = 255 };

/// How many pages of a kind a chunk has. parquet.thrift "PageEncodingStats".
struct page_encoding_stats {
  page_type type = page_type::data_v1;
  parquet::encoding encoding = parquet::encoding::plain;
  std::int32_t count = 0;
};

struct column_chunk {
  std::string file_path;  ///< empty: this file
  physical_type type = physical_type::boolean;
  std::vector<std::string> path_in_schema;
  std::vector<encoding> encodings;
  compression codec = compression::uncompressed;
  std::int64_t num_values = 0;  ///< with nulls
  std::int64_t total_uncompressed_size = 0, total_compressed_size = 0;
  std::int64_t data_page_offset = 0;
  std::optional<std::int64_t> dictionary_page_offset;
  std::optional<parquet::statistics> statistics;
  std::optional<std::int64_t> bloom_filter_offset;
  std::optional<std::int32_t> bloom_filter_length;
  std::optional<std::int64_t> offset_index_offset, column_index_offset;
  std::optional<std::int32_t> offset_index_length, column_index_length;
  bool encrypted = false;
  std::vector<page_encoding_stats> encoding_stats;  ///< of files that are written; parse_footer passes over them
};

/// By what the rows of a row group are sorted. parquet.thrift "SortingColumn".
struct sorting_column {
  std::int32_t leaf = 0;
  bool descending = false, nulls_first = false;

  friend bool operator==(const sorting_column&, const sorting_column&) = default;
};

struct row_group {
  std::vector<column_chunk> columns;
  std::int64_t num_rows = 0;
  std::int64_t total_byte_size = 0;
  std::optional<std::int64_t> file_offset, total_compressed_size;
  std::vector<sorting_column> sorting_columns;  ///< of files that are written; parse_footer passes over them
};

struct file_metadata {
  std::int32_t version = 0;
  std::vector<schema_element> schema;  ///< depth first, from the root
  std::int64_t num_rows = 0;
  std::vector<row_group> row_groups;
  std::vector<std::pair<std::string, std::string>> key_value_metadata;
  std::string created_by;
  std::vector<bool> type_defined_order;  ///< by leaf: its min_value and max_value may be used; empty: none may
};

struct page_header {
  page_type type = page_type::unknown;
  std::uint32_t header_bytes = 0;  ///< of the header itself, which the page's body follows
  std::uint32_t uncompressed_bytes = 0, compressed_bytes = 0;
  std::optional<std::uint32_t> crc;  ///< CRC-32 of the body as it is stored
  std::uint32_t num_values = 0;      ///< with nulls; of a dictionary: its entries
  parquet::encoding encoding = parquet::encoding::plain;
  parquet::encoding definition_encoding = parquet::encoding::rle, repetition_encoding = parquet::encoding::rle;
  // Of data_v2 alone:
  std::uint32_t num_nulls = 0, num_rows = 0;
  std::uint32_t definition_bytes = 0, repetition_bytes = 0;
  bool is_compressed = true;
  std::optional<parquet::statistics> statistics;
};

}  // namespace deltalake::inline v0::parquet
