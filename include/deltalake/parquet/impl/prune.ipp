#pragma once
#include <algorithm>
#include <cmath>
#include <compare>
#include <optional>
#include <utility>

#include <deltalake/parquet/prune.hpp>
#include <deltalake/parquet/statistics.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

// What is known of the values of some rows.
struct value_facts {
  value_bounds bounds;
  bool may_hold_values = true;  // that are not null
  bool may_hold_nulls = true;
};

inline bool is_nan(const schema::scalar& value) noexcept {
  const auto* const single = value.get_if<float>();
  const auto* const twice = value.get_if<double>();
  return (single != nullptr && std::isnan(*single)) || (twice != nullptr && std::isnan(*twice));
}

// How the lowest or the highest value lies to another one; unordered if that is not known.
inline std::partial_ordering compare(const std::optional<value_bound>& bound, const schema::scalar& value) noexcept {
  return bound ? bound->value <=> value : std::partial_ordering::unordered;
}

inline bool may_equal(const value_bounds& bounds, const schema::scalar& value) noexcept {
  if (bounds.may_hold_nan && is_nan(value)) return true;
  return !std::is_gt(compare(bounds.lower, value)) && !std::is_lt(compare(bounds.upper, value));
}

// Whether a value between the bounds, or a NaN, may compare so. A NaN is greater than all others.
inline bool may_compare(const value_bounds& bounds, comparison what, const schema::scalar& value) noexcept {
  if (value.is_null()) return false;
  const std::partial_ordering lower = compare(bounds.lower, value), upper = compare(bounds.upper, value);
  switch (what) {
    case comparison::less: return !std::is_gteq(lower);
    case comparison::less_equal: return !std::is_gt(lower);
    case comparison::equal:
    case comparison::in: return may_equal(bounds, value);
    case comparison::not_equal: return bounds.may_hold_nan || !(std::is_eq(lower) && std::is_eq(upper));
    case comparison::greater_equal: return bounds.may_hold_nan || !std::is_lt(upper);
    case comparison::greater: return bounds.may_hold_nan || !std::is_lteq(upper);
    case comparison::is_null:
    case comparison::is_not_null: break;
  }
  return true;
}

inline bool may_match(const value_facts& facts, const leaf_condition& condition) noexcept {
  if (condition.what == comparison::is_null) return facts.may_hold_nulls;
  if (!facts.may_hold_values) return false;
  if (condition.what == comparison::is_not_null) return true;
  return std::any_of(condition.values.begin(), condition.values.end(),
                     [&](const schema::scalar& value) { return may_compare(facts.bounds, condition.what, value); });
}

inline bool is_in_list(const leaf_column& leaf) noexcept { return leaf.max_repetition != 0; }

inline value_facts facts_of_row_group(const file_metadata& from, std::size_t row_group, const leaf_column& leaf,
                                      const schema::data_type& type) {
  value_facts made;
  made.bounds = bounds_of(from, row_group, leaf, type);
  if (is_in_list(leaf)) return made;
  const parquet::row_group& group = from.row_groups[row_group];
  const std::optional<std::int64_t> values = count_values(group, leaf);
  made.may_hold_values = values != std::int64_t{0};
  // What is stored as another type may become null on the way to the column's.
  made.may_hold_nulls = values != group.num_rows || !stores(leaf, type);
  return made;
}

// parquet-mr calls pages of which it has no statistics pages of nulls, and does not know how many nulls there are.
inline bool is_page_of_nulls(const column_index& index, std::size_t page) noexcept {
  return index.null_pages[page] && !index.null_counts.empty() && index.null_counts[page] > 0;
}

inline value_facts facts_of_page(const file_metadata& from, const column_index& index, std::size_t page,
                                 const leaf_column& leaf, const schema::data_type& type) {
  value_facts made;
  made.bounds = bounds_of(from, index, page, leaf, type);
  made.may_hold_values = !is_page_of_nulls(index, page);
  if (is_in_list(leaf) || index.null_pages[page] || !stores(leaf, type)) return made;
  made.may_hold_nulls = leaf.max_definition != 0 && (index.null_counts.empty() || index.null_counts[page] != 0);
  return made;
}

// Whether "is null" and "is not null" can be told of a row: of a list, they are asked of its values.
inline bool may_tell(const leaf_column& leaf, const leaf_condition& condition) noexcept {
  const bool of_nulls = condition.what == comparison::is_null || condition.what == comparison::is_not_null;
  return !of_nulls || !is_in_list(leaf);
}

inline row_ranges rows_of_pages_that_may_match(const file_metadata& from, std::size_t row_group,
                                               const leaf_column& leaf, const leaf_condition& condition,
                                               const leaf_page_index& index) {
  std::vector<bool> kept(index.columns->page_count());
  for (std::size_t page = 0; page < kept.size(); ++page) {
    kept[page] = may_match(facts_of_page(from, *index.columns, page, leaf, condition.type), condition);
  }
  return rows_of_pages(*index.offsets, kept, from.row_groups[row_group].num_rows);
}

inline bool asks_for_values(const leaf_condition& condition) noexcept {
  return condition.what == comparison::equal || condition.what == comparison::in;
}

}  // namespace detail

DELTALAKE_DECL bool may_match(const file_metadata& from, std::size_t row_group, const leaf_column& leaf,
                              const leaf_condition& condition) {
  if (!detail::may_tell(leaf, condition)) return true;
  return detail::may_match(detail::facts_of_row_group(from, row_group, leaf, condition.type), condition);
}

DELTALAKE_DECL bool may_match(const bloom_filter& filter, const leaf_column& leaf, const leaf_condition& condition) {
  if (!detail::asks_for_values(condition)) return true;
  return std::any_of(condition.values.begin(), condition.values.end(), [&](const schema::scalar& value) {
    const std::optional<std::uint64_t> hash = bloom_hash(leaf, value);
    return !value.is_null() && (!hash || filter.may_contain(*hash));
  });
}

DELTALAKE_DECL bool may_be_filtered(const file_metadata& from, std::size_t row_group, const leaf_column& leaf,
                                    const leaf_condition& condition) {
  if (!detail::asks_for_values(condition)) return false;
  if (!from.row_groups[row_group].columns[leaf.index].bloom_filter_offset) return false;
  return std::all_of(condition.values.begin(), condition.values.end(), [&](const schema::scalar& value) {
    return value.is_null() || bloom_hash(leaf, value).has_value();
  });
}

DELTALAKE_DECL row_ranges rows_that_may_match(const file_metadata& from, std::size_t row_group,
                                              const schema_tree& schema, std::span<const leaf_condition> conditions,
                                              const row_group_page_index& index) {
  for (const leaf_condition& one : conditions) {
    if (!may_match(from, row_group, schema.leaves[one.leaf], one)) return {};
  }
  row_ranges rows = row_ranges::all(from.row_groups[row_group].num_rows);
  for (const leaf_condition& one : conditions) {
    const leaf_column& leaf = schema.leaves[one.leaf];
    const leaf_page_index* const known = index.find(one.leaf);
    if (known == nullptr || !known->columns || !known->offsets || !detail::may_tell(leaf, one)) continue;
    rows = intersect(rows, detail::rows_of_pages_that_may_match(from, row_group, leaf, one, *known));
  }
  return rows;
}

}  // namespace deltalake::inline v0::parquet
