#pragma once
#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include <deltalake/parquet/limits.hpp>
#include <deltalake/parquet/write_schema.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

// The shortest two's complement number, in bytes, that holds `precision` digits.
inline std::int32_t decimal_bytes(std::int32_t precision) noexcept {
  constexpr double bits_per_digit = 3.3219280948873623;  // log2(10)
  return static_cast<std::int32_t>(std::ceil((precision * bits_per_digit + 1) / 8));
}

// Turns columns into elements, depth first. The first problem ends it.
class schema_writer {
 public:
  explicit schema_writer(const write_options& options) : options_(&options) {}

  result<std::vector<schema_element>> make(std::span<const column::field> columns) {
    schema_element root;
    root.name = "schema";
    root.num_children = static_cast<std::int32_t>(columns.size());
    made_.push_back(std::move(root));
    add_fields(columns);
    for (const auto& [path, wanted] : options_->get_columns()) {
      if (!std::binary_search(paths_.begin(), paths_.end(), path))
        refuse_at(path, "an option for a column that is not there");
    }
    if (problem_) return *std::move(problem_);
    return std::move(made_);
  }

 private:
  void refuse_at(const std::vector<std::string>& path, std::string what, errc code = errc::invalid_argument) {
    if (problem_) return;
    problem_ = error(code, std::move(what)).in_field(dotted(path));
  }
  void refuse(std::string what, errc code = errc::invalid_argument) { refuse_at(path_, std::move(what), code); }

  void add_fields(std::span<const column::field> fields) {
    std::vector<std::string_view> names;
    for (const column::field& one : fields) names.push_back(one.name);
    std::sort(names.begin(), names.end());
    const auto twice = std::adjacent_find(names.begin(), names.end());
    if (twice != names.end()) refuse("two fields are called '" + std::string(*twice) + "'");
    for (const column::field& one : fields) add(one.name, one.type, one.nullable);
    if (path_.empty()) std::sort(paths_.begin(), paths_.end());
  }

  // Adds a field and all below it.
  void add(const std::string& name, const column::data_type& type, bool nullable) {
    if (problem_) return;
    path_.push_back(name);
    paths_.push_back(path_);
    if (path_.size() >= limits().schema_depth) refuse("types nested too deep", errc::value_too_large);
    if (!problem_) add_value(type, nullable);
    path_.pop_back();
  }
  void add_value(const column::data_type& type, bool nullable) {
    using column::type_id;
    switch (type.id) {
      case type_id::dictionary:
        if (type.children.size() != 1) return refuse("a dictionary without the type of its values");
        return add_value(type.children.front().type, nullable);
      case type_id::structure: return add_structure(type, nullable, logical_kind::none);
      case type_id::variant: return add_variant(type, nullable);
      case type_id::list: return add_list(type, nullable);
      case type_id::map: return add_map(type, nullable);
      default: return add_leaf(type, nullable);
    }
  }

  schema_element& push(bool nullable, logical_kind kind = logical_kind::none) {
    schema_element made;
    made.name = path_.back();
    made.repetition = nullable ? repetition::optional : repetition::required;
    made.logical.kind = kind;
    if (const column_options* const wanted = options_->find(path_)) made.field_id = wanted->get_field_id();
    return made_.emplace_back(std::move(made));
  }
  void add_structure(const column::data_type& type, bool nullable, logical_kind kind) {
    if (type.children.empty()) return refuse("a struct without fields", errc::unsupported_parquet);
    push(nullable, kind).num_children = static_cast<std::int32_t>(type.children.size());
    add_fields(type.children);
  }
  void add_variant(const column::data_type& type, bool nullable) {
    if (type != column::variant_type()) return refuse("a variant of other parts than metadata and value");
    add_structure(type, nullable, logical_kind::variant);
  }
  void add_list(const column::data_type& type, bool nullable) {
    if (type.children.size() != 1) return refuse("a list without the type of its elements");
    push(nullable, logical_kind::list).num_children = 1;
    push_repeated("list", 1);
    add("element", type.children.front().type, type.children.front().nullable);
    path_.pop_back();
  }
  void add_map(const column::data_type& type, bool nullable) {
    const bool has_entries = type.children.size() == 1 && type.children.front().type.children.size() == 2;
    if (!has_entries) return refuse("a map without the types of its keys and values");
    const std::vector<column::field>& sides = type.children.front().type.children;
    push(nullable, logical_kind::map).num_children = 1;
    push_repeated("key_value", 2);
    add("key", sides[0].type, false);  // LogicalTypes.md "Maps": always required
    add("value", sides[1].type, sides[1].nullable);
    path_.pop_back();
  }
  // Adds the group that repeats and enters it.
  void push_repeated(const char* name, std::int32_t children) {
    path_.push_back(name);
    paths_.push_back(path_);
    schema_element& made = push(false);
    made.repetition = repetition::repeated;
    made.num_children = children;
  }

