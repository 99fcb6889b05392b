#include <deltalake/parquet/chunk_writer.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <deltalake/base/crc32.hpp>
#include <deltalake/parquet/page_header.hpp>
#include <deltalake/parquet/shred.hpp>
#include <deltalake/parquet/write_schema.hpp>
#include <tests/support/arrays.hpp>

namespace deltalake_chunk_writer_test {

using namespace deltalake;
using namespace deltalake::parquet;
using namespace deltalake_test;

namespace {

struct chunk_parts {
  write_options options;
  write_schema schema;
  std::optional<encoded_chunk> made;
  std::vector<page_header> pages;
};

// The headers of all pages, which must fill the bytes.
std::vector<page_header> chunk_pages(std::string_view content) {
  std::vector<page_header> made;
  while (!content.empty()) {
    const std::optional<page_header> header = parse_page_header(content).value();
    REQUIRE(header.has_value());
    const std::size_t size = header->header_bytes + std::size_t{header->compressed_bytes};
    REQUIRE(size <= content.size());
    if (header->crc) CHECK(*header->crc == crc32(content.substr(header->header_bytes, header->compressed_bytes)));
    content.remove_prefix(size);
    made.push_back(*header);
  }
  return made;
}

// Writes a column of one leaf, in pieces of so many rows.
std::unique_ptr<chunk_parts> write_chunk(const array& from, write_options options, bool nullable = true,
                                         std::int64_t piece = 1'000'000) {
  auto made = std::make_unique<chunk_parts>();
  made->options = std::move(options);
  const std::vector<field> fields{{"c", from.type, nullable}};
  made->schema = make_write_schema(fields, made->options).value();
  std::vector<leaf_values> leaves(1);
  chunk_writer writer(made->schema.tree.leaves[0], made->options);
  for (std::int64_t row = 0; row < from.length; row += piece) {
    const std::int64_t count = (std::min)(piece, from.length - row);
    REQUIRE(shred(made->schema.tree.fields[0], made->schema.tree, from, row, count, leaves).has_value());
    REQUIRE(writer.add(leaves[0]).has_value());
  }
  made->made = writer.finish(leaves[0]).value();
  CHECK(leaves[0].levels == 0);
  made->pages = chunk_pages(made->made->pages.view());
  const column_chunk& metadata = made->made->metadata;
  const std::size_t stored = made->made->dictionary.size() + made->made->pages.size();
  CHECK(metadata.total_compressed_size == static_cast<std::int64_t>(stored));
  std::int64_t values = 0, rows = 0, size = 0;
  for (const page_header& page : made->pages) {
    values += page.num_values;
    rows += page.num_rows;
    size += page.header_bytes + std::int64_t{page.uncompressed_bytes};
  }
  for (const page_header& page : chunk_pages(made->made->dictionary.view())) {
    size += page.header_bytes + std::int64_t{page.uncompressed_bytes};
  }
  CHECK(metadata.num_values == values);
  CHECK(metadata.total_uncompressed_size == size);
  if (made->options.get_pages() == page_version::v2) CHECK(rows == from.length);
  CHECK(made->made->offsets.pages.size() == made->pages.size());
  return made;
}

array chunk_numbers(std::int64_t limit, std::size_t count) {
  std::mt19937_64 random(7);
  std::vector<std::optional<std::int64_t>> values;
  for (std::size_t i = 0; i < count; ++i) {
    values.push_back(static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(limit)));
  }
  return longs(values);
}

std::string page_encodings(const std::vector<page_header>& pages) {
  std::string made;
  for (const page_header& page : pages) {
    made += page.encoding == encoding::plain ? 'p' : page.encoding == encoding::rle_dictionary ? 'd' : '?';
  }
  return made;
}

write_options without_codec() { return write_options().codec(compression::uncompressed); }

}  // namespace

