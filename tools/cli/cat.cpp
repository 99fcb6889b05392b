#include <algorithm>

#include "command.hpp"
#include "parquet_file.hpp"

namespace deltalake_tool {

void write_rows(const deltalake::column::batch& rows, output& out) {
  const deltalake::column::json_style style;
  for (std::int64_t row = 0; row < rows.num_rows; ++row) {
    out.text() += '{';
    for (std::size_t i = 0; i < rows.columns.size(); ++i) {
      if (i != 0) out.text() += ',';
      deltalake::column::append_json_text(rows.fields[i].name, out.text());
      out.text() += ':';
      deltalake::column::append_json(rows.columns[i], row, style, out.text());
    }
    out.text() += "}\n";
    out.ready();
  }
}

deltalake::scan_options scan_options_of(const request& wanted) {
  deltalake::scan_options options;
  if (!wanted.columns.empty()) options.columns(wanted.columns);
  if (wanted.limit) options.limit(static_cast<std::int64_t>(*wanted.limit));
  if (!wanted.condition.empty()) options.where(wanted.condition);
  return options;
}

namespace {

// The leaves of the columns that are asked for. Throws invalid_argument for one that the file has not.
std::vector<bool> leaves_of(const deltalake::parquet::file& file, const std::vector<std::string>& columns) {
  std::vector<bool> wanted(file.schema.leaves.size(), columns.empty());
  for (const std::string& name : columns) {
    bool found = false;
    for (const deltalake::parquet::schema_node& field : file.schema.fields) {
      if (field.name != name) continue;
      found = true;
      for (std::uint32_t leaf = field.leaf_begin; leaf < field.leaf_end; ++leaf) wanted[leaf] = true;
    }
    if (!found) {
      deltalake::throw_error(
          deltalake::error(deltalake::errc::invalid_argument, "the file has no column '" + name + "'"));
    }
  }
  return wanted;
}

deltalake::task<void> cat_file(request wanted, output& out) {
  if (!wanted.condition.empty()) {
    deltalake::throw_error(
        deltalake::error(deltalake::errc::invalid_argument, "--where takes the rows of a table, this is a file"));
  }
  const std::shared_ptr<const deltalake::parquet::file> file = co_await open_parquet_file(wanted.table);
  const std::vector<bool> leaves = leaves_of(*file, wanted.columns);
  std::size_t left = wanted.limit.value_or(static_cast<std::size_t>(-1));
  for (std::size_t group = 0; group < file->metadata.row_groups.size(); ++group) {
    deltalake::parquet::read_options options;
    deltalake::parquet::row_group_reader reader(file, group, leaves, std::move(options));
    while (left != 0) {
      std::optional<deltalake::column::batch> rows = co_await reader.next();
      if (!rows) break;
      rows->num_rows = std::min(rows->num_rows, static_cast<std::int64_t>(std::min(left, std::size_t{1} << 62)));
      left -= static_cast<std::size_t>(rows->num_rows);
      write_rows(*rows, out);
    }
  }
}

deltalake::task<void> cat_table(request wanted, output& out) {
  const bool filtered = !wanted.condition.empty();
  const deltalake::keep_stats stats = filtered ? deltalake::keep_stats::yes : deltalake::keep_stats::no;
  deltalake::open_options options = options_of(wanted, deltalake::load::eager, stats);
  const deltalake::table table = co_await deltalake::open_table(wanted.table, std::move(options));
  deltalake::table_scan rows = table.scan(scan_options_of(wanted));
  while (true) {
    const std::optional<deltalake::column::batch> some = co_await rows.next();
    if (!some) break;
    write_rows(*some, out);
  }
}

}  // namespace

deltalake::task<void> run_cat(request wanted, output& out) {
  bool is_table = wanted.version || wanted.at;
  if (!is_table) is_table = co_await deltalake::is_delta_table(wanted.table);
  if (is_table)
    co_await cat_table(std::move(wanted), out);
  else
    co_await cat_file(std::move(wanted), out);
}

deltalake::task<void> run_changes(request wanted, output& out) {
  deltalake::open_options options = options_of(wanted, deltalake::load::on_demand, deltalake::keep_stats::no);
  const deltalake::table table = co_await deltalake::open_table(wanted.table, std::move(options));
  auto opening = table.changes(wanted.from.value_or(0), wanted.to, scan_options_of(wanted));
  deltalake::change_feed feed = co_await std::move(opening);
  while (true) {
    const std::optional<deltalake::column::batch> some = co_await feed.next();
    if (!some) break;
    write_rows(*some, out);
  }
}

deltalake::task<void> run_count(request wanted, output& out) {
  deltalake::open_options options = options_of(wanted, deltalake::load::eager, deltalake::keep_stats::yes);
  const deltalake::table table = co_await deltalake::open_table(wanted.table, std::move(options));
  deltalake::scan_options how = scan_options_of(wanted);
  const std::int64_t rows = co_await table.count_rows(std::move(how));
  out.text() += std::to_string(rows) + "\n";
}

}  // namespace deltalake_tool
