#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <deltalake/base/result.hpp>
#include <deltalake/column/data_type.hpp>
#include <deltalake/schema/column_mapping.hpp>
#include <deltalake/schema/field.hpp>

namespace deltalake::inline v0::scan {

/// Where the values of a column come from.
enum class column_source : std::uint8_t {
  file,                ///< the data file, or NULL if it has no such column
  partition,           ///< the action's partition values, whatever the file has
  row_id,              ///< the row's id, see PROTOCOL.md "Row IDs"
  row_commit_version,  ///< the version that last changed the row, see "Row Commit Versions"
  constant,            ///< given with each file
};

/// The names of the row tracking columns, as Spark has them.
inline constexpr std::string_view row_id_name = "_metadata.row_id";
inline constexpr std::string_view row_commit_version_name = "_metadata.row_commit_version";

/// Whether a column is one of a table's partition columns, case ignored.
DELTALAKE_DECL bool is_partition_column(std::string_view logical_name,
                                        const std::vector<std::string>& partition_columns);

/// A column of the rows that a scan gives.
struct logical_column {
  column::field field;     ///< as the rows have it: logical names, Delta's types as those of arrays
  column_source source = column_source::file;
  schema::field physical;  ///< the same under the names of data files, at every depth, with the column ids; for row
                           ///< tracking columns the column in which a file may hold them
  std::string logical_name;
};

/// What rows look like: some columns of a table's schema, and others that its files or the log tell.
class logical_schema {
 public:
  logical_schema() = default;
  /// Takes the schema's names and how columns are found in files, without columns.
  explicit logical_schema(schema::column_mapping names, std::vector<std::string> partition_columns)
      : names_(std::move(names)), partition_columns_(std::move(partition_columns)) {}

  /// Adds a column by its logical name, case ignored. Errors: invalid_argument if there is none or it is there already;
  /// unsupported_feature for a type that this library does not know.
  DELTALAKE_DECL result<void> add(std::string_view name);
  /// Adds all columns of the schema, in its order. Errors: unsupported_feature.
  DELTALAKE_DECL result<void> add_all();
  /// Adds a column that the schema has not.
  DELTALAKE_DECL void add(column_source source, column::field as, schema::field physical);

  schema::column_mapping_mode mode() const noexcept { return names_.mode(); }
  const std::vector<logical_column>& columns() const noexcept { return columns_; }
  DELTALAKE_DECL std::vector<column::field> fields() const;

 private:
  DELTALAKE_DECL result<void> add_field(std::size_t index);

  schema::column_mapping names_;
  std::vector<std::string> partition_columns_;
  std::vector<logical_column> columns_;
};

}  // namespace deltalake::inline v0::scan

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/scan/impl/logical_schema.ipp>
#endif
