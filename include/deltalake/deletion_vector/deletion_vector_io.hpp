#pragma once
#include <deltalake/action/deletion_vector_descriptor.hpp>
#include <deltalake/base/task.hpp>
#include <deltalake/deletion_vector/roaring_bitmap.hpp>
#include <deltalake/storage/any_store.hpp>

namespace deltalake::inline v0::deletion_vector {

/// Reads the vector of a descriptor from its file, which lies at `where` in `store` (`vector_file_path` tells). Inline
/// vectors need no store. Size, checksum, version, magic number and the number of rows are checked.
/// Throws delta_error: invalid_deletion_vector, checksum_mismatch and what the store throws; they name the file.
/// Cancellation: all kinds.
DELTALAKE_DECL task<roaring_bitmap> read_vector(storage::any_store store, path where, deletion_vector_descriptor from);

}  // namespace deltalake::inline v0::deletion_vector

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/deletion_vector/impl/deletion_vector_io.ipp>
#endif
