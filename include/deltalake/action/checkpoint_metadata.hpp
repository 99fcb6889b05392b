#pragma once
#include <cstdint>

#include <deltalake/action/add_file.hpp>

namespace deltalake::inline v0 {

/// What a V2 checkpoint says of itself. PROTOCOL.md "Checkpoint Metadata".
struct checkpoint_metadata {
  std::int64_t version = 0;  ///< the table version it holds
  string_map tags;

  friend bool operator==(const checkpoint_metadata&, const checkpoint_metadata&) = default;
};

}  // namespace deltalake::inline v0
