#pragma once
#include <array>
#include <string>

#include <deltalake/base/errc.hpp>

namespace deltalake::inline v0 {
namespace detail {

struct errc_row {
  errc code;
  std::string_view name, message, advice;
};

// In the order of the enumerators, so that a code is its row's index plus one.
inline constexpr std::array<errc_row, 45> errc_rows{{
    {errc::not_a_table, "not_a_table", "there is no Delta table here",
     "check the location; a table has a folder _delta_log with at least one commit"},
    {errc::not_loaded, "not_loaded", "the table or snapshot is empty", "open a table first"},
    {errc::files_not_loaded, "files_not_loaded", "the table was opened without its files",
     "await load_files(), or open with load::eager"},
    {errc::version_not_found, "version_not_found", "the version is not in the log",
     "ask for one of the versions named, or for the latest"},
    {errc::timestamp_too_early, "timestamp_too_early", "the time lies before the first commit that is kept",
     "ask for a later time; earlier commits were never made or have been cleaned up"},
    {errc::version_gap, "version_gap", "a commit is missing from the log",
     "restore the missing file from a backup, or open a version before it"},
    {errc::version_downgrade, "version_downgrade", "an update cannot go back to an older version",
     "use load_version to go back"},
    {errc::missing_protocol, "missing_protocol", "the log holds no protocol action",
     "the log is damaged: restore its first commit or a checkpoint"},
    {errc::missing_metadata, "missing_metadata", "the log holds no metaData action",
     "the log is damaged: restore its first commit or a checkpoint"},
    {errc::unsupported_protocol, "unsupported_protocol", "the table needs a newer reader", "update this library"},
    {errc::unsupported_feature, "unsupported_feature", "the table uses a feature that this library cannot read",
     "update this library, or have the feature dropped by the engine that wrote the table"},
    {errc::invalid_protocol, "invalid_protocol", "the protocol action contradicts itself",
     "have the engine that wrote the table repair its protocol"},
    {errc::catalog_required, "catalog_required", "the table is managed by a catalog",
     "open it through its catalog: the files alone do not tell its latest version"},
    {errc::checkpoint_required, "checkpoint_required",
     "the table's state follows only from a checkpoint that cannot be used",
     "restore the checkpoint or the commits before it, or open an earlier version"},
    {errc::invalid_json, "invalid_json", "the text is not valid JSON",
     "the file is damaged or was cut short: restore it, or open an earlier version"},
    {errc::invalid_utf8, "invalid_utf8", "the text is not valid UTF-8",
     "the file is damaged: restore it, or open an earlier version"},
    {errc::json_too_deep, "json_too_deep", "the JSON is nested too deeply", "raise the limit if the table is trusted"},
    {errc::value_too_large, "value_too_large", "a value is above its limit", "raise the limit if the table is trusted"},
    {errc::wrong_type, "wrong_type", "a field has the wrong JSON type", "the file was written by a faulty writer"},
    {errc::missing_field, "missing_field", "a required field is absent", "the file was written by a faulty writer"},
    {errc::invalid_value, "invalid_value", "a field has a value that the protocol does not allow",
     "the file was written by a faulty writer"},
    {errc::duplicate_action, "duplicate_action", "one commit holds two actions of which only one is allowed",
     "the file was written by a faulty writer"},
    {errc::invalid_schema, "invalid_schema", "the schema is not a Delta schema",
     "the metaData action was written by a faulty writer"},
    {errc::invalid_partition_value, "invalid_partition_value", "a partition value is no text of its column's type",
     "the file was written by a faulty writer"},
    {errc::invalid_timestamp, "invalid_timestamp", "the text is not a time stamp",
     "write it as 2026-01-31T12:00:00Z (RFC 3339)"},
    {errc::invalid_path, "invalid_path", "the path cannot name an object of the store",
     "use a relative path without empty, '.' and '..' segments"},
    {errc::outside_table_root, "outside_table_root", "a data file lies outside the table's folder",
     "allow it with open_options().paths(path_policy::any) if the table is trusted"},
    {errc::log_changed_while_reading, "log_changed_while_reading", "the log kept changing while it was read",
     "try again; if it happens again, another program is deleting the log"},
    {errc::invalid_uri, "invalid_uri", "the table's location cannot be understood",
     "use a path such as ./table, or a URI such as file:///data/table"},
    {errc::unknown_scheme, "unknown_scheme", "no store is registered for the URI's scheme",
     "register a store for it, or use one of the schemes named"},
    {errc::not_found, "not_found", "there is no such object", "check the name"},
    {errc::permission_denied, "permission_denied", "the store refused access", "check the rights of this program"},
    {errc::storage_io, "storage_io", "the store failed", "see the detail; the operation may be tried again"},
    {errc::storage_busy, "storage_busy", "the store asks to try again later", "try again after a pause"},
    {errc::no_space, "no_space", "the store has no room left", "make room or raise the quota, then try again"},
    {errc::no_atomic_create, "no_atomic_create", "the file system cannot create a file atomically",
     "write to a file system with hard links; without them commits could be lost"},
    {errc::invalid_argument, "invalid_argument", "an argument is not acceptable", "see the detail"},
    {errc::invalid_parquet, "invalid_parquet", "the bytes are not a valid Parquet file",
     "the file is damaged or was cut short: restore it, or open an earlier version"},
    {errc::unsupported_parquet, "unsupported_parquet",
     "the Parquet file uses a feature that this library does not read",
     "update this library, or have the file rewritten with common settings"},
    {errc::missing_codec, "missing_codec", "the library that decompresses this codec is not installed",
     "install it, or register a codec of your own in the codec registry"},
    {errc::checksum_mismatch, "checksum_mismatch", "the bytes do not have the checksum stored beside them",
     "the file is damaged: restore it"},
    {errc::invalid_deletion_vector, "invalid_deletion_vector", "a deletion vector is not what the protocol allows",
     "the vector is damaged or was cut short: restore its file, or open an earlier version"},
    {errc::change_feed_not_enabled, "change_feed_not_enabled", "the change data feed was not enabled in that version",
     "ask for versions since delta.enableChangeDataFeed was set"},
    {errc::incompatible_schema, "incompatible_schema", "the schema changed in a way that the feed cannot follow",
     "ask for the versions before and after the change apart"},
    {errc::invalid_row, "invalid_row", "a row of the text is not what its format and its columns ask for",
     "correct the row, or give a schema that fits it"},
}};

consteval bool errc_rows_are_in_order() {
  for (std::size_t i = 0; i < errc_rows.size(); ++i) {
    if (static_cast<std::size_t>(errc_rows[i].code) != i + 1) return false;
  }
  return errc_rows.back().code == errc::invalid_row;
}
static_assert(errc_rows_are_in_order());

inline const errc_row& row_of(errc code) noexcept {
  const auto index = static_cast<std::size_t>(code) - 1;
  return errc_rows[index < errc_rows.size() ? index : static_cast<std::size_t>(errc::invalid_argument) - 1];
}

class condition_category_type final : public boost::system::error_category {
 public:
  const char* name() const noexcept override { return "deltalake.condition"; }
  std::string message(int value) const override {
    switch (static_cast<condition>(value)) {
      case condition::retryable: return "trying again may succeed";
      case condition::corrupt_table: return "the table contradicts the protocol";
      case condition::unsupported: return "the table needs something this library does not support";
      case condition::missing: return "what was asked for is not there";
    }
    return "unknown condition";
  }
};

class category_type final : public boost::system::error_category {
 public:
  const char* name() const noexcept override { return "deltalake"; }
  std::string message(int value) const override { return std::string(deltalake::message(static_cast<errc>(value))); }
  bool equivalent(int value, const boost::system::error_condition& kind) const noexcept override {
    if (kind.category() != condition_category()) return error_category::equivalent(value, kind);
    return in_condition(static_cast<errc>(value), static_cast<condition>(kind.value()));
  }

