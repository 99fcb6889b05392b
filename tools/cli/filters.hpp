#pragma once
#include <string_view>

#include <deltalake/base/result.hpp>
#include <deltalake/snapshot/partition_filter.hpp>

namespace deltalake_tool {

/// Reads a condition on a partition column: `year >= 2024`, `country in (de, 'fr')`, `day is not null`.
/// Errors: invalid_argument, which says what was expected where.
deltalake::result<deltalake::partition_filter> parse_filter(std::string_view text);

/// What conditions look like, for --help.
inline constexpr const char* filter_help =
    "FILTER is a condition on one partition column; with several --where all must hold:\n"
    "  COLUMN = VALUE   COLUMN != VALUE   COLUMN < VALUE   COLUMN <= VALUE   COLUMN > VALUE   COLUMN >= VALUE\n"
    "  COLUMN in (VALUE, ...)   COLUMN not in (VALUE, ...)   COLUMN is null   COLUMN is not null\n"
    "There is no 'or', no 'between', no 'like' and no function. Values are compared as values of the column's type:\n"
    "numbers, true, 2024-01-31, 2024-01-31 12:00:00, text. They may stand in '...' or \"...\", where the quote is\n"
    "doubled to stand for itself; columns in `...` or \"...\". NULL is different from every value, so != and not in\n"
    "keep it, and is in no order with any. Only partition columns can be asked for.";

}  // namespace deltalake_tool
