#include <deltalake/parquet/convert.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <tests/support/parquet_writer.hpp>

namespace deltalake_convert_test {
namespace {

namespace parquet = deltalake::parquet;
using deltalake::errc;
using deltalake::column::data_type;
using deltalake::column::type_id;
using deltalake_test::little_endian;
using parquet::physical_type;

data_type decimal(type_id id, std::int32_t precision) {
  data_type made(id);
  made.precision = precision;
  made.scale = 2;
  return made;
}
parquet::leaf_column leaf_of(physical_type physical, data_type type, std::int32_t length = 0) {
  parquet::leaf_column made;
  made.physical = physical;
  made.type = std::move(type);
  made.type_length = length;
  return made;
}
// The values of a leaf, in their PLAIN form.
parquet::leaf_values values_of(physical_type physical, const std::vector<std::string>& values) {
  parquet::leaf_values made;
  made.rows = made.levels = made.values = static_cast<std::int64_t>(values.size());
  if (physical != physical_type::byte_array) {
    const std::string plain = deltalake_test::plain_values(physical, values);
    made.fixed.append(plain.data(), plain.size());
    return made;
  }
  if (!values.empty()) made.offsets.push_back(std::int32_t{0});
  for (const std::string& value : values) {
    made.bytes.append(value.data(), value.size());
    made.offsets.push_back(static_cast<std::int32_t>(made.bytes.size()));
  }
  return made;
}
deltalake::column::array converted(const parquet::leaf_column& leaf, const std::vector<std::string>& values) {
  parquet::leaf_values from = values_of(leaf.physical, values);
  auto made = parquet::convert(leaf, from);
  REQUIRE(made.has_value());
  CHECK(made->length == static_cast<std::int64_t>(values.size()));
  CHECK(made->type == leaf.type);
  CHECK(made->validity.empty());
  return std::move(*made);
}
template <class T, class From>
std::vector<T> numbers(physical_type physical, data_type type, const std::vector<From>& from) {
  std::vector<std::string> values;
  for (const From one : from) values.push_back(little_endian(one));
  const auto made = converted(leaf_of(physical, std::move(type)), values);
  CHECK(made.values.size() == from.size() * sizeof(T));
  std::vector<T> got;
  for (std::int64_t row = 0; row < made.length; ++row) got.push_back(made.value<T>(row));
  return got;
}

// The low and the high half of a decimal of 16 bytes.
std::pair<std::uint64_t, std::int64_t> halves(const deltalake::column::array& from, std::int64_t row) {
  return {from.values.as<std::uint64_t>()[2 * row], from.values.as<std::int64_t>()[2 * row + 1]};
}

TEST_CASE("convert: what Parquet stores as Arrow does is moved") {
  CHECK(numbers<std::int32_t>(physical_type::int32, type_id::int32, std::vector<std::int32_t>{1, -1}) ==
        std::vector<std::int32_t>{1, -1});
  CHECK(numbers<std::uint32_t>(physical_type::int32, type_id::uint32, std::vector<std::int32_t>{-1}) ==
        std::vector<std::uint32_t>{0xFFFF'FFFF});
  CHECK(numbers<std::int32_t>(physical_type::int32, type_id::date32, std::vector<std::int32_t>{-5}) ==
        std::vector<std::int32_t>{-5});
  CHECK(numbers<std::int32_t>(physical_type::int32, type_id::time32, std::vector<std::int32_t>{7}) ==
        std::vector<std::int32_t>{7});
  CHECK(numbers<std::uint64_t>(physical_type::int64, type_id::uint64, std::vector<std::int64_t>{-1}) ==
        std::vector<std::uint64_t>{~std::uint64_t{0}});
  CHECK(numbers<std::int64_t>(physical_type::int64, type_id::timestamp, std::vector<std::int64_t>{-9}) ==
        std::vector<std::int64_t>{-9});
  CHECK(numbers<float>(physical_type::float32, type_id::float32, std::vector<float>{1.5F}) == std::vector<float>{1.5F});
  CHECK(numbers<double>(physical_type::float64, type_id::float64, std::vector<double>{-0.5}) ==
        std::vector<double>{-0.5});
  const auto bits = converted(leaf_of(physical_type::boolean, type_id::boolean), {"\1", std::string(1, '\0'), "\1"});
  CHECK(bits.bit(0));
  CHECK_FALSE(bits.bit(1));
  CHECK(bits.bit(2));
}

TEST_CASE("convert: small integers, signed and not") {
  const std::vector<std::int32_t> from{0, 1, -1, 127, -128, 255, 32'767, -32'768, 65'535};
  CHECK(numbers<std::int8_t>(physical_type::int32, type_id::int8, from) ==
        std::vector<std::int8_t>{0, 1, -1, 127, -128, -1, -1, 0, -1});
  CHECK(numbers<std::uint8_t>(physical_type::int32, type_id::uint8, from) ==
        std::vector<std::uint8_t>{0, 1, 255, 127, 128, 255, 255, 0, 255});
  CHECK(numbers<std::int16_t>(physical_type::int32, type_id::int16, from) ==
        std::vector<std::int16_t>{0, 1, -1, 127, -128, 255, 32'767, -32'768, -1});
  CHECK(numbers<std::uint16_t>(physical_type::int32, type_id::uint16, from) ==
        std::vector<std::uint16_t>{0, 1, 65'535, 127, 65'408, 255, 32'767, 32'768, 65'535});
}

TEST_CASE("convert: half precision numbers and bytes of fixed width") {
  CHECK(converted(leaf_of(physical_type::fixed_len_byte_array, type_id::float16, 2), {"ab", "cd"}).values.view() ==
        "abcd");
  data_type type(type_id::fixed_size_binary);
  type.byte_width = 3;
  const auto made = converted(leaf_of(physical_type::fixed_len_byte_array, type, 3), {"abc", "xyz"});
  CHECK(made.text(0) == "abc");
  CHECK(made.text(1) == "xyz");
}

TEST_CASE("convert: texts, and none at all") {
  const auto made = converted(leaf_of(physical_type::byte_array, type_id::utf8), {"a", "", "bc"});
  CHECK(made.text(0) == "a");
  CHECK(made.text(1).empty());
  CHECK(made.text(2) == "bc");
  const auto none = converted(leaf_of(physical_type::byte_array, type_id::binary), {});
  CHECK(none.offset(0) == 0);
}

TEST_CASE("convert: decimals in integers keep their sign") {
  const auto in_int32 = converted(leaf_of(physical_type::int32, decimal(type_id::decimal128, 9)),
                                  {little_endian(std::int32_t{-1}), little_endian(std::int32_t{5})});
  CHECK(halves(in_int32, 0) == std::pair(~std::uint64_t{0}, std::int64_t{-1}));
  CHECK(halves(in_int32, 1) == std::pair(std::uint64_t{5}, std::int64_t{0}));
  constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
  const auto in_int64 =
      converted(leaf_of(physical_type::int64, decimal(type_id::decimal128, 18)), {little_endian(least)});
  CHECK(halves(in_int64, 0) == std::pair(std::uint64_t{1} << 63, std::int64_t{-1}));
  const auto wide = converted(leaf_of(physical_type::int64, decimal(type_id::decimal256, 40)), {little_endian(least)});
  CHECK(wide.values.view() == little_endian(least) + std::string(24, '\xFF'));
  const auto wide32 = converted(leaf_of(physical_type::int32, decimal(type_id::decimal256, 40)), {"abcd"});
  CHECK(wide32.values.view() == "abcd" + std::string(28, '\0'));
}

TEST_CASE("convert: decimals in bytes, the most significant first") {
  const auto fixed = converted(leaf_of(physical_type::fixed_len_byte_array, decimal(type_id::decimal128, 5), 3),
                               {std::string("\xFF\xFE\xFD"), std::string("\0\1\2", 3), std::string("\x80\0\0", 3)});
  CHECK(halves(fixed, 0) == std::pair(~std::uint64_t{0} - 0x102, std::int64_t{-1}));
  CHECK(halves(fixed, 1) == std::pair(std::uint64_t{0x102}, std::int64_t{0}));
  CHECK(halves(fixed, 2) == std::pair(~std::uint64_t{0} - 0x7F'FFFF, std::int64_t{-1}));
  const auto any = converted(leaf_of(physical_type::byte_array, decimal(type_id::decimal128, 20)),
                             {"", "\xFF", "\x7F", std::string("\0\xFF", 2), std::string(16, '\x11')});
  CHECK(halves(any, 0) == std::pair(std::uint64_t{0}, std::int64_t{0}));
  CHECK(halves(any, 1) == std::pair(~std::uint64_t{0}, std::int64_t{-1}));
  CHECK(halves(any, 2) == std::pair(std::uint64_t{0x7F}, std::int64_t{0}));
  CHECK(halves(any, 3) == std::pair(std::uint64_t{0xFF}, std::int64_t{0}));
  CHECK(halves(any, 4) == std::pair(std::uint64_t{0x1111'1111'1111'1111}, std::int64_t{0x1111'1111'1111'1111}));
  const auto wide = converted(leaf_of(physical_type::fixed_len_byte_array, decimal(type_id::decimal256, 50), 21),
                              {std::string("\x80") + std::string(19, '\0') + "\1"});
  CHECK(wide.values.view() == "\1" + std::string(19, '\0') + "\x80" + std::string(11, '\xFF'));
}

TEST_CASE("convert: decimals with more bytes than their type has") {
  const auto leaf = leaf_of(physical_type::byte_array, decimal(type_id::decimal128, 20));
  const std::string filler(16, '\1'), negative = "\x81" + std::string(15, '\1');
  // Bytes that only repeat the sign do no harm.
  CHECK(halves(converted(leaf, {std::string(3, '\0') + filler}), 0).second == 0x0101'0101'0101'0101);
  CHECK(converted(leaf, {std::string(3, '\xFF') + negative}).values.as<std::uint8_t>()[15] == 0x81);
  const std::vector<std::string> too_long{"\1" + filler, "\xFF" + filler, std::string(1, '\0') + negative,
                                          "\x80" + negative, std::string("\0\1", 2) + filler};
  for (const std::string& value : too_long) {
    parquet::leaf_values from = values_of(physical_type::byte_array, {filler, value});
    const auto made = parquet::convert(leaf, from);
    REQUIRE_FALSE(made.has_value());
    CHECK(made.error().code == errc::invalid_parquet);
  }
}

// INT96: nanoseconds of the day, then the Julian day.
std::string int96(std::int64_t nanos, std::int32_t day) { return little_endian(nanos) + little_endian(day); }

TEST_CASE("convert: INT96 time stamps, also before 1970") {
  constexpr std::int32_t epoch = 2'440'588;
  constexpr std::int64_t day = 86'400'000'000;
  const auto made = converted(leaf_of(physical_type::int96, type_id::timestamp),
                              {int96(0, epoch), int96(1'999, epoch), int96(86'399'999'999'999, epoch - 1),
                               int96(0, epoch - 1), int96(1'000, epoch - 2), int96(0, 1'721'426), int96(-1, epoch)});
  const std::vector<std::int64_t> expected{0, 1, -1, -day, 1 - 2 * day, -62'135'596'800'000'000, -1};
  for (std::size_t i = 0; i < expected.size(); ++i)
    CHECK(made.value<std::int64_t>(static_cast<std::int64_t>(i)) == expected[i]);
}

TEST_CASE("convert: INT96 beyond what nanoseconds of 64 bits can say") {
  constexpr std::int32_t epoch = 2'440'588;
  constexpr std::int64_t day = 86'400'000'000;
  // 0001-01-01, 1677-09-21T00:12:43.145224, 2262-04-11T23:47:16.854776 and 9999-12-31T23:59:59.999999.
  const auto made =
      converted(leaf_of(physical_type::int96, type_id::timestamp),
                {int96(0, epoch - 719'162), int96(763'145'224'000, epoch - 106'752),
                 int96(85'636'854'776'000, epoch + 106'751), int96(86'399'999'999'999, epoch + 2'932'896)});
  const std::vector<std::int64_t> expected{-719'162 * day, -9'223'372'036'854'776, 9'223'372'036'854'776,
                                           2'932'897 * day - 1};
  for (std::size_t i = 0; i < expected.size(); ++i)
    CHECK(made.value<std::int64_t>(static_cast<std::int64_t>(i)) == expected[i]);
}

TEST_CASE("convert: INT96 of nonsense wraps as Spark's does: days at 32 bits, microseconds at 64") {
  constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
  constexpr std::int32_t most_days = std::numeric_limits<std::int32_t>::max();
  const auto made = converted(leaf_of(physical_type::int96, type_id::timestamp),
                              {int96(0, most_days), int96(0, -most_days - 1), int96(least, 2'440'588)});
  const auto wrapped = [](std::int64_t days) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(days) * 86'400'000'000U);
  };
  CHECK(made.value<std::int64_t>(0) == wrapped(std::int64_t{most_days} - 2'440'588));
  CHECK(made.value<std::int64_t>(1) == wrapped(std::int64_t{most_days} + 1 - 2'440'588));
  CHECK(made.value<std::int64_t>(2) == least / 1000 - 1);
}

TEST_CASE("convert: days of the hybrid calendar, in every form") {
  parquet::leaf_column leaf = leaf_of(physical_type::int32, type_id::date32);
  leaf.hybrid_calendar = true;
  const auto dates = converted(leaf, {little_endian(std::int32_t{-141'428}), little_endian(std::int32_t{-141'427})});
  CHECK(dates.value<std::int32_t>(0) == -141'438);
  CHECK(dates.value<std::int32_t>(1) == -141'427);
  constexpr std::int64_t day = 86'400'000'000;
  leaf = leaf_of(physical_type::int96, type_id::timestamp);
  leaf.hybrid_calendar = true;
  const auto old = converted(leaf, {int96(1'000, 2'440'588 - 141'428)});
  CHECK(old.value<std::int64_t>(0) == -141'438 * day + 1);
  leaf.physical = physical_type::int64;
  const auto stamps = converted(leaf, {little_endian(std::int64_t{-141'427 * day - 1})});
  CHECK(stamps.value<std::int64_t>(0) == -141'437 * day - 1);
  leaf.type.unit = deltalake::column::time_unit::milli;
  leaf.zone_offset_seconds = 3'600;
  const auto millis = converted(leaf, {little_endian(std::int64_t{-141'427} * 86'400'000 - 1),
                                       little_endian(std::int64_t{-141'428} * 86'400'000)});
  CHECK(millis.value<std::int64_t>(0) == std::int64_t{-141'427} * 86'400'000 - 1);
  CHECK(millis.value<std::int64_t>(1) == std::int64_t{-141'438} * 86'400'000);
}

TEST_CASE("convert: nulls have no values") {
  parquet::leaf_values from;
  from.rows = from.levels = 3;
  const auto made = parquet::convert(leaf_of(physical_type::int32, type_id::null), from);
  REQUIRE(made.has_value());
  CHECK(made->null_count == made->length);
  CHECK(made->values.empty());
}

TEST_CASE("convert: no values at all, of every kind") {
  for (const auto& leaf :
       {leaf_of(physical_type::int32, type_id::int8), leaf_of(physical_type::int96, type_id::timestamp),
        leaf_of(physical_type::boolean, type_id::boolean),
        leaf_of(physical_type::int64, decimal(type_id::decimal128, 3)),
        leaf_of(physical_type::byte_array, decimal(type_id::decimal128, 3)),
        leaf_of(physical_type::fixed_len_byte_array, decimal(type_id::decimal256, 50), 20)}) {
    CHECK(converted(leaf, {}).values.empty());
  }
}

}  // namespace
}  // namespace deltalake_convert_test
