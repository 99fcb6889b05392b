// A store of one's own: it shows what the library asks of a store while a table is opened. 05_custom_store [TABLE]
// Any type with these seven functions is a store (deltalake::storage::store says what each must do); a program for an
// archive or a web service would fetch the bytes itself instead of passing the calls on.
#include <atomic>
#include <cstdio>
#include <iostream>
#include <memory>

#include <deltalake/deltalake.hpp>

namespace storage = deltalake::storage;

class chatty_store {
 public:
  explicit chatty_store(storage::local_store files) : files_(std::move(files)) {}

  deltalake::task<deltalake::bytes> get(deltalake::path where) const { return note("get", where), files_.get(where); }
  deltalake::task<deltalake::bytes> get_range(deltalake::path where, std::uint64_t offset, std::uint64_t length) const {
    return note("get_range", where), files_.get_range(where, offset, length);
  }
  deltalake::task<std::optional<storage::object_meta>> head(deltalake::path where) const {
    return note("head", where), files_.head(where);
  }
  deltalake::task<storage::list_page> list_from(deltalake::path folder, std::string from) const {
    return note("list_from", folder), files_.list_from(folder, from);
  }
  // Opening a table never writes, so this store need not either: it refuses with an error that callers understand.
  deltalake::task<storage::put_outcome> put(deltalake::path where, deltalake::bytes, storage::put_mode) const {
    throw deltalake::delta_error(storage::storage_error(deltalake::errc::permission_denied, where, "read only"));
  }
  deltalake::task<void> remove(deltalake::path where) const {
    throw deltalake::delta_error(storage::storage_error(deltalake::errc::permission_denied, where, "read only"));
  }
  std::string uri(const deltalake::path& where) const { return files_.uri(where); }

  int calls() const { return *calls_; }

 private:
  // Calls come from several threads at once.
  void note(const char* operation, const deltalake::path& where) const {
    ++*calls_;
    std::printf("%s %s\n", operation, where.text().c_str());
  }
  storage::local_store files_;
  std::shared_ptr<std::atomic<int>> calls_ = std::make_shared<std::atomic<int>>(0);  // copies are one store
};
static_assert(storage::store<chatty_store>);

int main(int count, char** arguments) try {
  storage::local_store files(count > 1 ? arguments[1] : "tests/data/delta-0.2.0");
  const auto table = deltalake::wait(deltalake::open_table(chatty_store(std::move(files))));
  std::cout << table.num_files() << " files after " << table.store().calls() << " calls" << std::endl;
} catch (const std::exception& problem) {
  std::cerr << problem.what() << '\n';
  return 1;
}
