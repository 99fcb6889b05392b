#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <deltalake/parquet/footer_write.hpp>
#include <deltalake/parquet/page_header_write.hpp>
#include <deltalake/parquet/thrift_writer.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

// The ConvertedType that says the same. LogicalTypes.md: times and time stamps have one only if adjusted to UTC.
inline std::optional<std::int32_t> converted_type(const logical_type& from) noexcept {
  const bool has_unit = from.utc && (from.unit == column::time_unit::milli || from.unit == column::time_unit::micro);
  const std::int32_t unit = from.unit == column::time_unit::micro ? 1 : 0;
  const std::int32_t width = from.bit_width == 8 ? 0 : from.bit_width == 16 ? 1 : from.bit_width == 32 ? 2 : 3;
  switch (from.kind) {
    case logical_kind::string: return 0;
    case logical_kind::map: return 1;
    case logical_kind::map_key_value: return 2;
    case logical_kind::list: return 3;
    case logical_kind::enumeration: return 4;
    case logical_kind::decimal: return 5;
    case logical_kind::date: return 6;
    case logical_kind::time: return has_unit ? std::optional<std::int32_t>(7 + unit) : std::nullopt;
    case logical_kind::timestamp: return has_unit ? std::optional<std::int32_t>(9 + unit) : std::nullopt;
    case logical_kind::integer: return (from.is_signed ? 15 : 11) + width;
    case logical_kind::json: return 19;
    case logical_kind::bson: return 20;
    case logical_kind::interval: return 21;
    case logical_kind::none:
    case logical_kind::unknown_null:
    case logical_kind::uuid:
    case logical_kind::float16:
    case logical_kind::variant:
    case logical_kind::geometry:
    case logical_kind::geography: break;
  }
  return std::nullopt;
}

// The number of the union's member; 0 if LogicalType has none.
inline std::int16_t logical_number(logical_kind kind) noexcept {
  switch (kind) {
    case logical_kind::string: return 1;
    case logical_kind::map: return 2;
    case logical_kind::list: return 3;
    case logical_kind::enumeration: return 4;
    case logical_kind::decimal: return 5;
    case logical_kind::date: return 6;
    case logical_kind::time: return 7;
    case logical_kind::timestamp: return 8;
    case logical_kind::integer: return 10;
    case logical_kind::unknown_null: return 11;
    case logical_kind::json: return 12;
    case logical_kind::bson: return 13;
    case logical_kind::uuid: return 14;
    case logical_kind::float16: return 15;
    case logical_kind::variant: return 16;
    case logical_kind::geometry: return 17;
    case logical_kind::geography: return 18;
    case logical_kind::none:
    case logical_kind::map_key_value:
    case logical_kind::interval: break;
  }
  return 0;
}

class footer_writer {
 public:
  explicit footer_writer(std::string& to) : out_(to) {}

  void put(const file_metadata& from) {
    out_.begin_struct();
    out_.field(1, from.version);
    out_.begin_list(2, thrift_kind::structure, from.schema.size());
    for (const schema_element& element : from.schema) put(element);
    out_.field(3, from.num_rows);
    out_.begin_list(4, thrift_kind::structure, from.row_groups.size());
    for (std::size_t i = 0; i < from.row_groups.size(); ++i) put(from.row_groups[i], i);
    put_key_values(from);
    out_.field(6, std::string_view(from.created_by));
    if (!from.type_defined_order.empty()) put_column_orders(from);
    out_.end_struct();
  }

 private:
  void put(const schema_element& from) {
    out_.begin_struct();
    if (from.type) out_.field(1, static_cast<std::int32_t>(*from.type));
    if (from.type == physical_type::fixed_len_byte_array) out_.field(2, from.type_length);
    if (from.repetition) out_.field(3, static_cast<std::int32_t>(*from.repetition));
    out_.field(4, std::string_view(from.name));
    if (!from.type) out_.field(5, from.num_children);
    out_.field(6, converted_type(from.logical));
    if (from.logical.kind == logical_kind::decimal) {
      out_.field(7, from.logical.scale);
      out_.field(8, from.logical.precision);
    }
    out_.field(9, from.field_id);
    if (const std::int16_t number = logical_number(from.logical.kind); number != 0) put_logical(from.logical, number);
    out_.end_struct();
  }
  void put_logical(const logical_type& from, std::int16_t number) {
    out_.begin_struct(10);
    out_.begin_struct(number);
    if (from.kind == logical_kind::decimal) {
      out_.field(1, from.scale);
      out_.field(2, from.precision);
    } else if (from.kind == logical_kind::time || from.kind == logical_kind::timestamp) {
      out_.field(1, from.utc);
      out_.begin_struct(2);
      out_.begin_struct(static_cast<std::int16_t>(from.unit));  // milli, micro, nano are 1, 2, 3 here as well
      out_.end_struct();
      out_.end_struct();
    } else if (from.kind == logical_kind::integer) {
      out_.field(1, static_cast<std::int8_t>(from.bit_width));
      out_.field(2, from.is_signed);
    } else if (from.kind == logical_kind::variant) {
      out_.field(1, std::int8_t{1});  // the version of the variant specification
    }
    out_.end_struct();
    out_.end_struct();
  }

