#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <deltalake/action/table_property.hpp>
#include <deltalake/base/result.hpp>
#include <deltalake/schema/column_mapping.hpp>
#include <deltalake/schema/scalar.hpp>

// The statistics of a data file that `add_file::stats` holds. PROTOCOL.md "Per-file Statistics".
namespace deltalake::inline v0 {

/// A column that files have statistics of: a leaf when structs are opened, arrays and maps not.
struct stats_column {
  std::vector<std::string> path;           ///< logical names
  std::vector<std::string> physical_path;  ///< the names that statistics and data files use
  schema::data_type type;
  bool has_bounds = false;  ///< minValues and maxValues are kept, as for all types with an order but boolean and binary

  friend bool operator==(const stats_column&, const stats_column&) = default;
};

/// Tells of which columns a table's files have statistics, in the schema's order: those that
/// `delta.dataSkippingStatsColumns` lists, a struct standing for all below it; else the first
/// `delta.dataSkippingNumIndexedCols` leaves. Partition columns (by logical names) have none and are not counted. Names
/// of the list that are no column of the table are passed over, as are void columns.
/// Errors: invalid_value if the list of columns cannot be parsed; `error.field` names the property.
DELTALAKE_DECL result<std::vector<stats_column>> stats_columns_of(const schema::column_mapping& columns,
                                                                  std::span<const std::string> partition_columns,
                                                                  const table_properties& properties);

/// What is known of a column's values in one file. Absent means not known.
struct column_stats {
  std::optional<std::int64_t> null_count;
  std::optional<schema::scalar> lower, upper;  ///< no value but NaN lies beyond them; NULL counts as absent
  bool has_nan = false;                        ///< which is above all other values: no upper bound is written
};

/// Whether bounds are those of the rows that are left (`tight`), or of some that a deletion vector has deleted too.
enum class stats_bounds : std::uint8_t { tight, wide };

/// Writes statistics as JSON text, as Spark does: numRecords, minValues, maxValues, nullCount and, if `bounds` is
/// given, tightBounds. `of_columns` has an entry for each of `columns`. A reader may trust the bounds:
/// * texts are cut to `prefix_length` characters; of the upper bound, a character follows that is above all that
///   follows in the file, and it is left out if there is none. Texts that are not UTF-8 have no bounds.
/// * time stamps have milliseconds: rounded down, and up for the upper bound.
/// * floats that are not finite, and times outside of the years 1 to 9999, have no bounds.
/// Errors: invalid_argument if there are not as many entries as columns, or a bound is no value of its column's type.
DELTALAKE_DECL result<std::string> write_file_stats(std::span<const stats_column> columns, std::int64_t num_records,
                                                    std::span<const column_stats> of_columns,
                                                    std::optional<stats_bounds> bounds = std::nullopt,
                                                    std::int64_t prefix_length = 32);

/// Cuts the lower bound of a column of texts to `length` characters of UTF-8.
DELTALAKE_DECL std::string cut_lower_text(std::string_view text, std::size_t length);
/// Cuts the upper bound: what comes out is not below any text that begins as it does. Nothing if there is no such text
/// of at most twice the length.
DELTALAKE_DECL std::optional<std::string> cut_upper_text(std::string_view text, std::size_t length);

}  // namespace deltalake::inline v0

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/action/impl/file_stats_builder.ipp>
#endif
