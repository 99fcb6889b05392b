#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <deltalake/json/node.hpp>
#include <deltalake/log/decoder.hpp>

namespace deltalake::inline v0::log {

/// How many files there are of which size. Bin n holds the files of at least `sorted_bin_boundaries[n]` bytes that fit
/// no later bin; all three lists are equally long. PROTOCOL.md "File Size Histogram Schema".
struct file_size_histogram {
  std::vector<std::int64_t> sorted_bin_boundaries;  ///< ascending, from 0
  std::vector<std::int64_t> file_counts;
  std::vector<std::int64_t> total_bytes;

  friend bool operator==(const file_size_histogram&, const file_size_histogram&) = default;
};

/// The content of `<version>.crc`: the state of the table at that version in short, for checking what was read and for
/// reading less. A reader must work without it. PROTOCOL.md "Version Checksum File".
struct version_checksum {
  std::int64_t table_size_bytes = 0;                ///< of all live files together
  std::int64_t num_files = 0;                       ///< live files
  std::optional<deltalake::metadata> metadata;      ///< required by the protocol, absent in Spark's older ones
  std::optional<deltalake::protocol> protocol;      ///< the same
  std::optional<std::string> txn_id;                ///< of the commit
  std::optional<std::int64_t> in_commit_timestamp;  ///< milliseconds since 1970-01-01T00:00:00Z
  std::optional<std::vector<set_transaction>> set_transactions;
  std::optional<std::vector<deltalake::domain_metadata>> domain_metadata;  ///< without removed ones
  std::optional<log::file_size_histogram> file_size_histogram;
  std::optional<std::int64_t> num_deleted_records;  ///< by deletion vectors
  std::optional<std::int64_t> num_deletion_vectors;
  std::optional<std::vector<std::int64_t>>
      deleted_record_counts;                       ///< files by deleted rows: 0, 1-9, 10-99, ...: 10 bins
  std::optional<std::vector<add_file>> all_files;  ///< every live file

  friend bool operator==(const version_checksum&, const version_checksum&) = default;
};

/// Decodes a version checksum; the actions in it go through `actions`, as those of a commit do. Unknown members are
/// ignored, a null is as good as an absent one. What the members say is not compared.
/// Errors: wrong_type, missing_field, invalid_value; they name the member: "metadata.id", "setTransactions[2].appId".
DELTALAKE_DECL result<version_checksum> decode_version_checksum(const json::node& from, decoder& actions);

/// Parses the text of a `.crc` file. Errors: as `decode_version_checksum`, and those of the policy.
template <class Json>
result<version_checksum> parse_version_checksum(std::string_view text, json::limits bounds = {}) {
  const auto tree = json::parse_node<Json>(text, bounds);
  if (!tree) return tree.error();
  json_decoder<Json> actions(bounds);
  return decode_version_checksum(*tree, actions);
}

}  // namespace deltalake::inline v0::log

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/log/impl/version_checksum.ipp>
#endif
