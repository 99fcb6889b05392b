#pragma once
#include <cstdint>
#include <string_view>

#include <deltalake/column/buffer.hpp>
#include <deltalake/parquet/metadata.hpp>
#include <deltalake/parquet/thrift_writer.hpp>

namespace deltalake::inline v0::parquet {

/// Appends the header of a dictionary or data page, in the form that parse_page_header reads; `header_bytes` is not
/// looked at. Sizes and counts must be below 2^31. Throws std::bad_alloc.
DELTALAKE_DECL void write_page_header(const page_header& header, column::buffer& to);

namespace detail {

/// Writes the struct Statistics as field `id`. The deprecated bounds are left out.
template <class Output>
void put_statistics(thrift_writer<Output>& out, std::int16_t id, const statistics& from) {
  out.begin_struct(id);
  out.field(3, from.null_count);
  out.field(4, from.distinct_count);
  if (from.max_value) out.field(5, std::string_view(*from.max_value));
  if (from.min_value) out.field(6, std::string_view(*from.min_value));
  out.field(7, from.is_max_value_exact);
  out.field(8, from.is_min_value_exact);
  out.end_struct();
}

}  // namespace detail
}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/impl/page_header_write.ipp>
#endif
