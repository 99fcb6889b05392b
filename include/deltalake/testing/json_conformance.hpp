#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <deltalake/base/bytes.hpp>
#include <deltalake/json/policy.hpp>

namespace deltalake::inline v0::testing {

/// Writes the events it gets as one line of text, so that two readers can be compared: `{k:"a" #1=1 [ ] }`. A key is
/// answered by the directive it is told to give for it.
template <class Value>
class event_recorder {
 public:
  void begin_object() { log_ += "{ "; }
  void end_object() { log_ += "} "; }
  void begin_array() { log_ += "[ "; }
  void end_array() { log_ += "] "; }
  json::directive key(std::string_view name) {
    log_ += "k:" + std::string(name) + " ";
    if (name == "skip") return json::directive::skip;
    return name == "value" ? json::directive::value : json::directive::events;
  }
  void text(std::string_view t) { log_ += '"' + std::string(t) + "\" "; }
  void number(std::string_view literal, std::optional<std::int64_t> exact) {
    log_ += '#' + std::string(literal) + (exact ? '=' + std::to_string(*exact) : "") + ' ';
  }
  void boolean(bool flag) { log_ += flag ? "true " : "false "; }
  void null() { log_ += "null "; }
  void value(Value any) {
    log_ += "value ";
    values.push_back(std::move(any));
  }
  const std::optional<error>& failure() const noexcept { return failure_; }

  std::string take() { return std::exchange(log_, {}); }
  /// From the next value on, the sink reports this error.
  void fail_with(error problem) { failure_ = std::move(problem); }
  std::vector<Value> values;

 private:
  std::string log_;
  std::optional<error> failure_;
};

/// Holds a JSON policy against the contract of json/policy.hpp. Returns what is wrong, a sentence each; empty if the
/// policy conforms.
template <class Json>
class json_conformance {
 public:
  static std::vector<std::string> check() {
    json_conformance kit;
    kit.events();
    kit.numbers();
    kit.texts();
    kit.sequences();
    kit.directives();
    kit.refusals();
    kit.depth();
    kit.values();
    return std::move(kit.faults_);
  }

 private:
  using recorder = event_recorder<typename Json::value>;
  using reader = typename Json::template reader<recorder>;

  void fault(std::string_view what, std::string_view text, std::string_view got) {
    faults_.push_back(std::string(what) + ": " + std::string(text.substr(0, 80)) + " gave " +
                      std::string(got.substr(0, 120)));
  }
  static json::read_result read(std::string_view text, bool is_last, recorder& sink, json::limits bounds = {}) {
    const bytes padded = bytes::copy_of(text);
    reader one(bounds);
    return one.read(padded.view(), is_last, sink);
  }
  void expect_events(std::string_view text, std::string_view wanted) {
    recorder sink;
    const json::read_result got = read(text, true, sink);
    if (got.failure) return fault("refused", text, got.failure->to_string());
    const std::string log = sink.take();
    if (log != wanted) fault("wrong events", text, log);
    if (got.consumed != text.size()) fault("not all consumed", text, std::to_string(got.consumed));
  }
  void expect_failure(std::string_view text, errc wanted, json::limits bounds = {}) {
    recorder sink;
    const json::read_result got = read(text, true, sink, bounds);
    if (!got.failure) return fault("accepted", text, sink.take());
    if (got.failure->code != wanted) fault("another error", text, got.failure->to_string());
    if (got.failure_offset > text.size()) fault("offset beyond the text", text, std::to_string(got.failure_offset));
  }

