#pragma once
#include <algorithm>
#include <cmath>
#include <compare>
#include <limits>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>

#include <deltalake/expression/evaluate.hpp>
#include <deltalake/expression/like.hpp>
#include <deltalake/expression/operand.hpp>

namespace deltalake::inline v0::expression {
namespace detail {

inline truth truth_of(bool yes) noexcept { return yes ? truth::yes : truth::no; }
inline truth negated(truth of) noexcept { return of == truth::unknown ? of : truth_of(of == truth::no); }

inline bool holds(operation what, std::strong_ordering order) noexcept {
  switch (what) {
    case operation::equal:
    case operation::null_safe_equal:
    case operation::in: return std::is_eq(order);
    case operation::not_equal: return std::is_neq(order);
    case operation::less: return std::is_lt(order);
    case operation::less_equal: return std::is_lteq(order);
    case operation::greater: return std::is_gt(order);
    case operation::greater_equal: return std::is_gteq(order);
    default: return false;
  }
}

// Applies `order(row)` to the rows where both sides have a value.
template <class Order>
void compare_rows(operation what, const operand& a, const operand& b, std::vector<truth>& to, Order order) {
  const bool null_safe = what == operation::null_safe_equal;
  const bool no_nulls = a.nulls.empty() && b.nulls.empty();
  for (std::size_t row = 0; row < to.size(); ++row) {
    if (no_nulls) {
      to[row] = truth_of(holds(what, order(row)));
      continue;
    }
    const bool a_null = a.is_null(row), b_null = b.is_null(row);
    if (!a_null && !b_null)
      to[row] = truth_of(holds(what, order(row)));
    else
      to[row] = null_safe ? truth_of(a_null && b_null) : truth::unknown;
  }
}

inline void compare_all(operation what, domain as, const operand& a, const operand& b, std::vector<truth>& to) {
  // The usual kinds are compared without asking for each row what they are.
  switch (as) {
    case domain::boolean:
    case domain::integer:
    case domain::date:
    case domain::timestamp:
    case domain::timestamp_ntz:
      return compare_rows(what, a, b, to, [&](std::size_t row) { return a.words[a.at(row)] <=> b.words[b.at(row)]; });
    case domain::text:
    case domain::bytes:
      return compare_rows(what, a, b, to, [&](std::size_t row) { return a.text_at(row) <=> b.text_at(row); });
    case domain::real:
    case domain::decimal:
      return compare_rows(what, a, b, to, [&](std::size_t row) { return compare(as, a, a.at(row), b, b.at(row)); });
    case domain::nothing:
    case domain::other:
      std::fill(to.begin(), to.end(), what == operation::null_safe_equal ? truth::yes : truth::unknown);
  }
}

class evaluation {
 public:
  explicit evaluation(const column::batch& rows) : rows_(rows), count_(static_cast<std::size_t>(rows.num_rows)) {}

  result<std::vector<truth>> truths(const bound_expression& of) const {
    switch (of.what) {
      case operation::equal:
      case operation::not_equal:
      case operation::less:
      case operation::less_equal:
      case operation::greater:
      case operation::greater_equal:
      case operation::null_safe_equal: return comparison(of);
      case operation::in: return membership(of);
      case operation::logical_and: return junction(of, truth::no);
      case operation::logical_or: return junction(of, truth::yes);
      case operation::logical_not: {
        result<std::vector<truth>> made = truths(of.parts[0]);
        if (!made) return made;
        for (truth& one : *made) one = negated(one);
        return made;
      }
      case operation::is_null:
      case operation::is_not_null: return nullness(of);
      case operation::like: return likeness(of);
      case operation::literal:
      case operation::column:
      case operation::add:
      case operation::subtract:
      case operation::multiply:
      case operation::divide:
      case operation::modulo:
      case operation::negate:
      case operation::cast: break;
    }
    const result<operand> value = values(of);
    if (!value) return value.error();
    std::vector<truth> made(count_, truth::unknown);
    if (value->kind != domain::boolean) return made;
    for (std::size_t row = 0; row < count_; ++row) {
      if (!value->is_null(row)) made[row] = truth_of(value->words[value->at(row)] != 0);
    }
    return made;
  }

