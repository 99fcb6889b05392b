#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include <deltalake/base/result.hpp>
#include <deltalake/column/buffer.hpp>
#include <deltalake/parquet/encoding/plain.hpp>

// The delta encodings (Encodings.md "Delta Encoding" and the two that follow it). Decoders are views on a page's body,
// which must outlive them and be followed by 64 readable bytes; they hand out values in portions and append them. What
// a body says about its number of values is believed only as far as its bytes go: nothing is allocated for more than
// the values asked for. A failed call leaves the buffers at their former sizes.
namespace deltalake::inline v0::parquet {

namespace detail {

/// DELTA_BINARY_PACKED for numbers of up to 32 or 64 bits; arithmetic wraps around.
class delta_stream {
 public:
  delta_stream() noexcept = default;
  DELTALAKE_DECL static result<delta_stream> make(std::string_view body, std::uint32_t width_max);
  std::uint64_t left() const noexcept { return left_; }
  DELTALAKE_DECL result<void> read(std::uint32_t* to, std::size_t count);
  DELTALAKE_DECL result<void> read(std::uint64_t* to, std::size_t count);
  /// Returns how many bytes a stream that was not read from takes, from its header to its last block.
  DELTALAKE_DECL result<std::size_t> size() const;

 private:
  // What is wrong, or null: miniblocks are too short for a result each.
  DELTALAKE_DECL const char* next_block() noexcept;
  DELTALAKE_DECL const char* next_miniblock() noexcept;
  template <class T>
  result<void> read_any(T* to, std::size_t count);
  template <class T>
  void unpack(T* to, std::size_t count) noexcept;

  const std::uint8_t *begin_ = nullptr, *at_ = nullptr, *end_ = nullptr;
  const std::uint8_t* widths_ = nullptr;  ///< of the miniblocks left in the block
  const std::uint8_t* deltas_ = nullptr;  ///< of the current miniblock
  std::uint64_t left_ = 0;                ///< values to hand out
  std::uint64_t value_ = 0, min_delta_ = 0;
  std::uint64_t position_ = 0;    ///< deltas of the miniblock that are done
  std::uint32_t miniblocks_ = 0;  ///< a block
  std::uint32_t values_per_miniblock_ = 0;
  std::uint32_t miniblocks_left_ = 0;
  std::uint32_t miniblock_left_ = 0;  ///< deltas of the miniblock to come
  std::uint32_t width_ = 0, width_max_ = 0;
  bool first_ = true;  ///< the first value stands in the header
};

}  // namespace detail

/// Reads DELTA_BINARY_PACKED numbers: T is std::int32_t or std::int64_t. Copies are independent readers.
template <class T>
class delta_binary_decoder {
  static_assert(sizeof(T) == 4 || sizeof(T) == 8);
  using word = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;

 public:
  delta_binary_decoder() noexcept = default;
  /// Reads the header. A body without bytes has no values. Errors: invalid_parquet.
  static result<delta_binary_decoder> make(std::string_view body) {
    result<detail::delta_stream> stream = detail::delta_stream::make(body, 8 * sizeof(T));
    if (!stream) return stream.error();
    delta_binary_decoder made;
    made.stream_ = *stream;
    return made;
  }

  /// Returns how many values there are to come, as the header says.
  std::uint64_t left() const noexcept { return stream_.left(); }
  /// Decodes the next `count` values. Errors: invalid_parquet, if there are less, or a block is malformed.
  result<void> decode(std::size_t count, T* to) { return stream_.read(reinterpret_cast<word*>(to), count); }
  result<void> decode(std::size_t count, column::buffer& values) {
    const std::size_t size = values.size();
    result<void> done;
    for (std::size_t left = count; left > 0 && done;) {
      const std::size_t part = left < portion ? left : portion;
      left -= part;
      done = stream_.read(reinterpret_cast<word*>(values.extend(part * sizeof(T))), part);
    }
    if (!done) values.resize(size);
    return done;
  }
  /// Passes over `count` values. Errors: as decode.
  result<void> skip(std::size_t count) {
    T passed[256];
    result<void> done;
    while (count > 0 && done) {
      const std::size_t part = count < 256 ? count : 256;
      count -= part;
      done = decode(part, passed);
    }
    return done;
  }

