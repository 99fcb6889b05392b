#include <deltalake/deltalake.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_to.hpp>

#include <tests/support/run_task.hpp>

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
using deltalake_test::run;

const std::string data_folder = "tests/data/";

std::string read_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string text_of(const json::value& value) { return json::serialize(value); }

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

// ---- actions, as the log has them -----------------------------------------------------------------------------------

void put_map(json::object& out, const char* key, const deltalake::string_map& map) {
  json::object made;
  for (const auto& [name, value] : map) made[name] = value ? json::value(*value) : json::value();
  out[key] = std::move(made);
}

template <class T>
void put_if(json::object& out, const char* key, const std::optional<T>& value) {
  if (value) out[key] = *value;
}

void put_vector(json::object& out, const std::optional<deltalake::deletion_vector_descriptor>& vector) {
  if (!vector) return;
  json::object made{{"storageType", std::string(1, vector->storage_type)},
                    {"pathOrInlineDv", vector->path_or_inline},
                    {"sizeInBytes", vector->size_in_bytes},
                    {"cardinality", vector->cardinality}};
  put_if(made, "offset", vector->offset);
  out["deletionVector"] = std::move(made);
}

json::object json_of(const deltalake::add_file& add) {
  json::object out{{"path", add.path},
                   {"size", add.size},
                   {"modificationTime", add.modification_time},
                   {"dataChange", add.data_change}};
  put_map(out, "partitionValues", add.partition_values);
  put_if(out, "stats", add.stats);
  if (!add.tags.empty()) put_map(out, "tags", add.tags);
  put_vector(out, add.deletion_vector);
  put_if(out, "baseRowId", add.base_row_id);
  put_if(out, "defaultRowCommitVersion", add.default_row_commit_version);
  put_if(out, "clusteringProvider", add.clustering_provider);
  return out;
}

json::object json_of(const deltalake::remove_file& gone) {
  json::object out{{"path", gone.path}, {"dataChange", gone.data_change}};
  put_if(out, "deletionTimestamp", gone.deletion_timestamp);
  put_if(out, "extendedFileMetadata", gone.extended_file_metadata);
  if (!gone.partition_values.empty()) put_map(out, "partitionValues", gone.partition_values);
  put_if(out, "size", gone.size);
  put_if(out, "stats", gone.stats);
  if (!gone.tags.empty()) put_map(out, "tags", gone.tags);
  put_vector(out, gone.deletion_vector);
  return out;
}

template <class Range>
json::array texts(const Range& range) {
  json::array out;
  for (const auto& text : range) out.push_back(json::value(std::string(text)));
  return out;
}

json::object json_of(const deltalake::protocol& p) {
  json::object out{{"minReaderVersion", p.min_reader_version}, {"minWriterVersion", p.min_writer_version}};
  if (p.reader_features) out["readerFeatures"] = texts(*p.reader_features);
  if (p.writer_features) out["writerFeatures"] = texts(*p.writer_features);
  return out;
}

json::object json_of(const std::map<std::string, std::string>& map) {
  json::object out;
  for (const auto& [key, value] : map) out[key] = value;
  return out;
}

json::object json_of(const deltalake::metadata& m) {
  json::object format{{"provider", m.format_provider}, {"options", json_of(m.format_options)}};
  json::object out{{"id", m.id}, {"format", std::move(format)}};
  put_if(out, "name", m.name);
  put_if(out, "description", m.description);
  if (!m.schema_string.empty()) out["schemaString"] = m.schema_string;
  out["partitionColumns"] = texts(m.partition_columns);
  put_if(out, "createdTime", m.created_time);
  out["configuration"] = json_of(m.configuration);
  return out;
}

json::object json_of(const std::map<std::string, deltalake::set_transaction>& txns) {
  json::object out;
  for (const auto& [app, txn] : txns) {
    json::object one{{"appId", txn.app_id}, {"version", txn.version}};
    put_if(one, "lastUpdated", txn.last_updated);
    out[app] = std::move(one);
  }
  return out;
}

json::object json_of(const std::map<std::string, deltalake::domain_metadata>& domains) {
  json::object out;
  for (const auto& [name, domain] : domains) {
    out[name] =
        json::object{{"domain", domain.domain}, {"configuration", domain.configuration}, {"removed", domain.removed}};
  }
  return out;
}

template <class Table>
json::array json_of_history(const Table& opened) {
  json::array out;
  for (const auto& entry : run(opened.history())) {
    out.push_back(json::array{entry.version, entry.operation ? json::value(*entry.operation) : json::value()});
  }
  return out;
}

/// Everything a table says of its version.
template <class Table>
json::object state_of(const Table& opened) {
  json::array files, tombstones;
  const auto shown = opened.get_files();
  std::size_t at = 0;
  opened.for_each_file([&](const deltalake::add_file& add) {
    files.push_back(json::object{{"shown", std::string(shown[at++])}, {"add", json_of(add)}});
  });
  for (const deltalake::remove_file& gone : run(opened.tombstones())) tombstones.push_back(json_of(gone));
  return {{"version", opened.version()},
          {"files", std::move(files)},
          {"num_files", opened.num_files()},
          {"size_bytes", opened.size_bytes()},
          {"protocol", json_of(opened.protocol())},
          {"metaData", json_of(opened.metadata())},
          {"txns", json_of(opened.transactions())},
          {"domains", json_of(opened.domains())},
          {"tombstones", std::move(tombstones)},
          {"history", json_of_history(opened)}};
}

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

/// A copy of the table's log in memory, with the times it is expected to have. Listings come in pages.
any_store copy_of(const expectation& expected, std::size_t page_size = 1000) {
  const memory_store copy(deltalake::system_environment(), {}, page_size);
  const std::filesystem::path log = expected.folder() + "/_delta_log";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(log)) {
    if (!entry.is_regular_file()) continue;
    const path where("_delta_log/" + std::filesystem::relative(entry.path(), log).generic_string());
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
  CHECK(names.size() >= 60);
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
      CHECK(refusal == (stops ? json::value() : error));
      if (!stops) CHECK(opened.version() == version);
      // With a goal, the end of the log is not taken on trust.
      table sent = open(copy, open_options().version(version));
      CHECK(refusal_of([&] { run(sent.update_incremental(1'000'000)); }) == error);
      CHECK(sent.version() == version);
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
      const std::string& state = states.emplace_back(text_of(state_of(open(copy, at_version()))));
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
        CHECK(text_of(state_of(moved)) == states[to]);
        CHECK(start.version() == versions[from]);
      }
      if (expected.has("error") || holds(expected.array("update_stops"), versions[from])) continue;
      table newest = start;
      run(newest.update());
      CHECK(text_of(state_of(newest)) == states.back());
      CHECK(run(start.get_latest_version()) == versions.back());
    }
    // One version after the other, with and without files.
    if (versions.empty()) continue;
    table follower = open(copy, open_options().version(versions.front()));
    table lean = open(copy, open_options().version(versions.front()).files(load::on_demand));
    for (std::size_t to = 1; to < versions.size(); ++to) {
      run(follower.update_incremental(versions[to]));
      run(lean.update_incremental(versions[to]));
      CHECK(text_of(state_of(follower)) == states[to]);
    }
    run(lean.load_files());
    CHECK(text_of(state_of(lean)) == states.back());
  }
}

}  // namespace deltalake_tables_test
