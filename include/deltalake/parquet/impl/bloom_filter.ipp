#pragma once
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>

#include <deltalake/base/xxhash64.hpp>
#include <deltalake/parquet/bloom_filter.hpp>
#include <deltalake/parquet/metadata_thrift.hpp>
#include <deltalake/parquet/thrift_compact.hpp>
#include <deltalake/parquet/thrift_writer.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

// Odd numbers of the format: one for each word of a block.
inline constexpr std::uint32_t bloom_salts[8] = {0x47B6137BU, 0x44974D91U, 0x8824AD5BU, 0xA2B7289DU,
                                                 0x705495C7U, 0x2DF1424BU, 0x9EFC4947U, 0x5C6BFB31U};

// The bit of a word that a hash sets.
inline std::uint32_t bloom_bit(std::uint64_t hash, std::size_t word) noexcept {
  return 1U << ((static_cast<std::uint32_t>(hash) * bloom_salts[word]) >> 27);
}

// A union of which the format defines one member so far, a struct without fields; false if it is another one.
inline bool take_only_member(thrift_reader& in, thrift_field& at) {
  bool known = false;
  if (!in.enter(at)) return false;
  for (thrift_field field; in.next(field); in.skip(field)) known = known || field.id == 1;
  return known;
}

template <class Value>
std::uint64_t hash_of_plain(Value value) noexcept {
  char bytes[sizeof(Value)];
  std::memcpy(bytes, &value, sizeof(Value));
  return xxhash64({bytes, sizeof(Value)});
}

// An integer as the leaf stores it; the bits of unsigned ones are those of signed ones.
inline std::optional<std::uint64_t> hash_of_integer(const leaf_column& leaf, std::int64_t value) {
  constexpr std::int64_t low = (std::numeric_limits<std::int32_t>::min)();
  switch (leaf.type.id) {
    case column::type_id::int8:
    case column::type_id::int16:
    case column::type_id::int32:
      if (value < low || value > (std::numeric_limits<std::int32_t>::max)()) return std::nullopt;
      return hash_of_plain(static_cast<std::int32_t>(value));
    case column::type_id::uint8:
    case column::type_id::uint16:
    case column::type_id::uint32:
      if (value < 0 || value > (std::numeric_limits<std::uint32_t>::max)()) return std::nullopt;
      return hash_of_plain(static_cast<std::uint32_t>(value));
    case column::type_id::int64: return hash_of_plain(value);
    case column::type_id::uint64:
      if (value < 0) return std::nullopt;
      return hash_of_plain(value);
    default: return std::nullopt;
  }
}

template <class Floating>
std::optional<std::uint64_t> hash_of_floating(const leaf_column& leaf, column::type_id type, Floating value) {
  if (leaf.type.id != type || std::isnan(value) || value == 0) return std::nullopt;
  return hash_of_plain(value);
}

// Two's complement, the first byte first.
inline std::optional<std::uint64_t> hash_of_fixed_decimal(schema::int128 unscaled, std::size_t size) {
  if (size > 1024) return std::nullopt;  // no writer makes them; the room is on the stack
  char bytes[1024];
  std::memset(bytes, unscaled < 0 ? -1 : 0, size);
  for (std::size_t i = 0; i < (std::min)(size, sizeof unscaled); ++i) {
    bytes[size - 1 - i] = static_cast<char>(unscaled >> (8 * i));
  }
  if (size < sizeof unscaled) {
    const schema::int128 rest = unscaled >> (8 * size - 1);  // the sign and all that is above it
    if (rest != 0 && rest != -1) return std::nullopt;
  }
  return xxhash64({bytes, size});
}

inline std::optional<std::uint64_t> hash_of_decimal(const leaf_column& leaf, const schema::decimal& value) {
  if (leaf.type.id != column::type_id::decimal128) return std::nullopt;
  const result<schema::decimal> scaled = value.rescale(leaf.type.scale);
  if (!scaled) return std::nullopt;
  const schema::int128 unscaled = scaled->unscaled();
  const bool is_int32 = unscaled == static_cast<std::int32_t>(unscaled);
  const bool is_int64 = unscaled == static_cast<std::int64_t>(unscaled);
  switch (leaf.physical) {
    case physical_type::int32:
      return is_int32 ? std::optional(hash_of_plain(static_cast<std::int32_t>(unscaled))) : std::nullopt;
    case physical_type::int64:
      return is_int64 ? std::optional(hash_of_plain(static_cast<std::int64_t>(unscaled))) : std::nullopt;
    case physical_type::fixed_len_byte_array:
      return hash_of_fixed_decimal(unscaled, static_cast<std::size_t>(leaf.type_length));
    default: return std::nullopt;
  }
}

