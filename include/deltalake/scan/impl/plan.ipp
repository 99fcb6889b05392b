#pragma once
#include <algorithm>
#include <utility>

#include <deltalake/expression/prune.hpp>
#include <deltalake/scan/file_ranges.hpp>
#include <deltalake/scan/logical_schema.hpp>
#include <deltalake/scan/plan.hpp>

namespace deltalake::inline v0::scan {
namespace detail {

// Whether an expression names a column that has no partition values.
inline bool names_data_columns(const expression::bound_expression& of, const schema::struct_type& logical,
                               const std::vector<std::string>& partition_columns) {
  if (of.what == expression::operation::column) {
    return !is_partition_column(logical[of.place.front()].name, partition_columns);
  }
  return std::any_of(of.parts.begin(), of.parts.end(), [&](const expression::bound_expression& part) {
    return names_data_columns(part, logical, partition_columns);
  });
}

inline file_verdict verdict_of(const expression::outcomes& known, file_verdict otherwise) noexcept {
  if (!known.yes) return otherwise;
  return known.no || known.unknown ? file_verdict::read : file_verdict::read_whole;
}

}  // namespace detail

DELTALAKE_DECL std::string_view name(file_verdict one) noexcept {
  switch (one) {
    case file_verdict::read: return "read";
    case file_verdict::read_whole: return "read whole";
    case file_verdict::skip_by_partition: return "skipped by partition";
    case file_verdict::skip_by_statistics: return "skipped by statistics";
  }
  return "";
}

DELTALAKE_DECL file_selection::file_selection(const logged_files& of, log::partition_predicate filters,
                                              std::optional<expression::bound_expression> condition)
    : of_(of), condition_(std::move(condition)) {
  if (filters) filters_.emplace(std::move(filters));
  uses_stats_ = condition_ && detail::names_data_columns(*condition_, of_.columns->logical(), *of_.partition_columns);
}

DELTALAKE_DECL file_verdict file_selection::judge_partition(const string_map& values) {
  const auto at = judged_.find(&values);
  if (at != judged_.end()) return at->second;
  const file_ranges known(*of_.columns, *of_.partition_columns, values, nullptr);
  const expression::outcomes outcomes = expression::possible_outcomes(*condition_, known);
  const file_verdict made = detail::verdict_of(outcomes, file_verdict::skip_by_partition);
  judged_.emplace(&values, made);
  return made;
}

DELTALAKE_DECL file_verdict file_selection::judge() {
  const string_map& values = columns_->partition_values(at_);
  if (filters_ && !filters_->is_wanted(values)) return file_verdict::skip_by_partition;
  if (!condition_) return file_verdict::read_whole;
  const file_verdict by_partition = judge_partition(values);
  if (by_partition != file_verdict::read || !uses_stats_) return by_partition;
  const std::optional<std::string_view> text = columns_->stats(at_, stats_);
  if (!text) return file_verdict::read;
  const result<json::node> stats = of_.parse_node(*text, of_.json_limits);
  if (!stats) return file_verdict::read;
  const file_ranges known(*of_.columns, *of_.partition_columns, values, &*stats);
  return detail::verdict_of(expression::possible_outcomes(*condition_, known), file_verdict::skip_by_statistics);
}

DELTALAKE_DECL bool file_selection::next() {
  const std::vector<log::file_segment>& segments = of_.files->segments;
  for (; segment_ < segments.size(); ++segment_, row_ = 0) {
    const log::file_segment& segment = segments[segment_];
    while (row_ < segment.columns->size()) {
      const std::size_t row = row_++;
      if (!segment.live->contains(row)) continue;
      columns_ = segment.columns.get();
      at_ = row;
      verdict_ = judge();
      return true;
    }
  }
  return false;
}

DELTALAKE_DECL std::size_t scan_plan::count(file_verdict of) const noexcept {
  const auto is_it = [of](const planned_file& one) { return one.verdict == of; };
  return static_cast<std::size_t>(std::count_if(files.begin(), files.end(), is_it));
}

DELTALAKE_DECL std::int64_t scan_plan::bytes_to_read() const noexcept {
  std::int64_t total = 0;
  for (const planned_file& one : files) {
    if (is_read(one.verdict)) total = log::saturated_sum(total, one.size_bytes);
  }
  return total;
}
DELTALAKE_DECL std::int64_t scan_plan::bytes_of_all() const noexcept {
  std::int64_t total = 0;
  for (const planned_file& one : files) total = log::saturated_sum(total, one.size_bytes);
  return total;
}

}  // namespace deltalake::inline v0::scan
