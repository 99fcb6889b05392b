#include <deltalake/parquet/spare_memory.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <utility>

namespace deltalake_spare_memory_test {
namespace {

namespace parquet = deltalake::parquet;

parquet::leaf_values with_bytes(std::size_t size) {
  parquet::leaf_values made;
  made.bytes.resize(size);
  made.rows = made.levels = made.values = 1;
  return made;
}

TEST_CASE("spare_memory: what is left for a leaf is given to the next reader of that leaf, empty") {
  parquet::spare_memory memory;
  parquet::leaf_values first = with_bytes(5'000);
  const std::uint8_t* const where = first.bytes.data();
  memory.give(3, std::move(first));
  CHECK(memory.size_bytes() >= 5'000);
  parquet::leaf_values other, next;
  memory.fill(2, other);
  CHECK(other.bytes.capacity() == 0);
  memory.fill(3, next);
  CHECK(next.bytes.data() == where);
  CHECK(next.bytes.empty());
  CHECK(next.rows == 0);
  CHECK(memory.size_bytes() == 0);
}

TEST_CASE("spare_memory: a buffer that has memory keeps it, the others are filled") {
  parquet::spare_memory memory;
  parquet::leaf_values used = with_bytes(100), mine;
  used.definition_levels.resize(10);
  memory.give(0, std::move(used));
  mine.bytes.resize(7);
  const std::uint8_t* const where = mine.bytes.data();
  memory.fill(0, mine);
  CHECK(mine.bytes.data() == where);
  CHECK(mine.bytes.size() == 7);
  CHECK(mine.definition_levels.capacity() >= 10);
  CHECK(memory.size_bytes() >= 100);
}

TEST_CASE("spare_memory: what a huge value took is not kept") {
  parquet::spare_memory memory(1'000);
  memory.give(0, with_bytes(5'000));
  parquet::chunk_memory chunk;
  chunk.page.resize(5'000);
  memory.give(0, std::move(chunk));
  CHECK(memory.size_bytes() == 0);
}

TEST_CASE("spare_memory: a dictionary is made in the memory of another one") {
  using parquet::dictionary;
  const auto page_of = [](std::uint32_t count) {
    deltalake::column::buffer page;
    for (std::uint32_t i = 0; i < count; ++i) {
      page.push_back(std::uint32_t{1});
      page.push_back(static_cast<char>('a' + i % 26));
    }
    return page;
  };
  parquet::chunk_memory chunk;
  chunk.words = *dictionary::make(parquet::physical_type::byte_array, 0, 20, page_of(20));
  parquet::spare_memory memory;
  memory.give(1, std::move(chunk));
  parquet::chunk_memory next;
  memory.fill(1, next);
  const std::size_t held = next.words.memory_bytes();
  CHECK(held != 0);
  deltalake::column::buffer page = next.words.take_page();
  CHECK(page.empty());
  CHECK(page.capacity() != 0);
  CHECK(next.words.size() == 0);
  const deltalake::column::buffer text = page_of(3);
  page.append(text.data(), text.size());
  const auto made = dictionary::make(parquet::physical_type::byte_array, 0, 3, std::move(page), std::move(next.words));
  REQUIRE(made.has_value());
  CHECK(made->size() == 3);
  CHECK((*made)[2] == "c");
  CHECK(made->memory_bytes() <= held);
}

}  // namespace
}  // namespace deltalake_spare_memory_test
