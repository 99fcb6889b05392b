#include "checkpoint_report.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace deltalake_tool {

namespace log = deltalake::log;
namespace parquet = deltalake::parquet;
namespace storage = deltalake::storage;

std::uint64_t checkpoint_report::size_bytes() const {
  std::uint64_t all = 0;
  for (const log::checkpoint_file& file : files) all += file.size_bytes;
  return all;
}

const char* word(log::file_kind kind) noexcept {
  if (kind == log::file_kind::multi_part_checkpoint) return "multi_part";
  return kind == log::file_kind::uuid_checkpoint ? "v2" : "classic";
}

const char* word(checkpoint_report::state what) noexcept {
  switch (what) {
    case checkpoint_report::state::used: return "used";
    case checkpoint_report::state::tried: return "tried";
    case checkpoint_report::state::damaged: return "damaged";
    case checkpoint_report::state::incomplete: return "incomplete";
    case checkpoint_report::state::newer: return "newer";
    case checkpoint_report::state::not_needed: return "not_needed";
  }
  return "unknown";
}

namespace {

// Keeps what makes a checkpoint one of V2.
class v2_receiver final : public deltalake::action_receiver {
 public:
  explicit v2_receiver(checkpoint_content& into) : into_(&into) {}
  deltalake::action_kind wants() const override {
    return deltalake::action_kind::sidecar | deltalake::action_kind::checkpoint_metadata;
  }
  void on_sidecar(deltalake::sidecar& file) override {
    into_->v2 = true;
    into_->sidecars.push_back(std::move(file));
  }
  void on_checkpoint_metadata(deltalake::checkpoint_metadata&) override { into_->v2 = true; }

