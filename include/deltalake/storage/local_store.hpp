#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <deltalake/base/environment.hpp>
#include <deltalake/storage/store.hpp>
#include <deltalake/storage/upload.hpp>
#include <deltalake/storage/uri.hpp>

namespace deltalake::inline v0::storage {

namespace detail {
struct local_disk;
}

/// Files below a folder of a POSIX file system, as a store. Copies are cheap and share what little they remember; any
/// number of threads and processes may use one folder at once. Blocking calls run on `workers_of` the caller's
/// executor. Symbolic links are followed; folders, devices and pipes are no objects and are never reported.
///
/// put, create     writes a temporary file in the same folder, syncs it, gives it its name by link(2), syncs the
///                 folder. Of all processes exactly one wins, and a process killed at any moment leaves no torn
///                 object, at worst a temporary file `.deltalake-<random>.tmp`, which no put ever uses again.
/// put, overwrite  the same with rename(2). A Hadoop checksum beside the file (`.NAME.crc`) is removed first: Spark
///                 would hold the new bytes against the old sum and fail.
/// put, if_match   is refused with no_atomic_create: POSIX cannot compare and replace in one step.
/// remove          takes the Hadoop checksum along. It is not synced: after a power loss the object may be back.
///
/// New folders are made as needed and synced up to the root's parent, whoever made them. A failed sync is final. If the
/// last one, of the folder, fails (or a network file system loses a reply), the object may be visible without being
/// durable: the outcome is then `unknown`, since `created` promises durability.
///
/// Etags are made of inode number, time of change and size, and are as fine as the file system's clock.
/// Errors: not_found, permission_denied, storage_busy (out of descriptors or memory), no_atomic_create (no hard links),
/// invalid_path (a name too long), storage_io for everything else, such as a full disk. Nothing that was thrown about a
/// put has been written. Cancellation: what has begun is finished.
class local_store {
 public:
  /// Makes a store on `root_directory`, taken literally; it need not exist before the first put. A relative one starts
  /// at the current directory as it is now. `source` names the temporary files. `page_size` bounds the objects of one
  /// page of a listing. Errors: throws invalid_argument for an empty name or one with a NUL byte, storage_io if there
  /// is no current directory.
  DELTALAKE_DECL explicit local_store(std::string root_directory,
                                      std::shared_ptr<environment> source = system_environment(),
                                      std::size_t page_size = 65536);

  /// The absolute path of the root, without a slash at its end.
  DELTALAKE_DECL const std::string& root() const noexcept;

  DELTALAKE_DECL task<bytes> get(path where) const;
  DELTALAKE_DECL task<bytes> get_range(path where, std::uint64_t offset, std::uint64_t length) const;
  DELTALAKE_DECL task<std::optional<object_meta>> head(path where) const;
  DELTALAKE_DECL task<list_page> list_from(path folder, std::string from) const;
  DELTALAKE_DECL task<put_outcome> put(path where, bytes content, put_mode mode) const;
  DELTALAKE_DECL task<void> remove(path where) const;
  /// Begins to write an object part by part, as put writes it: into a temporary file, which is gone with the upload
  /// unless that finishes.
  DELTALAKE_DECL task<std::unique_ptr<upload>> begin_upload(path where, put_mode mode) const;
  /// The absolute path of the file: what every program on this machine can open.
  DELTALAKE_DECL std::string uri(const path& where) const;

 private:
  std::shared_ptr<detail::local_disk> disk_;
};

/// Returns this process's current directory and home directory ($HOME), each empty if unknown.
DELTALAKE_DECL uri_context process_context();

}  // namespace deltalake::inline v0::storage

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/storage/impl/local_store.ipp>
#endif
