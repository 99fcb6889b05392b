#include <deltalake/parquet/bloom_filter_io.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/parquet/reader_io.hpp>
#include <deltalake/storage/metered_store.hpp>
#include <deltalake/testing/faulty_store.hpp>
#include <tests/support/corpora.hpp>
#include <tests/support/indexed_parquet.hpp>
#include <tests/support/parquet_writer.hpp>

namespace deltalake_bloom_filter_io_test {
namespace {

namespace parquet = deltalake::parquet;
namespace storage = deltalake::storage;
using deltalake::errc;
using deltalake_test::indexed_parquet;
using deltalake_test::little_endian;
using deltalake_test::parquet_file;
using deltalake_test::run;
using parquet::bloom_filter;

std::string one_column() {
  deltalake_test::parquet_leaf leaf;
  for (std::int32_t i = 0; i < 40; ++i) leaf.values.push_back(little_endian(i));
  leaf.definition = leaf.repetition = std::vector<std::uint32_t>(40);
  const auto element = deltalake_test::leaf_element("a", parquet::repetition::required, parquet::physical_type::int32);
  return deltalake_test::parquet_writer({element}, 1).add(40, {deltalake_test::make_chunk(leaf, {})}).finish();
}
bloom_filter filter_of(std::uint32_t bytes) {
  bloom_filter made = bloom_filter::of_bits(std::string(bytes, '\0')).value();
  for (std::uint64_t i = 0; i < 40; ++i) made.insert(i * 0x9E3779B97F4A7C15U);
  return made;
}
std::string written(const bloom_filter& from) {
  std::string made;
  parquet::write_bloom_filter(from, made);
  return made;
}
parquet::found_bloom_filter read(const parquet_file& from, parquet::read_options options = {}) {
  return run(parquet::read_bloom_filter(from, 0, 0, std::move(options)));
}

// How many requests reading takes.
std::uint64_t requests_of(indexed_parquet& made, const bloom_filter& expected) {
  const storage::metered_store meter(deltalake_test::parquet_store(made.content()));
  const parquet::found_bloom_filter found = read(made.finish(storage::any_store(meter)));
  CHECK_FALSE(found.note.has_value());
  CHECK((found.filter == expected));
  CHECK(meter.usage().total() == meter.usage().count(storage::operation_kind::get_range));
  return meter.usage().total();
}

TEST_CASE("read_bloom_filter: takes one request where the size is known or the filter small, else two") {
  for (const std::uint32_t bytes : {32U, 1024U, 65'536U}) {
    const bloom_filter filter = filter_of(bytes);
    indexed_parquet made(one_column());
    made.add_filter(0, filter);
    CHECK(requests_of(made, filter) == (bytes > 4096 ? 2 : 1));
    made.chunk(0).bloom_filter_length = static_cast<std::int32_t>(written(filter).size());
    CHECK(requests_of(made, filter) == 1);
    // A length that is wrong does no harm.
    for (const std::int32_t wrong : {1, 20, 1'000'000'000}) {
      made.chunk(0).bloom_filter_length = wrong;
      CHECK(requests_of(made, filter) <= 2);
    }
  }
}

TEST_CASE("read_bloom_filter: a file without a filter gives none, and asks the store for nothing") {
  indexed_parquet made(one_column());
  const storage::metered_store meter(deltalake_test::parquet_store(made.content()));
  const parquet::found_bloom_filter found = read(made.finish(storage::any_store(meter)));
  CHECK_FALSE(found.filter.has_value());
  CHECK_FALSE(found.note.has_value());
  CHECK(meter.usage().total() == 0);
}

TEST_CASE("read_bloom_filter: a filter that cannot be read is noted") {
  const auto note_of = [](indexed_parquet& made, parquet::read_options options = {}) {
    const parquet::found_bloom_filter found = read(made.finish(), options);
    CHECK_FALSE(found.filter.has_value());
    REQUIRE(found.note.has_value());
    CHECK(found.note->field == "row_groups[0].columns[0]");
    CHECK(found.note->file == "f.parquet");
    return found.note->code;
  };
  const std::string whole = written(filter_of(1024));
  for (const std::string& filter : {std::string("no filter"), whole.substr(0, 7), whole.substr(0, 1000)}) {
    indexed_parquet made(one_column());
    made.add_filter(0, filter);
    CHECK(note_of(made) == errc::invalid_parquet);
  }
  indexed_parquet made(one_column());
  made.add_filter(0, whole);
  parquet::read_options options;
  options.limits.bloom_filter_bytes = 512;
  CHECK(note_of(made, options) == errc::value_too_large);
  for (const std::int64_t offset : {std::int64_t{-1}, std::int64_t{100'000}, std::int64_t{1} << 62}) {
    made.chunk(0).bloom_filter_offset = offset;
    CHECK(note_of(made) == errc::invalid_parquet);
  }
}

TEST_CASE("read_bloom_filter: a failure of the store is thrown") {
  indexed_parquet made(one_column());
  made.add_filter(0, filter_of(65'536));
  for (const std::size_t number : {0, 1}) {
    deltalake::testing::faulty_store<storage::memory_store> faulty(deltalake_test::parquet_store(made.content()));
    faulty.at(number, deltalake::testing::fault::before(errc::storage_io));
    CHECK_THROWS_AS(read(made.finish(storage::any_store(faulty))), deltalake::delta_error);
  }
}

// All texts of a leaf in a row group.
std::vector<std::string> texts_of(const parquet_file& from, std::size_t row_group, std::uint32_t leaf) {
  std::vector<bool> wanted(from->schema.leaves.size());
  wanted[leaf] = true;
  parquet::row_group_reader reader(from, row_group, wanted, {});
  std::vector<std::string> made;
  while (const auto batch = run(reader.next())) {
    const deltalake::column::array& column = batch->columns.at(0);
    REQUIRE(column.type.id == deltalake::column::type_id::utf8);
    const auto* const offsets = column.offsets.as<std::int32_t>();
    for (std::int64_t row = 0; row < column.length; ++row) {
      const auto begin = static_cast<std::size_t>(offsets[row]), end = static_cast<std::size_t>(offsets[row + 1]);
      made.emplace_back(column.values.view().substr(begin, end - begin));
    }
  }
  return made;
}

TEST_CASE("read_bloom_filter: a filter of parquet-mr contains the file's values, and not others") {
  std::size_t found_filters = 0;
  const std::size_t files = deltalake_test::for_each_corpus_file(
      [](const std::string& name) { return name == "data_index_bloom_encoding_with_length.parquet"; },
      [&](const std::string&, const std::string& content) {
        const parquet_file from = deltalake_test::open_parquet(content);
        for (std::size_t group = 0; group < from->metadata.row_groups.size(); ++group) {
          const parquet::found_bloom_filter found = run(parquet::read_bloom_filter(from, group, 0, {}));
          CHECK_FALSE(found.note.has_value());
          REQUIRE(found.filter.has_value());
          ++found_filters;
          const parquet::leaf_column& leaf = from->schema.leaves[0];
          for (const std::string& text : texts_of(from, group, 0)) {
            const auto hash = parquet::bloom_hash(leaf, deltalake::schema::scalar(text));
            REQUIRE(hash.has_value());
            CHECK(found.filter->may_contain(*hash));
          }
          const auto other = parquet::bloom_hash(leaf, deltalake::schema::scalar("certainly not there"));
          CHECK_FALSE(found.filter->may_contain(other.value()));
        }
      });
  if (files == 0) {
    MESSAGE("skipped: the test corpora are not beside the project");
  } else {
    CHECK(found_filters > 0);
  }
}

}  // namespace
}  // namespace deltalake_bloom_filter_io_test
