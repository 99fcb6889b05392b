#pragma once
#include <optional>
#include <utility>

#include <deltalake/column/filter.hpp>
#include <deltalake/expression/evaluate.hpp>
#include <deltalake/scan/leaf_conditions.hpp>
#include <deltalake/scan/row_filter.hpp>
#include <deltalake/schema/struct_type.hpp>

namespace deltalake::inline v0::scan {
namespace detail {

inline std::optional<std::size_t> place_of(const logical_schema& rows, std::string_view logical_name) {
  for (std::size_t i = 0; i < rows.columns().size(); ++i) {
    const logical_column& one = rows.columns()[i];
    const bool of_table = one.source == column_source::file || one.source == column_source::partition;
    if (of_table && one.logical_name == logical_name) return i;
  }
  return std::nullopt;
}

// Replaces the numbers of a table's columns by those of a batch, to which columns are added as they come.
inline result<void> renumber(expression::bound_expression& one, const schema::struct_type& table,
                             logical_schema& rows) {
  for (expression::bound_expression& part : one.parts) {
    if (result<void> done = renumber(part, table, rows); !done) return done;
  }
  if (one.what != expression::operation::column) return {};
  const std::string& name = table[one.place.front()].name;
  std::optional<std::size_t> place = place_of(rows, name);
  if (!place) {
    if (result<void> added = rows.add(name); !added) return added;
    place = rows.columns().size() - 1;
  }
  one.place.front() = *place;
  return {};
}

}  // namespace detail

DELTALAKE_DECL result<row_filter> row_filter::make(expression::bound_expression condition,
                                                   schema::column_mapping columns,
                                                   std::vector<std::string> partition_columns, logical_schema& rows) {
  row_filter made;
  made.shown_ = rows.columns().size();
  made.of_rows_ = condition;
  made.of_table_ = std::move(condition);
  made.columns_ = std::move(columns);
  made.partition_columns_ = std::move(partition_columns);
  const result<void> done = detail::renumber(made.of_rows_, made.columns_.logical(), rows);
  if (!done) return done.error();
  return made;
}

DELTALAKE_DECL result<column::batch> row_filter::apply(column::batch&& rows) const {
  const result<std::vector<expression::truth>> truths = expression::evaluate(of_rows_, rows);
  if (!truths) return truths.error();
  const std::vector<column::row_stretch> kept = expression::rows_that_hold(*truths);
  rows.fields.resize(shown_);
  rows.columns.resize(shown_);
  const bool all = kept.size() == 1 && kept.front() == column::row_stretch{0, rows.num_rows};
  if (all) return std::move(rows);
  return column::filter(rows, kept);
}

DELTALAKE_DECL std::vector<parquet::leaf_condition> row_filter::conditions_on(const parquet::schema_tree& file) const {
  return leaf_conditions_of(of_table_, columns_, partition_columns_, file);
}

}  // namespace deltalake::inline v0::scan
