#include <deltalake/parquet/writer_io.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/parquet/bloom_filter_io.hpp>
#include <deltalake/parquet/page_header.hpp>
#include <deltalake/parquet/page_index_io.hpp>
#include <deltalake/storage/any_store.hpp>
#include <deltalake/storage/local_store.hpp>
#include <deltalake/storage/memory_store.hpp>
#include <deltalake/testing/faulty_store.hpp>
#include <tests/support/parquet_file.hpp>
#include <tests/support/random_arrays.hpp>
#include <tests/support/run_task.hpp>
#include <tests/support/temp_folder.hpp>
#include <tests/support/written_parquet.hpp>

namespace deltalake_writer_io_test {

using namespace deltalake;
using namespace deltalake::parquet;
using namespace deltalake_test;
using deltalake::column::type_id;

namespace {

// Chooses options of all kinds, pages and row groups mostly tiny.
write_options random_write_options(std::mt19937_64& random, bool may_use_int96) {
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
    const written made = write_file(fields, batches, random_write_options(random, may_use_int96));
    CHECK(made.file.size_bytes == made.content.size());
    const parquet_file file = open_parquet(made.content);
    CHECK(file->metadata.num_rows == static_cast<std::int64_t>(expected.size()));
    const std::vector<std::string> found = run(read_rows(file));
    REQUIRE(found.size() == expected.size());
    for (std::size_t row = 0; row < found.size(); ++row) CHECK(found[row] == expected[row]);
  }
}

namespace {

std::shared_ptr<std::vector<column::batch>> only_batch(column::batch one) {
  auto made = std::make_shared<std::vector<column::batch>>();
  made->push_back(std::move(one));
  return made;
}

column::batch counted_rows(std::int64_t rows) {
  std::vector<std::optional<std::int64_t>> numbers;
  std::vector<std::optional<std::string>> names;
  for (std::int64_t i = 0; i < rows; ++i) {
    numbers.push_back(i % 10 == 3 ? std::nullopt : std::optional<std::int64_t>(i));
    names.push_back("name " + std::to_string(i % 7));
  }
  return batch_of(columns(named_array{"n", longs(numbers)}, named_array{"s", texts_of(names)}));
}

errc write_failure(task<void> work) {
  try {
    run(std::move(work));
  } catch (const delta_error& thrown) {
    return thrown.reason();
  }
  return errc{};
}

task<void> write_twice(std::shared_ptr<file_writer> writer, const column::batch* first, const column::batch* second) {
  auto writing = writer->write(*first);
  co_await std::move(writing);
  auto again = writer->write(*second);
  co_await std::move(again);
}

std::string group_row_counts(const written_file& from) {
  std::string made;
  for (const row_group& group : from.metadata.row_groups) made += std::to_string(group.num_rows) + ' ';
  return made;
}

}  // namespace

TEST_CASE("writer: row groups end at their number of rows, whatever batches bring") {
  auto batches = std::make_shared<std::vector<column::batch>>();
  for (int i = 0; i < 5; ++i) batches->push_back(counted_rows(70));
  const std::vector<column::field> fields = batches->front().fields;
  const written made = write_file(fields, batches, write_options().row_group_rows(100));
  CHECK(group_row_counts(made.file) == "100 100 100 50 ");
  CHECK(group_row_counts({nullptr, open_parquet(made.content)->metadata, 0, {}, {}, {}}) == "100 100 100 50 ");
  CHECK(group_row_counts(write_file(fields, only_batch(counted_rows(3)), write_options().row_group_rows(1)).file) ==
        "1 1 1 ");
}

TEST_CASE("writer: row groups end when their bytes are full") {
  const written made = write_file(counted_rows(1).fields, only_batch(counted_rows(50'000)),
                                  write_options().row_group_bytes(20'000).codec(compression::uncompressed));
  REQUIRE(made.file.metadata.row_groups.size() > 10);
  for (const row_group& group : made.file.metadata.row_groups) CHECK(group.total_compressed_size.value() < 60'000);
  CHECK(made.file.metadata.num_rows == 50'000);
}

TEST_CASE("writer: the same rows make the same bytes, however they come") {
  std::vector<std::optional<std::int64_t>> numbers;
  for (std::int64_t i = 0; i < 30'000; ++i) numbers.push_back(i * 7919 % 100'003);
  const auto rows = [&](std::size_t begin, std::size_t end) {
    const std::vector<std::optional<std::int64_t>> part(numbers.begin() + static_cast<std::ptrdiff_t>(begin),
                                                        numbers.begin() + static_cast<std::ptrdiff_t>(end));
    return batch_of(columns(named_array{"n", longs(part)}));
  };
  const write_options options = write_options().page_bytes(3000).row_group_rows(11'000);
  const std::vector<column::field> fields = rows(0, 1).fields;
  const written whole = write_file(fields, only_batch(rows(0, numbers.size())), options);
  auto pieces = std::make_shared<std::vector<column::batch>>();
  for (std::size_t at = 0; at < numbers.size(); at += 777) {
    pieces->push_back(rows(at, (std::min)(at + 777, numbers.size())));
  }
  CHECK(write_file(fields, pieces, options).content == whole.content);
}

TEST_CASE("writer: a file without rows has no row groups, and one without columns counts its rows") {
  const written none = write_file(counted_rows(0).fields, only_batch(counted_rows(0)));
  CHECK(none.file.metadata.row_groups.empty());
  CHECK(open_parquet(none.content)->schema.leaves.size() == 2);
  column::batch bare;
  bare.num_rows = 7;
  const written counting = write_file({}, only_batch(std::move(bare)));
  CHECK(open_parquet(counting.content)->metadata.num_rows == 7);
}

TEST_CASE("writer: the file says who wrote it, and what it was told to say") {
  write_options options;
  options.key_value("delta", "yes").column({"n"}, column_options().field_id(17)).codec(compression::zstd, 5);
  const written made = write_file(counted_rows(1).fields, only_batch(counted_rows(100)), options);
  const parquet_file file = open_parquet(made.content);
  CHECK(file->metadata.created_by == "deltalake-cpp version " DELTALAKE_VERSION_TEXT " (build none)");
  REQUIRE(file->metadata.key_value_metadata.size() == 1);
  CHECK(file->metadata.key_value_metadata[0].second == "yes");
  CHECK(file->schema.leaves[0].field_id == 17);
  CHECK(file->metadata.type_defined_order == std::vector<bool>{true, true});
  CHECK(file->metadata.row_groups[0].columns[0].codec == compression::zstd);
  CHECK(file->metadata.row_groups[0].file_offset == 4);
}

TEST_CASE("writer: bounds and counts of nulls of the whole file come back with it") {
  const written made = write_file(counted_rows(1).fields, only_batch(counted_rows(1000)),
                                  write_options().row_group_rows(300).page_rows(50));
  REQUIRE(made.file.values.size() == 2);
  const value_bounds numbers = made.file.values[0].bounds(schema::data_type(schema::data_type::kind::long_));
  REQUIRE(numbers.lower.has_value());
  CHECK(numbers.lower->value == schema::scalar(std::int64_t{0}));
  CHECK(numbers.upper->value == schema::scalar(std::int64_t{999}));
  CHECK(made.file.values[0].null_count() == 100);
  CHECK(made.file.null_rows == std::vector<std::int64_t>{100, 0});
}

TEST_CASE("writer: null rows of lists are those of the list, not of its elements") {
  array numbers = longs({1, null, 3});
  array listed = lists(std::move(numbers), {2, null, 0, 1, null});
  column::batch rows = batch_of(columns(named_array{"l", std::move(listed)}));
  const std::vector<column::field> fields = rows.fields;
  const written made = write_file(fields, only_batch(std::move(rows)));
  CHECK(made.file.null_rows == std::vector<std::int64_t>{2});
  CHECK(made.file.values[0].null_count() == 4);  // two null lists, an empty one, a null element
}

TEST_CASE("writer: the page index agrees with the pages and contains their values") {
  const written made =
      write_file(counted_rows(1).fields, only_batch(counted_rows(1000)), write_options().page_rows(64));
  const parquet_file file = open_parquet(made.content);
  const row_group_page_index index =
      run(read_page_index(file, 0, std::vector<page_index_part>(2, page_index_part::all), read_options()));
  CHECK(index.notes.empty());
  REQUIRE(index.leaves.size() == 2);
  for (const leaf_page_index& leaf : index.leaves) {
    REQUIRE(leaf.offsets.has_value());
    REQUIRE(leaf.columns.has_value());
    REQUIRE(leaf.offsets->pages.size() == 16);
    for (std::size_t page = 0; page < 16; ++page) {
      const page_location& at = leaf.offsets->pages[page];
      CHECK(at.first_row == static_cast<std::int64_t>(page) * 64);
      const auto header = parse_page_header(std::string_view(made.content).substr(static_cast<std::size_t>(at.offset)));
      REQUIRE(header.value().has_value());
      CHECK((*header)->num_values == (page == 15 ? 40U : 64U));
      CHECK((*header)->header_bytes + (*header)->compressed_bytes == static_cast<std::uint32_t>(at.compressed_size));
    }
  }
  CHECK(index.leaves[0].columns->order == boundary_order::ascending);
  CHECK(index.leaves[0].columns->min_values[1] == std::string("\x40\0\0\0\0\0\0\0", 8));
  CHECK(index.leaves[1].columns->min_values[0] == "name 0");
  CHECK(index.leaves[1].columns->max_values[0] == "name 6");
}

TEST_CASE("writer: a Bloom filter knows every value of its row group, with a dictionary and without") {
  for (const encoding how : {encoding::rle_dictionary, encoding::plain}) {
    write_options options;
    options.column({"n"}, column_options().bloom_filter(0.001)).column({"s"}, column_options().bloom_filter());
    options.encoded(how);
    const written made = write_file(counted_rows(1).fields, only_batch(counted_rows(5000)), options);
    const parquet_file file = open_parquet(made.content);
    const found_bloom_filter numbers = run(read_bloom_filter(file, 0, 0, read_options()));
    const found_bloom_filter names = run(read_bloom_filter(file, 0, 1, read_options()));
    REQUIRE(numbers.filter.has_value());
    REQUIRE(names.filter.has_value());
    const auto has = [&](const found_bloom_filter& in, std::uint32_t leaf, const schema::scalar& value) {
      return in.filter->may_contain(bloom_hash(file->schema.leaves[leaf], value).value());
    };
    std::size_t wrong = 0;
    for (std::int64_t i = 0; i < 5000; ++i) {
      if (i % 10 != 3) CHECK(has(numbers, 0, schema::scalar(std::int64_t{i})));
      wrong += has(numbers, 0, schema::scalar(std::int64_t{i + 10'000})) ? 1 : 0;
    }
    CHECK(wrong < 50);
    CHECK(has(names, 1, schema::scalar("name 6")));
    CHECK(names.filter->size_bytes() == bloom_filter::sized_for(7, 0.01).size_bytes());
  }
}

TEST_CASE("writer: huge texts make pages of their own and come back") {
  std::vector<std::optional<std::string>> texts;
  for (int i = 0; i < 6; ++i) texts.push_back(std::string(3'000'000, static_cast<char>('a' + i % 2)));
  column::batch rows = batch_of(columns(named_array{"s", texts_of(texts)}));
  const std::vector<column::field> fields = rows.fields;
  const std::vector<std::string> expected = texts_of_rows(rows);
  const written made = write_file(fields, only_batch(std::move(rows)));
  CHECK((run(read_rows(open_parquet(made.content))) == expected));
  CHECK(made.file.metadata.row_groups[0].columns[0].statistics->max_value->size() <= 64);
}

TEST_CASE("writer: rows that do not fit are refused with the column's name, and nothing goes on after that") {
  const std::vector<column::field> fields{{"n", type_id::int64, false}};
  auto content = std::make_shared<bytes>();
  auto writer =
      std::make_shared<file_writer>(fields, std::make_unique<storage::memory_upload>(content), write_options());
  const column::batch good = batch_of(columns(named_array{"n", longs({1, 2})}));
  const column::batch nulls = batch_of(columns(named_array{"n", longs({1, null})}));
  try {
    run(write_twice(writer, &good, &nulls));
    FAIL("a null was taken");
  } catch (const delta_error& thrown) {
    CHECK(thrown.reason() == errc::invalid_argument);
    CHECK(thrown.where().field == "n");
  }
  CHECK(write_failure(write_twice(writer, &good, &good)) == errc::invalid_argument);
  CHECK_THROWS_AS(run(writer->finish()), delta_error);
  CHECK(content->empty());
  const column::batch other = batch_of(columns(named_array{"n", ints({1, 2})}));
  auto second =
      std::make_shared<file_writer>(fields, std::make_unique<storage::memory_upload>(content), write_options());
  CHECK(write_failure(write_twice(second, &other, &good)) == errc::invalid_argument);
  column::batch torn = batch_of(columns(named_array{"n", longs({1, 2})}));
  torn.columns[0].values.resize(8);
  auto third =
      std::make_shared<file_writer>(fields, std::make_unique<storage::memory_upload>(content), write_options());
  CHECK(write_failure(write_twice(third, &torn, &good)) == errc::invalid_argument);
  CHECK_THROWS_AS(file_writer({{"a", type_id::int32, true}, {"a", type_id::int32, true}}, nullptr, write_options()),
                  delta_error);
}

namespace {

task<void> write_and_give_up(storage::local_store store, const column::batch* rows) {
  auto beginning = storage::begin_upload(store, path("t/f.parquet"), storage::put_mode::create());
  auto sink = co_await std::move(beginning);
  file_writer writer(rows->fields, std::move(sink), write_options().row_group_rows(100'000));
  auto writing = writer.write(*rows);
  co_await std::move(writing);
  CHECK(writer.bytes_written() != 0);
  auto giving_up = writer.abort();
  co_await std::move(giving_up);
}

}  // namespace

TEST_CASE("writer: a file that is given up leaves nothing behind") {
  const temp_folder folder;
  const storage::local_store store(folder.path());
  std::vector<std::optional<std::int64_t>> numbers;
  std::mt19937_64 random(3);
  for (int i = 0; i < 800'000; ++i) numbers.push_back(static_cast<std::int64_t>(random()));
  const column::batch rows = batch_of(columns(named_array{"n", longs(numbers)}));
  run(write_and_give_up(store, &rows));
  CHECK(std::filesystem::is_empty(folder / "t"));
}

namespace {

using put_outcome_and_size = std::pair<storage::put_outcome, std::uint64_t>;

task<put_outcome_and_size> write_to(storage::any_store store, const column::batch* rows) {
  auto beginning = storage::begin_upload(store, path("f.parquet"), storage::put_mode::create());
  auto sink = co_await std::move(beginning);
  file_writer writer(rows->fields, std::move(sink), write_options());
  auto writing = writer.write(*rows);
  co_await std::move(writing);
  auto finishing = writer.finish();
  const written_file made = co_await std::move(finishing);
  co_return put_outcome_and_size(made.outcome, made.size_bytes);
}

}  // namespace

TEST_CASE("writer: what becomes of the object is told, and a store that fails leaves none") {
  const storage::memory_store memory;
  testing::faulty_store<storage::memory_store> faulty(memory);
  faulty.at(storage::operation_kind::put, 0, testing::fault::before(errc::no_space));
  const storage::any_store store(faulty);
  const column::batch rows = counted_rows(10);
  try {
    run(write_to(store, &rows));
    FAIL("the store's error was lost");
  } catch (const delta_error& thrown) {
    CHECK(thrown.reason() == errc::no_space);
  }
  CHECK(memory.size() == 0);
  const auto [created, size] = run(write_to(store, &rows));
  CHECK(created == storage::put_outcome::created);
  CHECK(run(memory.get(path("f.parquet"))).size() == size);
  CHECK(run(write_to(store, &rows)).first == storage::put_outcome::already_exists);
}

}  // namespace deltalake_writer_io_test