  void events() {
    expect_events("", "");
    expect_events(" \r\n\t", "");
    expect_events(R"({"a":[1,{"b":null}],"c":true,"d":false,"e":{}})",
                  "{ k:a [ #1=1 { k:b null } ] k:c true k:d false k:e { } } ");
    expect_events("{\n  \"a\" : [ 1 ,\r\n 2 ]\n}\n", "{ k:a [ #1=1 #2=2 ] } ");
    expect_events(R"({"a":1,"a":2})", "{ k:a #1=1 k:a #2=2 } ");
    expect_events(R"({"a\n\u0041":"x"})", "{ k:a\nA \"x\" } ");
  }
  void numbers() {
    expect_events(
        "[0,-0,9223372036854775807,-9223372036854775808]",
        "[ #0=0 #-0=0 #9223372036854775807=9223372036854775807 #-9223372036854775808=-9223372036854775808 ] ");
    expect_events("[9223372036854775808,18446744073709551615,-9223372036854775809]",
                  "[ #9223372036854775808 #18446744073709551615 #-9223372036854775809 ] ");
    expect_events("[12345678901234567890123456789012345678,0.10000000000000000000000000000000000001]",
                  "[ #12345678901234567890123456789012345678 #0.10000000000000000000000000000000000001 ] ");
    expect_events("[1.50,1e3,-2.5E-7]", "[ #1.50 #1e3 #-2.5E-7 ] ");
    for (const char* wrong :
         {"[01]", "[1.]", "[.5]", "[+1]", "[1e]", "[-]", "[0x10]", "[NaN]", "[Infinity]", "[1 2]"}) {
      expect_failure(wrong, errc::invalid_json);
    }
  }
  void texts() {
    expect_events(R"(["\"\\\/\b\f\n\r\t\u00e9\u20AC"])", "[ \"\"\\/\b\f\n\r\t\xC3\xA9\xE2\x82\xAC\" ] ");
    expect_events(R"(["\ud83d\ude00"])", "[ \"\xF0\x9F\x98\x80\" ] ");
    expect_events("[\"\xF0\x9F\x98\x80\"]", "[ \"\xF0\x9F\x98\x80\" ] ");
    expect_events("[\"" + std::string(100'000, 'x') + "\\n" + std::string(10'000, 'y') + "\"]",
                  "[ \"" + std::string(100'000, 'x') + "\n" + std::string(10'000, 'y') + "\" ] ");
    for (const char* wrong : {R"(["\ud800"])", R"(["\udc00"])", R"(["\ud800\u0041"])", R"(["\x41"])", R"(["\u12"])"}) {
      expect_failure(wrong, errc::invalid_json);
    }
    expect_failure("[\"a\nb\"]", errc::invalid_json);
    for (const char* wrong :
         {"[\"\xFF\"]", "[\"\xC0\x80\"]", "[\"\xED\xA0\x80\"]", "[\"\xF4\x90\x80\x80\"]", "[\"\xE2\x82\"]"}) {
      expect_failure(wrong, errc::invalid_utf8);
    }
  }
  void sequences() {
    expect_events("{\"a\":1}\n{\"b\":2}\n", "{ k:a #1=1 } { k:b #2=2 } ");
    expect_events("{\"a\":1}{\"b\":2} [3]\r\n\r\n{}", "{ k:a #1=1 } { k:b #2=2 } [ #3=3 ] { } ");
    const std::string text = "{\"a\":1}\n{\"b\":\"some text\"}\n";
    for (std::size_t cut = 0; cut < text.size(); ++cut) {
      recorder sink;
      const json::read_result got = read(text.substr(0, cut), false, sink);
      if (got.failure) fault("a cut value is refused", text.substr(0, cut), got.failure->to_string());
      const std::size_t whole = cut < 7 ? 0 : 7;
      if (cut < text.size() - 1 && (got.consumed < whole || got.consumed > whole + 1)) {
        fault("a cut value is consumed", text.substr(0, cut), std::to_string(got.consumed));
      }
    }
    reader reused{json::limits()};
    for (int round = 0; round < 3; ++round) {
      recorder sink;
      const bytes broken = bytes::copy_of("{\"a\":[1,"), sound = bytes::copy_of("{\"a\":1}");
      (void)reused.read(broken.view(), true, sink);
      sink.take();
      const json::read_result got = reused.read(sound.view(), true, sink);
      if (got.failure || sink.take() != "{ k:a #1=1 } ") fault("not reusable after a failure", "{\"a\":1}", "");
    }
  }
  void directives() {
    expect_events(R"({"skip":{"deep":[1,{"x":"}"}]},"a":1})", "{ k:skip k:a #1=1 } ");
    expect_events(R"({"skip":"text","b":"x","skip":12.5,"skip":null,"c":0})",
                  "{ k:skip k:b \"x\" k:skip k:skip k:c #0=0 } ");
    recorder sink;
    const json::read_result got = read(R"({"value":{"a":[1,"x"],"b":{}},"c":2,"value":7})", true, sink);
    if (got.failure || sink.take() != "{ k:value value k:c #2=2 k:value value } " || sink.values.size() != 2) {
      fault("values are not handed over", "value", got.failure ? got.failure->to_string() : "");
    } else if (Json::write(sink.values[0]) != R"({"a":[1,"x"],"b":{}})" || Json::write(sink.values[1]) != "7") {
      fault("a value is changed", "value", Json::write(sink.values[0]));
    }
    recorder failing;
    failing.fail_with(error(errc::wrong_type, "by the sink"));
    const json::read_result stopped = read("{\"a\":1}\n{\"b\":2}", true, failing);
    if (!stopped.failure || stopped.failure->code != errc::wrong_type) fault("a sink's failure is lost", "{}", "");
    if (failing.take().find("k:b") != std::string::npos) fault("reading goes on after a sink's failure", "{}", "");
  }
  void refusals() {
    for (const char* wrong :
         {"{",   "[",          "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,}", "[1,]",  "{a:1}", "{'a':1}",  "nul",
          "tru", "{\"a\":1}x", "}",      "]",       "[1}",      "{\"a\" 1}",  "\"abc", "{} ,",  "// c\n{}", "[1]]"}) {
      expect_failure(wrong, errc::invalid_json);
    }
    expect_failure(std::string_view("{\"a\":1}\n\0\0\0", 11), errc::invalid_json);
    expect_failure(std::string_view("{\"a\":\0}", 7), errc::invalid_json);
    expect_failure("\xEF\xBB\xBF{}", errc::invalid_json);  // a byte-order mark is the caller's business
  }
  void depth() {
    std::string nested;  // 60 structs as a schema nests them: two levels each
    for (int i = 0; i < 60; ++i) nested += "{\"fields\":[";
    std::string wanted;
    for (int i = 0; i < 60; ++i) wanted += "{ k:fields [ ";
    for (int i = 0; i < 60; ++i) wanted += "] } ";
    std::string closing;
    for (int i = 0; i < 60; ++i) closing += "]}";
    expect_events(nested + closing, wanted);
    const auto deep = [](std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); };
    json::limits ten;
    ten.depth = 10;
    recorder sink;
    if (read(deep(10), true, sink, ten).failure) fault("a depth at the limit is refused", deep(10), "");
    expect_failure(deep(11), errc::json_too_deep, ten);
    expect_failure(deep(100'000), errc::json_too_deep);
  }
  void values() {
    const auto parsed = Json::parse(R"({"a":[1,2.5,"x",null,true]})", json::limits());
    if (!parsed) return fault("refused", "a value", parsed.error().to_string());
    if (Json::write(*parsed) != R"({"a":[1,2.5E0,"x",null,true]})" &&
        Json::write(*parsed) != R"({"a":[1,2.5,"x",null,true]})") {
      fault("written differently", "a value", Json::write(*parsed));
    }
    if (!(typename Json::value(*parsed) == *parsed)) fault("a copy differs", "a value", "");
    for (const char* wrong : {"", "{} x", "{"}) {
      if (Json::parse(wrong, json::limits())) fault("accepted", wrong, "a value");
    }
    json::limits small;
    small.value_bytes = 4;
    const auto large = Json::parse("[1,2,3]", small);
    if (large || large.error().code != errc::value_too_large) fault("a large value is accepted", "[1,2,3]", "");
  }

  std::vector<std::string> faults_;
};

}  // namespace deltalake::inline v0::testing
