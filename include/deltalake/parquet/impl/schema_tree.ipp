#pragma once
#include <algorithm>
#include <cstddef>
#include <utility>

#include <deltalake/column/variant_shredding.hpp>
#include <deltalake/parquet/schema_tree.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

inline column::data_type type_with_unit(column::type_id id, column::time_unit unit, bool utc) {
  column::data_type made(id);
  made.unit = unit;
  made.utc = utc;
  return made;
}

inline column::data_type type_of_bytes(std::int32_t width) {
  column::data_type made(column::type_id::fixed_size_binary);
  made.byte_width = width;
  return made;
}

// Arrow's type of values without annotation. INT96 is the time stamp of old writers and, still, of Spark: Julian day
// and nanoseconds of an instant, although no annotation says that it is adjusted to UTC.
inline column::data_type type_of_physical(const schema_element& element) {
  switch (*element.type) {
    case physical_type::boolean: return column::type_id::boolean;
    case physical_type::int32: return column::type_id::int32;
    case physical_type::int64: return column::type_id::int64;
    case physical_type::int96: return type_with_unit(column::type_id::timestamp, column::time_unit::micro, true);
    case physical_type::float32: return column::type_id::float32;
    case physical_type::float64: return column::type_id::float64;
    case physical_type::byte_array: return column::type_id::binary;
    default: return type_of_bytes(element.type_length);
  }
}

inline std::optional<column::data_type> type_of_integer(const logical_type& logical, physical_type physical) {
  const bool fits = logical.bit_width == 64 ? physical == physical_type::int64 : physical == physical_type::int32;
  if (!fits) return std::nullopt;
  switch (logical.bit_width) {
    case 8: return logical.is_signed ? column::type_id::int8 : column::type_id::uint8;
    case 16: return logical.is_signed ? column::type_id::int16 : column::type_id::uint16;
    case 32: return logical.is_signed ? column::type_id::int32 : column::type_id::uint32;
    case 64: return logical.is_signed ? column::type_id::int64 : column::type_id::uint64;
    default: return std::nullopt;
  }
}

inline std::optional<column::data_type> type_of_time(const logical_type& logical, physical_type physical) {
  const bool in_int32 = logical.kind == logical_kind::time && logical.unit == column::time_unit::milli;
  if (physical != (in_int32 ? physical_type::int32 : physical_type::int64)) return std::nullopt;
  if (logical.kind == logical_kind::timestamp) {
    return type_with_unit(column::type_id::timestamp, logical.unit, logical.utc);
  }
  return type_with_unit(in_int32 ? column::type_id::time32 : column::type_id::time64, logical.unit, false);
}

// More digits than the physical type can hold do no harm: the values are what they are.
inline result<std::optional<column::data_type>> type_of_decimal(const logical_type& logical, physical_type physical) {
  const bool fits = physical == physical_type::int32 || physical == physical_type::int64 ||
                    physical == physical_type::byte_array || physical == physical_type::fixed_len_byte_array;
  if (!fits) return std::optional<column::data_type>();
  const std::string text = "decimal(" + std::to_string(logical.precision) + ", " + std::to_string(logical.scale) + ")";
  if (logical.precision <= 0 || logical.scale < 0 || logical.scale > logical.precision) {
    return error(errc::invalid_parquet, text);
  }
  if (logical.precision > 76) return error(errc::unsupported_parquet, text + "; 76 digits are the most");
  column::data_type made(logical.precision <= 38 ? column::type_id::decimal128 : column::type_id::decimal256);
  made.precision = logical.precision;
  made.scale = logical.scale;
  return std::optional<column::data_type>(std::move(made));
}

