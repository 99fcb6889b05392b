#pragma once
#include <cstdint>
#include <string_view>

#include <deltalake/base/result.hpp>
#include <deltalake/column/data_type.hpp>

namespace deltalake::inline v0::column {

/// How the values of an Arrow array lie in memory, as its format string says.
enum class arrow_layout : std::uint8_t {
  nothing,  ///< null: no buffers
  bits,     ///< boolean
  fixed,    ///< values of one width
  text32,   ///< texts or bytes with 32-bit offsets
  text64,   ///< the same with 64-bit offsets
  views,    ///< texts or bytes as 16-byte views
  list32,   ///< lists and maps with 32-bit offsets
  list64,
  fixed_list,    ///< lists of one length, without offsets
  list_views32,  ///< lists that are told by offset and size
  list_views64,
  structure,
  run_end,  ///< values that are repeated up to the next run's end
};

/// What a format string of the C Data Interface says: the type that values have after an import, without its children,
/// and how they lie before it.
struct arrow_format {
  data_type type;
  arrow_layout layout = arrow_layout::nothing;
  std::int32_t width = 0;         ///< of fixed: bytes of a value before the import
  std::int32_t list_size = 0;     ///< of fixed_list
  std::int64_t milliseconds = 0;  ///< not 0 for dates that are counted in milliseconds: those of a day
};

/// Reads a format string. Errors: invalid_argument for one that Arrow does not have, and for types that neither Parquet
/// nor Delta tables have: durations, intervals, unions.
/// Spec: Arrow C Data Interface, "Data type description -- format strings".
DELTALAKE_DECL result<arrow_format> read_arrow_format(std::string_view text);

}  // namespace deltalake::inline v0::column

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/column/impl/arrow_format.ipp>
#endif
