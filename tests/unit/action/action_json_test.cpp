#include <deltalake/action/action_json.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <deltalake/base/bytes.hpp>
#include <deltalake/json/boost_json.hpp>
#include <tests/support/action_collector.hpp>

namespace deltalake_action_json_test {
namespace {

using deltalake::action_kind;
using deltalake::add_file;
using deltalake::errc;
using deltalake::string_map;
using deltalake::json::boost_json;

constexpr auto everything = static_cast<action_kind>(0xFFFF);

class collector final : public deltalake_test::action_collector<deltalake::basic_action_receiver<boost_json>> {
 public:
  void on_commit_info(boost_json::value&& v) override {
    infos.push_back(std::move(v));
    order += 'i';
  }
  std::vector<boost_json::value> infos;
};

std::optional<deltalake::error> read(std::string_view text, collector& into) {
  const deltalake::bytes padded = deltalake::bytes::copy_of(text);
  boost_json::reader<deltalake::action_sink<boost_json>> reader;
  deltalake::action_sink<boost_json> sink;
  sink.attach(into);
  return reader.read(padded.view(), true, sink).failure;
}

collector read_well(std::string_view text, action_kind wanted = everything) {
  collector into;
  into.wanted = wanted;
  const auto failure = read(text, into);
  CHECK_MESSAGE(!failure.has_value(), text);
  return into;
}

deltalake::error failure_of(std::string_view text) {
  collector into;
  const auto failure = read(text, into);
  REQUIRE_MESSAGE(failure.has_value(), text);
  return *failure;
}

std::string add_with(const std::string& more) {
  return R"({"add":{"path":"a","partitionValues":{},"size":1,"modificationTime":2,"dataChange":false)" + more + "}}";
}

}  // namespace

TEST_CASE("action_json: an add carries all of its fields") {
  const collector got = read_well(
      R"({"add":{"path":"x=1/a","partitionValues":{"x":"1","y":null},"size":9,"modificationTime":8,"dataChange":false,)"
      R"("stats":"{\"numRecords\":1}","tags":{"k":"v"},"baseRowId":5,"defaultRowCommitVersion":6,"clusteringProvider":"l",)"
      R"("deletionVector":{"storageType":"u","pathOrInlineDv":"p","offset":1,"sizeInBytes":2,"cardinality":3}}})");
  REQUIRE(got.adds.size() == 1);
  const add_file& a = got.adds.front();
  CHECK(a.path == "x=1/a");
  CHECK(a.partition_values == string_map{{"x", "1"}, {"y", std::nullopt}});
  CHECK(a.size == 9);
  CHECK(a.modification_time == 8);
  CHECK_FALSE(a.data_change);
  CHECK(a.stats == R"({"numRecords":1})");
  CHECK(a.tags == string_map{{"k", "v"}});
  CHECK(a.base_row_id == 5);
  CHECK(a.default_row_commit_version == 6);
  CHECK(a.clustering_provider == "l");
  REQUIRE(a.deletion_vector.has_value());
  CHECK(a.deletion_vector->unique_id() == "up@1");
  CHECK(a.deletion_vector->size_in_bytes == 2);
  CHECK(a.deletion_vector->cardinality == 3);
}

TEST_CASE("action_json: nothing of one line is left in the next") {
  const collector got = read_well(
      add_with(R"(,"stats":"{}","tags":{"k":"v"},"baseRowId":5,"clusteringProvider":"l",)"
               R"("deletionVector":{"storageType":"i","pathOrInlineDv":"p","sizeInBytes":2,"cardinality":3})") +
      R"({"add":{"path":"b","partitionValues":{},"size":0,"modificationTime":0,"dataChange":true}})"
      R"({"remove":{"path":"a","dataChange":true,"size":4}}{"remove":{"path":"b","dataChange":false}})"
      R"({"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["x"],"writerFeatures":[]}})"
      R"({"protocol":{"minReaderVersion":1,"minWriterVersion":2}})");
  REQUIRE(got.adds.size() == 2);
  add_file plain;
  plain.path = "b";
  CHECK(got.adds[1] == plain);
  REQUIRE(got.removes.size() == 2);
  CHECK_FALSE(got.removes[1].size.has_value());
  CHECK_FALSE(got.removes[1].data_change);
  REQUIRE(got.protocols.size() == 2);
  CHECK(got.protocols[0].reader_features == std::vector<std::string>{"x"});
  CHECK(got.protocols[0].writer_features == std::vector<std::string>{});
  CHECK_FALSE(got.protocols[1].reader_features.has_value());
}

