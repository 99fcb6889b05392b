#include <deltalake/base/percent.hpp>

#include <doctest/doctest.h>

#include <random>
#include <string>

namespace deltalake_percent_test {
namespace {

using deltalake::has_percent;
using deltalake::percent_decode;
using deltalake::percent_encode;

TEST_CASE("percent: decoding happens once") {
  CHECK(percent_decode("x=A%252FA/f.parquet") == "x=A%2FA/f.parquet");
  CHECK(percent_decode("a%20b") == "a b");
  CHECK(percent_decode("%C3%A9%c3%a9") == "\xC3\xA9\xC3\xA9");
  CHECK(percent_decode("plain+text") == "plain+text");
  CHECK(percent_decode("").empty());
  CHECK(percent_decode("%00") == std::string(1, '\0'));
}

TEST_CASE("percent: what is no escape stays as it is") {
  CHECK(percent_decode("100%") == "100%");
  CHECK(percent_decode("%") == "%");
  CHECK(percent_decode("%2") == "%2");
  CHECK(percent_decode("%%") == "%%");
  CHECK(percent_decode("%zz%2") == "%zz%2");
  CHECK(percent_decode("%%41") == "%A");
  CHECK(percent_decode("%4%41") == "%4A");
  CHECK(percent_decode("a%percent") == "a%percent");
  CHECK(percent_decode("%+1%-1% 1") == "%+1%-1% 1");
}

TEST_CASE("percent: has_percent tells whether there is anything to decode") {
  CHECK(has_percent("a%20b"));
  CHECK(has_percent("%"));
  CHECK_FALSE(has_percent("a b"));
  CHECK_FALSE(has_percent(""));
}

TEST_CASE("percent: encoding keeps the unreserved characters and those asked for") {
  CHECK(percent_encode("AZaz09-._~") == "AZaz09-._~");
  CHECK(percent_encode("a/b c=d%") == "a%2Fb%20c%3Dd%25");
  CHECK(percent_encode("a/b c=d%", "/=%") == "a/b%20c=d%25");
  CHECK(percent_encode("\xC3\xA9") == "%C3%A9");
  CHECK(percent_encode(std::string(1, '\0'), "/") == "%00");
}

TEST_CASE("percent: decoding undoes encoding for any text") {
  std::mt19937_64 random(11);
  for (std::size_t size = 0; size < 300; ++size) {
    std::string text(size, '\0');
    for (char& c : text) c = static_cast<char>(random());
    CHECK(percent_decode(percent_encode(text)) == text);
    CHECK(percent_decode(percent_encode(text, "/:%+")) == text);
  }
}

}  // namespace
}  // namespace deltalake_percent_test
