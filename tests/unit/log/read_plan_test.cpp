#include <deltalake/log/read_plan.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <random>
#include <vector>

namespace deltalake_read_plan_test {
namespace {

using deltalake::log::log_file;
using deltalake::log::plan_reads;
using deltalake::log::read_piece;
using deltalake::log::segment;

segment files_of(const std::vector<std::uint64_t>& sizes) {
  segment files;
  files.version = static_cast<std::int64_t>(sizes.size()) - 1;
  std::int64_t version = files.version;
  for (const std::uint64_t size : sizes) {
    files.files.push_back({version, version, false, size, 0});
    --version;
  }
  return files;
}

}  // namespace

TEST_CASE("read_plan: small files are read together, up to the size of a piece") {
  const auto pieces = plan_reads(files_of({40, 40, 40, 10}), 100);
  REQUIRE(pieces.size() == 2);
  CHECK(pieces[0].whole());
  CHECK(pieces[0].files_begin == 0);
  CHECK(pieces[0].files_end == 2);
  CHECK(pieces[1].files_end == 4);
}

TEST_CASE("read_plan: no piece holds more than 256 files, so that empty commits are parallel as well") {
  const auto pieces = plan_reads(files_of(std::vector<std::uint64_t>(1000, 0)), 1 << 20);
  CHECK(pieces.size() == 4);
  for (const read_piece& piece : pieces) CHECK(piece.files_end - piece.files_begin <= 256);
}

TEST_CASE("read_plan: a large commit is cut into equal parts, a compaction is not") {
  segment files = files_of({1000});
  const auto pieces = plan_reads(files, 300);
  REQUIRE(pieces.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK_FALSE(pieces[i].whole());
    CHECK(pieces[i].bytes_begin == i * 250);
    CHECK(pieces[i].bytes_end == (i + 1) * 250);
  }
  files.files[0].compacted = true;
  CHECK(plan_reads(files, 300).size() == 1);
  CHECK(plan_reads(files_of({600}), 300).size() == 1);
  CHECK(plan_reads(files_of({601}), 300).size() == 3);
}

TEST_CASE("read_plan: nothing to read needs no piece") { CHECK(plan_reads(segment(), 100).empty()); }

TEST_CASE("read_plan: every byte of every file is read once, newest file first") {
  std::mt19937_64 random(4);
  for (int round = 0; round < 500; ++round) {
    std::vector<std::uint64_t> sizes;
    for (std::size_t i = random() % 20; i-- > 0;) sizes.push_back(random() % (random() % 2 == 0 ? 50 : 5000));
    const std::uint64_t piece_bytes = 1 + random() % 1000;
    std::size_t file = 0;
    std::uint64_t byte = 0;
    for (const read_piece& piece : plan_reads(files_of(sizes), piece_bytes)) {
      CHECK(piece.files_begin == file);
      CHECK(piece.bytes_begin == byte);
      if (piece.whole()) {
        CHECK(piece.files_end > piece.files_begin);
        file = piece.files_end;
      } else {
        CHECK(piece.files_end == file + 1);
        CHECK(piece.bytes_end > piece.bytes_begin);
        CHECK(piece.bytes_end <= sizes[file]);
        byte = piece.bytes_end == sizes[file] ? 0 : piece.bytes_end;
        file += byte == 0 ? 1 : 0;
      }
    }
    CHECK(file == sizes.size());
    CHECK(byte == 0);
  }
}

}  // namespace deltalake_read_plan_test
