#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <deltalake/base/result.hpp>
#include <deltalake/column/buffer.hpp>
#include <deltalake/parquet/encoding/bits.hpp>

// PLAIN: values one after another (Encodings.md "Plain"). `from` is what is left of a page and must be followed by 64
// readable bytes; the results are appended. A failed call leaves the buffers at their former sizes.
namespace deltalake::inline v0::parquet {

/// Appends `count` values of `width` bytes: INT32 and FLOAT (4), INT64 and DOUBLE (8), INT96 (12),
/// FIXED_LEN_BYTE_ARRAY. Returns how many bytes of the page they took. Errors: invalid_parquet, if they are not there.
DELTALAKE_DECL result<std::size_t> plain_fixed(std::string_view from, std::size_t count, std::size_t width,
                                               column::buffer& values);

/// Appends `count` BOOLEANs, from bit `first` of the page on, to a bitmap that holds `bits` bits.
/// Errors: invalid_parquet, if they are not there.
DELTALAKE_DECL result<void> plain_booleans(std::string_view from, std::size_t first, std::size_t count,
                                           column::buffer& bitmap, std::size_t bits);

/// What 32-bit offsets can tell apart.
inline constexpr std::size_t offset_bytes_max = 0x7FFF'FFFF;

/// How many values were taken, and how many bytes of the page they took.
struct plain_taken {
  std::size_t count = 0, bytes = 0;
};

/// Appends BYTE_ARRAYs: their bytes to `bytes` and their ends to `offsets`, which holds one int32 more than values (it
/// gets the first 0 if it is empty). There are `count`, or less if `bytes` would pass `size_max` bytes, which it has
/// not passed yet. Errors: invalid_parquet, if they are not there.
DELTALAKE_DECL result<plain_taken> plain_byte_arrays(std::string_view from, std::size_t count, column::buffer& offsets,
                                                     column::buffer& bytes, std::size_t size_max = offset_bytes_max);

/// Passes over `count` BYTE_ARRAYs. Returns how many bytes of the page they took.
/// Errors: invalid_parquet, if they are not there.
DELTALAKE_DECL result<std::size_t> plain_skip_byte_arrays(std::string_view from, std::size_t count);

namespace detail {

/// Makes room for the ends of `count` more values, and for the first 0. Returns where they go.
inline std::int32_t* extend_offsets(column::buffer& offsets, std::size_t count) {
  if (offsets.empty()) offsets.push_back(std::int32_t{0});
  return reinterpret_cast<std::int32_t*>(offsets.extend(count * sizeof(std::int32_t)));
}

/// Gives two buffers their former sizes back unless `keep` is called: for decoders that fail half way.
class size_guard {
 public:
  size_guard(column::buffer& first, column::buffer& second) noexcept
      : first_(&first), second_(&second), first_size_(first.size()), second_size_(second.size()) {}
  size_guard(const size_guard&) = delete;
  size_guard& operator=(const size_guard&) = delete;
  ~size_guard() {
    if (first_ == nullptr) return;
    first_->clear();
    second_->clear();
    if (first_size_ != 0) first_->resize(first_size_);  // there is room: it does not allocate
    if (second_size_ != 0) second_->resize(second_size_);
  }
  void keep() noexcept { first_ = nullptr; }

 private:
  column::buffer *first_, *second_;
  std::size_t first_size_, second_size_;
};

}  // namespace detail
}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/encoding/impl/plain.ipp>
#endif
