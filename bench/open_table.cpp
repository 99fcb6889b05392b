// Opens a table as a program would and says what it took: one JSON line a repetition. bench/peers.py runs it beside
// delta-rs.
//   bench_open_table list|open|stream|refresh TABLE [--json boost|simdjson] [--stats keep|drop] [--where COLUMN=VALUE]
//                    [--reps N]
// list: opens the table with its files and makes the list of their paths. open: metadata alone. stream: opens metadata
// alone and lets the files pass by. refresh: ten commits behind.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <deltalake/deltalake.hpp>
#include <deltalake/json/simdjson.hpp>

#include "measure.hpp"

namespace {

using deltalake::open_options;

bench::counted counted_files(const deltalake::file_list& files) {
  bench::counted sum{files.size(), 0};
  for (const std::string_view path : files) sum.hash += bench::hash_of(path);
  return sum;
}

template <class Json>
void list(const std::string& location, const open_options& options, int reps) {
  const long start_kib = bench::status_kib("VmRSS");
  for (int rep = 0; rep < reps; ++rep) {
    bench::repetition one(start_kib);
    const auto table = deltalake::wait(deltalake::open_table<Json>(location, options));
    const deltalake::file_list files = table.get_files();
    one.stop();
    one.print(counted_files(files));
  }
}

using filters = std::vector<deltalake::partition_filter>;

// The hashes are a part of the time here: nothing is kept to be hashed later.
template <class Json>
deltalake::task<void> stream(std::string location, open_options options, filters wanted, int reps, bool only_open) {
  options.files(deltalake::load::on_demand);
  const long start_kib = bench::status_kib("VmRSS");
  for (int rep = 0; rep < reps; ++rep) {
    bench::repetition one(start_kib);
    const auto table = co_await deltalake::open_table<Json>(location, options);
    bench::counted sum;
    deltalake::file_stream files = table.stream_files(wanted);
    while (!only_open) {
      const std::optional<deltalake::file_portion> some = co_await files.next();
      if (!some) break;
      sum.count += some->size();
      some->for_each_path([&sum](const std::string& path) { sum.hash += bench::hash_of(path); });
    }
    one.stop();
    one.print(sum);
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
    const auto start_reading = bench::clock_type::now();
    std::size_t bytes_read = 0;
    for (std::int64_t version = last - 9; version <= last; ++version) {
      const deltalake::path where = deltalake::path("_delta_log") / deltalake::log::commit_file_name(version);
      const deltalake::bytes content = co_await table.store().get(where);
      bytes_read += content.size();
    }
    const double reading = bench::seconds_since(start_reading);
    const auto start = bench::clock_type::now();
    co_await table.update();
    const double updating = bench::seconds_since(start);
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
