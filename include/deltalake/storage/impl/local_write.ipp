#pragma once
// The writing half of local_store.
#include <optional>

#include <deltalake/base/workers.hpp>
#include <deltalake/storage/impl/local_read.ipp>
#include <deltalake/storage/upload.hpp>

namespace deltalake::inline v0::storage {
namespace detail {

// Syncs to the medium, not only to the drive. Zero, or the errno of the failure, after which nobody tries again: the
// system may have dropped the pages and would call the next sync a success.
inline int local_sync(int file) noexcept {
#if defined(F_FULLFSYNC)
  if (local_retry([&] { return ::fcntl(file, F_FULLFSYNC); }) >= 0) return 0;
  if (errno != ENOTSUP && errno != EINVAL && errno != ENOTTY) return errno;
#endif
  return local_retry([&] { return ::fsync(file); }) == 0 ? 0 : errno;
}

// As local_sync; a file system that knows no syncing of folders (EINVAL) has nothing to lose by it.
inline int local_sync_folder(int folder) noexcept {
  const int code = local_sync(folder);
  return code == EINVAL ? 0 : code;
}

inline local_descriptor local_open_folder(const std::string& name) {
  return local_descriptor(local_retry([&] { return ::open(name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); }));
}

inline std::string local_parent(const std::string& name) {
  const std::size_t slash = name.rfind('/');
  return slash == 0 || slash == std::string::npos ? std::string("/") : name.substr(0, slash);
}

// Makes one folder and its entry in its parent durable. False if the parent is missing.
inline bool local_make_folder(const std::string& name, const path& where) {
  if (::mkdir(name.c_str(), 0777) != 0) {
    if (errno == EEXIST) return true;
    if (errno == ENOENT) return false;
    local_write_failed(errno, "mkdir", where);
  }
  const local_descriptor parent = local_open_folder(local_parent(name));
  if (!parent) local_write_failed(errno, "open the parent folder", where);
  const int code = local_sync_folder(parent.get());
  if (code != 0) local_write_failed(code, "sync the parent folder", where);
  return true;
}

inline void local_make_folders(const std::string& name, const path& where) {
  std::vector<std::string> missing;
  std::string at = name;
  while (!local_make_folder(at, where)) {
    if (at == "/") local_write_failed(ENOENT, "mkdir", where);
    missing.push_back(at);
    at = local_parent(at);
  }
  for (; !missing.empty(); missing.pop_back()) {
    if (!local_make_folder(missing.back(), where)) local_write_failed(ENOENT, "mkdir", where);
  }
}

// Another process may have made the folders and not yet synced them, and a commit in them is no more durable than they
// are: so the first put into a folder syncs the folders above it, up to the root's parent, whoever made them.
inline void local_sync_ancestors(local_disk& disk, const path& folder, const path& where) {
  {
    const std::lock_guard lock(disk.mutex);
    if (disk.durable.contains(folder.text())) return;
  }
  for (path at = folder;; at = at.folder()) {
    const local_descriptor above = local_open_folder(local_parent(disk.path_of(at)));
    // A folder that we may enter but not read is not one whose entries we made.
    if (!above && errno != EACCES) local_write_failed(errno, "open a folder above", where);
    const int code = above ? local_sync_folder(above.get()) : 0;
    if (code != 0) local_write_failed(code, "sync a folder above", where);
    if (at.empty()) break;
  }
  constexpr std::size_t remembered_max = 4096;
  const std::lock_guard lock(disk.mutex);
  if (disk.durable.size() >= remembered_max) disk.durable.clear();
  disk.durable.insert(folder.text());
}

// The folder of `where`, made if need be.
inline local_descriptor local_folder_of(local_disk& disk, const path& where) {
  const path folder = where.folder();
  const std::string name = disk.path_of(folder);
  for (int attempts_left = 3;; --attempts_left) {
    local_descriptor opened = local_open_folder(name);
    if (opened) {
      local_sync_ancestors(disk, folder, where);
      return opened;
    }
    // Several attempts, for another program may remove the folder as fast as we make it.
    if (errno != ENOENT || attempts_left == 0) local_write_failed(errno, "open the folder", where);
    {
      const std::lock_guard lock(disk.mutex);
      disk.durable.clear();
    }
    local_make_folders(name, where);
  }
}

// A file under a name of its own, gone with this object unless a rename took it.
class local_temporary {
 public:
  local_temporary(int folder, environment& source, const path& where) : folder_(folder), where_(where) {
    for (int attempts_left = 100;; --attempts_left) {
      name_ = draw_name(source);
      constexpr int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
      file_ = local_retry([&] { return ::openat(folder_, name_.c_str(), flags, 0666); });
      if (file_ >= 0) return;
      // Forked processes, or ones with equal seeds, draw equal names.
      if (errno != EEXIST || attempts_left == 0) local_write_failed(errno, "create a temporary file", where_);
    }
  }
  local_temporary(const local_temporary&) = delete;
  local_temporary& operator=(const local_temporary&) = delete;
  ~local_temporary() {
    if (file_ >= 0) ::close(file_);
    if (!name_.empty()) ::unlinkat(folder_, name_.c_str(), 0);
  }

