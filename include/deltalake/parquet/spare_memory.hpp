#pragma once
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

#include <deltalake/column/buffer.hpp>
#include <deltalake/parquet/encoding/dictionary.hpp>
#include <deltalake/parquet/leaf_values.hpp>

namespace deltalake::inline v0::parquet {

/// The memory that reading a column chunk takes beside its values. What it holds means nothing.
struct chunk_memory {
  column::buffer page;  ///< of a page, decompressed
  dictionary words;
};

/// Where the readers of row groups leave their memory for those that come after them: fresh memory costs more than
/// decoding. It holds no more than what was in use at the same time. May be used by several threads at once.
class spare_memory {
 public:
  /// Keeps no buffer above `bytes_max`: what one huge value took is not kept for ever.
  explicit spare_memory(std::size_t bytes_max = std::size_t{64} << 20) noexcept : bytes_max_(bytes_max) {}

  /// Memory that was used for leaf `leaf` of the file's schema, empty; none if there is none.
  leaf_values take_values(std::size_t leaf) { return take(values_, leaf); }
  chunk_memory take_chunk(std::size_t leaf) { return take(chunks_, leaf); }
  /// Leave memory for the next reader of the leaf. They do not throw.
  DELTALAKE_DECL void give(std::size_t leaf, leaf_values used) noexcept;
  DELTALAKE_DECL void give(std::size_t leaf, chunk_memory used) noexcept;
  /// Bytes that are kept at the moment.
  DELTALAKE_DECL std::uint64_t size_bytes() const;

 private:
  template <class T>
  using shelves = std::vector<std::vector<T>>;  // by leaf

  template <class T>
  T take(shelves<T>& from, std::size_t leaf) {
    const std::lock_guard lock(mutex_);
    if (leaf >= from.size() || from[leaf].empty()) return T();
    T taken = std::move(from[leaf].back());
    from[leaf].pop_back();
    return taken;
  }
  template <class T>
  void keep(shelves<T>& to, std::size_t leaf, T used) noexcept {
    const std::lock_guard lock(mutex_);
    try {
      if (leaf >= to.size()) to.resize(leaf + 1);
      to[leaf].push_back(std::move(used));
    } catch (const std::bad_alloc&) {
      return;  // then it is freed
    }
  }

  mutable std::mutex mutex_;
  std::size_t bytes_max_;
  shelves<leaf_values> values_;
  shelves<chunk_memory> chunks_;
};

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/impl/spare_memory.ipp>
#endif
