#pragma once
#include <algorithm>
#include <utility>

#include <deltalake/schema/column_mapping.hpp>

namespace deltalake::inline v0::schema {

namespace detail {

/// Builds the physical twin of a schema and collects what must be unique in it. The first error is kept aside, and its
/// path with it: results of every level would make the stack deep.
class physical_schema_builder {
 public:
  result<struct_type> build(const struct_type& logical) {
    struct_type made = physical_struct(logical);
    if (failed_) return std::move(*failed_);
    std::sort(ids_.begin(), ids_.end());
    const auto twin = std::adjacent_find(ids_.begin(), ids_.end());
    if (twin == ids_.end()) return made;
    refuse("two columns have the id " + std::to_string(*twin));
    return std::move(*failed_);
  }

 private:
  void refuse(std::string what) {
    std::string where = "schemaString";
    for (const std::string_view step : path_) (where += '.') += step;
    failed_.emplace(errc::invalid_schema, std::move(what));
    failed_->in_field(std::move(where));
  }

  struct_type physical_struct(const struct_type& logical) {
    std::vector<field> fields;
    fields.reserve(logical.size());
    for (const field& one : logical) {
      path_.push_back(one.name);
      add_physical(fields, one);
      if (failed_) return {};
      path_.pop_back();
    }
    return put_together(std::move(fields));
  }

  struct_type put_together(std::vector<field> fields) {
    result<struct_type> made = struct_type::make(std::move(fields));
    if (made) return std::move(*made);
    refuse("physical names: " + made.error().detail);
    return {};
  }

  void add_physical(std::vector<field>& fields, const field& logical) {
    std::optional<std::string> called = logical.physical_name();
    const std::optional<std::int64_t> id = logical.column_id();
    if (!called || called->empty()) return refuse("has no delta.columnMapping.physicalName");
    if (!id) return refuse("has no delta.columnMapping.id");
    ids_.push_back(*id);
    const nulls values = logical.nullable ? nulls::allowed : nulls::refused;
    fields.emplace_back(std::move(*called), physical_type(logical.type), values, logical.metadata);
  }

  data_type physical_type(const data_type& logical) {
    if (logical.is(data_type::kind::struct_)) return data_type(physical_struct(logical.as_struct()));
    if (logical.is(data_type::kind::array)) {
      array_type list = logical.as_array();
      list.element = physical_part("element", list.element);
      return data_type(std::move(list));
    }
    if (!logical.is(data_type::kind::map)) return logical;
    map_type pairs = logical.as_map();
    pairs.key = physical_part("key", pairs.key);
    if (!failed_) pairs.value = physical_part("value", pairs.value);
    return data_type(std::move(pairs));
  }

  data_type physical_part(std::string_view step, const data_type& logical) {
    path_.push_back(step);
    data_type made = physical_type(logical);
    if (!failed_) path_.pop_back();
    return made;
  }