  const char* name() const noexcept { return name_.c_str(); }
  void release() noexcept { name_.clear(); }

  // Appends to it.
  void append(std::string_view content) {
    constexpr std::size_t chunk_max = std::size_t{1} << 30;  // Linux writes less than 2 GiB at once
    while (!content.empty()) {
      const std::size_t chunk = (std::min)(content.size(), chunk_max);
      const ssize_t wrote = local_retry([&] { return ::write(file_, content.data(), chunk); });
      if (wrote < 0) local_write_failed(errno, "write", where_);
      if (wrote == 0) local_write_failed(ENOSPC, "write", where_);
      content.remove_prefix(static_cast<std::size_t>(wrote));
    }
  }
  // Syncs and closes it.
  void close() {
    if (const int code = local_sync(file_); code != 0) local_write_failed(code, "sync", where_);
    if (::fstat(file_, &status_) != 0) local_write_failed(errno, "fstat", where_);
    // EINTR leaves the descriptor closed, and the bytes are synced already.
    if (::close(std::exchange(file_, -1)) != 0 && errno != EINTR) local_write_failed(errno, "close", where_);
  }

  // True if the file has that name too: then a link or rename succeeded although its reply was an error, as happens
  // when a network file system sends a request twice. Opening makes NFS ask its server.
  bool has_name(const std::string& name) const noexcept {
    if (same_file(name.c_str())) return true;
    const int file = local_retry([&] { return ::openat(folder_, name_.c_str(), O_RDONLY | O_CLOEXEC); });
    if (file < 0) return false;
    struct stat status;
    const bool linked = ::fstat(file, &status) == 0 && status.st_nlink == 2;
    ::close(file);
    return linked;
  }

 private:
  // The leading dot hides it from readers of tables, its end from everyone who looks for .json or .parquet.
  static std::string draw_name(environment& source) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string name = ".deltalake-";
    for (int word = 0; word < 2; ++word) {
      std::uint64_t random = source.random();
      for (int i = 0; i < 16; ++i, random >>= 4) name += digits[random & 15];
    }
    return name + ".tmp";
  }

  bool same_file(const char* name) const noexcept {
    struct stat status;
    if (::fstatat(folder_, name, &status, AT_SYMLINK_NOFOLLOW) != 0) return false;
    return status.st_dev == status_.st_dev && status.st_ino == status_.st_ino;
  }

