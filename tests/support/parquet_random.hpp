#pragma once
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <deltalake/parquet/chunk_reader.hpp>
#include <deltalake/parquet/page_header.hpp>
#include <deltalake/parquet/page_index.hpp>
#include <deltalake/parquet/row_ranges.hpp>
#include <tests/support/parquet_file.hpp>
#include <tests/support/parquet_rows.hpp>
#include <tests/support/parquet_writer.hpp>

// Random Parquet files, and what one reads of them.
namespace deltalake_test {

/// A way to write a leaf.
inline parquet_style random_style(std::mt19937_64& random) {
  using deltalake::parquet::compression;
  parquet_style made;
  made.version = 1 + static_cast<int>(random() % 2);
  made.page_values = std::vector<std::size_t>{1, 3, 10, 1'000}[random() % 4];
  made.dictionary = static_cast<dictionary_use>(random() % 3);
  made.codec = random() % 2 == 0 ? compression::uncompressed : compression::snappy;
  made.crc = random() % 2 == 0;
  made.bit_packed_levels = made.version == 1 && random() % 4 == 0;
  made.old_dictionary_name = random() % 2 == 0;
  made.null_count = random() % 2 == 0;
  return made;
}
/// A file of rows of random types, and the rows.
struct random_file {
  std::vector<row_type> fields;
  std::vector<std::vector<row_value>> groups;
  std::string content;
};

inline random_file make_random_file(std::mt19937_64& random) {
  random_file made;
  for (std::size_t i = 0, count = 1 + random() % 3; i < count; ++i) {
    made.fields.push_back(random_type(random, 4, "f" + std::to_string(i), true));
  }
  std::vector<deltalake::parquet::schema_element> elements;
  std::vector<parquet_leaf> empty;
  for (const row_type& field : made.fields) {
    add_elements(field, elements);
    add_leaves(field, empty);
  }
  parquet_writer writer(elements, static_cast<int>(made.fields.size()));
  made.groups.resize(1 + random() % 3);
  for (std::vector<row_value>& rows : made.groups) {
    rows.resize(random() % 60);
    std::vector<parquet_leaf> leaves = empty;
    for (row_value& row : rows) {
      std::size_t leaf = 0;
      for (const row_type& field : made.fields) {
        row.items.push_back(random_value(random, field));
        shred(field, &row.items.back(), leaves, leaf);
        leaf += field.leaves();
      }
    }
    std::vector<parquet_chunk> chunks;
    for (const parquet_leaf& leaf : leaves) chunks.push_back(make_chunk(leaf, random_style(random)));
    writer.add(static_cast<std::int64_t>(rows.size()), chunks);
  }
  made.content = writer.finish();
  return made;
}

/// Rows of a row group of so many, and perhaps some beyond.
inline deltalake::parquet::row_ranges random_ranges(std::mt19937_64& random, std::int64_t rows) {
  deltalake::parquet::row_ranges made;
  const std::int64_t gap = std::vector<std::int64_t>{1, 5, 40}[random() % 3];
  for (std::int64_t at = static_cast<std::int64_t>(random()) & 3; at < rows + 3;) {
    const auto size = static_cast<std::int64_t>(random() % 6);
    made.add(at, at + size);  // the last one may reach beyond the row group
    at += size + 1 + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(gap));
  }
  return made;
}

/// Where the pages of each chunk lie and what rows they have, by walking them; empty where pages do not tell it.
inline std::vector<deltalake::parquet::offset_index> walk_pages(const parquet_file& file, const std::string& content, std::size_t group) {
  std::vector<deltalake::parquet::offset_index> made(file->schema.leaves.size());
  for (std::size_t leaf = 0; leaf < made.size(); ++leaf) {
    const deltalake::parquet::column_chunk& chunk = file->metadata.row_groups[group].columns[leaf];
    const auto range = deltalake::parquet::chunk_reader::range_of(chunk, content.size());
    REQUIRE(range.has_value());
    std::int64_t rows = 0;
    for (std::uint64_t at = range->begin; at < range->end;) {
      const auto header = deltalake::parquet::parse_page_header(std::string_view(content).substr(at));
      REQUIRE((header.has_value() && header->has_value()));
      const deltalake::parquet::page_header& page = **header;
      const std::uint64_t size = page.header_bytes + page.compressed_bytes;
      const bool flat = file->schema.leaves[leaf].max_repetition == 0;
      if (page.type == deltalake::parquet::page_type::data_v2 || (flat && page.type == deltalake::parquet::page_type::data_v1)) {
        made[leaf].pages.push_back({static_cast<std::int64_t>(at), static_cast<std::int32_t>(size), rows});
        rows += flat ? page.num_values : page.num_rows;
      } else if (page.type == deltalake::parquet::page_type::data_v1) {
        made[leaf].pages.clear();
        break;
      }
      at += size;
    }
  }
  return made;
}

}  // namespace deltalake_test
