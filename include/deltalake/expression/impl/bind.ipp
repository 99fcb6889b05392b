#pragma once
#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include <deltalake/expression/bind.hpp>
#include <deltalake/schema/partition_value.hpp>

namespace deltalake::inline v0::expression {

DELTALAKE_DECL domain domain_of(const schema::data_type& type) noexcept {
  using kind = schema::data_type::kind;
  switch (type.what()) {
    case kind::string: return domain::text;
    case kind::long_:
    case kind::integer:
    case kind::short_:
    case kind::byte: return domain::integer;
    case kind::float_:
    case kind::double_: return domain::real;
    case kind::boolean: return domain::boolean;
    case kind::binary: return domain::bytes;
    case kind::date: return domain::date;
    case kind::timestamp: return domain::timestamp;
    case kind::timestamp_ntz: return domain::timestamp_ntz;
    case kind::decimal: return domain::decimal;
    case kind::void_: return domain::nothing;
    case kind::variant:
    case kind::struct_:
    case kind::array:
    case kind::map:
    case kind::unknown: return domain::other;
  }
  return domain::other;
}

DELTALAKE_DECL domain domain_of(const schema::scalar& value) noexcept {
  using kind = schema::scalar::kind;
  switch (value.what()) {
    case kind::null: return domain::nothing;
    case kind::boolean: return domain::boolean;
    case kind::integer: return domain::integer;
    case kind::float_:
    case kind::double_: return domain::real;
    case kind::decimal: return domain::decimal;
    case kind::string: return domain::text;
    case kind::binary: return domain::bytes;
    case kind::date: return domain::date;
    case kind::timestamp: return domain::timestamp;
    case kind::timestamp_ntz: return domain::timestamp_ntz;
  }
  return domain::other;
}

DELTALAKE_DECL std::string_view name(domain of) noexcept {
  switch (of) {
    case domain::nothing: return "NULL";
    case domain::boolean: return "boolean";
    case domain::integer: return "integer";
    case domain::real: return "double";
    case domain::decimal: return "decimal";
    case domain::text: return "string";
    case domain::bytes: return "binary";
    case domain::date: return "date";
    case domain::timestamp: return "timestamp";
    case domain::timestamp_ntz: return "timestamp_ntz";
    case domain::other: return "nested value";
  }
  return "";
}

namespace detail {

inline std::string dotted_name(const std::vector<std::string>& path) {
  std::string made;
  for (const std::string& part : path) made += (made.empty() ? "" : ".") + part;
  return made;
}

// The number of single letters that have to change to make one name of another, up to a bound.
inline std::size_t letters_between(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = (std::min)({row[j] + 1, row[j - 1] + 1, changed});
    }
  }
  return row[b.size()];
}

inline error no_such_column(const std::vector<std::string>& path, std::size_t depth, const schema::struct_type& among) {
  constexpr std::size_t length_max = 64, shown_max = 5;
  std::string likely;
  std::size_t shown = 0;
  const std::string& wanted = path[depth];
  for (const schema::field& field : among) {
    if (shown == shown_max) break;
    const bool short_enough = wanted.size() <= length_max && field.name.size() <= length_max;
    const std::size_t allowed = (std::max)(wanted.size(), field.name.size()) / 4 + 1;
    if (!short_enough || letters_between(schema::fold_name(wanted), schema::fold_name(field.name)) > allowed) continue;
    likely += (shown++ == 0 ? "; there is " : ", ") + std::string("'") + field.name + "'";
  }
  return error(errc::invalid_argument, "there is no column '" + wanted + "'" + likely).in_field(dotted_name(path));
}

// Two domains as the one in which their values are compared; nothing if they are not.
inline std::optional<domain> common_domain(domain a, domain b) noexcept {
  if (a == b) return a == domain::other ? std::nullopt : std::optional<domain>(a);
  if (a == domain::nothing) return b;
  if (b == domain::nothing) return a;
  const auto either = [a, b](domain one, domain other) { return (a == one && b == other) || (a == other && b == one); };
  if (either(domain::integer, domain::decimal)) return domain::decimal;
  if (either(domain::integer, domain::real) || either(domain::decimal, domain::real)) return domain::real;
  if (either(domain::date, domain::timestamp) || either(domain::timestamp_ntz, domain::timestamp)) {
    return domain::timestamp;
  }
  if (either(domain::date, domain::timestamp_ntz)) return domain::timestamp_ntz;
  return std::nullopt;
}

