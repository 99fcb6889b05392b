#include <deltalake/parquet/page_decoder.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <tests/support/parquet_writer.hpp>

namespace deltalake_page_decoder_test {
namespace {

namespace parquet = deltalake::parquet;
using deltalake::errc;
using deltalake_test::little_endian;
using deltalake_test::rle_hybrid;
using deltalake_test::thrift_varint;
using deltalake_test::thrift_zigzag;
using parquet::encoding;
using parquet::physical_type;

parquet::leaf_column leaf_of(physical_type type, std::uint8_t definition = 0, std::uint8_t repetition = 0,
                             std::int32_t length = 0) {
  parquet::leaf_column made;
  made.physical = type;
  made.max_definition = definition;
  made.max_repetition = repetition;
  made.type_length = length;
  return made;
}
parquet::page_header header_of(encoding how, std::uint32_t num_values) {
  parquet::page_header made;
  made.type = parquet::page_type::data_v2;
  made.encoding = how;
  made.num_values = num_values;
  return made;
}

// A page whose parts are kept where they may be read past their ends.
class test_page {
 public:
  test_page(parquet::leaf_column leaf, encoding how, std::uint32_t num_values, const std::string& values,
            const std::string& definition = {}, const std::string& repetition = {})
      : leaf_(std::move(leaf)), header_(header_of(how, num_values)),
        sizes_{repetition.size(), definition.size(), values.size()},
        bytes_{repetition + slack(), definition + slack(), values + slack()} {}

  deltalake::result<void> open(const parquet::dictionary* words = nullptr) {
    return decoder.open(leaf_, header_, {part(0), part(1), part(2)}, words);
  }
  parquet::page_decoder decoder;
  parquet::leaf_values got;

  deltalake::result<void> read(std::int64_t rows, std::uint32_t levels_max = 1'000'000) {
    parquet::limits most;
    most.batch_levels = levels_max;
    return decoder.read({rows}, most, got);
  }
  deltalake::result<void> read_within(std::uint64_t bytes, std::int64_t rows = 1'000, parquet::limits most = {}) {
    return decoder.read({rows, bytes}, most, got);
  }

 private:
  static std::string slack() { return std::string(64, '\xEE'); }
  std::string_view part(std::size_t i) const { return std::string_view(bytes_[i]).substr(0, sizes_[i]); }

