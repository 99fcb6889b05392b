#include "rows.hpp"

#include <utility>

namespace deltalake_tool {

row_format row_format_of(const std::string& name) { return name == "csv" ? row_format::csv : row_format::json; }

row_writer::row_writer(row_format format, std::vector<deltalake::column::field> fields, output& out,
                       deltalake::column::csv_format csv)
    : format_(format), fields_(std::move(fields)), json_(fields_), csv_(std::move(csv)), out_(&out) {}

void row_writer::begin() {
  if (!begun_ && format_ == row_format::csv) csv_.append_header(fields_, out_->text());
  begun_ = true;
}

void row_writer::write(const deltalake::column::batch& rows) {
  begin();
  for (std::int64_t row = 0; row < rows.num_rows; ++row) {
    if (format_ == row_format::csv)
      csv_.append(rows, row, out_->text());
    else
      json_.append(rows, row, out_->text());
    out_->ready();
  }
}

}  // namespace deltalake_tool
