#include <deltalake/expression/like.hpp>

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <string_view>

namespace deltalake_like_test {
namespace {

using deltalake::expression::like_pattern;

bool matches(std::string_view text, std::string_view pattern) {
  return like_pattern::make(pattern).value().matches(text);
}

// The definition, by trying everything; for ASCII.
bool by_definition(std::string_view text, std::string_view pattern) {
  if (pattern.empty()) return text.empty();
  if (pattern.front() == '%') {
    for (std::size_t i = 0; i <= text.size(); ++i) {
      if (by_definition(text.substr(i), pattern.substr(1))) return true;
    }
    return false;
  }
  if (text.empty() || (pattern.front() != '_' && pattern.front() != text.front())) return false;
  return by_definition(text.substr(1), pattern.substr(1));
}

}  // namespace

TEST_CASE("like: % is any text, _ one character, and everything else itself") {
  CHECK(matches("abc", "abc"));
  CHECK_FALSE(matches("abcd", "abc"));
  CHECK(matches("abc", "a%"));
  CHECK(matches("a", "a%"));
  CHECK(matches("xaby", "%ab%"));
  CHECK(matches("", "%"));
  CHECK_FALSE(matches("", "_"));
  CHECK(
      matches("a\xC3\xA9"
              "b",
              "a_b"));  // one character of two bytes
  CHECK_FALSE(
      matches("a\xC3\xA9"
              "b",
              "a__b"));
  CHECK(matches("\xF0\x9F\x98\x80", "_"));
  CHECK_FALSE(matches("ABC", "abc"));
}

TEST_CASE("like: an escaped % or _ is itself, and other escapes are refused") {
  CHECK(matches("100%", R"(100\%)"));
  CHECK_FALSE(matches("1000", R"(100\%)"));
  CHECK(matches("a_b", R"(a\_b)"));
  CHECK(matches(R"(a\b)", R"(a\\b)"));
  CHECK(like_pattern::make("a!_b", '!').value().matches("a_b"));
  CHECK_FALSE(like_pattern::make(R"(a\b)").has_value());
  CHECK_FALSE(like_pattern::make("a\\").has_value());
}

TEST_CASE("like: a pattern tells what its texts begin with") {
  CHECK(like_pattern::make("ab%c").value().prefix() == "ab");
  CHECK(like_pattern::make("ab%").value().is_prefix_alone());
  CHECK_FALSE(like_pattern::make("ab_%").value().is_prefix_alone());
  CHECK(like_pattern::make(R"(a\%b)").value().is_text());
  CHECK(like_pattern::make("%a").value().prefix().empty());
}

TEST_CASE("like: random texts match as the definition has it, and long ones end in time") {
  std::mt19937 random(7);
  const auto word = [&random](std::string_view letters, std::size_t most) {
    std::string made(random() % (most + 1), 'a');
    for (char& c : made) c = letters[random() % letters.size()];
    return made;
  };
  for (int i = 0; i < 20'000; ++i) {
    const std::string text = word("ab", 8), pattern = word("ab_%", 6);
    CAPTURE(text);
    CAPTURE(pattern);
    CHECK(matches(text, pattern) == by_definition(text, pattern));
  }
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "%a";
  CHECK_FALSE(matches(std::string(20'000, 'a') + "b", pattern + "c"));
}

}  // namespace deltalake_like_test
