#include <deltalake/column/buffer.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <type_traits>
#include <utility>

namespace deltalake_column_buffer_test {
namespace {

using deltalake::column::buffer;

static_assert(!std::is_copy_constructible_v<buffer>);
static_assert(std::is_nothrow_move_constructible_v<buffer>);
static_assert(std::is_nothrow_move_assignable_v<buffer>);

bool is_aligned(const buffer& one) { return reinterpret_cast<std::uintptr_t>(one.data()) % 64 == 0; }

}  // namespace

TEST_CASE("column buffer: it begins empty and without memory") {
  const buffer none;
  CHECK(none.empty());
  CHECK(none.size() == 0);
  CHECK(none.capacity() == 0);
  CHECK(none.data() == nullptr);
  CHECK(none.view().empty());
}

TEST_CASE("column buffer: it grows and keeps what it holds, aligned to 64 bytes") {
  buffer made;
  std::string expected;
  for (int i = 0; i < 2000; ++i) {
    const std::string piece(static_cast<std::size_t>(i % 37), static_cast<char>('a' + i % 26));
    made.append(piece.data(), piece.size());
    expected += piece;
    if (!made.empty()) CHECK(is_aligned(made));
    CHECK(made.capacity() >= made.size());
  }
  CHECK(made.view() == expected);
}

TEST_CASE("column buffer: values of a type are put behind each other") {
  buffer made;
  for (std::int64_t i = 0; i < 1000; ++i) made.push_back(i * i);
  CHECK(made.size() == 8000);
  CHECK(made.as<std::int64_t>()[999] == 998001);
  made.as<std::int64_t>()[0] = -1;
  CHECK(std::as_const(made).as<std::int64_t>()[0] == -1);
}

TEST_CASE("column buffer: the bytes behind its end may be written and read") {
  for (const std::size_t size : {1U, 63U, 64U, 191U, 192U, 193U, 256U, 257U, 4096U}) {
    buffer made;
    made.resize(size);
    std::memset(made.data(), 1, made.size() + buffer::slack);
    CHECK(made.data()[size + buffer::slack - 1] == 1);
    made.resize(made.capacity());
    std::memset(made.data(), 2, made.size() + buffer::slack);
    CHECK(made.data()[made.size() + buffer::slack - 1] == 2);
  }
}

TEST_CASE("column buffer: extending gives the place of the new bytes") {
  buffer made;
  made.append("abc", 3);
  std::uint8_t* const place = made.extend(500);
  CHECK(place == made.data() + 3);
  CHECK(made.size() == 503);
  std::memset(place, 'x', 500);
  CHECK(made.view().substr(0, 5) == "abcxx");
  CHECK(made.extend(0) == made.data() + 503);
  made.append(nullptr, 0);
  CHECK(made.size() == 503);
}

TEST_CASE("column buffer: emptying it keeps its memory") {
  buffer made;
  made.resize(1000);
  const std::uint8_t* const memory = made.data();
  const std::size_t room = made.capacity();
  made.clear();
  CHECK(made.empty());
  made.resize(room);
  CHECK(made.data() == memory);
}

TEST_CASE("column buffer: reserving gives memory even for nothing") {
  buffer made;
  made.reserve(0);
  CHECK(made.data() != nullptr);
  CHECK(made.empty());
  made.reserve(100'000);
  CHECK(made.capacity() >= 100'000);
}

TEST_CASE("column buffer: what is moved away leaves nothing behind") {
  buffer first;
  first.append("abc", 3);
  buffer second(std::move(first));
  CHECK(second.view() == "abc");
  CHECK(first.empty());
  CHECK(first.capacity() == 0);
  first.append("xy", 2);
  second = std::move(first);
  CHECK(second.view() == "xy");
  CHECK(first.empty());
  first.resize(10);
  CHECK(first.size() == 10);
}

}  // namespace deltalake_column_buffer_test
