#include <deltalake/log/removed_files.hpp>

#include <doctest/doctest.h>

namespace {

deltalake::remove_file removed(std::string path) {
  deltalake::remove_file file;
  file.path = std::move(path);
  return file;
}

TEST_CASE("removed_files: keeps path and deletion vector of each file") {
  deltalake::log::removed_files files(3);
  files.append(removed("a"));
  deltalake::remove_file with_vector = removed("b");
  with_vector.deletion_vector = deltalake::deletion_vector_descriptor{'u', "x", 1, 10, 2};
  files.append(with_vector);
  files.append(removed("file:///c"));
  files.append(removed("/c"));
  REQUIRE(files.size() == 4);
  CHECK(files.path(0) == "a");
  CHECK(files.deletion_vector_id(0).empty());
  CHECK(files.path(1) == "b");
  CHECK(files.deletion_vector_id(1) == "ux@1");
  CHECK(files.path_hash(2) == files.path_hash(3));
  CHECK(files.path_hash(0) != files.path_hash(1));
  files.clear();
  CHECK(files.size() == 0);
}

}  // namespace
