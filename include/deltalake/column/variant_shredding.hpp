#pragma once
#include <deltalake/base/result.hpp>
#include <deltalake/column/array.hpp>

// Variants as files store them: VariantShredding.md of the Parquet format.
namespace deltalake::inline v0::column {

/// True for a structure that can hold a variant: binary `metadata` with binary `value`, with `typed_value`, or with
/// both, by these names in any order, and nothing else.
DELTALAKE_DECL bool holds_variant(const data_type& stored) noexcept;

/// Makes variants of the structures that hold them, shredded or not. What the file holds apart comes back into `value`:
/// objects whose fields are shredded, wholly or in part, arrays, and values of each type that may be. A row that is
/// null stays NULL; one that is there, but has neither part, is the variant null. As the specification has it, a typed
/// object is believed where `value` is there but no object.
/// Errors: invalid_argument if not holds_variant; unsupported_parquet if `typed_value` has a type that may not be
/// shredded; invalid_parquet if both parts of a value are there that exclude each other, a field is in both, the group
/// of a field is null, the metadata is missing or lacks a name, or the binary is damaged; invalid_value if a decimal
/// has too many digits; value_too_large above 2^31 bytes in the array.
DELTALAKE_DECL result<array> unshred(array&& stored);

}  // namespace deltalake::inline v0::column

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/column/impl/variant_shredding.ipp>
#endif
