#include "row_sink.hpp"

#include <optional>
#include <utility>

#include "output_file.hpp"

namespace deltalake_tool {
namespace {

class text_sink final : public row_sink {
 public:
  text_sink(std::string name, row_format format, deltalake::column::csv_format csv)
      : file_(std::move(name)), out_(file_.descriptor(), file_.shown_name()), format_(format), csv_(std::move(csv)) {}

  deltalake::task<void> begin(std::vector<deltalake::column::field> fields) override {
    writer_.emplace(format_, std::move(fields), out_, csv_);
    writer_->begin();
    co_return;
  }
  deltalake::task<void> write(deltalake::column::batch rows) override {
    writer_->write(rows);
    co_return;
  }
  deltalake::task<void> finish() override {
    out_.flush();
    file_.finish();
    co_return;
  }

 private:
  output_file file_;
  output out_;
  row_format format_;
  deltalake::column::csv_format csv_;
  std::optional<row_writer> writer_;
};

}  // namespace

std::unique_ptr<row_sink> create_text_rows(std::string name, row_format format, deltalake::column::csv_format csv) {
  return std::make_unique<text_sink>(std::move(name), format, std::move(csv));
}

}  // namespace deltalake_tool
