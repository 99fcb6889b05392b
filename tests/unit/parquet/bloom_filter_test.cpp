#include <deltalake/parquet/bloom_filter.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <deltalake/base/xxhash64.hpp>
#include <tests/support/parquet_writer.hpp>
#include <tests/support/thrift_writer.hpp>

namespace deltalake_bloom_filter_test {
namespace {

namespace parquet = deltalake::parquet;
namespace schema = deltalake::schema;
using deltalake::errc;
using deltalake::xxhash64;
using deltalake::column::time_unit;
using deltalake_test::leaf_element;
using deltalake_test::little_endian;
using deltalake_test::thrift_list;
using deltalake_test::thrift_struct;
using parquet::bloom_filter;
using parquet::logical_kind;
using parquet::logical_type;
using parquet::physical_type;

parquet::leaf_column leaf_of(physical_type physical, logical_type logical = {}, std::int32_t length = 0) {
  parquet::file_metadata file;
  parquet::schema_element root;
  root.num_children = 1;
  file.schema = {root, leaf_element("c", parquet::repetition::optional, physical, logical, length)};
  return parquet::make_schema_tree(file).value().leaves[0];
}
logical_type annotated(logical_kind what) {
  logical_type made;
  made.kind = what;
  return made;
}
logical_type integers(int bits, bool is_signed) {
  logical_type made = annotated(logical_kind::integer);
  made.bit_width = static_cast<std::uint8_t>(bits);
  made.is_signed = is_signed;
  return made;
}
logical_type decimals(int precision, int scale) {
  logical_type made = annotated(logical_kind::decimal);
  made.precision = precision;
  made.scale = scale;
  return made;
}
logical_type times(time_unit unit, bool utc) {
  logical_type made = annotated(logical_kind::timestamp);
  made.unit = unit;
  made.utc = utc;
  return made;
}

// The hash of a value is that of these bytes.
bool hashes_as(const parquet::leaf_column& leaf, const schema::scalar& value, const std::string& bytes) {
  return parquet::bloom_hash(leaf, value) == std::optional(xxhash64(bytes));
}
bool has_no_hash(const parquet::leaf_column& leaf, const schema::scalar& value) {
  return !parquet::bloom_hash(leaf, value);
}

thrift_struct choice(int member) { return thrift_struct().structure(member, {}); }
std::string header(std::int64_t size, int algorithm = 1, int hash = 1, int compression = 1) {
  return thrift_struct()
      .int32(1, size)
      .structure(2, choice(algorithm))
      .structure(3, choice(hash))
      .structure(4, choice(compression))
      .bytes();
}
errc code_of(const std::string& content, const parquet::limits& bounds = {}) {
  const auto parsed = parquet::parse_bloom_filter(content, bounds);
  REQUIRE(parsed.has_error());
  return parsed.error().code;
}

TEST_CASE("bloom_filter: contains what was inserted, and little else") {
  std::mt19937_64 random(3);
  for (const double rate : {0.2, 0.01, 0.0001}) {
    bloom_filter filter = bloom_filter::sized_for(5000, rate);
    std::vector<std::uint64_t> hashes(5000);
    for (std::uint64_t& hash : hashes) filter.insert(hash = random());
    for (const std::uint64_t hash : hashes) REQUIRE(filter.may_contain(hash));
    int wrong = 0;
    for (int i = 0; i < 20'000; ++i) wrong += filter.may_contain(random()) ? 1 : 0;
    CHECK(wrong <= rate * 20'000 + 10);
  }
}

TEST_CASE("bloom_filter: an empty one contains nothing") {
  const bloom_filter filter = bloom_filter::sized_for(1000, 0.01);
  std::mt19937_64 random(5);
  for (int i = 0; i < 1000; ++i) CHECK_FALSE(filter.may_contain(random()));
}

TEST_CASE("bloom_filter: sizes are powers of two between a block and the most") {
  CHECK(bloom_filter::sized_for(0, 0.01).size_bytes() == 32);
  CHECK(bloom_filter::sized_for(1, 0.01).size_bytes() == 32);
  // What parquet-mr takes for as many: BlockSplitBloomFilter.optimalNumOfBits.
  CHECK(bloom_filter::sized_for(10'000, 0.01).size_bytes() == 16'384);
  CHECK(bloom_filter::sized_for(1'000'000, 0.01).size_bytes() == 2 << 20);
  CHECK(bloom_filter::sized_for(1'000'000, 0.01, 100'000).size_bytes() == 65'536);
  CHECK(bloom_filter::sized_for(1'000'000, 0.01, 0).size_bytes() == 32);
  CHECK(bloom_filter::sized_for(10, 0).size_bytes() == 256);
  CHECK(bloom_filter::sized_for(10, std::nan("")).size_bytes() == 256);
  CHECK(bloom_filter::sized_for(1'000'000, 1).size_bytes() >= 32);
  CHECK(bloom_filter::sized_for(std::numeric_limits<std::uint64_t>::max(), 0.01, 1 << 20).size_bytes() == 1 << 20);
}

TEST_CASE("bloom_filter: the bits of one hash, by the format's algorithm") {
  // BloomFilter.md: the upper half of the hash chooses the block, the lower half one bit in each of eight words.
  bloom_filter filter = bloom_filter::of_bits(std::string(96, '\0')).value();
  filter.insert(0xFFFFFFFF'00000001U);
  std::string written;
  parquet::write_bloom_filter(filter, written);
  const std::string bits = written.substr(written.size() - 96);
  CHECK(bits.substr(0, 64) == std::string(64, '\0'));
  std::string expected;
  for (const std::uint32_t salt :
       {0x47B6137BU, 0x44974D91U, 0x8824AD5BU, 0xA2B7289DU, 0x705495C7U, 0x2DF1424BU, 0x9EFC4947U, 0x5C6BFB31U}) {
    expected += little_endian(std::uint32_t{1} << (salt >> 27));
  }
  CHECK(bits.substr(64) == expected);
}

TEST_CASE("bloom_filter: has the wire form of the format and comes back") {
  bloom_filter filter = bloom_filter::sized_for(100, 0.01);
  for (std::uint64_t i = 0; i < 100; ++i) filter.insert(i * 0x9E3779B97F4A7C15U);
  std::string written;
  parquet::write_bloom_filter(filter, written);
  CHECK(written.substr(0, written.size() - filter.size_bytes()) ==
        header(static_cast<std::int64_t>(filter.size_bytes())));
  CHECK((parquet::parse_bloom_filter(written).value() == filter));
  CHECK((parquet::parse_bloom_filter(written + "what follows").value() == filter));
}

TEST_CASE("bloom_filter: a header that the window cuts off asks for more, at every byte") {
  const std::string whole = header(64);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto parsed = parquet::parse_bloom_filter_header(whole.substr(0, size));
    REQUIRE(parsed.has_value());
    CHECK_FALSE(parsed->has_value());
    CHECK(code_of(whole.substr(0, size)) == errc::invalid_parquet);
  }
  const auto parsed = parquet::parse_bloom_filter_header(whole + "more");
  REQUIRE(parsed.has_value());
  REQUIRE(parsed->has_value());
  CHECK((*parsed)->header_bytes == whole.size());
  CHECK((*parsed)->num_bytes == 64);
  CHECK(code_of(whole + std::string(63, 'x')) == errc::invalid_parquet);
}

TEST_CASE("bloom_filter: what is not of the format is refused") {
  const std::string bits(1024, 'x');
  for (const std::int64_t size : {0, -32, 31, 33, 48}) CHECK(code_of(header(size) + bits) == errc::invalid_parquet);
  CHECK(code_of(header(32, 2) + bits) == errc::unsupported_parquet);
  CHECK(code_of(header(32, 1, 2) + bits) == errc::unsupported_parquet);
  CHECK(code_of(header(32, 1, 1, 2) + bits) == errc::unsupported_parquet);
  CHECK(code_of(thrift_struct().int32(1, 32).structure(2, choice(1)).structure(3, choice(1)).bytes() + bits) ==
        errc::invalid_parquet);
  CHECK(code_of("\xFF\xFF" + bits) == errc::invalid_parquet);
  // A header that does not end within its limit.
  CHECK(code_of(thrift_struct().text(9, std::string(2000, 'x')).bytes()) == errc::invalid_parquet);
  parquet::limits bounds;
  bounds.bloom_filter_bytes = 64;
  CHECK(code_of(header(96) + bits, bounds) == errc::value_too_large);
  CHECK(parquet::parse_bloom_filter(header(64) + bits, bounds).has_value());
}

TEST_CASE("bloom_hash: integers are hashed as wide as the leaf stores them") {
  const schema::scalar minus_three(-3), big(std::int64_t{1} << 40), unsigned_big(3'000'000'000);
  const parquet::leaf_column narrow = leaf_of(physical_type::int32), wide = leaf_of(physical_type::int64);
  CHECK(hashes_as(narrow, minus_three, little_endian(std::int32_t{-3})));
  CHECK(hashes_as(wide, minus_three, little_endian(std::int64_t{-3})));
  CHECK(hashes_as(leaf_of(physical_type::int32, integers(8, true)), minus_three, little_endian(std::int32_t{-3})));
  CHECK(hashes_as(leaf_of(physical_type::int32, integers(32, false)), unsigned_big, little_endian(3'000'000'000U)));
  CHECK(hashes_as(wide, big, little_endian(std::int64_t{1} << 40)));
  CHECK(has_no_hash(narrow, big));
  CHECK(has_no_hash(narrow, unsigned_big));
  CHECK(has_no_hash(leaf_of(physical_type::int32, integers(16, false)), minus_three));
  CHECK(has_no_hash(leaf_of(physical_type::int64, integers(64, false)), minus_three));
  CHECK(has_no_hash(leaf_of(physical_type::float64), minus_three));
  CHECK(has_no_hash(leaf_of(physical_type::int32, annotated(logical_kind::date)), minus_three));
}

TEST_CASE("bloom_hash: floats, but for zeros and NaN") {
  const parquet::leaf_column single = leaf_of(physical_type::float32), twice = leaf_of(physical_type::float64);
  CHECK(hashes_as(single, schema::scalar(1.5F), little_endian(1.5F)));
  CHECK(hashes_as(twice, schema::scalar(-1.5), little_endian(-1.5)));
  CHECK(has_no_hash(single, schema::scalar(1.5)));
  CHECK(has_no_hash(twice, schema::scalar(1.5F)));
  for (const double value : {0.0, -0.0, std::nan("")}) {
    CHECK(has_no_hash(twice, schema::scalar(value)));
    CHECK(has_no_hash(single, schema::scalar(static_cast<float>(value))));
  }
}

TEST_CASE("bloom_hash: decimals in each physical form") {
  const schema::scalar value(schema::decimal(-1234, 2)), finer(schema::decimal(12345, 3)),
      same(schema::decimal(-12340, 3));
  CHECK(hashes_as(leaf_of(physical_type::int32, decimals(9, 2)), value, little_endian(std::int32_t{-1234})));
  CHECK(hashes_as(leaf_of(physical_type::int32, decimals(9, 2)), same, little_endian(std::int32_t{-1234})));
  CHECK(hashes_as(leaf_of(physical_type::int64, decimals(18, 4)), value, little_endian(std::int64_t{-123'400})));
  const auto fixed = [](int bytes) { return leaf_of(physical_type::fixed_len_byte_array, decimals(4, 2), bytes); };
  CHECK(hashes_as(fixed(2), value, "\xFB\x2E"));
  CHECK(hashes_as(fixed(4), value, "\xFF\xFF\xFB\x2E"));
  CHECK(hashes_as(fixed(20), value, std::string(18, '\xFF') + "\xFB\x2E"));
  CHECK(hashes_as(fixed(3), schema::scalar(schema::decimal(200, 2)), std::string("\0\0\xC8", 3)));
  CHECK(has_no_hash(leaf_of(physical_type::fixed_len_byte_array, decimals(2, 2), 1),
                    schema::scalar(schema::decimal(200, 2))));
  CHECK(has_no_hash(leaf_of(physical_type::byte_array, decimals(9, 2)), value));
  CHECK(has_no_hash(leaf_of(physical_type::int32, decimals(9, 2)), finer));
  CHECK(has_no_hash(leaf_of(physical_type::int32, decimals(9, 2)), schema::scalar(schema::decimal(1'000'000'000, 0))));
  CHECK(has_no_hash(leaf_of(physical_type::int32), value));
}

TEST_CASE("bloom_hash: texts, bytes, days and times") {
  const parquet::leaf_column text = leaf_of(physical_type::byte_array, annotated(logical_kind::string));
  const parquet::leaf_column plain = leaf_of(physical_type::byte_array);
  CHECK(hashes_as(text, schema::scalar("text"), "text"));
  CHECK(hashes_as(plain, schema::scalar("text"), "text"));
  CHECK(hashes_as(plain, schema::scalar(schema::binary("bytes")), "bytes"));
  CHECK(has_no_hash(text, schema::scalar(schema::binary("bytes"))));
  const parquet::leaf_column fixed = leaf_of(physical_type::fixed_len_byte_array, {}, 4);
  CHECK(hashes_as(fixed, schema::scalar(schema::binary("four")), "four"));
  CHECK(has_no_hash(fixed, schema::scalar(schema::binary("five5"))));
  CHECK(hashes_as(leaf_of(physical_type::int32, annotated(logical_kind::date)), schema::scalar(schema::date{-7}),
                  little_endian(std::int32_t{-7})));
  CHECK(has_no_hash(leaf_of(physical_type::int32), schema::scalar(schema::date{-7})));
  parquet::leaf_column hybrid = leaf_of(physical_type::int32, annotated(logical_kind::date));
  hybrid.hybrid_calendar = true;
  CHECK(has_no_hash(hybrid, schema::scalar(schema::date{-7})));
  const schema::scalar when(schema::timestamp{5'000}), finer(schema::timestamp{5'001});
  const auto leaf = [](time_unit unit, bool utc) { return leaf_of(physical_type::int64, times(unit, utc)); };
  CHECK(hashes_as(leaf(time_unit::micro, true), when, little_endian(std::int64_t{5'000})));
  CHECK(hashes_as(leaf(time_unit::milli, true), when, little_endian(std::int64_t{5})));
  CHECK(has_no_hash(leaf(time_unit::milli, true), finer));
  CHECK(has_no_hash(leaf(time_unit::nano, true), when));
  CHECK(has_no_hash(leaf(time_unit::micro, false), when));
  CHECK(hashes_as(leaf(time_unit::micro, false), schema::scalar(schema::timestamp_ntz{7}),
                  little_endian(std::int64_t{7})));
  CHECK(has_no_hash(leaf_of(physical_type::int96), when));
  CHECK(has_no_hash(leaf_of(physical_type::boolean), schema::scalar(true)));
  CHECK(has_no_hash(text, schema::scalar()));
}

// The filter of four values, with its header, in hexadecimal digits.
std::string filter_of(const parquet::leaf_column& leaf, const std::vector<schema::scalar>& values) {
  bloom_filter filter = bloom_filter::of_bits(std::string(32, '\0')).value();
  for (const schema::scalar& value : values) filter.insert(parquet::bloom_hash(leaf, value).value());
  std::string written, made;
  parquet::write_bloom_filter(filter, written);
  for (const char byte : written) {
    constexpr const char* digits = "0123456789abcdef";
    made += digits[static_cast<unsigned char>(byte) >> 4];
    made += digits[static_cast<unsigned char>(byte) & 15];
  }
  return made;
}

TEST_CASE("bloom_filter: is the one that DuckDB writes of the same values") {
  const std::string head = "15401c1c00001c1c00001c1c000000";
  std::vector<schema::scalar> words, numbers, floats;
  for (int i = 0; i < 4; ++i) {
    words.emplace_back("word" + std::to_string(i));
    numbers.emplace_back(i);
    floats.emplace_back(i + 0.5);
  }
  CHECK(filter_of(leaf_of(physical_type::byte_array, annotated(logical_kind::string)), words) ==
        head + "000044088000440040c00000900020202020000a008820100107000040001080");
  CHECK(filter_of(leaf_of(physical_type::int32), numbers) ==
        head + "240004200000000c084080000702000080200084102040000008500200384000");
  CHECK(filter_of(leaf_of(physical_type::int64), numbers) ==
        head + "0002180804000406022400020000260250004004000002984040002020490000");
  CHECK(filter_of(leaf_of(physical_type::float64), floats) ==
        head + "010004060208048008004a000100420201100280800180040000411208000908");
}

}  // namespace
}  // namespace deltalake_bloom_filter_test
