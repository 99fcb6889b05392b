#include <deltalake/log/file_name.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <random>
#include <string>

namespace deltalake_file_name_test {
namespace {

using deltalake::uuid;
using deltalake::log::checkpoint_format;
using deltalake::log::file_kind;
using deltalake::log::file_name;
using deltalake::log::parse_file_name;

const std::string zeros = "00000000000000000000";
const std::string seven = "00000000000000000007";
const std::string id_text = "80a083e8-7026-4e79-81be-64bd76c43a11";
constexpr std::int64_t most = (std::numeric_limits<std::int64_t>::max)();

TEST_CASE("file_name: a commit") {
  const file_name parsed = parse_file_name(seven + ".json");
  CHECK(parsed.kind == file_kind::commit);
  CHECK(parsed.version == 7);
  CHECK(parse_file_name(zeros + ".json").version == 0);
  CHECK(parse_file_name("09223372036854775807.json").version == most);
}

TEST_CASE("file_name: the checkpoints of three schemes") {
  CHECK(parse_file_name(seven + ".checkpoint.parquet").kind == file_kind::classic_checkpoint);

  const file_name part = parse_file_name(seven + ".checkpoint.0000000002.0000000003.parquet");
  CHECK(part.kind == file_kind::multi_part_checkpoint);
  CHECK(part.version == 7);
  CHECK(part.part == 2);
  CHECK(part.parts == 3);
  CHECK(parse_file_name(seven + ".checkpoint.0000000001.0000000001.parquet").kind == file_kind::multi_part_checkpoint);
  CHECK(parse_file_name(seven + ".checkpoint.9999999999.9999999999.parquet").parts == 9'999'999'999);

  const file_name json = parse_file_name(seven + ".checkpoint." + id_text + ".json");
  CHECK(json.kind == file_kind::uuid_checkpoint);
  CHECK(json.format == checkpoint_format::json);
  CHECK(json.id == *uuid::parse(id_text));
  const file_name parquet = parse_file_name(seven + ".checkpoint." + id_text + ".parquet");
  CHECK(parquet.kind == file_kind::uuid_checkpoint);
  CHECK(parquet.format == checkpoint_format::parquet);
}

TEST_CASE("file_name: compactions, checksums, staged commits and the hint") {
  const file_name compacted = parse_file_name(zeros + "." + seven + ".compacted.json");
  CHECK(compacted.kind == file_kind::compacted);
  CHECK(compacted.version == 0);
  CHECK(compacted.version_end == 7);
  CHECK(parse_file_name(seven + ".crc").kind == file_kind::crc);
  const file_name staged = parse_file_name(seven + "." + id_text + ".json");
  CHECK(staged.kind == file_kind::staged_commit);
  CHECK(staged.id == *uuid::parse(id_text));
  CHECK(parse_file_name("_last_checkpoint").kind == file_kind::last_checkpoint);
}

TEST_CASE("file_name: everything else is other") {
  const std::string names[] = {
      "", ".", "json", ".json", "_last_checkpoint.tmp", "_last_vacuum_info", "_LAST_CHECKPOINT",
      "._last_checkpoint.crc", "_sidecars", "_staged_commits", "info.txt", "._" + seven + ".json",
      // beside a commit
      "." + seven + ".json.crc", "." + seven + ".json", seven, seven + ".", seven + ".json.tmp", seven + ".tmp",
      seven + ".JSON", seven + ".json ", " " + seven + ".json", seven + "_json", seven + ".jsonl", seven + "..json",
      seven + ".json.gz", ".." + seven + ".json.c6b312ca-665d-46ab-93a9-9f87ad2baa92.tmp.crc", "a/" + seven + ".json",
      // not twenty digits, or more than 63 bits
      "7.json", "0000000000000000007.json", "000000000000000000007.json", "0000000000000000000x.json",
      "-0000000000000000007.json", "+0000000000000000007.json", "09223372036854775808.json",
      "99999999999999999999.json", "0000000000000000000\xD9\xA7.json",
      // checkpoints
      seven + ".checkpoint", seven + ".checkpoint.", seven + ".checkpoint.json", seven + ".checkpoint.parquet.tmp",
      seven + ".Checkpoint.parquet", seven + ".checkpoint.0000000001.parquet", seven + ".checkpoint.1.3.parquet",
      seven + ".checkpoint.0000000000.0000000003.parquet", seven + ".checkpoint.0000000004.0000000003.parquet",
      seven + ".checkpoint.0000000000.0000000000.parquet", seven + ".checkpoint.0000000001.0000000003.json",
      seven + ".checkpoint.00000000001.0000000003.parquet", seven + ".checkpoint.0000000001.0000000003.parquet.crc",
      seven + ".checkpoint.0000000001.0000000003." + id_text + ".parquet", seven + ".checkpoint." + id_text,
      seven + ".checkpoint." + id_text + ".", seven + ".checkpoint." + id_text + ".crc",
      seven + ".checkpoint." + id_text + ".jsonparquet", seven + ".checkpoint." + id_text + ".json.parquet",
      seven + ".checkpoint.80A083E8-7026-4E79-81BE-64BD76C43A11.parquet",
      seven + ".checkpoint.80a083e8-7026-4e79-81be-64bd76c43a1.parquet", seven + ".checkpoint.abc.parquet",
      // compactions
      seven + "." + seven + ".compacted.json", seven + "." + zeros + ".compacted.json", seven + ".8.compacted.json",
      zeros + "." + seven + ".compacted", zeros + "." + seven + ".json", zeros + "." + seven + ".compacted.parquet",
      zeros + ".99999999999999999999.compacted.json", seven + ".compacted.json",
      // staged commits, checksums
      seven + "." + id_text, seven + "." + id_text + ".parquet", seven + "." + id_text + ".json.tmp",
      seven + ".abc.json", seven + ".crc.crc", seven + ".CRC", "." + seven + ".crc.crc"};
  for (const std::string& name : names) {
    CAPTURE(name);
    CHECK(parse_file_name(name) == file_name());
  }
  CHECK(parse_file_name(seven + ".json" + '\0').kind == file_kind::other);
}

TEST_CASE("file_name: names are formatted as the protocol writes them") {
  using namespace deltalake::log;
  const uuid id = *uuid::parse(id_text);
  CHECK(commit_file_name(7) == seven + ".json");
  CHECK(commit_file_name(most) == "09223372036854775807.json");
  CHECK(checkpoint_file_name(7) == seven + ".checkpoint.parquet");
  CHECK(checkpoint_file_name(7, 2, 3) == seven + ".checkpoint.0000000002.0000000003.parquet");
  CHECK(checkpoint_file_name(7, id, checkpoint_format::json) == seven + ".checkpoint." + id_text + ".json");
  CHECK(checkpoint_file_name(7, id, checkpoint_format::parquet) == seven + ".checkpoint." + id_text + ".parquet");
  CHECK(compacted_file_name(0, 7) == zeros + "." + seven + ".compacted.json");
  CHECK(crc_file_name(7) == seven + ".crc");
  CHECK(staged_commit_file_name(7, id) == seven + "." + id_text + ".json");
  CHECK(to_string(file_name()).empty());
}

file_name any_name(std::mt19937_64& random) {
  file_name made;
  made.kind = static_cast<file_kind>(random() % static_cast<std::uint64_t>(file_kind::other));
  if (made.kind == file_kind::last_checkpoint) return made;
  made.version = static_cast<std::int64_t>((random() >> 1) >> (random() % 63));
  if (made.kind == file_kind::compacted) {
    if (made.version == most) made.version = 0;
    made.version_end =
        made.version + 1 + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(most - made.version));
  }
  if (made.kind == file_kind::multi_part_checkpoint) {
    made.parts = 1 + static_cast<std::int64_t>(random() % 9'999'999'999);
    made.part = 1 + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(made.parts));
  }
  if (made.kind == file_kind::uuid_checkpoint || made.kind == file_kind::staged_commit) {
    made.id = uuid::random(random(), random());
  }
  if (made.kind == file_kind::uuid_checkpoint && random() % 2 == 0) made.format = checkpoint_format::json;
  return made;
}

TEST_CASE("file_name: every name that is formatted parses to itself") {
  std::mt19937_64 random(5);
  for (int i = 0; i < 20'000; ++i) {
    const file_name made = any_name(random);
    CAPTURE(to_string(made));
    CHECK(parse_file_name(to_string(made)) == made);
  }
}

TEST_CASE("file_name: a damaged name is another name or none, and still comes back as it is") {
  std::mt19937_64 random(6);
  const std::string letters = "0123456789abcdef.-_ checkpointparquetjsoncompactedcrcX";
  for (int i = 0; i < 20'000; ++i) {
    std::string name = to_string(any_name(random));
    const std::size_t at = random() % name.size();
    switch (random() % 3) {
      case 0: name[at] = letters[random() % letters.size()]; break;
      case 1: name.erase(at, 1 + random() % 3); break;
      default: name.insert(at, 1, letters[random() % letters.size()]); break;
    }
    CAPTURE(name);
    const file_name parsed = parse_file_name(name);
    if (parsed.kind != file_kind::other) CHECK(to_string(parsed) == name);
  }
}

TEST_CASE("file_name: names sort by version, and what belongs to a version is listed after its first 20 digits") {
  using namespace deltalake::log;
  CHECK(commit_file_name(9) < commit_file_name(10));
  CHECK(commit_file_name(9).substr(0, 20) < checkpoint_file_name(9));
  CHECK(checkpoint_file_name(9) < commit_file_name(9));
  CHECK(compacted_file_name(9, 12) < commit_file_name(10));
}

}  // namespace
}  // namespace deltalake_file_name_test