 private:
  result<operand> values(const bound_expression& of) const {
    switch (of.what) {
      case operation::literal: return operand_of(of.literal);
      case operation::column: {
        if (of.place.front() >= rows_.columns.size()) return error(errc::wrong_type, "a batch without that column");
        return operand_of(rows_.columns[of.place.front()], of);
      }
      case operation::add:
      case operation::subtract:
      case operation::multiply:
      case operation::divide:
      case operation::modulo:
      case operation::negate: return arithmetic(of);
      case operation::cast: {
        result<operand> part = values(of.parts[0]);
        if (!part) return part;
        return cast_to(std::move(*part), of.type, count_);
      }
      default: break;
    }
    // A condition within a comparison.
    const result<std::vector<truth>> made = truths(of);
    if (!made) return made.error();
    operand flags;
    flags.kind = domain::boolean;
    flags.words.resize(count_);
    for (std::size_t row = 0; row < count_; ++row) {
      if ((*made)[row] == truth::unknown)
        flags.set_null(row, count_);
      else
        flags.words[row] = (*made)[row] == truth::yes ? 1 : 0;
    }
    return flags;
  }

  result<std::vector<truth>> comparison(const bound_expression& of) const {
    result<operand> left = values(of.parts[0]), right = values(of.parts[1]);
    if (!left) return left.error();
    if (!right) return right.error();
    const operand a = convert(std::move(*left), of.compared), b = convert(std::move(*right), of.compared);
    std::vector<truth> made(count_, truth::unknown);
    compare_or_null(of.what, of.compared, a, b, made);
    return made;
  }
  // What is NULL alone has no values to compare.
  void compare_or_null(operation what, domain as, const operand& a, const operand& b, std::vector<truth>& to) const {
    if (a.kind != domain::nothing && b.kind != domain::nothing) return compare_all(what, as, a, b, to);
    if (what != operation::null_safe_equal) return std::fill(to.begin(), to.end(), truth::unknown);
    for (std::size_t row = 0; row < to.size(); ++row) {
      const bool a_null = a.kind == domain::nothing || a.is_null(row);
      const bool b_null = b.kind == domain::nothing || b.is_null(row);
      to[row] = truth_of(a_null && b_null);
    }
  }

  result<std::vector<truth>> junction(const bound_expression& of, truth decides) const {
    result<std::vector<truth>> made = truths(of.parts[0]);
    for (std::size_t i = 1; made && i < of.parts.size(); ++i) {
      if (std::all_of(made->begin(), made->end(), [decides](truth one) { return one == decides; })) break;
      const result<std::vector<truth>> next = truths(of.parts[i]);
      if (!next) return next;
      for (std::size_t row = 0; row < count_; ++row) {
        truth& one = (*made)[row];
        const truth other = (*next)[row];
        if (one == decides || other == decides)
          one = decides;
        else if (other == truth::unknown)
          one = truth::unknown;
      }
    }
    return made;
  }

  result<std::vector<truth>> nullness(const bound_expression& of) const {
    const result<operand> value = values(of.parts[0]);
    if (!value) return value.error();
    std::vector<truth> made(count_);
    const bool wanted = of.what == operation::is_null;
    for (std::size_t row = 0; row < count_; ++row) {
      const bool null = value->kind == domain::nothing || value->is_null(row);
      made[row] = truth_of(null == wanted);
    }
    return made;
  }