TEST_CASE("action_json: every kind of action is told, in the order of the lines") {
  const collector got = read_well(
      R"({"commitInfo":{"operation":"W"}}{"protocol":{"minReaderVersion":1,"minWriterVersion":2}})"
      R"({"metaData":{"id":"i","name":"n","description":"d","format":{"provider":"parquet","options":{"o":"p"}},)"
      R"("schemaString":"s","partitionColumns":["x","y"],"createdTime":3,"configuration":{"k":"v"}}})"
      R"({"txn":{"appId":"a","version":1,"lastUpdated":2}}{"domainMetadata":{"domain":"d","configuration":"c","removed":true}})"
      R"({"cdc":{"path":"c","partitionValues":{},"size":1,"dataChange":false}}{"remove":{"path":"r","dataChange":true}})"
      R"({"checkpointMetadata":{"version":1}}{"sidecar":{"path":"s","sizeInBytes":1,"modificationTime":2}})");
  CHECK(got.order == "ipmtdcrks");
  REQUIRE(got.metadatas.size() == 1);
  const deltalake::metadata& m = got.metadatas.front();
  CHECK(m.name == "n");
  CHECK(m.format_options == std::map<std::string, std::string>{{"o", "p"}});
  CHECK(m.partition_columns == std::vector<std::string>{"x", "y"});
  CHECK(m.configuration == std::map<std::string, std::string>{{"k", "v"}});
  CHECK(m.created_time == 3);
  CHECK(got.txns.front().last_updated == 2);
  CHECK(got.domains.front().removed);
  CHECK(got.infos.front().at("operation") == "W");
}

TEST_CASE("action_json: what is not wanted is not validated") {
  const collector got = read_well(R"({"remove":{"path":1}}{"commitInfo":5}{"add":[]}{"txn":{"appId":"a","version":1}})",
                                  action_kind::txn);
  CHECK(got.order == "t");
  collector lean;
  lean.stats = false;
  CHECK_FALSE(read(add_with(R"(,"stats":{"any":"thing"})"), lean).has_value());
  REQUIRE(lean.adds.size() == 1);
  CHECK_FALSE(lean.adds[0].stats.has_value());
}

TEST_CASE("action_json: unknown actions and fields are passed over; null is as good as absent") {
  const collector got = read_well(R"({"later":{"path":[1]}}{}{"add":null,"txn":null})" +
                                  add_with(R"(,"new":{"deep":[{}]},"stats":null,"tags":null,)"
                                           R"("deletionVector":null,"baseRowId":null)"));
  CHECK(got.order == "a");
  CHECK_FALSE(got.adds[0].stats.has_value());
  CHECK(got.adds[0].tags.empty());
}

TEST_CASE("action_json: of several actions on a line each is told, and of one twice the last") {
  const collector got = read_well(
      R"({"txn":{"appId":"a","version":1},"remove":{"path":"r","dataChange":true},"txn":{"appId":"b","version":2}})");
  CHECK(got.order == "rt");
  CHECK(got.txns.front().app_id == "b");
  const collector fields = read_well(R"({"txn":{"appId":"a","appId":"b","version":1,"version":2}})");
  CHECK(fields.txns.front().app_id == "b");
  CHECK(fields.txns.front().version == 2);
}

TEST_CASE("action_json: numbers and booleans are taken for texts in maps") {
  const collector got = read_well(add_with(R"(,"tags":{"n":1.50,"b":true,"s":"x","z":null})"));
  CHECK(got.adds[0].tags == string_map{{"n", "1.50"}, {"b", "true"}, {"s", "x"}, {"z", std::nullopt}});
  const collector meta = read_well(
      R"({"metaData":{"id":"i","format":{},"partitionColumns":[],"configuration":{"a":1,"b":false,"c":null}}})");
  CHECK(meta.metadatas[0].configuration == std::map<std::string, std::string>{{"a", "1"}, {"b", "false"}});
  CHECK(meta.metadatas[0].format_provider == "parquet");
}

TEST_CASE("action_json: of equal keys of a map the last one counts") {
  const collector got = read_well(add_with(R"(,"tags":{"a":"1","b":"2","a":"3"})"));
  CHECK(got.adds[0].tags == string_map{{"b", "2"}, {"a", "3"}});
  CHECK(read_well(add_with(R"(,"tags":{"a":"1","a":null})")).adds[0].tags == string_map{{"a", std::nullopt}});
}

