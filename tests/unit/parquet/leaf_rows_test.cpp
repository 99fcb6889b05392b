#include <deltalake/parquet/leaf_rows.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <deltalake/parquet/encoding/bits.hpp>

namespace deltalake_leaf_rows_test {
namespace {

namespace parquet = deltalake::parquet;
using deltalake::column::type_id;
using parquet::leaf_column;
using parquet::leaf_values;
using parquet::physical_type;

leaf_column leaf_of(physical_type type, std::uint8_t definition = 0, std::uint8_t repetition = 0) {
  leaf_column made;
  made.physical = type;
  made.max_definition = definition;
  made.max_repetition = repetition;
  if (type == physical_type::fixed_len_byte_array) made.type_length = 5;
  return made;
}

// One row in a readable form: its levels, and its values.
using rows_text = std::vector<std::string>;

void append_value(const leaf_column& leaf, const std::string& value, leaf_values& to) {
  if (leaf.physical == physical_type::boolean) {
    (value == "1" ? parquet::append_ones : parquet::append_zeros)(to.fixed, static_cast<std::size_t>(to.values), 1);
  } else if (leaf.physical == physical_type::byte_array) {
    if (to.offsets.empty()) to.offsets.push_back(std::int32_t{0});
    to.bytes.append(value.data(), value.size());
    to.offsets.push_back(static_cast<std::int32_t>(to.bytes.size()));
  } else {
    to.fixed.append(value.data(), value.size());
  }
  ++to.values;
}
std::string random_value(const leaf_column& leaf, std::mt19937_64& random) {
  switch (leaf.physical) {
    case physical_type::boolean: return random() % 2 == 0 ? "0" : "1";
    case physical_type::byte_array: return std::string(random() % 8, static_cast<char>('a' + random() % 26));
    case physical_type::fixed_len_byte_array: return std::string(5, static_cast<char>('a' + random() % 26));
    default: return std::string(4, static_cast<char>('a' + random() % 26));
  }
}
// Appends a row, and what it says to `text`.
void append_row(const leaf_column& leaf, std::mt19937_64& random, leaf_values& to, std::string& text) {
  const std::size_t levels = leaf.max_repetition == 0 ? 1 : 1 + random() % 4;
  for (std::size_t i = 0; i < levels; ++i) {
    const auto definition = static_cast<std::uint8_t>(random() % (leaf.max_definition + 1U));
    if (leaf.max_definition != 0) to.definition_levels.push_back(definition);
    if (leaf.max_repetition != 0)
      to.repetition_levels.push_back(std::uint8_t{i == 0 ? std::uint8_t{0} : std::uint8_t{1}});
    ++to.levels;
    text += std::to_string(definition) + ':';
    if (definition == leaf.max_definition) {
      const std::string value = random_value(leaf, random);
      append_value(leaf, value, to);
      text += value;
    }
    text += ';';
  }
  ++to.rows;
}
std::string value_at(const leaf_column& leaf, const leaf_values& of, std::int64_t number) {
  if (leaf.physical == physical_type::boolean)
    return (of.fixed.data()[number / 8] >> (number % 8) & 1) != 0 ? "1" : "0";
  if (leaf.physical == physical_type::byte_array) {
    const auto begin = static_cast<std::size_t>(of.offsets.as<std::int32_t>()[number]);
    const auto end = static_cast<std::size_t>(of.offsets.as<std::int32_t>()[number + 1]);
    return std::string(of.bytes.view().substr(begin, end - begin));
  }
  const std::size_t width = leaf.physical == physical_type::fixed_len_byte_array ? 5 : 4;
  return std::string(of.fixed.view().substr(static_cast<std::size_t>(number) * width, width));
}
rows_text read(const leaf_column& leaf, const leaf_values& of) {
  rows_text made;
  std::int64_t value = 0;
  for (std::int64_t i = 0; i < of.levels; ++i) {
    if (leaf.max_repetition == 0 || of.repetition_levels.data()[i] == 0) made.emplace_back();
    const unsigned definition = leaf.max_definition == 0 ? 0 : of.definition_levels.data()[i];
    made.back() += std::to_string(definition) + ':';
    if (definition == leaf.max_definition) made.back() += value_at(leaf, of, value++);
    made.back() += ';';
  }
  CHECK(value == of.values);
  CHECK(static_cast<std::int64_t>(made.size()) == of.rows);
  if (leaf.physical == physical_type::byte_array && of.values != 0) {
    CHECK(of.offsets.size() == 4 * static_cast<std::size_t>(of.values + 1));
    CHECK(of.bytes.size() == static_cast<std::size_t>(of.offsets.as<std::int32_t>()[of.values]));
  }
  return made;
}

std::vector<leaf_column> all_leaves() {
  std::vector<leaf_column> made;
  for (const physical_type type :
       {physical_type::boolean, physical_type::int32, physical_type::byte_array, physical_type::fixed_len_byte_array}) {
    made.push_back(leaf_of(type));
    made.push_back(leaf_of(type, 1));
    made.push_back(leaf_of(type, 2, 1));
  }
  return made;
}

TEST_CASE("slot_bytes: what a value takes beside its text") {
  CHECK(parquet::slot_bytes(leaf_of(physical_type::boolean)) == 1);
  CHECK(parquet::slot_bytes(leaf_of(physical_type::int32)) == 4);
  CHECK(parquet::slot_bytes(leaf_of(physical_type::int32, 1)) == 5);
  CHECK(parquet::slot_bytes(leaf_of(physical_type::int32, 2, 1)) == 10);
  CHECK(parquet::slot_bytes(leaf_of(physical_type::byte_array)) == 4);
  CHECK(parquet::slot_bytes(leaf_of(physical_type::byte_array, 3, 2)) == 14);
  CHECK(parquet::slot_bytes(leaf_of(physical_type::fixed_len_byte_array)) == 5);
  leaf_column decimal = leaf_of(physical_type::int32);
  decimal.type = type_id::decimal128;
  CHECK(parquet::slot_bytes(decimal) == 16);
  decimal.physical = physical_type::byte_array;
  CHECK(parquet::slot_bytes(decimal) >= 4 + 16);
  leaf_column instant = leaf_of(physical_type::int96);
  instant.type = type_id::timestamp;
  CHECK(parquet::slot_bytes(instant) == 12);
}

// Hands rows out in batches, decoding too many each time: they are the same as without.
void check_carrying(const leaf_column& leaf, std::mt19937_64& random) {
  parquet::carried_rows carried;
  rows_text wanted, found;
  leaf_values out;
  std::string open;  // the part of the last row that was decoded
  const std::int64_t demand = 1 + static_cast<std::int64_t>(random() % 30);
  while (wanted.size() < 300) {
    out.clear();
    const parquet::row_bounds bounds{demand, random() % 2 == 0 ? parquet::row_bounds::any_bytes : random() % 300};
    const auto waiting = carried.enough_for(leaf, bounds);
    std::int64_t rows = waiting.rows;
    if (rows == 0) {
      if (!carried.empty()) carried.give_all(leaf, out);
      REQUIRE(carried.empty());
      if (out.row_open) {
        // Its end comes now: one more value.
        out.row_open = false;
        out.definition_levels.push_back(std::uint8_t{0});
        out.repetition_levels.push_back(std::uint8_t{1});
        ++out.levels;
        wanted.back() += "0:;";
      }
      while (out.rows < demand) append_row(leaf, random, out, wanted.emplace_back());
      out.row_open = leaf.max_repetition != 0 && out.rows > 1 && random() % 2 == 0;
      rows = out.rows - (out.row_open ? 1 : 0);
    } else {
      REQUIRE(rows <= demand);
    }
    rows = 1 + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(rows));  // another column has less
    if (!carried.empty()) {
      carried.give(leaf, rows, out);
    } else if (out.rows > rows) {
      carried.keep(leaf, rows, out);
    }
    REQUIRE(out.rows == rows);
    CHECK_FALSE(out.row_open);
    for (std::string& row : read(leaf, out)) found.push_back(std::move(row));
    REQUIRE(found.size() <= wanted.size());
    REQUIRE(std::equal(found.begin(), found.end() - 1, wanted.begin()));
  }
  CHECK(std::equal(found.begin(), found.end(), wanted.begin()));
}

TEST_CASE("carried_rows: rows come out in their order, whatever batches they are cut into") {
  std::mt19937_64 random(3);
  for (const leaf_column& leaf : all_leaves()) {
    CAPTURE(static_cast<int>(leaf.physical));
    for (int round = 0; round < 20; ++round) check_carrying(leaf, random);
  }
}

TEST_CASE("carried_rows: a batch gets what waits, unless that is little") {
  const leaf_column leaf = leaf_of(physical_type::byte_array);
  leaf_values decoded;
  for (int i = 0; i < 10; ++i) append_value(leaf, "abcd", decoded);
  decoded.rows = decoded.levels = 10;
  parquet::carried_rows carried;
  CHECK(carried.empty());
  CHECK(carried.enough_for(leaf, {5, 1'000}).rows == 0);
  carried.keep(leaf, 4, decoded);
  CHECK(decoded.rows == 4);
  CHECK(carried.enough_for(leaf, {4, 1'000}).rows == 4);
  CHECK(carried.enough_for(leaf, {4, 1'000}).bytes == 32);
  CHECK(carried.enough_for(leaf, {12, 1'000}).rows == 6);
  CHECK(carried.enough_for(leaf, {14, 1'000}).rows == 0);
  CHECK(carried.enough_for(leaf, {14, 97}).rows == 6);  // half of the bytes
  CHECK(carried.enough_for(leaf, {100, 20}).rows == 2);
  CHECK(carried.enough_for(leaf, {100, 0}).rows == 1);
}

TEST_CASE("carried_rows: a part of a row is not given alone") {
  const leaf_column leaf = leaf_of(physical_type::int32, 1, 1);
  leaf_values decoded;
  std::mt19937_64 random(1);
  std::string text;
  append_row(leaf, random, decoded, text);
  append_row(leaf, random, decoded, text);
  decoded.row_open = true;
  parquet::carried_rows carried;
  carried.keep(leaf, 1, decoded);
  CHECK_FALSE(decoded.row_open);
  CHECK_FALSE(carried.empty());
  CHECK(carried.enough_for(leaf, {1, 1'000}).rows == 0);
  leaf_values next;
  carried.give_all(leaf, next);
  CHECK(next.rows == 1);
  CHECK(next.row_open);
  CHECK(carried.empty());
}

// Rows of ten bytes, of which each batch takes one: none is moved again and again.
TEST_CASE("carried_rows: many rows that wait are not copied each time") {
  const leaf_column leaf = leaf_of(physical_type::byte_array);
  leaf_values decoded;
  constexpr int count = 200'000;
  for (int i = 0; i < count; ++i) append_value(leaf, "abcdef", decoded);
  decoded.rows = decoded.levels = count;
  const std::uint8_t* const memory = decoded.bytes.data();
  parquet::carried_rows carried;
  carried.keep(leaf, 1, decoded);
  CHECK(decoded.bytes.size() == 6);
  CHECK(decoded.bytes.data() != memory);  // the longer part stays where it is
  leaf_values out;
  for (int i = 1; i < count; ++i) {
    out.clear();
    REQUIRE(carried.enough_for(leaf, {2, 1'000}).rows != 0);
    carried.give(leaf, 1, out);
    REQUIRE(out.bytes.size() == 6);
  }
  CHECK(carried.empty());
}

}  // namespace
}  // namespace deltalake_leaf_rows_test
