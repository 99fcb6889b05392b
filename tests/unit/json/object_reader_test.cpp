#include <deltalake/json/object_reader.hpp>

#include <doctest/doctest.h>

#include <deltalake/json/boost_json.hpp>

namespace deltalake_object_reader_test {
namespace {

using deltalake::errc;
using deltalake::json::boost_json;
using deltalake::json::node;
using deltalake::json::object_reader;

node parse(std::string_view text) { return deltalake::json::parse_node<boost_json>(text).value(); }

TEST_CASE("object_reader: members come by their type") {
  const node from = parse(R"({"i":-5,"t":"text","l":[1,2,3],"o":{"x":1},"n":null})");
  object_reader in(from);
  CHECK(in.integer("i") == -5);
  CHECK(in.required_integer("i", -5, -5) == -5);
  CHECK(in.text("t") == "text");
  CHECK(in.required_text("t") == "text");
  CHECK(in.integers("l") == std::vector<std::int64_t>{1, 2, 3});
  CHECK(in.any_text("o") == R"({"x":1})");
  CHECK(in.any_text("t") == "text");
  CHECK(in.find("o", node::kind::object) == from.find("o"));
  CHECK_FALSE(in.failure());
}

TEST_CASE("object_reader: an absent member and a null are no failure unless they are required") {
  const node from = parse(R"({"n":null})");
  object_reader in(from);
  for (const char* const key : {"n", "absent"}) {
    CHECK_FALSE(in.integer(key));
    CHECK_FALSE(in.text(key));
    CHECK_FALSE(in.integers(key));
    CHECK_FALSE(in.any_text(key));
    CHECK(in.find(key, node::kind::array) == nullptr);
  }
  CHECK_FALSE(in.failure());
  CHECK(in.required_integer("n") == 0);
  REQUIRE(in.failure());
  CHECK(in.failure()->code == errc::missing_field);
  CHECK(in.failure()->field == "n");
}

TEST_CASE("object_reader: the first failure stays, with the place of the member") {
  const node from = parse(R"({"i":"5","t":7,"l":[1,"2"]})");
  object_reader in(from, "outer");
  CHECK_FALSE(in.text("t"));
  CHECK_FALSE(in.integer("i"));
  CHECK_FALSE(in.integers("l"));
  REQUIRE(in.failure());
  CHECK(in.failure()->code == errc::wrong_type);
  CHECK(in.failure()->field == "outer.t");
  CHECK(in.failure()->detail == "expected string, found 7");
}

TEST_CASE("object_reader: numbers out of range and numbers that are no integers are refused") {
  const node from = parse(R"({"i":5,"big":9223372036854775808,"part":1.5,"whole":1e3,"l":[0,-1]})");
  const auto failure = [&](auto take) {
    object_reader in(from);
    take(in);
    return in.failure() ? in.failure()->code : static_cast<errc>(0);
  };
  CHECK(failure([](object_reader& in) { in.integer("i", 6); }) == errc::invalid_value);
  CHECK(failure([](object_reader& in) { in.integer("i", 0, 4); }) == errc::invalid_value);
  CHECK(failure([](object_reader& in) { in.integers("l", 0); }) == errc::invalid_value);
  CHECK(failure([](object_reader& in) { in.integer("big"); }) == errc::wrong_type);
  CHECK(failure([](object_reader& in) { in.integer("part"); }) == errc::wrong_type);
  CHECK(failure([](object_reader& in) { in.integer("whole"); }) == errc::wrong_type);
}

TEST_CASE("object_reader: what is no object fails at once") {
  const node from = parse("[1]");
  object_reader in(from, "v2Checkpoint");
  REQUIRE(in.failure());
  CHECK(in.failure()->code == errc::wrong_type);
  CHECK(in.failure()->field == "v2Checkpoint");
  CHECK_FALSE(in.integer("x"));
}

}  // namespace
}  // namespace deltalake_object_reader_test
