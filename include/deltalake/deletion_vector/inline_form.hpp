#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include <deltalake/action/deletion_vector_descriptor.hpp>
#include <deltalake/base/result.hpp>
#include <deltalake/deletion_vector/roaring_bitmap.hpp>

namespace deltalake::inline v0::deletion_vector {

/// Reads a serialized deletion vector: a magic number and what it announces. PROTOCOL.md "Deletion Vector Format" has
/// the portable form alone; its own third example, which readers take as well, is in the native form of Spark's first
/// versions, in either byte order. Errors: invalid_deletion_vector (another magic number, sizes that do not fit).
DELTALAKE_DECL result<roaring_bitmap> parse_vector(std::string_view content);

/// Writes the portable form with its magic number.
DELTALAKE_DECL std::string format_vector(const roaring_bitmap& rows);

/// Reads the vector of an inline descriptor. Errors: invalid_deletion_vector, also if it holds another number of rows
/// than the descriptor says.
DELTALAKE_DECL result<roaring_bitmap> parse_inline(const deletion_vector_descriptor& from);

/// Makes a descriptor that holds the vector itself. Errors: value_too_large above 2^31 - 1 bytes.
DELTALAKE_DECL result<deletion_vector_descriptor> make_inline(const roaring_bitmap& rows);

/// Checks that a vector holds as many rows as its descriptor says. Errors: invalid_deletion_vector.
DELTALAKE_DECL result<roaring_bitmap> check_cardinality(roaring_bitmap rows, const deletion_vector_descriptor& from);

}  // namespace deltalake::inline v0::deletion_vector

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/deletion_vector/impl/inline_form.ipp>
#endif
