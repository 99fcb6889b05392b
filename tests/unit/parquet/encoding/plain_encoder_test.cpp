#include <deltalake/parquet/encoding/plain_encoder.hpp>

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include <deltalake/parquet/encoding/plain.hpp>
#include <tests/support/leaf_samples.hpp>

namespace deltalake_plain_encoder_test {

namespace plain_encoder_test {
namespace {

namespace parquet = deltalake::parquet;
using deltalake::column::buffer;
using parquet::leaf_column;
using parquet::leaf_values;
using parquet::physical_type;

// What the decoder makes of a body.
leaf_values decode(const leaf_column& leaf, const buffer& body, std::size_t begin, std::size_t count) {
  leaf_values made;
  const std::string_view page = body.view().substr(begin);
  std::size_t used = 0;
  if (leaf.physical == physical_type::boolean) {
    REQUIRE(parquet::plain_booleans(page, 0, count, made.fixed, 0).has_value());
    used = (count + 7) / 8;
  } else if (leaf.physical == physical_type::byte_array) {
    used = parquet::plain_byte_arrays(page, count, made.offsets, made.bytes).value().bytes;
  } else {
    used = parquet::plain_fixed(page, count, parquet::detail::physical_width(leaf), made.fixed).value();
  }
  REQUIRE(used == page.size());
  return made;
}

}  // namespace

TEST_CASE("plain encoder: values of each type come out as they were put in, from any place, behind what is there") {
  std::mt19937_64 random(1);
  for (const leaf_column& leaf : deltalake_test::all_leaves()) {
    for (int round = 0; round < 20; ++round) {
      const std::size_t total = 1 + random() % 200, first = random() % total, count = random() % (total - first + 1);
      const leaf_values values = deltalake_test::random_values(random, leaf, total, 1 + random() % 50, 80);
      buffer to;
      const std::size_t before = random() % 3;
      to.append("ab", before);
      parquet::encode_plain(leaf, values, static_cast<std::int64_t>(first), static_cast<std::int64_t>(count), to);
      REQUIRE(to.size() - before ==
              parquet::plain_bytes(leaf, values, static_cast<std::int64_t>(first), static_cast<std::int64_t>(count)));
      REQUIRE(to.view().substr(0, before) == std::string_view("ab").substr(0, before));
      const leaf_values decoded = decode(leaf, to, before, count);
      for (std::size_t i = 0; i < count; ++i) {
        REQUIRE(deltalake_test::value_at(leaf, decoded, i) == deltalake_test::value_at(leaf, values, first + i));
      }
    }
  }
}

TEST_CASE("plain encoder: bytes are those of the format") {
  buffer to;
  parquet::encode_plain(deltalake_test::leaf_of(physical_type::byte_array),
                        deltalake_test::text_values({"ab", "", "c"}), 0, 3, to);
  CHECK(to.view() == std::string_view("\x02\0\0\0ab\0\0\0\0\x01\0\0\0c", 15));
  to.clear();
  parquet::encode_plain(deltalake_test::leaf_of(physical_type::boolean),
                        deltalake_test::boolean_values({true, false, true, true, true, true, true, true, true}), 2, 7,
                        to);
  CHECK(to.view() == "\x7F");
  to.clear();
  parquet::encode_plain(deltalake_test::leaf_of(physical_type::int32),
                        deltalake_test::fixed_values<std::int32_t>({1, -2}), 0, 2, to);
  CHECK(to.view() == std::string_view("\x01\0\0\0\xFE\xFF\xFF\xFF", 8));
}

TEST_CASE("plain encoder: no values are no bytes") {
  for (const leaf_column& leaf : deltalake_test::all_leaves()) {
    buffer to;
    parquet::encode_plain(leaf, leaf_values(), 0, 0, to);
    CHECK(to.empty());
    CHECK(parquet::plain_bytes(leaf, leaf_values(), 0, 0) == 0);
  }
}

}  // namespace plain_encoder_test

}  // namespace deltalake_plain_encoder_test
