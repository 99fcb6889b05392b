#pragma once
#include <algorithm>
#include <string>
#include <utility>

#include <deltalake/column/cast.hpp>
#include <deltalake/column/delta_type.hpp>
#include <deltalake/parquet/assemble.hpp>
#include <deltalake/scan/transform.hpp>
#include <deltalake/schema/partition_value.hpp>
#include <deltalake/schema/struct_type.hpp>

namespace deltalake::inline v0::scan {
namespace detail {

using parquet::node_kind;
using parquet::schema_node;

inline bool has_ids(const std::vector<schema_node>& nodes) noexcept {
  return std::any_of(nodes.begin(), nodes.end(), [](const schema_node& node) {
    return node.field_id.has_value() || has_ids(node.children);
  });
}

// Takes a child of the file's structure for a part; false if another part has it already.
inline bool take(const part_plan& part, std::vector<bool>& taken) {
  if (part.how == part_plan::way::nulls) return true;
  if (taken.size() <= part.source) taken.resize(part.source + 1);
  if (taken[part.source]) return false;
  taken[part.source] = true;
  return true;
}

inline error taken_twice() {
  return error(errc::unsupported_parquet, "two columns of the table are the same column of the file");
}

// Makes the plans of columns: once over the whole file, to mark the leaves that are wanted, and once over what is left
// of its fields when only these are read.
class part_planner {
 public:
  part_planner(schema::column_mapping_mode mode, std::vector<bool>* marks) : mode_(mode), marks_(marks) {}

  /// The plan of a field, of which `among` may hold the file's form.
  result<part_plan> plan(const schema::field& physical, const column::data_type& type,
                         const std::vector<schema_node>& among) const {
    result<std::optional<std::size_t>> at = find(physical, among);
    if (!at) return at.error();
    part_plan made;
    made.type = type;
    if (!*at || physical.type.is(schema::data_type::kind::void_)) return made;
    return part(physical.type, type, among[**at], **at);
  }

 private:
  result<std::optional<std::size_t>> find(const schema::field& physical, const std::vector<schema_node>& among) const {
    const std::optional<std::int64_t> id =
        mode_ == schema::column_mapping_mode::id ? physical.column_id() : std::nullopt;
    const std::string folded = schema::fold_name(physical.name);
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < among.size(); ++i) {
      const bool same = id ? among[i].field_id && *among[i].field_id == *id
                           : schema::fold_name(among[i].name) == folded;
      if (!same) continue;
      // Which of two is meant, nobody can say; Spark refuses such files too.
      if (found) return error(errc::unsupported_parquet, "the file has more than one such column");
      found = i;
    }
    return found;
  }

  result<part_plan> part(const schema::data_type& physical, const column::data_type& type, const schema_node& node,
                         std::size_t source) const {
    using kind = schema::data_type::kind;
    if (physical.is(kind::struct_) && node.kind == node_kind::structure) {
      return structure(physical.as_struct(), type, node, source);
    }
    part_plan made;
    made.source = source;
    made.type = type;
    made.how = part_plan::way::parts;
    if (physical.is(kind::array) && node.kind == node_kind::list && !node.children.empty()) {
      result<part_plan> element = part(physical.as_array().element, type.children[0].type, node.children[0], 0);
      if (!element) return std::move(element.error()).in_field("element");
      made.parts.push_back(std::move(*element));
      return made;
    }
    if (physical.is(kind::map) && node.kind == node_kind::map && node.children.size() == 2) {
      const std::vector<column::field>& sides = type.children[0].type.children;
      result<part_plan> key = part(physical.as_map().key, sides[0].type, node.children[0], 0);
      if (!key) return std::move(key.error()).in_field("key");
      result<part_plan> value = part(physical.as_map().value, sides[1].type, node.children[1], 1);
      if (!value) return std::move(value.error()).in_field("value");
      made.parts.push_back(std::move(*key));
      made.parts.push_back(std::move(*value));
      return made;
    }
    made.how = part_plan::way::cast;
    mark(node);
    if (physical.is_primitive() && column::can_cast(node.type, type)) return made;
    return error(errc::unsupported_parquet,
                 "the file has " + to_string(node.type) + ", the table " + to_string(type));
  }

