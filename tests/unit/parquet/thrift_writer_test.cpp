#include <deltalake/parquet/thrift_writer.hpp>

#include <doctest/doctest.h>

#include <array>
#include <bit>
#include <limits>
#include <random>
#include <string>

#include <deltalake/column/buffer.hpp>
#include <tests/support/thrift_writer.hpp>

namespace deltalake_thrift_writer_test {
namespace {

using deltalake::column::buffer;
using deltalake::parquet::thrift_field;
using deltalake::parquet::thrift_kind;
using deltalake::parquet::thrift_reader;
using deltalake::parquet::thrift_writer;
using deltalake_test::thrift_list;
using deltalake_test::thrift_struct;
using deltalake_test::thrift_text;
using deltalake_test::thrift_zigzag;

constexpr std::uint32_t longest = 1000;

// A struct of every kind of field and of lists, short and long.
template <class Output>
void write_everything(Output& into) {
  thrift_writer out(into);
  out.begin_struct();
  out.field(1, true);
  out.field(2, false);
  out.field(3, std::int8_t{-5});
  out.field(4, std::int16_t{-300});
  out.field(5, std::int32_t{70000});
  out.field(6, std::int64_t{-(std::int64_t{1} << 40)});
  out.field(7, 0.5);
  out.field(8, std::string_view("text"));
  out.begin_list(9, thrift_kind::int32, 20);
  for (std::int32_t i = 0; i < 20; ++i) out.element(i * 1000);
  out.begin_struct(12);
  out.field(1, std::string("inner"));
  out.field(30, false);
  out.end_struct();
  out.begin_list(13, thrift_kind::structure, 2);
  for (std::int64_t i = 0; i < 2; ++i) {
    out.begin_struct();
    out.field(2, i);
    out.end_struct();
  }
  out.begin_list(14, thrift_kind::list, 1);
  out.begin_list(thrift_kind::true_value, 2);
  out.element(true);
  out.element(false);
  out.field(100, std::optional<std::int32_t>(7));
  out.field(101, std::optional<std::int32_t>());
  out.field(102, std::string_view());
  out.field(3000, std::int16_t{1});
  out.field(50, std::int16_t{2});  // an id that falls
  out.begin_list(51, thrift_kind::binary, 0);
  out.end_struct();
}

std::string expected_everything() {
  thrift_list many(5);
  for (int i = 0; i < 20; ++i) many.add(thrift_zigzag(i * 1000));
  return thrift_struct()
      .boolean(1, true)
      .boolean(2, false)
      .int8(3, -5)
      .int16(4, -300)
      .int32(5, 70000)
      .int64(6, -(std::int64_t{1} << 40))
      .field(7, 7, std::string("\0\0\0\0\0\0\xE0\x3F", 8))
      .text(8, "text")
      .list(9, many)
      .structure(12, thrift_struct().text(1, "inner").boolean(30, false))
      .list(13, thrift_list(12).add(thrift_struct().int64(2, 0).bytes()).add(thrift_struct().int64(2, 1).bytes()))
      .list(14, thrift_list(9).add(thrift_list(1).add("\x01").add("\x02").bytes()))
      .int32(100, 7)
      .text(102, "")
      .int16(3000, 1)
      .int16(50, 2)
      .list(51, thrift_list(8))
      .bytes();
}

TEST_CASE("thrift_writer: every kind of value has the form of the compact protocol") {
  std::string text = "before";
  write_everything(text);
  CHECK(text == "before" + expected_everything());
  buffer bytes;
  write_everything(bytes);
  CHECK(bytes.view() == expected_everything());
}

TEST_CASE("thrift_writer: what it writes is skipped whole by the reader") {
  std::string text;
  write_everything(text);
  thrift_reader in(text, longest);
  for (thrift_field field; in.next(field);) in.skip(field);
  CHECK(in.good());
  CHECK(in.offset() == text.size());
}

// A struct with random ids and numbers, as it is written and as it is read.
struct numbers {
  std::int16_t ids[4] = {};
  bool flag = false;
  std::int32_t narrow = 0;
  std::int64_t wide = 0;
  std::string text;
};

std::string write(const numbers& from) {
  std::string made;
  thrift_writer out(made);
  out.begin_struct();
  out.field(from.ids[0], from.flag);
  out.field(from.ids[1], from.narrow);
  out.field(from.ids[2], from.wide);
  out.field(from.ids[3], from.text);
  out.end_struct();
  return made;
}

void check_read(std::string_view made, const numbers& expected) {
  thrift_reader in(made, longest);
  numbers found;
  thrift_field field;
  for (int i = 0; i < 4; ++i) {
    REQUIRE(in.next(field));
    CHECK(field.id == expected.ids[i]);
    if (i == 0) in.take(field, found.flag);
    if (i == 1) in.take(field, found.narrow);
    if (i == 2) in.take(field, found.wide);
    if (i == 3) in.take(field, found.text);
  }
  CHECK_FALSE(in.next(field));
  REQUIRE(in.good());
  CHECK(in.offset() == made.size());
  CHECK(found.flag == expected.flag);
  CHECK(found.narrow == expected.narrow);
  CHECK(found.wide == expected.wide);
  CHECK(found.text == expected.text);
}

TEST_CASE("thrift_writer: numbers, texts and ids of every size come back from the reader") {
  std::mt19937_64 random(7);
  for (int round = 0; round < 2000; ++round) {
    numbers one;
    for (std::int16_t& id : one.ids) {
      id = static_cast<std::int16_t>(random() % (round % 2 == 0 ? 40 : 32767) + 1);
    }
    one.flag = random() % 2 == 0;
    one.narrow = static_cast<std::int32_t>(static_cast<std::int64_t>(random()) >> (32 + random() % 32));
    one.wide = static_cast<std::int64_t>(random()) >> (random() % 64);
    one.text.assign(random() % 300, static_cast<char>(random()));
    check_read(write(one), one);
  }
  for (const std::int64_t value :
       {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
    numbers one;
    for (std::int16_t& id : one.ids) id = 32767;
    one.wide = value;
    one.narrow = value < 0 ? std::numeric_limits<std::int32_t>::min() : std::numeric_limits<std::int32_t>::max();
    check_read(write(one), one);
  }
}

}  // namespace
}  // namespace deltalake_thrift_writer_test