  std::vector<std::string_view> path_;
  std::vector<std::int64_t> ids_;
  std::optional<error> failed_;
};

/// The part of an array or a map that a step of a path names; null if there is none.
inline const data_type* part_of(const data_type& type, std::string_view step) noexcept {
  if (type.is(data_type::kind::array)) return step == "element" ? &type.as_array().element : nullptr;
  if (!type.is(data_type::kind::map)) return nullptr;
  if (step == "key") return &type.as_map().key;
  return step == "value" ? &type.as_map().value : nullptr;
}

enum class name_case : bool { ignored, heeded };

/// Walks two schemas of one shape: finds the steps in `from` and gives the names at the same places of `to`.
inline result<column_mapping::name_path> translate_path(const struct_type& from, const struct_type& to,
                                                        std::span<const std::string> steps, name_case letters) {
  column_mapping::name_path made;
  const struct_type* fields = &from;
  const struct_type* twins = &to;
  const data_type* type = nullptr;
  const data_type* twin_type = nullptr;
  for (const std::string& step : steps) {
    std::optional<std::size_t> at;
    if (fields) at = letters == name_case::heeded ? fields->index_of(step) : fields->index_of_ignoring_case(step);
    const data_type* const part = !fields && type ? part_of(*type, step) : nullptr;
    if (!at && !part) return error(errc::invalid_argument, "the schema has no column '" + step + "' there");
    made.push_back(at ? (*twins)[*at].name : step);
    twin_type = at ? &(*twins)[*at].type : part_of(*twin_type, step);
    type = at ? &(*fields)[*at].type : part;
    const bool opens = type->is(data_type::kind::struct_);
    fields = opens ? &type->as_struct() : nullptr;
    twins = opens ? &twin_type->as_struct() : nullptr;
  }
  return made;
}

inline bool find_column_id(const struct_type& within, std::int64_t id, column_mapping::name_path& at);

inline bool find_column_id(const data_type& within, std::int64_t id, column_mapping::name_path& at) {
  const auto below = [id, &at](const data_type& part, const char* step) {
    at.emplace_back(step);
    if (find_column_id(part, id, at)) return true;
    at.pop_back();
    return false;
  };
  if (within.is(data_type::kind::struct_)) return find_column_id(within.as_struct(), id, at);
  if (within.is(data_type::kind::array)) return below(within.as_array().element, "element");
  if (!within.is(data_type::kind::map)) return false;
  return below(within.as_map().key, "key") || below(within.as_map().value, "value");
}

inline bool find_column_id(const struct_type& within, std::int64_t id, column_mapping::name_path& at) {
  for (const field& one : within) {
    at.push_back(one.name);
    if (one.column_id() == id || find_column_id(one.type, id, at)) return true;
    at.pop_back();
  }
  return false;
}

}  // namespace detail

DELTALAKE_DECL result<column_mapping_mode> parse_column_mapping_mode(std::string_view value) {
  const std::string folded = fold_name(value);
  if (folded == "none") return column_mapping_mode::none;
  if (folded == "name") return column_mapping_mode::name;
  if (folded == "id") return column_mapping_mode::id;
  error refused(errc::invalid_value, "'" + std::string(value.substr(0, 60)) + "' is not one of none, name, id");
  refused.in_field("configuration.delta.columnMapping.mode");
  return refused;
}

DELTALAKE_DECL std::string_view name(column_mapping_mode mode) noexcept {
  switch (mode) {
    case column_mapping_mode::none: return "none";
    case column_mapping_mode::name: return "name";
    case column_mapping_mode::id: return "id";
  }
  return "unknown";
}

DELTALAKE_DECL result<column_mapping> column_mapping::make(struct_type logical, column_mapping_mode mode) {
  column_mapping made;
  made.mode_ = mode;
  if (mode == column_mapping_mode::none) {
    made.physical_ = logical;
  } else {
    result<struct_type> physical = detail::physical_schema_builder().build(logical);
    if (!physical) return std::move(physical).error();
    made.physical_ = std::move(*physical);
  }
  made.logical_ = std::move(logical);
  return made;
}

DELTALAKE_DECL result<column_mapping::name_path> column_mapping::to_physical(
    std::span<const std::string> logical_path) const {
  return detail::translate_path(logical_, physical_, logical_path, detail::name_case::ignored);
}

DELTALAKE_DECL result<column_mapping::name_path> column_mapping::to_logical(
    std::span<const std::string> physical_path) const {
  return detail::translate_path(physical_, logical_, physical_path, detail::name_case::heeded);
}

DELTALAKE_DECL std::optional<column_mapping::name_path> column_mapping::find_id(std::int64_t id) const {
  name_path at;
  if (mode_ == column_mapping_mode::none || !detail::find_column_id(logical_, id, at)) return std::nullopt;
  return at;
}

}  // namespace deltalake::inline v0::schema
