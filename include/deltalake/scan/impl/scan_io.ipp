#pragma once
#include <algorithm>
#include <functional>
#include <utility>

#include <deltalake/action/table_property.hpp>
#include <deltalake/base/workers.hpp>
#include <deltalake/json/object_reader.hpp>
#include <deltalake/scan/row_stream_io.hpp>
#include <deltalake/scan/scan_io.hpp>

namespace deltalake::inline v0::scan {
namespace detail {

// The columns of row tracking, which a file may hold under names of the table's properties.
inline result<void> add_tracking(const snapshot_state& of, logical_schema& to) {
  std::vector<error> problems;
  const table_properties known = table_properties::parse_lenient(of.log.metadata.configuration, problems);
  if (!known.enable_row_tracking) return error(errc::invalid_argument, "the table does not track its rows");
  const auto add = [&to](column_source source, std::string_view name, const std::optional<std::string>& stored) {
    column::field as;
    as.name = std::string(name);
    as.type = column::type_id::int64;
    schema::field physical(stored.value_or(std::string()), schema::data_type(schema::data_type::kind::long_));
    to.add(source, std::move(as), std::move(physical));
  };
  add(column_source::row_id, row_id_name, known.materialized_row_id_column_name);
  add(column_source::row_commit_version, row_commit_version_name, known.materialized_row_commit_version_column_name);
  return {};
}

inline result<logical_schema> schema_of(const snapshot_state& of, const options& how) {
  if (!of.schema) return error(errc::invalid_schema, "the metadata has no schema");
  logical_schema made(of.mapping, of.log.metadata.partition_columns);
  result<void> added;
  if (!how.columns()) {
    added = made.add_all();
  } else {
    for (const std::string& name : *how.columns()) {
      if (added) added = made.add(name);
    }
  }
  if (added && how.tracking() == row_tracking::yes) added = add_tracking(of, made);
  if (!added) return added.error();
  return made;
}

// The live files of a snapshot, one after another.
class live_files {
 public:
  explicit live_files(log::judged_partitions wanted) : wanted_(std::move(wanted)) {}

  /// The next file that is wanted; false after the last.
  bool next(const log::file_state& of, bool all) {
    for (; segment_ < of.segments.size(); ++segment_, row_ = 0) {
      const log::file_segment& segment = of.segments[segment_];
      while (row_ < segment.columns->size()) {
        const std::size_t row = row_++;
        if (!segment.live->contains(row)) continue;
        if (!all && !wanted_.is_wanted(segment.columns->partition_values(row))) continue;
        columns_ = segment.columns.get();
        at_ = row;
        return true;
      }
    }
    return false;
  }

  /// The file that `next` found.
  add_file file() { return columns_->add(at_, stats_); }

 private:
  log::judged_partitions wanted_;
  std::size_t segment_ = 0, row_ = 0;  // where to go on
  const log::file_columns* columns_ = nullptr;
  std::size_t at_ = 0;
  log::packed_texts::cursor stats_;
};

}  // namespace detail

struct table_scan::state {
  shared_snapshot of;
  options how;
  std::shared_ptr<const logical_schema> schema;
  std::optional<detail::live_files> files;
  std::optional<row_stream> rows;

