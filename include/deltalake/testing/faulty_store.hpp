#pragma once
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/base/environment.hpp>
#include <deltalake/storage/any_store.hpp>
#include <deltalake/storage/operation_kind.hpp>
#include <deltalake/storage/storage_error.hpp>
#include <deltalake/storage/store.hpp>

namespace deltalake::inline v0::testing {

/// What goes wrong with one operation of a faulty_store.
class fault {
 public:
  enum class kind : std::uint8_t { none, before, after, lost_reply, delay, torn, zombie, hidden, reversed };

  /// Nothing goes wrong.
  fault() = default;

  /// The operation is not done and throws `code`.
  static fault before(errc code = errc::storage_io) { return fault(kind::before, code); }
  /// The operation is done and throws `code` all the same. For a put this breaks the contract of stores (it should be
  /// `lost_reply`): use it for the last operation of a writer that then counts as crashed.
  static fault after(errc code = errc::storage_io) { return fault(kind::after, code); }
  /// The operation is done, and nobody learns it: a put returns `unknown`, everything else throws storage_busy.
  static fault lost_reply() { return fault(kind::lost_reply, errc::storage_busy); }
  /// The operation is done `time` later.
  static fault delay(std::chrono::nanoseconds time) {
    fault made(kind::delay, errc::storage_busy);
    made.time_ = time;
    return made;
  }
  /// A put with overwrite leaves half of the bytes, as on a store without atomic replacement, and throws storage_io.
  /// Everything else fails as with `before`.
  static fault torn() { return fault(kind::torn, errc::storage_io); }
  /// A put or remove is done only when `release_zombies()` is awaited, long after its caller was told `unknown` (put)
  /// or storage_busy (remove). Reads throw storage_busy.
  static fault zombie() { return fault(kind::zombie, errc::storage_busy); }
  /// One page of a listing lacks the object of that name. Other operations are not touched.
  static fault hidden(std::string object_name) {
    fault made(kind::hidden, errc::storage_io);
    made.name_ = std::move(object_name);
    return made;
  }
  /// One page of a listing comes in descending order. Other operations are not touched.
  static fault reversed() { return fault(kind::reversed, errc::storage_io); }

  kind what() const noexcept { return what_; }
  errc code() const noexcept { return code_; }
  std::chrono::nanoseconds time() const noexcept { return time_; }
  const std::string& name() const noexcept { return name_; }

 private:
  fault(kind what, errc code) : what_(what), code_(code) {}

  kind what_ = kind::none;
  errc code_ = errc::storage_io;
  std::chrono::nanoseconds time_{0};
  std::string name_;
};

/// A store whose operations go wrong by a script, always in the same way: the way to see what a program does about each
/// fault, at each of its operations. Operations are counted from 0 in the order in which they are begun; copies share
/// script and counters. Tasks keep a copy of the store they use.
template <class Store>
class faulty_store {
  static_assert(storage::store<Store>);

 public:
  explicit faulty_store(Store inner, std::shared_ptr<environment> clock = system_environment())
      : inner_(std::move(inner)), script_(std::make_shared<script>()) {
    script_->clock = std::move(clock);
  }

  /// Lets the operation with that number, counted over all kinds, go wrong. Returns this.
  faulty_store& at(std::size_t number, fault what) {
    const std::lock_guard lock(script_->mutex);
    script_->by_number.insert_or_assign(number, std::move(what));
    return *this;
  }
  /// Lets the operation with that number among those of its kind go wrong; the script by kind goes first. Returns this.
  faulty_store& at(storage::operation_kind kind, std::size_t number, fault what) {
    const std::lock_guard lock(script_->mutex);
    script_->by_kind.insert_or_assign(std::pair(kind, number), std::move(what));
    return *this;
  }

  /// How many operations were begun.
  std::size_t count() const {
    const std::lock_guard lock(script_->mutex);
    return script_->total;
  }
  /// How many operations of that kind were begun.
  std::size_t count(storage::operation_kind kind) const {
    const std::lock_guard lock(script_->mutex);
    return script_->counts[static_cast<std::size_t>(kind)];
  }
  /// How many puts and removes wait for `release_zombies()`.
  std::size_t zombies() const {
    const std::lock_guard lock(script_->mutex);
    return script_->zombies.size();
  }
  /// Does what waits, in the order in which it was begun. Outcomes and errors are lost, as those of a zombie are.
  task<void> release_zombies() const { return release(*this); }

  const Store& inner() const noexcept { return inner_; }

  task<bytes> get(path where) const { return get_of(*this, std::move(where)); }
  task<bytes> get_range(path where, std::uint64_t offset, std::uint64_t length) const {
    return get_range_of(*this, std::move(where), offset, length);
  }
  task<std::optional<storage::object_meta>> head(path where) const { return head_of(*this, std::move(where)); }
  task<storage::list_page> list_from(path folder, std::string from) const {
    return list_of(*this, std::move(folder), std::move(from));
  }
  task<storage::put_outcome> put(path where, bytes content, storage::put_mode mode) const {
    return put_of(*this, std::move(where), std::move(content), std::move(mode));
  }
  task<void> remove(path where) const { return remove_of(*this, std::move(where)); }
  std::string uri(const path& where) const { return inner_.uri(where); }

 private:
  using operation = storage::operation_kind;

