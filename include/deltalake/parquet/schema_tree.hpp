#pragma once
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <deltalake/base/result.hpp>
#include <deltalake/column/data_type.hpp>
#include <deltalake/parquet/limits.hpp>
#include <deltalake/parquet/metadata.hpp>

// A file's schema as a tree, with the levels of "Nested Encoding" in the format's README and the types of Arrow.
namespace deltalake::inline v0::parquet {

enum class node_kind : std::uint8_t { leaf, structure, list, map };

/// A field, or a part of one. The groups that only make lists and maps repeat are no nodes of their own.
struct schema_node {
  std::string name;  ///< as the file calls it; of lists' elements and maps' keys and values it means nothing
  node_kind kind = node_kind::leaf;
  bool nullable = false;
  std::uint8_t definition_level = 0;          ///< a value of this node is not null iff its level is not below this
  std::uint8_t repetition_level = 0;          ///< a level up to this begins a new slot of this node
  std::uint8_t slot_definition_level = 0;     ///< a slot exists iff the level is not below this: that of the innermost
                                              ///< list or map above having an element; 0 if there is none
  std::uint8_t element_definition_level = 0;  ///< of list and map: an element exists iff the level is not below this
  std::optional<std::int32_t> field_id;
  std::uint32_t leaf_begin = 0, leaf_end = 0;  ///< the leaves below, of which there is at least one
  std::vector<schema_node> children;           ///< of a list: the element; of a map: key, value; of a structure: fields
  column::data_type type;
};

/// A column of the file.
struct leaf_column {
  std::uint32_t index = 0;  ///< among the leaves, and among the chunks of each row group
  physical_type physical = physical_type::boolean;
  std::int32_t type_length = 0;  ///< bytes of a value, of fixed_len_byte_array
  std::uint8_t max_definition = 0, max_repetition = 0;
  std::uint8_t slot_definition_level = 0;  ///< as of its node
  logical_type logical;                    ///< none if the file's does not fit the physical type
  column::data_type type;
  std::optional<std::int32_t> field_id;
  std::vector<std::string> path;         ///< the names of all elements from below the root
  bool hybrid_calendar = false;          ///< days before 1582-10-15 are Julian ones: `mark_calendar` says so
  std::int32_t zone_offset_seconds = 0;  ///< of the clock whose calendar that was, ahead of UTC
};

struct schema_tree {
  std::vector<schema_node> fields;
  std::vector<leaf_column> leaves;
};

/// Makes the tree of a file's schema. Lists and maps are found by their annotations and the rules of LogicalTypes.md
/// for old files, never by the names of their parts; a repeated field without annotation is a list that is never null,
/// nor are its elements. An annotation that does not fit what it stands on is ignored. In types, the child of a list is
/// called "element" and that of a map "entries", with "key" and "value", whatever the file calls them. A group that is
/// annotated as a variant has type variant, shredded or not, and the nodes of a structure.
/// Errors: invalid_parquet (not a tree, a decimal without digits); unsupported_parquet (levels above 255, decimals of
/// more than 76 digits, a group without fields); value_too_large if names and types, which stand in the tree more than
/// once, take more than `limits::footer_bytes`.
DELTALAKE_DECL result<schema_tree> make_schema_tree(const file_metadata& metadata, const limits& bounds = {});

/// Makes variants the structures that they are stored as, `typed_value` and all.
DELTALAKE_DECL void show_variants_as_stored(schema_tree& schema);

/// Sets the type of a group to what follows from its children, under the names that types give them; a variant stays
/// one. For whoever changes the children.
DELTALAKE_DECL void set_group_type(schema_node& node);

/// The leaf of that path; null if there is none, or more than one.
DELTALAKE_DECL const leaf_column* find_leaf(const schema_tree& schema,
                                            std::initializer_list<std::string_view> path) noexcept;

/// A path as errors show it: its names, joined by dots.
inline std::string dotted(const std::vector<std::string>& path) {
  std::string text;
  for (const std::string& name : path) text.append(text.empty() ? "" : ".").append(name);
  return text;
}

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/impl/schema_tree.ipp>
#endif
