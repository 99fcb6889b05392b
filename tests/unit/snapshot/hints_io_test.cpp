#include <deltalake/snapshot/hints_io.hpp>

#include <doctest/doctest.h>

#include <string>
#include <utility>

#include <deltalake/deltalake.hpp>
#include <tests/support/memory_log.hpp>
#include <tests/support/run_task.hpp>
#include <tests/support/snapshots.hpp>

namespace deltalake_hints_io_test {
namespace {

using deltalake::checking;
using deltalake::errc;
using deltalake::load;
using deltalake::open_options;
using deltalake::storage::any_store;
using deltalake::storage::memory_store;
using deltalake::storage::metered_store;
using deltalake::storage::operation_kind;
using deltalake_test::add_line;
using deltalake_test::copied_log;
using deltalake_test::memory_log;
using deltalake_test::remove_line;
using deltalake_test::run;

deltalake::table open(const memory_log& log, open_options options = open_options()) {
  return run(deltalake::open_table(any_store(log.store), std::move(options)));
}

std::string protocol_json() { return R"("protocol":{"minReaderVersion":1,"minWriterVersion":2})"; }
std::string metadata_json(const std::string& id = "0") {
  return R"("metadata":{"id":")" + id +
         R"(","format":{"provider":"parquet","options":{}},"schemaString":"{\"type\":\"struct\",\"fields\":[]}",)"
         R"("partitionColumns":[],"configuration":{}})";
}
// The checksum of a version, with what `more` adds.
std::string checksum(int files, int bytes, const std::string& more = {}) {
  return R"({"tableSizeBytes":)" + std::to_string(bytes) + R"(,"numFiles":)" + std::to_string(files) +
         R"(,"numMetadata":1,"numProtocol":1,)" + metadata_json() + "," + protocol_json() + more + "}";
}
const std::string complete = R"(,"setTransactions":[{"appId":"loader","version":4}],"domainMetadata":[])";
const std::string crc_of_1 = "00000000000000000001.crc";

memory_log two_commits() {
  memory_log log;
  log.commit(0, deltalake_test::start() + add_line("a"));
  log.commit(1, add_line("b") + R"({"txn":{"appId":"loader","version":4}})" + "\n");
  return log;
}

// The one thing that was found, as "code field".
std::string finding(const deltalake::table& opened) {
  if (opened.findings().size() != 1) return std::to_string(opened.findings().size()) + " findings";
  const deltalake::error& found = opened.findings().front();
  return std::string(name(found.code)) + (found.field.empty() ? "" : " " + found.field);
}
std::string refusal(const memory_log& log) {
  return deltalake_test::refusal([&] { open(log, open_options().check(checking::strict)); });
}

}  // namespace

TEST_CASE("hints: a version checksum that agrees is nothing to speak of") {
  const memory_log log = two_commits();
  for (const std::string& more : {std::string(), complete}) {
    log.put(crc_of_1, checksum(2, 2, more));
    CHECK(finding(open(log)) == "0 findings");
    CHECK(refusal(log) == "none");
  }
}

TEST_CASE("hints: a version checksum that says otherwise is told, and refused where that is asked for") {
  const memory_log log = two_commits();
  const auto expect = [&log](const std::string& text, const std::string& found) {
    CAPTURE(text);
    log.put(crc_of_1, text);
    const deltalake::table opened = open(log);
    CHECK(finding(opened) == found);
    CHECK(opened.findings().front().file == "_delta_log/" + crc_of_1);
    CHECK(opened.num_files() == 2);
    CHECK(refusal(log) == found.substr(0, found.find(' ')));
  };
  expect(checksum(3, 2), "checksum_mismatch numFiles");
  expect(checksum(2, 7), "checksum_mismatch tableSizeBytes");
  expect(checksum(2, 2, R"(,"setTransactions":[{"appId":"loader","version":3}])"), "checksum_mismatch setTransactions");
  expect(checksum(2, 2, R"(,"setTransactions":[{"appId":"other","version":4}])"), "checksum_mismatch setTransactions");
  expect(checksum(2, 2, R"(,"domainMetadata":[{"domain":"d","configuration":"","removed":false}])"),
         "checksum_mismatch domainMetadata");
  expect(R"({"tableSizeBytes":2,"numFiles":2,"numMetadata":1,"numProtocol":1,)" + metadata_json("1") + "," +
             protocol_json() + "}",
         "checksum_mismatch metadata");
  expect("{\"tableSizeBytes\":2,", "invalid_json");
  expect("[]", "wrong_type");
}

