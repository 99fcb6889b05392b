#include <deltalake/parquet/thrift_compact.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstring>
#include <limits>
#include <memory>
#include <vector>

#include <tests/support/thrift_writer.hpp>

namespace deltalake_thrift_compact_test {
namespace {

using deltalake::errc;
using deltalake::parquet::thrift_fault;
using deltalake::parquet::thrift_field;
using deltalake::parquet::thrift_kind;
using deltalake::parquet::thrift_reader;
using deltalake_test::thrift_list;
using deltalake_test::thrift_struct;
using deltalake_test::thrift_text;
using deltalake_test::thrift_varint;
using deltalake_test::thrift_zigzag;

constexpr std::uint32_t longest = 1000;

// Reads one field of `bytes` into a value of type T.
template <class T>
T read_one(const std::string& bytes) {
  thrift_reader in(bytes, longest);
  thrift_field field;
  REQUIRE(in.next(field));
  T value{};
  in.take(field, value);
  CHECK_FALSE(in.next(field));
  REQUIRE(in.good());
  CHECK(in.offset() == bytes.size());
  return value;
}

// How skipping all fields of a struct ends.
thrift_fault fault_of_skipping(std::string_view bytes) {
  // A block of its own, so that a sanitizer sees a read past the end.
  const std::unique_ptr<char[]> copy(new char[bytes.size()]);
  if (!bytes.empty()) std::memcpy(copy.get(), bytes.data(), bytes.size());
  thrift_reader in({copy.get(), bytes.size()}, longest);
  for (thrift_field field; in.next(field);) in.skip(field);
  return in.fault();
}

// A struct with a value of every kind, and collections of them.
std::string everything() {
  const thrift_struct inner = thrift_struct().boolean(1, true).text(2, "inner").boolean(30, false);
  thrift_list many(5);
  for (int i = 0; i < 20; ++i) many.add(thrift_zigzag(i * 1000));
  const std::string double_bytes(8, '\x7F'), uuid_bytes(16, '\x42');
  return thrift_struct()
      .boolean(1, true)
      .boolean(2, false)
      .int8(3, -5)
      .int16(4, -300)
      .int32(5, 70000)
      .int64(6, -(std::int64_t{1} << 40))
      .field(7, 7, double_bytes)
      .text(8, "text")
      .list(9, many)
      .field(10, 10, thrift_list(1).add("\x01").add("\x02").bytes())  // set of booleans
      .field(11, 11, thrift_varint(2) + "\x8C" + thrift_text("a") + inner.bytes() + thrift_text("b") + inner.bytes())
      .field(12, 11, thrift_varint(0))  // empty map
      .field(13, 13, uuid_bytes)
      .list(14, thrift_list(9).add(thrift_list(12).add(inner.bytes()).bytes()))
      .structure(200, inner)
      .bytes();
}

TEST_CASE("thrift_compact: numbers of every width") {
  for (const std::int64_t value :
       {std::int64_t{0}, std::int64_t{-1}, std::int64_t{63}, std::int64_t{64}, std::int64_t{-65},
        (std::numeric_limits<std::int64_t>::max)(), (std::numeric_limits<std::int64_t>::min)()}) {
    CHECK(read_one<std::int64_t>(thrift_struct().int64(1, value).bytes()) == value);
  }
  CHECK(read_one<std::int32_t>(thrift_struct().int32(1, 2147483647).bytes()) == 2147483647);
  CHECK(read_one<std::int32_t>(thrift_struct().int32(1, -2147483648LL).bytes()) == -2147483647 - 1);
  CHECK(read_one<std::int16_t>(thrift_struct().int16(1, -32768).bytes()) == -32768);
  CHECK(read_one<std::int8_t>(thrift_struct().int8(1, -128).bytes()) == -128);
  CHECK(read_one<bool>(thrift_struct().boolean(1, true).bytes()));
  CHECK_FALSE(read_one<bool>(thrift_struct().boolean(1, false).bytes()));
  CHECK(read_one<std::string>(thrift_struct().text(1, "text").bytes()) == "text");
  CHECK(read_one<std::optional<std::string>>(thrift_struct().text(1, "").bytes()) == "");
}

TEST_CASE("thrift_compact: a number that does not fit its field is refused") {
  const std::string large = thrift_struct().int32(1, std::int64_t{1} << 31).bytes();
  thrift_reader in(large, longest);
  thrift_field field;
  REQUIRE(in.next(field));
  std::int32_t value = 7;
  in.take(field, value);
  CHECK(in.fault() == thrift_fault::invalid);
  CHECK(in.failure().code == errc::invalid_parquet);
}

TEST_CASE("thrift_compact: a number of ten bytes ends in a bit") {
  const std::string nine(9, '\xFF');
  CHECK(read_one<std::int64_t>("\x16" + nine + std::string("\x01\x00", 2)) ==
        (std::numeric_limits<std::int64_t>::min)());
  CHECK(fault_of_skipping("\x16" + nine + std::string("\x02\x00", 2)) == thrift_fault::invalid);
  CHECK(fault_of_skipping("\x16" + nine + "\xFF") == thrift_fault::invalid);
  CHECK(fault_of_skipping("\x16" + nine) == thrift_fault::truncated);
}

TEST_CASE("thrift_compact: field numbers are steps, or written out") {
  const std::string bytes =
      thrift_struct().boolean(1, true).boolean(16, true).boolean(300, true).boolean(2, true).boolean(-7, true).bytes();
  thrift_reader in(bytes, longest);
  std::vector<int> ids;
  for (thrift_field field; in.next(field);) ids.push_back(field.id);
  CHECK(in.good());
  CHECK(ids == std::vector<int>{1, 16, 300, 2, -7});
  CHECK(fault_of_skipping(thrift_struct().boolean(32767, true).boolean(32768, true).bytes()) == thrift_fault::invalid);
  CHECK(fault_of_skipping(thrift_struct().boolean(40000, true).bytes()) == thrift_fault::invalid);
}

TEST_CASE("thrift_compact: kinds that do not exist are refused") {
  CHECK(fault_of_skipping("\x1E") == thrift_fault::invalid);
  CHECK(fault_of_skipping("\x1F") == thrift_fault::invalid);
  CHECK(fault_of_skipping("\x10") == thrift_fault::invalid);  // an end that has a number
  CHECK(fault_of_skipping(thrift_struct().list(1, thrift_list(14).add("x")).bytes()) == thrift_fault::invalid);
  CHECK(fault_of_skipping(thrift_struct().list(1, thrift_list(0).add("x")).bytes()) == thrift_fault::invalid);
}

TEST_CASE("thrift_compact: a field of another kind than asked for is skipped") {
  const std::string bytes = thrift_struct().text(1, "not a number").int32(2, 5).bytes();
  thrift_reader in(bytes, longest);
  thrift_field field;
  REQUIRE(in.next(field));
  std::optional<std::int32_t> value;
  in.take(field, value);
  CHECK_FALSE(value);
  CHECK(field.kind == thrift_kind::stop);
  REQUIRE(in.next(field));
  CHECK(field.id == 2);
  CHECK_FALSE(in.enter(field));
  CHECK_FALSE(in.next(field));
  CHECK(in.good());
}

TEST_CASE("thrift_compact: texts are bounded by what is left and by the limit") {
  CHECK(fault_of_skipping("\x18\x05"
                          "four") == thrift_fault::truncated);
  CHECK(fault_of_skipping("\x18" + thrift_varint(longest + 1)) == thrift_fault::too_large);
  CHECK(fault_of_skipping("\x18" + thrift_varint(~std::uint64_t{0})) == thrift_fault::too_large);
  const std::string bytes = "\x18" + thrift_varint(longest + 1);
  thrift_reader in(bytes, longest);
  thrift_field field;
  REQUIRE(in.next(field));
  std::string_view text;
  in.take(field, text);
  CHECK(text.empty());
  CHECK(in.failure().code == errc::value_too_large);
}

TEST_CASE("thrift_compact: lists tell how many elements come") {
  thrift_list many(8);
  for (int i = 0; i < 20; ++i) many.add(thrift_text(std::to_string(i)));
  const std::string bytes = thrift_struct()
                                .list(1, many)
                                .list(2, thrift_list(6).add(thrift_zigzag(-9)))
                                .list(3, thrift_list(2).add("\x01").add("\x02").add(std::string_view("\0", 1)))
                                .list(4, thrift_list(0))
                                .bytes();
  thrift_reader in(bytes, longest);
  thrift_field field;
  REQUIRE(in.next(field));
  REQUIRE(in.enter_list(field, thrift_kind::binary) == 20);
  for (int i = 0; i < 20; ++i) CHECK(in.next_text() == std::to_string(i));
  REQUIRE(in.next(field));
  REQUIRE(in.enter_list(field, thrift_kind::int64) == 1);
  CHECK(in.next_int64() == -9);
  REQUIRE(in.next(field));
  REQUIRE(in.enter_list(field, thrift_kind::true_value) == 3);
  CHECK(in.next_bool());
  CHECK_FALSE(in.next_bool());
  CHECK_FALSE(in.next_bool());
  REQUIRE(in.next(field));
  CHECK(in.enter_list(field, thrift_kind::structure) == 0);  // an empty list has no kind worth looking at
  CHECK_FALSE(in.next(field));
  CHECK(in.good());
}

TEST_CASE("thrift_compact: a count above what the bytes can hold makes no room") {
  const auto enter = [](const std::string& bytes, thrift_kind kind, std::size_t least_bytes) {
    thrift_reader in(bytes, longest);
    thrift_field field;
    REQUIRE(in.next(field));
    CHECK(in.enter_list(field, kind, least_bytes) == 0);
    return in.fault();
  };
  const std::string hundred = "\x19\xF8" + thrift_varint(100) + std::string(100, '\0');
  CHECK(enter(hundred, thrift_kind::binary, 2) == thrift_fault::truncated);
  CHECK(enter("\x19\xF8" + thrift_varint(101) + std::string(100, '\0'), thrift_kind::binary, 1) ==
        thrift_fault::truncated);
  CHECK(enter("\x19\xF8" + thrift_varint(std::uint64_t{1} << 31), thrift_kind::binary, 1) == thrift_fault::invalid);
  CHECK(enter("\x19\xF8" + thrift_varint(~std::uint64_t{0}), thrift_kind::binary, 1) == thrift_fault::invalid);
  CHECK(enter(hundred, thrift_kind::int32, 1) == thrift_fault::invalid);
}

TEST_CASE("thrift_compact: everything can be skipped, and every cut is seen as one") {
  const std::string bytes = everything();
  CHECK(fault_of_skipping(bytes) == thrift_fault::none);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CAPTURE(size);
    CHECK(fault_of_skipping(std::string_view(bytes).substr(0, size)) == thrift_fault::truncated);
  }
}

TEST_CASE("thrift_compact: no flipped bit leads outside of the bytes") {
  const std::string bytes = everything();
  int refused = 0;
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string flipped = bytes;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    if (fault_of_skipping(flipped) != thrift_fault::none) ++refused;
  }
  CHECK(refused > 0);
}

