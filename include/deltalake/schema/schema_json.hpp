#pragma once
#include <string>
#include <string_view>

#include <deltalake/json/node.hpp>
#include <deltalake/schema/struct_type.hpp>

namespace deltalake::inline v0::schema {

/// Decodes a schema (PROTOCOL.md, "Schema Serialization Format"). Keys come in any order and unknown ones are ignored;
/// an absent `nullable`, `containsNull` or `valueContainsNull` is true, an absent `metadata` is empty. Types this
/// library does not know are kept (data_type::unknown).
/// Errors: invalid_schema; `error.field` is `where` and the dotted path: "schemaString.a.element.b".
DELTALAKE_DECL result<struct_type> decode_schema(const json::node& from, std::string_view where = "schemaString");
/// Decodes a type: the text or object that stands under "type", "elementType" and the like. Errors: as decode_schema.
DELTALAKE_DECL result<data_type> decode_type(const json::node& from, std::string_view where = "type");

/// Writes a schema as compact JSON in Spark's order of keys. Decoding it gives an equal schema.
DELTALAKE_DECL std::string to_json(const struct_type& schema);
/// Writes a type as JSON: a string if it is primitive, else an object.
DELTALAKE_DECL std::string to_json(const data_type& type);

namespace detail {
/// Limits under which types of depth_max can be read: a struct takes three levels of JSON. Metadata may go deeper.
inline json::limits schema_limits() {
  json::limits bounds;
  bounds.depth = 4 * static_cast<std::size_t>(depth_max);
  return bounds;
}
}  // namespace detail

/// Parses the text of `schemaString`. Errors: those of decode_schema, and of the policy (invalid_json, invalid_utf8,
/// json_too_deep) with the field "schemaString".
template <class Json>
result<struct_type> parse_schema(std::string_view text) {
  const auto tree = json::parse_node<Json>(text, detail::schema_limits());
  if (tree) return decode_schema(*tree);
  error failed = tree.error();
  failed.in_field("schemaString");
  return failed;
}

}  // namespace deltalake::inline v0::schema

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/schema/impl/schema_json.ipp>
#endif
