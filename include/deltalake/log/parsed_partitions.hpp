#pragma once
#include <cstddef>
#include <string_view>

#include <deltalake/log/partition_predicate.hpp>
#include <deltalake/parquet/metadata.hpp>
#include <deltalake/parquet/schema_tree.hpp>
#include <deltalake/schema/data_type.hpp>

namespace deltalake::inline v0::log {

/// What the statistics of `add.partitionValues_parsed` say of a partition column in one row group of a checkpoint or
/// sidecar: of the files that stand there, and of their `partitionValues` as `schema::parse_partition_value` reads
/// them. PROTOCOL.md "Checkpoint Schema": the parsed values are the same ones, in the columns' own types; a writer may
/// leave them out. Nothing is known
/// - if counts of nulls do not prove that each value was parsed, or the parsed column has another type,
/// - of binary columns, whose text has more than one reading.
/// Bounds are wider or absent where writers and this library read a text differently: time stamps without a zone,
/// times before the Gregorian calendar, NaN; an empty text is NULL.
DELTALAKE_DECL partition_range parsed_range(const parquet::file_metadata& from, const parquet::schema_tree& schema,
                                            std::size_t row_group, std::string_view column,
                                            const schema::data_type& type);

}  // namespace deltalake::inline v0::log

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/log/impl/parsed_partitions.ipp>
#endif
