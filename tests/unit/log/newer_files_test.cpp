#include <deltalake/log/newer_files.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/log/fold.hpp>

namespace deltalake_newer_files_test {
namespace {

using deltalake::add_file;
using deltalake::errc;
using deltalake::remove_file;
using deltalake::log::file_columns;
using deltalake::log::file_segment;
using deltalake::log::keep_stats;
using deltalake::log::live_rows;
using deltalake::log::log_parts;
using deltalake::log::log_run;
using deltalake::log::log_run_receiver;
using deltalake::log::newer_files;

constexpr std::uint64_t hash_seed = 41;

// "+a" adds the file a, "-a" removes it; "+a:v" and "-a:v" with the deletion vector v.
using line = std::string;
using commit = std::vector<line>;

template <class File>
File file_of(const line& one) {
  File made;
  const std::size_t colon = one.find(":v");
  made.path = one.substr(1, colon == line::npos ? line::npos : colon - 1);
  if (colon != line::npos) {
    made.deletion_vector.emplace();
    made.deletion_vector->path_or_inline = one.substr(colon + 1);
  }
  return made;
}

// A run of each commit, newest first; the last one given is the newest.
std::vector<log_run> runs_of(const std::vector<commit>& commits) {
  std::vector<log_run> runs;
  for (std::size_t i = commits.size(); i-- > 0;) {
    runs.emplace_back(hash_seed);
    log_run_receiver receiver(runs.back(), log_parts::all, keep_stats::yes);
    receiver.begin(static_cast<std::int64_t>(i) + 2, false);
    for (const line& one : commits[i]) {
      add_file add = file_of<add_file>(one);
      remove_file gone = file_of<remove_file>(one);
      one[0] == '+' ? receiver.on_add(add) : receiver.on_remove(gone);
    }
    receiver.end();
  }
  return runs;
}
std::shared_ptr<newer_files> newer_of(const std::vector<commit>& commits) {
  auto made = newer_files::make(runs_of(commits));
  REQUIRE(made.has_value());
  return *made;
}

std::shared_ptr<file_columns> columns_of(const commit& adds) {
  auto columns = std::make_shared<file_columns>(hash_seed);
  for (const line& one : adds) columns->append(file_of<add_file>(one), 1, keep_stats::yes);
  return columns;
}

void append_row(const file_columns& columns, std::size_t row, std::vector<std::string>& to) {
  const add_file file = columns.add(row);
  to.push_back(file.path + (file.deletion_vector ? ":" + file.deletion_vector->path_or_inline : ""));
}
std::string joined(const std::vector<std::string>& texts) {
  std::string text;
  for (const std::string& one : texts) text += (text.empty() ? "" : " ") + one;
  return text;
}
std::vector<std::string> rows_of(const file_columns& columns, const live_rows& live) {
  std::vector<std::string> rows;
  for (std::size_t row = 0; row < columns.size(); ++row) {
    if (live.contains(row)) append_row(columns, row, rows);
  }
  return rows;
}

// The files that commits leave live.
std::vector<std::string> live_of(const newer_files& newer) {
  std::vector<std::string> all;
  for (const file_segment& segment : newer.live()) {
    for (std::string& row : rows_of(*segment.columns, *segment.live)) all.push_back(std::move(row));
  }
  return all;
}
// What they leave of older files.
std::vector<std::string> left_of(const newer_files& newer, const commit& older) {
  const auto columns = columns_of(older);
  live_rows live = live_rows::all(columns->size());
  newer.erase_cancelled(*columns, live);
  return rows_of(*columns, live);
}

}  // namespace

TEST_CASE("newer_files: what commits add and do not remove again is live, newest first") {
  CHECK(joined(live_of(*newer_of({{"+a", "+b"}, {"+c", "-a"}, {"+d", "-never"}}))) == "d c b");
  CHECK(joined(live_of(*newer_of({{"+a"}, {"-a"}, {"+a"}}))) == "a");
  CHECK(joined(live_of(*newer_of({{"+a"}, {"+a:v1", "-a"}, {"+a:v2", "-a:v1"}}))) == "a:v2");
  CHECK(live_of(*newer_of({{"-a"}, {}})).empty());
  CHECK(live_of(*newer_of({})).empty());
}

TEST_CASE("newer_files: older rows are cancelled by a remove of the same file, and by any newer add of the path") {
  const auto newer = newer_of({{"-a", "+b"}, {"-c:v1", "+d:v2"}});
  CHECK(joined(left_of(*newer, {"+a", "+b", "+c", "+d", "+e"})) == "c e");
  CHECK(joined(left_of(*newer, {"+c:v1", "+d:v1", "+e:v1"})) == "e:v1");
  CHECK(joined(left_of(*newer, {"+a:v1", "+c:v2"})) == "a:v1 c:v2");
  CHECK(left_of(*newer, {}).empty());
}

TEST_CASE("newer_files: a file that was added and removed again cancels the older row all the same") {
  CHECK(left_of(*newer_of({{"+a"}, {"-a"}}), {"+a"}).empty());
  CHECK(live_of(*newer_of({{"+a"}, {"-a"}})).empty());
}

TEST_CASE("newer_files: an absolute path is one file, with or without its scheme") {
  const auto newer = newer_of({{"-/lake/t/a", "-file:/lake/t/b", "+file:///lake/t/c"}});
  CHECK(joined(left_of(*newer, {"+file:/lake/t/a", "+/lake/t/b", "+/lake/t/c", "+lake/t/a"})) == "lake/t/a");
}

TEST_CASE("newer_files: without commits nothing is cancelled, and rows that are dead stay so") {
  CHECK(joined(left_of(*newer_of({}), {"+a", "+b"})) == "a b");
  const auto columns = columns_of({"+a", "+b", "+c"});
  live_rows live(3);
  live.insert(0);
  live.insert(1);
  newer_of({{"-a", "-c"}})->erase_cancelled(*columns, live);
  CHECK(joined(rows_of(*columns, live)) == "b");
  CHECK(live.count() == 1);
}

TEST_CASE("newer_files: it outlives what it was made of") {
  std::shared_ptr<newer_files> kept;
  std::vector<file_segment> segments;
  {
    const auto newer = newer_of({{"+a", "-b"}});
    segments = newer->live();
    kept = newer;
  }
  CHECK(joined(left_of(*kept, {"+b", "+c"})) == "c");
  kept.reset();
  CHECK(joined(rows_of(*segments.front().columns, *segments.front().live)) == "a");
}

TEST_CASE("newer_files: what is wrong with a commit is returned") {
  const auto twice = newer_files::make(runs_of({{"+a", "+a"}}));
  REQUIRE_FALSE(twice.has_value());
  CHECK(twice.error().code == errc::duplicate_action);
  std::vector<log_run> runs = runs_of({{"+a"}, {"+b"}});
  runs[1].failure = deltalake::error(errc::invalid_json, "broken").at_version(2);
  const auto broken = newer_files::make(std::move(runs));
  REQUIRE_FALSE(broken.has_value());
  CHECK(broken.error().code == errc::invalid_json);
  CHECK(broken.error().version == 2);
}

// Rows that pass by must come to the same as rows that are kept and folded.
TEST_CASE("newer_files: together with the checkpoint's rows it is what the fold makes of both") {
  std::mt19937_64 random(11);
  const auto random_commit = [&](bool adds_only) {
    commit made;
    for (char letter = 'a'; letter < 'k'; ++letter) {
      if (random() % 3 != 0) continue;
      const std::string file = std::string(1, letter) + (random() % 3 == 0 ? ":v1" : random() % 3 == 0 ? ":v2" : "");
      made.push_back((adds_only || random() % 2 == 0 ? "+" : "-") + file);
    }
    return made;
  };
  for (int round = 0; round < 300; ++round) {
    CAPTURE(round);
    const commit older = random_commit(true);
    std::vector<commit> commits(random() % 5);
    for (commit& one : commits) one = random_commit(false);
    const auto newer = newer_of(commits);
    std::vector<std::string> streamed = live_of(*newer);
    for (std::string& row : left_of(*newer, older)) streamed.push_back(std::move(row));

    std::vector<log_run> checkpoint;
    checkpoint.emplace_back(hash_seed);
    checkpoint.back().adds = columns_of(older);
    checkpoint.back().protocols.emplace_back(1, deltalake::protocol());
    checkpoint.back().metadatas.emplace_back(1, deltalake::metadata());
    checkpoint.back().extents.push_back({1, false, older.size(), 0});
    auto base = deltalake::log::fold_checkpoint(std::move(checkpoint), 1, log_parts::all);
    REQUIRE(base.has_value());
    const auto folded = deltalake::log::fold(std::move(*base), runs_of(commits), 9);
    REQUIRE(folded.has_value());
    std::vector<std::string> kept;
    folded->files.for_each([&](const file_columns& columns, std::size_t row) { append_row(columns, row, kept); });
    std::sort(streamed.begin(), streamed.end());
    std::sort(kept.begin(), kept.end());
    CHECK(joined(streamed) == joined(kept));
  }
}

}  // namespace deltalake_newer_files_test
