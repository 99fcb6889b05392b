#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/column/variant_builder.hpp>
#include <deltalake/column/variant_json.hpp>
#include <deltalake/json/boost_json.hpp>
#include <tests/support/arrays.hpp>

namespace deltalake_test {

/// The encoded value of a JSON text, with names that are known already or new.
inline std::string variant_bytes(deltalake::column::variant_names& names, const std::string& json) {
  const auto parsed = deltalake::json::parse_node<deltalake::json::boost_json>(json).value();
  deltalake::column::variant_builder builder(names);
  deltalake::column::append_json_value(parsed, builder);
  return builder.take().value();
}

/// Encoded values that share `names`; null where there is no text.
inline array variant_values(deltalake::column::variant_names& names,
                            const std::vector<std::optional<std::string>>& json) {
  std::vector<std::optional<std::string>> values;
  for (const std::optional<std::string>& one : json) {
    values.push_back(one ? std::optional<std::string>(variant_bytes(names, *one)) : std::nullopt);
  }
  return texts_of(values, type_id::binary);
}

/// The metadata of `names`, once a row.
inline array variant_metadata_of(const deltalake::column::variant_names& names, std::size_t rows) {
  return texts_of(std::vector<std::optional<std::string>>(rows, names.encode().value()), type_id::binary);
}

/// The JSON texts of variants, or "NULL".
inline std::vector<std::string> variant_texts(const array& variants) {
  std::vector<std::string> made;
  for (std::int64_t row = 0; row < variants.length; ++row) {
    made.push_back(variants.is_null(row) ? "NULL" : deltalake::column::variant_text(variants, row).value());
  }
  return made;
}

}  // namespace deltalake_test
