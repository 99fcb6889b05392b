#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <deltalake/storage/any_store.hpp>
#include <deltalake/storage/operation_kind.hpp>
#include <deltalake/storage/store.hpp>

namespace deltalake::inline v0::storage {

/// What a metered_store has counted so far.
class store_usage {
 public:
  store_usage() = default;

  /// How many operations of that kind were begun.
  std::uint64_t count(operation_kind kind) const noexcept { return counts[static_cast<std::size_t>(kind)]; }
  /// How many operations were begun.
  std::uint64_t total() const noexcept {
    std::uint64_t sum = 0;
    for (const std::uint64_t one : counts) sum += one;
    return sum;
  }

  std::array<std::uint64_t, operation_kind_count> counts{};
  std::uint64_t failures = 0;        ///< operations that threw
  std::uint64_t bytes_read = 0;      ///< by get and get_range
  std::uint64_t bytes_written = 0;   ///< by puts with outcome created
  std::uint64_t objects_listed = 0;  ///< entries of all pages

  friend bool operator==(const store_usage&, const store_usage&) = default;
};

/// Counts what is done to the store inside. Copies, and all threads, add to the same counters. Each counter is exact;
/// `usage()` reads them one after another while others may go on. Tasks keep a copy of the store they use.
template <class Store>
class metered_store {
  static_assert(store<Store>);

 public:
  explicit metered_store(Store inner) : inner_(std::move(inner)), meter_(std::make_shared<meter>()) {}

  const Store& inner() const noexcept { return inner_; }

  /// Returns what was counted so far.
  store_usage usage() const {
    store_usage now;
    for (std::size_t i = 0; i < operation_kind_count; ++i) now.counts[i] = meter_->counts[i];
    now.failures = meter_->failures;
    now.bytes_read = meter_->bytes_read;
    now.bytes_written = meter_->bytes_written;
    now.objects_listed = meter_->objects_listed;
    return now;
  }

  task<bytes> get(path where) const { return get_of(*this, std::move(where)); }
  task<bytes> get_range(path where, std::uint64_t offset, std::uint64_t length) const {
    return get_range_of(*this, std::move(where), offset, length);
  }
  task<std::optional<object_meta>> head(path where) const { return head_of(*this, std::move(where)); }
  task<list_page> list_from(path folder, std::string from) const {
    return list_of(*this, std::move(folder), std::move(from));
  }
  task<put_outcome> put(path where, bytes content, put_mode mode) const {
    return put_of(*this, std::move(where), std::move(content), std::move(mode));
  }
  task<void> remove(path where) const { return remove_of(*this, std::move(where)); }
  std::string uri(const path& where) const { return inner_.uri(where); }

 private:
  struct meter {
    std::array<std::atomic<std::uint64_t>, operation_kind_count> counts{};
    std::atomic<std::uint64_t> failures{0}, bytes_read{0}, bytes_written{0}, objects_listed{0};
  };
  // Counts the operation now, and a failure at the end unless it was told of success.
  class running {
   public:
    running(meter& counters, operation_kind kind) : meter_(counters) {
      ++meter_.counts[static_cast<std::size_t>(kind)];
    }
    running(const running&) = delete;
    running& operator=(const running&) = delete;
    ~running() {
      if (!done_) ++meter_.failures;
    }
    void done() noexcept { done_ = true; }

   private:
    meter& meter_;
    bool done_ = false;
  };

  static task<bytes> get_of(metered_store self, path where) {
    running operation(*self.meter_, operation_kind::get);
    bytes content = co_await self.inner_.get(std::move(where));
    operation.done();
    self.meter_->bytes_read += content.size();
    co_return content;
  }
  static task<bytes> get_range_of(metered_store self, path where, std::uint64_t offset, std::uint64_t length) {
    running operation(*self.meter_, operation_kind::get_range);
    bytes content = co_await self.inner_.get_range(std::move(where), offset, length);
    operation.done();
    self.meter_->bytes_read += content.size();
    co_return content;
  }
  static task<std::optional<object_meta>> head_of(metered_store self, path where) {
    running operation(*self.meter_, operation_kind::head);
    std::optional<object_meta> found = co_await self.inner_.head(std::move(where));
    operation.done();
    co_return found;
  }
  static task<list_page> list_of(metered_store self, path folder, std::string from) {
    running operation(*self.meter_, operation_kind::list_from);
    list_page page = co_await self.inner_.list_from(std::move(folder), std::move(from));
    operation.done();
    self.meter_->objects_listed += page.objects.size();
    co_return page;
  }
  static task<put_outcome> put_of(metered_store self, path where, bytes content, put_mode mode) {
    running operation(*self.meter_, operation_kind::put);
    const std::size_t size = content.size();
    const put_outcome outcome = co_await self.inner_.put(std::move(where), std::move(content), std::move(mode));
    operation.done();
    if (outcome == put_outcome::created) self.meter_->bytes_written += size;
    co_return outcome;
  }
  static task<void> remove_of(metered_store self, path where) {
    running operation(*self.meter_, operation_kind::remove);
    co_await self.inner_.remove(std::move(where));
    operation.done();
  }

  Store inner_;
  std::shared_ptr<meter> meter_;
};

}  // namespace deltalake::inline v0::storage
