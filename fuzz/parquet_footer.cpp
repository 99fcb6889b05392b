// The metadata of Parquet files and the trees of their schemas: what is accepted is what readers rely on.
#include <deltalake/parquet/footer.hpp>
#include <deltalake/parquet/schema_tree.hpp>
#include <deltalake/parquet/statistics.hpp>

#include "fuzz.hpp"

namespace deltalake_fuzz {
namespace {

namespace parquet = deltalake::parquet;

void check_metadata(const parquet::file_metadata& file) {
  require(!file.schema.empty() && file.num_rows >= 0, "there is a root, and rows are counted");
  std::size_t leaves = 0;
  for (const parquet::schema_element& element : file.schema) leaves += element.type ? 1 : 0;
  for (const parquet::row_group& group : file.row_groups) {
    require(group.columns.size() == leaves, "each leaf has a chunk");
    require(group.num_rows >= 0 && group.total_byte_size >= 0, "row groups have sizes");
    std::size_t index = 0;
    for (const parquet::schema_element& element : file.schema) {
      if (!element.type) continue;
      const parquet::column_chunk& chunk = group.columns[index++];
      require(chunk.type == *element.type, "chunks have the type of the schema");
      require(chunk.num_values >= 0 && chunk.total_compressed_size >= 0 && chunk.total_uncompressed_size >= 0 &&
                  chunk.data_page_offset >= 0 && chunk.dictionary_page_offset.value_or(0) >= 0,
              "chunks have sizes and a place");
    }
  }
  require(file.type_defined_order.empty() || file.type_defined_order.size() == leaves, "each leaf has an order");
}

// Levels rise from a node to its children, and leaves are handed out in order.
std::uint32_t check_node(const parquet::schema_node& node, std::uint32_t next_leaf, const parquet::schema_tree& tree) {
  require(node.leaf_begin == next_leaf && node.leaf_end > node.leaf_begin, "leaves follow each other");
  require(node.slot_definition_level <= node.definition_level, "what is there has a slot");
  const bool repeats = node.kind == parquet::node_kind::list || node.kind == parquet::node_kind::map;
  if (repeats) require(node.element_definition_level == node.definition_level + 1, "elements are one level higher");
  const int slot = repeats ? node.element_definition_level : node.slot_definition_level;
  const int least = repeats ? node.element_definition_level : node.definition_level;
  const int repetition = node.repetition_level + (repeats ? 1 : 0);
  for (const parquet::schema_node& child : node.children) {
    require(child.definition_level == least + (child.nullable ? 1 : 0), "definition levels count what may be null");
    require(child.repetition_level == repetition, "repetition levels count what repeats");
    require(child.slot_definition_level == slot, "slots are those of the innermost list");
    next_leaf = check_node(child, next_leaf, tree);
  }
  if (node.kind == parquet::node_kind::leaf) {
    const parquet::leaf_column& leaf = tree.leaves[next_leaf++];
    require(leaf.max_definition == node.definition_level && leaf.max_repetition == node.repetition_level,
            "a leaf has the levels of its node");
    require(leaf.type == node.type && node.children.empty(), "a leaf has the type of its node");
  } else {
    const std::size_t expected = node.kind == parquet::node_kind::map ? 2 : 1;
    require(node.kind == parquet::node_kind::structure ? !node.children.empty() : node.children.size() == expected,
            "lists have one child, maps two");
  }
  require(node.leaf_end == next_leaf, "a node's leaves are those of its children");
  return next_leaf;
}

// What statistics prove does not contradict itself, whatever type is asked for.
void check_statistics(const parquet::file_metadata& file, std::size_t group, const parquet::leaf_column& leaf) {
  using deltalake::schema::data_type;
  using kind = data_type::kind;
  const auto count = parquet::count_values(file.row_groups[group], leaf);
  require(!count || (*count >= 0 && *count <= file.row_groups[group].columns[leaf.index].num_values),
          "values are at most all there are");
  for (const data_type& type :
       {data_type(kind::boolean), data_type(kind::byte), data_type(kind::long_), data_type(kind::float_),
        data_type(kind::double_), data_type(deltalake::schema::decimal_type(38, 10)), data_type(kind::string),
        data_type(kind::binary), data_type(kind::date), data_type(kind::timestamp), data_type(kind::timestamp_ntz)}) {
    const parquet::value_bounds bounds = parquet::bounds_of(file, group, leaf, type);
    require(!bounds.lower || bounds.lower->value.fits(type), "a bound is a value of the type");
    require(!bounds.upper || bounds.upper->value.fits(type), "a bound is a value of the type");
    if (bounds.lower && bounds.upper) require(bounds.lower->value <= bounds.upper->value, "bounds are in order");
  }
}

}  // namespace

void try_input(std::string_view input) {
  const auto file = parquet::parse_footer(input);
  if (!file) return;
  check_metadata(*file);
  const auto tree = parquet::make_schema_tree(*file);
  if (!tree) return;
  std::uint32_t leaves = 0;
  for (const parquet::schema_node& field : tree->fields) leaves = check_node(field, leaves, *tree);
  require(leaves == tree->leaves.size(), "every leaf is in the tree");
  for (std::size_t i = 0; i < tree->leaves.size(); ++i) require(tree->leaves[i].index == i, "leaves know their place");
  for (std::size_t group = 0; group < file->row_groups.size(); ++group) {
    for (const parquet::leaf_column& leaf : tree->leaves) check_statistics(*file, group, leaf);
  }
}

}  // namespace deltalake_fuzz
