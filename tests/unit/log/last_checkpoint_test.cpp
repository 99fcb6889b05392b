#include <deltalake/log/last_checkpoint.hpp>

#include <doctest/doctest.h>

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
  const last_checkpoint hint = parse(R"({"tags":{"b":"2","a":"1","none":null},"checksum":"0123abcd",
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
  CHECK(hint.checksum == "0123abcd");
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
