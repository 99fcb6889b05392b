#pragma once
#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include <deltalake/base/utf8.hpp>
#include <deltalake/parquet/encoding/bits.hpp>
#include <deltalake/parquet/leaf_texts.hpp>
#include <deltalake/parquet/statistics_builder.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

// How the values of a leaf compare. parquet.thrift "ColumnOrder".
enum class bound_order : std::uint8_t {
  none,
  boolean,
  signed_32,
  signed_64,
  unsigned_32,
  unsigned_64,
  float_16,
  float_32,
  float_64,
  bytes,          // unsigned, byte by byte
  decimal_bytes,  // big-endian two's complement of any length
};

inline bound_order bound_order_of(const leaf_column& leaf) noexcept {
  const logical_kind kind = leaf.logical.kind;
  if (kind == logical_kind::interval || kind == logical_kind::unknown_null || kind == logical_kind::variant ||
      kind == logical_kind::geometry || kind == logical_kind::geography) {
    return bound_order::none;
  }
  const bool is_unsigned = kind == logical_kind::integer && !leaf.logical.is_signed;
  switch (leaf.physical) {
    case physical_type::boolean: return bound_order::boolean;
    case physical_type::int32: return is_unsigned ? bound_order::unsigned_32 : bound_order::signed_32;
    case physical_type::int64: return is_unsigned ? bound_order::unsigned_64 : bound_order::signed_64;
    case physical_type::int96: return bound_order::none;
    case physical_type::float32: return bound_order::float_32;
    case physical_type::float64: return bound_order::float_64;
    case physical_type::byte_array: break;
    case physical_type::fixed_len_byte_array:
      if (kind == logical_kind::float16 && leaf.type_length == 2) return bound_order::float_16;
      break;
  }
  return kind == logical_kind::decimal ? bound_order::decimal_bytes : bound_order::bytes;
}

inline int bound_sign(bool less, bool more) noexcept { return less ? -1 : more ? 1 : 0; }

template <class T>
int bound_compare_numbers(std::string_view a, std::string_view b) noexcept {
  T left{}, right{};
  if (a.size() != sizeof(T) || b.size() != sizeof(T)) return 0;
  std::memcpy(&left, a.data(), sizeof(T));
  std::memcpy(&right, b.data(), sizeof(T));
  return bound_sign(left<right, left> right);
}

// The bits of a half in an order of integers; both zeros are the same.
inline int bound_half_rank(std::string_view half) noexcept {
  std::uint16_t bits = 0;
  std::memcpy(&bits, half.data(), 2);
  const int size = bits & 0x7FFF;
  return (bits & 0x8000) != 0 ? -size : size;
}
inline bool bound_half_is_nan(std::string_view half) noexcept {
  std::uint16_t bits = 0;
  std::memcpy(&bits, half.data(), 2);
  return (bits & 0x7FFF) > 0x7C00;
}

inline int bound_compare_decimals(std::string_view a, std::string_view b) noexcept {
  const bool a_negative = !a.empty() && static_cast<signed char>(a[0]) < 0;
  const bool b_negative = !b.empty() && static_cast<signed char>(b[0]) < 0;
  if (a_negative != b_negative) return a_negative ? -1 : 1;
  // Of the same sign they compare as unsigned numbers once they are as long.
  const std::size_t length = (std::max)(a.size(), b.size());
  const auto at = [length, fill = static_cast<unsigned char>(a_negative ? 0xFF : 0)](std::string_view of,
                                                                                     std::size_t i) {
    const std::size_t before = length - of.size();
    return i < before ? fill : static_cast<unsigned char>(of[i - before]);
  };
  for (std::size_t i = 0; i < length; ++i) {
    if (at(a, i) != at(b, i)) return at(a, i) < at(b, i) ? -1 : 1;
  }
  return 0;
}

