#pragma once
#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include <deltalake/action/action_parquet.hpp>
#include <deltalake/base/percent.hpp>
#include <deltalake/base/workers.hpp>
#include <deltalake/json/value_stream.hpp>
#include <deltalake/log/checkpoint_adds.hpp>
#include <deltalake/log/checkpoint_read_io.hpp>
#include <deltalake/log/list_io.hpp>
#include <deltalake/parquet/statistics.hpp>

namespace deltalake::inline v0::log {
namespace detail {

// Takes what belongs to `parts`, and the sidecars if somebody keeps them.
class checkpoint_receiver final : public log_run_receiver {
 public:
  checkpoint_receiver(log_run& run, std::vector<sidecar>* sidecars, log_parts parts, keep_stats stats)
      : log_run_receiver(run, parts, stats), sidecars_(sidecars) {}

  action_kind wants() const override {
    const action_kind base = log_run_receiver::wants();
    return sidecars_ != nullptr ? base | action_kind::sidecar : base;
  }
  void on_add(add_file& file) override {
    file.data_change = true;  // as checkpoint_adds: what the checkpoint says of it means nothing
    log_run_receiver::on_add(file);
  }
  void on_sidecar(sidecar& file) override { sidecars_->push_back(std::move(file)); }
  void on_remove(remove_file&) override {}  // a checkpoint is reconciled: its tombstones cancel nothing in it

 private:
  std::vector<sidecar>* sidecars_;
};

// Hands the tombstones on, and keeps the sidecars.
class removes_and_sidecars final : public action_receiver {
 public:
  removes_and_sidecars(action_receiver& removes, std::vector<sidecar>& sidecars)
      : removes_(&removes), sidecars_(&sidecars) {}
  action_kind wants() const override { return action_kind::remove | action_kind::sidecar; }
  bool wants_stats() const override { return false; }
  void on_remove(remove_file& file) override { removes_->on_remove(file); }
  void on_sidecar(sidecar& file) override { sidecars_->push_back(std::move(file)); }

