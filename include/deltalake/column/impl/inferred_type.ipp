#pragma once
#include <charconv>

#include <deltalake/base/timestamp.hpp>
#include <deltalake/column/ddl.hpp>
#include <deltalake/column/inferred_type.hpp>

namespace deltalake::inline v0::column {

DELTALAKE_DECL inferred_type::kinds inferred_type::time_kinds(std::string_view text) {
  // Nearly all texts are no times: look before parsing.
  if (text.size() < 10 || text.size() > 45 || text.find('-', 1) == std::string_view::npos) return none;
  if (parse_date(text)) return static_cast<kinds>(date | clock);
  const result<timestamp_text> read = parse_timestamp(text);
  if (!read || !read->to_micros()) return none;
  return read->offset_seconds ? instant : clock;
}

DELTALAKE_DECL inferred_type::kinds inferred_type::number_kinds(std::string_view text) {
  const std::string_view size = text.substr(text.starts_with('-') ? 1 : 0);
  if (size == "NaN" || size == "Infinity") return floating;
  if (size.empty() || size[0] < '0' || size[0] > '9') return none;
  const bool digits = size.find_first_not_of("0123456789") == std::string_view::npos;
  if (size.size() > 1 && size[0] == '0' && size[1] != '.' && size[1] != 'e' && size[1] != 'E') return none;
  const char* const end = text.data() + text.size();
  if (digits) {
    std::int64_t value = 0;
    const bool fits = std::from_chars(text.data(), end, value).ec == std::errc();
    // As a double it would lose digits; "-0" its sign.
    return !fits || text == "-0" ? none : static_cast<kinds>(integer | floating);
  }
  double value = 0;
  const auto [stop, problem] = std::from_chars(text.data(), end, value);
  return problem == std::errc() && stop == end ? floating : none;
}

DELTALAKE_DECL void inferred_type::add_word(std::string_view text) {
  if (possible_ == none) return meet(none);
  if (text == "true" || text == "false" || text == "True" || text == "False" || text == "TRUE" || text == "FALSE")
    return meet(boolean);
  const kinds number = number_kinds(text);
  meet(number != none ? number : time_kinds(text));
}

DELTALAKE_DECL void inferred_type::add_text(std::string_view text) {
  if (text == "NaN" || text == "Infinity" || text == "-Infinity") return meet(floating);
  meet(time_kinds(text));
}

DELTALAKE_DECL void inferred_type::add_number(std::string_view literal) {
  meet(literal == "-0" ? floating : number_kinds(literal));
}

DELTALAKE_DECL data_type inferred_type::type() const {
  if (empty_ || possible_ == none) return type_id::utf8;
  if ((possible_ & boolean) != 0) return type_id::boolean;
  if ((possible_ & integer) != 0) return type_id::int64;
  if ((possible_ & floating) != 0) return type_id::float64;
  if ((possible_ & date) != 0) return type_id::date32;
  return timestamp_type((possible_ & instant) != 0);
}

}  // namespace deltalake::inline v0::column