  void add_leaf(const column::data_type& type, bool nullable) {
    if (type.id == column::type_id::null && !nullable) return refuse("a column of nulls that is required");
    schema_element& made = push(nullable);
    set_type(type, made);
    if (problem_) return;
    const column_options* const wanted = options_->find(path_);
    if (wanted != nullptr && wanted->get_annotation()) annotate(*wanted->get_annotation(), made);
  }
  void annotate(logical_kind kind, schema_element& made) {
    const bool is_text = made.logical.kind == logical_kind::string;
    const bool is_plain = made.logical.kind == logical_kind::none;
    const bool fits = ((kind == logical_kind::json || kind == logical_kind::enumeration) && is_text) ||
                      (kind == logical_kind::bson && is_plain && made.type == physical_type::byte_array) ||
                      (kind == logical_kind::uuid && is_plain && made.type_length == 16) ||
                      (kind == logical_kind::interval && is_plain && made.type_length == 12);
    if (!fits) return refuse("an annotation that does not fit the column's type");
    made.logical.kind = kind;
  }

  static void set_physical(schema_element& made, physical_type physical, logical_kind kind = logical_kind::none) {
    made.type = physical;
    made.logical.kind = kind;
  }
  static void set_integer(schema_element& made, std::uint8_t bit_width, bool is_signed) {
    set_physical(made, bit_width == 64 ? physical_type::int64 : physical_type::int32, logical_kind::integer);
    made.logical.bit_width = bit_width;
    made.logical.is_signed = is_signed;
  }
  static void set_fixed(schema_element& made, std::int32_t length, logical_kind kind = logical_kind::none) {
    set_physical(made, physical_type::fixed_len_byte_array, kind);
    made.type_length = length;
  }
  void set_type(const column::data_type& type, schema_element& made) {
    using column::type_id;
    switch (type.id) {
      case type_id::null: return set_physical(made, physical_type::int32, logical_kind::unknown_null);
      case type_id::boolean: return set_physical(made, physical_type::boolean);
      case type_id::int8: return set_integer(made, 8, true);
      case type_id::int16: return set_integer(made, 16, true);
      case type_id::int32: return set_physical(made, physical_type::int32);
      case type_id::int64: return set_physical(made, physical_type::int64);
      case type_id::uint8: return set_integer(made, 8, false);
      case type_id::uint16: return set_integer(made, 16, false);
      case type_id::uint32: return set_integer(made, 32, false);
      case type_id::uint64: return set_integer(made, 64, false);
      case type_id::float16: return set_fixed(made, 2, logical_kind::float16);
      case type_id::float32: return set_physical(made, physical_type::float32);
      case type_id::float64: return set_physical(made, physical_type::float64);
      case type_id::date32: return set_physical(made, physical_type::int32, logical_kind::date);
      case type_id::time32:
      case type_id::time64:
      case type_id::timestamp: return set_time(type, made);
      case type_id::decimal128:
      case type_id::decimal256: return set_decimal(type, made);
      case type_id::binary:
      case type_id::binary_view: return set_physical(made, physical_type::byte_array);
      case type_id::utf8:
      case type_id::utf8_view: return set_physical(made, physical_type::byte_array, logical_kind::string);
      case type_id::fixed_size_binary:
        if (type.byte_width <= 0) return refuse("values of " + std::to_string(type.byte_width) + " bytes");
        return set_fixed(made, type.byte_width);
      case type_id::list:
      case type_id::map:
      case type_id::structure:
      case type_id::dictionary:
      case type_id::variant: break;  // groups were added before
    }
    refuse("no type of a leaf: " + column::to_string(type));
  }
  void set_time(const column::data_type& type, schema_element& made) {
    using column::time_unit;
    using column::type_id;
    const bool is_small = type.unit == time_unit::second || type.unit == time_unit::milli;
    if (type.id != type_id::timestamp && is_small != (type.id == type_id::time32)) {
      return refuse("a time of day whose unit does not fit its width: " + column::to_string(type));
    }
    if (type.id == type_id::timestamp && type.utc && options_->get_timestamps() == timestamp_form::int96) {
      return set_physical(made, physical_type::int96);
    }
    set_physical(made, type.id == type_id::time32 ? physical_type::int32 : physical_type::int64,
                 type.id == type_id::timestamp ? logical_kind::timestamp : logical_kind::time);
    made.logical.unit = is_small ? time_unit::milli : type.unit;
    made.logical.utc = type.id == type_id::timestamp && type.utc;
  }
  void set_decimal(const column::data_type& type, schema_element& made) {
    const std::int32_t most = type.id == column::type_id::decimal128 ? 38 : 76;
    if (type.precision < 1 || type.precision > most || type.scale < 0 || type.scale > type.precision) {
      return refuse("no type that Parquet has: " + column::to_string(type));
    }
    if (type.precision <= 18) {
      set_physical(made, type.precision <= 9 ? physical_type::int32 : physical_type::int64, logical_kind::decimal);
    } else {
      set_fixed(made, decimal_bytes(type.precision), logical_kind::decimal);
    }
    made.logical.precision = type.precision;
    made.logical.scale = type.scale;
  }

