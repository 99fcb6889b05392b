#include <algorithm>

#include "command.hpp"
#include "json_writer.hpp"

namespace deltalake_tool {
namespace {

namespace schema = deltalake::schema;

// A type in a word: its inner structs are shown on lines of their own.
std::string word_of(const schema::data_type& type) {
  if (type.is(schema::data_type::kind::array)) return "array<" + word_of(type.as_array().element) + ">";
  if (!type.is(schema::data_type::kind::map)) return type.to_string();
  return "map<" + word_of(type.as_map().key) + ", " + word_of(type.as_map().value) + ">";
}

std::string notes_of(const schema::field& field, bool partition) {
  std::string notes;
  const auto add = [&notes](const std::string& note) { notes.append(notes.empty() ? "" : "; ").append(note); };
  if (partition) add("partition column");
  if (const auto name = field.physical_name()) add("physical name " + *name);
  const auto made = field.metadata.string(schema::metadata_key::generation_expression);
  if (made) add("generated as " + *made);
  const auto otherwise = field.metadata.string(schema::metadata_key::current_default);
  if (otherwise) add("default " + *otherwise);
  if (const auto comment = field.comment()) add(*comment);
  return printable(notes);
}

using names = std::vector<std::string>;

void add_fields(const schema::struct_type& of, const names& partition_columns, std::size_t depth, columns& lines);

// The fields of the structs in a type, wherever in it they are.
void add_inner(const schema::data_type& type, std::size_t depth, columns& lines) {
  if (type.is(schema::data_type::kind::struct_)) add_fields(type.as_struct(), {}, depth, lines);
  if (type.is(schema::data_type::kind::array)) add_inner(type.as_array().element, depth, lines);
  if (!type.is(schema::data_type::kind::map)) return;
  add_inner(type.as_map().key, depth, lines);
  add_inner(type.as_map().value, depth, lines);
}

void add_fields(const schema::struct_type& of, const names& partition_columns, std::size_t depth, columns& lines) {
  for (const schema::field& field : of) {
    const bool partition = std::count(partition_columns.begin(), partition_columns.end(), field.name) != 0;
    lines.add({std::string(2 * depth, ' ') + printable(field.name), printable(word_of(field.type)),
               field.nullable ? "yes" : "no", notes_of(field, partition)});
    add_inner(field.type, depth + 1, lines);
  }
}

}  // namespace

deltalake::task<void> run_schema(request wanted, output& out) {
  deltalake::open_options options = options_of(wanted, deltalake::load::on_demand, deltalake::keep_stats::no);
  const deltalake::table opened = co_await deltalake::open_table(wanted.table, std::move(options));
  const bool known = opened.snapshot().has_schema();
  if (wanted.json) {
    json_copier copier;
    const bool copied = known && copier.copy(opened.metadata().schema_string, json_copier::accept::object, out.text());
    out.text() += copied ? "\n" : "null\n";
  } else if (!known) {
    out.text() += "The table has no schema.\n";
  } else {
    using align = columns::align;
    columns lines({align::left, align::left, align::left, align::left});
    lines.add({"COLUMN", "TYPE", "NULLABLE", "NOTES"});
    add_fields(opened.schema(), opened.metadata().partition_columns, 0, lines);
    lines.print(out);
  }
}

}  // namespace deltalake_tool