// Arrow's type by the annotation; nothing if there is none, or it does not fit.
inline result<std::optional<column::data_type>> type_of_logical(const schema_element& element) {
  const physical_type physical = *element.type;
  const bool is_bytes = physical == physical_type::byte_array;
  const std::int32_t width = physical == physical_type::fixed_len_byte_array ? element.type_length : 0;
  std::optional<column::data_type> made;
  switch (element.logical.kind) {
    case logical_kind::string:
    case logical_kind::enumeration:
    case logical_kind::json:
      if (is_bytes) made = column::type_id::utf8;
      break;
    case logical_kind::bson:
    case logical_kind::geometry:
    case logical_kind::geography:
      if (is_bytes) made = column::type_id::binary;
      break;
    case logical_kind::date:
      if (physical == physical_type::int32) made = column::type_id::date32;
      break;
    case logical_kind::uuid:
      if (width == 16) made = type_of_bytes(width);
      break;
    case logical_kind::interval:
      if (width == 12) made = type_of_bytes(width);
      break;
    case logical_kind::float16:
      if (width == 2) made = column::type_id::float16;
      break;
    case logical_kind::unknown_null: made = column::type_id::null; break;
    case logical_kind::decimal: return type_of_decimal(element.logical, physical);
    case logical_kind::time:
    case logical_kind::timestamp: made = type_of_time(element.logical, physical); break;
    case logical_kind::integer: made = type_of_integer(element.logical, physical); break;
    default: break;
  }
  return made;
}

// Turns elements, depth first, into nodes. The first problem ends it.
class schema_tree_maker {
 public:
  schema_tree_maker(const file_metadata& metadata, const limits& bounds)
      : elements_(&metadata.schema), bounds_(&bounds), budget_(bounds.footer_bytes) {}

  result<schema_tree> make() {
    if (elements_->empty()) return error(errc::invalid_parquet, "a schema without a root");
    const std::int32_t count = elements_->front().num_children;
    next_ = 1;
    for (std::int32_t i = 0; i < count && !problem_; ++i) take_field(levels(), made_.fields);
    if (!problem_ && next_ != elements_->size()) refuse(errc::invalid_parquet, "elements that belong to no group");
    if (problem_) return *std::move(problem_);
    return std::move(made_);
  }

 private:
  // The levels at which the parent of a node has a value.
  struct levels {
    unsigned definition = 0, repetition = 0, slot = 0;
  };

  void refuse(errc code, std::string what) {
    if (problem_) return;
    std::string where;
    for (const std::string& name : path_) where.append(where.empty() ? "" : ".").append(name);
    problem_ = error(code, std::move(what)).in_field(std::move(where));
  }
  // Names and types stand in the tree more than once: a hostile schema could make it much larger than itself.
  void spend(std::size_t size_bytes) {
    if (size_bytes <= budget_) {
      budget_ -= size_bytes;
      return;
    }
    refuse(errc::value_too_large,
           "the schema's tree exceeds " + std::to_string(bounds_->footer_bytes) + " bytes (footer_bytes)");
  }
  // What a copy of `type` takes beside itself.
  static std::size_t bytes_of(const column::data_type& type) {
    std::size_t sum = 0;
    for (const column::field& child : type.children) sum += sizeof(child) + child.name.size() + bytes_of(child.type);
    return sum;
  }

  const schema_element* peek(std::size_t ahead = 0) const {
    return ahead < elements_->size() - next_ ? &(*elements_)[next_ + ahead] : nullptr;
  }
  static bool is_repeated(const schema_element& element) {
    return element.repetition.value_or(repetition::required) == repetition::repeated;
  }
  static bool is_group(const schema_element& element) { return !element.type; }

  // Adds the node of the next element to `into`. A repeated element is a list of what it would be otherwise.
  void take_field(levels above, std::vector<schema_node>& into) {
    const schema_element* const element = peek();
    if (element == nullptr) return refuse(errc::invalid_parquet, "a group with fewer fields than it says");
    schema_node made;
    if (is_repeated(*element)) {
      begin_node(made, node_kind::list, *element, above, false);
      take_value(into_element(made), false, made.children.emplace_back());
      end_list(made);
    } else {
      take_value(above, element->repetition == repetition::optional, made);
    }
    if (!problem_) into.push_back(std::move(made));
  }

