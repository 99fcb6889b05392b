// Snappy data: what is read is what the format's description says, byte by byte, and nothing else is touched.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <deltalake/parquet/snappy.hpp>

#include "fuzz.hpp"

namespace deltalake_fuzz {
namespace {

// The tags behind the length, as slowly as they can be read.
std::optional<std::string> slow_decompress(std::string_view tags, std::size_t size) {
  std::size_t at = 0;
  std::string made;
  while (at < tags.size()) {
    const unsigned tag = static_cast<unsigned char>(tags[at++]), kind = tag & 3, upper = tag >> 2;
    const std::size_t extra = kind == 3 ? 4 : kind != 0 ? kind : upper >= 60 ? upper - 59 : 0;
    if (tags.size() - at < extra) return std::nullopt;
    std::uint64_t operand = 0;
    for (std::size_t i = 0; i < extra; ++i) {
      operand |= std::uint64_t{static_cast<unsigned char>(tags[at++])} << 8 * i;
    }
    const std::uint64_t count = kind == 1 ? 4 + (upper & 7) : 1 + (kind == 0 && upper >= 60 ? operand : upper);
    const std::uint64_t offset = kind == 1 ? std::uint64_t{tag >> 5} << 8 | operand : operand;
    if (count > size - made.size()) return std::nullopt;
    if (kind == 0 && count > tags.size() - at) return std::nullopt;
    if (kind != 0 && (offset == 0 || offset > made.size())) return std::nullopt;
    for (std::uint64_t i = 0; i < count; ++i) made += kind == 0 ? tags[at++] : made[made.size() - offset];
  }
  return made.size() == size ? std::optional(made) : std::nullopt;
}

}  // namespace

void try_input(std::string_view input) {
  constexpr std::size_t slack = 64, size_max = 1 << 16;
  const auto length = deltalake::parquet::snappy_length(input);
  if (!length || *length > size_max) return;
  const std::unique_ptr<char[]> to(new char[*length + slack]);
  const auto done = deltalake::parquet::snappy_decompress(input, to.get(), *length);
  std::size_t preamble = 1;
  while ((input[preamble - 1] & 0x80) != 0) ++preamble;
  const auto expected = slow_decompress(input.substr(preamble), *length);
  require(done.has_value() == expected.has_value(), "what the format allows is read, and nothing else");
  if (done) require(std::string_view(to.get(), *length) == *expected, "the bytes are those of the format");
  require(!deltalake::parquet::snappy_decompress(input, to.get(), *length - (*length == 0 ? 0 : 1)) || *length == 0,
          "another size is refused");
}

}  // namespace deltalake_fuzz
