#include <deltalake/parquet/footer.hpp>

#include <doctest/doctest.h>

#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <tests/support/thrift_writer.hpp>

namespace deltalake_footer_test {
namespace {

namespace parquet = deltalake::parquet;
using deltalake::errc;
using deltalake::column::time_unit;
using deltalake_test::thrift_list;
using deltalake_test::thrift_struct;
using deltalake_test::thrift_text;
using deltalake_test::thrift_zigzag;
using parquet::logical_kind;

deltalake::result<parquet::file_metadata> parse(std::string_view metadata, parquet::limits bounds = {}) {
  // A block of its own, so that a sanitizer sees a read past the end.
  const std::unique_ptr<char[]> copy(new char[metadata.size()]);
  if (!metadata.empty()) std::memcpy(copy.get(), metadata.data(), metadata.size());
  return parquet::parse_footer({copy.get(), metadata.size()}, bounds);
}
void is_refused(const std::string& metadata, errc code, std::string_view field = {}, parquet::limits bounds = {}) {
  const auto parsed = parse(metadata, bounds);
  REQUIRE_FALSE(parsed.has_value());
  CAPTURE(parsed.error().detail);
  CHECK(parsed.error().code == code);
  CHECK(parsed.error().field == field);
}

// Schema elements; physical types and repetitions by their numbers.
thrift_struct root(int children) { return thrift_struct().text(4, "schema").int32(5, children); }
thrift_struct group(std::string_view name, int repetition, int children) {
  return thrift_struct().int32(3, repetition).text(4, name).int32(5, children);
}
thrift_struct leaf(std::string_view name, int repetition, int type) {
  return thrift_struct().int32(1, type).int32(3, repetition).text(4, name);
}
thrift_list list_of(const std::vector<thrift_struct>& elements) {
  thrift_list made(12);
  for (const thrift_struct& element : elements) made.add(element.bytes());
  return made;
}

// What ColumnMetaData requires, up to the offset of the data pages.
thrift_struct column(int type, std::int64_t num_values = 3) {
  return thrift_struct()
      .int32(1, type)
      .list(2, thrift_list(5).add(thrift_zigzag(0)).add(thrift_zigzag(8)).add(thrift_zigzag(3)))
      .list(3, thrift_list(8).add(thrift_text("a")).add(thrift_text("b")))
      .int32(4, 1)
      .int64(5, num_values)
      .int64(6, 200)
      .int64(7, 100)
      .int64(9, 54);
}
thrift_struct chunk(const thrift_struct& metadata) { return thrift_struct().int64(2, 0).structure(3, metadata); }
thrift_struct row_group(const std::vector<thrift_struct>& chunks, std::int64_t rows = 3) {
  return thrift_struct().list(1, list_of(chunks)).int64(2, 400).int64(3, rows);
}
thrift_struct file(const std::vector<thrift_struct>& schema, const std::vector<thrift_struct>& groups) {
  return thrift_struct().int32(1, 2).list(2, list_of(schema)).int64(3, 3).list(4, list_of(groups));
}
// A file of one column of type INT32, whose chunk is `metadata`.
std::string file_of(const thrift_struct& metadata) {
  return file({root(1), leaf("a", 0, 1)}, {row_group({chunk(metadata)})}).bytes();
}
// A file that uses all that is known.
std::string everything() {
  const thrift_struct bounds = thrift_struct()
                                   .text(1, "M")
                                   .text(2, "m")
                                   .int64(3, 0)
                                   .int64(4, 2)
                                   .text(5, "Z")
                                   .text(6, "a")
                                   .boolean(7, true)
                                   .boolean(8, false);
  const thrift_struct first = column(6).int64(10, 7).int64(11, 4).structure(12, bounds).int64(14, 1000).int32(15, 50);
  const thrift_struct chunk_a = thrift_struct()
                                    .text(1, "elsewhere")
                                    .int64(2, 0)
                                    .structure(3, first)
                                    .int64(4, 2000)
                                    .int32(5, 20)
                                    .int64(6, 3000)
                                    .int32(7, 30);
  const thrift_struct utf8 = thrift_struct().structure(1, thrift_struct());
  return file({root(2), leaf("a", 1, 6).int32(6, 0).int32(9, 17).structure(10, utf8), leaf("b", 0, 2)},
              {row_group({chunk_a, chunk(column(2))}).int64(5, 4).int64(6, 300).int16(7, 0),
               row_group({chunk(column(6)), chunk(column(2))}, 0)})
      .list(5, list_of({thrift_struct().text(1, "k").text(2, "v"), thrift_struct().text(1, "alone")}))
      .text(6, "somebody version 1.2.3")
      .list(7, list_of({thrift_struct().structure(1, thrift_struct()), thrift_struct().structure(2, thrift_struct())}))
      .bytes();
}

TEST_CASE("footer: the tail tells the size of the metadata") {
  const auto tail = parquet::read_footer_tail(std::string_view("\x01\x02\x03\x84PAR1", 8));
  REQUIRE(tail.has_value());
  CHECK(tail->metadata_bytes == 0x84030201);
  CHECK_FALSE(tail->encrypted);
}

TEST_CASE("footer: a tail of another file is refused") {
  const auto code_of = [](std::string_view tail) { return parquet::read_footer_tail(tail).error().code; };
  CHECK(code_of(std::string_view("\x01\0\0\0PARE", 8)) == errc::unsupported_parquet);
  CHECK(code_of(std::string_view("\x01\0\0\0PAR2", 8)) == errc::invalid_parquet);
  CHECK(code_of(std::string_view("\0\0\0PAR1", 7)) == errc::invalid_parquet);
  CHECK(code_of(std::string_view("\0\0\0\0\0PAR1", 9)) == errc::invalid_parquet);
  CHECK(code_of({}) == errc::invalid_parquet);
}

TEST_CASE("footer: what the file says of itself") {
  const parquet::file_metadata file = parse(everything()).value();
  CHECK(file.version == 2);
  CHECK(file.num_rows == 3);
  CHECK(file.created_by == "somebody version 1.2.3");
  CHECK(file.key_value_metadata == std::vector<std::pair<std::string, std::string>>{{"k", "v"}, {"alone", ""}});
  CHECK(file.type_defined_order == std::vector<bool>{true, false});
  REQUIRE(file.schema.size() == 3);
  CHECK(file.schema[0].num_children == 2);
  CHECK_FALSE(file.schema[0].repetition);
  const parquet::schema_element& a = file.schema[1];
  CHECK(a.name == "a");
  CHECK(a.type == parquet::physical_type::byte_array);
  CHECK(a.repetition == parquet::repetition::optional);
  CHECK(a.field_id == 17);
  CHECK(a.logical.kind == logical_kind::string);
  CHECK_FALSE(file.schema[2].field_id);
  REQUIRE(file.row_groups.size() == 2);
  const parquet::row_group& group = file.row_groups[0];
  CHECK(group.num_rows == 3);
  CHECK(group.total_byte_size == 400);
  CHECK(group.file_offset == 4);
  CHECK(group.total_compressed_size == 300);
  CHECK_FALSE(file.row_groups[1].file_offset);
}

TEST_CASE("footer: what the file says of a column") {
  const parquet::file_metadata file = parse(everything()).value();
  const parquet::column_chunk& full = file.row_groups.at(0).columns.at(0);
  CHECK(full.file_path == "elsewhere");
  CHECK(full.type == parquet::physical_type::byte_array);
  CHECK(full.path_in_schema == std::vector<std::string>{"a", "b"});
  CHECK(full.encodings == std::vector<parquet::encoding>{parquet::encoding::plain, parquet::encoding::rle_dictionary,
                                                         parquet::encoding::rle});
  CHECK(full.codec == parquet::compression::snappy);
  CHECK(full.num_values == 3);
  CHECK(full.total_uncompressed_size == 200);
  CHECK(full.total_compressed_size == 100);
  CHECK(full.data_page_offset == 54);
  CHECK(full.dictionary_page_offset == 4);
  CHECK(full.bloom_filter_offset == 1000);
  CHECK(full.bloom_filter_length == 50);
  CHECK(full.offset_index_offset == 2000);
  CHECK(full.offset_index_length == 20);
  CHECK(full.column_index_offset == 3000);
  CHECK(full.column_index_length == 30);
  REQUIRE(full.statistics);
  CHECK(full.statistics->max == "M");
  CHECK(full.statistics->min == "m");
  CHECK(full.statistics->null_count == 0);
  CHECK(full.statistics->distinct_count == 2);
  CHECK(full.statistics->max_value == "Z");
  CHECK(full.statistics->min_value == "a");
  CHECK(full.statistics->is_max_value_exact == true);
  CHECK(full.statistics->is_min_value_exact == false);
  const parquet::column_chunk& plain = file.row_groups.at(0).columns.at(1);
  CHECK(plain.type == parquet::physical_type::int64);
  CHECK(plain.file_path.empty());
  CHECK_FALSE(plain.dictionary_page_offset);
  CHECK_FALSE(plain.statistics);
  CHECK_FALSE(plain.encrypted);
}

TEST_CASE("footer: a file without columns, and one without rows") {
  CHECK(parse(file({root(0)}, {}).bytes()).has_value());
  CHECK(parse(file({thrift_struct().text(4, "m")}, {}).bytes()).has_value());
  CHECK(parse(file({root(1), leaf("a", 0, 1)}, {}).bytes()).has_value());
}

TEST_CASE("footer: a cut is refused wherever it is") {
  const std::string bytes = everything();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CAPTURE(size);
    const auto parsed = parse(std::string_view(bytes).substr(0, size));
    REQUIRE_FALSE(parsed.has_value());
    CHECK(parsed.error().code == errc::invalid_parquet);
  }
  CHECK(parse(bytes + "signature").has_value());  // what follows the metadata is not ours to judge
}

TEST_CASE("footer: no flipped bit leads outside of the bytes") {
  const std::string bytes = everything();
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string flipped = bytes;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    const auto parsed = parse(flipped);
    if (!parsed) continue;
    for (const parquet::row_group& group : parsed->row_groups) CHECK(group.num_rows >= 0);
  }
}

