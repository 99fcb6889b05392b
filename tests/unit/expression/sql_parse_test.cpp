#include <deltalake/expression/sql_parse.hpp>

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

namespace deltalake_sql_parse_test {
namespace {

using deltalake::errc;
using deltalake::error;
using deltalake::expression::col;
using deltalake::expression::expression;
using deltalake::expression::lit;
using deltalake::expression::operation;
using deltalake::expression::parse_sql;
namespace schema = deltalake::schema;

expression read(std::string_view text) {
  const auto made = parse_sql(text);
  INFO(text);
  if (!made) FAIL(made.error().detail);
  return *made;
}
std::string sql(std::string_view text) { return read(text).to_sql(); }
std::string problem(std::string_view text) {
  const auto made = parse_sql(text);
  INFO(text);
  REQUIRE_FALSE(made.has_value());
  CHECK(made.error().code == errc::invalid_argument);
  return made.error().detail;
}

}  // namespace

TEST_CASE("sql_parse: comparisons and logic bind as in SQL") {
  CHECK(is_same(read("year > 2020 AND name LIKE 'a%'"), col("year") > 2020 && col("name").like("a%")));
  CHECK(sql("a = 1 or b = 2 and not c < 3") == "((`a` = 1) OR ((`b` = 2) AND (NOT (`c` < 3))))");
  CHECK(sql("not a = 1 and b = 2") == "((NOT (`a` = 1)) AND (`b` = 2))");
  CHECK(sql("a + b * -2 - 1 > c / 2 % 3") == "(((`a` + (`b` * -2)) - 1) > ((`c` / 2) % 3))");
  CHECK(sql("(a + b) * 2 != 4") == "(((`a` + `b`) * 2) <> 4)");
  CHECK(sql("a <=> NULL") == "(`a` <=> NULL)");
  CHECK(sql("-a >= - -b") == "((- `a`) >= (- (- `b`)))");
}

TEST_CASE("sql_parse: IN, BETWEEN, LIKE and IS, each with NOT") {
  CHECK(sql("a IN (1, 2 , 3)") == "(`a` IN (1, 2, 3))");
  CHECK(sql("a not in ('x')") == "(NOT (`a` IN ('x')))");
  CHECK(sql("a between 1 and 2 and b") == "(((`a` >= 1) AND (`a` <= 2)) AND `b`)");
  CHECK(sql("a not between 1 and 2") == "(NOT ((`a` >= 1) AND (`a` <= 2)))");
  CHECK(sql("a like 'x!%' escape '!'") == "(`a` LIKE 'x!%' ESCAPE '!')");
  CHECK(sql("a IS NULL and b is not null") == "((`a` IS NULL) AND (`b` IS NOT NULL))");
  CHECK(sql("a is true or b is not false") == "((`a` <=> TRUE) OR (NOT (`b` <=> FALSE)))");
}

TEST_CASE("sql_parse: literals of every kind keep their kind and value") {
  const auto value = [](std::string_view text) { return read(text).value(); };
  CHECK(value("42") == schema::scalar(42));
  CHECK(value("42L") == schema::scalar(42));
  CHECK(value("-9223372036854775808") == schema::scalar(std::int64_t{-9223372036854775807} - 1));
  CHECK(value("1.50") == schema::scalar(schema::decimal(150, 2)));
  CHECK(value("1.5BD") == schema::scalar(schema::decimal(15, 1)));
  CHECK(value("9223372036854775808") == schema::scalar(schema::decimal::parse("9223372036854775808").value()));
  CHECK(value("1e3") == schema::scalar(1000.0));
  CHECK(value(".5D") == schema::scalar(0.5));
  CHECK(value("1.5f") == schema::scalar(1.5F));
  CHECK(value("'it''s'") == schema::scalar("it's"));
  CHECK(value(R"('a\n\u00e9\'\\\%')") == schema::scalar("a\n\xC3\xA9'\\\\%"));
  CHECK(value("\"double\"") == schema::scalar("double"));
  CHECK(value("X'CAfe'") == schema::scalar(schema::binary("\xCA\xFE")));
  CHECK(value("date '1970-01-02'") == schema::scalar(schema::date{1}));
  CHECK(value("TIMESTAMP '1970-01-01 00:00:01'") == schema::scalar(schema::timestamp{1'000'000}));
  CHECK(value("timestamp '1970-01-01T01:00:00+01:00'") == schema::scalar(schema::timestamp{0}));
  CHECK(value("timestamp_ntz '1970-01-01T00:00:00'") == schema::scalar(schema::timestamp_ntz{0}));
  CHECK(value("null").is_null());
  CHECK(value("True") == schema::scalar(true));
}

TEST_CASE("sql_parse: names, quoted or not, with fields, comments and keywords between") {
  CHECK(read("a.b.`c d`").path() == std::vector<std::string>{"a", "b", "c d"});
  CHECK(read("`a``b`").path() == std::vector<std::string>{"a`b"});
  CHECK(read("date").path() == std::vector<std::string>{"date"});  // a name, where no text follows
  CHECK(read("\xC3\xA9t\xC3\xA9").path() == std::vector<std::string>{"\xC3\xA9t\xC3\xA9"});
  CHECK(sql("a -- the first\n = /* or */ 1") == "(`a` = 1)");
  CHECK(sql("cast(a as decimal(10, 2)) = b::string") == "(CAST(`a` AS decimal(10,2)) = CAST(`b` AS string))");
}

TEST_CASE("sql_parse: errors point at the character") {
  CHECK(problem("a = ") == "expected a value, found the end at character 5\n  a = \n      ^");
  CHECK(problem("a = 1 b") == "'b' after the end of the expression at character 7\n  a = 1 b\n        ^");
  CHECK(problem("a = 'x") == "a text without its closing quote at character 5\n  a = 'x\n      ^");
  CHECK(problem("\xC3\xA9 = #") == "a character that SQL does not know at character 6\n  \xC3\xA9 = #\n      ^");
  CHECK(problem("upper(a) = 'A'").starts_with("there is no function 'upper' here at character 1"));
  CHECK(problem("date '2026-02-30' = a").starts_with("'2026-02-30' is no DATE at character 1"));
  CHECK(problem("cast(a as money)").starts_with("there is no type 'MONEY' here at character 11"));
  CHECK(problem("a in ()").starts_with("expected a value, found ')' at character 7"));
  CHECK(problem("a not 1").starts_with("expected IN, BETWEEN or LIKE, found '1' at character 7"));
  CHECK(problem("12abc").starts_with("'12abc' is no number at character 1"));
  CHECK(problem("02d0").starts_with("'02d0' is no number at character 1"));
  CHECK(is_same(read(sql("- (2)")), -lit(2)));
  CHECK(problem("a.1").starts_with("'.1' after the end"));
  CHECK(problem("and").starts_with("expected a value, found 'and'"));
  CHECK(problem("").starts_with("expected a value, found the end at character 1"));
  CHECK(problem("a = X'0'").starts_with("bytes that are no hexadecimal digits"));
  CHECK(problem("99999999999999999999L").starts_with("a number that does not fit its type at character 1"));
}

TEST_CASE("sql_parse: what is nested or long beyond the limits is refused, not followed") {
  CHECK(problem(std::string(100'000, '(')).starts_with("an expression nested too deep"));
  CHECK(problem(std::string(100'000, '-') + "a").starts_with("expected a value"));  // a comment
  std::string nots;
  for (int i = 0; i < 10'000; ++i) nots += "not ";
  CHECK(problem(nots + "a").starts_with("an expression nested too deep"));
  std::string ands = "a";
  for (int i = 0; i < 1500; ++i) ands += " and a";
  CHECK(read(ands).depth() == 1501);
  std::string sums = "a";
  for (int i = 0; i < 10'000; ++i) sums += "+a";
  CHECK(problem(sums).starts_with("an expression nested too deep"));
  CHECK(parse_sql(std::string(2U << 20, ' ')).error().code == errc::value_too_large);
  std::string wide = "a in (0";
  for (int i = 1; i < 50'000; ++i) wide += "," + std::to_string(i);
  CHECK(read(wide + ")").parts().size() == 50'001);
}

namespace {

// A random tree of the kinds that the parser makes.
expression grow(std::mt19937& random, int depth) {
  const auto below = [&random](unsigned top) { return static_cast<int>(random() % top); };
  if (depth == 0 || below(4) == 0) {
    switch (below(9)) {
      case 0: return lit(std::int64_t{below(1000)} - 500);
      case 1: return lit("a '\\text\n%_");
      case 2: return lit(below(1000) / 8.0 - 60);
      case 3: return lit(schema::decimal(below(100'000) - 50'000, below(5)));
      case 4: return lit(below(2) == 0);
      case 5: return expression();
      case 6: return lit(schema::date{below(40'000) - 20'000});
      case 7: return lit(schema::timestamp{(std::int64_t{below(1'000'000)} - 500'000) * 1'234'567});
      default: return expression::column({"a`" + std::to_string(below(3)), "b c"});
    }
  }
  const auto part = [&] { return grow(random, depth - 1); };
  switch (below(8)) {
    case 0: return {operation::logical_not, {part()}};
    case 1: return {operation::is_not_null, {part()}};
    case 2: return {operation::in, {part(), part(), part()}};
    case 3: return {operation::like, {part(), lit("x%"), lit("!")}};
    case 4: return expression::cast(part(), schema::data_type(schema::decimal_type(12, 3)));
    case 5: return {operation::negate, {expression::column({"n"})}};
    default: return {static_cast<operation>(static_cast<int>(operation::equal) + below(8)), {part(), part()}};
  }
}

}  // namespace

TEST_CASE("sql_parse: what a tree says as SQL is read as the same tree") {
  std::mt19937 random(20261128);
  for (int i = 0; i < 3000; ++i) {
    const expression tree = grow(random, 5);
    const std::string text = tree.to_sql();
    INFO(text);
    const auto again = parse_sql(text);
    if (!again) FAIL(again.error().detail);
    CHECK(is_same(*again, tree));
  }
}

}  // namespace deltalake_sql_parse_test
