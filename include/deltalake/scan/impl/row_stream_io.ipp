#pragma once
#include <algorithm>
#include <utility>

#include <boost/asio/this_coro.hpp>

#include <deltalake/base/workers.hpp>
#include <deltalake/column/filter.hpp>
#include <deltalake/scan/row_stream_io.hpp>

namespace deltalake::inline v0::scan {
namespace detail {

inline std::uint64_t bytes_of_batch(const column::batch& rows) noexcept {
  std::uint64_t total = sizeof(column::batch);
  for (const column::array& one : rows.columns) total += column::bytes_of(one);
  return total;
}

}  // namespace detail

DELTALAKE_DECL row_stream::row_stream(shared_snapshot of, file_source files, options how)
    : of_(std::move(of)), files_(std::move(files)), how_(std::move(how)) {
  // Whoever wants few rows should not pay for the files behind them.
  lanes_max_ = how_.limit() ? 1 : how_.files_ahead();
  budget_ = std::make_shared<parquet::memory_budget>(how_.memory_bytes());
}

// What the source throws waits until the rows of the files before are given. Cancellation does not: it is asked again.
DELTALAKE_DECL task<void> row_stream::open_lanes() {
  data_file_options read;
  read.reading = deltalake::detail::make_parquet_options(of_->options);
  read.reading.batch_rows = how_.batch_rows();
  read.reading.batch_bytes = how_.batch_bytes();
  read.budget = budget_;
  if (how_.limit()) {
    // Of few rows that are wanted, many may have to be read if there is a condition.
    if (!how_.has_condition()) {
      read.reading.batch_rows = (std::max)((std::min)(how_.batch_rows(), *how_.limit()), std::int64_t{1});
    }
    read.row_groups_ahead = 1;
  }
  while (!no_more_files_ && lanes_.size() < lanes_max_) {
    std::optional<data_file> file;
    try {
      file = co_await files_();
    } catch (const delta_error&) {
      source_failure_ = std::current_exception();
    }
    if (!file) {
      no_more_files_ = true;
      co_return;
    }
    data_file_reader reader(of_, std::move(*file), read);
    lanes_.push_back(std::make_shared<lane>(std::move(reader)));
  }
}

// The first lane reads what is asked for next, the others as far as memory goes.
DELTALAKE_DECL task<void> row_stream::fill(std::shared_ptr<lane> one) {
  const std::uint64_t share = how_.limit() ? 0 : how_.memory_bytes() / lanes_max_;
  while (!one->ended && !one->failure && (one->ready.empty() || one->ready_bytes < share)) {
    std::optional<column::batch> rows;
    try {
      rows = co_await one->reader.next();
    } catch (const delta_error&) {
      one->failure = std::current_exception();
      co_return;
    }
    if (!rows) {
      one->ended = true;
      co_return;
    }
    one->ready_bytes += detail::bytes_of_batch(*rows);
    one->ready.push_back(std::move(*rows));
  }
}

DELTALAKE_DECL task<void> row_stream::fill_lanes() {
  if (lanes_.size() == 1) {
    co_await fill(lanes_.front());
    co_return;
  }
  const executor here = co_await boost::asio::this_coro::executor;
  executor workers = deltalake::detail::workers_for(of_->options, here);
  auto lanes = std::make_shared<std::vector<std::shared_ptr<lane>>>(lanes_.begin(), lanes_.end());
  std::function<task<void>(std::size_t)> body = [this, lanes](std::size_t index) { return fill((*lanes)[index]); };
  co_await for_each_limited(std::move(workers), lanes->size(), lanes->size(), std::move(body));
}

// Rows that are there already; nothing if some have to be read, or there are none.
DELTALAKE_DECL std::optional<column::batch> row_stream::take() {
  while (!lanes_.empty()) {
    lane& first = *lanes_.front();
    if (!first.ready.empty()) {
      column::batch rows = std::move(first.ready.front());
      first.ready.pop_front();
      first.ready_bytes -= detail::bytes_of_batch(rows);
      return rows;
    }
    if (first.failure) std::rethrow_exception(first.failure);
    if (!first.ended) return std::nullopt;
    lanes_.pop_front();
  }
  return std::nullopt;
}

DELTALAKE_DECL std::optional<column::batch> row_stream::up_to_limit(column::batch rows) {
  if (!how_.limit()) return rows;
  const std::int64_t left = *how_.limit() - given_;
  if (rows.num_rows > left) {
    const column::row_stretch first{0, left};
    rows = column::filter(rows, std::span<const column::row_stretch>(&first, 1));
  }
  given_ += rows.num_rows;
  return rows;
}

DELTALAKE_DECL task<std::optional<column::batch>> row_stream::next() {
  while (true) {
    if (how_.limit() && given_ >= *how_.limit()) co_return std::nullopt;
    std::optional<column::batch> rows = take();
    if (rows) co_return up_to_limit(std::move(*rows));
    co_await open_lanes();
    if (lanes_.empty()) {
      if (source_failure_) std::rethrow_exception(source_failure_);
      co_return std::nullopt;
    }
    co_await fill_lanes();
  }
}

}  // namespace deltalake::inline v0::scan
