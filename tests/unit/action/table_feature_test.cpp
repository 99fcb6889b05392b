#include <deltalake/action/table_feature.hpp>

#include <doctest/doctest.h>

#include <set>
#include <string>

namespace deltalake_table_feature_test {
namespace {

using deltalake::all_table_features;
using deltalake::feature_kind;
using deltalake::find_table_feature;
using deltalake::read_support;
using deltalake::table_feature;

TEST_CASE("table_feature: every feature has a row of its own, in the order of the enumerators") {
  int value = 0;
  for (const table_feature feature : all_table_features()) CHECK(static_cast<int>(feature) == value++);
  CHECK(value == static_cast<int>(table_feature::redirect_writer_only_preview) + 1);
}

TEST_CASE("table_feature: names are unique and found again") {
  std::set<std::string> names;
  for (const table_feature feature : all_table_features()) {
    const std::string text(name(feature));
    CAPTURE(text);
    CHECK(names.insert(text).second);
    CHECK(find_table_feature(text) == feature);
  }
}

TEST_CASE("table_feature: names that are none of ours, or spelled otherwise, are not found") {
  for (const char* text :
       {"", "liquid", "DeletionVectors", "deletionvectors", "deletionVectors ", "columnMapping-preview"}) {
    CHECK_FALSE(find_table_feature(text).has_value());
  }
}

TEST_CASE("table_feature: the accepted names of PROTOCOL.md") {
  CHECK(name(table_feature::append_only) == "appendOnly");
  CHECK(name(table_feature::column_mapping) == "columnMapping");
  CHECK(name(table_feature::v2_checkpoint) == "v2Checkpoint");
  CHECK(name(table_feature::timestamp_ntz) == "timestampNtz");
  CHECK(name(table_feature::catalog_managed) == "catalogManaged");
  CHECK(name(table_feature::type_widening_preview) == "typeWidening-preview");
  CHECK(name(table_feature::iceberg_compat_v2) == "icebergCompatV2");
  CHECK(name(table_feature::vacuum_protocol_check) == "vacuumProtocolCheck");
}

TEST_CASE("table_feature: legacy versions imply seven features") {
  int implied = 0;
  for (const table_feature feature : all_table_features()) implied += legacy_writer_version(feature) != 0 ? 1 : 0;
  CHECK(implied == 7);
  CHECK(legacy_writer_version(table_feature::invariants) == 2);
  CHECK(legacy_writer_version(table_feature::check_constraints) == 3);
  CHECK(legacy_writer_version(table_feature::change_data_feed) == 4);
  CHECK(legacy_writer_version(table_feature::column_mapping) == 5);
  CHECK(legacy_reader_version(table_feature::column_mapping) == 2);
  CHECK(legacy_writer_version(table_feature::identity_columns) == 6);
  CHECK(legacy_reader_version(table_feature::identity_columns) == 0);
  CHECK(legacy_writer_version(table_feature::deletion_vectors) == 0);
}

TEST_CASE("table_feature: a feature of writers only never stops a reader") {
  for (const table_feature feature : all_table_features()) {
    if (kind(feature) == feature_kind::writer) CHECK(reading(feature) == read_support::supported);
  }
}

TEST_CASE("table_feature: what this library reads") {
  for (const auto feature :
       {table_feature::column_mapping, table_feature::deletion_vectors, table_feature::timestamp_ntz,
        table_feature::timestamp_without_timezone, table_feature::v2_checkpoint, table_feature::vacuum_protocol_check,
        table_feature::type_widening, table_feature::type_widening_preview, table_feature::variant_type,
        table_feature::variant_type_preview, table_feature::variant_shredding,
        table_feature::variant_shredding_preview}) {
    CHECK(kind(feature) == feature_kind::reader_writer);
    CHECK(reading(feature) == read_support::supported);
  }
  for (const auto feature :
       {table_feature::catalog_managed, table_feature::catalog_owned, table_feature::catalog_owned_preview}) {
    CHECK(reading(feature) == read_support::catalog_required);
  }
  for (const auto feature : {table_feature::timestamp_nanos, table_feature::adaptive_metadata,
                             table_feature::adaptive_metadata_preview, table_feature::redirect_reader_writer_preview}) {
    CHECK(reading(feature) == read_support::unsupported);
  }
}

TEST_CASE("table_feature: nothing is written yet") {
  for (const table_feature feature : all_table_features()) CHECK_FALSE(can_write(feature));
}

}  // namespace
}  // namespace deltalake_table_feature_test
