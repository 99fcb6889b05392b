// Schemas: what is read and written again is read as the same.
#include <deltalake/json/boost_json.hpp>
#include <deltalake/schema/column_mapping.hpp>
#include <deltalake/schema/schema_json.hpp>

#include "fuzz.hpp"

namespace deltalake_fuzz {

void try_input(std::string_view input) {
  namespace schema = deltalake::schema;
  using deltalake::json::boost_json;
  const auto tree = deltalake::json::parse_node<boost_json>(input, schema::detail::schema_limits());
  if (tree) {
    const auto again = deltalake::json::parse_node<boost_json>(tree->to_text(), schema::detail::schema_limits());
    require(again && *again == *tree, "a node's text reads back as the node");
  }
  const auto parsed = schema::parse_schema<boost_json>(input);
  if (!parsed) {
    require(parsed.error().field.starts_with("schemaString"), "an error of a schema names its place");
    return;
  }
  const std::string text = schema::to_json(*parsed);
  const auto again = schema::parse_schema<boost_json>(text);
  require(again.has_value(), "a written schema can be read");
  require(*again == *parsed, "a written schema reads back as the same");
  require(schema::to_json(*again) == text, "a schema has one text");
  for (const auto mode :
       {schema::column_mapping_mode::none, schema::column_mapping_mode::name, schema::column_mapping_mode::id}) {
    static_cast<void>(schema::column_mapping::make(*parsed, mode));
  }
}

}  // namespace deltalake_fuzz
