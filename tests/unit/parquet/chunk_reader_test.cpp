#include <deltalake/parquet/chunk_reader.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <tests/support/parquet_writer.hpp>

namespace deltalake_chunk_reader_test {
namespace {

namespace parquet = deltalake::parquet;
using deltalake::errc;
using deltalake_test::dictionary_use;
using deltalake_test::little_endian;
using deltalake_test::make_chunk;
using deltalake_test::parquet_chunk;
using deltalake_test::parquet_leaf;
using deltalake_test::parquet_page;
using deltalake_test::parquet_style;
using parquet::compression;
using parquet::encoding;
using parquet::page_type;
using parquet::physical_type;

constexpr std::uint64_t before = 10;  // bytes of the file in front of the chunk

// What a reading gave: the values in their PLAIN form, or what was wrong.
struct outcome {
  parquet::leaf_values got;
  std::optional<deltalake::error> failure;
  int offers = 0;
};

parquet::leaf_column leaf_column_of(const parquet_leaf& leaf) {
  parquet::leaf_column made;
  made.physical = leaf.physical;
  made.max_definition = leaf.max_definition;
  made.max_repetition = leaf.max_repetition;
  made.path = {"c"};
  return made;
}
parquet::column_chunk footer_of(const parquet_chunk& chunk) {
  parquet::column_chunk made;
  made.type = chunk.physical;
  made.codec = chunk.codec;
  made.num_values = chunk.num_values;
  made.total_compressed_size = made.total_uncompressed_size = static_cast<std::int64_t>(chunk.pages.size());
  made.data_page_offset = static_cast<std::int64_t>(before + chunk.dictionary_bytes);
  if (chunk.dictionary_bytes != 0) made.dictionary_page_offset = before;
  return made;
}

// Reads a chunk, `step` rows at a time, giving it exactly what it asks for.
outcome read(const parquet_leaf& leaf, const parquet_chunk& chunk, std::int64_t num_rows, std::int64_t step = 1'000'000,
             parquet::limits bounds = {}, std::optional<parquet::column_chunk> footer = std::nullopt) {
  const std::string file = std::string(before, '-') + chunk.pages;
  const parquet::leaf_column column = leaf_column_of(leaf);
  parquet::chunk_reader reader(column, footer.value_or(footer_of(chunk)), num_rows, file.size(),
                               parquet::codec_registry::standard(), bounds);
  outcome made;
  for (std::int64_t rows = 0; rows < num_rows;) {
    rows = (std::min)(rows + step, num_rows);
    while (true) {
      const auto needed = reader.read(rows, made.got);
      if (!needed) {
        made.failure = needed.error();
        const auto again = reader.read(rows, made.got);  // it stays broken
        CHECK_FALSE(again.has_value());
        return made;
      }
      if (*needed == 0) break;
      REQUIRE(reader.position() + *needed <= file.size());
      reader.offer(deltalake::bytes::copy_of(std::string_view(file).substr(reader.position(), *needed)),
                   reader.position());
      ++made.offers;
    }
  }
  return made;
}
void is_refused(const outcome& from, errc code, std::string_view detail = {}) {
  REQUIRE(from.failure.has_value());
  CAPTURE(from.failure->detail);
  CHECK(from.failure->code == code);
  if (!detail.empty()) CHECK(from.failure->detail == detail);
}

// 40 numbers, each third of which is null; they repeat, for dictionaries.
parquet_leaf numbers(std::size_t count = 40) {
  parquet_leaf made;
  made.max_definition = 1;
  for (std::size_t i = 0; i < count; ++i) {
    made.repetition.push_back(0);
    made.definition.push_back(i % 3 == 1 ? 0 : 1);
    if (i % 3 != 1) made.values.push_back(little_endian(static_cast<std::int32_t>(i % 7)));
  }
  return made;
}
// Lists of numbers: five elements a row, but every fourth row is empty.
parquet_leaf lists(std::size_t rows = 20) {
  parquet_leaf made;
  made.max_definition = made.max_repetition = 1;
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t i = 0; i < (row % 4 == 3 ? 1U : 5U); ++i) {
      made.repetition.push_back(i == 0 ? 0 : 1);
      made.definition.push_back(row % 4 == 3 ? 0 : 1);
      if (row % 4 != 3) made.values.push_back(little_endian(static_cast<std::int32_t>(row + i)));
    }
  }
  return made;
}
std::string content_of(const parquet_leaf& leaf) { return deltalake_test::plain_values(leaf.physical, leaf.values); }

