#include <map>

#include "command.hpp"
#include "filters.hpp"
#include "json_writer.hpp"

namespace deltalake_tool {
namespace {

// The log names partition columns by their physical names; people know the logical ones.
class logical_names {
 public:
  explicit logical_names(const deltalake::table& opened) {
    if (!opened.snapshot().has_schema()) return;
    for (const std::string& column : opened.metadata().partition_columns) {
      const deltalake::schema::field* const field = opened.schema().find_ignoring_case(column);
      const auto physical = field == nullptr ? std::nullopt : field->physical_name();
      if (physical) by_physical_[*physical] = column;
    }
  }
  const std::string& of(const std::string& name) const {
    const auto at = by_physical_.find(name);
    return at == by_physical_.end() ? name : at->second;
  }

 private:
  std::map<std::string, std::string> by_physical_;
};

// A column or value that the table cannot have is the fault of whoever asks, not the table's.
void check_filter(const deltalake::table& opened, const deltalake::partition_filter& filter) {
  const deltalake::schema::field* field = nullptr;
  std::string names;
  for (const std::string& column : opened.metadata().partition_columns) {
    names.append(names.empty() ? "" : ", ").append(column);
    if (!opened.snapshot().has_schema()) continue;
    const deltalake::schema::field* const known = opened.schema().find_ignoring_case(column);
    if (known == opened.schema().find_ignoring_case(filter.column())) field = known;
  }
  if (field == nullptr) {
    deltalake::throw_error(
        deltalake::error(deltalake::errc::invalid_argument,
                         "'" + filter.column() + "' is not a partition column; " +
                             (names.empty() ? "the table has none" : "the table is partitioned by " + names)));
  }
  for (const std::string& text : filter.values()) {
    if (deltalake::schema::parse_partition_value(text, field->type)) continue;
    deltalake::throw_error(deltalake::error(
        deltalake::errc::invalid_argument,
        "'" + text + "' is no value of column '" + field->name + "', which is " + field->type.to_string()));
  }
}

std::vector<deltalake::partition_filter> filters_of(const deltalake::table& opened,
                                                    const std::vector<std::string>& conditions) {
  std::vector<deltalake::partition_filter> filters;
  for (const std::string& condition : conditions) {
    filters.push_back(parse_filter(condition).value());
    check_filter(opened, filters.back());
  }
  return filters;
}

void write_partition(json_writer& json, const deltalake::string_map& values, const logical_names& names) {
  json.begin_object();
  for (const auto& [column, value] : values) {
    json.key(names.of(column));
    if (value && !value->empty())
      json.text(*value);
    else
      json.null();
  }
  json.end_object();
}

void write_deletion_vector(json_writer& json, const std::optional<deltalake::deletion_vector_descriptor>& vector) {
  if (!vector) {
    json.null();
    return;
  }
  json.begin_object();
  json.key("storage_type").text(std::string_view(&vector->storage_type, 1));
  json.key("path_or_inline").text(vector->path_or_inline);
  json.key("offset").number_or_null(vector->offset);
  json.key("size_in_bytes").number(vector->size_in_bytes);
  json.key("cardinality").number(vector->cardinality);
  json.end_object();
}

void write_json(const deltalake::table& opened, const std::vector<deltalake::partition_filter>& filters, output& out) {
  const logical_names names(opened);
  json_copier copier;
  std::string stats;
  opened.for_each_file(filters, [&](const deltalake::add_file& file) {
    const auto inside = deltalake::object_path(file.path, opened.table_uri());
    json_writer json(out.text());
    json.begin_object();
    json.key("path").text(deltalake::display_path(file.path, opened.table_uri()));
    json.key("log_path").text(file.path);
    json.key("uri");
    if (inside)
      json.text(opened.store().uri(*inside));
    else
      json.null();
    json.key("size").number(file.size);
    json.key("modification_time").number(file.modification_time);
    json.key("partition_values");
    write_partition(json, file.partition_values, names);
    json.key("stats");
    stats.clear();
    if (!file.stats)
      json.null();
    else if (copier.copy(*file.stats, json_copier::accept::object, stats))
      json.raw(stats);
    else
      json.text(*file.stats);
    json.key("deletion_vector");
    write_deletion_vector(json, file.deletion_vector);
    json.end_object();
    out.text() += '\n';
    out.ready();
  });
}

void write_long(const deltalake::table& opened, const std::vector<deltalake::partition_filter>& filters, output& out) {
  columns lines({columns::align::right, columns::align::left, columns::align::right, columns::align::left});
  lines.add({"SIZE", "MODIFIED (UTC)", "DELETED ROWS", "PATH"});
  opened.for_each_file(filters, [&](const deltalake::add_file& file) {
    const std::string deleted = file.deletion_vector ? std::to_string(file.deletion_vector->cardinality) : "-";
    lines.add({human_size(file.size), human_time(file.modification_time), deleted,
               printable(deltalake::display_path(file.path, opened.table_uri()))});
  });
  lines.print(out);
}

void write_paths(const deltalake::file_list& paths, char end, output& out) {
  for (const std::string_view path : paths) {
    // Programs get the very bytes; on a terminal they could do harm.
    if (out.terminal())
      out.text() += printable(path);
    else
      out.text() += path;
    out.text() += end;
    out.ready();
  }
}

}  // namespace

deltalake::task<void> run_files(request wanted, output& out) {
  const auto stats = wanted.json ? deltalake::keep_stats::yes : deltalake::keep_stats::no;
  deltalake::open_options options = options_of(wanted, deltalake::load::eager, stats);
  const deltalake::table opened = co_await deltalake::open_table(wanted.table, std::move(options));
  const std::vector<deltalake::partition_filter> filters = filters_of(opened, wanted.where);
  if (wanted.json)
    write_json(opened, filters, out);
  else if (wanted.details)
    write_long(opened, filters, out);
  else
    write_paths(opened.get_files_by_partitions(filters), wanted.null_separated ? '\0' : '\n', out);
}

}  // namespace deltalake_tool
