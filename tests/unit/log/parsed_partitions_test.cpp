#include <deltalake/log/parsed_partitions.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/parquet/footer.hpp>
#include <tests/support/checkpoint_rows.hpp>

namespace deltalake_parsed_partitions_test {
namespace {

namespace parquet = deltalake::parquet;
namespace schema = deltalake::schema;
using deltalake::log::parsed_range;
using deltalake::log::partition_range;
using deltalake_test::checkpoint_row;
using deltalake_test::checkpoint_writer;
using deltalake_test::little_endian;
using deltalake_test::parsed_column;
using kind = schema::data_type::kind;
using parquet::logical_kind;
using parquet::physical_type;

const schema::data_type integer(kind::integer);

parquet::logical_type annotated(logical_kind what) {
  parquet::logical_type made;
  made.kind = what;
  return made;
}

// "[1..5]", "[1..5] null", "null": what a range says; '?' where a bound is not known.
std::string text_of(const partition_range& range) {
  const auto shown = [](const std::optional<schema::scalar>& bound) { return bound ? bound->to_string() : "?"; };
  std::string text;
  if (range.may_be_value) text = "[" + shown(range.lower) + ".." + shown(range.upper) + "]";
  if (range.may_be_null) text += text.empty() ? "null" : " null";
  return text;
}
const std::string unknown = "[?..?] null";

partition_range range_in(const std::string& content, const std::string& column, const schema::data_type& type,
                         std::size_t row_group = 0) {
  const std::string_view tail = std::string_view(content).substr(content.size() - 8);
  const std::size_t footer = parquet::read_footer_tail(tail).value().metadata_bytes;
  const auto from =
      parquet::parse_footer(std::string_view(content).substr(content.size() - 8 - footer, footer)).value();
  return parsed_range(from, parquet::make_schema_tree(from).value(), row_group, column, type);
}

// A file whose partition p is `text`, parsed as `parsed`; without, its values were not parsed.
checkpoint_row file(std::optional<std::string> text, std::optional<std::string> parsed, bool is_parsed = true) {
  checkpoint_row row;
  row.path = "f";
  row.values = {{"p", std::move(text)}};
  if (is_parsed) row.parsed = {{std::move(parsed)}};
  return row;
}
checkpoint_row number(std::int32_t value) { return file(std::to_string(value), little_endian(value)); }
checkpoint_row null_number() { return file(std::nullopt, std::nullopt); }
checkpoint_row removed() {
  checkpoint_row row;
  row.path = "r";
  row.removed = true;
  return row;
}

parquet::statistics between(std::string low, std::string high) {
  parquet::statistics made;
  made.min_value = std::move(low);
  made.max_value = std::move(high);
  return made;
}
parquet::statistics numbers(std::int32_t low, std::int32_t high) {
  return between(little_endian(low), little_endian(high));
}

// The range of a column p of 32-bit integers.
std::string range_of(const std::vector<checkpoint_row>& rows, const parquet::statistics& bounds,
                     const deltalake_test::parquet_style& style = {}) {
  checkpoint_writer writer({{"p", physical_type::int32}});
  return text_of(range_in(writer.type_defined_order().add(rows, {bounds}, style).finish(), "p", integer));
}
// That of a column of another type, with one file.
std::string range_of(const parsed_column& column, const schema::data_type& type, const std::string& low,
                     const std::string& high) {
  checkpoint_writer writer({column});
  writer.type_defined_order().add({file("text", low)}, {between(low, high)});
  return text_of(range_in(writer.finish(), column.name, type));
}
std::string time_range(const parquet::logical_type& logical, kind type, std::int64_t low, std::int64_t high) {
  return range_of({"p", physical_type::int64, logical}, schema::data_type(type), little_endian(low),
                  little_endian(high));
}

}  // namespace

TEST_CASE("parsed_range: the bounds of the parsed column, and whether there are nulls") {
  CHECK(range_of({number(1), number(5)}, numbers(1, 5)) == "[1..5]");
  CHECK(range_of({number(1), number(5), null_number()}, numbers(1, 5)) == "[1..5] null");
  CHECK(range_of({null_number(), null_number()}, {}) == "null");
  CHECK(range_of({number(1), number(5)}, {}) == "[?..?]");
}

TEST_CASE("parsed_range: rows that are no files are no nulls") {
  CHECK(range_of({removed(), number(1), removed()}, numbers(1, 1)) == "[1..1]");
  CHECK(range_of({removed(), null_number(), removed()}, {}) == "null");
  CHECK(range_of({removed(), number(1), null_number()}, numbers(1, 1)) == "[1..1] null");
}

TEST_CASE("parsed_range: values that were not parsed may be anything") {
  CHECK(range_of({number(1), file("9", {}, false)}, numbers(1, 1)) == unknown);
  CHECK(range_of({number(1), file("9", {})}, numbers(1, 1)) == unknown);
  CHECK(range_of({file("9", {}, false)}, {}) == unknown);
  CHECK(range_of({removed(), file("9", {}, false)}, {}) == unknown);
  // A null is a null, parsed or not.
  CHECK(range_of({number(1), file({}, {}, false)}, numbers(1, 1)) == "[1..1] null");
}

TEST_CASE("parsed_range: without counts of nulls nothing is known") {
  deltalake_test::parquet_style style;
  style.null_count = false;
  CHECK(range_of({number(1), number(5)}, numbers(1, 5), style) == unknown);
}

TEST_CASE("parsed_range: a column that was not parsed, or is of another type") {
  checkpoint_writer writer({{"p", physical_type::int32}});
  const std::string content = writer.type_defined_order().add({number(1)}, {numbers(1, 1)}).finish();
  CHECK(text_of(range_in(content, "p", integer)) == "[1..1]");
  CHECK(text_of(range_in(content, "p", schema::data_type(kind::long_))) == "[1..1]");
  CHECK(text_of(range_in(content, "P", integer)) == unknown);
  CHECK(text_of(range_in(content, "q", integer)) == unknown);
  CHECK(text_of(range_in(content, "", integer)) == unknown);
  for (const kind other : {kind::short_, kind::string, kind::date, kind::double_, kind::boolean, kind::void_}) {
    CHECK(text_of(range_in(content, "p", schema::data_type(other))) == unknown);
  }
  CHECK(text_of(range_in(checkpoint_writer().add({number(1)}).finish(), "p", integer)) == unknown);
}

TEST_CASE("parsed_range: a column twice is none") {
  checkpoint_row row = number(1);
  row.parsed = {{little_endian(1), little_endian(1)}};
  checkpoint_writer writer({{"p", physical_type::int32}, {"p", physical_type::int32}});
  writer.type_defined_order().add({row}, {numbers(1, 1), numbers(1, 1)});
  CHECK(text_of(range_in(writer.finish(), "p", integer)) == unknown);
}

TEST_CASE("parsed_range: nulls of several columns are told apart only if every value was parsed") {
  const auto two = [](std::optional<std::int32_t> p, std::optional<std::int32_t> q, bool parse_q = true) {
    checkpoint_row row;
    row.path = "f";
    const auto text = [](std::optional<std::int32_t> value) {
      return value ? std::optional<std::string>(std::to_string(*value)) : std::nullopt;
    };
    const auto parsed = [](std::optional<std::int32_t> value) {
      return value ? std::optional<std::string>(little_endian(*value)) : std::nullopt;
    };
    row.values = {{"p", text(p)}, {"q", text(q)}};
    row.parsed = {{parsed(p), parse_q ? parsed(q) : std::nullopt}};
    return row;
  };
  const auto ranges = [](const std::vector<checkpoint_row>& rows) {
    checkpoint_writer writer({{"p", physical_type::int32}, {"q", physical_type::int32}});
    const std::string content = writer.type_defined_order().add(rows, {numbers(1, 2), numbers(3, 4)}).finish();
    return text_of(range_in(content, "p", integer)) + " | " + text_of(range_in(content, "q", integer));
  };
  CHECK(ranges({two(1, 3), two(2, 4)}) == "[1..2] | [3..4]");
  CHECK(ranges({two(1, {}), two(2, 4), two({}, 3)}) == "[1..2] null | [3..4] null");
  CHECK(ranges({two(1, {}), two(2, {})}) == "[1..2] | null");
  // A value of q is missing: its nulls are doubtful, those of p are not there at all.
  CHECK(ranges({two(1, 3, false), two(2, 4)}) == "[1..2] | " + unknown);
  CHECK(ranges({two(1, 3, false), two(2, 4), two({}, 4)}) == unknown + " | " + unknown);
}

TEST_CASE("parsed_range: each row group has its own") {
  checkpoint_writer writer({{"p", physical_type::int32}});
  writer.type_defined_order().add({number(1)}, {numbers(1, 1)}).add({number(7), null_number()}, {numbers(7, 7)});
  CHECK(text_of(range_in(writer.finish(), "p", integer, 0)) == "[1..1]");
  CHECK(text_of(range_in(writer.finish(), "p", integer, 1)) == "[7..7] null");
}

TEST_CASE("parsed_range: an empty text is NULL") {
  const parsed_column text{"p", physical_type::byte_array, annotated(logical_kind::string)};
  CHECK(range_of(text, schema::data_type(kind::string), "a", "b") == "[a..b]");
  CHECK(range_of(text, schema::data_type(kind::string), "", "b") == "[..b] null");
  checkpoint_writer unbounded({text});
  unbounded.type_defined_order().add({file("a", "a")});
  CHECK(text_of(range_in(unbounded.finish(), "p", schema::data_type(kind::string))) == "[?..?] null");
}

TEST_CASE("parsed_range: of bytes nothing is known") {
  CHECK(range_of({"p", physical_type::byte_array}, schema::data_type(kind::binary), "a", "b") == unknown);
}

TEST_CASE("parsed_range: NaN may be above all numbers") {
  CHECK(range_of({"p", physical_type::float64}, schema::data_type(kind::double_), little_endian(1.0),
                 little_endian(2.0)) == "[1.0..?]");
  CHECK(range_of({"p", physical_type::float32}, schema::data_type(kind::float_), little_endian(1.0F),
                 little_endian(2.0F)) == "[1.0..?]");
}

TEST_CASE("parsed_range: time stamps may have been written in another zone") {
  parquet::logical_type zoned = annotated(logical_kind::timestamp);
  zoned.utc = true;
  parquet::logical_type local = zoned;
  local.utc = false;
  CHECK(time_range(zoned, kind::timestamp, 0, 1) == "[1969-12-31T00:00:00.000000Z..1970-01-02T00:00:00.000001Z]");
  CHECK(time_range(local, kind::timestamp_ntz, 0, 1) == "[1970-01-01T00:00:00.000000..1970-01-01T00:00:00.000001]");
  constexpr std::int64_t most = (std::numeric_limits<std::int64_t>::max)();
  CHECK(time_range(zoned, kind::timestamp, 0, most) == "[1969-12-31T00:00:00.000000Z..?]");
  CHECK(time_range(zoned, kind::timestamp, -most - 1, 0) == "[?..1970-01-02T00:00:00.000000Z]");
}

TEST_CASE("parsed_range: before the Gregorian calendar days may have been counted otherwise") {
  constexpr std::int32_t first_day = -141'349;
  const auto days = [](std::int32_t low, std::int32_t high) {
    return range_of({"p", physical_type::int32, annotated(logical_kind::date)}, schema::data_type(kind::date),
                    little_endian(low), little_endian(high));
  };
  CHECK(days(first_day, 0) == "[1583-01-01..1970-01-01]");
  CHECK(days(first_day - 1, 0) == "[?..1970-01-01]");
  CHECK(days(first_day - 2, first_day - 1) == "[?..?]");
  parquet::logical_type times = annotated(logical_kind::timestamp);
  constexpr std::int64_t first = std::int64_t{first_day} * 86'400'000'000;
  CHECK(time_range(times, kind::timestamp_ntz, first, 0) == "[1583-01-01T00:00:00.000000..1970-01-01T00:00:00.000000]");
  CHECK(time_range(times, kind::timestamp_ntz, first - 1, 0) == "[?..1970-01-01T00:00:00.000000]");
  times.utc = true;
  CHECK(time_range(times, kind::timestamp, first + 86'400'000'000, 0).starts_with("[1583-01-01T00:00:00.000000Z.."));
  CHECK(time_range(times, kind::timestamp, first + 86'399'999'999, 0).starts_with("[?.."));
}

}  // namespace deltalake_parsed_partitions_test
