#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include <deltalake/base/result.hpp>

namespace deltalake::inline v0::log {

/// A commit or a compaction of commits, as it was listed.
struct log_file {
  std::int64_t version_first = 0, version_final = 0;  ///< equal for a commit
  bool compacted = false;
  std::uint64_t size_bytes = 0;
  std::int64_t modified_ms = 0;
};

/// What a listing of _delta_log holds, sorted by kind. Files of other kinds are not here.
class log_listing {
 public:
  /// Enters a file by its name; returns false if it is none of the log's.
  DELTALAKE_DECL bool add(std::string_view name, std::uint64_t size_bytes, std::int64_t modified_ms);
  /// Puts everything in order. Call it once, after the last `add`.
  DELTALAKE_DECL void sort();

  std::vector<log_file> commits;          ///< by version
  std::vector<log_file> compactions;      ///< by first version, the longest first
  std::vector<std::int64_t> checkpoints;  ///< versions of which there is a checkpoint file, ascending
};

/// The files from which one version of a table is read. Invariants: the newest ends at `version`; they cover every
/// version from 0 to it exactly once.
struct segment {
  std::int64_t version = -1;
  std::vector<log_file> files;  ///< newest first
};

/// Chooses the files for `version`, or for the newest version. Commits are preferred to compactions, which stand in
/// where commits are gone. A compaction is used only if it ends at or before `version`.
/// Errors: not_a_table, version_not_found, version_gap (its version says which commit is missing), checkpoint_required.
DELTALAKE_DECL result<segment> build_segment(const log_listing& listing, std::optional<std::int64_t> version);

}  // namespace deltalake::inline v0::log

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/log/impl/segment.ipp>
#endif
