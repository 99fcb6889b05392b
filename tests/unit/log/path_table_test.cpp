#include <deltalake/log/path_table.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <deque>
#include <set>
#include <string>

namespace deltalake_path_table_test {
namespace {

using deltalake::log::path_table;
using verdict = path_table::verdict;

}  // namespace

TEST_CASE("path_table: the newest add of a path lives, older ones are dead, whatever their vector") {
  path_table table;
  CHECK(table.enter_add("a", 1, "", 1) == verdict::live);
  CHECK(table.enter_add("a", 1, "", 2) == verdict::dead);
  CHECK(table.enter_add("a", 1, "dv", 3) == verdict::dead);
  CHECK(table.enter_add("b", 1, "", 3) == verdict::live);
  CHECK(table.size() == 2);
}

TEST_CASE("path_table: one commit may not add a path twice") {
  path_table table;
  CHECK(table.enter_add("a", 1, "", 1) == verdict::live);
  CHECK(table.enter_add("a", 1, "", 1) == verdict::duplicate);
  CHECK(table.enter_add("a", 1, "dv", 1) == verdict::duplicate);
}

TEST_CASE("path_table: a remove ends older adds with its vector, and only those") {
  path_table table;
  table.enter_remove("a", 1, "dv1");
  CHECK(table.enter_add("a", 1, "dv2", 1) == verdict::live);
  table.enter_remove("b", 2, "");
  table.enter_remove("b", 2, "");
  CHECK(table.enter_add("b", 2, "", 2) == verdict::dead);
  CHECK(table.enter_add("c", 3, "", 2) == verdict::live);
}

TEST_CASE("path_table: an add that was removed still ends older adds of its path") {
  path_table table;
  table.enter_remove("a", 1, "dv2");
  CHECK(table.enter_add("a", 1, "dv2", 1) == verdict::dead);
  CHECK(table.enter_add("a", 1, "dv1", 2) == verdict::dead);
  CHECK(table.enter_add("a", 1, "", 3) == verdict::dead);
}

TEST_CASE("path_table: what cancels a row of older columns is what makes an older add dead") {
  path_table table;
  CHECK_FALSE(table.cancels("a", 1, ""));
  table.enter_remove("a", 1, "dv");
  CHECK(table.cancels("a", 1, "dv"));
  CHECK_FALSE(table.cancels("a", 1, ""));
  CHECK_FALSE(table.cancels("b", 1, "dv"));
  table.enter_add("b", 1, "", 1);
  CHECK(table.cancels("b", 1, "dv"));
  table.enter_remove("c", 1, "x");
  table.enter_add("c", 1, "x", 2);
  CHECK(table.cancels("c", 1, "y"));
}

TEST_CASE("path_table: many paths, all of one hash or of few, are told apart while it grows") {
  for (const std::uint32_t hashes : {1U, 3U, 0xFFFFFFFFU}) {
    path_table table(3);
    std::deque<std::string> names;
    const std::uint32_t count = hashes == 1 ? 300 : 3000;
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::string& name = names.emplace_back("file-" + std::to_string(i));
      CHECK(table.enter_add(name, i * 2654435761U % hashes, "", 1) == verdict::live);
    }
    CHECK(table.size() == count);
    for (std::uint32_t i = 0; i < count; ++i) CHECK(table.cancels(names[i], i * 2654435761U % hashes, ""));
    std::size_t seen = 0;
    table.for_each_hash([&seen](std::uint32_t) { ++seen; });
    CHECK(seen == count);
  }
}

}  // namespace deltalake_path_table_test
