#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/fwd.hpp>
#include <deltalake/snapshot/snapshot.hpp>
#include <deltalake/snapshot/update_io.hpp>

namespace deltalake::inline v0 {

/// A Delta table: a store and the snapshot that is current. It mirrors delta-rs' DeltaTable.
///
/// Threads: distinct objects are safe, also copies of one; one object is not. Coroutines that change the table
/// (`update`, `load_version`, ...) read aside and swap at the end: if they fail or are cancelled, the table is as it
/// was.
/// Lifetime: those coroutines refer to the object, which must outlive them; all others keep what they need.
/// A default one is empty and tests false; using it throws not_loaded.
template <class Store, class Json, class Parquet>
class basic_table {
 public:
  using snapshot_type = basic_snapshot<Store, Json, Parquet>;
  using store_type = Store;

  basic_table() = default;
  basic_table(Store store, snapshot_type current) : store_(std::move(store)), current_(std::move(current)) {}

  explicit operator bool() const noexcept { return static_cast<bool>(current_); }

  /// The store, rooted at the table's folder, as it was given. Throws not_loaded.
  const Store& store() const {
    if (!store_) throw_error(error(errc::not_loaded));
    return *store_;
  }
  /// The current version of the table, as a value of its own.
  const snapshot_type& snapshot() const noexcept { return current_; }

  std::int64_t version() const { return current_.version(); }
  const std::string& table_uri() const { return current_.table_uri(); }
  const deltalake::protocol& protocol() const { return current_.protocol(); }
  const deltalake::metadata& metadata() const { return current_.metadata(); }
  const schema::struct_type& schema() const { return current_.schema(); }
  const std::map<std::string, set_transaction>& transactions() const { return current_.transactions(); }
  std::optional<std::int64_t> transaction_version(const std::string& app_id) const {
    return current_.transaction_version(app_id);
  }
  const std::map<std::string, deltalake::domain_metadata>& domains() const { return current_.domains(); }
  std::optional<std::int64_t> checkpoint_version() const { return current_.checkpoint_version(); }
  const std::vector<error>& findings() const { return current_.findings(); }
  std::size_t num_files() const { return current_.num_files(); }
  std::int64_t size_bytes() const { return current_.size_bytes(); }
  file_list get_files() const { return current_.get_files(); }
  file_list get_files_by_partitions(const std::vector<partition_filter>& filters) const {
    return current_.get_files_by_partitions(filters);
  }
  std::vector<std::string> get_file_uris() const { return current_.get_file_uris(); }
  template <class Visit>
  void for_each_file(Visit visit) const {
    current_.for_each_file(std::move(visit));
  }
  template <class Visit>
  void for_each_file(const std::vector<partition_filter>& filters, Visit visit) const {
    current_.for_each_file(filters, std::move(visit));
  }
  file_stream stream_files(std::vector<partition_filter> filters = std::vector<partition_filter>()) const {
    return current_.stream_files(std::move(filters));
  }
  task<std::vector<basic_commit_info<Json>>> history(std::optional<std::size_t> limit = std::nullopt) const {
    return current_.history(limit);
  }
  task<std::vector<basic_action<Json>>> actions(std::int64_t version) const { return current_.actions(version); }
  task<std::vector<remove_file>> tombstones() const { return current_.tombstones(); }
  table_scan scan(scan_options how = scan_options()) const { return current_.scan(std::move(how)); }
  task<change_feed> changes(std::int64_t version_first, std::optional<std::int64_t> version_final = std::nullopt,
                            scan_options how = scan_options()) const {
    return current_.changes(version_first, version_final, std::move(how));
  }
  task<std::int64_t> count_rows(scan_options how = scan_options()) const { return current_.count_rows(std::move(how)); }
  deltalake::scan::scan_plan plan(const scan_options& how) const { return current_.plan(how); }
  task<std::int64_t> version_timestamp(std::int64_t version) const { return current_.version_timestamp(version); }

  /// Brings the table to its newest version. Costs what is new. Cancellation: all kinds.
  task<void> update() { return update_to(std::nullopt); }
  /// The same, but not beyond `version_max`. Throws version_downgrade if that lies below the loaded version, and
  /// version_gap if a commit on the way there is missing, which `update()` takes for the end of the log.
  task<void> update_incremental(std::optional<std::int64_t> version_max = std::nullopt) {
    return update_to(version_max);
  }
  /// Goes to a version, older or newer. Throws version_not_found. Cancellation: all kinds.
  task<void> load_version(std::int64_t version) {
    open_options options = current_.shared()->options;
    return reload(std::move(options.version(version)));
  }
  /// Goes to the newest version at or before a time, in milliseconds since 1970-01-01T00:00:00Z.
  /// Throws timestamp_too_early. Cancellation: all kinds.
  task<void> load_with_datetime(std::int64_t timestamp_ms) {
    open_options options = current_.shared()->options;
    return reload(std::move(options.timestamp_ms(timestamp_ms)));
  }
  /// The same from RFC 3339 text: "2026-01-31T12:00:00Z". Throws invalid_timestamp.
  task<void> load_with_datetime(const std::string& text) {
    open_options options = current_.shared()->options;
    return reload(std::move(options.datestring(text)));
  }
  /// Reads the newest version as a whole.
  task<void> load_newest() {
    open_options options = current_.shared()->options;
    return reload(std::move(options.newest()));
  }
  /// Reads the files of a table that was opened with load::on_demand; else does nothing. Cancellation: all kinds.
  task<void> load_files() {
    shared_snapshot state = current_.shared();
    shared_snapshot made = co_await deltalake::load_files(std::move(state));
    current_ = snapshot_type(std::move(made));
  }
  /// The newest version there is, whatever is loaded. Reads no commit. Cancellation: all kinds.
  task<std::int64_t> get_latest_version() const { return latest_version(current_.shared()); }

 private:
  task<void> update_to(std::optional<std::int64_t> version_max) {
    shared_snapshot state = current_.shared();
    shared_snapshot made = co_await update_snapshot(std::move(state), version_max);
    current_ = snapshot_type(std::move(made));
  }
  task<void> reload(open_options options) {
    shared_snapshot state = current_.shared();
    options.files(state->log.files_loaded ? load::eager : load::on_demand);
    shared_snapshot made = co_await load_snapshot(state->store, state->table_uri, std::move(options), state->json);
    current_ = snapshot_type(std::move(made));
  }

  std::optional<Store> store_;
  snapshot_type current_;
};

}  // namespace deltalake::inline v0
