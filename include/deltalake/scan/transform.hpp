#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <deltalake/action/add_file.hpp>
#include <deltalake/base/result.hpp>
#include <deltalake/column/array.hpp>
#include <deltalake/column/filter.hpp>
#include <deltalake/parquet/schema_tree.hpp>
#include <deltalake/scan/logical_schema.hpp>
#include <deltalake/schema/scalar.hpp>

namespace deltalake::inline v0::scan {

/// What the log says of a file, as far as its rows show it.
struct file_values {
  string_map partition_values;  ///< by physical name
  std::optional<std::int64_t> base_row_id, default_row_commit_version;
  std::vector<schema::scalar> constants;  ///< of the columns of column_source::constant, in their order
};

/// The value of a partition column, case of its name ignored: writers differ. NULL if there is none.
/// Errors: invalid_partition_value.
DELTALAKE_DECL result<schema::scalar> partition_value_of(const schema::field& physical, const string_map& values);

/// How a part of a column is made of a part of a file.
struct part_plan {
  enum class way : std::uint8_t {
    nulls,  ///< the file has no such part
    cast,   ///< it has all of it
    parts,  ///< of a structure, list or map: by the plans of its parts
  };

  way how = way::nulls;
  std::size_t source = 0;  ///< which child of the file's structure; of a batch's columns
  column::data_type type;
  std::vector<part_plan> parts;
};

/// From a data file to the rows of its table: which leaves to read, and how to make logical columns of them. Columns
/// are found as the column mapping mode says (PROTOCOL.md "Reader Requirements for Column Mapping"): by name, case
/// ignored as Spark does, or by id. Columns that the file has not are NULL, those that the table has no more are not
/// read, and structures of which the file has no wanted field keep their own nulls. NOT NULL is not checked.
class transform {
 public:
  transform() = default;
  /// Errors, with the column as field: unsupported_parquet if the file's type cannot become the table's, the file has
  /// two columns of that name, or no ids though the table goes by them; invalid_partition_value.
  DELTALAKE_DECL static result<transform> make(const logical_schema& to, const parquet::schema_tree& from,
                                               const file_values& values);

  /// By leaf of the file: whether it is read.
  const std::vector<bool>& leaves() const noexcept { return leaves_; }
  /// Bytes that each row takes beside what the file holds.
  std::uint64_t constant_bytes() const noexcept { return constant_bytes_; }

  /// Makes rows of a batch of the wanted leaves, of which only `kept` stay; `first_row` is the place of the batch's
  /// first row in the file. Errors, with the column as field: what `column::cast` returns, and value_too_large.
  DELTALAKE_DECL result<column::batch> apply(column::batch&& from, std::span<const column::row_stretch> kept,
                                             std::int64_t first_row) const;

 private:
  struct column_plan {
    column::field field;
    column_source source = column_source::file;
    part_plan part;
    schema::scalar value;              // of partition and constant
    std::optional<std::int64_t> base;  // of row tracking
  };

  DELTALAKE_DECL static result<column::array> make_column(const column_plan& plan, column::batch& from,
                                                          std::span<const column::row_stretch> kept,
                                                          std::int64_t first_row);

  std::vector<column_plan> columns_;
  std::vector<bool> leaves_;
  std::uint64_t constant_bytes_ = 0;
};

}  // namespace deltalake::inline v0::scan

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/scan/impl/transform.ipp>
#endif
