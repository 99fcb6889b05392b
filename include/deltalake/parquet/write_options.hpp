#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/parquet/codec_registry.hpp>
#include <deltalake/parquet/metadata.hpp>

namespace deltalake::inline v0::parquet {

/// What is wanted of one column, or of a group above columns (then the field id alone counts).
class column_options {
 public:
  column_options() {}

  /// How values are encoded: `rle_dictionary`, which becomes `plain` where a dictionary does not pay; `plain`;
  /// `delta_binary_packed` for INT32 and INT64; `delta_length_byte_array` and `delta_byte_array` for BYTE_ARRAY, the
  /// second one for FIXED_LEN_BYTE_ARRAY too; `byte_stream_split` for all but BOOLEAN, INT96 and BYTE_ARRAY; `rle` for
  /// BOOLEAN.
  column_options& encoded(parquet::encoding how) & { return encoding_ = how, *this; }
  column_options&& encoded(parquet::encoding how) && { return std::move(encoded(how)); }
  /// Writes a Bloom filter for each row group that says "maybe" of such a part of the values that are not there.
  column_options& bloom_filter(double false_positive_rate = 0.01) & { return bloom_ = false_positive_rate, *this; }
  column_options&& bloom_filter(double rate = 0.01) && { return std::move(bloom_filter(rate)); }
  /// Writes the field's number, by which `delta.columnMapping.mode` id finds it.
  column_options& field_id(std::int32_t number) & { return field_id_ = number, *this; }
  column_options&& field_id(std::int32_t number) && { return std::move(field_id(number)); }
  /// Annotates values with more than Arrow's types say: json and enumeration on utf8, bson on binary, uuid on 16 bytes.
  column_options& annotated(logical_kind kind) & { return annotation_ = kind, *this; }
  column_options&& annotated(logical_kind kind) && { return std::move(annotated(kind)); }

  const std::optional<parquet::encoding>& get_encoding() const noexcept { return encoding_; }
  const std::optional<double>& get_bloom_filter() const noexcept { return bloom_; }
  const std::optional<std::int32_t>& get_field_id() const noexcept { return field_id_; }
  const std::optional<logical_kind>& get_annotation() const noexcept { return annotation_; }

 private:
  std::optional<parquet::encoding> encoding_;
  std::optional<double> bloom_;
  std::optional<std::int32_t> field_id_;
  std::optional<logical_kind> annotation_;
};

enum class timestamp_form : std::uint8_t {
  int64,  ///< annotated, in the unit of the column
  int96,  ///< Julian day and nanoseconds, as Spark writes instants; without bounds. Columns without a zone stay INT64
};
enum class page_version : std::uint8_t { v1, v2 };
enum class page_checksums : std::uint8_t { none, crc32 };
enum class page_indexes : std::uint8_t { none, write };

/// How to write Parquet files. The defaults are what every reader reads.
class write_options {
 public:
  write_options() {}