TEST_CASE("chunk writer: few distinct values have a dictionary, and pages end at their number of rows") {
  const auto made = write_chunk(chunk_numbers(50, 45'000), without_codec());
  CHECK(page_encodings(made->pages) == "ddd");
  CHECK(made->pages[0].num_values == 20'000);
  CHECK(made->pages[2].num_values == 5'000);
  const std::vector<page_header> words = chunk_pages(made->made->dictionary.view());
  REQUIRE(words.size() == 1);
  CHECK(words[0].type == page_type::dictionary);
  CHECK(words[0].encoding == encoding::plain);
  CHECK(words[0].num_values == 50);
  CHECK(made->made->metadata.dictionary_page_offset == 0);
  CHECK(made->made->metadata.data_page_offset == static_cast<std::int64_t>(made->made->dictionary.size()));
  CHECK(made->made->metadata.encodings ==
        std::vector<encoding>{encoding::rle_dictionary, encoding::plain, encoding::rle});
}

TEST_CASE("chunk writer: a dictionary that does not pay is not written") {
  const auto made = write_chunk(chunk_numbers(1'000'000'000, 45'000), without_codec());
  CHECK(page_encodings(made->pages).find('d') == std::string::npos);
  CHECK(made->made->dictionary.empty());
  CHECK_FALSE(made->made->metadata.dictionary_page_offset.has_value());
  CHECK(made->made->metadata.encodings == std::vector<encoding>{encoding::plain, encoding::rle});
  // Of few values it does not pay either.
  CHECK(write_chunk(longs({1, 2, 3}), without_codec())->made->dictionary.empty());
}

TEST_CASE("chunk writer: a dictionary that becomes too large is given up, and its pages stay") {
  std::vector<std::optional<std::int64_t>> values;
  for (std::int64_t i = 0; i < 20'000; ++i) values.push_back(i % 10);
  for (std::int64_t i = 0; i < 20'000; ++i) values.push_back(i);
  const auto made = write_chunk(longs(values), without_codec().dictionary_bytes(8000));
  const std::string pages = page_encodings(made->pages);
  CHECK(pages.starts_with("dp"));
  CHECK(pages.find('d', 1) == std::string::npos);
  CHECK_FALSE(made->made->dictionary.empty());
  CHECK(made->made->metadata.dictionary_page_offset == 0);
}

TEST_CASE("chunk writer: pages end at their bytes, before the row that is beyond") {
  std::vector<std::optional<std::string>> texts;
  for (int i = 0; i < 100; ++i) texts.push_back(std::string(100, static_cast<char>(i)));
  const auto made = write_chunk(texts_of(texts), without_codec().page_bytes(1000).encoded(encoding::plain));
  CHECK(made->pages.size() >= 10);
  for (const page_header& page : made->pages) CHECK(page.uncompressed_bytes <= 1100);
  // A row that is longer has a page of its own.
  const auto large = write_chunk(texts_of({std::string(5000, 'x'), "a", std::string(5000, 'y')}),
                                 without_codec().page_bytes(1000).encoded(encoding::plain));
  CHECK(large->pages.size() == 3);
}

TEST_CASE("chunk writer: pages begin with rows, however long the lists are") {
  std::vector<std::optional<std::int32_t>> lengths;
  std::vector<std::optional<std::int64_t>> values;
  for (int row = 0; row < 60; ++row) {
    lengths.push_back(row % 7);
    for (int i = 0; i < row % 7; ++i) values.push_back(i);
  }
  const auto made = write_chunk(lists(longs(values), lengths), without_codec().pages(page_version::v2).page_rows(7));
  REQUIRE(made->pages.size() == 9);
  for (std::size_t page = 0; page < 9; ++page) {
    CHECK(made->pages[page].num_rows == (page == 8 ? 4U : 7U));
    CHECK(made->made->offsets.pages[page].first_row == static_cast<std::int64_t>(page) * 7);
  }
}

TEST_CASE("chunk writer: pages do not depend on how rows come") {
  const array from = chunk_numbers(3000, 30'000);
  const write_options options = without_codec().page_rows(700).page_bytes(5000);
  const auto whole = write_chunk(from, options);
  const auto pieces = write_chunk(from, options, true, 333);
  CHECK(whole->made->pages.view() == pieces->made->pages.view());
  CHECK(whole->made->dictionary.view() == pieces->made->dictionary.view());
}

TEST_CASE("chunk writer: a page of nulls has no values, and says in version 2 that it is not compressed") {
  const array from = longs(std::vector<std::optional<std::int64_t>>(10));
  const auto made = write_chunk(from, write_options().codec(compression::snappy).pages(page_version::v2));
  REQUIRE(made->pages.size() == 1);
  CHECK_FALSE(made->pages[0].is_compressed);
  CHECK(made->pages[0].num_nulls == 10);
  CHECK(made->pages[0].compressed_bytes == made->pages[0].definition_bytes);
  CHECK(made->made->dictionary.empty());
  REQUIRE(made->made->bounds.has_value());
  CHECK(made->made->bounds->null_pages[0]);
  CHECK(made->made->metadata.statistics->null_count == 10);
  CHECK_FALSE(made->made->metadata.statistics->min_value.has_value());
}

TEST_CASE("chunk writer: pages of version 2 are compressed where that makes them smaller") {
  const auto small = write_chunk(longs(std::vector<std::optional<std::int64_t>>(500, 3)),
                                 write_options().pages(page_version::v2).encoded(encoding::plain));
  CHECK(small->pages[0].is_compressed);
  CHECK(small->pages[0].compressed_bytes < 1000);
  const auto random = write_chunk(chunk_numbers((std::numeric_limits<std::int64_t>::max)(), 500),
                                  write_options().pages(page_version::v2).encoded(encoding::plain));
  CHECK_FALSE(random->pages[0].is_compressed);
}

TEST_CASE("chunk writer: pages whose values have no bounds have no column index") {
  column::data_type instant(type_id::timestamp);
  instant.utc = true;
  const array times = values_of<std::int64_t>(instant, {5, 6});
  CHECK_FALSE(write_chunk(times, write_options().timestamps(timestamp_form::int96))->made->bounds.has_value());
  CHECK(write_chunk(times, write_options())->made->bounds.has_value());
  const array nothing =
      values_of<double>(type_id::float64, {std::optional<double>(std::numeric_limits<double>::quiet_NaN())});
  CHECK_FALSE(write_chunk(nothing, write_options())->made->bounds.has_value());
}

TEST_CASE("chunk writer: an upper bound that cannot be shortened is left out, but whole in the index") {
  const std::string text(100, '\xFF');
  const auto made = write_chunk(texts_of({text}, type_id::binary), write_options());
  CHECK_FALSE(made->made->metadata.statistics->max_value.has_value());
  REQUIRE(made->made->bounds.has_value());
  CHECK(made->made->bounds->max_values[0] == text);
}

TEST_CASE("chunk writer: a codec that fails ends the chunk with its error") {
  const array from = chunk_numbers(10, 100);
  const std::vector<field> fields{{"c", from.type, true}};
  const write_options options = write_options().codec(compression::lzo);
  const write_schema schema = make_write_schema(fields, options).value();
  std::vector<leaf_values> leaves(1);
  REQUIRE(shred(schema.tree.fields[0], schema.tree, from, 0, 100, leaves).has_value());
  chunk_writer writer(schema.tree.leaves[0], options);
  const result<encoded_chunk> made = writer.finish(leaves[0]);
  REQUIRE(made.has_error());
  CHECK(made.error().code == errc::unsupported_parquet);
}

TEST_CASE("chunk writer: it begins anew after each chunk") {
  const array from = chunk_numbers(20, 10'000);
  const std::vector<field> fields{{"c", from.type, false}};
  const write_options options = without_codec().column({"c"}, column_options().bloom_filter());
  const write_schema schema = make_write_schema(fields, options).value();
  std::vector<leaf_values> leaves(1);
  chunk_writer writer(schema.tree.leaves[0], options);
  std::vector<encoded_chunk> made;
  for (int i = 0; i < 2; ++i) {
    REQUIRE(shred(schema.tree.fields[0], schema.tree, from, 0, from.length, leaves).has_value());
    made.push_back(writer.finish(leaves[0]).value());
  }
  CHECK(made[0].pages.view() == made[1].pages.view());
  CHECK(made[0].dictionary.view() == made[1].dictionary.view());
  CHECK(made[0].bloom == made[1].bloom);
  CHECK(made[1].values.value_count() == 10'000);
  CHECK(made[1].rows == 10'000);
}

}  // namespace deltalake_chunk_writer_test