inline int bound_compare(bound_order order, std::string_view a, std::string_view b) noexcept {
  switch (order) {
    case bound_order::none: return 0;
    case bound_order::boolean: return bound_compare_numbers<std::uint8_t>(a, b);
    case bound_order::signed_32: return bound_compare_numbers<std::int32_t>(a, b);
    case bound_order::signed_64: return bound_compare_numbers<std::int64_t>(a, b);
    case bound_order::unsigned_32: return bound_compare_numbers<std::uint32_t>(a, b);
    case bound_order::unsigned_64: return bound_compare_numbers<std::uint64_t>(a, b);
    case bound_order::float_32: return bound_compare_numbers<float>(a, b);
    case bound_order::float_64: return bound_compare_numbers<double>(a, b);
    case bound_order::float_16:
      if (a.size() != 2 || b.size() != 2) return 0;
      return bound_sign(bound_half_rank(a) < bound_half_rank(b), bound_half_rank(a) > bound_half_rank(b));
    case bound_order::bytes: return bound_sign(a<b, a> b);
    case bound_order::decimal_bytes: return bound_compare_decimals(a, b);
  }
  return 0;
}

// The least and the greatest of some values, in their PLAIN form.
struct bound_scan {
  std::string lower, upper;
  bool any = false;  // there are bounds: not all values are NaN
  bool nan = false;

  void set(std::string_view least, std::string_view greatest) {
    lower.assign(least);
    upper.assign(greatest);
    any = true;
  }
  template <class T>
  void set_numbers(T least, T greatest) {
    set({reinterpret_cast<const char*>(&least), sizeof(T)}, {reinterpret_cast<const char*>(&greatest), sizeof(T)});
  }
};

template <class T>
void bound_numbers(const leaf_values& values, std::int64_t first, std::int64_t count, bound_scan& made) {
  const T* const from = values.fixed.as<T>() + first;
  T lower = from[0], upper = from[0];
  for (std::int64_t i = 1; i < count; ++i) {
    lower = from[i] < lower ? from[i] : lower;
    upper = from[i] > upper ? from[i] : upper;
  }
  made.set_numbers(lower, upper);
}

// NaN is neither below nor above anything, so that it never becomes a bound. A zero stands for both.
template <class T>
void bound_floats(const leaf_values& values, std::int64_t first, std::int64_t count, bound_scan& made) {
  const T* const from = values.fixed.as<T>() + first;
  T lower = std::numeric_limits<T>::infinity(), upper = -lower;
  std::int64_t nans = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    lower = from[i] < lower ? from[i] : lower;
    upper = from[i] > upper ? from[i] : upper;
    nans += std::isnan(from[i]) ? 1 : 0;
  }
  made.nan = nans != 0;
  if (nans < count) made.set_numbers(lower == 0 ? -T{0} : lower, upper == 0 ? T{0} : upper);
}

inline void bound_halves(const leaf_texts& texts, std::int64_t count, bound_scan& made) {
  const std::string_view lowest_zero("\0\x80", 2), highest_zero("\0\0", 2);
  std::string_view lower, upper;
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    const std::string_view value = texts[i];
    if (bound_half_is_nan(value)) {
      made.nan = true;
      continue;
    }
    if (lower.empty() || bound_half_rank(value) < bound_half_rank(lower)) lower = value;
    if (upper.empty() || bound_half_rank(value) > bound_half_rank(upper)) upper = value;
  }
  if (lower.empty()) return;
  made.set(bound_half_rank(lower) == 0 ? lowest_zero : lower, bound_half_rank(upper) == 0 ? highest_zero : upper);
}

inline void bound_booleans(const leaf_values& values, std::int64_t first, std::int64_t count, bound_scan& made) {
  const auto number = static_cast<std::size_t>(count);
  const std::size_t ones = count_ones(values.fixed.data(), static_cast<std::size_t>(first), number);
  made.set_numbers(static_cast<std::uint8_t>(ones == number), static_cast<std::uint8_t>(ones != 0));
}

// The first eight bytes as a number that compares as they do; what follows the value counts as zeros. Values of one
// width that have a sign compare so once it is turned.
inline std::uint64_t bound_key(const leaf_texts& texts, std::size_t number, std::uint64_t turn) noexcept {
  const std::uint8_t* const at = texts.bytes + texts.begin(number);
  const std::size_t length = texts.length(number);
  if (length == 0) return turn;
  std::uint64_t word = __builtin_bswap64(bits_load(at));  // there are readable bytes behind the last value
  if (length < 8) word &= ~(~std::uint64_t{0} >> 8 * length);
  return word ^ turn;
}