  write_options& codec(parquet::compression which, std::optional<int> level = std::nullopt) & {
    return codec_ = which, level_ = level, *this;
  }
  write_options&& codec(parquet::compression which, std::optional<int> level = std::nullopt) && {
    return std::move(codec(which, level));
  }
  /// Registers what compresses; by default codec_registry::standard().
  write_options& codecs(codec_registry registry) & { return codecs_ = std::move(registry), *this; }
  write_options&& codecs(codec_registry registry) && { return std::move(codecs(std::move(registry))); }
  /// Ends a page when it holds so many bytes before compression, or so many rows. One row may take more.
  write_options& page_bytes(std::size_t most) & { return page_bytes_ = most == 0 ? 1 : most, *this; }
  write_options&& page_bytes(std::size_t most) && { return std::move(page_bytes(most)); }
  write_options& page_rows(std::int64_t most) & { return page_rows_ = most < 1 ? 1 : most, *this; }
  write_options&& page_rows(std::int64_t most) && { return std::move(page_rows(most)); }
  write_options& dictionary_bytes(std::size_t most) & { return dictionary_bytes_ = most, *this; }
  write_options&& dictionary_bytes(std::size_t most) && { return std::move(dictionary_bytes(most)); }
  /// Ends a row group when it holds so many bytes, encoded and compressed, or so many rows.
  write_options& row_group_bytes(std::uint64_t most) & { return row_group_bytes_ = most == 0 ? 1 : most, *this; }
  write_options&& row_group_bytes(std::uint64_t most) && { return std::move(row_group_bytes(most)); }
  write_options& row_group_rows(std::int64_t most) & { return row_group_rows_ = most < 1 ? 1 : most, *this; }
  write_options&& row_group_rows(std::int64_t most) && { return std::move(row_group_rows(most)); }
  write_options& pages(page_version which) & { return page_version_ = which, *this; }
  write_options&& pages(page_version which) && { return std::move(pages(which)); }
  write_options& checksums(page_checksums which) & { return checksums_ = which, *this; }
  write_options&& checksums(page_checksums which) && { return std::move(checksums(which)); }
  write_options& page_index(page_indexes which) & { return page_index_ = which, *this; }
  write_options&& page_index(page_indexes which) && { return std::move(page_index(which)); }
  write_options& timestamps(timestamp_form which) & { return timestamps_ = which, *this; }
  write_options&& timestamps(timestamp_form which) && { return std::move(timestamps(which)); }
  /// How columns are encoded of which `column` does not say it, if their type can be.
  write_options& encoded(parquet::encoding how) & { return encoding_ = how, *this; }
  write_options&& encoded(parquet::encoding how) && { return std::move(encoded(how)); }
  /// Shortens the bounds of byte arrays in statistics and page indexes.
  write_options& bound_bytes(std::size_t most) & { return bound_bytes_ = most == 0 ? 1 : most, *this; }
  write_options&& bound_bytes(std::size_t most) && { return std::move(bound_bytes(most)); }
  write_options& key_value(std::string key, std::string value) & {
    return key_values_.emplace_back(std::move(key), std::move(value)), *this;
  }
  write_options&& key_value(std::string key, std::string value) && {
    return std::move(key_value(std::move(key), std::move(value)));
  }
  /// Says by which leaves the rows of each row group are sorted, the first one first. It is for the caller to see to.
  write_options& sorted_by(std::vector<sorting_column> leaves) & { return sorting_ = std::move(leaves), *this; }
  write_options&& sorted_by(std::vector<sorting_column> leaves) && { return std::move(sorted_by(std::move(leaves))); }
  /// Says what is wanted of a column, or of a group: its path in the file's schema, as {"list", "list", "element"} or
  /// {"map", "key_value", "key"}.
  write_options& column(std::vector<std::string> path, column_options wanted) & {
    return columns_[std::move(path)] = std::move(wanted), *this;
  }
  write_options&& column(std::vector<std::string> path, column_options wanted) && {
    return std::move(column(std::move(path), std::move(wanted)));
  }

  parquet::compression get_codec() const noexcept { return codec_; }
  const std::optional<int>& get_level() const noexcept { return level_; }
  const codec_registry& get_codecs() const noexcept { return codecs_; }
  std::size_t get_page_bytes() const noexcept { return page_bytes_; }
  std::int64_t get_page_rows() const noexcept { return page_rows_; }
  std::size_t get_dictionary_bytes() const noexcept { return dictionary_bytes_; }
  std::uint64_t get_row_group_bytes() const noexcept { return row_group_bytes_; }
  std::int64_t get_row_group_rows() const noexcept { return row_group_rows_; }
  page_version get_pages() const noexcept { return page_version_; }
  page_checksums get_checksums() const noexcept { return checksums_; }
  page_indexes get_page_index() const noexcept { return page_index_; }
  timestamp_form get_timestamps() const noexcept { return timestamps_; }
  parquet::encoding get_encoding() const noexcept { return encoding_; }
  std::size_t get_bound_bytes() const noexcept { return bound_bytes_; }
  const std::vector<std::pair<std::string, std::string>>& get_key_values() const noexcept { return key_values_; }
  const std::map<std::vector<std::string>, column_options>& get_columns() const noexcept { return columns_; }
  const std::vector<sorting_column>& get_sorting() const noexcept { return sorting_; }
  /// What is wanted of a path; null if nothing was said.
  const column_options* find(const std::vector<std::string>& path) const noexcept {
    const auto at = columns_.find(path);
    return at == columns_.end() ? nullptr : &at->second;
  }

 private:
  parquet::compression codec_ = parquet::compression::snappy;
  std::optional<int> level_;
  codec_registry codecs_ = codec_registry::standard();
  std::size_t page_bytes_ = std::size_t{1} << 20;
  std::int64_t page_rows_ = 20'000;
  std::size_t dictionary_bytes_ = std::size_t{1} << 20;
  std::uint64_t row_group_bytes_ = std::uint64_t{128} << 20;
  std::int64_t row_group_rows_ = std::int64_t{1} << 20;
  page_version page_version_ = page_version::v1;
  page_checksums checksums_ = page_checksums::none;
  page_indexes page_index_ = page_indexes::write;
  timestamp_form timestamps_ = timestamp_form::int64;
  parquet::encoding encoding_ = parquet::encoding::rle_dictionary;
  std::size_t bound_bytes_ = 64;
  std::vector<std::pair<std::string, std::string>> key_values_;
  std::vector<sorting_column> sorting_;
  std::map<std::vector<std::string>, column_options> columns_;
};

}  // namespace deltalake::inline v0::parquet
