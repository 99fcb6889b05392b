#include <deltalake/storage/metered_store.hpp>

#include <doctest/doctest.h>

#include <deltalake/storage/memory_store.hpp>
#include <tests/support/run_task.hpp>

namespace deltalake_metered_store_test {
namespace {

using deltalake::bytes;
using deltalake::path;
using deltalake::storage::memory_store;
using deltalake::storage::metered_store;
using deltalake::storage::operation_kind;
using deltalake::storage::put_mode;
using deltalake::storage::store_usage;
using deltalake_test::run;

}  // namespace

TEST_CASE("metered_store: operations and bytes are counted by kind, by all copies together") {
  const metered_store store{memory_store()};
  const auto copy = store;
  CHECK(store.usage() == store_usage());
  run(store.put(path("a"), bytes::copy_of("12345"), put_mode::create()));
  run(copy.put(path("a"), bytes::copy_of("123"), put_mode::create()));
  run(copy.get(path("a")));
  run(store.get_range(path("a"), 3, 10));
  run(store.head(path("a")));
  run(store.list_from(path(), ""));
  run(store.remove(path("a")));
  CHECK_THROWS_AS(run(store.get(path("a"))), deltalake::delta_error);
  const store_usage usage = copy.usage();
  CHECK(usage.count(operation_kind::put) == 2);
  CHECK(usage.count(operation_kind::get) == 2);
  CHECK(usage.count(operation_kind::get_range) == 1);
  CHECK(usage.count(operation_kind::head) == 1);
  CHECK(usage.count(operation_kind::list_from) == 1);
  CHECK(usage.count(operation_kind::remove) == 1);
  CHECK(usage.total() == 8);
  CHECK(usage.failures == 1);
  CHECK(usage.bytes_written == 5);
  CHECK(usage.bytes_read == 7);
  CHECK(usage.objects_listed == 1);
  CHECK(name(operation_kind::get_range) == "get_range");
}

}  // namespace deltalake_metered_store_test
