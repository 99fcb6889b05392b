#include <deltalake/json/value_stream.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace deltalake_value_stream_test {
namespace {

using deltalake::json::byte_order_mark;
using deltalake::json::find_cut;
using deltalake::json::line_at;
constexpr std::size_t none = std::string_view::npos;

}  // namespace

TEST_CASE("value_stream: a byte-order mark is three bytes at the start, whole or not at all") {
  CHECK(byte_order_mark("\xEF\xBB\xBF{}") == 3);
  CHECK(byte_order_mark("\xEF\xBB\xBF") == 3);
  CHECK(byte_order_mark("\xEF\xBB") == 0);
  CHECK(byte_order_mark("{}\xEF\xBB\xBF") == 0);
  CHECK(byte_order_mark("") == 0);
}

TEST_CASE("value_stream: a cut lies between a line that ends in '}' and one that begins with '{'") {
  CHECK(find_cut("{}\n{}\n{}", 0) == 3);
  CHECK(find_cut("{}\n{}\n{}", 3) == 3);
  CHECK(find_cut("{}\n{}\n{}", 4) == 6);
  CHECK(find_cut("{}\n{}\n{}", 7) == none);
  CHECK(find_cut("{}\r\n{}", 0) == 4);
  CHECK(find_cut("{}\r\n{}", 4) == 4);
}

TEST_CASE("value_stream: nothing else is a cut") {
  for (const std::string_view text : {"", "{", "{}", "{}{}", "{} {}", "{}\n", "{}\n\n{}", "{},\n{}", "[\n{}", "\n{}",
                                      "\r\n{}", "{}\n {}", "{} \n{}", "{}\n[]", "{\n{", "{}\r{}"}) {
    CAPTURE(text);
    CHECK(find_cut(text, 0) == none);
  }
}

TEST_CASE("value_stream: the text before the start is looked at as far as it is given") {
  const std::string_view text = "{}\n{}";
  CHECK(find_cut(text.substr(1), 2) == 2);
  CHECK(find_cut(text.substr(2), 1) == none);
  CHECK(find_cut(text, 100) == none);
}

TEST_CASE("value_stream: a pretty-printed value has no cut within it") {
  const std::string value =
      "{\n  \"add\": {\n    \"tags\": {\n    }\n  },\n  \"x\": [\n    {\n    },\n    {\n    }\n  ]\n}";
  CHECK(find_cut(value, 0) == none);
  CHECK(find_cut(value + "\n" + value, 0) == value.size() + 1);
}

TEST_CASE("value_stream: every search for a cut finds the first one at or after its start") {
  std::string text;
  for (int i = 0; i < 20; ++i)
    text += "{\"n\":" + std::string(static_cast<std::size_t>(i % 5), '1') + "0}" + (i % 3 == 0 ? "\r\n" : "\n");
  std::size_t next = none;
  for (std::size_t from = text.size() + 1; from-- > 0;) {
    if (from > 0 && from < text.size() && text[from] == '{') next = from;
    if (from > 0) CHECK(find_cut(text, from) == next);
  }
}

TEST_CASE("value_stream: lines are counted from one, by line feeds") {
  const std::string_view text = "a\nb\r\n\nc";
  CHECK(line_at(text, 0) == 1);
  CHECK(line_at(text, 1) == 1);
  CHECK(line_at(text, 2) == 2);
  CHECK(line_at(text, 6) == 4);
  CHECK(line_at(text, 100) == 4);
  CHECK(line_at("", 0) == 1);
}

}  // namespace deltalake_value_stream_test

TEST_CASE("value_stream: white space is passed over, and nothing else is") {
  using deltalake::json::skip_space;
  CHECK(skip_space(" \r\n\t{", 0) == 4);
  CHECK(skip_space("{ }", 1) == 2);
  CHECK(skip_space("  ", 0) == 2);
  CHECK(skip_space("", 0) == 0);
  CHECK(skip_space("\v", 0) == 0);
}
