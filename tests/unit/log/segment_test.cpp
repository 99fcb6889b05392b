#include <deltalake/log/segment.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <initializer_list>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/log/file_name.hpp>

namespace deltalake_segment_test {
namespace {

using deltalake::errc;
using deltalake::log::build_segment;
using deltalake::log::checkpoint_file_name;
using deltalake::log::commit_file_name;
using deltalake::log::compacted_file_name;
using deltalake::log::log_listing;

log_listing listing_of(std::initializer_list<std::string> names) {
  log_listing listing;
  for (const std::string& name : names) listing.add(name, 1, 2);
  listing.sort();
  return listing;
}

// "4 2-3 @1": commit 4, the compaction of 2 and 3, the checkpoint of version 1; or the error's name.
std::string chosen(const log_listing& listing, std::optional<std::int64_t> version = std::nullopt,
                   const std::set<std::string>& rejected = {}) {
  const auto segment = build_segment(listing, version, rejected);
  if (!segment) return std::string(name(segment.error().code));
  if (version) CHECK(segment->version == *version);
  std::string text;
  for (const auto& file : segment->files) {
    text += (text.empty() ? "" : " ") + std::to_string(file.version_first);
    if (file.compacted) text += '-' + std::to_string(file.version_final);
  }
  if (segment->checkpoint) text += (text.empty() ? "@" : " @") + std::to_string(segment->checkpoint->version);
  return text;
}

std::string c(std::int64_t version) { return commit_file_name(version); }
std::string cc(std::int64_t first, std::int64_t last) { return compacted_file_name(first, last); }
std::string cp(std::int64_t version) { return checkpoint_file_name(version); }
std::string cp(std::int64_t version, std::int64_t part, std::int64_t parts) {
  return checkpoint_file_name(version, part, parts);
}

}  // namespace

TEST_CASE("log_listing: commits, compactions, checkpoints and version checksums are entered, and nothing else") {
  log_listing listing;
  CHECK(listing.empty());
  CHECK(listing.add("00000000000000000007.crc", 1, 2));
  CHECK(listing.add("00000000000000000003.crc", 1, 2));
  CHECK(listing.add(cc(0, 1), 1, 2));
  CHECK(listing.empty());
  CHECK(listing.add(c(0), 1, 2));
  CHECK(listing.add(cp(10), 3, 4));
  CHECK(listing.add(cp(10, 1, 2), 1, 2));
  CHECK(listing.add("00000000000000000011.checkpoint.3a0d65cd-4056-49b8-937b-95f9e3ee90e5.json", 1, 2));
  for (const char* const name :
       {"_last_checkpoint", ".00000000000000000000.json.crc", "x.json",
        "00000000000000000001.3a0d65cd-4056-49b8-937b-95f9e3ee90e5.json", "00000000000000000010.checkpoint.parquet.tmp",
        "00000000000000000010.checkpoint.0000000003.0000000002.parquet", ""}) {
    CHECK_FALSE(listing.add(name, 1, 2));
  }
  listing.sort();
  CHECK_FALSE(listing.empty());
  CHECK(listing.commits.size() == 1);
  CHECK(listing.commits[0].size_bytes == 1);
  CHECK(listing.commits[0].modified_ms == 2);
  CHECK(listing.compactions.size() == 1);
  CHECK(listing.checksums == std::vector<std::int64_t>{3, 7});
  CHECK(listing.checkpoint_files.size() == 3);
  REQUIRE(listing.checkpoints.size() == 2);
  CHECK(listing.checkpoints[0].name() == cp(10));
  CHECK(listing.checkpoints[0].parts[0].size_bytes == 3);
  CHECK(listing.checkpoints[0].parts[0].modified_ms == 4);
  CHECK(listing.checkpoints[1].version == 11);
}

TEST_CASE("segment: commits newest first, up to the version that is wanted") {
  const log_listing listing = listing_of({c(2), c(0), c(1)});
  CHECK(chosen(listing) == "2 1 0");
  CHECK(chosen(listing, 1) == "1 0");
  CHECK(chosen(listing, 0) == "0");
  CHECK(chosen(listing, 3) == "version_not_found");
  CHECK(chosen(listing, -1) == "version_not_found");
  CHECK(build_segment(listing, 1)->version == 1);
}

TEST_CASE("segment: nothing there is no table") {
  CHECK(chosen(listing_of({})) == "not_a_table");
  CHECK(chosen(listing_of({}), 5) == "not_a_table");
  CHECK(chosen(listing_of({cc(0, 1)})) == "not_a_table");
  CHECK(chosen(listing_of({"00000000000000000007.crc"})) == "not_a_table");
}

TEST_CASE("segment: a gap is told with the commit that is missing; versions before it open") {
  const log_listing listing = listing_of({c(0), c(1), c(3), c(4)});
  const auto gap = build_segment(listing, std::nullopt);
  REQUIRE_FALSE(gap.has_value());
  CHECK(gap.error().code == errc::version_gap);
  CHECK(gap.error().version == 2);
  CHECK(gap.error().file == "_delta_log/" + c(2));
  CHECK(chosen(listing, 3) == "version_gap");
  CHECK(chosen(listing, 2) == "version_gap");
  CHECK(chosen(listing, 1) == "1 0");
}

TEST_CASE("segment: the newest complete checkpoint at or before the version, and the commits since") {
  CHECK(chosen(listing_of({cp(2), c(2), c(3)})) == "3 @2");
  CHECK(chosen(listing_of({cp(2), c(3), c(4)})) == "4 3 @2");
  CHECK(chosen(listing_of({cp(2), c(2), c(3)}), 2) == "@2");
  CHECK(chosen(listing_of({cp(2)})) == "@2");
  CHECK(chosen(listing_of({cp(2)}), 2) == "@2");
  CHECK(chosen(listing_of({cp(2), c(0), c(1), c(2)})) == "@2");
  const log_listing all = listing_of({c(0), c(1), c(2), cp(2), c(3), c(4), cp(4), c(5), c(6)});
  CHECK(chosen(all) == "6 5 @4");
  CHECK(chosen(all, 4) == "@4");
  CHECK(chosen(all, 3) == "3 @2");
  CHECK(chosen(all, 2) == "@2");
  CHECK(chosen(all, 1) == "1 0");
  CHECK(chosen(all, 7) == "version_not_found");
}

TEST_CASE("segment: a checkpoint newer than all commits is the newest version") {
  const log_listing listing = listing_of({c(0), c(1), cp(5)});
  CHECK(chosen(listing) == "@5");
  CHECK(build_segment(listing, std::nullopt)->version == 5);
  CHECK(chosen(listing, 1) == "1 0");
  CHECK(chosen(listing, 3) == "version_gap");
  CHECK(chosen(listing, 6) == "version_not_found");
}

TEST_CASE("segment: a version before all that can still be read is not in the log, and the earliest one is named") {
  const auto gone = build_segment(listing_of({c(1), cp(2), c(2), c(3)}), 1);
  REQUIRE_FALSE(gone.has_value());
  CHECK(gone.error().code == errc::version_not_found);
  CHECK(gone.error().version == 1);
  CHECK(gone.error().file == "_delta_log/" + c(0));
  CHECK(gone.error().detail == "version 1 was asked for, but commit 0 is gone; the earliest version to open is 2");
  const auto earliest = [](const log_listing& listing, std::int64_t version,
                           const std::set<std::string>& rejected = {}) {
    const auto segment = build_segment(listing, version, rejected);
    if (segment) return std::string("opened");
    const std::string& detail = segment.error().detail;
    if (segment.error().code != errc::version_not_found) return std::string(name(segment.error().code));
    return detail.substr(detail.rfind(' ') + 1);
  };
  CHECK(earliest(listing_of({cp(2), c(2), c(3)}), 0) == "2");
  CHECK(earliest(listing_of({cp(5), c(1), c(2)}), 2) == "5");
  CHECK(earliest(listing_of({cp(7), cp(5, 1, 2), cp(5, 2, 2), c(5)}), 4) == "5");
  CHECK(earliest(listing_of({cp(7), cp(5, 2, 2), c(5)}), 4) == "7");
  CHECK(earliest(listing_of({cp(7), cp(5)}), 4, {cp(5)}) == "7");
  CHECK(earliest(listing_of({cc(0, 3), c(2), c(4)}), 1) == "3");
  CHECK(earliest(listing_of({cc(0, 3), c(2), c(4)}), 3) == "opened");
  CHECK(build_segment(listing_of({c(1), c(2), cp(2), c(3)}), 4).error().detail ==
        "version 4 was asked for, the log has 2 to 3");
  // What can be read before it, or nothing at all: then a commit is missing indeed.
  CHECK(earliest(listing_of({c(0), cp(5)}), 3) == "version_gap");
  CHECK(earliest(listing_of({c(1), c(2), cc(1, 3)}), 1) == "version_gap");
  CHECK(earliest(listing_of({c(1), cp(1, 1, 2), cp(7)}), 1) == "checkpoint_required");
}

TEST_CASE("segment: a gap after the checkpoint is a gap, one before it is not") {
  CHECK(chosen(listing_of({cp(2), c(2), c(4)})) == "version_gap");
  CHECK(chosen(listing_of({cp(2), c(2), c(4)}), 2) == "@2");
  CHECK(chosen(listing_of({c(0), cp(2), c(3)})) == "3 @2");
  const auto gap = build_segment(listing_of({cp(2), c(2), c(4)}), std::nullopt);
  REQUIRE_FALSE(gap.has_value());
  CHECK(gap.error().version == 3);
}

TEST_CASE("segment: parts of a checkpoint stand in for nothing; where they would be needed the error says so") {
  CHECK(chosen(listing_of({cp(2, 1, 2), c(2), c(3)})) == "checkpoint_required");
  CHECK(chosen(listing_of({cp(2, 1, 2), c(3)}), 3) == "checkpoint_required");
  CHECK(chosen(listing_of({cp(2, 1, 2)})) == "checkpoint_required");
  CHECK(chosen(listing_of({cp(2, 1, 2)}), 2) == "checkpoint_required");
  CHECK(chosen(listing_of({cp(2, 1, 2), c(0), c(1), c(2)})) == "2 1 0");
  CHECK(chosen(listing_of({cp(2, 1, 2), cp(2, 2, 2), c(3)})) == "3 @2");
  CHECK(chosen(listing_of({cp(1), c(2), c(3), cp(3, 2, 2), c(4)})) == "4 3 2 @1");
  CHECK(chosen(listing_of({cp(5, 1, 2), c(1), c(2)})) == "version_gap");
  CHECK(chosen(listing_of({"00000000000000000002.checkpoint.0000000001.9999999999.parquet", c(3)})) ==
        "checkpoint_required");
  const auto needed = build_segment(listing_of({cp(2, 1, 2), c(2), c(3)}), std::nullopt);
  REQUIRE_FALSE(needed.has_value());
  CHECK(needed.error().version == 3);
  CHECK(needed.error().file == "_delta_log/" + cp(2, 1, 2));
}

TEST_CASE("segment: rejected checkpoints are passed over for older ones, then for the commits") {
  const log_listing all = listing_of({c(0), c(1), cp(1), c(2), c(3), cp(3), c(4)});
  CHECK(chosen(all, {}, {}) == "4 @3");
  CHECK(chosen(all, {}, {cp(3)}) == "4 3 2 @1");
  CHECK(chosen(all, {}, {cp(1)}) == "4 @3");
  CHECK(chosen(all, {}, {cp(1), cp(3)}) == "4 3 2 1 0");
  CHECK(chosen(all, 3, {cp(3)}) == "3 2 @1");
  const log_listing cleaned = listing_of({cp(3), c(3), c(4)});
  CHECK(chosen(cleaned, {}, {cp(3)}) == "checkpoint_required");
  CHECK(chosen(listing_of({cp(3)}), {}, {cp(3)}) == "checkpoint_required");
  const std::string uuid = "00000000000000000003.checkpoint.3a0d65cd-4056-49b8-937b-95f9e3ee90e5.json";
  const log_listing twice = listing_of({cp(3), uuid, c(4)});
  CHECK(build_segment(twice, {})->checkpoint->name() == cp(3));
  CHECK(build_segment(twice, {}, {cp(3)})->checkpoint->name() == uuid);
  const log_listing parts = listing_of({cp(3, 1, 2), cp(3, 2, 2), c(4)});
  CHECK(chosen(parts, {}, {cp(3, 1, 2)}) == "checkpoint_required");
  CHECK(build_segment(parts, {})->checkpoint->parts.size() == 2);
}

TEST_CASE("segment: a compaction that reaches across a checkpoint is used only with an older one or none") {
  CHECK(chosen(listing_of({c(0), cc(1, 3), cp(2), c(4)})) == "4 1-3 0");
  CHECK(chosen(listing_of({cp(0), cc(1, 3), cp(2), c(4)})) == "4 1-3 @0");
  CHECK(chosen(listing_of({c(0), cc(1, 3), cp(2), c(3), c(4)})) == "4 3 @2");
  CHECK(chosen(listing_of({cc(1, 3), cp(2), c(4)})) == "version_gap");
  CHECK(chosen(listing_of({cp(2), cc(3, 5), c(6)})) == "6 3-5 @2");
  CHECK(chosen(listing_of({cp(2), cc(2, 5), c(6)})) == "version_gap");
  CHECK(chosen(listing_of({cp(2), cc(3, 5), cp(5), c(6)})) == "6 @5");
}

TEST_CASE("segment: a compaction stands in for commits that are gone, the longest that ends where it should") {
  CHECK(chosen(listing_of({c(0), cc(1, 3), c(4)})) == "4 1-3 0");
  CHECK(chosen(listing_of({cc(0, 3), c(4)})) == "4 0-3");
  CHECK(chosen(listing_of({c(0), c(1), cc(1, 2), cc(0, 2), c(3)})) == "3 0-2");
  CHECK(chosen(listing_of({c(0), c(1), c(2), cc(0, 2), cc(1, 2)})) == "2 1 0");
  CHECK(chosen(listing_of({c(0), cc(1, 2), cc(3, 4), c(5)})) == "5 3-4 1-2 0");
  CHECK(chosen(listing_of({c(0), cc(1, 3), c(4)}), 3) == "1-3 0");
  CHECK(chosen(listing_of({c(0), cc(1, 3), c(4)}), 2) == "version_gap");
  CHECK(chosen(listing_of({c(0), cc(1, 3), c(3), c(4)})) == "version_gap");
}

TEST_CASE("segment: the chosen files and the checkpoint cover every version exactly once") {
  std::mt19937_64 random(3);
  std::size_t with_checkpoint = 0, with_compaction = 0;
  for (int round = 0; round < 4000; ++round) {
    log_listing listing;
    std::set<std::string> rejected;
    for (std::int64_t v = 0; v < 12; ++v) {
      if (random() % 4 != 0) listing.add(c(v), 1, 0);
      if (random() % 5 == 0) listing.add(cp(v), 1, 0);
      if (random() % 8 == 0) listing.add(cp(v, 1 + static_cast<std::int64_t>(random() % 2), 2), 1, 0);
      if (random() % 10 == 0) rejected.insert(cp(v));
    }
    for (int i = 0; i < 4; ++i) {
      const auto first = static_cast<std::int64_t>(random() % 11);
      listing.add(cc(first, first + 1 + static_cast<std::int64_t>(random() % 5)), 1, 0);
    }
    listing.sort();
    const auto version = random() % 2 == 0 ? std::nullopt : std::optional<std::int64_t>(random() % 12);
    const auto segment = build_segment(listing, version, rejected);
    if (!segment) continue;
    if (version) CHECK(segment->version == *version);
    std::int64_t next = segment->version;
    for (const auto& file : segment->files) {
      CHECK(file.version_final == next);
      next = file.version_first - 1;
      if (file.compacted) ++with_compaction;
    }
    CHECK(next == (segment->checkpoint ? segment->checkpoint->version : -1));
    if (!segment->checkpoint) continue;
    ++with_checkpoint;
    CHECK_FALSE(rejected.contains(segment->checkpoint->name()));
  }
  CHECK(with_checkpoint > 500);
  CHECK(with_compaction > 100);
}

}  // namespace deltalake_segment_test
