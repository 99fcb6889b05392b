#include "command.hpp"
#include "parquet_file.hpp"

namespace deltalake_tool {
namespace {

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

}  // namespace

deltalake::task<void> run_cat(request wanted, output& out) {
  const std::shared_ptr<const deltalake::parquet::file> file = co_await open_parquet_file(wanted.table);
  const std::vector<bool> all(file->schema.leaves.size(), true);
  for (std::size_t group = 0; group < file->metadata.row_groups.size(); ++group) {
    deltalake::parquet::read_options options;
    deltalake::parquet::row_group_reader reader(file, group, all, std::move(options));
    while (true) {
      const std::optional<deltalake::column::batch> rows = co_await reader.next();
      if (!rows) break;
      write_rows(*rows, out);
    }
  }
}

}  // namespace deltalake_tool
