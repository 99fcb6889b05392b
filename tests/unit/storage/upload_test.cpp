#include <deltalake/storage/upload.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <deltalake/storage/any_store.hpp>
#include <deltalake/storage/local_store.hpp>
#include <deltalake/storage/memory_store.hpp>
#include <deltalake/storage/prefix_store.hpp>
#include <tests/support/run_task.hpp>
#include <tests/support/temp_folder.hpp>

namespace deltalake_upload_test {

using namespace deltalake;
using namespace deltalake::storage;
using namespace deltalake_test;

namespace {

template <class Store>
task<put_outcome> upload_parts(Store to, path where, put_mode mode) {
  auto beginning = begin_upload(to, where, mode);
  auto object = co_await std::move(beginning);
  for (const char* const part : {"one ", "", "two"}) {
    bytes content = bytes::copy_of(part);
    auto writing = object->write(std::move(content));
    co_await std::move(writing);
    auto looking = to.head(where);
    const std::optional<object_meta> found = co_await std::move(looking);
    CHECK((!found || found->size_bytes == 5));  // what was there before, but no part
  }
  auto finishing = object->finish();
  co_return co_await std::move(finishing);
}

template <class Store>
void check_uploads_to(Store store) {
  const path where("a/b/object");
  CHECK(run(upload_parts(store, where, put_mode::create())) == put_outcome::created);
  CHECK(run(store.get(where)).view() == "one two");
  CHECK(run(upload_parts(store, path("a/other"), put_mode::overwrite())) == put_outcome::created);
  run(store.put(where, bytes::copy_of("12345"), put_mode::overwrite()));
  CHECK(run(upload_parts(store, where, put_mode::create())) == put_outcome::already_exists);
  CHECK(run(store.get(where)).view() == "12345");
  CHECK(run(upload_parts(store, where, put_mode::overwrite())) == put_outcome::created);
  CHECK(run(store.get(where)).view() == "one two");
}

std::size_t count_files_below(const std::string& folder) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) count += entry.is_regular_file();
  return count;
}

}  // namespace

TEST_CASE("upload: parts become one object, as put makes it, in every store") {
  check_uploads_to(memory_store());
  check_uploads_to(any_store(memory_store()));
  const temp_folder folder;
  check_uploads_to(local_store(folder / "local"));
  check_uploads_to(any_store(local_store(folder / "any")));
  check_uploads_to(prefix_store<local_store>(local_store(folder / "prefix"), path("x")));
  CHECK(count_files_below(folder.path()) == 6);  // no temporary file is left
}

TEST_CASE("upload: one that is not finished leaves nothing, and one that ended takes no more") {
  const temp_folder folder;
  const local_store store(folder.path());
  {
    auto object = run(store.begin_upload(path("f"), put_mode::create()));
    run(object->write(bytes::copy_of("something")));
    CHECK(count_files_below(folder.path()) == 1);
    CHECK_FALSE(run(store.head(path("f"))).has_value());
  }
  CHECK(count_files_below(folder.path()) == 0);
  auto object = run(store.begin_upload(path("f"), put_mode::create()));
  run(object->abort());
  CHECK(count_files_below(folder.path()) == 0);
  CHECK_THROWS_AS(run(object->write(bytes::copy_of("more"))), delta_error);
  CHECK_THROWS_AS(run(object->finish()), delta_error);
  run(object->abort());
}

TEST_CASE("upload: what put refuses is refused at the begin") {
  const temp_folder folder;
  const local_store store(folder.path());
  CHECK_THROWS_AS(run(store.begin_upload(path(), put_mode::create())), delta_error);
  CHECK_THROWS_AS(run(store.begin_upload(path("f"), put_mode::if_match("x"))), delta_error);
  CHECK_THROWS_AS(run(any_store().begin_upload(path("f"), put_mode::create())), delta_error);
}

TEST_CASE("upload: the one in memory hands its content over at the end") {
  auto content = std::make_shared<bytes>();
  memory_upload object(content);
  run(object.write(bytes::copy_of("ab")));
  run(object.write(bytes::copy_of("c")));
  CHECK(content->empty());
  CHECK(run(object.finish()) == put_outcome::created);
  CHECK(content->view() == "abc");
}

}  // namespace deltalake_upload_test
