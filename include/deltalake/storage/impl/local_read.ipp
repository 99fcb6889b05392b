#pragma once
// The reading half of local_store, and what both halves use.
#if defined(_WIN32)
#error "local_store needs a POSIX system"
#endif

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <deltalake/base/environment.hpp>
#include <deltalake/storage/storage_error.hpp>
#include <deltalake/storage/store.hpp>

namespace deltalake::inline v0::storage {
namespace detail {

struct local_disk {
  std::string path_of(const path& where) const {
    if (where.empty()) return root;
    return root == "/" ? root + where.text() : root + '/' + where.text();
  }

  std::string root;
  std::shared_ptr<environment> source;
  std::size_t page_size = 1;
  std::mutex mutex;
  std::set<std::string> durable;  // folders whose entries up to the root are known to be synced
};

class local_descriptor {
 public:
  explicit local_descriptor(int number) noexcept : number_(number) {}
  local_descriptor(local_descriptor&& from) noexcept : number_(std::exchange(from.number_, -1)) {}
  local_descriptor& operator=(local_descriptor&&) = delete;
  ~local_descriptor() { close(); }

  explicit operator bool() const noexcept { return number_ >= 0; }
  int get() const noexcept { return number_; }
  // Closes now. A network file system may report only here that it could not write.
  int close() noexcept { return number_ < 0 ? 0 : ::close(std::exchange(number_, -1)); }

 private:
  int number_;
};

// Repeats a system call that a signal interrupted.
template <class Call>
auto local_retry(Call call) {
  for (;;) {
    const auto got = call();
    if (got >= 0 || errno != EINTR) return got;
  }
}

inline errc local_errc(int code) noexcept {
  switch (code) {
    case ENOENT:
    case ENOTDIR: return errc::not_found;
    case EACCES:
    case EPERM:
    case EROFS: return errc::permission_denied;
    case ENAMETOOLONG:
    case EILSEQ: return errc::invalid_path;
    case EAGAIN:
    case EBUSY:
    case EMFILE:
    case ENFILE:
    case ENOMEM: return errc::storage_busy;
    case ENOSPC:
    case EDQUOT:
    case EFBIG: return errc::no_space;
    default: return errc::storage_io;
  }
}

[[noreturn]] inline void local_fail(errc reason, int code, const char* call, const path& where) {
  const boost::system::error_code system_code(code, boost::system::generic_category());
  throw_error(storage_error(reason, where, std::string(call) + ": " + system_code.message()));
}

[[noreturn]] inline void local_read_failed(int code, const char* call, const path& where) {
  local_fail(local_errc(code), code, call, where);
}

// A put that finds no folder was overtaken by another program: that is no missing object.
[[noreturn]] inline void local_write_failed(int code, const char* call, const path& where) {
  const errc reason = local_errc(code);
  local_fail(reason == errc::not_found ? errc::storage_io : reason, code, call, where);
}

inline const timespec& local_modified(const struct stat& status) noexcept {
#if defined(__APPLE__)
  return status.st_mtimespec;
#else
  return status.st_mtim;
#endif
}

inline object_meta local_meta(path where, const struct stat& status) {
  // A file's time is whatever somebody set it to; seconds beyond this do not fit as milliseconds.
  constexpr std::int64_t seconds_max = 9'000'000'000'000'000;
  const timespec& modified = local_modified(status);
  const std::int64_t seconds = (std::clamp)(std::int64_t{modified.tv_sec}, -seconds_max, seconds_max);
  std::string etag = std::to_string(status.st_ino);
  etag += '-';
  etag += std::to_string(modified.tv_sec);
  etag += '.';
  etag += std::to_string(modified.tv_nsec);
  etag += '-';
  etag += std::to_string(status.st_size);
  return object_meta(std::move(where), static_cast<std::uint64_t>(status.st_size),
                     seconds * 1000 + modified.tv_nsec / 1'000'000, std::move(etag));
}

// Opens an object and tells its size. O_NONBLOCK means nothing to files and keeps us from waiting at a pipe.
inline local_descriptor local_open(const local_disk& disk, const path& where, std::uint64_t& size) {
  const std::string name = disk.path_of(where);
  constexpr int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
  local_descriptor file(local_retry([&] { return ::open(name.c_str(), flags); }));
  if (!file) local_read_failed(errno, "open", where);
  struct stat status;
  if (::fstat(file.get(), &status) != 0) local_read_failed(errno, "fstat", where);
  if (!S_ISREG(status.st_mode)) throw_error(storage_error(errc::not_found, where, "this is a folder or a device"));
  size = static_cast<std::uint64_t>(status.st_size);
  return file;
}

inline bytes local_read(const local_disk& disk, const path& where, std::uint64_t offset, std::uint64_t length) {
  std::uint64_t size = 0;
  const local_descriptor file = local_open(disk, where, size);
  if (offset >= size) return bytes();
  const auto wanted = static_cast<std::size_t>((std::min)(length, size - offset));
  bytes content = bytes::uninitialized(wanted);
  std::size_t have = 0;
  while (have < wanted) {
    const ssize_t got = local_retry([&] {
      return ::pread(file.get(), content.mutable_data() + have, wanted - have, static_cast<off_t>(offset + have));
    });
    if (got < 0) local_read_failed(errno, "read", where);
    if (got == 0) break;  // somebody cut the file meanwhile
    have += static_cast<std::size_t>(got);
  }
  content.truncate(have);
  return content;
}

inline std::optional<object_meta> local_head(const local_disk& disk, const path& where) {
  struct stat status;
  if (::stat(disk.path_of(where).c_str(), &status) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
    local_read_failed(errno, "stat", where);
  }
  if (!S_ISREG(status.st_mode)) return std::nullopt;
  return local_meta(where, status);
}

// Keeps the `count` smallest names, as a heap once there are so many: memory does not grow with the folder.
inline void local_keep_smallest(std::vector<std::string>& names, std::string_view name, std::size_t count) {
  if (names.size() < count) {
    names.emplace_back(name);
    if (names.size() == count) std::make_heap(names.begin(), names.end());
  } else if (name < names.front()) {
    std::pop_heap(names.begin(), names.end());
    names.back().assign(name);
    std::push_heap(names.begin(), names.end());
  }
}

class local_folder {
 public:
  explicit local_folder(const std::string& name) noexcept : stream_(::opendir(name.c_str())) {}
  local_folder(const local_folder&) = delete;
  local_folder& operator=(const local_folder&) = delete;
  ~local_folder() {
    if (stream_ != nullptr) ::closedir(stream_);
  }
  DIR* get() const noexcept { return stream_; }

