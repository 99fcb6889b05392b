#include <deltalake/storage/local_store.hpp>

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <dirent.h>
#include <sys/wait.h>
#include <unistd.h>

#include <tests/support/run_task.hpp>
#include <tests/support/temp_folder.hpp>

namespace deltalake_local_store_processes_test {
namespace {

using deltalake::bytes;
using deltalake::path;
using deltalake::storage::local_store;
using deltalake::storage::put_mode;
using deltalake::storage::put_outcome;
using deltalake_test::run;
using deltalake_test::temp_folder;

constexpr int racers = 6;
constexpr int races = 40;

put_outcome put(const local_store& store, const std::string& name, const std::string& text, const put_mode& mode) {
  return run(store.put(path(name), bytes::copy_of(text), mode));
}

// Tries to create every name and reports for each, as one byte, how it went.
void race(const local_store& store, int racer, int report) {
  std::array<char, races> outcomes{};
  for (int i = 0; i < races; ++i) {
    try {
      const auto outcome = put(store, "log/" + std::to_string(i), "racer " + std::to_string(racer), put_mode::create());
      outcomes[i] = outcome == put_outcome::created ? 'c' : outcome == put_outcome::already_exists ? 'e' : 'u';
    } catch (const std::exception&) {
      outcomes[i] = 't';
    }
  }
  const auto sent = ::write(report, outcomes.data(), outcomes.size());
  ::_exit(sent == static_cast<ssize_t>(outcomes.size()) ? 0 : 1);
}

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  DIR* const stream = ::opendir(folder.c_str());
  if (stream == nullptr) return names;
  while (const dirent* const entry = ::readdir(stream)) {
    const std::string name = entry->d_name;
    if (name != "." && name != "..") names.push_back(name);
  }
  ::closedir(stream);
  return names;
}

// A text that shows whether it is whole: its length, and the same letter to the end.
std::string whole_text(std::size_t size, char letter) {
  const std::string head = std::to_string(size) + ' ';
  return head + std::string(size, letter) + '.';
}

bool is_whole(const std::string& text) {
  const std::size_t space = text.find(' ');
  if (space == std::string::npos) return false;
  const std::size_t size = std::stoul(text.substr(0, space));
  return text.size() == space + 1 + size + 1 && text == whole_text(size, text[space + 1]);
}

// Creates and overwrites until somebody kills us.
[[noreturn]] void write_for_ever(const local_store& store, unsigned seed) {
  std::mt19937 random(seed);
  for (;;) {
    const std::size_t size = 1 + random() % 300'000;
    const std::string text = whole_text(size, static_cast<char>('a' + random() % 26));
    put(store, "commit-" + std::to_string(random()), text, put_mode::create());
    put(store, "last", text, put_mode::overwrite());
  }
}

std::string content_of(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

}  // namespace

TEST_CASE("local_store: of many processes racing for a name exactly one creates it, and nothing else is left") {
  const temp_folder folder;
  // Shared from before the fork, so that all processes draw the same names for their temporary files.
  const local_store store(folder / "t");
  std::vector<int> reports;
  std::vector<pid_t> children;
  for (int racer = 0; racer < racers; ++racer) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) race(store, racer, ends[1]);
    ::close(ends[1]);
    reports.push_back(ends[0]);
    children.push_back(child);
  }
  std::vector<std::string> outcomes;
  for (int racer = 0; racer < racers; ++racer) {
    std::string text(races, '?');
    REQUIRE(::read(reports[racer], text.data(), text.size()) == races);
    ::close(reports[racer]);
    outcomes.push_back(text);
    int status = 0;
    REQUIRE(::waitpid(children[racer], &status, 0) == children[racer]);
    CHECK(status == 0);
  }
  for (int i = 0; i < races; ++i) {
    CAPTURE(i);
    int winner = -1, winners = 0, losers = 0;
    for (int racer = 0; racer < racers; ++racer) {
      if (outcomes[racer][i] == 'c') winner = racer;
      winners += outcomes[racer][i] == 'c';
      losers += outcomes[racer][i] == 'e';
    }
    CHECK(winners == 1);
    CHECK(losers == racers - 1);
    CHECK(content_of(folder / ("t/log/" + std::to_string(i))) == "racer " + std::to_string(winner));
  }
  CHECK(names_in(folder / "t/log").size() == races);
}

TEST_CASE("local_store: a writer killed at any moment leaves whole objects only") {
  const temp_folder folder;
  const local_store store(folder.path());
  REQUIRE(put(store, "last", whole_text(1, 'x'), put_mode::create()) == put_outcome::created);
  std::mt19937 random(20'260'101);
  constexpr int kills = 40;
  for (int kill = 0; kill < kills; ++kill) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      const local_store own(folder.path());
      try {
        write_for_ever(own, static_cast<unsigned>(kill));
      } catch (...) {
      }
      ::_exit(1);
    }
    std::this_thread::sleep_for(std::chrono::microseconds(3'000 + random() % (kill % 8 == 0 ? 100'000 : 20'000)));
    REQUIRE(::kill(child, SIGKILL) == 0);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(WIFSIGNALED(status));
  }
  std::size_t objects = 0, temporaries = 0;
  for (const std::string& name : names_in(folder.path())) {
    CAPTURE(name);
    if (name.starts_with(".deltalake-") && name.ends_with(".tmp")) {
      ++temporaries;
      continue;
    }
    ++objects;
    CHECK(is_whole(content_of(folder / name)));
  }
  MESSAGE("killed ", kills, " writers: ", objects, " whole objects, ", temporaries, " temporary files");
  CHECK(objects >= 1);
  CHECK(temporaries <= kills);
  CHECK(put(store, "afterwards", "text", put_mode::create()) == put_outcome::created);
}

}  // namespace deltalake_local_store_processes_test
