#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include <deltalake/column/csv_text.hpp>
#include <deltalake/column/json_text.hpp>

#include "output.hpp"

namespace deltalake_tool {

/// How rows are written.
enum class row_format { json, csv };

/// The format of that name, which `--format` has checked: "json" or "csv".
row_format row_format_of(const std::string& name);

/// Writes rows: JSON, one object a line, or CSV with a line that names the columns.
class row_writer {
 public:
  /// `out` must outlive it; the caller flushes it.
  row_writer(row_format format, std::vector<deltalake::column::field> fields, output& out,
             deltalake::column::csv_format csv = {});

  /// Writes the line before all rows, if the format has one. Called by `write` otherwise.
  void begin();
  /// Writes the rows of a batch of these fields.
  void write(const deltalake::column::batch& rows);

 private:
  row_format format_;
  std::vector<deltalake::column::field> fields_;
  deltalake::column::json_lines json_;
  deltalake::column::csv_lines csv_;
  output* out_;
  bool begun_ = false;
};

}  // namespace deltalake_tool
