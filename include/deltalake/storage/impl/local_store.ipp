#pragma once
#include <cstdlib>

#include <deltalake/base/workers.hpp>
#include <deltalake/storage/impl/local_read.ipp>
#include <deltalake/storage/impl/local_write.ipp>
#include <deltalake/storage/local_store.hpp>

namespace deltalake::inline v0::storage {
namespace detail {

// Absolute, without empty and "." segments and without a slash at the end. ".." stays: behind a symbolic link it means
// what the system says.
inline std::string local_tidy(const std::string& absolute) {
  std::string tidy;
  for (std::size_t begin = 0; begin < absolute.size();) {
    const std::size_t end = (std::min)(absolute.find('/', begin), absolute.size());
    const std::string_view segment = std::string_view(absolute).substr(begin, end - begin);
    begin = end + 1;
    if (segment.empty() || segment == ".") continue;
    tidy += '/';
    tidy += segment;
  }
  return tidy.empty() ? std::string("/") : tidy;
}

// Empty if there is none.
inline std::string local_current_directory() {
  std::string buffer(256, '\0');
  while (::getcwd(buffer.data(), buffer.size()) == nullptr) {
    if (errno != ERANGE) return {};
    buffer.resize(buffer.size() * 2);
  }
  buffer.resize(buffer.find('\0'));
  return buffer;
}

inline std::shared_ptr<local_disk> local_make_disk(std::string root, std::shared_ptr<environment> source,
                                                   std::size_t page_size) {
  if (root.empty() || root.find('\0') != std::string::npos) {
    throw_error(error(errc::invalid_argument, "the root directory has no name, or one with a NUL byte"));
  }
  if (root[0] != '/') {
    const std::string current = local_current_directory();
    if (current.empty()) throw_error(error(errc::storage_io, "there is no current directory for '" + root + "'"));
    root = current + '/' + root;
  }
  auto disk = std::make_shared<local_disk>();
  disk->root = local_tidy(root);
  disk->source = std::move(source);
  disk->page_size = (std::clamp)(page_size, std::size_t{1}, std::size_t{1} << 30);
  return disk;
}

}  // namespace detail

DELTALAKE_DECL local_store::local_store(std::string root_directory, std::shared_ptr<environment> source,
                                        std::size_t page_size)
    : disk_(detail::local_make_disk(std::move(root_directory), std::move(source), page_size)) {}

DELTALAKE_DECL const std::string& local_store::root() const noexcept { return disk_->root; }

DELTALAKE_DECL task<bytes> local_store::get(path where) const { return get_range(std::move(where), 0, UINT64_MAX); }

DELTALAKE_DECL task<bytes> local_store::get_range(path where, std::uint64_t offset, std::uint64_t length) const {
  return on_workers([disk = disk_, where = std::move(where), offset, length] {
    return detail::local_read(*disk, where, offset, length);
  });
}

DELTALAKE_DECL task<std::optional<object_meta>> local_store::head(path where) const {
  return on_workers([disk = disk_, where = std::move(where)] { return detail::local_head(*disk, where); });
}

DELTALAKE_DECL task<list_page> local_store::list_from(path folder, std::string from) const {
  return on_workers([disk = disk_, folder = std::move(folder), from = std::move(from)] {
    return detail::local_list(*disk, folder, from);
  });
}

DELTALAKE_DECL task<put_outcome> local_store::put(path where, bytes content, put_mode mode) const {
  return on_workers([disk = disk_, where = std::move(where), content = std::move(content), mode = std::move(mode)] {
    return detail::local_put(*disk, where, content, mode);
  });
}

DELTALAKE_DECL task<void> local_store::remove(path where) const {
  return on_workers([disk = disk_, where = std::move(where)] { detail::local_remove(*disk, where); });
}

DELTALAKE_DECL task<std::unique_ptr<upload>> local_store::begin_upload(path where, put_mode mode) const {
  return on_workers([disk = disk_, where = std::move(where), mode = std::move(mode)]() -> std::unique_ptr<upload> {
    detail::local_check_put(where, mode);
    return std::make_unique<detail::local_upload>(*disk, where, mode);
  });
}

DELTALAKE_DECL std::string local_store::uri(const path& where) const { return disk_->path_of(where); }

DELTALAKE_DECL uri_context process_context() {
  const char* const home = std::getenv("HOME");
  return uri_context(detail::local_current_directory(), home == nullptr ? std::string() : std::string(home));
}

static_assert(store<local_store>);
static_assert(upload_store<local_store>);

}  // namespace deltalake::inline v0::storage
