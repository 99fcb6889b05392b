#pragma once
#include <charconv>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/base/timestamp.hpp>
#include <deltalake/expression/sql_parse.hpp>
#include <deltalake/expression/sql_token.hpp>
#include <deltalake/schema/partition_value.hpp>

namespace deltalake::inline v0::expression {
namespace detail {

inline std::string upper(std::string_view word) {
  std::string made(word);
  for (char& c : made) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return made;
}

// Descends from what binds loosest, OR, to what binds closest. Faults stay: after one, everything ends at once.
class sql_parser {
 public:
  sql_parser(std::string_view sql, const sql_limits& bounds) : sql_(sql), bounds_(bounds) { advance(); }

  result<expression> parse() {
    expression made = disjunction();
    if (!fault_ && now_.kind != token_kind::end) fail("'" + now_.text + "' after the end of the expression");
    if (fault_) return *fault_;
    return made;
  }

 private:
  // Counts how deep the parser stands.
  struct level {
    explicit level(sql_parser& of) : parser(&of) {
      if (++parser->nesting_ > parser->bounds_.nesting) parser->fail("an expression nested too deep");
    }
    level(const level&) = delete;
    level& operator=(const level&) = delete;
    ~level() { --parser->nesting_; }
    sql_parser* parser;
  };

  void fail(const std::string& what) { fail_at(now_.begin, what); }
  void fail_at(std::size_t at, const std::string& what) {
    if (fault_) return;
    fault_ = sql_error(sql_, at, what);
    now_ = {};  // the end, whatever comes
  }
  void advance() {
    if (fault_) return;
    result<sql_token> next = next_token(sql_, now_.end);
    if (!next) {
      fault_ = next.error();
      now_ = {};
      return;
    }
    now_ = std::move(*next);
  }
  bool is_sign(std::string_view sign) const noexcept { return now_.kind == token_kind::sign && now_.text == sign; }
  bool is_word(std::string_view word) const { return now_.kind == token_kind::word && upper(now_.text) == word; }
  bool take_sign(std::string_view sign) {
    if (!is_sign(sign)) return false;
    advance();
    return true;
  }
  bool take_word(std::string_view word) {
    if (!is_word(word)) return false;
    advance();
    return true;
  }
  std::string found() const { return now_.kind == token_kind::end ? "the end" : "'" + now_.text + "'"; }
  void expect_sign(std::string_view sign) {
    if (!take_sign(sign)) fail("expected '" + std::string(sign) + "', found " + found());
  }
  void expect_word(std::string_view word) {
    if (!take_word(word)) fail("expected " + std::string(word) + ", found " + found());
  }
  expression make(operation what, std::vector<expression> parts) {
    expression made(what, std::move(parts));
    if (++parts_ > bounds_.parts) fail("an expression of too many parts");
    if (made.depth() > bounds_.depth) fail("an expression nested too deep");
    return fault_ ? expression() : made;
  }

  expression disjunction() {
    expression made = conjunction();
    while (!fault_ && take_word("OR")) made = make(operation::logical_or, {made, conjunction()});
    return made;
  }
  expression conjunction() {
    expression made = negation();
    while (!fault_ && take_word("AND")) made = make(operation::logical_and, {made, negation()});
    return made;
  }
  expression negation() {
    if (!take_word("NOT") && !take_sign("!")) return predicate();
    const level here(*this);
    return fault_ ? expression() : make(operation::logical_not, {negation()});
  }

