#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <deltalake/base/result.hpp>
#include <deltalake/parquet/encoding/bits.hpp>

namespace deltalake::inline v0::parquet {

/// Reads the hybrid of run-length and bit-packed runs that levels, dictionary indexes and booleans are stored in
/// (Encodings.md "RLE"). A view on the page's bytes, which must outlive it and be followed by 64 readable ones; copies
/// are independent readers.
///
/// A final bit-packed run may be shorter than it says, as some writers cut it after the last value. With bit width 0
/// all values are 0, in any number and without bytes. Values are not compared with a maximum: largest_of tells it.
class rle_decoder {
 public:
  rle_decoder() noexcept = default;
  /// Makes a reader of `runs`, without the length that may precede them, of values of `bit_width` bits.
  /// Errors: invalid_parquet, if the width is above 32.
  DELTALAKE_DECL static result<rle_decoder> make(std::string_view runs, std::uint32_t bit_width);

  /// Decode up to `count` values and return how many there were: less only if the runs end, or are malformed. Wider
  /// values than eight bits are for decode_u32 alone.
  DELTALAKE_DECL std::size_t decode_u8(std::uint8_t* to, std::size_t count) noexcept;
  DELTALAKE_DECL std::size_t decode_u32(std::uint32_t* to, std::size_t count) noexcept;
  /// Decodes up to `count` values, of bit width 0 or 1 alone, to bits `first` ... of a bitmap, adds the number of ones
  /// to `ones`, and returns how many values there were. The bits after the last one in its byte become 0.
  DELTALAKE_DECL std::size_t decode_bits(std::uint8_t* bitmap, std::size_t first, std::size_t count,
                                         std::size_t& ones) noexcept;
  /// Passes over up to `count` values and returns over how many.
  DELTALAKE_DECL std::size_t skip(std::size_t count) noexcept;

  /// Whether a malformed run was met: a run's header of more than 32 bits, or cut off, or a repeated value cut off.
  bool failed() const noexcept { return failed_; }
  std::uint32_t bit_width() const noexcept { return width_; }

 private:
  DELTALAKE_DECL bool next_run() noexcept;
  DELTALAKE_DECL bool fail() noexcept;
  DELTALAKE_DECL void pass(std::size_t count) noexcept;
  template <class T>
  std::size_t decode(T* to, std::size_t count) noexcept;
  template <class T>
  void unpack(T* to, std::size_t count) noexcept;

  const std::uint8_t* at_ = nullptr;  ///< the next run, or in a bit-packed one the group of eight that is next
  const std::uint8_t* end_ = nullptr;
  std::uint64_t left_ = 0;   ///< values left in the run
  std::uint32_t width_ = 0;  ///< bits of a value
  std::uint32_t value_ = 0;  ///< what a run repeats
  std::uint8_t phase_ = 0;   ///< values of the group at `at_` that are done
  bool packed_ = false;
  bool failed_ = false;
};

/// Reads the deprecated BIT_PACKED encoding of levels: values side by side, the most significant bit first
/// (Encodings.md "Bit-packed (Deprecated)"). Otherwise as rle_decoder; it cannot fail, only end.
class bit_packed_decoder {
 public:
  bit_packed_decoder() noexcept = default;
  /// Errors: invalid_parquet, if the width is above 32.
  DELTALAKE_DECL static result<bit_packed_decoder> make(std::string_view packed, std::uint32_t bit_width);
  /// Returns how many bytes `count` values of `bit_width` bits take: no length stands before them.
  static std::uint64_t size_of(std::uint32_t count, std::uint32_t bit_width) noexcept {
    return (std::uint64_t{count} * bit_width + 7) / 8;
  }

  DELTALAKE_DECL std::size_t decode_u8(std::uint8_t* to, std::size_t count) noexcept;
  DELTALAKE_DECL std::size_t decode_u32(std::uint32_t* to, std::size_t count) noexcept;
  DELTALAKE_DECL std::size_t skip(std::size_t count) noexcept;
  bool failed() const noexcept { return false; }
  std::uint32_t bit_width() const noexcept { return width_; }

 private:
  template <class T>
  std::size_t decode(T* to, std::size_t count) noexcept;

  const std::uint8_t* begin_ = nullptr;
  std::uint64_t bit_ = 0;  ///< where the next value begins
  std::uint64_t left_ = 0;
  std::uint32_t width_ = 0;
};

namespace detail {

/// Unpacks `groups` groups of eight values of `width` bits, 0 ... 32. Reads up to eight bytes past the last group.
DELTALAKE_DECL void rle_unpack(const std::uint8_t* from, std::uint32_t* to, std::size_t groups,
                               std::uint32_t width) noexcept;
/// The same for a width of 8 or less.
DELTALAKE_DECL void rle_unpack(const std::uint8_t* from, std::uint8_t* to, std::size_t groups,
                               std::uint32_t width) noexcept;

/// Reads an unsigned LEB128 number of up to 64 bits and moves `at` past it. False if it is cut off or longer.
inline bool rle_varint(const std::uint8_t*& at, const std::uint8_t* end, std::uint64_t& value) noexcept {
  value = 0;
  for (unsigned shift = 0; shift < 64 && at != end; shift += 7) {
    const std::uint8_t byte = *at++;
    if (shift == 63 && byte > 1) return false;
    value |= std::uint64_t{byte & 0x7FU} << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

}  // namespace detail
}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/encoding/impl/rle.ipp>
#endif
