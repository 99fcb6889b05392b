#include <deltalake/column/variant_value.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>

#include <deltalake/column/variant_json.hpp>

namespace deltalake_variant_value_test {
namespace {

using deltalake::errc;
using deltalake::column::read_variant;
using deltalake::column::variant_elements;
using deltalake::column::variant_kind;
using deltalake::column::variant_metadata;
using deltalake::column::variant_text;
using namespace std::string_literals;

const std::string no_names = "\x01\x00\x00"s;
const std::string names_ab = "\x01\x02\x00\x01\x02"s + "ab";

errc refusal(const std::string& metadata, const std::string& value) {
  const auto made = variant_text(metadata, value);
  REQUIRE_FALSE(made.has_value());
  return made.error().code;
}
std::string nested(int depth) {
  std::string value = std::string(1, '\0');
  for (int i = 0; i < depth; ++i) {
    std::string parent = "\x0f\x01\x00\x00\x00\x00"s;  // offsets of four bytes
    for (std::size_t k = 0; k < 4; ++k) parent += static_cast<char>(value.size() >> (8 * k) & 255);
    value = parent + value;
  }
  return value;
}

}  // namespace

TEST_CASE("variant_metadata: names by number and numbers by name, with offsets of every width") {
  for (std::size_t width = 1; width <= 4; ++width) {
    const auto number = [width](unsigned value) { return static_cast<char>(value) + std::string(width - 1, '\0'); };
    std::string bytes(1, static_cast<char>(1 | (width - 1) << 6));
    bytes += number(3) + number(0) + number(2) + number(2) + number(5) + "abcde";
    const variant_metadata names = variant_metadata::read(bytes).value();
    CHECK(names.size() == 3);
    CHECK_FALSE(names.is_sorted());
    CHECK(names.name(0).value() == "ab");
    CHECK(names.name(1).value().empty());
    CHECK(names.name(2).value() == "cde");
    CHECK(names.name(3).error().code == errc::invalid_parquet);
    CHECK(names.find("cde").value() == 2U);
    CHECK(names.find("").value() == 1U);
    CHECK_FALSE(names.find("x").value().has_value());
    for (std::size_t size = 0; size + 5 < bytes.size(); ++size) {
      CHECK(variant_metadata::read(bytes.substr(0, size)).error().code == errc::invalid_parquet);
    }
  }
  CHECK(variant_metadata::read("\x11\x00\x00"s).value().is_sorted());
}

TEST_CASE("variant_metadata: another version, and names that lie outside") {
  CHECK(variant_metadata::read("\x02\x00\x00"s).error().code == errc::unsupported_parquet);
  const variant_metadata outside = variant_metadata::read("\x01\x01\x00\x02\x61"s).value();
  CHECK(outside.name(0).error().code == errc::invalid_parquet);
  CHECK(outside.find("a").error().code == errc::invalid_parquet);
  const variant_metadata backwards = variant_metadata::read("\x01\x01\x02\x01\x61\x62"s).value();
  CHECK(backwards.name(0).error().code == errc::invalid_parquet);
  CHECK(variant_metadata::read("\xc1\xff\xff\xff\xff\x00"s).error().code == errc::invalid_parquet);
}

TEST_CASE("variant_value: every proper beginning of a value is cut short") {
  for (const std::string& value :
       {"\x0c\x01"s, "\x10\x01\x02"s, "\x14\x01\x02\x03\x04"s, "\x18\x01\x02\x03\x04\x05\x06\x07\x08"s,
        "\x20\x01\x01\x02\x03\x04"s, "\x3c\x02\x00\x00\x00xy"s, "\x09xy"s, "\x02\x01\x00\x00\x01\x00"s,
        "\x03\x02\x00\x01\x02\x00\x00"s, "\x13\x01\x00\x00\x00\x00\x01\x00"s,
        "\x50"
        "0123456789abcdef"s}) {
    const std::string longer = value + "behind";
    const auto whole = read_variant(longer);
    REQUIRE(whole.has_value());
    CHECK(whole->bytes == value);
    for (std::size_t size = 0; size < value.size(); ++size) {
      const auto cut = read_variant(value.substr(0, size));
      REQUIRE_FALSE(cut.has_value());
      CHECK(cut.error().code == errc::invalid_parquet);
    }
  }
}

TEST_CASE("variant_value: types that the format does not have, and scales") {
  for (unsigned type = 21; type < 64; ++type) {
    CHECK(read_variant(std::string(1, static_cast<char>(type << 2)) + std::string(40, '\0')).error().code ==
          errc::unsupported_parquet);
  }
  CHECK(read_variant("\x20\x27\x00\x00\x00\x00"s).error().code == errc::invalid_parquet);
  CHECK(read_variant("\x20\x26\x00\x00\x00\x00"s).value().scale == 38);
}

TEST_CASE("variant_value: integers keep their sign, floats their value; other kinds are no numbers") {
  CHECK(read_variant("\x0c\xff"s).value().integer() == -1);
  CHECK(read_variant("\x10\x00\x80"s).value().integer() == -32768);
  CHECK(read_variant("\x18\x00\x00\x00\x00\x00\x00\x00\x80"s).value().integer() == INT64_MIN);
  CHECK(read_variant("\x38\x00\x00\x80\x3f"s).value().floating() == 1.0);
  CHECK(read_variant("\x1c\x00\x00\x00\x00\x00\x00\xf0\x3f"s).value().floating() == 1.0);
  CHECK(read_variant("\x05x"s).value().integer() == 0);
  CHECK(read_variant("\x00"s).value().floating() == 0);
}

TEST_CASE("variant_value: values of an object may lie in any order") {
  const std::string value = "\x02\x02\x00\x01\x02\x00\x04\x0c\x07\x0c\x08"s;  // b first
  CHECK(variant_text(names_ab, value).value() == R"({"a":8,"b":7})");
}

TEST_CASE("variant_value: elements that lie outside or overlap, and names that are not there") {
  CHECK(refusal(no_names, "\x02\x01\x00\x00\x01\x00"s) == errc::invalid_parquet);
  CHECK(refusal(no_names, "\x03\x01\x05\x01\x00"s) == errc::invalid_parquet);
  CHECK(refusal(no_names, "\x03\x01\x01\x01\x00"s) == errc::invalid_parquet);
  CHECK(refusal(no_names, "\x03\x02\x00\x00\x01\x00"s) == errc::invalid_parquet);
  CHECK(refusal(names_ab, "\x02\x02\x01\x01\x00\x01\x02\x00\x00"s) == errc::invalid_parquet);
  CHECK(refusal(no_names, "\x13\xff\xff\xff\xff\x00"s) == errc::invalid_parquet);
}

TEST_CASE("variant_value: sharing one element many times is not taken, whatever the depth") {
  // Each level twice the one below: 2^60 values in a few hundred bytes, if it were walked.
  std::string value = std::string(1, '\0');
  for (int i = 0; i < 60; ++i) {
    const auto size = static_cast<char>(value.size() & 255), high = static_cast<char>(value.size() >> 8);
    value = "\x07\x02\x00\x00\x00\x00"s + size + high + value;
  }
  CHECK(refusal(no_names, value) == errc::invalid_parquet);
}

TEST_CASE("variant_value: nesting has a limit") {
  CHECK(variant_text(no_names, nested(499)).value() == std::string(499, '[') + "null" + std::string(499, ']'));
  CHECK(refusal(no_names, nested(501)) == errc::value_too_large);
  CHECK(refusal(no_names, nested(3'000)) == errc::value_too_large);
}

}  // namespace deltalake_variant_value_test
