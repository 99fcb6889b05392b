#pragma once
#include <bit>
#include <cstddef>

#include <deltalake/base/xxhash64.hpp>

namespace deltalake::inline v0 {
namespace detail {

inline constexpr std::uint64_t xxhash64_primes[5] = {0x9E3779B185EBCA87U, 0xC2B2AE3D27D4EB4FU, 0x165667B19E3779F9U,
                                                     0x85EBCA77C2B2AE63U, 0x27D4EB2F165667C5U};

// Reads a number, least significant byte first, on a machine of either byte order.
inline std::uint64_t xxhash64_load(const char* at, int size) noexcept {
  std::uint64_t value = 0;
  for (int i = size; i-- > 0;) value = value << 8 | static_cast<unsigned char>(at[i]);
  return value;
}

inline std::uint64_t xxhash64_round(std::uint64_t lane, std::uint64_t word) noexcept {
  return std::rotl(lane + word * xxhash64_primes[1], 31) * xxhash64_primes[0];
}

// Four lanes of eight bytes a step, as long as there are 32 bytes; they become one.
inline std::uint64_t xxhash64_stripes(const char*& at, std::size_t& left, std::uint64_t seed) noexcept {
  std::uint64_t lanes[4] = {seed + xxhash64_primes[0] + xxhash64_primes[1], seed + xxhash64_primes[1], seed,
                            seed - xxhash64_primes[0]};
  for (; left >= 32; left -= 32, at += 32) {
    for (int i = 0; i < 4; ++i) lanes[i] = xxhash64_round(lanes[i], xxhash64_load(at + i * 8, 8));
  }
  std::uint64_t hash =
      std::rotl(lanes[0], 1) + std::rotl(lanes[1], 7) + std::rotl(lanes[2], 12) + std::rotl(lanes[3], 18);
  for (const std::uint64_t lane : lanes) {
    hash = (hash ^ xxhash64_round(0, lane)) * xxhash64_primes[0] + xxhash64_primes[3];
  }
  return hash;
}

}  // namespace detail

DELTALAKE_DECL std::uint64_t xxhash64(std::string_view content, std::uint64_t seed) noexcept {
  const std::uint64_t(&prime)[5] = detail::xxhash64_primes;
  const char* at = content.data();
  std::size_t left = content.size();
  std::uint64_t hash = left >= 32 ? detail::xxhash64_stripes(at, left, seed) : seed + prime[4];
  hash += content.size();
  for (; left >= 8; left -= 8, at += 8) {
    hash = std::rotl(hash ^ detail::xxhash64_round(0, detail::xxhash64_load(at, 8)), 27) * prime[0] + prime[3];
  }
  if (left >= 4) {
    hash = std::rotl(hash ^ (detail::xxhash64_load(at, 4) * prime[0]), 23) * prime[1] + prime[2];
    left -= 4;
    at += 4;
  }
  for (; left > 0; --left, ++at) {
    hash = std::rotl(hash ^ (static_cast<unsigned char>(*at) * prime[4]), 11) * prime[0];
  }
  hash = (hash ^ (hash >> 33)) * prime[1];
  hash = (hash ^ (hash >> 29)) * prime[2];
  return hash ^ (hash >> 32);
}

}  // namespace deltalake::inline v0
