#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <deltalake/action/domain_metadata.hpp>
#include <deltalake/action/metadata.hpp>
#include <deltalake/action/protocol.hpp>
#include <deltalake/action/set_transaction.hpp>
#include <deltalake/base/result.hpp>
#include <deltalake/log/file_state.hpp>
#include <deltalake/log/log_run.hpp>

namespace deltalake::inline v0::log {

/// The state of a table at one version, as the log tells it.
struct log_state {
  std::int64_t version = -1;
  deltalake::protocol protocol;
  deltalake::metadata metadata;
  std::map<std::string, set_transaction> transactions;  ///< by application id
  std::map<std::string, domain_metadata> domains;       ///< by domain; removed ones are not here
  file_state files;
  bool files_loaded = false;
};

/// Reconciles the actions of the whole log, given newest first, into the state at `version`. Deterministic: it does not
/// depend on how the log was cut into runs. The protocol is judged first; then the first failure from the newest commit
/// on is reported. PROTOCOL.md "Action Reconciliation".
/// Errors: missing_protocol, missing_metadata, duplicate_action, those of check_readable, and the failures of the runs.
DELTALAKE_DECL result<log_state> fold(std::vector<log_run> runs, std::int64_t version, log_parts parts);

/// What a checkpoint says of a table, before newer commits are reconciled with it.
struct checkpoint_state {
  log_state state;
  bool has_protocol = false, has_metadata = false;
};

/// Makes a state of the runs of a checkpoint, in its order. A checkpoint is reconciled already, so its files are not
/// compared with each other. Errors: duplicate_action, and the failures of the runs.
DELTALAKE_DECL result<checkpoint_state> fold_checkpoint(std::vector<log_run> runs, std::int64_t version,
                                                        log_parts parts);

/// Reconciles the commits since a checkpoint, given newest first, with it. Errors: as `fold`.
DELTALAKE_DECL result<log_state> fold(checkpoint_state base, std::vector<log_run> runs, std::int64_t version);

/// Reconciles newer commits, given newest first, with an older state. The older state stays as it is; what both have in
/// common is shared. Errors: as `fold`.
DELTALAKE_DECL result<log_state> advance(const log_state& base, std::vector<log_run> runs, std::int64_t version);

}  // namespace deltalake::inline v0::log

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/log/impl/fold.ipp>
#endif
