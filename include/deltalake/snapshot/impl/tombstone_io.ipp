#pragma once
#include <set>
#include <string>
#include <utility>

#include <deltalake/json/value_stream.hpp>
#include <deltalake/log/list_io.hpp>
#include <deltalake/log/path_key.hpp>
#include <deltalake/log/read_io.hpp>
#include <deltalake/snapshot/tombstone_io.hpp>

namespace deltalake::inline v0 {
namespace detail {

// Reconciles removes with what newer commits say, one commit at a time. A file is known by its path and its deletion
// vector: the remove of a vector that a newer one replaced is a tombstone, although the path is still live.
class tombstone_collector final : public action_receiver {
 public:
  action_kind wants() const override { return action_kind::add | action_kind::remove; }
  bool wants_stats() const override { return false; }
  void on_add(add_file& file) override { adds_.push_back(key_of(file)); }
  void on_remove(remove_file& file) override { removes_.push_back(std::move(file)); }

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
};

}  // namespace detail

DELTALAKE_DECL task<std::vector<remove_file>> read_tombstones(shared_snapshot state) {
  const log::segment files = co_await log::find_segment(state->store, state->log.version);
  const auto decoder = state->json.make_decoders(state->options.json_limits())();
  detail::tombstone_collector collector;
  for (const log::log_file& file : files.files) {
    const path where = log::log_path(log::name_of(file));
    const bytes content = co_await state->store.get(where);
    const std::string_view text = content.view().substr(json::byte_order_mark(content.view()));
    const json::read_result got = decoder->decode(text, collector);
    if (got.failure) {
      error found = *got.failure;
      found.in_table(state->table_uri).in_file(where.text()).at_version(file.version_final);
      throw_error(std::move(found.at_line(json::line_at(text, got.failure_offset))));
    }
    collector.end_commit(file.compacted);
  }
  co_return collector.take();
}

}  // namespace deltalake::inline v0
