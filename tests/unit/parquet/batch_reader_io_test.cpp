#include <deltalake/parquet/batch_reader_io.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
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
#include <deltalake/parquet/reader_io.hpp>
#include <deltalake/storage/memory_store.hpp>
#include <deltalake/testing/faulty_store.hpp>
#include <tests/support/parquet_file.hpp>
#include <tests/support/parquet_random.hpp>
#include <tests/support/run_task.hpp>
#include <tests/support/suspending_store.hpp>

namespace deltalake_batch_reader_io_test {
namespace {

namespace parquet = deltalake::parquet;
namespace storage = deltalake::storage;
using deltalake::errc;
using deltalake::task;
using deltalake_test::open_parquet;
using deltalake_test::parquet_file;
using deltalake_test::parquet_leaf;
using deltalake_test::parquet_store;
using deltalake_test::parquet_writer;
using deltalake_test::random_file;
using deltalake_test::run;

std::string text_of(const deltalake::column::batch& batch, std::int64_t row) {
  const deltalake::column::json_style style;
  std::string text;
  for (const deltalake::column::array& column : batch.columns) {
    deltalake::column::append_json(column, row, style, text);
    text += '|';
  }
  return text;
}

// The number of a row and what it says, a line each.
using lines = std::vector<std::string>;

void check_types(const deltalake::column::array& array, const deltalake::column::data_type& type) {
  CHECK(array.type == type);
  if (type.id == deltalake::column::type_id::dictionary) {
    REQUIRE(array.dictionary != nullptr);
    CHECK(array.dictionary->type == type.children.front().type);
    for (std::int64_t row = 0; row < array.length; ++row) {
      if (array.is_valid(row)) CHECK(array.value<std::uint32_t>(row) < array.dictionary->length);
    }
    return;
  }
  if (array.children.size() != type.children.size()) FAIL("another number of children than the type has");
  for (std::size_t i = 0; i < array.children.size(); ++i) check_types(array.children[i], type.children[i].type);
}

void add_lines(const parquet::read_batch& batch, lines& to) {
  std::int64_t row = 0;
  for (std::size_t i = 0; i < batch.rows.columns.size(); ++i) {
    check_types(batch.rows.columns[i], batch.rows.fields[i].type);
  }
  CHECK((batch.ranges.empty() || batch.ranges.front().begin == batch.first_row));
  for (const parquet::row_range& range : batch.ranges) {
    for (std::int64_t number = range.begin; number < range.end; ++number, ++row) {
      to.push_back(std::to_string(number) + ' ' + text_of(batch.rows, row));
    }
  }
  CHECK(row == batch.rows.num_rows);
}

task<lines> read_lines(parquet_file file, parquet::batch_reader_options options) {
  parquet::batch_reader reader(file, std::move(options));
  lines made;
  while (true) {
    std::optional<parquet::read_batch> batch = co_await reader.next();
    if (!batch) break;
    add_lines(*batch, made);
    reader.recycle(std::move(batch->rows));
  }
  co_return made;
}

// The same by a reader of one row group at a time.
task<lines> plain_lines(parquet_file file, std::vector<bool> leaves) {
  lines made;
  std::int64_t number = 0;
  for (std::size_t group = 0; group < file->metadata.row_groups.size(); ++group) {
    parquet::row_group_reader reader(file, group, leaves, {});
    while (true) {
      const std::optional<deltalake::column::batch> batch = co_await reader.next();
      if (!batch) break;
      for (std::int64_t row = 0; row < batch->num_rows; ++row) {
        made.push_back(std::to_string(number++) + ' ' + text_of(*batch, row));
      }
    }
  }
  co_return made;
}

std::int64_t number_of(const std::string& line) { return std::stoll(line); }

parquet::batch_reader_options random_options(std::mt19937_64& random) {
  parquet::batch_reader_options made;
  made.reading.batch_rows = std::vector<std::int64_t>{1, 3, 65'536}[random() % 3];
  made.reading.window_bytes = std::vector<std::uint64_t>{1, 100, 1'000'000}[random() % 3];
  made.reading.ahead_bytes = random() % 2 == 0 ? 0 : 1'000'000;
  if (random() % 2 == 0) made.reading.batch_bytes = std::vector<std::uint64_t>{0, 30, 100, 400, 2'000}[random() % 5];
  made.ahead = std::vector<std::size_t>{1, 2, 3}[random() % 3];
  if (random() % 3 == 0) made.budget = std::make_shared<parquet::memory_budget>(random() % 20'000);
  return made;
}

bool any(const std::vector<bool>& of) { return std::find(of.begin(), of.end(), true) != of.end(); }

std::vector<bool> random_leaves(std::mt19937_64& random, const parquet_file& file) {
  std::vector<bool> made(file->schema.leaves.size());
  for (std::size_t leaf = 0; leaf < made.size(); ++leaf) made[leaf] = random() % 2 == 0;
  return made;
}

std::vector<parquet::value_form> random_forms(std::mt19937_64& random, const parquet_file& file) {
  std::vector<parquet::value_form> made(random() % (file->schema.leaves.size() + 2));
  for (parquet::value_form& one : made) one = static_cast<parquet::value_form>(random() % 2);
  return made;
}

TEST_CASE("batch_reader: all rows of all row groups, in order and with their numbers") {
  std::mt19937_64 random(7);
  for (int round = 0; round < 60; ++round) {
    CAPTURE(round);
    const random_file made = deltalake_test::make_random_file(random);
    const parquet_file file = open_parquet(made.content);
    parquet::batch_reader_options options = random_options(random);
    options.reading.forms = random_forms(random, file);
    std::vector<bool> leaves(file->schema.leaves.size(), true);
    if (round % 2 == 1) options.leaves = leaves = random_leaves(random, file);
    REQUIRE(run(read_lines(file, std::move(options))) == run(plain_lines(file, leaves)));
  }
}

TEST_CASE("batch_reader: some rows of some row groups, in the order that is asked for") {
  std::mt19937_64 random(8);
  for (int round = 0; round < 60; ++round) {
    CAPTURE(round);
    const random_file made = deltalake_test::make_random_file(random);
    const parquet_file file = open_parquet(made.content);
    parquet::batch_reader_options options = random_options(random);
    options.reading.forms = random_forms(random, file);
    std::vector<bool> leaves(file->schema.leaves.size(), true);
    if (round % 2 == 1) options.leaves = leaves = random_leaves(random, file);
    const lines all = run(plain_lines(file, leaves));
    lines expected;
    std::vector<std::int64_t> first{0};
    for (const auto& rows : made.groups) first.push_back(first.back() + static_cast<std::int64_t>(rows.size()));
    options.groups.emplace();
    for (std::size_t i = 0; i < made.groups.size(); ++i) {
      const std::size_t group = made.groups.size() - 1 - i;
      if (random() % 4 == 0) continue;
      const auto count = static_cast<std::int64_t>(made.groups[group].size());
      parquet::group_rows some{group, deltalake_test::random_ranges(random, count), {}};
      if (random() % 2 == 0) some.pages = deltalake_test::walk_pages(file, made.content, group);
      for (std::int64_t row = 0; row < count; ++row) {
        if (some.rows->contains(row)) expected.push_back(all[static_cast<std::size_t>(first[group] + row)]);
      }
      options.groups->push_back(std::move(some));
    }
    REQUIRE(run(read_lines(file, std::move(options))) == expected);
  }
}

// Keeps rows by what their texts sum up to, so that a reader without a filter can tell the same.
bool is_kept(const std::string& text) {
  unsigned sum = 0;
  for (const char one : text) sum = sum * 31 + static_cast<unsigned char>(one);
  return sum % 3 == 0;
}
deltalake::result<parquet::row_ranges> keep_some(const deltalake::column::batch& batch) {
  parquet::row_ranges kept;
  for (std::int64_t row = 0; row < batch.num_rows; ++row) {
    if (is_kept(text_of(batch, row))) kept.add(row, row + 1);
  }
  return kept;
}

TEST_CASE("batch_reader: a filter that is read first leaves the rows that filtering at last would leave") {
  std::mt19937_64 random(9);
  for (int round = 0; round < 60; ++round) {
    CAPTURE(round);
    const random_file made = deltalake_test::make_random_file(random);
    const parquet_file file = open_parquet(made.content);
    parquet::batch_reader_options options = random_options(random);
    options.reading.forms = random_forms(random, file);
    std::vector<bool> leaves(file->schema.leaves.size(), true);
    if (round % 2 == 1) options.leaves = leaves = random_leaves(random, file);
    options.filter_leaves = random_leaves(random, file);
    if (!any(options.filter_leaves)) options.filter_leaves.front() = true;
    options.keep = keep_some;
    const lines filters = run(plain_lines(file, options.filter_leaves)), all = run(plain_lines(file, leaves));
    lines expected;
    for (std::size_t i = 0; i < filters.size(); ++i) {
      if (is_kept(filters[i].substr(filters[i].find(' ') + 1))) expected.push_back(all[i]);
    }
    if (round % 4 >= 2) {
      options.groups.emplace();
      std::int64_t first = 0;
      parquet::row_ranges wanted;
      for (std::size_t group = 0; group < made.groups.size(); ++group) {
        const auto count = static_cast<std::int64_t>(made.groups[group].size());
        const parquet::row_ranges rows =
            intersect(deltalake_test::random_ranges(random, count), parquet::row_ranges::all(count));
        for (const parquet::row_range& one : rows.ranges()) wanted.add(first + one.begin, first + one.end);
        options.groups->push_back({group, rows, deltalake_test::walk_pages(file, made.content, group)});
        first += count;
      }
      std::erase_if(expected, [&](const std::string& line) { return !wanted.contains(number_of(line)); });
    }
    REQUIRE(run(read_lines(file, std::move(options))) == expected);
  }
}

TEST_CASE("batch_reader: what the filter returns as an error ends the reading, in its turn") {
  std::mt19937_64 random(10);
  random_file made = deltalake_test::make_random_file(random);
  while (made.groups.front().empty()) made = deltalake_test::make_random_file(random);
  const parquet_file file = open_parquet(made.content);
  parquet::batch_reader_options options;
  options.filter_leaves = {true};
  options.keep = [](const deltalake::column::batch&) -> deltalake::result<parquet::row_ranges> {
    return deltalake::error(errc::invalid_argument, "no such function");
  };
  try {
    run(read_lines(file, std::move(options)));
    FAIL("nothing was thrown");
  } catch (const deltalake::delta_error& thrown) {
    CHECK(thrown.where().detail == "no such function");
    CHECK(thrown.where().file == "f.parquet");
  }
}

// Row groups of numbers and texts, in pages of so many.
std::string many_groups(std::size_t groups, std::int32_t rows, std::size_t text_bytes, std::size_t page_values = 50) {
  using parquet::physical_type;
  using parquet::repetition;
  parquet_writer writer({deltalake_test::leaf_element("n", repetition::required, physical_type::int32),
                         deltalake_test::leaf_element("t", repetition::required, physical_type::byte_array)},
                        2);
  for (std::size_t group = 0; group < groups; ++group) {
    parquet_leaf numbers, texts;
    texts.physical = physical_type::byte_array;
    for (std::int32_t i = 0; i < rows; ++i) {
      const std::int32_t number = static_cast<std::int32_t>(group) * rows + i;
      numbers.values.push_back(deltalake_test::little_endian(number));
      texts.values.push_back(std::string(text_bytes, static_cast<char>('a' + number % 26)));
    }
    numbers.definition = numbers.repetition = texts.definition = texts.repetition =
        std::vector<std::uint32_t>(static_cast<std::size_t>(rows));
    deltalake_test::parquet_style style;
    style.page_values = page_values;
    style.codec = parquet::compression::snappy;
    writer.add(rows, {make_chunk(numbers, style), make_chunk(texts, style)});
  }
  return writer.finish();
}

TEST_CASE("batch_reader: the budget is kept to, with whole row groups waiting for their turn") {
  const std::string content = many_groups(8, 2'000, 100);
  const parquet_file file = open_parquet(content);
  const lines all = run(plain_lines(file, {true, true}));
  for (const std::uint64_t bytes : {std::uint64_t{200'000}, std::uint64_t{400'000}, std::uint64_t{1'000'000}}) {
    CAPTURE(bytes);
    parquet::batch_reader_options options;
    options.ahead = 4;
    options.budget = std::make_shared<parquet::memory_budget>(bytes);
    const std::shared_ptr<parquet::memory_budget> budget = options.budget;
    CHECK(run(read_lines(file, std::move(options))) == all);
    CHECK(budget->used() == 0);  // all was given back
    CHECK(budget->peak() <= bytes);
    CHECK(budget->peak() > bytes / 4);  // it is counted indeed
  }
  // One budget for two readers: each goes on, whatever the other holds.
  parquet::batch_reader_options options;
  options.ahead = 4;
  options.budget = std::make_shared<parquet::memory_budget>(std::uint64_t{100'000});
  parquet::batch_reader first(file, options), second(file, options);
  lines one, two;
  while (true) {
    std::optional<parquet::read_batch> a = run(first.next()), b = run(second.next());
    CHECK(a.has_value() == b.has_value());
    if (!a || !b) break;
    add_lines(*a, one);
    add_lines(*b, two);
  }
  CHECK(one == all);
  CHECK(two == all);
  CHECK(options.budget->used() == 0);
}

TEST_CASE("batch_reader: a row that is larger than the budget comes all the same, alone") {
  const std::string content = many_groups(2, 3, 50'000, 1);
  const parquet_file file = open_parquet(content);
  parquet::batch_reader_options options;
  options.budget = std::make_shared<parquet::memory_budget>(std::uint64_t{1'000});
  options.ahead = 2;
  parquet::batch_reader reader(file, std::move(options));
  for (std::int64_t row = 0; row < 6; ++row) {
    const std::optional<parquet::read_batch> batch = run(reader.next());
    REQUIRE(batch.has_value());
    CHECK(batch->rows.num_rows == 1);
    CHECK(batch->first_row == row);
    CHECK(batch->row_group == static_cast<std::size_t>(row / 3));
  }
  CHECK_FALSE(run(reader.next()).has_value());
}

TEST_CASE("batch_reader: without columns rows are counted, of ranges and of filters as well") {
  const parquet_file file = open_parquet(many_groups(3, 100, 1));
  parquet::batch_reader_options options;
  options.leaves = {false, false};
  lines got = run(read_lines(file, options));
  CHECK(got.size() == 300);
  options.groups = {{0, parquet::row_ranges{{10, 20}, {95, 200}}, {}}, {2, std::nullopt, {}}};
  got = run(read_lines(file, options));
  REQUIRE(got.size() == 115);
  CHECK(got[10] == "95 ");
  CHECK(got[15] == "200 ");
  options.filter_leaves = {true, false};
  options.keep = [](const deltalake::column::batch& batch) -> deltalake::result<parquet::row_ranges> {
    parquet::row_ranges even;
    for (std::int64_t row = 0; row < batch.num_rows; ++row) {
      if (batch.columns[0].value<std::int32_t>(row) % 2 == 0) even.add(row, row + 1);
    }
    return even;
  };
  got = run(read_lines(file, options));
  REQUIRE(got.size() == 5 + 2 + 50);
  CHECK(got[5] == "96 ");
}

TEST_CASE("batch_reader: dictionaries are those of the file, and what has none gets its own") {
  using deltalake::column::type_id;
  parquet_leaf texts;
  texts.physical = parquet::physical_type::byte_array;
  texts.max_definition = 1;
  for (int i = 0; i < 100; ++i) {
    texts.repetition.push_back(0);
    texts.definition.push_back(i % 10 == 9 ? 0 : 1);
    if (i % 10 != 9) texts.values.push_back("word " + std::to_string(i % 4));
  }
  deltalake_test::parquet_style style;
  style.page_values = 10;
  style.dictionary = deltalake_test::dictionary_use::first_half;
  parquet::logical_type text;
  text.kind = parquet::logical_kind::string;
  parquet_writer writer(
      {deltalake_test::leaf_element("t", parquet::repetition::optional, texts.physical, text)}, 1);
  const parquet_file file =
      open_parquet(writer.add(100, {make_chunk(texts, style)}).add(100, {make_chunk(texts, style)}).finish());
  parquet::batch_reader_options options;
  options.reading.forms = {parquet::value_form::dictionary};
  options.reading.batch_rows = 40;
  options.ahead = 1;
  parquet::batch_reader reader(file, std::move(options));
  lines got;
  std::vector<std::int64_t> sizes;
  std::vector<std::shared_ptr<const deltalake::column::array>> dictionaries;
  while (true) {
    const std::optional<parquet::read_batch> batch = run(reader.next());
    if (!batch) break;
    const deltalake::column::array& column = batch->rows.columns.front();
    CHECK(column.type == deltalake::column::dictionary_of(type_id::utf8));
    CHECK(batch->rows.fields.front().type == column.type);
    sizes.push_back(batch->rows.num_rows);
    dictionaries.push_back(column.dictionary);
    add_lines(*batch, got);
  }
  CHECK(got == run(plain_lines(file, {true})));
  REQUIRE(sizes == std::vector<std::int64_t>{40, 10, 40, 10, 40, 10, 40, 10});
  CHECK(dictionaries[0]->length == 4);
  CHECK(dictionaries[0] == dictionaries[1]);  // one for all batches of a row group
  CHECK(dictionaries[2]->length == 36);       // without the nulls
  CHECK(dictionaries[4] != dictionaries[0]);
}

TEST_CASE("batch_reader: an index beyond the dictionary is found out where indexes are handed out, too") {
  parquet_leaf numbers;
  for (std::int32_t i = 0; i < 16; ++i) numbers.values.push_back(deltalake_test::little_endian(i % 3));
  numbers.definition = numbers.repetition = std::vector<std::uint32_t>(16);
  deltalake_test::parquet_style style;
  style.dictionary = deltalake_test::dictionary_use::all;
  deltalake_test::parquet_chunk chunk = make_chunk(numbers, style);
  chunk.pages.back() = static_cast<char>(0xFF);  // four indexes of two bits: 3 of 3 values
  parquet_writer writer(
      {deltalake_test::leaf_element("n", parquet::repetition::required, parquet::physical_type::int32)}, 1);
  const parquet_file file = open_parquet(writer.add(16, {chunk}).finish());
  parquet::batch_reader_options options;
  options.reading.forms = {parquet::value_form::dictionary};
  try {
    run(read_lines(file, std::move(options)));
    FAIL("nothing was thrown");
  } catch (const deltalake::delta_error& thrown) {
    CHECK(thrown.reason() == errc::invalid_parquet);
    CHECK(thrown.where().detail == "dictionary index 3 of 3 values");
    CHECK(thrown.where().field == "n");
  }
}

TEST_CASE("batch_reader: a row group that the file does not have") {
  const parquet_file file = open_parquet(many_groups(1, 5, 1));
  parquet::batch_reader_options options;
  options.groups = {{0, std::nullopt, {}}, {1, std::nullopt, {}}};
  parquet::batch_reader reader(file, std::move(options));
  CHECK(run(reader.next())->rows.num_rows == 5);
  for (int i = 0; i < 2; ++i) {
    try {
      run(reader.next());
      FAIL("nothing was thrown");
    } catch (const deltalake::delta_error& thrown) {
      CHECK(thrown.reason() == errc::invalid_argument);
      CHECK(thrown.where().detail == "row group 1 of 1");
    }
  }
}

TEST_CASE("batch_reader: whatever read fails, the rows before come first, and the next try goes on") {
  const std::string content = many_groups(3, 60, 20);
  const lines all = run(plain_lines(open_parquet(content), {true, true}));
  for (const bool filtered : {false, true}) {
    for (std::size_t broken = 0;; ++broken) {
      deltalake::testing::faulty_store<storage::memory_store> store(parquet_store(content));
      const parquet_file file = open_parquet(storage::any_store(store), {}, content.size());
      store.at(store.count() + broken, deltalake::testing::fault::before(errc::storage_busy));
      parquet::batch_reader_options options;
      options.reading.batch_rows = 25;
      options.reading.window_bytes = 1;
      options.reading.ahead_bytes = 0;
      options.ahead = 2;
      if (filtered) {
        options.filter_leaves = {true, false};
        options.keep = [](const deltalake::column::batch& batch) -> deltalake::result<parquet::row_ranges> {
          return parquet::row_ranges::all(batch.num_rows);
        };
      }
      parquet::batch_reader reader(file, std::move(options));
      lines got;
      int failures = 0;
      while (true) {
        std::optional<parquet::read_batch> batch;
        try {
          batch = run(reader.next());
        } catch (const deltalake::delta_error& thrown) {
          CHECK(thrown.reason() == errc::storage_busy);
          ++failures;
          continue;
        }
        if (!batch) break;
        add_lines(*batch, got);
      }
      CHECK(got == all);
      CHECK(reader.budget().used() == 0);
      if (failures == 0) {
        CHECK(broken >= 10);
        break;
      }
      REQUIRE(broken < 1'000);
    }
  }
}

task<void> take_lines(parquet::batch_reader& reader, lines& got, bool& at_end) {
  while (true) {
    const std::optional<parquet::read_batch> batch = co_await reader.next();
    if (!batch) break;
    add_lines(*batch, got);
  }
  at_end = true;
}

TEST_CASE("batch_reader: cancellation, at whatever read, and the next try goes on") {
  const std::string content = many_groups(3, 60, 20);
  const lines all = run(plain_lines(open_parquet(content), {true, true}));
  for (std::size_t at = 0;; ++at) {
    boost::asio::io_context context;
    deltalake::mark_as_workers(context.get_executor());
    boost::asio::cancellation_signal stop;
    auto where = std::make_shared<deltalake_test::suspensions>();
    where->special = at;
    where->at = [&] { boost::asio::post(context, [&] { stop.emit(boost::asio::cancellation_type::all); }); };
    where->there = std::chrono::hours(1);
    const parquet_file quick = open_parquet(content);
    auto slow = std::make_shared<parquet::file>(*quick);
    slow->store = storage::any_store(deltalake_test::suspending_store(parquet_store(content), where));
    parquet::batch_reader_options options;
    options.reading.batch_rows = 25;
    options.reading.window_bytes = 1;
    options.reading.ahead_bytes = 0;
    options.ahead = 2;
    parquet::batch_reader reader(slow, std::move(options));
    lines got;
    bool cancelled = false;
    for (bool at_end = false; !at_end;) {
      context.restart();
      auto handler = [&](std::exception_ptr thrown) {
        if (!thrown) return;
        cancelled = true;
        CHECK_THROWS_WITH(std::rethrow_exception(thrown), doctest::Contains("canceled"));
      };
      boost::asio::co_spawn(context, take_lines(reader, got, at_end),
                            boost::asio::bind_cancellation_slot(stop.slot(), handler));
      context.run();
    }
    CHECK(got == all);
    CHECK(reader.budget().used() == 0);
    if (!cancelled) {
      CHECK(at >= 10);
      break;
    }
    REQUIRE(at < 1'000);
  }
}

}  // namespace
}  // namespace deltalake_batch_reader_io_test
