#include "output_file.hpp"

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <deltalake/base/environment.hpp>
#include <deltalake/base/error.hpp>

namespace deltalake_tool {
namespace {

std::string draw_name(const std::string& folder) {
  char name[64];
  const auto random = static_cast<unsigned long long>(deltalake::system_environment()->random());
  std::snprintf(name, sizeof name, ".deltalake-%016llx.tmp", random);
  return folder + name;
}

}  // namespace

output_file::output_file(std::string name) : name_(std::move(name)) {
  if (name_ == "-") {
    direct_ = true;
    file_ = STDOUT_FILENO;
    return;
  }
  struct stat status;
  if (::stat(name_.c_str(), &status) == 0) {
    if (S_ISDIR(status.st_mode)) fail(EISDIR);
    if (!S_ISREG(status.st_mode)) {
      direct_ = true;
      file_ = ::open(name_.c_str(), O_WRONLY | O_CLOEXEC);
      if (file_ < 0) fail(errno);
      return;
    }
    // Through a link its target is replaced, not the link.
    if (char* const real = ::realpath(name_.c_str(), nullptr); real != nullptr) {
      name_ = real;
      std::free(real);
    }
  }
  const std::size_t slash = name_.rfind('/');
  if (name_.empty() || slash + 1 == name_.size()) fail(EISDIR);
  if (slash != std::string::npos) folder_ = name_.substr(0, slash + 1);
  open_unnamed();
  if (file_ < 0) open_temporary();
}

void output_file::open_unnamed() {
#if defined(O_TMPFILE)
  file_ = ::open(folder_.empty() ? "." : folder_.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
#endif
}

void output_file::open_temporary() {
  for (int attempts_left = 100; file_ < 0; --attempts_left) {
    temporary_ = draw_name(folder_);
    file_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file_ >= 0) return;
    const int code = errno;
    temporary_.clear();
    if (code != EEXIST || attempts_left == 0) fail(code);
  }
}

output_file::~output_file() {
  if (file_ > STDERR_FILENO) ::close(file_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

std::string output_file::shown_name() const { return file_ == STDOUT_FILENO ? std::string() : name_; }

void output_file::fail(int code) const {
  using deltalake::errc;
  const errc reason = code == ENOENT || code == ENOTDIR                  ? errc::not_found
                      : code == EACCES || code == EPERM || code == EROFS ? errc::permission_denied
                      : code == ENOSPC || code == EDQUOT                 ? errc::no_space
                                                                         : errc::storage_io;
  deltalake::throw_error(deltalake::error(reason, std::strerror(code)).in_file(name_));
}

void output_file::finish() {
  if (direct_) return;
  if (::fsync(file_) != 0) fail(errno);
  if (temporary_.empty()) {
    // A file without a name can get one that is free, but not replace another file.
    const std::string open_file = "/proc/self/fd/" + std::to_string(file_);
    const std::string name = draw_name(folder_);
    if (::linkat(AT_FDCWD, open_file.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) != 0) fail(errno);
    temporary_ = name;
  }
  if (::rename(temporary_.c_str(), name_.c_str()) != 0) fail(errno);
  temporary_.clear();
}

}  // namespace deltalake_tool
