#include <deltalake/deltalake.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <tests/support/run_task.hpp>
#include <tests/support/state_json.hpp>

// Holds the tables of other projects against themselves: a version is the same through its checkpoint, through the
// commits alone, and by an update from the version before. What they must say is compared elsewhere; here nothing is
// expected but agreement.
namespace deltalake_corpora_test {
namespace {

namespace json = boost::json;
using deltalake::open_options;
using deltalake::path;
using deltalake::table;
using deltalake::log::file_kind;
using deltalake::storage::any_store;
using deltalake::storage::memory_store;
using deltalake_test::comparable;
using deltalake_test::run;
using deltalake_test::state_of;
using deltalake_test::text_of;

std::filesystem::path corpora() {
  const char* const given = std::getenv("DELTALAKE_SHARED");
  return std::filesystem::path(given != nullptr ? given : "../shared") / "corpora";
}

// The folders of all tables, in order.
std::vector<std::filesystem::path> all_tables() {
  std::vector<std::filesystem::path> found;
  std::error_code absent;
  for (auto at = std::filesystem::recursive_directory_iterator(corpora(), absent);
       at != std::filesystem::recursive_directory_iterator(); at.increment(absent)) {
    if (absent) break;
    if (at->is_directory() && at->path().filename() == "_delta_log") found.push_back(at->path().parent_path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

struct log_copies {
  any_store whole, commits;  // the log as it is, and without checkpoints
  std::vector<std::int64_t> versions;
  bool checkpoints = false;
};

std::string read_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

log_copies copy_of(const std::filesystem::path& folder) {
  const memory_store whole, commits;
  log_copies made;
  const std::filesystem::path log = folder / "_delta_log";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(log)) {
    if (!entry.is_regular_file()) continue;
    const deltalake::bytes content = deltalake::bytes::copy_of(read_file(entry.path()));
    const path where("_delta_log/" + std::filesystem::relative(entry.path(), log).generic_string());
    const auto overwrite = deltalake::storage::put_mode::overwrite();
    run(whole.put(where, content, overwrite));
    const auto name = deltalake::log::parse_file_name(where.name());
    const bool checkpoint = name.kind == file_kind::classic_checkpoint ||
                            name.kind == file_kind::multi_part_checkpoint || name.kind == file_kind::uuid_checkpoint;
    made.checkpoints = made.checkpoints || checkpoint;
    if (name.kind == file_kind::commit) made.versions.push_back(name.version);
    if (!checkpoint) run(commits.put(where, content, overwrite));
  }
  std::sort(made.versions.begin(), made.versions.end());
  made.whole = any_store(whole);
  made.commits = any_store(commits);
  return made;
}

std::optional<table> try_open(const any_store& store, std::int64_t version) {
  try {
    return run(deltalake::open_table(store, open_options().version(version)));
  } catch (const deltalake::delta_error&) {
    return std::nullopt;
  }
}

// Statistics made of a checkpoint's columns write times in their own way: to the last digit, and without a zone where
// the column's type has none.
std::string plain_time(std::string text) {
  if (text.size() < 19 || text[4] != '-' || text[10] != 'T' || text[13] != ':') return text;
  if (text.back() == 'Z') text.pop_back();
  while (text.size() > 19 && (text.back() == '0' || text.back() == '.')) text.pop_back();
  return text;
}
void make_times_plain(json::value& value) {
  if (value.is_object()) {
    for (auto& member : value.get_object()) make_times_plain(member.value());
  } else if (value.is_string()) {
    value = plain_time(std::string(value.get_string()));
  }
}

// A state in the form that all ways agree on.
struct agreed_state {
  explicit agreed_state(const table& opened) {
    const auto& properties = opened.metadata().configuration;
    const auto as_json = properties.find("delta.checkpoint.writeStatsAsJson");
    may_lack_stats = as_json != properties.end() && as_json->second == "false";
    json::object all = comparable(state_of(opened));
    for (json::value& file : all.at("files").as_array()) {
      json::object& add = file.at("add").as_object();
      if (const json::value* const text = add.if_contains("stats")) {
        json::value parsed = json::parse(text->as_string());
        make_times_plain(parsed);
        stats.emplace(file.at("shown").as_string(), text_of(deltalake_test::in_key_order(parsed)));
        add.erase("stats");
      }
      file = deltalake_test::in_key_order(file);
    }
    all.at("files") = deltalake_test::sorted(all.at("files").as_array());
    for (const json::value& gone : all.at("tombstones").as_array()) {
      json::object key{{"path", gone.at("path")}};
      if (const auto* vector = gone.as_object().if_contains("deletionVector")) key["deletionVector"] = *vector;
      tombstones.insert(text_of(key));
    }
    for (const auto& [app, txn] : all.at("txns").as_object()) transactions.insert(text_of(txn));
    all.erase("tombstones");
    all.erase("txns");
    rest = std::move(all);
  }
  // Tombstones and transactions, which may expire, and everything else.
  std::set<std::string> tombstones, transactions;
  json::object rest;
  std::map<std::string, std::string> stats;  // by file
  bool may_lack_stats = false;               // in checkpoints
};

bool contains(const std::set<std::string>& all, const std::set<std::string>& some) {
  return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

// `from_commits` may know what a checkpoint left out because it had expired.
void check_agreement(const agreed_state& one, const agreed_state& from_commits) {
  for (const auto& [key, value] : one.rest) {
    CAPTURE(key);
    CHECK(text_of(value) == text_of(from_commits.rest.at(key)));
  }
  if (one.stats != from_commits.stats) {
    CHECK((one.may_lack_stats && one.stats.empty()));
    for (const auto& [file, text] : one.stats) CHECK(text == from_commits.stats.at(file));
  }
  CHECK(contains(from_commits.tombstones, one.tombstones));
  CHECK(contains(from_commits.transactions, one.transactions));
}

}  // namespace

TEST_CASE("corpora: a version is the same through checkpoints, by commits alone and by updates") {
  const std::vector<std::filesystem::path> tables = all_tables();
  if (tables.empty()) {
    MESSAGE("skipped: there are no tables in " << corpora() << "; DELTALAKE_SHARED names the folder of the corpora");
    return;
  }
  std::size_t opened = 0, by_commits = 0;
  for (const std::filesystem::path& folder : tables) {
    CAPTURE(folder);
    const log_copies log = copy_of(folder);
    std::optional<table> before;
    bool any = false;
    for (const std::int64_t version : log.versions) {
      CAPTURE(version);
      std::optional<table> now = try_open(log.whole, version);
      if (now) {
        any = true;
        const agreed_state state(*now);
        if (before) {
          table moved = *before;
          run(moved.update_incremental(version));
          CHECK(moved.version() == version);
          check_agreement(state, agreed_state(moved));
        }
        std::optional<table> bare = log.checkpoints ? try_open(log.commits, version) : std::nullopt;
        if (bare) {
          ++by_commits;
          check_agreement(state, agreed_state(*bare));
        }
      }
      before = std::move(now);
    }
    if (any) ++opened;
  }
  MESSAGE(opened << " of " << tables.size() << " tables; " << by_commits << " versions also by commits alone");
  CHECK(opened > tables.size() / 2);
}

}  // namespace deltalake_corpora_test
