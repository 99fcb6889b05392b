#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <deltalake/base/result.hpp>
#include <deltalake/schema/column_mapping.hpp>

namespace deltalake::inline v0 {

/// How a commit is kept apart from others made meanwhile. Tables are set to "Serializable" or "WriteSerializable";
/// "SnapshotIsolation" is what writers lower themselves to.
enum class isolation_level : std::uint8_t { serializable, write_serializable, snapshot_isolation };
/// What kind of checkpoint writers make. PROTOCOL.md "V2 Checkpoint Table Feature".
enum class checkpoint_policy : std::uint8_t { classic, v2 };

/// "Serializable", "WriteSerializable" or "SnapshotIsolation".
DELTALAKE_DECL std::string_view name(isolation_level level) noexcept;
/// Reads a level by its name; case does not count. Errors: invalid_value.
DELTALAKE_DECL result<isolation_level> parse_isolation_level(std::string_view text);

/// Reads a duration as Spark's calendar interval, in milliseconds: "interval 30 days", "1 week 2 hours", "1.5 seconds".
/// Case and white space around the parts do not count; fractions below a millisecond are dropped. Months and years have
/// no fixed length and are refused, as are durations below zero.
/// Errors: invalid_value.
DELTALAKE_DECL result<std::int64_t> parse_interval_ms(std::string_view text);

/// The table properties that have a meaning of their own, from `metadata::configuration`, each with its type and, if it
/// is not set, the default of the protocol. An absent optional means: not set, the program decides.
/// That a property is set does not make its feature active: the protocol must support the feature (`has_feature`).
struct table_properties {
  bool append_only = false;               ///< rows are never taken out
  std::int64_t checkpoint_interval = 10;  ///< commits from one checkpoint to the next
  deltalake::checkpoint_policy checkpoint_policy = deltalake::checkpoint_policy::classic;
  bool checkpoint_write_stats_as_json = true;
  std::optional<bool> checkpoint_write_stats_as_struct;  ///< writers differ in what absence means
  std::int64_t checkpoint_retention_ms = 2LL * 24 * 3600 * 1000;
  std::int64_t log_retention_ms = 30LL * 24 * 3600 * 1000;
  bool enable_expired_log_cleanup = true;
  bool enable_full_retention_rollback = true;
  std::int64_t deleted_file_retention_ms = 7LL * 24 * 3600 * 1000;
  std::int64_t sample_retention_ms = 7LL * 24 * 3600 * 1000;
  std::int64_t drop_feature_truncate_history_retention_ms = 24LL * 3600 * 1000;
  std::optional<std::int64_t> set_transaction_retention_ms;
  deltalake::isolation_level isolation_level = deltalake::isolation_level::serializable;
  std::int64_t data_skipping_num_indexed_cols = 32;                ///< leaves with statistics; -1: all
  std::optional<std::string> data_skipping_stats_columns;          ///< a list of columns; overrides the number
  std::optional<std::int64_t> data_skipping_string_prefix_length;  ///< characters
  schema::column_mapping_mode column_mapping_mode = schema::column_mapping_mode::none;
  std::int64_t column_mapping_max_column_id = 0;
  std::optional<bool> column_mapping_has_dropped_or_renamed;
  bool enable_change_data_feed = false;  ///< also under its old name
  bool enable_deletion_vectors = false;
  bool enable_row_tracking = false;
  bool row_tracking_suspended = false;
  std::optional<std::string> materialized_row_id_column_name;
  std::optional<std::string> materialized_row_commit_version_column_name;
  bool enable_in_commit_timestamps = false;
  std::optional<std::int64_t> in_commit_timestamp_enablement_version;
  std::optional<std::int64_t> in_commit_timestamp_enablement_timestamp;  ///< milliseconds since 1970-01-01T00:00:00Z
  bool enable_type_widening = false;
  bool enable_variant_shredding = false;
  std::optional<bool> enable_iceberg_compat_v1;
  std::optional<bool> enable_iceberg_compat_v2;
  std::optional<bool> enable_iceberg_compat_v3;
  std::optional<bool> enable_iceberg_writer_compat_v1;
  std::vector<std::string> universal_format_enabled_formats;  ///< "iceberg", "hudi"
  bool universal_format_iceberg_atomic_conversion_supported = false;
  bool cast_iceberg_time_type = false;
  bool ignore_iceberg_bucket_partition = false;
  bool ignore_protocol_defaults = false;
  std::optional<std::string> parquet_compression_codec;
  std::optional<std::string> parquet_format_version;
  std::optional<std::int64_t> target_file_size_bytes;
  std::optional<bool> tune_file_sizes_for_rewrites;
  std::optional<bool> auto_optimize;
  std::optional<std::string> auto_compact;  ///< "true", "false" or "auto"
  std::optional<bool> optimize_write;
  bool randomize_file_prefixes = false;
  std::int64_t random_prefix_length = 2;  ///< characters
  bool symlink_format_manifest_enabled = false;
  std::optional<bool> enable_materialize_partition_columns;
  std::optional<bool> write_partition_columns_to_parquet;
  std::int64_t require_checkpoint_protection_before_version = 0;
  std::optional<bool> checkpoint_use_run_length_encoding;  ///< of delta-rs
  std::map<std::string, std::string> constraints;  ///< CHECK constraints, SQL by name (without "delta.constraints.")
  std::map<std::string, std::string> other;        ///< everything else, as it stands

  /// Parses a configuration. Case does not count in keys, as in Spark; of several spellings of one key the canonical
  /// one wins. Errors: invalid_value for a value that its property does not allow; the field is
  /// "configuration.<key>".
  DELTALAKE_DECL static result<table_properties> parse(const std::map<std::string, std::string>& configuration);
  /// Parses for readers, whom a property never stops: one that cannot be parsed counts as not set, and its error is
  /// added to `problems`.
  DELTALAKE_DECL static table_properties parse_lenient(const std::map<std::string, std::string>& configuration,
                                                       std::vector<error>& problems);

  friend bool operator==(const table_properties&, const table_properties&) = default;
};

}  // namespace deltalake::inline v0

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/action/impl/table_property.ipp>
#endif
