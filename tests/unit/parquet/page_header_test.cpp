#include <deltalake/parquet/page_header.hpp>

#include <doctest/doctest.h>

#include <cstring>
#include <memory>
#include <string>

#include <tests/support/thrift_writer.hpp>

namespace deltalake_page_header_test {
namespace {

namespace parquet = deltalake::parquet;
using deltalake::errc;
using deltalake_test::thrift_struct;

deltalake::result<std::optional<parquet::page_header>> parse(std::string_view window, parquet::limits bounds = {}) {
  // A block of its own, so that a sanitizer sees a read past the end.
  const std::unique_ptr<char[]> copy(new char[window.size()]);
  if (!window.empty()) std::memcpy(copy.get(), window.data(), window.size());
  return parquet::parse_page_header({copy.get(), window.size()}, bounds);
}
parquet::page_header parse_whole(const thrift_struct& header) {
  const auto parsed = parse(header.bytes() + "the page's body");
  REQUIRE(parsed.has_value());
  REQUIRE(parsed->has_value());
  CHECK((*parsed)->header_bytes == header.bytes().size());
  return **parsed;
}
void is_refused(const thrift_struct& header, errc code, parquet::limits bounds = {}) {
  const auto parsed = parse(header.bytes(), bounds);
  REQUIRE_FALSE(parsed.has_value());
  CHECK(parsed.error().code == code);
}

// The common part: type, decompressed and compressed size.
thrift_struct page(int type, std::int64_t uncompressed = 100, std::int64_t compressed = 60) {
  return thrift_struct().int32(1, type).int32(2, uncompressed).int32(3, compressed);
}
thrift_struct data_v1(std::int64_t num_values = 10) {
  return thrift_struct().int32(1, num_values).int32(2, 8).int32(3, 3).int32(4, 4);
}
thrift_struct data_v2(std::int64_t nulls = 3, std::int64_t definition = 5, std::int64_t repetition = 4) {
  return thrift_struct().int32(1, 10).int32(2, nulls).int32(3, 7).int32(4, 0).int32(5, definition).int32(6, repetition);
}
thrift_struct bounds_of_page() {
  return thrift_struct().text(1, "max").text(2, "min").int64(3, 4).int64(4, -1).text(5, "z").text(6, "a").boolean(
      7, false);
}

TEST_CASE("page_header: a data page") {
  const parquet::page_header header =
      parse_whole(page(0).int32(4, -2).structure(5, data_v1().structure(5, bounds_of_page())));
  CHECK(header.type == parquet::page_type::data_v1);
  CHECK(header.uncompressed_bytes == 100);
  CHECK(header.compressed_bytes == 60);
  CHECK(header.crc == 0xFFFFFFFE);
  CHECK(header.num_values == 10);
  CHECK(header.encoding == parquet::encoding::rle_dictionary);
  CHECK(header.definition_encoding == parquet::encoding::rle);
  CHECK(header.repetition_encoding == parquet::encoding::bit_packed);
  REQUIRE(header.statistics);
  CHECK(header.statistics->max == "max");
  CHECK(header.statistics->min == "min");
  CHECK(header.statistics->null_count == 4);
  CHECK_FALSE(header.statistics->distinct_count);  // a negative one says nothing
  CHECK(header.statistics->max_value == "z");
  CHECK(header.statistics->min_value == "a");
  CHECK(header.statistics->is_max_value_exact == false);
  CHECK_FALSE(header.statistics->is_min_value_exact);
}

TEST_CASE("page_header: a dictionary") {
  const parquet::page_header header =
      parse_whole(page(2).structure(7, thrift_struct().int32(1, 4).int32(2, 2).boolean(3, true)));
  CHECK(header.type == parquet::page_type::dictionary);
  CHECK(header.num_values == 4);
  CHECK(header.encoding == parquet::encoding::plain_dictionary);
  CHECK_FALSE(header.crc);
}

TEST_CASE("page_header: a data page of the second version is compressed unless it says otherwise") {
  const parquet::page_header header = parse_whole(page(3).structure(8, data_v2()));
  CHECK(header.type == parquet::page_type::data_v2);
  CHECK(header.num_values == 10);
  CHECK(header.num_nulls == 3);
  CHECK(header.num_rows == 7);
  CHECK(header.definition_bytes == 5);
  CHECK(header.repetition_bytes == 4);
  CHECK(header.encoding == parquet::encoding::plain);
  CHECK(header.is_compressed);
  CHECK_FALSE(parse_whole(page(3).structure(8, data_v2().boolean(7, false))).is_compressed);
}

TEST_CASE("page_header: pages to be skipped come with their sizes") {
  CHECK(parse_whole(page(1).structure(6, thrift_struct())).type == parquet::page_type::index);
  CHECK(parse_whole(page(1)).type == parquet::page_type::index);
  for (const int type : {4, 77, -1}) {
    const parquet::page_header header = parse_whole(page(type).text(99, "whatever"));
    CHECK(header.type == parquet::page_type::unknown);
    CHECK(header.compressed_bytes == 60);
  }
}

TEST_CASE("page_header: encodings that are not known are no error here") {
  for (const int number : {1, 10, 1000, -3}) {
    const parquet::page_header header = parse_whole(page(2).structure(7, thrift_struct().int32(1, 4).int32(2, number)));
    CHECK(header.encoding == parquet::encoding::unknown);
  }
}

TEST_CASE("page_header: a window that ends inside of the header asks for more") {
  const std::string bytes = page(0).structure(5, data_v1().structure(5, bounds_of_page())).bytes();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CAPTURE(size);
    const auto parsed = parse(std::string_view(bytes).substr(0, size));
    REQUIRE(parsed.has_value());
    CHECK_FALSE(parsed->has_value());
  }
}

TEST_CASE("page_header: no flipped bit leads outside of the window") {
  const std::string bytes = page(3).int32(4, 5).structure(8, data_v2().structure(8, bounds_of_page())).bytes();
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string flipped = bytes;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    const auto parsed = parse(flipped);
    if (parsed && *parsed) CHECK((*parsed)->header_bytes <= flipped.size());
  }
}

