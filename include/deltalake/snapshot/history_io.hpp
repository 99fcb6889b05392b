#pragma once
#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <deltalake/action/action.hpp>
#include <deltalake/base/workers.hpp>
#include <deltalake/json/value_stream.hpp>
#include <deltalake/log/file_name.hpp>
#include <deltalake/log/list_io.hpp>
#include <deltalake/snapshot/json_functions.hpp>
#include <deltalake/snapshot/load_io.hpp>

namespace deltalake::inline v0 {
namespace detail {

template <class Json>
struct history_job {
  shared_snapshot state;
  std::vector<std::int64_t> versions;
  std::vector<basic_commit_info<Json>> infos;
};

/// Reads one commit and hands it to `receiver`. Throws what is wrong with it, with file, version and line.
template <class Json, class Receiver>
task<void> read_commit(shared_snapshot state, std::int64_t version, Receiver& receiver) {
  const path where = log::log_path(log::commit_file_name(version));
  const bytes content = co_await state->store.get(where);
  const std::string_view text = content.view().substr(json::byte_order_mark(content.view()));
  log::json_decoder<Json> decoder(state->options.json_limits());
  const json::read_result got = decoder.decode(text, receiver);
  if (got.failure) {
    error found = *got.failure;
    found.in_file(where.text()).at_version(version);
    throw_error(std::move(found.at_line(json::line_at(text, got.failure_offset))));
  }
}

template <class Json>
task<void> read_history_entry(std::shared_ptr<history_job<Json>> job, std::size_t index) {
  const std::int64_t version = job->versions[index];
  commit_info_receiver<Json> receiver;
  co_await read_commit<Json>(job->state, version, receiver);
  if (receiver.found)
    job->infos[index] = make_commit_info<Json>(version, std::move(*receiver.found));
  else
    job->infos[index].version = version;
}

/// Keeps every action of a commit.
template <class Json>
class action_collector final : public basic_action_receiver<Json> {
 public:
  explicit action_collector(std::int64_t version) : version_(version) {}
  action_kind wants() const override { return static_cast<action_kind>(0xFFFF); }
  void on_add(add_file& a) override { actions.emplace_back(a); }
  void on_remove(remove_file& a) override { actions.emplace_back(a); }
  void on_metadata(metadata& a) override { actions.emplace_back(a); }
  void on_protocol(protocol& a) override { actions.emplace_back(a); }
  void on_txn(set_transaction& a) override { actions.emplace_back(a); }
  void on_domain_metadata(domain_metadata& a) override { actions.emplace_back(a); }
  void on_cdc(cdc_file& a) override { actions.emplace_back(a); }
  void on_checkpoint_metadata(checkpoint_metadata& a) override { actions.emplace_back(a); }
  void on_sidecar(sidecar& a) override { actions.emplace_back(a); }
  void on_commit_info(typename Json::value&& v) override {
    actions.emplace_back(make_commit_info<Json>(version_, std::move(v)));
  }
  std::vector<basic_action<Json>> actions;

 private:
  std::int64_t version_;
};

template <class Json>
task<std::vector<basic_commit_info<Json>>> collect_history(shared_snapshot state, std::optional<std::size_t> limit) {
  const executor here = co_await boost::asio::this_coro::executor;
  const log::log_listing listing = co_await log::list_log(state->store);
  auto job = std::make_shared<history_job<Json>>();
  for (auto commit = listing.commits.rbegin(); commit != listing.commits.rend(); ++commit) {
    if (limit && job->versions.size() >= *limit) break;
    if (commit->version_final <= state->log.version) job->versions.push_back(commit->version_final);
  }
  job->state = std::move(state);
  job->infos.resize(job->versions.size());
  const executor workers = workers_for(job->state->options, here);
  std::function<task<void>(std::size_t)> body = [job](std::size_t i) { return read_history_entry<Json>(job, i); };
  co_await for_each_limited(workers, job->versions.size(), job->state->options.concurrency(), std::move(body));
  co_return std::move(job->infos);
}

template <class Json>
task<std::vector<basic_action<Json>>> collect_actions(shared_snapshot state, std::int64_t version) {
  action_collector<Json> collector(version);
  bool gone = false;
  try {
    co_await read_commit<Json>(state, version, collector);
  } catch (const delta_error& failure) {
    if (failure.reason() != errc::not_found) throw;
    gone = true;
  }
  if (gone) throw_error(error(errc::version_not_found, "there is no commit " + std::to_string(version)));
  co_return std::move(collector.actions);
}

}  // namespace detail

/// The commit infos of the versions up to the snapshot's, newest first, at most `limit`. Versions whose commit has been
/// cleaned away are left out; one without commitInfo has a null value. Throws what is wrong with a commit.
/// Cancellation: all kinds.
template <class Json>
task<std::vector<basic_commit_info<Json>>> read_history(shared_snapshot state, std::optional<std::size_t> limit) {
  using made_type = std::vector<basic_commit_info<Json>>;
  std::function<task<made_type>()> reading = [state, limit] { return detail::collect_history<Json>(state, limit); };
  made_type infos = co_await detail::operate(state, std::move(reading));
  co_return infos;
}

/// Every action of one commit, in the order of its lines. Throws version_not_found, and what is wrong with the commit.
/// Cancellation: all kinds.
template <class Json>
task<std::vector<basic_action<Json>>> read_actions(shared_snapshot state, std::int64_t version) {
  using made_type = std::vector<basic_action<Json>>;
  std::function<task<made_type>()> reading = [state, version] { return detail::collect_actions<Json>(state, version); };
  made_type actions = co_await detail::operate(state, std::move(reading));
  co_return actions;
}

}  // namespace deltalake::inline v0
