#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <deltalake/schema/struct_type.hpp>

namespace deltalake::inline v0::schema {

/// How columns are found in data files: the table property `delta.columnMapping.mode` (PROTOCOL.md, "Column Mapping").
enum class column_mapping_mode : std::uint8_t {
  none,  ///< by the logical name
  name,  ///< by the physical name
  id,    ///< by the column id, which is the Parquet field id
};

/// Takes the property's value, case ignored. Whether the table's protocol makes it count is the caller's to judge.
/// Errors: invalid_value.
DELTALAKE_DECL result<column_mapping_mode> parse_column_mapping_mode(std::string_view value);
/// "none", "name" or "id".
DELTALAKE_DECL std::string_view name(column_mapping_mode mode) noexcept;

/// The names of one schema, logical and physical, at every depth. With mode none they are the same. Partition values,
/// statistics and clustering columns carry physical names in modes name and id; partitionColumns logical ones.
class column_mapping {
 public:
  using name_path = std::vector<std::string>;

  /// Mode none of a schema without fields.
  column_mapping() = default;
  /// Maps a schema. Errors: invalid_schema if the mode is name or id and a field has no physical name or no id, or two
  /// fields share an id or, within one struct, a physical name; `error.field` is the logical path: "schemaString.a.b".
  DELTALAKE_DECL static result<column_mapping> make(struct_type logical, column_mapping_mode mode);

  column_mapping_mode mode() const noexcept { return mode_; }
  const struct_type& logical() const noexcept { return logical_; }
  /// The same fields in the same order under their physical names.
  const struct_type& physical() const noexcept { return physical_; }

  /// Physical names along a logical path, case ignored. Below an array stands "element", below a map "key" or "value",
  /// on both sides. Errors: invalid_argument if there is no such column.
  DELTALAKE_DECL result<name_path> to_physical(std::span<const std::string> logical_path) const;
  /// Logical names along a physical path, case heeded. Errors: invalid_argument if there is no such column.
  DELTALAKE_DECL result<name_path> to_logical(std::span<const std::string> physical_path) const;
  /// The logical path of a column id; nothing if the mode is none or no field has it. Searches the whole schema.
  DELTALAKE_DECL std::optional<name_path> find_id(std::int64_t id) const;

 private:
  column_mapping_mode mode_ = column_mapping_mode::none;
  struct_type logical_;
  struct_type physical_;
};

}  // namespace deltalake::inline v0::schema

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/schema/impl/column_mapping.ipp>
#endif
