#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include <deltalake/base/task.hpp>
#include <deltalake/log/fold.hpp>
#include <deltalake/log/last_checkpoint.hpp>
#include <deltalake/log/version_checksum.hpp>
#include <deltalake/snapshot/snapshot_state.hpp>

namespace deltalake::inline v0 {

/// What reading `_last_checkpoint` gave.
struct hint_reading {
  hint_reading() {}
  std::optional<log::last_checkpoint> content;
  std::optional<error> problem;  ///< checksum_mismatch: it is whole, and not what was written
};

/// Reads `_last_checkpoint`; nothing if it is absent, torn or makes no sense: it is a hint and never a reason to fail.
/// One whose checksum disagrees may be just being overwritten, so it is read twice before that is believed.
/// Cancellation: all kinds.
DELTALAKE_DECL task<hint_reading> read_last_checkpoint(std::shared_ptr<const snapshot_state> of);

/// What reading a version checksum gave.
struct checksum_reading {
  checksum_reading() {}
  std::optional<log::version_checksum> content;
  std::optional<error> problem;  ///< why there is no content, if the file is there
};

/// Reads `<version>.crc`. A file that cannot be read or understood is no reason to fail either: it is reported.
/// Cancellation: all kinds.
DELTALAKE_DECL task<checksum_reading> read_version_checksum(std::shared_ptr<const snapshot_state> of,
                                                            std::int64_t version);

/// The state without files, if the checksum tells all of it: protocol, metadata, transactions and domains.
/// PROTOCOL.md "Version Checksum File".
DELTALAKE_DECL std::optional<log::log_state> state_of(const log::version_checksum& from, std::int64_t version);

/// What a checksum says otherwise than the log: checksum_mismatch, its field names the member. Nothing if they agree in
/// everything that both tell.
DELTALAKE_DECL std::optional<error> compare(const log::version_checksum& stored, const log::log_state& found);

}  // namespace deltalake::inline v0

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/snapshot/impl/hints_io.ipp>
#endif
