#pragma once
#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include <deltalake/log/parsed_partitions.hpp>
#include <deltalake/parquet/statistics.hpp>
#include <deltalake/schema/scalar.hpp>

namespace deltalake::inline v0::log {
namespace detail {

inline constexpr std::int64_t micros_per_partition_day = 86'400'000'000;
// 1583-01-01. Some writers count the days up to October 1582 by another calendar, which puts them up to ten days later.
inline constexpr std::int32_t first_gregorian_day = -141'349;

// How many values a row group has in `add.partitionValues`, whose keys may be anything; nothing if that is not known.
inline std::optional<std::int64_t> count_map_values(const parquet::row_group& group,
                                                    const parquet::schema_tree& schema) {
  const auto named = [](const std::vector<parquet::schema_node>& among, std::string_view name) {
    const auto at = std::find_if(among.begin(), among.end(), [name](const auto& one) { return one.name == name; });
    return at == among.end() ? nullptr : &*at;
  };
  const parquet::schema_node* const adds = named(schema.fields, "add");
  const parquet::schema_node* const map = adds == nullptr ? nullptr : named(adds->children, "partitionValues");
  if (map == nullptr || map->kind != parquet::node_kind::map) return std::nullopt;
  const parquet::schema_node& values = map->children.back();
  if (values.kind != parquet::node_kind::leaf) return std::nullopt;
  return parquet::count_values(group, schema.leaves[values.leaf_begin]);
}

// How many values a row group has in all columns of `add.partitionValues_parsed`; nothing if that is not known.
inline std::optional<std::int64_t> count_parsed_values(const parquet::row_group& group,
                                                       const parquet::schema_tree& schema) {
  std::int64_t sum = 0;
  for (const parquet::leaf_column& leaf : schema.leaves) {
    if (leaf.path.size() < 2 || leaf.path[0] != "add" || leaf.path[1] != "partitionValues_parsed") continue;
    const std::optional<std::int64_t> count = parquet::count_values(group, leaf);
    if (!count || *count > (std::numeric_limits<std::int64_t>::max)() - sum) return std::nullopt;
    sum += *count;
  }
  return sum;
}

// A bound of what writers parsed as one of what this library parses, from the same texts.
inline std::optional<schema::scalar> bound_for_all_readings(const schema::scalar& bound, bool upper) {
  constexpr std::int64_t first_micros = std::int64_t{first_gregorian_day} * micros_per_partition_day;
  if (const auto* const day = bound.get_if<schema::date>()) {
    if (day->days < first_gregorian_day) return std::nullopt;
  } else if (const auto* const local = bound.get_if<schema::timestamp_ntz>()) {
    if (local->micros < first_micros) return std::nullopt;
  } else if (const auto* const time = bound.get_if<schema::timestamp>()) {
    // A text that names no zone was parsed in the writer's own, which is less than a day away from UTC.
    constexpr std::int64_t last_micros = (std::numeric_limits<std::int64_t>::max)() - micros_per_partition_day;
    if (time->micros < first_micros + micros_per_partition_day || time->micros > last_micros) return std::nullopt;
    return schema::scalar(
        schema::timestamp{time->micros + (upper ? micros_per_partition_day : -micros_per_partition_day)});
  }
  return bound;
}

}  // namespace detail

DELTALAKE_DECL partition_range parsed_range(const parquet::file_metadata& from, const parquet::schema_tree& schema,
                                            std::size_t row_group, std::string_view column,
                                            const schema::data_type& type) {
  const parquet::row_group& group = from.row_groups[row_group];
  const parquet::leaf_column* const paths = parquet::find_leaf(schema, {"add", "path"});
  const parquet::leaf_column* const parsed = parquet::find_leaf(schema, {"add", "partitionValues_parsed", column});
  if (paths == nullptr || parsed == nullptr || paths->max_repetition != 0 || parsed->max_repetition != 0) return {};
  if (type.is(schema::data_type::kind::binary) || !parquet::stores(*parsed, type)) return {};
  const std::optional<std::int64_t> files = parquet::count_values(group, *paths);
  const std::optional<std::int64_t> values = parquet::count_values(group, *parsed);
  if (!files || !values || *values > *files) return {};
  if (*values != *files) {
    // Some files have a NULL, unless their values were not parsed at all.
    const std::optional<std::int64_t> texts = detail::count_map_values(group, schema);
    if (!texts || texts != detail::count_parsed_values(group, schema)) return {};
  }
  partition_range made;
  made.may_be_value = *values != 0;
  made.may_be_null = *values != *files;
  if (*values == 0) return made;
  const parquet::value_bounds bounds = parquet::bounds_of(from, row_group, *parsed, type);
  if (bounds.lower) made.lower = detail::bound_for_all_readings(bounds.lower->value, false);
  // NaN is greater than every other number.
  if (bounds.upper && !bounds.may_hold_nan) made.upper = detail::bound_for_all_readings(bounds.upper->value, true);
  const bool has_no_empty_text = made.lower && *made.lower != schema::scalar("");
  if (type.is(schema::data_type::kind::string) && !has_no_empty_text) made.may_be_null = true;
  return made;
}

}  // namespace deltalake::inline v0::log
