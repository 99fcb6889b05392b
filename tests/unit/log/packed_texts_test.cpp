#include <deltalake/log/packed_texts.hpp>

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

namespace deltalake_packed_texts_test {
namespace {

using deltalake::log::packed_texts;

// Many short texts, some empty, a few longer than a block.
std::vector<std::string> some_texts(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<std::string> texts;
  for (int i = 0; i < 3000; ++i) {
    const std::uint64_t kind = random() % 100;
    std::string text = kind < 20 ? "" : "{\"numRecords\":" + std::to_string(random() % 1000) + "}";
    if (kind == 99) {
      while (text.size() < 100'000) text += static_cast<char>(random());
    }
    texts.push_back(text);
  }
  return texts;
}

packed_texts packed(const std::vector<std::string>& texts) {
  packed_texts made;
  for (const std::string& text : texts) made.append(text);
  return made;
}

}  // namespace

TEST_CASE("packed_texts: what was appended comes back, in order and in any order") {
  const std::vector<std::string> texts = some_texts(1);
  const packed_texts made = packed(texts);
  REQUIRE(made.size() == texts.size());
  packed_texts::cursor at;
  for (std::size_t row = 0; row < texts.size(); ++row) REQUIRE(made.text(row, at) == texts[row]);
  std::mt19937_64 random(2);
  for (int i = 0; i < 2000; ++i) {
    const std::size_t row = random() % texts.size();
    REQUIRE(made.text(row, at) == texts[row]);
  }
}

TEST_CASE("packed_texts: one cursor serves several") {
  const std::vector<std::string> texts[] = {some_texts(3), some_texts(4)};
  const packed_texts made[] = {packed(texts[0]), packed(texts[1])};
  packed_texts::cursor at;
  for (std::size_t row = 0; row < texts[0].size(); row += 7) {
    REQUIRE(made[0].text(row, at) == texts[0][row]);
    REQUIRE(made[1].text(row, at) == texts[1][row]);
  }
}

TEST_CASE("packed_texts: a copy stands on its own") {
  const std::vector<std::string> texts = some_texts(5);
  packed_texts made = packed(texts);
  const packed_texts copy = made;
  made.clear();
  CHECK(made.size() == 0);
  packed_texts::cursor at;
  for (std::size_t row = 0; row < texts.size(); ++row) REQUIRE(copy.text(row, at) == texts[row]);
}

TEST_CASE("packed_texts: cleared ones begin anew, with room or without, packed or plain") {
  packed_texts made = packed(some_texts(6));
  for (const bool plain : {false, true}) {
    made.clear();
    made.reserve(10, 1000);
    if (plain) made.keep_plain();
    const std::vector<std::string> texts = some_texts(7);
    for (const std::string& text : texts) made.append(text);
    packed_texts::cursor at;
    for (std::size_t row = 0; row < texts.size(); ++row) REQUIRE(made.text(row, at) == texts[row]);
  }
}

}  // namespace deltalake_packed_texts_test
