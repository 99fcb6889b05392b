#pragma once
#include <optional>
#include <utility>

#include <deltalake/parquet/chunk_reader.hpp>
#include <deltalake/parquet/metadata_thrift.hpp>
#include <deltalake/parquet/page_index.hpp>
#include <deltalake/parquet/thrift_compact.hpp>
#include <deltalake/parquet/thrift_writer.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

inline error page_index_error(std::string what) { return error(errc::invalid_parquet, std::move(what)); }
inline error page_error(std::size_t page, const std::string& what) {
  return page_index_error("page " + std::to_string(page) + ' ' + what);
}

inline std::optional<error> check_index_size(std::size_t size, const limits& bounds) {
  if (size <= bounds.page_index_bytes) return std::nullopt;
  return error(errc::value_too_large, "a page index of " + std::to_string(size) + " bytes; the limit is " +
                                          std::to_string(bounds.page_index_bytes) + " (page_index_bytes)");
}
inline std::optional<error> check_page_count(std::size_t count, const limits& bounds) {
  if (count <= bounds.chunk_pages) return std::nullopt;
  return error(errc::value_too_large, "an index of " + std::to_string(count) + " pages; the limit is " +
                                          std::to_string(bounds.chunk_pages) + " (chunk_pages)");
}

inline void take_int64s(thrift_reader& in, thrift_field& at, std::vector<std::int64_t>& into) {
  const std::size_t count = in.enter_list(at, thrift_kind::int64);
  into.clear();
  into.reserve(count);
  for (std::size_t i = 0; i < count && in.good(); ++i) into.push_back(in.next_int64());
}

inline void take_page_location(thrift_reader& in, page_location& made) {
  seen_fields seen;
  for (thrift_field field; in.next(field);) {
    switch (field.id) {
      case 1: in.take(field, made.offset); break;
      case 2: in.take(field, made.compressed_size); break;
      case 3: in.take(field, made.first_row); break;
      default: in.skip(field);
    }
    seen.add(field);
  }
  if (seen.first_missing({1, 2, 3}) != 0) in.fail(thrift_fault::invalid, "a page location without all its fields");
}

inline void take_page_locations(thrift_reader& in, thrift_field& at, const limits& bounds,
                                std::vector<page_location>& into) {
  constexpr std::size_t least_bytes = 7;  // three fields and the end
  const std::size_t count = in.enter_list(at, thrift_kind::structure, least_bytes);
  if (count > bounds.chunk_pages) return in.fail(thrift_fault::too_large, "more pages than the limit (chunk_pages)");
  into.clear();
  into.reserve(count);
  for (std::size_t i = 0; i < count && in.good(); ++i) take_page_location(in, into.emplace_back());
}

inline std::optional<error> check_locations(const offset_index& made, std::int64_t num_rows,
                                            const chunk_reader::range& chunk) {
  if (made.pages.empty() && num_rows != 0) return page_index_error("no pages of " + std::to_string(num_rows) + " rows");
  std::uint64_t end_before = chunk.begin;
  for (std::size_t i = 0; i < made.pages.size(); ++i) {
    const page_location& page = made.pages[i];
    const auto begin = static_cast<std::uint64_t>(page.offset), size = static_cast<std::uint64_t>(page.compressed_size);
    if (page.offset < 0 || page.compressed_size <= 0 || begin < end_before || begin > chunk.end ||
        size > chunk.end - begin) {
      return page_error(i, "of " + std::to_string(page.compressed_size) + " bytes at " + std::to_string(page.offset) +
                               " is not between " + std::to_string(end_before) + ", where the one before ends, and " +
                               std::to_string(chunk.end) + ", where the column ends");
    }
    end_before = begin + size;
    const bool rises = i == 0 ? page.first_row == 0 : page.first_row > made.pages[i - 1].first_row;
    if (!rises || (i != 0 && page.first_row >= num_rows)) {
      return page_error(i, "begins with row " + std::to_string(page.first_row) + " of " + std::to_string(num_rows));
    }
  }
  if (!made.unencoded_bytes.empty() && made.unencoded_bytes.size() != made.pages.size()) {
    return page_index_error(std::to_string(made.unencoded_bytes.size()) + " sizes of byte arrays for " +
                            std::to_string(made.pages.size()) + " pages");
  }
  for (std::size_t i = 0; i < made.unencoded_bytes.size(); ++i) {
    if (made.unencoded_bytes[i] < 0) return page_error(i, "has byte arrays of less than 0 bytes");
  }
  return std::nullopt;
}

