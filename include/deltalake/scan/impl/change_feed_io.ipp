#pragma once
#include <algorithm>
#include <deque>
#include <functional>
#include <string>
#include <utility>

#include <deltalake/action/table_property.hpp>
#include <deltalake/column/delta_type.hpp>
#include <deltalake/json/value_stream.hpp>
#include <deltalake/log/history.hpp>
#include <deltalake/log/list_io.hpp>
#include <deltalake/scan/change_feed_io.hpp>
#include <deltalake/scan/feed_commit.hpp>
#include <deltalake/scan/logical_schema.hpp>
#include <deltalake/scan/row_stream_io.hpp>
#include <deltalake/snapshot/time_travel_io.hpp>

namespace deltalake::inline v0::scan {

struct change_feed::state {
  shared_snapshot newest, last;  // `last`: of the last version, whose schema rows have
  std::int64_t next_version = 0;
  std::int64_t version_final = 0;
  options how;
  std::shared_ptr<const logical_schema> derived, told;  // of data files, and of cdc files
  std::vector<log::commit_time> times;
  std::optional<log::partition_predicate> wanted;
  std::deque<data_file> files;
  std::optional<row_stream> rows;

  static task<void> read_commit(std::shared_ptr<state> self);
  static task<std::optional<data_file>> next_file(std::shared_ptr<state> self);
  static task<std::optional<column::batch>> next(std::shared_ptr<state> self);
  void add_files(feed_commit commit, std::int64_t version, std::int64_t when);
  void check_metadata(const deltalake::metadata& told, std::int64_t version) const;
};

namespace detail {

inline void require_feed(const deltalake::metadata& of, std::int64_t version) {
  std::vector<error> problems;
  if (table_properties::parse_lenient(of.configuration, problems).enable_change_data_feed) return;
  error found(errc::change_feed_not_enabled, "delta.enableChangeDataFeed is not true");
  throw_error(std::move(found.at_version(version)));
}

inline void require_followed(const snapshot_state& older, const snapshot_state& newer) {
  const versioned_schema before{older.mapping, older.log.metadata.partition_columns};
  const versioned_schema after{newer.mapping, newer.log.metadata.partition_columns};
  const result<void> followed = check_followed(before, after);
  if (!followed) throw_error(error(followed.error()).at_version(older.log.version));
}

// The state of one version, without its files.
inline task<shared_snapshot> load_metadata(shared_snapshot newest, std::int64_t version) {
  if (version == newest->log.version) co_return newest;
  open_options how = newest->options;
  how.version(version).files(load::on_demand);
  auto loading = load_snapshot(newest->store, newest->table_uri, std::move(how), newest->json);
  shared_snapshot made = co_await std::move(loading);
  co_return made;
}

inline result<logical_schema> feed_schema(const snapshot_state& of, const options& how, column_source change_type) {
  if (!of.schema) return error(errc::invalid_schema, "the metadata has no schema");
  logical_schema made(of.mapping, of.log.metadata.partition_columns);
  result<void> added;
  if (!how.columns()) added = made.add_all();
  for (std::size_t i = 0; added && how.columns() && i < how.columns()->size(); ++i) {
    added = made.add((*how.columns())[i]);
  }
  if (!added) return added.error();
  const auto add = [&made](std::string_view name, schema::data_type::kind kind, column_source source) {
    schema::field physical(std::string(name), schema::data_type(kind), schema::nulls::refused);
    made.add(source, column::field_of(physical).value(), physical);
  };
  add(change_type_name, schema::data_type::kind::string, change_type);
  add(commit_version_name, schema::data_type::kind::long_, column_source::constant);
  add(commit_timestamp_name, schema::data_type::kind::timestamp, column_source::constant);
  return made;
}

inline std::string_view word_of(change_kind kind) noexcept { return kind == change_kind::insert ? "insert" : "delete"; }

// When a commit was made: by its file, else as it says itself. Milliseconds.
inline std::int64_t time_of(std::int64_t version, const std::vector<log::commit_time>& times,
                            const json_functions& json, std::string_view text) {
  for (const log::commit_time& one : times) {
    if (one.version == version) return one.timestamp_ms;
  }
  const std::optional<std::int64_t> when = json.in_commit_timestamp(text);
  if (!when) {
    error found(errc::missing_field, "the table has in-commit timestamps, this commit has none");
    throw_error(std::move(found.in_field("commitInfo.inCommitTimestamp")));
  }
  return *when;
}

// Hands out a commit's actions. Throws what is wrong with it.
inline void decode_commit(const snapshot_state& of, std::string_view text, feed_commit& into) {
  const auto decoder = of.json.make_decoders(of.options.json_limits())();
  const json::read_result got = decoder->decode(text, into);
  if (!got.failure) return;
  throw_error(std::move(error(*got.failure).at_line(json::line_at(text, got.failure_offset))));
}

inline task<bytes> get_commit(shared_snapshot of, std::int64_t version) {
  try {
    bytes content = co_await of->store.get(log::log_path(log::commit_file_name(version)));
    co_return content;
  } catch (const delta_error& failure) {
    if (failure.reason() != errc::not_found) throw;
  }
  throw_error(error(errc::version_not_found, "commit " + std::to_string(version) + " is gone"));
}

}  // namespace detail

// Whatever metadata a version brings, it must keep the feed going.
DELTALAKE_DECL void change_feed::state::check_metadata(const deltalake::metadata& changed,
                                                       std::int64_t version) const {
  detail::require_feed(changed, version);
  if (changed == last->log.metadata) return;
  log::log_state log;
  log.version = version;
  log.protocol = last->log.protocol;
  log.metadata = changed;
  const result<shared_snapshot> then = deltalake::detail::make_snapshot(*last, std::move(log), {});
  if (!then) throw_error(then.error());
  detail::require_followed(**then, *last);
}

DELTALAKE_DECL void change_feed::state::add_files(feed_commit commit, std::int64_t version, std::int64_t when) {
  if (commit.changed) check_metadata(*commit.changed, version);
  const bool partitioned = !last->log.metadata.partition_columns.empty();
  result<std::vector<changed_rows>> changes = changes_of(std::move(commit), partitioned);
  if (!changes) throw_error(changes.error());
  for (changed_rows& one : *changes) {
    if (wanted && !(*wanted)(one.file.partition_values).value()) continue;
    const bool tells = one.kind == change_kind::told;
    data_file file = data_file_of(one.file, version, tells ? told : derived);
    file.only = std::move(one.only);
    if (!tells) file.values.constants.emplace_back(detail::word_of(one.kind));
    file.values.constants.emplace_back(version);
    file.values.constants.emplace_back(schema::timestamp{when * 1000});
    files.push_back(std::move(file));
  }
}

DELTALAKE_DECL task<void> change_feed::state::read_commit(std::shared_ptr<state> self) {
  const std::int64_t version = self->next_version;
  std::optional<error> failure;
  try {
    const bytes content = co_await detail::get_commit(self->last, version);
    const std::string_view text = content.view().substr(json::byte_order_mark(content.view()));
    feed_commit commit;
    detail::decode_commit(*self->last, text, commit);
    const std::int64_t when = detail::time_of(version, self->times, self->last->json, text);
    self->add_files(std::move(commit), version, when);
    ++self->next_version;
    co_return;
  } catch (const delta_error& thrown) {
    failure = thrown.where();
  }
  throw_error(std::move(failure->at_version(version).in_file(log::below_table(log::commit_file_name(version)))));
}

DELTALAKE_DECL task<std::optional<data_file>> change_feed::state::next_file(std::shared_ptr<state> self) {
  while (self->files.empty()) {
    if (self->next_version > self->version_final) co_return std::nullopt;
    co_await read_commit(self);
  }
  data_file file = std::move(self->files.front());
  self->files.pop_front();
  co_return file;
}

DELTALAKE_DECL task<std::optional<column::batch>> change_feed::state::next(std::shared_ptr<state> self) {
  if (!self->rows) {
    row_stream::file_source source = [weak = std::weak_ptr<state>(self)] { return next_file(weak.lock()); };
    self->rows.emplace(self->last, std::move(source), self->how);
  }
  std::optional<column::batch> rows = co_await self->rows->next();
  co_return rows;
}

// Looks at the versions at both ends.
DELTALAKE_DECL task<bool> change_feed::open(std::shared_ptr<state> feed) {
  feed->last = co_await detail::load_metadata(feed->newest, feed->version_final);
  const shared_snapshot first = co_await detail::load_metadata(feed->newest, feed->next_version);
  detail::require_feed(first->log.metadata, feed->next_version);
  detail::require_feed(feed->last->log.metadata, feed->version_final);
  detail::require_followed(*first, *feed->last);
  result<logical_schema> derived = detail::feed_schema(*feed->last, feed->how, column_source::constant);
  if (!derived) throw_error(derived.error());
  feed->derived = std::make_shared<const logical_schema>(std::move(*derived));
  result<logical_schema> told = detail::feed_schema(*feed->last, feed->how, column_source::file);
  feed->told = std::make_shared<const logical_schema>(std::move(told.value()));
  if (!feed->how.filters().empty()) feed->wanted = partition_predicate_of(feed->last, feed->how.filters());
  feed->times = co_await file_times(feed->newest);
  co_return true;
}

DELTALAKE_DECL task<std::optional<column::batch>> change_feed::next() {
  if (state_ == nullptr) co_return std::nullopt;
  shared_snapshot of = state_->last;
  std::shared_ptr<state> self = state_;
  std::function<task<std::optional<column::batch>>()> reading = [self] { return state::next(self); };
  std::optional<column::batch> rows = co_await deltalake::detail::operate(of, std::move(reading));
  co_return rows;
}

DELTALAKE_DECL task<change_feed> read_changes(shared_snapshot newest, std::int64_t version_first,
                                              std::optional<std::int64_t> version_final, options how) {
  if (newest == nullptr) throw_error(error(errc::not_loaded));
  auto feed = std::make_shared<change_feed::state>();
  feed->newest = newest;
  feed->next_version = version_first;
  feed->version_final = version_final.value_or(newest->log.version);
  feed->how = std::move(how);
  if (feed->how.has_condition()) {
    error found(errc::invalid_argument, "a condition on the rows of a change feed");
    throw_error(std::move(found.in_table(newest->table_uri)));
  }
  if (version_first < 0 || feed->version_final < version_first || feed->how.tracking() == row_tracking::yes) {
    error found(errc::invalid_argument, "changes of versions " + std::to_string(version_first) + " to " +
                                            std::to_string(feed->version_final));
    throw_error(std::move(found.in_table(newest->table_uri)));
  }
  if (feed->version_final > newest->log.version) {
    error found(errc::version_not_found, "the newest version is " + std::to_string(newest->log.version));
    throw_error(std::move(found.in_table(newest->table_uri).at_version(feed->version_final)));
  }
  std::function<task<bool>()> opening = [feed] { return change_feed::open(feed); };
  co_await deltalake::detail::operate(newest, std::move(opening));
  change_feed made;
  made.fields_ = feed->derived->fields();
  made.state_ = std::move(feed);
  co_return made;
}

}  // namespace deltalake::inline v0::scan
