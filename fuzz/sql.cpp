// Conditions in SQL: what is read says itself again as SQL, and is bound to a table or refused.
#include <deltalake/expression/bind.hpp>
#include <deltalake/expression/sql_parse.hpp>

#include "fuzz.hpp"

namespace deltalake_fuzz {

void try_input(std::string_view input) {
  namespace schema = deltalake::schema;
  using kind = schema::data_type::kind;
  const auto read = deltalake::expression::parse_sql(input);
  if (!read) return;
  // Its own text has a pair of parentheses for each operator, and so may be nested deeper than is read.
  const auto again = deltalake::expression::parse_sql(read->to_sql());
  require(again ? is_same(*again, *read) : read->depth() > 90, "a tree reads back from its SQL as the same tree");
  const schema::struct_type table{{"a", schema::data_type(kind::long_)},
                                  {"t", schema::data_type(kind::string)},
                                  {"d", schema::data_type(kind::date)},
                                  {"n", schema::data_type(schema::decimal_type(10, 2))}};
  const auto bound = deltalake::expression::bind_predicate(*read, table);
  if (bound) require(!bound->parts.empty() || read->parts().empty(), "a bound tree has the parts of its tree");
}

}  // namespace deltalake_fuzz
