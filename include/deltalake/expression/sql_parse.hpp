#pragma once
#include <string_view>

#include <deltalake/base/result.hpp>
#include <deltalake/expression/expression.hpp>

namespace deltalake::inline v0::expression {

/// Bounds on the text of an expression.
struct sql_limits {
  sql_limits() {}
  std::size_t text_bytes = std::size_t{1} << 20;
  int nesting = 300;            ///< of parentheses and prefix operators in the text
  int depth = 2000;             ///< of the tree: a chain of ANDs is as deep as it is long
  std::size_t parts = 100'000;  ///< nodes of the tree
};

/// Reads an expression in Spark's SQL: names (`back quoted` or not, with dots for fields of structs), literals (1, 1L,
/// 1.5, 1.5BD, 1e3, 2F, 'text', X'CAFE', TRUE, NULL, DATE '2026-01-31', TIMESTAMP '2026-01-31 12:00:00Z',
/// TIMESTAMP_NTZ '...'), = == <=> <> != < <= > >=, AND, OR, NOT, [NOT] IN (...), [NOT] BETWEEN a AND b, [NOT] LIKE
/// pattern [ESCAPE c], IS [NOT] NULL, IS [NOT] TRUE|FALSE, + - * / %, CAST(x AS type), x::type and parentheses. Words
/// are read in any case. Numbers with a point are decimals, as in Spark.
/// In texts a backslash escapes what follows (\n, \t, \', \\, \uXXXX; \% and \_ keep their backslash), and '' is one
/// quote.
/// Errors: invalid_argument, whose detail shows the text and points at the character.
DELTALAKE_DECL result<expression> parse_sql(std::string_view text, const sql_limits& bounds = {});

}  // namespace deltalake::inline v0::expression

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/expression/impl/sql_parse.ipp>
#endif