  result<part_plan> structure(const schema::struct_type& physical, const column::data_type& type,
                              const schema_node& node, std::size_t source) const {
    part_plan made;
    made.source = source;
    made.type = type;
    made.how = part_plan::way::parts;
    bool any = false;
    std::vector<bool> taken;
    for (std::size_t i = 0; i < physical.size(); ++i) {
      result<part_plan> one = plan(physical[i], type.children[i].type, node.children);
      if (one && !take(*one, taken)) one = taken_twice();
      if (!one) {
        error found = one.error();
        const std::string& name = type.children[i].name;
        found.field = found.field.empty() ? name : name + "." + found.field;
        return found;
      }
      any = any || one->how != part_plan::way::nulls;
      made.parts.push_back(std::move(*one));
    }
    // Some leaf must tell which of the structures are null.
    if (!any && marks_ != nullptr) (*marks_)[node.leaf_begin] = true;
    return made;
  }

  void mark(const schema_node& node) const {
    if (marks_ == nullptr) return;
    for (std::uint32_t leaf = node.leaf_begin; leaf < node.leaf_end; ++leaf) (*marks_)[leaf] = true;
  }

  schema::column_mapping_mode mode_;
  std::vector<bool>* marks_;
};

inline result<column::array> make_part(const part_plan& plan, column::array&& from);

inline result<void> make_fields(const part_plan& plan, column::array& from, column::array& to) {
  for (std::size_t i = 0; i < plan.parts.size(); ++i) {
    const part_plan& part = plan.parts[i];
    if (part.how == part_plan::way::nulls) {
      to.children.push_back(column::nulls_of(part.type, from.length));
      continue;
    }
    result<column::array> made = make_part(part, std::move(from.children[part.source]));
    if (!made) {
      error found = made.error();
      if (plan.type.id == column::type_id::structure) {
        const std::string& name = plan.type.children[i].name;
        found.field = found.field.empty() ? name : name + "." + found.field;
      }
      return found;
    }
    to.children.push_back(std::move(*made));
  }
  return {};
}

inline result<column::array> make_part(const part_plan& plan, column::array&& from) {
  if (plan.how == part_plan::way::cast) return column::cast(std::move(from), plan.type);
  column::array made;
  made.type = plan.type;
  made.length = from.length;
  made.null_count = from.null_count;
  made.validity = std::move(from.validity);
  made.offsets = std::move(from.offsets);
  if (made.type.id != column::type_id::map) {
    if (result<void> done = make_fields(plan, from, made); !done) return done.error();
    return made;
  }
  column::array& pairs = from.children.front();
  column::array entries;
  entries.type = plan.type.children.front().type;
  entries.length = pairs.length;
  if (result<void> done = make_fields(plan, pairs, entries); !done) return done.error();
  made.children.push_back(std::move(entries));
  return made;
}

// Row ids count from the file's first; commit versions are the same for all rows.
inline column::array tracking_values(column_source source, std::int64_t base,
                                     std::span<const column::row_stretch> kept, std::int64_t first_row) {
  column::array made;
  made.type = column::type_id::int64;
  for (const column::row_stretch& one : kept) {
    made.length += one.end - one.begin;
    for (std::int64_t row = one.begin; row < one.end; ++row) {
      made.values.push_back(source == column_source::row_id ? base + first_row + row : base);
    }
  }
  return made;
}

// Values that a file holds itself count; those that are null there follow from the log.
inline column::array fill_nulls(column::array&& own, const column::array& others) {
  if (own.null_count == 0) return std::move(own);
  column::array made;
  made.type = own.type;
  made.length = own.length;
  for (std::int64_t row = 0; row < own.length; ++row) {
    made.values.push_back(own.is_valid(row) ? own.value<std::int64_t>(row) : others.value<std::int64_t>(row));
  }
  return made;
}

}  // namespace detail

DELTALAKE_DECL result<schema::scalar> partition_value_of(const schema::field& physical, const string_map& values) {
  const std::optional<std::string>* found = nullptr;
  for (const auto& [name, value] : values) {
    if (name == physical.name) found = &value;
  }
  if (found == nullptr) {
    const std::string folded = schema::fold_name(physical.name);
    for (const auto& [name, value] : values) {
      if (schema::fold_name(name) == folded) found = &value;
    }
  }
  if (found == nullptr || !*found) return schema::scalar();
  return schema::parse_partition_value(std::string_view(**found), physical.type);
}

