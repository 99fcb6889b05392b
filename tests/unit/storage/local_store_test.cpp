#include <deltalake/storage/local_store.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <exception>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#if defined(__linux__)
#include <sys/mount.h>
#endif

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>

#include <tests/support/run_task.hpp>
#include <tests/support/temp_folder.hpp>

namespace deltalake_local_store_test {
namespace {

using deltalake::bytes;
using deltalake::errc;
using deltalake::path;
using deltalake::storage::local_store;
using deltalake::storage::put_mode;
using deltalake::storage::put_outcome;
using deltalake_test::run;
using deltalake_test::temp_folder;

put_outcome put(const local_store& store, const std::string& name, const std::string& text,
                const put_mode& mode = put_mode::overwrite()) {
  return run(store.put(path(name), bytes::copy_of(text), mode));
}

std::string names_of(const local_store& store, const std::string& folder, const std::string& from = {}) {
  std::string text;
  for (const auto& object : run(store.list_from(path(folder), from)).objects) {
    text += std::string(object.location.name()) + ' ';
  }
  return text;
}

void write_file(const std::string& name, const std::string& text) { std::ofstream(name, std::ios::binary) << text; }

std::size_t entries_of(const std::string& folder) {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder)) ++count;
  return count;
}

// What `work` throws, by its stable name, or what it is if it throws nothing.
template <class Work>
std::string refusal(Work work) {
  try {
    work();
  } catch (const deltalake::delta_error& thrown) {
    return std::string(name(thrown.reason())) + (thrown.where().file.empty() ? " without a file" : "");
  }
  return "nothing";
}

// Runs `work` in a process of its own, which may give up rights and set limits. True if it returned true.
template <class Work>
bool in_child(Work work) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    bool good = false;
    try {
      good = work();
    } catch (...) {
    }
    ::_exit(good ? 0 : 1);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

TEST_CASE("local_store: the root is absolute and tidy, and need not exist") {
  CHECK(local_store("/a//b/./c/").root() == "/a/b/c");
  CHECK(local_store("/").root() == "/");
  CHECK(local_store("/").uri(path("a/b")) == "/a/b");
  CHECK(local_store("/a/../b").root() == "/a/../b");
  CHECK(local_store("t").root() == std::filesystem::current_path().string() + "/t");
  CHECK(local_store(".").root() == std::filesystem::current_path().string());
  CHECK(local_store("/a/100%").uri(path("x=%2F/b c")) == "/a/100%/x=%2F/b c");
  CHECK_THROWS_AS(local_store(""), deltalake::delta_error);
  CHECK_THROWS_AS(local_store(std::string("a\0b", 3)), deltalake::delta_error);

  const temp_folder folder;
  const local_store store(folder / "not/there");
  CHECK(!run(store.head(path("a"))));
  CHECK(names_of(store, "").empty());
  run(store.remove(path("a")));
  CHECK(!std::filesystem::exists(folder / "not"));
  CHECK(put(store, "x/y/a", "text", put_mode::create()) == put_outcome::created);
  CHECK(run(store.get(path("x/y/a"))).view() == "text");
}

TEST_CASE("local_store: process_context knows the current directory and the home") {
  const auto context = deltalake::storage::process_context();
  CHECK(context.current_directory == std::filesystem::current_path().string());
}

TEST_CASE("local_store: folders, pipes and links to nowhere are no objects") {
  const temp_folder folder;
  const local_store store(folder.path());
  std::filesystem::create_directory(folder / "d");
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  write_file(folder / "file", "text");
  std::filesystem::create_symlink("file", folder / "link");
  std::filesystem::create_symlink("nowhere", folder / "lost");
  std::filesystem::create_symlink("loop", folder / "loop");
  std::filesystem::create_directory_symlink("d", folder / "linked_d");
  CHECK(names_of(store, "") == "file link ");
  for (const char* const name : {"d", "pipe", "lost", "linked_d", ""}) {
    CAPTURE(name);
    CHECK(!run(store.head(path(name))));
    const std::string wanted = std::string(name).empty() ? "not_found without a file" : "not_found";
    CHECK(refusal([&] { run(store.get(path(name))); }) == wanted);
  }
  CHECK(refusal([&] { run(store.get(path("loop"))); }) == "storage_io");
  CHECK(run(store.get(path("link"))).view() == "text");
  CHECK(put(store, "linked_d/a", "text", put_mode::create()) == put_outcome::created);
  CHECK(run(store.get(path("d/a"))).view() == "text");
  run(store.remove(path("d")));
  CHECK(std::filesystem::is_directory(folder / "d"));
}

