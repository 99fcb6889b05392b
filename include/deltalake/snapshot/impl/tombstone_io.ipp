#pragma once
#include <deque>
#include <string>
#include <utility>

#include <deltalake/base/hash.hpp>
#include <deltalake/json/value_stream.hpp>
#include <deltalake/log/list_io.hpp>
#include <deltalake/log/path_table.hpp>
#include <deltalake/log/read_io.hpp>
#include <deltalake/snapshot/tombstone_io.hpp>

namespace deltalake::inline v0 {
namespace detail {

// Reconciles removes with what newer commits say, one commit at a time. The texts that the table refers to stay in
// deques, whose elements do not move.
class tombstone_collector final : public action_receiver {
 public:
  explicit tombstone_collector(std::uint64_t seed) : seed_(seed) {}

  action_kind wants() const override { return action_kind::add | action_kind::remove; }
  bool wants_stats() const override { return false; }
  void on_add(add_file& file) override {
    const std::string* vector = &texts_.emplace_back(file.deletion_vector ? file.deletion_vector->unique_id() : "");
    adds_.push_back({&texts_.emplace_back(std::move(file.path)), vector});
  }
  void on_remove(remove_file& file) override { removes_.push_back(std::move(file)); }

  /// Reconciles the commit that was just read with the newer ones.
  void end_commit(bool compacted) {
    ++commit_;
    if (compacted) enter_removes();
    for (const auto& [path, vector] : adds_) table_.enter_add(*path, hash_of_path(*path), *vector, commit_);
    if (!compacted) enter_removes();
    adds_.clear();
    removes_.clear();
  }
  std::vector<remove_file> take() {
    return {std::make_move_iterator(tombstones_.begin()), std::make_move_iterator(tombstones_.end())};
  }

 private:
  std::uint32_t hash_of_path(std::string_view path) const { return static_cast<std::uint32_t>(hash_of(path, seed_)); }
  void enter_removes() {
    for (remove_file& file : removes_) {
      const std::string& vector = texts_.emplace_back(file.deletion_vector ? file.deletion_vector->unique_id() : "");
      const std::string& path = texts_.emplace_back(file.path);
      if (table_.enter_remove(path, hash_of_path(path), vector)) tombstones_.push_back(std::move(file));
    }
  }

  std::uint64_t seed_;
  std::uint32_t commit_ = 0;
  log::path_table table_;
  std::deque<std::string> texts_;
  std::vector<std::pair<const std::string*, const std::string*>> adds_;
  std::vector<remove_file> removes_;
  std::deque<remove_file> tombstones_;
};

}  // namespace detail

DELTALAKE_DECL task<std::vector<remove_file>> read_tombstones(shared_snapshot state) {
  const log::segment files = co_await log::find_segment(state->store, state->log.version);
  const auto decoder = state->json.make_decoders(state->options.json_limits())();
  detail::tombstone_collector collector(state->log.files.seed);
  for (const log::log_file& file : files.files) {
    const path where = path(std::string(log::log_folder)) / log::name_of(file);
    const bytes content = co_await state->store.get(where);
    const std::string_view text = content.view().substr(json::byte_order_mark(content.view()));
    const json::read_result got = decoder->decode(text, collector);
    if (got.failure) {
      error found = *got.failure;
      found.in_table(state->table_uri).in_file(log::name_of(file)).at_version(file.version_final);
      throw_error(std::move(found.at_line(json::line_at(text, got.failure_offset))));
    }
    collector.end_commit(file.compacted);
  }
  co_return collector.take();
}

}  // namespace deltalake::inline v0
