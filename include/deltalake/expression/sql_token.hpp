#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <deltalake/base/result.hpp>

namespace deltalake::inline v0::expression {

/// What a piece of SQL text is.
enum class token_kind : std::uint8_t {
  end,
  word,         ///< a name or a keyword
  quoted_name,  ///< `name`; `text` without quotes
  text,         ///< 'text'; `text` with escapes resolved
  number,       ///< with its suffix
  sign,         ///< an operator, a parenthesis, a comma, a dot
};

struct sql_token {
  token_kind kind = token_kind::end;
  std::string text;
  std::size_t begin = 0, end = 0;  ///< where it stands, in bytes
};

/// Takes the token that begins at `from`, after white space and comments.
/// Errors: invalid_argument, which points at the character.
DELTALAKE_DECL result<sql_token> next_token(std::string_view sql, std::size_t from);

/// An error that shows the text and points at the character at byte `at`.
DELTALAKE_DECL error sql_error(std::string_view sql, std::size_t at, const std::string& what);

}  // namespace deltalake::inline v0::expression

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/expression/impl/sql_token.ipp>
#endif