  static task<std::optional<data_file>> next_file(std::shared_ptr<state> self);
  static task<std::optional<column::batch>> next(std::shared_ptr<state> self);
};

DELTALAKE_DECL task<std::optional<data_file>> table_scan::state::next_file(std::shared_ptr<state> self) {
  const bool all = self->how.filters().empty();
  if (!self->files->next(self->of->log.files, all)) co_return std::nullopt;
  const add_file file = self->files->file();
  data_file made = data_file_of(file, self->of->log.version, self->schema);
  co_return made;
}

DELTALAKE_DECL task<std::optional<column::batch>> table_scan::state::next(std::shared_ptr<state> self) {
  if (!self->rows) {
    self->of = co_await load_files(self->of);
    log::partition_predicate wanted;
    if (!self->how.filters().empty()) wanted = partition_predicate_of(self->of, self->how.filters());
    self->files.emplace(log::judged_partitions(std::move(wanted)));
    // The stream is part of what the source needs: a weak reference, lest they keep each other.
    row_stream::file_source source = [weak = std::weak_ptr<state>(self)] { return next_file(weak.lock()); };
    self->rows.emplace(self->of, std::move(source), self->how);
  }
  std::optional<column::batch> rows = co_await self->rows->next();
  co_return rows;
}

DELTALAKE_DECL table_scan::table_scan(shared_snapshot of, options how) {
  if (of == nullptr) throw_error(error(errc::not_loaded));
  auto made = std::make_shared<state>();
  result<logical_schema> schema = detail::schema_of(*of, how);
  if (!schema) throw_error(deltalake::detail::in_table(schema.error(), *of));
  if (!how.filters().empty()) partition_predicate_of(of, how.filters());
  fields_ = schema->fields();
  made->schema = std::make_shared<const logical_schema>(std::move(*schema));
  made->of = std::move(of);
  made->how = std::move(how);
  state_ = std::move(made);
}

DELTALAKE_DECL task<std::optional<column::batch>> table_scan::next() {
  if (state_ == nullptr) co_return std::nullopt;
  shared_snapshot of = state_->of;
  std::shared_ptr<state> self = state_;
  std::function<task<std::optional<column::batch>>()> reading = [self] { return state::next(self); };
  std::optional<column::batch> rows = co_await deltalake::detail::operate(of, std::move(reading));
  co_return rows;
}

namespace detail {

// What the log tells of a file's rows; nothing if that is not enough, or contradicts itself.
inline std::optional<std::int64_t> logged_rows(const snapshot_state& of, const add_file& file) {
  if (!file.stats) return std::nullopt;
  const result<json::node> stats = of.json.parse_node(*file.stats, of.options.json_limits());
  if (!stats) return std::nullopt;
  json::object_reader members(*stats);
  const std::optional<std::int64_t> rows = members.integer("numRecords", 0);
  if (members.failure() || !rows) return std::nullopt;
  const std::int64_t gone = file.deletion_vector ? file.deletion_vector->cardinality : 0;
  if (gone < 0 || gone > *rows) return std::nullopt;
  return *rows - gone;
}

struct counting_job {
  shared_snapshot of;
  std::shared_ptr<const logical_schema> schema;
  std::vector<add_file> files;  // whose rows the log does not tell
  std::vector<std::int64_t> rows;
};

inline task<void> count_file(std::shared_ptr<counting_job> job, std::size_t index) {
  data_file file = data_file_of(job->files[index], job->of->log.version, job->schema);
  data_file_options read;
  read.reading = deltalake::detail::make_parquet_options(job->of->options);
  data_file_reader reader(job->of, std::move(file), std::move(read));
  job->rows[index] = co_await reader.count_rows();
}

// Counts the files that have gathered.
inline task<std::int64_t> count_files(std::shared_ptr<counting_job> job) {
  const executor here = co_await boost::asio::this_coro::executor;
  executor workers = deltalake::detail::workers_for(job->of->options, here);
  job->rows.assign(job->files.size(), 0);
  std::function<task<void>(std::size_t)> body = [job](std::size_t index) { return count_file(job, index); };
  co_await for_each_limited(std::move(workers), job->files.size(), job->of->options.concurrency(), std::move(body));
  std::int64_t total = 0;
  for (const std::int64_t rows : job->rows) total += rows;
  job->files.clear();
  co_return total;
}

inline task<std::int64_t> count_all(shared_snapshot asked) {
  constexpr std::size_t files_at_once = 1000;
  auto job = std::make_shared<counting_job>();
  job->of = co_await load_files(std::move(asked));
  job->schema = std::make_shared<const logical_schema>();
  live_files files{log::judged_partitions(log::partition_predicate())};
  std::int64_t total = 0;
  while (files.next(job->of->log.files, true)) {
    add_file file = files.file();
    const std::optional<std::int64_t> rows = logged_rows(*job->of, file);
    if (rows) {
      total += *rows;
      continue;
    }
    job->files.push_back(std::move(file));
    if (job->files.size() == files_at_once) total += co_await count_files(job);
  }
  total += co_await count_files(job);
  co_return total;
}

}  // namespace detail

DELTALAKE_DECL task<std::int64_t> count_rows(shared_snapshot of) {
  std::function<task<std::int64_t>()> counting = [of] { return detail::count_all(of); };
  const std::int64_t rows = co_await deltalake::detail::operate(of, std::move(counting));
  co_return rows;
}

}  // namespace deltalake::inline v0::scan
