#include <deltalake/base/utf8.hpp>

#include <doctest/doctest.h>

#include <string>

namespace deltalake_utf8_test {

TEST_CASE("utf8: every code point is appended as well-formed text, whose bytes know where it begins") {
  std::size_t wrong = 0;
  for (char32_t point = 0; point <= 0x10FFFF; ++point) {
    if (point >= 0xD800 && point < 0xE000) continue;
    std::string text = "x";
    deltalake::append_utf8(point, text);
    const std::size_t length = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    wrong += text.size() == 1 + length ? 0 : 1;
    wrong += deltalake::first_invalid_utf8(text) == std::string_view::npos ? 0 : 1;
    for (std::size_t at = 1; at < text.size(); ++at) {
      wrong += deltalake::utf8_character_begin(text, at) == 1 ? 0 : 1;
    }
    wrong += deltalake::utf8_character_begin(text, text.size()) == text.size() ? 0 : 1;
  }
  CHECK(wrong == 0);
}

TEST_CASE("utf8: code points have their bytes") {
  std::string text;
  for (const char32_t point : {U'a', U'\u00E9', U'\u20AC', U'\U0001F600'}) deltalake::append_utf8(point, text);
  CHECK(text == "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
  CHECK(deltalake::first_invalid_utf8("a\xED\xA0\x80") == 1);
  CHECK(deltalake::first_invalid_utf8("ab\xC3") == 2);
}

}  // namespace deltalake_utf8_test
