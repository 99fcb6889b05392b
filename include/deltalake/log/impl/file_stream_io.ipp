#pragma once
#include <utility>

#include <deltalake/base/workers.hpp>
#include <deltalake/log/checkpoint_adds.hpp>
#include <deltalake/log/checkpoint_read_io.hpp>
#include <deltalake/log/file_stream_io.hpp>
#include <deltalake/log/fold.hpp>
#include <deltalake/log/newer_files.hpp>
#include <deltalake/log/parsed_partitions.hpp>

namespace deltalake::inline v0::log {
namespace detail {

// A row group that is being read.
struct open_piece {
  open_piece(std::size_t number, parquet::row_group_reader from, checkpoint_adds into)
      : index(number), reader(std::move(from)), adds(std::move(into)) {}
  std::size_t index;
  parquet::row_group_reader reader;
  checkpoint_adds adds;
  std::optional<file_segment> got;
  bool done = false;
};

inline file_segment as_segment(std::shared_ptr<file_columns> columns, const newer_files& newer) {
  auto live = std::make_shared<live_rows>(live_rows::all(columns->size()));
  newer.erase_cancelled(*columns, *live);
  return {std::move(columns), std::move(live)};
}

// False if statistics say that nobody wants the files of a row group.
inline bool may_want_piece(const partition_predicate& wanted, const checkpoint_piece& piece) {
  return !wanted || wanted.may_want([&piece](std::string_view column, const schema::data_type& type) {
    return parsed_range(piece.from->metadata, piece.from->schema, piece.row_group, column, type);
  });
}

}  // namespace detail

struct file_stream::state {
  std::shared_ptr<detail::checkpoint_job> job;
  segment files;
  partition_predicate wanted;
  std::shared_ptr<newer_files> newer;
  std::vector<std::unique_ptr<detail::open_piece>> open;
  std::size_t next_piece = 0;
  bool begun = false;

  static task<std::vector<file_segment>> begin(std::shared_ptr<state> now);
  static task<void> advance(std::shared_ptr<state> self, std::size_t index);
  void open_more();
  std::vector<file_segment> keep_wanted(std::vector<file_segment> all) const;
};

// Rows whose partition is not wanted are not live here.
DELTALAKE_DECL std::vector<file_segment> file_stream::state::keep_wanted(std::vector<file_segment> all) const {
  if (!wanted) return all;
  for (file_segment& one : all) {
    auto live = std::make_shared<live_rows>(*one.live);
    judged_partitions judged(wanted);
    for (std::size_t row = 0; row < one.columns->size(); ++row) {
      if (live->contains(row) && !judged.is_wanted(one.columns->partition_values(row))) live->erase(row);
    }
    one.live = std::move(live);
  }
  return all;
}

// Reads the commits, and whatever of the checkpoint is not read row by row.
DELTALAKE_DECL task<std::vector<file_segment>> file_stream::state::begin(std::shared_ptr<state> now) {
  std::vector<log_run> runs = co_await read_runs(now->job->store, now->files, now->job->options);
  result<std::shared_ptr<newer_files>> made = newer_files::make(std::move(runs));
  if (!made) throw_error(made.error());
  now->newer = std::move(*made);
  std::vector<file_segment> first = now->newer->live();
  if (now->files.checkpoint) {
    co_await detail::open_for_streaming(now->job);
    for (std::vector<log_run>& some : now->job->runs) {
      for (log_run& run : some) first.push_back(detail::as_segment(std::move(run.adds), *now->newer));
    }
    now->job->runs.clear();
  }
  co_return now->keep_wanted(std::move(first));
}

DELTALAKE_DECL void file_stream::state::open_more() {
  while (open.size() < job->options.concurrency && next_piece < job->pieces.size()) {
    const std::size_t index = next_piece++;
    const detail::checkpoint_piece& piece = job->pieces[index];
    if (!detail::may_want_piece(wanted, piece)) continue;
    std::vector<bool> leaves = detail::useful_leaves(*piece.from, piece.row_group, job->columns);
    if (!detail::any(leaves)) continue;
    parquet::row_group_reader reader(piece.from, piece.row_group, std::move(leaves), job->how);
    checkpoint_adds adds(job->version, job->options.stats);
    if (wanted) adds.only(wanted);
    open.push_back(std::make_unique<detail::open_piece>(index, std::move(reader), std::move(adds)));
  }
}

DELTALAKE_DECL task<void> file_stream::state::advance(std::shared_ptr<state> self, std::size_t index) {
  detail::open_piece& one = *self->open[index];
  std::optional<column::batch> batch = co_await one.reader.next();
  if (!batch) {
    one.done = true;
    co_return;
  }
  auto columns = std::make_shared<file_columns>(self->job->options.seed);
  columns->keep_stats_plain();
  const result<void> taken = one.adds.append(*batch, *columns);
  if (!taken) {
    error found = taken.error();
    throw_error(std::move(found.in_file(self->job->pieces[one.index].from->where.text())));
  }
  one.reader.recycle(std::move(*batch));
  one.got = detail::as_segment(std::move(columns), *self->newer);
}

DELTALAKE_DECL file_stream::file_stream(storage::any_store store, segment files, read_options options,
                                        parquet::read_options how, partition_predicate wanted)
    : state_(std::make_shared<state>()) {
  options.parts = log_parts::all;
  state_->job = detail::make_job(std::move(store), files.checkpoint, std::move(options), std::move(how));
  state_->files = std::move(files);
  state_->wanted = std::move(wanted);
}
DELTALAKE_DECL file_stream::file_stream(file_stream&&) noexcept = default;
DELTALAKE_DECL file_stream& file_stream::operator=(file_stream&&) noexcept = default;
DELTALAKE_DECL file_stream::~file_stream() = default;

DELTALAKE_DECL void file_stream::run_on(executor workers) { state_->job->options.workers = std::move(workers); }

DELTALAKE_DECL task<std::optional<std::vector<file_segment>>> file_stream::next() {
  const std::shared_ptr<state> now = state_;
  if (!now->begun) {
    now->begun = true;
    std::vector<file_segment> first = co_await state::begin(now);
    co_return first;
  }
  now->open_more();
  if (now->open.empty()) co_return std::nullopt;
  std::function<task<void>(std::size_t)> body = [now](std::size_t index) { return state::advance(now, index); };
  co_await for_each_limited(now->job->options.workers, now->open.size(), now->job->options.concurrency,
                            std::move(body));
  std::vector<file_segment> some;
  for (const std::unique_ptr<detail::open_piece>& one : now->open) {
    if (one->got) some.push_back(std::move(*one->got));
    one->got.reset();
  }
  std::erase_if(now->open, [](const std::unique_ptr<detail::open_piece>& one) { return one->done; });
  co_return some;
}

}  // namespace deltalake::inline v0::log
