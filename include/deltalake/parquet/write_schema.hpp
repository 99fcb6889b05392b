#pragma once
#include <span>
#include <vector>

#include <deltalake/base/result.hpp>
#include <deltalake/column/data_type.hpp>
#include <deltalake/parquet/metadata.hpp>
#include <deltalake/parquet/schema_tree.hpp>
#include <deltalake/parquet/write_options.hpp>

namespace deltalake::inline v0::parquet {

/// What a file that is to be written says of its columns: the elements of its footer, and the same as a tree.
struct write_schema {
  std::vector<schema_element> elements;
  schema_tree tree;  ///< one field for each column, in their order
};

/// Makes the schema of a file of these columns, as LogicalTypes.md of the format asks for: lists of three levels
/// (`list.element`), maps with required keys (`key_value`), decimals in the smallest form (INT32 up to 9 digits, INT64
/// up to 18, else the shortest FIXED_LEN_BYTE_ARRAY), time stamps in INT64 or, if the options say so, INT96; times and
/// time stamps in seconds become milliseconds; views and dictionaries are what they stand for; a variant is a group of
/// two required binaries.
/// Errors: invalid_argument (two columns of one name in a group, types that contradict themselves, an option for a path
/// that is not there, an annotation or encoding that the column cannot have), unsupported_parquet (a struct without
/// fields), value_too_large (nested deeper than the default limit); they name the column.
DELTALAKE_DECL result<write_schema> make_write_schema(std::span<const column::field> columns,
                                                      const write_options& options = {});

/// Whether values of a leaf can be encoded so: as `column_options::encoded` says.
DELTALAKE_DECL bool can_encode(const leaf_column& leaf, encoding how) noexcept;

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/impl/write_schema.ipp>
#endif
