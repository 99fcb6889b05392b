#include <deltalake/deltalake.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <exception>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <tests/support/memory_log.hpp>
#include <tests/support/run_task.hpp>
#include <tests/support/state_json.hpp>

// Damages every file of some logs, each in many ways. Whatever happens, a table opens as it was, or is refused with a
// typed error, or the damage is one that the format gives no means to see; those are counted and shown by byte range.
namespace deltalake_damage_test {
namespace {

using deltalake::checking;
using deltalake::open_options;
using deltalake::storage::any_store;
using deltalake_test::memory_log;
using deltalake_test::run;

const std::array<const char*, 10> tables{"delta-0.2.0",           "checkpoint-classic",    "checkpoint-multi-part",
                                         "checkpoint-v2-parquet", "checkpoint-v2-json",    "checkpoint-all-fields",
                                         "checkpoint-several",    "checkpoint-tombstones", "log-compaction",
                                         "checkpoint-row-groups"};

// Everything that a table says of itself and its files, as text.
std::string state_text(const deltalake::table& opened) {
  namespace json = boost::json;
  std::vector<std::string> files;
  opened.for_each_file([&files](deltalake::add_file file) {
    file.data_change = true;
    files.push_back(deltalake_test::text_of(deltalake_test::json_of(file)));
  });
  std::sort(files.begin(), files.end());
  std::string text = std::to_string(opened.version()) +
                     deltalake_test::text_of(deltalake_test::json_of(opened.protocol())) +
                     deltalake_test::text_of(deltalake_test::in_key_order(deltalake_test::json_of(opened.metadata())));
  for (const auto& [app_id, txn] : opened.transactions()) text += app_id + "=" + std::to_string(txn.version);
  for (const auto& [name, domain] : opened.domains()) text += name + "=" + domain.configuration;
  for (const std::string& file : files) text += "\n" + file;
  return text;
}

enum class outcome : std::uint8_t { same, refused, told_when_strict, unseen };

outcome try_log(const memory_log& log, const std::string& whole) {
  std::string text;
  try {
    text = state_text(run(deltalake::open_table(any_store(log.store))));
  } catch (const deltalake::delta_error&) {
    return outcome::refused;
  }
  if (text == whole) return outcome::same;
  try {
    run(deltalake::open_table(any_store(log.store), open_options().check(checking::strict)));
  } catch (const deltalake::delta_error&) {
    return outcome::told_when_strict;
  }
  return outcome::unseen;
}

// "3-5 9": the numbers, ascending, as ranges.
std::string ranges_of(const std::vector<std::size_t>& numbers) {
  std::string text;
  for (std::size_t i = 0; i < numbers.size();) {
    std::size_t end = i + 1;
    while (end < numbers.size() && numbers[end] <= numbers[end - 1] + 8) ++end;
    text += (text.empty() ? "" : " ") + std::to_string(numbers[i]);
    if (end - i > 1) text += "-" + std::to_string(numbers[end - 1]);
    i = end;
  }
  return text;
}

struct tally {
  std::map<std::string, std::array<std::size_t, 4>> counts;  // by what was done
  std::string unseen;
  void add(const std::string& what, outcome came) { ++counts[what][static_cast<std::size_t>(came)]; }
};

void damage(const std::string& table, const std::string& name, tally& into) {
  memory_log log = deltalake_test::copied_log(table);
  const deltalake::table intact = run(deltalake::open_table(any_store(log.store)));
  const std::string whole = state_text(intact);
  // A version checksum, as most writers leave one, shows what the format itself cannot.
  log.put(deltalake::log::crc_file_name(intact.version()),
          R"({"numMetadata":1,"numProtocol":1,"numFiles":)" + std::to_string(intact.num_files()) +
              R"(,"tableSizeBytes":)" + std::to_string(intact.size_bytes()) + "}");
  const std::string content = log.get(name);
  std::vector<std::size_t> unseen;
  const auto attempt = [&](const char* what, const std::string& text, std::size_t at) {
    log.put(name, text);
    const outcome came = try_log(log, whole);
    into.add(what, came);
    if (came == outcome::unseen) unseen.push_back(at);
  };
  attempt("emptied", "", 0);
  const std::size_t cuts = (std::max)(content.size() / 20, std::size_t{1});
  for (std::size_t size = 1; size < content.size(); size += cuts) attempt("cut short", content.substr(0, size), size);
  const std::size_t flips = (std::max)(content.size() / 80, std::size_t{1});
  for (std::size_t at = 0; at < content.size(); at += flips) {
    std::string flipped = content;
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << (at % 8)));
    attempt("a bit flipped", flipped, at);
  }
  log.put(name, content);
  log.remove(name);
  into.add("removed", try_log(log, whole));
  if (!unseen.empty()) into.unseen += "\n  " + table + "/" + name + ": " + ranges_of(unseen);
}

}  // namespace

TEST_CASE("damage: whatever is done to a file of the log, it opens as it was, is refused, or cannot be seen") {
  tally all;
  for (const char* const table : tables) {
    CAPTURE(table);
    std::vector<std::string> names;
    const memory_log log = deltalake_test::copied_log(table);
    for (const char* const folder : {"_delta_log", "_delta_log/_sidecars"}) {
      const auto page = run(log.store.list_from(deltalake::path(folder), ""));
      for (const auto& object : page.objects) {
        names.push_back(object.location.text().substr(std::string("_delta_log/").size()));
      }
    }
    REQUIRE(names.size() > 1);
    for (const std::string& name : names) {
      CAPTURE(name);
      CHECK_NOTHROW(damage(table, name, all));
    }
  }
  std::string shown;
  for (const auto& [what, counts] : all.counts) {
    shown += "\n  " + what + ": " + std::to_string(counts[0]) + " as it was, " + std::to_string(counts[1]) +
             " refused, " + std::to_string(counts[2]) + " told when strict, " + std::to_string(counts[3]) + " unseen";
  }
  MESSAGE("damage done to every file of ", tables.size(), " logs:", shown, "\nunseen, by bytes:", all.unseen);
  CHECK(all.counts["a bit flipped"][1] > 100);
  CHECK(all.counts["a bit flipped"][0] > 100);
  CHECK(all.counts["a bit flipped"][2] > 10);
}

}  // namespace deltalake_damage_test
