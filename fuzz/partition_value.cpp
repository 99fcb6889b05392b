// Partition values: the first byte chooses the type, the rest is the text.
#include <array>

#include <deltalake/schema/partition_value.hpp>

#include "fuzz.hpp"

namespace deltalake_fuzz {

void try_input(std::string_view input) {
  namespace schema = deltalake::schema;
  static constexpr std::array<const char*, 20> names{
      "string",       "long",          "integer",       "short",          "byte",          "float",     "double",
      "boolean",      "binary",        "date",          "timestamp",      "timestamp_ntz", "void",      "variant",
      "decimal(1,0)", "decimal(10,2)", "decimal(38,0)", "decimal(38,38)", "decimal(18,9)", "unheard of"};
  if (input.empty()) return;
  const auto chosen = static_cast<unsigned char>(input.front());
  const schema::data_type type = schema::data_type::parse(names[chosen % names.size()]).value();
  schema::partition_options options;
  options.partition_time_zone((static_cast<int>(chosen / names.size()) - 6) * 7200);
  const std::string_view text = input.substr(1);
  const auto value = schema::parse_partition_value(text, type, options);
  if (!value) return;
  require(value->fits(type), "a value fits its type");
  require(value->is_null() == text.empty() || type.is(schema::data_type::kind::void_), "only the empty text is NULL");
  static_cast<void>(value->to_string());
  const auto written = schema::format_partition_value(*value, type);
  require(written.has_value(), "what was read can be written");
  const auto again = schema::parse_partition_value(*written, type);
  require(again && *again == *value, "a written value reads back as the same");
  const auto rewritten = schema::format_partition_value(*again, type);
  require(rewritten && *rewritten == *written, "a value has one text");
}

}  // namespace deltalake_fuzz
