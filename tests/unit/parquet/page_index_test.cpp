#include <deltalake/parquet/page_index.hpp>

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include <tests/support/thrift_writer.hpp>

namespace deltalake_page_index_test {
namespace {

namespace parquet = deltalake::parquet;
using deltalake::errc;
using deltalake::result;
using deltalake_test::thrift_list;
using deltalake_test::thrift_struct;
using deltalake_test::thrift_text;
using deltalake_test::thrift_zigzag;
using parquet::column_index;
using parquet::offset_index;

constexpr std::uint64_t file_bytes = 1000;

// What doctest cannot print.
template <class T>
bool is_good(const result<T>& parsed) {
  return parsed.has_value();
}

// A chunk of 30 rows whose pages lie from byte 4 to 104.
parquet::row_group thirty_rows() {
  parquet::row_group made;
  made.num_rows = 30;
  made.columns.resize(1);
  made.columns[0].data_page_offset = 4;
  made.columns[0].total_compressed_size = 100;
  return made;
}
parquet::leaf_column leaf_of(std::uint8_t definition, std::uint8_t repetition) {
  parquet::leaf_column made;
  made.max_definition = definition;
  made.max_repetition = repetition;
  return made;
}

offset_index three_pages() {
  offset_index made;
  made.pages = {{4, 20, 0}, {24, 30, 10}, {60, 44, 25}};
  return made;
}

std::string written(const offset_index& from) {
  std::string made;
  parquet::write_offset_index(from, made);
  return made;
}
std::string written(const column_index& from) {
  std::string made;
  parquet::write_column_index(from, made);
  return made;
}
result<offset_index> parse(const std::string& text, const parquet::row_group& group = thirty_rows()) {
  return parquet::parse_offset_index(text, group, leaf_of(1, 0), file_bytes);
}
result<offset_index> parse(const offset_index& from) { return parse(written(from)); }

errc code_of(const offset_index& from) {
  const result<offset_index> parsed = parse(from);
  REQUIRE_FALSE(is_good(parsed));
  return parsed.error().code;
}

column_index three_bounds() {
  column_index made;
  made.null_pages = {false, true, false};
  made.min_values = {"aa", "", "bb"};
  made.max_values = {"ab", "", "cc"};
  made.order = parquet::boundary_order::ascending;
  made.null_counts = {0, 15, 2};
  made.definition_histograms = {0, 10, 15, 0, 2, 3};
  return made;
}

TEST_CASE("page_index: an offset index has the wire form of the format and comes back") {
  offset_index made = three_pages();
  const auto location = [](std::int64_t offset, std::int64_t size, std::int64_t row) {
    return thrift_struct().int64(1, offset).int32(2, size).int64(3, row).bytes();
  };
  CHECK(written(made) ==
        thrift_struct()
            .list(1, thrift_list(12).add(location(4, 20, 0)).add(location(24, 30, 10)).add(location(60, 44, 25)))
            .bytes());
  CHECK((parse(made).value() == made));
  made.unencoded_bytes = {7, 0, 9};
  CHECK((parse(made).value() == made));
}

TEST_CASE("page_index: pages must follow each other within their chunk, and begin with rising rows") {
  const auto changed = [](auto change) {
    offset_index made = three_pages();
    change(made);
    return code_of(made);
  };
  CHECK(changed([](offset_index& made) { made.pages[0].offset = 3; }) == errc::invalid_parquet);
  CHECK(changed([](offset_index& made) { made.pages[0].offset = -1; }) == errc::invalid_parquet);
  CHECK(changed([](offset_index& made) { made.pages[1].offset = 23; }) == errc::invalid_parquet);
  CHECK(changed([](offset_index& made) { made.pages[2].compressed_size = 45; }) == errc::invalid_parquet);
  CHECK(changed([](offset_index& made) { made.pages[2].compressed_size = 0; }) == errc::invalid_parquet);
  CHECK(changed([](offset_index& made) { made.pages[2].compressed_size = -1; }) == errc::invalid_parquet);
  CHECK(changed([](offset_index& made) { made.pages[2].offset = std::int64_t{1} << 62; }) == errc::invalid_parquet);
  CHECK(changed([](offset_index& made) { made.pages[0].first_row = 1; }) == errc::invalid_parquet);
  CHECK(changed([](offset_index& made) { made.pages[1].first_row = 0; }) == errc::invalid_parquet);
  CHECK(changed([](offset_index& made) { made.pages[1].first_row = 25; }) == errc::invalid_parquet);
  CHECK(changed([](offset_index& made) { made.pages[2].first_row = 30; }) == errc::invalid_parquet);
  CHECK(changed([](offset_index& made) { made.pages.clear(); }) == errc::invalid_parquet);
  CHECK(changed([](offset_index& made) { made.unencoded_bytes = {1, 2}; }) == errc::invalid_parquet);
  CHECK(changed([](offset_index& made) { made.unencoded_bytes = {1, 2, -1}; }) == errc::invalid_parquet);
  CHECK(parse(three_pages()).has_value());
}

TEST_CASE("page_index: an error names the page") {
  offset_index made = three_pages();
  made.pages[1].first_row = 26;
  made.pages[2].first_row = 26;
  CHECK(parse(made).error().detail == "page 2 begins with row 26 of 30");
}

TEST_CASE("page_index: a row group without rows may have no pages, or one") {
  parquet::row_group group = thirty_rows();
  group.num_rows = 0;
  CHECK(parse(written(offset_index()), group).has_value());
  offset_index one;
  one.pages = {{4, 20, 0}};
  CHECK(parse(written(one), group).has_value());
  CHECK_FALSE(is_good(parse(written(three_pages()), group)));
}

TEST_CASE("page_index: chunks that lie outside of the file, or are encrypted, have no index") {
  parquet::row_group group = thirty_rows();
  group.columns[0].total_compressed_size = 10'000;
  CHECK(parse(written(three_pages()), group).error().code == errc::invalid_parquet);
  group = thirty_rows();
  group.columns[0].encrypted = true;
  CHECK(parse(written(three_pages()), group).error().code == errc::unsupported_parquet);
}

TEST_CASE("page_index: a column index has the wire form of the format and comes back") {
  const column_index made = three_bounds();
  thrift_list counts(6), levels(6), low(8), high(8);
  for (const std::int64_t count : made.null_counts) counts.add(thrift_zigzag(count));
  for (const std::int64_t count : made.definition_histograms) levels.add(thrift_zigzag(count));
  for (const std::string& value : made.min_values) low.add(thrift_text(value));
  for (const std::string& value : made.max_values) high.add(thrift_text(value));
  CHECK(written(made) == thrift_struct()
                             .list(1, thrift_list(1).add("\2").add("\1").add("\2"))
                             .list(2, low)
                             .list(3, high)
                             .int32(4, 1)
                             .list(5, counts)
                             .list(7, levels)
                             .bytes());
  CHECK((parquet::parse_column_index(written(made), leaf_of(1, 0)).value() == made));
}

TEST_CASE("page_index: all lists of a column index tell of as many pages") {
  const auto accepted = [](auto change) {
    column_index made = three_bounds();
    change(made);
    const result<column_index> parsed = parquet::parse_column_index(written(made), leaf_of(1, 0));
    if (!parsed) CHECK(parsed.error().code == errc::invalid_parquet);
    return parsed.has_value();
  };
  CHECK_FALSE(accepted([](column_index& made) { made.null_pages.pop_back(); }));
  CHECK_FALSE(accepted([](column_index& made) { made.min_values.pop_back(); }));
  CHECK_FALSE(accepted([](column_index& made) { made.max_values.emplace_back(); }));
  CHECK_FALSE(accepted([](column_index& made) { made.null_counts.pop_back(); }));
  CHECK_FALSE(accepted([](column_index& made) { made.definition_histograms.push_back(0); }));
  CHECK_FALSE(accepted([](column_index& made) { made.repetition_histograms = {1, 2}; }));
  CHECK(accepted([](column_index& made) { made.repetition_histograms = {1, 2, 3}; }));
  CHECK(accepted([](column_index& made) { made.null_counts.clear(); }));
}

TEST_CASE("page_index: counts of which one is negative are not known") {
  column_index made = three_bounds();
  made.null_counts[2] = -1;
  column_index found = parquet::parse_column_index(written(made), leaf_of(1, 0)).value();
  CHECK(found.null_counts.empty());
  CHECK((found.definition_histograms == made.definition_histograms));
  made = three_bounds();
  made.definition_histograms[1] = -7;
  found = parquet::parse_column_index(written(made), leaf_of(1, 0)).value();
  CHECK(found.definition_histograms.empty());
  CHECK((found.null_counts == made.null_counts));
}

TEST_CASE("page_index: what the format requires must be there, what it does not know is passed over") {
  const thrift_list none(8);
  CHECK_FALSE(is_good(parquet::parse_column_index(
      thrift_struct().list(1, thrift_list(1)).list(2, none).list(3, none).bytes(), leaf_of(0, 0))));
  const std::string later = thrift_struct()
                                .list(1, thrift_list(1))
                                .list(2, none)
                                .list(3, none)
                                .int32(4, 77)
                                .list(8, thrift_list(6).add(thrift_zigzag(3)))
                                .bytes();
  CHECK(parquet::parse_column_index(later, leaf_of(0, 0)).value().order == parquet::boundary_order::unordered);
  CHECK_FALSE(is_good(parse(thrift_struct().list(2, thrift_list(6)).bytes())));
  CHECK_FALSE(
      is_good(parse(thrift_struct().list(1, thrift_list(12).add(thrift_struct().int64(1, 4).bytes())).bytes())));
  CHECK_FALSE(is_good(parse(std::string())));
}

TEST_CASE("page_index: limits hold before anything is made") {
  parquet::limits bounds;
  bounds.chunk_pages = 2;
  CHECK(parquet::parse_offset_index(written(three_pages()), thirty_rows(), leaf_of(1, 0), file_bytes, bounds)
            .error()
            .code == errc::value_too_large);
  CHECK(parquet::parse_column_index(written(three_bounds()), leaf_of(1, 0), bounds).error().code ==
        errc::value_too_large);
  bounds = {};
  bounds.page_index_bytes = 10;
  CHECK(parquet::parse_offset_index(written(three_pages()), thirty_rows(), leaf_of(1, 0), file_bytes, bounds)
            .error()
            .code == errc::value_too_large);
  CHECK(parquet::parse_column_index(written(three_bounds()), leaf_of(1, 0), bounds).error().code ==
        errc::value_too_large);
}

TEST_CASE("page_index: an index that is cut off is refused at every byte") {
  const std::string offsets = written(three_pages()), columns = written(three_bounds());
  for (std::size_t size = 0; size < offsets.size(); ++size) CHECK_FALSE(is_good(parse(offsets.substr(0, size))));
  for (std::size_t size = 0; size < columns.size(); ++size) {
    CHECK_FALSE(is_good(parquet::parse_column_index(columns.substr(0, size), leaf_of(1, 0))));
  }
}

TEST_CASE("page_index: both indexes agree if their pages and nulls do") {
  const offset_index offsets = three_pages();
  column_index columns = three_bounds();
  CHECK(parquet::agree(offsets, columns, leaf_of(1, 0), 30));
  columns.null_counts[2] = 6;
  CHECK_FALSE(parquet::agree(offsets, columns, leaf_of(1, 0), 30));
  CHECK(parquet::agree(offsets, columns, leaf_of(1, 1), 30));
  columns.null_counts = {0, 14, 2};
  CHECK_FALSE(parquet::agree(offsets, columns, leaf_of(1, 0), 30));
  columns.null_counts.clear();
  CHECK(parquet::agree(offsets, columns, leaf_of(1, 0), 30));
  columns.null_pages.push_back(true);
  CHECK_FALSE(parquet::agree(offsets, columns, leaf_of(1, 0), 30));
}

TEST_CASE("page_index: the rows of pages, and the pages of rows") {
  const offset_index index = three_pages();
  CHECK((parquet::rows_of_pages(index, {true, false, true}, 30) == parquet::row_ranges{{0, 10}, {25, 30}}));
  CHECK((parquet::rows_of_pages(index, {true, true, true}, 30) == parquet::row_ranges::all(30)));
  CHECK((parquet::rows_of_pages(index, {false, false, false}, 30).empty()));
  using kept = std::vector<bool>;
  CHECK((parquet::pages_of_rows(index, {{9, 11}}, 30) == kept{true, true, false}));
  CHECK((parquet::pages_of_rows(index, {{10, 25}}, 30) == kept{false, true, false}));
  CHECK((parquet::pages_of_rows(index, {{29, 30}}, 30) == kept{false, false, true}));
  CHECK((parquet::pages_of_rows(index, {}, 30) == kept{false, false, false}));
}

}  // namespace
}  // namespace deltalake_page_index_test