  // A put if it has content, else a remove.
  struct late {
    late(path object, std::optional<bytes> text, storage::put_mode how)
        : where(std::move(object)), content(std::move(text)), mode(std::move(how)) {}
    path where;
    std::optional<bytes> content;
    storage::put_mode mode;
  };
  struct script {
    std::shared_ptr<environment> clock;
    std::mutex mutex;
    std::map<std::size_t, fault> by_number;
    std::map<std::pair<operation, std::size_t>, fault> by_kind;
    std::size_t total = 0;
    std::array<std::size_t, storage::operation_kind_count> counts{};
    std::deque<late> zombies;
  };

  // Counts the operation and tells what goes wrong with it.
  fault begin(operation what) const {
    const std::lock_guard lock(script_->mutex);
    const std::size_t number = script_->total++;
    const std::size_t of_kind = script_->counts[static_cast<std::size_t>(what)]++;
    const auto special = script_->by_kind.find(std::pair(what, of_kind));
    if (special != script_->by_kind.end()) return special->second;
    const auto general = script_->by_number.find(number);
    return general == script_->by_number.end() ? fault() : general->second;
  }
  void bury(path where, std::optional<bytes> content, storage::put_mode mode) const {
    const std::lock_guard lock(script_->mutex);
    script_->zombies.emplace_back(std::move(where), std::move(content), std::move(mode));
  }
  [[noreturn]] static void fail(const fault& planned, const path& where) {
    throw_error(storage::storage_error(planned.code(), where, "a scripted fault"));
  }
  // What happens before the operation, and after it unless it is a put.
  static task<void> enter(faulty_store self, fault planned, path where) {
    switch (planned.what()) {
      case fault::kind::before:
      case fault::kind::torn:
      case fault::kind::zombie: fail(planned, where);
      case fault::kind::delay: co_await self.script_->clock->sleep(planned.time()); break;
      case fault::kind::none:
      case fault::kind::after:
      case fault::kind::lost_reply:
      case fault::kind::hidden:
      case fault::kind::reversed: break;
    }
  }
  static void leave(const fault& planned, const path& where) {
    if (planned.what() == fault::kind::after || planned.what() == fault::kind::lost_reply) fail(planned, where);
  }

  static task<bytes> get_of(faulty_store self, path where) {
    const fault planned = self.begin(operation::get);
    co_await enter(self, planned, where);
    bytes content = co_await self.inner_.get(where);
    leave(planned, where);
    co_return content;
  }
  static task<bytes> get_range_of(faulty_store self, path where, std::uint64_t offset, std::uint64_t length) {
    const fault planned = self.begin(operation::get_range);
    co_await enter(self, planned, where);
    bytes content = co_await self.inner_.get_range(where, offset, length);
    leave(planned, where);
    co_return content;
  }
  static task<std::optional<storage::object_meta>> head_of(faulty_store self, path where) {
    const fault planned = self.begin(operation::head);
    co_await enter(self, planned, where);
    std::optional<storage::object_meta> found = co_await self.inner_.head(where);
    leave(planned, where);
    co_return found;
  }
  static task<storage::list_page> list_of(faulty_store self, path folder, std::string from) {
    const fault planned = self.begin(operation::list_from);
    co_await enter(self, planned, folder);
    storage::list_page page = co_await self.inner_.list_from(folder, std::move(from));
    leave(planned, folder);
    if (planned.what() == fault::kind::hidden) {
      std::erase_if(page.objects, [&](const auto& object) { return object.location.name() == planned.name(); });
    }
    if (planned.what() == fault::kind::reversed) std::reverse(page.objects.begin(), page.objects.end());
    co_return page;
  }
  static task<storage::put_outcome> put_of(faulty_store self, path where, bytes content, storage::put_mode mode) {
    const fault planned = self.begin(operation::put);
    if (planned.what() == fault::kind::zombie) {
      self.bury(std::move(where), std::move(content), std::move(mode));
      co_return storage::put_outcome::unknown;
    }
    if (planned.what() == fault::kind::torn && !mode.conditional()) {
      const bytes half = content.slice(0, content.size() / 2);
      co_await self.inner_.put(where, half, mode);
    }
    co_await enter(self, planned, where);
    const auto outcome = co_await self.inner_.put(where, std::move(content), std::move(mode));
    if (planned.what() == fault::kind::lost_reply) co_return storage::put_outcome::unknown;
    leave(planned, where);
    co_return outcome;
  }
  static task<void> remove_of(faulty_store self, path where) {
    const fault planned = self.begin(operation::remove);
    if (planned.what() == fault::kind::zombie) self.bury(where, std::nullopt, storage::put_mode::overwrite());
    co_await enter(self, planned, where);
    co_await self.inner_.remove(where);
    leave(planned, where);
  }

  std::optional<late> exhume() const {
    const std::lock_guard lock(script_->mutex);
    if (script_->zombies.empty()) return std::nullopt;
    late oldest = std::move(script_->zombies.front());
    script_->zombies.pop_front();
    return oldest;
  }
  static task<void> release(faulty_store self) {
    while (std::optional<late> due = self.exhume()) {
      try {
        if (due->content) {
          co_await self.inner_.put(due->where, *due->content, due->mode);
        } else {
          co_await self.inner_.remove(due->where);
        }
      } catch (const delta_error&) {
        // Nobody is there to hear it.
      }
    }
  }

  Store inner_;
  std::shared_ptr<script> script_;
};

static_assert(storage::store<faulty_store<storage::any_store>>);

}  // namespace deltalake::inline v0::testing
