#include <deltalake/json/node.hpp>

#include <doctest/doctest.h>

#include <string>

#include <deltalake/json/boost_json.hpp>

namespace deltalake_node_test {
namespace {

using deltalake::errc;
using deltalake::json::limits;
using deltalake::json::node;

node parse(const std::string& text) {
  const auto parsed = deltalake::json::parse_node<deltalake::json::boost_json>(text);
  REQUIRE_MESSAGE(parsed.has_value(), text);
  return *parsed;
}

errc refusal(const std::string& text, limits bounds = {}) {
  const auto parsed = deltalake::json::parse_node<deltalake::json::boost_json>(text, bounds);
  REQUIRE_FALSE_MESSAGE(parsed.has_value(), text);
  return parsed.error().code;
}

}  // namespace

TEST_CASE("node: every kind of value is told apart") {
  const node all = parse(R"([null,true,false,-1.50,"text",[],{}])");
  REQUIRE(all.is(node::kind::array));
  REQUIRE(all.items().size() == 7);
  CHECK(all.items()[0].is(node::kind::null));
  CHECK(all.items()[1].boolean());
  CHECK(all.items()[2].is(node::kind::boolean));
  CHECK_FALSE(all.items()[2].boolean());
  CHECK(all.items()[3].text() == "-1.50");
  CHECK(all.items()[4].text() == "text");
  CHECK_FALSE(all.items()[4].boolean());
  CHECK(name(all.items()[5].what()) == "array");
  CHECK(name(all.items()[6].what()) == "object");
  CHECK(node().is(node::kind::null));
}

TEST_CASE("node: numbers keep their literal and are integers only if they are exactly that") {
  const std::string digits = "123456789012345678901234567890.12345678";
  CHECK(parse(digits).text() == digits);
  CHECK(parse("9223372036854775807").integer() == 9223372036854775807);
  CHECK(parse("-9223372036854775808").integer() == (-9223372036854775807 - 1));
  CHECK_FALSE(parse("9223372036854775808").integer());
  CHECK_FALSE(parse("1.0").integer());
  CHECK_FALSE(parse("1e3").integer());
  CHECK_FALSE(parse("\"1\"").integer());
  CHECK_FALSE(parse("true").integer());
  CHECK_FALSE(node().integer());
}

TEST_CASE("node: of members of one name the last one counts") {
  const node object = parse(R"({"a":1,"b":2,"a":3})");
  REQUIRE(object.find("a") != nullptr);
  CHECK(object.find("a")->integer() == 3);
  CHECK(object.members().size() == 3);
  CHECK(object.find("c") == nullptr);
  CHECK(parse("[1]").find("a") == nullptr);
  CHECK(parse("\"a\"").find("a") == nullptr);
}

TEST_CASE("node: keys of nested objects do not run into those around them") {
  const node object = parse(R"({"a":{"b":{"c":1},"d":[{"e":2}]},"f":3})");
  REQUIRE(object.find("a") != nullptr);
  REQUIRE(object.find("a")->find("d") != nullptr);
  CHECK(object.find("a")->find("b")->find("c")->integer() == 1);
  CHECK(object.find("a")->find("d")->items()[0].find("e")->integer() == 2);
  CHECK(object.find("f")->integer() == 3);
  CHECK(object.find("c") == nullptr);
}

TEST_CASE("node: text written is text read") {
  for (const std::string text : {R"({"a":[1,2.50,{"b":null}],"":{},"c":[],"d":true})",
                                 R"("quote \" slash \\ line \n tab \t")", R"("é 😀")", "[[[[]]]]", "1e400", "-0.0"}) {
    CAPTURE(text);
    CHECK(parse(text).to_text() == text);
    CHECK(parse(parse(text).to_text()) == parse(text));
  }
  CHECK(parse(" [ 1 , \"\\u00e9\" ] ").to_text() == "[1,\"é\"]");
  CHECK(parse(R"("\u0001\u001f\r")").to_text() == R"("\u0001\u001f\r")");
}

TEST_CASE("node: what is no JSON is refused, and so is nothing") {
  CHECK(refusal("") == errc::invalid_json);
  CHECK(refusal("  ") == errc::invalid_json);
  CHECK(refusal("{") == errc::invalid_json);
  CHECK(refusal("\"\xFF\"") == errc::invalid_utf8);
  limits shallow;
  shallow.depth = 3;
  CHECK(refusal("[[[[]]]]", shallow) == errc::json_too_deep);
}

TEST_CASE("node: a thousand levels are read and compared without trouble") {
  const node deep = parse(std::string(1000, '[') + std::string(1000, ']'));
  CHECK(deep == parse(deep.to_text()));
}

}  // namespace deltalake_node_test
