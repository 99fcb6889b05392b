#pragma once
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <deltalake/base/environment.hpp>
#include <deltalake/storage/memory_store.hpp>

namespace deltalake_test {

/// Where the operations of a suspending_store suspend, counted from 0; `at(n)` is called at the n-th one, which then
/// sleeps for `there`, all others for a moment.
struct suspensions {
  std::shared_ptr<deltalake::environment> clock = deltalake::system_environment();
  std::atomic<int> count{0};
  int special = -1;
  std::function<void()> at;
  std::chrono::nanoseconds there = std::chrono::microseconds(20);
};

/// A store in memory, each operation of which suspends on a timer before it is done.
class suspending_store {
 public:
  suspending_store(deltalake::storage::memory_store inner, std::shared_ptr<suspensions> where)
      : inner_(std::move(inner)), where_(std::move(where)) {}

  deltalake::task<deltalake::bytes> get(deltalake::path p) const { return get_after(*this, std::move(p)); }
  deltalake::task<deltalake::bytes> get_range(deltalake::path p, std::uint64_t offset, std::uint64_t length) const {
    return get_range_after(*this, std::move(p), offset, length);
  }
  deltalake::task<std::optional<deltalake::storage::object_meta>> head(deltalake::path p) const {
    return head_after(*this, std::move(p));
  }
  deltalake::task<deltalake::storage::list_page> list_from(deltalake::path folder, std::string from) const {
    return list_after(*this, std::move(folder), std::move(from));
  }
  deltalake::task<deltalake::storage::put_outcome> put(deltalake::path p, deltalake::bytes content,
                                                       deltalake::storage::put_mode mode) const {
    return inner_.put(std::move(p), std::move(content), std::move(mode));
  }
  deltalake::task<void> remove(deltalake::path p) const { return inner_.remove(std::move(p)); }
  std::string uri(const deltalake::path& p) const { return inner_.uri(p); }

 private:
  static deltalake::task<void> suspend(std::shared_ptr<suspensions> where) {
    std::chrono::nanoseconds duration = std::chrono::microseconds(20);
    if (where->count++ == where->special) {
      duration = where->there;
      where->at();
    }
    co_await where->clock->sleep(duration);
  }
  static deltalake::task<deltalake::bytes> get_after(suspending_store self, deltalake::path p) {
    co_await suspend(self.where_);
    co_return co_await self.inner_.get(std::move(p));
  }
  static deltalake::task<deltalake::bytes> get_range_after(suspending_store self, deltalake::path p,
                                                           std::uint64_t offset, std::uint64_t length) {
    co_await suspend(self.where_);
    co_return co_await self.inner_.get_range(std::move(p), offset, length);
  }
  static deltalake::task<std::optional<deltalake::storage::object_meta>> head_after(suspending_store self,
                                                                                    deltalake::path p) {
    co_await suspend(self.where_);
    co_return co_await self.inner_.head(std::move(p));
  }
  static deltalake::task<deltalake::storage::list_page> list_after(suspending_store self, deltalake::path folder,
                                                                   std::string from) {
    co_await suspend(self.where_);
    co_return co_await self.inner_.list_from(std::move(folder), std::move(from));
  }

  deltalake::storage::memory_store inner_;
  std::shared_ptr<suspensions> where_;
};

static_assert(deltalake::storage::store<suspending_store>);

}  // namespace deltalake_test