 private:
  checkpoint_content* into_;
};

// The leaves of sidecars and checkpointMetadata in a row group; empty if they hold nothing there.
std::vector<bool> v2_leaves(const parquet::file& from, std::size_t group) {
  const std::vector<std::string> names{"sidecar", "checkpointMetadata"};
  std::vector<bool> wanted = parquet::select_leaves(from.schema, names);
  bool useful = false;
  for (std::uint32_t leaf = 0; leaf < wanted.size(); ++leaf) {
    useful = useful || (wanted[leaf] && !parquet::all_null(from.metadata.row_groups[group], leaf));
  }
  if (!useful) wanted.clear();
  return wanted;
}

deltalake::task<checkpoint_content> read_parquet_top(storage::any_store store, log::checkpoint_file top) {
  checkpoint_content made;
  v2_receiver receiver(made);
  const deltalake::path where = log::log_path(to_string(top.name));
  parquet::read_options how;
  const std::shared_ptr<const parquet::file> from = co_await parquet::open_file(store, where, top.size_bytes, how);
  for (std::size_t group = 0; group < from->metadata.row_groups.size(); ++group) {
    std::vector<bool> wanted = v2_leaves(*from, group);
    if (wanted.empty()) continue;
    parquet::row_group_reader reader(from, group, std::move(wanted), how);
    while (true) {
      const std::optional<deltalake::column::batch> rows = co_await reader.next();
      if (!rows) break;
      deltalake::read_actions(*rows, receiver).value();
    }
  }
  co_return made;
}

deltalake::task<checkpoint_content> read_json_top(storage::any_store store, log::checkpoint_file top) {
  checkpoint_content made;
  v2_receiver receiver(made);
  const deltalake::bytes content = co_await store.get(log::log_path(to_string(top.name)));
  const std::string_view text = content.view().substr(deltalake::json::byte_order_mark(content.view()));
  log::json_decoder<deltalake::json::boost_json> decoder{deltalake::json::limits()};
  log::decoder& decode = decoder;
  const deltalake::json::read_result got = decode.decode(text, receiver);
  if (got.failure) made.failure = *got.failure;
  co_return made;
}

deltalake::task<checkpoint_content> read_top(storage::any_store store, log::checkpoint_file top) {
  const bool json = top.name.kind == log::file_kind::uuid_checkpoint && top.name.format == log::checkpoint_format::json;
  checkpoint_content made;
  try {
    if (json)
      made = co_await read_json_top(store, top);
    else
      made = co_await read_parquet_top(store, top);
  } catch (const deltalake::delta_error& failure) {
    made.failure = failure.where();
  }
  if (made.failure) made.failure->in_file(log::log_path(to_string(top.name)).text());
  co_return made;
}

// The names of all objects in a folder.
deltalake::task<std::set<std::string>> names_in(storage::any_store store, deltalake::path folder) {
  std::set<std::string> names;
  std::optional<std::string> from = std::string();
  while (from) {
    storage::list_page page = co_await store.list_from(folder, *from);
    for (const storage::object_meta& object : page.objects) names.insert(object.location.text());
    from = std::move(page.next);
  }
  co_return names;
}

deltalake::task<void> read_contents(storage::any_store store, std::vector<checkpoint_report>& checkpoints) {
  bool any_sidecars = false;
  for (checkpoint_report& one : checkpoints) {
    if (one.kind == log::file_kind::multi_part_checkpoint) continue;
    one.content = co_await read_top(store, one.files.front());
    any_sidecars = any_sidecars || !one.content->sidecars.empty();
  }
  if (!any_sidecars) co_return;
  const std::set<std::string> there = co_await names_in(store, log::log_path(log::sidecars_folder));
  for (checkpoint_report& one : checkpoints) {
    if (!one.content) continue;
    for (const deltalake::sidecar& file : one.content->sidecars) {
      const deltalake::result<deltalake::path> where = log::sidecar_path(file);
      if (!where || !there.contains(where->text())) one.content->missing.push_back(file.path);
    }
  }
}

// The parts that the names promise and nobody listed. Their number is only a claim: it is not counted through.
std::vector<std::pair<std::int64_t, std::int64_t>> missing_parts(const checkpoint_report& of) {
  std::set<std::int64_t> there;
  for (const log::checkpoint_file& file : of.files) there.insert(file.name.part);
  std::vector<std::pair<std::int64_t, std::int64_t>> missing;
  std::int64_t next = 1;
  for (const std::int64_t part : there) {
    if (part > next) missing.emplace_back(next, part - 1);
    next = part + 1;
  }
  if (next <= of.parts) missing.emplace_back(next, of.parts);
  return missing;
}

std::vector<checkpoint_report> all_checkpoints(const log::log_listing& listing) {
  std::vector<checkpoint_report> all;
  std::set<std::string> complete;
  for (const log::checkpoint_set& set : listing.checkpoints) {
    checkpoint_report one;
    one.version = set.version;
    one.kind = set.parts.front().name.kind;
    one.files = set.parts;
    one.parts = static_cast<std::int64_t>(set.parts.size());
    for (const log::checkpoint_file& file : set.parts) complete.insert(to_string(file.name));
    all.push_back(std::move(one));
  }
  std::map<std::pair<std::int64_t, std::int64_t>, checkpoint_report> incomplete;  // by version and parts
  for (const log::checkpoint_file& file : listing.checkpoint_files) {
    if (complete.contains(to_string(file.name))) continue;
    incomplete[{file.name.version, file.name.parts}].files.push_back(file);
  }
  for (auto& [key, one] : incomplete) {
    one.version = key.first;
    one.parts = key.second;
    one.kind = log::file_kind::multi_part_checkpoint;
    one.what = checkpoint_report::state::incomplete;
    std::sort(one.files.begin(), one.files.end(),
              [](const log::checkpoint_file& a, const log::checkpoint_file& b) { return a.name.part < b.name.part; });
    one.missing = missing_parts(one);
    all.push_back(std::move(one));
  }
  std::stable_sort(all.begin(), all.end(), [](const checkpoint_report& a, const checkpoint_report& b) {
    const auto key = [](const checkpoint_report& one) {
      return std::pair(one.version, one.what != checkpoint_report::state::incomplete);
    };
    return key(a) < key(b);
  });
  return all;
}

deltalake::task<hint_report> read_hint(storage::any_store store, const log::log_listing& listing) {
  hint_report made;
  try {
    const deltalake::bytes content = co_await store.get(log::log_path(log::last_checkpoint_file_name));
    made.there = true;
    auto parsed = log::parse_last_checkpoint<deltalake::json::boost_json>(content.view());
    if (parsed)
      made.content = std::move(*parsed);
    else
      made.failure = parsed.error();
  } catch (const deltalake::delta_error& failure) {
    made.there = failure.reason() != deltalake::errc::not_found;
    made.failure = failure.where();
  }
  if (!made.there) made.failure.reset();
  if (!made.content) co_return made;
  const log::last_checkpoint& hint = *made.content;
  const auto parts = static_cast<std::size_t>(hint.parts.value_or(1));
  made.confirmed = std::any_of(listing.checkpoints.begin(), listing.checkpoints.end(), [&](const auto& one) {
    const bool named = !hint.v2_checkpoint || hint.v2_checkpoint->path.ends_with(one.name());
    return one.version == hint.version && one.parts.size() == parts && named;
  });
  made.newest = !listing.checkpoints.empty() && hint.version >= listing.checkpoints.back().version;
  co_return made;
}

// Whether a finding is of a checkpoint or its sidecars; others are of version checksums and of the hint.
bool is_of_checkpoint(const deltalake::error& finding) {
  return !finding.file.ends_with(".crc") && !finding.file.ends_with(log::last_checkpoint_file_name);
}

// The library tries the best checkpoint first, and tells of each that is damaged as it comes to it.
std::map<std::string, deltalake::error> damaged_checkpoints(const log::log_listing& listing,
                                                            const deltalake::snapshot_state& opened) {
  std::map<std::string, deltalake::error> damaged;
  auto finding = opened.findings.begin();
  for (auto set = listing.checkpoints.rbegin(); set != listing.checkpoints.rend(); ++set) {
    if (!opened.rejected.contains(set->name())) continue;
    finding = std::find_if(finding, opened.findings.end(), is_of_checkpoint);
    if (finding == opened.findings.end()) break;
    damaged.emplace(set->name(), *finding++);
  }
  return damaged;
}

std::string reason_of(const log_report& of, bool any_damaged) {
  if (!of.chosen) return {};
  const std::int64_t version = of.chosen->version;
  const std::string but = any_damaged ? " that is not damaged" : "";
  const std::string at = " at or before version " + std::to_string(version);
  if (!of.chosen->checkpoint) return "there is no complete checkpoint" + at + but;
  const auto skipped = [&](const checkpoint_report& one) {
    return one.what == checkpoint_report::state::not_needed && one.version > of.chosen->checkpoint->version;
  };
  if (std::any_of(of.checkpoints.begin(), of.checkpoints.end(), skipped)) {
    return "the newest complete checkpoint" + at + " from which all commits are there" + (but.empty() ? "" : "," + but);
  }
  return "the newest complete checkpoint" + at + but;
}

// `opened` is the version that was read, null if it could not be.
void set_states(log_report& of, const std::map<std::string, deltalake::error>& damaged,
                const deltalake::snapshot_state* opened) {
  const std::string used = opened != nullptr && opened->checkpoint ? opened->checkpoint->name() : std::string();
  for (checkpoint_report& one : of.checkpoints) {
    const auto damage = damaged.find(one.name());
    if (damage != damaged.end()) one.damage = damage->second;
    if (one.what == checkpoint_report::state::incomplete || !of.chosen) continue;
    const bool tried = opened == nullptr && of.chosen->checkpoint && of.chosen->checkpoint->name() == one.name();
    if (one.name() == used)
      one.what = checkpoint_report::state::used;
    else if (tried)
      one.what = checkpoint_report::state::tried;
    else if (damage != damaged.end())
      one.what = checkpoint_report::state::damaged;
    else if (one.version > of.chosen->version)
      one.what = checkpoint_report::state::newer;
  }
}

bool is_missing(const deltalake::delta_error& failure) {
  const deltalake::errc reason = failure.reason();
  return reason == deltalake::errc::not_a_table || reason == deltalake::errc::version_not_found ||
         reason == deltalake::errc::timestamp_too_early;
}

}  // namespace

