#include <deltalake/log/last_checkpoint.hpp>

#include <doctest/doctest.h>

#include <map>
#include <string>

#include <deltalake/base/md5.hpp>
#include <deltalake/json/boost_json.hpp>
#include <tests/support/corpora.hpp>

namespace deltalake_last_checkpoint_test {
namespace {

using deltalake::errc;
using deltalake::error;
using deltalake::log::last_checkpoint;

deltalake::result<last_checkpoint> parse(std::string_view text) {
  return deltalake::log::parse_last_checkpoint<deltalake::json::boost_json>(text);
}
error refusal(std::string_view text) {
  const auto parsed = parse(text);
  error none;
  none.code = static_cast<errc>(0);
  return parsed ? none : parsed.error();
}

TEST_CASE("last_checkpoint: the least there is") {
  const last_checkpoint hint = parse(R"({"version":10,"size":13})").value();
  last_checkpoint expected;
  expected.version = 10;
  expected.size = 13;
  CHECK(hint == expected);
}

TEST_CASE("last_checkpoint: every member, in any order, and unknown ones beside them") {
  const last_checkpoint hint =
      parse(R"({"tags":{"b":"2","a":"1","none":null},"checksum":"9713cd015240a9cd7955f37cc17b0e2b",
      "checkpointSchema":{"type":"struct","fields":[]},"numOfAddFiles":7,"sizeInBytes":20432,"parts":3,"size":-1,
      "v2Checkpoint":{"path":"x.json","sizeInBytes":5460,"modificationTime":1754751134000,
                      "nonFileActions":[{"protocol":{}}],"sidecarFiles":[],"new":1},
      "checkpointFiles":[1,{"a":[]}],"version":9223372036854775807})")
          .value();
  CHECK(hint.version == 9223372036854775807);
  CHECK(hint.size == -1);
  CHECK(hint.parts == 3);
  CHECK(hint.size_in_bytes == 20432);
  CHECK(hint.num_of_add_files == 7);
  CHECK(hint.checkpoint_schema == R"({"type":"struct","fields":[]})");
  CHECK(hint.checksum == "9713cd015240a9cd7955f37cc17b0e2b");
  CHECK(hint.tags == std::map<std::string, std::string>{{"a", "1"}, {"b", "2"}});
  REQUIRE(hint.v2_checkpoint);
  CHECK(hint.v2_checkpoint->path == "x.json");
  CHECK(hint.v2_checkpoint->size_in_bytes == 5460);
  CHECK(hint.v2_checkpoint->modification_time == 1754751134000);
  CHECK(hint.v2_checkpoint->non_file_actions == R"([{"protocol":{}}])");
  CHECK(hint.v2_checkpoint->sidecar_files == "[]");
}

TEST_CASE("last_checkpoint: nulls are absent members, and a schema may come as text") {
  const last_checkpoint hint =
      parse(R"({"version":0,"size":0,"parts":null,"tags":null,"v2Checkpoint":null,"checkpointSchema":"{}"})").value();
  CHECK_FALSE(hint.parts);
  CHECK(hint.tags.empty());
  CHECK_FALSE(hint.v2_checkpoint);
  CHECK(hint.checkpoint_schema == "{}");
}

TEST_CASE("last_checkpoint: what is wrong is named") {
  const auto holds = [](std::string_view text, errc code, std::string_view field) {
    CAPTURE(text);
    const error refused = refusal(text);
    CHECK(refused.code == code);
    CHECK(refused.field == field);
  };
  holds(R"({"size":1})", errc::missing_field, "version");
  holds(R"({"version":null,"size":1})", errc::missing_field, "version");
  holds(R"({"version":1})", errc::missing_field, "size");
  holds(R"({"version":"1","size":1})", errc::wrong_type, "version");
  holds(R"({"version":1.0,"size":1})", errc::wrong_type, "version");
  holds(R"({"version":9223372036854775808,"size":1})", errc::wrong_type, "version");
  holds(R"({"version":-1,"size":1})", errc::invalid_value, "version");
  holds(R"({"version":1,"size":-2})", errc::invalid_value, "size");
  holds(R"({"version":1,"size":1,"parts":0})", errc::invalid_value, "parts");
  holds(R"({"version":1,"size":1,"parts":10000000000})", errc::invalid_value, "parts");
  holds(R"({"version":1,"size":1,"sizeInBytes":-1})", errc::invalid_value, "sizeInBytes");
  holds(R"({"version":1,"size":1,"numOfAddFiles":true})", errc::wrong_type, "numOfAddFiles");
  holds(R"({"version":1,"size":1,"checksum":5})", errc::wrong_type, "checksum");
  holds(R"({"version":1,"size":1,"tags":[]})", errc::wrong_type, "tags");
  holds(R"({"version":1,"size":1,"tags":{"a":1}})", errc::wrong_type, "tags.a");
  holds(R"({"version":1,"size":1,"v2Checkpoint":{}})", errc::missing_field, "v2Checkpoint.path");
  holds(R"({"version":1,"size":1,"v2Checkpoint":{"path":"p","sizeInBytes":-1}})", errc::invalid_value,
        "v2Checkpoint.sizeInBytes");
  holds("[]", errc::wrong_type, "");
  holds("", errc::invalid_json, "");
  holds(R"({"version":1,"size":1)", errc::invalid_json, "");
  // Two writers at once: the tail of a longer text behind a shorter one.
  holds("{\"version\":1,\"size\":1}\"parts\":3}", errc::invalid_json, "");
}

std::string canonical(std::string_view text) {
  const auto tree = deltalake::json::parse_node<deltalake::json::boost_json>(text);
  REQUIRE(tree.has_value());
  const auto made = deltalake::log::canonical_text(*tree);
  return made ? *made : std::string(name(made.error().code));
}

// PROTOCOL.md "JSON checksum".
TEST_CASE("last_checkpoint: the canonical form and the digest of the protocol's example") {
  const std::string text =
      R"({"k0":"'v 0'", "checksum": "adsaskfljadfkjadfkj", "k1":{"k2": 2, "k3": ["v3", [1, 2], {"k4": "v4", )"
      R"("k5": ["v5", "v6", "v7"]}]}})";
  CHECK(canonical(text) == R"("k0"="%27v%200%27","k1"+"k2"=2,"k1"+"k3"+0="v3","k1"+"k3"+1+0=1,"k1"+"k3"+1+1=2,)"
                           R"("k1"+"k3"+2+"k4"="v4","k1"+"k3"+2+"k5"+0="v5","k1"+"k3"+2+"k5"+1="v6",)"
                           R"("k1"+"k3"+2+"k5"+2="v7")");
  CHECK(deltalake::md5_hex(canonical(text)) == "6a92d155a59bf2eecbd4b4ec7fd1f875");
}

TEST_CASE("last_checkpoint: leaves keep their literals, texts are encoded byte by byte, paths are in order") {
  CHECK(canonical(R"({"b":{"y":null,"x":"https://delta.io"},"a":10})") ==
        R"("a"=10,"b"+"x"="https%3A%2F%2Fdelta.io","b"+"y"=null)");
  CHECK(canonical(R"([null, "hi ho", 2.710, true])") == R"(0=null,1="hi%20ho",2=2.710,3=true)");
  CHECK(canonical("{\"a b\":\"-._~\\u20ac\\n\\u0000+\"}") == R"("a%20b"="-._~%E2%82%AC%0A%00%2B")");
  CHECK(canonical(R"({"a":[0,1,2,3,4,5,6,7,8,9,10]})").substr(0, 24) == R"("a"+0=0,"a"+1=1,"a"+10=1)");
  CHECK(canonical(R"({"n":{"checksum":1},"checksum":{"a":2},"empty":{},"none":[]})") == R"("n"+"checksum"=1)");
  CHECK(canonical("{}").empty());
  CHECK(canonical("7") == "=7");
}

TEST_CASE("last_checkpoint: names that stand twice have no canonical form, and one without end is cut off") {
  CHECK(canonical(R"({"a":1,"a":1})") == "invalid_value");
  CHECK(canonical(R"({"x":[{"a":{"b":1},"a":{"c":1}}]})") == "invalid_value");
  CHECK(canonical(R"({"x":{"a":1},"y":{"a":1}})") == R"("x"+"a"=1,"y"+"a"=1)");
  std::string wide = "{\"" + std::string(20'000, 'n') + "\":[0";
  for (int i = 0; i < 2'000; ++i) wide += ",0";
  CHECK(canonical(wide + "]}") == "value_too_large");
}

TEST_CASE("last_checkpoint: a checksum must be that of the rest") {
  const std::string good = R"({"version":10,"size":13,"checksum":"d43ce16196a30efd991362a9114c7531"})";
  CHECK(parse(good).has_value());
  const auto refused = [&](std::string_view what, std::string_view instead) {
    std::string text = good;
    text.replace(text.find(what), what.size(), instead);
    return refusal(text);
  };
  CHECK(refused("13", "14").code == errc::checksum_mismatch);
  CHECK(refused("13", "14").field == "checksum");
  CHECK(refused("13", "13.0").code == errc::wrong_type);
  CHECK(refused("7531", "7532").code == errc::checksum_mismatch);
  CHECK(refused("{", R"({"new":[],)").code == static_cast<errc>(0));
  CHECK(refused("{", R"({"new":null,)").code == errc::checksum_mismatch);
  CHECK(refused("{", R"({"size":13,)").code == errc::invalid_value);
  CHECK(parse(R"({"version":10,"size":13,"version":10})").has_value());
}

TEST_CASE("last_checkpoint: those that other programs wrote are read") {
  const std::size_t count = deltalake_test::for_each_corpus_file(
      [](const std::string& name) { return name == "_last_checkpoint"; },
      [](const std::string& path, const std::string& content) {
        CAPTURE(path);
        const auto parsed = parse(content);
        CHECK_MESSAGE(parsed.has_value(), (parsed ? "" : parsed.error().to_string()));
      });
  if (count == 0) MESSAGE("skipped: there are no test corpora");
}

}  // namespace
}  // namespace deltalake_last_checkpoint_test
