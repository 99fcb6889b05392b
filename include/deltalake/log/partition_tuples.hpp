#pragma once
#include <cstdint>
#include <unordered_map>
#include <vector>

#include <deltalake/action/add_file.hpp>
#include <deltalake/base/hash.hpp>

namespace deltalake::inline v0::log {

/// The distinct partition values of files: many files share a partition, so each combination is kept once and files
/// refer to it by number.
class partition_tuples {
 public:
  explicit partition_tuples(std::uint64_t seed) : seed_(seed) {}

  std::size_t size() const noexcept { return tuples_.size(); }
  const string_map& operator[](std::uint32_t number) const noexcept { return tuples_[number]; }

  /// The number of `values`, which are entered if they are new.
  std::uint32_t enter(const string_map& values) {
    // Files of one partition mostly follow each other.
    if (last_ < tuples_.size() && tuples_[last_] == values) return last_;
    return enter(values, hash(values));
  }
  /// Enters all of `others`, which must have the same seed, and returns their numbers here.
  std::vector<std::uint32_t> enter_all(const partition_tuples& others) {
    std::vector<std::uint32_t> numbers;
    numbers.reserve(others.size());
    for (std::size_t i = 0; i < others.size(); ++i) numbers.push_back(enter(others.tuples_[i], others.hashes_[i]));
    return numbers;
  }
  void clear() noexcept {
    tuples_.clear();
    hashes_.clear();
    numbers_.clear();
    last_ = 0;
  }

 private:
  std::uint32_t enter(const string_map& values, std::uint64_t key) {
    const auto [first, end] = numbers_.equal_range(key);
    for (auto at = first; at != end; ++at) {
      if (tuples_[at->second] == values) return last_ = at->second;
    }
    last_ = static_cast<std::uint32_t>(tuples_.size());
    tuples_.push_back(values);
    hashes_.push_back(key);
    numbers_.emplace(key, last_);
    return last_;
  }
  std::uint64_t hash(const string_map& values) const noexcept {
    std::uint64_t state = seed_;
    for (const auto& [column, value] : values) {
      state = hash_of(column, state);
      state = value ? hash_of(*value, state + 1) : hash_of({}, state);
    }
    return state;
  }
  std::uint64_t seed_;
  std::uint32_t last_ = 0;
  std::vector<string_map> tuples_;
  std::vector<std::uint64_t> hashes_;
  std::unordered_multimap<std::uint64_t, std::uint32_t> numbers_;
};

}  // namespace deltalake::inline v0::log
