#include <deltalake/log/fold.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace deltalake_fold_test {
namespace {

using deltalake::add_file;
using deltalake::deletion_vector_descriptor;
using deltalake::errc;
using deltalake::remove_file;
using deltalake::log::advance;
using deltalake::log::fold;
using deltalake::log::fold_checkpoint;
using deltalake::log::keep_stats;
using deltalake::log::log_parts;
using deltalake::log::log_run;
using deltalake::log::log_run_receiver;
using deltalake::log::log_state;

// One line of a commit: an add or a remove of a path with a vector ("" for none).
struct line {
  bool is_add = false;
  std::string path, vector;
};
using commit = std::vector<line>;
using history = std::vector<commit>;

std::optional<deletion_vector_descriptor> vector_of(const std::string& text) {
  if (text.empty()) return std::nullopt;
  deletion_vector_descriptor vector;
  vector.path_or_inline = text;
  return vector;
}

void push(log_run_receiver& receiver, const line& one) {
  if (one.is_add) {
    add_file add;
    add.path = one.path;
    add.size = static_cast<std::int64_t>(one.path.size());
    add.deletion_vector = vector_of(one.vector);
    receiver.on_add(add);
  } else {
    remove_file gone;
    gone.path = one.path;
    gone.deletion_vector = vector_of(one.vector);
    receiver.on_remove(gone);
  }
}

void push_start(log_run_receiver& receiver) {
  deltalake::protocol p;
  deltalake::metadata m;
  m.id = "t";
  receiver.on_protocol(p);
  receiver.on_metadata(m);
}

constexpr std::uint64_t test_seed = 77;

// Runs of the commits [first, last], newest first, cut wherever `cut` says, also within a commit.
template <class Cut>
std::vector<log_run> runs_of(const history& all, std::int64_t first, std::int64_t last, Cut cut) {
  std::vector<log_run> runs;
  runs.emplace_back(test_seed);
  for (std::int64_t version = last; version >= first; --version) {
    const commit& lines = all[static_cast<std::size_t>(version)];
    std::size_t next = 0;
    bool begun = false;
    while (!begun || next < lines.size()) {
      begun = true;
      log_run_receiver receiver(runs.back(), log_parts::all, keep_stats::yes);
      receiver.begin(version, false);
      if (version == 0 && next == 0) push_start(receiver);
      bool ended = false;
      while (next < lines.size() && !ended) {
        push(receiver, lines[next++]);
        ended = cut();
      }
      receiver.end();
      if (ended || cut()) runs.emplace_back(test_seed);
    }
  }
  return runs;
}

std::vector<log_run> runs_of(const history& all, std::int64_t first, std::int64_t last) {
  return runs_of(all, first, last, [] { return false; });
}

// The files of a state, in order: "path vector@version ".
std::string text_of(const log_state& state) {
  std::string text;
  std::size_t count = 0;
  std::int64_t size = 0;
  state.files.for_each([&](const deltalake::log::file_columns& columns, std::size_t row) {
    text += std::string(columns.path(row)) + ' ' + columns.deletion_vector_id(row) + '@' +
            std::to_string(columns.version(row)) + ' ';
    ++count;
    size += columns.size_bytes(row);
  });
  CHECK(state.files.num_files == count);
  CHECK(state.files.size_bytes == size);
  return text;
}

// The naive replay: forward, removes of a commit before its adds; a remove ends what has its path and vector, an add
// whatever has its path.
std::string naive(const history& all, std::int64_t last) {
  struct entry {
    std::string vector;
    std::int64_t version;
    std::size_t line;
  };
  std::map<std::string, entry> live;
  for (std::int64_t version = 0; version <= last; ++version) {
    const commit& lines = all[static_cast<std::size_t>(version)];
    for (const line& one : lines) {
      if (one.is_add) continue;
      const auto at = live.find(one.path);
      if (at != live.end() && at->second.vector == one.vector) live.erase(at);
    }
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (lines[i].is_add) live.insert_or_assign(lines[i].path, entry{lines[i].vector, version, i});
    }
  }
  std::vector<std::pair<std::string, entry>> files(live.begin(), live.end());
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) {
    return a.second.version != b.second.version ? a.second.version > b.second.version : a.second.line < b.second.line;
  });
  std::string text;
  for (const auto& [path, file] : files) {
    text += path + ' ' + (file.vector.empty() ? "" : "u" + file.vector) + '@' + std::to_string(file.version) + ' ';
  }
  return text;
}