  // Makes the node of the next element, whose repetition its caller has looked at.
  void take_value(levels above, bool nullable, schema_node& made) {
    if (path_.size() >= bounds_->schema_depth) {
      return refuse(errc::value_too_large,
                    "a schema nested deeper than " + std::to_string(bounds_->schema_depth) + " (schema_depth)");
    }
    const schema_element& element = *peek();
    path_.push_back(element.name);
    ++next_;
    if (!is_group(element)) {
      take_leaf(element, above, nullable, made);
    } else if (is_map(element)) {
      take_map(element, above, nullable, made);
    } else if (is_list(element)) {
      take_list(element, above, nullable, made);
    } else {
      begin_node(made, node_kind::structure, element, above, nullable);
      take_fields(element, made);
      const bool annotated = element.logical.kind == logical_kind::variant;
      if (!problem_ && annotated && column::holds_variant(made.type)) made.type = column::variant_type();
    }
    path_.pop_back();
  }

  void begin_node(schema_node& made, node_kind kind, const schema_element& element, levels above, bool nullable) {
    const unsigned definition = above.definition + (nullable ? 1 : 0);
    const unsigned repeats = kind == node_kind::list || kind == node_kind::map ? 1 : 0;  // one level more for elements
    if (definition + repeats > 255) refuse(errc::unsupported_parquet, "levels above 255");
    made.kind = kind;
    made.name = element.name;
    made.field_id = element.field_id;
    made.nullable = nullable;
    made.definition_level = static_cast<std::uint8_t>(definition);
    made.repetition_level = static_cast<std::uint8_t>(above.repetition);
    made.slot_definition_level = static_cast<std::uint8_t>(above.slot);
    made.leaf_begin = static_cast<std::uint32_t>(made_.leaves.size());
  }
  // The levels inside of a list or map, whose elements repeat.
  static levels into_element(schema_node& node) {
    const unsigned definition = node.definition_level + 1U;
    node.element_definition_level = static_cast<std::uint8_t>(definition);
    return {definition, node.repetition_level + 1U, definition};
  }
  void end_node(schema_node& made) { made.leaf_end = static_cast<std::uint32_t>(made_.leaves.size()); }

  void take_leaf(const schema_element& element, levels above, bool nullable, schema_node& made) {
    begin_node(made, node_kind::leaf, element, above, nullable);
    result<std::optional<column::data_type>> logical = type_of_logical(element);
    if (!logical) return refuse(logical.error().code, logical.error().detail);
    made.type = *logical ? **logical : type_of_physical(element);
    leaf_column leaf;
    leaf.index = made.leaf_begin;
    leaf.physical = *element.type;
    leaf.type_length = element.type_length;
    leaf.max_definition = made.definition_level;
    leaf.max_repetition = made.repetition_level;
    leaf.slot_definition_level = made.slot_definition_level;
    if (*logical) leaf.logical = element.logical;
    leaf.type = made.type;
    leaf.field_id = element.field_id;
    for (const std::string& name : path_) spend(sizeof(name) + name.size());
    if (problem_) return;
    leaf.path = path_;
    made_.leaves.push_back(std::move(leaf));
    end_node(made);
  }

  void take_fields(const schema_element& element, schema_node& made) {
    if (element.num_children <= 0) return refuse(errc::unsupported_parquet, "a group without fields");
    const levels inside{made.definition_level, made.repetition_level, made.slot_definition_level};
    for (std::int32_t i = 0; i < element.num_children && !problem_; ++i) take_field(inside, made.children);
    made.type = column::type_id::structure;
    for (std::size_t i = 0; i < made.children.size() && !problem_; ++i) add_child(made, made.children[i], nullptr);
    end_node(made);
  }

  // Adds the type of `child` to that of `made`, under its own name or another.
  void add_child(schema_node& made, const schema_node& child, const char* name) {
    spend(sizeof(column::field) + child.name.size() + bytes_of(child.type));
    if (problem_) return;
    made.type.children.push_back({name != nullptr ? std::string(name) : child.name, child.type, child.nullable});
  }