// Most values lie between the bounds by their first bytes already.
inline void bound_texts(const leaf_texts& texts, std::int64_t count, bound_order order, bound_scan& made) {
  const bool is_signed = order == bound_order::decimal_bytes;
  if (is_signed && texts.offsets != nullptr) {
    std::string_view lower = texts[0], upper = lower;
    for (std::size_t i = 1; i < static_cast<std::size_t>(count); ++i) {
      if (bound_compare_decimals(texts[i], lower) < 0) lower = texts[i];
      if (bound_compare_decimals(texts[i], upper) > 0) upper = texts[i];
    }
    return made.set(lower, upper);
  }
  const std::uint64_t turn = is_signed ? std::uint64_t{1} << 63 : 0;
  std::size_t lower = 0, upper = 0;
  std::uint64_t lower_key = bound_key(texts, 0, turn), upper_key = lower_key;
  for (std::size_t i = 1; i < static_cast<std::size_t>(count); ++i) {
    const std::uint64_t key = bound_key(texts, i, turn);
    if (key > lower_key && key < upper_key) continue;
    if (key < lower_key || (key == lower_key && bound_compare(order, texts[i], texts[lower]) < 0)) {
      lower = i;
      lower_key = key;
    }
    if (key > upper_key || (key == upper_key && bound_compare(order, texts[i], texts[upper]) > 0)) {
      upper = i;
      upper_key = key;
    }
  }
  made.set(texts[lower], texts[upper]);
}

inline bound_scan bound_scan_of(const leaf_column& leaf, const leaf_values& values, std::int64_t first,
                                std::int64_t count) {
  bound_scan made;
  if (count == 0) return made;
  const bound_order order = bound_order_of(leaf);
  switch (order) {
    case bound_order::none: break;
    case bound_order::boolean: bound_booleans(values, first, count, made); break;
    case bound_order::signed_32: bound_numbers<std::int32_t>(values, first, count, made); break;
    case bound_order::signed_64: bound_numbers<std::int64_t>(values, first, count, made); break;
    case bound_order::unsigned_32: bound_numbers<std::uint32_t>(values, first, count, made); break;
    case bound_order::unsigned_64: bound_numbers<std::uint64_t>(values, first, count, made); break;
    case bound_order::float_32: bound_floats<float>(values, first, count, made); break;
    case bound_order::float_64: bound_floats<double>(values, first, count, made); break;
    case bound_order::float_16: bound_halves(texts_of(leaf, values, first), count, made); break;
    case bound_order::bytes:
    case bound_order::decimal_bytes: bound_texts(texts_of(leaf, values, first), count, order, made); break;
  }
  return made;
}

inline bool bound_is_text(const leaf_column& leaf, std::string_view bytes) noexcept {
  const logical_kind kind = leaf.logical.kind;
  return (kind == logical_kind::string || kind == logical_kind::json || kind == logical_kind::enumeration) &&
         first_invalid_utf8(bytes) == std::string_view::npos;
}

// Cuts a bound that is longer than `most`: never within a character.
inline std::string_view bound_cut(std::string_view bytes, std::size_t most, bool text) noexcept {
  return bytes.substr(0, text ? utf8_character_begin(bytes, most) : most);
}

inline std::string bound_character_after(std::string_view character) {
  char32_t point = static_cast<unsigned char>(character[0]);
  if (character.size() > 1) point &= 0x7FU >> character.size();
  for (std::size_t i = 1; i < character.size(); ++i)
    point = point << 6 | (static_cast<unsigned char>(character[i]) & 0x3F);
  point = point == 0xD7FF ? 0xE000 : point + 1;
  std::string made;
  append_utf8(point, made);
  return made;
}

// The least value of at most `most` bytes that is above all that begin with `prefix`; nothing if there is none.
inline std::optional<std::string> bound_above(std::string_view prefix, std::size_t most, bool text) {
  while (!prefix.empty()) {
    const std::size_t last = text ? utf8_character_begin(prefix, prefix.size() - 1) : prefix.size() - 1;
    const std::string_view end = prefix.substr(last);
    prefix = prefix.substr(0, last);
    if (text && end == "\xF4\x8F\xBF\xBF") continue;
    if (!text && end == "\xFF") continue;
    const std::string next = text ? bound_character_after(end) : std::string(1, static_cast<char>(end[0] + 1));
    if (prefix.size() + next.size() <= most) return std::string(prefix) + next;
  }
  return std::nullopt;
}

}  // namespace detail

