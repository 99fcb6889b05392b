#include <deltalake/log/read_io.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/base/workers.hpp>
#include <deltalake/json/boost_json.hpp>
#include <deltalake/log/fold.hpp>
#include <deltalake/log/list_io.hpp>
#include <deltalake/storage/metered_store.hpp>
#include <tests/support/memory_log.hpp>
#include <tests/support/run_task.hpp>

namespace deltalake_read_io_test {
namespace {

using deltalake::errc;
using deltalake::task;
using deltalake::log::log_run;
using deltalake::log::log_state;
using deltalake::log::read_options;
using deltalake::storage::any_store;
using deltalake_test::add_line;
using deltalake_test::memory_log;
using deltalake_test::remove_line;
using deltalake_test::run;

task<deltalake::result<log_state>> read(any_store store, std::uint64_t piece_bytes, std::size_t concurrency,
                                        deltalake::json::limits limits) {
  const deltalake::executor here = co_await boost::asio::this_coro::executor;
  deltalake::log::segment files = co_await deltalake::log::find_segment(store, std::nullopt);
  const std::int64_t version = files.version;
  read_options options;
  options.decoders = deltalake::log::make_decoder_factory<deltalake::json::boost_json>(limits);
  options.limits = limits;
  options.seed = 5;
  options.piece_bytes = piece_bytes;
  options.concurrency = concurrency;
  options.workers = deltalake::workers_of(here);
  std::vector<log_run> runs = co_await deltalake::log::read_runs(store, std::move(files), std::move(options));
  co_return deltalake::log::fold(std::move(runs), version, deltalake::log::log_parts::all);
}

deltalake::result<log_state> state_of(const memory_log& log, std::uint64_t piece_bytes = 1 << 20,
                                      std::size_t concurrency = 4, deltalake::json::limits limits = {}) {
  return run(read(any_store(log.store), piece_bytes, concurrency, limits));
}

std::string files_of(const deltalake::result<log_state>& state) {
  if (!state) return state.error().to_string();
  std::string text;
  state->files.for_each([&text](const deltalake::log::file_columns& columns, std::size_t row) {
    text += std::string(columns.path(row)) + ' ' + columns.deletion_vector_id(row) + '@' +
            std::to_string(columns.version(row)) + '\n';
  });
  return text;
}

// Where a failure is and what it is; not its wording, which may depend on where a piece ends.
std::string place_of(const deltalake::result<log_state>& state) {
  if (state) return "no failure";
  const deltalake::error& found = state.error();
  return std::string(name(found.code)) + ' ' + found.file + ':' + std::to_string(found.line.value_or(-1));
}

// A commit of lines of very different lengths, with all that makes cutting hard.
std::string random_commit(std::mt19937_64& random, int lines, int commit) {
  std::string text = random() % 4 == 0 ? "\xEF\xBB\xBF" : "";
  const std::string end = random() % 3 == 0 ? "\r\n" : "\n";
  for (int i = 0; i < lines; ++i) {
    std::string one;
    const std::string name = "f" + std::to_string(commit) + '-' + std::to_string(i) + std::string(random() % 60, 'x');
    switch (random() % 8) {
      case 0: one = remove_line("f" + std::to_string(commit - 1) + '-' + std::to_string(random() % 20)); break;
      case 1: one = add_line(name, R"(,"stats":"{\"a\":\"}\\n{\",\"b\":{}\n}\n{\"}")"); break;
      case 2:
        one = "{\n  \"add\": {\n    \"path\": \"" + name +
              "\",\n    \"tags\": {\n      \"k\": \"v\"\n    }\n,\n"
              "\"partitionValues\":{\n}\n, \"size\":1,\"modificationTime\":0,\"dataChange\":true}\n}\n";
        break;
      case 3:
        one = add_line(name,
                       R"(,"deletionVector":{"storageType":"u","pathOrInlineDv":"v","sizeInBytes":1,"cardinality":1})");
        break;
      case 4: one = "{\"later\":[{\n},\n{\n}]}\n"; break;
      default: one = add_line(name); break;
    }
    one.pop_back();
    text += one + (random() % 10 == 0 ? " " : random() % 10 == 0 ? "" : random() % 10 == 0 ? end + end : end);
  }
  return text;
}

}  // namespace

TEST_CASE("read_io: a log comes out the same however it is cut and however many pieces are in flight") {
  std::mt19937_64 random(21);
  for (int round = 0; round < 8; ++round) {
    memory_log log;
    log.commit(0, deltalake_test::start());
    for (int version = 1; version <= 3; ++version) {
      log.commit(version, random_commit(random, static_cast<int>(random() % 150), version));
    }
    const auto whole = state_of(log);
    REQUIRE_MESSAGE(whole.has_value(), files_of(whole));
    for (int cut = 0; cut < 8; ++cut) {
      const std::uint64_t piece_bytes = cut + round == 0 ? 1 : 20 + random() % (cut < 4 ? 300 : 5000);
      CAPTURE(piece_bytes);
      CHECK(files_of(state_of(log, piece_bytes, 1 + random() % 8)) == files_of(whole));
    }
  }
}

TEST_CASE("read_io: the failure found is the same however the log is cut") {
  std::mt19937_64 random(22);
  for (int round = 0; round < 10; ++round) {
    memory_log log;
    log.commit(0, deltalake_test::start());
    const std::vector<std::string> bad{"{\"add\":oops}",
                                       "{\"add\":{\"path\":1}}",
                                       "[]",
                                       "{\"add\":{\"path\":\"a\"}",
                                       "{\"txn\":{\"appId\":\"\xFF\"}}",
                                       std::string("\0\0\0", 3),
                                       "{\"txn\":{}}}"};
    for (int version = 1; version <= 2; ++version) {
      std::string text;
      const int lines = 100, wrong = static_cast<int>(random() % 100);
      for (int i = 0; i < lines; ++i) {
        text += i == wrong ? bad[random() % bad.size()] + "\n"
                           : add_line(std::to_string(version) + '-' + std::to_string(i));
      }
      log.commit(version, text);
    }
    const std::string expected = place_of(state_of(log));
    CHECK(expected.find("00000000000000000002.json") != std::string::npos);
    for (int cut = 0; cut < 10; ++cut) {
      const std::uint64_t piece_bytes = 1 + random() % 3000;
      CAPTURE(piece_bytes);
      CHECK(place_of(state_of(log, piece_bytes, 1 + random() % 8)) == expected);
    }
  }
}

TEST_CASE("read_io: a protocol that forbids reading outranks failures, wherever they are") {
  memory_log log;
  log.commit(0, deltalake_test::start());
  log.commit(1, deltalake_test::protocol_line(5, 7));
  log.commit(2, "oops");
  CHECK(place_of(state_of(log)) == "unsupported_protocol :-1");
  log.commit(2, deltalake_test::protocol_line());
  log.commit(1, "oops");
  CHECK(place_of(state_of(log)) == "invalid_json _delta_log/00000000000000000001.json:1");
}

TEST_CASE("read_io: one value larger than a piece, and a file of one value, are read") {
  memory_log log;
  log.commit(0, deltalake_test::start());
  log.commit(1, add_line("big", ",\"tags\":{\"k\":\"" + std::string(100'000, 'x') + "\"}") + add_line("small"));
  CHECK(files_of(state_of(log, 100)) == "big @1\nsmall @1\n");
  log.commit(1, add_line("big", ",\"tags\":{\"k\":\"" + std::string(100'000, 'x') + "\"}"));
  CHECK(files_of(state_of(log, 100)) == "big @1\n");
}

TEST_CASE("read_io: what is larger than the limit is refused, a file of many small values is not") {
  memory_log log;
  log.commit(0, deltalake_test::start());
  log.commit(1, add_line("big", ",\"tags\":{\"k\":\"" + std::string(50'000, 'x') + "\"}"));
  deltalake::json::limits limits;
  limits.value_bytes = 30'000;
  CHECK(place_of(state_of(log, 1 << 20, 4, limits)).substr(0, 15) == "value_too_large");
  CHECK(place_of(state_of(log, 4096, 4, limits)).substr(0, 15) == "value_too_large");
  std::string text;
  for (int i = 0; i < 1000; ++i) text += add_line(std::to_string(i));
  log.commit(1, text);
  CHECK(state_of(log, 4096, 4, limits).has_value());
}

TEST_CASE("read_io: a file that is gone or became shorter throws not_found") {
  memory_log log;
  log.commit(0, deltalake_test::start());
  log.commit(1, add_line("a"));
  const auto vanish = [](memory_log l) -> task<errc> {
    const deltalake::executor here = co_await boost::asio::this_coro::executor;
    const any_store store(l.store);
    deltalake::log::segment files = co_await deltalake::log::find_segment(store, std::nullopt);
    read_options options;
    options.decoders = deltalake::log::make_decoder_factory<deltalake::json::boost_json>({});
    options.workers = deltalake::workers_of(here);
    files.files[0].size_bytes = 5000;
    options.piece_bytes = 1000;
    try {
      co_await deltalake::log::read_runs(store, files, options);
    } catch (const deltalake::delta_error& thrown) {
      co_return thrown.reason();
    }
    co_return errc::invalid_argument;
  };
  CHECK(run(vanish(log)) == errc::not_found);
}

TEST_CASE("read_io: each byte is read once, but for a few around the cuts") {
  memory_log log;
  std::string text;
  for (int i = 0; i < 5000; ++i) text += add_line("file-" + std::to_string(i));
  log.commit(0, deltalake_test::start() + text);
  const deltalake::storage::metered_store<deltalake::storage::memory_store> metered(log.store);
  REQUIRE(run(read(any_store(metered), 100'000, 4, {})).has_value());
  const auto usage = metered.usage();
  CHECK(usage.bytes_read >= text.size());
  CHECK(usage.bytes_read <= text.size() * 6 / 5);
  CHECK(usage.count(deltalake::storage::operation_kind::get_range) ==
        (text.size() + deltalake_test::start().size() + 99'999) / 100'000);
}

TEST_CASE("read_io: log files are called by their names") {
  CHECK(deltalake::log::name_of({7, 7, false, 0, 0}) == "00000000000000000007.json");
  CHECK(deltalake::log::name_of({1, 3, true, 0, 0}) == "00000000000000000001.00000000000000000003.compacted.json");
}

}  // namespace deltalake_read_io_test
