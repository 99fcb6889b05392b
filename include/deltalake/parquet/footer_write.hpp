#pragma once
#include <string>

#include <deltalake/parquet/metadata.hpp>

namespace deltalake::inline v0::parquet {

/// Appends a file's metadata, their size and the format's magic number: the last bytes of a file, as read_footer_tail
/// and parse_footer read them. Annotations are written in both forms, LogicalType and, where there is one,
/// ConvertedType; the deprecated bounds are left out. The metadata must take less than 4 GiB.
DELTALAKE_DECL void write_footer(const file_metadata& metadata, std::string& to);

/// What files of this library say of who wrote them: "deltalake-cpp version 1.2.3 (build none)", a form that readers
/// look at to know whose faults to expect.
DELTALAKE_DECL std::string created_by();

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/impl/footer_write.ipp>
#endif
