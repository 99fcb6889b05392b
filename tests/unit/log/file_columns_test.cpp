#include <deltalake/log/file_columns.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <random>
#include <string>
#include <vector>

namespace deltalake_file_columns_test {
namespace {

using deltalake::add_file;
using deltalake::deletion_vector_descriptor;
using deltalake::log::file_columns;
using deltalake::log::keep_stats;

add_file plain(const std::string& path) {
  add_file file;
  file.path = path;
  file.size = 10;
  file.modification_time = 20;
  return file;
}

// A file of which each field may be there or not.
add_file random_file(std::mt19937_64& random) {
  const auto chance = [&random] { return random() % 3 == 0; };
  add_file file = plain(std::string(random() % 40, 'p') + std::to_string(random() % 1000));
  file.size = static_cast<std::int64_t>(random());
  file.modification_time = static_cast<std::int64_t>(random());
  file.data_change = !chance();
  if (chance()) file.partition_values = {{"day", std::to_string(random() % 3)}, {"x", std::nullopt}};
  if (chance()) file.partition_values.emplace_back("y", "");
  if (chance()) file.stats = "{\"numRecords\":" + std::to_string(random() % 10) + "}";
  if (chance()) file.tags = {{"k", "v"}, {"n", std::nullopt}};
  if (chance()) file.base_row_id = 5;
  if (chance()) file.default_row_commit_version = 6;
  if (chance()) file.clustering_provider = "liquid";
  if (chance()) {
    deletion_vector_descriptor vector;
    vector.path_or_inline = std::to_string(random() % 5);
    if (chance()) vector.offset = 1;
    file.deletion_vector = vector;
  }
  return file;
}

}  // namespace

TEST_CASE("file_columns: what was appended comes back, whatever it has") {
  std::mt19937_64 random(1);
  file_columns columns(42);
  std::vector<add_file> files;
  for (int i = 0; i < 500; ++i) {
    files.push_back(random_file(random));
    columns.append(files.back(), 100 - i / 7, keep_stats::yes);
  }
  REQUIRE(columns.size() == files.size());
  for (std::size_t row = 0; row < files.size(); ++row) {
    CHECK(columns.add(row) == files[row]);
    CHECK(columns.path(row) == files[row].path);
    CHECK(columns.version(row) == 100 - static_cast<std::int64_t>(row) / 7);
    CHECK(columns.deletion_vector_id(row) ==
          (files[row].deletion_vector ? files[row].deletion_vector->unique_id() : ""));
  }
  file_columns copy(42);
  deltalake::log::packed_texts::cursor at;
  for (std::size_t row = 0; row < files.size(); row += 3) copy.append(columns, row, at);
  const auto exact = copy.exact_copy();
  for (std::size_t row = 0; row < exact->size(); ++row) {
    CHECK(exact->add(row) == files[row * 3]);
    CHECK(exact->version(row) == columns.version(row * 3));
    CHECK(exact->path_hash(row) == columns.path_hash(row * 3));
  }
}

TEST_CASE("file_columns: statistics may be dropped, and only they are") {
  file_columns columns(1);
  add_file file = plain("a");
  file.stats = "{}";
  file.base_row_id = 3;
  columns.append(file, 0, keep_stats::no);
  CHECK_FALSE(columns.stats(0).has_value());
  CHECK(columns.add(0).base_row_id == 3);
  columns.append(file, 0, keep_stats::yes);
  CHECK(columns.stats(1) == "{}");
}

TEST_CASE("file_columns: files of one partition share its values") {
  file_columns columns(1);
  for (int i = 0; i < 100; ++i) {
    add_file file = plain(std::to_string(i));
    file.partition_values = {{"p", std::to_string(i % 2)}};
    columns.append(file, 0, keep_stats::yes);
  }
  for (std::size_t row = 2; row < 100; ++row)
    CHECK(&columns.partition_values(row) == &columns.partition_values(row - 2));
  CHECK(&columns.partition_values(0) != &columns.partition_values(1));
}

TEST_CASE("file_columns: null, empty and absent partition values are different tuples") {
  file_columns columns(1);
  const std::vector<deltalake::string_map> tuples{{},           {{"p", std::nullopt}}, {{"p", ""}},
                                                  {{"p", "x"}}, {{"", "px"}},          {{"px", ""}}};
  for (const auto& tuple : tuples) {
    add_file file = plain("a");
    file.partition_values = tuple;
    columns.append(file, 0, keep_stats::yes);
  }
  for (std::size_t row = 0; row < tuples.size(); ++row) CHECK(columns.partition_values(row) == tuples[row]);
}

TEST_CASE("file_columns: equal paths have equal hashes under one seed") {
  file_columns one(7), two(7), other(8);
  one.append(plain("a/b"), 0, keep_stats::yes);
  two.append(plain("x"), 0, keep_stats::yes);
  two.append(plain("a/b"), 0, keep_stats::yes);
  other.append(plain("a/b"), 0, keep_stats::yes);
  CHECK(one.path_hash(0) == two.path_hash(1));
  CHECK(one.path_hash(0) != other.path_hash(0));
  CHECK(one.path_hashes().size() == 1);
}

TEST_CASE("file_columns: cleared columns begin anew") {
  file_columns columns(1);
  std::mt19937_64 random(2);
  for (int i = 0; i < 50; ++i) columns.append(random_file(random), 5, keep_stats::yes);
  columns.clear();
  CHECK(columns.size() == 0);
  columns.append(plain("a"), 3, keep_stats::yes);
  CHECK(columns.add(0) == plain("a"));
  CHECK(columns.version(0) == 3);
}

}  // namespace deltalake_file_columns_test