std::string random_vector(std::mt19937_64& random) {
  const auto number = random() % 5;
  return number < 2 ? "" : std::to_string(number);
}

// Any history that holds no path twice among the adds of a commit.
history random_history(std::mt19937_64& random, std::size_t commits, std::size_t paths) {
  history all(commits);
  for (commit& lines : all) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < paths; ++i) names.push_back(std::string(1 + i, static_cast<char>('a' + i)));
    std::shuffle(names.begin(), names.end(), random);
    names.resize(random() % (paths + 1));
    for (const std::string& name : names) {
      if (random() % 3 != 0) lines.push_back({true, name, random_vector(random)});
    }
    for (std::size_t i = random() % (paths + 1); i-- > 0;) {
      lines.push_back({false, std::string(1 + i, static_cast<char>('a' + i)), random_vector(random)});
    }
    std::shuffle(lines.begin(), lines.end(), random);
  }
  return all;
}

log_state state_of(const history& all, std::int64_t last) {
  auto state = fold(runs_of(all, 0, last), last, log_parts::all);
  REQUIRE(state.has_value());
  return *state;
}

// A run with one commit that `fill` writes.
template <class Fill>
log_run run_with(std::int64_t version, Fill fill, bool compacted = false) {
  log_run run(test_seed);
  log_run_receiver receiver(run, log_parts::all, keep_stats::yes);
  receiver.begin(version, compacted);
  fill(receiver);
  receiver.end();
  return run;
}

std::vector<log_run> list_of(log_run a) {
  std::vector<log_run> runs;
  runs.push_back(std::move(a));
  return runs;
}
std::vector<log_run> list_of(log_run a, log_run b) {
  std::vector<log_run> runs = list_of(std::move(a));
  runs.push_back(std::move(b));
  return runs;
}

}  // namespace

TEST_CASE("fold: any history comes out as the naive replay says, however it is cut into runs") {
  std::mt19937_64 random(11);
  for (int round = 0; round < 400; ++round) {
    const history all = random_history(random, 1 + random() % 8, 1 + random() % 5);
    const auto last = static_cast<std::int64_t>(all.size()) - 1;
    CAPTURE(round);
    const std::string expected = naive(all, last);
    CHECK(text_of(state_of(all, last)) == expected);
    for (int cuts = 0; cuts < 3; ++cuts) {
      const auto state = fold(runs_of(all, 0, last, [&random] { return random() % 3 == 0; }), last, log_parts::all);
      REQUIRE(state.has_value());
      CHECK(text_of(*state) == expected);
    }
  }
}

TEST_CASE("advance: from any version to any later one is the same as reading that one; the older state stays") {
  std::mt19937_64 random(12);
  for (int round = 0; round < 60; ++round) {
    CAPTURE(round);
    const history all = random_history(random, 7, 1 + random() % 5);
    for (std::int64_t from = 0; from < 7; ++from) {
      const log_state base = state_of(all, from);
      for (std::int64_t to = from; to < 7; ++to) {
        const auto next = advance(base, runs_of(all, from + 1, to, [&random] { return random() % 4 == 0; }), to);
        REQUIRE(next.has_value());
        CHECK(next->version == to);
        CHECK(text_of(*next) == naive(all, to));
      }
      CHECK(text_of(base) == naive(all, from));
    }
  }
}

TEST_CASE("advance: a long way in single steps, where segments are merged, keeps files and order") {
  std::mt19937_64 random(13);
  const history all = random_history(random, 300, 12);
  log_state state = state_of(all, 0);
  for (std::int64_t version = 1; version < 300; ++version) {
    auto next = advance(state, runs_of(all, version, version), version);
    REQUIRE(next.has_value());
    state = std::move(*next);
    CHECK(text_of(state) == naive(all, version));
    CHECK(state.files.segments.size() <= 17);
  }
}