  const write_options* options_;
  std::vector<schema_element> made_;
  std::vector<std::string> path_;                // of the element that is being made
  std::vector<std::vector<std::string>> paths_;  // of all elements; sorted at the end
  std::optional<error> problem_;
};

}  // namespace detail

DELTALAKE_DECL result<write_schema> make_write_schema(std::span<const column::field> columns,
                                                      const write_options& options) {
  result<std::vector<schema_element>> elements = detail::schema_writer(options).make(columns);
  if (!elements) return elements.error();
  file_metadata metadata;
  metadata.schema = std::move(*elements);
  result<schema_tree> tree = make_schema_tree(metadata);
  if (!tree) return tree.error();
  for (const sorting_column& one : options.get_sorting()) {
    if (one.leaf >= 0 && static_cast<std::size_t>(one.leaf) < tree->leaves.size()) continue;
    return error(errc::invalid_argument, "rows that are sorted by leaf " + std::to_string(one.leaf));
  }
  for (const leaf_column& leaf : tree->leaves) {
    const column_options* const wanted = options.find(leaf.path);
    if (wanted == nullptr) continue;
    if (wanted->get_encoding() && !can_encode(leaf, *wanted->get_encoding())) {
      return error(errc::invalid_argument, "an encoding that the column's type does not have")
          .in_field(dotted(leaf.path));
    }
    const double rate = wanted->get_bloom_filter().value_or(0.5);
    if (!(rate > 0 && rate < 1) || (wanted->get_bloom_filter() && leaf.physical == physical_type::boolean)) {
      return error(errc::invalid_argument, "a Bloom filter of booleans, or of no rate between 0 and 1")
          .in_field(dotted(leaf.path));
    }
  }
  return write_schema{std::move(metadata.schema), std::move(*tree)};
}

DELTALAKE_DECL bool can_encode(const leaf_column& leaf, encoding how) noexcept {
  const physical_type type = leaf.physical;
  switch (how) {
    case encoding::plain:
    case encoding::rle_dictionary: return true;
    case encoding::rle: return type == physical_type::boolean;
    case encoding::delta_binary_packed: return type == physical_type::int32 || type == physical_type::int64;
    case encoding::delta_length_byte_array: return type == physical_type::byte_array;
    case encoding::delta_byte_array:
      return type == physical_type::byte_array || type == physical_type::fixed_len_byte_array;
    case encoding::byte_stream_split:
      return type != physical_type::boolean && type != physical_type::int96 && type != physical_type::byte_array;
    case encoding::plain_dictionary:
    case encoding::bit_packed:
    case encoding::unknown: break;
  }
  return false;
}

}  // namespace deltalake::inline v0::parquet
