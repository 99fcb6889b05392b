#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <deltalake/column/array.hpp>
#include <deltalake/column/value_text.hpp>

namespace deltalake::inline v0::column {

/// How values are written as JSON.
struct json_style {
  json_style() {}
  bool decimals_as_text = true;   ///< "1.50", else 1.50
  bool nulls = true;              ///< fields that are null are written, else left out
  bool variants_as_text = true;   ///< "{\"a\":1}", else {"a":1}; the variant null is "null" or null
  bool zone_as_offset = false;    ///< instants end in +00:00, and fractions have six digits at least; else Z
  bool binary_in_object = false;  ///< {"b64":"AAE="}, else "AAE="
};

/// The style of rows as the command-line tool writes them and json_rows reads them.
inline json_style row_style() {
  json_style made;
  made.zone_as_offset = made.binary_in_object = true;
  return made;
}

/// Appends the value of a row as JSON text. Dates and times are ISO 8601 text, in UTC with a Z, without
/// a zone without, and no fraction if it is zero;
/// binary is base64; a map is an array of [key, value]; what JSON has no number for is text: "NaN", "-Infinity".
/// A variant is its JSON text as a text. As a field of a structure it is its JSON value, and left out if it is NULL, as
/// Spark's to_json has it. Throws delta_error if a variant is damaged, as append_variant_json tells.
DELTALAKE_DECL void append_json(const array& from, std::int64_t row, const json_style& style, std::string& to);

/// Writes rows as JSON lines: one object a row, a member a column.
class json_lines {
 public:
  /// For batches of these columns.
  DELTALAKE_DECL explicit json_lines(const std::vector<field>& fields, json_style style = row_style());

  /// Appends a row of a batch and a line feed.
  DELTALAKE_DECL void append(const batch& rows, std::int64_t row, std::string& to) const;

 private:
  std::vector<std::string> keys_;  // as they stand before each value: {"a": and ,"b":
  json_style style_;
};

}  // namespace deltalake::inline v0::column

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/column/impl/json_text.ipp>
#endif
