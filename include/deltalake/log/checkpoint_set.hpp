#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include <deltalake/log/file_name.hpp>

namespace deltalake::inline v0::log {

/// A file of a checkpoint, as it was listed.
struct checkpoint_file {
  file_name name;
  std::uint64_t size_bytes = 0;
  std::int64_t modified_ms = 0;
};

/// A checkpoint of which every part is there. PROTOCOL.md "Checkpoints".
struct checkpoint_set {
  std::int64_t version = -1;
  std::vector<checkpoint_file> parts;  ///< in order; one, unless it is a multi-part checkpoint

  /// What tells it from other checkpoints, even of the same version: the name of its first part.
  std::string name() const { return to_string(parts.front().name); }
};

/// Puts the files of checkpoints together, ascending by version. Multi-part checkpoints of which a part is missing are
/// left out: a reader must ignore them. Of one version, classic and multi-part checkpoints come after those with a
/// UUID, which come in the order of their names, those in JSON first: the best one is the last.
DELTALAKE_DECL std::vector<checkpoint_set> complete_checkpoints(std::vector<checkpoint_file> files);

}  // namespace deltalake::inline v0::log

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/log/impl/checkpoint_set.ipp>
#endif
