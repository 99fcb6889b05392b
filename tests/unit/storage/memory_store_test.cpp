#include <deltalake/storage/memory_store.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <tests/support/run_task.hpp>

namespace deltalake_memory_store_test {
namespace {

using deltalake::bytes;
using deltalake::path;
using deltalake::task;
using deltalake::storage::list_page;
using deltalake::storage::memory_store;
using deltalake::storage::put_mode;
using deltalake::storage::put_outcome;
using deltalake_test::run;

class fixed_clock final : public deltalake::environment {
 public:
  std::int64_t now_ms() override { return now; }
  std::int64_t steady_ns() override { return 0; }
  std::uint64_t random() override { return 4; }
  task<void> sleep(std::chrono::nanoseconds) override { co_return; }
  std::int64_t now = 1'700'000'000'000;
};

void write(const memory_store& store, const std::string& name) {
  const auto outcome = run(store.put(path(name), bytes::copy_of(name), put_mode::overwrite()));
  REQUIRE(outcome == put_outcome::created);
}

std::string names_of(const list_page& page) {
  std::string text;
  for (const auto& object : page.objects) text += object.location.text() + ' ';
  return text;
}

}  // namespace

TEST_CASE("memory_store: objects carry the time of the clock, and tests may set it") {
  const auto clock = std::make_shared<fixed_clock>();
  const memory_store store(clock);
  write(store, "a");
  CHECK(run(store.head(path("a")))->modified_ms == 1'700'000'000'000);
  store.set_modified(path("a"), 5);
  CHECK(run(store.head(path("a")))->modified_ms == 5);
  CHECK_THROWS_AS(store.set_modified(path("b"), 5), deltalake::delta_error);
  clock->now = 7;
  write(store, "a");
  CHECK(run(store.head(path("a")))->modified_ms == 7);
  CHECK(store.size() == 1);
}

TEST_CASE("memory_store: etags rise and never come back") {
  const memory_store store;
  std::set<std::string> seen;
  for (int i = 0; i < 5; ++i) {
    write(store, "a");
    CHECK(seen.insert(run(store.head(path("a")))->etag).second);
    run(store.remove(path("a")));
  }
}

TEST_CASE("memory_store: a listing comes in pages of the size asked for") {
  const memory_store store(deltalake::system_environment(), "", 2);
  for (const char* const name : {"f/a", "f/b", "f/b/below", "f/b0", "f/c/x", "f/c/y", "f/d", "g", "f0"}) {
    write(store, name);
  }
  const auto first = run(store.list_from(path("f"), ""));
  CHECK(names_of(first) == "f/a f/b ");
  REQUIRE(first.next == "b0");
  const auto second = run(store.list_from(path("f"), *first.next));
  CHECK(names_of(second) == "f/b0 f/d ");
  CHECK(!second.next);
  CHECK(names_of(run(store.list_from(path(), ""))) == "f0 g ");
}

TEST_CASE("memory_store: bytes that were read stay when the object is replaced") {
  const memory_store store;
  run(store.put(path("a"), bytes::copy_of("first"), put_mode::overwrite()));
  const bytes read = run(store.get(path("a")));
  run(store.put(path("a"), bytes::copy_of("second"), put_mode::overwrite()));
  CHECK(read.view() == "first");
}

TEST_CASE("memory_store: the name is part of its uris") {
  CHECK(memory_store(deltalake::system_environment(), "lake").uri(path("t/a b")) == "memory:///lake/t/a b");
  CHECK(memory_store().uri(path("t")) == "memory:///t");
  CHECK(memory_store().uri(path()) == "memory://");
}

TEST_CASE("memory_store: a task keeps the objects alive") {
  std::optional<task<bytes>> read;
  {
    const memory_store store;
    write(store, "a");
    read.emplace(store.get(path("a")));
  }
  CHECK(run(std::move(*read)).view() == "a");
}

TEST_CASE("memory_store: the root is no object") {
  const memory_store store;
  CHECK_THROWS_AS(run(store.put(path(), bytes(), put_mode::create())), deltalake::delta_error);
  CHECK(!run(store.head(path())));
  run(store.remove(path()));
}

TEST_CASE("memory_store: threads may create and list at once") {
  const memory_store store;
  std::atomic<int> created{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&store, &created] {
      for (int i = 0; i < 100; ++i) {
        const path where("object-" + std::to_string(i));
        if (run(store.put(where, bytes::copy_of("x"), put_mode::create())) == put_outcome::created) ++created;
        run(store.list_from(path(), "object-5"));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(created == 100);
}

}  // namespace deltalake_memory_store_test
