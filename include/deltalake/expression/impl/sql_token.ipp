#pragma once
#include <algorithm>
#include <array>
#include <charconv>

#include <deltalake/base/utf8.hpp>
#include <deltalake/expression/sql_token.hpp>

namespace deltalake::inline v0::expression {
namespace detail {

inline bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
inline bool is_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
inline bool is_space(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

// Past white space, -- comments and /* comments */; an open comment ends with the text.
inline std::size_t skip_space(std::string_view sql, std::size_t at) noexcept {
  while (at < sql.size()) {
    if (is_space(sql[at])) {
      ++at;
    } else if (sql.substr(at, 2) == "--") {
      at = (std::min)(sql.find('\n', at), sql.size());
    } else if (sql.substr(at, 2) == "/*") {
      const std::size_t end = sql.find("*/", at + 2);
      at = end == std::string_view::npos ? sql.size() : end + 2;
    } else {
      break;
    }
  }
  return at;
}

inline void append_code_point(std::uint32_t point, std::string& to) {
  const auto tail = [&to, point](int shift) { to += static_cast<char>(0x80 | (point >> shift & 0x3F)); };
  if (point < 0x80) {
    to += static_cast<char>(point);
  } else if (point < 0x800) {
    to += static_cast<char>(0xC0 | point >> 6);
    tail(0);
  } else if (point < 0x10000) {
    to += static_cast<char>(0xE0 | point >> 12);
    tail(6);
    tail(0);
  } else {
    to += static_cast<char>(0xF0 | point >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
}

// The escape at sql[at], which is a backslash; returns where it ends. As Spark: \% and \_ are left to LIKE.
inline result<std::size_t> take_escape(std::string_view sql, std::size_t at, std::string& to) {
  if (at + 1 >= sql.size()) return sql_error(sql, at, "a backslash at the end");
  const char c = sql[at + 1];
  constexpr std::string_view names = "0bnrtZ", values{"\0\b\n\r\t\x1A", 6};
  if (c == 'u' || c == 'U') {
    const std::size_t digits = c == 'u' ? 4 : 8;
    std::uint32_t point = 0;
    const std::string_view text = sql.substr(at + 2, digits);
    const auto got = std::from_chars(text.data(), text.data() + text.size(), point, 16);
    const bool whole = text.size() == digits && got.ec == std::errc() && got.ptr == text.data() + digits;
    if (!whole || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000)) {
      return sql_error(sql, at, "an escape that is no character");
    }
    append_code_point(point, to);
    return at + 2 + digits;
  }
  if (c == '%' || c == '_') to += '\\';
  const std::size_t name = names.find(c);
  to += name == std::string_view::npos ? c : values[name];
  return at + 2;
}

inline result<sql_token> take_text(std::string_view sql, std::size_t begin) {
  const char quote = sql[begin];
  sql_token made{token_kind::text, {}, begin, begin};
  for (std::size_t at = begin + 1; at < sql.size();) {
    if (sql[at] == quote) {
      if (at + 1 < sql.size() && sql[at + 1] == quote) {
        made.text += quote;
        at += 2;
        continue;
      }
      made.end = at + 1;
      if (first_invalid_utf8(made.text) != std::string_view::npos)
        return sql_error(sql, begin, "text that is not UTF-8");
      return made;
    }
    if (sql[at] == '\\') {
      const result<std::size_t> end = take_escape(sql, at, made.text);
      if (!end) return end.error();
      at = *end;
    } else {
      made.text += sql[at++];
    }
  }
  return sql_error(sql, begin, "a text without its closing quote");
}

inline result<sql_token> take_quoted_name(std::string_view sql, std::size_t begin) {
  sql_token made{token_kind::quoted_name, {}, begin, begin};
  for (std::size_t at = begin + 1; at < sql.size(); ++at) {
    if (sql[at] != '`') {
      made.text += sql[at];
    } else if (at + 1 < sql.size() && sql[at + 1] == '`') {
      made.text += '`';
      ++at;
    } else {
      made.end = at + 1;
      if (made.text.empty()) return sql_error(sql, begin, "an empty name");
      if (first_invalid_utf8(made.text) != std::string_view::npos) return sql_error(sql, begin, "a name not in UTF-8");
      return made;
    }
  }
  return sql_error(sql, begin, "a name without its closing back quote");
}

// Digits, a point, an exponent, a suffix of letters.
inline sql_token take_number(std::string_view sql, std::size_t begin) {
  std::size_t at = begin;
  const auto digits = [&] {
    while (at < sql.size() && is_digit(sql[at])) ++at;
  };
  digits();
  if (at < sql.size() && sql[at] == '.') {
    ++at;
    digits();
  }
  if (at < sql.size() && (sql[at] == 'e' || sql[at] == 'E')) {
    std::size_t exponent = at + 1;
    if (exponent < sql.size() && (sql[exponent] == '+' || sql[exponent] == '-')) ++exponent;
    if (exponent < sql.size() && is_digit(sql[exponent])) {
      at = exponent;
      digits();
    }
  }
  while (at < sql.size() && (is_letter(sql[at]) || is_digit(sql[at]))) ++at;
  return {token_kind::number, std::string(sql.substr(begin, at - begin)), begin, at};
}

}  // namespace detail

DELTALAKE_DECL error sql_error(std::string_view sql, std::size_t at, const std::string& what) {
  // A window of the line around the character, so that the pointer stands below it on any terminal.
  constexpr std::size_t before_max = 60, after_max = 40;
  at = (std::min)(at, sql.size());
  const std::size_t line = sql.rfind('\n', at == 0 ? 0 : at - 1);
  std::size_t begin = line == std::string_view::npos ? 0 : line + 1;
  if (at - begin > before_max) begin = at - before_max;
  while (begin < at && (static_cast<unsigned char>(sql[begin]) & 0xC0) == 0x80) ++begin;
  std::size_t end = (std::min)(sql.find('\n', at), (std::min)(sql.size(), at + after_max));
  while (end > at && end < sql.size() && (static_cast<unsigned char>(sql[end]) & 0xC0) == 0x80) --end;
  const auto points = static_cast<std::size_t>(
      std::count_if(sql.begin() + static_cast<std::ptrdiff_t>(begin), sql.begin() + static_cast<std::ptrdiff_t>(at),
                    [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
  return error(errc::invalid_argument, what + " at character " + std::to_string(at + 1) + "\n  " +
                                           std::string(sql.substr(begin, end - begin)) + "\n  " +
                                           std::string(points, ' ') + "^");
}

DELTALAKE_DECL result<sql_token> next_token(std::string_view sql, std::size_t from) {
  constexpr std::array<std::string_view, 9> long_signs{"<=>", "<>", "!=", "<=", ">=", "==", "::", "||", "&&"};
  constexpr std::string_view signs = "=<>+-*/%(),.!";
  const std::size_t begin = detail::skip_space(sql, from);
  if (begin >= sql.size()) return sql_token{token_kind::end, {}, sql.size(), sql.size()};
  const char c = sql[begin];
  if (c == '\'' || c == '"') return detail::take_text(sql, begin);
  if (c == '`') return detail::take_quoted_name(sql, begin);
  const bool fraction = c == '.' && begin + 1 < sql.size() && detail::is_digit(sql[begin + 1]);
  if (detail::is_digit(c) || fraction) return detail::take_number(sql, begin);
  if (detail::is_letter(c)) {
    std::size_t end = begin;
    while (end < sql.size() && (detail::is_letter(sql[end]) || detail::is_digit(sql[end]))) ++end;
    const std::string_view word = sql.substr(begin, end - begin);
    if (first_invalid_utf8(word) != std::string_view::npos) return sql_error(sql, begin, "a name not in UTF-8");
    return sql_token{token_kind::word, std::string(word), begin, end};
  }
  for (const std::string_view sign : long_signs) {
    if (sql.substr(begin, sign.size()) == sign) {
      return sql_token{token_kind::sign, std::string(sign), begin, begin + sign.size()};
    }
  }
  if (signs.find(c) == std::string_view::npos) return sql_error(sql, begin, "a character that SQL does not know");
  return sql_token{token_kind::sign, std::string(1, c), begin, begin + 1};
}

}  // namespace deltalake::inline v0::expression
