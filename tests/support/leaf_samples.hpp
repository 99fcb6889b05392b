#pragma once
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <deltalake/parquet/encoding/bits.hpp>
#include <deltalake/parquet/leaf_rows.hpp>
#include <deltalake/parquet/leaf_values.hpp>
#include <deltalake/parquet/schema_tree.hpp>

// Leaves of all physical types, and values of them.
namespace deltalake_test {

namespace samples {
using deltalake::parquet::leaf_column;
using deltalake::parquet::leaf_values;
using deltalake::parquet::physical_type;
}  // namespace samples

/// A required leaf outside of groups.
inline samples::leaf_column leaf_of(samples::physical_type physical, std::int32_t type_length = 0) {
  samples::leaf_column made;
  made.physical = physical;
  made.type_length = type_length;
  made.path = {"c"};
  return made;
}

/// Values without levels.
template <class T>
samples::leaf_values fixed_values(const std::vector<T>& from) {
  samples::leaf_values made;
  made.fixed.append(from.data(), from.size() * sizeof(T));
  made.rows = made.levels = made.values = static_cast<std::int64_t>(from.size());
  return made;
}
inline samples::leaf_values text_values(const std::vector<std::string>& from) {
  samples::leaf_values made;
  made.offsets.push_back(std::int32_t{0});
  for (const std::string& text : from) {
    made.bytes.append(text.data(), text.size());
    made.offsets.push_back(static_cast<std::int32_t>(made.bytes.size()));
  }
  made.rows = made.levels = made.values = static_cast<std::int64_t>(from.size());
  return made;
}
inline samples::leaf_values boolean_values(const std::vector<bool>& from) {
  samples::leaf_values made;
  for (std::size_t i = 0; i < from.size(); ++i) {
    if (from[i]) {
      deltalake::parquet::append_ones(made.fixed, i, 1);
    } else {
      deltalake::parquet::append_zeros(made.fixed, i, 1);
    }
  }
  made.rows = made.levels = made.values = static_cast<std::int64_t>(from.size());
  return made;
}

/// Value `number` of a leaf, by its bytes; of booleans one byte.
inline std::string value_at(const samples::leaf_column& leaf, const samples::leaf_values& of, std::size_t number) {
  if (leaf.physical == samples::physical_type::boolean) {
    return std::string(1, static_cast<char>(of.fixed.data()[number / 8] >> number % 8 & 1));
  }
  if (leaf.physical == samples::physical_type::byte_array) {
    const std::int32_t* const offsets = of.offsets.as<std::int32_t>() + number;
    return std::string(of.bytes.view().substr(static_cast<std::size_t>(offsets[0]),
                                              static_cast<std::size_t>(offsets[1] - offsets[0])));
  }
  const std::size_t width = deltalake::parquet::detail::physical_width(leaf);
  return std::string(of.fixed.view().substr(number * width, width));
}

/// Some of `distinct` values, which are of any bits.
inline samples::leaf_values random_values(std::mt19937_64& random, const samples::leaf_column& leaf, std::size_t count,
                                          std::size_t distinct, std::size_t length_max = 20) {
  std::vector<std::string> pool(distinct);
  const bool texts = leaf.physical == samples::physical_type::byte_array;
  for (std::string& value : pool) {
    value.resize(texts ? random() % (length_max + 1) : deltalake::parquet::detail::physical_width(leaf));
    for (char& c : value) c = static_cast<char>(random());
  }
  if (leaf.physical == samples::physical_type::boolean) {
    std::vector<bool> made(count);
    for (std::size_t i = 0; i < count; ++i) made[i] = random() % distinct != 0;
    return boolean_values(made);
  }
  std::vector<std::string> made(count);
  for (std::string& value : made) value = pool[random() % distinct];
  samples::leaf_values values = text_values(made);
  if (!texts) std::swap(values.fixed, values.bytes), values.offsets.clear();
  return values;
}

/// Every physical type once, and of fixed_len_byte_array several lengths.
inline std::vector<samples::leaf_column> all_leaves() {
  using type = samples::physical_type;
  std::vector<samples::leaf_column> made;
  for (const type one :
       {type::boolean, type::int32, type::int64, type::int96, type::float32, type::float64, type::byte_array}) {
    made.push_back(leaf_of(one));
  }
  for (const std::int32_t length : {1, 2, 4, 5, 8, 16, 33}) {
    made.push_back(leaf_of(type::fixed_len_byte_array, length));
  }
  return made;
}

}  // namespace deltalake_test
