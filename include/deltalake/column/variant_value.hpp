#pragma once
#include <cstdint>
#include <string_view>

#include <deltalake/base/result.hpp>
#include <deltalake/column/variant_metadata.hpp>

namespace deltalake::inline v0::column {

/// The types of variant values: VariantEncoding.md "Encoding types". The primitive ones have the numbers that stand
/// there; short strings are strings.
enum class variant_kind : std::uint8_t {
  null = 0,
  true_value = 1,
  false_value = 2,
  int8 = 3,
  int16 = 4,
  int32 = 5,
  int64 = 6,
  float64 = 7,
  decimal4 = 8,
  decimal8 = 9,
  decimal16 = 10,
  date = 11,
  timestamp = 12,      ///< an instant, in microseconds
  timestamp_ntz = 13,  ///< without a zone, in microseconds
  float32 = 14,
  binary = 15,
  string = 16,
  time_ntz = 17,         ///< microseconds since midnight
  timestamp_nanos = 18,  ///< an instant, in nanoseconds
  timestamp_ntz_nanos = 19,
  uuid = 20,
  object = 64,
  array = 65,
};

/// One value, as its header describes it. A view: it lives as long as the bytes.
struct variant_value {
  variant_kind kind = variant_kind::null;
  std::string_view bytes;    ///< the whole value with its header, and nothing behind it
  std::string_view content;  ///< a number's little-endian bytes, a text's, a uuid's; of containers their elements
  std::uint8_t scale = 0;    ///< of decimals: 0 to 38

  // Of objects and arrays alone:
  std::uint32_t count = 0;  ///< of elements
  std::uint8_t id_size = 0, offset_size = 0;
  std::string_view ids, offsets;

  bool is_object() const noexcept { return kind == variant_kind::object; }
  bool is_array() const noexcept { return kind == variant_kind::array; }
  /// The number of an integer, date, time or timestamp; other kinds give 0.
  DELTALAKE_DECL std::int64_t integer() const noexcept;
  /// The number of a float32 or float64; other kinds give 0.
  DELTALAKE_DECL double floating() const noexcept;
};

/// Reads the value at the beginning of `from`, which may go on behind it. Looks at no element of an object or array,
/// but at all their places.
/// Errors: invalid_parquet (cut short, places outside), unsupported_parquet (a type that VariantEncoding.md does not
/// have).
DELTALAKE_DECL result<variant_value> read_variant(std::string_view from);

/// An element of an object or array.
struct variant_element {
  std::string_view name;  ///< of an object's
  variant_value value;
};

/// Goes through the elements of an object or array, those of an object in the order of its field ids; scalars have
/// none. Together they have to have room in their parent: whoever walks a variant looks at each byte once a level,
/// whatever the bytes say. Keeps views of the parent's bytes and of the metadata's.
class variant_elements {
 public:
  variant_elements(const variant_value& parent, const variant_metadata& names) noexcept
      : parent_(parent), names_(names), room_(parent.content.size()) {}

  bool at_end() const noexcept { return next_ >= parent_.count; }
  /// The next element, of which there must be one.
  /// Errors: as read_variant; invalid_parquet if the metadata lacks a name, two fields that follow each other have the
  /// same, or elements overlap.
  DELTALAKE_DECL result<variant_element> next();

 private:
  result<std::string_view> next_name();

  variant_value parent_;
  variant_metadata names_;
  std::uint64_t room_;
  std::uint32_t next_ = 0;
  std::string_view before_;  // the name of the element before
};

}  // namespace deltalake::inline v0::column

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/column/impl/variant_value.ipp>
#endif
