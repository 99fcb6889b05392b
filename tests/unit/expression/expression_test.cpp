#include <deltalake/expression/expression.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace deltalake_expression_test {

using deltalake::expression::col;
using deltalake::expression::expression;
using deltalake::expression::lit;
namespace schema = deltalake::schema;

TEST_CASE("expression: C++ operators make the tree that SQL would") {
  CHECK((col("year") > 2020 && !(col("name") == "a")).to_sql() == "((`year` > 2020) AND (NOT (`name` = 'a')))");
  CHECK((col("a") + col("b") * lit(2) <= col("c") % lit(3) || col("d").is_null()).to_sql() ==
        "(((`a` + (`b` * 2)) <= (`c` % 3)) OR (`d` IS NULL))");
  CHECK(col("a").in({lit(1), lit("x")}).to_sql() == "(`a` IN (1, 'x'))");
  CHECK(col("a").between(lit(1), lit(2)).to_sql() == "((`a` >= 1) AND (`a` <= 2))");
  CHECK((-col("a") / lit(2.5) != 1.0F).to_sql() == "(((- `a`) / 2.5D) <> 1.0F)");
  CHECK((col("day") < schema::date{0}).to_sql() == "(`day` < DATE '1970-01-01')");
}

TEST_CASE("expression: trees are the same if their nodes and literals are, of the same kind") {
  CHECK(is_same(col("a") > 1, col("a") > 1));
  CHECK_FALSE(is_same(col("a") > 1, col("a") > 2));
  CHECK_FALSE(is_same(lit(1), lit(1.0)));
  CHECK_FALSE(is_same(expression(), lit(0)));
  CHECK(is_same(expression(), expression()));
  CHECK_FALSE(is_same(expression::cast(col("a"), schema::data_type(schema::data_type::kind::long_)),
                      expression::cast(col("a"), schema::data_type(schema::data_type::kind::date))));
}

TEST_CASE("expression: it tells its columns, each once, and how deep it is") {
  const expression tree = (col("b") > 1 && expression::column({"a", "x"}) == "t") || col("b").is_null();
  CHECK(tree.columns() == std::vector<std::vector<std::string>>{{"b"}, {"a", "x"}});
  CHECK(tree.depth() == 4);
  CHECK(lit(1).depth() == 1);
}

}  // namespace deltalake_expression_test
