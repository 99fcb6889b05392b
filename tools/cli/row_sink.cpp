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

// What a Parquet writer writes to.
class file_upload final : public deltalake::storage::upload {
 public:
  explicit file_upload(std::string name) : file_(std::move(name)), out_(file_.descriptor(), file_.shown_name()) {}

  deltalake::task<void> write(deltalake::bytes part) override {
    out_.text().append(part.view());
    out_.ready();
    co_return;
  }
  deltalake::task<deltalake::storage::put_outcome> finish() override {
    out_.flush();
    file_.finish();
    co_return deltalake::storage::put_outcome::created;
  }
  // The file goes with this object.
  deltalake::task<void> abort() override { co_return; }

 private:
  output_file file_;
  output out_;
};

class parquet_sink final : public row_sink {
 public:
  explicit parquet_sink(std::string name) : upload_(std::make_unique<file_upload>(std::move(name))) {}

  deltalake::task<void> begin(std::vector<deltalake::column::field> fields) override {
    deltalake::parquet::write_options options;
    writer_.emplace(std::move(fields), std::move(upload_), std::move(options));
    co_return;
  }
  deltalake::task<void> write(deltalake::column::batch rows) override { co_await writer_->write(rows); }
  deltalake::task<void> finish() override { co_await writer_->finish(); }

 private:
  std::unique_ptr<deltalake::storage::upload> upload_;
  std::optional<deltalake::parquet::file_writer> writer_;
};

}  // namespace

std::unique_ptr<row_sink> create_parquet_rows(std::string name) {
  return std::make_unique<parquet_sink>(std::move(name));
}

std::unique_ptr<row_sink> create_text_rows(std::string name, row_format format, deltalake::column::csv_format csv) {
  return std::make_unique<text_sink>(std::move(name), format, std::move(csv));
}

}  // namespace deltalake_tool
