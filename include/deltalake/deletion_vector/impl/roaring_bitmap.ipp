#pragma once
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>

#include <deltalake/deletion_vector/roaring_bitmap.hpp>

namespace deltalake::inline v0::deletion_vector {
namespace detail {

// Of RoaringFormatSpec.
inline constexpr std::uint32_t cookie_without_runs = 12346;
inline constexpr std::uint32_t cookie_with_runs = 12347;
inline constexpr std::size_t array_max = 4096;          // numbers of an array container
inline constexpr std::uint32_t offsets_threshold = 4;   // containers from which on a bitmap with runs has offsets
inline constexpr std::size_t bitmap_bytes = 8192;

inline error bad_vector(std::string what) { return error(errc::invalid_deletion_vector, std::move(what)); }

template <class T>
bool read_little(std::string_view& from, T& to) noexcept {
  if (from.size() < sizeof(T)) return false;
  T value = 0;
  for (std::size_t i = sizeof(T); i-- > 0;) {
    value = static_cast<T>(static_cast<std::uint64_t>(value) << 8 | static_cast<unsigned char>(from[i]));
  }
  to = value;
  from.remove_prefix(sizeof(T));
  return true;
}

template <class T>
void append_little(T value, std::string& to) {
  for (std::size_t i = 0; i < sizeof(T); ++i) to += static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i));
}

// Reads `count` numbers of 16 bits.
inline bool read_numbers(std::string_view& from, std::size_t count, std::vector<std::uint16_t>& to) {
  if (from.size() / 2 < count) return false;
  to.resize(count);
  for (std::uint16_t& value : to) read_little(from, value);
  return true;
}

inline bool bit_of(std::string_view bits, std::size_t at) noexcept {
  return (static_cast<unsigned char>(bits[at / 8]) >> (at % 8) & 1U) != 0;
}

}  // namespace detail

DELTALAKE_DECL void roaring_bitmap::set(words_view& words, std::uint32_t begin, std::uint32_t end) noexcept {
  for (std::uint32_t at = begin; at < end;) {
    const std::uint32_t stop = (std::min)(end, (at / 64 + 1) * 64);
    const std::uint64_t ones = stop - at == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << (stop - at)) - 1;
    words[at / 64] |= ones << (at % 64);
    at = stop;
  }
}

DELTALAKE_DECL void roaring_bitmap::expand(const container& from, words_view& to) noexcept {
  std::memset(to, 0, sizeof(to));
  if (from.kind == form::bitmap) {
    std::memcpy(to, from.words.data(), sizeof(to));
    return;
  }
  from.for_each_stretch(0, 65536, [&to](std::uint32_t begin, std::uint32_t end) { set(to, begin, end); });
}

// Chooses the smallest form; runs only where they are asked for.
DELTALAKE_DECL void roaring_bitmap::fill(container& to, const words_view& from, bool with_runs) {
  std::uint32_t cardinality = 0, runs = 0;
  std::uint64_t before = 0;
  for (const std::uint64_t word : from) {
    cardinality += static_cast<std::uint32_t>(std::popcount(word));
    runs += static_cast<std::uint32_t>(std::popcount(word & ~(word << 1 | before >> 63)));
    before = word;
  }
  to.cardinality = cardinality;
  to.words.clear();
  to.values.clear();
  const std::size_t plain = cardinality <= detail::array_max ? 2 * std::size_t{cardinality} : detail::bitmap_bytes;
  container all;
  all.kind = form::bitmap;
  all.words.assign(std::begin(from), std::end(from));
  if (with_runs && 2 + 4 * std::size_t{runs} < plain) {
    to.kind = form::runs;
    to.values.reserve(2 * std::size_t{runs});
    all.for_each_stretch(0, 65536, [&to](std::uint32_t begin, std::uint32_t end) {
      to.values.push_back(static_cast<std::uint16_t>(begin));
      to.values.push_back(static_cast<std::uint16_t>(end - begin - 1));
    });
  } else if (cardinality <= detail::array_max) {
    to.kind = form::array;
    to.values.reserve(cardinality);
    all.for_each_stretch(0, 65536, [&to](std::uint32_t begin, std::uint32_t end) {
      for (; begin < end; ++begin) to.values.push_back(static_cast<std::uint16_t>(begin));
    });
  } else {
    to.kind = form::bitmap;
    to.words = std::move(all.words);
  }
}

