#pragma once
#include <cstring>
#include <limits>
#include <string>
#include <utility>

#include <deltalake/column/variant_shredding.hpp>
#include <deltalake/parquet/assemble.hpp>
#include <deltalake/parquet/convert.hpp>
#include <deltalake/parquet/encoding/bits.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

inline error impossible_levels(const schema_node& node) {
  return error(errc::invalid_parquet, "levels that go on with a list of '" + node.name + "' which has not begun");
}

inline error contradicting_levels(const schema_node& node) {
  return error(errc::invalid_parquet, "the columns of group '" + node.name + "' do not have the same rows");
}

// The levels of a group's first leaf.
struct level_view {
  const std::uint8_t* definition;  // null if every level is 0
  const std::uint8_t* repetition;  // the same
  std::int64_t count;
};

inline level_view levels_of(const leaf_values& leaf) noexcept {
  return {leaf.definition_levels.empty() ? nullptr : leaf.definition_levels.data(),
          leaf.repetition_levels.empty() ? nullptr : leaf.repetition_levels.data(), leaf.levels};
}

// Appends single bits to a bitmap.
class bit_writer {
 public:
  void reserve(std::int64_t bits) { bitmap_.reserve(static_cast<std::size_t>((bits + 7) / 8)); }
  void append(bool bit) {
    if (count_ % 8 == 0) bitmap_.push_back(std::uint8_t{0});
    bitmap_.data()[count_ / 8] =
        static_cast<std::uint8_t>(bitmap_.data()[count_ / 8] | (static_cast<unsigned>(bit) << (count_ % 8)));
    ++count_;
    set_ += bit ? 1 : 0;
  }
  std::int64_t count() const noexcept { return count_; }
  std::int64_t unset() const noexcept { return count_ - set_; }
  /// The bitmap; empty if every bit is set.
  column::buffer take() { return unset() == 0 ? column::buffer() : std::move(bitmap_); }

 private:
  column::buffer bitmap_;
  std::int64_t count_ = 0, set_ = 0;
};

class assembler {
 public:
  assembler(const schema_tree& tree, std::vector<leaf_values>& leaves) : tree_(tree), leaves_(leaves) {}

  result<column::array> build(const schema_node& node) {
    switch (node.kind) {
      case node_kind::leaf: return build_leaf(node);
      case node_kind::structure: return build_structure(node);
      case node_kind::list:
      case node_kind::map: return build_list(node);
    }
    return contradicting_levels(node);
  }

 private:
  // The first leaf below a node that was read: the node's own first leaf may not be among the projected ones.
  const leaf_values& first_leaf(const schema_node& node) const {
    const schema_node* at = &node;
    while (!at->children.empty()) at = &at->children.front();
    return leaves_[at->leaf_begin];
  }

  // Which slots of a node are there, and which are not null. True where no slot is missing and none is null.
  void read_validity(const schema_node& node, const level_view& levels, bit_writer& valid) {
    valid.reserve(levels.count);
    for (std::int64_t i = 0; i < levels.count; ++i) {
      const unsigned repetition = levels.repetition == nullptr ? 0 : levels.repetition[i];
      const unsigned definition = levels.definition == nullptr ? 0 : levels.definition[i];
      if (repetition <= node.repetition_level && definition >= node.slot_definition_level) {
        valid.append(definition >= node.definition_level);
      }
    }
  }
  // A slot a level, as it is where nothing repeats: the bitmap straight from the levels.
  static bool is_flat(const schema_node& node, const level_view& levels) noexcept {
    return levels.repetition == nullptr && node.slot_definition_level == 0;
  }
  void set_validity(const schema_node& node, const level_view& levels, column::array& into) {
    if (is_flat(node, levels)) {
      into.length = levels.count;
      if (node.definition_level == 0 || levels.definition == nullptr) return;
      column::buffer bitmap;
      bitmap.resize(static_cast<std::size_t>((levels.count + 7) / 8));
      const std::int64_t set = static_cast<std::int64_t>(levels_at_least_bits(
          levels.definition, static_cast<std::size_t>(levels.count), node.definition_level, bitmap.data(), 0));
      into.null_count = levels.count - set;
      if (into.null_count != 0) into.validity = std::move(bitmap);
      return;
    }
    bit_writer valid;
    read_validity(node, levels, valid);
    into.length = valid.count();
    into.null_count = valid.unset();
    into.validity = valid.take();
  }

  result<column::array> build_leaf(const schema_node& node) {
    const leaf_column& leaf = tree_.leaves[node.leaf_begin];
    leaf_values& from = leaves_[node.leaf_begin];
    column::array slots;
    set_validity(node, levels_of(from), slots);
    if (slots.length - slots.null_count != from.values) return contradicting_levels(node);
    result<column::array> made = convert(leaf, from);
    if (!made) return made.error();
    made->length = slots.length;
    if (leaf.type.id == column::type_id::null) {
      made->null_count = slots.length;
      return made;
    }
    made->null_count = slots.null_count;
    made->validity = std::move(slots.validity);
    if (made->null_count != 0) spread_values(*made);
    return made;
  }
  // From one value after another to one a slot.
  static void spread_values(column::array& made) {
    const auto length = static_cast<std::size_t>(made.length);
    const std::uint8_t* const valid = made.validity.data();
    if (made.type.id == column::type_id::boolean) {
      made.values.resize((length + 7) / 8);
      spread_bits(made.values.data(), 0, valid, 0, length);
    } else if (column::is_text(made)) {
      made.offsets.resize((length + 1) * 4);
      spread_offsets(made.offsets.as<std::int32_t>(), valid, 0, length);
    } else {
      const auto width = static_cast<std::size_t>(column::width_of(made.type));
      made.values.resize(length * width);
      spread_fixed(made.values.data(), width, valid, 0, length);
    }
  }

