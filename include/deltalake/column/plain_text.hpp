#pragma once
#include <cstdint>
#include <string>

#include <deltalake/column/array.hpp>
#include <deltalake/column/value_text.hpp>

namespace deltalake::inline v0::column {

/// Appends a value that is neither null nor nested as plain text, without quotes: "true", "-1", "1.0", "NaN",
/// "2026-01-31", "2026-01-31T12:00:00Z", "1.50"; text as it is; bytes as base64; a variant as its JSON text. No
/// fraction of a second is written if it is zero. A float is written as a double, which says exactly what it holds.
/// Throws delta_error if a variant is damaged; nothing else fails.
DELTALAKE_DECL void append_plain(const array& from, std::int64_t row, value_style style, std::string& to);

/// True for types whose values `append_plain` writes and `append_parsed` reads.
inline bool is_plain(type_id id) noexcept {
  return id != type_id::null && id != type_id::list && id != type_id::map && id != type_id::structure &&
         id != type_id::variant && id != type_id::dictionary;
}

}  // namespace deltalake::inline v0::column

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/column/impl/plain_text.ipp>
#endif
