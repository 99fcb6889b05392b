#include <deltalake/storage/any_store.hpp>

#include <doctest/doctest.h>

#include <concepts>
#include <optional>
#include <utility>

#include <deltalake/storage/memory_store.hpp>
#include <tests/support/run_task.hpp>

namespace deltalake_any_store_test {
namespace {

using deltalake::bytes;
using deltalake::errc;
using deltalake::path;
using deltalake::task;
using deltalake::storage::any_store;
using deltalake::storage::memory_store;
using deltalake::storage::put_mode;
using deltalake::storage::put_outcome;
using deltalake_test::run;

// A store whose tasks need the object itself, as one of a careless caller may.
class frail_store {
 public:
  task<bytes> get(path) { co_return bytes::copy_of(text_); }
  task<bytes> get_range(path, std::uint64_t, std::uint64_t) { co_return bytes(); }
  task<std::optional<deltalake::storage::object_meta>> head(path) { co_return std::nullopt; }
  task<deltalake::storage::list_page> list_from(path, std::string) { co_return deltalake::storage::list_page(); }
  task<put_outcome> put(path, bytes, put_mode) { co_return put_outcome::unknown; }
  task<void> remove(path) { co_return; }
  std::string uri(const path&) const { return text_; }

 private:
  std::string text_ = "a text too long to lie within the string object itself";
};

template <class Work>
errc reason_of(Work work) {
  try {
    work();
  } catch (const deltalake::delta_error& thrown) {
    return thrown.reason();
  }
  return errc::invalid_argument;
}

}  // namespace

static_assert(!std::convertible_to<memory_store, any_store>, "the conversion is explicit");
static_assert(std::constructible_from<any_store, memory_store>);
static_assert(!std::constructible_from<any_store, int>);

TEST_CASE("any_store: a default one is empty and throws not_loaded") {
  const any_store none;
  CHECK(!none);
  CHECK(none.get_if<memory_store>() == nullptr);
  CHECK(reason_of([&] { run(none.get(path("a"))); }) == errc::not_loaded);
  CHECK(reason_of([&] { run(none.get_range(path("a"), 0, 1)); }) == errc::not_loaded);
  CHECK(reason_of([&] { run(none.head(path("a"))); }) == errc::not_loaded);
  CHECK(reason_of([&] { run(none.list_from(path("a"), "")); }) == errc::not_loaded);
  CHECK(reason_of([&] { run(none.put(path("a"), bytes(), put_mode::create())); }) == errc::not_loaded);
  CHECK(reason_of([&] { run(none.remove(path("a"))); }) == errc::not_loaded);
  CHECK(reason_of([&] { static_cast<void>(none.uri(path("a"))); }) == errc::not_loaded);
}

TEST_CASE("any_store: it is the store inside, and so are its copies") {
  const memory_store inside;
  const any_store store(inside);
  const any_store copy = store;
  CHECK(store);
  run(copy.put(path("a"), bytes::copy_of("text"), put_mode::create()));
  CHECK(run(inside.get(path("a"))).view() == "text");
  CHECK(store.uri(path("a")) == inside.uri(path("a")));
  REQUIRE(store.get_if<memory_store>() != nullptr);
  CHECK(store.get_if<memory_store>()->size() == 1);
  CHECK(store.get_if<frail_store>() == nullptr);
}

TEST_CASE("any_store: a task keeps the store inside alive") {
  std::optional<task<bytes>> read;
  {
    const any_store store{frail_store()};
    read.emplace(store.get(path("a")));
  }
  CHECK(run(std::move(*read)).size() == 54);
}

}  // namespace deltalake_any_store_test