DELTALAKE_DECL result<transform> transform::make(const logical_schema& to, const parquet::schema_tree& from,
                                                 const file_values& values) {
  transform made;
  made.leaves_.assign(from.leaves.size(), false);
  const auto is_read = [](const logical_column& one) {
    return one.source != column_source::partition && one.source != column_source::constant;
  };
  const bool by_id = to.mode() == schema::column_mapping_mode::id;
  if (by_id && !detail::has_ids(from.fields)) {
    return error(errc::unsupported_parquet, "the file has no field ids, by which the table's columns are found");
  }
  const detail::part_planner marking(to.mode(), &made.leaves_);
  std::vector<bool> taken;
  for (const logical_column& one : to.columns()) {
    if (!is_read(one)) continue;
    result<part_plan> part = marking.plan(one.physical, one.field.type, from.fields);
    if (part && !detail::take(*part, taken)) part = detail::taken_twice();
    if (!part) {
      error found = part.error();
      found.field = found.field.empty() ? one.logical_name : one.logical_name + "." + found.field;
      return found;
    }
  }
  std::vector<parquet::schema_node> read;
  for (const parquet::schema_node& field : from.fields) {
    if (std::optional<parquet::schema_node> kept = parquet::project(field, made.leaves_)) {
      read.push_back(std::move(*kept));
    }
  }
  const detail::part_planner planning(to.mode(), nullptr);
  std::size_t constants = 0;
  for (const logical_column& one : to.columns()) {
    column_plan plan;
    plan.field = one.field;
    plan.source = one.source;
    if (is_read(one)) plan.part = planning.plan(one.physical, one.field.type, read).value();
    if (one.source == column_source::row_id) plan.base = values.base_row_id;
    if (one.source == column_source::row_commit_version) plan.base = values.default_row_commit_version;
    if (one.source == column_source::constant) plan.value = values.constants.at(constants++);
    if (one.source == column_source::partition) {
      result<schema::scalar> value = partition_value_of(one.physical, values.partition_values);
      if (!value) return std::move(value.error()).in_field("partitionValues." + one.physical.name);
      plan.value = std::move(*value);
    }
    made.constant_bytes_ += is_read(one) ? sizeof(std::int64_t) : column::bytes_of(plan.value);
    made.columns_.push_back(std::move(plan));
  }
  return made;
}

DELTALAKE_DECL result<column::array> transform::make_column(const column_plan& plan, column::batch& from,
                                                            std::span<const column::row_stretch> kept,
                                                            std::int64_t first_row) {
  const std::int64_t rows = from.num_rows;
  if (plan.source == column_source::partition || plan.source == column_source::constant) {
    return column::constant(plan.value, plan.field.type, rows);
  }
  const bool has_part = plan.part.how != part_plan::way::nulls;
  if (plan.source == column_source::file || !plan.base) {
    if (!has_part) return column::nulls_of(plan.field.type, rows);
    return detail::make_part(plan.part, std::move(from.columns[plan.part.source]));
  }
  column::array followed = detail::tracking_values(plan.source, *plan.base, kept, first_row);
  if (!has_part) return followed;
  result<column::array> own = detail::make_part(plan.part, std::move(from.columns[plan.part.source]));
  if (!own) return own;
  return detail::fill_nulls(std::move(*own), followed);
}

DELTALAKE_DECL result<column::batch> transform::apply(column::batch&& from, std::span<const column::row_stretch> kept,
                                                      std::int64_t first_row) const {
  const bool all = kept.size() == 1 && kept.front() == column::row_stretch{0, from.num_rows};
  column::batch rows = all ? std::move(from) : column::filter(from, kept);
  column::batch made;
  made.num_rows = rows.num_rows;
  for (const column_plan& plan : columns_) {
    result<column::array> column = make_column(plan, rows, kept, first_row);
    if (!column) {
      error found = column.error();
      found.field = found.field.empty() ? plan.field.name : plan.field.name + "." + found.field;
      return found;
    }
    made.fields.push_back(plan.field);
    made.columns.push_back(std::move(*column));
  }
  return made;
}

}  // namespace deltalake::inline v0::scan