TEST_CASE("fold: a compaction gives what its commits give") {
  std::mt19937_64 random(14);
  for (int round = 0; round < 300; ++round) {
    CAPTURE(round);
    // A history that keeps the rules: what is live is removed before its path comes with another vector.
    history all(6);
    std::map<std::string, std::string> live;
    for (commit& lines : all) {
      for (const std::string path : {"a", "b", "c", "d"}) {
        const auto at = live.find(path);
        if (random() % 2 == 0) continue;
        if (at == live.end()) {
          live[path] = random_vector(random);
          lines.push_back({true, path, live[path]});
        } else {
          const std::string former = at->second;
          lines.push_back({false, path, former});
          live.erase(at);
          const std::string next = random_vector(random);
          if (next == former || random() % 2 == 0) continue;
          live[path] = next;
          lines.push_back({true, path, next});
        }
      }
    }
    const auto first = static_cast<std::int64_t>(1 + random() % 3), last = first + 1;
    // The newest word on each file of these commits.
    std::map<std::pair<std::string, std::string>, line> newest;
    for (std::int64_t version = first; version <= last; ++version) {
      commit lines = all[static_cast<std::size_t>(version)];
      std::stable_partition(lines.begin(), lines.end(), [](const line& one) { return !one.is_add; });
      for (const line& one : lines) newest[{one.path, one.vector}] = one;
    }
    std::vector<log_run> runs = runs_of(all, last + 1, 5);
    runs.push_back(run_with(
        last,
        [&](log_run_receiver& receiver) {
          for (const auto& [key, one] : newest) push(receiver, one);
        },
        true));
    for (log_run& run : runs_of(all, 0, first - 1)) runs.push_back(std::move(run));
    const auto state = fold(std::move(runs), 5, log_parts::all);
    REQUIRE(state.has_value());
    std::vector<std::string> files, expected;
    state->files.for_each([&](const deltalake::log::file_columns& columns, std::size_t row) {
      files.push_back(std::string(columns.path(row)) + columns.deletion_vector_id(row));
    });
    for (const auto& [path, vector] : live) expected.push_back(path + (vector.empty() ? "" : "u" + vector));
    std::sort(files.begin(), files.end());
    CHECK(files == expected);
  }
}

TEST_CASE("fold: in a compaction that keeps the add of a removed file the remove counts, and twice is no error") {
  const auto fill = [](log_run_receiver& receiver) {
    push_start(receiver);
    for (const line& one : {line{true, "a", ""}, line{false, "a", ""}, line{true, "b", "1"}, line{true, "b", "2"}})
      push(receiver, one);
  };
  const auto state = fold(list_of(run_with(3, fill, true)), 3, log_parts::all);
  REQUIRE(state.has_value());
  CHECK(text_of(*state) == "b u1@3 ");
}

TEST_CASE("fold: an absolute path is one file, with or without the scheme file:") {
  const history all{{{true, "/a/x%20y", ""}, {true, "file:/b", ""}, {true, "c", ""}},
                    {{false, "file:///a/x%20y", ""}, {false, "/b", ""}, {false, "file:///c", ""}}};
  const auto whole = fold(runs_of(all, 0, 1), 1, log_parts::all);
  REQUIRE(whole.has_value());
  CHECK(text_of(*whole) == "c @0 ");
  const auto first = fold(runs_of(all, 0, 0), 0, log_parts::all);
  REQUIRE(first.has_value());
  const auto second = advance(*first, runs_of(all, 1, 1), 1);
  REQUIRE(second.has_value());
  CHECK(text_of(*second) == "c @0 ");
}

