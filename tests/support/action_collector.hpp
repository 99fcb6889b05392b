#pragma once
#include <string>
#include <vector>

#include <deltalake/action/action_receiver.hpp>

namespace deltalake_test {

/// Keeps the actions that it is given, and a letter of each in the order in which they came. `Base` is an
/// action_receiver.
template <class Base = deltalake::action_receiver>
class action_collector : public Base {
 public:
  deltalake::action_kind wants() const override { return wanted; }
  bool wants_stats() const override { return stats; }
  void on_add(deltalake::add_file& a) override { keep(a, adds, 'a'); }
  void on_remove(deltalake::remove_file& a) override { keep(a, removes, 'r'); }
  void on_metadata(deltalake::metadata& a) override { keep(a, metadatas, 'm'); }
  void on_protocol(deltalake::protocol& a) override { keep(a, protocols, 'p'); }
  void on_txn(deltalake::set_transaction& a) override { keep(a, txns, 't'); }
  void on_domain_metadata(deltalake::domain_metadata& a) override { keep(a, domains, 'd'); }
  void on_cdc(deltalake::cdc_file& a) override { keep(a, cdcs, 'c'); }
  void on_checkpoint_metadata(deltalake::checkpoint_metadata& a) override { keep(a, checkpoints, 'k'); }
  void on_sidecar(deltalake::sidecar& a) override { keep(a, sidecars, 's'); }

  deltalake::action_kind wanted = static_cast<deltalake::action_kind>(0xFFFF);
  bool stats = true;
  std::string order;
  std::vector<deltalake::add_file> adds;
  std::vector<deltalake::remove_file> removes;
  std::vector<deltalake::metadata> metadatas;
  std::vector<deltalake::protocol> protocols;
  std::vector<deltalake::set_transaction> txns;
  std::vector<deltalake::domain_metadata> domains;
  std::vector<deltalake::cdc_file> cdcs;
  std::vector<deltalake::checkpoint_metadata> checkpoints;
  std::vector<deltalake::sidecar> sidecars;

 private:
  template <class Action>
  void keep(const Action& one, std::vector<Action>& where, char letter) {
    where.push_back(one);
    order += letter;
  }
};

}  // namespace deltalake_test
