#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include <deltalake/base/config.hpp>
#include <deltalake/fwd.hpp>

namespace deltalake::inline v0 {

/// What most writers tell of a commit. All of it is optional: the protocol leaves the content open.
struct commit_info_fields {
  std::int64_t version = 0;                         ///< the commit that holds it
  std::optional<std::int64_t> timestamp;            ///< milliseconds since 1970-01-01T00:00:00Z, by the writer's clock
  std::optional<std::int64_t> in_commit_timestamp;  ///< the commit's time, where the table has in-commit timestamps
  std::optional<std::string> operation;             ///< "WRITE", "MERGE", ...
  std::optional<std::string> engine_info;
  std::optional<std::string> user_id;
  std::optional<std::string> user_name;
  std::optional<std::string> user_metadata;
  std::optional<std::string> isolation_level;
  std::optional<std::string> txn_id;
  std::optional<std::int64_t> read_version;
  std::optional<bool> is_blind_append;

  friend bool operator==(const commit_info_fields&, const commit_info_fields&) = default;
};

/// The commitInfo action: the fields above, and the whole object as the JSON policy's value, operation parameters and
/// metrics included. PROTOCOL.md "Commit Provenance Information".
template <class Json>
struct basic_commit_info : commit_info_fields {
  using json_value = typename Json::value;

  json_value value;  ///< null if the commit has no commitInfo

  friend bool operator==(const basic_commit_info&, const basic_commit_info&) = default;
};

}  // namespace deltalake::inline v0