  result<std::vector<truth>> likeness(const bound_expression& of) const {
    const result<operand> text = values(of.parts[0]), pattern = values(of.parts[1]);
    if (!text) return text.error();
    if (!pattern) return pattern.error();
    char escape = '\\';
    if (of.parts.size() > 2) {
      const std::string* const given = of.parts[2].literal.get_if<std::string>();
      if (given == nullptr || given->size() != 1) {
        return error(errc::invalid_argument, "the escape character of LIKE must be one ASCII character");
      }
      escape = given->front();
    }
    std::vector<truth> made(count_, truth::unknown);
    if (text->kind == domain::nothing || pattern->kind == domain::nothing) return made;
    result<like_pattern> compiled = like_pattern();
    std::optional<std::string> compiled_of;
    for (std::size_t row = 0; row < count_; ++row) {
      if (text->is_null(row) || pattern->is_null(row)) continue;
      if (!compiled_of || *compiled_of != pattern->text_at(row)) {
        compiled_of = std::string(pattern->text_at(row));
        compiled = like_pattern::make(*compiled_of, escape);
        if (!compiled) return compiled.error();
      }
      made[row] = truth_of(compiled->matches(text->text_at(row)));
    }
    return made;
  }

  // True if one part equals; else unknown if one of them is NULL.
  result<std::vector<truth>> membership(const bound_expression& of) const {
    result<operand> first = values(of.parts[0]);
    if (!first) return first.error();
    const operand wanted = convert(std::move(*first), of.compared);
    std::vector<truth> made(count_, truth::no);
    const bool literals = std::all_of(of.parts.begin() + 1, of.parts.end(),
                                      [](const bound_expression& one) { return one.what == operation::literal; });
    if (literals && of.parts.size() > 8 && look_up(of, wanted, made)) return made;
    std::vector<truth> one(count_);
    for (std::size_t i = 1; i < of.parts.size(); ++i) {
      result<operand> part = values(of.parts[i]);
      if (!part) return part.error();
      const operand value = convert(std::move(*part), of.compared);
      compare_or_null(operation::in, of.compared, wanted, value, one);
      for (std::size_t row = 0; row < count_; ++row) {
        if (made[row] != truth::yes && one[row] != truth::no) made[row] = one[row];
      }
    }
    return made;
  }
  // Long lists of literals become sets.
  bool look_up(const bound_expression& of, const operand& wanted, std::vector<truth>& to) const {
    std::unordered_set<std::int64_t> words;
    std::unordered_set<std::string> texts;
    bool has_null = false;
    for (std::size_t i = 1; i < of.parts.size(); ++i) {
      const operand value = convert(operand_of(of.parts[i].literal), of.compared);
      if (value.kind == domain::nothing || value.is_null(0))
        has_null = true;
      else if (!value.words.empty())
        words.insert(value.words[0]);
      else if (of.compared == domain::text || of.compared == domain::bytes)
        texts.insert(value.text);
      else
        return false;
    }
    if (wanted.kind == domain::nothing) return false;
    const bool by_text = of.compared == domain::text || of.compared == domain::bytes;
    std::string probe;
    for (std::size_t row = 0; row < count_; ++row) {
      if (wanted.is_null(row)) {
        to[row] = truth::unknown;
        continue;
      }
      if (by_text) probe.assign(wanted.text_at(row));
      const bool found = by_text ? texts.contains(probe) : words.contains(wanted.words[wanted.at(row)]);
      to[row] = found ? truth::yes : has_null ? truth::unknown : truth::no;
    }
    return true;
  }

