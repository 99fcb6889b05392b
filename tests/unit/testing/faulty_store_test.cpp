#include <deltalake/testing/faulty_store.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <deltalake/storage/memory_store.hpp>
#include <tests/support/run_task.hpp>

namespace deltalake_faulty_store_test {
namespace {

using deltalake::bytes;
using deltalake::errc;
using deltalake::path;
using deltalake::task;
using deltalake::storage::memory_store;
using deltalake::storage::operation_kind;
using deltalake::storage::put_mode;
using deltalake::storage::put_outcome;
using deltalake::testing::fault;
using deltalake::testing::faulty_store;
using deltalake_test::run;

class counting_clock final : public deltalake::environment {
 public:
  std::int64_t now_ms() override { return 0; }
  std::int64_t steady_ns() override { return 0; }
  std::uint64_t random() override { return 0; }
  task<void> sleep(std::chrono::nanoseconds duration) override {
    slept += duration;
    co_return;
  }
  std::chrono::nanoseconds slept{0};
};

struct rig {
  memory_store memory;
  std::shared_ptr<counting_clock> clock = std::make_shared<counting_clock>();
  faulty_store<memory_store> store{memory, clock};

  rig() { run(memory.put(path("a"), bytes::copy_of("text"), put_mode::overwrite())); }
  put_outcome put(const char* name, const char* text, const put_mode& mode = put_mode::overwrite()) {
    return run(store.put(path(name), bytes::copy_of(text), mode));
  }
  std::string content(const char* name) {
    return run(memory.head(path(name))) ? std::string(run(memory.get(path(name))).view()) : std::string("absent");
  }
};

errc thrown_by(const std::function<void()>& work) {
  try {
    work();
  } catch (const deltalake::delta_error& thrown) {
    return thrown.reason();
  }
  return errc::invalid_argument;
}

}  // namespace

TEST_CASE("faulty_store: without a script it is the store inside, and counts") {
  rig r;
  CHECK(r.put("b", "new") == put_outcome::created);
  CHECK(run(r.store.get(path("b"))).view() == "new");
  CHECK(run(r.store.get_range(path("b"), 1, 1)).view() == "e");
  CHECK(run(r.store.head(path("b"))));
  CHECK(run(r.store.list_from(path(), "")).objects.size() == 2);
  run(r.store.remove(path("b")));
  const auto copy = r.store;
  CHECK(copy.count() == 6);
  CHECK(copy.count(operation_kind::get) == 1);
  CHECK(r.store.uri(path("b")) == r.memory.uri(path("b")));
}

TEST_CASE("faulty_store: before means not done, after means done") {
  rig r;
  r.store.at(0, fault::before()).at(1, fault::after(errc::permission_denied)).at(2, fault::before(errc::not_found));
  CHECK(thrown_by([&] { r.put("b", "1"); }) == errc::storage_io);
  CHECK(r.content("b") == "absent");
  CHECK(thrown_by([&] { r.put("b", "2"); }) == errc::permission_denied);
  CHECK(r.content("b") == "2");
  CHECK(thrown_by([&] { run(r.store.get(path("a"))); }) == errc::not_found);
  CHECK(run(r.store.get(path("a"))).view() == "text");
  r.store.at(4, fault::after());
  CHECK(thrown_by([&] { run(r.store.remove(path("b"))); }) == errc::storage_io);
  CHECK(r.content("b") == "absent");
}

TEST_CASE("faulty_store: faults may be scripted by kind") {
  rig r;
  r.store.at(operation_kind::head, 1, fault::before());
  CHECK(run(r.store.head(path("a"))));
  CHECK(run(r.store.get(path("a"))).size() == 4);
  CHECK(thrown_by([&] { run(r.store.head(path("a"))); }) == errc::storage_io);
  CHECK(run(r.store.head(path("a"))));
}

TEST_CASE("faulty_store: a lost reply leaves what was done") {
  rig r;
  for (std::size_t i = 0; i < 3; ++i) r.store.at(i, fault::lost_reply());
  CHECK(r.put("b", "new", put_mode::create()) == put_outcome::unknown);
  CHECK(r.content("b") == "new");
  CHECK(thrown_by([&] { run(r.store.get(path("b"))); }) == errc::storage_busy);
  CHECK(thrown_by([&] { run(r.store.remove(path("b"))); }) == errc::storage_busy);
  CHECK(r.content("b") == "absent");
}

TEST_CASE("faulty_store: a delay sleeps on the environment and then does it") {
  rig r;
  r.store.at(0, fault::delay(std::chrono::seconds(3)));
  CHECK(r.put("b", "new") == put_outcome::created);
  CHECK(r.clock->slept == std::chrono::seconds(3));
}

TEST_CASE("faulty_store: a torn put leaves half, but only where the contract has no condition") {
  rig r;
  r.store.at(0, fault::torn()).at(1, fault::torn());
  CHECK(thrown_by([&] { r.put("a", "abcdef"); }) == errc::storage_io);
  CHECK(r.content("a") == "abc");
  CHECK(thrown_by([&] { r.put("b", "abcdef", put_mode::create()); }) == errc::storage_io);
  CHECK(r.content("b") == "absent");
}

TEST_CASE("faulty_store: zombies are applied late, in their order and by their own conditions") {
  rig r;
  for (std::size_t i = 0; i < 4; ++i) r.store.at(i, fault::zombie());
  CHECK(r.put("b", "zombie", put_mode::create()) == put_outcome::unknown);
  CHECK(r.put("c", "zombie", put_mode::create()) == put_outcome::unknown);
  CHECK(thrown_by([&] { run(r.store.remove(path("a"))); }) == errc::storage_busy);
  CHECK(thrown_by([&] { run(r.store.get(path("a"))); }) == errc::storage_busy);
  CHECK(r.store.zombies() == 3);
  CHECK(r.content("b") == "absent");
  CHECK(r.put("b", "living", put_mode::create()) == put_outcome::created);
  run(r.store.release_zombies());
  CHECK(r.store.zombies() == 0);
  CHECK(r.content("b") == "living");
  CHECK(r.content("c") == "zombie");
  CHECK(r.content("a") == "absent");
}

TEST_CASE("faulty_store: one listing hides an object or comes in the wrong order") {
  rig r;
  r.put("b", "");
  r.put("c", "");
  r.store.at(operation_kind::list_from, 0, fault::hidden("b")).at(operation_kind::list_from, 1, fault::reversed());
  const auto hidden = run(r.store.list_from(path(), ""));
  REQUIRE(hidden.objects.size() == 2);
  CHECK(hidden.objects[1].location == path("c"));
  const auto reversed = run(r.store.list_from(path(), ""));
  CHECK(reversed.objects.front().location == path("c"));
  CHECK(run(r.store.list_from(path(), "")).objects.front().location == path("a"));
}

}  // namespace deltalake_faulty_store_test
