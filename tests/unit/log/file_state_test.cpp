#include <deltalake/log/file_state.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <memory>
#include <string>

namespace deltalake_file_state_test {
namespace {

using deltalake::add_file;
using deltalake::log::append_segment;
using deltalake::log::file_columns;
using deltalake::log::file_state;
using deltalake::log::live_rows;
using deltalake::log::merge_small_segments;

std::shared_ptr<file_columns> columns_of(const std::string& letters, std::int64_t size = 1) {
  auto columns = std::make_shared<file_columns>(9);
  for (const char letter : letters) {
    add_file file;
    file.path = std::string(1, letter);
    file.size = size;
    columns->append(file, 0, deltalake::log::keep_stats::yes);
  }
  return columns;
}

live_rows live_of(std::size_t size, std::initializer_list<std::size_t> rows) {
  live_rows live(size);
  for (const std::size_t row : rows) live.insert(row);
  return live;
}

std::string letters_of(const file_state& state) {
  std::string letters;
  state.for_each([&](const file_columns& columns, std::size_t row) { letters += columns.path(row); });
  return letters;
}

TEST_CASE("file_state: the pieces of a large log are not merged: an update would copy the whole table") {
  file_state state;
  state.seed = 9;
  const auto piece = columns_of(std::string(1000, 'p'));
  live_rows all(1000);
  for (std::size_t row = 0; row < 1000; ++row) all.insert(row);
  for (int i = 0; i < 40; ++i) append_segment(state, piece, all);
  merge_small_segments(state);
  CHECK(state.segments.size() == 40);
  for (const auto& segment : state.segments) CHECK(segment.columns == piece);
}

}  // namespace

TEST_CASE("live_rows: rows are counted once") {
  live_rows live(130);
  CHECK(live.count() == 0);
  for (const std::size_t row : {0, 63, 64, 129, 64}) live.insert(row);
  CHECK(live.count() == 4);
  CHECK(live.contains(129));
  CHECK_FALSE(live.contains(128));
  live.erase(64);
  live.erase(64);
  live.erase(1);
  CHECK(live.count() == 3);
  CHECK(live.size() == 130);
  CHECK(live_rows().size() == 0);
}

TEST_CASE("file_state: segments follow each other, with their live rows in order") {
  file_state state;
  state.seed = 9;
  append_segment(state, columns_of("abc"), live_of(3, {0, 2}));
  append_segment(state, columns_of("xy"), live_of(2, {}));
  append_segment(state, columns_of("de"), live_of(2, {0, 1}));
  CHECK(letters_of(state) == "acde");
  CHECK(state.num_files == 4);
  CHECK(state.size_bytes == 4);
  CHECK(state.segments.size() == 2);
}

TEST_CASE("file_state: columns that are mostly dead are copied without their dead rows") {
  const auto half = columns_of("abcd"), few = columns_of("efghi");
  file_state state;
  state.seed = 9;
  append_segment(state, half, live_of(4, {1, 3}));
  append_segment(state, few, live_of(5, {1, 4}));
  CHECK(letters_of(state) == "bdfi");
  CHECK(state.segments[0].columns == half);
  CHECK(state.segments[1].columns->size() == 2);
}

TEST_CASE("file_state: sizes of a hostile log do not overflow") {
  constexpr std::int64_t most = (std::numeric_limits<std::int64_t>::max)();
  constexpr std::int64_t least = (std::numeric_limits<std::int64_t>::min)();
  file_state state;
  append_segment(state, columns_of("ab", most), live_of(2, {0, 1}));
  CHECK(state.size_bytes == most);
  file_state negative;
  append_segment(negative, columns_of("ab", least), live_of(2, {0, 1}));
  CHECK(negative.size_bytes == least);
}

TEST_CASE("file_state: sixteen small segments become one, in the same order and with the same totals") {
  for (int count : {1, 15, 16, 40}) {
    file_state state;
    state.seed = 9;
    std::string expected;
    for (int i = 0; i < count; ++i) {
      const char first = static_cast<char>('a' + i % 26);
      append_segment(state, columns_of({first, '-'}), live_of(2, {0}));
      expected += first;
    }
    const file_state before = state;
    merge_small_segments(state);
    CHECK(letters_of(state) == expected);
    CHECK(state.num_files == before.num_files);
    CHECK(state.size_bytes == before.size_bytes);
    CHECK(state.segments.size() == static_cast<std::size_t>(count < 16 ? count : count - 15));
    CHECK(letters_of(before) == expected);
  }
}

TEST_CASE("file_state: a large segment is left alone, and so is what lies behind it") {
  file_state state;
  state.seed = 9;
  const auto large = columns_of(std::string(3000, 'L'));
  live_rows all(3000);
  for (std::size_t row = 0; row < 3000; ++row) all.insert(row);
  for (int i = 0; i < 20; ++i) append_segment(state, columns_of("n"), live_of(1, {0}));
  append_segment(state, large, all);
  append_segment(state, columns_of("o"), live_of(1, {0}));
  merge_small_segments(state);
  REQUIRE(state.segments.size() == 7);
  CHECK(state.segments[5].columns == large);
  CHECK(letters_of(state) == std::string(20, 'n') + std::string(3000, 'L') + "o");
}

}  // namespace deltalake_file_state_test
