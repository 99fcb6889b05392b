#pragma once
#include <deltalake/base/hash.hpp>
#include <deltalake/log/partition_tuples.hpp>

namespace deltalake::inline v0::log {

DELTALAKE_DECL partition_tuples::partition_tuples(std::uint64_t seed) : seed_(seed) {}

DELTALAKE_DECL std::uint64_t partition_tuples::hash(const string_map& values) const noexcept {
  std::uint64_t state = seed_;
  for (const auto& [column, value] : values) {
    state = hash_of(column, state);
    state = value ? hash_of(*value, state + 1) : hash_of({}, state);
  }
  return state;
}

DELTALAKE_DECL std::uint32_t partition_tuples::enter(const string_map& values, std::uint64_t key) {
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

DELTALAKE_DECL std::uint32_t partition_tuples::enter(const string_map& values) {
  // Files of one partition mostly follow each other.
  if (last_ < tuples_.size() && tuples_[last_] == values) return last_;
  return enter(values, hash(values));
}

DELTALAKE_DECL std::vector<std::uint32_t> partition_tuples::enter_all(const partition_tuples& others) {
  std::vector<std::uint32_t> numbers;
  numbers.reserve(others.size());
  for (std::size_t i = 0; i < others.size(); ++i) numbers.push_back(enter(others.tuples_[i], others.hashes_[i]));
  return numbers;
}

DELTALAKE_DECL void partition_tuples::clear() noexcept {
  tuples_.clear();
  hashes_.clear();
  numbers_.clear();
  last_ = 0;
}

}  // namespace deltalake::inline v0::log
