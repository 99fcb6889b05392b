#pragma once
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/parquet/impl/shred_values.ipp>
#include <deltalake/parquet/shred.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

// Slots of an array, and the levels by which they are reached. While every slot is there, nothing repeats and the
// slots follow each other, they are not listed one by one.
struct slot_run {
  bool dense = true;
  std::int64_t first = 0, count = 0;     // of a dense run
  std::uint8_t level = 0;                // the definition level of all slots of a dense run
  std::vector<std::int64_t> slots;       // -1: there is none, since something above is null or empty
  std::vector<std::uint8_t> definition;  // one a slot: of what is there so far
  std::vector<std::uint8_t> repetition;

  std::int64_t size() const noexcept { return dense ? count : static_cast<std::int64_t>(slots.size()); }
  void make_sparse() {
    if (!dense) return;
    dense = false;
    slots.resize(static_cast<std::size_t>(count));
    for (std::int64_t i = 0; i < count; ++i) slots[static_cast<std::size_t>(i)] = first + i;
    definition.assign(slots.size(), level);
    repetition.assign(slots.size(), 0);
  }
};

class shredder {
 public:
  shredder(const schema_tree& tree, std::vector<leaf_values>& leaves) : tree_(tree), leaves_(leaves) {}

  result<void> shred(const schema_node& node, const column::array& from, slot_run run) {
    const column::array* at = &from;
    if (result<void> valid = enter(node, at, run); !valid) return valid.error().in_field(name_of(node));
    switch (node.kind) {
      case node_kind::leaf: {
        result<void> done = shred_leaf(tree_.leaves[node.leaf_begin], *at, run);
        return done ? done : result<void>(done.error().in_field(name_of(node)));
      }
      case node_kind::structure: {
        for (std::size_t i = 0; i < node.children.size(); ++i) {
          const bool is_last = i + 1 == node.children.size();
          result<void> done = shred(node.children[i], at->children[i], is_last ? std::move(run) : run);
          if (!done) return done;
        }
        return {};
      }
      case node_kind::list: return shred(node.children.front(), at->children.front(), elements_of(node, *at, run));
      case node_kind::map: {
        const slot_run entries = elements_of(node, *at, run);
        const column::array& sides = at->children.front();
        if (!sides.validity.empty()) {
          result<void> done = refuse_nulls(sides, entries);
          if (!done) return done.error().in_field(name_of(node));
        }
        result<void> done = shred(node.children[0], sides.children[0], entries);
        return done ? shred(node.children[1], sides.children[1], entries) : done;
      }
    }
    return {};
  }

 private:
  std::string name_of(const schema_node& node) const { return dotted(tree_.leaves[node.leaf_begin].path); }

  static bool is_null(const column::array& from, std::int64_t slot) noexcept {
    if (from.is_null(slot)) return true;
    return from.type.id == column::type_id::dictionary && from.dictionary->is_null(from.value<std::int32_t>(slot));
  }
  static bool has_nulls(const column::array& from) noexcept {
    if (from.type.id == column::type_id::null || !from.validity.empty()) return true;
    return from.type.id == column::type_id::dictionary && has_nulls(*from.dictionary);
  }

  // Raises the levels of the slots that are there, takes out those that are null, and follows indexes into a
  // dictionary: `from` is the dictionary then.
  result<void> enter(const schema_node& node, const column::array*& from, slot_run& run) {
    const bool is_dictionary = from->type.id == column::type_id::dictionary;
    if (run.dense && !is_dictionary && !has_nulls(*from)) {
      run.level = node.definition_level;
      return {};
    }
    run.make_sparse();
    for (std::size_t i = 0; i < run.slots.size(); ++i) {
      std::int64_t& slot = run.slots[i];
      if (slot < 0) continue;
      if (is_null(*from, slot)) {
        if (!node.nullable) return error(errc::invalid_argument, "a null in a column that is required");
        slot = -1;
        continue;
      }
      run.definition[i] = node.definition_level;
      if (is_dictionary) slot = from->value<std::int32_t>(slot);
    }
    if (is_dictionary) from = from->dictionary.get();
    return {};
  }
  static result<void> refuse_nulls(const column::array& entries, const slot_run& run) {
    for (const std::int64_t slot : run.slots) {
      if (slot >= 0 && entries.is_null(slot)) return error(errc::invalid_argument, "an entry of a map that is null");
    }
    return {};
  }

