#pragma once
#include <deltalake/base/hash.hpp>
#include <deltalake/log/path_key.hpp>
#include <deltalake/log/removed_files.hpp>

namespace deltalake::inline v0::log {

DELTALAKE_DECL removed_files::removed_files(std::uint64_t seed) : seed_(seed) {}

DELTALAKE_DECL void removed_files::append(const remove_file& file) {
  std::uint32_t vector = 0;
  if (file.deletion_vector) {
    vectors_.push_back(file.deletion_vector->unique_id());
    vector = static_cast<std::uint32_t>(vectors_.size());
  }
  rows_.push_back({static_cast<std::uint32_t>(paths_.size()), static_cast<std::uint32_t>(file.path.size()),
                   static_cast<std::uint32_t>(hash_of(path_key(file.path), seed_)), vector});
  paths_ += file.path;
}

DELTALAKE_DECL void removed_files::clear() noexcept {
  paths_.clear();
  vectors_.clear();
  rows_.clear();
}

}  // namespace deltalake::inline v0::log
