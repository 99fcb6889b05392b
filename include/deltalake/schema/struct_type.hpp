#pragma once
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <deltalake/schema/field.hpp>

namespace deltalake::inline v0::schema {

/// Folds the letters of a name for comparison without regard to case: one letter for one, of the ASCII, Latin-1, Latin
/// Extended-A, Greek, Cyrillic and Armenian alphabets. Other letters, and bytes that are not UTF-8, stay as they are.
DELTALAKE_DECL std::string fold_name(std::string_view name);

/// Fields in order: a table's schema, or a struct within one. Their names are unique even when case is ignored
/// (PROTOCOL.md, "Schema Serialization Format"). A value that never changes; copies share it.
class struct_type {
 public:
  struct_type() = default;
  /// Takes fields. Throws delta_error(invalid_schema) for two names that are equal but for case.
  DELTALAKE_DECL explicit struct_type(std::vector<field> fields);
  DELTALAKE_DECL struct_type(std::initializer_list<field> fields);

  /// Takes fields. Errors: invalid_schema, as the constructor; `error.field` is the field's name.
  DELTALAKE_DECL static result<struct_type> make(std::vector<field> fields);

  DELTALAKE_DECL const std::vector<field>& fields() const noexcept;
  std::size_t size() const noexcept { return fields().size(); }
  bool empty() const noexcept { return fields().empty(); }
  const field& operator[](std::size_t index) const noexcept { return fields()[index]; }
  auto begin() const noexcept { return fields().begin(); }
  auto end() const noexcept { return fields().end(); }

  /// Where the field of exactly this name stands, if there is one.
  DELTALAKE_DECL std::optional<std::size_t> index_of(std::string_view name) const;
  /// Where the field of this name stands, case ignored as by fold_name.
  DELTALAKE_DECL std::optional<std::size_t> index_of_ignoring_case(std::string_view name) const;
  /// The field of exactly this name; null if there is none. Lifetime: as long as any copy of this struct_type.
  DELTALAKE_DECL const field* find(std::string_view name) const;
  /// The field of this name, case ignored; null if there is none. Lifetime: as `find`.
  DELTALAKE_DECL const field* find_ignoring_case(std::string_view name) const;

  /// How many leaves there are when structs are opened, arrays and maps not: what statistics count.
  DELTALAKE_DECL std::size_t leaf_count() const noexcept;
  /// How deep the deepest field nests; 0 without fields.
  DELTALAKE_DECL int depth() const noexcept;

  friend bool operator==(const struct_type& a, const struct_type& b) { return a.equals(b); }

 private:
  struct content;

  DELTALAKE_DECL bool equals(const struct_type& other) const;

  std::shared_ptr<const content> content_;  // null without fields
};

}  // namespace deltalake::inline v0::schema

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/schema/impl/struct_type.ipp>
#endif
