#pragma once
#include <string>

#include <deltalake/base/config.hpp>

namespace deltalake::inline v0 {

/// A named configuration of a feature or a user. PROTOCOL.md "Domain Metadata".
struct domain_metadata {
  std::string domain;         ///< "delta." begins those of the protocol
  std::string configuration;  ///< free text, by convention JSON
  bool removed = false;       ///< a tombstone: the domain is not there any more

  friend bool operator==(const domain_metadata&, const domain_metadata&) = default;
};

}  // namespace deltalake::inline v0
