#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <deltalake/parquet/metadata.hpp>
#include <deltalake/parquet/reader_io.hpp>
#include <deltalake/parquet/schema_tree.hpp>

namespace deltalake_tool {

// The names that the format's parquet.thrift has; "UNKNOWN" for what it does not define.
const char* word(deltalake::parquet::physical_type type) noexcept;
const char* word(deltalake::parquet::encoding how) noexcept;
const char* word(deltalake::parquet::compression codec) noexcept;
const char* word(deltalake::parquet::repetition how) noexcept;
const char* word(deltalake::parquet::page_type type) noexcept;

/// "INT32", "FIXED_LEN_BYTE_ARRAY(16)".
std::string physical_text(const deltalake::parquet::schema_element& element);
/// "DECIMAL(10, 2)", "TIMESTAMP(micros, utc)"; empty if there is none.
std::string logical_text(const deltalake::parquet::logical_type& type);

/// One bound of a column's values.
struct bound_text {
  std::string text;
  bool literal = false;  ///< a number or truth value: JSON as it is
};
/// Reads a bound in its PLAIN form as a value of the column's type: binary as hexadecimal digits, UUIDs in their usual
/// form. Nothing if the bytes are no value of the type.
std::optional<bound_text> bound_of(const deltalake::parquet::leaf_column& leaf, std::string_view plain);

/// The bounds of a chunk that count: the deprecated ones only if there are no others.
struct chunk_bounds {
  const std::string* min = nullptr;
  const std::string* max = nullptr;
  std::optional<bool> min_exact, max_exact;
  const char* order = "type_defined";  ///< or "undefined" (compare nothing with them), or "deprecated"
};
chunk_bounds bounds_of(const std::optional<deltalake::parquet::statistics>& statistics, bool type_defined_order);

/// True if the chunk has a dictionary page; some writers do not say where.
bool has_dictionary(const deltalake::parquet::column_chunk& chunk);
/// How many times as large the values are without compression: "2.31"; nothing for an empty chunk.
std::optional<std::string> ratio_of(const deltalake::parquet::column_chunk& chunk);

/// An element of the schema with what belongs to it.
struct schema_row {
  const deltalake::parquet::schema_element* element = nullptr;
  const deltalake::parquet::leaf_column* leaf = nullptr;  ///< null for groups
  deltalake::parquet::repetition repetition = deltalake::parquet::repetition::required;
  std::string arrow_type;  ///< of leaves and of the fields at the top
  std::size_t depth = 0;
  int max_definition = 0, max_repetition = 0;
};
/// All elements below the root, depth first. Lifetime: that of the file.
std::vector<schema_row> schema_rows_of(const deltalake::parquet::file& from);

/// A column's name, with dots: "add.path".
std::string dotted(const deltalake::parquet::leaf_column& leaf);
/// True if the file says in which order the bounds of a column are.
bool has_type_order(const deltalake::parquet::file& from, std::size_t leaf);

}  // namespace deltalake_tool
