#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include <deltalake/base/config.hpp>

namespace deltalake::inline v0 {

/// Every table feature this library knows by name. A preview is a feature of its own, since its name is.
/// PROTOCOL.md "Table Features" and "Valid Feature Names in Table Features".
enum class table_feature : std::uint8_t {
  append_only,
  invariants,
  check_constraints,
  change_data_feed,
  generated_columns,
  column_mapping,
  identity_columns,
  deletion_vectors,
  row_tracking,
  timestamp_ntz,
  timestamp_without_timezone,  ///< an older name of timestamp_ntz
  domain_metadata,
  v2_checkpoint,
  catalog_managed,
  catalog_owned,  ///< an older name of catalog_managed
  catalog_owned_preview,
  coordinated_commits_preview,
  iceberg_compat_v1,
  iceberg_compat_v2,
  iceberg_compat_v3,
  iceberg_writer_compat_v1,
  iceberg_native_v4_preview,
  clustering,
  vacuum_protocol_check,
  in_commit_timestamp,
  type_widening,
  type_widening_preview,
  variant_type,
  variant_type_preview,
  variant_shredding,
  variant_shredding_preview,
  allow_column_defaults,
  checkpoint_protection,
  materialize_partition_columns,
  column_mapping_usage_tracking,
  collations,
  collations_preview,
  timestamp_nanos,
  adaptive_metadata,
  adaptive_metadata_preview,
  geospatial,
  geospatial_dev,
  redirect_reader_writer_preview,
  redirect_writer_only_preview,
};

/// Who must understand a feature.
enum class feature_kind : std::uint8_t { writer, reader_writer };

/// What a reader of this library makes of a table with the feature.
enum class read_support : std::uint8_t {
  supported,         ///< its state is read; a feature of writers only never stops a reader
  catalog_required,  ///< the log alone does not tell the latest version
  unsupported,       ///< its state could come out wrong
};

/// All of them, in the order of the enumerators.
DELTALAKE_DECL std::span<const table_feature> all_table_features() noexcept;
/// The feature of that name, as it stands in a protocol action; case counts.
DELTALAKE_DECL std::optional<table_feature> find_table_feature(std::string_view name) noexcept;
/// The name in protocol actions: "deletionVectors".
DELTALAKE_DECL std::string_view name(table_feature feature) noexcept;
DELTALAKE_DECL feature_kind kind(table_feature feature) noexcept;

/// The lowest reader version that implied the feature before versions 3 and 7 listed features; 0 if none did.
DELTALAKE_DECL std::int32_t legacy_reader_version(table_feature feature) noexcept;
/// The lowest writer version that implied the feature before version 7 listed features; 0 if none did.
DELTALAKE_DECL std::int32_t legacy_writer_version(table_feature feature) noexcept;

/// What this library does with it when it reads.
DELTALAKE_DECL read_support reading(table_feature feature) noexcept;
/// True if this library writes tables with the feature. It writes none so far.
DELTALAKE_DECL bool can_write(table_feature feature) noexcept;

}  // namespace deltalake::inline v0

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/action/impl/table_feature.ipp>
#endif
