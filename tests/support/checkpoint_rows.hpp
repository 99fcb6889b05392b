#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/parquet/metadata.hpp>
#include <tests/support/parquet_writer.hpp>

namespace deltalake_test {

/// A column of `add.partitionValues_parsed`.
struct parsed_column {
  std::string name;
  deltalake::parquet::physical_type physical = deltalake::parquet::physical_type::int32;
  deltalake::parquet::logical_type logical = {};
};

/// A row of a checkpoint: a file, or the remove of one.
struct checkpoint_row {
  std::string path;
  bool removed = false;
  std::vector<std::pair<std::string, std::optional<std::string>>> values;  ///< the text of partitionValues
  std::optional<std::vector<std::optional<std::string>>> parsed;           ///< in PLAIN form; null for the whole struct
  std::optional<std::string> stats = std::nullopt;
  std::optional<std::int64_t> num_records = std::nullopt;  ///< of stats_parsed
};

/// Writes sidecars, row group by row group: partition values in both forms, and statistics in both forms.
class checkpoint_writer {
 public:
  using physical = deltalake::parquet::physical_type;

  explicit checkpoint_writer(std::vector<parsed_column> parsed = {})
      : parsed_(std::move(parsed)), file_(schema(parsed_), 2) {}

  /// Writes a row group. `bounds` is what the footer says of the parsed columns, beside the numbers of nulls.
  checkpoint_writer& add(const std::vector<checkpoint_row>& rows,
                         const std::vector<deltalake::parquet::statistics>& bounds = {}, parquet_style style = {}) {
    std::vector<parquet_leaf> leaves(8 + parsed_.size());
    for (const checkpoint_row& row : rows) {
      add_leaf(leaves[0], physical::byte_array, row, 2, row.path);
      add_map(leaves[1], leaves[2], row);
      add_leaf(leaves[3], physical::int64, row, 2, little_endian(std::int64_t{1}));
      add_leaf(leaves[4], physical::int64, row, 2, little_endian(std::int64_t{0}));
      add_leaf(leaves[5], physical::byte_array, row, 2, row.stats);
      std::optional<std::string> records;
      if (row.num_records) records = little_endian(*row.num_records);
      add_leaf(leaves[6], physical::int64, row, 3, records, row.num_records.has_value());
      for (std::size_t i = 0; i < parsed_.size(); ++i) {
        add_leaf(leaves[7 + i], parsed_[i].physical, row, 3, row.parsed ? row.parsed->at(i) : std::nullopt,
                 row.parsed.has_value());
      }
      leaves.back().physical = physical::byte_array;
      add_level(leaves.back(), 2, row.removed ? 2 : 0, row.path);
    }
    std::vector<parquet_chunk> chunks;
    for (std::size_t i = 0; i < leaves.size(); ++i) {
      chunks.push_back(make_chunk(leaves[i], style));
      if (i >= 7 && i - 7 < bounds.size()) chunks.back().bounds = bounds[i - 7];
    }
    file_.add(static_cast<std::int64_t>(rows.size()), chunks);
    return *this;
  }
  checkpoint_writer& type_defined_order() {
    file_.type_defined_order();
    return *this;
  }
  std::string finish() const { return file_.finish(); }

 private:
  static std::vector<deltalake::parquet::schema_element> schema(const std::vector<parsed_column>& parsed) {
    using deltalake::parquet::logical_kind;
    using deltalake::parquet::repetition;
    deltalake::parquet::logical_type text;
    text.kind = logical_kind::string;
    const repetition optional = repetition::optional;
    std::vector<deltalake::parquet::schema_element> made{
        group_element("add", optional, parsed.empty() ? 6 : 7),
        leaf_element("path", optional, physical::byte_array, text),
        group_element("partitionValues", optional, 1, logical_kind::map),
        group_element("key_value", repetition::repeated, 2),
        leaf_element("key", repetition::required, physical::byte_array, text),
        leaf_element("value", optional, physical::byte_array, text),
        leaf_element("size", optional, physical::int64),
        leaf_element("modificationTime", optional, physical::int64),
        leaf_element("stats", optional, physical::byte_array, text),
        group_element("stats_parsed", optional, 1),
        leaf_element("numRecords", optional, physical::int64)};
    if (!parsed.empty()) {
      made.push_back(group_element("partitionValues_parsed", optional, static_cast<int>(parsed.size())));
    }
    for (const parsed_column& one : parsed) {
      made.push_back(leaf_element(one.name, optional, one.physical, one.logical));
    }
    made.push_back(group_element("remove", optional, 1));
    made.push_back(leaf_element("path", optional, physical::byte_array, text));
    return made;
  }
  static void add_level(parquet_leaf& to, std::uint8_t max, std::uint32_t level, const std::string& value) {
    to.max_definition = max;
    to.definition.push_back(level);
    to.repetition.push_back(0);
    if (level == max) to.values.push_back(value);
  }
  // A leaf of add's; one of a group inside, if that is there.
  static void add_leaf(parquet_leaf& to, physical type, const checkpoint_row& row, std::uint8_t max,
                       const std::optional<std::string>& value, bool has_group = true) {
    to.physical = type;
    const unsigned nothing = max == 3 && has_group ? 2 : 1;
    add_level(to, max, row.removed ? 0 : value ? max : nothing, value.value_or(""));
  }
  static void add_map(parquet_leaf& keys, parquet_leaf& items, const checkpoint_row& row) {
    keys.physical = items.physical = physical::byte_array;
    keys.max_definition = 3;
    items.max_definition = 4;
    keys.max_repetition = items.max_repetition = 1;
    if (row.removed || row.values.empty()) {
      add_level(keys, 3, row.removed ? 0 : 2, {});
      add_level(items, 4, row.removed ? 0 : 2, {});
    }
    for (std::size_t i = 0; i < row.values.size() && !row.removed; ++i) {
      const auto& [key, item] = row.values[i];
      add_level(keys, 3, 3, key);
      add_level(items, 4, item ? 4 : 3, item.value_or(""));
      keys.repetition.back() = items.repetition.back() = i == 0 ? 0 : 1;
    }
  }

  std::vector<parsed_column> parsed_;
  parquet_writer file_;
};

}  // namespace deltalake_test
