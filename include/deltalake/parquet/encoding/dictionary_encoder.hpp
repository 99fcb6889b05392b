#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <deltalake/column/buffer.hpp>
#include <deltalake/parquet/encoding/rle_encoder.hpp>
#include <deltalake/parquet/leaf_values.hpp>
#include <deltalake/parquet/schema_tree.hpp>

namespace deltalake::inline v0::parquet {

/// How large a dictionary may become.
struct dictionary_bounds {
  std::size_t bytes = std::size_t{1} << 20;        ///< of its page, before compression
  std::uint32_t entries = std::uint32_t{1} << 31;  ///< indexes stay below this
};

/// Collects the distinct values of a column chunk, and tells the index of each. Values are compared by their bytes: the
/// zeros of floats are two, NaNs as many as there are bit patterns. Of every physical type but boolean, which
/// `can_encode` tells. Movable. Functions that enter values throw std::bad_alloc.
/// Spec: Encodings.md "Dictionary Encoding".
class dictionary_encoder {
 public:
  /// Makes an empty dictionary for a leaf's values. `seed` keeps hostile values from choosing colliding ones.
  DELTALAKE_DECL explicit dictionary_encoder(const leaf_column& leaf, dictionary_bounds bounds = {},
                                             std::uint64_t seed = 0x243F'6A88'85A3'08D3);
  /// Whether values of the leaf can have a dictionary.
  static bool can_encode(const leaf_column& leaf) noexcept { return leaf.physical != physical_type::boolean; }

  /// Enters values `first` ... `first + count` and appends the index of each to `indexes`, a uint32 each. Returns how
  /// many it took: less than `count` only if the next value is new and the dictionary would pass its bounds with it.
  DELTALAKE_DECL std::int64_t enter(const leaf_values& values, std::int64_t first, std::int64_t count,
                                    column::buffer& indexes);

  /// How many distinct values there are.
  std::uint32_t entries() const noexcept { return entries_; }
  /// The dictionary page's body before compression: the values in PLAIN, in the order of their first appearance.
  std::string_view page() const noexcept { return page_.view(); }
  /// How many bits an index takes by now.
  std::uint32_t bit_width() const noexcept { return index_bit_width(entries_); }
  /// How many values were entered, and how many bytes they would take in PLAIN.
  std::uint64_t entered() const noexcept { return entered_; }
  std::uint64_t plain_bytes() const noexcept { return plain_bytes_; }
  /// True if the dictionary and as many packed indexes as were entered take less than the values in PLAIN. Of few
  /// values it says little: ask after some thousands.
  DELTALAKE_DECL bool pays() const noexcept;
  /// The distinct values as values of the leaf, without levels, for their statistics. Throws std::bad_alloc.
  DELTALAKE_DECL void values(leaf_values& to) const;
  /// Empties it for the next chunk and keeps the memory.
  DELTALAKE_DECL void clear() noexcept;

 private:
  /// A place of the hash table: a part of the value's hash, and one more than its index. 0 is none.
  struct slot {
    std::uint32_t tag = 0, number = 0;
  };
  /// Numbers that are compared as words; other values of fixed width, and texts, as bytes.
  template <class Word>
  std::int64_t enter_words(const leaf_values& values, std::int64_t first, std::int64_t count, std::uint32_t* to);
  DELTALAKE_DECL std::int64_t enter_bytes(const leaf_values& values, std::int64_t first, std::int64_t count,
                                          std::uint32_t* to);
  template <class Equal>
  slot& find(std::uint64_t hash, Equal equal) noexcept;
  DELTALAKE_DECL std::string_view entry(std::uint32_t index) const noexcept;
  DELTALAKE_DECL bool has_room_for(std::size_t bytes) const noexcept;
  DELTALAKE_DECL void grow_table();

  column::buffer page_;
  column::buffer begins_;    ///< of texts: where in the page each entry begins, a uint32 each
  std::vector<slot> slots_;  ///< a power of two, at most half of them used
  dictionary_bounds bounds_;
  std::uint64_t seed_;
  std::uint64_t entered_ = 0, plain_bytes_ = 0;
  std::uint32_t entries_ = 0, width_ = 0;
  bool texts_ = false;
};

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/encoding/impl/dictionary_encoder.ipp>
#endif
