#include <deltalake/parquet/prune_io.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/base/xxhash64.hpp>
#include <deltalake/parquet/reader_io.hpp>
#include <deltalake/parquet/statistics.hpp>
#include <deltalake/storage/metered_store.hpp>
#include <tests/support/corpora.hpp>
#include <tests/support/indexed_parquet.hpp>
#include <tests/support/parquet_writer.hpp>

namespace deltalake_prune_io_test {
namespace {

namespace parquet = deltalake::parquet;
namespace schema = deltalake::schema;
namespace storage = deltalake::storage;
namespace column = deltalake::column;
using deltalake::errc;
using deltalake_test::indexed_parquet;
using deltalake_test::little_endian;
using deltalake_test::parquet_file;
using deltalake_test::run;
using kind = schema::data_type::kind;
using parquet::comparison;
using parquet::leaf_condition;
using parquet::row_ranges;
using schema::scalar;

// Two columns of the even numbers from 0 to 78 in pages of 10.
std::string two_columns() {
  deltalake_test::parquet_leaf leaf;
  for (std::int32_t i = 0; i < 40; ++i) leaf.values.push_back(little_endian(i * 2));
  leaf.definition = leaf.repetition = std::vector<std::uint32_t>(40);
  const auto element = [](const char* name) {
    return deltalake_test::leaf_element(name, parquet::repetition::required, parquet::physical_type::int32);
  };
  deltalake_test::parquet_style style;
  style.page_values = 10;
  deltalake_test::parquet_chunk chunk = deltalake_test::make_chunk(leaf, style);
  chunk.bounds.min_value = little_endian(std::int32_t{0});
  chunk.bounds.max_value = little_endian(std::int32_t{78});
  deltalake_test::parquet_writer writer({element("a"), element("b")}, 2);
  return writer.add(40, {chunk, chunk}).type_defined_order().finish();
}

// With a page index of both and a filter of the first one.
indexed_parquet indexed() {
  indexed_parquet made(two_columns());
  for (const std::size_t leaf : {0, 1}) {
    parquet::offset_index offsets;
    parquet::column_index columns;
    const auto size = static_cast<std::int32_t>(made.chunk(leaf).total_compressed_size / 4);
    for (std::int32_t i = 0; i < 4; ++i) {
      offsets.pages.push_back({made.chunk(leaf).data_page_offset + i * size, size, i * 10});
      columns.null_pages.push_back(false);
      columns.min_values.push_back(little_endian(i * 20));
      columns.max_values.push_back(little_endian(i * 20 + 18));
    }
    made.add_offsets(leaf, offsets);
    made.add_columns(leaf, columns);
  }
  parquet::bloom_filter filter = parquet::bloom_filter::sized_for(40, 0.0001);
  for (std::int32_t i = 0; i < 40; ++i) filter.insert(deltalake::xxhash64(little_endian(i * 2)));
  made.add_filter(0, filter);
  return made;
}

leaf_condition on(std::uint32_t leaf, comparison what, int value) {
  return {leaf, what, schema::data_type(kind::integer), {scalar(value)}};
}

// What is found, and how many requests that takes.
std::pair<parquet::pruned_row_group, std::uint64_t> prune(indexed_parquet& made, std::vector<leaf_condition> conditions,
                                                          std::vector<bool> wanted = {}) {
  const storage::metered_store meter(deltalake_test::parquet_store(made.content()));
  const parquet_file from = made.finish(storage::any_store(meter));
  auto found = run(parquet::prune_row_group(from, 0, std::move(conditions), std::move(wanted), {}));
  return {std::move(found), meter.usage().total()};
}

TEST_CASE("prune_row_group: what the footer proves asks the store for nothing") {
  indexed_parquet made = indexed();
  CHECK(prune(made, {on(0, comparison::greater, 78)}).first.rows.empty());
  CHECK(prune(made, {on(0, comparison::greater, 78)}).second == 0);
  CHECK((prune(made, {}).first.rows == row_ranges::all(40)));
  CHECK(prune(made, {}, {true, true}).second == 0);
}

TEST_CASE("prune_row_group: bounds of pages come with one request, with the offsets of wanted columns") {
  indexed_parquet made = indexed();
  const auto [found, requests] = prune(made, {on(1, comparison::less, 25)}, {true, false});
  CHECK(requests == 1);
  CHECK((found.rows == row_ranges{{0, 20}}));
  REQUIRE(found.index.find(0) != nullptr);
  CHECK_FALSE(found.index.find(0)->columns.has_value());
  REQUIRE(found.index.find(1) != nullptr);
  CHECK(found.index.find(1)->columns.has_value());
}

TEST_CASE("prune_row_group: a filter decides where bounds leave rows") {
  indexed_parquet made = indexed();
  CHECK(prune(made, {on(0, comparison::equal, 25)}).first.rows.empty());
  CHECK((prune(made, {on(0, comparison::equal, 24)}).first.rows == row_ranges{{10, 20}}));
  // Between the pages: the filter need not be read.
  CHECK(prune(made, {on(0, comparison::equal, 19)}).first.rows.empty());
  CHECK(prune(made, {on(0, comparison::equal, 19)}).second == 1);
  // The other column has none.
  CHECK((prune(made, {on(1, comparison::equal, 25)}).first.rows == row_ranges{{10, 20}}));
}

TEST_CASE("prune_row_group: damaged indexes and filters are noted and prove nothing") {
  indexed_parquet made = indexed();
  made.add_columns(0, std::string("no index"));
  made.add_filter(0, std::string("no filter"));
  const parquet::pruned_row_group found = prune(made, {on(0, comparison::equal, 25)}).first;
  CHECK((found.rows == row_ranges::all(40)));
  CHECK(found.index.notes.size() == 1);
  CHECK(found.notes.size() == 1);
}

// A type that a column of this leaf may have.
std::optional<schema::data_type> type_of(const parquet::leaf_column& leaf) {
  std::vector<schema::data_type> types;
  for (const kind one : {kind::boolean, kind::byte, kind::short_, kind::integer, kind::long_, kind::float_,
                         kind::double_, kind::string, kind::date, kind::timestamp, kind::timestamp_ntz}) {
    types.emplace_back(one);
  }
  if (leaf.type.id == column::type_id::decimal128 && leaf.type.scale >= 0 && leaf.type.precision <= 38) {
    types.emplace_back(schema::decimal_type(leaf.type.precision, leaf.type.scale));
  }
  for (const schema::data_type& type : types) {
    if (parquet::stores(leaf, type)) return type;
  }
  return std::nullopt;
}

std::int64_t micros_of(const column::array& from, std::int64_t row) {
  const auto value = from.value<std::int64_t>(row);
  if (from.type.unit == column::time_unit::milli) return value * 1000;
  if (from.type.unit == column::time_unit::nano) return value / 1000 - (value % 1000 < 0 ? 1 : 0);
  return value;
}

scalar value_of(const column::array& from, std::int64_t row, const schema::data_type& type) {
  if (from.is_null(row)) return {};
  switch (from.type.id) {
    case column::type_id::boolean: return scalar(from.bit(row));
    case column::type_id::int8: return scalar(from.value<std::int8_t>(row));
    case column::type_id::int16: return scalar(from.value<std::int16_t>(row));
    case column::type_id::int32: return scalar(from.value<std::int32_t>(row));
    case column::type_id::int64: return scalar(from.value<std::int64_t>(row));
    case column::type_id::uint8: return scalar(from.value<std::uint8_t>(row));
    case column::type_id::uint16: return scalar(from.value<std::uint16_t>(row));
    case column::type_id::uint32: return scalar(from.value<std::uint32_t>(row));
    case column::type_id::float32: return scalar(from.value<float>(row));
    case column::type_id::float64: return scalar(from.value<double>(row));
    case column::type_id::date32: return scalar(schema::date{from.value<std::int32_t>(row)});
    case column::type_id::timestamp:
      return type.is(kind::timestamp) ? scalar(schema::timestamp{micros_of(from, row)})
                                      : scalar(schema::timestamp_ntz{micros_of(from, row)});
    case column::type_id::decimal128: {
      schema::int128 unscaled = 0;
      std::memcpy(&unscaled, from.values.data() + row * 16, 16);
      return scalar(schema::decimal(unscaled, from.type.scale));
    }
    default: return scalar(from.text(row));
  }
}

// The values of a leaf outside of lists, row by row.
std::vector<scalar> values_of(const parquet_file& from, std::size_t row_group, const parquet::leaf_column& leaf,
                              const schema::data_type& type) {
  std::vector<bool> wanted(from->schema.leaves.size());
  wanted[leaf.index] = true;
  parquet::row_group_reader reader(from, row_group, wanted, {});
  std::vector<scalar> made;
  while (const auto batch = run(reader.next())) {
    for (std::int64_t row = 0; row < batch->num_rows; ++row) {
      const column::array* at = &batch->columns.at(0);
      while (at->type.id == column::type_id::structure && at->is_valid(row)) at = &at->children.at(0);
      made.push_back(value_of(*at, row, type));
    }
  }
  return made;
}

bool meets(const scalar& value, const leaf_condition& one) {
  if (one.what == comparison::is_null) return value.is_null();
  if (one.what == comparison::is_not_null) return !value.is_null();
  if (value.is_null()) return false;
  switch (one.what) {
    case comparison::less: return value < one.values[0];
    case comparison::equal: return value == one.values[0];
    case comparison::not_equal: return value != one.values[0];
    case comparison::greater: return value > one.values[0];
    default: return false;
  }
}

struct pruning_counts {
  std::size_t row_groups = 0, indexes = 0, filters = 0, left_out = 0;
};

// Each of some values is looked for, and no row that has it may be left out.
void check_leaf(const parquet_file& from, std::size_t group, const parquet::leaf_column& leaf, pruning_counts& counts) {
  const std::optional<schema::data_type> type = type_of(leaf);
  if (!type || leaf.max_repetition != 0) return;
  const std::vector<scalar> values = values_of(from, group, leaf, *type);
  REQUIRE(static_cast<std::int64_t>(values.size()) == from->metadata.row_groups[group].num_rows);
  const std::size_t step = (std::max)(values.size() / 3, std::size_t{1});
  for (std::size_t i = 0; i < values.size(); i += step) {
    for (const comparison what : {comparison::less, comparison::equal, comparison::not_equal, comparison::greater,
                                  comparison::is_null, comparison::is_not_null}) {
      const leaf_condition condition{leaf.index, what, *type, {values[i]}};
      const auto found = run(parquet::prune_row_group(from, group, {condition}, {}, {}));
      for (const deltalake::error& note : found.index.notes) FAIL_CHECK(note.to_string());
      for (const deltalake::error& note : found.notes) FAIL_CHECK(note.to_string());
      counts.indexes += found.index.leaves.size();
      counts.filters += parquet::may_be_filtered(from->metadata, group, leaf, condition) ? 1 : 0;
      counts.left_out += values.size() - static_cast<std::size_t>(found.rows.count());
      for (std::size_t row = 0; row < values.size(); ++row) {
        if (!values[i].is_null() || what >= comparison::is_null) {
          const bool is_kept = found.rows.contains(static_cast<std::int64_t>(row));
          if (meets(values[row], condition) && !is_kept) FAIL("a row that meets the condition is left out");
        }
      }
    }
  }
  ++counts.row_groups;
}

TEST_CASE("prune_row_group: no row of real files that meets a condition is left out") {
  constexpr std::size_t largest = 12'000, leaves_most = 8;
  pruning_counts counts;
  const auto check_file = [&](const std::string& place, const std::string& content) {
    // One file in eight, and all that show the format at its strangest: each takes a while.
    const bool chosen = content.size() % 8 == 0 || place.find("parquet-testing") != std::string::npos;
    if (!chosen || content.size() > largest || place.find("_delta_log") != std::string::npos) return;
    CAPTURE(place);
    try {
      const parquet_file from = deltalake_test::open_parquet(content);
      for (std::size_t group = 0; group < from->metadata.row_groups.size(); ++group) {
        for (const parquet::leaf_column& leaf : from->schema.leaves) {
          if (leaf.index < leaves_most) check_leaf(from, group, leaf, counts);
        }
      }
    } catch (const deltalake::delta_error&) {  // damaged on purpose, or encrypted: other tests tell
    }
  };
  const auto wanted = [](const std::string& name) { return name.ends_with(".parquet"); };
  if (deltalake_test::for_each_corpus_file(wanted, check_file) == 0) {
    MESSAGE("skipped: the test corpora are not beside the project");
    return;
  }
  MESSAGE(counts.row_groups << " columns, " << counts.indexes << " indexes, " << counts.filters << " filters, "
                            << counts.left_out << " rows left out");
  CHECK(counts.indexes > 100);
  CHECK(counts.left_out > 100);
}

}  // namespace
}  // namespace deltalake_prune_io_test
