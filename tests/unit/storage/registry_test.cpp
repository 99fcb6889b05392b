#include <deltalake/storage/registry.hpp>

#include <doctest/doctest.h>

#include <string>
#include <utility>

#include <deltalake/storage/local_store.hpp>
#include <deltalake/storage/memory_store.hpp>
#include <tests/support/run_task.hpp>
#include <tests/support/temp_folder.hpp>

namespace deltalake_registry_test {
namespace {

using deltalake::bytes;
using deltalake::errc;
using deltalake::path;
using deltalake::storage::any_store;
using deltalake::storage::local_store;
using deltalake::storage::put_mode;
using deltalake::storage::registry;
using deltalake::storage::uri;
using deltalake::storage::uri_context;
using deltalake_test::run;

any_store opened(const registry& from, std::string text) {
  return from.open(uri::parse(std::move(text), uri_context("/", "/")).value()).value();
}

}  // namespace

TEST_CASE("registry: a memory location opened twice is the same store") {
  const registry known = registry::standard();
  run(opened(known, "memory://a").put(path("x"), bytes::copy_of("text"), put_mode::create()));
  CHECK(run(opened(known, "memory://a").get(path("x"))).view() == "text");
  CHECK(run(opened(known, "memory:///a").get(path("x"))).view() == "text");
  CHECK(run(opened(known, "memory://").get(path("a/x"))).view() == "text");
  CHECK(!run(opened(known, "memory://b").head(path("x"))));
  const registry copy = known;
  CHECK(run(opened(copy, "memory://a").head(path("x"))));
  CHECK(!run(opened(registry::standard(), "memory://a").head(path("x"))));
}

TEST_CASE("registry: what a store's uri names can be opened through the registry") {
  const registry known = registry::standard();
  const any_store table = opened(known, "memory://lake/t");
  run(table.put(path("x=%2F/a b#c"), bytes::copy_of("text"), put_mode::create()));
  const std::string text = table.uri(path("x=%2F/a b#c"));
  const std::size_t slash = text.rfind('/');
  CHECK(run(opened(known, text.substr(0, slash)).get(path(text.substr(slash + 1)))).view() == "text");
}

TEST_CASE("registry: a file location opens a local store") {
  const deltalake_test::temp_folder folder;
  const any_store store = opened(registry::standard(), folder / "t");
  REQUIRE(store.get_if<local_store>() != nullptr);
  CHECK(store.get_if<local_store>()->root() == folder / "t");
}

TEST_CASE("registry: an unknown scheme is refused, and the known ones are named") {
  const auto refused = registry::standard().open(uri("s3", "bucket", "/t"));
  REQUIRE(!refused);
  CHECK(refused.error().code == errc::unknown_scheme);
  CHECK(refused.error().detail == "'s3'; known are file, memory");
  CHECK(registry().open(uri("s3", "bucket", "/t")).error().detail == "'s3'; known are none");
}

TEST_CASE("registry: a factory can be added, replaced, and fail") {
  registry known;
  known.add("s3", [](const uri&) { return any_store(deltalake::storage::memory_store()); });
  CHECK(known.open(uri("s3", "b", "/t")).value());
  known.add("s3", [](const uri&) -> deltalake::result<any_store> { return deltalake::error(errc::permission_denied); });
  CHECK(known.open(uri("s3", "b", "/t")).error().code == errc::permission_denied);
  CHECK(known.schemes().size() == 1);
  const registry chained = registry().add("a", {}).add("b", {});
  CHECK(chained.schemes().size() == 2);
}

}  // namespace deltalake_registry_test
