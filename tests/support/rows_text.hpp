#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include <deltalake/column/json_text.hpp>

namespace deltalake_test {

/// The values of an array as JSON, joined by blanks.
inline std::string text_of(const deltalake::column::array& from) {
  std::string made;
  for (std::int64_t row = 0; row < from.length; ++row) {
    if (row != 0) made += ' ';
    deltalake::column::append_json(from, row, {}, made);
  }
  return made;
}

/// The rows of a batch, each as the JSON of its values, joined by commas.
inline std::vector<std::string> rows_of(const deltalake::column::batch& from) {
  std::vector<std::string> made;
  for (std::int64_t row = 0; row < from.num_rows; ++row) {
    std::string text;
    for (const deltalake::column::array& column : from.columns) {
      if (!text.empty()) text += ',';
      deltalake::column::append_json(column, row, {}, text);
    }
    made.push_back(std::move(text));
  }
  return made;
}

}  // namespace deltalake_test