DELTALAKE_DECL roaring_bitmap::container& roaring_bitmap::container_of(std::uint64_t high) {
  if (!containers_.empty() && containers_.back().high == high) return containers_.back();
  auto at = containers_.end();
  if (!containers_.empty() && containers_.back().high > high) {
    at = std::lower_bound(containers_.begin(), containers_.end(), high,
                          [](const container& one, std::uint64_t wanted) { return one.high < wanted; });
    if (at != containers_.end() && at->high == high) return *at;
  }
  container made;
  made.high = high;
  return *containers_.insert(at, std::move(made));
}

DELTALAKE_DECL void roaring_bitmap::add_low(container& to, std::uint16_t low) {
  if (to.kind == form::array) {
    const auto at = to.values.empty() || to.values.back() < low
                        ? to.values.end()
                        : std::lower_bound(to.values.begin(), to.values.end(), low);
    if (at != to.values.end() && *at == low) return;
    if (to.values.size() < detail::array_max) {
      to.values.insert(at, low);
      ++to.cardinality;
      return;
    }
  }
  if (to.kind != form::bitmap) {
    words_view words;
    expand(to, words);
    set(words, low, std::uint32_t{low} + 1);
    return fill(to, words, false);
  }
  std::uint64_t& word = to.words[low / 64];
  to.cardinality += (word >> (low % 64) & 1U) == 0 ? 1 : 0;
  word |= std::uint64_t{1} << (low % 64);
}

DELTALAKE_DECL void roaring_bitmap::add(std::uint64_t value) {
  add_low(container_of(value >> 16), static_cast<std::uint16_t>(value));
}

DELTALAKE_DECL void roaring_bitmap::add_range(std::uint64_t begin, std::uint64_t end) {
  while (begin < end) {
    const std::uint64_t high = begin >> 16;
    const std::uint64_t stop = (std::min)(end, (high + 1) << 16);
    container& into = container_of(high);
    words_view words;
    expand(into, words);
    set(words, static_cast<std::uint32_t>(begin & 0xFFFF), static_cast<std::uint32_t>(stop - (high << 16)));
    fill(into, words, true);
    begin = stop;
  }
}

DELTALAKE_DECL bool roaring_bitmap::contains(std::uint64_t value) const noexcept {
  const auto at = std::lower_bound(containers_.begin(), containers_.end(), value >> 16,
                                   [](const container& one, std::uint64_t high) { return one.high < high; });
  if (at == containers_.end() || at->high != value >> 16) return false;
  const auto low = static_cast<std::uint16_t>(value);
  switch (at->kind) {
    case form::array: return std::binary_search(at->values.begin(), at->values.end(), low);
    case form::bitmap: return (at->words[low / 64] >> (low % 64) & 1U) != 0;
    case form::runs: break;
  }
  // The last run that begins at or before the number.
  std::size_t first = 0, last = at->values.size() / 2;
  while (first < last) {
    const std::size_t middle = first + (last - first) / 2;
    if (at->values[2 * middle] <= low)
      first = middle + 1;
    else
      last = middle;
  }
  return first != 0 && low - at->values[2 * first - 2] <= at->values[2 * first - 1];
}

DELTALAKE_DECL std::uint64_t roaring_bitmap::count() const noexcept {
  std::uint64_t total = 0;
  for (const container& one : containers_) total += one.cardinality;
  return total;
}

DELTALAKE_DECL std::uint64_t roaring_bitmap::count(std::uint64_t begin, std::uint64_t end) const {
  std::uint64_t total = 0;
  for_each_stretch(begin, end, [&total](std::uint64_t from, std::uint64_t to) { total += to - from; });
  return total;
}

DELTALAKE_DECL std::uint64_t roaring_bitmap::max() const noexcept {
  const container& last = containers_.back();
  std::uint32_t low = 0;
  last.for_each_stretch(0, 65536, [&low](std::uint32_t, std::uint32_t end) { low = end - 1; });
  return last.high << 16 | low;
}

DELTALAKE_DECL roaring_bitmap& roaring_bitmap::operator|=(const roaring_bitmap& other) {
  for (const container& theirs : other.containers_) {
    container& ours = container_of(theirs.high);
    if (ours.cardinality == 0) {
      ours = theirs;
      continue;
    }
    words_view words;
    expand(ours, words);
    theirs.for_each_stretch(0, 65536, [&words](std::uint32_t begin, std::uint32_t end) { set(words, begin, end); });
    fill(ours, words, true);
  }
  return *this;
}

