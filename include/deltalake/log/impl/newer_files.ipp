#pragma once
#include <utility>

#include <deltalake/log/fold.hpp>
#include <deltalake/log/newer_files.hpp>
#include <deltalake/log/path_table.hpp>

namespace deltalake::inline v0::log {

struct newer_files::state {
  explicit state(std::vector<log_run> from) : runs(std::move(from)), folding(runs, log_parts::all) {}
  std::vector<log_run> runs;  // the table's texts lie in them
  detail::folding folding;
  std::optional<detail::hash_filter> filter;
  std::vector<file_segment> live;
};

DELTALAKE_DECL newer_files::newer_files(std::unique_ptr<state> folded) : state_(std::move(folded)) {}
DELTALAKE_DECL newer_files::~newer_files() = default;

DELTALAKE_DECL result<std::shared_ptr<newer_files>> newer_files::make(std::vector<log_run> runs) {
  auto made = std::make_unique<state>(std::move(runs));
  if (std::optional<error> failure = made->folding.run()) return std::move(*failure);
  made->filter.emplace(made->folding.table());
  made->live = made->folding.live_files();
  return std::shared_ptr<newer_files>(new newer_files(std::move(made)));
}

DELTALAKE_DECL std::vector<file_segment> newer_files::live() const { return state_->live; }

DELTALAKE_DECL void newer_files::erase_cancelled(const file_columns& older, live_rows& live) const {
  const path_table& table = state_->folding.table();
  if (table.size() == 0) return;
  detail::for_each_cancelled(older, live, table, *state_->filter, [&live](std::size_t row) { live.erase(row); });
}

}  // namespace deltalake::inline v0::log
