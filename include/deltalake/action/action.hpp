#pragma once
#include <variant>

#include <deltalake/action/add_file.hpp>
#include <deltalake/action/cdc_file.hpp>
#include <deltalake/action/checkpoint_metadata.hpp>
#include <deltalake/action/commit_info.hpp>
#include <deltalake/action/domain_metadata.hpp>
#include <deltalake/action/metadata.hpp>
#include <deltalake/action/protocol.hpp>
#include <deltalake/action/remove_file.hpp>
#include <deltalake/action/set_transaction.hpp>
#include <deltalake/action/sidecar.hpp>
#include <deltalake/fwd.hpp>

namespace deltalake::inline v0 {

/// One entry of the log. Actions that this library does not know are left out wherever actions are listed.
/// PROTOCOL.md "Actions".
template <class Json>
struct basic_action : std::variant<add_file, remove_file, metadata, protocol, set_transaction, domain_metadata,
                                   cdc_file, basic_commit_info<Json>, checkpoint_metadata, sidecar> {
  using kinds = std::variant<add_file, remove_file, metadata, protocol, set_transaction, domain_metadata, cdc_file,
                             basic_commit_info<Json>, checkpoint_metadata, sidecar>;
  using kinds::kinds;

  /// The action if it is of kind `T`, else null.
  template <class T>
  const T* get_if() const noexcept {
    return std::get_if<T>(static_cast<const kinds*>(this));
  }
};

}  // namespace deltalake::inline v0
