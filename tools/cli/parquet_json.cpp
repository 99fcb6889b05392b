#include <string>
#include <utility>
#include <vector>

#include "failure.hpp"
#include "json_writer.hpp"
#include "parquet_json.hpp"
#include "parquet_pages.hpp"
#include "parquet_words.hpp"

namespace deltalake_tool {
namespace {

namespace parquet = deltalake::parquet;

json_writer& text_or_null(json_writer& json, const std::string& text) {
  return text.empty() ? json.null() : json.text(text);
}

void write_element(json_writer& json, const std::vector<schema_row>& rows, std::size_t& next) {
  const schema_row& row = rows[next++];
  json.begin_object().key("name").text(row.element->name);
  json.key("repetition").text(word(row.repetition));
  text_or_null(json.key("physical_type"), physical_text(*row.element));
  text_or_null(json.key("logical_type"), logical_text(row.element->logical));
  text_or_null(json.key("arrow_type"), row.arrow_type);
  json.key("field_id").number_or_null(row.element->field_id);
  json.key("max_definition_level").number(row.max_definition);
  json.key("max_repetition_level").number(row.max_repetition);
  json.key("column");
  row.leaf == nullptr ? json.null() : json.text(dotted(*row.leaf));
  json.key("children").begin_array();
  while (next < rows.size() && rows[next].depth > row.depth) write_element(json, rows, next);
  json.end_array().end_object();
}

void write_bound(json_writer& json, const parquet::leaf_column& leaf, const std::string* plain) {
  const auto bound = plain == nullptr ? std::nullopt : bound_of(leaf, *plain);
  if (!bound)
    json.null();
  else
    bound->literal ? json.raw(bound->text) : json.text(bound->text);
}

void write_statistics(json_writer& json, const parquet::leaf_column& leaf, const chunk_bounds& bounds) {
  if (bounds.min == nullptr && bounds.max == nullptr) {
    json.null();
    return;
  }
  const auto exact = [&json](const std::optional<bool>& known) { known ? json.boolean(*known) : json.null(); };
  json.begin_object().key("min");
  write_bound(json, leaf, bounds.min);
  json.key("max");
  write_bound(json, leaf, bounds.max);
  json.key("min_exact");
  exact(bounds.min_exact);
  json.key("max_exact");
  exact(bounds.max_exact);
  json.key("order").text(bounds.order).end_object();
}

void write_part(json_writer& json, const std::optional<std::int64_t>& offset,
                const std::optional<std::int32_t>& length) {
  if (!offset) {
    json.null();
    return;
  }
  json.begin_object().key("offset").number(*offset).key("length").number_or_null(length).end_object();
}

void write_page(json_writer& json, const parquet::leaf_column& leaf, bool type_order, const chunk_pages::page& page) {
  const parquet::page_header& header = page.header;
  const bool values = header.type != parquet::page_type::index && header.type != parquet::page_type::unknown;
  const bool v2 = header.type == parquet::page_type::data_v2;
  json.begin_object().key("type").text(word(header.type)).key("offset").number(static_cast<std::int64_t>(page.offset));
  json.key("encoding");
  values ? json.text(word(header.encoding)) : json.null();
  json.key("num_values");
  values ? json.number(header.num_values) : json.null();
  json.key("num_nulls");
  v2 ? json.number(header.num_nulls) : json.null();
  json.key("num_rows");
  v2 ? json.number(header.num_rows) : json.null();
  json.key("header_size").number(header.header_bytes);
  json.key("compressed_size").number(header.compressed_bytes);
  json.key("uncompressed_size").number(header.uncompressed_bytes);
  json.key("crc").number_or_null(header.crc);
  json.key("statistics");
  write_statistics(json, leaf, bounds_of(header.statistics, type_order));
  json.end_object();
}

void write_pages(json_writer& json, const parquet::leaf_column& leaf, bool type_order, const chunk_pages& found) {
  json.key("pages").begin_array();
  for (const chunk_pages::page& page : found.pages) write_page(json, leaf, type_order, page);
  json.end_array().key("problem");
  if (!found.failure) {
    json.null();
    return;
  }
  json.begin_object().key("code").text(deltalake::name(found.failure->code));
  json.key("message").text(message_of(*found.failure)).end_object();
}

// All of a chunk but its pages; the object stays open.
void begin_chunk(json_writer& json, const parquet::leaf_column& leaf, const parquet::column_chunk& chunk,
                 bool type_order) {
  json.begin_object().key("column").text(dotted(leaf)).key("physical_type").text(word(chunk.type));
  json.key("codec").text(word(chunk.codec)).key("encodings").begin_array();
  for (const parquet::encoding how : chunk.encodings) json.text(word(how));
  const auto& known = chunk.statistics;
  json.end_array().key("num_values").number(chunk.num_values);
  json.key("null_count").number_or_null(known ? known->null_count : std::nullopt);
  json.key("distinct_count").number_or_null(known ? known->distinct_count : std::nullopt);
  json.key("compressed_size").number(chunk.total_compressed_size);
  json.key("uncompressed_size").number(chunk.total_uncompressed_size);
  const std::optional<std::string> ratio = ratio_of(chunk);
  json.key("ratio");
  ratio ? json.raw(*ratio) : json.null();
  json.key("statistics");
  write_statistics(json, leaf, bounds_of(chunk.statistics, type_order));
  json.key("has_dictionary").boolean(has_dictionary(chunk));
  json.key("dictionary_page_offset").number_or_null(chunk.dictionary_page_offset);
  json.key("data_page_offset").number(chunk.data_page_offset).key("bloom_filter");
  write_part(json, chunk.bloom_filter_offset, chunk.bloom_filter_length);
  json.key("column_index");
  write_part(json, chunk.column_index_offset, chunk.column_index_length);
  json.key("offset_index");
  write_part(json, chunk.offset_index_offset, chunk.offset_index_length);
}

void begin_file(json_writer& json, const parquet::file& from) {
  const parquet::file_metadata& metadata = from.metadata;
  json.begin_object().key("file").text(from.store.uri(from.where));
  json.key("size_bytes").number(static_cast<std::int64_t>(from.size_bytes));
  text_or_null(json.key("created_by"), metadata.created_by);
  json.key("format_version").number(metadata.version).key("num_rows").number(metadata.num_rows);
  json.key("num_row_groups").number(static_cast<std::int64_t>(metadata.row_groups.size()));
  json.key("num_columns").number(static_cast<std::int64_t>(from.schema.leaves.size()));
  json.key("key_value_metadata").begin_array();
  for (const auto& [key, value] : metadata.key_value_metadata) {
    json.begin_object().key("key").text(key).key("value").text(value).end_object();
  }
  json.end_array().key("schema").begin_array();
  const std::vector<schema_row> rows = schema_rows_of(from);
  for (std::size_t next = 0; next < rows.size();) write_element(json, rows, next);
  json.end_array().key("row_groups").begin_array();
}

void begin_group(json_writer& json, const parquet::row_group& group) {
  json.begin_object().key("num_rows").number(group.num_rows).key("total_byte_size").number(group.total_byte_size);
  json.key("total_compressed_size").number_or_null(group.total_compressed_size).key("columns").begin_array();
}

}  // namespace

deltalake::task<void> write_parquet_json(std::shared_ptr<const parquet::file> from, bool pages, output& out) {
  page_failure first;
  json_writer json(out.text());
  begin_file(json, *from);
  for (std::size_t group = 0; group < from->metadata.row_groups.size(); ++group) {
    const parquet::row_group& chunks = from->metadata.row_groups[group];
    begin_group(json, chunks);
    for (std::size_t i = 0; i < chunks.columns.size(); ++i) {
      const parquet::leaf_column& leaf = from->schema.leaves[i];
      begin_chunk(json, leaf, chunks.columns[i], has_type_order(*from, i));
      if (pages) {
        const chunk_pages found = co_await read_pages(from, group, i);
        write_pages(json, leaf, has_type_order(*from, i), found);
        first.note(found, *from, i);
      }
      json.end_object();
      out.ready();
    }
    json.end_array().end_object();
  }
  json.end_array().end_object();
  out.text() += '\n';
  first.rethrow();
}

}  // namespace deltalake_tool
