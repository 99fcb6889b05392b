#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <deltalake/action/action_receiver.hpp>
#include <deltalake/base/error.hpp>
#include <deltalake/log/file_columns.hpp>
#include <deltalake/log/removed_files.hpp>

namespace deltalake::inline v0::log {

/// What to take from the log.
enum class log_parts : std::uint8_t {
  metadata,  ///< protocol, metadata, transactions, domains
  all,       ///< and the files
};

/// What one log file, or a part of one, adds to a run: the rows up to these ends.
struct commit_extent {
  std::int64_t version = 0;
  bool compacted = false;  ///< a log compaction: holds several commits, already reconciled with each other
  std::size_t adds_end = 0, removes_end = 0;
};

/// The actions of a run of log files, newest first, before they are reconciled with the rest of the log.
struct log_run {
  DELTALAKE_DECL explicit log_run(std::uint64_t seed);
  DELTALAKE_DECL log_run(const log_run&);
  DELTALAKE_DECL log_run(log_run&&) noexcept;
  DELTALAKE_DECL log_run& operator=(const log_run&);
  DELTALAKE_DECL log_run& operator=(log_run&&) noexcept;
  DELTALAKE_DECL ~log_run();

  std::shared_ptr<file_columns> adds;
  removed_files removes;
  std::vector<commit_extent> extents;
  std::vector<std::pair<std::int64_t, protocol>> protocols;  ///< with their versions, newest first
  std::vector<std::pair<std::int64_t, metadata>> metadatas;
  std::vector<std::pair<std::int64_t, set_transaction>> txns;
  std::vector<std::pair<std::int64_t, domain_metadata>> domains;
  std::optional<error> failure;  ///< the first one, in the order of the fold

  /// Empties the run; its columns keep their memory.
  DELTALAKE_DECL void clear();
};

/// Takes the actions of log files into a run. Call `begin` before each file and `end` after it.
class log_run_receiver : public action_receiver {
 public:
  log_run_receiver(log_run& run, log_parts parts, keep_stats stats) : run_(&run), parts_(parts), stats_(stats) {}

  void begin(std::int64_t version, bool compacted) {
    version_ = version;
    compacted_ = compacted;
  }
  DELTALAKE_DECL void end();

  action_kind wants() const override {
    constexpr action_kind metadata =
        action_kind::metadata | action_kind::protocol | action_kind::txn | action_kind::domain_metadata;
    return parts_ == log_parts::all ? metadata | action_kind::add | action_kind::remove : metadata;
  }
  bool wants_stats() const override { return stats_ == keep_stats::yes; }

  DELTALAKE_DECL void on_add(add_file& file) override;
  DELTALAKE_DECL void on_remove(remove_file& file) override;
  DELTALAKE_DECL void on_metadata(metadata& m) override;
  DELTALAKE_DECL void on_protocol(protocol& p) override;
  DELTALAKE_DECL void on_txn(set_transaction& t) override;
  DELTALAKE_DECL void on_domain_metadata(domain_metadata& d) override;

 private:
  log_run* run_;
  log_parts parts_;
  keep_stats stats_;
  std::int64_t version_ = 0;
  bool compacted_ = false;
};

}  // namespace deltalake::inline v0::log

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/log/impl/log_run.ipp>
#endif
