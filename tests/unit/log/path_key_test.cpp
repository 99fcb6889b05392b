#include <deltalake/log/path_key.hpp>

#include <doctest/doctest.h>

using deltalake::log::path_key;

TEST_CASE("path_key: file:/x, file:///x and /x are one file") {
  CHECK(path_key("/a/b") == "/a/b");
  CHECK(path_key("file:/a/b") == "/a/b");
  CHECK(path_key("file:///a/b") == "/a/b");
  CHECK(path_key("file:////a/b") == "/a/b");
  CHECK(path_key("file:/") == "/");
}

TEST_CASE("path_key: other paths are compared as they stand") {
  for (const char* text : {"", "a/b", "a%20b", "file:a", "file", "s3://bucket/a", "afile:/x", "x=file:/y"}) {
    CHECK(path_key(text) == text);
  }
}
