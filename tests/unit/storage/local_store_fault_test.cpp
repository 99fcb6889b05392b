#include <deltalake/storage/local_store.hpp>

#include <doctest/doctest.h>

// Stands between the library and the C library, whose functions a program may define itself: this is how a store meets
// a disk that fails, or a network file system that loses replies, without a hook in the store.
#if defined(__GLIBC__)

#include <algorithm>
#include <cerrno>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <dlfcn.h>
#include <sys/stat.h>
#include <unistd.h>

#include <tests/support/run_task.hpp>
#include <tests/support/temp_folder.hpp>

namespace deltalake_local_fault_test {
namespace {

// What happens to a call: it fails with `code`, before it is done or after.
struct mishap {
  std::string call;
  int code = 0;
  bool done = false;
  int times = 1 << 20;
};

struct wire {
  bool armed = false;
  std::mutex mutex;
  std::vector<std::string> calls;
  std::vector<ino_t> synced;  // folders, until the first link
  std::optional<mishap> planned;
  std::size_t write_max = SIZE_MAX;

  // Notes a call and tells what happens to it.
  std::optional<mishap> pass(const std::string& call) {
    const std::lock_guard lock(mutex);
    calls.push_back(call);
    if (!planned || planned->call != call || planned->times-- <= 0) return std::nullopt;
    return planned;
  }
};

wire& the_wire() {
  static wire instance;
  return instance;
}

template <class Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

template <class Result, class Call>
Result intercept(const std::string& name, Call call) {
  if (!the_wire().armed) return call();
  const auto met = the_wire().pass(name);
  if (met && !met->done) {
    errno = met->code;
    return met->code == 0 ? 0 : -1;
  }
  const Result got = call();
  if (!met) return got;
  errno = met->code;
  return -1;
}

bool is_folder(int file, ino_t& inode) {
  struct stat status;
  if (::fstat(file, &status) != 0) return false;
  inode = status.st_ino;
  return S_ISDIR(status.st_mode);
}

}  // namespace
}  // namespace deltalake_local_fault_test

extern "C" int fsync(int file) {
  using namespace deltalake_local_fault_test;
  ino_t inode = 0;
  const bool folder = the_wire().armed && is_folder(file, inode);
  if (folder) {
    const std::lock_guard lock(the_wire().mutex);
    the_wire().synced.push_back(inode);
  }
  return intercept<int>(folder ? "sync folder" : "sync file", [&] { return real<int(int)>("fsync")(file); });
}

extern "C" int linkat(int from_folder, const char* from, int to_folder, const char* to, int flags) noexcept {
  using namespace deltalake_local_fault_test;
  return intercept<int>("link", [&] {
    return real<int(int, const char*, int, const char*, int)>("linkat")(from_folder, from, to_folder, to, flags);
  });
}

extern "C" int renameat(int from_folder, const char* from, int to_folder, const char* to) noexcept {
  using namespace deltalake_local_fault_test;
  return intercept<int>("rename", [&] {
    return real<int(int, const char*, int, const char*)>("renameat")(from_folder, from, to_folder, to);
  });
}

extern "C" int unlinkat(int folder, const char* name, int flags) noexcept {
  using namespace deltalake_local_fault_test;
  const bool temporary = std::string(name).starts_with(".deltalake-");
  return intercept<int>(temporary ? "unlink temporary" : "unlink checksum",
                        [&] { return real<int(int, const char*, int)>("unlinkat")(folder, name, flags); });
}

extern "C" ssize_t write(int file, const void* data, size_t size) {
  using namespace deltalake_local_fault_test;
  const auto call = [&](std::size_t count) {
    return real<ssize_t(int, const void*, size_t)>("write")(file, data, count);
  };
  // Asio writes too, to wake its threads.
  struct stat status;
  if (!the_wire().armed || ::fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) return call(size);
  return intercept<ssize_t>("write", [&] { return call((std::min)(size, the_wire().write_max)); });
}

namespace deltalake_local_fault_test {
namespace {

using deltalake::bytes;
using deltalake::path;
using deltalake::storage::local_store;
using deltalake::storage::put_mode;
using deltalake::storage::put_outcome;
using deltalake_test::run;
using deltalake_test::temp_folder;
using calls = std::vector<std::string>;

// A store that has written already, so that its folders are known to be there; then the wire is watched.
struct rig {
  temp_folder folder;
  local_store store{folder / "t"};

