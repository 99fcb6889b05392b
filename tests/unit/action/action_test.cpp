#include <deltalake/action/action.hpp>

#include <doctest/doctest.h>

#include <string>

namespace deltalake_action_test {
namespace {

struct text_json {
  using value = std::string;
};
using text_action = deltalake::basic_action<text_json>;

TEST_CASE("deletion_vector_descriptor: the unique id is made of type, path and offset") {
  deltalake::deletion_vector_descriptor vector;
  vector.path_or_inline = "ab^-aqEH.-t@S}K{vb[*k^";
  CHECK(vector.unique_id() == "uab^-aqEH.-t@S}K{vb[*k^");
  vector.offset = 4;
  CHECK(vector.unique_id() == "uab^-aqEH.-t@S}K{vb[*k^@4");
  vector.offset = 0;
  CHECK(vector.unique_id() == "uab^-aqEH.-t@S}K{vb[*k^@0");
}

TEST_CASE("action: it holds one kind and tells which") {
  deltalake::add_file add;
  add.path = "a.parquet";
  const text_action held = add;
  REQUIRE(held.get_if<deltalake::add_file>() != nullptr);
  CHECK(held.get_if<deltalake::add_file>()->path == "a.parquet");
  CHECK(held.get_if<deltalake::remove_file>() == nullptr);
}

TEST_CASE("action: actions of equal content are equal") {
  deltalake::add_file add;
  add.partition_values = {{"p", std::nullopt}, {"q", ""}};
  deltalake::add_file other = add;
  CHECK(add == other);
  other.partition_values[0].second = "";
  CHECK_FALSE(add == other);
  CHECK(text_action(add) == text_action(add));
  CHECK_FALSE(text_action(add) == text_action(other));
  deltalake::basic_commit_info<text_json> info;
  info.value = "{}";
  CHECK(info == deltalake::basic_commit_info<text_json>(info));
}

}  // namespace
}  // namespace deltalake_action_test