TEST_CASE("fold: the newest protocol, metadata, transaction and domain win; removed domains are hidden") {
  const auto old = [](log_run_receiver& receiver) {
    push_start(receiver);
    deltalake::set_transaction high, other;
    high.app_id = "app";
    high.version = 100;
    other.app_id = "other";
    deltalake::domain_metadata kept, gone;
    kept.domain = "kept";
    kept.configuration = "1";
    gone.domain = "gone";
    receiver.on_txn(high);
    receiver.on_txn(other);
    receiver.on_domain_metadata(kept);
    receiver.on_domain_metadata(gone);
  };
  const auto fresh = [](log_run_receiver& receiver) {
    deltalake::protocol p;
    p.min_writer_version = 4;
    deltalake::metadata m;
    m.id = "t";
    m.name = "new";
    deltalake::set_transaction low;
    low.app_id = "app";
    low.version = 1;
    deltalake::domain_metadata gone;
    gone.domain = "gone";
    gone.removed = true;
    receiver.on_txn(low);
    receiver.on_domain_metadata(gone);
    receiver.on_metadata(m);
    receiver.on_protocol(p);
  };
  const auto check = [](const log_state& state) {
    CHECK(state.protocol.min_writer_version == 4);
    CHECK(state.metadata.name == "new");
    CHECK(state.transactions.size() == 2);
    CHECK(state.transactions.at("app").version == 1);
    CHECK(state.domains.size() == 1);
    CHECK(state.domains.at("kept").configuration == "1");
  };
  const auto whole = fold(list_of(run_with(1, fresh), run_with(0, old)), 1, log_parts::all);
  REQUIRE(whole.has_value());
  check(*whole);
  const auto base = fold(list_of(run_with(0, old)), 0, log_parts::metadata);
  REQUIRE(base.has_value());
  CHECK_FALSE(base->files_loaded);
  const auto next = advance(*base, list_of(run_with(1, fresh)), 1);
  REQUIRE(next.has_value());
  check(*next);
  CHECK_FALSE(next->files_loaded);
}

TEST_CASE("fold: a log without protocol or metadata is refused, an update without them is not") {
  const auto nothing = [](log_run_receiver&) {};
  const auto only_protocol = [](log_run_receiver& receiver) {
    deltalake::protocol p;
    receiver.on_protocol(p);
  };
  CHECK(fold({}, 5, log_parts::all).error().code == errc::missing_protocol);
  CHECK(fold(list_of(run_with(0, nothing)), 0, log_parts::all).error().code == errc::missing_protocol);
  const auto lacks = fold(list_of(run_with(0, only_protocol)), 4, log_parts::all);
  CHECK(lacks.error().code == errc::missing_metadata);
  CHECK(lacks.error().version == 4);
  CHECK(advance(state_of({{}}, 0), list_of(run_with(1, nothing)), 1).has_value());
}

TEST_CASE("fold: two of a kind in one commit are refused, also when they lie in different runs") {
  const auto add = [](log_run_receiver& receiver) { push(receiver, {true, "a", ""}); };
  const auto add_marked = [](log_run_receiver& receiver) { push(receiver, {true, "a", "1"}); };
  const auto code = [](auto first, auto second) {
    std::vector<log_run> runs = list_of(run_with(1, first), run_with(1, second));
    runs.push_back(run_with(0, push_start));
    const auto state = fold(std::move(runs), 1, log_parts::all);
    return state ? std::string("fine") : std::string(name(state.error().code)) + ' ' + state.error().detail;
  };
  CHECK(code(add, add_marked) == "duplicate_action two adds of 'a'");
  CHECK(code(push_start, [](log_run_receiver& receiver) {
          deltalake::protocol p;
          receiver.on_protocol(p);
        }) == "duplicate_action two protocol actions");
  const auto txn = [](log_run_receiver& receiver) {
    deltalake::set_transaction one;
    one.app_id = "x";
    receiver.on_txn(one);
  };
  CHECK(code(txn, txn) == "duplicate_action two txn actions of application 'x'");
  const auto remove = [](log_run_receiver& receiver) { push(receiver, {false, "a", ""}); };
  CHECK(code(remove, remove) == "fine");
  CHECK(code(remove, add) == "fine");
}

