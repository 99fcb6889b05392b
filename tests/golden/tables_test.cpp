#include <deltalake/deltalake.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_to.hpp>

#include <tests/support/run_task.hpp>
#include <tests/support/state_json.hpp>

// Holds every table of tests/data against its expectation, and against itself: each way to a version gives the same.
// There is no code for a single table here; tests/data/make_tables.py says what the keys of an expectation mean.
namespace deltalake_tables_test {
namespace {

namespace json = boost::json;
using deltalake::delta_error;
using deltalake::load;
using deltalake::open_options;
using deltalake::partition_filter;
using deltalake::path;
using deltalake::table;
using deltalake::task;
using deltalake::storage::any_store;
using deltalake::storage::memory_store;
using deltalake_test::comparable;
using deltalake_test::in_key_order;
using deltalake_test::json_of;
using deltalake_test::put_if;
using deltalake_test::run;
using deltalake_test::sorted;
using deltalake_test::state_of;
using deltalake_test::text_of;
using deltalake_test::texts;

const std::string data_folder = "tests/data/";

std::string read_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// What a table is expected to say.
class expectation {
 public:
  explicit expectation(const std::filesystem::path& file) : all_(json::parse(read_file(file)).as_object()) {}

  std::string name() const { return std::string(all_.at("table").as_string()); }
  bool has(const char* key) const { return all_.contains(key); }
  const json::value& at(const char* key) const { return all_.at(key); }
  /// A member that is an object or array; empty if there is none.
  const json::object& object(const char* key) const {
    static const json::object none;
    return has(key) ? at(key).as_object() : none;
  }
  const json::array& array(const char* key) const {
    static const json::array none;
    return has(key) ? at(key).as_array() : none;
  }
  /// Where the table believes to lie.
  std::string root() const { return has("root") ? std::string(at("root").as_string()) : "memory:///lake/" + name(); }
  std::string folder() const { return data_folder + name(); }

 private:
  json::object all_;
};

std::vector<expectation> all_tables() {
  std::vector<expectation> tables;
  for (const auto& entry : std::filesystem::directory_iterator(data_folder + "expected"))
    tables.emplace_back(entry.path());
  std::sort(tables.begin(), tables.end(), [](const auto& a, const auto& b) { return a.name() < b.name(); });
  return tables;
}

// ---- tables ---------------------------------------------------------------------------------------------------------

json::object error_of(const delta_error& thrown) {
  const deltalake::error& found = thrown.where();
  json::object out{{"code", std::string(name(found.code))}};
  put_if(out, "version", found.version);
  if (!found.file.empty()) out["file"] = found.file;
  put_if(out, "line", found.line);
  if (!found.field.empty()) out["field"] = found.field;
  return out;
}

/// What `attempt` is refused with; null if it is not.
template <class Attempt>
json::value refusal_of(Attempt attempt) {
  try {
    attempt();
  } catch (const delta_error& thrown) {
    return error_of(thrown);
  }
  return {};
}

// ---- stores ---------------------------------------------------------------------------------------------------------

// A memory_store that says it lies elsewhere.
class rooted_store {
 public:
  rooted_store(memory_store inner, std::string root) : inner_(std::move(inner)), root_(std::move(root)) {}
  task<deltalake::bytes> get(path where) const { return inner_.get(std::move(where)); }
  task<deltalake::bytes> get_range(path where, std::uint64_t offset, std::uint64_t length) const {
    return inner_.get_range(std::move(where), offset, length);
  }
  task<std::optional<deltalake::storage::object_meta>> head(path where) const { return inner_.head(std::move(where)); }
  task<deltalake::storage::list_page> list_from(path folder, std::string from) const {
    return inner_.list_from(std::move(folder), std::move(from));
  }
  task<deltalake::storage::put_outcome> put(path where, deltalake::bytes content,
                                            deltalake::storage::put_mode mode) const {
    return inner_.put(std::move(where), std::move(content), std::move(mode));
  }
  task<void> remove(path where) const { return inner_.remove(std::move(where)); }
  std::string uri(const path& where) const { return where.empty() ? root_ : root_ + '/' + where.text(); }

