#pragma once
#include <array>
#include <new>

#include <deltalake/parquet/spare_memory.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

inline std::uint64_t memory_of(const chunk_memory& of) noexcept {
  return std::uint64_t{of.page.capacity()} + of.words.memory_bytes();
}

inline std::array<column::buffer*, 5> buffers_of(leaf_values& of) noexcept {
  return {&of.definition_levels, &of.repetition_levels, &of.fixed, &of.offsets, &of.bytes};
}

}  // namespace detail

DELTALAKE_DECL void spare_memory::fill(std::size_t leaf, leaf_values& into) {
  const std::lock_guard lock(mutex_);
  if (leaf >= shelves_.size()) return;
  std::vector<column::buffer>* kind = shelves_[leaf].values;
  for (column::buffer* const one : detail::buffers_of(into)) {
    if (one->capacity() == 0 && !kind->empty()) {
      *one = std::move(kind->back());
      kind->pop_back();
    }
    ++kind;
  }
}

DELTALAKE_DECL void spare_memory::fill(std::size_t leaf, chunk_memory& into) {
  const std::lock_guard lock(mutex_);
  if (leaf >= shelves_.size() || shelves_[leaf].chunks.empty() || detail::memory_of(into) != 0) return;
  into = std::move(shelves_[leaf].chunks.back());
  shelves_[leaf].chunks.pop_back();
}

DELTALAKE_DECL void spare_memory::give(std::size_t leaf, leaf_values used) noexcept {
  const std::lock_guard lock(mutex_);
  try {
    if (leaf >= shelves_.size()) shelves_.resize(leaf + 1);
    std::vector<column::buffer>* kind = shelves_[leaf].values;
    for (column::buffer* const one : detail::buffers_of(used)) {
      one->clear();
      if (one->capacity() != 0 && one->capacity() <= bytes_max_) kind->push_back(std::move(*one));
      ++kind;
    }
  } catch (const std::bad_alloc&) {
    return;  // what cannot be kept is freed
  }
}

DELTALAKE_DECL void spare_memory::give(std::size_t leaf, chunk_memory used) noexcept {
  used.page.clear();
  if (used.page.capacity() > bytes_max_) used.page = column::buffer();
  if (used.words.memory_bytes() > bytes_max_) used.words = dictionary();
  if (detail::memory_of(used) == 0) return;
  const std::lock_guard lock(mutex_);
  try {
    if (leaf >= shelves_.size()) shelves_.resize(leaf + 1);
    shelves_[leaf].chunks.push_back(std::move(used));
  } catch (const std::bad_alloc&) {
    return;
  }
}

DELTALAKE_DECL std::uint64_t spare_memory::size_bytes() const {
  const std::lock_guard lock(mutex_);
  std::uint64_t sum = 0;
  for (const shelf& leaf : shelves_) {
    for (const std::vector<column::buffer>& kind : leaf.values) {
      for (const column::buffer& one : kind) sum += one.capacity();
    }
    for (const chunk_memory& one : leaf.chunks) sum += detail::memory_of(one);
  }
  return sum;
}

}  // namespace deltalake::inline v0::parquet
