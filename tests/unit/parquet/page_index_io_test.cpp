#include <deltalake/parquet/page_index_io.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/parquet/page_header.hpp>
#include <deltalake/storage/metered_store.hpp>
#include <deltalake/testing/faulty_store.hpp>
#include <tests/support/corpora.hpp>
#include <tests/support/indexed_parquet.hpp>
#include <tests/support/parquet_writer.hpp>

namespace deltalake_page_index_io_test {
namespace {

namespace parquet = deltalake::parquet;
namespace storage = deltalake::storage;
using deltalake::errc;
using deltalake_test::indexed_parquet;
using deltalake_test::little_endian;
using deltalake_test::parquet_file;
using deltalake_test::run;
using part = parquet::page_index_part;

// Two columns of 40 rows in pages of 10.
std::string two_columns() {
  deltalake_test::parquet_leaf leaf;
  for (std::int32_t i = 0; i < 40; ++i) leaf.values.push_back(little_endian(i));
  leaf.definition = leaf.repetition = std::vector<std::uint32_t>(40);
  const auto element = [](const char* name) {
    return deltalake_test::leaf_element(name, parquet::repetition::required, parquet::physical_type::int32);
  };
  deltalake_test::parquet_style style;
  style.page_values = 10;
  const deltalake_test::parquet_chunk chunk = deltalake_test::make_chunk(leaf, style);
  return deltalake_test::parquet_writer({element("a"), element("b")}, 2).add(40, {chunk, chunk}).finish();
}

parquet::offset_index offsets_of(const parquet::column_chunk& chunk) {
  parquet::offset_index made;
  const auto size = static_cast<std::int32_t>(chunk.total_compressed_size / 4);
  for (std::int32_t i = 0; i < 4; ++i) made.pages.push_back({chunk.data_page_offset + i * size, size, i * 10});
  return made;
}
parquet::column_index bounds_of_pages() {
  parquet::column_index made;
  for (std::int32_t i = 0; i < 4; ++i) {
    made.null_pages.push_back(false);
    made.min_values.push_back(little_endian(i * 10));
    made.max_values.push_back(little_endian(i * 10 + 9));
    made.null_counts.push_back(0);
  }
  return made;
}

indexed_parquet indexed() {
  indexed_parquet made(two_columns());
  for (const std::size_t leaf : {0, 1}) made.add_columns(leaf, bounds_of_pages());
  for (const std::size_t leaf : {0, 1}) made.add_offsets(leaf, offsets_of(made.chunk(leaf)));
  return made;
}

parquet::row_group_page_index read(const parquet_file& from, std::vector<part> wanted,
                                   parquet::read_options options = {}) {
  return run(parquet::read_page_index(from, 0, std::move(wanted), std::move(options)));
}

TEST_CASE("read_page_index: all of a row group comes with one request") {
  indexed_parquet made = indexed();
  const storage::metered_store meter(deltalake_test::parquet_store(made.content()));
  const parquet_file from = made.finish(storage::any_store(meter));
  const parquet::row_group_page_index found = read(from, {part::all, part::all});
  CHECK(meter.usage().count(storage::operation_kind::get_range) == 1);
  CHECK(meter.usage().total() == 1);
  CHECK(found.notes.empty());
  REQUIRE(found.leaves.size() == 2);
  for (const std::uint32_t leaf : {0U, 1U}) {
    const parquet::leaf_page_index* const one = found.find(leaf);
    REQUIRE(one != nullptr);
    CHECK((one->offsets == offsets_of(made.chunk(leaf))));
    CHECK((one->columns == bounds_of_pages()));
  }
}

TEST_CASE("read_page_index: what is not wanted is not read") {
  indexed_parquet made = indexed();
  const parquet_file from = made.finish();
  const parquet::row_group_page_index found = read(from, {part::none, part::offsets});
  CHECK(found.find(0) == nullptr);
  REQUIRE(found.find(1) != nullptr);
  CHECK(found.find(1)->offsets.has_value());
  CHECK_FALSE(found.find(1)->columns.has_value());
  const storage::metered_store meter(deltalake_test::parquet_store(made.content()));
  CHECK(read(made.finish(storage::any_store(meter)), {part::none, part::none}).leaves.empty());
  CHECK(meter.usage().total() == 0);
}

TEST_CASE("read_page_index: what the file does not have is not there, without a note") {
  indexed_parquet made = indexed();
  made.chunk(0).column_index_offset.reset();
  made.chunk(1).offset_index_offset.reset();
  const parquet::row_group_page_index found = read(made.finish(), {part::all, part::all});
  CHECK(found.notes.empty());
  REQUIRE(found.find(0) != nullptr);
  CHECK_FALSE(found.find(0)->columns.has_value());
  CHECK(found.find(1) == nullptr);
  made.chunk(0).encrypted = true;
  CHECK(read(made.finish(), {part::all, part::all}).leaves.empty());
}

// One note, of that leaf.
void check_note(const parquet::row_group_page_index& found, errc code, std::uint32_t leaf) {
  REQUIRE(found.notes.size() == 1);
  CHECK(found.notes[0].code == code);
  CHECK(found.notes[0].field == "row_groups[0].columns[" + std::to_string(leaf) + "]");
  CHECK(found.notes[0].file == "f.parquet");
}

TEST_CASE("read_page_index: a damaged index is noted, the others are there") {
  indexed_parquet made = indexed();
  made.add_offsets(0, "no index at all");
  parquet::row_group_page_index found = read(made.finish(), {part::all, part::all});
  check_note(found, errc::invalid_parquet, 0);
  CHECK(found.find(0) == nullptr);
  REQUIRE(found.find(1) != nullptr);
  CHECK(found.find(1)->columns.has_value());

  made = indexed();
  made.add_columns(1, "no index at all");
  found = read(made.finish(), {part::all, part::all});
  check_note(found, errc::invalid_parquet, 1);
  REQUIRE(found.find(1) != nullptr);
  CHECK(found.find(1)->offsets.has_value());
  CHECK_FALSE(found.find(1)->columns.has_value());
}

TEST_CASE("read_page_index: bounds of other pages are noted") {
  indexed_parquet made = indexed();
  parquet::column_index other = bounds_of_pages();
  other.null_counts[2] = 11;
  made.add_columns(0, other);
  const parquet::row_group_page_index found = read(made.finish(), {part::all, part::all});
  check_note(found, errc::invalid_parquet, 0);
  CHECK(found.find(0)->offsets.has_value());
  CHECK_FALSE(found.find(0)->columns.has_value());
}

TEST_CASE("read_page_index: an index outside of the file is noted and not read") {
  for (const std::int64_t offset : {std::int64_t{-1}, std::int64_t{1} << 62, std::int64_t{100'000}}) {
    indexed_parquet made = indexed();
    made.chunk(0).offset_index_offset = offset;
    const parquet::row_group_page_index found = read(made.finish(), {part::all, part::all});
    check_note(found, errc::invalid_parquet, 0);
    CHECK(found.find(1) != nullptr);
  }
  indexed_parquet made = indexed();
  made.chunk(0).offset_index_length = -5;
  check_note(read(made.finish(), {part::all, part::all}), errc::invalid_parquet, 0);
}

TEST_CASE("read_page_index: a file that is shorter than it was gives notes") {
  indexed_parquet made = indexed();
  const std::string half = made.content().substr(0, made.content().size() - 3);
  const parquet_file from = made.finish(storage::any_store(deltalake_test::parquet_store(half)));
  const parquet::row_group_page_index found = read(from, {part::all, part::all});
  check_note(found, errc::invalid_parquet, 1);
  CHECK(found.find(0) != nullptr);
}

TEST_CASE("read_page_index: indexes above the limit are noted and not read") {
  indexed_parquet made = indexed();
  parquet::read_options options;
  options.limits.page_index_bytes =
      static_cast<std::uint32_t>(*made.chunk(0).offset_index_length + *made.chunk(0).column_index_length);
  const parquet::row_group_page_index found = read(made.finish(), {part::all, part::all}, options);
  check_note(found, errc::value_too_large, 1);
  CHECK(found.find(0)->columns.has_value());
  CHECK(found.find(1) == nullptr);
}

TEST_CASE("read_page_index: a failure of the store is thrown") {
  indexed_parquet made = indexed();
  deltalake::testing::faulty_store<storage::memory_store> faulty(deltalake_test::parquet_store(made.content()));
  faulty.at(0, deltalake::testing::fault::before(errc::storage_io));
  CHECK_THROWS_AS(read(made.finish(storage::any_store(faulty)), {part::all, part::all}), deltalake::delta_error);
}

// The index says where the pages are that a walk over the chunk finds.
std::size_t check_pages(const parquet::file& from, const std::string& content, const parquet::row_group& group,
                        const parquet::leaf_column& leaf, const parquet::leaf_page_index& found) {
  const auto& pages = found.offsets->pages;
  for (std::size_t i = 0; i < pages.size(); ++i) {
    const auto at = static_cast<std::size_t>(pages[i].offset);
    const auto header = parquet::parse_page_header(std::string_view(content).substr(at));
    REQUIRE(header.has_value());
    REQUIRE(header->has_value());
    CHECK((*header)->header_bytes + (*header)->compressed_bytes ==
          static_cast<std::uint32_t>(pages[i].compressed_size));
    const parquet::row_range rows = parquet::rows_of_page(*found.offsets, i, group.num_rows);
    if (leaf.max_repetition == 0) CHECK((*header)->num_values == rows.end - rows.begin);
    if ((*header)->type == parquet::page_type::data_v2) CHECK((*header)->num_rows == rows.end - rows.begin);
    if (i + 1 < pages.size()) CHECK(pages[i].offset + pages[i].compressed_size == pages[i + 1].offset);
  }
  REQUIRE(from.size_bytes == content.size());
  return pages.size();
}

TEST_CASE("read_page_index: real files tell where their pages are") {
  constexpr std::size_t largest = 200'000;
  std::size_t pages = 0;
  const std::size_t files = deltalake_test::for_each_corpus_file(
      [](const std::string& name) { return name.ends_with(".parquet"); },
      [&](const std::string& place, const std::string& content) {
        if (content.size() > largest || place.find("bad_data") != std::string::npos) return;
        const storage::any_store store(deltalake_test::parquet_store(content));
        parquet_file from;
        try {
          from = deltalake_test::open_parquet(store);
        } catch (const deltalake::delta_error&) {
          return;  // encrypted, or of no use on purpose: open_file's own tests tell
        }
        CAPTURE(place);
        for (std::size_t group = 0; group < from->metadata.row_groups.size(); ++group) {
          const auto wanted = std::vector<part>(from->schema.leaves.size(), part::all);
          const auto found = run(parquet::read_page_index(from, group, wanted, {}));
          for (const deltalake::error& note : found.notes) FAIL_CHECK(note.to_string());
          for (const parquet::leaf_page_index& one : found.leaves) {
            pages += check_pages(*from, content, from->metadata.row_groups[group], from->schema.leaves[one.leaf], one);
          }
        }
      });
  if (files == 0) {
    MESSAGE("skipped: the test corpora are not beside the project");
  } else {
    CHECK(pages > 100);
  }
}

}  // namespace
}  // namespace deltalake_page_index_io_test
