#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <deltalake/base/error.hpp>

namespace deltalake::inline v0::parquet {

/// The kinds of values in Thrift's compact protocol, with their numbers on the wire.
enum class thrift_kind : std::uint8_t {
  stop = 0,  ///< the end of a struct, no value
  true_value = 1,
  false_value = 2,
  byte = 3,
  int16 = 4,
  int32 = 5,
  int64 = 6,
  float64 = 7,
  binary = 8,
  list = 9,
  set = 10,
  map = 11,
  structure = 12,
  uuid = 13,
};

/// Why a thrift_reader stopped.
enum class thrift_fault : std::uint8_t {
  none,
  truncated,  ///< the bytes end inside of a value; with more of them it might be fine
  invalid,    ///< no bytes that follow could make it right
  too_large,  ///< a text above the limit, or values nested too deep
};

/// The header of a struct's field.
struct thrift_field {
  std::int16_t id = 0;
  thrift_kind kind = thrift_kind::stop;  ///< stop once it was skipped for having another kind than asked for
};

/// Walks over a value in Thrift's compact protocol. A struct is read as
///
///     thrift_field field;
///     while (in.next(field)) {
///       switch (field.id) {
///         case 1: in.take(field, number); break;
///         default: in.skip(field);
///       }
///     }
///
/// A fault sticks: from then on `next` returns false, numbers are 0 and counts are 0, so that a loop ends and one
/// look at `fault` at the end is enough. A field of another kind than the one asked for is skipped as one that is not
/// known, which is what Thrift's own readers do; there are files that need it. The bytes must outlive the reader and
/// the views that it hands out.
class thrift_reader {
 public:
  /// Reads `input`, in which no text or binary may be longer than `longest_text` bytes.
  thrift_reader(std::string_view input, std::uint32_t longest_text) noexcept
      : begin_(input.data()), at_(input.data()), end_(input.data() + input.size()), longest_text_(longest_text) {}

  bool good() const noexcept { return fault_ == thrift_fault::none; }
  thrift_fault fault() const noexcept { return fault_; }
  /// Bytes read so far; after a fault, those before it.
  std::size_t offset() const noexcept { return static_cast<std::size_t>((good() ? at_ : fault_at_) - begin_); }
  std::size_t left() const noexcept { return static_cast<std::size_t>(end_ - at_); }

  /// Moves to the next field of a struct; `field` is that before it, or new. False at the end of the struct and after
  /// a fault.
  bool next(thrift_field& field) noexcept {
    const unsigned head = next_byte();
    if (head == 0) return false;
    const unsigned kind = head & 0x0F;
    if (kind == 0 || kind > static_cast<unsigned>(thrift_kind::uuid)) {
      fail(thrift_fault::invalid, "a field of no known kind");
      return false;
    }
    const std::int64_t id = (head >> 4) != 0 ? field.id + static_cast<int>(head >> 4) : signed_varint();
    field.id = narrow<std::int16_t>(id);
    field.kind = static_cast<thrift_kind>(kind);
    return good();
  }

  /// Take the value of `field`. If it is of another kind, `into` stays as it is.
  void take(thrift_field& field, bool& into) noexcept {
    if (field.kind != thrift_kind::true_value && !expect(field, thrift_kind::false_value)) return;
    into = field.kind == thrift_kind::true_value;
  }
  void take(thrift_field& field, std::int8_t& into) noexcept {
    if (expect(field, thrift_kind::byte)) into = static_cast<std::int8_t>(next_byte());
  }
  void take(thrift_field& field, std::int16_t& into) noexcept {
    if (expect(field, thrift_kind::int16)) into = narrow<std::int16_t>(signed_varint());
  }
  void take(thrift_field& field, std::int32_t& into) noexcept {
    if (expect(field, thrift_kind::int32)) into = narrow<std::int32_t>(signed_varint());
  }
  void take(thrift_field& field, std::int64_t& into) noexcept {
    if (expect(field, thrift_kind::int64)) into = signed_varint();
  }
  void take(thrift_field& field, std::string_view& into) noexcept {
    if (expect(field, thrift_kind::binary)) into = next_text();
  }
  void take(thrift_field& field, std::string& into) {
    if (expect(field, thrift_kind::binary)) into.assign(next_text());
  }
  template <class T>
  void take(thrift_field& field, std::optional<T>& into) {
    T value{};
    take(field, value);
    if (good() && field.kind != thrift_kind::stop) into = std::move(value);
  }

