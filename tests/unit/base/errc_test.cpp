#include <deltalake/base/errc.hpp>

#include <doctest/doctest.h>

#include <cctype>
#include <set>
#include <string>

namespace deltalake_errc_test {
namespace {

using deltalake::condition;
using deltalake::errc;

constexpr int last_code = static_cast<int>(errc::invalid_row);

TEST_CASE("errc: names are unique words in snake case, and nothing is left empty") {
  std::set<std::string> names;
  for (int value = 1; value <= last_code; ++value) {
    const auto code = static_cast<errc>(value);
    const std::string text(name(code));
    CAPTURE(text);
    CHECK(names.insert(text).second);
    for (const char c : text)
      CHECK((std::islower(static_cast<unsigned char>(c)) != 0 || std::isdigit(static_cast<unsigned char>(c)) != 0 ||
             c == '_'));
    CHECK_FALSE(text.empty());
    CHECK_FALSE(message(code).empty());
    CHECK_FALSE(advice(code).empty());
  }
}

TEST_CASE("errc: stable names do not change") {
  CHECK(name(errc::not_a_table) == "not_a_table");
  CHECK(name(errc::version_gap) == "version_gap");
  CHECK(name(errc::missing_metadata) == "missing_metadata");
  CHECK(name(errc::missing_protocol) == "missing_protocol");
  CHECK(name(errc::unsupported_protocol) == "unsupported_protocol");
  CHECK(name(errc::unsupported_feature) == "unsupported_feature");
  CHECK(name(errc::catalog_required) == "catalog_required");
  CHECK(name(errc::outside_table_root) == "outside_table_root");
}

TEST_CASE("errc: a number that is no code gets some row, not memory beyond the table") {
  CHECK(name(static_cast<errc>(0)) == "invalid_argument");
  CHECK(name(static_cast<errc>(last_code + 1)) == "invalid_argument");
  CHECK(name(static_cast<errc>(255)) == "invalid_argument");
}

TEST_CASE("errc: it is an error code of the library's category") {
  const boost::system::error_code code = errc::version_gap;
  CHECK(code == errc::version_gap);
  CHECK(code != errc::not_found);
  CHECK(code.failed());
  CHECK(&code.category() == &deltalake::category());
  CHECK(std::string(code.category().name()) == "deltalake");
  CHECK(code.message() == message(errc::version_gap));
}

TEST_CASE("condition: it tells kinds of failure apart") {
  const auto is = [](errc code, condition kind) { return boost::system::error_code(code) == kind; };
  CHECK(is(errc::storage_busy, condition::retryable));
  CHECK(is(errc::log_changed_while_reading, condition::retryable));
  CHECK_FALSE(is(errc::version_gap, condition::retryable));
  CHECK(is(errc::version_gap, condition::corrupt_table));
  CHECK(is(errc::invalid_protocol, condition::corrupt_table));
  CHECK_FALSE(is(errc::unsupported_feature, condition::corrupt_table));
  CHECK(is(errc::unsupported_feature, condition::unsupported));
  CHECK(is(errc::catalog_required, condition::unsupported));
  CHECK(is(errc::not_a_table, condition::missing));
  CHECK_FALSE(is(errc::permission_denied, condition::missing));
}

TEST_CASE("condition: every code belongs to at most one kind") {
  for (int value = 1; value <= last_code; ++value) {
    int kinds = 0;
    for (const condition kind :
         {condition::retryable, condition::corrupt_table, condition::unsupported, condition::missing}) {
      kinds += boost::system::error_code(static_cast<errc>(value)) == kind ? 1 : 0;
    }
    CHECK(kinds <= 1);
  }
}

TEST_CASE("condition: codes of other categories never match") {
  CHECK(boost::system::error_code(1, boost::system::generic_category()) != condition::retryable);
  CHECK(std::string(deltalake::condition_category().name()) == "deltalake.condition");
  CHECK(make_error_condition(condition::missing).message() == "what was asked for is not there");
  CHECK(boost::system::error_condition(99, deltalake::condition_category()).message() == "unknown condition");
}

}  // namespace
}  // namespace deltalake_errc_test
