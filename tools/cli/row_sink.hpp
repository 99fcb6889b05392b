#pragma once
#include <memory>
#include <string>
#include <vector>

#include <deltalake/deltalake.hpp>

#include "rows.hpp"

namespace deltalake_tool {

/// Where rows are written to. The file appears when it is finished; without that nothing is left of it.
class row_sink {
 public:
  virtual ~row_sink() = default;
  /// Tells the columns of all batches, before the first one. The sink must outlive the task.
  virtual deltalake::task<void> begin(std::vector<deltalake::column::field> fields) = 0;
  virtual deltalake::task<void> write(deltalake::column::batch rows) = 0;
  virtual deltalake::task<void> finish() = 0;
};

/// A Parquet file, or standard output if the name is "-". Throws as output_file.
std::unique_ptr<row_sink> create_parquet_rows(std::string name);
/// A text file, or standard output if the name is "-". Throws as output_file.
std::unique_ptr<row_sink> create_text_rows(std::string name, row_format format, deltalake::column::csv_format csv);

}  // namespace deltalake_tool
