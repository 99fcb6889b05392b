#include <deltalake/base/path.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace deltalake_path_test {
namespace {

using deltalake::delta_error;
using deltalake::errc;
using deltalake::path;

TEST_CASE("path: names of objects are taken as they stand") {
  for (const std::string text :
       {"a", "a/b/c.parquet", "x=A%2FA/f.parquet", " ", "..a/...", "a/.b", "\xff\xfe", "_delta_log"}) {
    CAPTURE(text);
    const auto parsed = path::parse(text);
    REQUIRE(parsed.has_value());
    CHECK(parsed->text() == text);
    CHECK(path(text) == *parsed);
  }
}

TEST_CASE("path: an empty segment, '.', '..' and NUL are refused") {
  for (const std::string text : {"/", "/a", "a/", "a//b", "//", ".", "..", "./a", "a/.", "a/..", "a/../b", "a/./b"}) {
    CAPTURE(text);
    const auto parsed = path::parse(text);
    REQUIRE_FALSE(parsed.has_value());
    CHECK(parsed.error().code == errc::invalid_path);
    CHECK(parsed.error().detail.find("'" + text + "'") == 0);
    CHECK_THROWS_AS(path{text}, delta_error);
  }
  CHECK_FALSE(path::parse(std::string("a\0b", 3)).has_value());
}

TEST_CASE("path: the root is the empty path") {
  CHECK(path().empty());
  CHECK(path("") == path());
  CHECK(path().name().empty());
  CHECK(path().folder() == path());
  CHECK_FALSE(path("a").empty());
}

TEST_CASE("path: name and folder part the last segment from the rest") {
  CHECK(path("a/b/c").name() == "c");
  CHECK(path("a/b/c").folder() == path("a/b"));
  CHECK(path("a").name() == "a");
  CHECK(path("a").folder() == path());
}

TEST_CASE("path: joining puts one slash between, and none beside the root") {
  CHECK((path("a/b") / path("c")).text() == "a/b/c");
  CHECK((path("a") / "b/c").text() == "a/b/c");
  CHECK(path() / path("a") == path("a"));
  CHECK(path("a") / path() == path("a"));
  CHECK(path() / path() == path());
  CHECK_THROWS_AS(path("a") / "../b", delta_error);
}

TEST_CASE("path: joining folder and name gives the path back") {
  for (const char* text : {"a", "a/b", "a/b/c d"}) {
    const path whole{std::string(text)};
    CHECK(whole.folder() / whole.name() == whole);
  }
}

TEST_CASE("path: the order is that of bytes, as listings have it") {
  std::vector<path> paths{path("b"), path("a/b"), path("\xc3\xa9"), path("a-b"), path("a"), path("Z")};
  std::sort(paths.begin(), paths.end());
  const std::vector<path> expected{path("Z"), path("a"), path("a-b"), path("a/b"), path("b"), path("\xc3\xa9")};
  CHECK(paths == expected);
}

}  // namespace
}  // namespace deltalake_path_test
