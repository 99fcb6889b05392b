// Page indexes: what is accepted lies in its chunk, tells of all rows, and is the same once it was written and read.
#include <deltalake/parquet/page_index.hpp>
#include <deltalake/parquet/prune.hpp>

#include "fuzz.hpp"
#include "parquet_limits.hpp"

namespace deltalake_fuzz {
namespace {

namespace parquet = deltalake::parquet;
namespace schema = deltalake::schema;

constexpr std::uint64_t file_bytes = 1'000'000;

parquet::file_metadata file_of(parquet::physical_type type, std::int64_t num_rows) {
  parquet::file_metadata made;
  parquet::schema_element root, column;
  root.num_children = 1;
  column.type = type;
  column.name = "c";
  column.repetition = parquet::repetition::optional;
  made.schema = {root, column};
  made.type_defined_order = {true};
  made.row_groups.resize(1);
  made.row_groups[0].num_rows = num_rows;
  made.row_groups[0].columns.resize(1);
  made.row_groups[0].columns[0].type = type;
  made.row_groups[0].columns[0].num_values = num_rows;
  made.row_groups[0].columns[0].data_page_offset = 4;
  made.row_groups[0].columns[0].total_compressed_size = 900'000;
  return made;
}

void check_offsets(const parquet::offset_index& index, const parquet::row_group& group,
                   const parquet::leaf_column& leaf, const parquet::limits& bounds) {
  std::int64_t row = 0, at = 4;
  for (std::size_t i = 0; i < index.pages.size(); ++i) {
    const parquet::row_range rows = parquet::rows_of_page(index, i, group.num_rows);
    require(rows.begin == row && rows.begin <= rows.end, "pages follow each other row by row");
    require(rows.begin < rows.end || group.num_rows == 0, "each page has rows");
    require(index.pages[i].offset >= at && index.pages[i].compressed_size > 0, "pages do not overlap");
    at = index.pages[i].offset + index.pages[i].compressed_size;
    row = rows.end;
  }
  require(row == group.num_rows && at <= 900'004, "all rows have a page, all pages lie in the chunk");
  std::string again;
  parquet::write_offset_index(index, again);
  const auto parsed = parquet::parse_offset_index(again, group, leaf, file_bytes, bounds);
  require(parsed && *parsed == index, "an index that was written is read as it was");
}

void check_columns(const parquet::column_index& index, const parquet::leaf_column& leaf,
                   const parquet::limits& bounds) {
  const std::size_t pages = index.page_count();
  require(index.min_values.size() == pages && index.max_values.size() == pages, "each page has bounds");
  require(index.null_counts.empty() || index.null_counts.size() == pages, "each page has a count");
  for (const std::int64_t count : index.null_counts) require(count >= 0, "counts are counts");
  std::string again;
  parquet::write_column_index(index, again);
  const auto parsed = parquet::parse_column_index(again, leaf, bounds);
  require(parsed && *parsed == index, "an index that was written is read as it was");
}

// Conditions of the values that a page has, and of others.
void check_pruning(const parquet::file_metadata& file, const parquet::schema_tree& tree,
                   const parquet::column_index& columns) {
  parquet::row_group_page_index index;
  parquet::leaf_page_index& one = index.leaves.emplace_back();
  one.offsets.emplace();
  const auto rows = static_cast<std::int64_t>(columns.page_count());
  for (std::int64_t i = 0; i < rows; ++i) one.offsets->pages.push_back({4 + i, 1, i});
  one.columns = columns;
  using kind = schema::data_type::kind;
  const std::pair<kind, schema::scalar> typed[] = {
      {kind::integer, schema::scalar(1)}, {kind::string, schema::scalar("b")}, {kind::double_, schema::scalar(0.0)}};
  for (const auto& [type, value] : typed) {
    for (int what = 0; what < 9; ++what) {
      const parquet::leaf_condition condition{
          0, static_cast<parquet::comparison>(what), schema::data_type(type), {value}};
      const parquet::row_ranges kept = parquet::rows_that_may_match(file, 0, tree, {&condition, 1}, index);
      require(kept.count() <= rows, "no rows but those of the row group are kept");
    }
  }
}

}  // namespace

void try_input(std::string_view input) {
  if (input.empty()) return;
  const auto first = static_cast<unsigned char>(input[0]);
  input.remove_prefix(1);
  constexpr parquet::physical_type types[] = {parquet::physical_type::int32, parquet::physical_type::byte_array,
                                              parquet::physical_type::float64};
  parquet::limits bounds = small_limits();
  bounds.page_index_bytes = 16 << 10;
  bounds.chunk_pages = 300;
  parquet::file_metadata file = file_of(types[first % 3], first / 3 * 10);
  const parquet::schema_tree tree = parquet::make_schema_tree(file).value();
  const auto offsets = parquet::parse_offset_index(input, file.row_groups[0], tree.leaves[0], file_bytes, bounds);
  if (offsets) check_offsets(*offsets, file.row_groups[0], tree.leaves[0], bounds);
  const auto columns = parquet::parse_column_index(input, tree.leaves[0], bounds);
  if (!columns) return;
  check_columns(*columns, tree.leaves[0], bounds);
  if (offsets) parquet::agree(*offsets, *columns, tree.leaves[0], file.row_groups[0].num_rows);
  file = file_of(types[first % 3], static_cast<std::int64_t>(columns->page_count()));
  check_pruning(file, tree, *columns);
}

}  // namespace deltalake_fuzz
