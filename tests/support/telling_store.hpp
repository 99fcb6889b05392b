#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
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

namespace deltalake_test {

/// On which threads a store was asked.
struct places_seen {
  std::mutex mutex;
  std::set<std::thread::id> threads;
};

/// A store in memory that tells where it is asked.
class telling_store {
 public:
  telling_store(deltalake::storage::memory_store inner, std::shared_ptr<places_seen> seen)
      : inner_(std::move(inner)), seen_(std::move(seen)) {}

  deltalake::task<deltalake::bytes> get(deltalake::path p) const { return told(inner_.get(std::move(p)), seen_); }
  deltalake::task<deltalake::bytes> get_range(deltalake::path p, std::uint64_t offset, std::uint64_t length) const {
    return told(inner_.get_range(std::move(p), offset, length), seen_);
  }
  deltalake::task<std::optional<deltalake::storage::object_meta>> head(deltalake::path p) const {
    return told(inner_.head(std::move(p)), seen_);
  }
  deltalake::task<deltalake::storage::list_page> list_from(deltalake::path folder, std::string from) const {
    return told(inner_.list_from(std::move(folder), std::move(from)), seen_);
  }
  deltalake::task<deltalake::storage::put_outcome> put(deltalake::path p, deltalake::bytes content,
                                                       deltalake::storage::put_mode mode) const {
    return inner_.put(std::move(p), std::move(content), std::move(mode));
  }
  deltalake::task<void> remove(deltalake::path p) const { return inner_.remove(std::move(p)); }
  std::string uri(const deltalake::path& p) const { return inner_.uri(p); }

 private:
  template <class T>
  static deltalake::task<T> told(deltalake::task<T> asked, std::shared_ptr<places_seen> seen) {
    {
      const std::lock_guard lock(seen->mutex);
      seen->threads.insert(std::this_thread::get_id());
    }
    co_return co_await std::move(asked);
  }

  deltalake::storage::memory_store inner_;
  std::shared_ptr<places_seen> seen_;
};

/// How many threads this process has; 0 where that cannot be told.
inline std::size_t threads_running() {
  std::error_code unknown;
  const std::filesystem::directory_iterator tasks("/proc/self/task", unknown);
  return unknown ? 0 : static_cast<std::size_t>(std::distance(begin(tasks), end(tasks)));
}

}  // namespace deltalake_test
