#include <deltalake/deletion_vector/inline_form.hpp>

#include <doctest/doctest.h>

#include <vector>

namespace deltalake_inline_form_test {
namespace {

using deltalake::deletion_vector::parse_inline;
using deltalake::deletion_vector::parse_vector;
using deltalake::deletion_vector::roaring_bitmap;

std::vector<std::uint64_t> rows_of(const roaring_bitmap& from) {
  std::vector<std::uint64_t> made;
  from.for_each([&made](std::uint64_t one) { made.push_back(one); });
  return made;
}

// Example 3 of PROTOCOL.md's "Deletion Vectors".
deltalake::deletion_vector_descriptor example() {
  deltalake::deletion_vector_descriptor made;
  made.storage_type = 'i';
  made.path_or_inline = "wi5b=000010000siXQKl0rr91000f55c8Xg0@@D72lkbi5=-{L";
  made.size_in_bytes = 40;
  made.cardinality = 6;
  return made;
}

std::string swap_numbers(std::string text) {
  for (std::size_t at = 0; at < 12; at += 4) {
    std::swap(text[at], text[at + 3]);
    std::swap(text[at + 1], text[at + 2]);
  }
  return text;
}

TEST_CASE("inline form: the protocol's example, which is native and big-endian, yields its rows") {
  const auto rows = parse_inline(example());
  REQUIRE(rows.has_value());
  CHECK(rows_of(*rows) == std::vector<std::uint64_t>{3, 4, 7, 11, 18, 29});
}

TEST_CASE("inline form: the native form is read in both byte orders") {
  std::string text("\x64\x39\xd3\xd0\0\0\0\x01\0\0\0\x12", 12);
  text += std::string("\x3a\x30\0\0\x01\0\0\0\0\0\0\0\x10\0\0\0\x09\0", 18);
  for (const std::string& one : {text, swap_numbers(text)}) {
    const auto rows = parse_vector(one);
    REQUIRE(rows.has_value());
    CHECK(rows_of(*rows) == std::vector<std::uint64_t>{9});
    for (std::size_t size = 0; size < one.size(); ++size)
      CHECK_FALSE(parse_vector(std::string_view(one).substr(0, size)).has_value());
    CHECK_FALSE(parse_vector(one + "x").has_value());
  }
}

TEST_CASE("inline form: a vector comes back from its descriptor") {
  roaring_bitmap rows;
  rows.add(5);
  rows.add_range(100, 100000);
  rows.add(1ULL << 40);
  const auto made = deltalake::deletion_vector::make_inline(rows);
  REQUIRE(made.has_value());
  CHECK(made->storage_type == 'i');
  CHECK(made->cardinality == 99902);
  const auto again = parse_inline(*made);
  REQUIRE(again.has_value());
  CHECK(*again == rows);
}

TEST_CASE("inline form: a last group that Rust writers cut short is read") {
  deltalake::deletion_vector_descriptor from;
  from.storage_type = 'i';
  from.path_or_inline = "^Bg9^0rr910000000000iXQKl0rr91000005c8Xg##093";
  from.size_in_bytes = 34;
  from.cardinality = 1;
  const auto rows = parse_inline(from);
  REQUIRE(rows.has_value());
  CHECK(rows_of(*rows) == std::vector<std::uint64_t>{3});
  for (const char* const end : {"###09", "#0093", "####3", "##*93", "####"}) {
    auto wrong = from;
    wrong.path_or_inline.replace(40, 5, end);
    CHECK_FALSE(parse_inline(wrong).has_value());
  }
  from.size_in_bytes = 35;
  CHECK_FALSE(parse_inline(from).has_value());
}

TEST_CASE("inline form: what contradicts the descriptor is refused, and the field is named") {
  auto wrong = example();
  wrong.cardinality = 7;
  auto got = parse_inline(wrong);
  REQUIRE_FALSE(got.has_value());
  CHECK(got.error().code == deltalake::errc::invalid_deletion_vector);
  CHECK(got.error().field == "deletionVector.cardinality");
  wrong = example();
  wrong.size_in_bytes = 36;
  got = parse_inline(wrong);
  REQUIRE_FALSE(got.has_value());
  CHECK(got.error().field == "deletionVector.pathOrInlineDv");
  wrong.size_in_bytes = -1;
  CHECK_FALSE(parse_inline(wrong).has_value());
  wrong = example();
  wrong.path_or_inline = "not base 85";
  CHECK_FALSE(parse_inline(wrong).has_value());
  CHECK_FALSE(parse_vector(std::string("\x01\x02\x03\x04", 4)).has_value());
  CHECK_FALSE(parse_vector("abc").has_value());
}

}  // namespace
}  // namespace deltalake_inline_form_test
