#include <deltalake/json/boost_json.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <deltalake/base/bytes.hpp>
#include <deltalake/base/error.hpp>

namespace deltalake_boost_json_test {
namespace {

using deltalake::bytes;
using deltalake::errc;
using deltalake::json::boost_json;
using deltalake::json::directive;
using deltalake::json::limits;
using deltalake::json::read_result;

// Writes down every event. The keys "skip" and "value" are answered so.
class recorder {
 public:
  void begin_object() { log += '{'; }
  void end_object() { log += '}'; }
  void begin_array() { log += '['; }
  void end_array() { log += ']'; }
  directive key(std::string_view name) {
    log += "k:" + std::string(name) + ' ';
    if (name == "skip") return directive::skip;
    return name == "value" ? directive::value : directive::events;
  }
  void text(std::string_view t) {
    log += "t:" + std::string(t) + ' ';
    if (t == "stop") stop_.emplace(errc::invalid_value, "told to");
  }
  void number(std::string_view literal, std::optional<std::int64_t> exact) {
    log += "n:" + std::string(literal) + (exact ? "=" + std::to_string(*exact) : "") + ' ';
  }
  void boolean(bool b) { log += b ? "true " : "false "; }
  void null() { log += "null "; }
  void value(boost_json::value v) { log += "v:" + boost_json::write(v) + ' '; }
  const std::optional<deltalake::error>& failure() const { return stop_; }
  std::string log;

 private:
  std::optional<deltalake::error> stop_;
};

std::string events(std::string_view text) {
  const bytes padded = bytes::copy_of(text);
  boost_json::reader<recorder> reader;
  recorder seen;
  const read_result got = reader.read(padded.view(), true, seen);
  CHECK_FALSE(got.failure.has_value());
  CHECK(got.consumed == text.size());
  return seen.log;
}

read_result failing(std::string_view text, limits bounds = {}) {
  const bytes padded = bytes::copy_of(text);
  boost_json::reader<recorder> reader(bounds);
  recorder seen;
  return reader.read(padded.view(), true, seen);
}

}  // namespace

TEST_CASE("boost_json: values come one after another, whatever space is between them") {
  CHECK(events("{}[]\n\r\t 1 \"a\"true null{}") == "{}[]n:1=1 t:a true null {}");
  CHECK(events("") == "");
  CHECK(events(" \n ") == "");
}

TEST_CASE("boost_json: what a key does not want is passed over, at any depth") {
  CHECK(events(R"({"skip":{"a":[1,"b\n",{"skip":2}]},"b":3})") == "{k:skip k:b n:3=3 }");
  CHECK(events(R"({"skip":1,"skip":"x\u00e9","skip":null,"b":{}})") == "{k:skip k:skip k:skip k:b {}}");
  CHECK(events(R"([{"skip":[[]]},{"a":1}])") == "[{k:skip }{k:a n:1=1 }]");
}

TEST_CASE("boost_json: a value that is asked for comes whole") {
  CHECK(events(R"({"value":{"a":[1,2.5,"x\u0041",null,{"skip":true}]},"b":1})") ==
        R"({k:value v:{"a":[1,2.5E0,"xA",null,{"skip":true}]} k:b n:1=1 })");
  CHECK(events(R"({"value":7,"value":"s"}{"value":[]})") == R"({k:value v:7 k:value v:"s" }{k:value v:[] })");
}

TEST_CASE("boost_json: a number comes as it was written, and exactly if it is a 64-bit integer") {
  CHECK(events("-9223372036854775808 9223372036854775808 1.0 1e5 -0 12345678901234567890123456789012345678.5") ==
        "n:-9223372036854775808=-9223372036854775808 n:9223372036854775808 n:1.0 n:1e5 n:-0=0 "
        "n:12345678901234567890123456789012345678.5 ");
}

TEST_CASE("boost_json: texts and keys are unescaped, however long") {
  const std::string text(5000, 'x');
  CHECK(events('"' + text + "\\u00e9\\n" + text + '"') == "t:" + text + "é\n" + text + ' ');
  CHECK(events("{\"" + text + "\\\"\":1}") == "{k:" + text + "\" n:1=1 }");
  CHECK(events(R"("\ud83d\ude00")") == "t:😀 ");
}

TEST_CASE("boost_json: a value that the chunk cuts is read again from its start") {
  const std::string whole = R"({"a":1}{"b":"text","value":[1]})";
  const bytes padded = bytes::copy_of(whole);
  for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
    CAPTURE(cut);
    boost_json::reader<recorder> reader;
    recorder first, second;
    const read_result got = reader.read(padded.view().substr(0, cut), false, first);
    REQUIRE_FALSE(got.failure.has_value());
    CHECK((got.consumed == 0 || got.consumed == 7 || got.consumed == whole.size()));
    const read_result rest = reader.read(padded.view().substr(got.consumed), true, second);
    CHECK_FALSE(rest.failure.has_value());
    CHECK(got.consumed + rest.consumed == whole.size());
    const std::string expected = R"({k:a n:1=1 }{k:b t:text k:value v:[1] })";
    CHECK(second.log == expected.substr(got.consumed == 0 ? 0 : got.consumed == 7 ? 12 : expected.size()));
  }
}

