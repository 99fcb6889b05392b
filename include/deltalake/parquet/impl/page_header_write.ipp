#pragma once
#include <deltalake/parquet/page_header_write.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

inline std::int32_t wire_number(std::uint32_t value) noexcept { return static_cast<std::int32_t>(value); }
inline std::int32_t wire_number(encoding value) noexcept { return static_cast<std::int32_t>(value); }

}  // namespace detail

DELTALAKE_DECL void write_page_header(const page_header& header, column::buffer& to) {
  thrift_writer out(to);
  out.begin_struct();
  out.field(1, static_cast<std::int32_t>(header.type));
  out.field(2, detail::wire_number(header.uncompressed_bytes));
  out.field(3, detail::wire_number(header.compressed_bytes));
  if (header.crc) out.field(4, detail::wire_number(*header.crc));
  if (header.type == page_type::data_v1) {
    out.begin_struct(5);
    out.field(1, detail::wire_number(header.num_values));
    out.field(2, detail::wire_number(header.encoding));
    out.field(3, detail::wire_number(header.definition_encoding));
    out.field(4, detail::wire_number(header.repetition_encoding));
    if (header.statistics) detail::put_statistics(out, 5, *header.statistics);
    out.end_struct();
  } else if (header.type == page_type::dictionary) {
    out.begin_struct(7);
    out.field(1, detail::wire_number(header.num_values));
    out.field(2, detail::wire_number(header.encoding));
    out.end_struct();
  } else if (header.type == page_type::data_v2) {
    out.begin_struct(8);
    out.field(1, detail::wire_number(header.num_values));
    out.field(2, detail::wire_number(header.num_nulls));
    out.field(3, detail::wire_number(header.num_rows));
    out.field(4, detail::wire_number(header.encoding));
    out.field(5, detail::wire_number(header.definition_bytes));
    out.field(6, detail::wire_number(header.repetition_bytes));
    out.field(7, header.is_compressed);
    if (header.statistics) detail::put_statistics(out, 8, *header.statistics);
    out.end_struct();
  }
  out.end_struct();
}

}  // namespace deltalake::inline v0::parquet