DELTALAKE_DECL roaring_bitmap& roaring_bitmap::operator-=(const roaring_bitmap& other) {
  auto theirs = other.containers_.begin();
  for (container& ours : containers_) {
    while (theirs != other.containers_.end() && theirs->high < ours.high) ++theirs;
    if (theirs == other.containers_.end()) break;
    if (theirs->high != ours.high) continue;
    words_view words, gone;
    expand(ours, words);
    expand(*theirs, gone);
    for (std::size_t i = 0; i < std::size(words); ++i) words[i] &= ~gone[i];
    fill(ours, words, true);
  }
  std::erase_if(containers_, [](const container& one) { return one.cardinality == 0; });
  return *this;
}

DELTALAKE_DECL void roaring_bitmap::optimize() {
  for (container& one : containers_) {
    words_view words;
    expand(one, words);
    fill(one, words, true);
  }
}

DELTALAKE_DECL bool roaring_bitmap::equals(const roaring_bitmap& other) const {
  if (containers_.size() != other.containers_.size()) return false;
  for (std::size_t i = 0; i < containers_.size(); ++i) {
    const container& a = containers_[i];
    const container& b = other.containers_[i];
    if (a.high != b.high || a.cardinality != b.cardinality) return false;
    words_view ours, theirs;
    expand(a, ours);
    expand(b, theirs);
    if (std::memcmp(ours, theirs, sizeof(ours)) != 0) return false;
  }
  return true;
}

DELTALAKE_DECL void roaring_bitmap::append_32(const container* first, const container* last, std::string& to) {
  const auto size = static_cast<std::uint32_t>(last - first);
  const bool runs = std::any_of(first, last, [](const container& one) { return one.kind == form::runs; });
  const std::size_t start = to.size();
  if (runs) {
    detail::append_little(detail::cookie_with_runs | (size - 1) << 16, to);
    const std::size_t bits = to.size();
    to.append((size + 7) / 8, '\0');
    for (std::uint32_t i = 0; i < size; ++i) {
      if (first[i].kind == form::runs) to[bits + i / 8] |= static_cast<char>(1 << (i % 8));
    }
  } else {
    detail::append_little(detail::cookie_without_runs, to);
    detail::append_little(size, to);
  }
  for (const container* one = first; one != last; ++one) {
    detail::append_little(static_cast<std::uint16_t>(one->high), to);
    detail::append_little(static_cast<std::uint16_t>(one->cardinality - 1), to);
  }
  const std::size_t offsets = to.size();
  const bool with_offsets = !runs || size >= detail::offsets_threshold;
  if (with_offsets) to.append(4 * std::size_t{size}, '\0');
  for (const container* one = first; one != last; ++one) {
    if (with_offsets) {
      std::string place;
      detail::append_little(static_cast<std::uint32_t>(to.size() - start), place);
      to.replace(offsets + 4 * static_cast<std::size_t>(one - first), 4, place);
    }
    if (one->kind == form::runs) detail::append_little(static_cast<std::uint16_t>(one->values.size() / 2), to);
    for (const std::uint16_t value : one->values) detail::append_little(value, to);
    for (const std::uint64_t word : one->words) detail::append_little(word, to);
  }
}

DELTALAKE_DECL void roaring_bitmap::append_portable(std::string& to) const {
  const container* const end = containers_.data() + containers_.size();
  const std::size_t start = to.size();
  std::uint64_t buckets = 0;
  detail::append_little(buckets, to);
  for (const container* first = containers_.data(); first != end; ++buckets) {
    const container* last = first;
    while (last != end && last->high >> 16 == first->high >> 16) ++last;
    detail::append_little(static_cast<std::uint32_t>(first->high >> 16), to);
    append_32(first, last, to);
    first = last;
  }
  std::string number;
  detail::append_little(buckets, number);
  to.replace(start, number.size(), number);
}