 private:
  memory_store inner_;
  std::string root_;
};

std::filesystem::path log_of(const expectation& expected) { return expected.folder() + "/_delta_log"; }

// Which files of a log a copy has.
using file_filter = std::function<bool(const deltalake::log::file_name&)>;
bool any_file(const deltalake::log::file_name&) { return true; }

bool is_checkpoint(const deltalake::log::file_name& name) {
  using deltalake::log::file_kind;
  return name.kind == file_kind::classic_checkpoint || name.kind == file_kind::multi_part_checkpoint ||
         name.kind == file_kind::uuid_checkpoint;
}

/// A copy of the table's log in memory, with the times it is expected to have. Listings come in pages.
any_store copy_of(const expectation& expected, std::size_t page_size = 1000, const file_filter& keep = any_file) {
  const memory_store copy(deltalake::system_environment(), {}, page_size);
  const std::filesystem::path log = log_of(expected);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(log)) {
    if (!entry.is_regular_file()) continue;
    const path where("_delta_log/" + std::filesystem::relative(entry.path(), log).generic_string());
    if (!keep(deltalake::log::parse_file_name(where.name()))) continue;
    run(copy.put(where, deltalake::bytes::copy_of(read_file(entry.path())), deltalake::storage::put_mode::overwrite()));
  }
  for (const auto& [version, when] : expected.object("modified")) {
    const path where("_delta_log/" + deltalake::log::commit_file_name(std::stoll(std::string(version))));
    copy.set_modified(where, when.as_int64());
  }
  return any_store(rooted_store(copy, expected.root()));
}

table open(const any_store& store, open_options options = {}) {
  return run(deltalake::open_table(store, std::move(options)));
}

/// The versions that can be opened, and the newest one.
std::vector<std::int64_t> open_versions(const expectation& expected) {
  std::vector<std::int64_t> versions;
  if (expected.has("error")) {
    for (const auto& [version, files] : expected.object("versions"))
      versions.push_back(std::stoll(std::string(version)));
    std::sort(versions.begin(), versions.end());
    return versions;
  }
  for (std::int64_t version = 0; version <= expected.at("version").as_int64(); ++version) {
    if (!expected.object("unopenable").contains(std::to_string(version))) versions.push_back(version);
  }
  return versions;
}

bool has_checkpoints(const expectation& expected) {
  for (const auto& entry : std::filesystem::directory_iterator(log_of(expected))) {
    if (is_checkpoint(deltalake::log::parse_file_name(entry.path().filename().string()))) return true;
  }
  return false;
}

// True if the commits alone tell of every version.
bool has_all_commits(const expectation& expected) {
  for (std::int64_t version = 0; version <= expected.at("version").as_int64(); ++version) {
    if (!std::filesystem::exists(log_of(expected) / deltalake::log::commit_file_name(version))) return false;
  }
  return true;
}

// What must be equal whatever way leads to a version: everything, unless there is a checkpoint on one of the ways. What
// it left out because it had expired is known to commits alone.
std::string agreed_text(const expectation& expected, const json::object& state) {
  if (!has_checkpoints(expected)) return text_of(state);
  json::object made = comparable(state);
  for (const json::value& name : expected.array("expired")) {
    made.at("txns").as_object().erase(name.as_string());
    json::array kept;
    for (json::value& gone : made.at("tombstones").as_array()) {
      if (gone.at("path") != name) kept.push_back(std::move(gone));
    }
    made.at("tombstones") = std::move(kept);
  }
  return text_of(made);
}

bool holds(const json::array& list, std::int64_t number) {
  return std::find(list.begin(), list.end(), json::value(number)) != list.end();
}

partition_filter filter_of(const json::array& text) {
  const std::string column(text[0].as_string()), how(text[1].as_string());
  if (how == "in" || how == "not in") {
    const auto values = json::value_to<std::vector<std::string>>(text[2]);
    return how == "in" ? partition_filter::in(column, values) : partition_filter::not_in(column, values);
  }
  const std::string value(text[2].as_string());
  if (how == "=") return partition_filter::equal(column, value);
  if (how == "!=") return partition_filter::not_equal(column, value);
  if (how == "<") return partition_filter::less(column, value);
  if (how == "<=") return partition_filter::less_or_equal(column, value);
  if (how == ">") return partition_filter::greater(column, value);
  REQUIRE(how == ">=");
  return partition_filter::greater_or_equal(column, value);
}

}  // namespace

TEST_CASE("tables: each folder has an expectation and each expectation a folder") {
  std::vector<std::string> folders, names;
  for (const auto& entry : std::filesystem::directory_iterator(data_folder)) {
    if (std::filesystem::is_directory(entry.path() / "_delta_log")) folders.push_back(entry.path().filename().string());
  }
  std::sort(folders.begin(), folders.end());
  for (const expectation& expected : all_tables()) names.push_back(expected.name());
  CHECK(folders == names);
  CHECK(names.size() >= 80);
}

