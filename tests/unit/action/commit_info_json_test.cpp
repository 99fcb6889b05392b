#include <deltalake/action/commit_info_json.hpp>

#include <doctest/doctest.h>

#include <string>

#include <deltalake/json/boost_json.hpp>

namespace deltalake_commit_info_json_test {
namespace {

deltalake::commit_info read(const std::string& text) {
  return deltalake::make_commit_info<deltalake::json::boost_json>(7, deltalake::json::boost_json::parse(text).value());
}

}  // namespace

TEST_CASE("commit info: what most writers tell is taken out, and the whole is kept") {
  const auto info =
      read(R"({"timestamp":1,"inCommitTimestamp":2,"operation":"MERGE","engineInfo":"e","userId":"u",)"
           R"("userName":"n","userMetadata":"m","isolationLevel":"Serializable","txnId":"t","readVersion":6,)"
           R"("isBlindAppend":false,"operationMetrics":{"numFiles":"3"}})");
  CHECK(info.version == 7);
  CHECK(info.timestamp == 1);
  CHECK(info.in_commit_timestamp == 2);
  CHECK(info.operation == "MERGE");
  CHECK(info.engine_info == "e");
  CHECK(info.user_id == "u");
  CHECK(info.user_name == "n");
  CHECK(info.user_metadata == "m");
  CHECK(info.isolation_level == "Serializable");
  CHECK(info.txn_id == "t");
  CHECK(info.read_version == 6);
  CHECK(info.is_blind_append == false);
  CHECK(info.value.at("operationMetrics").at("numFiles") == "3");
}

TEST_CASE("commit info: a member of another type is absent, never an error") {
  const auto info =
      read(R"({"timestamp":"now","inCommitTimestamp":1.5,"operation":5,"readVersion":null,"isBlindAppend":"yes"})");
  CHECK_FALSE(info.timestamp.has_value());
  CHECK_FALSE(info.in_commit_timestamp.has_value());
  CHECK_FALSE(info.operation.has_value());
  CHECK_FALSE(info.read_version.has_value());
  CHECK_FALSE(info.is_blind_append.has_value());
  CHECK(info.value.at("operation") == 5);
}

TEST_CASE("commit info: anything may stand there") {
  for (const std::string text : {"{}", "[]", "null", "\"text\"", "1e999"}) {
    CAPTURE(text);
    const auto info = read(text);
    CHECK(info.version == 7);
    CHECK_FALSE(info.operation.has_value());
  }
}

}  // namespace deltalake_commit_info_json_test