  expression predicate() {
    expression left = sum();
    while (!fault_) {
      if (const std::optional<operation> compared = comparison()) {
        advance();
        left = make(*compared, {left, sum()});
        continue;
      }
      if (take_word("IS")) {
        left = after_is(left);
        continue;
      }
      const bool negated = take_word("NOT");
      std::optional<expression> made = set_predicate(left);
      if (!made) {
        if (negated) fail("expected IN, BETWEEN or LIKE, found " + found());
        return left;
      }
      left = negated ? make(operation::logical_not, {*made}) : *made;
    }
    return left;
  }
  std::optional<operation> comparison() const noexcept {
    if (is_sign("=") || is_sign("==")) return operation::equal;
    if (is_sign("<>") || is_sign("!=")) return operation::not_equal;
    if (is_sign("<")) return operation::less;
    if (is_sign("<=")) return operation::less_equal;
    if (is_sign(">")) return operation::greater;
    if (is_sign(">=")) return operation::greater_equal;
    if (is_sign("<=>")) return operation::null_safe_equal;
    return std::nullopt;
  }
  expression after_is(const expression& left) {
    const bool negated = take_word("NOT");
    if (take_word("NULL")) return make(negated ? operation::is_not_null : operation::is_null, {left});
    const bool yes = is_word("TRUE");
    if (!yes && !is_word("FALSE")) {
      fail("expected NULL, TRUE or FALSE, found " + found());
      return expression();
    }
    advance();
    expression made = make(operation::null_safe_equal, {left, lit(yes)});
    return negated ? make(operation::logical_not, {made}) : made;
  }
  std::optional<expression> set_predicate(const expression& left) {
    if (take_word("IN")) return in_list(left);
    if (take_word("BETWEEN")) {
      expression low = sum();
      expect_word("AND");
      expression high = sum();
      expression above = make(operation::greater_equal, {left, low});
      return make(operation::logical_and, {above, make(operation::less_equal, {left, high})});
    }
    if (!take_word("LIKE")) return std::nullopt;
    std::vector<expression> parts{left, sum()};
    if (take_word("ESCAPE")) parts.push_back(sum());
    return make(operation::like, std::move(parts));
  }
  expression in_list(const expression& left) {
    std::vector<expression> parts{left};
    const level here(*this);
    expect_sign("(");
    do {
      parts.push_back(disjunction());
      if (++parts_ > bounds_.parts) fail("an expression of too many parts");
    } while (!fault_ && take_sign(","));
    expect_sign(")");
    return make(operation::in, std::move(parts));
  }

  expression sum() {
    expression made = product();
    while (!fault_) {
      if (take_sign("+"))
        made = make(operation::add, {made, product()});
      else if (take_sign("-"))
        made = make(operation::subtract, {made, product()});
      else
        break;
    }
    return made;
  }
  expression product() {
    expression made = sign();
    while (!fault_) {
      if (take_sign("*"))
        made = make(operation::multiply, {made, sign()});
      else if (take_sign("/"))
        made = make(operation::divide, {made, sign()});
      else if (take_sign("%"))
        made = make(operation::modulo, {made, sign()});
      else
        break;
    }
    return made;
  }
  expression sign() {
    const bool plus = take_sign("+");
    if (!plus && !is_sign("-")) return casts();
    const level here(*this);
    if (fault_) return expression();
    if (plus) return sign();
    advance();
    // The smallest integer has no positive counterpart: a number takes its sign along.
    if (now_.kind == token_kind::number) return with_casts(number("-"));
    return make(operation::negate, {sign()});
  }
  expression casts() { return with_casts(primary()); }
  expression with_casts(expression made) {
    while (!fault_ && take_sign("::")) made = cast_to(made);
    return made;
  }
  expression cast_to(const expression& of) {
    const schema::data_type to = type();
    return fault_ ? expression() : expression::cast(of, to);
  }

