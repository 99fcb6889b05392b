#include <deltalake/deletion_vector/roaring_bitmap.hpp>

#include <doctest/doctest.h>

#include <random>
#include <set>
#include <vector>

namespace deltalake_roaring_bitmap_test {
namespace {

using deltalake::deletion_vector::roaring_bitmap;
using numbers = std::set<std::uint64_t>;

numbers content(const roaring_bitmap& of) {
  numbers made;
  std::uint64_t before = 0;
  of.for_each([&](std::uint64_t one) {
    CHECK((made.empty() || one > before));
    before = one;
    made.insert(one);
  });
  return made;
}

roaring_bitmap of(const numbers& from) {
  roaring_bitmap made;
  for (const std::uint64_t one : from) made.add(one);
  return made;
}

// Numbers of every kind of container: few, many at random, long runs, beyond 32 bits.
numbers random_numbers(std::mt19937_64& random) {
  numbers made;
  for (int part = 0; part < 4; ++part) {
    const std::uint64_t base = random() % 3 * 65536 + (random() % 3 == 0 ? (random() % 3) << 32 : 0);
    switch (random() % 3) {
      case 0:
        for (int i = 0; i < 20; ++i) made.insert(base + random() % 65536);
        break;
      case 1:
        for (int i = 0; i < 6000; ++i) made.insert(base + random() % 65536);
        break;
      default: {
        std::uint64_t at = base + random() % 50000;
        for (int run = 0; run < 5; ++run, at += random() % 300)
          for (std::uint64_t i = random() % 2000; i > 0; --i) made.insert(at++);
      }
    }
  }
  return made;
}

std::string portable(const roaring_bitmap& from) {
  std::string text;
  from.append_portable(text);
  return text;
}

TEST_CASE("roaring bitmap: it holds what was added, in whatever order") {
  const numbers wanted{0, 3, 4, 65535, 65536, 1ULL << 32, (1ULL << 32) + 7, roaring_bitmap::value_max};
  CHECK(content(of(wanted)) == wanted);
  roaring_bitmap backwards;
  for (auto one = wanted.rbegin(); one != wanted.rend(); ++one) backwards.add(*one);
  backwards.add(4);
  CHECK(content(backwards) == wanted);
  CHECK(backwards == of(wanted));
  CHECK(backwards.count() == wanted.size());
  CHECK(backwards.max() == roaring_bitmap::value_max);
  CHECK(backwards.contains(65536));
  CHECK_FALSE(backwards.contains(65537));
  CHECK_FALSE(backwards.contains((1ULL << 33) + 7));
  CHECK(roaring_bitmap().empty());
  CHECK_FALSE(roaring_bitmap().contains(0));
}

TEST_CASE("roaring bitmap: ranges reach across containers") {
  roaring_bitmap one;
  one.add_range(65530, 3 * 65536 + 5);
  one.add_range(70000, 70000);
  CHECK(one.count() == 3 * 65536 + 5 - 65530);
  CHECK(one.count(0, 65530) == 0);
  CHECK(one.count(65529, 65532) == 2);
  CHECK(one.contains(131072));
  CHECK(one.max() == 3 * 65536 + 4);
  std::vector<std::pair<std::uint64_t, std::uint64_t>> stretches;
  one.for_each_stretch(0, 65540, [&](std::uint64_t a, std::uint64_t b) { stretches.emplace_back(a, b); });
  CHECK(stretches == std::vector<std::pair<std::uint64_t, std::uint64_t>>{{65530, 65536}, {65536, 65540}});
  one.add(10);  // into a container of its own, and then one into runs
  one.add(4 * 65536 - 1);
  CHECK(one.contains(4 * 65536 - 1));
  CHECK(one.contains(3 * 65536));
}

TEST_CASE("roaring bitmap: sets behave as sets do, whatever their containers") {
  std::mt19937_64 random(7);
  for (int round = 0; round < 12; ++round) {
    const numbers a = random_numbers(random), b = random_numbers(random);
    roaring_bitmap x = of(a), y = of(b);
    if (round % 2 == 0) x.optimize();
    if (round % 3 == 0) y.optimize();
    REQUIRE(content(x) == a);
    numbers both = a, rest;
    both.insert(b.begin(), b.end());
    for (const std::uint64_t one : a)
      if (b.count(one) == 0) rest.insert(one);
    roaring_bitmap sum = x, difference = x;
    sum |= y;
    difference -= y;
    CHECK(content(sum) == both);
    CHECK(content(difference) == rest);
    CHECK(sum.count() == both.size());
    const std::uint64_t begin = random() % 150000, end = begin + random() % 100000;
    numbers inside;
    y.for_each_stretch(begin, end, [&](std::uint64_t from, std::uint64_t to) {
      for (; from < to; ++from) inside.insert(from);
    });
    CHECK(inside == numbers(b.lower_bound(begin), b.lower_bound(end)));
    for (int i = 0; i < 200; ++i) {
      const std::uint64_t one = random() % (4 * 65536);
      CHECK(x.contains(one) == (a.count(one) != 0));
    }
    const auto again = roaring_bitmap::parse_portable(portable(x));
    REQUIRE(again.has_value());
    CHECK(*again == x);
    CHECK(portable(*again) == portable(x));
    x -= x;
    CHECK(x.empty());
  }
}

TEST_CASE("roaring bitmap: a number that is added to runs, or to a full array, is written and read back") {
  roaring_bitmap runs, full;
  runs.add_range(3, 1003);
  runs.add(5003);
  runs.add(500);
  for (std::uint64_t i = 0; i < 4096; ++i) full.add(2 * i);
  full.add(1);
  for (const roaring_bitmap& one : {runs, full}) {
    const auto again = roaring_bitmap::parse_portable(portable(one));
    REQUIRE(again.has_value());
    CHECK(*again == one);
  }
  CHECK(runs.count() == 1001);
  CHECK(full.count() == 4097);
}

TEST_CASE("roaring bitmap: the portable form is that of the specification") {
  roaring_bitmap few = of({1, 2, 3, 65536 + 5});
  // One bucket of key 0; no runs: cookie, two containers, their keys and cardinalities less one, offsets, values.
  const unsigned char wanted[] = {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x3A, 0x30, 0, 0, 2, 0, 0, 0, 0, 0, 2, 0,
                                  1, 0, 0, 0, 24, 0, 0, 0, 30, 0, 0, 0, 1, 0, 2, 0, 3, 0, 5, 0};
  CHECK(portable(few) == std::string(reinterpret_cast<const char*>(wanted), sizeof(wanted)));
  roaring_bitmap run;
  run.add_range(10, 1010);
  const unsigned char runs[] = {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x3B, 0x30, 0, 0, 1,
                                0, 0, 0xE7, 3, 1, 0, 10, 0, 0xE7, 3};
  CHECK(portable(run) == std::string(reinterpret_cast<const char*>(runs), sizeof(runs)));
}

TEST_CASE("roaring bitmap: bytes that are cut short or changed are refused, or mean some set") {
  std::mt19937_64 random(3);
  roaring_bitmap all;
  all.add_range(5, 900);
  for (int i = 0; i < 5000; ++i) all.add(65536 + random() % 65536);
  for (int i = 0; i < 9; ++i) all.add((1ULL << 32) + random() % 65536 * 3);
  const std::string text = portable(all);
  for (std::size_t size = 0; size < text.size(); size += size < 200 ? 1 : 97)
    CHECK_FALSE(roaring_bitmap::parse_portable(std::string_view(text).substr(0, size)).has_value());
  CHECK_FALSE(roaring_bitmap::parse_portable(text + '\0').has_value());
  int refused = 0;
  for (int round = 0; round < 2000; ++round) {
    std::string changed = text;
    changed[random() % (round % 2 == 0 ? 100 : text.size())] ^= static_cast<char>(1 << random() % 8);
    const auto got = roaring_bitmap::parse_portable(changed);
    if (!got) {
      CHECK(got.error().code == deltalake::errc::invalid_deletion_vector);
      ++refused;
      continue;
    }
    CHECK(got->count() == content(*got).size());
  }
  CHECK(refused > 500);
}

TEST_CASE("roaring bitmap: a count that the bytes cannot hold is refused before anything is made for it") {
  std::string text;
  for (int i = 0; i < 8; ++i) text += static_cast<char>(0x7F);
  CHECK_FALSE(roaring_bitmap::parse_portable(text).has_value());
}

}  // namespace
}  // namespace deltalake_roaring_bitmap_test
