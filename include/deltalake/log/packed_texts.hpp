#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <deltalake/base/config.hpp>

namespace deltalake::inline v0::log {

/// Many texts of one kind, such as the statistics of files, which repeat each other: whole blocks of them are kept
/// compressed. Fresh memory costs more than compressing does. Read through a cursor, row after row, each block is
/// decompressed once; a single text costs its block, some 30 microseconds.
/// Many threads may read at once, each with a cursor of its own.
class packed_texts {
 public:
  /// Where one reader stands, and the block that it stands in. It holds while the texts live and are not changed.
  class cursor {
   private:
    friend class packed_texts;
    const packed_texts* of_ = nullptr;
    std::size_t block_ = 0;
    std::string texts_;
  };

  std::size_t size() const noexcept { return ends_.size(); }
  /// The text of a row below `size()`. The view holds until the cursor is used again.
  DELTALAKE_DECL std::string_view text(std::size_t row, cursor& at) const;

  DELTALAKE_DECL void append(std::string_view text);
  /// Makes room for so many rows and bytes of text.
  DELTALAKE_DECL void reserve(std::size_t rows, std::size_t text_bytes);
  /// Keeps what comes from now on as it is: for texts that are read once and dropped.
  void keep_plain() noexcept { packing_ = false; }
  /// Empties the texts and keeps their memory for the next.
  DELTALAKE_DECL void clear();

 private:
  // Compressed rows: from the end of the block before, up to `end_row`.
  struct block {
    std::uint32_t end_row;
    std::uint32_t text_bytes;
    std::uint64_t packed_end;
  };
  DELTALAKE_DECL void pack_open_block();

  std::vector<std::uint32_t> ends_;  // by row, within its block
  std::vector<block> blocks_;
  std::string packed_;  // of all blocks
  std::string open_;    // the texts behind the last block
  bool packing_ = true;
};

}  // namespace deltalake::inline v0::log

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/log/impl/packed_texts.ipp>
#endif
