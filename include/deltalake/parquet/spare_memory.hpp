#pragma once
#include <cstddef>
#include <cstdint>
#include <mutex>
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

  /// Gives those buffers of `into` that have no memory what was used for leaf `leaf` of the file's schema, if there is
  /// some.
  DELTALAKE_DECL void fill(std::size_t leaf, leaf_values& into);
  DELTALAKE_DECL void fill(std::size_t leaf, chunk_memory& into);
  /// Leave memory for the next reader of the leaf. They do not throw.
  DELTALAKE_DECL void give(std::size_t leaf, leaf_values used) noexcept;
  DELTALAKE_DECL void give(std::size_t leaf, chunk_memory used) noexcept;
  /// Bytes that are kept at the moment.
  DELTALAKE_DECL std::uint64_t size_bytes() const;

 private:
  /// Of each kind of buffer those that nobody uses.
  struct shelf {
    std::vector<column::buffer> values[5];  // in the order of leaf_values
    std::vector<chunk_memory> chunks;
  };

  mutable std::mutex mutex_;
  std::size_t bytes_max_;
  std::vector<shelf> shelves_;  // by leaf
};

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/impl/spare_memory.ipp>
#endif