  int folder_;
  int file_ = -1;
  path where_;
  std::string name_;
  struct stat status_ = {};
};

// True if a failed link or rename may have happened all the same, or may still happen.
inline bool local_reply_lost(int code) noexcept {
  switch (code) {
    case EIO:
    case ETIMEDOUT:
    case ESTALE:
    case ENOTCONN:
    case ECONNRESET:
    case ECONNABORTED:
    case EHOSTDOWN:
    case EHOSTUNREACH: return true;
    default: return false;
  }
}

inline bool local_no_hard_links(int code) noexcept {
  // ENOTSUP and EOPNOTSUPP are one number on some systems: no switch.
  return code == EPERM || code == ENOTSUP || code == EOPNOTSUPP || code == EMLINK || code == EXDEV || code == ENOSYS;
}

// The object has its name; is it durable?
inline put_outcome local_confirm(int folder) noexcept {
  return local_sync_folder(folder) == 0 ? put_outcome::created : put_outcome::unknown;
}

inline put_outcome local_create(int folder, local_temporary& temporary, const path& where) {
  const std::string name(where.name());
  const int linked = local_retry([&] { return ::linkat(folder, temporary.name(), folder, name.c_str(), 0); });
  if (linked == 0) return local_confirm(folder);
  const int code = errno;
  if (temporary.has_name(name)) return local_confirm(folder);
  if (code == EEXIST) return put_outcome::already_exists;
  if (local_reply_lost(code)) return put_outcome::unknown;
  if (local_no_hard_links(code)) local_fail(errc::no_atomic_create, code, "link", where);
  local_write_failed(code, "link", where);
}

inline put_outcome local_overwrite(int folder, local_temporary& temporary, const path& where) {
  const std::string name(where.name());
  const std::string checksum = '.' + name + ".crc";
  if (::unlinkat(folder, checksum.c_str(), 0) != 0 && errno != ENOENT && errno != ENAMETOOLONG) {
    local_write_failed(errno, "remove the checksum file", where);
  }
  const int renamed = local_retry([&] { return ::renameat(folder, temporary.name(), folder, name.c_str()); });
  const int code = errno;
  if (renamed == 0 || temporary.has_name(name)) {
    temporary.release();
    return local_confirm(folder);
  }
  if (local_reply_lost(code)) return put_outcome::unknown;
  local_write_failed(code, "rename", where);
}

// Looking first saves the loser of a race from writing and syncing a file for nothing.
inline bool local_is_taken(int folder, const path& where) {
  struct stat status;
  if (::fstatat(folder, std::string(where.name()).c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return false;
  if (S_ISDIR(status.st_mode)) throw_error(storage_error(errc::storage_io, where, "a folder has this name"));
  return true;
}

inline void local_check_put(const path& where, const put_mode& mode) {
  if (where.empty()) throw_error(storage_error(errc::invalid_path, where, "the root is no object"));
  if (mode.what() == put_mode::kind::if_match) {
    throw_error(storage_error(errc::no_atomic_create, where, "POSIX cannot compare and replace a file in one step"));
  }
}

// Gives what was written its name.
inline put_outcome local_finish_put(int folder, local_temporary& temporary, const path& where, const put_mode& mode) {
  temporary.close();
  const bool creating = mode.what() == put_mode::kind::create;
  return creating ? local_create(folder, temporary, where) : local_overwrite(folder, temporary, where);
}

inline put_outcome local_put(local_disk& disk, const path& where, const bytes& content, const put_mode& mode) {
  local_check_put(where, mode);
  const local_descriptor folder = local_folder_of(disk, where);
  const bool creating = mode.what() == put_mode::kind::create;
  if (creating && local_is_taken(folder.get(), where)) return put_outcome::already_exists;
  local_temporary temporary(folder.get(), *disk.source, where);
  temporary.append(content.view());
  return local_finish_put(folder.get(), temporary, where, mode);
}

// An object that is written part by part. Its temporary file goes with it.
class local_upload final : public upload {
 public:
  local_upload(local_disk& disk, path where, put_mode mode)
      : where_(std::move(where)), mode_(std::move(mode)), folder_(local_folder_of(disk, where_)) {
    temporary_.emplace(folder_.get(), *disk.source, where_);
  }

  task<void> write(bytes part) override {
    return on_workers([this, part = std::move(part)] { open_file().append(part.view()); });
  }
  task<put_outcome> finish() override {
    return on_workers([this] {
      const put_outcome outcome = local_finish_put(folder_.get(), open_file(), where_, mode_);
      temporary_.reset();
      return outcome;
    });
  }
  task<void> abort() override {
    return on_workers([this] { temporary_.reset(); });
  }

 private:
  local_temporary& open_file() {
    if (!temporary_) throw_error(storage_error(errc::invalid_argument, where_, "the upload has ended"));
    return *temporary_;
  }

  path where_;
  put_mode mode_;
  local_descriptor folder_;
  std::optional<local_temporary> temporary_;
};

inline bool local_is_folder(const char* name) noexcept {
  struct stat status;
  return ::lstat(name, &status) == 0 && S_ISDIR(status.st_mode);
}

inline void local_remove(const local_disk& disk, const path& where) {
  const std::string name = disk.path_of(where);
  if (where.empty() || local_is_folder(name.c_str())) return;  // no object has this name
  // The sum goes first: a file without one is whole, a sum without its file would meet the next file of that name.
  const std::string checksum = disk.path_of(where.folder() / ('.' + std::string(where.name()) + ".crc"));
  ::unlink(checksum.c_str());
  if (::unlink(name.c_str()) == 0 || errno == ENOENT || errno == ENOTDIR) return;
  local_write_failed(errno, "unlink", where);
}

}  // namespace detail
}  // namespace deltalake::inline v0::storage
