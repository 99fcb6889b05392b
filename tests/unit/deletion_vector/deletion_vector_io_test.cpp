#include <deltalake/deletion_vector/deletion_vector_io.hpp>

#include <doctest/doctest.h>

#include <deltalake/deletion_vector/inline_form.hpp>
#include <deltalake/deletion_vector/vector_file.hpp>
#include <deltalake/storage/memory_store.hpp>
#include <tests/support/run_task.hpp>
#include <tests/support/snapshots.hpp>

namespace deltalake_deletion_vector_io_test {
namespace {

using namespace deltalake::deletion_vector;
using deltalake::path;
using deltalake::storage::any_store;
using deltalake::storage::memory_store;
using deltalake_test::refusal;
using deltalake_test::run;

roaring_bitmap some(std::uint64_t first) {
  roaring_bitmap made;
  made.add_range(first, first + 1000);
  made.add(first + 5000);
  return made;
}

memory_store store_of(const std::string& content) {
  const memory_store made;
  run(made.put(path("v.bin"), deltalake::bytes::copy_of(content), deltalake::storage::put_mode::overwrite()));
  return made;
}

deltalake::deletion_vector_descriptor descriptor(std::int32_t offset, const roaring_bitmap& rows) {
  deltalake::deletion_vector_descriptor made;
  made.offset = offset;
  made.size_in_bytes = static_cast<std::int32_t>(format_vector(rows).size());
  made.cardinality = static_cast<std::int64_t>(rows.count());
  return made;
}

roaring_bitmap read(const memory_store& from, const deltalake::deletion_vector_descriptor& what) {
  return run(read_vector(any_store(from), path("v.bin"), what));
}

TEST_CASE("deletion vector: each of a file's vectors is found, near its begin and far from it") {
  std::string file;
  const std::int32_t first = append_vector(format_vector(some(3)), file).value();
  append_vector(std::string(200'000, 'x'), file).value();
  const std::int32_t last = append_vector(format_vector(some(70'000)), file).value();
  const memory_store store = store_of(file);
  CHECK(read(store, descriptor(first, some(3))) == some(3));
  CHECK(read(store, descriptor(last, some(70'000))) == some(70'000));
}

TEST_CASE("deletion vector: damage is told, with the file") {
  std::string file;
  const std::int32_t at = append_vector(format_vector(some(3)), file).value();
  const auto wanted = descriptor(at, some(3));
  for (std::size_t size = 0; size < file.size(); ++size) {
    CHECK(refusal([&] { read(store_of(file.substr(0, size)), wanted); }) == "invalid_deletion_vector");
  }
  for (std::size_t i = 0; i < file.size(); ++i) {
    std::string changed = file;
    changed[i] = static_cast<char>(changed[i] ^ 4);
    CAPTURE(i);
    CHECK(refusal([&] { read(store_of(changed), wanted); }) ==
          (i < 5 ? "invalid_deletion_vector" : "checksum_mismatch"));
  }
  auto wrong = wanted;
  wrong.cardinality += 1;
  try {
    read(store_of(file), wrong);
    FAIL("read");
  } catch (const deltalake::delta_error& thrown) {
    CHECK(thrown.where().file == "v.bin");
    CHECK(thrown.where().field == "deletionVector.cardinality");
  }
  wrong = wanted;
  wrong.offset = -1;
  CHECK(refusal([&] { read(store_of(file), wrong); }) == "invalid_deletion_vector");
  CHECK(refusal([&] { run(read_vector(any_store(memory_store()), path("v.bin"), wanted)); }) == "not_found");
}

TEST_CASE("deletion vector: inline ones need no store") {
  CHECK(run(read_vector(any_store(), path(), make_inline(some(9)).value())) == some(9));
}

}  // namespace
}  // namespace deltalake_deletion_vector_io_test
