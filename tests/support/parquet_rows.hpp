#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/column/array.hpp>
#include <deltalake/parquet/metadata.hpp>
#include <tests/support/parquet_writer.hpp>

// Rows of any nested type as values, and what Parquet makes of them: the other way round than the library goes, and in
// a way that shares nothing with it.
namespace deltalake_test {

/// A type of values.
struct row_type {
  enum class kind { leaf, structure, list, old_list, bare_list, map };

  kind what = kind::leaf;
  std::string name;
  bool optional = false;
  deltalake::parquet::physical_type physical = deltalake::parquet::physical_type::int32;
  deltalake::parquet::logical_type logical;
  std::int32_t type_length = 0;
  std::vector<row_type> children;  ///< of lists: the element; of maps: key and value

  bool repeats() const { return what != kind::leaf && what != kind::structure; }
  std::size_t leaves() const {
    std::size_t count = what == kind::leaf ? 1 : 0;
    for (const row_type& child : children) count += child.leaves();
    return count;
  }
};

/// A value: the bytes of a leaf, the fields of a structure, the elements of a list, or the entries of a map, each of
/// which has two items.
struct row_value {
  bool null = false;
  std::string text;
  std::vector<row_value> items;
};

namespace detail {

inline row_type random_leaf(std::mt19937_64& random) {
  using deltalake::parquet::logical_kind;
  using deltalake::parquet::physical_type;
  row_type made;
  switch (random() % 9) {
    case 0: made.physical = physical_type::boolean; break;
    case 1: made.physical = physical_type::int32; break;
    case 2: made.physical = physical_type::int64; break;
    case 3: made.physical = physical_type::float64; break;
    case 4: made.physical = physical_type::byte_array; break;
    case 5:
      made.physical = physical_type::fixed_len_byte_array;
      made.type_length = 1 + static_cast<std::int32_t>(random() % 20);
      break;
    case 6:
      made.logical.kind = logical_kind::integer;
      made.logical.bit_width = random() % 2 == 0 ? 8 : 16;
      made.logical.is_signed = random() % 2 == 0;
      break;
    default: made.physical = physical_type::byte_array; made.logical.kind = logical_kind::string;
  }
  return made;
}

inline std::string random_text(std::mt19937_64& random, const row_type& type) {
  using deltalake::parquet::physical_type;
  std::size_t size = 4;
  switch (type.physical) {
    case physical_type::boolean: return std::string(1, static_cast<char>(random() % 2));
    case physical_type::int32:
    case physical_type::float32: break;
    case physical_type::int64:
    case physical_type::float64: size = 8; break;
    case physical_type::int96: size = 12; break;
    case physical_type::fixed_len_byte_array: size = static_cast<std::size_t>(type.type_length); break;
    case physical_type::byte_array: size = random() % 10 == 0 ? random() % 300 : random() % 12;
  }
  std::string made(size, static_cast<char>('a' + random() % 3));  // few different ones, for dictionaries
  if (size != 0 && random() % 2 == 0) made[0] = static_cast<char>(random());
  return made;
}

}  // namespace detail

/// A type that is nested at most `depth` deep.
inline row_type random_type(std::mt19937_64& random, int depth, std::string name, bool may_be_bare) {
  using kind = row_type::kind;
  row_type made;
  const auto pick = depth <= 0 ? 0 : random() % 8;
  if (pick < 3) made = detail::random_leaf(random);
  made.name = std::move(name);
  made.optional = random() % 3 != 0;
  if (pick < 3) return made;
  if (pick < 5) {
    made.what = kind::structure;
    for (std::size_t i = 0, count = 1 + random() % 3; i < count; ++i) {
      made.children.push_back(random_type(random, depth - 1, std::string(1, static_cast<char>('a' + i)), true));
    }
  } else if (pick == 5) {
    made.what = kind::list;
    made.children.push_back(random_type(random, depth - 1, random() % 2 == 0 ? "element" : "item", false));
  } else if (pick == 6) {
    made.what = kind::map;
    made.children.push_back(detail::random_leaf(random));
    made.children.front().name = "k";
    made.children.push_back(random_type(random, depth - 1, "v", false));
  } else {
    made.what = may_be_bare && random() % 2 == 0 ? kind::bare_list : kind::old_list;
    if (made.what == kind::bare_list) made.optional = false;
    made.children.push_back(detail::random_leaf(random));
    if (random() % 2 == 0) {
      row_type element;
      element.what = kind::structure;
      for (const char* const field : {"x", "y"}) {
        element.children.push_back(random_type(random, depth - 2, field, true));
      }
      made.children.front() = std::move(element);
    }
    made.children.front().name = "array";
  }
  return made;
}

inline row_value random_value(std::mt19937_64& random, const row_type& type) {
  row_value made;
  made.null = type.optional && random() % 4 == 0;
  if (made.null) return made;
  if (type.what == row_type::kind::leaf) made.text = detail::random_text(random, type);
  if (type.what == row_type::kind::structure) {
    for (const row_type& child : type.children) made.items.push_back(random_value(random, child));
  }
  for (std::size_t i = 0, count = type.repeats() ? random() % 4 : 0; i < count; ++i) {
    row_value element;
    if (type.what == row_type::kind::map) {
      for (const row_type& side : type.children) element.items.push_back(random_value(random, side));
    } else {
      element = random_value(random, type.children.front());
    }
    made.items.push_back(std::move(element));
  }
  return made;
}

/// Appends the schema's elements of a type.
inline void add_elements(const row_type& type, std::vector<deltalake::parquet::schema_element>& to,
                         bool repeated = false) {
  using deltalake::parquet::logical_kind;
  using deltalake::parquet::repetition;
  using kind = row_type::kind;
  const repetition here = repeated ? repetition::repeated : type.optional ? repetition::optional : repetition::required;
  const int children = static_cast<int>(type.children.size());
  switch (type.what) {
    case kind::leaf: to.push_back(leaf_element(type.name, here, type.physical, type.logical, type.type_length)); return;
    case kind::structure:
      to.push_back(group_element(type.name, here, children));
      for (const row_type& child : type.children) add_elements(child, to);
      return;
    case kind::list:
      to.push_back(group_element(type.name, here, 1, logical_kind::list));
      to.push_back(group_element("list", repetition::repeated, 1));
      return add_elements(type.children.front(), to);
    case kind::old_list:
      to.push_back(group_element(type.name, here, 1, logical_kind::list));
      return add_elements(type.children.front(), to, true);
    case kind::bare_list: {
      row_type element = type.children.front();
      element.name = type.name;
      return add_elements(element, to, true);
    }
    case kind::map:
      to.push_back(group_element(type.name, here, 1, logical_kind::map));
      to.push_back(group_element("key_value", repetition::repeated, 2));
      for (const row_type& side : type.children) add_elements(side, to);
  }
}

/// Appends the leaves of a type, empty, with their highest levels.
inline void add_leaves(const row_type& type, std::vector<parquet_leaf>& to, unsigned definition = 0,
                       unsigned repetition = 0) {
  definition += (type.optional ? 1U : 0U) + (type.repeats() ? 1U : 0U);
  repetition += type.repeats() ? 1U : 0U;
  if (type.what == row_type::kind::leaf) {
    parquet_leaf leaf;
    leaf.physical = type.physical;
    leaf.max_definition = static_cast<std::uint8_t>(definition);
    leaf.max_repetition = static_cast<std::uint8_t>(repetition);
    to.push_back(std::move(leaf));
  }
  for (const row_type& child : type.children) add_leaves(child, to, definition, repetition);
}

/// Appends a value, or what stands for it below a null or an empty list, to the leaves of its type, of which `leaf` is
/// the first. `definition` and `repetition` are those of what is above, `depth` counts the lists above.
inline void shred(const row_type& type, const row_value* value, std::vector<parquet_leaf>& leaves, std::size_t leaf = 0,
                  std::uint32_t repetition = 0, std::uint32_t definition = 0, std::uint32_t depth = 0) {
  const bool present = value != nullptr && !value->null;
  if (present && type.optional) ++definition;
  if (type.what == row_type::kind::leaf) {
    leaves[leaf].repetition.push_back(repetition);
    leaves[leaf].definition.push_back(definition);
    if (present) leaves[leaf].values.push_back(value->text);
    return;
  }
  const bool is_map = type.what == row_type::kind::map;
  const std::size_t times = present && type.repeats() ? value->items.size() : 0;
  if (times == 0) {
    for (std::size_t i = 0; i < type.children.size(); ++i) {
      const bool is_field = present && !type.repeats();
      shred(type.children[i], is_field ? &value->items[i] : nullptr, leaves, leaf, repetition, definition, depth);
      leaf += type.children[i].leaves();
    }
    return;
  }
  for (std::size_t time = 0; time < times; ++time) {
    std::size_t at = leaf;
    for (std::size_t side = 0; side < type.children.size(); ++side) {
      const row_value& item = is_map ? value->items[time].items[side] : value->items[time];
      shred(type.children[side], &item, leaves, at, time == 0 ? repetition : depth + 1, definition + 1, depth + 1);
      at += type.children[side].leaves();
    }
  }
}

/// Sets what comes along when some leaves are read: all of the side of a map that would be missing.
inline void complete_maps(const row_type& type, std::vector<bool>& wanted, std::size_t leaf = 0) {
  const auto any = [&](std::size_t from, std::size_t count) {
    return std::find(wanted.begin() + static_cast<std::ptrdiff_t>(from),
                     wanted.begin() + static_cast<std::ptrdiff_t>(from + count),
                     true) != wanted.begin() + static_cast<std::ptrdiff_t>(from + count);
  };
  if (!any(leaf, type.leaves())) return;
  for (const row_type& child : type.children) {
    if (type.what == row_type::kind::map && !any(leaf, child.leaves())) {
      for (std::size_t i = 0; i < child.leaves(); ++i) wanted[leaf + i] = true;
    }
    complete_maps(child, wanted, leaf);
    leaf += child.leaves();
  }
}

/// Whether row `row` of an array is `value`, as far as its leaves are wanted.
inline bool is_same(const deltalake::column::array& array, std::int64_t row, const row_type& type,
                    const row_value& value, const std::vector<bool>& wanted, std::size_t leaf = 0) {
  using deltalake::column::type_id;
  if (row >= array.length || array.is_null(row) != value.null) return false;
  if (value.null) return true;
  if (type.what == row_type::kind::leaf) {
    if (array.type.id == type_id::boolean) return array.bit(row) == (value.text != std::string(1, '\0'));
    const auto width = static_cast<std::size_t>(deltalake::column::width_of(array.type));
    if (width == 0 || array.type.id == type_id::fixed_size_binary) return array.text(row) == value.text;
    return array.values.view().substr(static_cast<std::size_t>(row) * width, width) == value.text.substr(0, width);
  }
  const auto compare_fields = [&](const deltalake::column::array& from, std::int64_t at, const row_value& fields) {
    std::size_t child = 0, next = leaf;
    for (std::size_t i = 0; i < type.children.size(); ++i) {
      const std::size_t count = type.children[i].leaves();
      bool any = false;
      for (std::size_t k = 0; k < count; ++k) any = any || wanted[next + k];
      if (any) {
        if (child == from.children.size()) return false;
        if (!is_same(from.children[child++], at, type.children[i], fields.items[i], wanted, next)) return false;
      }
      next += count;
    }
    return child == from.children.size();
  };
  if (type.what == row_type::kind::structure) return compare_fields(array, row, value);
  const std::int64_t begin = array.offset(row);
  if (array.offset(row + 1) - begin != static_cast<std::int64_t>(value.items.size())) return false;
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    const std::int64_t at = begin + static_cast<std::int64_t>(i);
    const deltalake::column::array& elements = array.children.front();
    const bool same = type.what == row_type::kind::map
                          ? compare_fields(elements, at, value.items[i])
                          : is_same(elements, at, type.children.front(), value.items[i], wanted, leaf);
    if (!same) return false;
  }
  return true;
}

}  // namespace deltalake_test
