#include <deltalake/parquet/page_parts.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace deltalake_page_parts_test {
namespace {

namespace parquet = deltalake::parquet;

TEST_CASE("page_parts: the parts of a page of version 1") {
  parquet::page_header header;
  header.num_values = 10;
  parquet::leaf_column leaf;
  leaf.max_definition = 3;
  leaf.max_repetition = 1;
  const std::string body = std::string("\1\0\0\0r\2\0\0\0dd", 11) + "values";
  const auto parts = parquet::split_page_v1(leaf, header, body);
  REQUIRE(parts.has_value());
  CHECK(parts->repetition == "r");
  CHECK(parts->definition == "dd");
  CHECK(parts->values == "values");
  SUBCASE("BIT_PACKED levels have no length in front") {
    header.repetition_encoding = header.definition_encoding = parquet::encoding::bit_packed;
    const auto packed = parquet::split_page_v1(leaf, header, "rrdddvalues");  // 10 values of one and of two bits
    REQUIRE(packed.has_value());
    CHECK(packed->repetition == "rr");
    CHECK(packed->definition == "ddd");
    CHECK(packed->values == "values");
    CHECK_FALSE(parquet::split_page_v1(leaf, header, "rrdd").has_value());
    CHECK_FALSE(parquet::split_page_v1(leaf, header, "r").has_value());
  }
  SUBCASE("nothing is repeated or optional") {
    const auto flat = parquet::split_page_v1({}, header, body);
    REQUIRE(flat.has_value());
    CHECK(flat->values == body);
  }
  SUBCASE("bodies that are too short") {
    for (std::size_t size = 0; size < 11; ++size) {
      const auto cut = parquet::split_page_v1(leaf, header, std::string_view(body).substr(0, size));
      REQUIRE_FALSE(cut.has_value());
      CHECK(cut.error().code == deltalake::errc::invalid_parquet);
    }
    CHECK_FALSE(parquet::split_page_v1(leaf, header, "\xFF\xFF\xFF\xFFrrrrr").has_value());
  }
}

}  // namespace
}  // namespace deltalake_page_parts_test