inline void take_null_pages(thrift_reader& in, thrift_field& at, std::vector<bool>& into) {
  const std::size_t count = in.enter_list(at, thrift_kind::true_value);
  into.assign(count, false);
  for (std::size_t i = 0; i < count && in.good(); ++i) into[i] = in.next_bool();
}

inline void take_bounds(thrift_reader& in, thrift_field& at, const limits& bounds, std::vector<std::string>& into) {
  const std::size_t count = in.enter_list(at, thrift_kind::binary);
  if (count > bounds.chunk_pages) return in.fail(thrift_fault::too_large, "more pages than the limit (chunk_pages)");
  into.clear();
  into.reserve(count);
  for (std::size_t i = 0; i < count && in.good(); ++i) into.emplace_back(in.next_text());
}

inline std::optional<error> check_counts(const std::vector<std::int64_t>& counts, std::size_t expected,
                                         const char* name) {
  if (counts.empty() || counts.size() == expected) return std::nullopt;
  return page_index_error(std::to_string(counts.size()) + ' ' + name + " instead of " + std::to_string(expected));
}

// There are writers that put -1 where they do not know.
inline void drop_unknown(std::vector<std::int64_t>& counts) {
  for (const std::int64_t count : counts) {
    if (count < 0) return counts.clear();
  }
}

inline std::optional<error> check_columns(const column_index& made, const leaf_column& leaf) {
  const std::size_t pages = made.page_count();
  if (made.min_values.size() != pages || made.max_values.size() != pages) {
    return page_index_error(std::to_string(made.min_values.size()) + " lower and " +
                            std::to_string(made.max_values.size()) + " upper bounds for " + std::to_string(pages) +
                            " pages");
  }
  if (auto problem = check_counts(made.null_counts, pages, "null counts")) return problem;
  const std::size_t repetitions = pages * (std::size_t{leaf.max_repetition} + 1);
  if (auto problem = check_counts(made.repetition_histograms, repetitions, "counts of repetition levels")) {
    return problem;
  }
  const std::size_t definitions = pages * (std::size_t{leaf.max_definition} + 1);
  return check_counts(made.definition_histograms, definitions, "counts of definition levels");
}

}  // namespace detail

DELTALAKE_DECL row_ranges rows_of_pages(const offset_index& index, const std::vector<bool>& kept,
                                        std::int64_t num_rows) {
  row_ranges made;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (!kept[i]) continue;
    const row_range rows = rows_of_page(index, i, num_rows);
    made.add(rows.begin, rows.end);
  }
  return made;
}

DELTALAKE_DECL std::vector<bool> pages_of_rows(const offset_index& index, const row_ranges& rows,
                                               std::int64_t num_rows) {
  std::vector<bool> made(index.pages.size());
  for (std::size_t i = 0; i < made.size(); ++i) {
    const row_range page = rows_of_page(index, i, num_rows);
    made[i] = rows.overlaps(page.begin, page.end);
  }
  return made;
}

DELTALAKE_DECL result<offset_index> parse_offset_index(std::string_view text, const row_group& group,
                                                       const leaf_column& leaf, std::uint64_t file_bytes,
                                                       const limits& bounds) {
  if (auto problem = detail::check_index_size(text.size(), bounds)) return *std::move(problem);
  const result<chunk_reader::range> chunk = chunk_reader::range_of(group.columns[leaf.index], file_bytes);
  if (!chunk) return chunk.error();
  offset_index made;
  detail::seen_fields seen;
  thrift_reader in(text, bounds.string_bytes);
  for (thrift_field field; in.next(field);) {
    switch (field.id) {
      case 1: detail::take_page_locations(in, field, bounds, made.pages); break;
      case 2: detail::take_int64s(in, field, made.unencoded_bytes); break;
      default: in.skip(field);
    }
    seen.add(field);
  }
  if (!in.good()) return in.failure();
  if (seen.first_missing({1}) != 0) return detail::page_index_error("an offset index without pages");
  if (auto problem = detail::check_locations(made, group.num_rows, *chunk)) return *std::move(problem);
  return made;
}

