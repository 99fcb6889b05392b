#include <deltalake/parquet/footer_write.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <deltalake/parquet/footer.hpp>
#include <deltalake/parquet/thrift_compact.hpp>
#include <deltalake/parquet/write_schema.hpp>

namespace deltalake_footer_write_test {

using namespace deltalake;
using namespace deltalake::parquet;
using deltalake::column::type_id;

namespace {

file_metadata footer_sample() {
  column::data_type instant(type_id::timestamp);
  instant.utc = true;
  column::data_type amount(type_id::decimal128);
  amount.precision = 12;
  amount.scale = 3;
  const std::vector<column::field> fields{{"a", type_id::int16, false},  {"b", instant, true},
                                          {"c", amount, true},           {"d", type_id::utf8, true},
                                          {"e", type_id::float16, true}, {"f", column::variant_type(), true}};
  file_metadata made;
  made.version = 1;
  made.schema = make_write_schema(fields).value().elements;
  made.schema[1].field_id = 5;
  made.num_rows = 3;
  made.key_value_metadata = {{"k", "v"}, {"empty", ""}};
  made.created_by = created_by();
  made.type_defined_order = {true, true, false, true, true, true, true};
  row_group& group = made.row_groups.emplace_back();
  group.num_rows = 3;
  group.total_byte_size = 700;
  group.file_offset = 4;
  group.total_compressed_size = 600;
  std::int64_t offset = 4;
  const schema_tree tree = make_schema_tree(made).value();
  for (const leaf_column& leaf : tree.leaves) {
    column_chunk& chunk = group.columns.emplace_back();
    chunk.type = leaf.physical;
    chunk.path_in_schema = leaf.path;
    chunk.encodings = {encoding::rle_dictionary, encoding::plain, encoding::rle};
    chunk.codec = compression::zstd;
    chunk.num_values = 3;
    chunk.total_uncompressed_size = 100;
    chunk.total_compressed_size = 80;
    chunk.dictionary_page_offset = offset;
    chunk.data_page_offset = offset + 30;
    statistics& bounds = chunk.statistics.emplace();
    bounds.min_value = "a";
    bounds.max_value = std::string("\0z", 2);
    bounds.null_count = 1;
    bounds.is_min_value_exact = true;
    bounds.is_max_value_exact = false;
    chunk.encoding_stats = {{page_type::data_v1, encoding::rle_dictionary, 2}};
    chunk.bloom_filter_offset = 1000;
    chunk.bloom_filter_length = 47;
    chunk.offset_index_offset = 2000;
    chunk.offset_index_length = 20;
    chunk.column_index_offset = 3000;
    chunk.column_index_length = 30;
    offset += 80;
  }
  return made;
}

}  // namespace

TEST_CASE("footer: what is written is what is read") {
  const file_metadata from = footer_sample();
  std::string text = "before";
  write_footer(from, text);
  const footer_tail tail = read_footer_tail(std::string_view(text).substr(text.size() - 8)).value();
  REQUIRE(tail.metadata_bytes == text.size() - 8 - 6);
  const file_metadata found = parse_footer(std::string_view(text).substr(6, tail.metadata_bytes)).value();
  CHECK(found.version == 1);
  CHECK(found.num_rows == 3);
  CHECK(found.created_by == from.created_by);
  CHECK(found.key_value_metadata == from.key_value_metadata);
  CHECK(found.type_defined_order == from.type_defined_order);
  REQUIRE(found.schema.size() == from.schema.size());
  for (std::size_t i = 0; i < from.schema.size(); ++i) {
    CAPTURE(i);
    CHECK(found.schema[i].name == from.schema[i].name);
    CHECK(found.schema[i].type == from.schema[i].type);
    CHECK(found.schema[i].type_length == from.schema[i].type_length);
    CHECK(found.schema[i].repetition == from.schema[i].repetition);
    CHECK(found.schema[i].num_children == from.schema[i].num_children);
    CHECK(found.schema[i].field_id == from.schema[i].field_id);
    CHECK(found.schema[i].logical == from.schema[i].logical);
  }
  REQUIRE(found.row_groups.size() == 1);
  CHECK(found.row_groups[0].file_offset == 4);
  CHECK(found.row_groups[0].total_compressed_size == 600);
  REQUIRE(found.row_groups[0].columns.size() == from.row_groups[0].columns.size());
  for (std::size_t i = 0; i < found.row_groups[0].columns.size(); ++i) {
    const column_chunk &one = found.row_groups[0].columns[i], &other = from.row_groups[0].columns[i];
    CHECK(one.path_in_schema == other.path_in_schema);
    CHECK(one.encodings == other.encodings);
    CHECK(one.codec == other.codec);
    CHECK(one.total_compressed_size == other.total_compressed_size);
    CHECK(one.dictionary_page_offset == other.dictionary_page_offset);
    CHECK(one.data_page_offset == other.data_page_offset);
    REQUIRE(one.statistics.has_value());
    CHECK(one.statistics->min_value == other.statistics->min_value);
    CHECK(one.statistics->max_value == other.statistics->max_value);
    CHECK(one.statistics->null_count == 1);
    CHECK(one.statistics->is_min_value_exact == true);
    CHECK(one.statistics->is_max_value_exact == false);
    CHECK(one.bloom_filter_offset == 1000);
    CHECK(one.bloom_filter_length == 47);
    CHECK(one.offset_index_length == 20);
    CHECK(one.column_index_offset == 3000);
  }
}

namespace {

// The ConvertedTypes of a footer's schema elements; -1 where there is none.
std::vector<std::int32_t> converted_types(std::string_view footer) {
  std::vector<std::int32_t> made;
  thrift_reader in(footer, 1000);
  for (thrift_field field; in.next(field);) {
    const std::size_t count = field.id == 2 ? in.enter_list(field, thrift_kind::structure) : 0;
    for (std::size_t i = 0; i < count; ++i) {
      made.push_back(-1);
      for (thrift_field part; in.next(part);) {
        if (part.id == 6) in.take(part, made.back());
        if (part.id != 6) in.skip(part);
      }
    }
    if (field.id != 2) in.skip(field);
  }
  CHECK(in.good());
  return made;
}

}  // namespace

TEST_CASE("footer: annotations stand there in the old form as well, where that means the same") {
  file_metadata from;
  from.schema.resize(1);
  const auto add = [&from](logical_kind kind, column::time_unit unit = column::time_unit::micro, bool utc = false) {
    schema_element& one = from.schema.emplace_back();
    one.type = physical_type::int64;
    one.logical.kind = kind;
    one.logical.unit = unit;
    one.logical.utc = utc;
    return &one.logical;
  };
  add(logical_kind::string);
  add(logical_kind::decimal);
  add(logical_kind::timestamp);  // the old one is always adjusted to UTC
  add(logical_kind::timestamp, column::time_unit::micro, true);
  add(logical_kind::timestamp, column::time_unit::milli, true);
  add(logical_kind::timestamp, column::time_unit::nano, true);
  add(logical_kind::integer)->bit_width = 16;
  add(logical_kind::float16);
  from.schema.front().num_children = 8;
  std::string text;
  write_footer(from, text);
  CHECK(converted_types(std::string_view(text).substr(0, text.size() - 8)) ==
        std::vector<std::int32_t>{-1, 0, 5, -1, 10, 9, -1, 16, -1});
}

}  // namespace deltalake_footer_write_test