  expression primary() {
    switch (now_.kind) {
      case token_kind::number: return number("");
      case token_kind::text: {
        expression made = lit(now_.text);
        advance();
        return made;
      }
      case token_kind::quoted_name: return name();
      case token_kind::word: return word();
      case token_kind::sign:
        if (take_sign("(")) {
          const level here(*this);
          expression made = fault_ ? expression() : disjunction();
          expect_sign(")");
          return made;
        }
        break;
      case token_kind::end: break;
    }
    fail("expected a value, found " + found());
    return expression();
  }
  expression word() {
    const std::string what = upper(now_.text);
    const sql_token first = now_;
    if (what == "TRUE" || what == "FALSE") {
      advance();
      return lit(what == "TRUE");
    }
    if (what == "NULL") {
      advance();
      return expression();
    }
    if (what == "CAST") return cast();
    if (is_reserved(what)) {
      fail("expected a value, found '" + now_.text + "' (a name of that spelling needs `back quotes`)");
      return expression();
    }
    advance();
    if (now_.kind == token_kind::text && now_.begin >= first.end) {
      if (std::optional<expression> typed = typed_text(what, first.begin)) return *typed;
    }
    if (is_sign("(")) {
      fail_at(first.begin, "there is no function '" + first.text + "' here");
      return expression();
    }
    return rest_of_name({first.text});
  }
  static bool is_reserved(const std::string& word) {
    for (const char* const one : {"AND", "OR", "NOT", "IN", "IS", "LIKE", "BETWEEN", "ESCAPE", "AS"}) {
      if (word == one) return true;
    }
    return false;
  }
  expression name() {
    std::string first = now_.text;
    advance();
    return rest_of_name({std::move(first)});
  }
  expression rest_of_name(std::vector<std::string> path) {
    while (!fault_ && take_sign(".")) {
      if (now_.kind != token_kind::word && now_.kind != token_kind::quoted_name) {
        fail("expected the name of a field, found " + found());
        break;
      }
      path.push_back(now_.text);
      advance();
    }
    ++parts_;
    return expression::column(std::move(path));
  }
  expression cast() {
    advance();
    const level here(*this);
    expect_sign("(");
    expression of = fault_ ? expression() : disjunction();
    expect_word("AS");
    expression made = cast_to(of);
    expect_sign(")");
    return made;
  }
  schema::data_type type() {
    if (now_.kind != token_kind::word) {
      fail("expected a type, found " + found());
      return schema::data_type();
    }
    const std::string named = upper(now_.text);
    const std::size_t begin = now_.begin;
    advance();
    std::string text = spelled(named);
    if (take_sign("(")) {
      text += '(';
      while (!fault_ && (now_.kind == token_kind::number || is_sign(","))) {
        text += now_.text;
        advance();
      }
      expect_sign(")");
      text += ')';
    }
    if (fault_) return schema::data_type();
    result<schema::data_type> made = schema::data_type::parse(text);
    if (made && !made->is(schema::data_type::kind::unknown)) return std::move(*made);
    fail_at(begin, "there is no type '" + named + "' here");
    return schema::data_type();
  }
  // SQL's name of a type as the schema calls it.
  static std::string spelled(const std::string& named) {
    struct spelling {
      const char* sql;
      const char* schema;
    };
    constexpr spelling all[] = {{"BIGINT", "long"},
                                {"LONG", "long"},
                                {"INT", "integer"},
                                {"INTEGER", "integer"},
                                {"SMALLINT", "short"},
                                {"SHORT", "short"},
                                {"TINYINT", "byte"},
                                {"BYTE", "byte"},
                                {"FLOAT", "float"},
                                {"REAL", "float"},
                                {"DOUBLE", "double"},
                                {"STRING", "string"},
                                {"BOOLEAN", "boolean"},
                                {"BINARY", "binary"},
                                {"DATE", "date"},
                                {"DEC", "decimal"},
                                {"NUMERIC", "decimal"},
                                {"DECIMAL", "decimal"},
                                {"TIMESTAMP", "timestamp"},
                                {"TIMESTAMP_LTZ", "timestamp"},
                                {"TIMESTAMP_NTZ", "timestamp_ntz"}};
    for (const spelling& one : all) {
      if (named == one.sql) return one.schema;
    }
    return named;
  }

