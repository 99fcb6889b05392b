#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include <deltalake/column/array.hpp>

namespace deltalake::inline v0::column {

/// How values are written as plain text.
enum class value_style : std::uint8_t {
  short_form,  ///< instants end in Z; fractions of seconds have the digits of their unit
  rows,        ///< instants end in +00:00; fractions of seconds have six digits, or nine if they need them
};

/// Appends a value that is neither null nor nested as plain text, without quotes: "true", "-1", "1.0", "NaN",
/// "2026-01-31", "2026-01-31T12:00:00Z", "1.50"; text as it is; bytes as base64. No fraction of a second is written if
/// it is zero. A float is written as a double, which says exactly what it holds.
DELTALAKE_DECL void append_value(const array& from, std::int64_t row, value_style style, std::string& to);

/// Appends bytes as base64 (RFC 4648, with padding).
DELTALAKE_DECL void append_base64(std::string_view bytes, std::string& to);

/// True for types whose values `append_value` writes.
inline bool is_plain(type_id id) noexcept {
  return id != type_id::null && id != type_id::list && id != type_id::map && id != type_id::structure &&
         id != type_id::variant && id != type_id::dictionary;
}

}  // namespace deltalake::inline v0::column

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/column/impl/value_text.ipp>
#endif
