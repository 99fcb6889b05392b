#pragma once
#include <deltalake/log/log_run.hpp>

namespace deltalake::inline v0::log {

DELTALAKE_DECL log_run::log_run(std::uint64_t seed) : adds(std::make_shared<file_columns>(seed)), removes(seed) {}
DELTALAKE_DECL log_run::log_run(const log_run&) = default;
DELTALAKE_DECL log_run::log_run(log_run&&) noexcept = default;
DELTALAKE_DECL log_run& log_run::operator=(const log_run&) = default;
DELTALAKE_DECL log_run& log_run::operator=(log_run&&) noexcept = default;
DELTALAKE_DECL log_run::~log_run() = default;

DELTALAKE_DECL void log_run::clear() {
  adds->clear();
  removes.clear();
  extents.clear();
  protocols.clear();
  metadatas.clear();
  txns.clear();
  domains.clear();
  failure.reset();
}

DELTALAKE_DECL void log_run_receiver::end() {
  run_->extents.push_back({version_, compacted_, run_->adds->size(), run_->removes.size()});
}

DELTALAKE_DECL void log_run_receiver::on_add(add_file& file) {
  run_->adds->append(file, version_, stats_);
}
DELTALAKE_DECL void log_run_receiver::on_remove(remove_file& file) {
  run_->removes.append(file);
}
DELTALAKE_DECL void log_run_receiver::on_metadata(metadata& m) {
  run_->metadatas.emplace_back(version_, std::move(m));
}
DELTALAKE_DECL void log_run_receiver::on_protocol(protocol& p) {
  run_->protocols.emplace_back(version_, std::move(p));
}
DELTALAKE_DECL void log_run_receiver::on_txn(set_transaction& t) {
  run_->txns.emplace_back(version_, std::move(t));
}
DELTALAKE_DECL void log_run_receiver::on_domain_metadata(domain_metadata& d) {
  run_->domains.emplace_back(version_, std::move(d));
}

}  // namespace deltalake::inline v0::log
