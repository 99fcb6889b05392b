#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <deltalake/action/remove_file.hpp>
#include <deltalake/base/hash.hpp>
#include <deltalake/log/path_key.hpp>

namespace deltalake::inline v0::log {

/// The keys of the files that a run of the log removes: path and deletion vector. They live only until the fold.
class removed_files {
 public:
  explicit removed_files(std::uint64_t seed) : seed_(seed) {}

  std::size_t size() const noexcept { return rows_.size(); }
  std::string_view path(std::size_t row) const noexcept {
    return {paths_.data() + rows_[row].begin, rows_[row].length};
  }
  std::uint32_t path_hash(std::size_t row) const noexcept { return rows_[row].hash; }
  /// The identity of the deletion vector; empty if the file had none.
  std::string_view deletion_vector_id(std::size_t row) const noexcept {
    return rows_[row].vector == 0 ? std::string_view() : std::string_view(vectors_[rows_[row].vector - 1]);
  }

  void append(const remove_file& file) {
    std::uint32_t vector = 0;
    if (file.deletion_vector) {
      vectors_.push_back(file.deletion_vector->unique_id());
      vector = static_cast<std::uint32_t>(vectors_.size());
    }
    rows_.push_back({static_cast<std::uint32_t>(paths_.size()), static_cast<std::uint32_t>(file.path.size()),
                     static_cast<std::uint32_t>(hash_of(path_key(file.path), seed_)), vector});
    paths_ += file.path;
  }

  void clear() noexcept {
    paths_.clear();
    vectors_.clear();
    rows_.clear();
  }

 private:
  struct key {
    std::uint32_t begin, length, hash, vector;  // vector: 1-based, 0 for none
  };
  std::uint64_t seed_;
  std::string paths_;
  std::vector<std::string> vectors_;
  std::vector<key> rows_;
};

}  // namespace deltalake::inline v0::log