  parquet::leaf_column leaf_;
  parquet::page_header header_;
  std::size_t sizes_[3];
  std::string bytes_[3];
};

template <class T>
std::string bytes_of(const std::vector<T>& values) {
  std::string made;
  for (const T& value : values) made += little_endian(value);
  return made;
}

// DELTA_BINARY_PACKED of numbers that rise by the same step: one block of four miniblocks without bits.
std::string ramp(std::int64_t first, std::int64_t step, std::size_t count) {
  const std::string head = thrift_varint(128) + thrift_varint(4) + thrift_varint(count) + thrift_zigzag(first);
  return count < 2 ? head : head + thrift_zigzag(step) + std::string(4, '\0');
}

TEST_CASE("page_decoder: each encoding goes with the physical types that it is made for") {
  constexpr encoding encodings[] = {encoding::plain,
                                    encoding::rle,
                                    encoding::bit_packed,
                                    encoding::delta_binary_packed,
                                    encoding::delta_length_byte_array,
                                    encoding::delta_byte_array,
                                    encoding::byte_stream_split,
                                    encoding::unknown};
  const auto allowed = [](encoding how, physical_type type) {
    switch (how) {
      case encoding::plain: return true;
      case encoding::rle: return type == physical_type::boolean;
      case encoding::delta_binary_packed: return type == physical_type::int32 || type == physical_type::int64;
      case encoding::delta_length_byte_array: return type == physical_type::byte_array;
      case encoding::delta_byte_array:
        return type == physical_type::byte_array || type == physical_type::fixed_len_byte_array;
      case encoding::byte_stream_split:
        return type != physical_type::boolean && type != physical_type::byte_array && type != physical_type::int96;
      default: return false;
    }
  };
  for (const encoding how : encodings) {
    for (int number = 0; number < 8; ++number) {
      const auto type = static_cast<physical_type>(number);
      CAPTURE(static_cast<int>(how));
      CAPTURE(number);
      test_page page(leaf_of(type, 0, 0, 4), how, 1, ramp(0, 0, 1) + ramp(0, 0, 1));
      const auto opened = page.open();
      CHECK(opened.has_value() == allowed(how, type));
      if (!opened) CHECK(opened.error().code == errc::unsupported_parquet);
    }
  }
}

TEST_CASE("page_decoder: plain numbers, some rows at a time") {
  test_page page(leaf_of(physical_type::int64), encoding::plain, 5, bytes_of<std::int64_t>({1, -2, 3, 4, 5}));
  REQUIRE(page.open().has_value());
  REQUIRE(page.read(2).has_value());
  CHECK(page.got.rows == 2);
  CHECK(page.decoder.left() == 3);
  CHECK(page.got.fixed.view() == bytes_of<std::int64_t>({1, -2}));
  REQUIRE(page.read(2).has_value());  // there are two already
  CHECK(page.got.values == 2);
  REQUIRE(page.read(100).has_value());
  CHECK(page.got.rows == 5);
  CHECK(page.got.levels == 5);
  CHECK(page.got.values == 5);
  CHECK(page.decoder.left() == 0);
  CHECK(page.got.fixed.view() == bytes_of<std::int64_t>({1, -2, 3, 4, 5}));
  CHECK(page.got.definition_levels.empty());
}

TEST_CASE("page_decoder: nulls have levels and no values") {
  const std::string definition = rle_hybrid({1, 0, 1, 0, 0, 1}, 1);
  test_page page(leaf_of(physical_type::int32, 1), encoding::plain, 6, bytes_of<std::int32_t>({7, 8, 9}), definition);
  REQUIRE(page.open().has_value());
  REQUIRE(page.read(2).has_value());
  CHECK(page.got.values == 1);
  REQUIRE(page.read(6).has_value());
  CHECK(page.got.values == 3);
  CHECK(page.got.levels == 6);
  CHECK(page.got.definition_levels.view() == std::string_view("\1\0\1\0\0\1", 6));
  CHECK(page.got.fixed.view() == bytes_of<std::int32_t>({7, 8, 9}));
}

TEST_CASE("page_decoder: rows of lists end where the next one begins") {
  // [1, 2], [], [3], [4, 5, 6]
  const std::string repetition = rle_hybrid({0, 1, 0, 0, 0, 1, 1}, 1);
  const std::string definition = rle_hybrid({1, 1, 0, 1, 1, 1, 1}, 1);
  test_page page(leaf_of(physical_type::int32, 1, 1), encoding::plain, 7, bytes_of<std::int32_t>({1, 2, 3, 4, 5, 6}),
                 definition, repetition);
  REQUIRE(page.open().has_value());
  REQUIRE(page.read(1).has_value());
  CHECK(page.got.levels == 2);
  REQUIRE(page.read(3).has_value());
  CHECK(page.got.levels == 4);
  CHECK(page.got.values == 3);
  REQUIRE(page.read(4).has_value());
  CHECK(page.got.rows == 4);
  CHECK(page.got.levels == 7);
  CHECK(page.got.repetition_levels.view() == std::string_view("\0\1\0\0\0\1\1", 7));
  CHECK(page.decoder.left() == 0);
}

TEST_CASE("page_decoder: a batch begins with a row") {
  test_page page(leaf_of(physical_type::int32, 1, 1), encoding::plain, 2, bytes_of<std::int32_t>({1, 2}),
                 rle_hybrid({1, 1}, 1), rle_hybrid({1, 0}, 1));
  REQUIRE(page.open().has_value());
  const auto read = page.read(10);
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error().code == errc::invalid_parquet);
  CHECK(read.error().detail == "a column that does not begin with a row");
}

TEST_CASE("page_decoder: a page may go on with a row that the page before it began") {
  test_page page(leaf_of(physical_type::int32, 1, 1), encoding::plain, 2, bytes_of<std::int32_t>({1, 2}),
                 rle_hybrid({1, 1}, 1), rle_hybrid({1, 0}, 1));
  REQUIRE(page.open().has_value());
  page.got.rows = page.got.levels = 1;
  REQUIRE(page.read(1).has_value());
  CHECK(page.got.levels == 2);
  CHECK(page.decoder.left() == 1);
}

TEST_CASE("page_decoder: no more levels than the limit") {
  std::vector<std::uint32_t> one_row(100, 1);
  one_row.front() = 0;
  test_page page(leaf_of(physical_type::int32, 1, 1), encoding::plain, 100, bytes_of(std::vector<std::int32_t>(100)),
                 rle_hybrid(std::vector<std::uint32_t>(100, 1), 1), rle_hybrid(one_row, 1));
  REQUIRE(page.open().has_value());
  const auto read = page.read(1, 99);
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error().code == errc::value_too_large);
}

