#include <deltalake/base/crc32.hpp>

#include <doctest/doctest.h>

#include <random>
#include <string>

namespace deltalake_crc32_test {
namespace {

using deltalake::crc32;

// Bit by bit, as the standard defines it.
std::uint32_t slow_sum(std::string_view content) {
  std::uint32_t sum = 0xFFFFFFFF;
  for (const char c : content) {
    sum ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) sum = (sum & 1) != 0 ? (sum >> 1) ^ 0xEDB88320 : sum >> 1;
  }
  return ~sum;
}

TEST_CASE("crc32: the known check values") {
  CHECK(crc32("") == 0);
  CHECK(crc32("123456789") == 0xCBF43926);
  CHECK(crc32("The quick brown fox jumps over the lazy dog") == 0x414FA339);
  CHECK(crc32(std::string(32, '\0')) == 0x190A55AD);
  CHECK(crc32(std::string(32, '\xFF')) == 0xFF6CAB0B);
}

TEST_CASE("crc32: any length at any alignment agrees with the definition") {
  std::mt19937_64 random(3);
  std::string content(300, '\0');
  for (char& c : content) c = static_cast<char>(random());
  for (std::size_t begin = 0; begin < 9; ++begin) {
    for (std::size_t size = 0; size < 270; size += 1 + size / 20) {
      const std::string_view part = std::string_view(content).substr(begin, size);
      CHECK(crc32(part) == slow_sum(part));
    }
  }
}

TEST_CASE("crc32: pieces give the sum of the whole") {
  const std::string content = "a content that comes in several pieces, some of them empty";
  for (std::size_t cut = 0; cut <= content.size(); ++cut) {
    const std::string_view whole = content;
    CHECK(crc32(whole.substr(cut), crc32(whole.substr(0, cut))) == crc32(whole));
  }
}

}  // namespace
}  // namespace deltalake_crc32_test