  // DATE '...' and the like; `now_` is the text.
  std::optional<expression> typed_text(const std::string& what, std::size_t begin) {
    using kind = schema::data_type::kind;
    if (what == "X") return binary(begin);
    kind wanted = kind::date;
    if (what == "TIMESTAMP" || what == "TIMESTAMP_LTZ")
      wanted = kind::timestamp;
    else if (what == "TIMESTAMP_NTZ")
      wanted = kind::timestamp_ntz;
    else if (what != "DATE")
      return std::nullopt;
    const std::string text = now_.text;
    advance();
    if (text.empty()) {
      fail_at(begin, "an empty " + what);
      return expression();
    }
    const result<schema::scalar> value = schema::parse_partition_value(text, schema::data_type(wanted));
    if (!value) {
      fail_at(begin, "'" + text + "' is no " + what);
      return expression();
    }
    return expression(*value);
  }
  expression binary(std::size_t begin) {
    std::string bytes;
    const std::string& text = now_.text;
    bool good = text.size() % 2 == 0;
    for (std::size_t i = 0; good && i < text.size(); i += 2) {
      unsigned value = 0;
      const auto got = std::from_chars(text.data() + i, text.data() + i + 2, value, 16);
      good = got.ec == std::errc() && got.ptr == text.data() + i + 2;
      bytes += static_cast<char>(value);
    }
    advance();
    if (!good) fail_at(begin, "bytes that are no hexadecimal digits");
    return lit(schema::binary(std::move(bytes)));
  }

  expression number(std::string sign) {
    const sql_token token = now_;
    advance();
    const std::size_t suffix = token.text.find_last_of("0123456789.") + 1;
    const std::string kind = upper(token.text.substr(suffix));
    const std::string digits = sign + token.text.substr(0, suffix);
    const bool has_exponent = digits.find_first_of("eE") != std::string::npos;
    const bool has_point = digits.find('.') != std::string::npos;
    if (kind == "D" || kind == "F" || (kind.empty() && has_exponent)) return floating(token, digits, kind == "F");
    if (kind == "BD" || (kind.empty() && has_point)) return decimal(token, digits);
    if (has_point || has_exponent || (!kind.empty() && kind != "L" && kind != "S" && kind != "Y")) {
      fail_at(token.begin, "'" + token.text + "' is no number");
      return expression();
    }
    std::int64_t value = 0;
    const auto got = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    const bool whole = got.ptr == digits.data() + digits.size();
    if (got.ec == std::errc() && whole) return lit(value);
    if (!whole) {
      fail_at(token.begin, "'" + token.text + "' is no number");
      return expression();
    }
    if (kind.empty()) return decimal(token, digits);  // longer than a long: as Spark
    fail_at(token.begin, "a number that does not fit its type");
    return expression();
  }
  expression floating(const sql_token& token, const std::string& digits, bool single) {
    double value = 0;
    const auto got = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (got.ec != std::errc() || got.ptr != digits.data() + digits.size()) {
      fail_at(token.begin, "a number that does not fit its type");
      return expression();
    }
    if (!single) return lit(value);
    float narrow = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), narrow);
    return lit(narrow);
  }
  expression decimal(const sql_token& token, const std::string& digits) {
    const result<schema::decimal> value = schema::decimal::parse(digits);
    if (value) return lit(*value);
    fail_at(token.begin, "a decimal of more than 38 digits");
    return expression();
  }

  std::string_view sql_;
  sql_limits bounds_;
  sql_token now_;
  std::optional<error> fault_;
  int nesting_ = 0;
  std::size_t parts_ = 0;
};

}  // namespace detail

DELTALAKE_DECL result<expression> parse_sql(std::string_view text, const sql_limits& bounds) {
  if (text.size() > bounds.text_bytes) {
    return error(errc::value_too_large, "an expression of " + std::to_string(text.size()) + " bytes");
  }
  return detail::sql_parser(text, bounds).parse();
}

}  // namespace deltalake::inline v0::expression
