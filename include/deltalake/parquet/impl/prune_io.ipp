#pragma once
#include <utility>

#include <deltalake/parquet/bloom_filter_io.hpp>
#include <deltalake/parquet/prune_io.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

// What to read of the page indexes; nothing if no condition is on a leaf with bounds of its pages.
inline std::vector<page_index_part> parts_of_index(const file& from, std::size_t row_group,
                                                   const std::vector<leaf_condition>& conditions,
                                                   const std::vector<bool>& wanted) {
  std::vector<page_index_part> parts(from.schema.leaves.size(), page_index_part::none);
  bool any = false;
  for (const leaf_condition& one : conditions) {
    const column_chunk& chunk = from.metadata.row_groups[row_group].columns[one.leaf];
    if (!chunk.column_index_offset || !chunk.offset_index_offset) continue;
    parts[one.leaf] = page_index_part::all;
    any = true;
  }
  if (!any) return {};
  for (std::size_t leaf = 0; leaf < wanted.size() && leaf < parts.size(); ++leaf) {
    if (wanted[leaf] && parts[leaf] == page_index_part::none) parts[leaf] = page_index_part::offsets;
  }
  return parts;
}

}  // namespace detail

DELTALAKE_DECL task<pruned_row_group> prune_row_group(std::shared_ptr<const file> from, std::size_t row_group,
                                                      std::vector<leaf_condition> conditions, std::vector<bool> wanted,
                                                      read_options options) {
  pruned_row_group made;
  made.rows = rows_that_may_match(from->metadata, row_group, from->schema, conditions);
  if (made.rows.empty()) co_return made;
  std::vector<page_index_part> parts = detail::parts_of_index(*from, row_group, conditions, wanted);
  if (!parts.empty()) {
    made.index = co_await read_page_index(from, row_group, std::move(parts), options);
    made.rows = rows_that_may_match(from->metadata, row_group, from->schema, conditions, made.index);
  }
  for (const leaf_condition& one : conditions) {
    const leaf_column& leaf = from->schema.leaves[one.leaf];
    if (made.rows.empty() || !may_be_filtered(from->metadata, row_group, leaf, one)) continue;
    found_bloom_filter found = co_await read_bloom_filter(from, row_group, one.leaf, options);
    if (found.note) made.notes.push_back(std::move(*found.note));
    if (found.filter && !may_match(*found.filter, leaf, one)) made.rows = row_ranges();
  }
  co_return made;
}

}  // namespace deltalake::inline v0::parquet
