#pragma once
#include <array>
#include <cstddef>

#include <deltalake/action/table_feature.hpp>

namespace deltalake::inline v0 {
namespace detail {

struct feature_row {
  table_feature feature;
  std::string_view name;
  feature_kind kind;
  std::int32_t legacy_reader, legacy_writer;
  read_support reading;
};

constexpr feature_row writer_feature(table_feature feature, std::string_view name, std::int32_t legacy_writer = 0) {
  return {feature, name, feature_kind::writer, 0, legacy_writer, read_support::supported};
}
constexpr feature_row reader_feature(table_feature feature, std::string_view name,
                                     read_support reading = read_support::supported, std::int32_t legacy_reader = 0,
                                     std::int32_t legacy_writer = 0) {
  return {feature, name, feature_kind::reader_writer, legacy_reader, legacy_writer, reading};
}

// In the order of the enumerators (a unit test holds this).
inline constexpr std::array<feature_row, 44> feature_rows{{
    writer_feature(table_feature::append_only, "appendOnly", 2),
    writer_feature(table_feature::invariants, "invariants", 2),
    writer_feature(table_feature::check_constraints, "checkConstraints", 3),
    writer_feature(table_feature::change_data_feed, "changeDataFeed", 4),
    writer_feature(table_feature::generated_columns, "generatedColumns", 4),
    reader_feature(table_feature::column_mapping, "columnMapping", read_support::supported, 2, 5),
    writer_feature(table_feature::identity_columns, "identityColumns", 6),
    reader_feature(table_feature::deletion_vectors, "deletionVectors"),
    writer_feature(table_feature::row_tracking, "rowTracking"),
    reader_feature(table_feature::timestamp_ntz, "timestampNtz"),
    reader_feature(table_feature::timestamp_without_timezone, "timestampWithoutTimezone"),
    writer_feature(table_feature::domain_metadata, "domainMetadata"),
    reader_feature(table_feature::v2_checkpoint, "v2Checkpoint"),
    reader_feature(table_feature::catalog_managed, "catalogManaged", read_support::catalog_required),
    reader_feature(table_feature::catalog_owned, "catalogOwned", read_support::catalog_required),
    reader_feature(table_feature::catalog_owned_preview, "catalogOwned-preview", read_support::catalog_required),
    // Its readers were allowed to see the published commits only, which the log does tell.
    writer_feature(table_feature::coordinated_commits_preview, "coordinatedCommits-preview"),
    writer_feature(table_feature::iceberg_compat_v1, "icebergCompatV1"),
    writer_feature(table_feature::iceberg_compat_v2, "icebergCompatV2"),
    writer_feature(table_feature::iceberg_compat_v3, "icebergCompatV3"),
    writer_feature(table_feature::iceberg_writer_compat_v1, "icebergWriterCompatV1"),
    writer_feature(table_feature::iceberg_native_v4_preview, "icebergNativeV4-preview"),
    writer_feature(table_feature::clustering, "clustering"),
    reader_feature(table_feature::vacuum_protocol_check, "vacuumProtocolCheck"),
    writer_feature(table_feature::in_commit_timestamp, "inCommitTimestamp"),
    reader_feature(table_feature::type_widening, "typeWidening"),
    reader_feature(table_feature::type_widening_preview, "typeWidening-preview"),
    reader_feature(table_feature::variant_type, "variantType"),
    reader_feature(table_feature::variant_type_preview, "variantType-preview"),
    reader_feature(table_feature::variant_shredding, "variantShredding"),
    reader_feature(table_feature::variant_shredding_preview, "variantShredding-preview"),
    writer_feature(table_feature::allow_column_defaults, "allowColumnDefaults"),
    writer_feature(table_feature::checkpoint_protection, "checkpointProtection"),
    writer_feature(table_feature::materialize_partition_columns, "materializePartitionColumns"),
    writer_feature(table_feature::column_mapping_usage_tracking, "columnMappingUsageTracking"),
    writer_feature(table_feature::collations, "collations"),
    writer_feature(table_feature::collations_preview, "collations-preview"),
    reader_feature(table_feature::timestamp_nanos, "timestampNanos", read_support::unsupported),
    reader_feature(table_feature::adaptive_metadata, "adaptiveMetadata", read_support::unsupported),
    reader_feature(table_feature::adaptive_metadata_preview, "adaptiveMetadata-preview", read_support::unsupported),
    // It adds column types, which change neither the log nor the list of files: the state is read, the values are not.
    reader_feature(table_feature::geospatial, "geospatial"),
    reader_feature(table_feature::geospatial_dev, "geospatial-dev", read_support::unsupported),
    reader_feature(table_feature::redirect_reader_writer_preview, "redirectReaderWriter-preview",
                   read_support::unsupported),
    writer_feature(table_feature::redirect_writer_only_preview, "redirectWriterOnly-preview"),
}};

inline constexpr std::array<table_feature, feature_rows.size()> feature_list = [] {
  std::array<table_feature, feature_rows.size()> list{};
  for (std::size_t i = 0; i < list.size(); ++i) list[i] = feature_rows[i].feature;
  return list;
}();

inline const feature_row& feature_row_of(table_feature feature) noexcept {
  return feature_rows[static_cast<std::size_t>(feature) % feature_rows.size()];
}

}  // namespace detail

DELTALAKE_DECL std::span<const table_feature> all_table_features() noexcept { return detail::feature_list; }

DELTALAKE_DECL std::optional<table_feature> find_table_feature(std::string_view name) noexcept {
  for (const detail::feature_row& row : detail::feature_rows) {
    if (row.name == name) return row.feature;
  }
  return std::nullopt;
}

DELTALAKE_DECL std::string_view name(table_feature feature) noexcept { return detail::feature_row_of(feature).name; }
DELTALAKE_DECL feature_kind kind(table_feature feature) noexcept { return detail::feature_row_of(feature).kind; }
DELTALAKE_DECL std::int32_t legacy_reader_version(table_feature feature) noexcept {
  return detail::feature_row_of(feature).legacy_reader;
}
DELTALAKE_DECL std::int32_t legacy_writer_version(table_feature feature) noexcept {
  return detail::feature_row_of(feature).legacy_writer;
}
DELTALAKE_DECL read_support reading(table_feature feature) noexcept { return detail::feature_row_of(feature).reading; }
DELTALAKE_DECL bool can_write(table_feature) noexcept { return false; }

}  // namespace deltalake::inline v0