  // LogicalTypes.md "Lists": the annotated group holds one field, which repeats.
  bool is_list(const schema_element& element) const {
    const schema_element* const repeated = peek();
    const bool is_annotated = element.logical.kind == logical_kind::list || is_map_kind(element);
    return is_annotated && element.num_children == 1 && repeated != nullptr && is_repeated(*repeated);
  }
  static bool is_map_kind(const schema_element& element) {
    return element.logical.kind == logical_kind::map || element.logical.kind == logical_kind::map_key_value;
  }
  // LogicalTypes.md "Maps": a list of groups of key and value. One of keys alone is a list.
  bool is_map(const schema_element& element) const {
    const schema_element* const entries = peek();
    return is_map_kind(element) && is_list(element) && is_group(*entries) && entries->num_children == 2;
  }
  // The backward-compatibility rules of "Lists": is the repeated field the element, or what it holds?
  bool is_element(const schema_element& list, const schema_element& repeated) const {
    if (!is_group(repeated) || repeated.num_children != 1) return true;  // rules 1 and 2
    const schema_element* const only = peek(1);
    if (only == nullptr || is_repeated(*only)) return true;                    // rule 3
    return repeated.name == "array" || repeated.name == list.name + "_tuple";  // rule 4
  }

  void take_list(const schema_element& element, levels above, bool nullable, schema_node& made) {
    begin_node(made, node_kind::list, element, above, nullable);
    const schema_element& repeated = *peek();
    const levels inside = into_element(made);
    if (is_element(element, repeated)) {
      take_value(inside, false, made.children.emplace_back());
    } else {
      path_.push_back(repeated.name);
      ++next_;
      take_field(inside, made.children);
      path_.pop_back();
    }
    end_list(made);
  }

  void end_list(schema_node& made) {
    made.type = column::type_id::list;
    if (!problem_) add_child(made, made.children.front(), "element");
    end_node(made);
  }

  void take_map(const schema_element& element, levels above, bool nullable, schema_node& made) {
    begin_node(made, node_kind::map, element, above, nullable);
    const levels inside = into_element(made);
    path_.push_back(peek()->name);
    ++next_;
    take_field(inside, made.children);
    if (!problem_) take_field(inside, made.children);
    path_.pop_back();
    if (problem_) return;
    made.type = column::type_id::structure;
    add_child(made, made.children[0], "key");
    add_child(made, made.children[1], "value");
    column::data_type entries = std::exchange(made.type, column::type_id::map);
    made.type.children.push_back({"entries", std::move(entries), false});
    end_node(made);
  }

  const std::vector<schema_element>* elements_;
  const limits* bounds_;
  std::uint64_t budget_;  // bytes that the tree may still take
  std::size_t next_ = 0;
  std::vector<std::string> path_;  // of the element that is being made
  schema_tree made_;
  std::optional<error> problem_;
};

inline void show_stored(schema_node& node) {
  if (node.children.empty()) return;
  for (schema_node& child : node.children) show_stored(child);
  if (node.type.id == column::type_id::variant) node.type = column::type_id::structure;
  set_group_type(node);
}

}  // namespace detail

DELTALAKE_DECL result<schema_tree> make_schema_tree(const file_metadata& metadata, const limits& bounds) {
  return detail::schema_tree_maker(metadata, bounds).make();
}

DELTALAKE_DECL void set_group_type(schema_node& node) {
  if (node.type.id == column::type_id::variant) return;
  if (node.kind == node_kind::structure) {
    node.type.children.clear();
    for (const schema_node& child : node.children) {
      node.type.children.push_back({child.name, child.type, child.nullable});
    }
    return;
  }
  const bool is_map = node.kind == node_kind::map;
  std::vector<column::field>& fields = is_map ? node.type.children.front().type.children : node.type.children;
  for (std::size_t i = 0; i < node.children.size(); ++i) fields[i].type = node.children[i].type;
}

DELTALAKE_DECL void show_variants_as_stored(schema_tree& schema) {
  for (schema_node& field : schema.fields) detail::show_stored(field);
}

DELTALAKE_DECL const leaf_column* find_leaf(const schema_tree& schema,
                                            std::initializer_list<std::string_view> path) noexcept {
  const leaf_column* found = nullptr;
  for (const leaf_column& leaf : schema.leaves) {
    if (!std::equal(leaf.path.begin(), leaf.path.end(), path.begin(), path.end())) continue;
    if (found != nullptr) return nullptr;
    found = &leaf;
  }
  return found;
}

}  // namespace deltalake::inline v0::parquet
