#include <deltalake/log/segment.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <initializer_list>
#include <random>
#include <string>
#include <utility>

#include <deltalake/log/file_name.hpp>

namespace deltalake_segment_test {
namespace {

using deltalake::errc;
using deltalake::log::build_segment;
using deltalake::log::commit_file_name;
using deltalake::log::compacted_file_name;
using deltalake::log::log_listing;

log_listing listing_of(std::initializer_list<std::string> names) {
  log_listing listing;
  for (const std::string& name : names) listing.add(name, 1, 2);
  listing.sort();
  return listing;
}

// "2 0-1": commit 2, then the compaction of 0 and 1; or the error's name.
std::string chosen(const log_listing& listing, std::optional<std::int64_t> version = std::nullopt) {
  const auto segment = build_segment(listing, version);
  if (!segment) return std::string(name(segment.error().code));
  std::string text;
  for (const auto& file : segment->files) {
    text += (text.empty() ? "" : " ") + std::to_string(file.version_first);
    if (file.compacted) text += '-' + std::to_string(file.version_final);
  }
  return text;
}

std::string c(std::int64_t version) { return commit_file_name(version); }
std::string cc(std::int64_t first, std::int64_t last) { return compacted_file_name(first, last); }

}  // namespace

TEST_CASE("log_listing: only commits, compactions and checkpoints are entered") {
  log_listing listing;
  CHECK(listing.add(c(0), 1, 2));
  CHECK(listing.add(cc(0, 1), 1, 2));
  CHECK(listing.add("00000000000000000010.checkpoint.parquet", 1, 2));
  CHECK(listing.add("00000000000000000010.checkpoint.0000000001.0000000002.parquet", 1, 2));
  CHECK(listing.add("00000000000000000011.checkpoint.3a0d65cd-4056-49b8-937b-95f9e3ee90e5.json", 1, 2));
  for (const char* const name : {"_last_checkpoint", "00000000000000000000.crc", ".00000000000000000000.json.crc",
                                 "x.json", "00000000000000000001.3a0d65cd-4056-49b8-937b-95f9e3ee90e5.json", ""}) {
    CHECK_FALSE(listing.add(name, 1, 2));
  }
  CHECK(listing.commits.size() == 1);
  CHECK(listing.commits[0].size_bytes == 1);
  CHECK(listing.commits[0].modified_ms == 2);
  CHECK(listing.compactions.size() == 1);
  CHECK(listing.checkpoints.size() == 3);
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
  CHECK(chosen(listing_of({"00000000000000000010.checkpoint.parquet"})) == "checkpoint_required");
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

TEST_CASE("segment: a checkpoint that could stand in is asked for, another one is no help") {
  const std::string checkpoint = "00000000000000000002.checkpoint.parquet";
  CHECK(chosen(listing_of({checkpoint, c(2), c(3)})) == "checkpoint_required");
  CHECK(chosen(listing_of({checkpoint, c(3), c(4)})) == "checkpoint_required");
  CHECK(chosen(listing_of({checkpoint, c(2), c(4)})) == "version_gap");
  CHECK(chosen(listing_of({checkpoint, c(2), c(3)}), 2) == "checkpoint_required");
  CHECK(chosen(listing_of({checkpoint, c(0), c(1), c(2)})) == "2 1 0");
  CHECK(chosen(listing_of({"00000000000000000005.checkpoint.parquet", c(1), c(2)})) == "version_gap");
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

TEST_CASE("segment: the chosen files cover every version exactly once") {
  std::mt19937_64 random(3);
  for (int round = 0; round < 2000; ++round) {
    log_listing listing;
    for (std::int64_t v = 0; v < 12; ++v) {
      if (random() % 4 != 0) listing.add(c(v), 1, 0);
    }
    for (int i = 0; i < 4; ++i) {
      const auto first = static_cast<std::int64_t>(random() % 11);
      listing.add(cc(first, first + 1 + static_cast<std::int64_t>(random() % 5)), 1, 0);
    }
    listing.sort();
    const auto segment = build_segment(listing, std::nullopt);
    if (!segment) continue;
    std::int64_t next = segment->version;
    for (const auto& file : segment->files) {
      CHECK(file.version_final == next);
      next = file.version_first - 1;
    }
    CHECK(next == -1);
  }
}

}  // namespace deltalake_segment_test
