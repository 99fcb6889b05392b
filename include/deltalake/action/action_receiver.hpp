#pragma once
#include <cstdint>

#include <deltalake/action/add_file.hpp>
#include <deltalake/action/cdc_file.hpp>
#include <deltalake/action/checkpoint_metadata.hpp>
#include <deltalake/action/domain_metadata.hpp>
#include <deltalake/action/metadata.hpp>
#include <deltalake/action/protocol.hpp>
#include <deltalake/action/remove_file.hpp>
#include <deltalake/action/set_transaction.hpp>
#include <deltalake/action/sidecar.hpp>

namespace deltalake::inline v0 {

/// The kinds of action, as bits: what a receiver wants to be told of.
enum class action_kind : std::uint16_t {
  none = 0,
  add = 1,
  remove = 2,
  metadata = 4,
  protocol = 8,
  txn = 16,
  domain_metadata = 32,
  cdc = 64,
  info = 128,  ///< commitInfo
  checkpoint_metadata = 256,
  sidecar = 512,
};
constexpr action_kind operator|(action_kind a, action_kind b) noexcept {
  return static_cast<action_kind>(static_cast<std::uint16_t>(a) | static_cast<std::uint16_t>(b));
}
constexpr bool contains(action_kind set, action_kind one) noexcept {
  return (static_cast<std::uint16_t>(set) & static_cast<std::uint16_t>(one)) != 0;
}

/// Gets the actions of a log file one by one, in the order of the file. The decoder reuses the object it passes:
/// whoever wants to keep it copies it or moves parts of it out. Kinds that `wants()` leaves out are skipped, not
/// validated.
class action_receiver {
 public:
  virtual ~action_receiver() = default;

  virtual action_kind wants() const = 0;
  /// False: the statistics of adds and removes are skipped.
  virtual bool wants_stats() const { return true; }

  virtual void on_add(add_file&) {}
  virtual void on_remove(remove_file&) {}
  virtual void on_metadata(metadata&) {}
  virtual void on_protocol(protocol&) {}
  virtual void on_txn(set_transaction&) {}
  virtual void on_domain_metadata(domain_metadata&) {}
  virtual void on_cdc(cdc_file&) {}
  virtual void on_checkpoint_metadata(checkpoint_metadata&) {}
  virtual void on_sidecar(sidecar&) {}
};

/// A receiver that also takes commit infos, as the JSON policy's value.
template <class Json>
class basic_action_receiver : public action_receiver {
 public:
  virtual void on_commit_info(typename Json::value&&) {}
};

}  // namespace deltalake::inline v0
