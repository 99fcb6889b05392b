#pragma once
#include <algorithm>
#include <optional>
#include <utility>

#include <deltalake/column/delta_type.hpp>
#include <deltalake/scan/logical_schema.hpp>
#include <deltalake/schema/struct_type.hpp>

namespace deltalake::inline v0::scan {

DELTALAKE_DECL bool is_partition_column(std::string_view logical_name,
                                        const std::vector<std::string>& partition_columns) {
  const std::string folded = schema::fold_name(logical_name);
  return std::any_of(partition_columns.begin(), partition_columns.end(),
                     [&folded](const std::string& one) { return schema::fold_name(one) == folded; });
}

DELTALAKE_DECL result<void> logical_schema::add_field(std::size_t index) {
  const schema::field& logical = names_.logical()[index];
  result<column::field> as = column::field_of(logical);
  if (!as) return as.error();
  const bool partitioned = is_partition_column(logical.name, partition_columns_);
  const column_source source = partitioned ? column_source::partition : column_source::file;
  add(source, std::move(*as), names_.physical()[index]);
  return {};
}

DELTALAKE_DECL result<void> logical_schema::add(std::string_view name) {
  const std::optional<std::size_t> index = names_.logical().index_of_ignoring_case(name);
  if (!index) return error(errc::invalid_argument, "there is no column '" + std::string(name) + "'");
  const std::string& known = names_.logical()[*index].name;
  for (const logical_column& one : columns_) {
    if (one.logical_name != known) continue;
    return error(errc::invalid_argument, "column '" + known + "' is asked for twice");
  }
  return add_field(*index);
}

DELTALAKE_DECL result<void> logical_schema::add_all() {
  for (std::size_t i = 0; i < names_.logical().size(); ++i) {
    if (result<void> added = add_field(i); !added) return added;
  }
  return {};
}

DELTALAKE_DECL void logical_schema::add(column_source source, column::field as, schema::field physical) {
  logical_column made;
  made.logical_name = as.name;
  made.field = std::move(as);
  made.source = source;
  made.physical = std::move(physical);
  columns_.push_back(std::move(made));
}

DELTALAKE_DECL std::vector<column::field> logical_schema::fields() const {
  std::vector<column::field> made;
  for (const logical_column& one : columns_) made.push_back(one.field);
  return made;
}

}  // namespace deltalake::inline v0::scan