TEST_CASE("footer: fields that are not known are skipped, as those of another kind are") {
  CHECK(parse(file_of(column(1).structure(16, thrift_struct().int64(1, 5)).text(77, "later"))).has_value());
  // There are files that have a list where the size of the Bloom filter stands today.
  const auto parsed = parse(file_of(column(1).list(15, list_of({thrift_struct().int32(1, 5)}))));
  REQUIRE(parsed.has_value());
  CHECK_FALSE(parsed->row_groups[0].columns[0].bloom_filter_length);
}

TEST_CASE("footer: codecs and encodings that are not known are no error") {
  const thrift_struct odd =
      thrift_struct()
          .int32(1, 1)
          .list(2, thrift_list(5).add(thrift_zigzag(1)).add(thrift_zigzag(10)).add(thrift_zigzag(-1)))
          .list(3, thrift_list(8))
          .int32(4, 8)
          .int64(5, 0)
          .int64(6, 0)
          .int64(7, 0)
          .int64(9, 0);
  const parquet::file_metadata file = parse(file_of(odd)).value();
  CHECK(file.row_groups[0].columns[0].codec == parquet::compression::unknown);
  CHECK(file.row_groups[0].columns[0].encodings == std::vector<parquet::encoding>(3, parquet::encoding::unknown));
}

