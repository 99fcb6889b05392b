#pragma once
#include <compare>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include <deltalake/schema/data_type.hpp>
#include <deltalake/schema/decimal.hpp>

namespace deltalake::inline v0::schema {

/// A day: days since 1970-01-01.
struct date {
  std::int32_t days = 0;
  friend auto operator<=>(const date&, const date&) = default;
};

/// A point in time: microseconds since 1970-01-01T00:00:00Z.
struct timestamp {
  std::int64_t micros = 0;
  friend auto operator<=>(const timestamp&, const timestamp&) = default;
};

/// A time on some clock, without its zone: microseconds since 1970-01-01T00:00:00 on that clock.
struct timestamp_ntz {
  std::int64_t micros = 0;
  friend auto operator<=>(const timestamp_ntz&, const timestamp_ntz&) = default;
};

/// Bytes that are not text.
struct binary {
  binary() = default;
  explicit binary(std::string content) : bytes(std::move(content)) {}

  std::string bytes;
  friend auto operator<=>(const binary&, const binary&) = default;
};

/// A value of a primitive type, or NULL. Integers of all widths are one kind: the column's type says how wide they are.
class scalar {
 public:
  /// In the order of the alternatives of `variant()`.
  enum class kind : std::uint8_t {
    null,
    boolean,
    integer,
    float_,
    double_,
    decimal,
    string,
    binary,
    date,
    timestamp,
    timestamp_ntz,
  };
  using variant_type = std::variant<std::monostate, bool, std::int64_t, float, double, schema::decimal, std::string,
                                    schema::binary, schema::date, schema::timestamp, schema::timestamp_ntz>;

  /// NULL.
  scalar() noexcept = default;
  DELTALAKE_DECL scalar(const scalar&);
  DELTALAKE_DECL scalar(scalar&&) noexcept;
  DELTALAKE_DECL scalar& operator=(const scalar&);
  DELTALAKE_DECL scalar& operator=(scalar&&) noexcept;
  DELTALAKE_DECL ~scalar();
  template <class Value>
  requires(std::same_as<Value, bool> || std::floating_point<Value>) && (!std::same_as<Value, long double>)
  explicit scalar(Value value) noexcept : value_(value) {}
  /// An integer; unsigned 64-bit ones do not fit and are not taken.
  template <class Value>
  requires std::integral<Value> && (!std::same_as<Value, bool>) &&
           (std::is_signed_v<Value> || sizeof(Value) < sizeof(std::int64_t))
  explicit scalar(Value value) noexcept : value_(static_cast<std::int64_t>(value)) {}
  DELTALAKE_DECL explicit scalar(schema::decimal value) noexcept;
  DELTALAKE_DECL explicit scalar(std::string value) noexcept;
  DELTALAKE_DECL explicit scalar(std::string_view value);
  DELTALAKE_DECL explicit scalar(const char* value);
  DELTALAKE_DECL explicit scalar(schema::binary value) noexcept;
  DELTALAKE_DECL explicit scalar(schema::date value) noexcept;
  DELTALAKE_DECL explicit scalar(schema::timestamp value) noexcept;
  DELTALAKE_DECL explicit scalar(schema::timestamp_ntz value) noexcept;

  kind what() const noexcept { return static_cast<kind>(value_.index()); }
  bool is_null() const noexcept { return value_.index() == 0; }
  /// The value if it is of that C++ type, else null: `value.get_if<schema::date>()`.
  template <class Value>
  const Value* get_if() const noexcept {
    return std::get_if<Value>(&value_);
  }
  const variant_type& variant() const noexcept { return value_; }

  /// Whether a column of this type can hold the value: NULL goes anywhere, integers must be in range, decimals must fit
  /// precision and scale exactly.
  DELTALAKE_DECL bool fits(const data_type& type) const;
  /// Text for people, "NULL" for NULL. Bytes are shown in hexadecimal.
  DELTALAKE_DECL std::string to_string() const;

  /// Equal kind and value. NULL equals NULL, NaN equals NaN, -0.0 equals 0.0, 1.0 equals 1.00.
  friend bool operator==(const scalar& a, const scalar& b) noexcept { return std::is_eq(a.compare(b)); }
  /// A total order within a kind: NaN is greatest, text and bytes go by unsigned bytes, false before true. Different
  /// kinds, NULL among them, are unordered.
  friend std::partial_ordering operator<=>(const scalar& a, const scalar& b) noexcept { return a.compare(b); }

 private:
  DELTALAKE_DECL std::partial_ordering compare(const scalar& other) const noexcept;

  variant_type value_;
};

/// The word for a kind in messages: "integer", "timestamp_ntz".
DELTALAKE_DECL std::string_view name(scalar::kind what) noexcept;

/// Writes a float or double as Java and Spark do, with the fewest digits that read back: "1.0", "1.0E10", "NaN",
/// "-Infinity".
DELTALAKE_DECL std::string format_floating(float value);
DELTALAKE_DECL std::string format_floating(double value);

}  // namespace deltalake::inline v0::schema

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/schema/impl/scalar.ipp>
#endif