TEST_CASE("action_json: a wrong type is told with its field") {
  const auto wrong = [](std::string_view text, const char* field, const char* detail) {
    CAPTURE(text);
    const deltalake::error found = failure_of(text);
    CHECK(found.code == errc::wrong_type);
    CHECK(found.field == field);
    CHECK(found.detail == detail);
  };
  wrong(add_with(R"(,"size":1e30)"), "add.size", "expected a 64-bit integer, found 1e30");
  wrong(add_with(R"(,"size":9223372036854775808)"), "add.size", "expected a 64-bit integer, found 9223372036854775808");
  wrong(add_with(R"(,"size":{})"), "add.size", "expected a 64-bit integer, found an object");
  wrong(add_with(R"(,"path":[])"), "add.path", "expected a string, found an array");
  wrong(add_with(R"(,"tags":[])"), "add.tags", "expected an object, found an array");
  wrong(add_with(R"(,"tags":"x")"), "add.tags", "expected an object, found a string");
  wrong(add_with(R"(,"tags":{"k":["x"]})"), "add.tags.k", "expected a string, found an array");
  wrong(add_with(R"(,"deletionVector":[])"), "add.deletionVector", "expected an object, found an array");
  wrong(add_with(R"(,"deletionVector":{"offset":{}})"), "add.deletionVector.offset",
        "expected a 32-bit integer, found an object");
  wrong(add_with(R"(,"deletionVector":{"storageType":""})"), "add.deletionVector.storageType",
        "expected a string of one letter, found ''");
  wrong(R"({"metaData":{"format":{"options":[]}}})", "metaData.format.options", "expected an object, found an array");
  wrong(R"({"metaData":{"format":{"options":{"k":{}}}}})", "metaData.format.options.k",
        "expected a string, found an object");
  wrong(R"({"metaData":{"format":[]}})", "metaData.format", "expected an object, found an array");
  wrong(R"({"metaData":{"configuration":{"k":[]}}})", "metaData.configuration.k", "expected a string, found an array");
  wrong(R"({"protocol":{"readerFeatures":[["x"]]}})", "protocol.readerFeatures", "expected a string, found an array");
  wrong(R"({"protocol":{"minReaderVersion":-2147483649}})", "protocol.minReaderVersion",
        "expected a 32-bit integer, found -2147483649");
  wrong(R"({"remove":{"extendedFileMetadata":"yes"}})", "remove.extendedFileMetadata",
        "expected true or false, found a string");
  wrong(R"({"txn":{"appId":true}})", "txn.appId", "expected a string, found true");
  wrong(R"({"add":true})", "add", "expected an object, found a scalar");
  wrong(R"({"remove":[]})", "remove", "expected an object, found an array");
  wrong("[]", "", "expected an object, found an array");
  wrong("null", "", "expected an object, found null");
}

TEST_CASE("action_json: the field of a former action on the line is not blamed") {
  const deltalake::error found = failure_of(R"({"remove":{"path":"r","dataChange":true},"add":[]})");
  CHECK(found.field == "add");
  CHECK(failure_of(R"({"remove":{"dataChange":true,"path":"r"},"add":"x"})").field == "add");
}

TEST_CASE("action_json: required fields are missed by name, in the protocol's order") {
  const auto lacks = [](std::string_view text, const char* field) {
    CAPTURE(text);
    const deltalake::error found = failure_of(text);
    CHECK(found.code == errc::missing_field);
    CHECK(found.field == field);
  };
  lacks(R"({"add":{}})", "add.path");
  lacks(R"({"add":{"path":"a"}})", "add.partitionValues");
  lacks(R"({"add":{"path":"a","partitionValues":{}}})", "add.size");
  lacks(R"({"add":{"path":"a","partitionValues":{},"size":0}})", "add.modificationTime");
  lacks(R"({"add":{"path":"a","partitionValues":{},"size":0,"modificationTime":0}})", "add.dataChange");
  lacks(R"({"remove":{"path":"a"}})", "remove.dataChange");
  lacks(R"({"metaData":{"id":"x"}})", "metaData.format");
  lacks(R"({"metaData":{"id":"x","format":{}}})", "metaData.partitionColumns");
  lacks(R"({"protocol":{"minWriterVersion":1}})", "protocol.minReaderVersion");
  lacks(R"({"txn":{"appId":"a"}})", "txn.version");
  lacks(R"({"domainMetadata":{"removed":true}})", "domainMetadata.domain");
  lacks(R"({"cdc":{"path":"a","partitionValues":{}}})", "cdc.size");
  lacks(R"({"sidecar":{"path":"a","sizeInBytes":1}})", "sidecar.modificationTime");
  lacks(R"({"checkpointMetadata":{}})", "checkpointMetadata.version");
  lacks(add_with(R"(,"deletionVector":{"storageType":"u"})"), "add.deletionVector.pathOrInlineDv");
  lacks(R"({"remove":{"deletionVector":{}}})", "remove.deletionVector.storageType");
  lacks(R"({"txn":{"appId":null,"version":1}})", "txn.appId");
}

TEST_CASE("action_json: a line that fails is not handed over, and the lines before it are") {
  collector got;
  const auto failure = read(
      R"({"txn":{"appId":"a","version":1}}{"txn":{"appId":"b","version":2},"remove":{"path":1}}{"txn":{"appId":"c","version":3}})",
      got);
  REQUIRE(failure.has_value());
  CHECK(got.order == "t");
}

}  // namespace deltalake_action_json_test