TEST_CASE("tables: each says what is expected of it, in its folder and in a copy") {
  for (const expectation& expected : all_tables()) {
    if (expected.has("error")) continue;
    CAPTURE(expected.name());
    std::vector<table> opened{open(copy_of(expected))};
    if (!expected.has("root")) opened.push_back(run(deltalake::open_table(expected.folder())));
    for (const table& one : opened) {
      for (const auto& [key, value] : state_of(one)) {
        CAPTURE(key);
        CHECK_MESSAGE(value == expected.at(key.data()), text_of(value)
                                                            << "\nexpected " << text_of(expected.at(key.data())));
      }
      if (!expected.has("columns")) continue;
      json::array columns;
      for (const auto& column : one.schema()) {
        columns.push_back(json::array{column.name, column.type.to_string(), column.nullable});
      }
      CHECK(text_of(columns) == text_of(expected.at("columns")));
    }
  }
}

TEST_CASE("tables: those that cannot be read are refused for the right reason, however they are read") {
  for (const expectation& expected : all_tables()) {
    if (!expected.has("error")) continue;
    CAPTURE(expected.name());
    const json::value& error = expected.at("error");
    const any_store copy = copy_of(expected);
    CHECK(refusal_of([&] { run(deltalake::open_table(expected.folder())); }) == error);
    CHECK(refusal_of([&] { open(copy); }) == error);
    CHECK(refusal_of([&] { open(copy_of(expected, 1), open_options().piece_bytes(4096).concurrency(1)); }) == error);
    for (const std::int64_t version : open_versions(expected)) {
      CAPTURE(version);
      table opened = open(copy, open_options().version(version));
      const json::value refusal = refusal_of([&] { run(opened.update()); });
      const bool stops = holds(expected.array("update_stops"), version);
      const bool passes = holds(expected.array("updates_pass"), version);
      CHECK(refusal == (stops || passes ? json::value() : error));
      if (!stops) CHECK((opened.version() > version) == passes);
      // With a goal, the end of the log is not taken on trust.
      table sent = open(copy, open_options().version(version));
      const json::value sent_refusal = refusal_of([&] { run(sent.update_incremental(1'000'000)); });
      if (!passes) {
        CHECK(sent_refusal == error);
        CHECK(sent.version() == version);
      }
    }
  }
}

TEST_CASE("tables: older versions have their own files, or cannot be opened") {
  for (const expectation& expected : all_tables()) {
    CAPTURE(expected.name());
    const any_store copy = copy_of(expected);
    for (const auto& [version, files] : expected.object("versions")) {
      CAPTURE(version);
      CHECK(text_of(texts(open(copy, open_options().version(std::stoll(std::string(version)))).get_files())) ==
            text_of(files));
    }
    for (const auto& [version, code] : expected.object("unopenable")) {
      CAPTURE(version);
      const json::value refusal =
          refusal_of([&, v = version] { open(copy, open_options().version(std::stoll(std::string(v)))); });
      REQUIRE(refusal.is_object());
      CHECK(refusal.at("code") == code);
    }
  }
}

TEST_CASE("tables: partition filters keep the files they should") {
  for (const expectation& expected : all_tables()) {
    CAPTURE(expected.name());
    for (const json::value& row : expected.array("filters")) {
      CAPTURE(text_of(row.at("where")));
      const table opened = open(copy_of(expected));
      std::vector<partition_filter> filters;
      for (const json::value& one : row.at("where").as_array()) filters.push_back(filter_of(one.as_array()));
      if (row.as_object().contains("shown")) {
        CHECK(text_of(texts(opened.get_files_by_partitions(filters))) == text_of(row.at("shown")));
      } else {
        const json::value refusal = refusal_of([&] { opened.get_files_by_partitions(filters); });
        REQUIRE(refusal.is_object());
        CHECK(refusal.at("code") == row.at("error"));
      }
    }
  }
}

