#include <string>
#include <utility>
#include <vector>

#include "command.hpp"
#include "failure.hpp"
#include "parquet_file.hpp"
#include "parquet_pages.hpp"
#include "parquet_json.hpp"
#include "parquet_words.hpp"

namespace deltalake_tool {
namespace {

namespace parquet = deltalake::parquet;
using align = columns::align;

// At most `most` characters of a text, and how long it is if it is longer.
std::string shortened(std::string_view text, std::size_t most) {
  // Four bytes make a character at most: what lies behind need not be made printable.
  const std::string shown = printable(text.substr(0, 4 * (most + 1)));
  std::size_t characters = 0, end = 0;
  for (; end < shown.size(); ++end) {
    if ((static_cast<unsigned char>(shown[end]) & 0xC0) != 0x80 && characters++ == most) break;
  }
  if (end == shown.size()) return shown;
  return shown.substr(0, end) + "... (" + std::to_string(text.size()) + " bytes)";
}

void print_schema(const parquet::file& from, output& out) {
  columns lines({align::left, align::left, align::left, align::left, align::left, align::right, align::left}, "  ");
  lines.add({"NAME", "REPETITION", "PHYSICAL", "LOGICAL", "ARROW", "ID", "LEVELS"});
  for (const schema_row& row : schema_rows_of(from)) {
    // A nested type is what the lines below say.
    const std::string arrow = row.leaf != nullptr ? row.arrow_type : row.arrow_type.substr(0, row.arrow_type.find('<'));
    const std::string physical = row.leaf != nullptr ? physical_text(*row.element) : "group";
    lines.add({std::string(2 * row.depth, ' ') + printable(row.element->name), word(row.repetition), physical,
               logical_text(row.element->logical), printable(arrow),
               row.element->field_id ? std::to_string(*row.element->field_id) : "",
               "d" + std::to_string(row.max_definition) + " r" + std::to_string(row.max_repetition)});
  }
  out.text() += "\nSchema (d, r: the largest definition and repetition level):\n";
  lines.print(out);
}

void print_file(const parquet::file& from, output& out) {
  const parquet::file_metadata& metadata = from.metadata;
  const auto size = static_cast<std::int64_t>(from.size_bytes);
  columns facts({align::left, align::left});
  facts.add({"File", printable(from.store.uri(from.where))});
  facts.add({"Size", human_size(size) + (size < 1024 ? "" : " (" + std::to_string(size) + " bytes)")});
  facts.add({"Created by", metadata.created_by.empty() ? "-" : shortened(metadata.created_by, 100)});
  facts.add({"Format version", std::to_string(metadata.version)});
  facts.add({"Rows", std::to_string(metadata.num_rows)});
  facts.add({"Row groups", std::to_string(metadata.row_groups.size())});
  facts.add({"Columns", std::to_string(from.schema.leaves.size())});
  facts.print(out);
  if (!metadata.key_value_metadata.empty()) {
    columns pairs({align::left, align::left}, "  ");
    for (const auto& [key, value] : metadata.key_value_metadata) {
      pairs.add({shortened(key, 60), shortened(value, 80)});
    }
    out.text() += "\nMetadata:\n";
    pairs.print(out);
  }
  print_schema(from, out);
}

std::string shown_bound(const parquet::leaf_column& leaf, const std::string* plain) {
  if (plain == nullptr) return "-";
  const auto bound = bound_of(leaf, *plain);
  return bound ? shortened(bound->text, 24) : "malformed";
}

std::string notes_of(const parquet::column_chunk& chunk, const chunk_bounds& bounds) {
  std::string notes;
  const auto add = [&notes](bool holds, const std::string& note) {
    if (holds) notes.append(notes.empty() ? "" : ", ").append(note);
  };
  add(has_dictionary(chunk), "dictionary");
  add(chunk.bloom_filter_offset.has_value(), "bloom filter");
  add(chunk.column_index_offset || chunk.offset_index_offset, "page index");
  add(bounds.min_exact == false, "min is inexact");
  add(bounds.max_exact == false, "max is inexact");
  const bool any = bounds.min != nullptr || bounds.max != nullptr;
  add(any && std::string_view(bounds.order) == "undefined", "bounds of no known order");
  add(any && std::string_view(bounds.order) == "deprecated", "deprecated bounds");
  add(!chunk.file_path.empty(), "in file " + printable(chunk.file_path));
  return notes;
}

std::string joined(const std::vector<parquet::encoding>& encodings) {
  std::string all;
  for (const parquet::encoding how : encodings) all.append(all.empty() ? "" : ", ").append(word(how));
  return all;
}

void print_group(const parquet::file& from, std::size_t index, output& out) {
  const parquet::row_group& group = from.metadata.row_groups[index];
  columns lines({align::left, align::left, align::left, align::right, align::right, align::right, align::right,
                 align::right, align::left, align::left, align::left},
                "  ");
  lines.add({"COLUMN", "CODEC", "ENCODINGS", "VALUES", "NULLS", "STORED", "PLAIN", "RATIO", "MIN", "MAX", "NOTES"});
  std::int64_t stored = 0;
  for (std::size_t i = 0; i < group.columns.size(); ++i) {
    const parquet::leaf_column& leaf = from.schema.leaves[i];
    const parquet::column_chunk& chunk = group.columns[i];
    const chunk_bounds bounds = bounds_of(chunk.statistics, has_type_order(from, i));
    const std::optional<std::int64_t> nulls = chunk.statistics ? chunk.statistics->null_count : std::nullopt;
    lines.add({printable(dotted(leaf)), word(chunk.codec), joined(chunk.encodings), std::to_string(chunk.num_values),
               nulls ? std::to_string(*nulls) : "-", human_size(chunk.total_compressed_size),
               human_size(chunk.total_uncompressed_size), ratio_of(chunk).value_or("-"), shown_bound(leaf, bounds.min),
               shown_bound(leaf, bounds.max), notes_of(chunk, bounds)});
    // As text of numbers that may be nonsense: unsigned, so that the sum of too many wraps.
    stored = static_cast<std::int64_t>(static_cast<std::uint64_t>(stored) +
                                       static_cast<std::uint64_t>(chunk.total_compressed_size));
  }
  out.text().append("\nRow group ").append(std::to_string(index)).append(": ").append(std::to_string(group.num_rows));
  out.text().append(group.num_rows == 1 ? " row, " : " rows, ").append(human_size(stored)).append(" stored\n");
  lines.print(out);
}

void add_pages(const parquet::leaf_column& leaf, const chunk_pages& found, columns& lines) {
  for (const chunk_pages::page& page : found.pages) {
    const parquet::page_header& header = page.header;
    const bool values = header.type != parquet::page_type::index && header.type != parquet::page_type::unknown;
    const bool v2 = header.type == parquet::page_type::data_v2;
    lines.add({printable(dotted(leaf)), std::to_string(page.offset), word(header.type),
               values ? word(header.encoding) : "-", values ? std::to_string(header.num_values) : "-",
               v2 ? std::to_string(header.num_nulls) : "-", human_size(header.compressed_bytes),
               human_size(header.uncompressed_bytes), header.crc ? "yes" : "no"});
  }
  if (found.failure) lines.add({printable(dotted(leaf)), "", printable(message_of(*found.failure))});
}

deltalake::task<void> print_parquet(std::shared_ptr<const parquet::file> from, bool pages, output& out) {
  page_failure first;
  print_file(*from, out);
  for (std::size_t group = 0; group < from->metadata.row_groups.size(); ++group) {
    print_group(*from, group, out);
    if (!pages) continue;
    columns lines({align::left, align::right, align::left, align::left, align::right, align::right, align::right,
                   align::right, align::left},
                  "  ");
    lines.add({"COLUMN", "OFFSET", "PAGE", "ENCODING", "VALUES", "NULLS", "STORED", "PLAIN", "CHECKSUM"});
    for (std::size_t i = 0; i < from->schema.leaves.size(); ++i) {
      const chunk_pages found = co_await read_pages(from, group, i);
      add_pages(from->schema.leaves[i], found, lines);
      first.note(found, *from, i);
    }
    out.text() += '\n';
    lines.print(out);
  }
  first.rethrow();
}

}  // namespace

deltalake::task<void> run_parquet(request wanted, output& out) {
  const std::shared_ptr<const parquet::file> from = co_await open_parquet_file(wanted.table);
  if (wanted.json)
    co_await write_parquet_json(from, wanted.pages, out);
  else
    co_await print_parquet(from, wanted.pages, out);
}

}  // namespace deltalake_tool
