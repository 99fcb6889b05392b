#include <deltalake/parquet/reader_io.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/post.hpp>

#include <deltalake/column/json_text.hpp>
#include <deltalake/storage/memory_store.hpp>
#include <deltalake/storage/metered_store.hpp>
#include <deltalake/testing/faulty_store.hpp>
#include <tests/support/parquet_file.hpp>
#include <tests/support/parquet_random.hpp>
#include <tests/support/parquet_rows.hpp>
#include <tests/support/run_task.hpp>
#include <tests/support/suspending_store.hpp>

namespace deltalake_reader_io_test {
namespace {

namespace parquet = deltalake::parquet;
namespace storage = deltalake::storage;
using deltalake::errc;
using deltalake::path;
using deltalake::task;
using deltalake_test::dictionary_use;
using deltalake_test::little_endian;
using deltalake_test::make_chunk;
using deltalake_test::open_parquet;
using deltalake_test::parquet_chunk;
using deltalake_test::parquet_file;
using deltalake_test::parquet_leaf;
using deltalake_test::parquet_store;
using deltalake_test::parquet_style;
using deltalake_test::parquet_writer;
using deltalake_test::random_file;
using deltalake_test::random_style;
using deltalake_test::row_type;
using deltalake_test::row_value;
using deltalake_test::run;
using parquet::compression;

std::vector<bool> all_of(const parquet_file& file) { return std::vector<bool>(file->schema.leaves.size(), true); }

// The rows of a row group as JSON, a line each.
task<std::string> read_text(parquet_file file, std::size_t group, std::vector<bool> wanted,
                            parquet::read_options options) {
  parquet::row_group_reader reader(file, group, std::move(wanted), std::move(options));
  std::string text;
  const deltalake::column::json_style style;
  while (true) {
    const std::optional<deltalake::column::batch> batch = co_await reader.next();
    if (!batch) break;
    for (std::int64_t row = 0; row < batch->num_rows; ++row) {
      for (const deltalake::column::array& column : batch->columns) {
        deltalake::column::append_json(column, row, style, text);
      }
      text += '\n';
    }
  }
  co_return text;
}
std::string text_of(const parquet_file& file, std::size_t group = 0, parquet::read_options options = {}) {
  return run(read_text(file, group, all_of(file), std::move(options)));
}
template <class Work>
deltalake::error failure_of(Work work) {
  try {
    work();
  } catch (const deltalake::delta_error& thrown) {
    return thrown.where();
  }
  return deltalake::error(errc::invalid_argument, "nothing was thrown");
}

// A file of one optional column of numbers: each seventh is null.
parquet_leaf numbers(std::int32_t first, std::int32_t count) {
  parquet_leaf made;
  made.max_definition = 1;
  for (std::int32_t i = first; i < first + count; ++i) {
    made.repetition.push_back(0);
    made.definition.push_back(i % 7 == 0 ? 0 : 1);
    if (i % 7 != 0) made.values.push_back(little_endian(i));
  }
  return made;
}
parquet::schema_element number_element(const char* name) {
  return deltalake_test::leaf_element(name, parquet::repetition::optional, parquet::physical_type::int32);
}
std::string text_of_numbers(std::int32_t first, std::int32_t count) {
  std::string made;
  for (std::int32_t i = first; i < first + count; ++i) made += i % 7 == 0 ? "null\n" : std::to_string(i) + '\n';
  return made;
}
parquet_style tiny_pages() {
  parquet_style made;
  made.page_values = 5;
  return made;
}
// Two columns of numbers, from 0 and from 100 on, in pages of five.
std::string two_columns(std::int32_t rows = 40) {
  parquet_writer writer({number_element("a"), number_element("b")}, 2);
  writer.add(rows, {make_chunk(numbers(0, rows), tiny_pages()), make_chunk(numbers(100, rows), tiny_pages())});
  return writer.finish();
}
// So many that each column takes several reads, as headers of pages are looked for in a thousand bytes.
constexpr std::int32_t many = 600;
parquet::read_options small_windows(std::int64_t batch_rows = 7) {
  parquet::read_options made;
  made.batch_rows = batch_rows;
  made.window_bytes = 1;
  made.ahead_bytes = 0;
  return made;
}

parquet::read_options random_options(std::mt19937_64& random) {
  parquet::read_options made;
  made.batch_rows = std::vector<std::int64_t>{1, 3, 65'536}[random() % 3];
  made.window_bytes = std::vector<std::uint64_t>{1, 100, 1'000'000}[random() % 3];
  made.ahead_bytes = random() % 2 == 0 ? 0 : 1'000'000;
  made.gap_bytes = random() % 2 == 0 ? 0 : 1'000;
  made.footer_guess = random() % 2 == 0 ? 0 : 1'000'000;
  if (random() % 2 == 0) made.batch_bytes = std::vector<std::uint64_t>{0, 30, 100, 400, 2'000}[random() % 5];
  return made;
}

task<std::size_t> compare_rows(parquet_file file, std::size_t group, std::vector<bool> wanted,
                               parquet::read_options options, const std::vector<row_type>& fields,
                               const std::vector<row_value>& rows, const parquet::row_ranges* ranges = nullptr,
                               std::vector<parquet::offset_index> pages = {}) {
  const std::int64_t most = options.batch_rows;
  const bool reuses = options.memory != nullptr;
  parquet::row_group_reader reader(file, group, wanted, std::move(options));
  if (ranges != nullptr) reader.select(*ranges, pages);
  std::size_t leaf = 0;
  for (const row_type& field : fields) {
    deltalake_test::complete_maps(field, wanted, leaf);
    leaf += field.leaves();
  }
  std::size_t same = 0;
  while (true) {
    std::optional<deltalake::column::batch> batch = co_await reader.next();
    if (!batch) break;
    CHECK(batch->num_rows <= (batch->columns.empty() ? static_cast<std::int64_t>(rows.size()) : most));
    for (std::int64_t row = 0; row < batch->num_rows; ++row) {
      std::size_t column = 0, first = 0;
      bool equal = true;
      for (std::size_t i = 0; i < fields.size(); ++i) {
        const auto begin = wanted.begin() + static_cast<std::ptrdiff_t>(first);
        const auto end = begin + static_cast<std::ptrdiff_t>(fields[i].leaves());
        if (std::find(begin, end, true) != end) {
          CHECK(batch->fields[column].name == fields[i].name);
          CHECK(batch->columns[column].length == batch->num_rows);
          equal = equal &&
                  deltalake_test::is_same(batch->columns[column], row, fields[i], rows[same].items[i], wanted, first);
          ++column;
        }
        first += fields[i].leaves();
      }
      CHECK(column == batch->columns.size());
      if (!equal) co_return same;
      ++same;
    }
    if (reuses) reader.recycle(std::move(*batch));
  }
  co_return same;
}

TEST_CASE("reader: rows of any type, written in any way, come back in batches of any size") {
  std::mt19937_64 random(5);
  for (int round = 0; round < 150; ++round) {
    CAPTURE(round);
    const random_file made = deltalake_test::make_random_file(random);
    for (int reading = 0; reading < 4; ++reading) {
      parquet::read_options options = random_options(random);
      if (reading >= 2) options.memory = std::make_shared<parquet::spare_memory>();
      const parquet_file file = open_parquet(storage::any_store(parquet_store(made.content)), options);
      std::vector<bool> wanted = all_of(file);
      if (reading % 2 == 1) {
        for (std::size_t leaf = 0; leaf < wanted.size(); ++leaf) wanted[leaf] = random() % 2 == 0;
      }
      for (std::size_t group = 0; group < made.groups.size(); ++group) {
        const std::vector<row_value>& rows = made.groups[group];
        REQUIRE(run(compare_rows(file, group, wanted, options, made.fields, rows)) == rows.size());
      }
    }
  }
}

TEST_CASE("reader: some rows alone are those of all rows, with and without an index of pages") {
  std::mt19937_64 random(6);
  for (int round = 0; round < 150; ++round) {
    CAPTURE(round);
    const random_file made = deltalake_test::make_random_file(random);
    for (int reading = 0; reading < 4; ++reading) {
      CAPTURE(reading);
      parquet::read_options options = random_options(random);
      options.memory = std::make_shared<parquet::spare_memory>();
      const parquet_file file = open_parquet(storage::any_store(parquet_store(made.content)), options);
      std::vector<bool> wanted = all_of(file);
      if (reading % 2 == 1) {
        for (std::size_t leaf = 0; leaf < wanted.size(); ++leaf) wanted[leaf] = random() % 2 == 0;
      }
      for (std::size_t group = 0; group < made.groups.size(); ++group) {
        const parquet::row_ranges ranges =
            deltalake_test::random_ranges(random, static_cast<std::int64_t>(made.groups[group].size()));
        std::vector<row_value> rows;
        for (std::size_t row = 0; row < made.groups[group].size(); ++row) {
          if (ranges.contains(static_cast<std::int64_t>(row))) rows.push_back(made.groups[group][row]);
        }
        std::vector<parquet::offset_index> pages;
        if (reading >= 2) pages = deltalake_test::walk_pages(file, made.content, group);
        REQUIRE(run(compare_rows(file, group, wanted, options, made.fields, rows, &ranges, pages)) == rows.size());
      }
    }
  }
}

TEST_CASE("reader: pages without wanted rows are not asked of the store where an index tells them") {
  const std::string content = two_columns(6'000);
  storage::metered_store<storage::memory_store> store(parquet_store(content));
  const parquet_file file = open_parquet(storage::any_store(store), {}, content.size());
  const std::vector<parquet::offset_index> pages = deltalake_test::walk_pages(file, content, 0);
  const std::uint64_t before = store.usage().bytes_read;
  parquet::row_group_reader reader(file, 0, all_of(file), {});
  reader.select({{3'001, 3'003}, {5'999, 6'000}}, pages);
  const std::optional<deltalake::column::batch> batch = run(reader.next());
  REQUIRE(batch.has_value());
  REQUIRE(batch->num_rows == 3);
  CHECK(batch->columns[0].value<std::int32_t>(0) == 3'001);
  CHECK(batch->columns[1].value<std::int32_t>(1) == 3'102);
  CHECK(batch->columns[1].value<std::int32_t>(2) == 6'099);
  CHECK(store.usage().bytes_read - before < content.size() / 4);
  CHECK_FALSE(run(reader.next()).has_value());
}

TEST_CASE("reader: an index that does not tell the truth of its pages is found out") {
  const std::string content = two_columns(200);
  const parquet_file file = open_parquet(content);
  for (int kind = 0; kind < 2; ++kind) {
    std::vector<parquet::offset_index> pages = deltalake_test::walk_pages(file, content, 0);
    if (kind == 0) {
      pages[1].pages[21].first_row = 106;
    } else {
      pages[1].pages[21].offset = pages[1].pages[20].offset;
    }
    parquet::row_group_reader reader(file, 0, all_of(file), {});
    reader.select({{107, 113}}, pages);
    const deltalake::error found = failure_of([&] { run(reader.next()); });
    CHECK(found.code == errc::invalid_parquet);
    CHECK(found.field == "b");
  }
}

// A file as it is, but for what its footer says.
std::shared_ptr<parquet::file> copy_of(const parquet_file& file) {
  auto made = std::make_shared<parquet::file>();
  made->store = file->store;
  made->where = file->where;
  made->size_bytes = file->size_bytes;
  made->metadata = file->metadata;
  made->schema = file->schema;
  return made;
}

TEST_CASE("reader: no columns at all are rows all the same, in one batch") {
  const parquet_file file = open_parquet(two_columns());
  parquet::read_options options;
  options.batch_rows = 16;
  parquet::row_group_reader reader(file, 0, std::vector<bool>(2), options);
  const std::optional<deltalake::column::batch> batch = run(reader.next());
  REQUIRE(batch.has_value());
  CHECK(batch->columns.empty());
  CHECK(batch->num_rows == 40);
  CHECK_FALSE(run(reader.next()).has_value());
}

TEST_CASE("reader: rows without columns are counted only if the footer agrees with itself") {
  const auto failure = [](std::int64_t group_rows, std::int64_t file_rows, std::int64_t first, std::int64_t second) {
    const std::shared_ptr<parquet::file> file = copy_of(open_parquet(two_columns()));
    file->metadata.num_rows = file_rows;
    file->metadata.row_groups[0].num_rows = group_rows;
    file->metadata.row_groups[0].columns[0].num_values = first;
    file->metadata.row_groups[0].columns[1].num_values = second;
    return failure_of([&] { parquet::row_group_reader(file, 0, std::vector<bool>(2), {}); });
  };
  constexpr std::int64_t many_rows = std::int64_t{1} << 62;
  CHECK(failure(40, 40, 40, 40).code == errc::invalid_argument);  // nothing is wrong
  CHECK(failure(40, 41, 40, 40).detail == "40 rows in all row groups of a file of 41");
  CHECK(failure(40, 40, 40, 41).detail == "40 rows, but a column of 41 values");
  CHECK(failure(41, 41, 41, 40).code == errc::invalid_parquet);
  CHECK(failure(many_rows, many_rows, 40, 40).code == errc::invalid_parquet);
  const deltalake::error found = failure(many_rows, many_rows, many_rows, many_rows);
  CHECK(found.code == errc::invalid_parquet);
  CHECK(found.detail.starts_with("4611686018427387904 values in a column of "));
  CHECK(found.field == "row_groups[0]");
  CHECK(found.file == "f.parquet");
  // Lists may have more values than rows.
  parquet_leaf lists = numbers(0, 6);
  lists.max_repetition = 1;
  lists.repetition = {0, 1, 1, 0, 1, 0};
  for (const std::int64_t rows : {3, 6, 7}) {
    parquet_writer writer(
        {deltalake_test::leaf_element("l", parquet::repetition::repeated, parquet::physical_type::int32)}, 1);
    const parquet_file file = open_parquet(writer.add(rows, {make_chunk(lists, tiny_pages())}).finish());
    const auto count = [&] {
      parquet::row_group_reader reader(file, 0, {false}, {});
      return run(reader.next())->num_rows;
    };
    if (rows <= 6) CHECK(count() == rows);
    if (rows > 6) CHECK(failure_of(count).code == errc::invalid_parquet);
  }
}

TEST_CASE("reader: row groups without rows, and files without row groups") {
  parquet_writer writer({number_element("a")}, 1);
  CHECK(open_parquet(writer.finish())->metadata.row_groups.empty());
  writer.add(0, {make_chunk(numbers(0, 0), tiny_pages())}).add(3, {make_chunk(numbers(1, 3), tiny_pages())});
  parquet_style with_words;
  with_words.dictionary = dictionary_use::all;
  writer.add(0, {make_chunk(numbers(0, 0), with_words)});
  const parquet_file file = open_parquet(writer.finish());
  CHECK(text_of(file, 0).empty());
  CHECK(text_of(file, 1) == "1\n2\n3\n");
  CHECK(text_of(file, 2).empty());
}

TEST_CASE("reader: old ways to say where the dictionary is") {
  parquet_style style = tiny_pages();
  style.dictionary = dictionary_use::all;
  parquet_writer writer({number_element("a")}, 1);
  for (const auto& [offset, zero] : {std::pair(true, false), std::pair(false, false), std::pair(false, true)}) {
    parquet_chunk chunk = make_chunk(numbers(0, 20), style);
    chunk.offset_of_dictionary = offset;
    chunk.offset_zero = zero;
    writer.add(20, {chunk});
  }
  parquet_chunk without = make_chunk(numbers(0, 20), tiny_pages());
  without.offset_zero = true;
  const parquet_file file = open_parquet(writer.add(20, {without}).finish());
  for (std::size_t group = 0; group < 4; ++group) {
    CHECK(text_of(file, group) == text_of_numbers(0, 20));
    CHECK(text_of(file, group, small_windows()) == text_of_numbers(0, 20));
  }
}

TEST_CASE("reader: columns that do not have the rows of their row group") {
  const auto failure = [](std::int64_t rows, parquet::read_options options) {
    parquet_writer writer({number_element("a")}, 1);
    const parquet_file file = open_parquet(writer.add(rows, {make_chunk(numbers(0, 20), tiny_pages())}).finish());
    return failure_of([&] { text_of(file, 0, options); });
  };
  for (const parquet::read_options& options : {parquet::read_options(), small_windows()}) {
    const deltalake::error few = failure(21, options);
    CHECK(few.code == errc::invalid_parquet);
    CHECK(few.detail == "the column ends 1 rows before its row group");
    CHECK(few.field == "a");
    CHECK(few.file == "f.parquet");
    const deltalake::error more = failure(19, options);
    CHECK(more.code == errc::invalid_parquet);
    CHECK(more.detail == "a column with more rows than its row group");
    CHECK(failure(10, options).detail == more.detail);
  }
}

TEST_CASE("reader: columns that cannot be read are named when their row group is opened") {
  parquet_chunk encrypted = make_chunk(numbers(0, 20), tiny_pages()), elsewhere = encrypted;
  encrypted.encrypted = true;
  elsewhere.file_path = "another.parquet";
  for (const parquet_chunk& chunk : {encrypted, elsewhere}) {
    parquet_writer writer({number_element("a"), number_element("b")}, 2);
    const parquet_file file = open_parquet(writer.add(20, {make_chunk(numbers(0, 20), tiny_pages()), chunk}).finish());
    const deltalake::error found = failure_of([&] { text_of(file); });
    CHECK(found.code == errc::unsupported_parquet);
    CHECK(found.field == "b");
    CHECK(run(read_text(file, 0, {true, false}, {})) == text_of_numbers(0, 20));
  }
}

TEST_CASE("reader: a failure is final, unless it is the store's") {
  parquet_writer writer({number_element("a"), number_element("b")}, 2);
  parquet_style with_sums = tiny_pages();
  with_sums.crc = true;
  parquet_chunk wrong = make_chunk(numbers(0, 20), with_sums);
  wrong.pages.back() = '!';
  const parquet_file file = open_parquet(writer.add(20, {make_chunk(numbers(0, 20), with_sums), wrong}).finish());
  parquet::row_group_reader reader(file, 0, all_of(file), small_windows(10));
  CHECK(run(reader.next())->num_rows == 10);
  const deltalake::error first = failure_of([&] { run(reader.next()); });
  CHECK(first.code == errc::checksum_mismatch);
  CHECK(first.field == "b");
  const deltalake::error second = failure_of([&] { run(reader.next()); });
  CHECK(second.detail == first.detail);
  CHECK(second.field == first.field);
}

TEST_CASE("reader: a decimal that is too long is final as well") {
  parquet::logical_type decimal;
  decimal.kind = parquet::logical_kind::decimal;
  decimal.precision = 5;
  parquet_leaf leaf;
  leaf.physical = parquet::physical_type::byte_array;
  for (int i = 0; i < 20; ++i) leaf.values.push_back(i == 10 ? std::string(20, '\1') : "\1");
  leaf.definition = leaf.repetition = std::vector<std::uint32_t>(20);
  parquet_writer writer({deltalake_test::leaf_element("d", parquet::repetition::required, leaf.physical, decimal)}, 1);
  const parquet_file file = open_parquet(writer.add(20, {make_chunk(leaf, tiny_pages())}).finish());
  parquet::row_group_reader reader(file, 0, all_of(file), small_windows(8));
  CHECK(run(reader.next())->num_rows == 8);
  for (int i = 0; i < 3; ++i) {
    const deltalake::error found = failure_of([&] { run(reader.next()); });
    CHECK(found.code == errc::invalid_parquet);
    CHECK(found.field == "d");
    CHECK(found.file == "f.parquet");
  }
}

TEST_CASE("reader: whatever read fails, the next try goes on where it was") {
  const std::string content = two_columns(many);
  for (const bool whole : {true, false}) {
    parquet::read_options options = small_windows(33);
    if (whole) options.ahead_bytes = 1'000'000;
    options.gap_bytes = 0;
    for (std::size_t broken = 0;; ++broken) {
      deltalake::testing::faulty_store<storage::memory_store> store(parquet_store(content));
      const parquet_file file = open_parquet(storage::any_store(store), {}, content.size());
      const std::size_t before = store.count();
      store.at(before + broken, deltalake::testing::fault::before(errc::storage_busy));
      parquet::row_group_reader reader(file, 0, all_of(file), options);
      std::string a, b;
      const deltalake::column::json_style style;
      int failures = 0;
      while (true) {
        std::optional<deltalake::column::batch> batch;
        try {
          batch = run(reader.next());
        } catch (const deltalake::delta_error& thrown) {
          CHECK(thrown.reason() == errc::storage_busy);
          ++failures;
          continue;
        }
        if (!batch) break;
        for (std::int64_t row = 0; row < batch->num_rows; ++row) {
          deltalake::column::append_json(batch->columns[0], row, style, a);
          deltalake::column::append_json(batch->columns[1], row, style, b);
          a += '\n';
          b += '\n';
        }
      }
      CHECK(a == text_of_numbers(0, many));
      CHECK(b == text_of_numbers(100, many));
      if (failures == 0) {
        CHECK(broken >= (whole ? 1U : 10U));
        break;
      }
      CHECK(failures == 1);
      REQUIRE(broken < 1'000);
    }
  }
}

TEST_CASE("reader: memory of a batch that is given back changes nothing, whenever that is") {
  const auto texts = [] {
    parquet_leaf made;
    made.physical = parquet::physical_type::byte_array;
    for (std::size_t i = 0; i < many; ++i) made.values.push_back(std::string(i % 9, static_cast<char>('a' + i % 26)));
    made.definition = made.repetition = std::vector<std::uint32_t>(many);
    return made;
  };
  parquet_writer writer(
      {number_element("a"),
       deltalake_test::leaf_element("t", parquet::repetition::required, parquet::physical_type::byte_array),
       number_element("b")},
      3);
  const std::string content =
      writer
          .add(many, {make_chunk(numbers(0, many), tiny_pages()), make_chunk(texts(), tiny_pages()),
                      make_chunk(numbers(100, many), tiny_pages())})
          .finish();
  const std::string expected = text_of(open_parquet(content));
  for (std::size_t broken = 0; broken < 40; ++broken) {
    deltalake::testing::faulty_store<storage::memory_store> store(parquet_store(content));
    const parquet_file file = open_parquet(storage::any_store(store), {}, content.size());
    store.at(store.count() + broken, deltalake::testing::fault::before(errc::storage_busy));
    parquet::row_group_reader reader(file, 0, all_of(file), small_windows(33));
    std::string text;
    const deltalake::column::json_style style;
    std::optional<deltalake::column::batch> last;
    while (true) {
      std::optional<deltalake::column::batch> batch;
      try {
        batch = run(reader.next());
      } catch (const deltalake::delta_error&) {
        if (last) reader.recycle(*std::move(last));  // while the next one is half read
        last.reset();
        continue;
      }
      if (!batch) break;
      for (std::int64_t row = 0; row < batch->num_rows; ++row) {
        for (const deltalake::column::array& column : batch->columns) {
          deltalake::column::append_json(column, row, style, text);
        }
        text += '\n';
      }
      if (last) reader.recycle(*std::move(last));
      last = std::move(batch);
    }
    CHECK((text == expected));
  }
}

// What a batch takes: all its buffers.
std::uint64_t memory_of(const deltalake::column::array& from) {
  std::uint64_t sum = from.validity.size() + from.offsets.size() + from.values.size();
  for (const deltalake::column::array& child : from.children) sum += memory_of(child);
  return sum;
}
std::uint64_t memory_of(const deltalake::column::batch& from) {
  std::uint64_t sum = 0;
  for (const deltalake::column::array& column : from.columns) sum += memory_of(column);
  return sum;
}

task<void> check_equal_texts(parquet_file file, std::string text, std::uint64_t batch_bytes, std::int64_t rows) {
  parquet::read_options options;
  options.batch_bytes = batch_bytes;
  parquet::row_group_reader reader(file, 0, all_of(file), options);
  std::int64_t done = 0, wrong = 0;
  while (true) {
    std::optional<deltalake::column::batch> batch = co_await reader.next();
    if (!batch) break;
    CHECK(memory_of(*batch) <= batch_bytes);
    const bool last = done + batch->num_rows == rows;
    if (!last && text.size() < batch_bytes / 4) CHECK(memory_of(*batch) > batch_bytes / 2);
    for (std::int64_t row = 0; row < batch->num_rows; ++row) wrong += batch->columns[0].text(row) == text ? 0 : 1;
    done += batch->num_rows;
    reader.recycle(std::move(*batch));
  }
  CHECK(wrong == 0);
  CHECK(done == rows);
}

TEST_CASE("reader: a small file of many equal texts, far more than offsets reach, comes in bounded batches") {
  constexpr std::uint32_t rows = 70'000;
  const std::string text(40'000, 'x');
  parquet_leaf words;
  words.physical = parquet::physical_type::byte_array;
  words.definition = words.repetition = {0};
  words.values = {text};
  parquet_style style;
  style.dictionary = dictionary_use::all;
  parquet_chunk chunk = make_chunk(words, style);
  chunk.pages.resize(chunk.dictionary_bytes);
  deltalake_test::parquet_page page;
  page.encoding = parquet::encoding::rle_dictionary;
  page.num_values = rows;
  page.values = std::string(1, '\0');  // indexes of no bits
  chunk.pages += page.bytes();
  chunk.num_values = rows;
  parquet_writer writer({deltalake_test::leaf_element("t", parquet::repetition::required, words.physical)}, 1);
  const parquet_file file = open_parquet(writer.add(rows, {chunk}).finish());
  CHECK(file->size_bytes < 41'000);
  run(check_equal_texts(file, text, std::uint64_t{32} << 20, rows));
  run(check_equal_texts(file, text, 45'000, rows));
}

// A leaf whose texts have the sizes that `size_of(row, element)` gives, -1 for null. In lists of `elements(row)`.
template <class Elements, class Size>
parquet_leaf texts_of_size(int rows, bool in_lists, Elements elements, Size size_of) {
  parquet_leaf made;
  made.physical = parquet::physical_type::byte_array;
  made.max_definition = in_lists ? 2 : 1;
  made.max_repetition = in_lists ? 1 : 0;
  for (int row = 0; row < rows; ++row) {
    const int count = in_lists ? elements(row) : 1;
    for (int i = 0; i < (std::max)(count, 1); ++i) {
      const int size = i < count ? size_of(row, i) : -1;
      made.repetition.push_back(i == 0 ? 0 : 1);
      made.definition.push_back(count == 0 ? 0 : made.max_definition - (size < 0 ? 1U : 0U));
      if (size >= 0) {
        made.values.emplace_back(static_cast<std::size_t>(size), static_cast<char>('a' + (row + i) % 4));
      }
    }
  }
  return made;
}
parquet_leaf texts_of_size(const std::vector<int>& sizes) {
  return texts_of_size(
      static_cast<int>(sizes.size()), false, [](int) { return 1; },
      [&](int row, int) { return sizes[static_cast<std::size_t>(row)]; });
}
parquet::schema_element text_element(const char* name, parquet::repetition repetition = parquet::repetition::optional) {
  parquet::logical_type string;
  string.kind = parquet::logical_kind::string;
  return deltalake_test::leaf_element(name, repetition, parquet::physical_type::byte_array, string);
}
std::vector<parquet::schema_element> list_elements(const char* name) {
  return {deltalake_test::group_element(name, parquet::repetition::required, 1, parquet::logical_kind::list),
          deltalake_test::group_element("list", parquet::repetition::repeated, 1), text_element("element")};
}

// What reading a row group gave, and how.
struct reading {
  std::string text;
  std::vector<std::int64_t> rows;  // by batch
  std::uint64_t most_bytes = 0;    // of a batch of more than one row
  int failures = 0;
};

// Reads in batches, gives some back, and goes on after failures of the store.
reading read_batches(const parquet_file& file, const parquet::read_options& options, std::mt19937_64& random) {
  reading made;
  parquet::row_group_reader reader(file, 0, all_of(file), options);
  const deltalake::column::json_style style;
  std::optional<deltalake::column::batch> last;
  while (true) {
    std::optional<deltalake::column::batch> batch;
    try {
      batch = run(reader.next());
    } catch (const deltalake::delta_error& thrown) {
      REQUIRE(thrown.reason() == errc::storage_busy);
      ++made.failures;
      if (last && random() % 2 == 0) {
        reader.recycle(*std::move(last));
        last.reset();
      }
      continue;
    }
    if (!batch) return made;
    made.rows.push_back(batch->num_rows);
    if (batch->num_rows > 1) made.most_bytes = (std::max)(made.most_bytes, memory_of(*batch));
    for (std::int64_t row = 0; row < batch->num_rows; ++row) {
      for (const deltalake::column::array& column : batch->columns) {
        deltalake::column::append_json(column, row, style, made.text);
      }
      made.text += '\n';
    }
    if (last && random() % 2 == 0) reader.recycle(*std::move(last));
    last = std::move(batch);
  }
}

// What is beside the bytes that are counted: an offset more than there are rows, and bits in whole bytes.
constexpr std::uint64_t beside = 100;

TEST_CASE("reader: columns that end at different rows") {
  // Row 10 is large in column a, rows 20 to 29 in column c; b is small, but of lists.
  std::vector<int> a(60, 3), c(60, 5);
  a[10] = 900;
  for (std::size_t i = 20; i < 30; ++i) c[i] = 400;
  const parquet_leaf b = texts_of_size(
      60, true, [](int row) { return row % 4; }, [](int, int) { return 2; });
  std::vector<parquet::schema_element> elements = {text_element("a")};
  for (parquet::schema_element& one : list_elements("b")) elements.push_back(std::move(one));
  elements.push_back(text_element("c"));
  elements.push_back(number_element("n"));
  parquet_writer writer(elements, 4);
  writer.add(60, {make_chunk(texts_of_size(a), tiny_pages()), make_chunk(b, tiny_pages()),
                  make_chunk(texts_of_size(c), tiny_pages()), make_chunk(numbers(0, 60), tiny_pages())});
  const parquet_file file = open_parquet(writer.finish());
  parquet::read_options options;
  std::mt19937_64 random(1);
  const reading whole = read_batches(file, options, random);
  CHECK(whole.rows == std::vector<std::int64_t>{60});
  options.batch_bytes = 2'000;
  const reading parts = read_batches(file, options, random);
  CHECK((parts.text == whole.text));
  CHECK(parts.rows.size() >= 4);
  CHECK(parts.rows.size() <= 15);
  CHECK(parts.most_bytes <= 2'000 + beside);
}

TEST_CASE("reader: lists end with a row, however large it is") {
  // Each fifth row has 40 elements of 30 bytes, the others have few.
  const parquet_leaf lists = texts_of_size(
      50, true, [](int row) { return row % 5 == 4 ? 40 : row % 3; }, [](int, int i) { return i % 7 == 6 ? -1 : 30; });
  for (const dictionary_use use : {dictionary_use::none, dictionary_use::all, dictionary_use::first_half}) {
    for (const std::size_t page_values : {1, 7, 30, 1'000}) {
      parquet_style style;
      style.page_values = page_values;
      style.dictionary = use;
      parquet_writer writer(list_elements("l"), 1);
      const parquet_file file = open_parquet(writer.add(50, {make_chunk(lists, style)}).finish());
      std::mt19937_64 random(2);
      parquet::read_options options;
      const reading whole = read_batches(file, options, random);
      for (const std::uint64_t bytes : {1, 100, 500, 1'500, 3'000, 10'000}) {
        options.batch_bytes = bytes;
        const reading parts = read_batches(file, options, random);
        REQUIRE((parts.text == whole.text));
        CHECK(parts.most_bytes <= bytes + beside);
        if (bytes == 1) CHECK(parts.rows.size() == 50);
        if (bytes >= 3'000) CHECK(parts.rows.size() < 16);
      }
    }
  }
}

TEST_CASE("reader: a value larger than a batch comes alone, up to a limit") {
  std::vector<int> sizes(20, 10);
  sizes[7] = 1'000'000;
  parquet_writer writer({text_element("t"), number_element("n")}, 2);
  const parquet_file file = open_parquet(
      writer.add(20, {make_chunk(texts_of_size(sizes), tiny_pages()), make_chunk(numbers(0, 20), tiny_pages())})
          .finish());
  std::mt19937_64 random(3);
  parquet::read_options options;
  const std::string wanted = text_of(file);
  options.batch_bytes = 2'000;
  const reading got = read_batches(file, options, random);
  CHECK((got.text == wanted));
  CHECK(got.most_bytes <= 2'000 + beside);
  std::vector<std::int64_t> ends;
  for (const std::int64_t rows : got.rows) ends.push_back(rows + (ends.empty() ? 0 : ends.back()));
  CHECK(ends.size() < 8);
  CHECK(std::find(ends.begin(), ends.end(), 7) != ends.end());
  CHECK(std::find(ends.begin(), ends.end(), 8) != ends.end());
  options.limits.row_bytes = 999'999;
  parquet::row_group_reader reader(file, 0, all_of(file), options);
  for (std::int64_t rows = 0; rows < 7;) rows += run(reader.next())->num_rows;
  for (int i = 0; i < 2; ++i) {
    const deltalake::error found = failure_of([&] { run(reader.next()); });
    CHECK(found.code == errc::value_too_large);
    CHECK(found.field == "t");
  }
}

TEST_CASE("reader: the limit of values is one for rows, not for batches") {
  const parquet_leaf lists = texts_of_size(
      20, true, [](int row) { return row == 15 ? 30 : 5; }, [](int, int) { return 1; });
  parquet_writer writer(list_elements("l"), 1);
  const parquet_file file = open_parquet(writer.add(20, {make_chunk(lists, tiny_pages())}).finish());
  parquet::read_options options;
  options.limits.batch_levels = 30;
  std::mt19937_64 random(4);
  CHECK((read_batches(file, options, random).text == text_of(file)));
  options.limits.batch_levels = 29;
  CHECK(failure_of([&] { text_of(file, 0, options); }).code == errc::value_too_large);
  parquet_writer flat({number_element("n")}, 1);
  const parquet_file numbers_file = open_parquet(flat.add(100, {make_chunk(numbers(0, 100), tiny_pages())}).finish());
  CHECK(text_of(numbers_file, 0, options) == text_of_numbers(0, 100));
}

TEST_CASE("reader: the rows do not depend on the bytes of a batch, on failures, nor on memory given back") {
  std::mt19937_64 random(6);
  for (int round = 0; round < 60; ++round) {
    CAPTURE(round);
    const int rows = 50 + static_cast<int>(random() % 200);
    std::vector<parquet::schema_element> elements;
    std::vector<parquet_chunk> chunks;
    const int fields = 2 + static_cast<int>(random() % 3);
    for (int field = 0; field < fields; ++field) {
      parquet_style style = random_style(random);
      style.page_values = std::vector<std::size_t>{3, 40, 1'000}[random() % 3];
      const unsigned scale = 1U << random() % 8;
      const auto size = [&](int, int) {
        if (random() % 6 == 0) return -1;
        return static_cast<int>(random() % (random() % 20 == 0 ? 40 * scale : scale));
      };
      const auto count = [&](int) { return static_cast<int>(random() % (random() % 10 == 0 ? 60 : 4)); };
      const auto kind = random() % 3;
      if (kind == 0) elements.push_back(number_element("n"));
      if (kind == 1) elements.push_back(text_element("t"));
      if (kind == 2) {
        for (parquet::schema_element& one : list_elements("l")) elements.push_back(std::move(one));
      }
      chunks.push_back(
          make_chunk(kind == 0 ? numbers(field, rows) : texts_of_size(rows, kind == 2, count, size), style));
    }
    parquet_writer writer(elements, fields);
    const std::string content = writer.add(rows, chunks).finish();
    const std::string wanted = text_of(open_parquet(content));
    for (const std::uint64_t bytes : {1, 200, 1'000, 3'000, 20'000}) {
      CAPTURE(bytes);
      deltalake::testing::faulty_store<storage::memory_store> store(parquet_store(content));
      const parquet_file file = open_parquet(storage::any_store(store), {}, content.size());
      const std::size_t faults = random() % 4;
      for (std::size_t i = 0; i < faults; ++i) {
        store.at(store.count() + random() % 12, deltalake::testing::fault::before(errc::storage_busy));
      }
      parquet::read_options options = small_windows(std::vector<std::int64_t>{10, 1'000}[random() % 2]);
      options.batch_bytes = bytes;
      const reading got = read_batches(file, options, random);
      REQUIRE((got.text == wanted));
      CHECK(got.most_bytes <= bytes + beside);
    }
  }
}

// Gives less than it is asked for, as a store does whose object became shorter.
class short_store {
 public:
  short_store(storage::memory_store inner, std::uint64_t size) : inner_(std::move(inner)), size_(size) {}

  task<deltalake::bytes> get(path where) const { return inner_.get(std::move(where)); }
  task<deltalake::bytes> get_range(path where, std::uint64_t offset, std::uint64_t length) const {
    const std::uint64_t left = offset < size_ ? size_ - offset : 0;
    return inner_.get_range(std::move(where), offset, (std::min)(length, left));
  }
  task<std::optional<storage::object_meta>> head(path where) const { return inner_.head(std::move(where)); }
  task<storage::list_page> list_from(path folder, std::string from) const {
    return inner_.list_from(std::move(folder), std::move(from));
  }
  task<storage::put_outcome> put(path where, deltalake::bytes content, storage::put_mode mode) const {
    return inner_.put(std::move(where), std::move(content), std::move(mode));
  }
  task<void> remove(path where) const { return inner_.remove(std::move(where)); }
  std::string uri(const path& where) const { return inner_.uri(where); }

 private:
  storage::memory_store inner_;
  std::uint64_t size_;
};

TEST_CASE("reader: a store that gives less than the file had") {
  const std::string content = two_columns();
  const parquet_file file = open_parquet(content);
  for (std::uint64_t size = 0; size < content.size(); ++size) {
    CAPTURE(size);
    const short_store store(parquet_store(content), size);
    const deltalake::error cut = failure_of([&] { open_parquet(storage::any_store(store), {}, content.size()); });
    CHECK(cut.code == errc::invalid_parquet);
    const std::shared_ptr<parquet::file> shorter = copy_of(file);
    shorter->store = storage::any_store(store);
    const auto pages_end = static_cast<std::uint64_t>(file->metadata.row_groups[0].columns[1].data_page_offset +
                                                      file->metadata.row_groups[0].columns[1].total_compressed_size);
    for (const parquet::read_options& options : {parquet::read_options(), small_windows()}) {
      const deltalake::error found = failure_of([&] { text_of(shorter, 0, options); });
      // The last header is looked for in more bytes than it has.
      if (size < pages_end) CHECK(found.code == errc::invalid_parquet);
      if (found.code == errc::invalid_parquet) CHECK(found.file == "f.parquet");
    }
  }
}

task<void> take_size(parquet::row_group_reader& reader, std::vector<std::int64_t>& sizes, bool& at_end) {
  const std::optional<deltalake::column::batch> batch = co_await reader.next();
  at_end = !batch;
  if (batch) sizes.push_back(batch->num_rows);
}

TEST_CASE("reader: cancellation, at whatever read") {
  const std::string content = two_columns(many);
  const parquet_file file = open_parquet(content);
  for (int at = 0;; ++at) {
    boost::asio::io_context context(1);
    boost::asio::cancellation_signal stop;
    auto where = std::make_shared<deltalake_test::suspensions>();
    where->special = at;
    // Later: a coroutine that never waited does not take its own cancellation well.
    where->at = [&] { boost::asio::post(context, [&] { stop.emit(boost::asio::cancellation_type::all); }); };
    where->there = std::chrono::hours(1);
    const std::shared_ptr<parquet::file> slow = copy_of(file);
    slow->store = storage::any_store(deltalake_test::suspending_store(parquet_store(content), where));
    parquet::row_group_reader reader(slow, 0, all_of(slow), small_windows(150));
    std::vector<std::int64_t> sizes;
    bool cancelled = false;
    for (bool at_end = false; !at_end;) {
      context.restart();
      auto handler = [&](std::exception_ptr thrown) {
        if (!thrown) return;
        cancelled = true;
        CHECK_THROWS_WITH(std::rethrow_exception(thrown), doctest::Contains("canceled"));
      };
      boost::asio::co_spawn(context, take_size(reader, sizes, at_end),
                            boost::asio::bind_cancellation_slot(stop.slot(), handler));
      context.run();
    }
    CHECK(sizes == std::vector<std::int64_t>{150, 150, 150, 150});
    if (!cancelled) {
      CHECK(at >= 10);
      break;
    }
    REQUIRE(at < 1'000);
  }
}

TEST_CASE("reader: a small row group is read with one request, a large one column by column") {
  const std::string content = two_columns();
  storage::metered_store<storage::memory_store> store(parquet_store(content));
  const parquet_file file = open_parquet(storage::any_store(store));
  const auto requests = [&](parquet::read_options options, std::vector<bool> wanted) {
    const std::uint64_t before = store.usage().count(storage::operation_kind::get_range);
    run(read_text(file, 0, std::move(wanted), std::move(options)));
    return store.usage().count(storage::operation_kind::get_range) - before;
  };
  CHECK(requests({}, {true, true}) == 1);
  CHECK(requests({}, {false, false}) == 0);
  parquet::read_options large;
  large.ahead_bytes = 0;
  CHECK(requests(large, {true, true}) == 2);
  CHECK(requests(large, {false, true}) == 1);
}

TEST_CASE("select_leaves: by whole names, of leaves and of groups") {
  row_type add;
  add.what = row_type::kind::structure;
  add.name = "add";
  for (const char* const name : {"path", "pathology", "size"}) {
    add.children.emplace_back();
    add.children.back().name = name;
  }
  std::vector<parquet::schema_element> elements;
  deltalake_test::add_elements(add, elements);
  elements.push_back(number_element("address"));
  const parquet_file file = open_parquet(parquet_writer(elements, 2).finish());
  const auto selected = [&](const std::vector<std::string>& names) {
    std::string made;
    for (const bool leaf : parquet::select_leaves(file->schema, names)) made += leaf ? 'x' : '.';
    return made;
  };
  CHECK(selected({}) == "....");
  CHECK(selected({"add"}) == "xxx.");
  CHECK(selected({"add.path"}) == "x...");
  CHECK(selected({"add.size", "address"}) == "..xx");
  CHECK(selected({"add.path.x", "ad", "add."}) == "....");
}

}  // namespace
}  // namespace deltalake_reader_io_test
