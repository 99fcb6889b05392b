#include <deltalake/parquet/encoding/delta.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include <deltalake/base/bytes.hpp>

namespace delta_test {
namespace {

using deltalake::bytes;
using deltalake::errc;
using deltalake::column::buffer;
using deltalake::parquet::delta_binary_decoder;
using deltalake::parquet::delta_byte_array_decoder;
using deltalake::parquet::delta_length_decoder;
using texts = std::vector<std::string>;

void put_varint(std::string& to, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) to += static_cast<char>(value | 0x80);
  to += static_cast<char>(value);
}
void put_zigzag(std::string& to, std::int64_t value) {
  put_varint(to, static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63));
}

struct layout {
  std::size_t block = 128, miniblocks = 4;
  bool garbage_widths = false;  // of miniblocks without values
  bool cut_last = false;        // after its last value
};

template <class T>
std::string pack(const std::vector<T>& from, std::uint32_t width) {
  std::string to((from.size() * width + 7) / 8, '\0');
  std::size_t at = 0;
  for (const T value : from) {
    for (std::uint32_t i = 0; i < width; ++i, ++at) {
      const int bit = static_cast<int>(value >> i & 1);
      to[at / 8] = static_cast<char>(to[at / 8] | bit << (at % 8));
    }
  }
  return to;
}

/// DELTA_BINARY_PACKED of values in two's complement arithmetic of T's width.
template <class T>
std::string encode(const std::vector<T>& values, layout form = {}) {
  using word = std::make_unsigned_t<T>;
  std::string to;
  put_varint(to, form.block);
  put_varint(to, form.miniblocks);
  put_varint(to, values.size());
  put_zigzag(to, values.empty() ? 0 : values.front());
  const std::size_t per_miniblock = form.block / form.miniblocks;
  for (std::size_t begin = 1; begin < values.size(); begin += form.block) {
    const std::size_t end = (std::min)(values.size(), begin + form.block);
    std::vector<T> deltas;
    for (std::size_t i = begin; i < end; ++i) {
      deltas.push_back(static_cast<T>(static_cast<word>(values[i]) - static_cast<word>(values[i - 1])));
    }
    const T least = *std::min_element(deltas.begin(), deltas.end());
    put_zigzag(to, least);
    std::string widths, body;
    for (std::size_t m = 0; m < form.miniblocks; ++m) {
      std::vector<word> part;
      for (std::size_t i = m * per_miniblock; i < (std::min)(deltas.size(), (m + 1) * per_miniblock); ++i) {
        part.push_back(static_cast<word>(static_cast<word>(deltas[i]) - static_cast<word>(least)));
      }
      if (part.empty()) {
        widths += form.garbage_widths ? '\xFE' : '\0';
        continue;
      }
      const auto width = static_cast<std::uint32_t>(std::bit_width(*std::max_element(part.begin(), part.end())));
      widths += static_cast<char>(width);
      if (!form.cut_last || begin + (m + 1) * per_miniblock < values.size()) part.resize(per_miniblock);
      body += pack(part, width);
    }
    to += widths + body;
  }
  return to;
}

template <class T>
std::vector<T> random_numbers(std::mt19937_64& random, std::size_t count, unsigned width) {
  using word = std::make_unsigned_t<T>;
  std::vector<T> made(count);
  word value = static_cast<word>(random());
  const std::uint64_t mask = width == 0 ? 0 : ~std::uint64_t{0} >> (64 - width);
  for (T& number : made) number = static_cast<T>(value = static_cast<word>(value + (random() & mask) - (mask >> 1)));
  return made;
}

template <class T>
void check_numbers(const std::vector<T>& wanted, const std::string& text, std::mt19937_64& random) {
  const bytes body = bytes::copy_of(text);
  auto reader = delta_binary_decoder<T>::make(body.view()).value();
  REQUIRE(reader.left() == wanted.size());
  buffer values;
  std::vector<T> found;
  while (found.size() < wanted.size()) {
    const std::size_t part = (std::min)(wanted.size() - found.size(), std::size_t{1} + random() % 300);
    const auto from = wanted.begin() + static_cast<std::ptrdiff_t>(found.size());
    if (random() % 4 == 0) {
      REQUIRE(reader.skip(part).has_value());
      found.insert(found.end(), from, from + static_cast<std::ptrdiff_t>(part));
      continue;
    }
    values.clear();
    REQUIRE(reader.decode(part, values).has_value());
    REQUIRE(values.size() == part * sizeof(T));
    found.insert(found.end(), values.as<T>(), values.as<T>() + part);
  }
  REQUIRE(found == wanted);
  REQUIRE(reader.left() == 0);
  T one;
  REQUIRE(reader.decode(1, &one).error().code == errc::invalid_parquet);
}