 private:
  action_receiver* removes_;
  std::vector<sidecar>* sidecars_;
};

// One row group of one file of a checkpoint.
struct checkpoint_piece {
  std::shared_ptr<const parquet::file> from;
  std::size_t row_group = 0;
};

// What all pieces of one reading share. Each piece writes its own runs and sidecars.
struct checkpoint_job {
  storage::any_store store;
  std::int64_t version = 0;
  read_options options;
  parquet::read_options how;
  std::vector<checkpoint_file> parts;
  std::vector<sidecar> sidecars;
  std::vector<std::shared_ptr<const parquet::file>> files;  // by part, then by sidecar; null for JSON
  std::vector<checkpoint_piece> pieces;
  std::vector<std::vector<log_run>> runs;            // by piece
  std::vector<std::vector<sidecar>> sidecars_found;  // by piece
  std::vector<std::string> columns;                  // what to read, dotted
  std::mutex mutex;
  std::shared_ptr<partition_tuples> tuples;
  std::shared_ptr<action_receiver> removes;  // set: tombstones are wanted, and nothing else
};

inline path checkpoint_path(const checkpoint_file& file) { return log_path(to_string(file.name)); }

inline bool is_json(const checkpoint_file& file) noexcept {
  return file.name.kind == file_kind::uuid_checkpoint && file.name.format == checkpoint_format::json;
}

inline bool any(const std::vector<bool>& leaves) {
  return std::find(leaves.begin(), leaves.end(), true) != leaves.end();
}

// Statistics are read as text; from the columns that hold them only where the text may be missing.
inline bool all_have_stats_text(const parquet::file& from, const parquet::row_group& group) {
  const parquet::leaf_column* const paths = parquet::find_leaf(from.schema, {"add", "path"});
  const parquet::leaf_column* const texts = parquet::find_leaf(from.schema, {"add", "stats"});
  if (paths == nullptr || texts == nullptr) return false;
  const std::optional<std::int64_t> files = parquet::count_values(group, *paths);
  return files && files == parquet::count_values(group, *texts);
}

// The leaves that hold something in this row group. Statistics that are missing say nothing. A protocol is read as a
// whole: an empty list of features is not the same as none, and to statistics both are null.
inline std::vector<bool> useful_leaves(const parquet::file& from, std::size_t row_group,
                                       std::vector<std::string> columns) {
  const parquet::row_group& group = from.metadata.row_groups[row_group];
  const auto select = [&](const std::vector<std::string>& names) {
    const std::vector<bool> named = parquet::select_leaves(from.schema, names);
    std::vector<bool> wanted = named;
    bool has_protocol = false;
    const auto of_protocol = [&from](std::uint32_t leaf) {
      return from.schema.leaves[leaf].path.front() == "protocol";
    };
    for (std::uint32_t leaf = 0; leaf < wanted.size(); ++leaf) {
      if (wanted[leaf] && parquet::all_null(group, leaf)) wanted[leaf] = false;
      has_protocol = has_protocol || (wanted[leaf] && of_protocol(leaf));
    }
    for (std::uint32_t leaf = 0; has_protocol && leaf < wanted.size(); ++leaf) {
      if (named[leaf] && of_protocol(leaf)) wanted[leaf] = true;
    }
    return wanted;
  };
  const bool wants_stats = std::find(columns.begin(), columns.end(), "add.stats") != columns.end();
  if (wants_stats && !all_have_stats_text(from, group)) columns.emplace_back("add.stats_parsed");
  return select(columns);
}

// Files become columns of about so many rows, over as many batches as it takes: each of them holds the partition values
// that it met.
inline constexpr std::int64_t run_rows = 1 << 16;
inline constexpr std::size_t run_path_bytes = std::size_t{16} << 20;

inline void take_batch(checkpoint_job& job, std::size_t index, const column::batch& batch, checkpoint_adds& adds,
                       log_run& run) {
  const auto check = [&job, index](const result<void>& done) {
    if (done) return;
    error found = done.error();
    throw_error(std::move(found.in_file(job.pieces[index].from->where.text())));
  };
  if (job.removes != nullptr) {
    removes_and_sidecars both(*job.removes, job.sidecars_found[index]);
    return check(read_actions(batch, both));
  }
  const bool with_files = job.options.parts == log_parts::all;
  // Files are taken column by column, everything else row by row.
  checkpoint_receiver receiver(run, with_files ? &job.sidecars_found[index] : nullptr, log_parts::metadata,
                               job.options.stats);
  receiver.begin(job.version, true);
  check(read_actions(batch, receiver));
  if (with_files) check(adds.append(batch, *run.adds));
}

inline void keep_run(checkpoint_job& job, std::size_t index, log_run run) {
  {
    const std::lock_guard lock(job.mutex);
    run.adds->share_tuples(job.tuples);
  }
  job.runs[index].push_back(std::move(run));
}

inline task<void> read_piece_rows(std::shared_ptr<checkpoint_job> job, std::size_t index) {
  const checkpoint_piece piece = job->pieces[index];
  std::vector<bool> wanted = useful_leaves(*piece.from, piece.row_group, job->columns);
  if (!any(wanted)) co_return;
  parquet::row_group_reader reader(piece.from, piece.row_group, std::move(wanted), job->how);
  checkpoint_adds adds(job->version, job->options.stats);
  std::int64_t rows_left = piece.from->metadata.row_groups[piece.row_group].num_rows;
  log_run run(job->options.seed);
  while (true) {
    std::optional<column::batch> batch = co_await reader.next();
    if (!batch) break;
    adds.expect((std::min)(rows_left, run_rows));
    take_batch(*job, index, *batch, adds, run);
    rows_left -= batch->num_rows;
    reader.recycle(std::move(*batch));
    if (run.adds->size() < static_cast<std::size_t>(run_rows) && run.adds->path_bytes() < run_path_bytes) continue;
    keep_run(*job, index, std::move(run));
    run = log_run(job->options.seed);
  }
  keep_run(*job, index, std::move(run));
}

inline void list_pieces(checkpoint_job& job, std::size_t first) {
  job.pieces.clear();
  for (std::size_t i = first; i < job.files.size(); ++i) {
    if (job.files[i] == nullptr) continue;
    for (std::size_t group = 0; group < job.files[i]->metadata.row_groups.size(); ++group) {
      job.pieces.push_back({job.files[i], group});
    }
  }
}

// Decoding holds a batch and what is read ahead for each lane: more lanes than keep the threads busy while others wait
// for the store only take memory.
inline std::size_t decoding_lanes(const read_options& options) noexcept {
  return (std::min)(options.concurrency, 2 * hardware_threads());
}

// Reads the row groups of `files` from number `first` on; their runs come behind those that are there.
inline task<void> read_files(std::shared_ptr<checkpoint_job> job, std::size_t first) {
  list_pieces(*job, first);
  std::vector<std::vector<log_run>> before = std::move(job->runs);
  job->runs.assign(job->pieces.size(), {});
  job->sidecars_found.assign(job->pieces.size(), {});
  std::function<task<void>(std::size_t)> body = [job](std::size_t index) { return read_piece_rows(job, index); };
  co_await for_each_limited(job->options.workers, job->pieces.size(), decoding_lanes(job->options), std::move(body));
  before.insert(before.end(), std::make_move_iterator(job->runs.begin()), std::make_move_iterator(job->runs.end()));
  job->runs = std::move(before);
  for (std::vector<sidecar>& found : job->sidecars_found) {
    job->sidecars.insert(job->sidecars.end(), std::make_move_iterator(found.begin()),
                         std::make_move_iterator(found.end()));
  }
  job->sidecars_found.clear();
}

inline task<void> read_json_part(std::shared_ptr<checkpoint_job> job, path where) {
  const bytes content = co_await job->store.get(where);
  const std::string_view text = content.view().substr(json::byte_order_mark(content.view()));
  log_run run(job->options.seed);
  const auto decoder = job->options.decoders();
  json::read_result got;
  if (job->removes != nullptr) {
    removes_and_sidecars both(*job->removes, job->sidecars);
    got = decoder->decode(text, both);
  } else {
    const bool with_files = job->options.parts == log_parts::all;
    checkpoint_receiver receiver(run, with_files ? &job->sidecars : nullptr, job->options.parts, job->options.stats);
    receiver.begin(job->version, true);
    got = decoder->decode(text, receiver);
  }
  if (got.failure) {
    error found = *got.failure;
    found.in_file(where.text()).at_version(job->version).at_line(json::line_at(text, got.failure_offset));
    throw_error(std::move(found));
  }
  run.adds->share_tuples(job->tuples);
  job->runs.emplace_back();
  job->runs.back().push_back(std::move(run));
}

inline task<void> open_part(std::shared_ptr<checkpoint_job> job, std::size_t index) {
  const checkpoint_file part = job->parts[index];
  if (is_json(part)) co_return;
  path where = checkpoint_path(part);
  job->files[index] = co_await parquet::open_file(job->store, std::move(where), part.size_bytes, job->how);
}

inline task<void> open_sidecar(std::shared_ptr<checkpoint_job> job, std::size_t index) {
  const sidecar file = job->sidecars[index];
  const result<path> where = sidecar_path(file);
  if (!where) throw_error(error(where.error()).at_version(job->version));
  job->files[job->parts.size() + index] =
      co_await parquet::open_file(job->store, *where, static_cast<std::uint64_t>(file.size_in_bytes), job->how);
}

inline task<void> open_all(std::shared_ptr<checkpoint_job> job, std::size_t count,
                           task<void> (*open)(std::shared_ptr<checkpoint_job>, std::size_t)) {
  std::function<task<void>(std::size_t)> body = [job, open](std::size_t index) { return open(job, index); };
  co_await for_each_limited(job->options.workers, count, job->options.concurrency, std::move(body));
}

// Opens the parts; those in JSON are read at once.
inline task<void> open_parts(std::shared_ptr<checkpoint_job> job) {
  job->files.resize(job->parts.size());
  co_await open_all(job, job->parts.size(), open_part);
  for (const checkpoint_file& part : job->parts) {
    if (is_json(part)) co_await read_json_part(job, checkpoint_path(part));
  }
}

inline task<void> open_sidecars(std::shared_ptr<checkpoint_job> job) {
  job->files.resize(job->parts.size() + job->sidecars.size());
  co_await open_all(job, job->sidecars.size(), open_sidecar);
}

inline std::vector<std::string> file_columns_of_adds(keep_stats stats) {
  std::vector<std::string> columns;
  for (const char* const column :
       {"add.path", "add.partitionValues", "add.size", "add.modificationTime", "add.tags", "add.deletionVector",
        "add.baseRowId", "add.defaultRowCommitVersion", "add.clusteringProvider"}) {
    columns.emplace_back(column);
  }
  if (stats == keep_stats::yes) columns.emplace_back("add.stats");
  return columns;
}

inline std::shared_ptr<checkpoint_job> make_job(storage::any_store store, std::optional<checkpoint_set> files,
                                                read_options options, parquet::read_options how) {
  auto job = std::make_shared<checkpoint_job>();
  job->store = std::move(store);
  if (files) {
    job->version = files->version;
    job->parts = std::move(files->parts);
  }
  job->tuples = std::make_shared<partition_tuples>(options.seed);
  job->options = std::move(options);
  job->how = std::move(how);
  if (job->how.memory == nullptr) job->how.memory = std::make_shared<parquet::spare_memory>();
  return job;
}

// Opens everything and lists the row groups that hold files; only the names of sidecars are read.
inline task<void> open_for_streaming(std::shared_ptr<checkpoint_job> job) {
  co_await open_parts(job);
  std::vector<std::vector<log_run>> from_json = std::move(job->runs);
  job->runs.clear();
  job->columns = {"sidecar"};
  co_await read_files(job, 0);
  co_await open_sidecars(job);
  job->runs = std::move(from_json);
  job->columns = file_columns_of_adds(job->options.stats);
  list_pieces(*job, 0);
}

inline task<void> read_all(std::shared_ptr<checkpoint_job> job) {
  co_await open_parts(job);
  co_await read_files(job, 0);
  if (job->sidecars.empty() || job->options.parts == log_parts::metadata) co_return;
  co_await open_sidecars(job);
  const std::vector<sidecar> known = job->sidecars;
  co_await read_files(job, job->parts.size());
  if (job->sidecars.size() != known.size()) {
    throw_error(error(errc::invalid_value, "a sidecar that names sidecars").at_version(job->version));
  }
}

}  // namespace detail

DELTALAKE_DECL result<path> sidecar_path(const sidecar& file) {
  std::string text = percent_decode(file.path);
  const std::string folder = std::string(log_folder) + "/" + std::string(sidecars_folder) + "/";
  if (const std::size_t at = text.rfind(folder); at != std::string::npos && (at == 0 || text[at - 1] == '/')) {
    text.erase(0, at + folder.size());
  }
  if (text.empty() || text.find('/') != std::string::npos) {
    return error(errc::invalid_path, "sidecar '" + file.path + "' does not lie in " + folder).in_field("sidecar.path");
  }
  return path::parse(folder + text);
}

DELTALAKE_DECL task<std::vector<log_run>> read_checkpoint(storage::any_store store, checkpoint_set files,
                                                          read_options options, parquet::read_options how) {
  const auto job = detail::make_job(std::move(store), std::move(files), std::move(options), std::move(how));
  job->columns = {"protocol", "metaData", "txn", "domainMetadata"};
  if (job->options.parts == log_parts::all) {
    const std::vector<std::string> files_too = detail::file_columns_of_adds(job->options.stats);
    job->columns.emplace_back("sidecar");
    job->columns.insert(job->columns.end(), files_too.begin(), files_too.end());
  }
  co_await detail::read_all(job);
  std::vector<log_run> runs;
  for (std::vector<log_run>& some : job->runs) {
    runs.insert(runs.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
  }
  co_return runs;
}

DELTALAKE_DECL task<void> read_checkpoint_removes(storage::any_store store, checkpoint_set files, read_options options,
                                                  parquet::read_options how,
                                                  std::shared_ptr<action_receiver> receiver) {
  const auto job = detail::make_job(std::move(store), std::move(files), std::move(options), std::move(how));
  job->columns = {"remove", "sidecar"};
  job->options.concurrency = 1;  // one receiver, in the order of the checkpoint
  job->removes = std::move(receiver);
  co_await detail::read_all(job);
}

}  // namespace deltalake::inline v0::log
