#pragma once
#include <functional>
#include <limits>
#include <utility>
#include <vector>

#include <deltalake/action/protocol_check.hpp>
#include <deltalake/action/table_property.hpp>
#include <deltalake/json/value_stream.hpp>
#include <deltalake/log/file_name.hpp>
#include <deltalake/log/history.hpp>
#include <deltalake/log/list_io.hpp>
#include <deltalake/snapshot/time_travel_io.hpp>

namespace deltalake::inline v0 {
namespace detail {

// The first version that carries an in-commit timestamp, if the table has them: without enablement properties they were
// there from the start.
inline std::optional<std::int64_t> first_dated_version(const log::log_state& state) {
  std::vector<error> ignored;
  const table_properties properties = table_properties::parse_lenient(state.metadata.configuration, ignored);
  if (!properties.enable_in_commit_timestamps || !has_feature(state.protocol, table_feature::in_commit_timestamp)) {
    return std::nullopt;
  }
  return properties.in_commit_timestamp_enablement_version.value_or(0);
}

inline task<std::int64_t> read_in_commit_timestamp(shared_snapshot state, std::int64_t version) {
  const path where = log::log_path(log::commit_file_name(version));
  const bytes content = co_await state->store.get(where);
  const std::optional<std::int64_t> when =
      state->json.in_commit_timestamp(content.view().substr(json::byte_order_mark(content.view())));
  if (!when) {
    error found(errc::missing_field, "the table has in-commit timestamps, this commit has none");
    found.in_table(state->table_uri).at_version(version).in_file(where.text()).in_field("commitInfo.inCommitTimestamp");
    throw_error(std::move(found));
  }
  co_return *when;
}

struct dated_log {
  std::vector<log::log_file> by_file;    // commits dated by their files, ascending
  std::vector<log::log_file> by_commit;  // commits with a timestamp of their own
};

inline task<dated_log> list_dated(shared_snapshot newest) {
  log::log_listing listing = co_await log::list_log(newest->store);
  const std::int64_t first = first_dated_version(newest->log).value_or((std::numeric_limits<std::int64_t>::max)());
  dated_log dated;
  for (const log::log_file& commit : listing.commits) {
    if (commit.version_final > newest->log.version) break;
    (commit.version_final < first ? dated.by_file : dated.by_commit).push_back(commit);
  }
  co_return dated;
}

// Times rise with versions (PROTOCOL.md "Writer Requirements for In-commit Timestamps"), so a few reads are enough.
inline task<std::optional<std::int64_t>> search_dated(shared_snapshot newest, std::vector<log::log_file> commits,
                                                      std::int64_t timestamp_ms) {
  std::size_t begin = 0, end = commits.size();
  while (begin < end) {
    const std::size_t middle = begin + (end - begin) / 2;
    const std::int64_t when = co_await read_in_commit_timestamp(newest, commits[middle].version_final);
    if (when <= timestamp_ms)
      begin = middle + 1;
    else
      end = middle;
  }
  if (begin == 0) co_return std::nullopt;
  co_return commits[begin - 1].version_final;
}

inline task<std::int64_t> date_version(shared_snapshot newest, std::int64_t version) {
  const dated_log dated = co_await list_dated(newest);
  const std::vector<log::commit_time> times = log::monotonic_times(dated.by_file);
  for (const log::commit_time& commit : times) {
    if (commit.version == version) co_return commit.timestamp_ms;
  }
  for (const log::log_file& commit : dated.by_commit) {
    if (commit.version_final != version) continue;
    const std::int64_t when = co_await read_in_commit_timestamp(newest, version);
    co_return when;
  }
  throw_error(error(errc::version_not_found, "there is no commit " + std::to_string(version)));
}

}  // namespace detail

DELTALAKE_DECL task<std::int64_t> version_at(shared_snapshot newest, std::int64_t timestamp_ms) {
  detail::dated_log dated = co_await detail::list_dated(newest);
  const std::optional<std::int64_t> found =
      co_await detail::search_dated(newest, std::move(dated.by_commit), timestamp_ms);
  if (found) co_return *found;
  const std::vector<log::commit_time> times = log::monotonic_times(dated.by_file);
  const result<std::int64_t> version = log::version_at(times, timestamp_ms);
  if (!version) throw_error(error(version.error()).in_table(newest->table_uri));
  co_return *version;
}

DELTALAKE_DECL task<std::int64_t> version_timestamp(shared_snapshot newest, std::int64_t version) {
  std::function<task<std::int64_t>()> reading = [newest, version] { return detail::date_version(newest, version); };
  const std::int64_t when = co_await detail::operate(newest, std::move(reading));
  co_return when;
}

DELTALAKE_DECL task<std::vector<log::commit_time>> file_times(shared_snapshot newest) {
  const detail::dated_log dated = co_await detail::list_dated(std::move(newest));
  co_return log::monotonic_times(dated.by_file);
}

}  // namespace deltalake::inline v0