deltalake::task<log_report> look_at_log(std::string table, deltalake::open_options options) {
  const storage::uri where = storage::uri::parse(table, storage::process_context()).value();
  const storage::any_store store = storage::registry::standard().open(where).value();
  log_report made;
  made.table_uri = where.to_string();
  const log::log_listing listing = co_await log::list_log(store);
  std::optional<std::int64_t> version = options.version();
  const bool version_known = !options.timestamp_ms();
  deltalake::shared_snapshot opened;
  try {
    const deltalake::table whole = co_await deltalake::open_table(table, std::move(options));
    opened = whole.snapshot().shared();
    version = whole.version();
    made.findings = whole.findings();
  } catch (const deltalake::delta_error& failure) {
    if (is_missing(failure)) throw;
    made.failure = std::current_exception();
  }
  made.checkpoints = all_checkpoints(listing);
  made.checksums = listing.checksums;
  made.hint = co_await read_hint(store, listing);
  co_await read_contents(store, made.checkpoints);
  if (!opened && !version_known) co_return made;
  std::map<std::string, deltalake::error> damaged;
  if (opened) damaged = damaged_checkpoints(listing, *opened);
  deltalake::result<log::segment> chosen =
      log::build_segment(listing, version, opened ? opened->rejected : std::set<std::string>());
  if (chosen) made.chosen = std::move(*chosen);
  set_states(made, damaged, opened.get());
  made.reason = reason_of(made, !damaged.empty());
  co_return made;
}

}  // namespace deltalake_tool