 private:
  static bool in_condition(errc code, condition kind) noexcept {
    switch (code) {
      case errc::storage_busy:
      case errc::storage_io:
      case errc::log_changed_while_reading: return kind == condition::retryable;
      case errc::version_gap:
      case errc::missing_protocol:
      case errc::missing_metadata:
      case errc::invalid_protocol:
      case errc::invalid_json:
      case errc::invalid_utf8:
      case errc::wrong_type:
      case errc::missing_field:
      case errc::invalid_value:
      case errc::duplicate_action:
      case errc::invalid_schema:
      case errc::invalid_partition_value:
      case errc::checkpoint_required:
      case errc::invalid_parquet:
      case errc::invalid_deletion_vector:
      case errc::checksum_mismatch: return kind == condition::corrupt_table;
      case errc::unsupported_protocol:
      case errc::unsupported_feature:
      case errc::catalog_required:
      case errc::unknown_scheme:
      case errc::unsupported_parquet:
      case errc::missing_codec:
      case errc::change_feed_not_enabled:
      case errc::incompatible_schema:
      case errc::no_atomic_create: return kind == condition::unsupported;
      case errc::not_a_table:
      case errc::version_not_found:
      case errc::timestamp_too_early:
      case errc::not_found: return kind == condition::missing;
      case errc::not_loaded:
      case errc::files_not_loaded:
      case errc::version_downgrade:
      case errc::json_too_deep:
      case errc::value_too_large:
      case errc::invalid_timestamp:
      case errc::invalid_path:
      case errc::outside_table_root:
      case errc::invalid_uri:
      case errc::permission_denied:
      case errc::no_space:
      case errc::invalid_argument:
      case errc::invalid_row: return false;
    }
    return false;
  }
};

}  // namespace detail

DELTALAKE_DECL std::string_view name(errc code) noexcept { return detail::row_of(code).name; }
DELTALAKE_DECL std::string_view message(errc code) noexcept { return detail::row_of(code).message; }
DELTALAKE_DECL std::string_view advice(errc code) noexcept { return detail::row_of(code).advice; }

DELTALAKE_DECL const boost::system::error_category& category() noexcept {
  static const detail::category_type instance;
  return instance;
}
DELTALAKE_DECL const boost::system::error_category& condition_category() noexcept {
  static const detail::condition_category_type instance;
  return instance;
}

}  // namespace deltalake::inline v0
