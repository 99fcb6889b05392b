#include <deltalake/base/bytes.hpp>

#include <doctest/doctest.h>

#include <cstring>
#include <limits>
#include <string>
#include <utility>

namespace deltalake_bytes_test {
namespace {

using deltalake::bytes;

// The sum of the bytes behind the end that may be read.
int read_slack(const bytes& content) {
  int sum = 0;
  for (std::size_t i = 0; i < bytes::slack; ++i) sum += static_cast<unsigned char>(content.data()[content.size() + i]);
  return sum;
}

TEST_CASE("bytes: without content they are empty and have no buffer") {
  const bytes none;
  CHECK(none.empty());
  CHECK(none.size() == 0);
  CHECK(none.view().empty());
  CHECK(none == bytes::copy_of(""));
  CHECK(none.slice(0, 5).empty());
}

TEST_CASE("bytes: the slack behind the end is readable and zero at first") {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{63}, std::size_t{64}, std::size_t{1000}}) {
    CHECK(read_slack(bytes::uninitialized(size)) == 0);
    CHECK(read_slack(bytes::copy_of(std::string(size, 'x'))) == 0);
  }
}

TEST_CASE("bytes: copies share the buffer and outlive the first owner") {
  bytes first = bytes::copy_of("hello");
  const bytes second = first;
  CHECK(second.data() == first.data());
  first = bytes();
  CHECK(second.view() == "hello");
}

TEST_CASE("bytes: the producer writes through mutable_data") {
  bytes made = bytes::uninitialized(3);
  std::memcpy(made.mutable_data(), "abc", 3);
  CHECK(made.view() == "abc");
  bytes tail = made.slice(1, 2);
  tail.mutable_data()[0] = 'X';
  CHECK(made.view() == "aXc");
}

TEST_CASE("bytes: truncate shortens, never grows, and leaves the slack readable") {
  bytes made = bytes::copy_of("hello world");
  made.truncate(5);
  CHECK(made.view() == "hello");
  made.truncate(100);
  CHECK(made.view() == "hello");
  CHECK(read_slack(made) > 0);
  made.truncate(0);
  CHECK(made.empty());
}

TEST_CASE("bytes: a slice is cut to what is there") {
  const bytes made = bytes::copy_of("0123456789");
  CHECK(made.slice(2, 3).view() == "234");
  CHECK(made.slice(8, 5).view() == "89");
  CHECK(made.slice(10, 1).empty());
  CHECK(made.slice(11, 1).empty());
  constexpr std::size_t most = (std::numeric_limits<std::size_t>::max)();
  CHECK(made.slice(most, most).empty());
  CHECK(made.slice(1, most).view() == "123456789");
  CHECK(made.slice(2, 6).slice(1, 2).view() == "34");
  read_slack(made.slice(8, 2));
}

TEST_CASE("bytes: equality is of content") {
  CHECK(bytes::copy_of("ab") == bytes::copy_of("xaby").slice(1, 2));
  CHECK_FALSE(bytes::copy_of("ab") == bytes::copy_of("abc"));
  const std::string with_nul("a\0b", 3);
  CHECK(bytes::copy_of(with_nul).view() == with_nul);
}

}  // namespace
}  // namespace deltalake_bytes_test
