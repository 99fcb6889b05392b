#pragma once
#include <string>
#include <vector>

#include <deltalake/expression/bind.hpp>
#include <deltalake/parquet/prune.hpp>
#include <deltalake/parquet/schema_tree.hpp>
#include <deltalake/schema/column_mapping.hpp>

namespace deltalake::inline v0::scan {

/// What each row for which a condition is true meets besides, of the leaves of one data file: comparisons of a column
/// with literals, IN and IS [NOT] NULL, as far as they are joined by AND. The condition is bound to the logical schema
/// of `columns`. Columns that the file has not, or twice, and those that the log has the values of, are passed over.
DELTALAKE_DECL std::vector<parquet::leaf_condition> leaf_conditions_of(
    const expression::bound_expression& condition, const schema::column_mapping& columns,
    const std::vector<std::string>& partition_columns, const parquet::schema_tree& file);

}  // namespace deltalake::inline v0::scan

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/scan/impl/leaf_conditions.ipp>
#endif
