#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <deltalake/action/remove_file.hpp>

namespace deltalake::inline v0::log {

/// The keys of the files that a run of the log removes: path and deletion vector. They live only until the fold.
class removed_files {
 public:
  DELTALAKE_DECL explicit removed_files(std::uint64_t seed);

  std::size_t size() const noexcept { return rows_.size(); }
  std::string_view path(std::size_t row) const noexcept {
    return {paths_.data() + rows_[row].begin, rows_[row].length};
  }
  std::uint32_t path_hash(std::size_t row) const noexcept { return rows_[row].hash; }
  /// The identity of the deletion vector; empty if the file had none.
  std::string_view deletion_vector_id(std::size_t row) const noexcept {
    return rows_[row].vector == 0 ? std::string_view() : std::string_view(vectors_[rows_[row].vector - 1]);
  }

  DELTALAKE_DECL void append(const remove_file& file);
  DELTALAKE_DECL void clear() noexcept;

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

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/log/impl/removed_files.ipp>
#endif
