#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <deltalake/base/result.hpp>
#include <deltalake/column/variant_metadata.hpp>
#include <deltalake/column/variant_value.hpp>
#include <deltalake/json/node.hpp>

namespace deltalake::inline v0::column {

/// The two parts of an encoded variant.
struct encoded_variant {
  std::string metadata, value;

  friend bool operator==(const encoded_variant&, const encoded_variant&) = default;
};

/// The field names of variants and their numbers: those of given metadata, or new ones as they come.
class variant_names {
 public:
  /// None yet; whoever asks adds them.
  variant_names() = default;
  /// Those of `metadata`, which is closed. Keeps copies. Errors: as variant_metadata.
  DELTALAKE_DECL static result<variant_names> of(std::string_view metadata);

  /// The number of a name; nothing if it is not among those of closed metadata.
  DELTALAKE_DECL std::optional<std::uint32_t> number(std::string_view name);
  const std::string& name(std::uint32_t number) const noexcept { return names_[number]; }
  /// The names encoded, in the order of their numbers; marked as sorted if they are. Errors: value_too_large if they
  /// exceed 2^32 bytes.
  DELTALAKE_DECL result<std::string> encode() const;

 private:
  // Names are looked up as views, without a copy.
  struct text_hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>()(text); }
  };

  bool closed_ = false;
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::uint32_t, text_hash, std::equal_to<>> numbers_;
};

/// Encodes one variant after another, value by value from the outside in. After the first problem it takes everything
/// and does nothing; `take` tells. Objects are written with their fields sorted by name, as the format asks.
class variant_builder {
 public:
  /// Keeps a reference: `names` has to outlive the builder.
  explicit variant_builder(variant_names& names) noexcept : names_(names) {}

  void null() { header(variant_kind::null); }
  void boolean(bool value) { header(value ? variant_kind::true_value : variant_kind::false_value); }
  /// The smallest kind that holds the number, as JSON text is read.
  DELTALAKE_DECL void integer(std::int64_t value);
  /// A number of exactly that kind: an integer, date, time or timestamp.
  DELTALAKE_DECL void number(variant_kind kind, std::int64_t value);
  DELTALAKE_DECL void float32(float value);
  DELTALAKE_DECL void float64(double value);
  /// A decimal of 16 little-endian bytes as the kind of so many digits: up to 9, 18 or 38. A number that does not fit
  /// the kind, or a scale not within 0 to 38, is a problem: invalid_value.
  DELTALAKE_DECL void decimal(const std::uint8_t* unscaled, int digits, int scale);
  DELTALAKE_DECL void text(std::string_view value);
  DELTALAKE_DECL void binary(std::string_view value);
  /// 16 bytes, most significant first.
  DELTALAKE_DECL void uuid(std::string_view value);
  /// A value that is encoded already, with the same names.
  void encoded(const variant_value& value) {
    bytes_.append(value.bytes);
    begin_value(value.bytes.size());
  }

  DELTALAKE_DECL void begin_object();
  /// Names the value that comes next. A name that the metadata lacks is a problem: invalid_parquet.
  DELTALAKE_DECL void key(std::string_view name);
  DELTALAKE_DECL void end_object();
  DELTALAKE_DECL void begin_array();
  DELTALAKE_DECL void end_array();

  /// The bytes of the value, and a fresh start. Errors: what went wrong first; invalid_argument if objects or arrays
  /// are open or there is not one value; invalid_value if a field's name stands twice; value_too_large above 2^32.
  DELTALAKE_DECL result<std::string> take();
  /// The same as a view, which lives until the next call that ends a value.
  DELTALAKE_DECL result<std::string_view> finish();

 private:
  struct part {
    std::uint32_t id = 0;
    std::uint64_t offset = 0;
  };
  struct frame {
    bool object = false;
    std::size_t begin = 0;  // of the elements, in bytes_
    std::vector<part> parts;
  };

  void header(variant_kind kind) {
    bytes_ += static_cast<char>(static_cast<unsigned>(kind) << 2);
    begin_value(1);
  }
  void begin_value(std::size_t appended);
  void fail(errc code, std::string what) {
    if (!failure_) failure_ = error(code, std::move(what));
  }
  void sort_fields(frame& closed);
  void close(bool object);

  variant_names& names_;
  std::string bytes_, finished_;
  std::vector<frame> open_;
  std::optional<std::uint32_t> key_;
  std::size_t values_ = 0;  // outside of everything
  std::optional<error> failure_;
};

/// Appends a JSON value: numbers as Spark's parse_json has them, an integer of 64 bits as the smallest that holds it, a
/// literal without exponent of at most 38 digits as a decimal, others as a double. Names are kept as they are.
DELTALAKE_DECL void append_json_value(const json::node& from, variant_builder& to);

/// Encodes one JSON text with metadata of its own. Errors: those of the policy, those of the builder.
template <class Json>
result<encoded_variant> parse_variant(std::string_view text) {
  const result<json::node> parsed = json::parse_node<Json>(text);
  if (!parsed) return parsed.error();
  variant_names names;
  variant_builder builder(names);
  append_json_value(*parsed, builder);
  result<std::string> value = builder.take();
  if (!value) return value.error();
  result<std::string> metadata = names.encode();
  if (!metadata) return metadata.error();
  return encoded_variant{std::move(*metadata), std::move(*value)};
}

}  // namespace deltalake::inline v0::column

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/column/impl/variant_builder.ipp>
#endif