  result<operand> arithmetic(const bound_expression& of) const {
    std::vector<operand> parts;
    bool constant = true;
    for (const bound_expression& part : of.parts) {
      result<operand> value = values(part);
      if (!value) return value;
      parts.push_back(convert(std::move(*value), of.values));
      constant = constant && parts.back().constant;
    }
    operand made;
    made.kind = of.values;
    made.constant = constant;
    const std::size_t count = constant ? 1 : count_;
    for (const operand& part : parts) {
      if (part.kind != domain::nothing && of.values != domain::nothing) continue;
      made.kind = domain::nothing;
      return made;
    }
    if (of.values == domain::real) made.reals.resize(count);
    if (of.values == domain::integer) made.words.resize(count);
    if (of.values == domain::decimal) set_scale(of.what, parts, made, count);
    const operand& a = parts.front();
    const operand& b = parts.back();
    for (std::size_t row = 0; row < count; ++row) {
      const bool null = a.is_null(row) || b.is_null(row);
      if (null || !compute(of.what, a, b, row, made)) made.set_null(row, count);
    }
    return made;
  }
  static void set_scale(operation what, const std::vector<operand>& parts, operand& made, std::size_t count) {
    made.unscaled.resize(count);
    made.scale = what == operation::multiply ? parts.front().scale + parts.back().scale
                                             : (std::max)(parts.front().scale, parts.back().scale);
  }
  // False if there is no value.
  static bool compute(operation what, const operand& a, const operand& b, std::size_t row, operand& to) {
    switch (to.kind) {
      case domain::integer: return compute_words(what, a.words[a.at(row)], b.words[b.at(row)], to.words[row]);
      case domain::real: return compute_reals(what, a.reals[a.at(row)], b.reals[b.at(row)], to.reals[row]);
      case domain::decimal: return compute_decimals(what, a, a.at(row), b, b.at(row), to.scale, to.unscaled[row]);
      default: return false;
    }
  }
  static bool compute_words(operation what, std::int64_t a, std::int64_t b, std::int64_t& to) noexcept {
    switch (what) {
      case operation::add: return !__builtin_add_overflow(a, b, &to);
      case operation::subtract: return !__builtin_sub_overflow(a, b, &to);
      case operation::multiply: return !__builtin_mul_overflow(a, b, &to);
      case operation::negate: return !__builtin_sub_overflow(std::int64_t{0}, a, &to);
      case operation::modulo:
        if (b == 0) return false;
        to = b == -1 ? 0 : a % b;
        return true;
      default: return false;
    }
  }
  static bool compute_reals(operation what, double a, double b, double& to) noexcept {
    switch (what) {
      case operation::add: to = a + b; return true;
      case operation::subtract: to = a - b; return true;
      case operation::multiply: to = a * b; return true;
      case operation::negate: to = -a; return true;
      case operation::divide: to = a / b; return b != 0;
      case operation::modulo: to = std::fmod(a, b); return b != 0;
      default: return false;
    }
  }
  static bool compute_decimals(operation what, const operand& a, std::size_t i, const operand& b, std::size_t j,
                               int scale, schema::int128& to) noexcept {
    schema::int128 left = a.unscaled[i], right = b.unscaled[j];
    bool failed = scale > schema::decimal::digits_max;
    if (what == operation::multiply) {
      failed = failed || __builtin_mul_overflow(left, right, &to);
    } else if (!failed) {
      failed = __builtin_mul_overflow(left, schema::powers_of_ten[static_cast<std::size_t>(scale - a.scale)], &left) ||
               __builtin_mul_overflow(right, schema::powers_of_ten[static_cast<std::size_t>(scale - b.scale)], &right);
      if (what == operation::add) failed = failed || __builtin_add_overflow(left, right, &to);
      if (what == operation::subtract) failed = failed || __builtin_sub_overflow(left, right, &to);
      if (what == operation::negate) to = -left;
    }
    const schema::int128 most = schema::powers_of_ten[38];
    return !failed && to < most && to > -most;
  }

  const column::batch& rows_;
  std::size_t count_;
};

}  // namespace detail

DELTALAKE_DECL result<std::vector<truth>> evaluate(const bound_expression& condition, const column::batch& rows) {
  return detail::evaluation(rows).truths(condition);
}

DELTALAKE_DECL std::vector<column::row_stretch> rows_that_hold(const std::vector<truth>& truths) {
  std::vector<column::row_stretch> made;
  for (std::size_t row = 0; row < truths.size(); ++row) {
    if (truths[row] != truth::yes) continue;
    const auto number = static_cast<std::int64_t>(row);
    if (!made.empty() && made.back().end == number)
      ++made.back().end;
    else
      made.push_back({number, number + 1});
  }
  return made;
}

}  // namespace deltalake::inline v0::expression