 private:
  static constexpr std::size_t portion = 1 << 16;  // so that memory follows bytes that are there
  detail::delta_stream stream_;
};

/// Reads DELTA_LENGTH_BYTE_ARRAY: all lengths, then all bytes. Copies are independent readers.
class delta_length_decoder {
 public:
  delta_length_decoder() noexcept = default;
  /// Finds where the lengths end. Errors: invalid_parquet.
  DELTALAKE_DECL static result<delta_length_decoder> make(std::string_view body);

  std::uint64_t left() const noexcept { return lengths_.left(); }
  /// Appends the bytes and the ends of the next `count` values; `offsets` holds one int32 more than values (it gets the
  /// first 0 if it is empty). Returns how many there are: less if `bytes` would pass `size_max` bytes, which it has not
  /// passed yet; the next one is then still to come. Errors: invalid_parquet, if there are less, or lengths and bytes
  /// do not fit together.
  DELTALAKE_DECL result<std::size_t> decode(std::size_t count, column::buffer& offsets, column::buffer& bytes,
                                            std::size_t size_max = offset_bytes_max);
  /// Passes over `count` values. Errors: invalid_parquet.
  DELTALAKE_DECL result<void> skip(std::size_t count);

 private:
  friend class delta_byte_array_decoder;
  DELTALAKE_DECL result<void> next_lengths(std::size_t count, std::int32_t* lengths);

  delta_binary_decoder<std::int32_t> lengths_;
  std::string_view bytes_;  ///< those of the values to come
};

/// Reads DELTA_BYTE_ARRAY: of each value the length that it has in common with the one before, and the rest. Keeps the
/// last value between calls. Movable.
class delta_byte_array_decoder {
 public:
  delta_byte_array_decoder() noexcept = default;
  /// Errors: invalid_parquet.
  DELTALAKE_DECL static result<delta_byte_array_decoder> make(std::string_view body);

  std::uint64_t left() const noexcept { return prefixes_.left(); }
  /// As delta_length_decoder::decode.
  DELTALAKE_DECL result<std::size_t> decode(std::size_t count, column::buffer& offsets, column::buffer& bytes,
                                            std::size_t size_max = offset_bytes_max);
  /// Appends the next `count` values, which must have `width` bytes each. Errors: as above, and invalid_parquet for a
  /// value of another width; value_too_large, if `values` would pass 2^31 - 1 bytes.
  DELTALAKE_DECL result<void> decode_fixed(std::size_t count, std::size_t width, column::buffer& values);
  /// Passes over `count` values. Errors: invalid_parquet.
  DELTALAKE_DECL result<void> skip(std::size_t count);

 private:
  /// Where the next value goes, and where the one before lies: in `last_` or in the buffer that is filled.
  struct progress {
    std::size_t size = 0, previous = 0, previous_length = 0;
    bool in_last = true;
  };
  /// Lengths of the next values, and how many of these there are.
  struct portion {
    static constexpr std::size_t most = 256;
    std::size_t count = 0;
    std::int32_t prefixes[most], suffixes[most];
  };
  DELTALAKE_DECL result<void> next_portion(std::size_t count, portion& into);
  DELTALAKE_DECL result<void> next_within(std::size_t count, std::size_t room, std::size_t previous, portion& into);
  DELTALAKE_DECL result<std::size_t> join(std::size_t count, std::size_t size_max, column::buffer& bytes,
                                          column::buffer* offsets, std::size_t width);
  DELTALAKE_DECL bool join_one(std::size_t prefix, std::size_t suffix, column::buffer& bytes, progress& where);

  delta_binary_decoder<std::int32_t> prefixes_;
  delta_length_decoder suffixes_;
  column::buffer last_;
};

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/encoding/impl/delta.ipp>
#endif
