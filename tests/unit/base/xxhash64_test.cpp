#include <deltalake/base/xxhash64.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <memory>
#include <string>

namespace deltalake_xxhash64_test {
namespace {

using deltalake::xxhash64;

// The bytes that the reference implementation tests itself with.
std::string sanity_bytes(std::size_t size) {
  std::string made;
  for (std::uint64_t state = 2654435761U; made.size() < size; state *= 11400714785074694797U) {
    made += static_cast<char>(state >> 56);
  }
  return made;
}

TEST_CASE("xxhash64: published hashes of texts") {
  CHECK(xxhash64("") == 0xEF46DB3751D8E999U);
  CHECK(xxhash64("a") == 0xD24EC4F1A98C6E5BU);
  CHECK(xxhash64("as") == 0x1C330FB2D66BE179U);
  CHECK(xxhash64("asd") == 0x631C37CE72A97393U);
  CHECK(xxhash64("asdf") == 0x415872F599CEA71EU);
  CHECK(xxhash64("abc") == 0x44BC2CF5AD770999U);
  CHECK(xxhash64("Call me Ishmael. Some years ago--never mind how long precisely-") == 0x02A2E85470D6FD96U);
}

TEST_CASE("xxhash64: published hashes of the reference implementation's own test") {
  constexpr std::uint64_t seed = 2654435761U;
  CHECK(xxhash64(sanity_bytes(0), seed) == 0xAC75FDA2929B17EFU);
  CHECK(xxhash64(sanity_bytes(1)) == 0xE934A84ADB052768U);
  CHECK(xxhash64(sanity_bytes(1), seed) == 0x5014607643A9B4C3U);
  CHECK(xxhash64(sanity_bytes(4)) == 0x9136A0DCA57457EEU);
  CHECK(xxhash64(sanity_bytes(14)) == 0x8282DCC4994E35C8U);
  CHECK(xxhash64(sanity_bytes(14), seed) == 0xC3BD6BF63DEB6DF0U);
  CHECK(xxhash64(sanity_bytes(222)) == 0xB641AE8CB691C174U);
  CHECK(xxhash64(sanity_bytes(222), seed) == 0x20CB8AB7AE10C14AU);
}

TEST_CASE("xxhash64: every length reads no byte past its end, and every byte counts") {
  const std::string all = sanity_bytes(100);
  for (std::size_t size = 1; size <= all.size(); ++size) {
    // A block of its own, so that a sanitizer sees a read past the end.
    const std::unique_ptr<char[]> copy(new char[size]);
    all.copy(copy.get(), size);
    const std::uint64_t hash = xxhash64({copy.get(), size});
    CHECK(hash == xxhash64(std::string_view(all).substr(0, size)));
    for (std::size_t i = 0; i < size; ++i) {
      copy[i] ^= 1;
      CHECK(xxhash64({copy.get(), size}) != hash);
      copy[i] ^= 1;
    }
  }
}

}  // namespace
}  // namespace deltalake_xxhash64_test
