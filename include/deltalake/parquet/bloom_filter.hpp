#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <deltalake/base/result.hpp>
#include <deltalake/parquet/limits.hpp>
#include <deltalake/parquet/schema_tree.hpp>
#include <deltalake/schema/scalar.hpp>

namespace deltalake::inline v0::parquet {

/// A split block Bloom filter: a set of hashes that may claim to contain what it does not, but never the other way
/// round. BloomFilter.md of the format. A value.
class bloom_filter {
 public:
  static constexpr std::uint32_t block_bytes = 32;
  static constexpr std::uint32_t bytes_max = 128U << 20;

  /// Makes an empty filter for so many distinct values, which says "maybe" of about `false_positive_rate`, between 0
  /// and 1, of all others. Its size is a power of two, which some readers need, from 32 bytes to `most_bytes`; a filter
  /// that is too small for its values says "maybe" more often.
  DELTALAKE_DECL static bloom_filter sized_for(std::uint64_t distinct_values, double false_positive_rate,
                                               std::uint32_t most_bytes = bytes_max);
  /// Takes the bits of a filter, block after block. Errors: invalid_parquet if they are not whole blocks, or none.
  DELTALAKE_DECL static result<bloom_filter> of_bits(std::string_view bits);

  /// Adds a value by its hash: `xxhash64` of its PLAIN form, of a byte array without the length.
  DELTALAKE_DECL void insert(std::uint64_t hash) noexcept;
  /// False if no value of that hash was inserted.
  DELTALAKE_DECL bool may_contain(std::uint64_t hash) const noexcept;

  /// Bytes of the bits.
  std::size_t size_bytes() const noexcept { return words_.size() * sizeof(std::uint32_t); }

  friend bool operator==(const bloom_filter&, const bloom_filter&) = default;

 private:
  explicit bloom_filter(std::size_t blocks) : words_(blocks * words_per_block) {}

  static constexpr std::size_t words_per_block = 8;
  DELTALAKE_DECL std::size_t first_word_of(std::uint64_t hash) const noexcept;

  std::vector<std::uint32_t> words_;

  friend void write_bloom_filter(const bloom_filter&, std::string&);
};

/// What stands before the bits. parquet.thrift "BloomFilterHeader".
struct bloom_filter_header {
  static constexpr std::size_t bytes_max = 1024;  ///< of the header itself; known ones have less than 20

  std::uint32_t header_bytes = 0;  ///< of the header itself
  std::uint32_t num_bytes = 0;     ///< of the bits, which follow
};

/// Parses the header of the filter that begins at the begin of `window`; what follows the header is not looked at.
/// Returns std::nullopt if `window` ends inside of the header: then the caller tries again with more of the file.
/// Errors: invalid_parquet; unsupported_parquet for an algorithm, a hash or a compression that the format does not
/// define yet; value_too_large above `limits::bloom_filter_bytes`.
DELTALAKE_DECL result<std::optional<bloom_filter_header>> parse_bloom_filter_header(std::string_view window,
                                                                                    const limits& bounds = {});

/// Parses a filter with its header; what follows the bits is not looked at.
/// Errors: as of the header, and invalid_parquet if the bits are not all there.
DELTALAKE_DECL result<bloom_filter> parse_bloom_filter(std::string_view content, const limits& bounds = {});

/// Appends a filter with its header, in the form of the format.
DELTALAKE_DECL void write_bloom_filter(const bloom_filter& from, std::string& into);

/// The hash by which a leaf's filter knows a value; std::nullopt where the value may stand in the file in more than one
/// form, or in none:
/// - zeros and NaN of floats, which have several;
/// - decimals in byte arrays, which may be longer than they need be; decimals of more digits behind the point than the
///   leaf has;
/// - times that the leaf stores in nanoseconds, of which a value in microseconds has a thousand, or not finely enough;
///   INT96;
/// - booleans, which have no filters; NULL; and values of another kind than the leaf's.
DELTALAKE_DECL std::optional<std::uint64_t> bloom_hash(const leaf_column& leaf, const schema::scalar& value);

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/impl/bloom_filter.ipp>
#endif