DELTALAKE_DECL std::int64_t count_null_rows(const leaf_column& leaf, const leaf_values& values, leaf_place begin,
                                            leaf_place end, std::uint8_t definition_level) noexcept {
  if (leaf.max_definition == 0) return 0;
  const std::uint8_t* const definition = values.definition_levels.data();
  const std::uint8_t* const repetition = leaf.max_repetition == 0 ? nullptr : values.repetition_levels.data();
  std::int64_t nulls = 0;
  for (std::int64_t i = begin.levels; i < end.levels; ++i) {
    const bool begins = repetition == nullptr || repetition[i] == 0;
    nulls += begins && definition[i] < definition_level ? 1 : 0;
  }
  return nulls;
}

DELTALAKE_DECL void statistics_builder::add(const leaf_values& values, leaf_place begin, leaf_place end) {
  const std::int64_t count = end.values - begin.values;
  add_counts(count, end.levels - begin.levels - count);
  add_bounds(values, begin.values, count);
}

DELTALAKE_DECL void statistics_builder::add_bounds(const leaf_values& values, std::int64_t first, std::int64_t count) {
  const detail::bound_scan found = detail::bound_scan_of(*leaf_, values, first, count);
  has_nan_ = has_nan_ || found.nan;
  distinct_.reset();
  if (found.any) widen(found.lower, found.upper);
}

DELTALAKE_DECL void statistics_builder::widen(std::string_view lower, std::string_view upper) {
  const detail::bound_order order = detail::bound_order_of(*leaf_);
  if (!has_bounds_ || detail::bound_compare(order, lower, lower_) < 0) lower_.assign(lower);
  if (!has_bounds_ || detail::bound_compare(order, upper, upper_) > 0) upper_.assign(upper);
  has_bounds_ = true;
}

DELTALAKE_DECL void statistics_builder::merge(const statistics_builder& other) {
  const std::optional<std::int64_t> distinct = values_ == 0         ? other.distinct_
                                               : other.values_ == 0 ? distinct_
                                                                    : std::nullopt;
  add_counts(other.values_, other.nulls_);
  has_nan_ = has_nan_ || other.has_nan_;
  if (other.has_bounds_) widen(other.lower_, other.upper_);
  distinct_ = distinct;
}

DELTALAKE_DECL void statistics_builder::clear() noexcept {
  values_ = nulls_ = 0;
  distinct_.reset();
  lower_.clear();
  upper_.clear();
  has_bounds_ = has_nan_ = false;
}

DELTALAKE_DECL statistics statistics_builder::make(std::size_t text_bytes_max) const {
  statistics made;
  made.null_count = nulls_;
  made.distinct_count = distinct_;
  if (!has_bounds_) return made;
  const bool may_cut = detail::bound_order_of(*leaf_) == detail::bound_order::bytes;
  made.is_min_value_exact = !may_cut || lower_.size() <= text_bytes_max;
  made.is_max_value_exact = !may_cut || upper_.size() <= text_bytes_max;
  made.min_value = lower_;
  made.max_value = upper_;
  if (!*made.is_min_value_exact) {
    made.min_value = detail::bound_cut(lower_, text_bytes_max, detail::bound_is_text(*leaf_, lower_));
  }
  if (!*made.is_max_value_exact) {
    const bool text = detail::bound_is_text(*leaf_, upper_);
    made.max_value = detail::bound_above(detail::bound_cut(upper_, text_bytes_max, text), text_bytes_max, text);
    if (!made.max_value) made.is_max_value_exact.reset();
  }
  return made;
}

DELTALAKE_DECL value_bounds statistics_builder::bounds(const schema::data_type& type) const {
  value_bounds made = bounds_of(make(any_bytes), *leaf_, type);
  made.may_hold_nan = has_nan_;
  return made;
}

DELTALAKE_DECL int compare_bounds(const leaf_column& leaf, std::string_view a, std::string_view b) noexcept {
  return detail::bound_compare(detail::bound_order_of(leaf), a, b);
}

DELTALAKE_DECL void boundary_order_finder::add(std::string_view min_value, std::string_view max_value) {
  if (any_) {
    const int min_step = compare_bounds(*leaf_, min_, min_value), max_step = compare_bounds(*leaf_, max_, max_value);
    ascending_ = ascending_ && min_step <= 0 && max_step <= 0;
    descending_ = descending_ && min_step >= 0 && max_step >= 0;
  }
  min_.assign(min_value);
  max_.assign(max_value);
  any_ = true;
}

}  // namespace deltalake::inline v0::parquet
