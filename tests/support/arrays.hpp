#pragma once
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <deltalake/column/array.hpp>

namespace deltalake_test {

// Arrays made by hand, value by value; nothing is null where all values are there.

using deltalake::column::array;
using deltalake::column::data_type;
using deltalake::column::field;
using deltalake::column::type_id;

inline constexpr std::nullopt_t null = std::nullopt;

/// Sets the length and which values are null.
inline void set_validity(array& to, const std::vector<bool>& valid) {
  to.length = static_cast<std::int64_t>(valid.size());
  to.null_count = 0;
  to.validity.clear();
  for (const bool there : valid) to.null_count += there ? 0 : 1;
  if (to.null_count == 0) return;
  to.validity.resize((valid.size() + 7) / 8);
  for (std::size_t i = 0; i < to.validity.size(); ++i) to.validity.data()[i] = 0;
  for (std::size_t i = 0; i < valid.size(); ++i) {
    if (valid[i]) to.validity.data()[i / 8] = static_cast<std::uint8_t>(to.validity.data()[i / 8] | 1U << (i % 8));
  }
}

/// Fixed-width values; T must have the width of `type`.
template <class T>
array values_of(data_type type, const std::vector<std::optional<T>>& values) {
  array made;
  made.type = std::move(type);
  std::vector<bool> valid;
  for (const std::optional<T>& value : values) {
    valid.push_back(value.has_value());
    made.values.push_back(value.value_or(T()));
  }
  set_validity(made, valid);
  return made;
}
inline array longs(const std::vector<std::optional<std::int64_t>>& values) {
  return values_of<std::int64_t>(type_id::int64, values);
}
inline array ints(const std::vector<std::optional<std::int32_t>>& values) {
  return values_of<std::int32_t>(type_id::int32, values);
}

inline array flags(const std::vector<std::optional<bool>>& values) {
  array made;
  made.type = type_id::boolean;
  std::vector<bool> valid;
  made.values.resize((values.size() + 7) / 8);
  for (std::size_t i = 0; i < made.values.size(); ++i) made.values.data()[i] = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    valid.push_back(values[i].has_value());
    if (values[i].value_or(false)) {
      made.values.data()[i / 8] = static_cast<std::uint8_t>(made.values.data()[i / 8] | 1U << (i % 8));
    }
  }
  set_validity(made, valid);
  return made;
}

inline array texts_of(const std::vector<std::optional<std::string>>& values, type_id kind = type_id::utf8) {
  array made;
  made.type = kind;
  std::vector<bool> valid;
  std::int32_t end = 0;
  made.offsets.push_back(end);
  for (const std::optional<std::string>& value : values) {
    valid.push_back(value.has_value());
    if (value) made.values.append(value->data(), value->size());
    end += static_cast<std::int32_t>(value ? value->size() : 0);
    made.offsets.push_back(end);
  }
  made.values.reserve(1);
  set_validity(made, valid);
  return made;
}

/// A named column, of a structure or a batch. A class of its own, because arrays cannot be copied out of a list.
struct named_array {
  std::string name;
  array values;
};
template <class... Names>
std::vector<named_array> columns(Names... each) {
  std::vector<named_array> made;
  (made.push_back(std::move(each)), ...);
  return made;
}

/// Without `valid` no row is null.
inline array structure(std::vector<named_array> children, std::optional<std::vector<bool>> valid = std::nullopt) {
  array made;
  made.type = type_id::structure;
  const std::size_t rows = children.empty() ? 0 : static_cast<std::size_t>(children.front().values.length);
  set_validity(made, valid.value_or(std::vector<bool>(rows, true)));
  for (named_array& child : children) {
    made.type.children.push_back({std::move(child.name), child.values.type, true});
    made.children.push_back(std::move(child.values));
  }
  return made;
}

/// Lists of the values of `child`, cut at `lengths`.
inline array lists(array child, const std::vector<std::optional<std::int32_t>>& lengths) {
  array made;
  made.type = type_id::list;
  made.type.children.push_back({"element", child.type, true});
  std::vector<bool> valid;
  std::int32_t end = 0;
  made.offsets.push_back(end);
  for (const std::optional<std::int32_t>& length : lengths) {
    valid.push_back(length.has_value());
    end += length.value_or(0);
    made.offsets.push_back(end);
  }
  set_validity(made, valid);
  made.children.push_back(std::move(child));
  return made;
}

using text_map = std::vector<std::pair<std::string, std::optional<std::string>>>;

inline array maps(const std::vector<std::optional<text_map>>& values) {
  std::vector<std::optional<std::string>> keys, items;
  std::vector<std::optional<std::int32_t>> lengths;
  for (const std::optional<text_map>& value : values) {
    lengths.push_back(value ? std::optional<std::int32_t>(static_cast<std::int32_t>(value->size())) : std::nullopt);
    if (!value) continue;
    for (const auto& [key, item] : *value) {
      keys.emplace_back(key);
      items.push_back(item);
    }
  }
  array entries = structure(columns(named_array{"key", texts_of(keys)}, named_array{"value", texts_of(items)}));
  array made = lists(std::move(entries), lengths);
  made.type.id = type_id::map;
  made.type.children.front().name = "entries";
  return made;
}

inline deltalake::column::batch batch_of(std::vector<named_array> columns) {
  deltalake::column::batch made;
  for (named_array& column : columns) {
    made.num_rows = column.values.length;
    made.fields.push_back({std::move(column.name), column.values.type, true});
    made.columns.push_back(std::move(column.values));
  }
  return made;
}

}  // namespace deltalake_test