TEST_CASE("page_header: a header above its limit is refused, however much of it is there") {
  parquet::limits bounds;
  const std::string bytes = page(0).structure(5, data_v1()).text(20, std::string(100, 'x')).bytes();
  bounds.page_header_bytes = static_cast<std::uint32_t>(bytes.size());
  CHECK(parse(bytes, bounds).has_value());
  CHECK(parse(bytes + "more", bounds).has_value());
  bounds.page_header_bytes = static_cast<std::uint32_t>(bytes.size() - 1);
  for (const std::string& window : {bytes, bytes + "more", bytes.substr(0, bytes.size() - 1)}) {
    const auto parsed = parse(window, bounds);
    REQUIRE_FALSE(parsed.has_value());
    CHECK(parsed.error().code == errc::value_too_large);
  }
  const auto cut = parse(bytes.substr(0, bytes.size() - 2), bounds);
  REQUIRE(cut.has_value());
  CHECK_FALSE(cut->has_value());
}

TEST_CASE("page_header: pages and dictionaries above their limits are refused") {
  parquet::limits bounds;
  bounds.page_bytes = 1000;
  bounds.dictionary_bytes = 500;
  const thrift_struct dictionary = thrift_struct().int32(1, 4).int32(2, 0);
  CHECK(parse(page(0, 1000, 1000).structure(5, data_v1()).bytes(), bounds).has_value());
  is_refused(page(0, 1001, 10).structure(5, data_v1()), errc::value_too_large, bounds);
  is_refused(page(0, 10, 1001).structure(5, data_v1()), errc::value_too_large, bounds);
  is_refused(page(1, 10, 1001), errc::value_too_large, bounds);
  CHECK(parse(page(2, 500, 1000).structure(7, dictionary).bytes(), bounds).has_value());
  is_refused(page(2, 501, 10).structure(7, dictionary), errc::value_too_large, bounds);
}

TEST_CASE("page_header: negative sizes and counts are refused") {
  is_refused(page(0, -1, 60).structure(5, data_v1()), errc::invalid_parquet);
  is_refused(page(0, 100, -1).structure(5, data_v1()), errc::invalid_parquet);
  is_refused(page(0).structure(5, data_v1(-1)), errc::invalid_parquet);
  is_refused(page(2).structure(7, thrift_struct().int32(1, -4).int32(2, 0)), errc::invalid_parquet);
  is_refused(page(3).structure(8, data_v2(-1)), errc::invalid_parquet);
  is_refused(page(3).structure(8, data_v2(3, -1)), errc::invalid_parquet);
  is_refused(page(3).structure(8, data_v2(3, 5, -1)), errc::invalid_parquet);
}

TEST_CASE("page_header: levels must lie in their page, and nulls among its values") {
  parse_whole(page(3, 60, 60).structure(8, data_v2(10, 30, 30)));
  is_refused(page(3, 100, 60).structure(8, data_v2(3, 31, 30)), errc::invalid_parquet);
  is_refused(page(3, 60, 100).structure(8, data_v2(3, 31, 30)), errc::invalid_parquet);
  is_refused(page(3).structure(8, data_v2(3, 2147483647, 2147483647)), errc::invalid_parquet);
  is_refused(page(3).structure(8, data_v2(11)), errc::invalid_parquet);
}

TEST_CASE("page_header: what a page's type needs must be there") {
  is_refused(page(0), errc::invalid_parquet);
  is_refused(page(0).structure(7, thrift_struct().int32(1, 4).int32(2, 0)), errc::invalid_parquet);
  is_refused(page(0).structure(5, thrift_struct().int32(1, 10).int32(2, 0).int32(3, 3)), errc::invalid_parquet);
  is_refused(page(2), errc::invalid_parquet);
  is_refused(page(2).structure(7, thrift_struct().int32(1, 4)), errc::invalid_parquet);
  is_refused(page(3).structure(5, data_v1()), errc::invalid_parquet);
  is_refused(page(3).structure(8, thrift_struct().int32(1, 10)), errc::invalid_parquet);
  is_refused(thrift_struct().int32(1, 1).int32(2, 5), errc::invalid_parquet);
  is_refused(thrift_struct().int32(2, 5).int32(3, 5), errc::invalid_parquet);
  is_refused(thrift_struct().text(1, "0").int32(2, 5).int32(3, 5), errc::invalid_parquet);
}

TEST_CASE("page_header: the struct of another type of page does not count") {
  const parquet::page_header header =
      parse_whole(page(0).structure(5, data_v1()).structure(8, data_v2(3, 5, 4).boolean(7, false)));
  CHECK(header.num_nulls == 0);
  CHECK(header.definition_bytes == 0);
  CHECK(header.is_compressed);
}

TEST_CASE("page_header: a page has one type") {
  is_refused(page(3).structure(8, data_v2()).int32(1, 0), errc::invalid_parquet);
}

TEST_CASE("page_header: bytes that are no Thrift are refused") {
  const auto parsed = parse("\xFF\xFF\xFF\xFF");
  REQUIRE_FALSE(parsed.has_value());
  CHECK(parsed.error().code == errc::invalid_parquet);
}

}  // namespace
}  // namespace deltalake_page_header_test
