#include <deltalake/parquet/encoding/byte_stream_split.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>

#include <deltalake/base/bytes.hpp>

using deltalake::errc;
using deltalake::parquet::byte_stream_split;

TEST_CASE("byte_stream_split: values are joined from their streams, in portions of any size") {
  std::mt19937_64 random(1);
  for (const std::size_t width : {1, 2, 3, 4, 5, 8, 12, 16, 20, 33}) {
    for (const std::size_t total : {0, 1, 5, 15, 16, 17, 31, 32, 100, 1000}) {
      std::string values(width * total, '\0'), streams(width * total, '\0');
      for (char& c : values) c = static_cast<char>(random());
      for (std::size_t i = 0; i < values.size(); ++i) streams[i % width * total + i / width] = values[i];
      const auto body = deltalake::bytes::copy_of(streams);
      deltalake::column::buffer joined;
      for (std::size_t at = 0; at < total;) {
        const std::size_t part = (std::min)(total - at, std::size_t{1} + random() % 120);
        REQUIRE(byte_stream_split(body.view(), total, at, part, width, joined).has_value());
        at += part;
      }
      REQUIRE(joined.view() == values);
      joined.clear();
      REQUIRE(byte_stream_split(body.view(), total, 0, total, width, joined).has_value());
      REQUIRE(joined.view() == values);
    }
  }
}

TEST_CASE("byte_stream_split: values that are not there are refused") {
  const auto body = deltalake::bytes::copy_of("abcdefgh");
  deltalake::column::buffer joined;
  const auto refused = [&](std::size_t total, std::size_t first, std::size_t count, std::size_t width) {
    const auto done = byte_stream_split(body.view(), total, first, count, width, joined);
    return done.has_error() && done.error().code == errc::invalid_parquet;
  };
  CHECK(refused(3, 0, 1, 4));
  CHECK(refused(2, 0, 3, 4));
  CHECK(refused(2, 3, 0, 4));
  CHECK(refused(2, 1, 2, 4));
  CHECK(refused(2, 1, ~std::size_t{0}, 4));
  CHECK(refused(~std::size_t{0}, 0, ~std::size_t{0}, 8));
  CHECK(refused(0xFFFFFFFF, 0, 0xFFFFFFFF, 2));
  CHECK(refused(1, 0, 1, 0));
  CHECK(joined.capacity() == 0);
  CHECK(!refused(2, 0, 2, 4));
  CHECK(joined.view() == "acegbdfh");
}
