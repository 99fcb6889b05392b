#pragma once
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <deltalake/base/result.hpp>
#include <deltalake/log/checkpoint_set.hpp>

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
  /// True if nothing was listed that makes a table.
  bool empty() const noexcept { return commits.empty() && checkpoints.empty() && checkpoint_files.empty(); }

  std::vector<log_file> commits;                  ///< by version
  std::vector<log_file> compactions;              ///< by first version, the longest first
  std::vector<checkpoint_set> checkpoints;        ///< the complete ones, ascending
  std::vector<checkpoint_file> checkpoint_files;  ///< of all checkpoints, complete or not
  std::vector<std::int64_t> checksums;            ///< versions of which there is a version checksum, ascending
};

/// The files from which one version of a table is read. Invariants: the files are newest first and end at `version`;
/// together with the checkpoint they cover every version from 0 to it exactly once.
struct segment {
  std::int64_t version = -1;
  std::vector<log_file> files;               ///< after the checkpoint, newest first
  std::optional<checkpoint_set> checkpoint;  ///< absent: the files begin at version 0
  bool has_checksum = false;                 ///< there is a version checksum of `version`
};

/// Chooses the files for `version`, or for the newest version: the newest complete checkpoint at or before it, and the
/// commits since. Commits are preferred to compactions, which stand in where commits are gone; a compaction is used
/// only if it ends at or before `version`. Checkpoints named in `rejected` are not used.
/// Errors: not_a_table; version_not_found, also for a version whose commits were cleaned away (then its file says which
/// commit is gone, and its detail names the earliest version there is); version_gap (its version says which commit is
/// missing); checkpoint_required (the checkpoint that stands in for a missing commit is incomplete or rejected).
DELTALAKE_DECL result<segment> build_segment(const log_listing& listing, std::optional<std::int64_t> version,
                                             const std::set<std::string>& rejected = {});

}  // namespace deltalake::inline v0::log

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/log/impl/segment.ipp>
#endif
