#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/column/json_text.hpp>
#include <deltalake/parquet/reader_io.hpp>
#include <deltalake/parquet/writer_io.hpp>
#include <tests/support/parquet_file.hpp>
#include <tests/support/run_task.hpp>

// Parquet files that the library writes in memory, and what its reader finds in them.
namespace deltalake_test {

/// A file's bytes, and what the writer says of it.
struct written {
  std::string content;
  deltalake::parquet::written_file file;
};

inline deltalake::task<deltalake::parquet::written_file> write_all(
    std::vector<deltalake::column::field> fields, std::shared_ptr<std::vector<deltalake::column::batch>> batches,
    std::shared_ptr<deltalake::bytes> content, deltalake::parquet::write_options options) {
  auto sink = std::make_unique<deltalake::storage::memory_upload>(std::move(content));
  deltalake::parquet::file_writer writer(std::move(fields), std::move(sink), std::move(options));
  for (const deltalake::column::batch& one : *batches) {
    auto writing = writer.write(one);
    co_await std::move(writing);
  }
  auto finishing = writer.finish();
  co_return co_await std::move(finishing);
}

/// Writes all batches into one file.
inline written write_file(std::vector<deltalake::column::field> fields,
                          std::shared_ptr<std::vector<deltalake::column::batch>> batches,
                          deltalake::parquet::write_options options = {}) {
  auto content = std::make_shared<deltalake::bytes>();
  written made;
  made.file = run(write_all(std::move(fields), std::move(batches), content, std::move(options)));
  made.content = std::string(content->view());
  return made;
}

/// A text for each row.
inline std::vector<std::string> texts_of_rows(const deltalake::column::batch& rows) {
  std::vector<std::string> made;
  for (std::int64_t row = 0; row < rows.num_rows; ++row) {
    std::string& text = made.emplace_back();
    for (const deltalake::column::array& one : rows.columns) {
      if (one.is_null(row)) {
        text += "null";
      } else {
        deltalake::column::append_json(one, row, deltalake::column::json_style(), text);
      }
      text += ' ';
    }
  }
  return made;
}

inline deltalake::task<std::vector<std::string>> read_rows(parquet_file from) {
  std::vector<std::string> made;
  for (std::size_t group = 0; group < from->metadata.row_groups.size(); ++group) {
    std::vector<bool> wanted(from->schema.leaves.size(), true);
    deltalake::parquet::row_group_reader reader(from, group, std::move(wanted), deltalake::parquet::read_options());
    for (;;) {
      auto reading = reader.next();
      std::optional<deltalake::column::batch> batch = co_await std::move(reading);
      if (!batch) break;
      for (std::string& text : texts_of_rows(*batch)) made.push_back(std::move(text));
    }
  }
  co_return made;
}

}  // namespace deltalake_test
