#pragma once
#include <string>
#include <string_view>

#include <deltalake/base/result.hpp>
#include <deltalake/column/array.hpp>
#include <deltalake/column/variant_value.hpp>

namespace deltalake::inline v0::column {

/// How deep variants may nest where they are walked: an array of one number has depth 2.
inline constexpr int variant_depth_max = 500;

/// Appends a variant as JSON text, as Spark's to_json does where JSON has the type: integers and decimals with all
/// digits, decimals without zeros at their end (1.50 is 1.5), floats by the shortest text that gives the same number
/// again, those that are not finite as text; dates and times as ISO 8601 text, instants with a Z; binary as base64;
/// fields in the order of the object's field ids, by name as a rule.
/// Errors: as variant_elements, and value_too_large above variant_depth_max; what was appended before stays.
DELTALAKE_DECL result<void> append_variant_json(const variant_metadata& names, const variant_value& value,
                                                std::string& to);

/// The JSON text of a variant given by its two parts. Errors: as append_variant_json.
DELTALAKE_DECL result<std::string> variant_text(std::string_view metadata, std::string_view value);

/// The JSON text of a row of a variant array, which must not be null. Errors: as append_variant_json.
DELTALAKE_DECL result<std::string> variant_text(const array& variants, std::int64_t row);

}  // namespace deltalake::inline v0::column

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/column/impl/variant_json.ipp>
#endif
