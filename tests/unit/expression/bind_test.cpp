#include <deltalake/expression/bind.hpp>

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include <deltalake/expression/sql_parse.hpp>

namespace deltalake_bind_test {
namespace {

using deltalake::errc;
using deltalake::expression::bind;
using deltalake::expression::bind_predicate;
using deltalake::expression::bound_expression;
using deltalake::expression::domain;
using deltalake::expression::parse_sql;
namespace schema = deltalake::schema;
using kind = schema::data_type::kind;

schema::struct_type table() {
  const schema::struct_type inner{{"Street", schema::data_type(kind::string)},
                                  {"number", schema::data_type(kind::short_)}};
  return schema::struct_type{{"id", schema::data_type(kind::long_)},
                             {"small", schema::data_type(kind::byte)},
                             {"price", schema::data_type(schema::decimal_type(10, 2))},
                             {"weight", schema::data_type(kind::float_)},
                             {"name", schema::data_type(kind::string)},
                             {"day", schema::data_type(kind::date)},
                             {"at", schema::data_type(kind::timestamp)},
                             {"flag", schema::data_type(kind::boolean)},
                             {"Home", schema::data_type(inner)},
                             {"tags", schema::data_type(schema::array_type(schema::data_type(kind::string)))}};
}

bound_expression bound(std::string_view sql) {
  const auto made = bind_predicate(parse_sql(sql).value(), table());
  INFO(sql);
  if (!made) FAIL(made.error().detail);
  return *made;
}
std::string problem(std::string_view sql) {
  const auto made = bind_predicate(parse_sql(sql).value(), table());
  INFO(sql);
  REQUIRE_FALSE(made.has_value());
  CHECK(made.error().code == errc::invalid_argument);
  return made.error().detail;
}

}  // namespace

TEST_CASE("bind: columns are found as they are written, else ignoring case, and fields of structs within") {
  CHECK(bound("id = 1").parts[0].place == std::vector<std::size_t>{0});
  CHECK(bound("ID = 1").parts[0].place == std::vector<std::size_t>{0});
  CHECK(bound("home.street = 'x'").parts[0].place == std::vector<std::size_t>{8, 0});
  CHECK(bound("home.street = 'x'").parts[0].values == domain::text);
  CHECK(bound("home is null").parts[0].values == domain::other);
}

TEST_CASE("bind: both sides are compared as Spark compares them") {
  CHECK(bound("id = small").compared == domain::integer);
  CHECK(bound("id < 1.5").compared == domain::decimal);
  CHECK(bound("id < 1.5D").compared == domain::real);
  CHECK(bound("price < 2").compared == domain::decimal);
  CHECK(bound("price < weight").compared == domain::real);
  CHECK(bound("day < at").compared == domain::timestamp);
  CHECK(bound("id <=> null").compared == domain::integer);
  CHECK(bound("id in (1, 2.5)").compared == domain::decimal);
}

TEST_CASE("bind: a text beside a value of another type is read as one of that type") {
  CHECK(bound("id = '12'").parts[1].literal == schema::scalar(12));
  CHECK(bound("'12' = id").parts[0].literal == schema::scalar(12));
  CHECK(bound("day >= '1970-01-03'").parts[1].literal == schema::scalar(schema::date{2}));
  CHECK(bound("at >= '1970-01-01 00:00:01'").parts[1].literal == schema::scalar(schema::timestamp{1'000'000}));
  CHECK(bound("day < '1970-01-01 12:00:00'").compared == domain::timestamp);
  CHECK(bound("id < '1.5'").compared == domain::decimal);
  CHECK(bound("flag = 'true'").parts[1].literal == schema::scalar(true));
  CHECK(bound("name = '12'").compared == domain::text);
  CHECK(problem("id = 'many'") == "'many' is no long in (`id` = 'many')");
  CHECK(problem("day = ''") == "'' is no date in (`day` = '')");
}

TEST_CASE("bind: what is not there or does not go together is told") {
  CHECK(problem("nam = 'x'") == "there is no column 'nam'; there is 'name'");
  CHECK(problem("home.sreet = 'x'") == "there is no column 'sreet'; there is 'Street'");
  CHECK(problem("name.x = 1") == "'name' is no struct: it has no field 'x'");
  CHECK(problem("day = 1") == "a date and a integer that cannot be compared in (`day` = 1)");
  CHECK(problem("tags = 'x'").starts_with("a nested value and a nested value that cannot be compared"));
  CHECK(problem("id") == "a condition that gives a integer: `id`");
  CHECK(problem("id and flag") == "a integer where a boolean is needed in (`id` AND `flag`)");
  CHECK(problem("id like 'x'").starts_with("a integer where a string is needed"));
  CHECK(problem("name + 1 > 2").starts_with("a string that cannot be computed with"));
  CHECK(problem("price / 2 > 1").starts_with("decimals that would be divided"));
  CHECK(problem("cast(tags as string) = 'x'").starts_with("a cast from nested value to string"));
}

}  // namespace deltalake_bind_test
