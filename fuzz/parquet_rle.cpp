// Runs of levels and indexes: the same whatever the portions, whatever they are decoded to, and skipped alike.
#include <deltalake/parquet/encoding/rle.hpp>

#include <algorithm>
#include <vector>

#include <deltalake/base/bytes.hpp>

#include "fuzz.hpp"

namespace deltalake_fuzz {

constexpr std::size_t values_max = 5000;

template <class Reader>
std::vector<std::uint32_t> read_all(Reader reader, std::size_t portion) {
  std::vector<std::uint32_t> all;
  while (all.size() < values_max) {
    std::vector<std::uint32_t> part((std::min)(portion, values_max - all.size()));
    const std::size_t done = reader.decode_u32(part.data(), part.size());
    require(done <= part.size(), "no more values than asked for");
    all.insert(all.end(), part.begin(), part.begin() + static_cast<std::ptrdiff_t>(done));
    if (done < part.size()) break;
  }
  return all;
}

template <class Reader>
void try_reader(const Reader& reader, std::size_t portion) {
  const std::vector<std::uint32_t> whole = read_all(reader, values_max);
  require(read_all(reader, portion) == whole, "portions give the same values");
  Reader skipping = reader;
  require(skipping.skip(values_max) == whole.size(), "as many values are skipped as decoded");
  if (reader.bit_width() > 8) return;
  Reader levels = reader;
  std::vector<std::uint8_t> bytes(values_max);
  require(levels.decode_u8(bytes.data(), bytes.size()) == whole.size(), "as many levels as indexes");
  require(std::equal(whole.begin(), whole.end(), bytes.begin()), "levels are the same as indexes");
}

void try_bits(deltalake::parquet::rle_decoder reader, std::size_t first) {
  const std::vector<std::uint32_t> whole = read_all(reader, values_max);
  std::vector<std::uint8_t> bitmap((first + values_max + 7) / 8, 0xFF);
  std::size_t ones = 0, seen = 0;
  const std::size_t done = reader.decode_bits(bitmap.data(), first, values_max, ones);
  require(done == whole.size() || reader.failed(), "as many bits as values");
  for (std::size_t i = 0; i < done; ++i) {
    const bool set = (bitmap[(first + i) / 8] >> ((first + i) % 8) & 1) != 0;
    require(set == (whole[i] == 1), "bits are the values");
    seen += set ? 1 : 0;
  }
  require(seen == ones, "ones are counted");
}

void try_input(std::string_view input) {
  if (input.size() < 2) return;
  const auto width = static_cast<std::uint32_t>(static_cast<unsigned char>(input[0]) % 34);
  const std::size_t portion = 1 + static_cast<unsigned char>(input[1]);
  const auto runs = deltalake::bytes::copy_of(input.substr(2));
  const auto hybrid = deltalake::parquet::rle_decoder::make(runs.view(), width);
  const auto packed = deltalake::parquet::bit_packed_decoder::make(runs.view(), width);
  require(hybrid.has_value() == (width <= 32) && packed.has_value() == (width <= 32), "widths end at 32");
  if (!hybrid) return;
  try_reader(*hybrid, portion);
  try_reader(*packed, portion);
  if (width <= 1) try_bits(*hybrid, portion % 20);
}

}  // namespace deltalake_fuzz
