#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/deltalake.hpp>

namespace deltalake_tool {

/// What the top file of a checkpoint says of itself.
struct checkpoint_content {
  checkpoint_content() {}  // no aggregate: it is returned by coroutines

  bool v2 = false;                           ///< it has checkpointMetadata or sidecars
  std::vector<deltalake::sidecar> sidecars;  ///< as it names them
  std::vector<std::string> missing;          ///< the paths of those that are not there
  std::optional<deltalake::error> failure;   ///< why it cannot be read
};

/// A checkpoint of the log, complete or not.
struct checkpoint_report {
  enum class state { used, tried, damaged, incomplete, newer, not_needed };

  std::int64_t version = 0;
  deltalake::log::file_kind kind = deltalake::log::file_kind::classic_checkpoint;
  std::vector<deltalake::log::checkpoint_file> files;
  std::int64_t parts = 1;                                      ///< as the names claim
  std::vector<std::pair<std::int64_t, std::int64_t>> missing;  ///< parts, in ranges
  std::optional<checkpoint_content> content;                   ///< of complete ones in a single file
  state what = state::not_needed;
  std::optional<deltalake::error> damage;

  std::string name() const { return to_string(files.front().name); }
  std::uint64_t size_bytes() const;
};

/// The content of `_last_checkpoint`, and whether the listing shows what it says.
struct hint_report {
  hint_report() {}
  bool there = false;
  std::optional<deltalake::log::last_checkpoint> content;
  std::optional<deltalake::error> failure;
  bool confirmed = false;  ///< that checkpoint is there, and complete
  bool newest = false;     ///< there is no newer complete one
};

/// All that the command shows.
struct log_report {
  log_report() {}
  std::string table_uri;
  std::vector<checkpoint_report> checkpoints;  ///< by version
  hint_report hint;
  std::vector<std::int64_t> checksums;            ///< versions with a version checksum
  std::optional<deltalake::log::segment> chosen;  ///< what the version is read from
  std::string reason;                             ///< why from this
  std::vector<deltalake::error> findings;
  std::exception_ptr failure;  ///< why the table cannot be opened
};

/// "classic", "multi_part" or "v2", by the name of the file.
const char* word(deltalake::log::file_kind kind) noexcept;
const char* word(checkpoint_report::state what) noexcept;

/// Lists the log, opens the table to see what comes to light, and puts everything together. What keeps the table from
/// being opened is in the result, unless there is no table or no such version.
deltalake::task<log_report> look_at_log(std::string table, deltalake::open_options options);

}  // namespace deltalake_tool