// Texts of three bytes, in each encoding that texts have; with a null behind each second one if there are nulls.
struct text_page {
  encoding how;
  std::string values, definition;
  std::uint32_t num_values = 0;
};
std::vector<text_page> text_pages(std::uint32_t count, bool nulls, const parquet::dictionary& words) {
  std::string plain, bytes, fronts;
  std::vector<std::uint32_t> indexes, levels;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::string text(words[i % words.size()]);
    plain += little_endian(std::uint32_t{3}) + text;
    bytes += text;
    indexes.push_back(i % static_cast<std::uint32_t>(words.size()));
    levels.push_back(1);
    if (nulls && i % 2 == 1) levels.push_back(0);
  }
  const std::string definition = nulls ? rle_hybrid(levels, 1) : std::string();
  const auto levels_count = static_cast<std::uint32_t>(levels.size());
  return {{encoding::plain, plain, definition, levels_count},
          {encoding::rle_dictionary, "\2" + rle_hybrid(indexes, 2), definition, levels_count},
          {encoding::delta_length_byte_array, ramp(3, 0, count) + bytes, definition, levels_count},
          {encoding::delta_byte_array, ramp(0, 0, count) + ramp(3, 0, count) + bytes, definition, levels_count}};
}
parquet::dictionary three_words() {
  deltalake::column::buffer plain;
  const std::string content = deltalake_test::plain_values(physical_type::byte_array, {"one", "two", "six"});
  plain.append(content.data(), content.size());
  return parquet::dictionary::make(physical_type::byte_array, 0, 3, std::move(plain)).value();
}