TEST_CASE("boost_json: what is wrong is told by kind and place") {
  const read_result syntax = failing("{\"a\":1}\n{\"a\":oops}");
  REQUIRE(syntax.failure.has_value());
  CHECK(syntax.failure->code == errc::invalid_json);
  CHECK(syntax.consumed == 8);
  CHECK(syntax.failure_offset >= 8);
  CHECK(syntax.failure_offset <= 15);
  CHECK(failing("{\"a\":1").failure->code == errc::invalid_json);
  CHECK(failing("{\"a\":1").failure->detail == "the text ends within a value");
  CHECK(failing("\"\xC3(\"").failure->code == errc::invalid_utf8);
  CHECK(failing("\"\xED\xA0\x80\"").failure->code == errc::invalid_utf8);
  CHECK(failing(std::string_view("{}\0\0", 4)).failure->code == errc::invalid_json);
  for (const std::string_view text :
       {"{'a':1}", "{\"a\":1,}", "[1,]", "+1", ".5", "1.", "nul", "NaN", "\"\n\"", "// c\n1", "}", "{}}"}) {
    CAPTURE(text);
    REQUIRE(failing(text).failure.has_value());
    CHECK(failing(text).failure->code == errc::invalid_json);
  }
}

TEST_CASE("boost_json: nesting stops at the limit and not before") {
  limits bounds;
  bounds.depth = 1000;
  CHECK_FALSE(failing(std::string(1000, '[') + std::string(1000, ']'), bounds).failure.has_value());
  const read_result deep = failing(std::string(1001, '[') + std::string(1001, ']'), bounds);
  REQUIRE(deep.failure.has_value());
  CHECK(deep.failure->code == errc::json_too_deep);
}

TEST_CASE("boost_json: a sink's failure ends the reading at the end of its value, and names the value's start") {
  const read_result got = failing(R"(1 {"a":"stop","b":1} 2)");
  REQUIRE(got.failure.has_value());
  CHECK(got.failure->detail == "told to");
  CHECK(got.consumed == 2);
  CHECK(got.failure_offset == 2);
}

TEST_CASE("boost_json: a reader goes on after a failure as if there had been none") {
  boost_json::reader<recorder> reader;
  recorder broken, whole;
  const bytes bad = bytes::copy_of(R"({"skip":{"a":[)"), good = bytes::copy_of(R"({"a":1})");
  CHECK(reader.read(bad.view(), true, broken).failure.has_value());
  CHECK_FALSE(reader.read(good.view(), true, whole).failure.has_value());
  CHECK(whole.log == "{k:a n:1=1 }");
  boost_json::reader<recorder> moved = std::move(reader);
  CHECK_FALSE(moved.read(good.view(), true, whole).failure.has_value());
}

TEST_CASE("boost_json: parse takes one value and nothing behind it") {
  CHECK(boost_json::parse(" {\"a\": [1, 2]} ").value() == boost::json::value({{"a", {1, 2}}}));
  CHECK(boost_json::parse("1 2").error().code == errc::invalid_json);
  CHECK(boost_json::parse("").error().code == errc::invalid_json);
  CHECK(boost_json::parse("[").error().code == errc::invalid_json);
  CHECK(boost_json::parse("01").error().code == errc::invalid_json);
  limits bounds;
  bounds.value_bytes = 3;
  CHECK(boost_json::parse("1234", bounds).error().code == errc::value_too_large);
}

}  // namespace deltalake_boost_json_test
