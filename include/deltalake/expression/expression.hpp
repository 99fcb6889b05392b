#pragma once
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <deltalake/schema/data_type.hpp>
#include <deltalake/schema/scalar.hpp>

namespace deltalake::inline v0::expression {

/// What a node of an expression does with its parts.
enum class operation : std::uint8_t {
  literal,
  column,
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  null_safe_equal,  ///< <=>: true for two NULLs, never NULL itself
  logical_and,
  logical_or,
  logical_not,
  is_null,
  is_not_null,
  in,    ///< the first part is one of the others
  like,  ///< the first part matches the second, a pattern; the third is its escape character, if there is one
  add,
  subtract,
  multiply,
  divide,
  modulo,
  negate,
  cast,
};

/// A value computed from a row: a tree of operations on columns and literals, as SQL has them. An immutable value;
/// copies share their nodes. Names and types are looked up when it is bound to a schema.
class expression {
 public:
  /// NULL.
  DELTALAKE_DECL expression();
  DELTALAKE_DECL explicit expression(schema::scalar literal);
  DELTALAKE_DECL expression(operation what, std::vector<expression> parts);
  /// The column of that name, or a field within it: one name a level.
  DELTALAKE_DECL static expression column(std::vector<std::string> path);
  DELTALAKE_DECL static expression cast(expression of, schema::data_type to);

  DELTALAKE_DECL operation what() const noexcept;
  DELTALAKE_DECL const std::vector<expression>& parts() const noexcept;
  /// Of a literal.
  DELTALAKE_DECL const schema::scalar& value() const noexcept;
  /// Of a column.
  DELTALAKE_DECL const std::vector<std::string>& path() const noexcept;
  /// Of a cast.
  DELTALAKE_DECL const schema::data_type& type() const noexcept;
  /// Nodes from here down to the deepest: 1 for a literal.
  DELTALAKE_DECL int depth() const noexcept;

  /// The columns it names, each once, in the order of their first appearance.
  DELTALAKE_DECL std::vector<std::vector<std::string>> columns() const;
  /// SQL text that `parse_sql` reads as the same tree.
  DELTALAKE_DECL std::string to_sql() const;

  /// Comparisons, arithmetic and logic make trees, as in col("year") > 2020 && col("name") == "a". They are not
  /// relations between trees: for that there is is_same().
  friend expression operator==(const expression& a, const expression& b) { return {operation::equal, {a, b}}; }
  friend expression operator!=(const expression& a, const expression& b) { return {operation::not_equal, {a, b}}; }
  friend expression operator<(const expression& a, const expression& b) { return {operation::less, {a, b}}; }
  friend expression operator<=(const expression& a, const expression& b) { return {operation::less_equal, {a, b}}; }
  friend expression operator>(const expression& a, const expression& b) { return {operation::greater, {a, b}}; }
  friend expression operator>=(const expression& a, const expression& b) { return {operation::greater_equal, {a, b}}; }
  friend expression operator&&(const expression& a, const expression& b) { return {operation::logical_and, {a, b}}; }
  friend expression operator||(const expression& a, const expression& b) { return {operation::logical_or, {a, b}}; }
  friend expression operator!(const expression& a) { return {operation::logical_not, {a}}; }
  friend expression operator+(const expression& a, const expression& b) { return {operation::add, {a, b}}; }
  friend expression operator-(const expression& a, const expression& b) { return {operation::subtract, {a, b}}; }
  friend expression operator*(const expression& a, const expression& b) { return {operation::multiply, {a, b}}; }
  friend expression operator/(const expression& a, const expression& b) { return {operation::divide, {a, b}}; }
  friend expression operator%(const expression& a, const expression& b) { return {operation::modulo, {a, b}}; }
  friend expression operator-(const expression& a) { return {operation::negate, {a}}; }

  /// True if both are the same tree with the same literals.
  friend bool is_same(const expression& a, const expression& b) { return a.equals(b); }

  DELTALAKE_DECL expression is_null() const;
  DELTALAKE_DECL expression is_not_null() const;
  DELTALAKE_DECL expression in(std::vector<expression> values) const;
  DELTALAKE_DECL expression between(const expression& low, const expression& high) const;
  DELTALAKE_DECL expression like(std::string_view pattern) const;

 private:
  struct node;

  DELTALAKE_DECL explicit expression(node made);
  DELTALAKE_DECL bool equals(const expression& other) const;

  std::shared_ptr<const node> node_;
};

/// A column: col("year"). The name is taken as it is, dots included.
inline expression col(std::string name) {
  std::vector<std::string> path;
  path.push_back(std::move(name));
  return expression::column(std::move(path));
}
/// A literal: lit(2020), lit("text"), lit(schema::date{0}).
template <class Value>
expression lit(Value&& value) {
  return expression(schema::scalar(std::forward<Value>(value)));
}

/// What may stand beside an expression as a literal.
template <class Value>
concept literal_value =
    !std::same_as<std::remove_cvref_t<Value>, expression> && std::constructible_from<schema::scalar, Value>;

template <literal_value Value>
expression operator==(const expression& a, Value&& b) {
  return a == lit(std::forward<Value>(b));
}
template <literal_value Value>
expression operator!=(const expression& a, Value&& b) {
  return a != lit(std::forward<Value>(b));
}
template <literal_value Value>
expression operator<(const expression& a, Value&& b) {
  return a < lit(std::forward<Value>(b));
}
template <literal_value Value>
expression operator<=(const expression& a, Value&& b) {
  return a <= lit(std::forward<Value>(b));
}
template <literal_value Value>
expression operator>(const expression& a, Value&& b) {
  return a > lit(std::forward<Value>(b));
}
template <literal_value Value>
expression operator>=(const expression& a, Value&& b) {
  return a >= lit(std::forward<Value>(b));
}

}  // namespace deltalake::inline v0::expression

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/expression/impl/expression.ipp>
#endif
