#include <deltalake/expression/sql_token.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace deltalake_sql_token_test {
namespace {

using deltalake::expression::next_token;
using deltalake::expression::sql_error;
using deltalake::expression::sql_token;
using deltalake::expression::token_kind;

std::string all_of(std::string_view sql) {
  std::string made;
  for (std::size_t at = 0;;) {
    const auto token = next_token(sql, at);
    if (!token) return made + "!" + token.error().detail;
    if (token->kind == token_kind::end) return made;
    made += "wqtns"[static_cast<int>(token->kind) - 1];
    made += ":" + token->text + " ";
    CHECK(token->end > token->begin);
    at = token->end;
  }
}

}  // namespace

TEST_CASE("sql_token: words, names, texts, numbers and signs") {
  CHECK(all_of("a_1 >= `b c`.d<>'x' 1.5e-3L .5(") == "w:a_1 s:>= q:b c s:. w:d s:<> t:x n:1.5e-3L n:.5 s:( ");
  CHECK(all_of("a--b\n/*c*/-1") == "w:a s:- n:1 ");
  CHECK(all_of("1e 2e+") == "n:1e n:2e s:+ ");
  CHECK(all_of("  ").empty());
  CHECK(all_of("/* open").empty());
}

TEST_CASE("sql_token: what is no token is told with its place") {
  CHECK(all_of("a ? b").starts_with("w:a !a character that SQL does not know at character 3"));
  CHECK(all_of("'\xFF'").starts_with("!text that is not UTF-8"));
  CHECK(all_of(R"('\ud800')").starts_with("!an escape that is no character at character 2"));
  CHECK(all_of("'a\\").starts_with("!a backslash at the end"));
  CHECK(all_of("a\xFF").starts_with("!a name not in UTF-8 at character 1"));
  CHECK(all_of("``").starts_with("!an empty name"));
}

TEST_CASE("sql_token: an error shows the part of a long text around its place, in whole characters") {
  std::string sql;
  for (int i = 0; i < 100; ++i) sql += "\xC3\xA9";
  const std::string shown = sql_error(sql + "#" + sql, 200, "here").detail;
  CHECK(shown.starts_with("here at character 201\n  \xC3\xA9"));
  CHECK(shown.ends_with(std::string(30, ' ') + "^"));
  CHECK(sql_error("a\nb c", 4, "x").detail == "x at character 5\n  b c\n    ^");
}

}  // namespace deltalake_sql_token_test
