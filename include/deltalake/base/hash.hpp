#pragma once
#include <cstdint>
#include <cstring>
#include <string_view>

#include <deltalake/base/config.hpp>

namespace deltalake::inline v0 {

/// A 64-bit hash of `text`, seeded, so that a hostile log cannot choose colliding paths. Not stable between versions or
/// machines: never stored. Eight bytes a step, each mixed by multiplication and shift (as in MurmurHash64A's rounds).
inline std::uint64_t hash_of(std::string_view text, std::uint64_t seed) noexcept {
  constexpr std::uint64_t odd = 0x9E3779B97F4A7C15U;
  std::uint64_t state = seed ^ (text.size() * odd);
  const char* at = text.data();
  std::size_t left = text.size();
  const auto mix = [&state](std::uint64_t word) {
    word *= 0xBF58476D1CE4E5B9U;
    word ^= word >> 47;
    state = (state ^ word) * odd;
    state ^= state >> 29;
  };
  for (; left >= 8; left -= 8, at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, 8);
    mix(word);
  }
  if (left != 0) {
    std::uint64_t word = left;
    std::memcpy(&word, at, left);
    mix(word);
  }
  state *= 0x94D049BB133111EBU;
  return state ^ (state >> 31);
}

}  // namespace deltalake::inline v0