// Reads what a container of known form and cardinality holds.
DELTALAKE_DECL result<void> roaring_bitmap::read_content(std::string_view& from, container& to) {
  if (to.kind == form::bitmap) {
    if (from.size() < detail::bitmap_bytes) return detail::bad_vector("a bitmap container ends early");
    to.words.resize(1024);
    std::uint32_t ones = 0;
    for (std::uint64_t& word : to.words) {
      detail::read_little(from, word);
      ones += static_cast<std::uint32_t>(std::popcount(word));
    }
    if (ones == to.cardinality) return {};
    return detail::bad_vector("a bitmap container of " + std::to_string(ones) + " rows is said to have " +
                              std::to_string(to.cardinality));
  }
  if (to.kind == form::array) {
    if (!detail::read_numbers(from, to.cardinality, to.values)) return detail::bad_vector("an array ends early");
    const auto falls = [](std::uint16_t a, std::uint16_t b) { return a >= b; };
    if (std::adjacent_find(to.values.begin(), to.values.end(), falls) == to.values.end()) return {};
    return detail::bad_vector("the rows of an array do not ascend");
  }
  std::uint16_t runs = 0;
  if (!detail::read_little(from, runs) || !detail::read_numbers(from, 2 * std::size_t{runs}, to.values)) {
    return detail::bad_vector("a run container ends early");
  }
  std::uint32_t rows = 0, next = 0;
  for (std::size_t i = 0; i < to.values.size(); i += 2) {
    const std::uint32_t begin = to.values[i], end = begin + to.values[i + 1] + 1;
    if (begin < next || end > 65536) return detail::bad_vector("runs overlap or leave their container");
    rows += end - begin;
    next = end;
  }
  if (rows == to.cardinality) return {};
  return detail::bad_vector("runs of " + std::to_string(rows) + " rows are said to have " +
                            std::to_string(to.cardinality));
}

DELTALAKE_DECL result<void> roaring_bitmap::read_32(std::string_view& content, std::uint32_t high) {
  std::uint32_t cookie = 0, size = 0;
  if (!detail::read_little(content, cookie)) return detail::bad_vector("a bitmap ends before its cookie");
  std::string_view run_bits;
  const bool runs = (cookie & 0xFFFF) == detail::cookie_with_runs;
  if (runs) {
    size = (cookie >> 16) + 1;
    run_bits = content.substr(0, (size + 7) / 8);
    if (run_bits.size() != (size + 7) / 8) return detail::bad_vector("a bitmap ends in its header");
    content.remove_prefix(run_bits.size());
  } else if (cookie != detail::cookie_without_runs || !detail::read_little(content, size) || size > 65536) {
    return detail::bad_vector("cookie " + std::to_string(cookie) + " with " + std::to_string(size) + " containers");
  }
  std::vector<std::uint16_t> heads;
  if (!detail::read_numbers(content, 2 * std::size_t{size}, heads)) return detail::bad_vector("a header ends early");
  // Containers follow each other in the order of their keys: where they begin is said once too often.
  const std::size_t offsets = !runs || size >= detail::offsets_threshold ? 4 * std::size_t{size} : 0;
  if (content.size() < offsets) return detail::bad_vector("a bitmap ends in its offsets");
  content.remove_prefix(offsets);
  for (std::uint32_t i = 0; i < size; ++i) {
    container made;
    made.high = std::uint64_t{high} << 16 | heads[2 * i];
    made.cardinality = std::uint32_t{heads[2 * i + 1]} + 1;
    if (!containers_.empty() && made.high <= containers_.back().high) {
      return detail::bad_vector("the keys of containers do not ascend");
    }
    made.kind = runs && detail::bit_of(run_bits, i)             ? form::runs
                : made.cardinality <= detail::array_max ? form::array
                                                        : form::bitmap;
    if (result<void> read = read_content(content, made); !read) return read;
    containers_.push_back(std::move(made));
  }
  return {};
}

DELTALAKE_DECL result<roaring_bitmap> roaring_bitmap::parse_portable(std::string_view content) {
  std::uint64_t buckets = 0;
  if (!detail::read_little(content, buckets)) return detail::bad_vector("a bitmap ends before its count");
  // Each takes at least its key, cookie and size: the count costs nothing before they are read.
  if (buckets > content.size() / 12) {
    return detail::bad_vector(std::to_string(buckets) + " bitmaps in " + std::to_string(content.size()) + " bytes");
  }
  roaring_bitmap made;
  std::uint64_t next = 0;
  for (std::uint64_t i = 0; i < buckets; ++i) {
    std::uint32_t high = 0;
    if (!detail::read_little(content, high)) return detail::bad_vector("a bitmap ends before its key");
    if (high < next || high > 0x7FFF'FFFF) return detail::bad_vector("key " + std::to_string(high) + " out of order");
    next = std::uint64_t{high} + 1;
    if (result<void> read = made.read_32(content, high); !read) return read.error();
  }
  if (!content.empty()) return detail::bad_vector(std::to_string(content.size()) + " bytes too many");
  return made;
}

}  // namespace deltalake::inline v0::deletion_vector
