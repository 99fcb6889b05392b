#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include <deltalake/parquet/bloom_filter.hpp>
#include <deltalake/parquet/page_index.hpp>
#include <deltalake/storage/any_store.hpp>
#include <tests/support/parquet_file.hpp>

namespace deltalake_test {

/// A Parquet file behind whose end indexes and filters are put: readers find them by the offsets of the footer, of which
/// this changes the parsed form alone.
class indexed_parquet {
 public:
  explicit indexed_parquet(std::string content)
      : content_(std::move(content)), made_(std::make_shared<deltalake::parquet::file>(*open_parquet(content_))) {}

  deltalake::parquet::column_chunk& chunk(std::size_t leaf, std::size_t row_group = 0) {
    return made_->metadata.row_groups[row_group].columns[leaf];
  }
  void add_offsets(std::size_t leaf, const std::string& index, std::size_t row_group = 0) {
    chunk(leaf, row_group).offset_index_offset = static_cast<std::int64_t>(content_.size());
    chunk(leaf, row_group).offset_index_length = static_cast<std::int32_t>(index.size());
    content_ += index;
  }
  void add_offsets(std::size_t leaf, const deltalake::parquet::offset_index& index, std::size_t row_group = 0) {
    std::string text;
    deltalake::parquet::write_offset_index(index, text);
    add_offsets(leaf, text, row_group);
  }
  void add_columns(std::size_t leaf, const std::string& index, std::size_t row_group = 0) {
    chunk(leaf, row_group).column_index_offset = static_cast<std::int64_t>(content_.size());
    chunk(leaf, row_group).column_index_length = static_cast<std::int32_t>(index.size());
    content_ += index;
  }
  void add_columns(std::size_t leaf, const deltalake::parquet::column_index& index, std::size_t row_group = 0) {
    std::string text;
    deltalake::parquet::write_column_index(index, text);
    add_columns(leaf, text, row_group);
  }
  /// Without its length, as old files have it.
  void add_filter(std::size_t leaf, const std::string& filter, std::size_t row_group = 0) {
    chunk(leaf, row_group).bloom_filter_offset = static_cast<std::int64_t>(content_.size());
    content_ += filter;
  }
  void add_filter(std::size_t leaf, const deltalake::parquet::bloom_filter& filter, std::size_t row_group = 0) {
    std::string text;
    deltalake::parquet::write_bloom_filter(filter, text);
    add_filter(leaf, text, row_group);
  }

  /// The file, in a store of its own or in `store`, which must hold `content()`.
  parquet_file finish() { return finish(deltalake::storage::any_store(parquet_store(content_))); }
  parquet_file finish(deltalake::storage::any_store store) {
    made_->store = std::move(store);
    made_->size_bytes = content_.size();
    return made_;
  }
  const std::string& content() const noexcept { return content_; }

 private:
  std::string content_;
  std::shared_ptr<deltalake::parquet::file> made_;
};

}  // namespace deltalake_test
