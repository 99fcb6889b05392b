#pragma once
#include <functional>
#include <set>
#include <string>
#include <utility>

#include <deltalake/log/list_io.hpp>
#include <deltalake/snapshot/file_stream_io.hpp>

namespace deltalake::inline v0 {

DELTALAKE_DECL std::size_t file_portion::size() const noexcept {
  std::size_t total = 0;
  for (const log::file_segment& segment : segments_) total += segment.live->count();
  return total;
}

DELTALAKE_DECL file_stream::file_stream(shared_snapshot of, std::vector<partition_filter> filters)
    : of_(std::move(of)), filters_(std::move(filters)) {}

// The files of the commits and the first ones of the checkpoint: before anything is handed out there is time to go back
// to another checkpoint.
DELTALAKE_DECL task<std::optional<std::vector<log::file_segment>>> file_stream::begin() {
  const executor here = co_await boost::asio::this_coro::executor;
  log::partition_predicate wanted;
  if (!filters_.empty()) wanted = partition_predicate_of(of_, filters_);
  std::set<std::string> rejected = of_->rejected;
  std::optional<error> first_damage;
  while (true) {
    std::optional<log::segment> found;
    try {
      found = co_await log::find_segment(of_->store, of_->log.version, rejected, std::nullopt);
    } catch (const delta_error& failure) {
      if (!first_damage || failure.reason() != errc::checkpoint_required) throw;
    }
    if (!found) throw_error(detail::without_checkpoint(std::move(*first_damage), of_->log.version));
    log::segment files = std::move(*found);
    const std::string checkpoint = files.checkpoint ? files.checkpoint->name() : std::string();
    log::read_options read = detail::make_read_options(of_->options, of_->json, here, of_->log.files.seed);
    parquet::read_options how = detail::make_parquet_options(of_->options);
    // Few at a time, so that a listing of any length stays small.
    read.concurrency = 2;
    from_.emplace(of_->store, std::move(files), std::move(read), std::move(how), wanted);
    try {
      std::optional<std::vector<log::file_segment>> first = co_await from_->next();
      std::optional<std::vector<log::file_segment>> second = co_await from_->next();
      if (second) first->insert(first->end(), second->begin(), second->end());
      co_return first;
    } catch (const delta_error& failure) {
      if (checkpoint.empty() || !detail::is_damage(failure.reason())) throw;
      if (!first_damage) first_damage = failure.where();
    }
    rejected.insert(checkpoint);
  }
}

DELTALAKE_DECL task<std::optional<file_portion>> file_stream::read_more() {
  if (done_) co_return std::nullopt;
  std::optional<std::vector<log::file_segment>> some;
  if (!from_) {
    some = co_await begin();
  } else {
    // Each call may come from another execution context, whose workers go with it.
    const executor here = co_await boost::asio::this_coro::executor;
    from_->run_on(detail::workers_for(of_->options, here));
    some = co_await from_->next();
  }
  if (!some) {
    done_ = true;
    co_return std::nullopt;
  }
  co_return file_portion(of_, std::move(*some));
}

DELTALAKE_DECL task<std::optional<file_portion>> file_stream::next() {
  std::function<task<std::optional<file_portion>>()> reading = [this] { return read_more(); };
  std::optional<file_portion> some = co_await detail::operate(of_, std::move(reading));
  co_return some;
}

}  // namespace deltalake::inline v0