  // The elements of the lists that a run has, and one slot for each list without any.
  static slot_run elements_of(const schema_node& node, const column::array& from, slot_run& run) {
    run.make_sparse();
    slot_run made;
    made.dense = false;
    made.slots.reserve(run.slots.size());
    made.definition.reserve(run.slots.size());
    made.repetition.reserve(run.slots.size());
    const auto repeated = static_cast<std::uint8_t>(node.repetition_level + 1);
    for (std::size_t i = 0; i < run.slots.size(); ++i) {
      const std::int64_t slot = run.slots[i];
      const std::int64_t begin = slot < 0 ? 0 : from.offset(slot), end = slot < 0 ? 0 : from.offset(slot + 1);
      if (begin == end) {
        made.slots.push_back(-1);
        made.definition.push_back(run.definition[i]);
        made.repetition.push_back(run.repetition[i]);
        continue;
      }
      const std::size_t size = made.slots.size(), wanted = size + static_cast<std::size_t>(end - begin);
      made.slots.resize(wanted);
      for (std::int64_t at = begin; at < end; ++at) made.slots[size + static_cast<std::size_t>(at - begin)] = at;
      made.definition.resize(wanted, node.element_definition_level);
      made.repetition.push_back(run.repetition[i]);
      made.repetition.resize(wanted, repeated);
    }
    return made;
  }

  result<void> shred_leaf(const leaf_column& leaf, const column::array& from, const slot_run& run) {
    leaf_values& to = leaves_[leaf.index];
    const std::int64_t rows = run.dense ? run.count : std::count(run.repetition.begin(), run.repetition.end(), 0);
    const auto levels = static_cast<std::size_t>(run.size());
    if (leaf.max_definition != 0 && run.dense) {
      std::memset(to.definition_levels.extend(levels), run.level, levels);
    } else if (leaf.max_definition != 0) {
      to.definition_levels.append(run.definition.data(), levels);
    }
    if (leaf.max_repetition != 0) to.repetition_levels.append(run.repetition.data(), levels);
    to.rows += rows;
    to.levels += run.size();
    value_shredder values(leaf, from, to);
    if (run.dense) return values.append(run.first, run.count);
    for (std::size_t i = 0; i < run.slots.size();) {
      const std::int64_t begin = run.slots[i];
      if (begin < 0) {
        ++i;
        continue;
      }
      std::int64_t count = 1;
      while (++i < run.slots.size() && run.slots[i] == begin + count) ++count;
      if (result<void> done = values.append(begin, count); !done) return done;
    }
    return {};
  }

  const schema_tree& tree_;
  std::vector<leaf_values>& leaves_;
};

// Holds an array against Arrow's layout. The first problem ends it.
class array_checker {
 public:
  std::optional<error> check(const column::field& expected, const column::array& given) {
    path_.push_back(expected.name);
    check_value(expected.type, given);
    path_.pop_back();
    return std::move(problem_);
  }

 private:
  void refuse(std::string what) {
    if (problem_) return;
    problem_ = error(errc::invalid_argument, std::move(what)).in_field(dotted(path_));
  }
  static bool same_kind(const column::data_type& a, const column::data_type& b) noexcept {
    return a.id == b.id && a.unit == b.unit && a.utc == b.utc && a.precision == b.precision && a.scale == b.scale &&
           a.byte_width == b.byte_width && a.children.size() == b.children.size();
  }

  void check_child(const column::field& expected, const column::array& given, std::int64_t length_min) {
    path_.push_back(expected.name);
    if (given.length < length_min) {
      refuse(std::to_string(given.length) + " values where " + std::to_string(length_min) + " are needed");
    }
    if (!problem_) check_value(expected.type, given);
    path_.pop_back();
  }