  /// True if `field` is a struct, whose fields come next.
  bool enter(thrift_field& field) noexcept { return expect(field, thrift_kind::structure); }
  /// Returns how many elements of kind `element` come next, each to be taken by one of the `next_` functions or, if
  /// they are structs, by `next`. `least_bytes` is what one of them occupies at least: a count that the bytes left
  /// cannot hold is a fault, so that room for as many may be made.
  std::size_t enter_list(thrift_field& field, thrift_kind element, std::size_t least_bytes = 1) noexcept {
    if (!expect(field, thrift_kind::list)) return 0;
    const unsigned head = next_byte();
    const std::size_t count = collection_size((head >> 4) == 15 ? varint() : head >> 4, least_bytes);
    const bool fits = (head & 0x0F) == static_cast<unsigned>(element) ||
                      (is_bool(head & 0x0F) && is_bool(static_cast<unsigned>(element)));
    if (count != 0 && !fits) fail(thrift_fault::invalid, "a list of another kind than expected");
    return good() ? count : 0;
  }

  // The next element of a list.
  bool next_bool() noexcept { return next_byte() == static_cast<unsigned>(thrift_kind::true_value); }
  std::int32_t next_int32() noexcept { return narrow<std::int32_t>(signed_varint()); }
  std::int64_t next_int64() noexcept { return signed_varint(); }
  std::string_view next_text() noexcept {
    const std::uint64_t size = varint();
    if (size > longest_text_) {
      fail(thrift_fault::too_large, "a text longer than the limit");
    } else if (size > left()) {
      fail(thrift_fault::truncated, "the bytes end inside of a text");
    }
    if (!good()) return {};
    at_ += size;
    return {at_ - size, static_cast<std::size_t>(size)};
  }

  /// Moves past the value of `field`, whatever it holds.
  DELTALAKE_DECL void skip(const thrift_field& field) noexcept;

  /// Stops the reader, unless it has stopped before. `what` must live as long as the reader.
  void fail(thrift_fault fault, const char* what) noexcept {
    if (!good()) return;
    fault_ = fault;
    what_ = what;
    fault_at_ = at_;
    at_ = end_;
  }
  /// Returns what made the reader stop, and where. Errors: value_too_large, else invalid_parquet.
  DELTALAKE_DECL error failure() const;

 private:
  static constexpr unsigned most_depth = 64;  // of what is skipped

  static bool is_bool(unsigned kind) noexcept { return kind == 1 || kind == 2; }

  bool expect(thrift_field& field, thrift_kind kind) noexcept {
    if (field.kind == kind) return true;
    skip(field);
    field.kind = thrift_kind::stop;
    return false;
  }
  unsigned next_byte() noexcept {
    if (at_ != end_) return static_cast<unsigned char>(*at_++);
    fail(thrift_fault::truncated, "the bytes end inside of a value");
    return 0;
  }
  std::uint64_t varint() noexcept {
    if (at_ != end_ && static_cast<unsigned char>(*at_) < 0x80) return static_cast<unsigned char>(*at_++);
    return long_varint();
  }
  std::uint64_t long_varint() noexcept {
    constexpr std::size_t longest = 10;
    const std::size_t most = (std::min)(left(), longest);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < most; ++i) {
      const auto byte = static_cast<unsigned char>(at_[i]);
      value |= std::uint64_t{byte & 0x7FU} << (7 * i);
      if (byte >= 0x80) continue;
      if (i + 1 == longest && byte > 1) break;  // it does not fit 64 bits
      at_ += i + 1;
      return value;
    }
    const bool ended = most < longest;
    fail(ended ? thrift_fault::truncated : thrift_fault::invalid,
         ended ? "the bytes end inside of a number" : "a number of more than 64 bits");
    return 0;
  }
  std::int64_t signed_varint() noexcept {
    const std::uint64_t value = varint();
    return static_cast<std::int64_t>((value >> 1) ^ (0 - (value & 1)));
  }
  template <class T>
  T narrow(std::int64_t value) noexcept {
    if (value == static_cast<T>(value)) return static_cast<T>(value);
    fail(thrift_fault::invalid, "a number too large for its field");
    return 0;
  }
  std::size_t collection_size(std::uint64_t count, std::size_t least_bytes) noexcept {
    if (count > static_cast<std::uint64_t>((std::numeric_limits<std::int32_t>::max)())) {
      fail(thrift_fault::invalid, "a list of more than 2^31 - 1 elements");
    } else if (count > left() / least_bytes) {
      fail(thrift_fault::truncated, "a list of more elements than the bytes that are left can hold");
    }
    return good() ? static_cast<std::size_t>(count) : 0;
  }
  void advance(std::size_t count) noexcept {
    if (count > left()) return fail(thrift_fault::truncated, "the bytes end inside of a value");
    at_ += count;
  }
  DELTALAKE_DECL void skip_element(unsigned kind, unsigned depth) noexcept;
  DELTALAKE_DECL void skip_list(unsigned depth) noexcept;
  DELTALAKE_DECL void skip_map(unsigned depth) noexcept;

  const char* begin_;
  const char* at_;
  const char* end_;
  const char* fault_at_ = nullptr;
  const char* what_ = "";
  std::uint32_t longest_text_;
  thrift_fault fault_ = thrift_fault::none;
};

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/impl/thrift_compact.ipp>
#endif
