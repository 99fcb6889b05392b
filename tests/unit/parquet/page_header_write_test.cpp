#include <deltalake/parquet/page_header_write.hpp>

#include <doctest/doctest.h>

#include <optional>

#include <deltalake/parquet/page_header.hpp>

namespace deltalake_page_header_write_test {

using namespace deltalake;
using namespace deltalake::parquet;

namespace {

page_header header_again(const page_header& from) {
  column::buffer text;
  write_page_header(from, text);
  std::optional<page_header> found = parse_page_header(text.view()).value();
  REQUIRE(found.has_value());
  CHECK(found->header_bytes == text.size());
  return *found;
}

page_header header_sample(page_type type) {
  page_header made;
  made.type = type;
  made.uncompressed_bytes = 70'000;
  made.compressed_bytes = 300;
  made.crc = 0xFEDC'BA98;
  made.num_values = 17;
  made.num_nulls = 5;
  made.num_rows = 9;
  made.definition_bytes = 11;
  made.repetition_bytes = 12;
  made.encoding = encoding::rle_dictionary;
  made.is_compressed = false;
  return made;
}

}  // namespace

TEST_CASE("page header: what is written is what is read") {
  for (const page_type type : {page_type::data_v1, page_type::data_v2, page_type::dictionary}) {
    CAPTURE(static_cast<int>(type));
    const page_header found = header_again(header_sample(type));
    CHECK(found.type == type);
    CHECK(found.uncompressed_bytes == 70'000);
    CHECK(found.compressed_bytes == 300);
    CHECK(found.crc == 0xFEDC'BA98);
    CHECK(found.num_values == 17);
    CHECK(found.encoding == encoding::rle_dictionary);
  }
  const page_header second = header_again(header_sample(page_type::data_v2));
  CHECK(second.num_nulls == 5);
  CHECK(second.num_rows == 9);
  CHECK(second.definition_bytes == 11);
  CHECK(second.repetition_bytes == 12);
  CHECK_FALSE(second.is_compressed);
  page_header plain = header_sample(page_type::data_v1);
  plain.crc.reset();
  plain.statistics.emplace().max_value = "z";
  CHECK_FALSE(header_again(plain).crc.has_value());
  CHECK(header_again(plain).statistics->max_value == "z");
}

}  // namespace deltalake_page_header_write_test
