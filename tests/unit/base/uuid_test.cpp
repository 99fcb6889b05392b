#include <deltalake/base/uuid.hpp>

#include <doctest/doctest.h>

#include <random>
#include <string>

namespace deltalake_uuid_test {
namespace {

using deltalake::errc;
using deltalake::uuid;

TEST_CASE("uuid: canonical text comes back") {
  const std::string text = "01234567-89ab-cdef-fedc-ba9876543210";
  const auto id = uuid::parse(text);
  REQUIRE(id.has_value());
  CHECK(id->content()[0] == 0x01);
  CHECK(id->content()[15] == 0x10);
  CHECK(id->to_string() == text);
}

TEST_CASE("uuid: digits of either case are read, small ones written") {
  CHECK(uuid::parse("ABCDEF01-2345-6789-ABCD-EF0123456789")->to_string() == "abcdef01-2345-6789-abcd-ef0123456789");
}

TEST_CASE("uuid: the nil identifier is all zero") {
  CHECK(uuid().to_string() == "00000000-0000-0000-0000-000000000000");
  CHECK(*uuid::parse("00000000-0000-0000-0000-000000000000") == uuid());
}

TEST_CASE("uuid: any other text is refused") {
  for (const std::string text : {"", "0", "0123456789abcdeffedcba9876543210", "01234567-89ab-cdef-fedc-ba987654321",
                                 "01234567-89ab-cdef-fedc-ba98765432100", "{1234567-89ab-cdef-fedc-ba987654321}",
                                 "01234567-89ab-cdef-fedc-ba987654321g", "01234567089ab-cdef-fedc-ba9876543210",
                                 "0123456-789ab-cdef-fedc-ba9876543210", "01234567-89ab-cdef-fedc-ba98765432 0",
                                 "--------------------------------"}) {
    CAPTURE(text);
    const auto id = uuid::parse(text);
    REQUIRE_FALSE(id.has_value());
    CHECK(id.error().code == errc::invalid_value);
  }
}

TEST_CASE("uuid: random ones have version 4 and keep the other bits") {
  CHECK(uuid::random(0, 0).to_string() == "00000000-0000-4000-8000-000000000000");
  CHECK(uuid::random(~0ULL, ~0ULL).to_string() == "ffffffff-ffff-4fff-bfff-ffffffffffff");
  CHECK(uuid::random(0x0123456789abcdef, 0xfedcba9876543210).to_string() == "01234567-89ab-4def-bedc-ba9876543210");
}

TEST_CASE("uuid: text and value agree for any content") {
  std::mt19937_64 random(1);
  for (int i = 0; i < 1000; ++i) {
    const uuid id = uuid::random(random(), random());
    CHECK(*uuid::parse(id.to_string()) == id);
  }
}

TEST_CASE("uuid: the order is that of the text") {
  const uuid low = *uuid::parse("00000000-0000-4000-8000-0000000000ff");
  const uuid high = *uuid::parse("80000000-0000-4000-8000-000000000000");
  CHECK(low < high);
  CHECK(low.to_string() < high.to_string());
}

}  // namespace
}  // namespace deltalake_uuid_test
