#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <deltalake/action/add_file.hpp>
#include <deltalake/expression/bind.hpp>
#include <deltalake/expression/prune.hpp>
#include <deltalake/json/node.hpp>
#include <deltalake/schema/column_mapping.hpp>
#include <deltalake/schema/field.hpp>

namespace deltalake::inline v0::scan {

/// What the log says of the values of one data file: its partition values and its statistics (PROTOCOL.md "Per-file
/// Statistics"). It proves or is silent: what is missing, malformed or doubtful is not known, and bounds that writers
/// may have cut or rounded are widened by as much. In particular:
/// * texts of 32 bytes and more may be cut: the upper bound then admits all that begins with it;
/// * time stamps may be cut or rounded to milliseconds; those before 1973 also have offsets that were cut to minutes;
/// * of a column that was widened from float, bounds were written as floats: a step of float in both directions;
/// * decimals of more than 15 digits may have gone through a double;
/// * floats may be NaN, whatever the bounds;
/// * null counts prove that there are no NULLs if 0, nothing but NULLs if they are all rows, and nothing in between.
///   So they hold for bounds that are not tight, too.
/// Lifetime: refers to what it was made of.
class file_ranges {
 public:
  /// `stats` is null if the file has none, or none are wanted.
  file_ranges(const schema::column_mapping& columns, const std::vector<std::string>& partition_columns,
              const string_map& partition_values, const json::node* stats) noexcept
      : columns_(&columns), partition_columns_(&partition_columns), values_(&partition_values), stats_(stats) {}

  /// What is known of a column, which is bound to the logical schema of the column mapping.
  DELTALAKE_DECL expression::column_range operator()(const expression::bound_expression& column) const;

 private:
  const schema::column_mapping* columns_;
  const std::vector<std::string>* partition_columns_;
  const string_map* values_;
  const json::node* stats_;
};

/// Which end of the values a bound is.
enum class bound_side : bool { lower, upper };

/// Reads a bound of `minValues` or `maxValues` for a column; nothing if it proves nothing. `column` may be of a wider
/// type than the file's values had.
DELTALAKE_DECL std::optional<schema::scalar> parse_stats_bound(const json::node& from, const schema::field& column,
                                                               bound_side side);

}  // namespace deltalake::inline v0::scan

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/scan/impl/file_ranges.ipp>
#endif
