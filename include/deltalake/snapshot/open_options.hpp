#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <deltalake/base/environment.hpp>
#include <deltalake/base/task.hpp>
#include <deltalake/json/policy.hpp>
#include <deltalake/log/file_columns.hpp>
#include <deltalake/storage/registry.hpp>

namespace deltalake::inline v0 {

using log::keep_stats;

/// When the list of files is read.
enum class load : std::uint8_t {
  eager,      ///< when the table is opened, as delta-rs does
  on_demand,  ///< by `load_files()`; until then what needs files throws files_not_loaded
};

/// Which locations of data files are acceptable. A log may name files outside of the table's folder: a shallow clone
/// does, and so does a hostile log.
enum class path_policy : std::uint8_t {
  same_root,  ///< only files below the table's folder; others throw outside_table_root when their location is asked for
  any,        ///< all
};

/// What to do about a log that is damaged where it does not matter: a checkpoint that the commits can replace, a
/// version checksum that cannot be read or says otherwise than the log.
enum class checking : std::uint8_t {
  lenient,  ///< go on; `snapshot::findings()` tells
  strict,   ///< throw what was found
};

/// How to open a table. Every setter returns the object: `open_options().version(7).files(load::on_demand)`.
/// Not an aggregate on purpose: g++ 12 destroys aggregate temporaries of a co_await expression twice.
class open_options {
 public:
  DELTALAKE_DECL open_options();
  DELTALAKE_DECL open_options(const open_options&);
  DELTALAKE_DECL open_options(open_options&&) noexcept;
  DELTALAKE_DECL open_options& operator=(const open_options&);
  DELTALAKE_DECL open_options& operator=(open_options&&) noexcept;
  DELTALAKE_DECL ~open_options();

  /// Opens this version instead of the newest one. Excludes `timestamp_ms`: the last one set counts.
  open_options& version(std::int64_t number) & {
    version_ = number;
    timestamp_ms_.reset();
    return *this;
  }
  open_options&& version(std::int64_t number) && { return std::move(version(number)); }
  /// Opens the newest version that is not younger than this, in milliseconds since 1970-01-01T00:00:00Z.
  open_options& timestamp_ms(std::int64_t ms) & {
    timestamp_ms_ = ms;
    version_.reset();
    return *this;
  }
  open_options&& timestamp_ms(std::int64_t ms) && { return std::move(timestamp_ms(ms)); }
  /// The same from RFC 3339 text: "2026-01-31T12:00:00Z". Throws delta_error(invalid_timestamp).
  DELTALAKE_DECL open_options& datestring(const std::string& text) &;
  open_options&& datestring(const std::string& text) && { return std::move(datestring(text)); }
  /// Asks for the newest version again.
  open_options& newest() & {
    version_.reset();
    timestamp_ms_.reset();
    return *this;
  }
  open_options&& newest() && { return std::move(newest()); }
  /// When files are read: load::eager if not set.
  open_options& files(load when) & {
    files_ = when;
    return *this;
  }
  open_options&& files(load when) && { return std::move(files(when)); }
  /// Whether statistics stay in memory: keep_stats::yes if not set.
  open_options& stats(keep_stats keep) & {
    stats_ = keep;
    return *this;
  }
  open_options&& stats(keep_stats keep) && { return std::move(stats(keep)); }
  /// Which data files are acceptable: path_policy::same_root if not set.
  open_options& paths(path_policy policy) & {
    paths_ = policy;
    return *this;
  }
  open_options&& paths(path_policy policy) && { return std::move(paths(policy)); }
  /// What to do about damage that does not matter: checking::lenient if not set.
  open_options& check(checking how) & {
    checking_ = how;
    return *this;
  }
  open_options&& check(checking how) && { return std::move(check(how)); }
  /// Bounds on the JSON of the log.
  open_options& json_limits(json::limits bounds) & {
    json_limits_ = bounds;
    return *this;
  }
  open_options&& json_limits(json::limits bounds) && { return std::move(json_limits(bounds)); }
  /// How many requests to the store are in flight at once; 8 if not set, at least 1.
  open_options& concurrency(std::size_t requests) & {
    concurrency_ = requests == 0 ? 1 : requests;
    return *this;
  }
  open_options&& concurrency(std::size_t requests) && { return std::move(concurrency(requests)); }
  /// How much log text is read and parsed at a time, in bytes; 1 MiB if not set, at least 4 KiB.
  open_options& piece_bytes(std::uint64_t size) & {
    piece_bytes_ = size < 4096 ? 4096 : size;
    return *this;
  }
  open_options&& piece_bytes(std::uint64_t size) && { return std::move(piece_bytes(size)); }
  /// Where all operations that ask the store run, and whatever blocks or computes, instead of on a pool that belongs to
  /// the caller's execution context. The executor must outlive the table's operations, and code on it may block.
  open_options& workers(executor where) & {
    workers_ = std::move(where);
    return *this;
  }
  open_options&& workers(executor where) && { return std::move(workers(std::move(where))); }
  /// The clock, randomness and sleep to use.
  open_options& environment(std::shared_ptr<deltalake::environment> source) & {
    environment_ = std::move(source);
    return *this;
  }
  open_options&& environment(std::shared_ptr<deltalake::environment> source) && {
    return std::move(environment(std::move(source)));
  }
  /// Which stores serve which URI schemes: registry::standard() if not set.
  DELTALAKE_DECL open_options& stores(storage::registry known) &;
  open_options&& stores(storage::registry known) && { return std::move(stores(std::move(known))); }

  /// Options for the store that is made for the location. Name a list of them before it goes into a `co_await`
  /// expression, `storage::store_options keys{{"key", "value"}};`: g++ 12 does not compile braces within one.
  open_options& storage_options(storage::store_options options) & {
    storage_options_ = std::move(options);
    return *this;
  }
  open_options&& storage_options(storage::store_options options) && {
    return std::move(storage_options(std::move(options)));
  }

  const std::optional<std::int64_t>& version() const noexcept { return version_; }
  const std::optional<std::int64_t>& timestamp_ms() const noexcept { return timestamp_ms_; }
  load files() const noexcept { return files_; }
  keep_stats stats() const noexcept { return stats_; }
  path_policy paths() const noexcept { return paths_; }
  checking check() const noexcept { return checking_; }
  const json::limits& json_limits() const noexcept { return json_limits_; }
  std::size_t concurrency() const noexcept { return concurrency_; }
  std::uint64_t piece_bytes() const noexcept { return piece_bytes_; }
  /// Empty if not set.
  const executor& workers() const noexcept { return workers_; }
  const std::shared_ptr<deltalake::environment>& environment() const noexcept { return environment_; }
  /// Null if not set.
  const std::shared_ptr<const storage::registry>& stores() const noexcept { return stores_; }
  const storage::store_options& storage_options() const noexcept { return storage_options_; }

 private:
  std::optional<std::int64_t> version_, timestamp_ms_;
  load files_ = load::eager;
  keep_stats stats_ = keep_stats::yes;
  path_policy paths_ = path_policy::same_root;
  checking checking_ = checking::lenient;
  json::limits json_limits_;
  std::size_t concurrency_ = 8;
  std::uint64_t piece_bytes_ = std::uint64_t{1} << 20;
  executor workers_;
  std::shared_ptr<deltalake::environment> environment_;
  std::shared_ptr<const storage::registry> stores_;
  storage::store_options storage_options_;
};

}  // namespace deltalake::inline v0

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/snapshot/impl/open_options.ipp>
#endif
