#include <deltalake/parquet/statistics.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include <tests/support/parquet_writer.hpp>

namespace deltalake_statistics_test {
namespace {

namespace parquet = deltalake::parquet;
namespace schema = deltalake::schema;
using deltalake::column::time_unit;
using deltalake_test::leaf_element;
using deltalake_test::little_endian;
using kind = schema::data_type::kind;
using parquet::logical_kind;
using parquet::logical_type;
using parquet::physical_type;

const schema::data_type byte_type(kind::byte), short_type(kind::short_), integer(kind::integer), long_type(kind::long_),
    float_type(kind::float_), double_type(kind::double_), boolean(kind::boolean), string(kind::string),
    binary(kind::binary), date(kind::date), timestamp(kind::timestamp), timestamp_ntz(kind::timestamp_ntz);

schema::data_type decimal(int precision, int scale) {
  return schema::data_type(schema::decimal_type(precision, scale));
}

logical_type annotated(logical_kind what) {
  logical_type made;
  made.kind = what;
  return made;
}
logical_type integers(int bits, bool is_signed = true) {
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
logical_type times(time_unit unit, bool utc = true) {
  logical_type made = annotated(logical_kind::timestamp);
  made.unit = unit;
  made.utc = utc;
  return made;
}

// A file with one optional column and one row group, whose statistics a test sets.
class one_column {
 public:
  one_column(physical_type physical, logical_type logical = {}, std::int32_t length = 0) {
    parquet::schema_element root;
    root.num_children = 1;
    file.schema = {root, leaf_element("c", parquet::repetition::optional, physical, logical, length)};
    file.type_defined_order = {true};
    file.row_groups.resize(1);
    file.row_groups[0].num_rows = 10;
    file.row_groups[0].columns.resize(1);
    chunk().num_values = 10;
    tree = parquet::make_schema_tree(file).value();
  }
  parquet::column_chunk& chunk() { return file.row_groups[0].columns[0]; }
  const parquet::leaf_column& leaf() const { return tree.leaves[0]; }

  one_column& ordered(std::optional<std::string> low, std::optional<std::string> high) {
    if (!chunk().statistics) chunk().statistics.emplace();
    chunk().statistics->min_value = std::move(low);
    chunk().statistics->max_value = std::move(high);
    return *this;
  }
  one_column& deprecated(std::optional<std::string> low, std::optional<std::string> high) {
    if (!chunk().statistics) chunk().statistics.emplace();
    chunk().statistics->min = std::move(low);
    chunk().statistics->max = std::move(high);
    return *this;
  }
  one_column& exact(std::optional<bool> low, std::optional<bool> high) {
    chunk().statistics->is_min_value_exact = low;
    chunk().statistics->is_max_value_exact = high;
    return *this;
  }
  parquet::value_bounds bounds(const schema::data_type& type) const {
    return parquet::bounds_of(file, 0, tree.leaves[0], type);
  }
  // "1..~5": a bound that is not exact has a '~', one that is not known is '?'.
  std::string text(const schema::data_type& type) const {
    const auto shown = [](const std::optional<parquet::value_bound>& bound) {
      return bound ? (bound->exact ? "" : "~") + bound->value.to_string() : std::string("?");
    };
    const parquet::value_bounds found = bounds(type);
    return shown(found.lower) + ".." + shown(found.upper);
  }

  parquet::file_metadata file;
  parquet::schema_tree tree;
};

const std::string nothing = "?..?";

std::string int32(std::int32_t value) { return little_endian(value); }
std::string int64(std::int64_t value) { return little_endian(value); }

// A column of 32-bit or 64-bit integers between two values, in the order of the type.
std::string integers_between(logical_type logical, std::int32_t low, std::int32_t high, const schema::data_type& type) {
  return one_column(physical_type::int32, logical).ordered(int32(low), int32(high)).text(type);
}
std::string integers_between(logical_type logical, std::int64_t low, std::int64_t high, const schema::data_type& type) {
  return one_column(physical_type::int64, logical).ordered(int64(low), int64(high)).text(type);
}
template <class Floating>
std::string floats_between(Floating low, Floating high, const schema::data_type& type) {
  one_column made(sizeof(Floating) == 4 ? physical_type::float32 : physical_type::float64);
  return made.ordered(little_endian(low), little_endian(high)).text(type);
}
// The bytes of a decimal, the first one first.
std::string big_endian(std::int64_t value, std::size_t size) {
  std::string made;
  for (std::size_t i = size; i-- > 0;) made += static_cast<char>(value >> (i < 8 ? i * 8 : 63));
  return made;
}

}  // namespace

TEST_CASE("all_null: only if the statistics say so") {
  parquet::row_group group;
  group.columns.resize(1);
  parquet::column_chunk& chunk = group.columns.front();
  chunk.num_values = 3;
  CHECK_FALSE(parquet::all_null(group, 0));
  chunk.statistics.emplace();
  CHECK_FALSE(parquet::all_null(group, 0));
  chunk.statistics->null_count = 2;
  CHECK_FALSE(parquet::all_null(group, 0));
  chunk.statistics->null_count = 3;
  CHECK(parquet::all_null(group, 0));
}

TEST_CASE("count_values: the values that are not null, if counts say it and do not contradict each other") {
  one_column column(physical_type::int32);
  const auto count = [&column] { return parquet::count_values(column.file.row_groups[0], column.leaf()); };
  CHECK(count() == std::nullopt);
  column.chunk().statistics.emplace();
  CHECK(count() == std::nullopt);
  for (const std::int64_t nulls : {0, 4, 10}) {
    column.chunk().statistics->null_count = nulls;
    CHECK(count() == 10 - nulls);
  }
  column.chunk().statistics->null_count = 11;
  CHECK(count() == std::nullopt);
  column.chunk().statistics->null_count = 4;
  column.chunk().num_values = 9;  // and ten rows
  CHECK(count() == std::nullopt);
  column.tree.leaves[0].max_repetition = 1;
  CHECK(count() == 5);
}

TEST_CASE("count_values: what cannot be null is not, whatever statistics say") {
  one_column column(physical_type::int32);
  column.tree.leaves[0].max_definition = 0;
  CHECK(parquet::count_values(column.file.row_groups[0], column.leaf()) == 10);
}

TEST_CASE("bounds: without statistics nothing is known") {
  one_column column(physical_type::int32);
  CHECK(column.text(integer) == nothing);
  column.chunk().statistics.emplace();
  CHECK(column.text(integer) == nothing);
}

TEST_CASE("bounds: integers of every width, by what they mean") {
  CHECK(integers_between({}, -5, 7, integer) == "-5..7");
  CHECK(integers_between({}, std::int64_t{-5}, std::int64_t{7}, long_type) == "-5..7");
  CHECK(integers_between(integers(8), -128, 127, byte_type) == "-128..127");
  CHECK(integers_between(integers(16), -32768, 32767, short_type) == "-32768..32767");
  CHECK(integers_between(integers(32), -1, 1, integer) == "-1..1");
  CHECK(integers_between(integers(64), std::int64_t{-1}, std::int64_t{1}, long_type) == "-1..1");
  CHECK(integers_between({}, (std::numeric_limits<std::int64_t>::min)(), (std::numeric_limits<std::int64_t>::max)(),
                         long_type) == "-9223372036854775808..9223372036854775807");
  // Unsigned ones, where a signed type holds all of them.
  CHECK(integers_between(integers(8, false), 1, 255, short_type) == "1..255");
  CHECK(integers_between(integers(16, false), 1, 65535, integer) == "1..65535");
  CHECK(integers_between(integers(32, false), 1, -1, long_type) == "1..4294967295");
}

TEST_CASE("bounds: a type that holds all of the leaf's integers is as good, any other is none") {
  CHECK(integers_between(integers(8), -5, 7, long_type) == "-5..7");
  CHECK(integers_between(integers(16), -5, 7, integer) == "-5..7");
  CHECK(integers_between({}, -5, 7, long_type) == "-5..7");
  CHECK(integers_between({}, -5, 7, short_type) == nothing);
  CHECK(integers_between({}, std::int64_t{-5}, std::int64_t{7}, integer) == nothing);
  CHECK(integers_between(integers(8, false), 1, 2, byte_type) == nothing);
  CHECK(integers_between(integers(32, false), 1, 2, integer) == nothing);
  CHECK(integers_between(integers(64, false), std::int64_t{1}, std::int64_t{2}, long_type) == nothing);
  for (const schema::data_type& other : {float_type, double_type, boolean, string, binary, date, timestamp,
                                         timestamp_ntz, decimal(10, 0), schema::data_type()}) {
    CAPTURE(other.to_string());
    CHECK(integers_between({}, -5, 7, other) == nothing);
    CHECK(integers_between({}, std::int64_t{-5}, std::int64_t{7}, other) == nothing);
  }
}

TEST_CASE("bounds: a number that its own type does not hold takes the other bound with it") {
  CHECK(integers_between(integers(8), -129, 5, byte_type) == nothing);
  CHECK(integers_between(integers(8), -5, 128, byte_type) == nothing);
  CHECK(integers_between(integers(8, false), -1, 5, short_type) == nothing);
  CHECK(integers_between(decimals(3, 1), 5, 1000, decimal(10, 2)) == nothing);
}

TEST_CASE("bounds: bytes of another size than the type's are none, and neither is the other bound") {
  for (const std::string& bad : {std::string(), std::string("abc"), std::string(8, '\0')}) {
    one_column column(physical_type::int32);
    CHECK(column.ordered(bad, int32(1)).text(integer) == nothing);
    CHECK(column.ordered(int32(1), bad).text(integer) == nothing);
    CHECK(column.ordered(bad, std::nullopt).text(integer) == nothing);
  }
  CHECK(one_column(physical_type::int64).ordered(int32(1), int64(2)).text(long_type) == nothing);
  CHECK(one_column(physical_type::boolean).ordered("", std::string(1, '\1')).text(boolean) == nothing);
}

TEST_CASE("bounds: one bound alone is one") {
  CHECK(one_column(physical_type::int32).ordered(int32(3), std::nullopt).text(integer) == "3..?");
  CHECK(one_column(physical_type::int32).ordered(std::nullopt, int32(3)).text(integer) == "?..3");
}

TEST_CASE("bounds: those that contradict each other are none") {
  CHECK(integers_between({}, 2, 1, integer) == nothing);
  CHECK(integers_between({}, 2, 2, integer) == "2..2");
  CHECK(one_column(physical_type::byte_array, annotated(logical_kind::string)).ordered("b", "a").text(string) ==
        nothing);
  CHECK(floats_between(2.0, 1.0, double_type) == nothing);
  // Unsigned bytes: 0x80 is above 0x7F.
  CHECK(one_column(physical_type::byte_array).ordered("\x80", "\x7F").text(binary) == nothing);
  CHECK(one_column(physical_type::byte_array).ordered("\x7F", "\x80").text(binary) == "~0x7f..~0x80");
}

TEST_CASE("bounds: false is before true") {
  const std::string no(1, '\0'), yes(1, '\1');
  CHECK(one_column(physical_type::boolean).ordered(no, yes).text(boolean) == "false..true");
  CHECK(one_column(physical_type::boolean).ordered(yes, yes).text(boolean) == "true..true");
  CHECK(one_column(physical_type::boolean).ordered(yes, no).text(boolean) == nothing);
  CHECK(one_column(physical_type::boolean).ordered(no, "\2").text(boolean) == nothing);
}

TEST_CASE("bounds: of floats, a zero stands for both and NaN for nothing") {
  CHECK(floats_between(-1.5F, 2.5F, float_type) == "-1.5..2.5");
  CHECK(floats_between(-1.5, 2.5, double_type) == "-1.5..2.5");
  CHECK(floats_between(0.0, 0.0, double_type) == "-0.0..0.0");
  CHECK(floats_between(-0.0, -0.0, double_type) == "-0.0..0.0");
  CHECK(floats_between(0.0F, -0.0F, float_type) == "-0.0..0.0");
  const double nan = std::numeric_limits<double>::quiet_NaN(), endless = std::numeric_limits<double>::infinity();
  CHECK(floats_between(nan, 1.0, double_type) == nothing);
  CHECK(floats_between(1.0, nan, double_type) == nothing);
  CHECK(floats_between(nan, nan, double_type) == nothing);
  CHECK(floats_between(std::numeric_limits<float>::quiet_NaN(), 1.0F, float_type) == nothing);
  CHECK(floats_between(-endless, endless, double_type) == "-Infinity..Infinity");
  // A text reads as another number in another width, so widths are not mixed.
  CHECK(floats_between(1.0F, 2.0F, double_type) == nothing);
  CHECK(floats_between(1.0, 2.0, float_type) == nothing);
}

TEST_CASE("bounds: floats may hold NaN in any case, other types never do") {
  const auto may_hold_nan = [](physical_type physical, const schema::data_type& type) {
    return one_column(physical).bounds(type).may_hold_nan;
  };
  CHECK(may_hold_nan(physical_type::float32, float_type));
  CHECK(may_hold_nan(physical_type::float64, double_type));
  CHECK(one_column(physical_type::float64)
            .ordered(little_endian(1.0), little_endian(1.0))
            .bounds(double_type)
            .may_hold_nan);
  CHECK_FALSE(may_hold_nan(physical_type::int32, integer));
  CHECK_FALSE(may_hold_nan(physical_type::byte_array, string));
}

TEST_CASE("bounds: dates") {
  const logical_type days = annotated(logical_kind::date);
  CHECK(integers_between(days, -1, 18'262, date) == "1969-12-31..2020-01-01");
  CHECK(integers_between(days, 0, 1, integer) == nothing);
  CHECK(integers_between({}, 0, 1, date) == nothing);
}

TEST_CASE("bounds: time stamps of every unit are microseconds, and wider where they are finer") {
  CHECK(integers_between(times(time_unit::micro), std::int64_t{-1}, std::int64_t{1}, timestamp) ==
        "1969-12-31T23:59:59.999999Z..1970-01-01T00:00:00.000001Z");
  CHECK(integers_between(times(time_unit::milli), std::int64_t{-1}, std::int64_t{1}, timestamp) ==
        "1969-12-31T23:59:59.999000Z..1970-01-01T00:00:00.001000Z");
  CHECK(integers_between(times(time_unit::nano), std::int64_t{-1}, std::int64_t{1}, timestamp) ==
        "~1969-12-31T23:59:59.999999Z..~1970-01-01T00:00:00.000001Z");
  CHECK(integers_between(times(time_unit::nano), std::int64_t{1}, std::int64_t{1001}, timestamp) ==
        "~1970-01-01T00:00:00.000000Z..~1970-01-01T00:00:00.000002Z");
  CHECK(integers_between(times(time_unit::nano), std::int64_t{-2000}, std::int64_t{2000}, timestamp) ==
        "1969-12-31T23:59:59.999998Z..1970-01-01T00:00:00.000002Z");
  constexpr std::int64_t most = (std::numeric_limits<std::int64_t>::max)();
  CHECK(integers_between(times(time_unit::milli), std::int64_t{0}, most, timestamp) == nothing);
  CHECK(integers_between(times(time_unit::milli), -most, std::int64_t{0}, timestamp) == nothing);
  one_column extreme(physical_type::int64, times(time_unit::nano));
  CHECK(extreme.ordered(int64(-most - 1), int64(most)).bounds(timestamp).upper->value ==
        schema::scalar(schema::timestamp{9'223'372'036'854'776}));
  CHECK(extreme.bounds(timestamp).lower->value == schema::scalar(schema::timestamp{-9'223'372'036'854'776}));
}

TEST_CASE("bounds: a time of a zone and one without are two types") {
  const std::int64_t one = 1;
  CHECK(integers_between(times(time_unit::micro, false), one, one, timestamp_ntz) ==
        "1970-01-01T00:00:00.000001..1970-01-01T00:00:00.000001");
  CHECK(integers_between(times(time_unit::micro, false), one, one, timestamp) == nothing);
  CHECK(integers_between(times(time_unit::micro, true), one, one, timestamp_ntz) == nothing);
  CHECK(integers_between({}, one, one, timestamp) == nothing);
  CHECK(integers_between(times(time_unit::micro), one, one, long_type) == nothing);
}

TEST_CASE("bounds: INT96 has no order") {
  one_column column(physical_type::int96);
  column.ordered(std::string(12, '\0'), std::string(12, '\0')).deprecated(std::string(12, '\0'), std::string(12, '\0'));
  CHECK(column.text(timestamp) == nothing);
  CHECK(column.text(timestamp_ntz) == nothing);
  CHECK(parquet::stores(column.leaf(), timestamp));
}

TEST_CASE("bounds: decimals of every form") {
  const schema::data_type type = decimal(10, 2);
  CHECK(integers_between(decimals(9, 2), -150, 275, type) == "-1.50..2.75");
  CHECK(integers_between(decimals(10, 2), std::int64_t{-150}, std::int64_t{275}, type) == "-1.50..2.75");
  one_column fixed(physical_type::fixed_len_byte_array, decimals(10, 2), 5);
  CHECK(fixed.ordered(big_endian(-150, 5), big_endian(275, 5)).text(type) == "-1.50..2.75");
  CHECK(fixed.ordered(big_endian(-150, 4), big_endian(275, 5)).text(type) == nothing);
  CHECK(fixed.ordered(big_endian(-150, 6), big_endian(275, 5)).text(type) == nothing);
  one_column bytes(physical_type::byte_array, decimals(10, 2));
  CHECK(bytes.ordered(big_endian(-150, 2), big_endian(275, 9)).text(type) == "-1.50..2.75");
  CHECK(bytes.ordered(big_endian(-150, 20), big_endian(275, 16)).text(type) == "-1.50..2.75");
  CHECK(bytes.ordered("", big_endian(275, 5)).text(type) == nothing);
  CHECK(bytes.ordered(big_endian(-150, 2), "\1" + std::string(16, '\0')).text(type) == nothing);    // 2^128
  CHECK(bytes.ordered(big_endian(-150, 2), "\x7F" + std::string(15, '\0')).text(type) == nothing);  // 39 digits
  one_column wide(physical_type::fixed_len_byte_array, decimals(38, 38), 16);
  CHECK(wide.ordered(big_endian(-1, 16), big_endian(1, 16)).text(decimal(38, 38)) ==
        "-0.00000000000000000000000000000000000001..0.00000000000000000000000000000000000001");
}

TEST_CASE("bounds: decimals with fewer digits before or behind the point are those of the type") {
  CHECK(integers_between(decimals(5, 1), 15, 25, decimal(6, 2)) == "1.5..2.5");
  CHECK(integers_between(decimals(5, 1), 15, 25, decimal(20, 10)) == "1.5..2.5");
  CHECK(integers_between(decimals(5, 1), 15, 25, decimal(5, 1)) == "1.5..2.5");
  CHECK(integers_between(decimals(5, 1), 15, 25, decimal(5, 2)) == nothing);
  CHECK(integers_between(decimals(5, 1), 15, 25, decimal(10, 0)) == nothing);
  CHECK(integers_between(decimals(5, 1), 15, 25, decimal(4, 1)) == nothing);
  CHECK(integers_between(decimals(5, 0), 15, 25, long_type) == nothing);
  CHECK(one_column(physical_type::fixed_len_byte_array, decimals(50, 0), 21)
            .ordered(big_endian(1, 21), big_endian(2, 21))
            .text(decimal(38, 0)) == nothing);
}

TEST_CASE("bounds: text and bytes go by unsigned bytes") {
  one_column text(physical_type::byte_array, annotated(logical_kind::string));
  CHECK(text.ordered("a", "\xC3\xA4").text(string) == "~a..~\xC3\xA4");
  CHECK(text.ordered("", "").text(string) == "~..~");
  CHECK(text.text(binary) == nothing);
  // Without its annotation it is either.
  one_column plain(physical_type::byte_array);
  CHECK(plain.ordered("a", "b").text(string) == "~a..~b");
  CHECK(plain.text(binary) == "~0x61..~0x62");
  CHECK(one_column(physical_type::byte_array, annotated(logical_kind::enumeration)).ordered("a", "b").text(string) ==
        "~a..~b");
  for (const logical_kind other : {logical_kind::bson, logical_kind::geometry, logical_kind::geography}) {
    one_column column(physical_type::byte_array, annotated(other));
    column.ordered("a", "b");
    CHECK(column.text(string) == nothing);
    CHECK(column.text(binary) == nothing);
  }
  CHECK(one_column(physical_type::fixed_len_byte_array, {}, 1).ordered("a", "b").text(binary) == nothing);
}

TEST_CASE("bounds: a text may be shortened unless the file says that it is not; what has a width never is") {
  one_column text(physical_type::byte_array, annotated(logical_kind::string));
  text.ordered("a", "b");
  CHECK(text.text(string) == "~a..~b");
  CHECK(text.exact(true, false).text(string) == "a..~b");
  CHECK(text.exact(false, true).text(string) == "~a..b");
  one_column number(physical_type::int32);
  number.ordered(int32(1), int32(2));
  CHECK(number.text(integer) == "1..2");
  CHECK(number.exact(true, true).text(integer) == "1..2");
  CHECK(number.exact(false, std::nullopt).text(integer) == "~1..2");
  one_column nanos(physical_type::int64, times(time_unit::nano));
  nanos.ordered(int64(0), int64(1));
  CHECK(nanos.exact(true, true).bounds(timestamp).lower->exact);
  CHECK_FALSE(nanos.bounds(timestamp).upper->exact);
}

TEST_CASE("bounds: the first bytes of a decimal say nothing of it") {
  one_column bytes(physical_type::byte_array, decimals(10, 2));
  bytes.ordered(big_endian(100, 4), big_endian(200, 4));
  CHECK(bytes.exact(true, true).text(decimal(10, 2)) == "1.00..2.00");
  CHECK(bytes.exact(false, true).text(decimal(10, 2)) == nothing);
  CHECK(bytes.exact(true, false).text(decimal(10, 2)) == nothing);
  one_column number(physical_type::int32, decimals(9, 2));
  CHECK(number.ordered(int32(100), int32(200)).exact(false, false).text(decimal(9, 2)) == "~1.00..~2.00");
}

TEST_CASE("bounds: without the order that they are in, those of newer writers are none") {
  one_column column(physical_type::int32);
  column.ordered(int32(1), int32(2));
  column.file.type_defined_order.clear();
  CHECK(column.text(integer) == nothing);
  column.file.type_defined_order = {false};
  CHECK(column.text(integer) == nothing);
  // Then those of old writers count.
  CHECK(column.deprecated(int32(3), int32(4)).text(integer) == "3..4");
  column.file.type_defined_order = {true};
  CHECK(column.text(integer) == "1..2");
}

TEST_CASE("bounds: those of old writers and those of newer ones are not mixed") {
  one_column column(physical_type::int32);
  column.ordered(int32(1), std::nullopt).deprecated(int32(0), int32(9));
  CHECK(column.text(integer) == "1..?");
}

TEST_CASE("bounds: those of old writers count where signed comparison is right") {
  const auto old = [](one_column column, const std::string& low, const std::string& high,
                      const schema::data_type& type) {
    column.file.type_defined_order.clear();
    return column.deprecated(low, high).text(type);
  };
  CHECK(old(one_column(physical_type::int32), int32(-1), int32(1), integer) == "-1..1");
  CHECK(old(one_column(physical_type::int64), int64(-1), int64(1), long_type) == "-1..1");
  CHECK(old(one_column(physical_type::int32, integers(8)), int32(-1), int32(1), byte_type) == "-1..1");
  CHECK(old(one_column(physical_type::int32, annotated(logical_kind::date)), int32(0), int32(0), date) ==
        "1970-01-01..1970-01-01");
  CHECK(old(one_column(physical_type::int32, decimals(5, 1)), int32(-1), int32(1), decimal(5, 1)) == "-0.1..0.1");
  CHECK(old(one_column(physical_type::float64), little_endian(-1.0), little_endian(1.0), double_type) == "-1.0..1.0");
  CHECK(old(one_column(physical_type::boolean), std::string(1, '\0'), "\1", boolean) == "false..true");
  // Unsigned numbers, and bytes.
  CHECK(old(one_column(physical_type::int32, integers(16, false)), int32(1), int32(2), integer) == nothing);
  CHECK(old(one_column(physical_type::int32, integers(32, false)), int32(1), int32(2), long_type) == nothing);
  CHECK(old(one_column(physical_type::byte_array, annotated(logical_kind::string)), "a", "b", string) == nothing);
  CHECK(old(one_column(physical_type::byte_array, annotated(logical_kind::string)), "a", "a", string) == nothing);
  CHECK(old(one_column(physical_type::byte_array, decimals(5, 1)), "a", "b", decimal(5, 1)) == nothing);
  CHECK(old(one_column(physical_type::fixed_len_byte_array, decimals(5, 1), 1), "a", "b", decimal(5, 1)) == nothing);
}

TEST_CASE("bounds_of: of a page, by the same rules as of a row group, but never exact") {
  one_column made(physical_type::int32);
  parquet::column_index index;
  index.null_pages = {false, true, false, false};
  index.min_values = {int32(-3), "", int32(9), int32(7)};
  index.max_values = {int32(5), "", "xx", int32(6)};
  const auto bounds = [&](std::size_t page, const schema::data_type& type) {
    return parquet::bounds_of(made.file, index, page, made.leaf(), type);
  };
  const parquet::value_bounds first = bounds(0, integer);
  REQUIRE(first.lower);
  REQUIRE(first.upper);
  CHECK(first.lower->value == schema::scalar(-3));
  CHECK(first.upper->value == schema::scalar(5));
  CHECK_FALSE(first.lower->exact);
  CHECK_FALSE(first.upper->exact);
  CHECK(bounds(0, long_type).lower);
  CHECK_FALSE(bounds(0, string).lower);
  CHECK_FALSE(bounds(1, integer).lower);
  CHECK_FALSE(bounds(2, integer).lower);  // the upper one cannot be read
  CHECK_FALSE(bounds(3, integer).upper);  // they contradict each other
  parquet::leaf_column hybrid = made.leaf();
  hybrid.hybrid_calendar = true;  // its values are rebased when they are read, its bounds are not
  CHECK_FALSE(parquet::bounds_of(made.file, index, 0, hybrid, integer).lower);
  made.file.type_defined_order = {false};
  CHECK_FALSE(bounds(0, integer).lower);
}

TEST_CASE("bounds_of: of a page of floats zeros are widened and NaN is none") {
  one_column made(physical_type::float64);
  parquet::column_index index;
  index.null_pages = {false, false};
  index.min_values = {little_endian(0.0), little_endian(std::nan(""))};
  index.max_values = {little_endian(-0.0), little_endian(2.0)};
  const parquet::value_bounds zeros = parquet::bounds_of(made.file, index, 0, made.leaf(), double_type);
  REQUIRE(zeros.lower);
  REQUIRE(zeros.upper);
  CHECK(std::signbit(*zeros.lower->value.get_if<double>()));
  CHECK_FALSE(std::signbit(*zeros.upper->value.get_if<double>()));
  CHECK(zeros.may_hold_nan);
  const parquet::value_bounds none = parquet::bounds_of(made.file, index, 1, made.leaf(), double_type);
  CHECK_FALSE(none.lower);
  CHECK_FALSE(none.upper);
}

}  // namespace deltalake_statistics_test
