#pragma once
#include <string_view>
#include <vector>

#include <deltalake/base/result.hpp>
#include <deltalake/column/data_type.hpp>

namespace deltalake::inline v0::column {

/// Reads columns from text as Spark's DDL has them: "a long, b string not null, c struct<x: int, y: array<double>>".
/// Names in backticks may hold anything; COMMENT and its text are passed over. Types: boolean, byte (tinyint), short
/// (smallint), int (integer), long (bigint), float (real), double, decimal(p, s) (dec, numeric; 10 and 0 if not said),
/// string, char(n), varchar(n), binary, date, timestamp, timestamp_ntz, array, map, struct.
/// Errors: invalid_argument, which says where; also for two names that are equal but for case, and for types that nest
/// deeper than 100.
DELTALAKE_DECL result<std::vector<field>> parse_ddl(std::string_view text);

/// The types that have no parts, as `parse_ddl` and inference make them.
DELTALAKE_DECL data_type timestamp_type(bool utc);
/// Errors: invalid_argument unless 1 <= precision <= 38 and 0 <= scale <= precision.
DELTALAKE_DECL result<data_type> decimal_type(int precision, int scale);

}  // namespace deltalake::inline v0::column

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/column/impl/ddl.ipp>
#endif
