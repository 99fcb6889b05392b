#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include <deltalake/base/result.hpp>
#include <deltalake/column/array.hpp>
#include <deltalake/expression/bind.hpp>
#include <deltalake/parquet/prune.hpp>
#include <deltalake/parquet/schema_tree.hpp>
#include <deltalake/scan/logical_schema.hpp>
#include <deltalake/schema/column_mapping.hpp>

namespace deltalake::inline v0::scan {

/// A condition on the rows of a scan.
class row_filter {
 public:
  /// Makes the filter of a condition that is bound to the logical schema of `columns`. Adds to the columns of `rows`
  /// those that the condition needs besides; filtered rows are without them. Errors: unsupported_feature, as
  /// logical_schema::add.
  DELTALAKE_DECL static result<row_filter> make(expression::bound_expression condition, schema::column_mapping columns,
                                                std::vector<std::string> partition_columns, logical_schema& rows);

  /// The rows of a batch for which the condition is true, without the columns that were added for it.
  /// Errors: those of expression::evaluate.
  DELTALAKE_DECL result<column::batch> apply(column::batch&& rows) const;
  /// What each row that is wanted meets besides, of the leaves of a file.
  DELTALAKE_DECL std::vector<parquet::leaf_condition> conditions_on(const parquet::schema_tree& file) const;

 private:
  expression::bound_expression of_table_;  // by the numbers of the table's columns
  expression::bound_expression of_rows_;   // by those of a batch
  schema::column_mapping columns_;
  std::vector<std::string> partition_columns_;
  std::size_t shown_ = 0;  // columns that stay
};

}  // namespace deltalake::inline v0::scan

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/scan/impl/row_filter.ipp>
#endif