TEST_CASE("tables: what is streamed is what is listed, whole and with filters") {
  const auto streamed = [](const table& opened, std::vector<partition_filter> filters) {
    json::array found;
    deltalake::file_stream stream = opened.stream_files(std::move(filters));
    while (const auto portion = run(stream.next())) {
      portion->for_each_file([&found](const deltalake::add_file& add) { found.push_back(in_key_order(json_of(add))); });
    }
    return text_of(sorted(found));
  };
  for (const expectation& expected : all_tables()) {
    if (expected.has("error")) continue;
    CAPTURE(expected.name());
    const any_store copy = copy_of(expected);
    const table lean = open(copy, open_options().files(load::on_demand));
    for (const std::int64_t version : open_versions(expected)) {
      CAPTURE(version);
      json::array listed;
      const table whole = open(copy, open_options().version(version));
      whole.for_each_file([&listed](const deltalake::add_file& add) { listed.push_back(in_key_order(json_of(add))); });
      CHECK(streamed(whole, {}) == text_of(sorted(listed)));
      if (version == lean.version()) CHECK(streamed(lean, {}) == text_of(sorted(listed)));
    }
    for (const json::value& row : expected.array("filters")) {
      if (!row.as_object().contains("shown")) continue;
      CAPTURE(text_of(row.at("where")));
      std::vector<partition_filter> filters;
      for (const json::value& one : row.at("where").as_array()) filters.push_back(filter_of(one.as_array()));
      json::array listed;
      for (const json::value& file : expected.array("files")) {
        const json::array& wanted = row.at("shown").as_array();
        if (std::find(wanted.begin(), wanted.end(), file.at("shown")) == wanted.end()) continue;
        listed.push_back(in_key_order(file.at("add")));
      }
      CHECK(streamed(lean, filters) == text_of(sorted(listed)));
    }
  }
}

TEST_CASE("tables: versions are found by time and have times") {
  for (const expectation& expected : all_tables()) {
    CAPTURE(expected.name());
    const any_store copy = copy_of(expected);
    for (const auto& [version, when] : expected.object("times")) {
      CAPTURE(version);
      CHECK(run(open(copy).version_timestamp(std::stoll(std::string(version)))) == when.as_int64());
    }
    for (const json::value& row : expected.array("at")) {
      CAPTURE(text_of(row));
      const open_options then = open_options().timestamp_ms(row.as_array()[0].as_int64());
      const json::value& wanted = row.as_array()[1];
      if (wanted.is_int64()) {
        CHECK(open(copy, then).version() == wanted.as_int64());
        table moved = open(copy);
        run(moved.load_with_datetime(row.as_array()[0].as_int64()));
        CHECK(moved.version() == wanted.as_int64());
      } else {
        const json::value refusal = refusal_of([&] { open(copy, then); });
        REQUIRE(refusal.is_object());
        CHECK(refusal.at("code") == wanted);
      }
    }
  }
}

TEST_CASE("tables: data files are located below the table, or anywhere if that is allowed") {
  for (const expectation& expected : all_tables()) {
    if (expected.has("error")) continue;
    CAPTURE(expected.name());
    const any_store copy = copy_of(expected);
    if (expected.has("uris_error")) {
      const json::value refusal = refusal_of([&] { static_cast<void>(open(copy).get_file_uris()); });
      REQUIRE(refusal.is_object());
      CHECK(refusal.at("code") == expected.at("uris_error"));
      const table opened = open(copy, open_options().paths(deltalake::path_policy::any));
      CHECK(text_of(texts(opened.get_file_uris())) == text_of(expected.at("uris_any")));
      continue;
    }
    json::array wanted;
    for (const json::value& file : expected.array("files")) {
      wanted.push_back(json::value(expected.root() + '/' + std::string(file.at("shown").as_string())));
    }
    CHECK(text_of(texts(open(copy).get_file_uris())) == text_of(wanted));
  }
}

TEST_CASE("tables: a commit's actions come in the order of its lines") {
  for (const expectation& expected : all_tables()) {
    CAPTURE(expected.name());
    static const std::vector<std::string> kinds{
        "add", "remove",     "metaData",           "protocol", "txn", "domainMetadata",
        "cdc", "commitInfo", "checkpointMetadata", "sidecar"};
    for (const auto& [version, wanted] : expected.object("actions")) {
      CAPTURE(version);
      std::vector<std::string> found;
      for (const auto& action : run(open(copy_of(expected)).actions(std::stoll(std::string(version))))) {
        found.push_back(kinds.at(action.index()));
      }
      CHECK(text_of(texts(found)) == text_of(wanted));
    }
  }
}

