#include <deltalake/parquet/codec_registry.hpp>

#include <doctest/doctest.h>

#include <dlfcn.h>

#include <algorithm>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <tests/support/decompression.hpp>

namespace deltalake_codec_registry_test {
namespace {

using deltalake::errc;
using deltalake::result;
using deltalake::parquet::codec_registry;
using deltalake::parquet::compression;
using namespace std::string_view_literals;

constexpr std::string_view text = "a page of text, a page of text, a page of text";

// The text as other programs compress it.
constexpr std::string_view text_gzip =
    "\x1F\x8B\x08\x00\x00\x00\x00\x00\x02\x03\x4B\x54\x28\x48\x4C\x4F\x55\xC8\x4F\x53\x28\x49\xAD\x28\xD1\x51\x48\xC4"
    "\xCB\x07\x00\xA2\xE7\x38\xF0\x2E\x00\x00\x00"sv;
constexpr std::string_view text_zlib =
    "\x78\x9C\x4B\x54\x28\x48\x4C\x4F\x55\xC8\x4F\x53\x28\x49\xAD\x28\xD1\x51\x48\xC4\xCB\x07\x00\x66\xD1\x0F\x81"sv;
constexpr std::string_view nothing_gzip =
    "\x1F\x8B\x08\x00\x00\x00\x00\x00\x02\x03\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00"sv;
constexpr std::string_view text_zstd =
    "\x28\xB5\x2F\xFD\x20\x2E\xB5\x00\x00\x80\x61\x20\x70\x61\x67\x65\x20\x6F\x66\x20\x74\x65\x78\x74\x2C\x20\x01\x00"
    "\x46\x9C\x4B"sv;
constexpr std::string_view nothing_zstd = "\x28\xB5\x2F\xFD\x20\x00\x01\x00\x00"sv;
constexpr std::string_view text_brotli =
    "\x1B\x2D\x00\x00\x04\x72\x71\xA4\x7F\x9E\xCA\x60\x85\x05\x83\xA2\xA9\x18\x84\x38\x8D\xD9\x26\xFE\x14"sv;
constexpr std::string_view text_lz4 =
    "\x04\x22\x4D\x18\x60\x40\x82\x1B\x00\x00\x00\xFF\x01\x61\x20\x70\x61\x67\x65\x20\x6F\x66\x20\x74\x65\x78\x74\x2C"
    "\x20\x10\x00\x06\x50\x20\x74\x65\x78\x74\x00\x00\x00\x00"sv;
constexpr std::string_view text_lz4_raw =
    "\xFF\x01\x61\x20\x70\x61\x67\x65\x20\x6F\x66\x20\x74\x65\x78\x74\x2C\x20\x10\x00\x06\x50\x20\x74\x65\x78\x74"sv;
constexpr std::string_view text_snappy =
    "\x2E\x40\x61\x20\x70\x61\x67\x65\x20\x6F\x66\x20\x74\x65\x78\x74\x2C\x20\x61\x72\x10\x00"sv;

// Decompresses between guards; the error's code is kept if there is one.
struct outcome {
  std::string content;
  std::optional<errc> code;
  std::string detail;
};
outcome decompress(const codec_registry& codecs, compression codec, std::string_view from, std::size_t size) {
  constexpr std::size_t guard = 64, slack = 64;
  const std::vector<char> exact(from.begin(), from.end());
  std::vector<char> room(guard + size + slack + guard, '\x5A');
  const auto done = codecs.decompress(codec, {exact.data(), exact.size()}, room.data() + guard, size);
  const auto kept = [](char c) { return c == '\x5A'; };
  REQUIRE(std::all_of(room.begin(), room.begin() + guard, kept));
  REQUIRE(std::all_of(room.end() - guard, room.end(), kept));
  if (done) return {std::string(room.data() + guard, size), std::nullopt, ""};
  return {"", done.error().code, done.error().detail};
}
outcome decompress(compression codec, std::string_view from, std::size_t size) {
  return decompress(codec_registry::standard(), codec, from, size);
}

// Whether the library is there; says so if not.
bool has(const char* file) {
  const bool found = ::dlopen(file, RTLD_NOW | RTLD_LOCAL) != nullptr;
  if (!found) MESSAGE(file << " is not there: not tested");
  return found;
}
template <class Function>
Function* symbol(const char* file, const char* name) {
  return reinterpret_cast<Function*>(::dlsym(::dlopen(file, RTLD_NOW | RTLD_LOCAL), name));
}

// Damages `whole` in every byte and cuts it everywhere: whatever comes of it stays inside its memory.
void check_damage(compression codec, std::string_view whole, std::string_view expected, bool cut_is_seen = true) {
  std::string changed(whole);
  for (char& byte : changed) {
    const char before = byte;
    for (int bit = 0; bit < 8; ++bit) {
      byte = static_cast<char>(before ^ 1 << bit);
      const outcome found = decompress(codec, changed, expected.size());
      REQUIRE((!found.code || found.code == errc::invalid_parquet));
    }
    byte = before;
  }
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const outcome found = decompress(codec, whole.substr(0, size), expected.size());
    if (cut_is_seen) REQUIRE(found.code == errc::invalid_parquet);
    REQUIRE((found.code || found.content == expected));
  }
  CHECK(decompress(codec, whole, expected.size() - 1).code == errc::invalid_parquet);
  CHECK(decompress(codec, whole, expected.size() + 1).code == errc::invalid_parquet);
}

// A mebibyte that compresses well, but not too well.
std::string large_text() {
  std::string made;
  for (unsigned i = 0; made.size() < 1 << 20; ++i) made += std::to_string(i * 2654435761U % 100003) + ", ";
  return made;
}

TEST_CASE("codec_registry: our own codecs and none") {
  CHECK(decompress(compression::uncompressed, text, text.size()).content == text);
  CHECK(decompress(compression::uncompressed, text, text.size() - 1).code == errc::invalid_parquet);
  CHECK(decompress(compression::snappy, text_snappy, text.size()).content == text);
  CHECK(decompress(compression::lz4_raw, text_lz4_raw, text.size()).content == text);
  CHECK(decompress(compression::lz4, text_lz4, text.size()).content == text);
  CHECK(decompress(compression::lz4, text_lz4_raw, text.size()).content == text);
  check_damage(compression::snappy, text_snappy, text);
  check_damage(compression::lz4_raw, text_lz4_raw, text, false);
  check_damage(compression::lz4, text_lz4, text);
}

TEST_CASE("codec_registry: gzip in one member or several, and zlib's wrapping") {
  if (!has("libz.so.1")) return;
  CHECK(decompress(compression::gzip, text_gzip, text.size()).content == text);
  CHECK(decompress(compression::gzip, text_zlib, text.size()).content == text);
  const std::string three = std::string(text_gzip) + std::string(nothing_gzip) + std::string(text_gzip);
  CHECK(decompress(compression::gzip, three, 2 * text.size()).content == std::string(text) + std::string(text));
  CHECK(decompress(compression::gzip, nothing_gzip, 0).code == std::nullopt);
  CHECK(decompress(compression::gzip, text_gzip, 0).code == errc::invalid_parquet);
  CHECK(decompress(compression::gzip, std::string(text_gzip) + "?", text.size()).code == errc::invalid_parquet);
  check_damage(compression::gzip, text_gzip, text);
  check_damage(compression::gzip, text_zlib, text);

  const std::string large = large_text();
  using compress_function = int(unsigned char*, unsigned long*, const unsigned char*, unsigned long);
  auto* const compress = symbol<compress_function>("libz.so.1", "compress");
  REQUIRE((compress != nullptr));
  std::string packed(large.size() + 1000, '\0');
  unsigned long size = packed.size();
  REQUIRE(compress(reinterpret_cast<unsigned char*>(packed.data()), &size,
                   reinterpret_cast<const unsigned char*>(large.data()), large.size()) == 0);
  packed.resize(size);
  CHECK((decompress(compression::gzip, packed, large.size()).content == large));
  packed[size / 2] = static_cast<char>(packed[size / 2] ^ 1);
  CHECK(decompress(compression::gzip, packed, large.size()).code == errc::invalid_parquet);
}

TEST_CASE("codec_registry: zstd in one frame or several") {
  if (!has("libzstd.so.1")) return;
  CHECK(decompress(compression::zstd, text_zstd, text.size()).content == text);
  const std::string three = std::string(text_zstd) + std::string(nothing_zstd) + std::string(text_zstd);
  CHECK(decompress(compression::zstd, three, 2 * text.size()).content == std::string(text) + std::string(text));
  CHECK(decompress(compression::zstd, nothing_zstd, 0).code == std::nullopt);
  CHECK(decompress(compression::zstd, std::string(text_zstd) + "?", text.size()).code == errc::invalid_parquet);
  check_damage(compression::zstd, text_zstd, text);
  CHECK(decompress(compression::zstd, text_zstd, text.size()).content == text);  // its context has survived the errors

  const std::string large = large_text();
  using compress_function = std::size_t(void*, std::size_t, const void*, std::size_t, int);
  auto* const compress = symbol<compress_function>("libzstd.so.1", "ZSTD_compress");
  REQUIRE((compress != nullptr));
  std::string packed(large.size() + 1000, '\0');
  packed.resize(compress(packed.data(), packed.size(), large.data(), large.size(), 3));
  CHECK((decompress(compression::zstd, packed, large.size()).content == large));
}

TEST_CASE("codec_registry: brotli") {
  if (!has("libbrotlidec.so.1")) return;
  CHECK(decompress(compression::brotli, text_brotli, text.size()).content == text);
  check_damage(compression::brotli, text_brotli, text);
}

TEST_CASE("codec_registry: threads decompress at once") {
  if (!has("libzstd.so.1") || !has("libz.so.1")) return;
  const codec_registry codecs = codec_registry::standard();
  std::vector<int> right(4);
  std::vector<std::thread> threads;
  for (int& count : right) {
    threads.emplace_back([&codecs, &count] {
      std::vector<char> room(text.size() + 64);
      for (int i = 0; i < 100; ++i) {
        const bool by_zstd = i % 2 == 0;
        const auto done = codecs.decompress(by_zstd ? compression::zstd : compression::gzip,
                                            by_zstd ? text_zstd : text_gzip, room.data(), text.size());
        if (done && std::string_view(room.data(), text.size()) == text) ++count;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const int count : right) CHECK(count == 100);
}

TEST_CASE("codec_registry: nothing at all is an empty page in every codec") {
  for (const compression codec : {compression::uncompressed, compression::snappy, compression::gzip,
                                  compression::brotli, compression::lz4, compression::zstd, compression::lz4_raw}) {
    CHECK(decompress(codec, "", 0).code == std::nullopt);
    const auto some = decompress(codec, "", 5).code;
    CHECK((some == errc::invalid_parquet || some == errc::missing_codec));
  }
}

TEST_CASE("codec_registry: what nobody decompresses is named") {
  const outcome lzo = decompress(compression::lzo, "x", 1);
  CHECK(lzo.code == errc::unsupported_parquet);
  CHECK(lzo.detail == "a page compressed with LZO");
  CHECK(decompress(compression::unknown, "x", 1).code == errc::unsupported_parquet);
  const outcome none = decompress(codec_registry(), compression::zstd, text_zstd, text.size());
  CHECK(none.code == errc::missing_codec);
  CHECK(none.detail == "nothing is registered for Zstandard");
}

// The class is defined where the registry is: seen from here in the header-only form alone.
#if defined(DELTALAKE_HEADER_ONLY)
TEST_CASE("codec_registry: a library that is not there is named with its package") {
  const deltalake::parquet::detail::codec_library missing("gzip", "libz-of-nowhere.so.1", "zlib0");
  CHECK(missing.problem().find("gzip needs libz-of-nowhere.so.1 (package zlib0): ") == 0);
}
#endif

TEST_CASE("codec_registry: another decompressor replaces one, in the new registry alone") {
  const codec_registry standard = codec_registry::standard();
  const codec_registry changed =
      standard.with(compression::lzo, [](std::string_view from, char* to, std::size_t size) -> result<void> {
        if (from.size() != size) return deltalake::error(errc::invalid_parquet, "not mine");
        std::reverse_copy(from.begin(), from.end(), to);
        return {};
      });
  CHECK(decompress(changed, compression::lzo, "abc", 3).content == "cba");
  CHECK(decompress(changed, compression::lzo, "abc", 4).detail == "not mine");
  CHECK(decompress(changed, compression::snappy, text_snappy, text.size()).content == text);
  CHECK(decompress(standard, compression::lzo, "abc", 3).code == errc::unsupported_parquet);
  const codec_registry one = codec_registry().with(compression::zstd, nullptr);
  CHECK(decompress(one, compression::zstd, text_zstd, text.size()).code == errc::missing_codec);
}

using deltalake::column::buffer;
using deltalake::parquet::default_compression_level;

constexpr compression all_codecs[] = {compression::uncompressed, compression::snappy, compression::gzip,
                                      compression::brotli,       compression::zstd,   compression::lz4_raw};

// Whether the system has what the codec needs; says so if not.
bool can_compress(compression codec) {
  if (codec == compression::gzip) return has("libz.so.1");
  if (codec == compression::zstd) return has("libzstd.so.1");
  if (codec == compression::brotli) return has("libbrotlienc.so.1") && has("libbrotlidec.so.1");
  return true;
}
std::string compress(compression codec, std::string_view from, int level = default_compression_level) {
  buffer to;
  to.append("before", 6);
  codec_registry::standard().compress(codec, from, level, to).value();
  REQUIRE(to.view().starts_with("before"));
  return std::string(to.view().substr(6));
}

TEST_CASE("codec_registry: what is compressed comes out as it was, at every level") {
  std::mt19937_64 random(31);
  for (const compression codec : all_codecs) {
    if (!can_compress(codec)) continue;
    for (int round = 0; round < 60; ++round) {
      const std::string from = deltalake_test::compressible(random);
      REQUIRE(decompress(codec, compress(codec, from), from.size()).content == from);
    }
    CHECK(decompress(codec, compress(codec, ""), 0).code == std::nullopt);
    CHECK(decompress(codec, compress(codec, "x"), 1).content == "x");
  }
  for (int level = 0; level <= 9; ++level) {
    if (can_compress(compression::gzip)) {
      CHECK(decompress(compression::gzip, compress(compression::gzip, text, level), text.size()).content == text);
    }
    if (can_compress(compression::brotli)) {
      CHECK(decompress(compression::brotli, compress(compression::brotli, text, level), text.size()).content == text);
    }
  }
  for (const int level : {-50, -1, 0, 1, 3, 9, 10, 19}) {
    if (!can_compress(compression::zstd)) continue;
    CHECK(decompress(compression::zstd, compress(compression::zstd, text, level), text.size()).content == text);
  }
}

TEST_CASE("codec_registry: text becomes smaller, and smaller still at high levels") {
  const std::string large = large_text().substr(0, 100'000);
  for (const compression codec : all_codecs) {
    if (codec == compression::uncompressed || !can_compress(codec)) continue;
    const std::string made = compress(codec, large);
    CHECK(made.size() < large.size() * 9 / 10);
    CHECK(decompress(codec, made, large.size()).content == large);
  }
  if (can_compress(compression::zstd)) {
    CHECK(compress(compression::zstd, large, 19).size() < compress(compression::zstd, large, -5).size());
  }
  if (can_compress(compression::gzip)) {
    CHECK(compress(compression::gzip, large, 9).size() < compress(compression::gzip, large, 1).size());
    CHECK(compress(compression::gzip, large, 0).size() > large.size());
  }
}

TEST_CASE("codec_registry: a level that the codec does not have is refused, and nothing is left behind") {
  const auto refused = [](compression codec, int level) {
    buffer to;
    to.append("x", 1);
    const auto done = codec_registry::standard().compress(codec, text, level, to);
    return done.has_error() && done.error().code == errc::invalid_argument && to.view() == "x";
  };
  if (can_compress(compression::gzip)) {
    CHECK(refused(compression::gzip, -1));
    CHECK(refused(compression::gzip, 10));
  }
  if (can_compress(compression::zstd)) CHECK(refused(compression::zstd, 23));
  if (can_compress(compression::brotli)) {
    CHECK(refused(compression::brotli, -1));
    CHECK(refused(compression::brotli, 12));
  }
}

TEST_CASE("codec_registry: what nobody compresses is named") {
  buffer to;
  const auto code = [&](const codec_registry& codecs, compression codec) {
    return codecs.compress(codec, text, default_compression_level, to).error().code;
  };
  const codec_registry standard = codec_registry::standard();
  CHECK(code(standard, compression::lzo) == errc::unsupported_parquet);
  CHECK(code(standard, compression::lz4) == errc::unsupported_parquet);
  CHECK(code(standard, compression::unknown) == errc::unsupported_parquet);
  CHECK(code(codec_registry(), compression::snappy) == errc::missing_codec);
  CHECK(to.empty());
}

TEST_CASE("codec_registry: another compressor replaces one, and what a failing one appended is taken back") {
  const codec_registry standard = codec_registry::standard();
  const codec_registry other =
      standard.with_compressor(compression::snappy, [](std::string_view from, int level, buffer& to) -> result<void> {
        to.append(from.data(), from.size());
        if (level == 1) return deltalake::error(errc::value_too_large, "no");
        return {};
      });
  buffer to;
  CHECK(other.compress(compression::snappy, "ab", 0, to).has_value());
  CHECK(to.view() == "ab");
  CHECK(other.compress(compression::snappy, "cd", 1, to).error().code == errc::value_too_large);
  CHECK(to.view() == "ab");
  CHECK(decompress(other, compression::snappy, text_snappy, text.size()).content == text);  // that stays
  CHECK(decompress(compression::snappy, compress(compression::snappy, text), text.size()).content == text);
}

TEST_CASE("codec_registry: threads compress at once") {
  const std::string large = large_text().substr(0, 100'000);
  for (const compression codec : {compression::zstd, compression::gzip, compression::snappy}) {
    if (!can_compress(codec)) continue;
    const std::string expected = compress(codec, large);
    std::vector<std::string> made(4);
    std::vector<std::thread> threads;
    for (std::string& one : made) {
      threads.emplace_back([&one, &large, codec] {
        buffer to;
        const auto done = codec_registry::standard().compress(codec, large, default_compression_level, to);
        if (done) one = to.view();
      });
    }
    for (std::thread& thread : threads) thread.join();
    for (const std::string& one : made) CHECK((one == expected));
  }
}

}  // namespace
}  // namespace deltalake_codec_registry_test
