#pragma once
#include <cstdint>
#include <string>

#include <deltalake/column/array.hpp>
#include <deltalake/column/value_text.hpp>

namespace deltalake::inline v0::column {

/// How values are written as JSON.
struct json_style {
  json_style() {}
  bool decimals_as_text = true;  ///< "1.50", else 1.50
  bool nulls = true;             ///< fields that are null are written, else left out
  bool variants_as_text = true;  ///< "{\"a\":1}", else {"a":1}; the variant null is "null" or null
};

/// Appends the value of a row as JSON text. Dates and times are ISO 8601 text, in UTC with a Z, without
/// a zone without, and no fraction if it is zero;
/// binary is base64; a map is an array of [key, value]; what JSON has no number for is text: "NaN", "-Infinity".
/// A variant is its JSON text as a text. As a field of a structure it is its JSON value, and left out if it is NULL, as
/// Spark's to_json has it. Throws delta_error if a variant is damaged, as append_variant_json tells.
DELTALAKE_DECL void append_json(const array& from, std::int64_t row, const json_style& style, std::string& to);

}  // namespace deltalake::inline v0::column

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/column/impl/json_text.ipp>
#endif
