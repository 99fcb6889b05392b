#pragma once
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include <deltalake/json/value_stream.hpp>
#include <deltalake/log/checkpoint_read_io.hpp>
#include <deltalake/log/list_io.hpp>
#include <deltalake/log/path_key.hpp>
#include <deltalake/log/read_io.hpp>
#include <deltalake/snapshot/load_io.hpp>
#include <deltalake/snapshot/tombstone_io.hpp>

namespace deltalake::inline v0 {
namespace detail {

// Reconciles removes with what newer commits say, one commit at a time. A file is known by its path and its deletion
// vector: the remove of a vector that a newer one replaced is a tombstone, although the path is still live.
class tombstone_collector final : public action_receiver {
 public:
  /// From here on come the tombstones of a checkpoint, which older ones are dead there already.
  void begin_checkpoint() { in_checkpoint_ = true; }
  action_kind wants() const override {
    return in_checkpoint_ ? action_kind::remove : action_kind::add | action_kind::remove;
  }
  bool wants_stats() const override { return false; }
  void on_add(add_file& file) override { adds_.push_back(key_of(file)); }
  void on_remove(remove_file& file) override {
    if (!in_checkpoint_) return removes_.push_back(std::move(file));
    if (!newer_.contains(key_of(file))) tombstones_.push_back(std::move(file));
  }

  /// Reconciles the commit that was just read with the newer ones.
  void end_commit(bool compacted) {
    if (compacted) enter_removes();
    for (key& file : adds_) newer_.insert(std::move(file));
    if (!compacted) enter_removes();
    adds_.clear();
    removes_.clear();
  }
  std::vector<remove_file> take() { return std::move(tombstones_); }

 private:
  using key = std::pair<std::string, std::string>;

  template <class File>
  static key key_of(const File& file) {
    return {std::string(log::path_key(file.path)),
            file.deletion_vector ? file.deletion_vector->unique_id() : std::string()};
  }
  void enter_removes() {
    for (remove_file& file : removes_) {
      if (newer_.insert(key_of(file)).second) tombstones_.push_back(std::move(file));
    }
  }

  std::set<key> newer_;  // files that newer actions refer to
  std::vector<key> adds_;
  std::vector<remove_file> removes_, tombstones_;
  bool in_checkpoint_ = false;
};

using shared_collector = std::shared_ptr<tombstone_collector>;

// Collects the tombstones of the commits.
inline task<void> collect_from_commits(shared_snapshot state, std::vector<log::log_file> files,
                                       shared_collector collector) {
  const auto decoder = state->json.make_decoders(state->options.json_limits())();
  for (const log::log_file& file : files) {
    const path where = log::log_path(log::name_of(file));
    const bytes content = co_await state->store.get(where);
    const std::string_view text = content.view().substr(json::byte_order_mark(content.view()));
    const json::read_result got = decoder->decode(text, *collector);
    if (got.failure) {
      error found = *got.failure;
      found.in_file(where.text()).at_version(file.version_final);
      throw_error(std::move(found.at_line(json::line_at(text, got.failure_offset))));
    }
    collector->end_commit(file.compacted);
  }
}

// Collects those of the checkpoint; returns what is wrong with it, if it cannot be used.
inline task<std::optional<error>> collect_from_checkpoint(shared_snapshot state, log::checkpoint_set files,
                                                          shared_collector collector) {
  const executor here = co_await boost::asio::this_coro::executor;
  log::read_options read = make_read_options(state->options, state->json, here, 0);
  read.parts = log::log_parts::all;
  parquet::read_options how = make_parquet_options(state->options);
  collector->begin_checkpoint();
  std::optional<error> damage;
  try {
    co_await log::read_checkpoint_removes(state->store, std::move(files), std::move(read), std::move(how), collector);
  } catch (const delta_error& failure) {
    if (!is_damage(failure.reason())) throw;
    damage = failure.where();
  }
  co_return damage;
}

inline task<std::vector<remove_file>> collect_tombstones(shared_snapshot state) {
  std::set<std::string> rejected = state->rejected;
  while (true) {
    log::segment files = co_await log::find_segment(state->store, state->log.version, rejected, std::nullopt);
    auto collector = std::make_shared<tombstone_collector>();
    co_await collect_from_commits(state, files.files, collector);
    if (!files.checkpoint) co_return collector->take();
    const std::string name = files.checkpoint->name();
    const std::optional<error> damage =
        co_await collect_from_checkpoint(state, std::move(*files.checkpoint), collector);
    if (!damage) co_return collector->take();
    rejected.insert(name);
  }
}

}  // namespace detail

DELTALAKE_DECL task<std::vector<remove_file>> read_tombstones(shared_snapshot state) {
  std::function<task<std::vector<remove_file>>()> reading = [state] { return detail::collect_tombstones(state); };
  std::vector<remove_file> tombstones = co_await detail::operate(state, std::move(reading));
  co_return tombstones;
}

}  // namespace deltalake::inline v0