TEST_CASE("local_store: a folder or file in the way of a put is an error") {
  const temp_folder folder;
  const local_store store(folder.path());
  std::filesystem::create_directory(folder / "d");
  write_file(folder / "file", "text");
  CHECK(refusal([&] { put(store, "d", "x", put_mode::create()); }) == "storage_io");
  CHECK(refusal([&] { put(store, "d", "x"); }) == "storage_io");
  CHECK(refusal([&] { put(store, "file/a", "x", put_mode::create()); }) == "storage_io");
  CHECK(refusal([&] { run(store.get(path("file/a"))); }) == "not_found");
  CHECK(!run(store.head(path("file/a"))));
  CHECK(names_of(store, "file").empty());
  run(store.remove(path("file/a")));
  CHECK(refusal([&] { run(store.put(path(), bytes(), put_mode::create())); }) == "invalid_path without a file");
  CHECK(entries_of(folder.path()) == 2);
}

TEST_CASE("local_store: a name that is too long is an invalid path") {
  const temp_folder folder;
  const local_store store(folder.path());
  const std::string name(300, 'x');
  CHECK(refusal([&] { put(store, name, "x", put_mode::create()); }) == "invalid_path");
  CHECK(refusal([&] { run(store.get(path(name))); }) == "invalid_path");
  CHECK(entries_of(folder.path()) == 0);
  // The longest name there is, although no checksum file could lie beside it.
  const std::string longest(255, 'x');
  CHECK(put(store, longest, "x", put_mode::create()) == put_outcome::created);
  CHECK(put(store, longest, "y") == put_outcome::created);
  run(store.remove(path(longest)));
  CHECK(entries_of(folder.path()) == 0);
}

TEST_CASE("local_store: a listing pages through the folder in byte order") {
  const temp_folder folder;
  const local_store store(folder.path(), deltalake::system_environment(), 2);
  for (const char* const name : {"d", "b", "a", "e", "c"}) write_file(folder / name, name);
  std::filesystem::create_directory(folder / "bb");
  std::string seen, from;
  int pages = 0;
  for (;; ++pages) {
    const auto page = run(store.list_from(path(), from));
    for (const auto& object : page.objects) seen += object.location.text();
    CHECK(page.objects.size() <= 2);
    if (!page.next) break;
    from = *page.next;
  }
  CHECK(seen == "abcde");
  CHECK(pages == 2);
  CHECK(names_of(store, "", "c") == "c d ");
}

