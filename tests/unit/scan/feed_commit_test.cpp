#include <deltalake/scan/feed_commit.hpp>

#include <doctest/doctest.h>

namespace deltalake_feed_commit_test {
namespace {

using deltalake::scan::change_kind;
using deltalake::scan::changes_of;
using deltalake::scan::feed_commit;

deltalake::add_file add(std::string path) {
  deltalake::add_file made;
  made.path = std::move(path);
  return made;
}
deltalake::remove_file removed(std::string path) {
  deltalake::remove_file made;
  made.path = std::move(path);
  return made;
}

TEST_CASE("feed commit: actions without a change of data are left out") {
  feed_commit commit;
  deltalake::add_file moved = add("a");
  moved.data_change = false;
  commit.on_add(moved);
  deltalake::remove_file gone = removed("b");
  gone.data_change = false;
  commit.on_remove(gone);
  CHECK(changes_of(std::move(commit), false).value().empty());
}

TEST_CASE("feed commit: one file under two spellings of its path is one file") {
  feed_commit commit;
  deltalake::add_file again = add("file:///t/a");
  again.deletion_vector.emplace();
  commit.on_add(again);
  deltalake::remove_file before = removed("/t/a");
  commit.on_remove(before);
  const auto changes = changes_of(std::move(commit), false).value();
  REQUIRE(changes.size() == 1);
  CHECK(changes.front().kind == change_kind::remove);
  CHECK(changes.front().only.has_value());
  CHECK_FALSE(changes.front().file.deletion_vector.has_value());
}

TEST_CASE("feed commit: a file that is added again as it was changes nothing") {
  feed_commit commit;
  deltalake::add_file again = add("a");
  again.deletion_vector.emplace();
  deltalake::remove_file before = removed("a");
  before.deletion_vector = again.deletion_vector;
  commit.on_add(again);
  commit.on_remove(before);
  CHECK(changes_of(std::move(commit), false).value().empty());
}

TEST_CASE("feed commit: a remove that does not tell its partition values is refused where they are needed") {
  const auto changes = [](bool partitioned) {
    feed_commit commit;
    deltalake::remove_file gone = removed("a");
    commit.on_remove(gone);
    return changes_of(std::move(commit), partitioned);
  };
  CHECK(changes(false).has_value());
  REQUIRE_FALSE(changes(true).has_value());
  CHECK(changes(true).error().code == deltalake::errc::missing_field);
  CHECK(changes(true).error().field == "remove.partitionValues");
}

}  // namespace
}  // namespace deltalake_feed_commit_test