 private:
  DIR* stream_;
};

// The `count` smallest names >= `from`, sorted, without those that are known to be folders.
inline std::vector<std::string> local_names(const local_folder& folder, const path& where, std::string_view from,
                                            std::size_t count) {
  std::vector<std::string> names;
  for (;;) {
    errno = 0;
    const dirent* const entry = ::readdir(folder.get());
    if (entry == nullptr) break;
    const std::string_view name = entry->d_name;
#if defined(DT_DIR)
    if (entry->d_type == DT_DIR) continue;
#endif
    if (name < from || name == "." || name == "..") continue;
    local_keep_smallest(names, name, count);
  }
  if (errno != 0) local_read_failed(errno, "readdir", where);
  std::sort(names.begin(), names.end());
  return names;
}

inline list_page local_list(const local_disk& disk, const path& where, std::string_view from) {
  list_page page;
  const local_folder folder(disk.path_of(where));
  if (folder.get() == nullptr) {
    if (errno == ENOENT || errno == ENOTDIR) return page;
    local_read_failed(errno, "opendir", where);
  }
  std::vector<std::string> names = local_names(folder, where, from, disk.page_size + 1);
  if (names.size() > disk.page_size) {
    page.next = std::move(names.back());
    names.pop_back();
  }
  page.objects.reserve(names.size());
  for (const std::string& name : names) {
    struct stat status;
    if (::fstatat(::dirfd(folder.get()), name.c_str(), &status, 0) != 0) {
      if (errno == ENOENT || errno == ELOOP) continue;  // gone meanwhile, or a link to nowhere
      local_read_failed(errno, "fstatat", where / name);
    }
    if (S_ISREG(status.st_mode)) page.objects.push_back(local_meta(where / name, status));
  }
  return page;
}

}  // namespace detail
}  // namespace deltalake::inline v0::storage