DELTALAKE_DECL result<column_index> parse_column_index(std::string_view text, const leaf_column& leaf,
                                                       const limits& bounds) {
  if (auto problem = detail::check_index_size(text.size(), bounds)) return *std::move(problem);
  column_index made;
  std::int32_t order = 0;
  detail::seen_fields seen;
  thrift_reader in(text, bounds.string_bytes);
  for (thrift_field field; in.next(field);) {
    switch (field.id) {
      case 1: detail::take_null_pages(in, field, made.null_pages); break;
      case 2: detail::take_bounds(in, field, bounds, made.min_values); break;
      case 3: detail::take_bounds(in, field, bounds, made.max_values); break;
      case 4: in.take(field, order); break;
      case 5: detail::take_int64s(in, field, made.null_counts); break;
      case 6: detail::take_int64s(in, field, made.repetition_histograms); break;
      case 7: detail::take_int64s(in, field, made.definition_histograms); break;
      default: in.skip(field);
    }
    seen.add(field);
  }
  if (!in.good()) return in.failure();
  if (const int id = seen.first_missing({1, 2, 3, 4}); id != 0) {
    return detail::page_index_error("a column index without its field " + std::to_string(id));
  }
  if (auto problem = detail::check_page_count(made.page_count(), bounds)) return *std::move(problem);
  // An order that the format does not define is none.
  made.order = order == 1 || order == 2 ? static_cast<boundary_order>(order) : boundary_order::unordered;
  if (auto problem = detail::check_columns(made, leaf)) return *std::move(problem);
  detail::drop_unknown(made.null_counts);
  detail::drop_unknown(made.repetition_histograms);
  detail::drop_unknown(made.definition_histograms);
  return made;
}

DELTALAKE_DECL bool agree(const offset_index& offsets, const column_index& columns, const leaf_column& leaf,
                          std::int64_t num_rows) noexcept {
  if (offsets.pages.size() != columns.page_count()) return false;
  // In lists, nulls are counted by value.
  if (leaf.max_repetition != 0 || columns.null_counts.empty()) return true;
  for (std::size_t i = 0; i < columns.page_count(); ++i) {
    const row_range rows = rows_of_page(offsets, i, num_rows);
    const std::int64_t nulls = columns.null_counts[i], most = rows.end - rows.begin;
    if (columns.null_pages[i] ? nulls != most : nulls > most) return false;
  }
  return true;
}

DELTALAKE_DECL void write_offset_index(const offset_index& from, std::string& into) {
  thrift_writer out(into);
  out.begin_struct();
  out.begin_list(1, thrift_kind::structure, from.pages.size());
  for (const page_location& page : from.pages) {
    out.begin_struct();
    out.field(1, page.offset);
    out.field(2, page.compressed_size);
    out.field(3, page.first_row);
    out.end_struct();
  }
  if (!from.unencoded_bytes.empty()) {
    out.begin_list(2, thrift_kind::int64, from.unencoded_bytes.size());
    for (const std::int64_t size : from.unencoded_bytes) out.element(size);
  }
  out.end_struct();
}

DELTALAKE_DECL void write_column_index(const column_index& from, std::string& into) {
  thrift_writer out(into);
  const auto put_counts = [&out](std::int16_t id, const std::vector<std::int64_t>& counts) {
    if (counts.empty()) return;
    out.begin_list(id, thrift_kind::int64, counts.size());
    for (const std::int64_t count : counts) out.element(count);
  };
  const auto put_bounds = [&out](std::int16_t id, const std::vector<std::string>& values) {
    out.begin_list(id, thrift_kind::binary, values.size());
    for (const std::string& value : values) out.element(std::string_view(value));
  };
  out.begin_struct();
  out.begin_list(1, thrift_kind::true_value, from.null_pages.size());
  for (const bool is_null : from.null_pages) out.element(is_null);
  put_bounds(2, from.min_values);
  put_bounds(3, from.max_values);
  out.field(4, static_cast<std::int32_t>(from.order));
  put_counts(5, from.null_counts);
  put_counts(6, from.repetition_histograms);
  put_counts(7, from.definition_histograms);
  out.end_struct();
}

}  // namespace deltalake::inline v0::parquet
