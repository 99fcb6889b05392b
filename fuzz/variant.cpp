// Variants: damaged ones are refused, whole ones are JSON that comes back when it is encoded again.
#include <deltalake/column/variant_json.hpp>

#include <string>

#include <deltalake/base/utf8.hpp>
#include <deltalake/column/cast.hpp>
#include <deltalake/column/variant_builder.hpp>
#include <deltalake/column/variant_shredding.hpp>
#include <deltalake/json/boost_json.hpp>

#include "fuzz.hpp"

namespace deltalake_fuzz {

namespace column = deltalake::column;
using deltalake::errc;

// A column of one row.
column::array bytes_of(std::string_view content) {
  column::array made;
  made.type = column::type_id::binary;
  made.length = 1;
  made.offsets.push_back(std::int32_t{0});
  made.offsets.push_back(static_cast<std::int32_t>(content.size()));
  made.values.reserve(1);
  made.values.append(content.data(), content.size());
  return made;
}

// As the rest of an object whose field "a" is shredded, if it is one.
void try_shredded(std::string_view metadata, std::string_view value) {
  const auto group = [](column::array value_part, column::array typed) {
    column::array made;
    made.type = column::type_id::structure;
    made.length = 1;
    made.type.children.push_back({"value", value_part.type, true});
    made.type.children.push_back({"typed_value", typed.type, true});
    made.children.push_back(std::move(value_part));
    made.children.push_back(std::move(typed));
    return made;
  };
  column::array fields;
  fields.type = column::type_id::structure;
  fields.length = 1;
  fields.children.push_back(group(bytes_of(value), column::nulls_of(column::type_id::int32, 1)));
  fields.type.children.push_back({"a", fields.children.front().type, false});
  column::array stored = group(bytes_of(value), std::move(fields));
  stored.type.children.push_back({"metadata", column::type_id::binary, false});
  stored.children.push_back(bytes_of(metadata));
  const auto made = column::unshred(std::move(stored));
  if (made) (void)column::variant_text(*made, 0);
}

void try_input(std::string_view input) {
  if (input.empty()) return;
  const std::size_t size = static_cast<unsigned char>(input.front());
  input.remove_prefix(1);
  const std::string_view metadata = input.substr(0, size);
  const std::string_view value = input.substr(metadata.size());
  try_shredded(metadata, value);
  const auto text = column::variant_text(metadata, value);
  if (!text || deltalake::first_invalid_utf8(*text) != std::string_view::npos) return;
  // A decimal of 39 digits becomes a double, and the double's text, if it has no exponent, a decimal again.
  std::string now = *text, before;
  for (int round = 0; round < 3; ++round) {
    const auto again = column::parse_variant<deltalake::json::boost_json>(now);
    if (!again) {
      // Names that are equal stand apart in the bytes, or JSON is read less deep.
      const bool known = again.error().code == errc::invalid_value || again.error().code == errc::json_too_deep;
      require(round == 0 && known, "the JSON text of a variant is JSON");
      return;
    }
    before = now;
    now = column::variant_text(again->metadata, again->value).value();
  }
  require(now == before, "and is the same when it is encoded again");
}

}  // namespace deltalake_fuzz
