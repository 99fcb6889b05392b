#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <deltalake/base/result.hpp>

namespace deltalake::inline v0::schema {

class struct_type;
struct array_type;
struct map_type;

/// Whether a field, an array's elements or a map's values may be NULL.
enum class nulls : bool { refused, allowed };

/// How deep types may nest: a struct of one string has depth 2.
inline constexpr int depth_max = 500;

/// Precision and scale of a decimal: 1 <= precision <= 38, 0 <= scale <= precision.
struct decimal_type {
  /// Throws delta_error(invalid_schema) if the numbers are outside their limits.
  DELTALAKE_DECL decimal_type(int precision, int scale);

  std::uint8_t precision;
  std::uint8_t scale;

  friend bool operator==(const decimal_type&, const decimal_type&) = default;
};

/// A type of PROTOCOL.md's "Schema Serialization Format", or one this library does not know, kept by its text. A value:
/// copies share the nested parts, which never change.
class data_type {
 public:
  /// The closed set of types. An underscore tells a type's name from the C++ word.
  enum class kind : std::uint8_t {
    string,
    long_,
    integer,
    short_,
    byte,
    float_,
    double_,
    boolean,
    binary,
    date,
    timestamp,
    timestamp_ntz,
    void_,
    variant,
    decimal,
    struct_,
    array,
    map,
    unknown,
  };

  /// The type void.
  data_type() noexcept = default;
  /// A type without parts. Throws delta_error(invalid_argument) for decimal, struct_, array, map and unknown.
  DELTALAKE_DECL explicit data_type(kind what);
  explicit data_type(decimal_type digits) noexcept : what_(kind::decimal), digits_(digits) {}
  /// Nested types. Throw delta_error(invalid_schema) if the whole is deeper than depth_max.
  DELTALAKE_DECL explicit data_type(struct_type fields);
  DELTALAKE_DECL explicit data_type(array_type elements);
  DELTALAKE_DECL explicit data_type(map_type entries);
  /// A type this library does not know: its name as in the schema, or the JSON text of the object that describes it.
  /// It can be listed and written back; whoever needs its values refuses it then.
  DELTALAKE_DECL static data_type unknown(std::string text);

  /// Takes a type's name as in the schema: "long", "decimal(10,2)". "decimal" is decimal(10,0) and "null" is void, as
  /// Spark once wrote them; any other name is an unknown type.
  /// Errors: invalid_schema for a decimal outside its limits, an empty name, one that begins with '{'.
  DELTALAKE_DECL static result<data_type> parse(std::string_view name);

  kind what() const noexcept { return what_; }
  bool is(kind k) const noexcept { return what_ == k; }
  /// No struct, array or map.
  bool is_primitive() const noexcept { return !is(kind::struct_) && !is(kind::array) && !is(kind::map); }

  /// The parts; asked of another kind they end the program.
  const decimal_type& as_decimal() const noexcept { return digits_; }
  const struct_type& as_struct() const noexcept { return *static_cast<const struct_type*>(part(kind::struct_)); }
  const array_type& as_array() const noexcept { return *static_cast<const array_type*>(part(kind::array)); }
  const map_type& as_map() const noexcept { return *static_cast<const map_type*>(part(kind::map)); }
  const std::string& as_unknown() const noexcept { return *static_cast<const std::string*>(part(kind::unknown)); }

  /// The name that `parse` takes; of nested types only "struct", "array" or "map"; the text of an unknown type.
  DELTALAKE_DECL std::string to_string() const;
  /// How deep the type nests; 1 if it is primitive.
  int depth() const noexcept { return depth_; }

  /// Equal in all parts, field metadata included.
  friend bool operator==(const data_type& a, const data_type& b) { return a.equals(b); }

 private:
  DELTALAKE_DECL const void* part(kind expected) const noexcept;
  DELTALAKE_DECL bool equals(const data_type& other) const;
  DELTALAKE_DECL void set_depth(int inner);

  kind what_ = kind::void_;
  std::uint16_t depth_ = 1;
  decimal_type digits_{1, 0};
  // Set by the constructor that sees struct_type whole, so that this header need not.
  bool (*equal_structs_)(const struct_type&, const struct_type&) = nullptr;
  std::shared_ptr<const void> part_;  // a struct_type, array_type, map_type or std::string, as the kind says
};

/// A list of elements of one type.
struct array_type {
  explicit array_type(data_type of, nulls in_elements = nulls::allowed)
      : element(std::move(of)), contains_null(in_elements == nulls::allowed) {}

  data_type element;
  bool contains_null;

  friend bool operator==(const array_type&, const array_type&) = default;
};

/// Pairs of a key, never NULL, and a value.
struct map_type {
  map_type(data_type from, data_type to, nulls in_values = nulls::allowed)
      : key(std::move(from)), value(std::move(to)), value_contains_null(in_values == nulls::allowed) {}

  data_type key;
  data_type value;
  bool value_contains_null;

  friend bool operator==(const map_type&, const map_type&) = default;
};

/// The word of a kind, as in the schema; "decimal" for decimals and "unknown" for unknown types.
DELTALAKE_DECL std::string_view name(data_type::kind what) noexcept;

}  // namespace deltalake::inline v0::schema

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/schema/impl/data_type.ipp>
#endif
