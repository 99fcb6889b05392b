#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/action/action.hpp>
#include <deltalake/fwd.hpp>
#include <deltalake/json/policy.hpp>
#include <deltalake/scan/change_feed_io.hpp>
#include <deltalake/scan/scan_io.hpp>
#include <deltalake/snapshot/file_list.hpp>
#include <deltalake/snapshot/file_stream_io.hpp>
#include <deltalake/snapshot/history_io.hpp>
#include <deltalake/snapshot/partition_filter.hpp>
#include <deltalake/snapshot/snapshot_state.hpp>
#include <deltalake/snapshot/time_travel_io.hpp>
#include <deltalake/snapshot/tombstone_io.hpp>
#include <deltalake/storage/store.hpp>

namespace deltalake::inline v0 {

/// One version of a table: an immutable handle on shared state. Copies are cheap, and const members may be called from
/// any thread. A default one is empty and tests false; using it throws not_loaded. Coroutine members keep the state
/// alive by themselves: the handle may go while they run.
template <class Store, class Json, class Parquet>
class basic_snapshot {
  static_assert(storage::store<Store>, "Store must model deltalake::storage::store");
  static_assert(json::policy<Json>, "Json must model deltalake::json::policy");

 public:
  using store_type = Store;
  using json_type = Json;
  using parquet_type = Parquet;

  basic_snapshot() = default;
  explicit basic_snapshot(shared_snapshot state) : state_(std::move(state)) {}

  explicit operator bool() const noexcept { return state_ != nullptr; }

  std::int64_t version() const { return state().log.version; }
  const std::string& table_uri() const { return state().table_uri; }
  const deltalake::protocol& protocol() const { return state().log.protocol; }
  const deltalake::metadata& metadata() const { return state().log.metadata; }
  /// The table's schema, logical names. Throws invalid_schema if the log has none.
  const schema::struct_type& schema() const {
    if (!state().schema)
      throw_error(error(errc::invalid_schema, "the metadata has no schema").in_table(state().table_uri));
    return *state().schema;
  }
  /// True if the log has a schema; tables without one exist.
  bool has_schema() const { return state().schema.has_value(); }
  /// The progress of applications that write idempotently, by application id.
  const std::map<std::string, set_transaction>& transactions() const { return state().log.transactions; }
  /// The version an application last wrote; nothing if it never did.
  std::optional<std::int64_t> transaction_version(const std::string& app_id) const {
    const auto at = state().log.transactions.find(app_id);
    return at == state().log.transactions.end() ? std::nullopt : std::optional(at->second.version);
  }
  /// The domain metadata that is set, by domain.
  const std::map<std::string, deltalake::domain_metadata>& domains() const { return state().log.domains; }

  /// The version of the checkpoint from which this version was read, together with the commits since; nothing if it was
  /// read from commits alone, or from a version checksum. An update stays on its checkpoint, however old that is.
  std::optional<std::int64_t> checkpoint_version() const {
    return state().checkpoint == nullptr ? std::nullopt : std::optional(state().checkpoint->version);
  }
  /// What is wrong with the table's log although this version could be read without it: damaged checkpoints and version
  /// checksums that were passed over, checksums that say otherwise. Empty for nearly every table.
  const std::vector<error>& findings() const { return state().findings; }

