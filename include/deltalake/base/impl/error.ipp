#pragma once
#include <utility>

#include <deltalake/base/error.hpp>

namespace deltalake::inline v0 {

DELTALAKE_DECL std::string error::to_string() const {
  std::string text;
  if (!table.empty()) text += "table " + table + ": ";
  if (version) text += "version " + std::to_string(*version) + ": ";
  if (!file.empty()) {
    text += file;
    if (line) text += ":" + std::to_string(*line);
    text += ": ";
  }
  if (!field.empty()) text += field + ": ";
  text += message(code);
  if (!detail.empty()) text += ": " + detail;
  text += " [";
  text += name(code);
  text += "]; ";
  text += deltalake::advice(code);
  return text;
}

DELTALAKE_DECL delta_error::delta_error(error where)
    : boost::system::system_error(make_error_code(where.code)), where_(std::move(where)), what_(where_.to_string()) {}

DELTALAKE_DECL void throw_error(error where) { throw delta_error(std::move(where)); }

}  // namespace deltalake::inline v0
