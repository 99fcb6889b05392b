#pragma once
#include <deltalake/parquet/spare_memory.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

inline std::uint64_t memory_of(const chunk_memory& of) noexcept {
  return std::uint64_t{of.page.capacity()} + of.words.memory_bytes();
}

}  // namespace detail

DELTALAKE_DECL void spare_memory::give(std::size_t leaf, leaf_values used) noexcept {
  used.clear();
  for (column::buffer* one :
       {&used.definition_levels, &used.repetition_levels, &used.fixed, &used.offsets, &used.bytes}) {
    if (one->capacity() > bytes_max_) *one = column::buffer();
  }
  if (memory_of(used) != 0) keep(values_, leaf, std::move(used));
}

DELTALAKE_DECL void spare_memory::give(std::size_t leaf, chunk_memory used) noexcept {
  used.page.clear();
  if (used.page.capacity() > bytes_max_) used.page = column::buffer();
  if (used.words.memory_bytes() > bytes_max_) used.words = dictionary();
  if (detail::memory_of(used) != 0) keep(chunks_, leaf, std::move(used));
}

DELTALAKE_DECL std::uint64_t spare_memory::size_bytes() const {
  const std::lock_guard lock(mutex_);
  std::uint64_t sum = 0;
  for (const std::vector<leaf_values>& leaf : values_) {
    for (const leaf_values& one : leaf) sum += memory_of(one);
  }
  for (const std::vector<chunk_memory>& leaf : chunks_) {
    for (const chunk_memory& one : leaf) sum += detail::memory_of(one);
  }
  return sum;
}

}  // namespace deltalake::inline v0::parquet
