#pragma once
#include <algorithm>
#include <utility>

#include <deltalake/column/csv_text.hpp>
#include <deltalake/column/json_text.hpp>
#include <deltalake/column/plain_text.hpp>

namespace deltalake::inline v0::column {

DELTALAKE_DECL result<void> csv_format::check() const {
  const auto byte = static_cast<unsigned char>(delimiter);
  if (byte == 0 || byte >= 0x7F || delimiter == '"' || delimiter == '\n' || delimiter == '\r')
    return error(errc::invalid_argument, "a delimiter is one ASCII character, and neither a quote nor a line end");
  if (null_text.find_first_of(std::string("\"\n\r") + delimiter) != std::string::npos)
    return error(errc::invalid_argument, "the text for NULL must not hold quotes, line ends or the delimiter");
  return {};
}

DELTALAKE_DECL csv_lines::csv_lines(csv_format format) : format_(std::move(format)) {
  special_ = "\"\n\r";
  special_ += format_.delimiter;
}

// Quotes what has been appended from `begin` on, if it must be.
DELTALAKE_DECL void csv_lines::quote_from(std::size_t begin, std::string& to) const {
  const std::string_view text = std::string_view(to).substr(begin);
  if (text != format_.null_text && text.find_first_of(special_) == std::string_view::npos && !text.empty()) return;
  std::string quoted("\"");
  for (const char c : text) quoted.append(c == '"' ? 2U : 1U, c);
  quoted += '"';
  to.replace(begin, std::string::npos, quoted);
}

DELTALAKE_DECL void csv_lines::append_header(const std::vector<field>& fields, std::string& to) const {
  if (!format_.header) return;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i != 0) to += format_.delimiter;
    const std::size_t begin = to.size();
    to += fields[i].name;
    quote_from(begin, to);
  }
  to += '\n';
}

DELTALAKE_DECL void csv_lines::append(const batch& rows, std::int64_t row, std::string& to) const {
  for (std::size_t i = 0; i < rows.columns.size(); ++i) {
    if (i != 0) to += format_.delimiter;
    const array* from = &rows.columns[i];
    std::int64_t at = row;
    if (from->is_valid(row) && from->type.id == type_id::dictionary) {
      at = from->value<std::int32_t>(row);
      from = from->dictionary.get();
    }
    if (from->is_null(at)) {
      to += format_.null_text;
      continue;
    }
    const std::size_t begin = to.size();
    if (is_plain(from->type.id) || from->type.id == type_id::variant)
      append_plain(*from, at, value_style::rows, to);
    else
      append_json(*from, at, row_style(), to);
    quote_from(begin, to);
  }
  to += '\n';
}

}  // namespace deltalake::inline v0::column
