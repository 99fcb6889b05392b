#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/base/config.hpp>

namespace deltalake::inline v0::column {

/// The types that arrays have: those of Arrow's columnar format that Parquet files and Delta tables need.
enum class type_id : std::uint8_t {
  null,     ///< nothing but nulls; no buffers
  boolean,  ///< one bit a value
  int8,
  int16,
  int32,
  int64,
  uint8,
  uint16,
  uint32,
  uint64,
  float16,  ///< IEEE 754 binary16, kept as its two bytes
  float32,
  float64,
  date32,             ///< int32: days since 1970-01-01
  time32,             ///< int32: seconds or milliseconds since midnight
  time64,             ///< int64: microseconds or nanoseconds since midnight
  timestamp,          ///< int64: `unit`s since 1970-01-01T00:00:00, in UTC or of no zone
  decimal128,         ///< 16 bytes, little-endian two's complement, scaled by 10^-scale
  decimal256,         ///< 32 bytes, the same
  binary,             ///< bytes of any length, 32-bit offsets
  utf8,               ///< text, 32-bit offsets
  fixed_size_binary,  ///< `byte_width` bytes a value
  list,               ///< one child, 32-bit offsets
  map,                ///< one child: a struct of key and value; 32-bit offsets
  structure,          ///< one child a field
  utf8_view,          ///< text as 16-byte views: short ones in place, long ones in buffers that are shared
  binary_view,        ///< bytes, the same
  dictionary,         ///< int32 indexes of values that stand once; one child: the type of the values
  variant,            ///< a value of any type: a struct of two binary children, `metadata` and `value`
};

enum class time_unit : std::uint8_t { second, milli, micro, nano };

struct field;

/// The type of an array.
struct data_type {
  data_type() = default;
  data_type(type_id kind);

  type_id id = type_id::null;
  time_unit unit = time_unit::micro;  ///< of time32, time64 and timestamp
  bool utc = false;                   ///< of timestamp: an instant, not a reading of some clock
  std::int32_t precision = 0;         ///< of decimals
  std::int32_t scale = 0;             ///< of decimals
  std::int32_t byte_width = 0;        ///< of fixed_size_binary
  std::vector<field> children;        ///< of list, map, structure, dictionary and variant

  friend bool operator==(const data_type&, const data_type&) = default;
};

/// A named child of a type, or a column of a batch.
struct field {
  std::string name;
  data_type type;
  bool nullable = true;

  friend bool operator==(const field&, const field&) = default;
};

inline data_type::data_type(type_id kind) : id(kind) {}

/// The type of a dictionary-encoded column of `values`.
inline data_type dictionary_of(data_type values) {
  data_type made(type_id::dictionary);
  made.children.push_back({"values", std::move(values), true});
  return made;
}

/// The type of a variant column. In Parquet both parts are required; Arrow calls it "arrow.parquet.variant".
inline data_type variant_type() {
  data_type made(type_id::variant);
  made.children.push_back({"metadata", type_id::binary, false});
  made.children.push_back({"value", type_id::binary, false});
  return made;
}

/// Bytes that a value occupies in the values buffer; 0 for types without a fixed width (and for boolean: one bit).
DELTALAKE_DECL std::int32_t width_of(const data_type& type) noexcept;

/// A readable form: "int32", "timestamp(micro, utc)", "list<element: utf8>".
DELTALAKE_DECL std::string to_string(const data_type& type);

}  // namespace deltalake::inline v0::column

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/column/impl/data_type.ipp>
#endif
