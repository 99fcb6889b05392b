#include <deltalake/parquet/file_io.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <deltalake/storage/memory_store.hpp>
#include <deltalake/storage/metered_store.hpp>
#include <deltalake/testing/faulty_store.hpp>
#include <tests/support/parquet_file.hpp>
#include <tests/support/parquet_writer.hpp>
#include <tests/support/run_task.hpp>

namespace deltalake_file_io_test {
namespace {

namespace parquet = deltalake::parquet;
namespace storage = deltalake::storage;
using deltalake::errc;
using deltalake::path;
using deltalake_test::little_endian;
using deltalake_test::open_parquet;
using deltalake_test::parquet_file;
using deltalake_test::parquet_store;
using deltalake_test::run;

template <class Work>
deltalake::error failure_of(Work work) {
  try {
    work();
  } catch (const deltalake::delta_error& thrown) {
    return thrown.where();
  }
  return deltalake::error(errc::invalid_argument, "nothing was thrown");
}

std::string two_columns() {
  deltalake_test::parquet_leaf leaf;
  for (std::int32_t i = 0; i < 40; ++i) leaf.values.push_back(little_endian(i));
  leaf.definition = leaf.repetition = std::vector<std::uint32_t>(40);
  const auto element = [](const char* name) {
    return deltalake_test::leaf_element(name, parquet::repetition::required, parquet::physical_type::int32);
  };
  const deltalake_test::parquet_chunk chunk = deltalake_test::make_chunk(leaf, {});
  return deltalake_test::parquet_writer({element("a"), element("b")}, 2).add(40, {chunk, chunk}).finish();
}

TEST_CASE("open_file: what is no Parquet file") {
  const auto failure = [](const std::string& content) { return failure_of([&] { open_parquet(content); }); };
  for (const std::string& content :
       {std::string(), std::string("PAR1"), std::string("PAR1PAR"), std::string(100, 'x'),
        "PAR1" + little_endian(std::uint32_t{1}) + "PAR1", "PAR1" + little_endian(std::uint32_t{0}) + "PAR1",
        "PAR1" + little_endian(~std::uint32_t{0}) + "PAR1",
        "PAR1" + std::string(50, '\x15') + little_endian(std::uint32_t{50}) + "PAR1"}) {
    const deltalake::error found = failure(content);
    CHECK(found.code == errc::invalid_parquet);
    CHECK(found.file == "f.parquet");
  }
  CHECK(failure("PAR1" + little_endian(std::uint32_t{0}) + "PARE").code == errc::unsupported_parquet);
  CHECK(failure_of([] { open_parquet(storage::any_store(storage::memory_store())); }).code == errc::not_found);
}

TEST_CASE("open_file: the footer is read at once, or after a look at its size") {
  const std::string content = two_columns();
  for (const std::uint64_t guess : {std::uint64_t{0}, std::uint64_t{8}, std::uint64_t{100}, std::uint64_t{1} << 40}) {
    storage::metered_store<storage::memory_store> store(parquet_store(content));
    parquet::read_options options;
    options.footer_guess = guess;
    const parquet_file file = open_parquet(storage::any_store(store), options, content.size());
    CHECK(file->metadata.num_rows == 40);
    CHECK(store.usage().count(storage::operation_kind::get_range) == (guess > content.size() ? 1 : 2));
    CHECK(store.usage().count(storage::operation_kind::head) == 0);
  }
  parquet::read_options small;
  small.limits.footer_bytes = 10;
  CHECK(failure_of([&] { open_parquet(storage::any_store(parquet_store(content)), small); }).code ==
        errc::value_too_large);
}

TEST_CASE("open_file: the store's failures come through") {
  for (std::size_t number = 0; number < 3; ++number) {
    deltalake::testing::faulty_store<storage::memory_store> store(parquet_store(two_columns()));
    store.at(number, deltalake::testing::fault::before(errc::permission_denied));
    parquet::read_options options;
    options.footer_guess = 8;
    CHECK(failure_of([&] { open_parquet(storage::any_store(store), options); }).code == errc::permission_denied);
  }
}

// An empty file with a date, and a variant whose value is shredded.
std::string dates_and_variants() {
  parquet::logical_type date;
  date.kind = parquet::logical_kind::date;
  const auto optional = parquet::repetition::optional;
  return deltalake_test::parquet_writer(
             {deltalake_test::leaf_element("d", optional, parquet::physical_type::int32, date),
              deltalake_test::group_element("v", optional, 2, parquet::logical_kind::variant),
              deltalake_test::leaf_element("metadata", parquet::repetition::required,
                                           parquet::physical_type::byte_array),
              deltalake_test::leaf_element("typed_value", optional, parquet::physical_type::int64)},
             2)
      .key_value("org.apache.spark.version", "2.4.8")
      .key_value("org.apache.spark.timeZone", "+01:00")
      .finish();
}

TEST_CASE("open_file: the options say how variants come and which calendar counts") {
  const storage::any_store store(parquet_store(dates_and_variants()));
  const parquet_file file = open_parquet(store);
  CHECK(file->schema.fields[1].type == deltalake::column::variant_type());
  CHECK(file->schema.leaves[0].hybrid_calendar);
  CHECK(file->schema.leaves[0].zone_offset_seconds == 3'600);
  CHECK_FALSE(file->schema.leaves[2].hybrid_calendar);
  parquet::read_options options;
  options.variants = parquet::variant_form::stored;
  options.calendar = parquet::calendar_reading::as_written;
  const parquet_file stored = open_parquet(store, options);
  CHECK(to_string(stored->schema.fields[1].type) == "struct<metadata: binary not null, typed_value: int64>");
  CHECK_FALSE(stored->schema.leaves[0].hybrid_calendar);
  CHECK_FALSE(open_parquet(two_columns())->schema.leaves[0].hybrid_calendar);
}

}  // namespace
}  // namespace deltalake_file_io_test
