#include <deltalake/action/table_property.hpp>

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

namespace deltalake_table_property_test {
namespace {

using deltalake::errc;
using deltalake::error;
using deltalake::isolation_level;
using deltalake::parse_interval_ms;
using deltalake::table_properties;
using configuration = std::map<std::string, std::string>;

constexpr std::int64_t second = 1000, minute = 60 * second, hour = 60 * minute, day = 24 * hour, week = 7 * day;

table_properties parsed(const configuration& given) { return table_properties::parse(given).value(); }

TEST_CASE("parse_interval_ms: Spark's calendar intervals") {
  const std::map<std::string, std::int64_t> intervals{{"interval 30 days", 30 * day},
                                                      {"30 days", 30 * day},
                                                      {"1 week 2 hours", week + 2 * hour},
                                                      {"interval 1 week", week},
                                                      {"INTERVAL 2 Weeks", 2 * week},
                                                      {"  interval   1  day   3 minutes ", day + 3 * minute},
                                                      {"\tinterval\t1\tday\n", day},
                                                      {"1 second 5 milliseconds 999 microseconds", second + 5},
                                                      {"1.5 seconds", 1500},
                                                      {".25 second", 250},
                                                      {"2. seconds", 2000},
                                                      {"0.123456789 seconds", 123},
                                                      {"interval 0 days", 0},
                                                      {"1 day -1 hour", 23 * hour},
                                                      {"1 day - 1 hour", 23 * hour},
                                                      {"+ 1 day", day},
                                                      {"-1.5 seconds 2 seconds", 500},
                                                      {"interval 8 days", 8 * day},
                                                      {"1 days 1 days", 2 * day},
                                                      {"15250284 weeks", 15250284 * week}};
  for (const auto& [text, expected] : intervals) {
    CAPTURE(text);
    const auto got = parse_interval_ms(text);
    REQUIRE(got.has_value());
    CHECK(*got == expected);
  }
}

TEST_CASE("parse_interval_ms: what has no fixed length or no sense is refused") {
  for (const std::string text : {"",
                                 " ",
                                 "interval",
                                 "interval ",
                                 "days",
                                 "1",
                                 "interval 1",
                                 "1day",
                                 "1 month",
                                 "interval 2 years",
                                 "0 months",
                                 "1 fortnight",
                                 "-1 day",
                                 "1 day -25 hours",
                                 "1.5 days",
                                 "1,5 seconds",
                                 "1 day,",
                                 "1 day2 hours",
                                 "interval30 days",
                                 "interval interval 1 day",
                                 "1 dayss",
                                 "1 s",
                                 "'1' day",
                                 "99999999999999999999 days",
                                 "999999999999999999 weeks",
                                 "1e3 days",
                                 "1 . seconds",
                                 ". seconds",
                                 "1.0123456789 seconds",
                                 "-",
                                 "+",
                                 "1 day 9223372036854 seconds 9223372036854775 milliseconds"}) {
    CAPTURE(text);
    const auto got = parse_interval_ms(text);
    REQUIRE_FALSE(got.has_value());
    CHECK(got.error().code == errc::invalid_value);
  }
}

TEST_CASE("isolation_level: the names are those of Spark, in any case") {
  CHECK(name(isolation_level::write_serializable) == "WriteSerializable");
  CHECK(*deltalake::parse_isolation_level("WriteSerializable") == isolation_level::write_serializable);
  CHECK(*deltalake::parse_isolation_level("writeserializable") == isolation_level::write_serializable);
  CHECK(*deltalake::parse_isolation_level("Serializable") == isolation_level::serializable);
  CHECK(*deltalake::parse_isolation_level("SnapshotIsolation") == isolation_level::snapshot_isolation);
  CHECK_FALSE(deltalake::parse_isolation_level("write_serializable").has_value());
  for (const auto level :
       {isolation_level::serializable, isolation_level::write_serializable, isolation_level::snapshot_isolation}) {
    CHECK(*deltalake::parse_isolation_level(name(level)) == level);
  }
}

TEST_CASE("table_properties: without a configuration the protocol's defaults hold") {
  const table_properties defaults = parsed({});
  CHECK(defaults == table_properties());
  CHECK_FALSE(defaults.append_only);
  CHECK(defaults.checkpoint_interval == 10);
  CHECK(defaults.log_retention_ms == 30 * day);
  CHECK(defaults.deleted_file_retention_ms == week);
  CHECK(defaults.data_skipping_num_indexed_cols == 32);
  CHECK_FALSE(defaults.checkpoint_write_stats_as_struct.has_value());
  CHECK_FALSE(defaults.set_transaction_retention_ms.has_value());
}

TEST_CASE("table_properties: values of every type") {
  const table_properties got = parsed({{"delta.appendOnly", "true"},
                                       {"delta.checkpointInterval", "100"},
                                       {"delta.checkpointPolicy", "v2"},
                                       {"delta.checkpoint.writeStatsAsStruct", "false"},
                                       {"delta.logRetentionDuration", "interval 8 days"},
                                       {"delta.setTransactionRetentionDuration", "interval 1 days"},
                                       {"delta.isolationLevel", "WriteSerializable"},
                                       {"delta.dataSkippingNumIndexedCols", "-1"},
                                       {"delta.dataSkippingStatsColumns", "a,`b.c`"},
                                       {"delta.columnMapping.mode", "name"},
                                       {"delta.columnMapping.maxColumnId", "9223372036854775807"},
                                       {"delta.inCommitTimestampEnablementTimestamp", "1795370512659"},
                                       {"delta.universalFormat.enabledFormats", "iceberg, hudi"},
                                       {"delta.targetFileSize", "100mb"},
                                       {"delta.enableIcebergCompatV2", "TRUE"},
                                       {"delta.constraints.pos", "v > 0"},
                                       {"delta-rs.checkpoint.useRunLengthEncoding", "false"}});
  CHECK(got.append_only);
  CHECK(got.checkpoint_interval == 100);
  CHECK(got.checkpoint_policy == deltalake::checkpoint_policy::v2);
  CHECK(got.checkpoint_write_stats_as_struct == false);
  CHECK(got.log_retention_ms == 8 * day);
  CHECK(got.set_transaction_retention_ms == day);
  CHECK(got.isolation_level == isolation_level::write_serializable);
  CHECK(got.data_skipping_num_indexed_cols == -1);
  CHECK(got.data_skipping_stats_columns == "a,`b.c`");
  CHECK(got.column_mapping_mode == deltalake::schema::column_mapping_mode::name);
  CHECK(got.column_mapping_max_column_id == 9223372036854775807);
  CHECK(got.in_commit_timestamp_enablement_timestamp == 1795370512659);
  CHECK(got.universal_format_enabled_formats == std::vector<std::string>{"iceberg", "hudi"});
  CHECK(got.target_file_size_bytes == 100 * 1024 * 1024);
  CHECK(got.enable_iceberg_compat_v2 == true);
  CHECK(got.constraints == configuration{{"pos", "v > 0"}});
  CHECK(got.checkpoint_use_run_length_encoding == false);
  CHECK(got.other.empty());
}

TEST_CASE("table_properties: keys match in any case, and the canonical spelling wins") {
  CHECK(parsed({{"delta.APPENDONLY", "true"}}).append_only);
  CHECK(parsed({{"Delta.appendOnly", "true"}}).append_only);
  CHECK(
      parsed({{"delta.appendOnly", "true"}, {"delta.appendonly", "false"}, {"delta.APPENDONLY", "false"}}).append_only);
  CHECK(parsed({{"DELTA.Constraints.MyName", "x"}}).constraints == configuration{{"MyName", "x"}});
}

TEST_CASE("table_properties: the old name of the change data feed gives way to the new one") {
  CHECK(parsed({{"delta.enableChangeDataCapture", "true"}}).enable_change_data_feed);
  CHECK_FALSE(parsed({{"delta.enableChangeDataCapture", "true"}, {"delta.enableChangeDataFeed", "false"}})
                  .enable_change_data_feed);
  CHECK(parsed({{"delta.enableChangeDataCapture", "false"}, {"delta.enablechangedatafeed", "true"}})
            .enable_change_data_feed);
}

TEST_CASE("table_properties: what is not known is kept as it stands") {
  const configuration unknown{{"delta.liquid.clusteringColumns", "id"},
                              {"description", "a table"},
                              {"delta.feature.x", "supported"},
                              {"appendOnly", "true"},
                              {"delta.constraints.", "x"}};
  const table_properties got = parsed(unknown);
  CHECK(got.other == unknown);
  CHECK_FALSE(got.append_only);
}

TEST_CASE("table_properties: a value that does not fit is an error with the property's name") {
  const configuration bad{{"delta.appendOnly", "yes"},
                          {"delta.checkpointInterval", "0"},
                          {"delta.checkpointPolicy", "v3"},
                          {"delta.columnMapping.mode", "both"},
                          {"delta.dataSkippingNumIndexedCols", "-2"},
                          {"delta.enableDeletionVectors", ""},
                          {"delta.inCommitTimestampEnablementVersion", "1.0"},
                          {"delta.isolationLevel", "write-serializable"},
                          {"delta.logRetentionDuration", "1 month"},
                          {"delta.randomPrefixLength", "2147483648"},
                          {"delta.targetFileSize", "100xb"}};
  for (const auto& [key, value] : bad) {
    CAPTURE(key);
    const auto got = table_properties::parse({{key, value}});
    REQUIRE_FALSE(got.has_value());
    CHECK(got.error().code == errc::invalid_value);
    CHECK(got.error().field == "configuration." + key);
    CHECK(got.error().detail.find("'" + value + "'") == 0);
  }
  std::vector<error> problems;
  const table_properties lenient = table_properties::parse_lenient(bad, problems);
  CHECK(problems.size() == bad.size());
  CHECK(lenient == table_properties());
}

TEST_CASE("table_properties: a reader keeps the values that can be parsed") {
  std::vector<error> problems;
  const auto got =
      table_properties::parse_lenient({{"delta.appendOnly", "true"}, {"delta.checkpointInterval", "ten"}}, problems);
  CHECK(got.append_only);
  CHECK(got.checkpoint_interval == 10);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].field == "configuration.delta.checkpointInterval");
}

TEST_CASE("table_properties: numbers are whole, in range, with an optional sign") {
  const auto interval = [](const char* text) { return table_properties::parse({{"delta.checkpointInterval", text}}); };
  CHECK(interval("+5")->checkpoint_interval == 5);
  CHECK(interval("2147483647")->checkpoint_interval == 2147483647);
  for (const char* text : {"", " 5", "5 ", "+-5", "--5", "+", "0x5", "5.0", "2147483648", "99999999999999999999"}) {
    CHECK_FALSE(interval(text).has_value());
  }
  const auto size = [](const char* text) { return table_properties::parse({{"delta.targetFileSize", text}}); };
  CHECK(size("33554432")->target_file_size_bytes == 33554432);
  CHECK(size("1g")->target_file_size_bytes == 1 << 30);
  CHECK(size("2 KiB")->target_file_size_bytes == 2048);
  CHECK(size("10B")->target_file_size_bytes == 10);
  for (const char* text : {"", "0", "-1", "mb", "1 m b", "9223372036854775807k", "1.5m"})
    CHECK_FALSE(size(text).has_value());
}

}  // namespace
}  // namespace deltalake_table_property_test
