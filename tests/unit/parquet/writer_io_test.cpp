#include <deltalake/parquet/writer_io.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/column/json_text.hpp>
#include <deltalake/parquet/reader_io.hpp>
#include <deltalake/storage/memory_store.hpp>
#include <tests/support/parquet_file.hpp>
#include <tests/support/random_arrays.hpp>
#include <tests/support/run_task.hpp>

using namespace deltalake;
using namespace deltalake::parquet;
using namespace deltalake_test;
using deltalake::column::type_id;

namespace {

struct written {
  std::string content;
  written_file file;
};

task<written_file> write_all(std::vector<column::field> fields, std::shared_ptr<std::vector<column::batch>> batches,
                             std::shared_ptr<bytes> content, write_options options) {
  auto sink = std::make_unique<storage::memory_upload>(std::move(content));
  file_writer writer(std::move(fields), std::move(sink), std::move(options));
  for (const column::batch& one : *batches) {
    auto writing = writer.write(one);
    co_await std::move(writing);
  }
  auto finishing = writer.finish();
  co_return co_await std::move(finishing);
}

written write_file(std::vector<column::field> fields, std::shared_ptr<std::vector<column::batch>> batches,
                   write_options options = {}) {
  auto content = std::make_shared<bytes>();
  written made;
  made.file = run(write_all(std::move(fields), std::move(batches), content, std::move(options)));
  made.content = std::string(content->view());
  return made;
}

std::vector<std::string> texts_of_rows(const column::batch& rows) {
  std::vector<std::string> made;
  for (std::int64_t row = 0; row < rows.num_rows; ++row) {
    std::string& text = made.emplace_back();
    for (const column::array& one : rows.columns) {
      if (one.is_null(row)) {
        text += "null";
      } else {
        column::append_json(one, row, column::json_style(), text);
      }
      text += ' ';
    }
  }
  return made;
}

task<std::vector<std::string>> read_rows(parquet_file from) {
  std::vector<std::string> made;
  for (std::size_t group = 0; group < from->metadata.row_groups.size(); ++group) {
    std::vector<bool> wanted(from->schema.leaves.size(), true);
    row_group_reader reader(from, group, std::move(wanted), read_options());
    for (;;) {
      auto reading = reader.next();
      std::optional<column::batch> batch = co_await std::move(reading);
      if (!batch) break;
      for (std::string& text : texts_of_rows(*batch)) made.push_back(std::move(text));
    }
  }
  co_return made;
}

// Chooses options of all kinds, pages and row groups mostly tiny.
write_options random_options(std::mt19937_64& random, bool may_use_int96) {
  write_options made;
  constexpr compression codecs[] = {compression::uncompressed, compression::snappy, compression::gzip,
                                    compression::zstd,         compression::brotli, compression::lz4_raw};
  constexpr encoding encodings[] = {encoding::plain,
                                    encoding::rle_dictionary,
                                    encoding::delta_binary_packed,
                                    encoding::delta_length_byte_array,
                                    encoding::delta_byte_array,
                                    encoding::byte_stream_split,
                                    encoding::rle};
  made.codec(codecs[random() % std::size(codecs)]);
  made.encoded(encodings[random() % std::size(encodings)]);
  if (random() % 2 == 0) made.pages(page_version::v2);
  if (random() % 2 == 0) made.checksums(page_checksums::crc32);
  if (random() % 2 == 0) made.page_bytes(1 + random() % 200).page_rows(1 + static_cast<std::int64_t>(random() % 20));
  if (random() % 3 == 0) made.dictionary_bytes(random() % 100);
  if (random() % 3 == 0) made.row_group_rows(1 + static_cast<std::int64_t>(random() % 30));
  if (random() % 4 == 0) made.row_group_bytes(1 + random() % 2000);
  if (random() % 4 == 0) made.page_index(page_indexes::none);
  if (may_use_int96 && random() % 4 == 0) made.timestamps(timestamp_form::int96);
  return made;
}

}  // namespace

TEST_CASE("writer: rows of any types come back as they were written, whatever the options") {
  std::mt19937_64 random(20261128);
  for (int round = 0; round < 150; ++round) {
    CAPTURE(round);
    std::string types;
    std::vector<column::field> fields;
    for (std::size_t i = 0, count = 1 + random() % 3; i < count; ++i) {
      data_type type = random_array_type(random, 3);
      const bool nullable = type.id == type_id::null || random() % 3 != 0;
      types += column::to_string(type) + "; ";
      fields.push_back({"c" + std::to_string(i), std::move(type), nullable});
    }
    CAPTURE(types);
    auto batches = std::make_shared<std::vector<column::batch>>();
    std::vector<std::string> expected;
    const std::uint64_t null_every = random() % 5 == 0 ? 1 : random() % 5 == 0 ? 0 : 4;
    for (std::size_t i = 0, count = random() % 4; i < count; ++i) {
      column::batch& rows = batches->emplace_back();
      rows.fields = fields;
      rows.num_rows = static_cast<std::int64_t>(random() % (random() % 4 == 0 ? 300 : 30));
      for (const column::field& one : fields) {
        rows.columns.push_back(random_array(random, one.type, rows.num_rows, one.nullable, null_every));
      }
      for (std::string& text : texts_of_rows(rows)) expected.push_back(std::move(text));
    }
    // INT96 comes back in microseconds, which have other texts.
    const bool may_use_int96 = types.find("nano") == std::string::npos;
    const written made = write_file(fields, batches, random_options(random, may_use_int96));
    CHECK(made.file.size_bytes == made.content.size());
    const parquet_file file = open_parquet(made.content);
    CHECK(file->metadata.num_rows == static_cast<std::int64_t>(expected.size()));
    const std::vector<std::string> found = run(read_rows(file));
    REQUIRE(found.size() == expected.size());
    for (std::size_t row = 0; row < found.size(); ++row) CHECK(found[row] == expected[row]);
  }
}
