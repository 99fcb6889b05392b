#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <deltalake/base/task.hpp>
#include <deltalake/log/read_io.hpp>
#include <deltalake/parquet/reader_io.hpp>
#include <deltalake/snapshot/snapshot_state.hpp>

namespace deltalake::inline v0 {

using shared_snapshot = std::shared_ptr<const snapshot_state>;

/// Reads the version that `options` ask for from a store rooted at the table's folder; `uri` is what errors call it.
/// A log that changes while it is read is listed again, a few times.
/// Throws delta_error: checkpoint_required (a checkpoint's sidecar is gone, and there is no other way), whatever
/// `log::find_segment` and `log::fold` return, timestamp_too_early, invalid_schema, log_changed_while_reading, and what
/// the store throws. Cancellation: all kinds.
DELTALAKE_DECL task<shared_snapshot> load_snapshot(storage::any_store store, std::string uri, open_options options,
                                                   json_functions json);

/// The same version with its files. Returns `state` itself if it has them.
DELTALAKE_DECL task<shared_snapshot> load_files(shared_snapshot state);

/// The newest version there is, whatever `state` is; reads no commit. Throws what `log::find_segment` and the store
/// throw. Cancellation: all kinds.
DELTALAKE_DECL task<std::int64_t> latest_version(shared_snapshot state);

/// True if the folder holds a log. Throws what the store throws. Cancellation: all kinds.
DELTALAKE_DECL task<bool> has_log(storage::any_store store);

namespace detail {
/// Judges what the log says as a whole and makes the state of a snapshot of it. Errors: invalid_schema and others.
DELTALAKE_DECL result<shared_snapshot> make_snapshot(const snapshot_state& origin, log::log_state state,
                                                     storage::object_meta newest_commit);
/// Where blocking and CPU-bound work of an operation on `here` runs: where the options say, else on its own workers.
DELTALAKE_DECL executor workers_for(const open_options& options, const executor& here);
/// Awaits `work` on one of the workers that the options of `of` ask for: there a store that blocks needs no switch of
/// threads for each of its calls. A delta_error that names no table gets that of `of`. Cancellation: all kinds.
DELTALAKE_DECL task<void> run_operation(shared_snapshot of, std::function<task<void>()> work);

template <class T>
task<void> keep_made(std::function<task<T>()> work, std::shared_ptr<std::optional<T>> made) {
  task<T> running = work();
  T got = co_await std::move(running);
  made->emplace(std::move(got));
}

/// The same for work that makes something. Every operation that asks a store goes this way.
template <class T>
task<T> operate(shared_snapshot of, std::function<task<T>()> work) {
  auto made = std::make_shared<std::optional<T>>();
  std::function<task<void>()> whole = [work = std::move(work), made] { return keep_made<T>(work, made); };
  co_await run_operation(std::move(of), std::move(whole));
  co_return std::move(**made);
}
/// Options for reading the log as a snapshot's options say.
DELTALAKE_DECL log::read_options make_read_options(const open_options& options, const json_functions& json,
                                                   executor here, std::uint64_t seed);
/// True if a failure tells that what was read is damaged, and not that the store failed.
DELTALAKE_DECL bool is_damage(errc reason) noexcept;
/// What is said of a version whose only checkpoints are damaged: the first damage, in words for a sidecar that is gone.
DELTALAKE_DECL error without_checkpoint(error damage, std::optional<std::int64_t> version);
/// Options for reading Parquet files as a snapshot's options say.
DELTALAKE_DECL parquet::read_options make_parquet_options(const open_options& options);
}  // namespace detail

}  // namespace deltalake::inline v0

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/snapshot/impl/load_io.ipp>
#endif