TEST_CASE("tables: a version is the same whatever way leads to it") {
  for (const expectation& expected : all_tables()) {
    CAPTURE(expected.name());
    const any_store copy = copy_of(expected);
    const any_store paged = copy_of(expected, 1);
    const std::vector<std::int64_t> versions = open_versions(expected);
    std::vector<std::string> states;
    for (const std::int64_t version : versions) {
      CAPTURE(version);
      const auto at_version = [version] { return open_options().version(version); };
      const json::object whole = state_of(open(copy, at_version()));
      const std::string state = text_of(whole);
      states.push_back(agreed_text(expected, whole));
      CHECK(text_of(state_of(open(paged, at_version().piece_bytes(4096).concurrency(1)))) == state);
      CHECK(text_of(state_of(open(paged, at_version().piece_bytes(4096).concurrency(7)))) == state);
      table late = open(copy, at_version().files(load::on_demand));
      CHECK_FALSE(late.snapshot().files_loaded());
      run(late.load_files());
      CHECK(text_of(state_of(late)) == state);
      table lean = open(copy, at_version().stats(deltalake::keep_stats::no));
      CHECK(texts(lean.get_files()) == texts(late.get_files()));
    }
    // From some versions to all others, forward by updates, backward by loading.
    const std::size_t step = versions.size() > 10 ? 16 : 1;
    for (std::size_t from = 0; from < versions.size(); from += step) {
      CAPTURE(versions[from]);
      const table start = open(copy, open_options().version(versions[from]));
      for (std::size_t to = 0; to < versions.size(); ++to) {
        CAPTURE(versions[to]);
        table moved = start;
        if (to >= from)
          run(moved.update_incremental(versions[to]));
        else
          run(moved.load_version(versions[to]));
        CHECK(agreed_text(expected, state_of(moved)) == states[to]);
        CHECK(start.version() == versions[from]);
      }
      if (expected.has("error") || holds(expected.array("update_stops"), versions[from])) continue;
      table newest = start;
      run(newest.update());
      CHECK(agreed_text(expected, state_of(newest)) == states.back());
      CHECK(run(start.get_latest_version()) == versions.back());
    }
    // One version after the other, with and without files.
    if (versions.empty()) continue;
    table follower = open(copy, open_options().version(versions.front()));
    table lean = open(copy, open_options().version(versions.front()).files(load::on_demand));
    for (std::size_t to = 1; to < versions.size(); ++to) {
      run(follower.update_incremental(versions[to]));
      run(lean.update_incremental(versions[to]));
      CHECK(agreed_text(expected, state_of(follower)) == states[to]);
    }
    run(lean.load_files());
    CHECK(agreed_text(expected, state_of(lean)) == states.back());
  }
}

TEST_CASE("tables: where all commits are there, every version is the same without the checkpoints") {
  std::size_t tables = 0;
  for (const expectation& expected : all_tables()) {
    if (expected.has("error") || !has_checkpoints(expected) || !has_all_commits(expected)) continue;
    CAPTURE(expected.name());
    ++tables;
    const any_store copy = copy_of(expected);
    const any_store bare = copy_of(expected, 1000, [](const auto& name) { return !is_checkpoint(name); });
    for (const std::int64_t version : open_versions(expected)) {
      CAPTURE(version);
      const auto at_version = open_options().version(version);
      CHECK(agreed_text(expected, state_of(open(copy, at_version))) ==
            agreed_text(expected, state_of(open(bare, at_version))));
    }
  }
  CHECK(tables >= 18);
}

TEST_CASE("tables: a checkpoint stands in for the commits up to it, its own among them") {
  std::size_t tables = 0;
  for (const expectation& expected : all_tables()) {
    if (!expected.has("cleanable")) continue;
    CAPTURE(expected.name());
    ++tables;
    const std::int64_t last = expected.at("cleanable").as_int64();
    const any_store cleaned = copy_of(expected, 1000, [last](const auto& name) {
      return name.kind != deltalake::log::file_kind::commit || name.version > last;
    });
    for (std::int64_t version = last; version <= expected.at("version").as_int64(); ++version) {
      CAPTURE(version);
      json::object whole = state_of(open(copy_of(expected), open_options().version(version)));
      table late = open(cleaned, open_options().version(version).files(load::on_demand));
      run(late.load_files());
      json::object state = state_of(late);
      whole.erase("history");
      state.erase("history");
      CHECK(text_of(state) == text_of(whole));
    }
  }
  CHECK(tables >= 15);
}

}  // namespace deltalake_tables_test
