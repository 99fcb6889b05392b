#pragma once
#include <memory>
#include <vector>

#include <deltalake/base/result.hpp>
#include <deltalake/log/file_state.hpp>
#include <deltalake/log/log_run.hpp>

namespace deltalake::inline v0::log {

/// What the commits since a checkpoint say of files, kept for as long as the checkpoint's rows pass by. Immutable;
/// const members are safe from any thread.
class newer_files {
 public:
  /// Folds the commits, given newest first. Errors: the failures of the runs, duplicate_action.
  DELTALAKE_DECL static result<std::shared_ptr<newer_files>> make(std::vector<log_run> runs);
  DELTALAKE_DECL ~newer_files();

  /// The files that the commits add and do not remove again.
  DELTALAKE_DECL std::vector<file_segment> live() const;
  /// Takes those rows of older columns away that the commits cancel.
  DELTALAKE_DECL void erase_cancelled(const file_columns& older, live_rows& live) const;

 private:
  struct state;
  explicit newer_files(std::unique_ptr<state> folded);
  std::unique_ptr<state> state_;
};

}  // namespace deltalake::inline v0::log

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/log/impl/newer_files.ipp>
#endif
