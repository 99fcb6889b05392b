// LZ4 data, bare and framed, after two bytes that say how much is expected: a block is read as the format's description
// says, byte by byte, and nothing else is touched.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <deltalake/parquet/lz4.hpp>

#include "fuzz.hpp"

namespace deltalake_fuzz {
namespace {

std::size_t byte_of(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

// A length, which bytes of `from` extend if it is `full`.
std::optional<std::size_t> slow_length(std::string_view from, std::size_t& at, std::size_t length, std::size_t full) {
  if (length != full) return length;
  while (at < from.size()) {
    const std::size_t byte = byte_of(from, at++);
    length += byte;
    if (byte != 255) return length;
  }
  return std::nullopt;
}

// A block, as slowly as it can be read.
std::optional<std::string> slow_decompress(std::string_view from, std::size_t size) {
  std::size_t at = 0;
  std::string made;
  while (at < from.size()) {
    const std::size_t token = byte_of(from, at++);
    const auto literals = slow_length(from, at, token >> 4, 15);
    if (!literals || *literals > from.size() - at || *literals > size - made.size()) return std::nullopt;
    made += from.substr(at, *literals);
    at += *literals;
    if (at == from.size()) return made.size() == size ? std::optional(made) : std::nullopt;
    if (from.size() - at < 2) return std::nullopt;
    const std::size_t offset = byte_of(from, at) | byte_of(from, at + 1) << 8;
    at += 2;
    const auto length = slow_length(from, at, (token & 15) + 4, 19);
    if (!length || offset == 0 || offset > made.size() || *length > size - made.size()) return std::nullopt;
    for (std::size_t i = 0; i < *length; ++i) made += made[made.size() - offset];
  }
  return std::nullopt;
}

}  // namespace

void try_input(std::string_view input) {
  constexpr std::size_t slack = 64;
  if (input.size() < 2) return;
  const std::size_t size = byte_of(input, 0) | byte_of(input, 1) << 8;
  input.remove_prefix(2);
  const std::unique_ptr<char[]> to(new char[size + slack]);
  const auto bare = deltalake::parquet::lz4_raw_decompress(input, to.get(), size);
  const auto expected = slow_decompress(input, size);
  require(bare.has_value() == expected.has_value(), "what the format allows is read, and nothing else");
  if (bare) require(std::string_view(to.get(), size) == *expected, "the bytes are those of the format");
  const auto framed = deltalake::parquet::lz4_decompress(input, to.get(), size);
  if (bare) require(framed.has_value(), "a bare block is one of the framings");
}

}  // namespace deltalake_fuzz