inline bool is_comparison(operation what) noexcept {
  return what >= operation::equal && what <= operation::null_safe_equal;
}
inline bool is_number(domain one) noexcept {
  return one == domain::integer || one == domain::real || one == domain::decimal || one == domain::nothing;
}

class binder {
 public:
  explicit binder(const schema::struct_type& schema) : schema_(schema) {}

  result<bound_expression> bind(const expression& from) const {
    bound_expression made;
    made.what = from.what();
    if (from.what() == operation::literal) {
      made.literal = from.value();
      made.values = domain_of(made.literal);
      return made;
    }
    if (from.what() == operation::column) return bind_column(from.path());
    for (const expression& part : from.parts()) {
      result<bound_expression> bound = bind(part);
      if (!bound) return bound;
      made.parts.push_back(std::move(*bound));
    }
    const result<void> typed = set_types(from, made);
    if (!typed) return typed.error();
    return made;
  }

 private:
  result<bound_expression> bind_column(const std::vector<std::string>& path) const {
    bound_expression made;
    made.what = operation::column;
    const schema::struct_type* among = &schema_;
    for (std::size_t depth = 0; depth < path.size(); ++depth) {
      std::optional<std::size_t> at = among->index_of(path[depth]);
      if (!at) at = among->index_of_ignoring_case(path[depth]);
      if (!at) return no_such_column(path, depth, *among);
      made.place.push_back(*at);
      made.type = (*among)[*at].type;
      if (depth + 1 == path.size()) break;
      if (!made.type.is(schema::data_type::kind::struct_)) {
        return error(errc::invalid_argument,
                     "'" + path[depth] + "' is no struct: it has no field '" + path[depth + 1] + "'")
            .in_field(dotted_name(path));
      }
      among = &made.type.as_struct();
    }
    made.values = domain_of(made.type);
    return made;
  }

  result<void> set_types(const expression& from, bound_expression& made) const {
    switch (made.what) {
      case operation::literal:
      case operation::column: return {};
      case operation::equal:
      case operation::not_equal:
      case operation::less:
      case operation::less_equal:
      case operation::greater:
      case operation::greater_equal:
      case operation::null_safe_equal:
      case operation::in: made.values = domain::boolean; return set_compared(from, made);
      case operation::logical_and:
      case operation::logical_or:
      case operation::logical_not: made.values = domain::boolean; return demand(from, made, domain::boolean);
      case operation::is_null:
      case operation::is_not_null: made.values = domain::boolean; return {};
      case operation::like: made.values = domain::boolean; return demand(from, made, domain::text);
      case operation::add:
      case operation::subtract:
      case operation::multiply:
      case operation::divide:
      case operation::modulo:
      case operation::negate: return set_arithmetic(from, made);
      case operation::cast: return set_cast(from, made);
    }
    return {};
  }