  rig() {
    put("old", "old", put_mode::create());
    the_wire().calls.clear();
    the_wire().synced.clear();
    the_wire().planned.reset();
    the_wire().write_max = SIZE_MAX;
    the_wire().armed = true;
  }
  ~rig() { the_wire().armed = false; }

  std::string put(const std::string& where, const std::string& text, const put_mode& mode) {
    try {
      switch (run(store.put(path(where), bytes::copy_of(text), mode))) {
        case put_outcome::created: return "created";
        case put_outcome::already_exists: return "already_exists";
        case put_outcome::not_matched: return "not_matched";
        case put_outcome::unknown: return "unknown";
      }
    } catch (const deltalake::delta_error& thrown) {
      CHECK(thrown.where().file == where);
      return std::string(name(thrown.reason()));
    }
    return {};
  }
  std::string create(const std::string& call, int code, bool done = false, int times = 1 << 20) {
    the_wire().planned = mishap{call, code, done, times};
    return put("new", "text", put_mode::create());
  }
  std::string overwrite(const std::string& call, int code, bool done = false, int times = 1 << 20) {
    the_wire().planned = mishap{call, code, done, times};
    return put("old", "text", put_mode::overwrite());
  }
  // All there is, with its content; temporary files would show.
  std::string state() {
    the_wire().armed = false;
    std::string text;
    for (const auto& object : run(store.list_from(path(), "")).objects) {
      text += object.location.text() + '=' + std::string(run(store.get(object.location)).view()) + ' ';
    }
    the_wire().armed = true;
    return text;
  }
  std::size_t count(const std::string& call) const {
    const calls& all = the_wire().calls;
    return static_cast<std::size_t>(std::count(all.begin(), all.end(), call));
  }
};

}  // namespace

TEST_CASE("local_store: a create syncs the file, links it, syncs the folder, and then removes the temporary name") {
  rig r;
  CHECK(r.put("new", "text", put_mode::create()) == "created");
  CHECK(the_wire().calls == calls{"write", "sync file", "link", "sync folder", "unlink temporary"});
  CHECK(r.state() == "new=text old=old ");
}

TEST_CASE("local_store: an overwrite syncs the file, drops the checksum, renames, and syncs the folder") {
  rig r;
  CHECK(r.put("old", "text", put_mode::overwrite()) == "created");
  CHECK(the_wire().calls == calls{"write", "sync file", "unlink checksum", "rename", "sync folder"});
  CHECK(r.state() == "old=text ");
}

TEST_CASE("local_store: the loser of a race writes nothing") {
  rig r;
  CHECK(r.put("old", "text", put_mode::create()) == "already_exists");
  CHECK(the_wire().calls.empty());
}

TEST_CASE("local_store: new folders are synced up to the root's parent before the object gets its name") {
  rig r;
  const local_store fresh(r.folder / "x/y");
  REQUIRE(run(fresh.put(path("a/b/object"), bytes(), put_mode::create())) == put_outcome::created);
  const auto link = std::find(the_wire().calls.begin(), the_wire().calls.end(), "link");
  const auto before = static_cast<std::size_t>(std::count(the_wire().calls.begin(), link, "sync folder"));
  REQUIRE(before <= the_wire().synced.size());
  for (const char* const above : {"", "x", "x/y", "x/y/a"}) {
    CAPTURE(above);
    struct stat status;
    REQUIRE(::stat((r.folder / above).c_str(), &status) == 0);
    const auto end = the_wire().synced.begin() + static_cast<std::ptrdiff_t>(before);
    CHECK(std::find(the_wire().synced.begin(), end, status.st_ino) != end);
  }
}

TEST_CASE("local_store: folders that another process made are synced by the first put into them, and only by it") {
  rig r;
  const local_store second(r.folder / "t");
  REQUIRE(run(second.put(path("1"), bytes(), put_mode::create())) == put_outcome::created);
  CHECK(r.count("sync folder") == 2);
  REQUIRE(run(second.put(path("2"), bytes(), put_mode::create())) == put_outcome::created);
  CHECK(r.count("sync folder") == 3);
}

TEST_CASE("local_store: a failed write or sync of the file is final, and nothing is left") {
  for (const char* const call : {"write", "sync file"}) {
    for (const int code : {EIO, ENOSPC, EDQUOT, EFBIG}) {
      CAPTURE(call);
      CAPTURE(code);
      rig r;
      const std::string wanted = code == EIO ? "storage_io" : "no_space";
      CHECK(r.create(call, code) == wanted);
      CHECK(r.overwrite(call, code) == wanted);
      CHECK(r.count(call) == 2);
      CHECK(r.count("link") == 0);
      CHECK(r.state() == "old=old ");
    }
  }
}

TEST_CASE("local_store: a file system without hard links is named as such, and nothing is left") {
  for (const int code : {EPERM, ENOTSUP, EOPNOTSUPP, EMLINK, EXDEV, ENOSYS}) {
    CAPTURE(code);
    rig r;
    CHECK(r.create("link", code) == "no_atomic_create");
    CHECK(r.state() == "old=old ");
  }
}

TEST_CASE("local_store: a link that failed for lack of room or rights is an error, and nothing is left") {
  for (const auto& [code, wanted] : {std::pair(ENOSPC, "no_space"), std::pair(EDQUOT, "no_space"),
                                     std::pair(EACCES, "permission_denied"), std::pair(EROFS, "permission_denied")}) {
    rig r;
    CHECK(r.create("link", code) == wanted);
    CHECK(r.overwrite("rename", code) == wanted);
    CHECK(r.state() == "old=old ");
  }
}

TEST_CASE("local_store: a link or rename that was done although it reported an error is ours") {
  for (const int code : {EEXIST, EIO, ETIMEDOUT, ESTALE}) {
    CAPTURE(code);
    rig r;
    CHECK(r.create("link", code, true) == "created");
    CHECK(r.state() == "new=text old=old ");
  }
  for (const int code : {ENOENT, EIO, ESTALE}) {
    CAPTURE(code);
    rig r;
    CHECK(r.overwrite("rename", code, true) == "created");
    CHECK(r.state() == "old=text ");
  }
}

TEST_CASE("local_store: a link or rename whose reply was lost is unknown") {
  for (const int code : {EIO, ETIMEDOUT, ESTALE}) {
    CAPTURE(code);
    rig r;
    CHECK(r.create("link", code) == "unknown");
    CHECK(r.overwrite("rename", code) == "unknown");
    CHECK(r.state() == "old=old ");
  }
}

TEST_CASE("local_store: an object whose folder could not be synced is there, but its outcome is unknown") {
  rig r;
  CHECK(r.create("sync folder", EIO) == "unknown");
  CHECK(r.count("sync folder") == 1);
  CHECK(r.overwrite("sync folder", EIO) == "unknown");
  CHECK(r.state() == "new=text old=text ");
}

TEST_CASE("local_store: a file system that cannot sync folders is taken as it is") {
  rig r;
  CHECK(r.create("sync folder", EINVAL) == "created");
}

TEST_CASE("local_store: a folder above that cannot be synced refuses the put before anything is written") {
  rig r;
  the_wire().planned = mishap{"sync folder", EIO};
  CHECK(r.put("a/new", "text", put_mode::create()) == "storage_io");
  CHECK(r.count("write") == 0);
  CHECK(r.state() == "old=old ");
}

TEST_CASE("local_store: a checksum that cannot be removed keeps the old file") {
  rig r;
  CHECK(r.overwrite("unlink checksum", EACCES) == "permission_denied");
  CHECK(r.state() == "old=old ");
}

TEST_CASE("local_store: signals and short writes are not noticed") {
  for (const char* const call : {"write", "sync file", "link", "sync folder"}) {
    CAPTURE(call);
    rig r;
    CHECK(r.create(call, EINTR, false, 3) == "created");
    CHECK(r.state() == "new=text old=old ");
  }
  rig interrupted;
  CHECK(interrupted.overwrite("rename", EINTR, false, 3) == "created");
  rig linked;
  CHECK(linked.create("link", EINTR, true, 1) == "created");
  rig r;
  the_wire().write_max = 1;
  CHECK(r.put("new", "0123456789", put_mode::create()) == "created");
  CHECK(r.count("write") == 10);
  CHECK(r.state() == "new=0123456789 old=old ");
}

TEST_CASE("local_store: a write of nothing does not go on for ever") {
  rig r;
  CHECK(r.create("write", 0) == "no_space");
  CHECK(r.state() == "old=old ");
}

}  // namespace deltalake_local_fault_test

#endif
