#pragma once
#include <exception>
#include <iterator>
#include <utility>

#include <deltalake/schema/data_type.hpp>

namespace deltalake::inline v0::schema {

namespace detail {

/// The types that have a name and nothing else, in the order of their kinds.
inline constexpr std::string_view simple_type_names[] = {
    "string",  "long",   "integer", "short",     "byte",          "float", "double",
    "boolean", "binary", "date",    "timestamp", "timestamp_ntz", "void",  "variant",
};

inline bool is_valid_decimal(int precision, int scale) noexcept {
  return precision >= 1 && precision <= 38 && scale >= 0 && scale <= precision;
}

/// Takes spaces and a number of at most four digits from the front.
inline bool take_decimal_part(std::string_view& from, int& value) noexcept {
  while (!from.empty() && from.front() == ' ') from.remove_prefix(1);
  int digits = 0;
  for (value = 0; digits < 4 && !from.empty() && from.front() >= '0' && from.front() <= '9'; ++digits) {
    value = value * 10 + (from.front() - '0');
    from.remove_prefix(1);
  }
  while (!from.empty() && from.front() == ' ') from.remove_prefix(1);
  return digits > 0;
}

inline result<data_type> parse_decimal_type(std::string_view text) {
  std::string_view rest = text.substr(std::string_view("decimal(").size());
  int precision = 0, scale = 0;
  const bool numbers = take_decimal_part(rest, precision) && rest.starts_with(',');
  if (numbers) rest.remove_prefix(1);
  if (!numbers || !take_decimal_part(rest, scale) || rest != ")" || !is_valid_decimal(precision, scale)) {
    return error(errc::invalid_schema,
                 "'" + std::string(text.substr(0, 60)) +
                     "' is no decimal(precision,scale) with 1 <= precision <= 38 and scale <= precision");
  }
  return data_type(decimal_type(precision, scale));
}

}  // namespace detail

DELTALAKE_DECL std::string_view name(data_type::kind what) noexcept {
  switch (what) {
    case data_type::kind::string:
    case data_type::kind::long_:
    case data_type::kind::integer:
    case data_type::kind::short_:
    case data_type::kind::byte:
    case data_type::kind::float_:
    case data_type::kind::double_:
    case data_type::kind::boolean:
    case data_type::kind::binary:
    case data_type::kind::date:
    case data_type::kind::timestamp:
    case data_type::kind::timestamp_ntz:
    case data_type::kind::void_:
    case data_type::kind::variant: return detail::simple_type_names[static_cast<std::size_t>(what)];
    case data_type::kind::decimal: return "decimal";
    case data_type::kind::struct_: return "struct";
    case data_type::kind::array: return "array";
    case data_type::kind::map: return "map";
    case data_type::kind::unknown: break;
  }
  return "unknown";
}

DELTALAKE_DECL decimal_type::decimal_type(int p, int s)
    : precision(static_cast<std::uint8_t>(p)), scale(static_cast<std::uint8_t>(s)) {
  if (detail::is_valid_decimal(p, s)) return;
  throw_error(error(errc::invalid_schema, "decimal(" + std::to_string(p) + "," + std::to_string(s) +
                                              ") needs 1 <= precision <= 38 and 0 <= scale <= precision"));
}

DELTALAKE_DECL data_type::data_type(kind what) : what_(what) {
  if (what <= kind::variant) return;
  throw_error(error(errc::invalid_argument, "the type '" + std::string(name(what)) + "' needs its parts"));
}

DELTALAKE_DECL data_type::data_type(array_type elements) : what_(kind::array) {
  set_depth(elements.element.depth());
  part_ = std::make_shared<const array_type>(std::move(elements));
}
DELTALAKE_DECL data_type::data_type(map_type entries) : what_(kind::map) {
  set_depth(entries.key.depth() > entries.value.depth() ? entries.key.depth() : entries.value.depth());
  part_ = std::make_shared<const map_type>(std::move(entries));
}

DELTALAKE_DECL data_type data_type::unknown(std::string text) {
  data_type made;
  made.what_ = kind::unknown;
  made.part_ = std::make_shared<const std::string>(std::move(text));
  return made;
}

DELTALAKE_DECL result<data_type> data_type::parse(std::string_view name) {
  for (std::size_t i = 0; i < std::size(detail::simple_type_names); ++i) {
    if (detail::simple_type_names[i] == name) return data_type(static_cast<kind>(i));
  }
  if (name == "decimal") return data_type(decimal_type(10, 0));
  if (name == "null") return data_type();
  if (name.starts_with("decimal(")) return detail::parse_decimal_type(name);
  if (name.empty()) return error(errc::invalid_schema, "a type's name is empty");
  // An unknown type's text that begins so is the JSON of an object; a name must not be taken for one.
  if (name.front() == '{') return error(errc::invalid_schema, "a type's name begins with '{'");
  return unknown(std::string(name));
}

DELTALAKE_DECL std::string data_type::to_string() const {
  if (is(kind::unknown)) return as_unknown();
  std::string text(name(what_));
  if (is(kind::decimal)) text += "(" + std::to_string(digits_.precision) + "," + std::to_string(digits_.scale) + ")";
  return text;
}

DELTALAKE_DECL const void* data_type::part(kind expected) const noexcept {
  if (what_ != expected || part_ == nullptr) std::terminate();
  return part_.get();
}

DELTALAKE_DECL bool data_type::equals(const data_type& other) const {
  if (what_ != other.what_ || depth_ != other.depth_ || digits_ != other.digits_) return false;
  if (part_ == other.part_) return true;
  if (is(kind::struct_)) return equal_structs_(as_struct(), other.as_struct());
  if (is(kind::array)) return as_array() == other.as_array();
  if (is(kind::map)) return as_map() == other.as_map();
  return as_unknown() == other.as_unknown();
}

DELTALAKE_DECL void data_type::set_depth(int inner) {
  if (inner >= depth_max) {
    throw_error(error(errc::invalid_schema, "types nest deeper than " + std::to_string(depth_max)));
  }
  depth_ = static_cast<std::uint16_t>(inner + 1);
}

}  // namespace deltalake::inline v0::schema
