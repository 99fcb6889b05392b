#include <deltalake/testing/store_conformance.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <utility>

#include <boost/asio/post.hpp>

#include <deltalake/storage/memory_store.hpp>
#include <tests/support/run_task.hpp>

namespace deltalake_store_conformance_test {
namespace {

using deltalake::bytes;
using deltalake::path;
using deltalake::task;
using deltalake::storage::list_page;
using deltalake::storage::memory_store;
using deltalake::storage::object_meta;
using deltalake::storage::put_mode;
using deltalake::storage::put_outcome;
using deltalake::testing::check_store;
using deltalake::testing::conformance_report;
using deltalake_test::run;

// A memory store with one thing wrong.
enum class defect {
  none,
  create_overwrites,
  create_races,
  range_too_long,
  list_unsorted,
  list_drops_from,
  list_recurses,
  absent_is_empty,
  remove_throws,
  uri_constant,
  decodes_names,
  head_finds_all
};

class defective_store {
 public:
  explicit defective_store(defect what) : what_(what) {}

  task<bytes> get(path where) const { return get_of(*this, std::move(where)); }
  task<bytes> get_range(path where, std::uint64_t offset, std::uint64_t length) const {
    if (what_ == defect::range_too_long) return inner_.get(std::move(where));
    return inner_.get_range(std::move(where), offset, length);
  }
  task<std::optional<object_meta>> head(path where) const { return head_of(*this, std::move(where)); }
  task<list_page> list_from(path folder, std::string from) const {
    return list_of(*this, std::move(folder), what_ == defect::list_drops_from ? std::string() : std::move(from));
  }
  task<put_outcome> put(path where, bytes content, put_mode mode) const {
    return put_of(*this, std::move(where), std::move(content), std::move(mode));
  }
  task<void> remove(path where) const { return remove_of(*this, std::move(where)); }
  std::string uri(const path& where) const { return inner_.uri(what_ == defect::uri_constant ? path("x") : where); }

 private:
  static task<bytes> get_of(defective_store self, path where) {
    if (self.what_ == defect::absent_is_empty) {
      const auto found = co_await self.inner_.head(where);
      if (!found) co_return bytes();
    }
    co_return co_await self.inner_.get(where);
  }
  static task<std::optional<object_meta>> head_of(defective_store self, path where) {
    auto found = co_await self.inner_.head(where);
    if (!found && self.what_ == defect::head_finds_all) found.emplace(where, 0, 1);
    co_return found;
  }
  static task<list_page> list_of(defective_store self, path folder, std::string from) {
    auto page = co_await self.inner_.list_from(folder, from);
    if (self.what_ == defect::list_unsorted && page.objects.size() > 1) std::swap(page.objects[0], page.objects[1]);
    if (self.what_ == defect::list_recurses) page.objects.emplace_back(folder / "z/b/c", 1, 1);
    co_return page;
  }
  static task<put_outcome> put_of(defective_store self, path where, bytes content, put_mode mode) {
    if (self.what_ == defect::decodes_names && where.name() == "%20") where = where.folder() / " ";
    if (self.what_ == defect::create_races && mode.what() == put_mode::kind::create) {
      const auto found = co_await self.inner_.head(where);
      const deltalake::executor here = co_await boost::asio::this_coro::executor;
      co_await boost::asio::post(here, boost::asio::use_awaitable);
      if (found) co_return put_outcome::already_exists;
      mode = put_mode::overwrite();
    }
    if (self.what_ == defect::create_overwrites) mode = put_mode::overwrite();
    co_return co_await self.inner_.put(std::move(where), std::move(content), std::move(mode));
  }
  static task<void> remove_of(defective_store self, path where) {
    if (self.what_ == defect::remove_throws) {
      const auto found = co_await self.inner_.head(where);
      if (!found) deltalake::throw_error(deltalake::error(deltalake::errc::not_found));
    }
    co_await self.inner_.remove(where);
  }

  memory_store inner_;
  defect what_;
};
static_assert(deltalake::storage::store<defective_store>);

std::string failures(defect what) {
  const conformance_report report = run(check_store(defective_store(what)));
  std::string names;
  for (const auto& one : report.checks) names += one.passed() ? std::string() : one.name + "; ";
  CHECK(report.passed() == names.empty());
  return names;
}

}  // namespace

TEST_CASE("store_conformance: each broken promise is found by its name") {
  const auto finds = [](defect what, const char* name) { return failures(what).find(name) != std::string::npos; };
  CHECK(failures(defect::none).empty());
  CHECK(finds(defect::create_overwrites, "leaves an object that is there alone"));
  CHECK(finds(defect::create_races, "of many concurrent creates exactly one is created"));
  CHECK(finds(defect::range_too_long, "get_range is cut"));
  CHECK(finds(defect::list_unsorted, "in byte order"));
  CHECK(finds(defect::list_drops_from, "starts at the name given"));
  CHECK(finds(defect::list_recurses, "lists one folder"));
  CHECK(finds(defect::absent_is_empty, "absent object throws not_found"));
  CHECK(finds(defect::remove_throws, "absent is success"));
  CHECK(finds(defect::uri_constant, "uri is absolute and different"));
  CHECK(finds(defect::decodes_names, "names are bytes"));
  CHECK(finds(defect::head_finds_all, "head tells"));
}

TEST_CASE("store_conformance: the report reads line by line, and an empty one has not passed") {
  conformance_report report;
  CHECK(!report.passed());
  report.checks.emplace_back("a promise", "");
  report.checks.emplace_back("another", "something else");
  CHECK(!report.passed());
  CHECK(report.to_string() == "pass  a promise\nFAIL  another: something else\n");
}

TEST_CASE("store_conformance: the store is left as it was") {
  const memory_store store;
  CHECK(run(check_store(store)).passed());
  CHECK(store.size() == 0);
}

}  // namespace deltalake_store_conformance_test
