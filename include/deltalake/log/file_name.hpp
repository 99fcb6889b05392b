#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include <deltalake/base/uuid.hpp>

namespace deltalake::inline v0::log {

/// What a file of the log is, by its name. PROTOCOL.md "File Types".
enum class file_kind : std::uint8_t {
  commit,                 ///< `<version>.json`
  classic_checkpoint,     ///< `<version>.checkpoint.parquet`
  multi_part_checkpoint,  ///< `<version>.checkpoint.<part>.<parts>.parquet`
  uuid_checkpoint,        ///< `<version>.checkpoint.<uuid>.json` or `.parquet`
  compacted,              ///< `<version>.<version_end>.compacted.json`
  crc,                    ///< `<version>.crc`, a version checksum
  last_checkpoint,        ///< `_last_checkpoint`
  staged_commit,          ///< `<version>.<uuid>.json`, in the folder of staged commits; elsewhere it means nothing
  other,                  ///< not a file of the log: to be ignored
};

/// How a checkpoint with a uuid is written.
enum class checkpoint_format : std::uint8_t { parquet, json };

/// The parsed name of a file of the log. Fields that the kind does not have are zero.
struct file_name {
  file_kind kind = file_kind::other;
  std::int64_t version = 0;      ///< the first one of a compaction
  std::int64_t version_end = 0;  ///< of a compaction: the last one, above `version`
  std::int64_t part = 0;         ///< of a multi-part checkpoint: from 1 to `parts`
  std::int64_t parts = 0;        ///< as the name claims; up to 9,999,999,999, so nothing to allocate by
  checkpoint_format format = checkpoint_format::parquet;
  uuid id;  ///< of a checkpoint or a staged commit

  friend bool operator==(const file_name&, const file_name&) = default;
};

/// Parses the last segment of a path. Only the exact form counts, as every writer makes it: versions of 20 digits that
/// fit 63 bits, parts of 10 digits, uuids and extensions in lower case. Temporary files (".tmp", leading dots),
/// Hadoop's checksums (".00000000000000000000.json.crc") and anything else are `other`, never an error.
/// A multi-part checkpoint of a single part is accepted: it is complete.
DELTALAKE_DECL file_name parse_file_name(std::string_view name);
/// Formats a name: the inverse of `parse_file_name`. Empty text for `other`.
DELTALAKE_DECL std::string to_string(const file_name& name);

/// `<version>.json`. The version is not negative, here and below.
DELTALAKE_DECL std::string commit_file_name(std::int64_t version);
/// `<version>.checkpoint.parquet`
DELTALAKE_DECL std::string checkpoint_file_name(std::int64_t version);
/// `<version>.checkpoint.<part>.<parts>.parquet`
DELTALAKE_DECL std::string checkpoint_file_name(std::int64_t version, std::int64_t part, std::int64_t parts);
/// `<version>.checkpoint.<uuid>.json` or `.parquet`
DELTALAKE_DECL std::string checkpoint_file_name(std::int64_t version, const uuid& id, checkpoint_format format);
/// `<version>.<version_end>.compacted.json`
DELTALAKE_DECL std::string compacted_file_name(std::int64_t version, std::int64_t version_end);
/// `<version>.crc`
DELTALAKE_DECL std::string crc_file_name(std::int64_t version);
/// `<version>.<uuid>.json`
DELTALAKE_DECL std::string staged_commit_file_name(std::int64_t version, const uuid& id);

/// The folder of the log, below the table's.
inline constexpr std::string_view log_folder = "_delta_log";
/// A file of the log as errors name it, below the table's folder: `_delta_log/<name>`.
DELTALAKE_DECL std::string below_table(std::string_view name);

/// The hint that names the last checkpoint.
inline constexpr std::string_view last_checkpoint_file_name = "_last_checkpoint";

}  // namespace deltalake::inline v0::log

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/log/impl/file_name.ipp>
#endif
