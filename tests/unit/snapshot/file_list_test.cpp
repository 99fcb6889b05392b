#include <deltalake/snapshot/file_list.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace deltalake_file_list_test {
namespace {

using deltalake::file_list;

static_assert(std::random_access_iterator<file_list::const_iterator>);

file_list list_of(const std::vector<std::string>& texts) {
  const auto owner = std::make_shared<const std::vector<std::string>>(texts);
  file_list::builder made(owner, texts.size());
  for (const std::string& text : *owner) made.add_view(text);
  return std::move(made).take();
}

}  // namespace

TEST_CASE("file_list: it is a sequence of texts") {
  const file_list files = list_of({"a", "b/c", "d"});
  CHECK(files.size() == 3);
  CHECK_FALSE(files.empty());
  CHECK(files[1] == "b/c");
  CHECK(files.front() == "a");
  CHECK(files.back() == "d");
  CHECK(files.end() - files.begin() == 3);
  CHECK(files.to_vector() == std::vector<std::string>{"a", "b/c", "d"});
  CHECK(std::find(files.begin(), files.end(), "d") == files.begin() + 2);
  std::string joined;
  for (const std::string_view file : files) joined += file;
  CHECK(joined == "ab/cd");
}

TEST_CASE("file_list: it equals any range of the same texts in the same order, both ways") {
  const file_list files = list_of({"a", "b"});
  const std::vector<std::string> strings{"a", "b"};
  const std::list<std::string_view> views{"a", "b"};
  const std::array<const char*, 2> literals{"a", "b"};
  CHECK(files == strings);
  CHECK(strings == files);
  CHECK(files == views);
  CHECK(views == files);
  CHECK(files == literals);
  CHECK(files == list_of({"a", "b"}));
  CHECK(files != std::vector<std::string>{"b", "a"});
  CHECK(files != std::vector<std::string>{"a"});
  CHECK(files != std::vector<std::string>{"a", "b", "c"});
  CHECK(files != list_of({"a"}));
}

TEST_CASE("file_list: a default one is empty and equals nothing but what is empty") {
  const file_list none;
  CHECK(none.empty());
  CHECK(none.begin() == none.end());
  CHECK(none == std::vector<std::string>());
  CHECK(none == list_of({}));
  CHECK(none != list_of({""}));
  CHECK(none.to_vector().empty());
}

TEST_CASE("file_list: texts live as long as a copy of the list, whoever owned them first") {
  std::weak_ptr<const std::string> watched;
  file_list copy;
  {
    const auto owner = std::make_shared<const std::string>("kept by the owner, not by the list");
    watched = owner;
    file_list::builder made(owner, 2);
    made.add_view(*owner);
    made.add_copy(std::string("made for the list, ") + "and long enough to be on the heap");
    const file_list first = std::move(made).take();
    copy = first;
  }
  CHECK_FALSE(watched.expired());
  CHECK(copy[0] == "kept by the owner, not by the list");
  CHECK(copy[1] == "made for the list, and long enough to be on the heap");
  copy = file_list();
  CHECK(watched.expired());
}

TEST_CASE("file_list: copies made for the list stay where they are while it grows") {
  file_list::builder made(nullptr, 0);
  for (int i = 0; i < 1000; ++i) made.add_copy(std::to_string(i));
  const file_list files = std::move(made).take();
  for (std::size_t i = 0; i < 1000; ++i) CHECK(files[i] == std::to_string(i));
}

}  // namespace deltalake_file_list_test
