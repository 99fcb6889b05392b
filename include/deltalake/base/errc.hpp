#pragma once
#include <cstdint>
#include <string_view>

#include <boost/system/error_category.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/error_condition.hpp>
#include <boost/system/is_error_code_enum.hpp>
#include <boost/system/is_error_condition_enum.hpp>

#include <deltalake/base/config.hpp>

namespace deltalake::inline v0 {

/// What went wrong, by a stable name (`name(errc)`): programs may compare it, scripts may match it, and neither changes
/// between versions. `advice(errc)` tells what a person can do about it. New values are only ever appended.
enum class errc : std::uint8_t {
  not_a_table = 1,            ///< no Delta log at the location
  not_loaded,                 ///< an empty table or snapshot was used
  files_not_loaded,           ///< the table was opened without its files
  version_not_found,          ///< the version asked for is not in the log
  timestamp_too_early,        ///< the time asked for lies before the first commit that is kept
  version_gap,                ///< a commit between two others is missing
  version_downgrade,          ///< an update to an older version than the loaded one
  missing_protocol,           ///< the log has no protocol action
  missing_metadata,           ///< the log has no metaData action
  unsupported_protocol,       ///< reader version above what this library knows
  unsupported_feature,        ///< a reader feature this library does not know or does not support
  invalid_protocol,           ///< a protocol action that contradicts itself
  catalog_required,           ///< a catalog-managed table was opened by its path
  checkpoint_required,        ///< the state follows only from a checkpoint that is incomplete or damaged
  invalid_json,               ///< text that is not JSON
  invalid_utf8,               ///< text that is not UTF-8
  json_too_deep,              ///< JSON nested deeper than the limit
  value_too_large,            ///< a value, file or count above its limit
  wrong_type,                 ///< a field with another JSON type than the protocol gives it
  missing_field,              ///< a required field is absent
  invalid_value,              ///< a field whose value the protocol does not allow
  duplicate_action,           ///< two actions in one commit that reconcile with each other
  invalid_schema,             ///< a schema that the protocol does not allow
  invalid_partition_value,    ///< a partition value that is no text of its column's type
  invalid_timestamp,          ///< text that is no time stamp
  invalid_path,               ///< a path that cannot name an object of a store
  outside_table_root,         ///< a data file's path leaves the table's folder
  log_changed_while_reading,  ///< files of the log kept vanishing while it was read
  invalid_uri,                ///< a table location that cannot be understood
  unknown_scheme,             ///< a URI scheme for which no store is registered
  not_found,                  ///< no object of that name
  permission_denied,          ///< the store refused access
  storage_io,                 ///< the store failed to read or write
  storage_busy,               ///< the store asks to try again later
  no_space,                   ///< the store has no room left, or the quota is used up
  no_atomic_create,           ///< the file system cannot create a file atomically
  invalid_argument,           ///< the caller passed something the function does not accept
  invalid_parquet,            ///< bytes that are not what the Parquet format allows
  unsupported_parquet,        ///< a Parquet feature that this library does not read
  missing_codec,              ///< the library that decompresses a codec is not there
  checksum_mismatch,          ///< bytes that do not have the checksum stored beside them
  invalid_deletion_vector,    ///< a deletion vector that is not what the protocol allows
  change_feed_not_enabled,    ///< changes were asked for of a version that keeps no change data feed
  incompatible_schema,        ///< a schema on the way of versions that cannot be read as the one asked for
  invalid_row,                ///< a row of text that is not what its format and its columns ask for
};

/// What kind of failure an error is, for programs that act on kinds: `if (e.code() == condition::corrupt_table)`.
enum class condition : std::uint8_t {
  retryable = 1,  ///< trying again may succeed
  corrupt_table,  ///< the bytes of the table contradict the protocol
  unsupported,    ///< the table is fine, this library cannot serve it
  missing,        ///< what was asked for is not there
};

/// Returns the error's stable name, such as `version_gap`.
DELTALAKE_DECL std::string_view name(errc code) noexcept;
/// Returns one sentence about what happened.
DELTALAKE_DECL std::string_view message(errc code) noexcept;
/// Returns one sentence about what the reader of the error can do.
DELTALAKE_DECL std::string_view advice(errc code) noexcept;

/// The category of all errors of this library; `category().name()` is "deltalake".
DELTALAKE_DECL const boost::system::error_category& category() noexcept;
/// The category of `condition`.
DELTALAKE_DECL const boost::system::error_category& condition_category() noexcept;

inline boost::system::error_code make_error_code(errc code) noexcept { return {static_cast<int>(code), category()}; }
inline boost::system::error_condition make_error_condition(condition kind) noexcept {
  return {static_cast<int>(kind), condition_category()};
}

}  // namespace deltalake::inline v0

template <>
struct boost::system::is_error_code_enum<deltalake::errc> : std::true_type {};
template <>
struct boost::system::is_error_condition_enum<deltalake::condition> : std::true_type {};

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/base/impl/errc.ipp>
#endif