template <class T>
void check_widths(std::mt19937_64& random) {
  for (unsigned width = 0; width <= 8 * sizeof(T); ++width) {
    for (const layout form : {layout{}, layout{128, 1}, layout{256, 8}, layout{1024, 4}, layout{128, 4, true, false},
                              layout{128, 4, false, true}, layout{128, 2, true, true}}) {
      for (const std::size_t count : {std::size_t{1}, std::size_t{2}, std::size_t{130}, std::size_t{random() % 3000}}) {
        const std::vector<T> values = random_numbers<T>(random, count, width);
        check_numbers(values, encode(values, form), random);
      }
    }
  }
}

std::string encode_lengths(const texts& values) {
  std::vector<std::int32_t> lengths;
  std::string all;
  for (const std::string& value : values) {
    lengths.push_back(static_cast<std::int32_t>(value.size()));
    all += value;
  }
  return encode(lengths) + all;
}
std::string encode_prefixes(const texts& values) {
  std::vector<std::int32_t> prefixes;
  texts suffixes;
  std::string_view before;
  for (const std::string& value : values) {
    std::size_t same = 0;
    while (same < before.size() && same < value.size() && before[same] == value[same]) ++same;
    prefixes.push_back(static_cast<std::int32_t>(same));
    suffixes.push_back(value.substr(same));
    before = value;
  }
  return encode(prefixes) + encode_lengths(suffixes);
}
/// Texts that often begin as the one before.
texts random_texts(std::mt19937_64& random, std::size_t count, std::size_t length_max) {
  texts made;
  std::string value;
  for (std::size_t i = 0; i < count; ++i) {
    value.resize(random() % (value.size() + 1));
    for (std::size_t more = random() % (length_max + 1); more > 0; --more) value += static_cast<char>(random());
    if (value.size() > 4 * length_max) value.resize(length_max);
    made.push_back(value);
  }
  return made;
}

/// Reads all values in random portions, skipping some, and compares them.
template <class Reader>
void check_texts(const texts& wanted, const std::string& text, std::mt19937_64& random) {
  const bytes body = bytes::copy_of(text);
  Reader reader = Reader::make(body.view()).value();
  REQUIRE(reader.left() == wanted.size());
  for (std::size_t at = 0; at < wanted.size();) {
    const std::size_t part = (std::min)(wanted.size() - at, std::size_t{1} + random() % 600);
    if (random() % 4 == 0) {
      REQUIRE(reader.skip(part).has_value());
      at += part;
      continue;
    }
    buffer offsets, content;
    REQUIRE(reader.decode(part / 2, offsets, content).has_value());
    REQUIRE(reader.decode(part - part / 2, offsets, content).has_value());
    REQUIRE(offsets.size() == 4 * (part + 1));
    std::string all;
    for (std::size_t i = 0; i < part; ++i) {
      all += wanted[at + i];
      REQUIRE(offsets.as<std::int32_t>()[i + 1] == static_cast<std::int32_t>(all.size()));
    }
    REQUIRE(content.view() == all);
    at += part;
  }
  buffer offsets, content;
  REQUIRE(reader.left() == 0);
  REQUIRE(reader.decode(1, offsets, content).error().code == errc::invalid_parquet);
  REQUIRE(reader.skip(1).error().code == errc::invalid_parquet);
}

/// Reads all values in portions that are bounded in bytes, and compares them.
template <class Reader>
void check_bounded(const texts& wanted, const std::string& text, std::mt19937_64& random) {
  const bytes body = bytes::copy_of(text);
  Reader reader = Reader::make(body.view()).value();
  buffer offsets, content;
  std::string all;
  for (std::size_t at = 0; at < wanted.size();) {
    const std::size_t part = (std::min)(wanted.size() - at, std::size_t{1} + random() % 600);
    const std::size_t bound = all.size() + random() % 4000;
    std::size_t fitting = 0;
    for (; fitting < part && all.size() + wanted[at + fitting].size() <= bound; ++fitting) all += wanted[at + fitting];
    REQUIRE(reader.decode(part, offsets, content, bound).value() == fitting);
    at += fitting;
    REQUIRE(reader.left() == wanted.size() - at);
    REQUIRE(content.view() == all);
    REQUIRE(offsets.size() == 4 * (at + 1));
    REQUIRE(offsets.as<std::int32_t>()[at] == static_cast<std::int32_t>(all.size()));
  }
}

