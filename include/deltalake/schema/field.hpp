#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <deltalake/schema/data_type.hpp>

namespace deltalake::inline v0::schema {

/// Keys of a field's metadata that PROTOCOL.md or Spark give a meaning.
namespace metadata_key {
inline constexpr std::string_view column_mapping_id = "delta.columnMapping.id";
inline constexpr std::string_view column_mapping_physical_name = "delta.columnMapping.physicalName";
inline constexpr std::string_view column_mapping_nested_ids = "delta.columnMapping.nested.ids";
inline constexpr std::string_view comment = "comment";
inline constexpr std::string_view current_default = "CURRENT_DEFAULT";
inline constexpr std::string_view generation_expression = "delta.generationExpression";
inline constexpr std::string_view invariants = "delta.invariants";
inline constexpr std::string_view type_changes = "delta.typeChanges";
}  // namespace metadata_key

/// A field's metadata: unique keys and the compact JSON text of their values, in the order of the schema string.
class field_metadata {
 public:
  using entry = std::pair<std::string, std::string>;

  field_metadata() = default;
  /// Takes entries; of several with one key the last value stays, at the first one's place.
  DELTALAKE_DECL explicit field_metadata(std::vector<entry> entries);

  bool empty() const noexcept { return entries_.empty(); }
  std::size_t size() const noexcept { return entries_.size(); }
  auto begin() const noexcept { return entries_.begin(); }
  auto end() const noexcept { return entries_.end(); }

  /// The JSON text of a key's value; null if there is no such key.
  DELTALAKE_DECL const std::string* find(std::string_view key) const noexcept;
  /// The value if it is an integer of 64 bits.
  DELTALAKE_DECL std::optional<std::int64_t> integer(std::string_view key) const noexcept;
  /// The value if it is a string, unescaped.
  DELTALAKE_DECL std::optional<std::string> string(std::string_view key) const;
  /// The value if it is true or false.
  DELTALAKE_DECL std::optional<bool> boolean(std::string_view key) const noexcept;

  /// Sets a key to JSON text, which must be valid and is not checked.
  DELTALAKE_DECL void set_json(std::string_view key, std::string json_text);
  /// Sets a key to a string.
  DELTALAKE_DECL void set_string(std::string_view key, std::string_view value);
  void set_integer(std::string_view key, std::int64_t value) { set_json(key, std::to_string(value)); }
  /// Takes a key away, if it is there.
  DELTALAKE_DECL void erase(std::string_view key);

  /// Equal keys and texts, in any order.
  friend bool operator==(const field_metadata& a, const field_metadata& b) { return a.equals(b); }

 private:
  DELTALAKE_DECL bool equals(const field_metadata& other) const;

  std::vector<entry> entries_;
};

/// A column, or a field of a struct within one.
struct field {
  field() = default;
  field(std::string called, data_type of, nulls values = nulls::allowed, field_metadata about = {})
      : name(std::move(called)), type(std::move(of)), nullable(values == nulls::allowed), metadata(std::move(about)) {}

  std::string name;
  data_type type;
  bool nullable = true;
  field_metadata metadata;

  /// The text of `comment`.
  std::optional<std::string> comment() const { return metadata.string(metadata_key::comment); }
  /// The column id of PROTOCOL.md's "Column Mapping", if there is one.
  std::optional<std::int64_t> column_id() const noexcept { return metadata.integer(metadata_key::column_mapping_id); }
  /// The name in data files under column mapping, if there is one. Use schema/column_mapping.hpp, which knows the mode.
  std::optional<std::string> physical_name() const {
    return metadata.string(metadata_key::column_mapping_physical_name);
  }

  friend bool operator==(const field&, const field&) = default;
};

}  // namespace deltalake::inline v0::schema

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/schema/impl/field.ipp>
#endif
