#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <deltalake/base/result.hpp>
#include <deltalake/parquet/limits.hpp>
#include <deltalake/parquet/metadata.hpp>

namespace deltalake::inline v0::parquet {

/// What the last bytes of a file say about the metadata before them.
struct footer_tail {
  static constexpr std::size_t size_bytes = 8;  ///< of the tail itself

  std::uint32_t metadata_bytes = 0;  ///< of the metadata, which end where the tail begins
  bool encrypted = false;            ///< the metadata are encrypted
};

/// Reads a file's last 8 bytes: the size of the metadata and the format's magic number, "PAR1". That the file is large
/// enough for as many is for the caller to check.
/// Errors: invalid_parquet if they are not of a Parquet file; unsupported_parquet if the metadata are encrypted.
DELTALAKE_DECL result<footer_tail> read_footer_tail(std::string_view last_8_bytes);

/// Parses a file's metadata and checks what readers rely on: the schema is one tree, below the limits of size and
/// depth; each row group has a chunk for each leaf of the schema, of its physical type; counts, sizes and offsets are
/// not negative. Fields that the format added later, and encodings and codecs that it does not define, are no error.
/// Whether offsets lie in the file is for the caller to check.
/// Errors: invalid_parquet, unsupported_parquet (encrypted columns, types that are not known), value_too_large; they
/// name the place: "row_groups[2].columns[0]".
DELTALAKE_DECL result<file_metadata> parse_footer(std::string_view metadata, const limits& bounds = {});

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/impl/footer.ipp>
#endif
