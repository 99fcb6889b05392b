#include <deltalake/log/checkpoint_set.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace deltalake_checkpoint_set_test {
namespace {

using deltalake::log::checkpoint_file;
using deltalake::log::checkpoint_file_name;
using deltalake::log::checkpoint_set;
using deltalake::log::complete_checkpoints;
using deltalake::log::parse_file_name;

const std::string first_uuid = "3a0d65cd-4056-49b8-937b-95f9e3ee90e5";
const std::string second_uuid = "e5a0d65c-4056-49b8-937b-95f9e3ee90e5";

std::string with_uuid(std::int64_t version, const std::string& id, const std::string& extension) {
  std::string name = checkpoint_file_name(version);
  return name.replace(name.size() - std::string("parquet").size(), std::string::npos, id + '.' + extension);
}

std::vector<checkpoint_file> files_of(const std::vector<std::string>& names) {
  std::vector<checkpoint_file> files;
  for (const std::string& name : names) {
    files.push_back({parse_file_name(name), name.size(), 7});
    REQUIRE(to_string(files.back().name) == name);
  }
  return files;
}

// The sets as text: version and what each part is called behind it.
std::string text_of(const std::vector<checkpoint_set>& sets) {
  std::string text;
  for (const checkpoint_set& set : sets) {
    text += (text.empty() ? "" : " ") + std::to_string(set.version);
    for (const checkpoint_file& part : set.parts) {
      CHECK(part.name.version == set.version);
      text += '+' + to_string(part.name).substr(32);
    }
  }
  return text;
}
std::string sets_of(const std::vector<std::string>& names) { return text_of(complete_checkpoints(files_of(names))); }

}  // namespace

TEST_CASE("checkpoint_set: every classic checkpoint is complete, in order of version") {
  CHECK(sets_of({}).empty());
  CHECK(sets_of({checkpoint_file_name(20), checkpoint_file_name(3), checkpoint_file_name(0)}) ==
        "0+parquet 3+parquet 20+parquet");
  const auto sets = complete_checkpoints(files_of({checkpoint_file_name(3)}));
  REQUIRE(sets.size() == 1);
  CHECK(sets[0].name() == checkpoint_file_name(3));
  CHECK(sets[0].parts[0].size_bytes == checkpoint_file_name(3).size());
  CHECK(sets[0].parts[0].modified_ms == 7);
}

TEST_CASE("checkpoint_set: a multi-part checkpoint counts only with all of its parts, which come in order") {
  const auto part = [](std::int64_t n, std::int64_t of) { return checkpoint_file_name(5, n, of); };
  CHECK(sets_of({part(2, 3), part(3, 3), part(1, 3)}) ==
        "5+0000000001.0000000003.parquet+0000000002.0000000003.parquet+0000000003.0000000003.parquet");
  CHECK(sets_of({part(1, 1)}) == "5+0000000001.0000000001.parquet");
  for (const std::int64_t missing : {1, 2, 3}) {
    std::vector<std::string> names;
    for (const std::int64_t n : {1, 2, 3}) {
      if (n != missing) names.push_back(part(n, 3));
    }
    CHECK(sets_of(names).empty());
  }
  CHECK(sets_of({part(1, 2), checkpoint_file_name(6, 2, 2)}).empty());
}

TEST_CASE("checkpoint_set: parts of different counts are different checkpoints") {
  const auto part = [](std::int64_t n, std::int64_t of) { return checkpoint_file_name(5, n, of); };
  CHECK(sets_of({part(1, 2), part(2, 3), part(3, 3)}).empty());
  CHECK(sets_of({part(1, 3), part(1, 2), part(2, 3), part(2, 2)}) ==
        "5+0000000001.0000000002.parquet+0000000002.0000000002.parquet");
}

TEST_CASE("checkpoint_set: a file that is listed twice is no substitute for a missing part") {
  const auto part = [](std::int64_t n, std::int64_t of) { return checkpoint_file_name(5, n, of); };
  CHECK(sets_of({part(1, 3), part(1, 3), part(3, 3)}).empty());
  CHECK(sets_of({part(1, 2), part(1, 2), part(2, 2)}) ==
        "5+0000000001.0000000002.parquet+0000000002.0000000002.parquet");
  CHECK(sets_of({checkpoint_file_name(5), checkpoint_file_name(5)}) == "5+parquet");
}

TEST_CASE("checkpoint_set: a number of parts is only a claim") {
  const std::string huge = "00000000000000000005.checkpoint.0000000001.9999999999.parquet";
  const std::string last = "00000000000000000005.checkpoint.9999999999.9999999999.parquet";
  CHECK(sets_of({huge}).empty());
  CHECK(sets_of({huge, last}).empty());
  CHECK(sets_of({huge, last, checkpoint_file_name(5)}) == "5+parquet");
  CHECK(sets_of({"09223372036854775807.checkpoint.parquet"}) == "9223372036854775807+parquet");
}

TEST_CASE("checkpoint_set: of one version the best comes last: classic, in parts, Parquet with a UUID, JSON") {
  const std::vector<std::string> best_last{with_uuid(5, first_uuid, "json"),    with_uuid(5, second_uuid, "json"),
                                           with_uuid(5, first_uuid, "parquet"), with_uuid(5, second_uuid, "parquet"),
                                           checkpoint_file_name(5, 1, 1),       checkpoint_file_name(5),
                                           with_uuid(6, first_uuid, "json")};
  std::vector<std::string> names = best_last;
  std::mt19937 random(5);
  for (int round = 0; round < 20; ++round) {
    std::shuffle(names.begin(), names.end(), random);
    std::vector<std::string> found;
    for (const checkpoint_set& set : complete_checkpoints(files_of(names))) found.push_back(set.name());
    CHECK(found == best_last);
  }
}

TEST_CASE("checkpoint_set: what is found complete is what a count of the parts finds, whatever is listed") {
  std::mt19937 random(17);
  for (int round = 0; round < 500; ++round) {
    std::vector<std::string> names;
    std::map<std::pair<std::int64_t, std::int64_t>, std::set<std::int64_t>> parts;  // by version and count
    for (int i = 0; i < 12; ++i) {
      const auto version = static_cast<std::int64_t>(random() % 2), count = static_cast<std::int64_t>(1 + random() % 4);
      const auto n = static_cast<std::int64_t>(1 + random() % static_cast<std::uint64_t>(count));
      names.push_back(checkpoint_file_name(version, n, count));
      parts[{version, count}].insert(n);
    }
    std::size_t expected = 0;
    for (const auto& [key, found] : parts) expected += static_cast<std::int64_t>(found.size()) == key.second ? 1U : 0U;
    const auto sets = complete_checkpoints(files_of(names));
    CHECK(sets.size() == expected);
    for (const checkpoint_set& set : sets) {
      for (std::size_t i = 0; i < set.parts.size(); ++i) {
        CHECK(set.parts[i].name.part == static_cast<std::int64_t>(i + 1));
        CHECK(set.parts[i].name.parts == static_cast<std::int64_t>(set.parts.size()));
      }
    }
  }
}

}  // namespace deltalake_checkpoint_set_test
