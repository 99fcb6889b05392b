#pragma once
#include <charconv>
#include <cmath>
#include <utility>

#include <deltalake/base/timestamp.hpp>
#include <deltalake/base/utf8.hpp>
#include <deltalake/schema/partition_value.hpp>

namespace deltalake::inline v0::schema {

namespace detail {

inline error refuse_partition_value(std::string_view text, const data_type& type, std::string_view why = {}) {
  constexpr std::size_t shown = 60;
  std::string what = "'" + std::string(text.substr(0, shown)) + (text.size() > shown ? "...' " : "' ");
  what += "is no value of type '" + type.to_string().substr(0, shown) + "'";
  if (!why.empty()) (what += ": ") += why;
  return error(errc::invalid_partition_value, std::move(what));
}

/// Whether `text` is `word`, which is in small letters, but for case.
inline bool is_word(std::string_view text, std::string_view word) noexcept {
  if (text.size() != word.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c) != word[i]) return false;
  }
  return true;
}

inline result<scalar> read_boolean(std::string_view text, const data_type& type) {
  if (is_word(text, "true")) return scalar(true);
  if (is_word(text, "false")) return scalar(false);
  return refuse_partition_value(text, type);
}

/// What stands behind a '+'; a sign in front of another stays and is refused by from_chars.
inline std::string_view without_plus(std::string_view text) noexcept {
  const bool plus = text.size() > 1 && text[0] == '+' && text[1] != '-';
  return plus ? text.substr(1) : text;
}

inline result<scalar> read_integer(std::string_view text, const data_type& type) {
  const std::string_view digits = without_plus(text);
  std::int64_t value = 0;
  const auto [stop, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  const scalar made(value);
  if (problem != std::errc() || stop != digits.data() + digits.size() || !made.fits(type)) {
    return refuse_partition_value(text, type);
  }
  return made;
}

template <class Floating>
result<scalar> read_floating(std::string_view text, const data_type& type) {
  const std::string_view number = without_plus(text);
  const bool negative = number.starts_with('-');
  const std::string_view size = negative ? number.substr(1) : number;
  if (is_word(size, "nan")) return scalar(std::numeric_limits<Floating>::quiet_NaN());
  if (is_word(size, "infinity") || is_word(size, "inf")) {
    constexpr Floating endless = std::numeric_limits<Floating>::infinity();
    return scalar(negative ? -endless : endless);
  }
  // from_chars has words of its own, which Delta has not.
  const bool numeric = !size.empty() && (size[0] == '.' || (size[0] >= '0' && size[0] <= '9'));
  Floating value = 0;
  const auto [stop, problem] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (!numeric || problem != std::errc() || stop != number.data() + number.size()) {
    return refuse_partition_value(text, type);
  }
  return scalar(value);
}

inline result<scalar> read_decimal(std::string_view text, const data_type& type) {
  const result<decimal> number = decimal::parse(text);
  if (!number) return refuse_partition_value(text, type, number.error().detail);
  const result<decimal> scaled = number->rescale(type.as_decimal().scale);
  if (!scaled || scaled->digits() > type.as_decimal().precision) {
    return refuse_partition_value(text, type, "it has too many digits");
  }
  return scalar(*scaled);
}

/// Bytes written as one \u00XX for each, if all of the text is that. Some writers put the escapes of the protocol's
/// example into the string itself, where JSON has already taken its own away.
inline std::optional<std::string> read_escaped_bytes(std::string_view text) {
  if (text.empty() || text.size() % 6 != 0) return std::nullopt;
  std::string bytes;
  for (; !text.empty(); text.remove_prefix(6)) {
    unsigned value = 0;
    const auto [stop, problem] = std::from_chars(text.data() + 4, text.data() + 6, value, 16);
    if (!text.starts_with("\\u00") || problem != std::errc() || stop != text.data() + 6) return std::nullopt;
    bytes += static_cast<char>(value);
  }
  return bytes;
}

inline result<scalar> read_binary(std::string_view text) {
  std::optional<std::string> escaped = read_escaped_bytes(text);
  return scalar(binary(escaped ? std::move(*escaped) : std::string(text)));
}

inline result<scalar> read_date(std::string_view text, const data_type& type) {
  const result<std::int32_t> days = parse_date(text);
  if (!days) return refuse_partition_value(text, type, days.error().detail);
  return scalar(date{*days});
}

inline result<scalar> read_time(std::string_view text, const data_type& type, std::int32_t zone_seconds) {
  const result<timestamp_text> read = parse_timestamp(text);
  if (!read) return refuse_partition_value(text, type, read.error().detail);
  const bool zoned = type.is(data_type::kind::timestamp);
  if (!zoned && read->offset_seconds) return refuse_partition_value(text, type, "it names a zone");
  const result<std::int64_t> micros = read->to_micros(zoned ? zone_seconds : 0);
  if (!micros) return refuse_partition_value(text, type, micros.error().detail);
  return zoned ? scalar(timestamp{*micros}) : scalar(timestamp_ntz{*micros});
}

/// Text of a value for partitionValues: one overload for each alternative of scalar::variant_type.
struct partition_text {
  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(float value) const { return format_floating(value); }
  std::string operator()(double value) const { return format_floating(value); }
  std::string operator()(const decimal& value) const { return value.to_string(); }
  std::string operator()(const std::string& value) const { return value; }
  std::string operator()(const binary& value) const {
    // As they are, which is what other readers expect, unless they are no text or would be read as escapes.
    const bool text = first_invalid_utf8(value.bytes) == std::string_view::npos;
    if (text && !read_escaped_bytes(value.bytes)) return value.bytes;
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : value.bytes) {
      out += "\\u00";
      out += digits[static_cast<unsigned char>(c) >> 4];
      out += digits[static_cast<unsigned char>(c) & 15];
    }
    return out;
  }
  std::string operator()(date value) const { return format_date(value.days); }
  std::string operator()(timestamp value) const { return format_rfc3339_us(value.micros); }
  std::string operator()(timestamp_ntz value) const {
    std::string text = format_rfc3339_us(value.micros);
    text[text.find('T')] = ' ';
    text.pop_back();
    if (text.ends_with(".000000")) text.resize(text.size() - 7);
    return text;
  }
};

}  // namespace detail