inline std::optional<std::uint64_t> hash_of_bytes(const leaf_column& leaf, std::string_view value, bool is_text) {
  switch (leaf.type.id) {
    case column::type_id::utf8: return is_text ? std::optional(xxhash64(value)) : std::nullopt;
    case column::type_id::binary: return xxhash64(value);  // old writers leave text without its annotation
    case column::type_id::fixed_size_binary:
      if (is_text || value.size() != static_cast<std::size_t>(leaf.type_length)) return std::nullopt;
      return xxhash64(value);
    default: return std::nullopt;
  }
}

inline std::optional<std::uint64_t> hash_of_time(const leaf_column& leaf, std::int64_t micros, bool utc) {
  const bool stores_it = leaf.type.id == column::type_id::timestamp && leaf.physical == physical_type::int64;
  if (!stores_it || leaf.type.utc != utc) return std::nullopt;
  if (leaf.type.unit == column::time_unit::micro) return hash_of_plain(micros);
  if (leaf.type.unit == column::time_unit::milli && micros % 1000 == 0) return hash_of_plain(micros / 1000);
  return std::nullopt;
}

}  // namespace detail

DELTALAKE_DECL bloom_filter bloom_filter::sized_for(std::uint64_t distinct_values, double false_positive_rate,
                                                    std::uint32_t most_bytes) {
  // Each value sets one of 256 / 8 bits in each of the eight words: BloomFilter.md "Sizing an SBBF".
  const double rate = false_positive_rate > 0 ? (std::min)(false_positive_rate, 0.999) : 1e-9;
  const double bits = -8.0 * static_cast<double>(distinct_values) / std::log(1.0 - std::pow(rate, 1.0 / 8));
  const std::uint32_t most = std::bit_floor((std::clamp)(most_bytes, block_bytes, bytes_max));
  const double bytes = (std::min)(bits / 8, static_cast<double>(most));
  const std::uint32_t size = std::bit_ceil((std::max)(static_cast<std::uint32_t>(std::ceil(bytes)), block_bytes));
  return bloom_filter(size / block_bytes);
}

DELTALAKE_DECL result<bloom_filter> bloom_filter::of_bits(std::string_view bits) {
  if (bits.empty() || bits.size() % block_bytes != 0) {
    return error(errc::invalid_parquet, "a Bloom filter of " + std::to_string(bits.size()) + " bytes");
  }
  bloom_filter made(bits.size() / block_bytes);
  std::memcpy(made.words_.data(), bits.data(), bits.size());
  return made;
}

DELTALAKE_DECL std::size_t bloom_filter::first_word_of(std::uint64_t hash) const noexcept {
  const std::uint64_t blocks = words_.size() / words_per_block;
  return static_cast<std::size_t>(((hash >> 32) * blocks) >> 32) * words_per_block;
}

DELTALAKE_DECL void bloom_filter::insert(std::uint64_t hash) noexcept {
  std::uint32_t* const block = words_.data() + first_word_of(hash);
  for (std::size_t i = 0; i < words_per_block; ++i) block[i] |= detail::bloom_bit(hash, i);
}

DELTALAKE_DECL bool bloom_filter::may_contain(std::uint64_t hash) const noexcept {
  const std::uint32_t* const block = words_.data() + first_word_of(hash);
  for (std::size_t i = 0; i < words_per_block; ++i) {
    if ((block[i] & detail::bloom_bit(hash, i)) == 0) return false;
  }
  return true;
}

