#include <deltalake/base/base85.hpp>

#include <doctest/doctest.h>

#include <random>
#include <string>

namespace deltalake_base85_test {
namespace {

using deltalake::base85_decode;
using deltalake::base85_decode_uuid;
using deltalake::base85_encode;
using deltalake::errc;
using deltalake::uuid;

TEST_CASE("base85: the test vector of ZeroMQ's RFC 32") {
  const std::string content = "\x86\x4F\xD2\x6F\xB5\x59\xF7\x5B";
  CHECK(base85_encode(content) == "HelloWorld");
  CHECK(base85_decode("HelloWorld")->view() == content);
}

TEST_CASE("base85: the examples of PROTOCOL.md") {
  // "Deletion Vector Descriptor Schema", example 1: "ab^-aqEH.-t@S}K{vb[*k^" is a prefix and a uuid.
  CHECK(base85_decode_uuid("^-aqEH.-t@S}K{vb[*k^")->to_string() == "d2c639aa-8816-431a-aaf6-d3fe2512ff61");
  CHECK(base85_encode(*uuid::parse("d2c639aa-8816-431a-aaf6-d3fe2512ff61")) == "^-aqEH.-t@S}K{vb[*k^");
  // Example 3: an inline vector of 40 bytes.
  const auto inlined = base85_decode("wi5b=000010000siXQKl0rr91000f55c8Xg0@@D72lkbi5=-{L", 40);
  REQUIRE(inlined.has_value());
  CHECK(inlined->size() == 40);
  CHECK(inlined->view().substr(0, 4) == "\x64\x39\xd3\xd0");
}

TEST_CASE("base85: nothing is nothing") {
  CHECK(base85_encode("").empty());
  CHECK(base85_decode("")->empty());
  CHECK(base85_decode("", 0)->empty());
  CHECK_FALSE(base85_decode("", 1).has_value());
}

TEST_CASE("base85: the largest group is the last one that fits 32 bits") {
  CHECK(base85_encode("\xFF\xFF\xFF\xFF") == "%nSc0");
  CHECK(base85_decode("%nSc0")->view() == "\xFF\xFF\xFF\xFF");
  for (const char* text : {"%nSc1", "#####", "%o000"}) {
    const auto decoded = base85_decode(text);
    REQUIRE_FALSE(decoded.has_value());
    CHECK(decoded.error().code == errc::invalid_value);
  }
}

TEST_CASE("base85: other lengths and characters are refused") {
  for (const std::string text : {"H", "Hell", "HelloW", "Hell ", "Hell\"", "Hell'", "Hell,", "Hell;", "Hell_", "Hell`",
                                 "Hell|", "Hell~", "Hell\x80", "Hell\\"}) {
    CAPTURE(text);
    const auto decoded = base85_decode(text);
    REQUIRE_FALSE(decoded.has_value());
    CHECK(decoded.error().code == errc::invalid_value);
  }
  CHECK_FALSE(base85_decode(std::string("Hell\0", 5)).has_value());
}

TEST_CASE("base85: a content that is no multiple of four is filled up, and cut by its length") {
  const std::string text = base85_encode("hello");
  CHECK(text.size() == 10);
  CHECK(base85_decode(text)->view() == std::string("hello\0\0\0", 8));
  CHECK(base85_decode(text, 5)->view() == "hello");
  CHECK(base85_decode(text, 8)->size() == 8);
  for (const std::size_t wrong : {std::size_t{0}, std::size_t{4}, std::size_t{9}, static_cast<std::size_t>(-1)}) {
    CHECK_FALSE(base85_decode(text, wrong).has_value());
  }
}

TEST_CASE("base85: a uuid has twenty characters, all of the alphabet") {
  CHECK_FALSE(base85_decode_uuid("^-aqEH.-t@S}K{vb[*k").has_value());
  CHECK_FALSE(base85_decode_uuid("^-aqEH.-t@S}K{vb[*k^0").has_value());
  CHECK_FALSE(base85_decode_uuid("^-aqEH.-t@S}K{vb[*k~").has_value());
  CHECK_FALSE(base85_decode_uuid("").has_value());
}

TEST_CASE("base85: any content comes back") {
  std::mt19937_64 random(7);
  for (std::size_t size = 0; size < 200; ++size) {
    std::string content(size, '\0');
    for (char& c : content) c = static_cast<char>(random());
    const auto back = base85_decode(base85_encode(content), size);
    REQUIRE(back.has_value());
    CHECK(back->view() == content);
    const uuid id = uuid::random(random(), random());
    CHECK(*base85_decode_uuid(base85_encode(id)) == id);
  }
}

}  // namespace
}  // namespace deltalake_base85_test
