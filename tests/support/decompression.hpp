#pragma once
#include <algorithm>
#include <cstddef>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include <deltalake/base/result.hpp>

namespace deltalake_test {

/// A decoder of compressed bytes whose decompressed size is known, which may write up to 64 bytes more.
using decompressor = deltalake::result<void> (*)(std::string_view from, char* to, std::size_t size);

/// Decompresses from memory that ends with the input to memory that ends with the slack: the bytes around it stay.
/// Nothing if the input is refused, as invalid_parquet with a reason.
inline std::optional<std::string> decompress_guarded(decompressor decode, std::string_view from, std::size_t size) {
  constexpr std::size_t guard = 64, slack = 64;
  const std::vector<char> exact(from.begin(), from.end());
  std::vector<char> room(guard + size + slack + guard, '\x5A');
  const auto done = decode({exact.data(), exact.size()}, room.data() + guard, size);
  const auto untouched = [&](std::size_t begin) {
    return std::all_of(room.begin() + static_cast<std::ptrdiff_t>(begin),
                       room.begin() + static_cast<std::ptrdiff_t>(begin + guard), [](char c) { return c == '\x5A'; });
  };
  REQUIRE(untouched(0));
  REQUIRE(untouched(guard + size + slack));
  if (done) return std::string(room.data() + guard, size);
  REQUIRE(done.error().code == deltalake::errc::invalid_parquet);
  REQUIRE_FALSE(done.error().detail.empty());
  return std::nullopt;
}

/// Checks that a decoder gives what a slow one gives, which does as the format's description says.
inline void check_same(decompressor decode, std::optional<std::string> (*slow)(std::string_view, std::size_t),
                       std::string_view from, std::size_t size) {
  const std::optional<std::string> expected = slow(from, size);
  const std::optional<std::string> found = decompress_guarded(decode, from, size);
  REQUIRE(found.has_value() == expected.has_value());
  if (found) REQUIRE((*found == *expected));
}

inline std::string noise(std::mt19937_64& random, std::size_t size) {
  std::string made(size, '\0');
  for (char& c : made) c = static_cast<char>(random());
  return made;
}

/// Texts of many sizes: noise, repetitions near and far, long runs, and pieces of JSON.
inline std::string compressible(std::mt19937_64& random) {
  const std::size_t size = random() % 10 == 0 ? random() % 300'000 : random() % 400;
  const std::uint64_t kind = random() % 5;
  std::string text;
  while (text.size() < size) {
    if (kind == 0) text += static_cast<char>(random());
    if (kind == 1) text += static_cast<char>('a' + random() % 3);
    if (kind == 2) text += "{\"numRecords\":" + std::to_string(random() % 1000) + "}";
    if (kind == 3) text.append(random() % 200 + 1, 'x');
    if (kind < 4) continue;
    text += static_cast<char>(random());
    const std::size_t offset = 1 + random() % text.size();
    for (std::size_t i = random() % 100; i > 0; --i) text += text[text.size() - offset];
  }
  return text;
}

}  // namespace deltalake_test