TEST_CASE("thrift_compact: what is skipped may be nested, up to a depth") {
  const auto nested = [](int depth) {
    thrift_struct made;
    for (int i = 0; i < depth; ++i) made = thrift_struct().structure(1, made);
    return made.bytes();
  };
  CHECK(fault_of_skipping(nested(60)) == thrift_fault::none);
  CHECK(fault_of_skipping(nested(100)) == thrift_fault::too_large);
  CHECK(fault_of_skipping(std::string(100'000, '\x1C')) == thrift_fault::too_large);
  CHECK(fault_of_skipping("\x19" + std::string(100'000, '\x19')) == thrift_fault::too_large);
  CHECK(fault_of_skipping("\x1B" + std::string(100'000, '\x33')) != thrift_fault::none);
}

TEST_CASE("thrift_compact: the first fault stays") {
  const std::string bytes = thrift_struct().text(1, "x").bytes();
  thrift_reader in(bytes, longest);
  in.fail(thrift_fault::invalid, "first");
  in.fail(thrift_fault::too_large, "second");
  thrift_field field;
  CHECK_FALSE(in.next(field));
  CHECK(in.next_int64() == 0);
  CHECK(in.next_text().empty());
  CHECK(in.left() == 0);
  CHECK(in.fault() == thrift_fault::invalid);
  CHECK(in.failure().detail == "first, at byte 0");
}

TEST_CASE("thrift_compact: no bytes are a cut") {
  thrift_reader in({}, longest);
  thrift_field field;
  CHECK_FALSE(in.next(field));
  CHECK(in.fault() == thrift_fault::truncated);
}

}  // namespace
}  // namespace deltalake_thrift_compact_test
