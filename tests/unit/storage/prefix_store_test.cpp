#include <deltalake/storage/prefix_store.hpp>

#include <doctest/doctest.h>

#include <string>

#include <deltalake/storage/memory_store.hpp>
#include <tests/support/run_task.hpp>

namespace deltalake_prefix_store_test {
namespace {

using deltalake::bytes;
using deltalake::errc;
using deltalake::path;
using deltalake::storage::memory_store;
using deltalake::storage::prefix_store;
using deltalake::storage::put_mode;
using deltalake_test::run;

void write(const memory_store& store, const std::string& name) {
  run(store.put(path(name), bytes::copy_of(name), put_mode::overwrite()));
}

}  // namespace

TEST_CASE("prefix_store: names are relative to the folder, in and out") {
  const memory_store all;
  const prefix_store store(all, path("lake/t"));
  run(store.put(path("a/b"), bytes::copy_of("text"), put_mode::create()));
  CHECK(run(all.get(path("lake/t/a/b"))).view() == "text");
  CHECK(run(store.get(path("a/b"))).view() == "text");
  CHECK(run(store.get_range(path("a/b"), 1, 2)).view() == "ex");
  CHECK(run(store.head(path("a/b")))->location == path("a/b"));
  const auto page = run(store.list_from(path("a"), ""));
  REQUIRE(page.objects.size() == 1);
  CHECK(page.objects[0].location == path("a/b"));
  CHECK(store.uri(path("a/b")) == "memory:///lake/t/a/b");
  run(store.remove(path("a/b")));
  CHECK(all.size() == 0);
}

TEST_CASE("prefix_store: nothing outside of the folder is seen") {
  const memory_store all;
  write(all, "lake/t");
  write(all, "lake/t0");
  write(all, "lake/t/inside");
  write(all, "other");
  const prefix_store store(all, path("lake/t"));
  const auto page = run(store.list_from(path(), ""));
  REQUIRE(page.objects.size() == 1);
  CHECK(page.objects[0].location == path("inside"));
  CHECK(!run(store.head(path("other"))));
}

TEST_CASE("prefix_store: its root is no object, even if the folder's name is one") {
  const memory_store all;
  write(all, "t");
  const prefix_store store(all, path("t"));
  CHECK(!run(store.head(path())));
  CHECK_THROWS_AS(run(store.get(path())), deltalake::delta_error);
  CHECK_THROWS_AS(run(store.get_range(path(), 0, 1)), deltalake::delta_error);
  CHECK_THROWS_AS(run(store.put(path(), bytes(), put_mode::overwrite())), deltalake::delta_error);
  run(store.remove(path()));
  CHECK(run(all.get(path("t"))).view() == "t");
}

TEST_CASE("prefix_store: errors name the file as the caller knows it") {
  const prefix_store store(memory_store(), path("lake/t"));
  try {
    run(store.get(path("a/b")));
    FAIL("nothing was thrown");
  } catch (const deltalake::delta_error& thrown) {
    CHECK(thrown.reason() == errc::not_found);
    CHECK(thrown.where().file == "a/b");
  }
}

TEST_CASE("prefix_store: the empty folder is all of the store") {
  const memory_store all;
  write(all, "a");
  const prefix_store store(all, path());
  CHECK(run(store.get(path("a"))).view() == "a");
  CHECK(run(store.list_from(path(), "")).objects.size() == 1);
}

}  // namespace deltalake_prefix_store_test