TEST_CASE("fold: the protocol is judged first, then the failure of the newest commit comes") {
  const auto broken = [](std::int64_t version, errc code) {
    log_run run = run_with(version, [](log_run_receiver&) {});
    run.failure = deltalake::error(code).at_version(version);
    return run;
  };
  const auto twice = [](std::int64_t version) {
    return run_with(version, [](log_run_receiver& receiver) {
      push(receiver, {true, "a", ""});
      push(receiver, {true, "a", ""});
    });
  };
  const auto found = [](log_run newer, log_run older) {
    std::vector<log_run> runs = list_of(std::move(newer), std::move(older));
    runs.push_back(run_with(0, push_start));
    return fold(std::move(runs), 3, log_parts::all).error();
  };
  CHECK(found(broken(3, errc::invalid_json), broken(2, errc::wrong_type)).code == errc::invalid_json);
  CHECK(found(twice(3), broken(2, errc::wrong_type)).code == errc::duplicate_action);
  CHECK(found(broken(3, errc::wrong_type), twice(2)).code == errc::wrong_type);
  CHECK(found(broken(3, errc::wrong_type), broken(3, errc::invalid_json)).code == errc::wrong_type);
  const auto future = [](log_run_receiver& receiver) {
    deltalake::protocol p;
    p.min_reader_version = 9;
    receiver.on_protocol(p);
  };
  CHECK(found(broken(3, errc::invalid_json), run_with(2, future)).code == errc::unsupported_protocol);
  CHECK(advance(state_of({{}}, 0), list_of(broken(2, errc::invalid_json), run_with(1, future)), 2).error().code ==
        errc::unsupported_protocol);
}

TEST_CASE("advance: what does not change is shared with the older state") {
  const history all{{{true, "a", ""}, {true, "bb", ""}}, {{true, "ccc", ""}}, {{false, "a", ""}}};
  const log_state base = state_of(all, 0);
  const auto next = advance(base, runs_of(all, 1, 1), 1);
  REQUIRE(next.has_value());
  REQUIRE(next->files.segments.size() == 2);
  CHECK(next->files.segments[1].columns == base.files.segments[0].columns);
  CHECK(next->files.segments[1].live == base.files.segments[0].live);
  const auto last = advance(*next, runs_of(all, 2, 2), 2);
  REQUIRE(last.has_value());
  CHECK(last->files.segments.back().columns == base.files.segments[0].columns);
  CHECK(last->files.segments.back().live != base.files.segments[0].live);
  CHECK(text_of(*last) == "ccc @1 bb @0 ");
}

namespace {

// Runs of a checkpoint that holds these files, each in a run of its own or all in one.
std::vector<log_run> checkpoint_runs(const std::vector<line>& files, std::int64_t version, std::size_t rows_a_run) {
  std::vector<log_run> runs;
  runs.push_back(run_with(version, push_start, true));
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (i % rows_a_run == 0) runs.emplace_back(test_seed);
    log_run_receiver receiver(runs.back(), log_parts::all, keep_stats::yes);
    receiver.begin(version, true);
    push(receiver, files[i]);
  }
  return runs;
}

