#pragma once
#include <algorithm>
#include <cctype>
#include <optional>

#include <deltalake/base/timestamp.hpp>
#include <deltalake/expression/expression.hpp>

namespace deltalake::inline v0::expression {

struct expression::node {
  operation what = operation::literal;
  std::vector<expression> parts;
  schema::scalar value;
  std::vector<std::string> path;
  schema::data_type type;
  int depth = 1;
};

DELTALAKE_DECL expression::expression(node made) {
  for (const expression& part : made.parts) made.depth = (std::max)(made.depth, part.depth() + 1);
  node_ = std::make_shared<const node>(std::move(made));
}
DELTALAKE_DECL expression::expression() : expression(node{}) {}
DELTALAKE_DECL expression::expression(schema::scalar literal) {
  node made;
  made.value = std::move(literal);
  *this = expression(std::move(made));
}
DELTALAKE_DECL expression::expression(operation what, std::vector<expression> parts) {
  node made;
  made.what = what;
  made.parts = std::move(parts);
  *this = expression(std::move(made));
}
DELTALAKE_DECL expression expression::column(std::vector<std::string> path) {
  node made;
  made.what = operation::column;
  made.path = std::move(path);
  return expression(std::move(made));
}
DELTALAKE_DECL expression expression::cast(expression of, schema::data_type to) {
  node made;
  made.what = operation::cast;
  made.parts.push_back(std::move(of));
  made.type = std::move(to);
  return expression(std::move(made));
}

DELTALAKE_DECL operation expression::what() const noexcept { return node_->what; }
DELTALAKE_DECL const std::vector<expression>& expression::parts() const noexcept { return node_->parts; }
DELTALAKE_DECL const schema::scalar& expression::value() const noexcept { return node_->value; }
DELTALAKE_DECL const std::vector<std::string>& expression::path() const noexcept { return node_->path; }
DELTALAKE_DECL const schema::data_type& expression::type() const noexcept { return node_->type; }
DELTALAKE_DECL int expression::depth() const noexcept { return node_->depth; }

DELTALAKE_DECL bool expression::equals(const expression& other) const {
  if (node_ == other.node_) return true;
  const node& a = *node_;
  const node& b = *other.node_;
  if (a.what != b.what || a.path != b.path || a.parts.size() != b.parts.size() || !(a.type == b.type)) return false;
  if (a.value.what() != b.value.what() || !(a.value == b.value)) return false;
  for (std::size_t i = 0; i < a.parts.size(); ++i) {
    if (!a.parts[i].equals(b.parts[i])) return false;
  }
  return true;
}

DELTALAKE_DECL expression expression::is_null() const { return {operation::is_null, {*this}}; }
DELTALAKE_DECL expression expression::is_not_null() const { return {operation::is_not_null, {*this}}; }
DELTALAKE_DECL expression expression::in(std::vector<expression> values) const {
  values.insert(values.begin(), *this);
  return {operation::in, std::move(values)};
}
DELTALAKE_DECL expression expression::between(const expression& low, const expression& high) const {
  return *this >= low && *this <= high;
}
DELTALAKE_DECL expression expression::like(std::string_view pattern) const {
  return {operation::like, {*this, lit(pattern)}};
}

DELTALAKE_DECL std::vector<std::vector<std::string>> expression::columns() const {
  std::vector<std::vector<std::string>> found;
  std::vector<const expression*> open{this};
  while (!open.empty()) {
    const expression& at = *open.back();
    open.pop_back();
    if (at.what() == operation::column && std::find(found.begin(), found.end(), at.path()) == found.end()) {
      found.push_back(at.path());
    }
    for (auto part = at.parts().rbegin(); part != at.parts().rend(); ++part) open.push_back(&*part);
  }
  return found;
}

namespace detail {

inline std::string quoted(std::string_view text, char quote) {
  std::string made(1, quote);
  for (const char c : text) {
    if (c == quote || (quote == '\'' && c == '\\')) made += quote == '`' ? '`' : '\\';
    made += c;
  }
  return made + quote;
}

inline std::string hexadecimal(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string made = "X'";
  for (const char c : bytes) {
    made += digits[static_cast<unsigned char>(c) >> 4];
    made += digits[static_cast<unsigned char>(c) & 15];
  }
  return made + "'";
}

inline std::string sql_of_floating(const std::string& text, std::string_view type, char suffix) {
  if (text.find_first_not_of("-+.0123456789E") == std::string::npos) return text + suffix;
  return "CAST('" + text + "' AS " + std::string(type) + ")";  // NaN and infinities
}

// A literal as SQL text that is read as the same kind.
inline std::string sql_of(const schema::scalar& value) {
  using kind = schema::scalar::kind;
  switch (value.what()) {
    case kind::null: return "NULL";
    case kind::boolean: return *value.get_if<bool>() ? "TRUE" : "FALSE";
    case kind::integer: return std::to_string(*value.get_if<std::int64_t>());
    case kind::float_: return sql_of_floating(schema::format_floating(*value.get_if<float>()), "FLOAT", 'F');
    case kind::double_: return sql_of_floating(schema::format_floating(*value.get_if<double>()), "DOUBLE", 'D');
    case kind::decimal: return value.get_if<schema::decimal>()->to_string() + "BD";
    case kind::string: return quoted(*value.get_if<std::string>(), '\'');
    case kind::binary: return hexadecimal(value.get_if<schema::binary>()->bytes);
    case kind::date: return "DATE '" + format_date(value.get_if<schema::date>()->days) + "'";
    case kind::timestamp: return "TIMESTAMP '" + format_rfc3339_us(value.get_if<schema::timestamp>()->micros) + "'";
    case kind::timestamp_ntz: {
      std::string text = format_rfc3339_us(value.get_if<schema::timestamp_ntz>()->micros);
      text.pop_back();  // its Z
      return "TIMESTAMP_NTZ '" + text + "'";
    }
  }
  return "NULL";
}

inline std::string_view sign_of(operation what) noexcept {
  switch (what) {
    case operation::equal: return " = ";
    case operation::not_equal: return " <> ";
    case operation::less: return " < ";
    case operation::less_equal: return " <= ";
    case operation::greater: return " > ";
    case operation::greater_equal: return " >= ";
    case operation::null_safe_equal: return " <=> ";
    case operation::logical_and: return " AND ";
    case operation::logical_or: return " OR ";
    case operation::like: return " LIKE ";
    case operation::add: return " + ";
    case operation::subtract: return " - ";
    case operation::multiply: return " * ";
    case operation::divide: return " / ";
    case operation::modulo: return " % ";
    case operation::literal:
    case operation::column:
    case operation::logical_not:
    case operation::is_null:
    case operation::is_not_null:
    case operation::in:
    case operation::negate:
    case operation::cast: break;
  }
  return " ";
}

inline std::string sql_of_list(const std::vector<expression>& parts, std::size_t first) {
  std::string made;
  for (std::size_t i = first; i < parts.size(); ++i) made += (i == first ? "" : ", ") + parts[i].to_sql();
  return made;
}

}  // namespace detail

// Parentheses stand around everything that has parts: the reader need not know what binds closer.
DELTALAKE_DECL std::string expression::to_sql() const {
  const std::vector<expression>& parts = node_->parts;
  switch (node_->what) {
    case operation::literal: return detail::sql_of(node_->value);
    case operation::column: {
      std::string made;
      for (const std::string& name : node_->path) made += (made.empty() ? "" : ".") + detail::quoted(name, '`');
      return made;
    }
    case operation::logical_not: return "(NOT " + parts[0].to_sql() + ")";
    case operation::negate:
      // A number right behind the sign would take it as its own.
      if (parts[0].what() == operation::literal) return "(- (" + parts[0].to_sql() + "))";
      return "(- " + parts[0].to_sql() + ")";
    case operation::is_null: return "(" + parts[0].to_sql() + " IS NULL)";
    case operation::is_not_null: return "(" + parts[0].to_sql() + " IS NOT NULL)";
    case operation::in: return "(" + parts[0].to_sql() + " IN (" + detail::sql_of_list(parts, 1) + "))";
    case operation::cast: return "CAST(" + parts[0].to_sql() + " AS " + node_->type.to_string() + ")";
    case operation::equal:
    case operation::not_equal:
    case operation::less:
    case operation::less_equal:
    case operation::greater:
    case operation::greater_equal:
    case operation::null_safe_equal:
    case operation::logical_and:
    case operation::logical_or:
    case operation::like:
    case operation::add:
    case operation::subtract:
    case operation::multiply:
    case operation::divide:
    case operation::modulo: break;
  }
  std::string made = "(" + parts[0].to_sql();
  made.append(detail::sign_of(node_->what)).append(parts[1].to_sql());
  if (parts.size() > 2) made += " ESCAPE " + parts[2].to_sql();
  return made + ")";
}

}  // namespace deltalake::inline v0::expression