TEST_CASE("footer: an encrypted column") {
  is_refused(
      file({root(1), leaf("a", 0, 1)},
           {row_group({thrift_struct().int64(2, 9).structure(8, thrift_struct()).text(9, std::string(40, 'x'))})})
          .bytes(),
      errc::unsupported_parquet, "row_groups[0].columns[0]");
  const auto parsed =
      parse(file({root(1), leaf("a", 0, 1)},
                 {row_group({chunk(column(1)).structure(8, thrift_struct().structure(1, thrift_struct()))})})
                .bytes());
  REQUIRE(parsed.has_value());
  CHECK(parsed->row_groups[0].columns[0].encrypted);
}

TEST_CASE("footer: what is required must be there") {
  const thrift_struct schema_only = thrift_struct().int32(1, 1).list(2, list_of({root(0)}));
  is_refused(thrift_struct(schema_only).list(4, list_of({})).bytes(), errc::invalid_parquet);
  is_refused(thrift_struct(schema_only).int64(3, 0).bytes(), errc::invalid_parquet);
  is_refused(thrift_struct().bytes(), errc::invalid_parquet);
  is_refused(file({}, {}).bytes(), errc::invalid_parquet);
  is_refused(file({root(1), thrift_struct().int32(1, 1).int32(3, 0)}, {}).bytes(), errc::invalid_parquet, "schema[1]");
  is_refused(file_of(thrift_struct().int32(1, 1).int32(4, 1).int64(5, 100).int64(6, 100).int64(7, 100).int64(9, 4)),
             errc::invalid_parquet, "row_groups[0].columns[0]");
  is_refused(file({root(0)}, {thrift_struct().list(1, list_of({})).int64(2, 1).text(3, "3")}).bytes(),
             errc::invalid_parquet, "row_groups[0]");
  is_refused(file({root(0)}, {}).list(5, list_of({thrift_struct().text(2, "a value")})).bytes(), errc::invalid_parquet);
}

