#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <iterator>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include <deltalake/storage/memory_store.hpp>
#include <deltalake/storage/operation_kind.hpp>

namespace deltalake_test {

using deltalake::storage::operation_kind;

/// A store in memory that tells what it is about to read.
class telling_store {
 public:
  using listener = std::function<void(operation_kind, const deltalake::path&)>;

  telling_store(deltalake::storage::memory_store inner, listener told)
      : inner_(std::move(inner)), told_(std::move(told)) {}

  deltalake::task<deltalake::bytes> get(deltalake::path p) const {
    return tell(operation_kind::get, p, inner_.get(p), told_);
  }
  deltalake::task<deltalake::bytes> get_range(deltalake::path p, std::uint64_t offset, std::uint64_t length) const {
    return tell(operation_kind::get_range, p, inner_.get_range(p, offset, length), told_);
  }
  deltalake::task<std::optional<deltalake::storage::object_meta>> head(deltalake::path p) const {
    return tell(operation_kind::head, p, inner_.head(p), told_);
  }
  deltalake::task<deltalake::storage::list_page> list_from(deltalake::path folder, std::string from) const {
    return tell(operation_kind::list_from, folder, inner_.list_from(folder, std::move(from)), told_);
  }
  deltalake::task<deltalake::storage::put_outcome> put(deltalake::path p, deltalake::bytes content,
                                                       deltalake::storage::put_mode mode) const {
    return inner_.put(std::move(p), std::move(content), std::move(mode));
  }
  deltalake::task<void> remove(deltalake::path p) const { return inner_.remove(std::move(p)); }
  std::string uri(const deltalake::path& p) const { return inner_.uri(p); }

 private:
  template <class T>
  static deltalake::task<T> tell(operation_kind kind, deltalake::path where, deltalake::task<T> asked, listener told) {
    told(kind, where);
    co_return co_await std::move(asked);
  }

  deltalake::storage::memory_store inner_;
  listener told_;
};

/// On which threads a store was asked.
struct places_seen {
  std::mutex mutex;
  std::set<std::thread::id> threads;
};

inline telling_store::listener note_places(std::shared_ptr<places_seen> seen) {
  return [seen = std::move(seen)](operation_kind, const deltalake::path&) {
    const std::lock_guard lock(seen->mutex);
    seen->threads.insert(std::this_thread::get_id());
  };
}

/// How many threads this process has; 0 where that cannot be told.
inline std::size_t threads_running() {
  std::error_code unknown;
  const std::filesystem::directory_iterator tasks("/proc/self/task", unknown);
  return unknown ? 0 : static_cast<std::size_t>(std::distance(begin(tasks), end(tasks)));
}

}  // namespace deltalake_test