parquet_page plain_page(std::uint32_t count) {
  parquet_page made;
  made.num_values = count;
  made.values = std::string(count * 4, 'v');
  return made;
}
parquet_chunk chunk_of(std::string pages, std::int64_t num_values, compression codec = compression::uncompressed) {
  parquet_chunk made;
  made.pages = std::move(pages);
  made.num_values = num_values;
  made.codec = codec;
  return made;
}
parquet_page words_page(std::uint32_t count) {
  parquet_page made = plain_page(count);
  made.type = page_type::dictionary;
  return made;
}
parquet_page indexes_page(const std::vector<std::uint32_t>& indexes) {
  parquet_page made;
  made.encoding = encoding::rle_dictionary;
  made.num_values = static_cast<std::uint32_t>(indexes.size());
  made.values = "\4" + deltalake_test::rle_hybrid(indexes, 4);
  return made;
}

TEST_CASE("chunk_reader: the values do not depend on how they are stored or read") {
  for (const auto& [leaf, rows] : {std::pair(numbers(), std::int64_t{40}), std::pair(lists(), std::int64_t{20})}) {
    for (int variant = 0; variant < 96; ++variant) {
      CAPTURE(variant);
      parquet_style style;
      style.version = 1 + variant % 2;
      style.dictionary = static_cast<dictionary_use>(variant / 2 % 3);
      style.codec = variant / 6 % 2 == 0 ? compression::uncompressed : compression::snappy;
      style.page_values = std::vector<std::size_t>{1, 3, 7, 1'000}[static_cast<std::size_t>(variant / 12 % 4)];
      style.crc = variant / 48 % 2 == 0;
      style.bit_packed_levels = variant % 5 == 0 && style.version == 1;
      style.old_dictionary_name = variant % 3 == 0;
      for (const std::int64_t step : {1, 3, 1'000}) {
        const outcome got = read(leaf, make_chunk(leaf, style), rows, step);
        REQUIRE_FALSE(got.failure.has_value());
        CHECK(got.got.rows == rows);
        CHECK(got.got.levels == static_cast<std::int64_t>(leaf.definition.size()));
        CHECK(got.got.values == static_cast<std::int64_t>(leaf.values.size()));
        CHECK(got.got.fixed.view() == content_of(leaf));
        CHECK(std::equal(leaf.definition.begin(), leaf.definition.end(), got.got.definition_levels.data()));
      }
    }
  }
}

// Texts of different lengths, some null, in lists or not; they repeat, for dictionaries.
parquet_leaf texts(bool in_lists, std::size_t values = 120) {
  parquet_leaf made;
  made.physical = physical_type::byte_array;
  made.max_definition = 1;
  made.max_repetition = in_lists ? 1 : 0;
  for (std::size_t i = 0; i < values; ++i) {
    made.repetition.push_back(in_lists && i % 5 != 0 && i != 7 ? 1 : 0);
    // Of lists, what is alone may be empty.
    made.definition.push_back(in_lists || i % 4 != 1 ? 1 : 0);
    if (made.definition.back() == 1) {
      made.values.push_back(std::string(i % 11 == 3 ? 90 : i % 6, static_cast<char>('a' + i % 3)));
    }
  }
  return made;
}

// Reads a chunk in batches that are bounded in bytes, and gives the texts back.
std::vector<std::string> read_within(const parquet_leaf& leaf, const parquet_chunk& chunk, std::uint64_t bytes,
                                     std::int64_t num_rows) {
  const std::string file = std::string(before, '-') + chunk.pages;
  const parquet::leaf_column column = leaf_column_of(leaf);
  parquet::chunk_reader reader(column, footer_of(chunk), num_rows, file.size(), parquet::codec_registry::standard(),
                               {});
  std::vector<std::string> made;
  parquet::carried_rows carried;
  std::int64_t rows_left = num_rows;
  while (rows_left > 0) {
    parquet::leaf_values out;
    if (!carried.empty()) carried.give_all(column, out);
    const parquet::row_bounds to{rows_left, bytes};
    while (true) {
      const auto needed = reader.read(to, out);
      REQUIRE(needed.has_value());
      if (*needed == 0) break;
      reader.offer(deltalake::bytes::copy_of(std::string_view(file).substr(reader.position(), *needed)),
                   reader.position());
    }
    CHECK_FALSE((reader.at_end() && out.row_open));
    const std::int64_t whole = out.rows - (out.row_open ? 1 : 0);
    REQUIRE(whole > 0);
    CHECK((whole == rows_left) == reader.at_end());
    CHECK((out.rows == 1 || decoded_bytes(column, out) <= bytes));
    if (out.rows > whole) carried.keep(column, whole, out);
    CHECK((whole == 1 || decoded_bytes(column, out) <= bytes));
    rows_left -= whole;
    const std::int32_t* const ends = out.offsets.as<std::int32_t>();
    for (std::int64_t i = 0; i < out.values; ++i) {
      made.emplace_back(
          out.bytes.view().substr(static_cast<std::size_t>(ends[i]), static_cast<std::size_t>(ends[i + 1] - ends[i])));
    }
  }
  CHECK(reader.at_end());
  return made;
}

TEST_CASE("chunk_reader: the texts do not depend on how many bytes are read at a time") {
  for (const bool in_lists : {false, true}) {
    const parquet_leaf leaf = texts(in_lists);
    const auto rows = static_cast<std::int64_t>(std::count(leaf.repetition.begin(), leaf.repetition.end(), 0U));
    for (int variant = 0; variant < 48; ++variant) {
      parquet_style style;
      style.version = 1 + variant % 2;
      style.dictionary = static_cast<dictionary_use>(variant / 2 % 3);
      style.codec = variant / 6 % 2 == 0 ? compression::uncompressed : compression::snappy;
      style.page_values = std::vector<std::size_t>{1, 3, 17, 1'000}[static_cast<std::size_t>(variant / 12)];
      const parquet_chunk chunk = make_chunk(leaf, style);
      for (const std::uint64_t bytes : {0, 1, 10, 30, 90, 100, 250, 1'000, 100'000}) {
        CAPTURE(variant);
        CAPTURE(bytes);
        REQUIRE((read_within(leaf, chunk, bytes, rows) == leaf.values));
      }
    }
  }
}

TEST_CASE("chunk_reader: a bound in bytes hides no rows beyond those of the row group") {
  const parquet_leaf leaf = texts(true);
  parquet_style style;
  style.page_values = 9;
  const parquet_chunk chunk = make_chunk(leaf, style);
  const std::string file = std::string(before, '-') + chunk.pages;
  const parquet::leaf_column column = leaf_column_of(leaf);
  for (const std::int64_t num_rows : {1, 5, 24}) {
    for (const std::uint64_t bytes : {0, 60, 300}) {
      parquet::chunk_reader reader(column, footer_of(chunk), num_rows, file.size(), parquet::codec_registry::standard(),
                                   {});
      reader.offer(deltalake::bytes::copy_of(file), 0);
      std::int64_t done = 0;
      bool refused = false;
      while (done < num_rows && !refused) {
        parquet::leaf_values out;  // what goes on is left out: only rows are counted
        const auto needed = reader.read({num_rows - done, bytes}, out);
        refused = !needed;
        if (refused) CHECK(needed.error().detail == "a column with more rows than its row group");
        while (needed && out.row_open && !refused) {
          const auto more = reader.read({out.rows, parquet::row_bounds::any_bytes}, out);
          refused = !more;
        }
        done += out.rows;
      }
      CHECK(refused);
    }
  }
}

TEST_CASE("chunk_reader: what it has is not asked for again") {
  const parquet_leaf leaf = numbers();
  parquet_style style;
  style.page_values = 1;
  const parquet_chunk chunk = make_chunk(leaf, style);
  const std::string file = std::string(before, '-') + chunk.pages;
  const parquet::leaf_column column = leaf_column_of(leaf);
  parquet::chunk_reader reader(column, footer_of(chunk), 40, file.size(), parquet::codec_registry::standard(), {});
  CHECK(reader.position() == before);
  parquet::leaf_values got;
  const auto needed = reader.read(10, got);
  REQUIRE(needed.has_value());
  CHECK(*needed != 0);
  reader.offer(deltalake::bytes::copy_of(file), 0);
  CHECK(*reader.read(10, got) == 0);
  CHECK(got.rows == 10);
  CHECK(*reader.read(40, got) == 0);
  CHECK(got.rows == 40);
  CHECK(*reader.read(50, got) == 0);  // there are no more
  CHECK(got.rows == 40);
}

TEST_CASE("chunk_reader: where a chunk lies") {
  parquet::column_chunk chunk;
  chunk.data_page_offset = 50;
  chunk.total_compressed_size = 20;
  const auto begin_of = [&](std::uint64_t file_bytes = 1'000) -> std::optional<std::uint64_t> {
    const auto found = parquet::chunk_reader::range_of(chunk, file_bytes);
    if (!found) return std::nullopt;
    CHECK(found->end == found->begin + static_cast<std::uint64_t>(chunk.total_compressed_size));
    return found->begin;
  };
  CHECK(begin_of() == 50);
  chunk.dictionary_page_offset = 40;
  CHECK(begin_of() == 40);
  chunk.dictionary_page_offset = 0;  // as some say "none"
  CHECK(begin_of() == 50);
  chunk.dictionary_page_offset = 60;
  CHECK(begin_of() == 50);
  CHECK(begin_of(70) == 50);
  CHECK_FALSE(begin_of(69).has_value());
  CHECK_FALSE(begin_of(49).has_value());
  for (const std::int64_t wrong : {std::int64_t{-1}, std::int64_t{1} << 62}) {
    chunk.total_compressed_size = wrong;
    CHECK_FALSE(begin_of().has_value());
  }
  chunk.total_compressed_size = 20;
  for (const std::int64_t wrong : {std::int64_t{-1}, std::int64_t{1'001}, std::int64_t{1} << 62}) {
    chunk.data_page_offset = wrong;
    chunk.dictionary_page_offset.reset();
    CHECK_FALSE(begin_of().has_value());
  }
}

TEST_CASE("chunk_reader: chunks that lie in another file, or are encrypted, are not read") {
  const parquet_leaf leaf = numbers();
  const parquet_chunk chunk = make_chunk(leaf, parquet_style());
  parquet::column_chunk footer = footer_of(chunk);
  footer.encrypted = true;
  is_refused(read(leaf, chunk, 40, 40, {}, footer), errc::unsupported_parquet);
  footer = footer_of(chunk);
  footer.file_path = "other.parquet";
  is_refused(read(leaf, chunk, 40, 40, {}, footer), errc::unsupported_parquet);
}

TEST_CASE("chunk_reader: a chunk that lies outside its file is refused by the first read") {
  const parquet_leaf leaf = numbers();
  const parquet_chunk chunk = make_chunk(leaf, parquet_style());
  parquet::column_chunk footer = footer_of(chunk);
  footer.data_page_offset = 1'000'000;
  is_refused(read(leaf, chunk, 40, 40, {}, footer), errc::invalid_parquet);
}

TEST_CASE("chunk_reader: the dictionary is found without its offset") {
  const parquet_leaf leaf = numbers();
  parquet_style style;
  style.dictionary = dictionary_use::all;
  const parquet_chunk chunk = make_chunk(leaf, style);
  for (const bool zero : {true, false}) {
    parquet::column_chunk footer = footer_of(chunk);
    footer.data_page_offset = before;
    footer.dictionary_page_offset.reset();
    if (zero) footer.dictionary_page_offset = 0;
    const outcome got = read(leaf, chunk, 40, 7, {}, footer);
    REQUIRE_FALSE(got.failure.has_value());
    CHECK(got.got.fixed.view() == content_of(leaf));
  }
}

TEST_CASE("chunk_reader: index pages, pages of unknown types and pages without values are passed over") {
  parquet_page index, strange = plain_page(0), strange_v2 = plain_page(0);
  index.type = page_type::index;
  index.values = "whatever an index page holds";
  strange_v2.type = page_type::data_v2;
  std::string unknown = deltalake_test::thrift_struct().int32(1, 17).int32(2, 3).int32(3, 3).bytes() + "xyz";
  parquet_style style;
  style.page_values = 6;
  style.before_data = index.bytes() + strange_v2.bytes() + unknown;
  parquet_leaf leaf = numbers();
  leaf.max_definition = 0;  // so that an empty page of version 1 needs no levels
  leaf.definition.assign(leaf.values.size(), 0);
  leaf.repetition.assign(leaf.values.size(), 0);
  style.before_data += strange.bytes();
  const auto rows = static_cast<std::int64_t>(leaf.values.size());
  const outcome got = read(leaf, make_chunk(leaf, style), rows, 4);
  REQUIRE_FALSE(got.failure.has_value());
  CHECK(got.got.fixed.view() == content_of(leaf));
}

TEST_CASE("chunk_reader: one dictionary, which comes before its indexes") {
  parquet_leaf leaf;
  const auto refused = [&](const std::string& pages, std::int64_t values) {
    return read(leaf, chunk_of(pages, values), values);
  };
  is_refused(refused(words_page(2).bytes() + words_page(2).bytes() + indexes_page({0}).bytes(), 1),
             errc::invalid_parquet, "a second dictionary in a column chunk");
  is_refused(refused(indexes_page({0}).bytes() + words_page(2).bytes(), 1), errc::invalid_parquet,
             "a page of dictionary indexes without a dictionary");
  is_refused(refused(words_page(2).bytes() + indexes_page({0, 1, 2}).bytes(), 3), errc::invalid_parquet,
             "dictionary index 2 of 2 values");
  parquet_page short_one = words_page(2);
  short_one.num_values = 3;
  is_refused(refused(short_one.bytes() + indexes_page({0}).bytes(), 1), errc::invalid_parquet);
  const outcome late = refused(plain_page(2).bytes() + words_page(2).bytes() + indexes_page({1, 0}).bytes(), 4);
  CHECK_FALSE(late.failure.has_value());
}

TEST_CASE("chunk_reader: a dictionary of nothing but nulls") {
  parquet_leaf leaf;
  leaf.max_definition = 1;
  leaf.definition = leaf.repetition = {0, 0, 0};
  for (const int version : {1, 2}) {
    for (const compression codec : {compression::uncompressed, compression::snappy}) {
      parquet_style style;
      style.version = version;
      style.codec = codec;
      style.dictionary = dictionary_use::all;
      const outcome got = read(leaf, make_chunk(leaf, style), 3);
      REQUIRE_FALSE(got.failure.has_value());
      CHECK(got.got.rows == 3);
      CHECK(got.got.values == 0);
    }
  }
}

TEST_CASE("chunk_reader: a null page of version 2 may be empty whatever its codec is") {
  parquet_leaf leaf;
  leaf.max_definition = 1;
  parquet_page page;
  page.type = page_type::data_v2;
  page.num_values = page.num_nulls = page.num_rows = 3;
  page.definition = deltalake_test::rle_hybrid({0, 0, 0}, 1);
  page.is_compressed = false;
  for (const bool compressed : {true, false}) {
    std::string bytes = page.bytes(compression::snappy);
    page.is_compressed = compressed;
    const outcome got = read(leaf, chunk_of(page.bytes(compression::snappy), 3, compression::snappy), 3);
    REQUIRE_FALSE(got.failure.has_value());
    CHECK(got.got.rows == 3);
  }
}

TEST_CASE("chunk_reader: pages of version 2 that are compressed though they deny it") {
  // As old versions of Arrow wrote them: the sizes tell.
  parquet_page page = plain_page(50);
  page.type = page_type::data_v2;
  page.num_rows = 50;
  std::string bytes = page.bytes(compression::snappy);
  page.is_compressed = false;
  const std::string honest = page.bytes(compression::snappy);
  const std::size_t flag = bytes.find('\x11', 0);  // field 7, a boolean that is true
  REQUIRE(flag != std::string::npos);
  bytes[flag] = '\x12';
  parquet_leaf leaf;
  for (const std::string& stored : {bytes, honest}) {
    const outcome got = read(leaf, chunk_of(stored, 50, compression::snappy), 50);
    REQUIRE_FALSE(got.failure.has_value());
    CHECK(got.got.fixed.view() == std::string(200, 'v'));
  }
}

TEST_CASE("chunk_reader: as many values as the footer promises") {
  parquet_leaf leaf;
  is_refused(read(leaf, chunk_of(plain_page(3).bytes(), 4), 4), errc::invalid_parquet,
             "the file ends 1 values before the column");
  is_refused(read(leaf, chunk_of(plain_page(3).bytes(), 2), 2), errc::invalid_parquet,
             "a page of 3 values in a column chunk with 2 left");
  parquet_page short_one = plain_page(3);
  short_one.values.pop_back();
  is_refused(read(leaf, chunk_of(short_one.bytes(), 3), 3), errc::invalid_parquet);
  parquet_leaf nulls = numbers();
  parquet_page without_levels = plain_page(3);
  is_refused(read(nulls, chunk_of(without_levels.bytes(), 3), 3), errc::invalid_parquet);
}

TEST_CASE("chunk_reader: as many rows as the row group") {
  const parquet_leaf flat = numbers(), nested = lists();
  parquet_style style;
  style.page_values = 8;
  for (const std::int64_t step : {1, 4, 1'000}) {
    CAPTURE(step);
    is_refused(read(flat, make_chunk(flat, style), 39, step), errc::invalid_parquet);
    is_refused(read(flat, make_chunk(flat, style), 32, step), errc::invalid_parquet);
    is_refused(read(nested, make_chunk(nested, style), 19, step), errc::invalid_parquet);
    is_refused(read(nested, make_chunk(nested, style), 1, step), errc::invalid_parquet);
    // Too few of them are seen by whoever reads: there are no more.
    const outcome few = read(nested, make_chunk(nested, style), 21, step);
    CHECK_FALSE(few.failure.has_value());
    CHECK(few.got.rows == 20);
  }
}

TEST_CASE("chunk_reader: a column that begins inside a row") {
  parquet_leaf leaf = lists();
  leaf.repetition.front() = 1;
  is_refused(read(leaf, make_chunk(leaf, parquet_style()), 20), errc::invalid_parquet,
             "a column that does not begin with a row");
}

TEST_CASE("chunk_reader: checksums") {
  for (const compression codec : {compression::uncompressed, compression::snappy}) {
    parquet_page page = plain_page(3);
    page.crc_change = 1;
    const parquet_chunk chunk = chunk_of(page.bytes(codec), 3, codec);
    parquet_leaf leaf;
    is_refused(read(leaf, chunk, 3), errc::checksum_mismatch, "of the page at byte 10");
    parquet::limits bounds;
    bounds.check_crc = false;
    CHECK_FALSE(read(leaf, chunk, 3, 3, bounds).failure.has_value());
    page.crc_change = 0;
    CHECK_FALSE(read(leaf, chunk_of(page.bytes(codec), 3, codec), 3).failure.has_value());
    parquet_page words = words_page(3);
    words.crc_change = 4;
    is_refused(read(leaf, chunk_of(words.bytes(codec) + page.bytes(codec), 3, codec), 3), errc::checksum_mismatch);
  }
}

TEST_CASE("chunk_reader: the limits") {
  parquet_leaf leaf;
  parquet::limits bounds;
  SUBCASE("of a compressed page to what it becomes") {
    bounds.compression_ratio = 10;
    parquet_page page = plain_page(3);
    page.uncompressed_bytes = 5'000;
    is_refused(read(leaf, chunk_of(page.bytes(compression::snappy), 3, compression::snappy), 3, 3, bounds),
               errc::value_too_large);
    page.type = page_type::dictionary;
    is_refused(read(leaf, chunk_of(page.bytes(compression::snappy), 3, compression::snappy), 3, 3, bounds),
               errc::value_too_large);
  }
  SUBCASE("of levels in a batch") {
    bounds.batch_levels = 20;
    const parquet_leaf few = lists(4), many = lists(6);  // 16 and 26 levels
    CHECK_FALSE(read(few, make_chunk(few, parquet_style()), 4, 4, bounds).failure.has_value());
    is_refused(read(many, make_chunk(many, parquet_style()), 6, 6, bounds), errc::value_too_large);
  }
  SUBCASE("of a page") {
    bounds.page_bytes = 100;
    CHECK_FALSE(read(leaf, chunk_of(plain_page(25).bytes(), 25), 25, 25, bounds).failure.has_value());
    is_refused(read(leaf, chunk_of(plain_page(26).bytes(), 26), 26, 26, bounds), errc::value_too_large);
  }
  SUBCASE("of a dictionary, also one that denies its size") {
    bounds.dictionary_bytes = 100;
    parquet_page words = words_page(26);
    const std::string indexes = indexes_page({0}).bytes();
    is_refused(read(leaf, chunk_of(words.bytes() + indexes, 1), 1, 1, bounds), errc::value_too_large);
    words.uncompressed_bytes = 50;
    is_refused(read(leaf, chunk_of(words.bytes() + indexes, 1), 1, 1, bounds), errc::value_too_large);
  }
}

TEST_CASE("chunk_reader: pages that do not decompress to what they say") {
  parquet_leaf leaf;
  for (const int change : {-1, 1}) {
    parquet_page page = plain_page(3);
    page.uncompressed_bytes = static_cast<std::uint32_t>(12 + change);
    is_refused(read(leaf, chunk_of(page.bytes(compression::snappy), 3, compression::snappy), 3), errc::invalid_parquet);
  }
  parquet_chunk lzo = chunk_of(plain_page(3).bytes(), 3, compression::lzo);
  is_refused(read(leaf, lzo, 3), errc::unsupported_parquet);
  is_refused(read(leaf, chunk_of(plain_page(3).bytes(), 3, compression::unknown), 3), errc::unsupported_parquet);
}

TEST_CASE("chunk_reader: files that end inside a header or a page") {
  parquet_leaf leaf;
  const std::string page = plain_page(3).bytes();
  for (std::size_t size = 0; size < page.size(); ++size) {
    CAPTURE(size);
    is_refused(read(leaf, chunk_of(page.substr(0, size), 3), 3), errc::invalid_parquet);
  }
  is_refused(read(leaf, chunk_of(std::string(5'000, '\x15'), 3), 3), errc::invalid_parquet);
}

TEST_CASE("chunk_reader: a header longer than the first guess") {
  deltalake_test::thrift_struct data, header;
  data.int32(1, 1).int32(2, 0).int32(3, 3).int32(4, 3);
  data.structure(5, deltalake_test::thrift_struct().text(5, std::string(20'000, 'm')));
  header.int32(1, 0).int32(2, 4).int32(3, 4).structure(5, data);
  const outcome got = read(parquet_leaf(), chunk_of(header.bytes() + "abcd", 1), 1);
  REQUIRE_FALSE(got.failure.has_value());
  CHECK(got.got.fixed.view() == "abcd");
  CHECK(got.offers < 10);
}

}  // namespace
}  // namespace deltalake_chunk_reader_test