TEST_CASE("local_store: head and listing tell size and time, however odd the time") {
  const temp_folder folder;
  const local_store store(folder.path());
  write_file(folder / "a", "12345");
  const auto set = [&](std::int64_t seconds, long nanoseconds) {
    timespec times[2] = {};
    times[0].tv_sec = times[1].tv_sec = static_cast<time_t>(seconds);
    times[1].tv_nsec = nanoseconds;
    REQUIRE(::utimensat(AT_FDCWD, (folder / "a").c_str(), times, 0) == 0);
    const auto found = run(store.head(path("a")));
    REQUIRE(found);
    CHECK(found->size_bytes == 5);
    CHECK(run(store.list_from(path(), "")).objects.at(0) == *found);
    return found->modified_ms;
  };
  CHECK(set(1'700'000'000, 123'999'999) == 1'700'000'000'123);
  CHECK(set(-1, 500'000'000) == -500);
  set(INT64_MAX, 0);
  set(INT64_MIN + 1, 0);
}

TEST_CASE("local_store: overwriting or removing a file takes its Hadoop checksum away") {
  const temp_folder folder;
  const local_store store(folder.path());
  const auto with_checksum = [&] {
    write_file(folder / "a", "old");
    write_file(folder / ".a.crc", "sum of old");
    write_file(folder / ".b.crc", "sum of b");
  };
  with_checksum();
  CHECK(put(store, "a", "new") == put_outcome::created);
  CHECK(names_of(store, "") == ".b.crc a ");
  with_checksum();
  CHECK(put(store, "a", "new", put_mode::create()) == put_outcome::already_exists);
  CHECK(names_of(store, "") == ".a.crc .b.crc a ");
  run(store.remove(path("a")));
  CHECK(names_of(store, "") == ".b.crc ");
}

TEST_CASE("local_store: if_match is refused with a reason") {
  const temp_folder folder;
  const local_store store(folder.path());
  put(store, "a", "old");
  const auto mode = put_mode::if_match(run(store.head(path("a")))->etag);
  CHECK(refusal([&] { put(store, "a", "new", mode); }) == "no_atomic_create");
  CHECK(run(store.get(path("a"))).view() == "old");
}

TEST_CASE("local_store: files get the rights that the process gives new files") {
  const temp_folder folder;
  const local_store store(folder.path());
  CHECK(in_child([&] {
    ::umask(027);
    put(store, "d/a", "x", put_mode::create());
    struct stat file, made;
    if (::stat((folder / "d/a").c_str(), &file) != 0 || ::stat((folder / "d").c_str(), &made) != 0) return false;
    return (file.st_mode & 0777) == 0640 && (made.st_mode & 0777) == 0750 && file.st_nlink == 1;
  }));
}

TEST_CASE("local_store: without rights everything is permission_denied, and nothing changes") {
  if (::geteuid() != 0) return;  // only root can become somebody else
  const temp_folder folder;
  const local_store store(folder / "t");
  put(store, "a", "text");
  ::chmod(folder.path().c_str(), 0755);
  ::chmod((folder / "t").c_str(), 0755);
  ::chmod((folder / "t/a").c_str(), 0600);
  CHECK(in_child([&] {
    if (::setuid(65534) != 0) return false;
    bool good = refusal([&] { put(store, "b", "x", put_mode::create()); }) == "permission_denied";
    good &= refusal([&] { put(store, "a", "x"); }) == "permission_denied";
    good &= refusal([&] { put(store, "new/b", "x"); }) == "permission_denied";
    good &= refusal([&] { run(store.get(path("a"))); }) == "permission_denied";
    good &= refusal([&] { run(store.remove(path("a"))); }) == "permission_denied";
    return good && put(store, "a", "x", put_mode::create()) == put_outcome::already_exists;
  }));
  ::chmod((folder / "t").c_str(), 0700);
  CHECK(in_child([&] {
    if (::setuid(65534) != 0) return false;
    return refusal([&] { names_of(store, ""); }).starts_with("permission_denied") &&
           refusal([&] { run(store.head(path("a"))); }) == "permission_denied";
  }));
  CHECK(run(store.get(path("a"))).view() == "text");
  CHECK(entries_of(folder / "t") == 1);
}

TEST_CASE("local_store: a file that may not grow is no_space, and nothing stays of it") {
  const temp_folder folder;
  const local_store store(folder.path());
  put(store, "a", "old");
  CHECK(in_child([&] {
    ::signal(SIGXFSZ, SIG_IGN);
    rlimit limit{1000, 1000};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return false;
    const std::string large(5000, 'x');
    bool good = refusal([&] { put(store, "b", large, put_mode::create()); }) == "no_space";
    good &= refusal([&] { put(store, "a", large); }) == "no_space";
    return good && put(store, "c", "small", put_mode::create()) == put_outcome::created;
  }));
  CHECK(names_of(store, "") == "a c ");
  CHECK(run(store.get(path("a"))).view() == "old");
}

#if defined(__linux__)
TEST_CASE("local_store: a full disk is no_space, and nothing stays of what did not fit") {
  const temp_folder folder;
  CHECK(in_child([&] {
    // A small file system of its own, where the system lets us: else there is nothing to test.
    if (::unshare(CLONE_NEWNS) != 0) return true;
    if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return true;
    if (::mount("none", folder.path().c_str(), "tmpfs", 0, "size=64k") != 0) return true;
    const local_store store(folder.path());
    put(store, "a", "old");
    const std::string large(200'000, 'x');
    bool good = refusal([&] { put(store, "b", large, put_mode::create()); }) == "no_space";
    good &= refusal([&] { put(store, "a", large); }) == "no_space";
    good &= put(store, "c", "small", put_mode::create()) == put_outcome::created;
    return good && names_of(store, "") == "a c " && run(store.get(path("a"))).view() == "old";
  }));
}
#endif

TEST_CASE("local_store: a folder that was removed is made again") {
  const temp_folder folder;
  const local_store store(folder / "t");
  put(store, "d/a", "1", put_mode::create());
  std::filesystem::remove_all(folder / "t");
  CHECK(put(store, "d/a", "2", put_mode::create()) == put_outcome::created);
  CHECK(run(store.get(path("d/a"))).view() == "2");
}

TEST_CASE("local_store: a put that is cancelled on its way reports what became of it") {
  const temp_folder folder;
  const local_store store(folder.path());
  for (int i = 0; i < 20; ++i) {
    const path where("object-" + std::to_string(i));
    boost::asio::io_context context;
    boost::asio::cancellation_signal signal;
    std::optional<put_outcome> outcome;
    const auto ended = [&](std::exception_ptr failure, put_outcome got) {
      if (!failure) outcome = got;
    };
    boost::asio::co_spawn(context, store.put(where, bytes::copy_of("text"), put_mode::create()),
                          boost::asio::bind_cancellation_slot(signal.slot(), ended));
    context.poll();
    std::this_thread::sleep_for(std::chrono::microseconds(i * 100));
    signal.emit(boost::asio::cancellation_type::terminal);
    context.run();
    CHECK(outcome == put_outcome::created);
    CHECK(run(store.get(where)).view() == "text");
  }
}

TEST_CASE("local_store: threads racing for names see one winner each") {
  const temp_folder folder;
  const local_store store(folder / "t");
  std::atomic<int> created{0}, existing{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 40; ++i) {
        const auto outcome = put(store, "log/" + std::to_string(i), std::to_string(t), put_mode::create());
        if (outcome == put_outcome::created) ++created;
        if (outcome == put_outcome::already_exists) ++existing;
        run(store.list_from(path("log"), "1"));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(created == 40);
  CHECK(existing == 120);
  CHECK(entries_of(folder / "t/log") == 40);
}

}  // namespace deltalake_local_store_test