TEST_CASE("hints: a complete version checksum saves reading when files are read on demand") {
  const memory_log log = two_commits();
  log.put(crc_of_1, checksum(2, 2, complete));
  const metered_store<memory_store> metered(log.store);
  deltalake::table opened = run(deltalake::open_table(any_store(metered), open_options().files(load::on_demand)));
  CHECK(metered.usage().count(operation_kind::get) == 2);  // the hint, which is not there, and the checksum
  CHECK(opened.version() == 1);
  CHECK(opened.metadata().id == "0");
  CHECK(opened.transaction_version("loader") == 4);
  run(opened.load_files());
  CHECK(opened.num_files() == 2);
}

TEST_CASE("hints: a checksum without transactions or domains does not replace the log") {
  const memory_log log = two_commits();
  log.put(crc_of_1, checksum(2, 2));
  const deltalake::table opened = open(log, open_options().files(load::on_demand));
  CHECK(opened.transaction_version("loader") == 4);
}

TEST_CASE("hints: the protocol that a checksum tells is judged as any other") {
  const memory_log log = two_commits();
  std::string text = checksum(2, 2, complete);
  text.replace(text.find("\"minReaderVersion\":1"), 20, "\"minReaderVersion\":9");
  log.put(crc_of_1, text);
  try {
    open(log, open_options().files(load::on_demand));
    FAIL("it opened");
  } catch (const deltalake::delta_error& refused) {
    CHECK(refused.reason() == errc::unsupported_protocol);
  }
}

TEST_CASE("hints: whatever _last_checkpoint says, the newest version comes out") {
  for (const char* const text :
       {"", "{", "null", R"({"version":3,"size":1})", R"({"version":2,"size":1})", R"({"version":0,"size":1})",
        R"({"version":99,"size":1})", R"({"version":-1,"size":1})", R"({"version":9223372036854775807,"size":1})",
        R"({"version":3,"size":1,"parts":7})"}) {
    CAPTURE(text);
    const memory_log log = copied_log("delta-0.2.0");
    log.put("_last_checkpoint", text);
    deltalake::table opened = open(log);
    CHECK(opened.version() == 3);
    CHECK(opened.num_files() == 3);
    CHECK(opened.findings().empty());
    CHECK(open(log, open_options().version(1)).version() == 1);
  }
}

TEST_CASE("hints: one whose checksum disagrees is not believed, and told, once it was read twice") {
  const memory_log log = copied_log("delta-0.2.0");
  log.put("_last_checkpoint", R"({"version":2,"size":1,"checksum":"00"})");
  const metered_store<memory_store> metered(log.store);
  const deltalake::table opened = run(deltalake::open_table(any_store(metered)));
  CHECK(opened.version() == 3);
  CHECK(opened.num_files() == 3);
  CHECK(finding(opened) == "checksum_mismatch checksum");
  CHECK(opened.findings().front().file == "_delta_log/_last_checkpoint");
  CHECK(opened.findings().front().table == opened.table_uri());
  CHECK(metered.usage().count(operation_kind::get) == 2);
  CHECK(refusal(log) == "checksum_mismatch");
  log.put("_last_checkpoint", R"({"version":3,"size":1,"checksum":"493decee245a6d37c1d8e3478e823fbb"})");
  CHECK(finding(open(log)) == "0 findings");
  CHECK(refusal(log) == "none");
}

TEST_CASE("hints: with a good hint the log is listed from the checkpoint on") {
  const memory_log log = copied_log("delta-0.2.0");
  const metered_store<memory_store> metered(log.store);
  run(deltalake::open_table(any_store(metered)));
  const auto all = metered.usage().objects_listed;
  log.remove("_last_checkpoint");
  const metered_store<memory_store> without(log.store);
  run(deltalake::open_table(any_store(without)));
  CHECK(all < without.usage().objects_listed);
}

TEST_CASE("hints: a damaged checkpoint is passed over and told, and refused where that is asked for") {
  const memory_log log = copied_log("delta-0.2.0");
  log.put("00000000000000000003.checkpoint.parquet", "PAR1 and no more");
  const deltalake::table opened = open(log);
  CHECK(opened.num_files() == 3);
  CHECK(finding(opened) == "invalid_parquet");
  CHECK(refusal(log) == "invalid_parquet");
}

}  // namespace deltalake_hints_io_test