  result<column::array> build_structure(const schema_node& node) {
    column::array made;
    made.type = column::type_id::structure;
    set_validity(node, levels_of(first_leaf(node)), made);
    for (const schema_node& child : node.children) {
      result<column::array> part = build(child);
      if (!part) return part;
      if (part->length != made.length) return contradicting_levels(node);
      made.type.children.push_back({child.name, child.type, child.nullable});
      made.children.push_back(std::move(*part));
    }
    if (node.type.id == column::type_id::variant) return column::unshred(std::move(made));
    return made;
  }

  result<column::array> build_list(const schema_node& node) {
    column::array made;
    made.type = node.type;
    const level_view levels = levels_of(first_leaf(node));
    bit_writer valid;
    valid.reserve(levels.count);
    made.offsets.reserve(static_cast<std::size_t>(levels.count + 1) * 4);
    std::int64_t elements = 0;
    bool open = false;  // the list that is read has an element, so that more may follow
    const unsigned element_repetition = node.repetition_level + 1U;
    for (std::int64_t i = 0; i < levels.count; ++i) {
      const unsigned repetition = levels.repetition == nullptr ? 0 : levels.repetition[i];
      const unsigned definition = levels.definition == nullptr ? 0 : levels.definition[i];
      if (repetition > element_repetition) continue;  // goes on with an element
      const bool has_element = definition >= node.element_definition_level;
      if (repetition == element_repetition) {
        if (!open || !has_element) return impossible_levels(node);
      } else {
        open = has_element;
        if (definition < node.slot_definition_level) continue;
        made.offsets.push_back(static_cast<std::int32_t>(elements));
        valid.append(definition >= node.definition_level);
      }
      elements += has_element ? 1 : 0;
    }
    if (elements > (std::numeric_limits<std::int32_t>::max)()) {
      return error(errc::value_too_large, "more than 2^31 elements in one batch of '" + node.name + "'");
    }
    made.offsets.push_back(static_cast<std::int32_t>(elements));
    made.length = valid.count();
    made.null_count = valid.unset();
    made.validity = valid.take();
    return add_elements(node, std::move(made), elements);
  }
  result<column::array> add_elements(const schema_node& node, column::array made, std::int64_t elements) {
    if (node.kind == node_kind::list) {
      result<column::array> part = build(node.children.front());
      if (!part) return part;
      if (part->length != elements) return contradicting_levels(node);
      made.children.push_back(std::move(*part));
      return made;
    }
    column::array entries;
    entries.type = node.type.children.front().type;
    entries.length = elements;
    for (const schema_node& child : node.children) {
      result<column::array> part = build(child);
      if (!part) return part;
      if (part->length != elements) return contradicting_levels(node);
      entries.children.push_back(std::move(*part));
    }
    made.children.push_back(std::move(entries));
    return made;
  }

  const schema_tree& tree_;
  std::vector<leaf_values>& leaves_;
};

inline void want_all(const schema_node& node, std::vector<bool>& wanted) {
  for (std::uint32_t leaf = node.leaf_begin; leaf < node.leaf_end; ++leaf) wanted[leaf] = true;
}

}  // namespace detail

DELTALAKE_DECL std::optional<schema_node> project(const schema_node& field, std::vector<bool>& wanted) {
  bool any = false, all = true;
  for (std::uint32_t leaf = field.leaf_begin; leaf < field.leaf_end; ++leaf) {
    any = any || wanted[leaf];
    all = all && wanted[leaf];
  }
  if (!any) return std::nullopt;
  if (field.kind == node_kind::leaf) return field;
  if (field.kind == node_kind::map) {
    for (const schema_node& side : field.children) {
      bool some = false;
      for (std::uint32_t leaf = side.leaf_begin; leaf < side.leaf_end; ++leaf) some = some || wanted[leaf];
      if (!some) detail::want_all(side, wanted);
    }
  }
  schema_node kept = field;
  kept.children.clear();
  for (const schema_node& child : field.children) {
    if (std::optional<schema_node> part = project(child, wanted)) kept.children.push_back(std::move(*part));
  }
  // A part of a variant is a part of what it is stored as.
  if (!all && kept.type.id == column::type_id::variant) kept.type = column::type_id::structure;
  set_group_type(kept);
  return kept;
}

DELTALAKE_DECL void set_forms(schema_node& field, const schema_tree& tree, std::vector<value_form>& forms) {
  if (field.type.id == column::type_id::variant) {
    for (std::uint32_t leaf = field.leaf_begin; leaf < field.leaf_end; ++leaf) forms[leaf] = value_form::flat;
    return;
  }
  if (field.kind == node_kind::leaf) {
    value_form& form = forms[field.leaf_begin];
    form = possible_form(tree.leaves[field.leaf_begin], form);
    if (form == value_form::dictionary) field.type = column::dictionary_of(field.type);
    return;
  }
  for (schema_node& child : field.children) set_forms(child, tree, forms);
  set_group_type(field);
}

DELTALAKE_DECL result<column::array> assemble(const schema_node& field, const schema_tree& tree,
                                              std::vector<leaf_values>& leaves) {
  return detail::assembler(tree, leaves).build(field);
}

}  // namespace deltalake::inline v0::parquet