// The live files as a set of "path vector".
std::vector<std::string> set_of(const log_state& state) {
  std::vector<std::string> files;
  state.files.for_each([&](const deltalake::log::file_columns& columns, std::size_t row) {
    files.push_back(std::string(columns.path(row)) + ' ' + columns.deletion_vector_id(row));
  });
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

TEST_CASE("fold: a checkpoint's rows come in its order, and newer commits are put before them") {
  const std::vector<line> files{{true, "b", ""}, {true, "a", "1"}, {true, "c", ""}};
  for (const std::size_t rows : {1, 2, 10}) {
    auto base = fold_checkpoint(checkpoint_runs(files, 4, rows), 4, log_parts::all);
    REQUIRE(base.has_value());
    CHECK(base->has_protocol);
    CHECK(base->has_metadata);
    CHECK(base->state.version == 4);
    CHECK(base->state.files_loaded);
    CHECK(base->state.files.seed == test_seed);
    CHECK(text_of(base->state) == "b @4 a u1@4 c @4 ");
    const auto newer = [](log_run_receiver& receiver) {
      push(receiver, {false, "b", ""});
      push(receiver, {false, "a", "2"});
      push(receiver, {true, "d", ""});
    };
    const auto next = fold(std::move(*base), list_of(run_with(5, newer)), 5);
    REQUIRE(next.has_value());
    CHECK(text_of(*next) == "d @5 a u1@4 c @4 ");
    CHECK(next->version == 5);
  }
}

TEST_CASE("fold: commits since a checkpoint give what the whole log gives, wherever the checkpoint lies") {
  std::mt19937_64 random(21);
  for (int round = 0; round < 200; ++round) {
    CAPTURE(round);
    const history all = random_history(random, 8, 6);
    for (std::int64_t at = 0; at < 8; ++at) {
      std::vector<line> live;
      state_of(all, at).files.for_each([&](const deltalake::log::file_columns& columns, std::size_t row) {
        const auto* const vector = columns.deletion_vector(row);
        live.push_back({true, std::string(columns.path(row)), vector == nullptr ? "" : vector->path_or_inline});
      });
      std::shuffle(live.begin(), live.end(), random);
      auto base = fold_checkpoint(checkpoint_runs(live, at, 1 + random() % 4), at, log_parts::all);
      REQUIRE(base.has_value());
      const auto next = fold(std::move(*base), runs_of(all, at + 1, 7), 7);
      REQUIRE(next.has_value());
      CHECK(set_of(*next) == set_of(state_of(all, 7)));
    }
  }
}

TEST_CASE("fold: a checkpoint without newer commits is the state") {
  auto base = fold_checkpoint(checkpoint_runs({{true, "a", ""}}, 4, 1), 4, log_parts::all);
  REQUIRE(base.has_value());
  const auto state = fold(std::move(*base), {}, 4);
  REQUIRE(state.has_value());
  CHECK(text_of(*state) == "a @4 ");
  CHECK(state->version == 4);
}

TEST_CASE("fold: a checkpoint without files is read without them") {
  auto base = fold_checkpoint(list_of(run_with(4, push_start, true)), 4, log_parts::metadata);
  REQUIRE(base.has_value());
  CHECK_FALSE(base->state.files_loaded);
  const auto add = [](log_run_receiver& receiver) { push(receiver, {true, "a", ""}); };
  const auto next = fold(std::move(*base), list_of(run_with(5, add)), 5);
  REQUIRE(next.has_value());
  CHECK_FALSE(next->files_loaded);
  CHECK(next->files.num_files == 0);
}

TEST_CASE("fold: what a checkpoint lacks must come from newer commits") {
  const auto nothing = [](log_run_receiver&) {};
  const auto only_protocol = [](log_run_receiver& receiver) {
    deltalake::protocol p;
    receiver.on_protocol(p);
  };
  const auto only_metadata = [](log_run_receiver& receiver) {
    deltalake::metadata m;
    receiver.on_metadata(m);
  };
  const auto code = [&](auto in_checkpoint, auto newer) {
    auto base = fold_checkpoint(list_of(run_with(4, in_checkpoint, true)), 4, log_parts::all);
    REQUIRE(base.has_value());
    const auto state = fold(std::move(*base), list_of(run_with(5, newer)), 5);
    if (!state) CHECK(state.error().version == 5);
    return state ? std::string("fine") : std::string(name(state.error().code));
  };
  CHECK(code(nothing, nothing) == "missing_protocol");
  CHECK(code(only_metadata, nothing) == "missing_protocol");
  CHECK(code(only_protocol, nothing) == "missing_metadata");
  CHECK(code(only_protocol, only_metadata) == "fine");
  CHECK(code(only_metadata, only_protocol) == "fine");
  CHECK(code(nothing, push_start) == "fine");
  CHECK(code(push_start, nothing) == "fine");
  const auto empty = fold_checkpoint({}, 4, log_parts::all);
  REQUIRE(empty.has_value());
  CHECK_FALSE(empty->has_protocol);
  CHECK_FALSE(empty->has_metadata);
}

TEST_CASE("fold: a checkpoint's protocol is judged, unless a newer one replaces it") {
  const auto future = [](log_run_receiver& receiver) {
    push_start(receiver);
    deltalake::protocol p;
    p.min_reader_version = 9;
    receiver.on_protocol(p);
  };
  const auto only_future = [](log_run_receiver& receiver) {
    deltalake::protocol p;
    p.min_reader_version = 9;
    deltalake::metadata m;
    receiver.on_protocol(p);
    receiver.on_metadata(m);
  };
  const auto nothing = [](log_run_receiver&) {};
  CHECK(fold_checkpoint(list_of(run_with(4, future, true)), 4, log_parts::all).error().code == errc::duplicate_action);
  auto base = fold_checkpoint(list_of(run_with(4, only_future, true)), 4, log_parts::all);
  REQUIRE(base.has_value());
  auto again = *base;
  CHECK(fold(std::move(*base), list_of(run_with(5, nothing)), 5).error().code == errc::unsupported_protocol);
  CHECK(fold(std::move(again), list_of(run_with(5, push_start)), 5).has_value());
  auto good = fold_checkpoint(list_of(run_with(4, push_start, true)), 4, log_parts::all);
  REQUIRE(good.has_value());
  CHECK(fold(std::move(*good), list_of(run_with(5, only_future)), 5).error().code == errc::unsupported_protocol);
}

TEST_CASE("fold: two protocols or metadatas in a checkpoint are refused, also in different runs") {
  const auto code = [](std::vector<log_run> runs) {
    const auto made = fold_checkpoint(std::move(runs), 4, log_parts::all);
    if (!made) CHECK(made.error().version == 4);
    return made ? std::string("fine") : std::string(name(made.error().code)) + ' ' + made.error().detail;
  };
  const auto only_metadata = [](log_run_receiver& receiver) {
    deltalake::metadata m;
    receiver.on_metadata(m);
  };
  CHECK(code(list_of(run_with(4, push_start, true), run_with(4, push_start, true))) ==
        "duplicate_action two protocol actions");
  CHECK(code(list_of(run_with(4, push_start, true), run_with(4, only_metadata, true))) ==
        "duplicate_action two metaData actions");
  log_run broken(test_seed);
  broken.failure = deltalake::error(errc::wrong_type).at_version(4);
  CHECK(code(list_of(run_with(4, push_start, true), std::move(broken))) == "wrong_type ");
}

TEST_CASE("fold: domains and transactions of a checkpoint: newer ones win, and removed domains are not revived") {
  const auto domain = [](const std::string& name, const std::string& text, bool removed) {
    deltalake::domain_metadata made;
    made.domain = name;
    made.configuration = text;
    made.removed = removed;
    return made;
  };
  const auto old = [&](log_run_receiver& receiver) {
    push_start(receiver);
    for (auto one : {domain("kept", "1", false), domain("gone", "2", false), domain("dead", "3", true),
                     domain("changed", "4", false)}) {
      receiver.on_domain_metadata(one);
    }
    deltalake::set_transaction t;
    t.app_id = "app";
    t.version = 100;
    receiver.on_txn(t);
    t.app_id = "other";
    receiver.on_txn(t);
  };
  const auto newer = [&](log_run_receiver& receiver) {
    for (auto one : {domain("gone", "", true), domain("changed", "5", false), domain("dead", "6", true)}) {
      receiver.on_domain_metadata(one);
    }
    deltalake::set_transaction t;
    t.app_id = "app";
    t.version = 1;
    receiver.on_txn(t);
  };
  auto base = fold_checkpoint(list_of(run_with(4, old, true)), 4, log_parts::metadata);
  REQUIRE(base.has_value());
  CHECK(base->state.domains.size() == 3);
  const auto state = fold(std::move(*base), list_of(run_with(5, newer)), 5);
  REQUIRE(state.has_value());
  CHECK(state->domains.size() == 2);
  CHECK(state->domains.at("kept").configuration == "1");
  CHECK(state->domains.at("changed").configuration == "5");
  CHECK(state->transactions.at("app").version == 1);
  CHECK(state->transactions.at("other").version == 100);
}

}  // namespace deltalake_fold_test
