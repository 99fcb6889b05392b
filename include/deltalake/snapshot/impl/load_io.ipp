#pragma once
#include <set>
#include <string>
#include <utility>

#include <deltalake/action/protocol_check.hpp>
#include <deltalake/action/table_property.hpp>
#include <deltalake/base/workers.hpp>
#include <deltalake/log/checkpoint_read_io.hpp>
#include <deltalake/log/file_name.hpp>
#include <deltalake/log/list_io.hpp>
#include <deltalake/snapshot/hints_io.hpp>
#include <deltalake/snapshot/load_io.hpp>
#include <deltalake/snapshot/time_travel_io.hpp>

namespace deltalake::inline v0 {
namespace detail {

inline constexpr int readings_max = 4;

DELTALAKE_DECL executor workers_for(const open_options& options, const executor& here) {
  if (!options.workers()) return workers_of(here);
  mark_as_workers(options.workers());
  return options.workers();
}

DELTALAKE_DECL log::read_options make_read_options(const open_options& options, const json_functions& json,
                                                   executor here, std::uint64_t seed) {
  log::read_options read;
  read.parts = options.files() == load::eager ? log::log_parts::all : log::log_parts::metadata;
  read.stats = options.stats();
  read.decoders = json.make_decoders(options.json_limits());
  read.limits = options.json_limits();
  read.seed = seed;
  read.piece_bytes = options.piece_bytes();
  read.concurrency = options.concurrency();
  read.workers = workers_for(options, here);
  return read;
}

DELTALAKE_DECL parquet::read_options make_parquet_options(const open_options&) { return {}; }

// Column mapping counts only where the protocol supports it: a property without its feature is to be ignored.
inline bool maps_columns(const protocol& p) {
  if (p.min_reader_version == 2) return true;
  for (const auto* features : {&p.reader_features, &p.writer_features}) {
    if (!features->has_value()) continue;
    for (const std::string& feature : **features) {
      if (feature == "columnMapping") return true;
    }
  }
  return false;
}

// The schema's own errors name fields of metaData.
inline error in_metadata(error found) {
  found.field.insert(0, "metaData.");
  return found;
}

inline std::optional<error> set_schema(snapshot_state& state) {
  const metadata& meta = state.log.metadata;
  if (meta.format_provider != "parquet") {
    return error(errc::unsupported_feature, "data files of format '" + meta.format_provider + "'")
        .in_field("metaData.format.provider");
  }
  if (meta.schema_string.empty()) return {};  // Spark's first tables had none
  result<schema::struct_type> parsed = state.json.parse_schema(meta.schema_string);
  if (!parsed) return in_metadata(parsed.error());
  for (const std::string& column : meta.partition_columns) {
    if (parsed->find_ignoring_case(column) == nullptr) {
      return error(errc::invalid_schema, "partition column '" + column + "' is not in the schema")
          .in_field("metaData.partitionColumns");
    }
  }
  const auto mode = meta.configuration.find("delta.columnMapping.mode");
  auto how = schema::column_mapping_mode::none;
  if (mode != meta.configuration.end() && maps_columns(state.log.protocol)) {
    const auto chosen = schema::parse_column_mapping_mode(mode->second);
    if (!chosen) return in_metadata(chosen.error());
    how = *chosen;
  }
  auto mapping = schema::column_mapping::make(*parsed, how);
  if (!mapping) return in_metadata(mapping.error());
  state.schema = std::move(*parsed);
  state.mapping = std::move(*mapping);
  return {};
}

DELTALAKE_DECL result<shared_snapshot> make_snapshot(const snapshot_state& origin, log::log_state state,
                                                     storage::object_meta newest_commit) {
  auto made = std::make_shared<snapshot_state>(origin);
  const bool same_metadata =
      origin.log.version >= 0 && origin.log.metadata == state.metadata && origin.log.protocol == state.protocol;
  made->log = std::move(state);
  made->newest_commit = std::move(newest_commit);
  if (!same_metadata) {
    made->schema.reset();
    made->mapping = {};
    if (const std::optional<error> wrong = set_schema(*made)) return *wrong;
  }
  return shared_snapshot(std::move(made));
}

inline path commit_path(std::int64_t version) { return log::log_path(log::commit_file_name(version)); }

// The newest commits without a gap between them, up to `version` or the newest: all that is there of a damaged log.
inline log::segment newest_commits(const log::log_listing& listing, std::optional<std::int64_t> version) {
  log::segment tail;
  for (auto commit = listing.commits.rbegin(); commit != listing.commits.rend(); ++commit) {
    if (version && commit->version_final > *version) continue;
    if (!tail.files.empty() && commit->version_final != tail.files.back().version_final - 1) break;
    tail.files.push_back(*commit);
  }
  tail.version = tail.files.empty() ? -1 : tail.files.front().version_final;
  return tail;
}

// A log whose state cannot be told may still tell that the table must not be read this way at all, which is the more
// useful thing to say. Throws what `check_readable` returns for the newest protocol of the newest commits.
inline task<void> judge_newest_protocol(std::shared_ptr<const snapshot_state> origin,
                                        std::optional<std::int64_t> version) {
  const executor here = co_await boost::asio::this_coro::executor;
  const log::log_listing listing = co_await log::list_log(origin->store);
  log::read_options read = make_read_options(origin->options, origin->json, here, 0);
  read.parts = log::log_parts::metadata;
  const std::vector<log::log_run> runs =
      co_await log::read_runs(origin->store, newest_commits(listing, version), std::move(read));
  for (const log::log_run& run : runs) {
    if (run.protocols.empty()) continue;
    const auto& [found_at, newest] = run.protocols.front();
    const result<void> readable = check_readable(newest);
    if (!readable) throw_error(error(readable.error()).at_version(found_at));
    co_return;
  }
}

// Finds the files of a version. Throws what `log::find_segment` throws.
inline task<log::segment> find_files(std::shared_ptr<const snapshot_state> origin, std::optional<std::int64_t> version,
                                     std::set<std::string> rejected, std::optional<std::int64_t> hint) {
  std::optional<error> incomplete;
  try {
    log::segment files = co_await log::find_segment(origin->store, version, std::move(rejected), hint);
    co_return files;
  } catch (const delta_error& failure) {
    if (failure.reason() != errc::version_gap && failure.reason() != errc::checkpoint_required) throw;
    incomplete = failure.where();
  }
  co_await judge_newest_protocol(origin, version);
  throw_error(std::move(*incomplete));
}

// Failures of a store tell nothing of the checkpoint: another one would meet them as well.
DELTALAKE_DECL bool is_damage(errc reason) noexcept {
  return reason != errc::storage_io && reason != errc::storage_busy && reason != errc::permission_denied;
}

// Reads a checkpoint; nothing if it cannot be used, and why in `damage`.
inline task<std::optional<log::checkpoint_state>> try_checkpoint(storage::any_store store, log::checkpoint_set files,
                                                                 log::read_options read, parquet::read_options how,
                                                                 std::shared_ptr<std::optional<error>> damage) {
  const std::int64_t version = files.version;
  const log::log_parts parts = read.parts;
  const std::uint64_t seed = read.seed;
  try {
    std::vector<log::log_run> runs =
        co_await log::read_checkpoint(std::move(store), std::move(files), std::move(read), std::move(how));
    if (runs.empty()) runs.emplace_back(seed);
    result<log::checkpoint_state> made = log::fold_checkpoint(std::move(runs), version, parts);
    if (made) co_return std::move(*made);
    *damage = made.error();
  } catch (const delta_error& failure) {
    if (!is_damage(failure.reason())) throw;
    *damage = failure.where();
  }
  co_return std::nullopt;
}

// What one reading of a version goes by.
struct reading {
  log::segment files;
  std::optional<log::checkpoint_state> base;  // absent if the files begin at version 0
  std::optional<log::version_checksum> checksum;
  std::optional<log::log_state> told;  // all of the state, by the checksum: nothing else need be read
  std::vector<error> findings;
  std::set<std::string> rejected;  // checkpoints that were passed over
};

// What is wrong but does not matter, unless the caller says that it does.
inline void note(const snapshot_state& origin, error found, std::vector<error>& findings) {
  found.in_table(origin.table_uri);
  if (origin.options.check() == checking::strict) throw_error(std::move(found));
  findings.push_back(std::move(found));
}

// The version of the checkpoint that `_last_checkpoint` names.
inline task<std::optional<std::int64_t>> take_hint(std::shared_ptr<const snapshot_state> origin,
                                                   std::shared_ptr<reading> chosen) {
  hint_reading got = co_await read_last_checkpoint(origin);
  if (got.problem) note(*origin, std::move(*got.problem), chosen->findings);
  if (!got.content) co_return std::nullopt;
  co_return got.content->version;
}

inline task<void> take_checksum(std::shared_ptr<const snapshot_state> origin, std::shared_ptr<reading> chosen) {
  checksum_reading got = co_await read_version_checksum(origin, chosen->files.version);
  if (got.problem && got.problem->code != errc::not_found) {
    note(*origin, std::move(*got.problem), chosen->findings);
  }
  chosen->checksum = std::move(got.content);
  if (origin->options.files() == load::on_demand && chosen->checksum) {
    chosen->told = state_of(*chosen->checksum, chosen->files.version);
  }
}

// Sidecars are not listed: one that is gone may tell of a log that changed, or of a checkpoint that cannot be used.
inline bool is_missing_sidecar(const error& found) {
  const std::string folder = std::string(log::log_folder) + "/" + std::string(log::sidecars_folder) + "/";
  return (found.code == errc::not_found || found.code == errc::checkpoint_required) && found.file.starts_with(folder);
}

DELTALAKE_DECL error without_checkpoint(error damage, std::optional<std::int64_t> version) {
  if (!is_missing_sidecar(damage)) return damage;
  damage.code = errc::checkpoint_required;
  damage.detail = "the checkpoint names this sidecar, which is not there";
  if (version) damage.at_version(*version);
  return damage;
}

// Chooses the files of a version and reads its checkpoint. One that is damaged is passed over for another one, or for
// the commits, if they tell the same. PROTOCOL.md "Checkpoints": they are optional.
inline task<std::shared_ptr<reading>> choose_reading(std::shared_ptr<const snapshot_state> origin,
                                                     std::optional<std::int64_t> version, log::read_options read) {
  std::set<std::string> rejected;
  auto chosen = std::make_shared<reading>();
  std::optional<error> first_damage;
  std::optional<std::int64_t> hint = co_await take_hint(origin, chosen);
  while (true) {
    bool found = false;
    try {
      chosen->files = co_await find_files(origin, version, rejected, hint);
      found = true;
    } catch (const delta_error& failure) {
      if (!first_damage || failure.reason() != errc::checkpoint_required) throw;
    }
    if (!found) throw_error(without_checkpoint(std::move(*first_damage), version));
    // Later rounds stay at the version that the first one found.
    version = chosen->files.version;
    if (chosen->files.has_checksum && !chosen->checksum) co_await take_checksum(origin, chosen);
    if (!chosen->files.checkpoint || chosen->told) co_return chosen;
    auto damage = std::make_shared<std::optional<error>>();
    parquet::read_options how = make_parquet_options(origin->options);
    chosen->base = co_await try_checkpoint(origin->store, *chosen->files.checkpoint, read, std::move(how), damage);
    if (chosen->base) co_return chosen;
    if (!first_damage) first_damage = **damage;
    note(*origin, std::move(**damage), chosen->findings);
    rejected.insert(chosen->files.checkpoint->name());
    chosen->rejected = rejected;
    hint.reset();
  }
}

// Reads the commits of what was chosen and folds everything.
inline task<log::log_state> fold_reading(std::shared_ptr<const snapshot_state> origin, std::shared_ptr<reading> chosen,
                                         log::read_options read) {
  const std::int64_t reached = chosen->files.version;
  const log::log_parts parts = read.parts;
  if (chosen->told) {
    log::log_state told = std::move(*chosen->told);
    const result<void> readable = check_readable(told.protocol);
    if (!readable) throw_error(error(readable.error()).at_version(reached));
    told.files.seed = read.seed;
    co_return told;
  }
  std::vector<log::log_run> runs = co_await log::read_runs(origin->store, chosen->files, std::move(read));
  result<log::log_state> state = chosen->base ? log::fold(std::move(*chosen->base), std::move(runs), reached)
                                              : log::fold(std::move(runs), reached, parts);
  if (!state) throw_error(state.error());
  if (chosen->checksum) {
    if (std::optional<error> wrong = compare(*chosen->checksum, *state)) {
      note(*origin, std::move(*wrong), chosen->findings);
    }
  }
  co_return std::move(*state);
}

// Reads one version once. Throws not_found if the log changed meanwhile, checkpoint_required if a sidecar is gone.
inline task<shared_snapshot> read_version(std::shared_ptr<const snapshot_state> origin,
                                          std::optional<std::int64_t> version) {
  const executor here = co_await boost::asio::this_coro::executor;
  const std::uint64_t seed = origin->options.environment()->random();
  log::read_options read = make_read_options(origin->options, origin->json, here, seed);
  std::shared_ptr<reading> chosen = co_await choose_reading(origin, version, read);
  const std::int64_t reached = chosen->files.version;
  const std::optional<storage::object_meta> newest = co_await origin->store.head(commit_path(reached));
  log::log_state state = co_await fold_reading(origin, chosen, std::move(read));
  auto found = std::make_shared<snapshot_state>(*origin);
  found->findings = std::move(chosen->findings);
  found->rejected = std::move(chosen->rejected);
  found->checkpoint.reset();
  if (chosen->base) found->checkpoint = std::make_shared<log::checkpoint_set>(std::move(*chosen->files.checkpoint));
  result<shared_snapshot> made = make_snapshot(*found, std::move(state), newest.value_or(storage::object_meta()));
  if (!made) throw_error(error(made.error()).at_version(reached));
  co_return std::move(*made);
}

// A file that was listed and is gone means that somebody cleans the log: what is there now is listed anew. A sidecar
// that is still missed then was not cleaned away.
inline task<shared_snapshot> read_version_again(std::shared_ptr<const snapshot_state> origin,
                                                std::optional<std::int64_t> version) {
  std::optional<error> gone;
  for (int reading = 1;; ++reading) {
    try {
      shared_snapshot made = co_await read_version(origin, version);
      co_return made;
    } catch (const delta_error& failure) {
      error found = failure.where();
      const bool sidecar = is_missing_sidecar(found);
      const bool again = sidecar && gone && gone->file == found.file;
      if (again || (found.code != errc::not_found && !sidecar)) throw;
      gone = std::move(found);
    }
    if (reading == readings_max) {
      error found(errc::log_changed_while_reading,
                  "a listed file was gone when it was read, " + std::to_string(readings_max) + " times in a row");
      throw_error(std::move(found.in_file(gone->file)));
    }
  }
}

// Reads what the options ask for.
inline task<shared_snapshot> load_now(std::shared_ptr<const snapshot_state> origin) {
  std::optional<std::int64_t> version = origin->options.version();
  if (origin->options.timestamp_ms()) {
    auto newest = std::make_shared<snapshot_state>(*origin);
    newest->options.files(load::on_demand);
    shared_snapshot metadata_only = co_await read_version_again(std::move(newest), std::nullopt);
    version = co_await version_at(std::move(metadata_only), *origin->options.timestamp_ms());
  }
  shared_snapshot made = co_await read_version_again(std::move(origin), version);
  co_return made;
}

// Not in the operations themselves: so none can forget it.
inline task<void> name_table_of(shared_snapshot of, std::function<task<void>()> work) {
  std::optional<error> failure;
  try {
    task<void> running = work();
    co_await std::move(running);
    co_return;
  } catch (const delta_error& thrown) {
    if (!thrown.where().table.empty()) throw;
    failure = thrown.where();
  }
  throw_error(std::move(failure->in_table(of->table_uri)));
}

DELTALAKE_DECL task<void> run_operation(shared_snapshot of, std::function<task<void>()> work) {
  const executor here = co_await boost::asio::this_coro::executor;
  executor workers = workers_for(of->options, here);
  std::function<task<void>(std::size_t)> body = [of = std::move(of), work = std::move(work)](std::size_t) {
    return name_table_of(of, work);
  };
  co_await for_each_limited(std::move(workers), 1, 1, std::move(body));
}

inline task<std::int64_t> find_latest(shared_snapshot state) {
  const log::segment newest = co_await log::find_segment(state->store, std::nullopt);
  co_return newest.version;
}

}  // namespace detail

DELTALAKE_DECL task<shared_snapshot> load_snapshot(storage::any_store store, std::string uri, open_options options,
                                                   json_functions json) {
  auto origin = std::make_shared<snapshot_state>();
  origin->store = std::move(store);
  origin->table_uri = std::move(uri);
  origin->options = std::move(options);
  origin->json = json;
  shared_snapshot asked = std::move(origin);
  std::function<task<shared_snapshot>()> reading = [asked] { return detail::load_now(asked); };
  shared_snapshot made = co_await detail::operate(asked, std::move(reading));
  co_return made;
}

DELTALAKE_DECL task<shared_snapshot> load_files(shared_snapshot state) {
  if (state->log.files_loaded) co_return state;
  auto origin = std::make_shared<snapshot_state>(*state);
  origin->options.files(load::eager);
  shared_snapshot asked = std::move(origin);
  std::function<task<shared_snapshot>()> reading = [asked] {
    return detail::read_version_again(asked, asked->log.version);
  };
  shared_snapshot made = co_await detail::operate(asked, std::move(reading));
  co_return made;
}

DELTALAKE_DECL task<std::int64_t> latest_version(shared_snapshot state) {
  std::function<task<std::int64_t>()> looking = [state] { return detail::find_latest(state); };
  const std::int64_t newest = co_await detail::operate(state, std::move(looking));
  co_return newest;
}

DELTALAKE_DECL task<bool> has_log(storage::any_store store) {
  const log::log_listing listing = co_await log::list_log(std::move(store));
  co_return !listing.empty();
}

}  // namespace deltalake::inline v0
