#include "command.hpp"
#include "parquet_file.hpp"
#include "rows.hpp"

namespace deltalake_tool {
namespace {

std::vector<deltalake::column::field> fields_of(const deltalake::parquet::schema_tree& schema) {
  std::vector<deltalake::column::field> made;
  for (const deltalake::parquet::schema_node& node : schema.fields)
    made.push_back(deltalake::column::field{node.name, node.type, node.nullable});
  return made;
}

}  // namespace
deltalake::task<void> run_cat(request wanted, output& out) {
  const std::shared_ptr<const deltalake::parquet::file> file = co_await open_parquet_file(wanted.table);
  const std::vector<bool> all(file->schema.leaves.size(), true);
  row_writer writer(row_format_of(wanted.format), fields_of(file->schema), out);
  writer.begin();
  for (std::size_t group = 0; group < file->metadata.row_groups.size(); ++group) {
    deltalake::parquet::read_options options;
    deltalake::parquet::row_group_reader reader(file, group, all, std::move(options));
    while (true) {
      const std::optional<deltalake::column::batch> rows = co_await reader.next();
      if (!rows) break;
      writer.write(*rows);
    }
  }
}

}  // namespace deltalake_tool
