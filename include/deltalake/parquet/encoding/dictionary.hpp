#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <deltalake/base/result.hpp>
#include <deltalake/column/buffer.hpp>
#include <deltalake/parquet/encoding/plain.hpp>
#include <deltalake/parquet/metadata.hpp>

namespace deltalake::inline v0::parquet {

/// The dictionary of a column chunk: its values by index (Encodings.md "Dictionary Encoding"). Owns the bytes of its
/// page. Many readers may gather from one at the same time. Movable.
class dictionary {
 public:
  dictionary() noexcept = default;
  /// Makes a dictionary of the `count` PLAIN values of a decompressed dictionary page, which it keeps. `type_length` is
  /// the width of FIXED_LEN_BYTE_ARRAYs. Memory beside the page: eight bytes a BYTE_ARRAY, and at most twice the page
  /// if all are short.
  /// Errors: invalid_parquet, if the values are not there; unsupported_parquet, for booleans.
  DELTALAKE_DECL static result<dictionary> make(physical_type type, std::int32_t type_length, std::size_t count,
                                                column::buffer page);
  /// As above, in the memory of another dictionary.
  DELTALAKE_DECL static result<dictionary> make(physical_type type, std::int32_t type_length, std::size_t count,
                                                column::buffer page, dictionary used);
  /// Makes a dictionary of fixed-width values that were converted already. Errors: invalid_parquet, as above.
  DELTALAKE_DECL static result<dictionary> make_fixed(std::size_t width, std::size_t count, column::buffer values);

  /// Gives the memory of the page away, empty, and is a dictionary without values then.
  DELTALAKE_DECL column::buffer take_page() noexcept;

  std::size_t size() const noexcept { return size_; }
  /// Bytes of memory that it holds.
  std::size_t memory_bytes() const noexcept { return page_.capacity() + entries_.capacity() + slots_.capacity(); }
  /// Bytes of a value; 0 for BYTE_ARRAYs.
  std::size_t width() const noexcept { return width_; }
  /// The bytes of a value; `index` must be below size(). Valid as long as the dictionary is.
  DELTALAKE_DECL std::string_view operator[](std::size_t index) const noexcept;
  /// All values, one after another, of a dictionary with a width.
  const column::buffer& fixed_values() const noexcept { return page_; }

  /// Errors: invalid_parquet, if one of the indexes is not below size().
  DELTALAKE_DECL result<void> check(const std::uint32_t* indexes, std::size_t count) const;
  /// Appends the values of `count` indexes. Errors: invalid_parquet, if one is not below size() (then nothing is
  /// appended), or if the dictionary is one of BYTE_ARRAYs.
  DELTALAKE_DECL result<void> gather_fixed(const std::uint32_t* indexes, std::size_t count,
                                           column::buffer& values) const;
  /// Appends the bytes and the ends of the values of `count` indexes; `offsets` holds one int32 more than values (it
  /// gets the first 0 if it is empty). Returns how many there are: less if `bytes` would pass `size_max` bytes, which
  /// it has not passed yet. Errors: as gather_fixed.
  DELTALAKE_DECL result<std::size_t> gather_byte_arrays(const std::uint32_t* indexes, std::size_t count,
                                                        column::buffer& offsets, column::buffer& bytes,
                                                        std::size_t size_max = offset_bytes_max) const;

 private:
  struct entry {
    std::uint32_t begin, length;
  };
  DELTALAKE_DECL void make_slots();
  DELTALAKE_DECL std::size_t bytes_of(const std::uint32_t* indexes, std::size_t count) const noexcept;
  DELTALAKE_DECL std::size_t count_within(const std::uint32_t* indexes, std::size_t room) const noexcept;

  column::buffer page_;
  column::buffer entries_;  ///< of BYTE_ARRAYs: where they lie in the page
  column::buffer slots_;    ///< of short BYTE_ARRAYs: their bytes again, 31 each, and their length in the 32nd
  std::size_t size_ = 0;
  std::size_t width_ = 0;
  std::size_t length_max_ = 0;  ///< of BYTE_ARRAYs
  bool fixed_ = false;
};

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/encoding/impl/dictionary.ipp>
#endif