/// Tries a body that may be anything; returns how many values came out before it ended or failed.
template <class Reader>
std::size_t try_texts(std::string_view text, std::size_t portion) {
  const bytes body = bytes::copy_of(text);
  auto made = Reader::make(body.view());
  if (!made) return 0;
  Reader reader = std::move(*made);
  std::size_t done = 0;
  buffer offsets, content;
  while (done < 1000 && reader.left() > 0) {
    const std::size_t part = static_cast<std::size_t>((std::min)(std::uint64_t{portion}, reader.left()));
    const std::size_t offsets_size = offsets.size(), content_size = content.size();
    if (!reader.decode(part, offsets, content)) {
      REQUIRE(offsets.size() == offsets_size);
      REQUIRE(content.size() == content_size);
      break;
    }
    done += part;
  }
  return done;
}

std::string spoil(std::mt19937_64& random, std::string text) {
  if (random() % 2 == 0) text.resize(random() % (text.size() + 1));
  for (int flips = static_cast<int>(random() % 4); flips > 0 && !text.empty(); --flips) {
    text[random() % (random() % 2 == 0 ? text.size() : (std::min)(text.size(), std::size_t{12}))] =
        static_cast<char>(random());
  }
  return text;
}

std::string header(std::uint64_t block, std::uint64_t miniblocks, std::uint64_t count, std::int64_t first) {
  std::string to;
  put_varint(to, block);
  put_varint(to, miniblocks);
  put_varint(to, count);
  put_zigzag(to, first);
  return to;
}

}  // namespace

TEST_CASE("delta: 32-bit numbers of all delta widths come out, in portions and skipped") {
  std::mt19937_64 random(1);
  check_widths<std::int32_t>(random);
}

TEST_CASE("delta: 64-bit numbers of all delta widths come out, in portions and skipped") {
  std::mt19937_64 random(2);
  check_widths<std::int64_t>(random);
}

TEST_CASE("delta: differences wrap around") {
  std::mt19937_64 random(3);
  using small = std::numeric_limits<std::int32_t>;
  using large = std::numeric_limits<std::int64_t>;
  const std::vector<std::int32_t> ints{small::min(), small::max(), 0, small::min(), -1, small::max(), small::max(), 1};
  const std::vector<std::int64_t> longs{large::max(), large::min(), 0, large::max(), -1, large::min(), 5};
  check_numbers(ints, encode(ints), random);
  check_numbers(longs, encode(longs), random);
}

TEST_CASE("delta: no values, with a header or without") {
  std::mt19937_64 random(4);
  check_numbers<std::int32_t>({}, "", random);
  check_numbers<std::int64_t>({}, encode(std::vector<std::int64_t>{}), random);
  check_texts<delta_length_decoder>({}, encode_lengths({}), random);
  check_texts<delta_byte_array_decoder>({}, encode_prefixes({}), random);
}

TEST_CASE("delta: headers that the format does not allow are refused") {
  const auto refused = [](const std::string& text) {
    const bytes body = bytes::copy_of(text);
    const auto made = delta_binary_decoder<std::int32_t>::make(body.view());
    return made.has_error() && made.error().code == errc::invalid_parquet;
  };
  CHECK(!refused(header(128, 4, 1, 0)));
  CHECK(refused(header(0, 4, 1, 0)));
  CHECK(refused(header(64, 1, 1, 0)));
  CHECK(refused(header(129, 1, 1, 0)));
  CHECK(refused(header(128, 0, 1, 0)));
  CHECK(refused(header(128, 3, 1, 0)));
  CHECK(refused(header(128, 8, 1, 0)));
  CHECK(refused(header(128, 256, 1, 0)));
  CHECK(refused(header(std::uint64_t{128} << 40, 4, 1, 0)));
  CHECK(refused(header(128, 4, std::uint64_t{1} << 32, 0)));
  CHECK(refused(std::string(11, '\xFF')));
  const std::string whole = header(128, 4, 1000, 77);
  for (std::size_t size = 1; size < whole.size(); ++size) CHECK(refused(whole.substr(0, size)));
}