  void check_value(const column::data_type& type, const column::array& given) {
    using column::type_id;
    if (!same_kind(type, given.type)) {
      return refuse("an array of " + column::to_string(given.type) + " where the column is of " +
                    column::to_string(type));
    }
    if (given.length < 0) return refuse("a negative length");
    const auto length = static_cast<std::uint64_t>(given.length);
    if (!given.validity.empty() && given.validity.size() < (length + 7) / 8)
      return refuse("too short a validity bitmap");
    switch (type.id) {
      case type_id::null: return;
      case type_id::boolean:
        if (given.values.size() < (length + 7) / 8) refuse("too short a buffer of values");
        return;
      case type_id::binary:
      case type_id::utf8: return check_offsets(given, given.values.size());
      case type_id::binary_view:
      case type_id::utf8_view: return check_views(given);
      case type_id::dictionary: return check_dictionary(type, given);
      case type_id::list:
      case type_id::map:
        if (given.children.size() != 1) return refuse("a list without elements");
        check_offsets(given, static_cast<std::uint64_t>((std::max)(given.children[0].length, std::int64_t{0})));
        if (!problem_) check_child(type.children[0], given.children[0], 0);
        return;
      case type_id::structure:
      case type_id::variant:
        if (given.children.size() != type.children.size()) return refuse("a struct of other fields");
        for (std::size_t i = 0; i < given.children.size() && !problem_; ++i) {
          check_child(type.children[i], given.children[i], given.length);
        }
        return;
      default: return check_width(type, given);
    }
  }
  void check_width(const column::data_type& type, const column::array& given) {
    const auto width = static_cast<std::uint64_t>((std::max)(column::width_of(type), 0));
    if (width == 0 || given.values.size() / width < static_cast<std::uint64_t>(given.length)) {
      refuse("too short a buffer of values");
    }
  }
  void check_offsets(const column::array& given, std::uint64_t end) {
    if (given.length == 0) return;
    if (given.offsets.size() / sizeof(std::int32_t) < static_cast<std::uint64_t>(given.length) + 1) {
      return refuse("too few offsets");
    }
    const std::int32_t* const offsets = given.offsets.as<std::int32_t>();
    bool ascends = offsets[0] >= 0;
    for (std::int64_t i = 0; i < given.length; ++i) ascends = ascends && offsets[i] <= offsets[i + 1];
    if (!ascends) return refuse("offsets that do not ascend");
    if (static_cast<std::uint64_t>(offsets[given.length]) > end) refuse("offsets beyond what they point into");
  }
  void check_views(const column::array& given) {
    check_width(given.type, given);
    for (std::int64_t i = 0; i < given.length && !problem_; ++i) {
      if (given.is_null(i)) continue;
      const column::text_view& view = given.values.as<column::text_view>()[i];
      if (view.size >= 0 && static_cast<std::size_t>(view.size) <= column::text_view::inline_max) continue;
      const bool there = view.size >= 0 && view.buffer >= 0 && view.offset >= 0 &&
                         static_cast<std::size_t>(view.buffer) < given.viewed.size() &&
                         given.viewed[static_cast<std::size_t>(view.buffer)] != nullptr;
      const std::size_t held = there ? given.viewed[static_cast<std::size_t>(view.buffer)]->size() : 0;
      const auto offset = static_cast<std::size_t>(there ? view.offset : 0);
      if (!there || offset > held || static_cast<std::size_t>(view.size) > held - offset) {
        refuse("a view of what is not there");
      }
    }
  }
  void check_dictionary(const column::data_type& type, const column::array& given) {
    if (given.dictionary == nullptr) return refuse("indexes without a dictionary");
    if (type.children.front().type.id == column::type_id::dictionary) return refuse("a dictionary of indexes");
    if (given.values.size() / sizeof(std::int32_t) < static_cast<std::uint64_t>(given.length)) {
      return refuse("too short a buffer of indexes");
    }
    check_value(type.children.front().type, *given.dictionary);
    for (std::int64_t i = 0; i < given.length && !problem_; ++i) {
      if (given.is_null(i)) continue;
      const auto index = given.value<std::int32_t>(i);
      if (index < 0 || index >= given.dictionary->length) refuse("an index beyond its dictionary");
    }
  }

  std::vector<std::string> path_;
  std::optional<error> problem_;
};

}  // namespace detail

DELTALAKE_DECL result<void> check_array(const column::field& expected, const column::array& given) {
  std::optional<error> problem = detail::array_checker().check(expected, given);
  if (problem) return *std::move(problem);
  return {};
}

DELTALAKE_DECL result<void> shred(const schema_node& field, const schema_tree& tree, const column::array& from,
                                  std::int64_t first, std::int64_t count, std::vector<leaf_values>& leaves) {
  detail::slot_run run;
  run.first = first;
  run.count = count;
  return detail::shredder(tree, leaves).shred(field, from, std::move(run));
}

DELTALAKE_DECL std::uint64_t shredded_bytes(const column::array& from, std::int64_t first,
                                            std::int64_t count) noexcept {
  using column::type_id;
  const auto rows = static_cast<std::uint64_t>(count);
  std::uint64_t sum = rows;  // levels, of a kind
  switch (from.type.id) {
    case type_id::binary:
    case type_id::utf8:
      return count == 0 ? 0
                        : sum + rows * 4 + static_cast<std::uint64_t>(from.offset(first + count) - from.offset(first));
    case type_id::binary_view:
    case type_id::utf8_view:
      for (std::int64_t i = first; i < first + count; ++i) sum += 4 + (from.is_valid(i) ? from.text(i).size() : 0);
      return sum;
    case type_id::dictionary:
      for (std::int64_t i = first; i < first + count; ++i) {
        if (from.is_valid(i)) sum += shredded_bytes(*from.dictionary, from.value<std::int32_t>(i), 1);
      }
      return sum;
    case type_id::list:
    case type_id::map: {
      if (count == 0) return 0;
      const std::int32_t begin = from.offset(first);
      return sum + shredded_bytes(from.children.front(), begin, from.offset(first + count) - begin);
    }
    case type_id::structure:
    case type_id::variant:
      for (const column::array& child : from.children) sum += shredded_bytes(child, first, count);
      return sum;
    default: return sum + rows * static_cast<std::uint64_t>(column::width_of(from.type));
  }
}

}  // namespace deltalake::inline v0::parquet
