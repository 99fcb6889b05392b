#include <deltalake/parquet/footer_write.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include <deltalake/parquet/footer.hpp>
#include <deltalake/parquet/write_schema.hpp>

using namespace deltalake;
using namespace deltalake::parquet;
using deltalake::column::type_id;

namespace {

file_metadata sample() {
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
  const file_metadata from = sample();
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

TEST_CASE("footer: annotations stand there in the old form as well") {
  // Without their LogicalType, which old readers pass over, types still mean the same.
  using deltalake::parquet::detail::converted_type;
  logical_type of;
  const auto number = [&of](logical_kind kind) {
    of.kind = kind;
    return converted_type(of).value_or(-1);
  };
  CHECK(number(logical_kind::string) == 0);
  CHECK(number(logical_kind::list) == 3);
  CHECK(number(logical_kind::decimal) == 5);
  CHECK(number(logical_kind::timestamp) == -1);  // the old one is always adjusted to UTC
  of.utc = true;
  CHECK(number(logical_kind::timestamp) == 10);
  of.unit = column::time_unit::milli;
  CHECK(number(logical_kind::timestamp) == 9);
  of.unit = column::time_unit::nano;
  CHECK(number(logical_kind::timestamp) == -1);
  of.bit_width = 16;
  CHECK(number(logical_kind::integer) == 16);
  of.is_signed = false;
  CHECK(number(logical_kind::integer) == 12);
  CHECK(number(logical_kind::float16) == -1);
}
