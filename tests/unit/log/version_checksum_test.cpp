#include <deltalake/log/version_checksum.hpp>

#include <doctest/doctest.h>

#include <deltalake/json/boost_json.hpp>
#include <tests/support/corpora.hpp>

namespace deltalake_version_checksum_test {
namespace {

using deltalake::errc;
using deltalake::error;
using deltalake::log::version_checksum;

deltalake::result<version_checksum> parse(std::string_view text) {
  return deltalake::log::parse_version_checksum<deltalake::json::boost_json>(text);
}
// A checksum with further members.
std::string with(std::string_view members) {
  return R"({"tableSizeBytes":30,"numFiles":2,"numMetadata":1,"numProtocol":1)" + std::string(members) + '}';
}
void is_refused(const std::string& text, errc code, std::string_view field) {
  CAPTURE(text);
  const auto parsed = parse(text);
  REQUIRE_FALSE(parsed.has_value());
  CHECK(parsed.error().code == code);
  CHECK(parsed.error().field == field);
}

TEST_CASE("version_checksum: counts alone, as Spark's older releases wrote them") {
  const version_checksum sum = parse(with(R"(,"numTransactions":0)")).value();
  version_checksum expected;
  expected.table_size_bytes = 30;
  expected.num_files = 2;
  CHECK(sum == expected);
}

TEST_CASE("version_checksum: the actions in it are those of commits") {
  const version_checksum sum = parse(with(R"(,
      "metadata":{"id":"m","format":{"provider":"parquet","options":{}},"schemaString":"{}","partitionColumns":["p"],
                  "configuration":{"k":"v"},"createdTime":5},
      "protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["x"],"writerFeatures":["x"]},
      "setTransactions":[{"appId":"a","version":4,"lastUpdated":9},{"appId":"b","version":-1}],
      "domainMetadata":[{"domain":"d","configuration":"{\"a\":1}","removed":false}],
      "allFiles":[{"path":"p=1/a%20b","partitionValues":{"p":"1"},"size":10,"modificationTime":3,"dataChange":false,
                   "stats":"{}","tags":{"t":null}},
                  {"path":"b","partitionValues":{"p":null},"size":20,"modificationTime":4,"dataChange":false,
                   "deletionVector":{"storageType":"i","pathOrInlineDv":"x","sizeInBytes":4,"cardinality":2}}])"))
                                   .value();
  REQUIRE(sum.metadata);
  CHECK(sum.metadata->id == "m");
  CHECK(sum.metadata->partition_columns == std::vector<std::string>{"p"});
  CHECK(sum.metadata->configuration.at("k") == "v");
  CHECK(sum.metadata->created_time == 5);
  REQUIRE(sum.protocol);
  CHECK(sum.protocol->min_writer_version == 7);
  CHECK(sum.protocol->reader_features == std::vector<std::string>{"x"});
  REQUIRE(sum.set_transactions);
  REQUIRE(sum.set_transactions->size() == 2);
  CHECK(sum.set_transactions->at(0).last_updated == 9);
  CHECK(sum.set_transactions->at(1).version == -1);
  REQUIRE(sum.domain_metadata);
  CHECK(sum.domain_metadata->at(0).configuration == R"({"a":1})");
  REQUIRE(sum.all_files);
  REQUIRE(sum.all_files->size() == 2);
  CHECK(sum.all_files->at(0).path == "p=1/a%20b");
  CHECK(sum.all_files->at(0).stats == "{}");
  CHECK_FALSE(sum.all_files->at(0).deletion_vector);
  CHECK_FALSE(sum.all_files->at(1).stats);
  CHECK(sum.all_files->at(1).partition_values == deltalake::string_map{{"p", std::nullopt}});
  CHECK(sum.all_files->at(1).deletion_vector->cardinality == 2);
}

TEST_CASE("version_checksum: an empty list is not an absent one") {
  const version_checksum sum = parse(with(R"(,"setTransactions":[],"domainMetadata":null)")).value();
  REQUIRE(sum.set_transactions);
  CHECK(sum.set_transactions->empty());
  CHECK_FALSE(sum.domain_metadata);
  CHECK_FALSE(sum.all_files);
}

TEST_CASE("version_checksum: the numbers of deletion vectors and the identity of the commit") {
  const version_checksum sum =
      parse(with(R"(,"txnId":"t","inCommitTimestampOpt":1700000000000,"numDeletedRecordsOpt":12,
      "numDeletionVectorsOpt":3,"deletedRecordCountsHistogramOpt":{"deletedRecordCounts":[1,2,3,4,5,6,7,8,9,10]})"))
          .value();
  CHECK(sum.txn_id == "t");
  CHECK(sum.in_commit_timestamp == 1700000000000);
  CHECK(sum.num_deleted_records == 12);
  CHECK(sum.num_deletion_vectors == 3);
  CHECK(sum.deleted_record_counts == std::vector<std::int64_t>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
}

TEST_CASE("version_checksum: the histogram of file sizes goes by two names, of which the newer one counts") {
  const std::string one = R"({"sortedBinBoundaries":[0,8192],"fileCounts":[1,1],"totalBytes":[10,20]})";
  const std::string other = R"({"sortedBinBoundaries":[0],"fileCounts":[2],"totalBytes":[30]})";
  for (const char* const key : {"fileSizeHistogram", "histogramOpt"}) {
    const version_checksum sum = parse(with(",\"" + std::string(key) + "\":" + one)).value();
    REQUIRE(sum.file_size_histogram);
    CHECK(sum.file_size_histogram->sorted_bin_boundaries == std::vector<std::int64_t>{0, 8192});
    CHECK(sum.file_size_histogram->total_bytes == std::vector<std::int64_t>{10, 20});
  }
  const version_checksum both = parse(with(",\"histogramOpt\":" + one + ",\"fileSizeHistogram\":" + other)).value();
  CHECK(both.file_size_histogram->file_counts == std::vector<std::int64_t>{2});
}

TEST_CASE("version_checksum: a histogram that makes no sense is refused") {
  const auto histogram = [](std::string_view bounds, std::string_view counts, std::string_view totals) {
    return with(",\"fileSizeHistogram\":{\"sortedBinBoundaries\":" + std::string(bounds) +
                ",\"fileCounts\":" + std::string(counts) + ",\"totalBytes\":" + std::string(totals) + '}');
  };
  is_refused(histogram("[]", "[]", "[]"), errc::invalid_value, "fileSizeHistogram.sortedBinBoundaries");
  is_refused(histogram("[1]", "[1]", "[1]"), errc::invalid_value, "fileSizeHistogram.sortedBinBoundaries");
  is_refused(histogram("[0,5,5]", "[1,1,1]", "[1,1,1]"), errc::invalid_value, "fileSizeHistogram.sortedBinBoundaries");
  is_refused(histogram("[0,5]", "[1]", "[1,1]"), errc::invalid_value, "fileSizeHistogram");
  is_refused(histogram("[0]", "[-1]", "[1]"), errc::invalid_value, "fileSizeHistogram.fileCounts");
  is_refused(histogram("[0]", "null", "[1]"), errc::missing_field, "fileSizeHistogram.fileCounts");
  is_refused(with(R"(,"deletedRecordCountsHistogramOpt":{"deletedRecordCounts":[1]})"), errc::invalid_value,
             "deletedRecordCountsHistogramOpt.deletedRecordCounts");
  is_refused(with(R"(,"deletedRecordCountsHistogramOpt":{})"), errc::missing_field,
             "deletedRecordCountsHistogramOpt.deletedRecordCounts");
}

TEST_CASE("version_checksum: what is wrong is named as the file names it") {
  is_refused("{}", errc::missing_field, "tableSizeBytes");
  is_refused(R"({"tableSizeBytes":-1,"numFiles":0,"numMetadata":1,"numProtocol":1})", errc::invalid_value,
             "tableSizeBytes");
  is_refused(R"({"tableSizeBytes":1,"numFiles":0,"numMetadata":2,"numProtocol":1})", errc::invalid_value,
             "numMetadata");
  is_refused(with(R"(,"metadata":[])"), errc::wrong_type, "metadata");
  is_refused(with(R"(,"metadata":{"format":{},"partitionColumns":[]})"), errc::missing_field, "metadata.id");
  is_refused(with(R"(,"protocol":{"minReaderVersion":"1","minWriterVersion":2})"), errc::wrong_type,
             "protocol.minReaderVersion");
  is_refused(with(R"(,"setTransactions":{})"), errc::wrong_type, "setTransactions");
  is_refused(with(R"(,"setTransactions":[{"appId":"a","version":1},null])"), errc::wrong_type, "setTransactions[1]");
  is_refused(with(R"(,"setTransactions":[{"version":1}])"), errc::missing_field, "setTransactions[0].appId");
  is_refused(with(R"(,"allFiles":[{"path":"a","partitionValues":{},"size":1,"modificationTime":1,"dataChange":1}])"),
             errc::wrong_type, "allFiles[0].dataChange");
  is_refused("malformed", errc::invalid_json, "");
  is_refused("7", errc::wrong_type, "");
}

TEST_CASE("version_checksum: those that other programs wrote are read") {
  const auto is_crc = [](const std::string& name) {
    return name.size() == 24 && name.front() == '0' && name.substr(20) == ".crc";
  };
  const std::size_t count =
      deltalake_test::for_each_corpus_file(is_crc, [](const std::string& path, const std::string& content) {
        if (content == "malformed") return;  // one table has it so on purpose
        CAPTURE(path);
        const auto parsed = parse(content);
        CHECK_MESSAGE(parsed.has_value(), (parsed ? "" : parsed.error().to_string()));
        if (parsed && parsed->all_files)
          CHECK(static_cast<std::int64_t>(parsed->all_files->size()) == parsed->num_files);
      });
  if (count == 0) MESSAGE("skipped: there are no test corpora");
}

}  // namespace
}  // namespace deltalake_version_checksum_test