TEST_CASE("delta: widths above the type's are refused") {
  const bytes body = bytes::copy_of(header(128, 1, 100, 0) + std::string("\0\x21", 2) + std::string(1000, 'x'));
  buffer values;
  auto ints = delta_binary_decoder<std::int32_t>::make(body.view()).value();
  CHECK(ints.decode(100, values).error().code == errc::invalid_parquet);
  CHECK(values.empty());
  auto longs = delta_binary_decoder<std::int64_t>::make(body.view()).value();
  CHECK(longs.decode(100, values).has_value());
  const bytes wide = bytes::copy_of(header(128, 1, 100, 0) + std::string("\0\x41", 2) + std::string(2000, 'x'));
  longs = delta_binary_decoder<std::int64_t>::make(wide.view()).value();
  CHECK(longs.decode(2, values).error().code == errc::invalid_parquet);
}

TEST_CASE("delta: counts that lie take neither time nor memory") {
  const std::size_t lie = 0xFFFFFFFF;
  buffer offsets, values;
  for (const std::string& text : {header(128, 4, lie, 0), header(128, 4, lie, 0) + std::string("\0\1\1\1\1ab", 7),
                                  header(0xFFFFFF80, 1, lie, 0) + std::string("\0\1a", 3)}) {
    const bytes body = bytes::copy_of(text);
    auto reader = delta_binary_decoder<std::int64_t>::make(body.view()).value();
    CHECK(reader.decode(lie, values).error().code == errc::invalid_parquet);
    reader = delta_binary_decoder<std::int64_t>::make(body.view()).value();
    CHECK(reader.skip(lie).has_error());
    CHECK(delta_length_decoder::make(body.view()).has_error());
    CHECK(delta_byte_array_decoder::make(body.view()).has_error());
  }
  // Constant differences take no bytes: there are as many values as the header says, and lengths of 1 without bytes.
  const bytes body = bytes::copy_of(header(0xFFFFFF80, 1, lie - 200, 1) + std::string("\0\0", 2));
  auto reader = delta_binary_decoder<std::int32_t>::make(body.view()).value();
  CHECK(reader.decode(100000, values).has_value());
  auto lengths = delta_length_decoder::make(body.view()).value();
  CHECK(lengths.left() == lie - 200);
  CHECK(lengths.decode(lie - 200, offsets, values).error().code == errc::invalid_parquet);
  CHECK(values.capacity() < 10'000'000);
  CHECK(offsets.capacity() < 10'000);
}

TEST_CASE("delta: texts by their lengths come out, in portions and skipped") {
  std::mt19937_64 random(5);
  for (const std::size_t length_max : {0, 1, 30, 100, 400}) {
    for (int round = 0; round < 10; ++round) {
      const texts values = random_texts(random, random() % 1500, length_max);
      check_texts<delta_length_decoder>(values, encode_lengths(values), random);
    }
  }
}

TEST_CASE("delta: texts by their prefixes come out, in portions and skipped") {
  std::mt19937_64 random(6);
  for (const std::size_t length_max : {0, 1, 30, 100, 400}) {
    for (int round = 0; round < 10; ++round) {
      const texts values = random_texts(random, random() % 1500, length_max);
      check_texts<delta_byte_array_decoder>(values, encode_prefixes(values), random);
    }
  }
}

TEST_CASE("delta: values of fixed width by their prefixes") {
  std::mt19937_64 random(7);
  for (const std::size_t width : {1, 4, 12, 16, 40}) {
    texts wanted = random_texts(random, 1000, 30);
    std::string all;
    for (std::string& value : wanted) {
      value.resize(width);
      all += value;
    }
    const bytes body = bytes::copy_of(encode_prefixes(wanted));
    auto reader = delta_byte_array_decoder::make(body.view()).value();
    buffer values;
    REQUIRE(reader.decode_fixed(300, width, values).has_value());
    REQUIRE(reader.decode_fixed(700, width, values).has_value());
    REQUIRE(values.view() == all);
    auto other = delta_byte_array_decoder::make(body.view()).value();
    values.clear();
    REQUIRE(other.decode_fixed(1, width + 1, values).error().code == errc::invalid_parquet);
    REQUIRE(values.empty());
  }
}

TEST_CASE("delta: prefixes and lengths that do not fit are refused") {
  using ints = std::vector<std::int32_t>;
  buffer offsets, content;
  const auto refused = [&](const std::string& text) {
    const bytes body = bytes::copy_of(text);
    auto made = delta_byte_array_decoder::make(body.view());
    if (!made) return true;
    const bool failed = made->decode(2, offsets, content).has_error();
    auto again = delta_byte_array_decoder::make(body.view());
    return failed && again->skip(2).has_error() && content.empty();
  };
  CHECK(!refused(encode(ints{0, 2}) + encode_lengths({"ab", "c"})));
  content.clear();
  offsets.clear();
  CHECK(refused(encode(ints{0, 3}) + encode_lengths({"ab", "c"})));
  CHECK(refused(encode(ints{1, 1}) + encode_lengths({"ab", "c"})));
  CHECK(refused(encode(ints{0, -1}) + encode_lengths({"ab", "c"})));
  CHECK(refused(encode(ints{0, 0}) + encode(ints{2, -1}) + "abc"));
  CHECK(refused(encode(ints{0, 0}) + encode(ints{2, 2}) + "abc"));
  CHECK(refused(encode(ints{0, 0}) + encode(ints{2, 2, 2}) + "abcdef"));
  CHECK(refused(encode(ints{0, 0})));
}

TEST_CASE("delta: as many texts as fit into a bound") {
  std::mt19937_64 random(12);
  for (int round = 0; round < 60; ++round) {
    const texts values = random_texts(random, 1 + random() % 700, random() % 30);
    check_bounded<delta_length_decoder>(values, encode_lengths(values), random);
    check_bounded<delta_byte_array_decoder>(values, encode_prefixes(values), random);
  }
}

TEST_CASE("delta: what a bound leaves unread is not checked, and what is read is") {
  using ints = std::vector<std::int32_t>;
  // The second value has a prefix that is too long for the first.
  const bytes body = bytes::copy_of(encode(ints{0, 3}) + encode_lengths({"ab", "c"}));
  auto reader = delta_byte_array_decoder::make(body.view()).value();
  buffer offsets, content;
  CHECK(reader.decode(2, offsets, content, 1).value() == 0);
  CHECK(reader.decode(1, offsets, content, 2).value() == 1);
  CHECK(reader.decode(1, offsets, content, 2).error().code == errc::invalid_parquet);
  CHECK(content.view() == "ab");
}

TEST_CASE("delta: texts that an offset cannot reach are left for later") {
  // Each value repeats the whole one before: a megabyte a value out of no bytes.
  std::vector<std::int32_t> prefixes(3000, 1 << 20), lengths(3000, 0);
  prefixes[0] = 0;
  lengths[0] = 1 << 20;
  const bytes body = bytes::copy_of(encode(prefixes) + encode(lengths) + std::string(1 << 20, 'x'));
  auto reader = delta_byte_array_decoder::make(body.view()).value();
  buffer offsets, content;
  content.reserve(0x7FFFFFFF);  // not touched: it takes no memory
  content.resize(0x7FFFFFFF - (4 << 20));
  const std::size_t size = content.size();
  CHECK(reader.decode(1, offsets, content).value() == 1);
  CHECK(reader.decode(5, offsets, content).value() == 3);
  CHECK(content.size() == size + (4 << 20));
  CHECK(reader.left() == 2996);
  CHECK(reader.decode(2, offsets, content).value() == 0);
  CHECK(reader.left() == 2996);
  CHECK(reader.skip(2996).has_value());

  std::vector<std::int32_t> few(4, 1 << 20);
  const bytes plain = bytes::copy_of(encode(few) + std::string(4 << 20, 'x'));
  auto lengths_reader = delta_length_decoder::make(plain.view()).value();
  content.resize(0x7FFFFFFF - (2 << 20));
  CHECK(lengths_reader.decode(3, offsets, content).value() == 2);
  CHECK(content.size() == 0x7FFFFFFF);
  CHECK(lengths_reader.left() == 2);
  CHECK(lengths_reader.decode(2, offsets, content).value() == 0);
  CHECK(lengths_reader.left() == 2);
}

TEST_CASE("delta: any bytes are read within their bounds") {
  std::mt19937_64 random(8);
  for (int round = 0; round < 6000; ++round) {
    const auto numbers = random_numbers<std::int64_t>(random, random() % 300, static_cast<unsigned>(random() % 65));
    const bytes body = bytes::copy_of(spoil(random, encode(numbers, layout{128, 4, true, round % 2 == 0})));
    const auto made = delta_binary_decoder<std::int64_t>::make(body.view());
    if (made) {
      auto reader = *made;
      buffer values;
      while (reader.left() > 0 && values.size() < 8000) {
        const auto part = static_cast<std::size_t>((std::min)(reader.left(), 1 + random() % 100));
        if (!reader.decode(part, values)) break;
      }
    }
    const texts values = random_texts(random, random() % 200, 20);
    try_texts<delta_length_decoder>(spoil(random, encode_lengths(values)), 1 + random() % 100);
    try_texts<delta_byte_array_decoder>(spoil(random, encode_prefixes(values)), 1 + random() % 100);
  }
}

}  // namespace delta_test