DELTALAKE_DECL result<scalar> parse_partition_value(std::optional<std::string_view> text, const data_type& type,
                                                    const partition_options& options) {
  if (!text || text->empty()) return scalar();
  switch (type.what()) {
    case data_type::kind::string: return scalar(*text);
    case data_type::kind::boolean: return detail::read_boolean(*text, type);
    case data_type::kind::byte:
    case data_type::kind::short_:
    case data_type::kind::integer:
    case data_type::kind::long_: return detail::read_integer(*text, type);
    case data_type::kind::float_: return detail::read_floating<float>(*text, type);
    case data_type::kind::double_: return detail::read_floating<double>(*text, type);
    case data_type::kind::decimal: return detail::read_decimal(*text, type);
    case data_type::kind::binary: return detail::read_binary(*text);
    case data_type::kind::date: return detail::read_date(*text, type);
    case data_type::kind::timestamp:
    case data_type::kind::timestamp_ntz: return detail::read_time(*text, type, options.partition_time_zone());
    case data_type::kind::void_:
    case data_type::kind::variant:
    case data_type::kind::struct_:
    case data_type::kind::array:
    case data_type::kind::map:
    case data_type::kind::unknown: break;
  }
  return detail::refuse_partition_value(*text, type, "the type has no partition values but NULL");
}

DELTALAKE_DECL result<std::optional<std::string>> format_partition_value(const scalar& value, const data_type& type) {
  if (!value.fits(type)) return detail::refuse_partition_value(value.to_string(), type);
  std::string text;
  const decimal* const number = value.get_if<decimal>();
  if (number) {
    // In the column's scale, as Spark writes it; that it fits was just checked.
    text = number->rescale(type.as_decimal().scale).value().to_string();
  } else {
    text = std::visit(detail::partition_text(), value.variant());
  }
  if (text.empty()) return std::optional<std::string>();
  return std::optional<std::string>(std::move(text));
}

}  // namespace deltalake::inline v0::schema
