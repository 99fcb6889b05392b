#include <deltalake/parquet/levels.hpp>

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include <tests/support/parquet_writer.hpp>

namespace deltalake_levels_test {
namespace {

namespace parquet = deltalake::parquet;
using deltalake::errc;
using deltalake_test::bit_packed;
using deltalake_test::rle_hybrid;
using parquet::encoding;

// The decoders may read 64 bytes past the end, so that much must be there.
std::string with_slack(const std::string& text) { return text + std::string(64, '\xEE'); }

parquet::level_decoder decoder_of(std::string_view text, std::size_t size, std::uint8_t max, encoding how) {
  const auto made = parquet::level_decoder::make(text.substr(0, size), max, how);
  REQUIRE(made.has_value());
  return *made;
}

std::string encoded(const std::vector<std::uint32_t>& levels, std::uint8_t max, encoding how) {
  const auto width = static_cast<unsigned>(std::bit_width(unsigned{max}));
  return how == encoding::rle ? rle_hybrid(levels, width) : bit_packed(levels, width);
}

TEST_CASE("levels: both encodings, in pieces of any size") {
  std::mt19937_64 random(3);
  for (int round = 0; round < 200; ++round) {
    const auto max = static_cast<std::uint8_t>(round < 10 ? 255 : 1 + random() % 8);
    const encoding how = round % 2 == 0 ? encoding::rle : encoding::bit_packed;
    std::vector<std::uint32_t> levels;
    while (levels.size() < 300)
      levels.insert(levels.end(), 1 + random() % 20, static_cast<std::uint32_t>(random() % (max + 1U)));
    const std::string text = encoded(levels, max, how);
    const std::string safe = with_slack(text);
    parquet::level_decoder decoder = decoder_of(safe, text.size(), max, how);
    std::vector<std::uint8_t> got(levels.size() + 64);
    for (std::size_t at = 0; at < levels.size();) {
      const std::size_t count = (std::min)(levels.size() - at, static_cast<std::size_t>(random() % 50));
      REQUIRE(decoder.decode(got.data() + at, count).has_value());
      at += count;
    }
    CHECK(std::equal(levels.begin(), levels.end(), got.begin()));
  }
}

TEST_CASE("levels: fewer than asked for") {
  for (const encoding how : {encoding::rle, encoding::bit_packed}) {
    const std::string text = encoded(std::vector<std::uint32_t>(16, 1), 1, how);
    const std::string safe = with_slack(text);
    parquet::level_decoder decoder = decoder_of(safe, text.size(), 1, how);
    std::vector<std::uint8_t> got(100);
    const auto decoded = decoder.decode(got.data(), 17);
    REQUIRE_FALSE(decoded.has_value());
    CHECK(decoded.error().code == errc::invalid_parquet);
    CHECK(decoded.error().detail == "the levels of a page end 1 values before the page");
  }
}

TEST_CASE("levels: one above the highest that there can be") {
  for (const encoding how : {encoding::rle, encoding::bit_packed}) {
    const std::string text = encoded({0, 1, 2, 3, 0, 0, 0, 0}, 3, how);
    const std::string safe = with_slack(text);
    parquet::level_decoder decoder = decoder_of(safe, text.size(), 2, how);
    std::vector<std::uint8_t> got(100);
    REQUIRE(decoder.decode(got.data(), 3).has_value());
    const auto decoded = decoder.decode(got.data(), 5);
    REQUIRE_FALSE(decoded.has_value());
    CHECK(decoded.error().detail == "level 3 where 2 is the highest");
  }
}

TEST_CASE("levels: a run that is cut off, and no bytes at all") {
  const std::string safe = with_slack("\x80");
  parquet::level_decoder decoder = decoder_of(safe, 1, 1, encoding::rle);
  std::vector<std::uint8_t> got(100);
  CHECK_FALSE(decoder.decode(got.data(), 1).has_value());
  decoder = decoder_of(safe, 0, 1, encoding::rle);
  CHECK(decoder.decode(got.data(), 0).has_value());
  CHECK_FALSE(decoder.decode(got.data(), 1).has_value());
}

TEST_CASE("levels: encodings that levels do not have") {
  for (const encoding how :
       {encoding::plain, encoding::rle_dictionary, encoding::delta_binary_packed, encoding::unknown}) {
    const auto made = parquet::level_decoder::make({}, 1, how);
    REQUIRE_FALSE(made.has_value());
    CHECK(made.error().code == errc::unsupported_parquet);
  }
}

}  // namespace
}  // namespace deltalake_levels_test
