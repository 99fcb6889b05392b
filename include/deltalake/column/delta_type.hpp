#pragma once
#include <cstdint>

#include <deltalake/base/result.hpp>
#include <deltalake/column/array.hpp>
#include <deltalake/schema/field.hpp>
#include <deltalake/schema/scalar.hpp>

// Delta's types as types of arrays: PROTOCOL.md "Schema Serialization Format".
namespace deltalake::inline v0::column {

/// The type of an array of a Delta type's values: "long" is int64, "timestamp" microseconds in UTC. Char and varchar
/// are strings to Delta. Errors: unsupported_feature for a type that this library does not know; its field is the
/// dotted place below the type.
DELTALAKE_DECL result<data_type> type_of(const schema::data_type& delta);
/// A column or a field of a structure. Its error names the field.
DELTALAKE_DECL result<field> field_of(const schema::field& delta);

/// An array of `length` equal values; NULL makes nulls of any type. The value must fit the type, as
/// `schema::parse_partition_value` has it, and all texts together must stay below 2^31 bytes: value_too_large.
DELTALAKE_DECL result<array> constant(const schema::scalar& value, const data_type& type, std::int64_t length);

/// Bytes that a row of such an array takes.
DELTALAKE_DECL std::uint64_t bytes_of(const schema::scalar& value) noexcept;

}  // namespace deltalake::inline v0::column

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/column/impl/delta_type.ipp>
#endif
