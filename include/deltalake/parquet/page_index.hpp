#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <deltalake/base/result.hpp>
#include <deltalake/parquet/limits.hpp>
#include <deltalake/parquet/metadata.hpp>
#include <deltalake/parquet/row_ranges.hpp>
#include <deltalake/parquet/schema_tree.hpp>

// What a file says of the pages of its column chunks: PageIndex.md of the format. It is a hint; a file reads the same
// without.
namespace deltalake::inline v0::parquet {

/// Where a data page lies.
struct page_location {
  std::int64_t offset = 0;           ///< of the page's header, in the file
  std::int32_t compressed_size = 0;  ///< with the header
  std::int64_t first_row = 0;        ///< in the row group; pages of a chunk that has an index begin with a row

  friend bool operator==(const page_location&, const page_location&) = default;
};

/// The data pages of a column chunk, in their order. parquet.thrift "OffsetIndex".
struct offset_index {
  std::vector<page_location> pages;
  std::vector<std::int64_t> unencoded_bytes;  ///< of the byte arrays of each page, without lengths; empty: not known

  friend bool operator==(const offset_index&, const offset_index&) = default;
};

enum class boundary_order : std::uint8_t { unordered = 0, ascending = 1, descending = 2 };

/// Bounds of the values of each page of a column chunk. They need not be values of the page: texts may be shortened.
/// parquet.thrift "ColumnIndex".
struct column_index {
  /// The page has no bounds: as a rule because all its values are null, but there are writers that say so of pages of
  /// which they have no statistics. `null_counts` tells.
  std::vector<bool> null_pages;
  std::vector<std::string> min_values, max_values;  ///< in their PLAIN form, byte arrays without lengths
  boundary_order order = boundary_order::unordered;
  std::vector<std::int64_t> null_counts;  ///< empty: not known
  /// How many values of each page have each level: the levels from 0 to the leaf's highest, page after page. Empty:
  /// not known.
  std::vector<std::int64_t> repetition_histograms, definition_histograms;

  std::size_t page_count() const noexcept { return null_pages.size(); }

  friend bool operator==(const column_index&, const column_index&) = default;
};

/// What is known of the pages of one leaf in a row group.
struct leaf_page_index {
  std::uint32_t leaf = 0;
  std::optional<offset_index> offsets;
  std::optional<column_index> columns;  ///< only with `offsets`, with which it agrees
};

/// What is known of the pages of some leaves in a row group.
struct row_group_page_index {
  std::vector<leaf_page_index> leaves;  ///< by ascending leaf; those of which something is known
  std::vector<error> notes;             ///< why an index that the footer names is not there: it is damaged

  /// The leaf's, or null. Lifetime: as long as this is not changed.
  const leaf_page_index* find(std::uint32_t leaf) const noexcept {
    const auto at =
        std::lower_bound(leaves.begin(), leaves.end(), leaf,
                         [](const leaf_page_index& one, std::uint32_t wanted) { return one.leaf < wanted; });
    return at != leaves.end() && at->leaf == leaf ? &*at : nullptr;
  }
};

/// The rows of the row group that page `page` of an index holds; `num_rows` are those of the row group.
inline row_range rows_of_page(const offset_index& index, std::size_t page, std::int64_t num_rows) noexcept {
  return {index.pages[page].first_row, page + 1 < index.pages.size() ? index.pages[page + 1].first_row : num_rows};
}
/// The rows of the pages that are `kept`, one entry a page of `index`.
DELTALAKE_DECL row_ranges rows_of_pages(const offset_index& index, const std::vector<bool>& kept,
                                        std::int64_t num_rows);
/// The pages that hold at least one of `rows`, one entry a page of `index`.
DELTALAKE_DECL std::vector<bool> pages_of_rows(const offset_index& index, const row_ranges& rows,
                                               std::int64_t num_rows);

/// Parses the offset index of a leaf's chunk in `group`, which is `text` whole, and checks it: pages follow each other
/// within the chunk, the first one begins with row 0, each later one with a later row of the row group. `file_bytes`
/// is the size of the file.
/// Errors: invalid_parquet; value_too_large above `limits::page_index_bytes` or `limits::chunk_pages`;
/// unsupported_parquet for a chunk that is encrypted or in another file.
DELTALAKE_DECL result<offset_index> parse_offset_index(std::string_view text, const row_group& group,
                                                       const leaf_column& leaf, std::uint64_t file_bytes,
                                                       const limits& bounds = {});

/// Parses a leaf's column index, which is `text` whole, and checks it: all lists tell of as many pages. Of
/// the lists that the format lets be absent, those that are empty although there are pages count as absent, and so do
/// those with a negative count, by which some writers say that they do not know. Whether there are as many pages as the
/// offset index has is for the caller to check; `agree` does.
/// Errors: invalid_parquet; value_too_large above `limits::page_index_bytes` or `limits::chunk_pages`.
DELTALAKE_DECL result<column_index> parse_column_index(std::string_view text, const leaf_column& leaf,
                                                       const limits& bounds = {});

/// True if both indexes tell of the same pages: as many; of a leaf outside of lists no page has more nulls than rows,
/// and a page of nulls alone has as many as rows.
DELTALAKE_DECL bool agree(const offset_index& offsets, const column_index& columns, const leaf_column& leaf,
                          std::int64_t num_rows) noexcept;

/// Appends an index in its wire form. That it keeps what the `parse` functions check is for the caller to see to.
DELTALAKE_DECL void write_offset_index(const offset_index& from, std::string& into);
DELTALAKE_DECL void write_column_index(const column_index& from, std::string& into);

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/impl/page_index.ipp>
#endif
