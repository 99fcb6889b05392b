#include <deltalake/storage/uri.hpp>

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

namespace deltalake_uri_test {
namespace {

using deltalake::errc;
using deltalake::storage::uri;
using deltalake::storage::uri_context;

uri_context here() { return uri_context("/lake/now", "/users/me"); }

uri parsed(std::string text) { return uri::parse(std::move(text), here()).value(); }

std::string file_path(std::string text) {
  const uri where = parsed(std::move(text));
  CHECK(where.scheme == "file");
  CHECK(where.authority.empty());
  return where.path;
}

std::string refusal(std::string text) {
  const auto got = uri::parse(std::move(text), here());
  if (got) return "accepted as " + got->to_string();
  CHECK(got.error().code == errc::invalid_uri);
  return got.error().detail;
}

}  // namespace

TEST_CASE("uri: a plain path is taken literally and made absolute") {
  CHECK(file_path("/a/t") == "/a/t");
  CHECK(file_path("t") == "/lake/now/t");
  CHECK(file_path("./t") == "/lake/now/t");
  CHECK(file_path("../t") == "/lake/t");
  CHECK(file_path(".") == "/lake/now");
  CHECK(file_path("~") == "/users/me");
  CHECK(file_path("~/t") == "/users/me/t");
  CHECK(file_path("~me/t") == "/lake/now/~me/t");
  CHECK(file_path("/a b/100%/x=A%2FA/c#d?e") == "/a b/100%/x=A%2FA/c#d?e");
  CHECK(file_path("a:b/c") == "/lake/now/a:b/c");
  CHECK(file_path("./file:/x") == "/lake/now/file:/x");
}

TEST_CASE("uri: dots, double slashes and slashes at the end go, and .. stops at the root") {
  CHECK(file_path("/a/./b//c/../d/") == "/a/b/d");
  CHECK(file_path("/a/b/../../..") == "/");
  CHECK(file_path("/") == "/");
  CHECK(file_path("///") == "/");
  CHECK(file_path("/a/...") == "/a/...");
  CHECK(file_path("/a/..b") == "/a/..b");
  CHECK(parsed("s3://bucket/a/../../b/").path == "/b");
}

TEST_CASE("uri: every way to write a file URI names the same file") {
  for (const char* const text : {"/x/t", "file:/x/t", "file:///x/t", "file://localhost/x/t", "FILE:///x/t/",
                                 "file://LocalHost/x/t", "file:////x/t", "file:///x/%74", "file:///x/a/%2E%2e/t"}) {
    CAPTURE(text);
    CHECK(parsed(text) == parsed("/x/t"));
  }
}

TEST_CASE("uri: a file URI is decoded exactly once") {
  CHECK(file_path("file:///a%20b") == "/a b");
  CHECK(file_path("file:///x=A%252FA") == "/x=A%2FA");
  CHECK(file_path("file:///caf%C3%A9/%e6%97%a5") == "/caf\xC3\xA9/\xE6\x97\xA5");
  CHECK(file_path("file:///a+b c") == "/a+b c");
}

TEST_CASE("uri: to_string is canonical and reads back as an equal value") {
  const std::vector<std::pair<std::string, std::string>> rows{
      {"/a b/100%/\xC3\xA9", "file:///a%20b/100%25/%C3%A9"},
      {"/a#b?c", "file:///a%23b%3Fc"},
      {"file:/a", "file:///a"},
      {"/", "file:///"},
      {"/x=1/y=a+b,c;d@e:f!$&'()*~-._", "file:///x=1/y=a+b,c;d@e:f!$&'()*~-._"},
      {"/back\\slash\"<>^`{|}\x01\x7F", "file:///back%5Cslash%22%3C%3E%5E%60%7B%7C%7D%01%7F"},
      {"/C:/t", "file:///./C:/t"},
      {"/c:", "file:///./c:"},
      {"/C|/t", "file:///./C%7C/t"},
      {"memory://", "memory://"},
      {"memory:///", "memory://"},
      {"memory://a/b", "memory:///a/b"},
      {"memory:///a/b", "memory:///a/b"},
      {"S3://Bucket/a b/%20/", "s3://Bucket/a b/%20"},
      {"s3://bucket", "s3://bucket"},
      {"abfss://c@account.dfs.core.windows.net/t", "abfss://c@account.dfs.core.windows.net/t"},
  };
  for (const auto& [text, canonical] : rows) {
    CAPTURE(text);
    const uri where = parsed(text);
    CHECK(where.to_string() == canonical);
    CHECK(parsed(where.to_string()) == where);
  }
}

TEST_CASE("uri: other schemes keep authority and key as they are") {
  const uri where = parsed("gs://bucket:80/a%20b/c#d?e");
  CHECK(where.scheme == "gs");
  CHECK(where.authority == "bucket:80");
  CHECK(where.path == "/a%20b/c#d?e");
  CHECK(refusal("s3://bucket/a//b").find("empty segment") != std::string::npos);
}

TEST_CASE("uri: what is wrong is said, and how it would be right") {
  CHECK(refusal("").find("empty") != std::string::npos);
  CHECK(refusal(std::string("/a\0b", 4)).find("NUL") != std::string::npos);
  CHECK(refusal("file:///a%00b").find("NUL") != std::string::npos);
  CHECK(refusal("file:///a%").find("%25") != std::string::npos);
  CHECK(refusal("file:///a%2").find("%25") != std::string::npos);
  CHECK(refusal("file:///a%zz").find("%25") != std::string::npos);
  CHECK(refusal("file:///a?b").find("%3F") != std::string::npos);
  CHECK(refusal("file:///a#b").find("%23") != std::string::npos);
  CHECK(refusal("file://server/share").find("another machine") != std::string::npos);
  CHECK(refusal("file:t").find("file:///path") != std::string::npos);
  CHECK(refusal("file://").find("file:///path") != std::string::npos);
  CHECK(refusal("file:").find("file:///path") != std::string::npos);
  CHECK(refusal("hdfs:/a").find("write two") != std::string::npos);
}

TEST_CASE("uri: Windows paths are refused in all their forms") {
  for (const char* const text : {"C:", "c:\\t", "C:/t", "c://t", "\\\\server\\share", "\\t", "file:///C:/t",
                                 "file:///C|/t", "file:/c:/t", "file:///c%3A/t", "file:///C:"}) {
    CAPTURE(text);
    CHECK(refusal(text).find("Windows") != std::string::npos);
  }
}

TEST_CASE("uri: a relative path needs a current directory, and ~ a home") {
  const uri_context nowhere;
  CHECK(uri::parse("t", nowhere).error().code == errc::invalid_uri);
  CHECK(uri::parse("~/t", nowhere).error().code == errc::invalid_uri);
  CHECK(uri::parse("/t", nowhere).value().path == "/t");
  CHECK(uri::parse("~x", uri_context("/c", "")).value().path == "/c/~x");
}

}  // namespace deltalake_uri_test