TEST_CASE("page_decoder: texts end before the one that is beyond the bound in bytes") {
  const parquet::dictionary words = three_words();
  for (const bool nulls : {false, true}) {
    const parquet::leaf_column leaf = leaf_of(physical_type::byte_array, nulls ? 1 : 0);
    for (const text_page& from : text_pages(40, nulls, words)) {
      CAPTURE(static_cast<int>(from.how));
      for (const std::uint64_t bound : {0, 1, 20, 21, 50, 100, 1'000}) {
        CAPTURE(bound);
        test_page page(leaf, from.how, from.num_values, from.values, from.definition);
        REQUIRE(page.open(&words).has_value());
        std::string all;
        std::int64_t rows = 0;
        while (page.decoder.left() != 0) {
          page.got.clear();
          REQUIRE(page.read_within(bound).has_value());
          REQUIRE(page.got.rows > 0);
          REQUIRE(page.got.rows == page.got.levels);
          CHECK_FALSE(page.got.row_open);
          CHECK((page.got.rows == 1 || parquet::decoded_bytes(leaf, page.got) <= bound));
          if (nulls) {
            REQUIRE(page.got.definition_levels.size() == static_cast<std::size_t>(page.got.levels));
            const std::uint8_t* const levels = page.got.definition_levels.data();
            CHECK(std::count(levels, levels + page.got.levels, 1) == page.got.values);
          }
          // Not much is left of the bound: half of what slots would take.
          if (page.decoder.left() != 0 && bound >= 100) CHECK(parquet::decoded_bytes(leaf, page.got) >= bound - 20);
          all += page.got.bytes.view();
          rows += page.got.rows;
        }
        CHECK(rows == from.num_values);
        std::string wanted;
        for (std::uint32_t i = 0; i < 40; ++i) wanted += words[i % 3];
        CHECK(all == wanted);
      }
    }
  }
}

// The values of rows [skipped, rows) when those before are passed over `step` at a time, and when they are read.
void check_skip(const parquet::leaf_column& leaf, const text_page& from, const parquet::dictionary* words,
                std::int64_t step) {
  for (std::int64_t skipped = 0; skipped <= from.num_values; skipped += 1 + skipped / 3) {
    CAPTURE(skipped);
    test_page page(leaf, from.how, from.num_values, from.values, from.definition);
    test_page all(leaf, from.how, from.num_values, from.values, from.definition);
    REQUIRE(page.open(words).has_value());
    REQUIRE(all.open(words).has_value());
    for (std::int64_t done = 0; done < skipped;) {
      const std::int64_t some = (std::min)(step, skipped - done);
      const auto passed = page.decoder.skip(some, false);
      REQUIRE(passed.has_value());
      REQUIRE(*passed == some);
      done += some;
    }
    REQUIRE(page.decoder.left() == from.num_values - skipped);
    REQUIRE(page.read(1'000'000).has_value());
    REQUIRE(all.read(1'000'000).has_value());
    const auto values = static_cast<std::size_t>(page.got.values), before = static_cast<std::size_t>(all.got.values);
    REQUIRE(page.got.rows == from.num_values - skipped);
    CHECK(page.got.definition_levels.view() ==
          all.got.definition_levels.view().substr(leaf.max_definition == 0 ? 0 : static_cast<std::size_t>(skipped)));
    CHECK(page.got.bytes.view() == all.got.bytes.view().substr(all.got.bytes.size() - page.got.bytes.size()));
    if (leaf.physical == physical_type::byte_array) {
      CHECK(page.got.bytes.size() == 3 * values);
    } else if (leaf.physical == physical_type::boolean) {
      for (std::size_t i = 0; i < values; ++i) {
        const std::size_t there = before - values + i;
        CHECK((page.got.fixed.data()[i / 8] >> (i % 8) & 1) == (all.got.fixed.data()[there / 8] >> (there % 8) & 1));
      }
    } else {
      const std::size_t width = all.got.fixed.size() / before;
      CHECK(page.got.fixed.view() == all.got.fixed.view().substr((before - values) * width));
    }
  }
}

TEST_CASE("page_decoder: rows that are passed over leave those behind them as they are, in each encoding") {
  const parquet::dictionary words = three_words();
  for (const std::int64_t step : {1, 7, 1'000}) {
    CAPTURE(step);
    for (const bool nulls : {false, true}) {
      for (const text_page& from : text_pages(40, nulls, words)) {
        CAPTURE(static_cast<int>(from.how));
        check_skip(leaf_of(physical_type::byte_array, nulls ? 1 : 0), from, &words, step);
      }
    }
    std::vector<std::int32_t> ints;
    std::vector<std::int64_t> longs;
    std::vector<std::uint32_t> indexes, bits;
    std::string split, fives;
    for (std::int32_t i = 0; i < 50; ++i) {
      ints.push_back(i * i);
      longs.push_back(std::int64_t{i} << 33);
      indexes.push_back(static_cast<std::uint32_t>(i * i % 4));
      bits.push_back(i % 3 == 0 ? 1 : 0);
      fives += std::string(5, static_cast<char>('a' + i % 26));
    }
    for (int byte = 0; byte < 4; ++byte) {
      for (const std::int32_t value : ints) split += little_endian(value)[static_cast<std::size_t>(byte)];
    }
    deltalake::column::buffer four;
    for (const std::int32_t value : {10, 20, 30, 40}) four.push_back(value);
    const auto numbers = parquet::dictionary::make(physical_type::int32, 0, 4, std::move(four));
    REQUIRE(numbers.has_value());
    const auto page = [](encoding how, std::string values) { return text_page{how, std::move(values), {}, 50}; };
    check_skip(leaf_of(physical_type::int32), page(encoding::plain, bytes_of(ints)), nullptr, step);
    check_skip(leaf_of(physical_type::int64), page(encoding::plain, bytes_of(longs)), nullptr, step);
    check_skip(leaf_of(physical_type::int32), page(encoding::byte_stream_split, split), nullptr, step);
    check_skip(leaf_of(physical_type::int32), page(encoding::delta_binary_packed, ramp(-4, 3, 50)), nullptr, step);
    check_skip(leaf_of(physical_type::int64), page(encoding::delta_binary_packed, ramp(-4, 3, 50)), nullptr, step);
    check_skip(leaf_of(physical_type::int32), page(encoding::rle_dictionary, "\2" + rle_hybrid(indexes, 2)), &*numbers,
               step);
    check_skip(leaf_of(physical_type::fixed_len_byte_array, 0, 0, 5), page(encoding::plain, fives), nullptr, step);
    check_skip(leaf_of(physical_type::fixed_len_byte_array, 0, 0, 5),
               page(encoding::delta_byte_array, ramp(0, 0, 50) + ramp(5, 0, 50) + fives), nullptr, step);
    const std::string runs = rle_hybrid(bits, 1);
    check_skip(leaf_of(physical_type::boolean),
               page(encoding::rle, little_endian(static_cast<std::uint32_t>(runs.size())) + runs), nullptr, step);
    check_skip(leaf_of(physical_type::boolean), page(encoding::plain, std::string("\x55\x33\x0F\x99\x12\xFE\x01", 7)),
               nullptr, step);
  }
}

TEST_CASE("page_decoder: lists are passed over to where the next row begins") {
  // ... , 1], [2, 3], [], [4], [5, 6, 7]
  const std::string repetition = rle_hybrid({1, 0, 1, 0, 0, 0, 1, 1}, 1);
  const std::string definition = rle_hybrid({1, 1, 1, 0, 1, 1, 1, 1}, 1);
  const std::string values = bytes_of<std::int32_t>({1, 2, 3, 4, 5, 6, 7});
  const auto after = [&](std::int64_t rows) {
    test_page page(leaf_of(physical_type::int32, 1, 1), encoding::plain, 8, values, definition, repetition);
    REQUIRE(page.open().has_value());
    const auto passed = page.decoder.skip(rows, true);
    REQUIRE(passed.has_value());
    CHECK(*passed == (std::min)(rows, std::int64_t{4}));
    REQUIRE(page.read(100).has_value());
    return std::string(page.got.fixed.view());
  };
  CHECK(after(0) == bytes_of<std::int32_t>({2, 3, 4, 5, 6, 7}));
  CHECK(after(1) == bytes_of<std::int32_t>({4, 5, 6, 7}));
  CHECK(after(2) == bytes_of<std::int32_t>({4, 5, 6, 7}));
  CHECK(after(3) == bytes_of<std::int32_t>({5, 6, 7}));
  CHECK(after(4).empty());
  CHECK(after(9).empty());
  test_page page(leaf_of(physical_type::int32, 1, 1), encoding::plain, 8, values, definition, repetition);
  REQUIRE(page.open().has_value());
  const auto wrong = page.decoder.skip(1, false);
  REQUIRE_FALSE(wrong.has_value());
  CHECK(wrong.error().detail == "a column that does not begin with a row");
}

TEST_CASE("page_decoder: values that are not there cannot be passed over") {
  const auto fails = [](physical_type type, encoding how, const std::string& values, std::int64_t rows) {
    test_page page(leaf_of(type, 0, 0, 4), how, 10, values);
    REQUIRE(page.open().has_value());
    const auto passed = page.decoder.skip(rows, false);
    if (!passed) return passed.error().code == errc::invalid_parquet;
    const auto read = page.read(10);
    return !read.has_value() && read.error().code == errc::invalid_parquet;
  };
  CHECK(fails(physical_type::int32, encoding::plain, std::string(8, '\0'), 3));
  CHECK(fails(physical_type::byte_array, encoding::plain, std::string(8, '\0'), 3));
  CHECK(fails(physical_type::boolean, encoding::plain, std::string(1, '\0'), 9));
  CHECK(fails(physical_type::boolean, encoding::rle, little_endian(2) + rle_hybrid({1, 1, 0}, 1), 9));
  CHECK(fails(physical_type::int32, encoding::byte_stream_split, std::string(8, '\0'), 3));
  CHECK(fails(physical_type::int32, encoding::delta_binary_packed, ramp(0, 1, 3), 4));
  CHECK(fails(physical_type::byte_array, encoding::delta_length_byte_array, ramp(3, 0, 2) + "onetwo", 3));
  CHECK(fails(physical_type::byte_array, encoding::delta_byte_array, ramp(0, 0, 2) + ramp(3, 0, 2) + "onetwo", 3));
}

TEST_CASE("page_decoder: lists end inside a row where a bound in bytes says so, if a whole one is there") {
  // [a, b], [], [c], [d, e, f]; a list's text takes 7 bytes and three more.
  const std::string repetition = rle_hybrid({0, 1, 0, 0, 0, 1, 1}, 1);
  const std::string definition = rle_hybrid({1, 1, 0, 1, 1, 1, 1}, 1);
  const parquet::dictionary words = three_words();
  for (const text_page& from : text_pages(6, false, words)) {
    CAPTURE(static_cast<int>(from.how));
    const auto read = [&](std::uint64_t bytes, std::int64_t levels, std::int64_t rows, bool open) {
      CAPTURE(bytes);
      const parquet::leaf_column leaf = leaf_of(physical_type::byte_array, 1, 1);
      CHECK(parquet::slot_bytes(leaf) == 10);
      test_page page(leaf, from.how, 7, from.values, definition, repetition);
      REQUIRE(page.open(&words).has_value());
      REQUIRE(page.read_within(bytes).has_value());
      CHECK(page.got.levels == levels);
      CHECK(page.got.rows == rows);
      CHECK(page.got.row_open == open);
      CHECK(page.got.repetition_levels.size() == static_cast<std::size_t>(levels));
      CHECK(page.got.definition_levels.size() == static_cast<std::size_t>(levels));
      CHECK(page.decoder.left() == 7 - levels);
      REQUIRE(page.read_within(parquet::row_bounds::any_bytes).has_value());  // and the rest
      CHECK(page.got.rows == 4);
      CHECK(page.got.repetition_levels.view() == std::string_view("\0\1\0\0\0\1\1", 7));
      CHECK(page.got.definition_levels.view() == std::string_view("\1\1\0\1\1\1\1", 7));
      CHECK(page.got.bytes.view() == "onetwosixonetwosix");
    };
    read(0, 2, 1, false);
    read(20, 2, 1, false);
    read(30, 2, 1, false);
    read(60, 4, 3, false);
    read(80, 6, 4, true);
    read(1'000, 7, 4, true);
  }
}

TEST_CASE("page_decoder: numbers in lists are bounded in bytes as well") {
  // [1, 2], [], [3], [4, 5, 6], in slots of 10 bytes
  const std::string repetition = rle_hybrid({0, 1, 0, 0, 0, 1, 1}, 1);
  const std::string definition = rle_hybrid({1, 1, 0, 1, 1, 1, 1}, 1);
  for (const std::uint64_t bytes : {0, 10, 20, 30, 40, 55, 69}) {
    test_page page(leaf_of(physical_type::int32, 1, 1), encoding::plain, 7, bytes_of<std::int32_t>({1, 2, 3, 4, 5, 6}),
                   definition, repetition);
    REQUIRE(page.open().has_value());
    REQUIRE(page.read_within(bytes).has_value());
    CHECK(page.got.levels == static_cast<std::int64_t>(bytes <= 20 ? 2 : bytes / 10));
  }
}

TEST_CASE("page_decoder: one row may take more than the bound, but not more than the limit") {
  parquet::limits most;
  const parquet::dictionary words = three_words();
  for (const text_page& from : text_pages(6, false, words)) {
    CAPTURE(static_cast<int>(from.how));
    for (const std::uint32_t limit : {17, 18}) {
      most.row_bytes = limit;
      test_page page(leaf_of(physical_type::byte_array, 1, 1), from.how, 6, from.values,
                     rle_hybrid({1, 1, 1, 1, 1, 1}, 1), rle_hybrid({0, 1, 1, 1, 1, 1}, 1));
      REQUIRE(page.open(&words).has_value());
      const auto read = page.read_within(20, 10, most);
      REQUIRE(read.has_value() == (limit == 18));
      if (!read) CHECK(read.error().code == errc::value_too_large);
    }
  }
}

TEST_CASE("page_decoder: booleans, plain and in runs, across pieces that are no whole bytes") {
  std::vector<std::uint32_t> bits;
  for (std::uint32_t i = 0; i < 50; ++i) bits.push_back(i % 3 == 0 || i > 30 ? 1 : 0);
  std::vector<std::string> values;
  for (const std::uint32_t bit : bits) values.push_back(std::string(1, static_cast<char>(bit)));
  const std::string plain = deltalake_test::plain_values(physical_type::boolean, values);
  const std::string runs = rle_hybrid(bits, 1);
  const std::string with_length = little_endian(static_cast<std::uint32_t>(runs.size())) + runs;
  for (const bool is_plain : {true, false}) {
    for (const std::int64_t step : {1, 3, 8, 50}) {
      test_page page(leaf_of(physical_type::boolean), is_plain ? encoding::plain : encoding::rle, 50,
                     is_plain ? plain : with_length);
      REQUIRE(page.open().has_value());
      for (std::int64_t rows = step; page.decoder.left() != 0; rows += step) REQUIRE(page.read(rows).has_value());
      CHECK(page.got.values == 50);
      CHECK(page.got.fixed.view() == plain);
    }
  }
}

TEST_CASE("page_decoder: delta encodings") {
  test_page narrow(leaf_of(physical_type::int32), encoding::delta_binary_packed, 3, ramp(5, 2, 3));
  REQUIRE(narrow.open().has_value());
  REQUIRE(narrow.read(2).has_value());
  REQUIRE(narrow.read(3).has_value());
  CHECK(narrow.got.fixed.view() == bytes_of<std::int32_t>({5, 7, 9}));
  test_page wide(leaf_of(physical_type::int64), encoding::delta_binary_packed, 3, ramp(5, -2, 3));
  REQUIRE(wide.open().has_value());
  REQUIRE(wide.read(3).has_value());
  CHECK(wide.got.fixed.view() == bytes_of<std::int64_t>({5, 3, 1}));

  test_page texts(leaf_of(physical_type::byte_array), encoding::delta_length_byte_array, 3, ramp(1, 1, 3) + "abbccc");
  REQUIRE(texts.open().has_value());
  REQUIRE(texts.read(1).has_value());
  REQUIRE(texts.read(3).has_value());
  CHECK(texts.got.bytes.view() == "abbccc");
  CHECK(texts.got.offsets.view() == bytes_of<std::int32_t>({0, 1, 3, 6}));

  // "aa", "ab" and "abc" share none, one and two bytes with what is before.
  const std::string fronts = ramp(0, 1, 3) + thrift_varint(128) + thrift_varint(4) + thrift_varint(3) +
                             thrift_zigzag(2) + thrift_zigzag(-1) + std::string("\1\0\0\0", 4) +
                             std::string("\2\0\0\0", 4);
  test_page shared(leaf_of(physical_type::byte_array), encoding::delta_byte_array, 3, fronts + "aabc");
  REQUIRE(shared.open().has_value());
  REQUIRE(shared.read(2).has_value());
  REQUIRE(shared.read(3).has_value());
  CHECK(shared.got.bytes.view() == "aaababc");

  test_page fixed(leaf_of(physical_type::fixed_len_byte_array, 0, 0, 2), encoding::delta_byte_array, 2,
                  ramp(0, 0, 2) + ramp(2, 0, 2) + "aabb");
  REQUIRE(fixed.open().has_value());
  REQUIRE(fixed.read(2).has_value());
  CHECK(fixed.got.fixed.view() == "aabb");
  test_page long_ones(leaf_of(physical_type::fixed_len_byte_array, 0, 0, 1), encoding::delta_byte_array, 2,
                      ramp(0, 0, 2) + ramp(2, 0, 2) + "aabb");
  REQUIRE(long_ones.open().has_value());
  const auto read = long_ones.read(2);
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error().code == errc::invalid_parquet);
}

TEST_CASE("page_decoder: byte stream split, in pieces") {
  test_page page(leaf_of(physical_type::float32, 1), encoding::byte_stream_split, 3, "adbecf..",
                 rle_hybrid({1, 0, 1}, 1));
  REQUIRE(page.open().has_value());
  REQUIRE(page.read(1).has_value());
  REQUIRE(page.read(3).has_value());
  CHECK(page.got.fixed.view() == "abc.def.");
}

TEST_CASE("page_decoder: the dictionary's values by their indexes") {
  deltalake::column::buffer plain;
  const std::string content = deltalake_test::plain_values(physical_type::byte_array, {"zero", "", "two"});
  plain.append(content.data(), content.size());
  const auto words = parquet::dictionary::make(physical_type::byte_array, 0, 3, std::move(plain));
  REQUIRE(words.has_value());
  const std::string indexes = std::string("\2") + rle_hybrid({2, 0, 1, 2}, 2);
  test_page page(leaf_of(physical_type::byte_array), encoding::rle_dictionary, 4, indexes);
  REQUIRE(page.open(&*words).has_value());
  REQUIRE(page.read(1).has_value());
  REQUIRE(page.read(4).has_value());
  CHECK(page.got.bytes.view() == "twozerotwo");
  CHECK(page.got.offsets.view() == bytes_of<std::int32_t>({0, 3, 7, 7, 10}));

  SUBCASE("without a dictionary") {
    const auto opened = page.open(nullptr);
    REQUIRE_FALSE(opened.has_value());
    CHECK(opened.error().code == errc::invalid_parquet);
  }
  SUBCASE("an index that the dictionary does not have") {
    test_page wrong(leaf_of(physical_type::byte_array), encoding::plain_dictionary, 1, "\2" + rle_hybrid({3}, 2));
    REQUIRE(wrong.open(&*words).has_value());
    const auto read = wrong.read(1);
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().detail == "dictionary index 3 of 3 values");
  }
  SUBCASE("indexes of more bits than there are") {
    test_page wrong(leaf_of(physical_type::byte_array), encoding::rle_dictionary, 1, std::string("\x21\2\1", 3));
    CHECK_FALSE(wrong.open(&*words).has_value());
  }
  SUBCASE("fewer indexes than values") {
    test_page wrong(leaf_of(physical_type::byte_array), encoding::rle_dictionary, 9, "\2" + rle_hybrid({1, 1, 1}, 2));
    REQUIRE(wrong.open(&*words).has_value());
    CHECK_FALSE(wrong.read(9).has_value());
  }
  SUBCASE("no bytes where all is null") {
    test_page nulls(leaf_of(physical_type::byte_array, 1), encoding::rle_dictionary, 3, {}, rle_hybrid({0, 0, 0}, 1));
    REQUIRE(nulls.open(&*words).has_value());
    REQUIRE(nulls.read(3).has_value());
    CHECK(nulls.got.values == 0);
    CHECK(nulls.got.rows == 3);
  }
  SUBCASE("no bytes, but values: more indexes than a dictionary of none has") {
    const auto none = parquet::dictionary::make(physical_type::byte_array, 0, 0, deltalake::column::buffer());
    REQUIRE(none.has_value());
    test_page wrong(leaf_of(physical_type::byte_array), encoding::rle_dictionary, 1, {});
    REQUIRE(wrong.open(&*none).has_value());
    CHECK_FALSE(wrong.read(1).has_value());
  }
  SUBCASE("a dictionary of another kind of values") {
    test_page wrong(leaf_of(physical_type::int32), encoding::rle_dictionary, 1, "\2" + rle_hybrid({0}, 2));
    REQUIRE(wrong.open(&*words).has_value());
    CHECK_FALSE(wrong.read(1).has_value());
  }
}

TEST_CASE("page_decoder: fewer values than levels") {
  const auto is_refused = [](physical_type type, encoding how, const std::string& values) {
    test_page page(leaf_of(type, 0, 0, 3), how, 2, values);
    const auto opened = page.open();
    if (!opened) return opened.error().code == errc::invalid_parquet;
    const auto read = page.read(2);
    return !read && read.error().code == errc::invalid_parquet;
  };
  CHECK(is_refused(physical_type::int32, encoding::plain, "1234123"));
  CHECK(is_refused(physical_type::int96, encoding::plain, "12341234123412341234123"));
  CHECK(is_refused(physical_type::fixed_len_byte_array, encoding::plain, "abcde"));
  CHECK(is_refused(physical_type::byte_array, encoding::plain, std::string("\1\0\0\0a\1\0\0\0", 9)));
  CHECK(is_refused(physical_type::byte_array, encoding::plain, std::string("\1\0\0\0a\xFF\xFF\xFF\xFF", 9)));
  CHECK(is_refused(physical_type::boolean, encoding::plain, ""));
  CHECK(is_refused(physical_type::boolean, encoding::rle, std::string("\2\0\0\0\2\1", 6)));
  CHECK(is_refused(physical_type::boolean, encoding::rle, ""));
  CHECK(is_refused(physical_type::int64, encoding::byte_stream_split, "123456781234567"));
  CHECK(is_refused(physical_type::int32, encoding::delta_binary_packed, ramp(0, 0, 1)));
  CHECK(is_refused(physical_type::int32, encoding::delta_binary_packed, ""));
  CHECK(is_refused(physical_type::byte_array, encoding::delta_length_byte_array, ramp(3, 0, 2) + "aaabb"));
  CHECK(is_refused(physical_type::byte_array, encoding::delta_byte_array, ramp(1, 0, 2) + ramp(1, 0, 2) + "ab"));
  CHECK(is_refused(physical_type::byte_array, encoding::delta_byte_array, ""));
}

TEST_CASE("page_decoder: levels in an encoding that levels do not have") {
  parquet::page_header header = header_of(encoding::plain, 1);
  header.type = parquet::page_type::data_v1;
  const std::string room(64, '\0');
  const std::string_view nothing = std::string_view(room).substr(0, 0);
  for (const bool repetition : {true, false}) {
    header.repetition_encoding = repetition ? encoding::plain : encoding::rle;
    header.definition_encoding = repetition ? encoding::rle : encoding::plain;
    parquet::page_decoder decoder;
    const auto leaf = leaf_of(physical_type::int32, 1, 1);
    const auto opened = decoder.open(leaf, header, {nothing, nothing, nothing}, nullptr);
    REQUIRE_FALSE(opened.has_value());
    CHECK(opened.error().code == errc::unsupported_parquet);
  }
}

}  // namespace
}  // namespace deltalake_page_decoder_test