  static error wrong_types(const expression& from, const std::string& what) {
    return error(errc::invalid_argument, what + " in " + from.to_sql());
  }
  // A literal text is taken as what it is compared with.
  static result<void> take_texts_as(const expression& from, bound_expression& part, const bound_expression& other) {
    if (part.what != operation::literal || part.values != domain::text || other.values == domain::text) return {};
    if (other.values == domain::other || other.values == domain::nothing) return {};
    schema::data_type wanted = other.type;
    if (other.what != operation::column && other.what != operation::cast) {
      const bool is_date = other.values == domain::date, is_time = other.values == domain::timestamp;
      if (!is_date && !is_time) return {};
      wanted = schema::data_type(is_date ? schema::data_type::kind::date : schema::data_type::kind::timestamp);
    }
    const std::string text = *part.literal.get_if<std::string>();
    result<schema::scalar> value = schema::parse_partition_value(text, wanted);
    // A fraction is compared with a number of fewer digits all the same, and a time with a date.
    if (!value && is_number(other.values)) {
      if (const result<schema::decimal> number = schema::decimal::parse(text)) value = schema::scalar(*number);
    }
    if (!value && other.values == domain::date) {
      value = schema::parse_partition_value(text, schema::data_type(schema::data_type::kind::timestamp));
    }
    if (!value || value->is_null()) {
      return wrong_types(from, "'" + text + "' is no " + wanted.to_string());
    }
    part.literal = std::move(*value);
    part.values = domain_of(part.literal);
    return {};
  }
  static result<void> set_compared(const expression& from, bound_expression& made) {
    domain common = domain::nothing;
    for (std::size_t i = 1; i < made.parts.size(); ++i) {
      if (auto done = take_texts_as(from, made.parts[i], made.parts[0]); !done) return done;
      if (auto done = take_texts_as(from, made.parts[0], made.parts[i]); !done) return done;
    }
    for (const bound_expression& part : made.parts) {
      const std::optional<domain> both = common_domain(common, part.values);
      if (!both || part.values == domain::other) {
        return wrong_types(from, "a " + std::string(name(common == domain::nothing ? part.values : common)) +
                                     " and a " + std::string(name(part.values)) + " that cannot be compared");
      }
      common = *both;
    }
    made.compared = common;
    return {};
  }
  static result<void> demand(const expression& from, const bound_expression& made, domain wanted) {
    for (const bound_expression& part : made.parts) {
      if (part.values == wanted || part.values == domain::nothing) continue;
      return wrong_types(
          from, "a " + std::string(name(part.values)) + " where a " + std::string(name(wanted)) + " is needed");
    }
    return {};
  }
  static result<void> set_arithmetic(const expression& from, bound_expression& made) {
    domain common = domain::nothing;
    for (const bound_expression& part : made.parts) {
      const std::optional<domain> both = common_domain(common, part.values);
      if (!both || !is_number(part.values)) {
        return wrong_types(from, "a " + std::string(name(part.values)) + " that cannot be computed with");
      }
      common = *both;
    }
    const bool divides = made.what == operation::divide || made.what == operation::modulo;
    if (common == domain::decimal && divides) {
      return wrong_types(from, "decimals that would be divided (cast them to double)");
    }
    made.values = made.what == operation::divide ? domain::real : common;
    return {};
  }
  static result<void> set_cast(const expression& from, bound_expression& made) {
    made.type = from.type();
    made.values = domain_of(made.type);
    const domain of = made.parts[0].values;
    const bool same = of == made.values || of == domain::nothing;
    const bool numbers = is_number(of) && is_number(made.values);
    const bool times = common_domain(of, made.values).has_value();
    const bool parsed = of == domain::text && made.values != domain::bytes && made.values != domain::other;
    const bool flags =
        (of == domain::boolean && is_number(made.values)) || (is_number(of) && made.values == domain::boolean);
    const bool shortened = (of == domain::timestamp || of == domain::timestamp_ntz) && made.values == domain::date;
    if (made.values != domain::nothing && made.values != domain::other &&
        (same || numbers || times || parsed || flags || shortened)) {
      return {};
    }
    return wrong_types(from,
                       "a cast from " + std::string(name(of)) + " to " + made.type.to_string() + " that is not known");
  }

  const schema::struct_type& schema_;
};

}  // namespace detail

DELTALAKE_DECL result<bound_expression> bind(const expression& from, const schema::struct_type& schema) {
  return detail::binder(schema).bind(from);
}

DELTALAKE_DECL result<bound_expression> bind_predicate(const expression& from, const schema::struct_type& schema) {
  result<bound_expression> made = bind(from, schema);
  if (!made || made->values == domain::boolean || made->values == domain::nothing) return made;
  return error(errc::invalid_argument,
               "a condition that gives a " + std::string(name(made->values)) + ": " + from.to_sql());
}

}  // namespace deltalake::inline v0::expression
