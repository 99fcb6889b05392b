// Whole Parquet files, read row group by row group: the rows do not depend on how many come at a time, nor on how many
// bytes are read at a time, nor on whether dictionaries are kept. And some of their rows.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/column/json_text.hpp>
#include <deltalake/parquet/batch_reader_io.hpp>
#include <deltalake/parquet/reader_io.hpp>
#include <deltalake/storage/memory_store.hpp>

#include "../tests/support/run_task.hpp"
#include "fuzz.hpp"
#include "parquet_limits.hpp"

namespace deltalake_fuzz {
namespace {

namespace parquet = deltalake::parquet;
namespace storage = deltalake::storage;

// What one reading of a file gave.
struct reading {
  std::uint64_t hash = 0xCBF2'9CE4'8422'2325;
  std::int64_t rows = 0;
  std::uint64_t text_bytes = 0;
  bool stopped = false;  // at what one input may take
  std::optional<deltalake::errc> failure;
};

constexpr std::int64_t rows_most = 2'000;
constexpr std::uint64_t text_bytes_most = std::uint64_t{1} << 20;

parquet::read_options options_of(std::int64_t batch_rows, std::uint64_t window_bytes, std::uint64_t ahead_bytes) {
  parquet::read_options made;
  made.batch_rows = batch_rows;
  made.window_bytes = window_bytes;
  made.ahead_bytes = ahead_bytes;
  made.gap_bytes = window_bytes;
  made.footer_guess = window_bytes;
  made.limits = small_limits();
  made.limits.check_crc = batch_rows != 1;
  return made;
}

void check_array(const deltalake::column::array& array, const deltalake::column::data_type& type) {
  using deltalake::column::type_id;
  require(array.type == type, "an array has the type of its field");
  require(array.length >= 0 && array.null_count >= 0 && array.null_count <= array.length, "nulls are counted");
  std::int64_t nulls = 0;
  for (std::int64_t row = 0; row < array.length; ++row) nulls += array.is_null(row) ? 1 : 0;
  require(nulls == array.null_count, "the count of nulls is that of the bitmap");
  const bool is_list = type.id == type_id::list || type.id == type_id::map;
  if (is_list || type.id == type_id::utf8 || type.id == type_id::binary) {
    require(array.offset(0) == 0, "offsets begin at 0");
    for (std::int64_t row = 0; row < array.length; ++row) {
      require(array.offset(row) <= array.offset(row + 1), "offsets ascend");
      require(array.is_valid(row) || array.offset(row) == array.offset(row + 1), "nulls are empty");
    }
    if (!is_list)
      require(static_cast<std::size_t>(array.offset(array.length)) <= array.values.size(), "bytes are there");
  }
  if (const auto width = static_cast<std::size_t>(deltalake::column::width_of(type)); width != 0) {
    require(array.values.size() >= width * static_cast<std::size_t>(array.length), "values are there");
  }
  if (type.id == type_id::dictionary) {
    require(array.dictionary != nullptr, "a dictionary is there");
    for (std::int64_t row = 0; row < array.length; ++row) {
      require(array.is_null(row) || array.value<std::uint32_t>(row) < array.dictionary->length, "indexes are checked");
    }
    return check_array(*array.dictionary, type.children.front().type);
  }
  require(array.children.size() == type.children.size(), "each child is there");
  for (std::size_t i = 0; i < array.children.size(); ++i) {
    require(array.children[i].length == (is_list ? array.offset(array.length) : array.length), "children are as long");
    check_array(array.children[i], type.children[i].type);
  }
}

void take_rows(const deltalake::column::batch& batch, reading& into) {
  static const deltalake::column::json_style style;
  require(batch.fields.size() == batch.columns.size(), "each field has a column");
  for (std::size_t i = 0; i < batch.columns.size(); ++i) {
    require(batch.columns[i].length == batch.num_rows, "columns are as long as their batch");
    check_array(batch.columns[i], batch.fields[i].type);
  }
  if (batch.columns.empty()) into.rows += (std::min)(batch.num_rows, rows_most);  // a number, however large
  std::string text;
  for (std::int64_t row = 0; row < batch.num_rows && !batch.columns.empty(); ++row) {
    text.clear();
    for (const deltalake::column::array& column : batch.columns)
      deltalake::column::append_json(column, row, style, text);
    for (const char c : text) into.hash = (into.hash ^ static_cast<unsigned char>(c)) * 0x100'0000'01B3;
    ++into.rows;
    into.text_bytes += text.size();
  }
  into.stopped = into.rows >= rows_most || into.text_bytes >= text_bytes_most;
}

deltalake::task<void> read_rows(storage::any_store store, deltalake::path where, parquet::read_options options,
                                bool all, reading& into) {
  const std::shared_ptr<const parquet::file> file =
      co_await parquet::open_file(std::move(store), std::move(where), std::nullopt, options);
  std::vector<bool> wanted(file->schema.leaves.size(), true);
  for (std::size_t leaf = 0; leaf < wanted.size() && !all; leaf += 2) wanted[leaf] = false;
  for (std::size_t group = 0; group < file->metadata.row_groups.size() && !into.stopped; ++group) {
    parquet::row_group_reader reader(file, group, wanted, options);
    while (!into.stopped) {
      const std::optional<deltalake::column::batch> batch = co_await reader.next();
      if (!batch) break;
      take_rows(*batch, into);
    }
  }
}

reading read(const storage::memory_store& store, parquet::read_options options, bool all) {
  reading made;
  try {
    deltalake_test::run(read_rows(storage::any_store(store), deltalake::path("f"), std::move(options), all, made));
  } catch (const deltalake::delta_error& failure) {
    made.failure = failure.reason();
  }
  return made;
}

// Every third stretch of four rows, or all rows, as the file's reader gives them.
deltalake::task<void> read_batches(storage::any_store store, deltalake::path where, parquet::read_options options,
                                   bool all, reading& into) {
  const std::shared_ptr<const parquet::file> file =
      co_await parquet::open_file(std::move(store), std::move(where), std::nullopt, options);
  options.forms.assign(file->schema.leaves.size(), parquet::value_form::dictionary);
  parquet::batch_reader_options how;
  how.reading = std::move(options);
  how.ahead = 1;
  how.budget = std::make_shared<parquet::memory_budget>(std::uint64_t{1} << 20);
  parquet::row_ranges some;
  for (std::int64_t row = 1; row < rows_most; row += 12) some.add(row, row + 4);
  if (!all) how.groups.emplace();
  for (std::size_t group = 0; group < file->metadata.row_groups.size() && !all; ++group) {
    how.groups->push_back({group, some, {}});
  }
  parquet::batch_reader reader(file, std::move(how));
  while (!into.stopped) {
    std::optional<parquet::read_batch> batch = co_await reader.next();
    if (!batch) break;
    take_rows(batch->rows, into);
    reader.recycle(std::move(batch->rows));
  }
}

reading read_file(const storage::memory_store& store, parquet::read_options options, bool all) {
  reading made;
  try {
    deltalake_test::run(read_batches(storage::any_store(store), deltalake::path("f"), std::move(options), all, made));
  } catch (const deltalake::delta_error& failure) {
    made.failure = failure.reason();
  }
  return made;
}

}  // namespace

void try_input(std::string_view input) {
  const storage::memory_store store;
  deltalake_test::run(
      store.put(deltalake::path("f"), deltalake::bytes::copy_of(input), storage::put_mode::overwrite()));
  const reading at_once = read(store, options_of(100, 1 << 20, 1 << 20), true);
  if (at_once.failure == deltalake::errc::invalid_parquet && at_once.rows == 0 && input.size() < 12) return;
  parquet::read_options pieces = options_of(7, 1, 0);
  pieces.batch_bytes = 300;
  const reading in_pieces = read(store, std::move(pieces), true);
  read(store, options_of(1, 40, 0), false);
  read_file(store, options_of(5, 40, 0), false);
  const reading with_words = read_file(store, options_of(9, 1 << 20, 1 << 20), true);
  if (at_once.stopped || in_pieces.stopped || with_words.stopped) return;
  // How much one batch may hold is a limit on batches: many small ones may hold more.
  if (at_once.failure == deltalake::errc::value_too_large || in_pieces.failure == deltalake::errc::value_too_large)
    return;
  require(at_once.failure.has_value() == in_pieces.failure.has_value(), "pieces do not make a file valid or invalid");
  if (at_once.failure) return;
  require(at_once.rows == in_pieces.rows && at_once.hash == in_pieces.hash, "pieces do not change the rows");
  if (with_words.failure == deltalake::errc::value_too_large) return;
  require(!with_words.failure, "dictionaries do not make a file invalid");
  require(at_once.rows == with_words.rows && at_once.hash == with_words.hash, "dictionaries do not change the rows");
}

}  // namespace deltalake_fuzz