  void put(const row_group& from, std::size_t ordinal) {
    constexpr std::size_t ordinal_max = 0x7FFF;
    out_.begin_struct();
    out_.begin_list(1, thrift_kind::structure, from.columns.size());
    for (const column_chunk& chunk : from.columns) put(chunk);
    out_.field(2, from.total_byte_size);
    out_.field(3, from.num_rows);
    if (!from.sorting_columns.empty()) out_.begin_list(4, thrift_kind::structure, from.sorting_columns.size());
    for (const sorting_column& one : from.sorting_columns) {
      out_.begin_struct();
      out_.field(1, one.leaf);
      out_.field(2, one.descending);
      out_.field(3, one.nulls_first);
      out_.end_struct();
    }
    out_.field(5, from.file_offset);
    out_.field(6, from.total_compressed_size);
    if (ordinal <= ordinal_max) out_.field(7, static_cast<std::int16_t>(ordinal));
    out_.end_struct();
  }
  void put(const column_chunk& from) {
    out_.begin_struct();
    if (!from.file_path.empty()) out_.field(1, std::string_view(from.file_path));
    out_.field(2, std::int64_t{0});  // deprecated, and required
    put_metadata(from);
    out_.field(4, from.offset_index_offset);
    out_.field(5, from.offset_index_length);
    out_.field(6, from.column_index_offset);
    out_.field(7, from.column_index_length);
    out_.end_struct();
  }
  void put_metadata(const column_chunk& from) {
    out_.begin_struct(3);
    out_.field(1, static_cast<std::int32_t>(from.type));
    out_.begin_list(2, thrift_kind::int32, from.encodings.size());
    for (const encoding one : from.encodings) out_.element(static_cast<std::int32_t>(one));
    out_.begin_list(3, thrift_kind::binary, from.path_in_schema.size());
    for (const std::string& name : from.path_in_schema) out_.element(std::string_view(name));
    out_.field(4, static_cast<std::int32_t>(from.codec));
    out_.field(5, from.num_values);
    out_.field(6, from.total_uncompressed_size);
    out_.field(7, from.total_compressed_size);
    out_.field(9, from.data_page_offset);
    out_.field(11, from.dictionary_page_offset);
    if (from.statistics) put_statistics(out_, 12, *from.statistics);
    if (!from.encoding_stats.empty()) out_.begin_list(13, thrift_kind::structure, from.encoding_stats.size());
    for (const page_encoding_stats& pages : from.encoding_stats) {
      out_.begin_struct();
      out_.field(1, static_cast<std::int32_t>(pages.type));
      out_.field(2, static_cast<std::int32_t>(pages.encoding));
      out_.field(3, pages.count);
      out_.end_struct();
    }
    out_.field(14, from.bloom_filter_offset);
    out_.field(15, from.bloom_filter_length);
    out_.end_struct();
  }

  void put_key_values(const file_metadata& from) {
    if (from.key_value_metadata.empty()) return;
    out_.begin_list(5, thrift_kind::structure, from.key_value_metadata.size());
    for (const auto& [key, value] : from.key_value_metadata) {
      out_.begin_struct();
      out_.field(1, std::string_view(key));
      out_.field(2, std::string_view(value));
      out_.end_struct();
    }
  }
  void put_column_orders(const file_metadata& from) {
    out_.begin_list(7, thrift_kind::structure, from.type_defined_order.size());
    for (const bool is_defined : from.type_defined_order) {
      out_.begin_struct();  // a union; one without a member is an order that nobody knows
      if (is_defined) {
        out_.begin_struct(1);
        out_.end_struct();
      }
      out_.end_struct();
    }
  }

  thrift_writer<std::string> out_;
};

}  // namespace detail

DELTALAKE_DECL void write_footer(const file_metadata& metadata, std::string& to) {
  const std::size_t begin = to.size();
  detail::footer_writer(to).put(metadata);
  const auto size = static_cast<std::uint32_t>(to.size() - begin);
  for (unsigned shift = 0; shift < 32; shift += 8) to += static_cast<char>(size >> shift & 0xFF);
  to += "PAR1";
}

DELTALAKE_DECL std::string created_by() { return "deltalake-cpp version " DELTALAKE_VERSION_TEXT " (build none)"; }

}  // namespace deltalake::inline v0::parquet
