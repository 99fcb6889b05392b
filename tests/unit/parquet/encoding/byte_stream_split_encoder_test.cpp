#include <deltalake/parquet/encoding/byte_stream_split_encoder.hpp>

#include <doctest/doctest.h>

#include <random>

#include <deltalake/parquet/encoding/byte_stream_split.hpp>
#include <tests/support/leaf_samples.hpp>

namespace deltalake_byte_stream_split_encoder_test {

namespace byte_stream_split_encoder_test {
namespace {

namespace parquet = deltalake::parquet;
using deltalake::column::buffer;
using parquet::leaf_column;
using parquet::physical_type;

}  // namespace

TEST_CASE("byte stream split encoder: values of each width come out as they were put in, from any place") {
  std::mt19937_64 random(1);
  for (const leaf_column& leaf : deltalake_test::all_leaves()) {
    const std::size_t width = parquet::detail::physical_width(leaf);
    if (width == 0) continue;
    for (const std::size_t count : {0, 1, 7, 8, 9, 15, 16, 17, 100, 1000}) {
      const std::size_t first = random() % 5;
      const auto values = deltalake_test::random_values(random, leaf, first + count, first + count + 1);
      buffer to, decoded;
      to.append("ab", 2);
      parquet::encode_byte_stream_split(leaf, values, static_cast<std::int64_t>(first),
                                        static_cast<std::int64_t>(count), to);
      REQUIRE(to.size() == 2 + count * width);
      REQUIRE(parquet::byte_stream_split(to.view().substr(2), count, 0, count, width, decoded).has_value());
      REQUIRE(decoded.view() == values.fixed.view().substr(first * width));
    }
  }
}

TEST_CASE("byte stream split encoder: bytes are those of the format's example") {
  // Encodings.md: AA BB CC DD, 00 11 22 33, A3 B4 C5 D6.
  const auto values = deltalake_test::fixed_values<std::uint32_t>({0xDDCC'BBAA, 0x3322'1100, 0xD6C5'B4A3});
  buffer to;
  parquet::encode_byte_stream_split(deltalake_test::leaf_of(physical_type::float32), values, 0, 3, to);
  CHECK(to.view() == std::string_view("\xAA\x00\xA3\xBB\x11\xB4\xCC\x22\xC5\xDD\x33\xD6", 12));
}

}  // namespace byte_stream_split_encoder_test

}  // namespace deltalake_byte_stream_split_encoder_test
