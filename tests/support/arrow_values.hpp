#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/column/array.hpp>
#include <deltalake/column/arrow_c_data.hpp>
#include <deltalake/column/json_text.hpp>
#include <tests/support/arrays.hpp>

namespace deltalake_test {

/// What an array holds, a line of JSON a row.
inline std::vector<std::string> rows_of(const array& from) {
  std::vector<std::string> made;
  for (std::int64_t row = 0; row < from.length; ++row) {
    std::string text;
    if (from.is_valid(row)) {
      deltalake::column::append_json(from, row, {}, text);
    } else {
      text = "null";
    }
    made.push_back(std::move(text));
  }
  return made;
}

/// True for a struct of a C interface that nobody needs to release.
template <class Struct>
bool is_released(const Struct& one) {
  return one.release == nullptr;
}

/// A dictionary column: indexes into `values`.
inline array dictionary(array values, const std::vector<std::optional<std::int32_t>>& indexes) {
  array made = values_of<std::int32_t>(deltalake::column::dictionary_of(values.type), indexes);
  made.dictionary = std::make_shared<const array>(std::move(values));
  return made;
}

/// Arrays of chance, the same for the same seed.
class random_arrays {
 public:
  explicit random_arrays(std::uint32_t seed) : bits_(seed) {}

  std::size_t below(std::size_t end) { return bits_() % end; }

  array any(std::size_t rows, int depth) {
    switch (below(depth > 0 ? 9 : 6)) {
      case 0: return longs(some<std::int64_t>(rows, [this] { return static_cast<std::int64_t>(bits_()) - 7; }));
      case 1: return flags(some<bool>(rows, [this] { return below(2) == 0; }));
      case 2: return texts_of(some<std::string>(rows, [this] { return std::string(below(30), 'x'); }));
      case 3: return values_of<std::int16_t>(type_id::int16, some<std::int16_t>(rows, [] { return std::int16_t{-3}; }));
      case 4: return dictionary(texts_of({"a", "b", "c"}), some<std::int32_t>(rows, [this] {
                                  return static_cast<std::int32_t>(below(3));
                                }));
      case 5: return nothing(rows);
      case 6: return list(rows, depth);
      default: return group(rows, depth);
    }
  }

 private:
  template <class T, class Make>
  std::vector<std::optional<T>> some(std::size_t rows, Make make) {
    const bool has_nulls = below(2) == 0;
    std::vector<std::optional<T>> made;
    for (std::size_t i = 0; i < rows; ++i) {
      made.push_back(has_nulls && below(4) == 0 ? std::optional<T>() : std::optional<T>(make()));
    }
    return made;
  }
  static array nothing(std::size_t rows) {
    array made;
    made.length = made.null_count = static_cast<std::int64_t>(rows);
    return made;
  }
  array list(std::size_t rows, int depth) {
    const auto lengths = some<std::int32_t>(rows, [this] { return static_cast<std::int32_t>(below(4)); });
    std::size_t total = 0;
    for (const auto& length : lengths) total += static_cast<std::size_t>(length.value_or(0));
    return lists(any(total, depth - 1), lengths);
  }
  array group(std::size_t rows, int depth) {
    std::vector<named_array> children;
    children.push_back({"first", any(rows, depth - 1)});
    children.push_back({"second", any(rows, depth - 1)});
    std::vector<bool> valid;
    for (const auto& one : some<bool>(rows, [] { return true; })) valid.push_back(one.has_value());
    return structure(std::move(children), std::move(valid));
  }

  std::mt19937 bits_;
};

/// Counts how often the release callbacks of what it watches are called.
class release_counter {
 public:
  release_counter() = default;
  release_counter(const release_counter&) = delete;
  release_counter& operator=(const release_counter&) = delete;

  template <class Struct>
  void watch(Struct& one) {
    auto kept = std::make_unique<watched<Struct>>();
    kept->original = one;
    kept->count = &count_;
    one.private_data = kept.release();
    one.release = [](Struct* self) {
      const std::unique_ptr<watched<Struct>> owned(static_cast<watched<Struct>*>(self->private_data));
      ++*owned->count;
      owned->original.release(&owned->original);
      self->release = nullptr;
    };
  }
  int count() const { return count_; }

 private:
  template <class Struct>
  struct watched {
    Struct original{};
    int* count = nullptr;
  };
  int count_ = 0;
};

}  // namespace deltalake_test