  bool files_loaded() const { return state().log.files_loaded; }
  /// The live files. Throws files_not_loaded, here and below.
  std::size_t num_files() const { return with_files().log.files.num_files; }
  /// The size of all live files together, in bytes.
  std::int64_t size_bytes() const { return with_files().log.files.size_bytes; }
  /// The paths of the live files, relative to the table and percent-decoded once: newest commit first, within a commit
  /// in the order of its lines.
  file_list get_files() const { return list_files(shared()); }
  /// The same for the files that meet all filters. Throws invalid_argument if a column is no partition column
  /// or a value is none of its type, invalid_partition_value if a file has such a value.
  file_list get_files_by_partitions(const std::vector<partition_filter>& filters) const {
    return list_files(shared(), filters);
  }
  /// Texts under which any program can open the live files, in the order of `get_files`. Throws outside_table_root if
  /// one lies outside of the table's folder and path_policy::any was not asked for.
  std::vector<std::string> get_file_uris() const {
    std::vector<std::string> uris;
    uris.reserve(num_files());
    state().log.files.for_each([&](const log::file_columns& columns, std::size_t row) {
      uris.push_back(file_uri(state(), columns.path(row), state().options.paths()).value());
    });
    return uris;
  }
  /// Calls `visit(add_file)` for each live file, in the order of `get_files`. Statistics are absent if they were not
  /// kept.
  template <class Visit>
  void for_each_file(Visit visit) const {
    log::packed_texts::cursor at;
    with_files().log.files.for_each(
        [&](const log::file_columns& columns, std::size_t row) { visit(columns.add(row, at)); });
  }
  /// The same for the files that meet all filters, in the order of `get_files_by_partitions`, and with its errors.
  template <class Visit>
  void for_each_file(const std::vector<partition_filter>& filters, Visit visit) const {
    if (filters.empty()) return for_each_file(std::move(visit));
    const log::file_state& files = with_files().log.files;
    log::judged_partitions judged(partition_predicate_of(shared(), filters));
    log::packed_texts::cursor at;
    files.for_each([&](const log::file_columns& columns, std::size_t row) {
      if (judged.is_wanted(columns.partition_values(row))) visit(columns.add(row, at));
    });
  }

  /// The live files that meet all filters, in portions and without keeping them: for tables of any size, opened with
  /// load::on_demand or not. The log is read again.
  file_stream stream_files(std::vector<partition_filter> filters = std::vector<partition_filter>()) const {
    return file_stream(shared(), std::move(filters));
  }

  /// The commit infos up to this version, newest first.
  task<std::vector<basic_commit_info<Json>>> history(std::optional<std::size_t> limit = std::nullopt) const {
    return read_history<Json>(shared(), limit);
  }
  /// Every action of one commit.
  task<std::vector<basic_action<Json>>> actions(std::int64_t version) const {
    return read_actions<Json>(shared(), version);
  }
  /// The tombstones; reads the log again.
  task<std::vector<remove_file>> tombstones() const { return read_tombstones(shared()); }
  /// When a version up to this one was made, in milliseconds since 1970-01-01T00:00:00Z.
  task<std::int64_t> version_timestamp(std::int64_t version) const {
    return deltalake::version_timestamp(shared(), version);
  }

  /// The rows of this version, batch by batch. Throws what table_scan's constructor does.
  table_scan scan(scan_options how = scan_options()) const { return table_scan(shared(), std::move(how)); }
  /// The rows that the versions from `version_first` to `version_final` changed, to this one if it is not given.
  task<change_feed> changes(std::int64_t version_first, std::optional<std::int64_t> version_final = std::nullopt,
                            scan_options how = scan_options()) const {
    return deltalake::scan::read_changes(shared(), version_first, version_final, std::move(how));
  }
  /// How many rows a scan of this version gives.
  task<std::int64_t> count_rows(scan_options how = scan_options()) const {
    return deltalake::scan::count_rows(shared(), std::move(how));
  }
  /// Which files a scan would read, by the log alone. Throws files_not_loaded, invalid_argument as the scan does.
  deltalake::scan::scan_plan plan(const scan_options& how) const { return deltalake::scan::plan_scan(shared(), how); }

  /// The shared state, for the library's own use. Throws not_loaded.
  shared_snapshot shared() const {
    if (state_ == nullptr) throw_error(error(errc::not_loaded));
    return state_;
  }

 private:
  const snapshot_state& state() const {
    if (state_ == nullptr) throw_error(error(errc::not_loaded));
    return *state_;
  }
  const snapshot_state& with_files() const {
    if (!state().log.files_loaded) throw_error(error(errc::files_not_loaded).in_table(state().table_uri));
    return state();
  }
  shared_snapshot state_;
};

}  // namespace deltalake::inline v0
