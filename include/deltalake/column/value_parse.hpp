#pragma once
#include <string>
#include <string_view>

#include <deltalake/base/result.hpp>
#include <deltalake/column/builder.hpp>

namespace deltalake::inline v0::column {

/// Reads plain text as a value of the builder's type and appends it: what `append_plain` writes, and more. Truth values
/// in any case; numbers with a sign; floats with an exponent, NaN and Infinity; decimals that fit precision and scale
/// exactly; dates; times; time stamps with a space or a 'T', where text without a zone is UTC for instants, and text
/// with a zone is refused where the type has none; text that is UTF-8; bytes as base64.
/// Errors: invalid_row if the text is no value of the type or does not fit it exactly, also for nested types;
/// invalid_utf8; value_too_large as array_builder::append_text. Nothing is appended then.
DELTALAKE_DECL result<void> append_parsed(std::string_view text, array_builder& to);

/// Reads base64 (RFC 4648, padded). Errors: invalid_row.
DELTALAKE_DECL result<std::string> parse_base64(std::string_view text);

}  // namespace deltalake::inline v0::column

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/column/impl/value_parse.ipp>
#endif