DELTALAKE_DECL result<std::optional<bloom_filter_header>> parse_bloom_filter_header(std::string_view window,
                                                                                    const limits& bounds) {
  thrift_reader in(window.substr(0, bloom_filter_header::bytes_max), bounds.string_bytes);
  detail::seen_fields seen;
  std::int32_t size = 0;
  bool known[3] = {};
  for (thrift_field field; in.next(field);) {
    switch (field.id) {
      case 1: in.take(field, size); break;
      case 2:
      case 3:
      case 4: known[field.id - 2] = detail::take_only_member(in, field); break;
      default: in.skip(field);
    }
    seen.add(field);
  }
  if (in.fault() == thrift_fault::truncated && window.size() < bloom_filter_header::bytes_max) {
    return std::optional<bloom_filter_header>();
  }
  if (!in.good()) return in.failure();
  if (const int id = seen.first_missing({1, 2, 3, 4}); id != 0) {
    return error(errc::invalid_parquet, "a Bloom filter's header without its field " + std::to_string(id));
  }
  constexpr const char* names[3] = {"algorithm", "hash", "compression"};
  for (int i = 0; i < 3; ++i) {
    if (!known[i]) return error(errc::unsupported_parquet, std::string("a Bloom filter of another ") + names[i]);
  }
  if (size <= 0 || static_cast<std::uint32_t>(size) % bloom_filter::block_bytes != 0) {
    return error(errc::invalid_parquet, "a Bloom filter of " + std::to_string(size) + " bytes");
  }
  if (static_cast<std::uint32_t>(size) > bounds.bloom_filter_bytes) {
    return error(errc::value_too_large, "a Bloom filter of " + std::to_string(size) + " bytes; the limit is " +
                                            std::to_string(bounds.bloom_filter_bytes) + " (bloom_filter_bytes)");
  }
  bloom_filter_header made;
  made.header_bytes = static_cast<std::uint32_t>(in.offset());
  made.num_bytes = static_cast<std::uint32_t>(size);
  return std::optional<bloom_filter_header>(made);
}

DELTALAKE_DECL result<bloom_filter> parse_bloom_filter(std::string_view content, const limits& bounds) {
  const result<std::optional<bloom_filter_header>> header = parse_bloom_filter_header(content, bounds);
  if (!header) return header.error();
  if (!*header || content.size() - (*header)->header_bytes < (*header)->num_bytes) {
    return error(errc::invalid_parquet, "the bytes end inside of a Bloom filter");
  }
  return bloom_filter::of_bits(content.substr((*header)->header_bytes, (*header)->num_bytes));
}

DELTALAKE_DECL void write_bloom_filter(const bloom_filter& from, std::string& into) {
  thrift_writer out(into);
  out.begin_struct();
  out.field(1, static_cast<std::int32_t>(from.size_bytes()));
  for (std::int16_t choice = 2; choice <= 4; ++choice) {  // algorithm, hash, compression: the first of each
    out.begin_struct(choice);
    out.begin_struct(1);
    out.end_struct();
    out.end_struct();
  }
  out.end_struct();
  into.append(reinterpret_cast<const char*>(from.words_.data()), from.size_bytes());
}

DELTALAKE_DECL std::optional<std::uint64_t> bloom_hash(const leaf_column& leaf, const schema::scalar& value) {
  using kind = schema::scalar::kind;
  if (leaf.hybrid_calendar) return std::nullopt;  // it stores a day of another calendar
  switch (value.what()) {
    case kind::null:
    case kind::boolean: return std::nullopt;
    case kind::integer: return detail::hash_of_integer(leaf, *value.get_if<std::int64_t>());
    case kind::float_: return detail::hash_of_floating(leaf, column::type_id::float32, *value.get_if<float>());
    case kind::double_: return detail::hash_of_floating(leaf, column::type_id::float64, *value.get_if<double>());
    case kind::decimal: return detail::hash_of_decimal(leaf, *value.get_if<schema::decimal>());
    case kind::string: return detail::hash_of_bytes(leaf, *value.get_if<std::string>(), true);
    case kind::binary: return detail::hash_of_bytes(leaf, value.get_if<schema::binary>()->bytes, false);
    case kind::date:
      if (leaf.type.id != column::type_id::date32) return std::nullopt;
      return detail::hash_of_plain(value.get_if<schema::date>()->days);
    case kind::timestamp: return detail::hash_of_time(leaf, value.get_if<schema::timestamp>()->micros, true);
    case kind::timestamp_ntz: return detail::hash_of_time(leaf, value.get_if<schema::timestamp_ntz>()->micros, false);
  }
  return std::nullopt;
}

}  // namespace deltalake::inline v0::parquet
