#include <deltalake/base/error.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <type_traits>

#include <deltalake/base/result.hpp>

namespace deltalake_error_test {
namespace {

using deltalake::delta_error;
using deltalake::errc;
using deltalake::error;
using deltalake::result;

static_assert(std::is_nothrow_move_constructible_v<error>);
static_assert(std::is_base_of_v<boost::system::system_error, delta_error>);

error everything() {
  error found(errc::missing_field, "no size");
  found.in_table("file:///data/t")
      .in_file("_delta_log/00000000000000000007.json")
      .in_field("add.size")
      .at_version(7)
      .at_line(3);
  return found;
}

TEST_CASE("error: the message says where, what and what to do, in that order") {
  CHECK(
      everything().to_string() ==
      "table file:///data/t: version 7: _delta_log/00000000000000000007.json:3: add.size: a required field is absent: "
      "no size [missing_field]; the file was written by a faulty writer");
}

TEST_CASE("error: what is not known is not in the message") {
  CHECK(error(errc::not_found).to_string() == "there is no such object [not_found]; check the name");
  error line_without_file(errc::not_found);
  line_without_file.at_line(3);
  CHECK(line_without_file.to_string() == "there is no such object [not_found]; check the name");
}

TEST_CASE("error: the first one to tell a place is right, as it is the nearest") {
  error found = everything();
  found.in_table("other").in_file("other").in_field("other").at_version(1).at_line(1);
  CHECK(found.table == "file:///data/t");
  CHECK(found.field == "add.size");
  CHECK(found.version == 7);
  CHECK(found.line == 3);
}

TEST_CASE("delta_error: it carries the whole error and compares as an error code") {
  const delta_error thrown(everything());
  CHECK(thrown.what() == everything().to_string());
  CHECK(thrown.reason() == errc::missing_field);
  CHECK(thrown.code() == errc::missing_field);
  CHECK(thrown.code() == deltalake::condition::corrupt_table);
  CHECK(thrown.where().detail == "no size");
  CHECK(thrown.where().version == 7);
  CHECK(thrown.advice() == "the file was written by a faulty writer");
}

TEST_CASE("delta_error: a copy keeps its message when the first is gone") {
  auto first = std::make_unique<delta_error>(everything());
  const delta_error copy = *first;
  first.reset();
  CHECK(copy.what() == everything().to_string());
}

TEST_CASE("throw_error: it throws a delta_error that can be caught as a system_error") {
  CHECK_THROWS_AS(deltalake::throw_error(everything()), delta_error);
  CHECK_THROWS_AS(deltalake::throw_error(everything()), boost::system::system_error);
}

TEST_CASE("result: value() of a failure throws its delta_error; error() gives it without throwing") {
  const result<int> good = 5;
  const result<int> bad = error(errc::invalid_value, "five");
  CHECK(good.has_value());
  CHECK(good.value() == 5);
  CHECK_FALSE(bad.has_value());
  CHECK(bad.error().code == errc::invalid_value);
  try {
    static_cast<void>(bad.value());
    FAIL("value() of a failed result returned");
  } catch (const delta_error& thrown) {
    CHECK(thrown.reason() == errc::invalid_value);
    CHECK(thrown.where().detail == "five");
  }
  const result<void> nothing = error(errc::invalid_value);
  CHECK_THROWS_AS(nothing.value(), delta_error);
}

}  // namespace
}  // namespace deltalake_error_test
