// Writes Parquet files of all kinds into a folder, for other readers: NAME.parquet and, as a line of JSON a row, what is
// in it: NAME.json. usage: write_parquet FOLDER
#include <cstdint>
#include <fstream>
#include <iostream>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/column/json_text.hpp>
#include <deltalake/parquet/writer_io.hpp>
#include <deltalake/storage/local_store.hpp>
#include <tests/support/random_arrays.hpp>
#include <tests/support/run_task.hpp>

using namespace deltalake;
using namespace deltalake::parquet;
using namespace deltalake_test;

namespace {

struct sample {
  std::string name;
  std::vector<column::field> fields;
  write_options options;
  std::vector<column::batch> batches;
};

task<void> write_sample(storage::local_store store, const sample* from) {
  auto beginning = storage::begin_upload(store, path(from->name + ".parquet"), storage::put_mode::create());
  auto upload = co_await std::move(beginning);
  file_writer writer(from->fields, std::move(upload), from->options);
  for (const column::batch& one : from->batches) {
    auto writing = writer.write(one);
    co_await std::move(writing);
  }
  auto finishing = writer.finish();
  const written_file made = co_await std::move(finishing);
  if (made.outcome != storage::put_outcome::created) throw std::runtime_error(from->name + " was not created");
}

void write_json(const std::string& folder, const sample& from) {
  std::ofstream to(folder + '/' + from.name + ".json", std::ios::binary);
  for (const column::batch& rows : from.batches) {
    for (std::int64_t row = 0; row < rows.num_rows; ++row) {
      std::string text;
      for (std::size_t i = 0; i < rows.columns.size(); ++i) {
        column::append_json_text(from.fields[i].name, text += text.empty() ? '{' : ',');
        text += ':';
        if (rows.columns[i].is_null(row)) {
          text += "null";
        } else {
          column::append_json(rows.columns[i], row, column::row_style(), text);
        }
      }
      to << text << "}\n";
    }
  }
}

bool holds_variant(const data_type& type) {
  if (type.id == type_id::variant) return true;
  for (const column::field& child : type.children) {
    if (holds_variant(child.type)) return true;
  }
  return false;
}

write_options options_of(int number) {
  constexpr compression codecs[] = {compression::snappy, compression::zstd,   compression::uncompressed,
                                    compression::gzip,   compression::brotli, compression::lz4_raw};
  constexpr encoding encodings[] = {encoding::rle_dictionary,
                                    encoding::plain,
                                    encoding::delta_binary_packed,
                                    encoding::byte_stream_split,
                                    encoding::delta_length_byte_array,
                                    encoding::delta_byte_array,
                                    encoding::rle};
  write_options made;
  made.codec(codecs[number % 6]).encoded(encodings[number % 7]).key_value("number", std::to_string(number));
  if (number % 3 == 1) made.pages(page_version::v2);
  if (number % 2 == 1) made.checksums(page_checksums::crc32).page_bytes(500).page_rows(100);
  if (number % 4 == 3) made.row_group_rows(300).dictionary_bytes(300);
  if (number % 5 == 4) made.timestamps(timestamp_form::int96);
  return made;
}

sample random_sample(int number) {
  std::mt19937_64 random(static_cast<std::uint64_t>(number) * 7919 + 1);
  sample made;
  made.name = "random_" + std::to_string(number);
  made.options = options_of(number);
  while (made.fields.size() < 8) {
    data_type type = random_array_type(random, number % 4);
    if (holds_variant(type)) continue;
    const bool nullable = type.id == type_id::null || random() % 3 != 0;
    made.fields.push_back({"c" + std::to_string(made.fields.size()), std::move(type), nullable});
  }
  for (int i = 0; i < 3; ++i) {
    column::batch& rows = made.batches.emplace_back();
    rows.num_rows = number % 6 == 5 ? i * 2'500 : i * 200;
    for (const column::field& one : made.fields) {
      rows.columns.push_back(random_array(random, one.type, rows.num_rows, one.nullable));
    }
  }
  return made;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return std::cerr << "usage: write_parquet FOLDER\n", 2;
  const storage::local_store store{std::string(argv[1])};
  try {
    for (int number = 0; number < 42; ++number) {
      const sample made = random_sample(number);
      run(write_sample(store, &made));
      write_json(argv[1], made);
    }
  } catch (const std::exception& problem) {
    std::cerr << problem.what() << '\n';
    return 1;
  }
}
