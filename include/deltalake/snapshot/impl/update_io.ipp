#pragma once
#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include <deltalake/base/workers.hpp>
#include <deltalake/json/value_stream.hpp>
#include <deltalake/log/file_name.hpp>
#include <deltalake/log/list_io.hpp>
#include <deltalake/snapshot/update_io.hpp>

namespace deltalake::inline v0 {
namespace detail {

// Commits are fetched one by one up to this many; whoever is further behind lists the log and reads in parallel.
inline constexpr std::int64_t fetched_one_by_one_max = 32;

inline task<std::optional<bytes>> get_if_there(storage::any_store store, path where) {
  try {
    bytes content = co_await store.get(std::move(where));
    co_return content;
  } catch (const delta_error& failure) {
    if (failure.reason() != errc::not_found) throw;
  }
  co_return std::nullopt;
}

// Decodes commits that are in memory, newest first, into one run.
inline log::log_run decode_commits(const snapshot_state& state, const std::vector<bytes>& commits, std::int64_t first) {
  log::log_run run(state.log.files.seed);
  const auto decoder = state.json.make_decoders(state.options.json_limits())();
  const log::log_parts parts = state.log.files_loaded ? log::log_parts::all : log::log_parts::metadata;
  log::log_run_receiver receiver(run, parts, state.options.stats());
  for (std::size_t i = commits.size(); i-- > 0;) {
    const std::int64_t version = first + static_cast<std::int64_t>(i);
    const std::string_view content = commits[i].view();
    const std::string_view text = content.substr(json::byte_order_mark(content));
    receiver.begin(version, false);
    const json::read_result got = decoder->decode(text, receiver);
    receiver.end();
    if (!got.failure || run.failure) continue;
    run.failure = *got.failure;
    run.failure->in_file(log::below_table(log::commit_file_name(version)))
        .at_version(version)
        .at_line(json::line_at(text, got.failure_offset));
  }
  return run;
}

inline bool same_object(const storage::object_meta& a, const storage::object_meta& b) {
  return a.size_bytes == b.size_bytes && a.modified_ms == b.modified_ms && a.etag == b.etag;
}

inline task<shared_snapshot> reload(shared_snapshot state, std::optional<std::int64_t> version) {
  open_options options = state->options;
  options.files(state->log.files_loaded ? load::eager : load::on_demand);
  options.newest();
  if (version) {
    // The table may be another one by now, which has not come that far.
    const log::segment newest = co_await log::find_segment(state->store, std::nullopt);
    options.version((std::min)(*version, newest.version));
  }
  shared_snapshot made = co_await load_snapshot(state->store, state->table_uri, std::move(options), state->json);
  co_return made;
}

// Reads many new commits as `load_snapshot` does, but only those after the loaded version.
inline task<std::vector<log::log_run>> read_tail(shared_snapshot state, std::int64_t last) {
  const executor here = co_await boost::asio::this_coro::executor;
  const log::log_listing listing = co_await log::list_log(state->store, state->log.version + 1);
  log::segment tail;
  tail.version = state->log.version;
  for (const log::log_file& commit : listing.commits) {
    if (commit.version_first != tail.version + 1 || commit.version_first > last) break;
    tail.version = commit.version_first;
    tail.files.insert(tail.files.begin(), commit);
  }
  log::read_options read = make_read_options(state->options, state->json, here, state->log.files.seed);
  read.parts = state->log.files_loaded ? log::log_parts::all : log::log_parts::metadata;
  std::vector<log::log_run> runs = co_await log::read_runs(state->store, std::move(tail), std::move(read));
  co_return runs;
}

inline std::int64_t newest_version(const std::vector<log::log_run>& runs, std::int64_t otherwise) {
  for (const log::log_run& run : runs) {
    if (!run.extents.empty()) return run.extents.front().version;
  }
  return otherwise;
}

// Whether the log goes on behind a gap: the commit after `reached` is not there, but later ones are.
inline task<bool> goes_on(storage::any_store store, std::int64_t reached) {
  const log::log_listing listing = co_await log::list_log(std::move(store), reached + 1);
  co_return !listing.commits.empty() && listing.commits.front().version_first > reached + 1;
}

inline task<shared_snapshot> update_once(shared_snapshot state, std::optional<std::int64_t> version_max) {
  const std::int64_t loaded = state->log.version;
  const std::int64_t last = version_max.value_or((std::numeric_limits<std::int64_t>::max)() - 1);
  if (last < loaded) {
    error found(errc::version_downgrade, "from " + std::to_string(loaded) + " to " + std::to_string(last));
    throw_error(std::move(found.at_version(loaded)));
  }
  // If the commit of our version is still the object we read, nothing before it was cleaned away or replaced, and the
  // next commits, if any, directly follow: no listing is needed.
  const std::optional<storage::object_meta> ours = co_await state->store.head(commit_path(loaded));
  if (!ours || !same_object(*ours, state->newest_commit)) {
    shared_snapshot reloaded = co_await reload(state, version_max);
    co_return reloaded;
  }
  std::vector<bytes> commits;
  while (loaded + static_cast<std::int64_t>(commits.size()) < last &&
         static_cast<std::int64_t>(commits.size()) < fetched_one_by_one_max) {
    const std::int64_t next = loaded + 1 + static_cast<std::int64_t>(commits.size());
    std::optional<bytes> content = co_await get_if_there(state->store, commit_path(next));
    if (!content) break;
    commits.push_back(std::move(*content));
  }
  std::vector<log::log_run> runs;
  if (static_cast<std::int64_t>(commits.size()) == fetched_one_by_one_max) {
    runs = co_await read_tail(state, last);
  } else if (!commits.empty()) {
    runs.push_back(decode_commits(*state, commits, loaded + 1));
  }
  const std::int64_t reached = newest_version(runs, loaded);
  // Without a goal, a commit that is not there is the end of the log. A goal that was not reached is worth a listing:
  // reading the log as a whole finds what stands in for the missing commit, or tells the gap.
  if (version_max && reached < last) {
    const bool gap = co_await goes_on(state->store, reached);
    if (gap) {
      shared_snapshot reloaded = co_await reload(state, version_max);
      co_return reloaded;
    }
  }
  if (runs.empty()) co_return state;
  std::optional<storage::object_meta> newest = co_await state->store.head(commit_path(reached));
  for (const log::log_run& run : runs) {
    // Another table identity: whatever was loaded may belong to a table that is gone.
    if (run.metadatas.empty() || run.metadatas.front().second.id == state->log.metadata.id) continue;
    shared_snapshot reloaded = co_await reload(state, version_max);
    co_return reloaded;
  }
  result<log::log_state> next = log::advance(state->log, std::move(runs), reached);
  if (!next) throw_error(next.error());
  result<shared_snapshot> made = make_snapshot(*state, std::move(*next), newest.value_or(storage::object_meta()));
  if (!made) throw_error(error(made.error()).at_version(reached));
  co_return std::move(*made);
}

inline task<shared_snapshot> update_now(shared_snapshot state, std::optional<std::int64_t> version_max) {
  try {
    shared_snapshot made = co_await update_once(state, version_max);
    co_return made;
  } catch (const delta_error& failure) {
    // A commit that was there a moment ago is gone: the log is being cleaned or replaced.
    if (failure.reason() != errc::not_found) throw;
  }
  shared_snapshot reloaded = co_await reload(state, version_max);
  co_return reloaded;
}

}  // namespace detail

DELTALAKE_DECL task<shared_snapshot> update_snapshot(shared_snapshot state, std::optional<std::int64_t> version_max) {
  std::function<task<shared_snapshot>()> reading = [state, version_max] {
    return detail::update_now(state, version_max);
  };
  shared_snapshot made = co_await detail::operate(state, std::move(reading));
  co_return made;
}

}  // namespace deltalake::inline v0