TEST_CASE("footer: the schema is one tree") {
  CHECK(parse(file({root(2), group("g", 0, 2), leaf("a", 0, 1), leaf("b", 0, 1), leaf("c", 0, 1)}, {}).bytes())
            .has_value());
  is_refused(file({root(1), leaf("a", 0, 1), leaf("b", 0, 1)}, {}).bytes(), errc::invalid_parquet, "schema[2]");
  is_refused(file({root(2), leaf("a", 0, 1)}, {}).bytes(), errc::invalid_parquet);
  is_refused(file({root(1), group("g", 0, 2), leaf("a", 0, 1)}, {}).bytes(), errc::invalid_parquet);
  is_refused(file({root(2147483647), leaf("a", 0, 1)}, {}).bytes(), errc::invalid_parquet);
  is_refused(file({root(-1)}, {}).bytes(), errc::invalid_parquet, "schema[0]");
  is_refused(file({root(1), group("g", 0, -1)}, {}).bytes(), errc::invalid_parquet, "schema[1]");
  is_refused(file({leaf("a", 0, 1)}, {}).bytes(), errc::invalid_parquet, "schema[0]");
  is_refused(file({root(1), leaf("a", 0, 1).int32(5, 1), leaf("b", 0, 1)}, {}).bytes(), errc::invalid_parquet,
             "schema[1]");
  is_refused(file({root(1), thrift_struct().int32(1, 1).text(4, "a")}, {}).bytes(), errc::invalid_parquet, "schema[1]");
}

TEST_CASE("footer: types and repetitions that are not known") {
  is_refused(file({root(1), leaf("a", 0, 8)}, {}).bytes(), errc::unsupported_parquet, "schema[1]");
  is_refused(file({root(1), leaf("a", 3, 1)}, {}).bytes(), errc::unsupported_parquet, "schema[1]");
  is_refused(file({root(1), leaf("a", 0, -7)}, {}).bytes(), errc::invalid_parquet, "schema[1]");
  is_refused(file({root(1), leaf("a", -1, 1)}, {}).bytes(), errc::invalid_parquet, "schema[1]");
}

TEST_CASE("footer: values of a fixed length have one") {
  const auto fixed = [](int length) {
    return file({root(1), thrift_struct().int32(1, 7).int32(2, length).int32(3, 0).text(4, "a")}, {}).bytes();
  };
  CHECK(parse(fixed(16)).value().schema[1].type_length == 16);
  is_refused(fixed(0), errc::invalid_parquet, "schema[1]");
  is_refused(fixed(-3), errc::invalid_parquet, "schema[1]");
}

TEST_CASE("footer: row groups have the schema's columns") {
  const std::vector<thrift_struct> schema{root(2), leaf("a", 0, 1), leaf("b", 0, 2)};
  CHECK(parse(file(schema, {row_group({chunk(column(1)), chunk(column(2))})}).bytes()).has_value());
  is_refused(file(schema, {row_group({chunk(column(1))})}).bytes(), errc::invalid_parquet, "row_groups[0]");
  is_refused(file(schema, {row_group({chunk(column(1)), chunk(column(1))})}).bytes(), errc::invalid_parquet,
             "row_groups[0].columns[1]");
  is_refused(file(schema, {row_group({})}).bytes(), errc::invalid_parquet, "row_groups[0]");
  is_refused(file(schema, {}).list(7, list_of({thrift_struct().structure(1, thrift_struct())})).bytes(),
             errc::invalid_parquet);
}

