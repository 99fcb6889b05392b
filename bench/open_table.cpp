// Opens a table as a program would and says what it took: one JSON line a repetition. bench/peers.py runs it beside
// delta-rs.
//   bench_open_table list|open|stream|refresh TABLE [--json boost|simdjson] [--stats keep|drop] [--where COLUMN=VALUE]
//                    [--reps N]
// list: opens the table with its files and makes the list of their paths. open: metadata alone. stream: opens metadata
// alone and lets the files pass by. refresh: ten commits behind.
#include <sys/resource.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <deltalake/deltalake.hpp>
#include <deltalake/json/simdjson.hpp>

namespace {

using clock_type = std::chrono::steady_clock;
using deltalake::open_options;

double seconds_since(clock_type::time_point start) {
  return std::chrono::duration<double>(clock_type::now() - start).count();
}

double processor_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

// A figure of /proc/self/status, in KiB.
long status_kib(std::string_view key) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.compare(0, key.size(), key) == 0) return std::strtol(line.c_str() + key.size() + 1, nullptr, 10);
  }
  return 0;
}

// One path of the sum below.
std::uint64_t hash_of(std::string_view path) {
  std::uint64_t hash = 14695981039346656037U;
  for (const char c : path) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return hash;
}

// The sum of the paths' 64-bit FNV-1a hashes: whoever lists the same files gets the same number, in any order.
std::uint64_t hash_of_files(const deltalake::file_list& files) {
  std::uint64_t sum = 0;
  for (const std::string_view path : files) sum += hash_of(path);
  return sum;
}

template <class Json>
void list(const std::string& location, const open_options& options, int reps) {
  const long start_kib = status_kib("VmRSS");
  for (int rep = 0; rep < reps; ++rep) {
    const double processor = processor_seconds();
    const auto start = clock_type::now();
    const auto table = deltalake::wait(deltalake::open_table<Json>(location, options));
    const deltalake::file_list files = table.get_files();
    const double wall = seconds_since(start), used = processor_seconds() - processor;
    std::printf("{\"wall\":%.6f,\"cpu\":%.6f,\"n\":%zu,\"hash\":\"%016llx\",\"above_start_mb\":%.1f}\n", wall, used,
                files.size(), static_cast<unsigned long long>(hash_of_files(files)),
                static_cast<double>(status_kib("VmHWM") - start_kib) / 1024);
  }
}

using filters = std::vector<deltalake::partition_filter>;

// The hashes are a part of the time here: nothing is kept to be hashed later.
template <class Json>
deltalake::task<void> stream(std::string location, open_options options, filters wanted, int reps, bool only_open) {
  options.files(deltalake::load::on_demand);
  const long start_kib = status_kib("VmRSS");
  for (int rep = 0; rep < reps; ++rep) {
    const double processor = processor_seconds();
    const auto start = clock_type::now();
    const auto table = co_await deltalake::open_table<Json>(location, options);
    std::size_t count = 0;
    std::uint64_t sum = 0;
    deltalake::file_stream files = table.stream_files(wanted);
    while (!only_open) {
      const std::optional<deltalake::file_portion> some = co_await files.next();
      if (!some) break;
      count += some->size();
      some->for_each_path([&sum](const std::string& path) { sum += hash_of(path); });
    }
    std::printf("{\"wall\":%.6f,\"cpu\":%.6f,\"n\":%zu,\"hash\":\"%016llx\",\"above_start_mb\":%.1f}\n",
                seconds_since(start), processor_seconds() - processor, count, static_cast<unsigned long long>(sum),
                static_cast<double>(status_kib("VmHWM") - start_kib) / 1024);
  }
}

// Ten commits behind: what `update` takes, and what it takes to read those ten files and nothing else. One execution
// context serves all repetitions, as in a program that follows a table.
template <class Json>
deltalake::task<void> refresh(std::string location, open_options options, int reps) {
  const auto newest = co_await deltalake::open_table<Json>(location, options);
  const std::int64_t last = newest.version();
  for (int rep = 0; rep < reps; ++rep) {
    open_options older = options;
    older.version(last - 10);
    auto table = co_await deltalake::open_table<Json>(location, older);
    const auto start_reading = clock_type::now();
    std::size_t bytes_read = 0;
    for (std::int64_t version = last - 9; version <= last; ++version) {
      const deltalake::path where = deltalake::path("_delta_log") / deltalake::log::commit_file_name(version);
      const deltalake::bytes content = co_await table.store().get(where);
      bytes_read += content.size();
    }
    const double reading = seconds_since(start_reading);
    const auto start = clock_type::now();
    co_await table.update();
    const double updating = seconds_since(start);
    std::printf("{\"update\":%.6f,\"reading\":%.6f,\"ratio\":%.2f,\"bytes\":%zu,\"n\":%zu}\n", updating, reading,
                updating / reading, bytes_read, table.num_files());
  }
}

template <class Json>
void run(const std::string& what, const std::string& location, const open_options& options, const filters& wanted,
         int reps) {
  if (what == "list")
    list<Json>(location, options, reps);
  else if (what == "stream" || what == "open")
    deltalake::wait(stream<Json>(location, options, wanted, reps, what == "open"));
  else
    deltalake::wait(refresh<Json>(location, options, reps));
}

}  // namespace

int main(int argc, char** argv) {
  const std::string what = argc < 3 ? "" : argv[1];
  if (what != "list" && what != "open" && what != "stream" && what != "refresh") {
    std::fprintf(stderr,
                 "usage: %s list|open|stream|refresh TABLE [--json boost|simdjson] [--stats keep|drop] "
                 "[--where COLUMN=VALUE] [--reps N]\n",
                 argv[0]);
    return 2;
  }
  std::map<std::string, std::string> given{{"--json", "boost"}, {"--stats", "keep"}, {"--reps", "1"}};
  for (int i = 3; i + 1 < argc; i += 2) given[argv[i]] = argv[i + 1];
  open_options options;
  options.stats(given["--stats"] == "drop" ? deltalake::keep_stats::no : deltalake::keep_stats::yes);
  filters wanted;
  if (const std::string where = given["--where"]; !where.empty()) {
    const std::size_t equal = where.find('=');
    wanted.push_back(deltalake::partition_filter::equal(where.substr(0, equal), where.substr(equal + 1)));
  }
  const int reps = std::atoi(given["--reps"].c_str());
  try {
    if (given["--json"] == "simdjson")
      run<deltalake::json::simdjson>(what, argv[2], options, wanted, reps);
    else
      run<deltalake::json::boost_json>(what, argv[2], options, wanted, reps);
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "%s\n", problem.what());
    return 1;
  }
  return 0;
}
