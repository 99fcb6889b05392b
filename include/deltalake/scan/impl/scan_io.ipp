#pragma once
#include <algorithm>
#include <functional>
#include <utility>

#include <deltalake/action/table_property.hpp>
#include <deltalake/base/workers.hpp>
#include <deltalake/json/object_reader.hpp>
#include <deltalake/scan/row_filter.hpp>
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

// The condition, bound to the logical schema; nothing if there is none.
inline result<std::optional<expression::bound_expression>> bind_condition(const snapshot_state& of,
                                                                          const options& how) {
  const result<std::optional<expression::expression>> condition = how.condition();
  if (!condition) return condition.error();
  std::optional<expression::bound_expression> made;
  if (!*condition) return made;
  result<expression::bound_expression> bound = expression::bind_predicate(**condition, of.mapping.logical());
  if (!bound) return bound.error();
  made = std::move(*bound);
  return made;
}

// The files of a version, judged by the options. Throws delta_error.
inline file_selection select_files(const shared_snapshot& of, const options& how) {
  result<std::optional<expression::bound_expression>> condition = bind_condition(*of, how);
  if (!condition) throw_error(deltalake::detail::in_table(condition.error(), *of));
  log::partition_predicate filters;
  if (!how.filters().empty()) filters = partition_predicate_of(of, how.filters());
  logged_files files;
  files.files = &of->log.files;
  files.columns = &of->mapping;
  files.partition_columns = &of->log.metadata.partition_columns;
  files.parse_node = of->json.parse_node;
  files.json_limits = of->options.json_limits();
  return file_selection(files, std::move(filters), std::move(*condition));
}

// What rows look like, of files that are read whole and of those whose rows are filtered.
struct wanted_rows {
  std::shared_ptr<const logical_schema> schema, filtered_schema;
  std::shared_ptr<const row_filter> filter;  // null without a condition

  data_file file_of(const add_file& from, std::int64_t version, file_verdict verdict) const {
    if (verdict == file_verdict::read_whole || !filter) return data_file_of(from, version, schema);
    data_file made = data_file_of(from, version, filtered_schema);
    made.filter = filter;
    return made;
  }
};

// Throws delta_error.
inline wanted_rows rows_of(const snapshot_state& of, const options& how) {
  result<logical_schema> schema = schema_of(of, how);
  if (!schema) throw_error(deltalake::detail::in_table(schema.error(), of));
  wanted_rows made;
  made.schema = std::make_shared<const logical_schema>(*schema);
  result<std::optional<expression::bound_expression>> condition = bind_condition(of, how);
  if (!condition) throw_error(deltalake::detail::in_table(condition.error(), of));
  if (!*condition) return made;
  result<row_filter> filter =
      row_filter::make(std::move(**condition), of.mapping, of.log.metadata.partition_columns, *schema);
  if (!filter) throw_error(deltalake::detail::in_table(filter.error(), of));
  made.filter = std::make_shared<const row_filter>(std::move(*filter));
  made.filtered_schema = std::make_shared<const logical_schema>(std::move(*schema));
  return made;
}

}  // namespace detail

struct table_scan::state {
  shared_snapshot of;
  options how;
  detail::wanted_rows wanted;
  std::optional<file_selection> files;
  std::optional<row_stream> rows;

  static task<std::optional<data_file>> next_file(std::shared_ptr<state> self);
  static task<std::optional<column::batch>> next(std::shared_ptr<state> self);
};

DELTALAKE_DECL task<std::optional<data_file>> table_scan::state::next_file(std::shared_ptr<state> self) {
  do {
    if (!self->files->next()) co_return std::nullopt;
  } while (!is_read(self->files->verdict()));
  const add_file file = self->files->file();
  data_file made = self->wanted.file_of(file, self->of->log.version, self->files->verdict());
  co_return made;
}

DELTALAKE_DECL task<std::optional<column::batch>> table_scan::state::next(std::shared_ptr<state> self) {
  if (!self->rows) {
    self->of = co_await load_files(self->of);
    self->files.emplace(detail::select_files(self->of, self->how));
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
  made->wanted = detail::rows_of(*of, how);
  if (!how.filters().empty()) partition_predicate_of(of, how.filters());
  fields_ = made->wanted.schema->fields();
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
  std::vector<data_file> files;  // whose rows the log does not tell
  std::vector<std::int64_t> rows;
};

inline task<std::int64_t> count_filtered(std::shared_ptr<data_file_reader> reader) {
  std::int64_t rows = 0;
  while (true) {
    const std::optional<column::batch> some = co_await reader->next();
    if (!some) co_return rows;
    rows += some->num_rows;
  }
}

inline task<void> count_file(std::shared_ptr<counting_job> job, std::size_t index) {
  data_file file = job->files[index];
  const bool filtered = file.filter != nullptr;
  data_file_options read;
  read.reading = deltalake::detail::make_parquet_options(job->of->options);
  auto reader = std::make_shared<data_file_reader>(job->of, std::move(file), std::move(read));
  task<std::int64_t> counting = filtered ? count_filtered(reader) : reader->count_rows();
  job->rows[index] = co_await std::move(counting);
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

inline task<std::int64_t> count_all(shared_snapshot asked, options how) {
  constexpr std::size_t files_at_once = 1000;
  auto job = std::make_shared<counting_job>();
  job->of = co_await load_files(std::move(asked));
  const wanted_rows wanted = rows_of(*job->of, how);
  file_selection files = select_files(job->of, how);
  std::int64_t total = 0;
  while (files.next()) {
    if (!is_read(files.verdict())) continue;
    const add_file file = files.file();
    data_file read = wanted.file_of(file, job->of->log.version, files.verdict());
    const std::optional<std::int64_t> rows = read.filter ? std::nullopt : logged_rows(*job->of, file);
    if (rows) {
      total += *rows;
      continue;
    }
    job->files.push_back(std::move(read));
    if (job->files.size() == files_at_once) total += co_await count_files(job);
  }
  total += co_await count_files(job);
  co_return total;
}

}  // namespace detail

DELTALAKE_DECL task<std::int64_t> count_rows(shared_snapshot of, options how) {
  how.columns(std::vector<std::string>());
  how.tracking(row_tracking::no);
  std::function<task<std::int64_t>()> counting = [of, how] { return detail::count_all(of, how); };
  std::int64_t rows = co_await deltalake::detail::operate(of, std::move(counting));
  if (how.limit()) rows = (std::min)(rows, *how.limit());
  co_return rows;
}

DELTALAKE_DECL scan_plan plan_scan(shared_snapshot of, const options& how) {
  if (of == nullptr) throw_error(error(errc::not_loaded));
  if (!of->log.files_loaded) throw_error(deltalake::detail::in_table(error(errc::files_not_loaded), *of));
  file_selection files = detail::select_files(of, how);
  scan_plan made;
  while (files.next()) {
    planned_file one;
    one.path = display_path(files.log_path(), of->table_uri);
    one.size_bytes = files.size_bytes();
    one.verdict = files.verdict();
    made.files.push_back(std::move(one));
  }
  return made;
}

}  // namespace deltalake::inline v0::scan