TEST_CASE("footer: counts, sizes and offsets are not negative") {
  is_refused(file_of(column(1, -1)), errc::invalid_parquet, "row_groups[0].columns[0]");
  is_refused(file_of(column(1).int64(11, -4)), errc::invalid_parquet, "row_groups[0].columns[0]");
  is_refused(file_of(column(1).int64(14, -4)), errc::invalid_parquet, "row_groups[0].columns[0]");
  const std::vector<thrift_struct> schema{root(1), leaf("a", 0, 1)};
  is_refused(file(schema, {row_group({chunk(column(1)).int64(4, -1)})}).bytes(), errc::invalid_parquet,
             "row_groups[0].columns[0]");
  is_refused(file(schema, {row_group({chunk(column(1))}, -3)}).bytes(), errc::invalid_parquet, "row_groups[0]");
  const std::int64_t most = 9223372036854775807;
  is_refused(file(schema, {row_group({chunk(column(1))}, most), row_group({chunk(column(1))}, 1)}).bytes(),
             errc::invalid_parquet, "row_groups[1]");
  // Of statistics, a negative count says nothing.
  const parquet::file_metadata file = parse(file_of(column(1).structure(12, thrift_struct().int64(3, -1)))).value();
  CHECK_FALSE(file.row_groups[0].columns[0].statistics.value().null_count);
}

TEST_CASE("footer: limits") {
  parquet::limits bounds;
  const std::string bytes = everything();
  bounds.footer_bytes = bytes.size();
  CHECK(parse(bytes, bounds).has_value());
  bounds.footer_bytes = bytes.size() - 1;
  is_refused(bytes, errc::value_too_large, "", bounds);
  bounds = parquet::limits();
  bounds.schema_elements = 2;
  is_refused(bytes, errc::value_too_large, "", bounds);
  bounds = parquet::limits();
  bounds.row_groups = 1;
  is_refused(bytes, errc::value_too_large, "", bounds);
  bounds = parquet::limits();
  bounds.string_bytes = 21;
  is_refused(bytes, errc::value_too_large, "", bounds);
}

