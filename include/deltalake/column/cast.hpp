#pragma once
#include <cstdint>

#include <deltalake/base/result.hpp>
#include <deltalake/column/array.hpp>

// From the type that a file has to the type that its table has by now: PROTOCOL.md "Type Widening", and what writers of
// Parquet files do differently from each other.
namespace deltalake::inline v0::column {

/// True if `cast` takes arrays of type `from` to `to`. Single values may still not fit. It takes
/// - a type to itself. Names and nullability of children are those of `to`, whatever they were; fields of structures
///   are matched by their position, so whoever matches names or ids does it before;
/// - integers to wider ones, and int32 to int8 and int16 (Parquet keeps those as INT32, with an annotation or without);
///   of unsigned ones Spark's reading: uint8 is a short, uint16 an integer, uint32 a long, uint64 a decimal(20, 0);
/// - integers up to 32 bits to float64, floats to wider ones;
/// - integers to decimals with enough digits before the point, decimals to those with as many before and behind it;
/// - date32 to a timestamp without zone; timestamps to another unit (finer ones to micro are cut, as Spark cuts them,
///   otherwise to finer ones only) and from an instant to a time without zone or back, which changes no number; times
///   of day to finer units;
/// - binary to utf8 and back, as files without annotations need it; fixed_size_binary to binary; views and dictionaries
///   to the flat form, and from there on;
/// - null to any type; lists, maps and structures by their parts; a structure that holds a variant, shredded or not, to
///   variant.
DELTALAKE_DECL bool can_cast(const data_type& from, const data_type& to) noexcept;

/// Makes an array of type `to` of `from`, which is moved where its values stay as they are.
/// Errors: unsupported_parquet if not can_cast; invalid_value if a value does not fit, value_too_large if texts exceed
/// 2^31 bytes; what `unshred` says. They name the child concerned, dotted.
DELTALAKE_DECL result<array> cast(array&& from, const data_type& to);

/// An array of `length` nulls of any type.
DELTALAKE_DECL array nulls_of(const data_type& type, std::int64_t length);

}  // namespace deltalake::inline v0::column

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/column/impl/cast.ipp>
#endif
