#include <deltalake/log/checkpoint_read_io.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/base/workers.hpp>
#include <deltalake/json/boost_json.hpp>
#include <deltalake/log/fold.hpp>
#include <deltalake/log/list_io.hpp>
#include <deltalake/storage/metered_store.hpp>
#include <deltalake/testing/faulty_store.hpp>
#include <tests/support/checkpoint_rows.hpp>
#include <tests/support/memory_log.hpp>
#include <tests/support/run_task.hpp>

namespace deltalake_checkpoint_read_io_test {
namespace {

using deltalake::errc;
using deltalake::sidecar;
using deltalake::task;
using deltalake::log::checkpoint_set;
using deltalake::log::file_columns;
using deltalake::log::keep_stats;
using deltalake::log::log_parts;
using deltalake::log::log_run;
using deltalake::log::read_options;
using deltalake::log::sidecar_path;
using deltalake::storage::any_store;
using deltalake::storage::memory_store;
using deltalake::storage::operation_kind;
using deltalake_test::add_line;
using deltalake_test::checkpoint_row;
using deltalake_test::checkpoint_writer;
using deltalake_test::copied_log;
using deltalake_test::memory_log;
using deltalake_test::remove_line;
using deltalake_test::run;
using deltalake_test::sidecar_line;
using deltalake_test::start;

const std::string json_name = "00000000000000000001.checkpoint.0f3c7a10-5b2d-4e6f-8a91-0c1d2e3f4a5b.json";

// How to read; the rest of the options is made where the task runs.
struct how_to_read {
  how_to_read() {}
  log_parts parts = log_parts::all;
  keep_stats stats = keep_stats::yes;
  std::size_t concurrency = 4;
  std::int64_t batch_rows = 65'536;
  std::uint64_t ahead_bytes = std::uint64_t{8} << 20;
  std::uint64_t footer_guess = std::uint64_t{64} << 10;
  std::uint64_t gap_bytes = std::uint64_t{64} << 10;
};

read_options options_for(const how_to_read& how, const deltalake::executor& here) {
  read_options options;
  options.parts = how.parts;
  options.stats = how.stats;
  options.decoders = deltalake::log::make_decoder_factory<deltalake::json::boost_json>({});
  options.seed = 5;
  options.concurrency = how.concurrency;
  options.workers = deltalake::workers_of(here);
  return options;
}
deltalake::parquet::read_options parquet_options_for(const how_to_read& how) {
  deltalake::parquet::read_options options;
  options.batch_rows = how.batch_rows;
  options.ahead_bytes = how.ahead_bytes;
  options.window_bytes = 100;
  options.footer_guess = how.footer_guess;
  options.gap_bytes = how.gap_bytes;
  return options;
}

// The newest checkpoint that is complete.
task<checkpoint_set> newest(any_store store) {
  deltalake::log::log_listing listing = co_await deltalake::log::list_log(store);
  REQUIRE_FALSE(listing.checkpoints.empty());
  co_return listing.checkpoints.back();
}

task<std::vector<log_run>> read_task(any_store store, how_to_read how) {
  const deltalake::executor here = co_await boost::asio::this_coro::executor;
  checkpoint_set files = co_await newest(store);
  read_options options = options_for(how, here);
  deltalake::parquet::read_options parquet = parquet_options_for(how);
  co_return co_await deltalake::log::read_checkpoint(store, std::move(files), std::move(options), std::move(parquet));
}
std::vector<log_run> read(const any_store& store, how_to_read how = {}) { return run(read_task(store, how)); }

// "protocol metaData txns=1 domains=0 | a.parquet@1 b.parquet@1 ".
std::string text_of(const std::vector<log_run>& runs) {
  std::string about, files;
  std::size_t txns = 0, domains = 0;
  for (const log_run& one : runs) {
    CHECK_FALSE(one.failure.has_value());
    CHECK(one.removes.size() == 0);
    for (std::size_t i = 0; i < one.protocols.size(); ++i) about += "protocol ";
    for (std::size_t i = 0; i < one.metadatas.size(); ++i) about += "metaData ";
    txns += one.txns.size();
    domains += one.domains.size();
    for (std::size_t row = 0; row < one.adds->size(); ++row) {
      files += std::string(one.adds->path(row)) + '@' + std::to_string(one.adds->version(row)) + ' ';
    }
  }
  return about + "txns=" + std::to_string(txns) + " domains=" + std::to_string(domains) + " | " + files;
}
std::string text_of(const memory_log& log, how_to_read how = {}) { return text_of(read(any_store(log.store), how)); }

class remove_collector final : public deltalake::action_receiver {
 public:
  deltalake::action_kind wants() const override { return deltalake::action_kind::remove; }
  void on_remove(deltalake::remove_file& gone) override { text += gone.path + ' '; }
  std::string text;
};

task<std::string> removes_task(any_store store, how_to_read how) {
  const deltalake::executor here = co_await boost::asio::this_coro::executor;
  checkpoint_set files = co_await newest(store);
  read_options options = options_for(how, here);
  deltalake::parquet::read_options parquet = parquet_options_for(how);
  auto collector = std::make_shared<remove_collector>();
  co_await deltalake::log::read_checkpoint_removes(store, std::move(files), std::move(options), std::move(parquet),
                                                   collector);
  co_return collector->text;
}
std::string removes_of(const memory_log& log, how_to_read how = {}) {
  return run(removes_task(any_store(log.store), how));
}

// "invalid_parquet _delta_log/...": what reading throws.
template <class Attempt>
std::string refusal(Attempt attempt) {
  try {
    attempt();
  } catch (const deltalake::delta_error& thrown) {
    return std::string(name(thrown.reason())) + ' ' + thrown.where().file;
  }
  return "none";
}
std::string refusal_of(const memory_log& log, how_to_read how = {}) {
  return refusal([&] { read(any_store(log.store), how); });
}

std::string place_of(const std::string& text) {
  sidecar file;
  file.path = text;
  const auto where = sidecar_path(file);
  return where ? where->text() : std::string(name(where.error().code)) + ' ' + where.error().field;
}

memory_log json_checkpoint(const std::string& text) {
  memory_log log;
  log.put(json_name, text);
  return log;
}

}  // namespace

TEST_CASE("checkpoint_read: a sidecar lies in its folder, by name or by any location that ends there") {
  const std::string folder = "_delta_log/_sidecars/";
  CHECK(place_of("a.parquet") == folder + "a.parquet");
  CHECK(place_of("a%20b%25.parquet") == folder + "a b%.parquet");
  CHECK(place_of("_delta_log/_sidecars/a.parquet") == folder + "a.parquet");
  CHECK(place_of("file:/lake/t/_delta_log/_sidecars/a.parquet") == folder + "a.parquet");
  CHECK(place_of("s3://lake/_delta_log/_sidecars/t/_delta_log/_sidecars/a.parquet") == folder + "a.parquet");
  CHECK(place_of("/x%20y/_delta_log/_sidecars/a.parquet") == folder + "a.parquet");
}

TEST_CASE("checkpoint_read: a sidecar that lies elsewhere is refused") {
  for (const char* const text :
       {"", "/", "a/b.parquet", "/a.parquet", "../a.parquet", "..", ".", "%2e%2e", "%2E%2E%2Fa.parquet",
        "..%2fa.parquet", "s3://lake/t/_sidecars/a.parquet", "file:/lake/t/_delta_log/a.parquet",
        "_delta_log/_sidecars/", "_delta_log/_sidecars/x/a.parquet", "_delta_log/_sidecars/..",
        "x_delta_log/_sidecars/a.parquet", "_delta_log/_sidecars/../../a.parquet", "a%00b.parquet"}) {
    CAPTURE(text);
    CHECK(place_of(text).starts_with("invalid_path"));
  }
  CHECK(place_of("../a.parquet") == "invalid_path sidecar.path");
}

TEST_CASE("checkpoint_read: each kind of checkpoint, in its order") {
  CHECK(text_of(copied_log("checkpoint-classic")) == "protocol metaData txns=2 domains=0 | b.parquet@2 c.parquet@2 ");
  CHECK(text_of(copied_log("checkpoint-multi-part")) ==
        "protocol metaData txns=1 domains=0 | a.parquet@1 b.parquet@1 c.parquet@1 ");
  CHECK(text_of(copied_log("checkpoint-v2-parquet")) ==
        "protocol metaData txns=1 domains=1 | a.parquet@2 b.parquet@2 c.parquet@2 ");
  CHECK(text_of(copied_log("checkpoint-v2-json")) ==
        "protocol metaData txns=1 domains=0 | a.parquet@1 b.parquet@1 c.parquet@1 ");
  CHECK(text_of(copied_log("checkpoint-v2-classic-name")) == "protocol metaData txns=0 domains=0 | b.parquet@1 ");
  CHECK(text_of(copied_log("checkpoint-v2-inline")) == "protocol metaData txns=0 domains=0 | b.parquet@1 a.parquet@1 ");
  CHECK(text_of(copied_log("checkpoint-v2-json-inline")) ==
        "protocol metaData txns=0 domains=0 | b.parquet@1 a.parquet@1 ");
  CHECK(text_of(copied_log("checkpoint-narrow")) == "protocol metaData txns=1 domains=0 | b.parquet@1 a.parquet@1 ");
}

TEST_CASE("checkpoint_read: how it is cut and how many read it at once makes no difference") {
  for (const char* const table : {"checkpoint-row-groups", "checkpoint-multi-part", "checkpoint-v2-parquet",
                                  "checkpoint-all-fields", "checkpoint-stats-parsed", "checkpoint-legacy-groups"}) {
    CAPTURE(table);
    const memory_log log = copied_log(table);
    const std::string expected = text_of(log), removes = removes_of(log);
    for (const std::int64_t rows : {1, 2, 5}) {
      for (const std::size_t concurrency : {1, 8}) {
        for (const std::uint64_t whole : {std::uint64_t{0}, std::uint64_t{1} << 20}) {
          how_to_read how;
          how.batch_rows = rows;
          how.concurrency = concurrency;
          how.ahead_bytes = whole;
          CHECK(text_of(log, how) == expected);
          CHECK(removes_of(log, how) == removes);
        }
      }
    }
  }
}

TEST_CASE("checkpoint_read: the files of all runs share their partition values") {
  const std::vector<log_run> runs = read(any_store(copied_log("checkpoint-row-groups").store));
  CHECK(runs.size() > 3);
  std::set<const deltalake::string_map*> places;
  std::set<deltalake::string_map> values;
  for (const log_run& one : runs) {
    for (std::size_t row = 0; row < one.adds->size(); ++row) {
      places.insert(&one.adds->partition_values(row));
      values.insert(one.adds->partition_values(row));
    }
  }
  CHECK(values.size() > 5);
  CHECK(places.size() == values.size());
}

TEST_CASE("checkpoint_read: tombstones come in the checkpoint's order, those of sidecars behind its own") {
  CHECK(removes_of(copied_log("checkpoint-classic")) == "a.parquet ");
  CHECK(removes_of(copied_log("checkpoint-v2-parquet")) == "old.parquet ");
  CHECK(removes_of(copied_log("checkpoint-v2-json")) == "old.parquet ");
  CHECK(removes_of(copied_log("checkpoint-v2-json-inline")) == "old.parquet ");
  CHECK(removes_of(copied_log("checkpoint-row-groups")) ==
        "old-0.parquet old-1.parquet old-2.parquet old-3.parquet old-4.parquet ");
  CHECK(removes_of(copied_log("checkpoint-domain-removed")).empty());
}

TEST_CASE("checkpoint_read: without files neither they nor sidecars are read") {
  how_to_read how;
  how.parts = log_parts::metadata;
  for (const char* const table : {"checkpoint-v2-parquet", "checkpoint-v2-json"}) {
    const memory_log log = copied_log(table);
    for (const char* const name :
         {"first.parquet", "second part.parquet", "016ae953-0000-4000-8000-000000000001.parquet",
          "016ae953-0000-4000-8000-000000000002.parquet"}) {
      log.remove(std::string("_sidecars/") + name);
    }
    CHECK(text_of(log, how).ends_with("| "));
    CHECK(refusal_of(log).starts_with("not_found _delta_log/_sidecars/"));
  }
  CHECK(text_of(copied_log("checkpoint-classic"), how) == "protocol metaData txns=2 domains=0 | ");
  // What is wrong with a file is not looked for either.
  const memory_log bad = json_checkpoint(start() + R"({"add":{"path":1}})");
  CHECK(text_of(bad, how) == "protocol metaData txns=0 domains=0 | ");
  CHECK(refusal_of(bad) == "wrong_type _delta_log/" + json_name);
}

TEST_CASE("checkpoint_read: fewer bytes are read for less") {
  const memory_log log = copied_log("checkpoint-row-groups");
  const auto bytes_read = [&log](how_to_read how) {
    const deltalake::storage::metered_store<memory_store> metered(log.store);
    read(any_store(metered), how);
    return metered.usage().bytes_read;
  };
  how_to_read all, metadata;
  metadata.parts = log_parts::metadata;
  CHECK(bytes_read(metadata) <= bytes_read(all));
}

TEST_CASE("checkpoint_read: statistics are kept if they are wanted") {
  const memory_log log = copied_log("checkpoint-stats-parsed");
  const auto count = [&log](keep_stats stats) {
    how_to_read how;
    how.stats = stats;
    std::size_t found = 0;
    for (const log_run& one : read(any_store(log.store), how)) {
      for (std::size_t row = 0; row < one.adds->size(); ++row) found += one.adds->stats(row) ? 1U : 0U;
    }
    return found;
  };
  CHECK(count(keep_stats::yes) == 2);
  CHECK(count(keep_stats::no) == 0);
}

namespace {

// A row whose statistics are text, parsed, both or none.
checkpoint_row with_stats(const std::string& path, std::optional<std::string> text,
                          std::optional<std::int64_t> records) {
  checkpoint_row row;
  row.path = path;
  row.stats = std::move(text);
  row.num_records = records;
  return row;
}

memory_log sidecar_of(const std::string& content) {
  memory_log log = json_checkpoint(start() + sidecar_line("s.parquet", static_cast<std::int64_t>(content.size())));
  log.put("_sidecars/s.parquet", content);
  return log;
}

// "a:{} b:- ": the statistics of each file.
std::string stats_of(const memory_log& log) {
  std::string text;
  for (const log_run& one : read(any_store(log.store))) {
    for (std::size_t row = 0; row < one.adds->size(); ++row) {
      text += std::string(one.adds->path(row)) + ':' + std::string(one.adds->stats(row).value_or("-")) + ' ';
    }
  }
  return text;
}

}  // namespace

TEST_CASE("checkpoint_read: files whose statistics are only parsed keep them beside files that have the text") {
  checkpoint_row gone;
  gone.path = "gone";
  gone.removed = true;
  const std::vector<checkpoint_row> rows{with_stats("a", "{}", std::nullopt), with_stats("b", std::nullopt, 7), gone,
                                         with_stats("c", std::nullopt, std::nullopt), with_stats("d", "text", 9)};
  const std::string expected = "a:{} b:{\"numRecords\":7} c:- d:text ";
  CHECK(stats_of(sidecar_of(checkpoint_writer().add(rows).finish())) == expected);
  deltalake_test::parquet_style uncounted;
  uncounted.null_count = false;
  CHECK(stats_of(sidecar_of(checkpoint_writer().add(rows, {}, uncounted).finish())) == expected);
}

TEST_CASE("checkpoint_read: parsed statistics are not read where each file has the text") {
  std::vector<checkpoint_row> rows;
  checkpoint_row gone;
  gone.path = "gone";
  gone.removed = true;
  for (int i = 0; i < 1000; ++i) {
    rows.push_back(i % 7 == 0 ? gone : with_stats("f" + std::to_string(i), "{}", i));
  }
  const auto bytes_read = [](const std::string& content) {
    const deltalake::storage::metered_store<memory_store> metered(sidecar_of(content).store);
    how_to_read how;
    how.footer_guess = 2000;
    how.gap_bytes = 0;
    read(any_store(metered), how);
    return metered.usage().bytes_read;
  };
  const std::uint64_t with_text = bytes_read(checkpoint_writer().add(rows).finish());
  rows[1].stats.reset();
  const std::uint64_t with_parsed = bytes_read(checkpoint_writer().add(rows).finish());
  CHECK(with_parsed > with_text + 1000 * sizeof(std::int64_t) / 2);
}

TEST_CASE("checkpoint_read: a file of a checkpoint's is taken as if it had changed data, in JSON as in Parquet") {
  for (const char* const table : {"checkpoint-v2-inline", "checkpoint-v2-json-inline", "checkpoint-v2-json"}) {
    CAPTURE(table);
    for (const log_run& one : read(any_store(copied_log(table).store))) {
      for (std::size_t row = 0; row < one.adds->size(); ++row) CHECK(one.adds->add(row).data_change);
    }
  }
}

TEST_CASE("checkpoint_read: maps of nothing but nulls and empty lists are read as what they are") {
  auto base =
      deltalake::log::fold_checkpoint(read(any_store(copied_log("checkpoint-null-values").store)), 1, log_parts::all);
  REQUIRE(base.has_value());
  CHECK(base->state.protocol.reader_features == std::vector<std::string>{});
  CHECK(base->state.metadata.configuration.empty());
  base->state.files.for_each([](const file_columns& columns, std::size_t row) {
    CHECK(columns.partition_values(row) == deltalake::string_map{{"p", std::nullopt}});
  });
  CHECK(base->state.files.num_files == 2);
}

TEST_CASE("checkpoint_read: JSON in any form, also with a byte-order mark") {
  const std::string text = start() + add_line("a") + remove_line("r") + add_line("b");
  CHECK(text_of(json_checkpoint("\xEF\xBB\xBF" + text)) == "protocol metaData txns=0 domains=0 | a@1 b@1 ");
  CHECK(removes_of(json_checkpoint("\xEF\xBB\xBF" + text)) == "r ");
  CHECK(text_of(json_checkpoint("")) == "txns=0 domains=0 | ");
  CHECK(text_of(json_checkpoint("\n\n")) == "txns=0 domains=0 | ");
}

TEST_CASE("checkpoint_read: what is wrong with a checkpoint in JSON is told with its line") {
  const memory_log log = json_checkpoint(start() + add_line("a") + "{\"add\":oops}\n");
  try {
    read(any_store(log.store));
    FAIL("nothing was refused");
  } catch (const deltalake::delta_error& thrown) {
    CHECK(thrown.where().code == errc::invalid_json);
    CHECK(thrown.where().file == "_delta_log/" + json_name);
    CHECK(thrown.where().line == 4);
    CHECK(thrown.where().version == 1);
  }
  CHECK(refusal([&] { removes_of(log); }) == "invalid_json _delta_log/" + json_name);
}

TEST_CASE("checkpoint_read: what is wrong with a sidecar is told with its name") {
  const std::string good = copied_log("checkpoint-v2-json").get("_sidecars/first.parquet");
  const auto size = static_cast<std::int64_t>(good.size());
  const auto with_sidecar = [](const std::string& line, const std::string& content) {
    memory_log log = json_checkpoint(start() + line);
    log.put("_sidecars/s.parquet", content);
    return log;
  };
  const std::string at = " _delta_log/_sidecars/s.parquet";
  CHECK(text_of(with_sidecar(sidecar_line("s.parquet", size), good)).ends_with("| a.parquet@1 b.parquet@1 "));
  CHECK(refusal_of(with_sidecar(sidecar_line("s.parquet", size - 1), good)) == "invalid_parquet" + at);
  CHECK(refusal_of(with_sidecar(sidecar_line("s.parquet", size + 1), good)) == "invalid_parquet" + at);
  CHECK(refusal_of(with_sidecar(sidecar_line("s.parquet", 0), good)) == "invalid_parquet" + at);
  CHECK(refusal_of(with_sidecar(sidecar_line("s.parquet", -1), good)) == "invalid_parquet" + at);
  CHECK(refusal_of(with_sidecar(sidecar_line("s.parquet", size), good.substr(1))) == "invalid_parquet" + at);
  CHECK(refusal_of(with_sidecar(sidecar_line("s.parquet", 4), "text")) == "invalid_parquet" + at);
  CHECK(refusal_of(with_sidecar(sidecar_line("gone.parquet", size), good)) ==
        "not_found _delta_log/_sidecars/gone.parquet");
  CHECK(refusal_of(with_sidecar(sidecar_line("../s.parquet", size), good)).starts_with("invalid_path"));
  CHECK(
      refusal([&] { removes_of(with_sidecar(sidecar_line("../s.parquet", size), good)); }).starts_with("invalid_path"));
}

TEST_CASE("checkpoint_read: a sidecar that names sidecars is refused, even itself") {
  const memory_log v2 = copied_log("checkpoint-v2-parquet");
  const std::string inner = v2.get("00000000000000000002.checkpoint.0f3c7a10-5b2d-4e6f-8a91-0c1d2e3f4a5b.parquet");
  memory_log log = json_checkpoint(start() + sidecar_line("s.parquet", static_cast<std::int64_t>(inner.size())));
  log.put("_sidecars/s.parquet", inner);
  CHECK(refusal_of(log).starts_with("invalid_value"));
}

TEST_CASE("checkpoint_read: a missing part is not found, and a damaged one is named") {
  const std::string first = "00000000000000000001.checkpoint.0000000001.0000000002.parquet";
  const std::string second = "00000000000000000001.checkpoint.0000000002.0000000002.parquet";
  memory_log log = copied_log("checkpoint-multi-part");
  const checkpoint_set files = run(newest(any_store(log.store)));
  CHECK(files.parts.size() == 2);
  const std::string content = log.get(second);
  log.put(second, content.substr(0, content.size() / 2));
  CHECK(refusal_of(log) == "invalid_parquet _delta_log/" + second);
  log.put(second, content);
  log.put(first, "PAR1PAR1");
  CHECK(refusal_of(log) == "invalid_parquet _delta_log/" + first);
  // Listed and then gone.
  deltalake::testing::faulty_store<memory_store> faulty(copied_log("checkpoint-multi-part").store);
  for (std::size_t i = 0; i < 20; ++i) {
    faulty.at(operation_kind::get_range, i, deltalake::testing::fault::before(errc::not_found));
  }
  CHECK(refusal([&] { read(any_store(faulty)); }).starts_with("not_found"));
}

TEST_CASE("checkpoint_read: the store's failures come as they are, at whichever operation") {
  for (const char* const table : {"checkpoint-v2-json", "checkpoint-multi-part"}) {
    CAPTURE(table);
    const memory_log log = copied_log(table);
    how_to_read how;
    how.concurrency = 1;
    deltalake::testing::faulty_store<memory_store> counting(log.store);
    read(any_store(counting), how);
    REQUIRE(counting.count() >= 4);
    for (std::size_t i = 0; i < counting.count(); ++i) {
      CAPTURE(i);
      deltalake::testing::faulty_store<memory_store> faulty(log.store);
      faulty.at(i, deltalake::testing::fault::before(errc::storage_busy));
      CHECK(refusal([&] { read(any_store(faulty), how); }).starts_with("storage_busy"));
    }
  }
}

TEST_CASE("checkpoint_read: a spoiled byte anywhere is an error or goes unnoticed, and never more") {
  std::size_t refused = 0, read_all = 0;
  for (const char* const table : {"checkpoint-classic", "checkpoint-all-fields", "checkpoint-legacy-groups"}) {
    memory_log log = copied_log(table);
    const std::string name = to_string(run(newest(any_store(log.store))).parts.front().name);
    const std::string good = log.get(name);
    for (std::size_t at = 0; at < good.size(); at += 13) {
      std::string bad = good;
      bad[at] = static_cast<char>(bad[at] ^ (1 << (at % 8)));
      log.put(name, bad);
      const std::string outcome = refusal_of(log);
      (outcome == "none" ? read_all : refused) += 1;
      if (outcome != "none") CHECK(outcome.ends_with("_delta_log/" + name));
    }
    for (std::size_t size = 0; size < good.size(); size += 97) {
      log.put(name, good.substr(0, size));
      CHECK(refusal_of(log) == "invalid_parquet _delta_log/" + name);
    }
  }
  CHECK(refused > 100);
  CHECK(read_all > 100);
}

}  // namespace deltalake_checkpoint_read_io_test
