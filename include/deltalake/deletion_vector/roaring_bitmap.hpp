#pragma once
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <deltalake/base/result.hpp>

namespace deltalake::inline v0::deletion_vector {

/// A set of row numbers, 0 to 2^63 - 1, compressed: a Roaring bitmap of 64 bits. Numbers that share all but their 16
/// lowest bits are one container: a sorted array, a bitmap, or runs. Memory is in proportion to the serialized form.
class roaring_bitmap {
 public:
  static constexpr std::uint64_t value_max = 0x7FFF'FFFF'FFFF'FFFF;

  roaring_bitmap() = default;

  /// Adds a number, at most value_max. Ascending numbers are the quickest.
  DELTALAKE_DECL void add(std::uint64_t value);
  /// Adds `begin`, ..., `end` - 1; `end` is at most value_max + 1.
  DELTALAKE_DECL void add_range(std::uint64_t begin, std::uint64_t end);

  DELTALAKE_DECL bool contains(std::uint64_t value) const noexcept;
  bool empty() const noexcept { return containers_.empty(); }
  /// How many numbers there are.
  DELTALAKE_DECL std::uint64_t count() const noexcept;
  /// How many of them are in [begin, end).
  DELTALAKE_DECL std::uint64_t count(std::uint64_t begin, std::uint64_t end) const;
  /// The largest number. The set must not be empty.
  DELTALAKE_DECL std::uint64_t max() const noexcept;

  /// Calls `visit(begin, end)` for stretches of numbers within [begin, end), ascending and without gaps inside.
  template <class Visit>
  void for_each_stretch(std::uint64_t begin, std::uint64_t end, Visit visit) const;
  /// Calls `visit(number)` for each number, ascending.
  template <class Visit>
  void for_each(Visit visit) const {
    for_each_stretch(0, value_max + 1, [&visit](std::uint64_t from, std::uint64_t to) {
      for (; from != to; ++from) visit(from);
    });
  }

  /// Takes the numbers of `other` in.
  DELTALAKE_DECL roaring_bitmap& operator|=(const roaring_bitmap& other);
  /// Takes the numbers of `other` out.
  DELTALAKE_DECL roaring_bitmap& operator-=(const roaring_bitmap& other);
  /// Turns every container into its smallest form, which may be runs.
  DELTALAKE_DECL void optimize();

  /// Appends the portable form of 64 bits (RoaringFormatSpec, "Extension for 64-bit implementations").
  DELTALAKE_DECL void append_portable(std::string& to) const;
  /// Reads that form, which must end where `content` does. Errors: invalid_deletion_vector.
  DELTALAKE_DECL static result<roaring_bitmap> parse_portable(std::string_view content);
  /// Reads a bitmap of 32 bits from the front of `content`, which is cut by what it takes; its numbers are raised by
  /// `high` << 32. They must lie above those that are there. Errors: invalid_deletion_vector.
  DELTALAKE_DECL result<void> read_32(std::string_view& content, std::uint32_t high);

  /// Equal numbers, whatever the forms of their containers.
  friend bool operator==(const roaring_bitmap& a, const roaring_bitmap& b) { return a.equals(b); }

 private:
  enum class form : std::uint8_t { array, bitmap, runs };
  struct container {
    std::uint64_t high = 0;  // the numbers without their 16 lowest bits
    std::uint32_t cardinality = 0;  // 1 to 65536
    form kind = form::array;
    std::vector<std::uint16_t> values;  // array: ascending; runs: first, length - 1, first, ...
    std::vector<std::uint64_t> words;    // bitmap: 1024 words

    template <class Visit>
    void for_each_stretch(std::uint32_t begin, std::uint32_t end, Visit visit) const;
  };
  using words_view = std::uint64_t[1024];

  DELTALAKE_DECL bool equals(const roaring_bitmap& other) const;
  DELTALAKE_DECL container& container_of(std::uint64_t high);
  DELTALAKE_DECL static void set(words_view& words, std::uint32_t begin, std::uint32_t end) noexcept;
  DELTALAKE_DECL static void expand(const container& from, words_view& to) noexcept;
  DELTALAKE_DECL static void fill(container& to, const words_view& from, bool with_runs);
  DELTALAKE_DECL static void add_low(container& to, std::uint16_t low);
  DELTALAKE_DECL static void append_32(const container* first, const container* last, std::string& to);
  DELTALAKE_DECL static result<void> read_content(std::string_view& from, container& to);

  std::vector<container> containers_;  // ascending by `high`
};

template <class Visit>
void roaring_bitmap::container::for_each_stretch(std::uint32_t begin, std::uint32_t end, Visit visit) const {
  // `first` and `last` are a stretch that is not known to have ended.
  std::uint32_t first = 0, last = 0;
  const auto join = [&](std::uint32_t from, std::uint32_t to) {
    from = from < begin ? begin : from;
    to = to > end ? end : to;
    if (from >= to) return;
    if (from != last && first != last) visit(first, last);
    if (from != last || first == last) first = from;
    last = to;
  };
  switch (kind) {
    case form::array:
      for (const std::uint16_t value : values) join(value, std::uint32_t{value} + 1);
      break;
    case form::runs:
      for (std::size_t i = 0; i < values.size(); i += 2) {
        join(values[i], std::uint32_t{values[i]} + values[i + 1] + 1);
      }
      break;
    case form::bitmap:
      for (std::uint32_t at = begin / 64; at < (end + 63) / 64; ++at) {
        std::uint64_t word = words[at];
        for (std::uint32_t bit = 0; word != 0;) {
          const int zeros = std::countr_zero(word);
          bit += static_cast<std::uint32_t>(zeros);
          word >>= zeros;
          const int ones = std::countr_one(word);
          join(at * 64 + bit, at * 64 + bit + static_cast<std::uint32_t>(ones));
          bit += static_cast<std::uint32_t>(ones);
          word = ones == 64 ? 0 : word >> ones;
        }
      }
      break;
  }
  if (first != last) visit(first, last);
}

template <class Visit>
void roaring_bitmap::for_each_stretch(std::uint64_t begin, std::uint64_t end, Visit visit) const {
  // The first container that may hold `begin`, found by halves: callers ask for one batch of rows after another.
  std::size_t low = 0, high = containers_.size();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (containers_[middle].high < begin >> 16)
      low = middle + 1;
    else
      high = middle;
  }
  for (; low < containers_.size(); ++low) {
    const std::uint64_t base = containers_[low].high << 16;
    if (base >= end) return;
    const auto from = static_cast<std::uint32_t>(begin > base ? begin - base : 0);
    const auto to = static_cast<std::uint32_t>(end - base < 65536 ? end - base : 65536);
    containers_[low].for_each_stretch(from, to, [&](std::uint32_t a, std::uint32_t b) { visit(base + a, base + b); });
  }
}

}  // namespace deltalake::inline v0::deletion_vector

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/deletion_vector/impl/roaring_bitmap.ipp>
#endif
