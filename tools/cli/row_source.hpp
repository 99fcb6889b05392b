#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <deltalake/deltalake.hpp>

#include "projection.hpp"

namespace deltalake_tool {

/// What rows are read from, batch by batch.
class row_source {
 public:
  virtual ~row_source() = default;
  /// The columns of the batches. Known after `next` was called.
  virtual const std::vector<deltalake::column::field>& fields() const = 0;
  /// The next rows; nothing after the last. The source must outlive the task.
  virtual deltalake::task<std::optional<deltalake::column::batch>> next() = 0;
};

/// How text is read.
struct text_options {
  text_options() {}
  deltalake::column::csv_format csv;
  std::optional<std::vector<deltalake::column::field>> schema;  ///< found in the text if there is none
};

/// INT96 has no zone in a file, but whoever writes it means an instant in UTC.
enum class int96_times { as_meant, as_stored };

/// The rows of a Parquet file, of which `columns` are wanted: all if empty. `limit` is a hint to read no more at once.
deltalake::task<std::unique_ptr<row_source>> open_parquet_rows(std::string location, std::vector<std::string> columns,
                                                               std::optional<std::size_t> limit, int96_times times);
/// The rows of a CSV or JSON lines file, or of standard input if it is "-".
std::unique_ptr<row_source> open_csv_rows(std::string location, std::vector<std::string> columns, text_options options);
std::unique_ptr<row_source> open_json_rows(std::string location, std::vector<std::string> columns,
                                           text_options options);

/// Passes on the first rows of a source.
class row_limit {
 public:
  explicit row_limit(std::optional<std::size_t> rows) : left_(rows) {}
  bool done() const noexcept { return left_ && *left_ == 0; }
  /// Cuts a batch to the rows that are left.
  void cut(deltalake::column::batch& rows) noexcept;

 private:
  std::optional<std::size_t> left_;
};

}  // namespace deltalake_tool