TEST_CASE("footer: a schema may be nested up to the limit") {
  const auto nested = [](int depth) {
    std::vector<thrift_struct> schema{root(1)};
    for (int i = 1; i < depth; ++i) schema.push_back(group("g", 1, 1));
    schema.push_back(leaf("a", 1, 1));
    return file(schema, {}).bytes();
  };
  parquet::limits bounds;
  bounds.schema_depth = 5;
  CHECK(parse(nested(5), bounds).has_value());
  is_refused(nested(6), errc::value_too_large, "schema[6]", bounds);
  is_refused(nested(50'000), errc::value_too_large, "schema[65]");
}

TEST_CASE("footer: a count without content makes no room") {
  const std::string many = "\x19\xFC" + deltalake_test::thrift_varint(2'000'000'000);
  is_refused("\x15\x02" + many, errc::invalid_parquet);
  is_refused("\x29\xFC" + deltalake_test::thrift_varint(90'000) + std::string(100'000, '\0'), errc::invalid_parquet);
}

// The annotation of a schema element.
parquet::logical_type annotation(const thrift_struct& element) {
  return parse(file({root(1), element}, {}).bytes()).value().schema.at(1).logical;
}
parquet::logical_type of_union(int member, const thrift_struct& value) {
  return annotation(leaf("a", 0, 1).structure(10, thrift_struct().structure(member, value)));
}

TEST_CASE("footer: annotations without parameters") {
  const std::vector<std::pair<int, logical_kind>> members{
      {1, logical_kind::string},      {2, logical_kind::map},      {3, logical_kind::list},
      {4, logical_kind::enumeration}, {6, logical_kind::date},     {11, logical_kind::unknown_null},
      {12, logical_kind::json},       {13, logical_kind::bson},    {14, logical_kind::uuid},
      {15, logical_kind::float16},    {16, logical_kind::variant}, {17, logical_kind::geometry},
      {18, logical_kind::geography},  {9, logical_kind::none},     {19, logical_kind::none},
      {100, logical_kind::none}};
  for (const auto& [member, kind] : members) {
    CAPTURE(member);
    CHECK(of_union(member, thrift_struct().text(1, "parameter")).kind == kind);
  }
}

TEST_CASE("footer: annotations with parameters") {
  const parquet::logical_type decimal = of_union(5, thrift_struct().int32(1, 2).int32(2, 9));
  CHECK(decimal.kind == logical_kind::decimal);
  CHECK(decimal.scale == 2);
  CHECK(decimal.precision == 9);
  const time_unit units[] = {time_unit::milli, time_unit::micro, time_unit::nano};
  for (const int unit : {1, 2, 3}) {
    const thrift_struct value =
        thrift_struct().boolean(1, unit == 2).structure(2, thrift_struct().structure(unit, thrift_struct()));
    const parquet::logical_type time = of_union(7, value), timestamp = of_union(8, value);
    CHECK(time.kind == logical_kind::time);
    CHECK(time.unit == units[unit - 1]);
    CHECK(timestamp.kind == logical_kind::timestamp);
    CHECK(timestamp.unit == units[unit - 1]);
    CHECK(timestamp.utc == (unit == 2));
  }
  const parquet::logical_type integer = of_union(10, thrift_struct().int8(1, 16).boolean(2, false));
  CHECK(integer.kind == logical_kind::integer);
  CHECK(integer.bit_width == 16);
  CHECK_FALSE(integer.is_signed);
}

TEST_CASE("footer: a time in a unit that is not known is no time") {
  const thrift_struct value =
      thrift_struct().boolean(1, true).structure(2, thrift_struct().structure(4, thrift_struct()));
  CHECK(of_union(8, value) == parquet::logical_type());
  CHECK(of_union(8, thrift_struct().boolean(1, true)) == parquet::logical_type());
}

TEST_CASE("footer: the old annotations are translated") {
  const auto converted = [](int number) {
    return annotation(leaf("a", 0, 1).int32(6, number).int32(7, 2).int32(8, 9));
  };
  const std::vector<std::pair<int, logical_kind>> plain{
      {0, logical_kind::string}, {1, logical_kind::map},         {2, logical_kind::map_key_value},
      {3, logical_kind::list},   {4, logical_kind::enumeration}, {6, logical_kind::date},
      {19, logical_kind::json},  {20, logical_kind::bson},       {21, logical_kind::interval},
      {22, logical_kind::none},  {-1, logical_kind::none}};
  for (const auto& [number, kind] : plain) {
    CAPTURE(number);
    CHECK(converted(number).kind == kind);
  }
  CHECK(converted(5).kind == logical_kind::decimal);
  CHECK(converted(5).precision == 9);
  CHECK(converted(5).scale == 2);
  for (const int number : {7, 8, 9, 10}) {
    CHECK(converted(number).kind == (number < 9 ? logical_kind::time : logical_kind::timestamp));
    CHECK(converted(number).unit == (number % 2 == 1 ? time_unit::milli : time_unit::micro));
    CHECK(converted(number).utc);
  }
  for (int number = 11; number <= 18; ++number) {
    CHECK(converted(number).kind == logical_kind::integer);
    CHECK(converted(number).bit_width == 8 << ((number - 11) % 4));
    CHECK(converted(number).is_signed == (number >= 15));
  }
}

TEST_CASE("footer: the new annotation outranks the old one, if it is known") {
  const thrift_struct json = thrift_struct().structure(12, thrift_struct()),
                      later = thrift_struct().structure(50, thrift_struct());
  CHECK(annotation(leaf("a", 0, 6).int32(6, 0).structure(10, json)).kind == logical_kind::json);
  CHECK(annotation(leaf("a", 0, 6).int32(6, 0).structure(10, later)).kind == logical_kind::string);
}

}  // namespace
}  // namespace deltalake_footer_test
